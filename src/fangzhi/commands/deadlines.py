"""`deadline`: when a period ends, by which version of which rule, and by which steps.

No state folder is needed; the rules and rest days that an office keeps in its own are followed.
"""

from __future__ import annotations

import json
import re
import sys
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from fangzhi.casework.clock import (
    Approval,
    BackwardStop,
    NotInForce,
    OutOfReach,
    Stop,
    UnknownRule,
    calendar,
    reckon,
    rule_book,
    rule_on,
    step_json,
)
from fangzhi.casework.clock.moments import day_of, shown
from fangzhi.casework.clock.rules import places_of
from fangzhi.casework.clock.shipped import term
from fangzhi.casework.clock.steps import length
from fangzhi.commands import WrongUse, say, speaks_chinese
from fangzhi.commands.printing import print_table

if TYPE_CHECKING:
    from fangzhi.casework.clock import Reckoning, Rule
    from fangzhi.casework.clock.moments import Moment

_EXTENSION = re.compile(r"(?P<amount>[0-9]{1,4})(?P<unit>wd|d|m|h)?@(?P<approved>[^@]+)(?:@(?P<by>\w+))?")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d)?")
_LISTED = ("version", "name", "period", "from", "until", "certainty", "source")


class Asked(NamedTuple):
    """What a person asks for: a rule, its event, and what stopped or extended the period."""

    rule: str | None
    event: str | None
    region: str | None
    body: str | None
    stops: list[str]
    extensions: list[str]


def deadline(asked: Asked, form: str) -> int:
    """Print when a period ends. Raises `WrongUse`."""
    _say_refused()
    if not asked.rule:
        raise WrongUse(_which_rule())
    try:
        rule_book().rows(asked.rule)
    except UnknownRule as error:
        raise WrongUse(_either(error.message_zh, error.message_en)) from None
    if not asked.event:
        raise WrongUse(
            _either(
                "请用 --event 写明起算的事件发生的日期，例如 --event 2026-01-05。",
                "Give the day of the starting event, for example --event 2026-01-05.",
            )
        )
    start = _moment("--event", asked.event)
    stops = [_stop(text) for text in asked.stops]
    extensions = [_extension(text) for text in asked.extensions]
    try:
        rule = rule_on(asked.rule, day_of(start), region=_region(asked.region), body=asked.body)
        found = reckon(rule, start, stops, extensions)
    except (NotInForce, OutOfReach, BackwardStop) as error:
        raise WrongUse(_either(error.message_zh, error.message_en)) from None
    if form == "json":
        _print_json(found)
    else:
        _print_steps(found)
    return 0


def list_rules(name: str | None, region: str | None, body: str | None, form: str) -> int:
    """Print every version of every rule, or of those whose id begins with a name. Raises `WrongUse`."""
    _say_refused()
    places = None if region is None else places_of(_region(region))
    rows = [
        row
        for row in rule_book().rows()
        if row.id.startswith(name or "")
        and (places is None or row.region in places)
        and (body is None or row.body in (body, ""))
    ]
    if not rows:
        raise WrongUse(_either("没有这样的期限规则。", "No rule is like that."))
    if form == "json":
        _dump([rule_json(row) for row in rows])
    else:
        print_table(_LISTED, map(_listed, rows), widest=60)
    return 0


def rule_json(rule: Rule) -> dict[str, Any]:
    """One version of a rule as JSON."""
    return {
        "id": rule.id,
        "version": rule.version,
        "name_zh": rule.name_zh,
        "name_en": rule.name_en,
        "case": rule.case,
        "body": rule.body or None,
        "region": rule.region or None,
        "from_event": rule.from_event,
        "amount": rule.amount,
        "unit": rule.unit,
        "extensions": [extension._asdict() for extension in rule.extensions],
        "stops": list(rule.stops),
        "condition": rule.condition or None,
        "valid_from": rule.valid_from.isoformat(),
        "valid_to": rule.valid_to.isoformat() if rule.valid_to else None,
        "source": rule.source,
        "basis_zh": rule.basis.zh,
        "basis_en": rule.basis.en,
        "certainty": rule.certainty,
        "verified": rule.verified,
    }


def _listed(rule: Rule) -> dict[str, str]:
    chinese = speaks_chinese()
    event, certainty = term("event", rule.from_event), term("certainty", rule.certainty)
    size = length(rule.amount, rule.unit)
    return {
        "version": rule.version,
        "name": rule.name_zh if chinese else rule.name_en,
        "period": size.zh if chinese else size.en,
        "from": event.zh if chinese else event.en,
        "until": rule.valid_to.isoformat() if rule.valid_to else "",
        "certainty": certainty.zh if chinese else certainty.en,
        "source": rule.basis.zh if chinese else rule.basis.en,
    }


def _print_json(found: Reckoning) -> None:
    rule = found.rule
    _dump(
        {
            "rule": rule.id,
            "version": rule.version,
            "due": shown(found.due) if found.due else None,
            "provisional": found.provisional,
            "event": shown(found.start),
            "stopped_since": shown(found.stopped_since) if found.stopped_since else None,
            "steps": [step_json(step) for step in found.steps],
            "refused_extensions": [step_json(step) for step in found.refused_extensions],
            "refused_stops": [step_json(step) for step in found.refused_stops],
            "calendar": found.calendar,
            **{key: value for key, value in rule_json(rule).items() if key not in ("id", "version")},
        }
    )


def _print_steps(found: Reckoning) -> None:
    rule, chinese = found.rule, speaks_chinese()
    lines = [f"{rule.version}  {rule.name_zh if chinese else rule.name_en}"]
    lines.append(f"  {rule.basis.zh if chinese else rule.basis.en}")
    notes = [rule.note_zh if chinese else rule.note_en]
    if rule.condition:
        condition = term("condition", rule.condition)
        notes.append(f"条件：{condition.zh}" if chinese else f"if {condition.en}")
    lines += [f"  {note}" for note in notes if note]
    lines += [f"  {step.words.zh if chinese else step.words.en}" for step in found.steps]
    sys.stdout.write("\n".join([*lines, _outcome(found)]) + "\n")


def _outcome(found: Reckoning) -> str:
    if found.due is None:
        return _either("届满日未定（中止中）", "no due date (stopped)")
    mark = _either("（暂定）", " (provisional)") if found.provisional else ""
    return _either("届满日 ", "due ") + shown(found.due) + mark


def _dump(answer: object) -> None:
    json.dump(answer, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")


def _say_refused() -> None:
    for refusal in (*rule_book().refused, *calendar().refused):
        say(refusal.said(speaks_chinese()))


def _which_rule() -> str:
    some = ("infr.close", "fake.close", "crim.send")
    return _either(
        f"请写明期限规则，例如 {'、'.join(some)}；fangzhi deadline --list 列出全部。",
        f"Name a rule, for example {', '.join(some)}; `fangzhi deadline --list` lists them all.",
    )


def _moment(option: str, text: str) -> Moment:
    try:
        if not _MOMENT.fullmatch(text):
            raise ValueError
        return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    except ValueError:
        raise WrongUse(
            _either(
                f"{option} {text}：日期请写作 2026-01-05，时刻写作 2026-01-05T09:30。",
                f"{option} {text}: write a day as 2026-01-05 and an instant as 2026-01-05T09:30.",
            )
        ) from None


def _stop(text: str) -> Stop:
    span, _, ground = text.partition("@")
    since, dots, until = span.partition("..")
    if not dots:
        raise WrongUse(
            _either(
                f"--stop {text}：中止请写作 2026-02-01..2026-02-13（恢复之日在后），"
                "尚未恢复的写作 2026-02-01..。",
                f"--stop {text}: write a stop as 2026-02-01..2026-02-13, the day it resumes last, "
                "and one that is still open as 2026-02-01..",
            )
        )
    return Stop(_moment("--stop", since), _moment("--stop", until) if until else None, ground)


def _extension(text: str) -> Approval:
    found = _EXTENSION.fullmatch(text)
    if found is None:
        raise WrongUse(
            _either(
                f"--extend {text}：延长请写作 1m@2026-03-30（数量、单位、批准日）。",
                f"--extend {text}: write an extension as 1m@2026-03-30, its length and the day of approval.",
            )
        )
    approved = _moment("--extend", found["approved"])
    return Approval(int(found["amount"]), approved, found["unit"] or "", found["by"] or "")


def _region(code: str | None) -> str | None:
    """The code of a region, checked down to its province."""
    if code is None:
        return None
    from fangzhi import gazetteer

    try:
        gazetteer.region(f"{code[:2]}0000" if re.fullmatch(r"[0-9]{6}", code) else code)
    except gazetteer.UnknownRegion:
        raise WrongUse(
            _either(
                f"--region {code}：没有这个地区代码；请写六位数字，例如 330000。",
                f"--region {code}: no region has this code; write six digits, for example 330000.",
            )
        ) from None
    return code


def _either(zh: str, en: str) -> str:
    return zh if speaks_chinese() else en
