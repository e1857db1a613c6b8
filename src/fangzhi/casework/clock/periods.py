"""What a period is reckoned from, and what comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from fangzhi.casework.clock.moments import Moment
    from fangzhi.casework.clock.rules import Rule
    from fangzhi.casework.clock.steps import Step


class Stop(NamedTuple):
    """A half-open interval in which the period does not run; `until` is None while it has not resumed.

    `ground` is one of the rule's stops; without it the stop is taken as stated.
    """

    since: Moment
    until: Moment | None = None
    ground: str = ""


class Approval(NamedTuple):
    """An extension as approved. Without a unit that of the rule's extension is meant, without `by` the right
    person."""

    amount: int
    approved: Moment
    unit: str = ""
    by: str = ""


class Reckoning(NamedTuple):
    """What became of a period.

    `due` is the last day on which the act is in time (an instant for hours), None while the period is
    stopped; `nominal` the same before it is moved off a rest day. `provisional`: a year touched has no known
    notice of rest days. `calendar` names the version of the calendar used.
    """

    rule: Rule
    start: Moment
    due: Moment | None
    nominal: Moment | None
    provisional: bool
    steps: tuple[Step, ...]
    stopped_since: Moment | None
    calendar: str

    @property
    def refused_extensions(self) -> tuple[Step, ...]:
        """Extensions that do not count, each with its reason."""
        return tuple(step for step in self.steps if step.kind == "refused_extension")

    @property
    def refused_stops(self) -> tuple[Step, ...]:
        """Stops that do not count, each with its reason."""
        return tuple(step for step in self.steps if step.kind == "refused_stop")


class BackwardStop(ValueError):  # noqa: N818 - it is the stop's, not an error of ours
    """A stop that ends before it begins."""

    def __init__(self, stop: Stop) -> None:
        self.message_zh = f"中止 {stop.since}..{stop.until}：结束早于开始。"
        self.message_en = f"stop {stop.since}..{stop.until}: it ends before it begins."
        super().__init__(self.message_en)
