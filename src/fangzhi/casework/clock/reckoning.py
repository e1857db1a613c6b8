"""The reckoning of a period (期限计算): a rule, its starting event, stops and extensions become a due date.

The arithmetic is that of 民法典 Art. 200–204 and 行政处罚法 Art. 85:

- The day of the event is not counted. Months end on the corresponding day, or on the month's last day. Hours
  run from the instant.
- A last day that is a rest day moves to the next working day. Hours are not moved.
- A period before an event (negative amount) is counted backwards from it in the same way; a rest day moves it
  further back, because the rule says *at least* that long before.
- A stop is a half-open interval [since, until): until is the day on which the period runs again. Stops are
  united before they are counted. Calendar periods move by the calendar days stopped, working-day periods by
  the working days stopped; only days after the event and up to the last day count. The last day itself is
  never a stopped one.
- An extension runs from the last day as moved by the stops that began up to its approval, *before* that day
  is moved off a rest day: the extended period is one period, and only its end is moved. It must be approved
  before the due date of the time (as moved off rest days), in the order the rule names, by whom it names, and
  be no longer than it allows; otherwise it is refused and listed.
- While a stop is open there is no due date; `as_of` asks what it would be if the period ran again that day.

Nothing is stored: the same facts give the same result, in whatever order they are given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fangzhi.casework.clock import working_days
from fangzhi.casework.clock.counting import Days, Hours

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fangzhi.casework.clock.moments import Moment
    from fangzhi.casework.clock.periods import Approval, Reckoning, Stop
    from fangzhi.casework.clock.rules import Rule
    from fangzhi.casework.clock.working_days import Calendar


def reckon(
    rule: Rule,
    start: Moment,
    stops: Iterable[Stop] = (),
    extensions: Iterable[Approval] = (),
    *,
    calendar: Calendar | None = None,
    as_of: Moment | None = None,
) -> Reckoning:
    """When a period ends that began with an event, and by which steps.

    `start` is a day, or an instant where the rule runs in hours (a day then stands for its 00:00). `calendar`
    is the one in force unless given; `as_of` lets a stop that is still open end on that day. What does not
    count is listed, not raised. Raises `OutOfReach` outside 1949–2199 and `BackwardStop`.
    """
    days = calendar or working_days.calendar()
    count = Hours(rule, start, days) if rule.unit == "h" else Days(rule, start, days)
    if rule.amount < 0:
        count.refuse(stops, extensions)
    else:
        count.lay(stops, as_of)
        count.extend(extensions)
        count.finish()
    return count.result()
