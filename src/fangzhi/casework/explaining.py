"""A rule and a due date in words, for those who must keep to them: on the page, and as an official document.

The document (期限说明) is in Chinese; it states the rule with its version and every step of the reckoning.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from fangzhi.casework import deadlines, offices
from fangzhi.casework.clock.shipped import Words, term
from fangzhi.casework.clock.steps import length
from fangzhi.casework.history import past_of
from fangzhi.casework.models import Event
from fangzhi.casework.refusals import Refused

if TYPE_CHECKING:
    from fangzhi.casework.clock import Extension, Reckoning, Rule, Step
    from fangzhi.casework.deadlines import Clock
    from fangzhi.casework.models import Deadline


class RuleWords(NamedTuple):
    """What a rule says, part by part; an empty part is one that the rule does not have."""

    period: Words
    extensions: Words
    stops: Words
    condition: Words


NOTHING = Words("", "")


def rule_words(rule: Rule) -> RuleWords:
    """A version of a rule in words."""
    return RuleWords(
        _period(rule),
        _listed([_extension(rule, one) for one in rule.extensions], "；", "; "),
        _listed([term("stop", one) for one in rule.stops], "、", ", "),
        term("condition", rule.condition) if rule.condition else NOTHING,
    )


def _period(rule: Rule) -> Words:
    event, size = term("event", rule.from_event), length(abs(rule.amount), rule.unit)
    if rule.amount < 0:
        return Words(f"{event.zh}之前至少{size.zh}", f"at least {size.en} before: {event.en}")
    since = "之时" if rule.unit == "h" else "之日"
    return Words(f"自{event.zh}{since}起{size.zh}", f"{size.en} from: {event.en}")


def _extension(rule: Rule, one: Extension) -> Words:
    size = length(one.amount, one.unit) if one.amount else Words("期限不限", "without a limit")
    by = term("approver", one.by)
    why = term("reason", one.reason) if one.reason else NOTHING
    return Words(
        f"{size.zh}（{by.zh}批准{f'，{why.zh}' if why.zh else ''}）",
        f"{size.en} (approved by {by.en}{f', {why.en}' if why.en else ''})",
    )


def _listed(parts: list[Words], zh: str, en: str) -> Words:
    return Words(zh.join(one.zh for one in parts), en.join(one.en for one in parts))


def explanation_paper(deadline: Deadline) -> dict[str, Any]:
    """What the template `common-deadline` prints of a clock of a record, worked out from the record's events.

    Is read inside the scope of whoever asks. Raises `Refused` where there is no due date to explain: the
    clock is stopped, or its rule is in force no longer.
    """
    clock = _clock(deadline)
    if clock is None or clock.reckoning is None or clock.found is None:
        raise Refused(_("No rule is in force by which this time limit could be explained."))
    if clock.reckoning.due is None:
        raise Refused(_("The time limit is stopped: there is no due date yet that could be explained."))
    with translation.override("zh-hans"):
        return _heading(deadline) | {
            "deadline": _told(clock.reckoning),
            "steps": [{"day": _day(step), "words": step.words.zh} for step in clock.reckoning.steps],
            "legal_ground": clock.found.basis.zh,
        }


def _clock(deadline: Deadline) -> Clock | None:
    past = past_of(Event.objects.filter(record=deadline.record_id).order_by("seq"))
    wanted = (deadline.rule, deadline.turn)
    return next(
        (one for one in deadlines.clocks_of(past, deadline.record) if (one.rule, one.turn) == wanted), None
    )


def _heading(deadline: Deadline) -> dict[str, Any]:
    """Office, addressee, whom to ask. The paper has no number of its own: it decides nothing."""
    record, today = deadline.record, timezone.localdate()
    stage = offices.stage_on(record.office, today)
    return {
        "office": {"name": stage.name_zh, "address": stage.address or "—"},
        "contact": {
            "name": record.officer.username if record.officer else "—",
            "phone": stage.phone or "—",
        },
        "number": "",
        "date": today.isoformat(),
        "addressee": record.parties.replace(" / ", "、") or "当事人",
        "case_number": record.number or record.title,
    }


def _told(reckoning: Reckoning) -> dict[str, Any]:
    rule, due = reckoning.rule, reckoning.due
    return {
        "name": rule.name_zh,
        "words": _sentence(rule) + (f"届满时刻为{due:%Y-%m-%d %H:%M}。" if isinstance(due, datetime) else ""),
        "version": rule.version,
        "event": term("event", rule.from_event).zh,
        "start": reckoning.start.isoformat(),
        "due": due.isoformat() if due else None,
        "provisional": reckoning.provisional,
    }


def _sentence(rule: Rule) -> str:
    """The rule in one Chinese sentence."""
    words = rule_words(rule)
    parts = [words.period.zh]
    if words.stops.zh:
        parts.append(f"{words.stops.zh}期间不计入")
    if words.extensions.zh:
        parts.append(f"可以延长：{words.extensions.zh}")
    return "；".join(parts) + "。"


def _day(step: Step) -> str:
    """The day of a step; a stop without an end and a refusal have that on which they begin."""
    moment = step.day or step.since
    return moment.isoformat() if moment else ""
