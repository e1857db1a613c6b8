"""The steps of a reckoning: small records that screen, paper and JSON print in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from fangzhi.casework.clock.moments import shown
from fangzhi.casework.clock.shipped import Words, term

if TYPE_CHECKING:
    from fangzhi.casework.clock.moments import Moment

UNITS = {
    "wd": ("个工作日", "working day"),
    "d": ("日", "day"),
    "m": ("个月", "month"),
    "h": ("小时", "hour"),
    "min": ("分钟", "minute"),
}
"""Units with their words; a stop of hours is measured in minutes."""
_REFUSED = {
    "late": ("批准时期限已经届满或者当日届满", "not approved before the due date of the time"),
    "early": ("批准日早于期限起算的事件", "approved before the event from which the period runs"),
    "none": ("规则没有（更多）可延长的期限", "the rule allows no (further) extension"),
    "foreign": ("不是有权批准的人", "not approved by whom the rule names"),
    "long": ("超过规则允许的最长延长期", "longer than the rule allows"),
    "empty": ("延长期应为正数", "an extension must be longer than nothing"),
    "unit": ("单位与期限不相容", "its unit does not go with that of the period"),
    "ground": ("规则没有列出这种中止事由", "the rule does not list this ground for a stop"),
    "backwards": ("倒算的期限不因此变动", "a period that is counted backwards does not move"),
}
"""Why an extension or a stop is refused."""


class Step(NamedTuple):
    """One step of a reckoning.

    `kind`: event, midnight, counted, stop, still_stopped, extended, rest_day, stopped_day, refused_extension,
    refused_stop or provisional. `day` is where the period ends after the step (for an event its day, for a
    refusal the day of approval); `amount` and `unit` are what was added; `since` and `until` bound a stop,
    `since` is also the day of approval or the day moved from; `by` names event, approver or ground; `why` the
    reason of an extension, a refusal or a rest day.
    """

    kind: str
    day: Moment | None
    amount: int | None = None
    unit: str = ""
    since: Moment | None = None
    until: Moment | None = None
    by: str = ""
    why: str = ""

    @property
    def words(self) -> Words:
        """The step in words, Chinese and English."""
        return _SAY[self.kind](self)


def step_json(step: Step) -> dict[str, Any]:
    """A step as JSON: its fields, days as text, and both sentences."""
    moments = {"day": step.day, "from": step.since, "to": step.until}
    words = step.words
    return {
        "kind": step.kind,
        **{key: shown(moment) if moment else None for key, moment in moments.items()},
        "amount": step.amount,
        "unit": step.unit or None,
        "by": step.by or None,
        "why": step.why or None,
        "zh": words.zh,
        "en": words.en,
    }


def length(amount: int, unit: str) -> Words:
    """An amount with its unit: 3个月, 3 months."""
    zh, en = UNITS.get(unit, (unit, unit))
    return Words(f"{amount}{zh}", f"{amount} {en}{'' if amount == 1 else 's'}")


def _at(moment: Moment | None) -> str:
    return shown(moment) if moment else ""


def _event(step: Step) -> Words:
    said = term("event", step.by)
    if step.unit == "h":
        return Words(
            f"{_at(step.day)} {said.zh}，自此时起算", f"{_at(step.day)} {said.en}, hours run from here"
        )
    return Words(f"{_at(step.day)} {said.zh}，当日不计", f"{_at(step.day)} {said.en}, not counted")


def _midnight(step: Step) -> Words:
    return Words(
        f"未给出时刻，按 {_at(step.day)} 起算", f"no time of day is given; hours run from {_at(step.day)}"
    )


def _counted(step: Step) -> Words:
    amount = step.amount or 0
    size = length(abs(amount), step.unit)
    if amount < 0:
        return Words(f"倒数{size.zh} → {_at(step.day)}", f"{size.en} back → {_at(step.day)}")
    return Words(f"加{size.zh} → {_at(step.day)}", f"+{size.en} → {_at(step.day)}")


def _stop(step: Step) -> Words:
    size = length(step.amount or 0, step.unit)
    ground = term("stop", step.by) if step.by else Words("中止", "stopped")
    span = f"{_at(step.since)}..{_at(step.until)}"
    en = f"stopped ({ground.en})" if step.by else ground.en
    return Words(
        f"{ground.zh} {span}，扣除{size.zh} → {_at(step.day)}", f"{en} {size.en} {span} → {_at(step.day)}"
    )


def _still_stopped(step: Step) -> Words:
    return Words(
        f"自 {_at(step.since)} 起中止，尚未恢复，届满日未定",
        f"stopped since {_at(step.since)} and not resumed, so there is no due date",
    )


def _extended(step: Step) -> Words:
    size, by = length(step.amount or 0, step.unit), term("approver", step.by)
    end = f" → {_at(step.day)}" if step.day else ""
    return Words(
        f"{by.zh}于 {_at(step.since)} 批准延长{size.zh}{end}",
        f"extended by {size.en}, approved {_at(step.since)} by {by.en}{end}",
    )


def _rest_day(step: Step) -> Words:
    why = f" ({step.why})" if step.why else ""
    zh = f"（{step.why}）" if step.why else ""
    return Words(
        f"{_at(step.since)} 是休息日{zh} → {_at(step.day)}",
        f"{_at(step.since)} is a rest day{why} → {_at(step.day)}",
    )


def _stopped_day(step: Step) -> Words:
    return Words(
        f"{_at(step.since)} 在中止期间 → {_at(step.day)}",
        f"{_at(step.since)} lies in a stop → {_at(step.day)}",
    )


def _refused_extension(step: Step) -> Words:
    zh, en = _REFUSED[step.why]
    size = length(step.amount or 0, step.unit)
    return Words(
        f"{_at(step.day)} 批准的延长{size.zh}不予计入：{zh}",
        f"extension by {size.en} approved {_at(step.day)} is refused: {en}",
    )


def _refused_stop(step: Step) -> Words:
    zh, en = _REFUSED[step.why]
    span = f"{_at(step.since)}..{_at(step.until)}"
    ground = term("stop", step.by) if step.by else Words("", "")
    return Words(f"中止 {span} {ground.zh}不予扣除：{zh}", f"stop {span} {ground.en} is refused: {en}")


def _provisional(step: Step) -> Words:
    return Words(
        "所涉年份的放假安排尚未录入，届满日为暂定",
        "the notice of rest days for a year touched is not known: the date is provisional",
    )


_SAY = {
    "event": _event,
    "midnight": _midnight,
    "counted": _counted,
    "stop": _stop,
    "still_stopped": _still_stopped,
    "extended": _extended,
    "rest_day": _rest_day,
    "stopped_day": _stopped_day,
    "refused_extension": _refused_extension,
    "refused_stop": _refused_stop,
    "provisional": _provisional,
}
