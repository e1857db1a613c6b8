"""When an act happened: its day, and its time of day where clocks run in hours.

A time is asked for by acts that say so (`Transition.timed`) and is never required: without one the day stands
for its 00:00, so that no clock runs longer than it may.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from fangzhi.casework.forms import AT, OCCURRED
from fangzhi.casework.history import QUIET
from fangzhi.casework.refusals import Refused

if TYPE_CHECKING:
    from datetime import date

    from fangzhi.casework.acts import Act


def check_day(act: Act, today: date | None = None) -> None:
    """Whether the day lies neither in the future nor before the act before it. Raises `Refused`."""
    today = today or timezone.localdate()
    if act.occurred_on > today:
        raise Refused(
            _("The day of the act lies in the future."), {OCCURRED: _("Not after %s.") % today}, today
        )
    last = act.past.last_day
    if last and act.occurred_on < last and act.transition.id not in QUIET:
        words = _("The act before it happened on %s; this one cannot lie before it.") % last
        raise Refused(words, {OCCURRED: words})
    if act.at is not None:
        _check_time(act)


def _check_time(act: Act) -> None:
    """Whether the time lies neither in the future nor before the act before it on the same day."""
    assert act.at is not None
    now, time = timezone.localtime(), act.at.isoformat("minutes")
    if act.occurred_on == now.date() and act.at > now.time():
        words = _("The time of the act lies in the future.")
        raise Refused(words, {AT: words})
    same_day = [one.body.get("at", "") for one in act.past.standing if one.occurred_on == act.occurred_on]
    latest = max(same_day, default="")
    if time < latest:
        words = _("An act before it happened at %s; this one cannot lie before it.") % latest
        raise Refused(words, {AT: words})
