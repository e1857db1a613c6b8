"""The calculator of due dates (期限计算): a rule, its event, stops and extensions give a date with its steps.

Everything is in the address, so that a result can be linked, kept and printed. Stops and extensions are
written there as the command `fangzhi deadline` takes them: `stop=2026-02-01..2026-02-13@stay`,
`extend=1m@2026-03-30@head`.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.translation import gettext as _

from fangzhi.casework import timekeeping
from fangzhi.casework.clock import (
    Approval,
    BackwardStop,
    NotInForce,
    OutOfReach,
    Stop,
    UnknownRule,
    reckon,
    rule_book,
    step_json,
)
from fangzhi.casework.clock.moments import shown
from fangzhi.casework.clock.rule_files import MOST
from fangzhi.casework.clock.shipped import term
from fangzhi.casework.explaining import rule_words
from fangzhi.web.answers import Page, Table, answer
from fangzhi.web.language import chinese
from fangzhi.web.pages.time import words

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from fangzhi.casework.clock import Reckoning, Rule
    from fangzhi.casework.clock.moments import Moment

LINES = 2
"""Empty lines for stops and for extensions in a fresh form."""
MOST_LINES = 40
"""Stops or extensions of one address; no case has so many."""
STEPS = ("number", "kind", "day", "amount", "unit", "from", "to", "by", "why", "zh", "en")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d)?")
_SIZE = re.compile(r"(?P<amount>[0-9]{1,4})(?P<unit>wd|d|m|h)?")


class StopLine(NamedTuple):
    """A stop as the form shows it."""

    since: str = ""
    until: str = ""
    ground: str = ""


class ExtensionLine(NamedTuple):
    """An approved extension as the form shows it."""

    amount: str = ""
    unit: str = ""
    approved: str = ""
    by: str = ""


class Asked(NamedTuple):
    """What the address asks for, as it was written."""

    rule: str
    event: str
    region: str
    body: str
    stops: list[StopLine]
    extensions: list[ExtensionLine]

    @property
    def query(self) -> str:
        """The shortest address of the same question."""
        pairs = [(name, getattr(self, name)) for name in ("rule", "event", "region", "body")]
        pairs += [("stop", _stop_text(one)) for one in self.stops]
        pairs += [("extend", _extension_text(one)) for one in self.extensions]
        return urlencode([(name, text) for name, text in pairs if text])


def calculator(request: HttpRequest, twin: str = "") -> HttpResponse:
    """The form, and beneath it the due date with its steps once a rule and an event are given."""
    asked = _asked(request)
    found, problems = _reckoned(asked) if asked.rule or asked.event or twin else (None, {})
    context = {
        "asked": asked,
        "event_day": asked.event.partition("T")[0],
        "event_time": asked.event.partition("T")[2],
        "found": found,
        "problems": problems,
        "due": shown(found.due).replace("T", " ") if found and found.due else "",
        "name": words.name_of(found.rule) if found else "",
        "words": rule_words(found.rule) if found else None,
        "where": words.where(found.rule) if found else "",
        "certainty": words.said(term("certainty", found.rule.certainty)) if found else "",
        "note": words.note_of(found.rule) if found else "",
        "stop_lines": asked.stops + [StopLine()] * max(1, LINES - len(asked.stops)),
        "extension_lines": asked.extensions + [ExtensionLine()] * max(1, LINES - len(asked.extensions)),
        "said": words.said,
        "printed_on": timezone.localdate(),
        **_choices(),
    }
    page = Page(
        "time/deadline.html",
        context,
        lambda: (
            reckoning_facts(found) if found else {"error": " ".join(problems.values()), "fields": problems}
        ),
        lambda: Table(STEPS, _step_rows(found) if found else []),
        "deadline",
        status=400 if problems else 200,
    )
    return answer(request, twin, page)


def _choices() -> dict[str, Any]:
    groups: dict[str, list[tuple[str, str]]] = {}
    seen: set[str] = set()
    for row in rule_book().rows():
        if row.id not in seen:
            seen.add(row.id)
            case = words.said(term("case", row.case))
            groups.setdefault(case, []).append((row.id, words.name_of(row)))
    return {
        "rules": groups,
        "bodies": words.bodies(),
        "places": words.places(),
        "stops": words.kinds_of_stop(),
        "approvers": words.approvers(),
        "units": words.UNITS,
    }


def reckoning_facts(found: Reckoning) -> dict[str, Any]:
    """A reckoning as data: the due date, how it was reached, what was refused, the version of the rule."""
    return {
        "rule": found.rule.id,
        "version": found.rule.version,
        "due": shown(found.due) if found.due else None,
        "provisional": found.provisional,
        "event": shown(found.start),
        "stopped_since": shown(found.stopped_since) if found.stopped_since else None,
        "steps": [step_json(step) for step in found.steps],
        "refused_extensions": [step_json(step) for step in found.refused_extensions],
        "refused_stops": [step_json(step) for step in found.refused_stops],
        "calendar": found.calendar,
        "basis_zh": found.rule.basis.zh,
        "basis_en": found.rule.basis.en,
        "certainty": found.rule.certainty,
        "verified": found.rule.verified,
    }


def _step_rows(found: Reckoning) -> list[dict[str, Any]]:
    return [{"number": number, **step_json(step)} for number, step in enumerate(found.steps, 1)]


def _asked(request: HttpRequest) -> Asked:
    """The question of an address, whether a form or a hand wrote it."""
    get = {
        name: request.GET.get(name, "").strip()[:60] for name in ("rule", "event", "time", "region", "body")
    }
    event = f"{get['event']}T{get['time']}" if get["time"] and "T" not in get["event"] else get["event"]
    stops = [_stop_line(text.strip()) for text in request.GET.getlist("stop")]
    extensions = [_extension_line(text.strip()) for text in request.GET.getlist("extend")]
    stops += [StopLine(*line) for line in _lines(request, "stop", StopLine._fields)]
    extensions += [ExtensionLine(*line) for line in _lines(request, "extension", ExtensionLine._fields)]
    return Asked(
        get["rule"],
        event,
        get["region"],
        get["body"],
        [one for one in stops if one.since or one.until][:MOST_LINES],
        [one for one in extensions if one.amount or one.approved][:MOST_LINES],
    )


def _lines(request: HttpRequest, name: str, fields: tuple[str, ...]) -> list[tuple[str, ...]]:
    columns = [[text.strip()[:60] for text in request.GET.getlist(f"{name}_{one}")] for one in fields]
    return list(zip(*columns, strict=False))


def _stop_line(text: str) -> StopLine:
    span, _at, ground = text.partition("@")
    since, _dots, until = span.partition("..")
    return StopLine(since, until, ground)


def _extension_line(text: str) -> ExtensionLine:
    size, _at, rest = text.partition("@")
    approved, _at, by = rest.partition("@")
    found = _SIZE.fullmatch(size)
    if found is None:
        return ExtensionLine(size, "", approved, by)
    return ExtensionLine(found["amount"], found["unit"] or "", approved, by)


def _stop_text(line: StopLine) -> str:
    return f"{line.since}..{line.until}" + (f"@{line.ground}" if line.ground else "")


def _extension_text(line: ExtensionLine) -> str:
    return f"{line.amount}{line.unit}@{line.approved}" + (f"@{line.by}" if line.by else "")


def _reckoned(asked: Asked) -> tuple[Reckoning | None, dict[str, str]]:
    """The reckoning, or what is wrong in which field."""
    problems = _problems(asked)
    if problems:
        return None, problems
    start = _moment(asked.event)
    rule, problems = _rule(asked, start)
    if rule is None or start is None:
        return None, problems
    stops = [_stop(one) for one in asked.stops]
    extensions = [
        Approval(int(one.amount), _moment(one.approved) or start, one.unit, one.by)
        for one in asked.extensions
    ]
    try:
        return reckon(rule, start, stops, extensions), {}
    except OutOfReach as error:
        return None, {"event": _of(error)}


def _rule(asked: Asked, start: Moment | None) -> tuple[Rule | None, dict[str, str]]:
    """The version of the rule in force on the day of the event, there and for that body."""
    day = start or timezone.localdate()
    try:
        return rule_book().on(asked.rule, day, region=asked.region or None, body=asked.body or None), {}
    except UnknownRule as error:
        return None, {"rule": _of(error)}
    except NotInForce as error:
        return None, {"event" if error.since else "rule": _of(error)}


def _problems(asked: Asked) -> dict[str, str]:
    """What cannot be read in the question, by field."""
    found: dict[str, str] = {}
    if not asked.rule:
        found["rule"] = _("Choose a rule.")
    if _moment(asked.event) is None:
        found["event"] = _(
            "Give the day of the starting event as 2026-01-05, or an instant as 2026-01-05T09:30."
        )
    if asked.region and not timekeeping.known_region(asked.region):
        found["region"] = _("No region has this code: write six digits, for example 330000, or nothing.")
    if asked.body and asked.body not in dict(words.bodies()):
        found["body"] = _("Choose a body from the list.")
    for at, stop in enumerate(asked.stops):
        if _moment(stop.since) is None or (stop.until and _moment(stop.until) is None):
            found[f"stop{at}"] = _(
                "Give the day on which the stop begins, and the day on which the period runs again "
                "(nothing while it is stopped)."
            )
        elif stop.until and stop.until < stop.since:
            found[f"stop{at}"] = _of(BackwardStop(_stop(stop)))
    for at, extension in enumerate(asked.extensions):
        if not _is_extension(extension):
            found[f"extension{at}"] = _(
                "Give how much longer in whole numbers, and the day of the approval, for example 1 month, "
                "2026-03-30."
            )
    return found


def _is_extension(line: ExtensionLine) -> bool:
    number = line.amount.isascii() and line.amount.isdigit() and len(line.amount) <= len("9999")
    return number and (not line.unit or line.unit in MOST) and _moment(line.approved) is not None


def _moment(text: str) -> Moment | None:
    """A day or an instant; None for what is neither."""
    try:
        if not _MOMENT.fullmatch(text):
            return None
        return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    except ValueError:
        return None


def _stop(line: StopLine) -> Stop:
    since, until = _moment(line.since), _moment(line.until)
    if since is None:  # pragma: no cover - `_problems` has refused it
        raise ValueError(line.since)
    return Stop(since, until, line.ground)


def _of(error: UnknownRule | NotInForce | OutOfReach | BackwardStop) -> str:
    return error.message_zh if chinese() else error.message_en
