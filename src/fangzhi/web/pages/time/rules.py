"""The rules of time (期限规则): all of them, one with its versions, and the form of an own version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.http import Http404, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fangzhi.casework import timekeeping
from fangzhi.casework.clock import UnknownRule, rule_book
from fangzhi.casework.clock.rules import places_of
from fangzhi.casework.clock.shipped import term
from fangzhi.casework.explaining import rule_words
from fangzhi.casework.refusals import NotAllowed, Refused
from fangzhi.web.answers import Page, Table, answer
from fangzhi.web.environment import address
from fangzhi.web.language import chinese
from fangzhi.web.pages.time import guard, words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from fangzhi.casework.clock import Rule
    from fangzhi.casework.explaining import RuleWords

FILTERS = ("case", "body", "region", "certainty")
LEAST_EXTENSIONS = 3
"""Lines for extensions in the form; one more than the version has."""


class Shown(NamedTuple):
    """A version of a rule as the pages show it."""

    rule: Rule
    name: str
    words: RuleWords
    basis: str
    certainty: str
    where: str
    event: str
    in_force: bool
    note: str


class ExtensionLine(NamedTuple):
    """One line of the form: an extension, or an empty one."""

    amount: str = ""
    unit: str = ""
    by: str = ""
    reason: str = ""


def all_rules(request: HttpRequest, twin: str = "") -> HttpResponse:
    """Every version of every rule, narrowed by kind of case, body, region and certainty."""
    asked = {name: request.GET.get(name, "").strip()[:40] for name in FILTERS}
    today = timezone.localdate()
    rows = [row for row in rule_book().rows() if _fits(row, asked)]
    groups: dict[str, list[Shown]] = {}
    for row in sorted(rows, key=_order):
        groups.setdefault(words.said(term("case", row.case)), []).append(_shown(row, today))
    facts = [words.rule_facts(row, today) for row in rows]
    context = {
        **guard.common(request),
        "groups": groups,
        "asked": asked,
        "number": len({row.id for row in rows}),
        "versions": len(rows),
        "cases": words.cases(),
        "bodies": words.bodies(),
        "places": words.places(),
        "certainties": words.certainties(),
        "refused": [one.said(chinese()) for one in rule_book().refused],
    }
    return answer(
        request,
        twin,
        Page(
            "time/rules.html",
            context,
            lambda: {"rules": facts},
            lambda: Table(words.FACTS, facts),
            "rules",
        ),
    )


def _fits(row: Rule, asked: Mapping[str, str]) -> bool:
    """Whether a version belongs to what the reader asks for; a region takes in the rules of what holds it."""
    return (
        (not asked["case"] or row.case == asked["case"])
        and (not asked["body"] or row.body in (asked["body"], ""))
        and (not asked["region"] or row.region in places_of(asked["region"]))
        and (not asked["certainty"] or row.certainty == asked["certainty"])
    )


def _order(row: Rule) -> tuple[Any, ...]:
    """By kind of case and rule in the order of the files, the newest version of a rule first."""
    ids = rule_book().ids()
    cases = [case for case, _name in words.cases()]
    return cases.index(row.case), ids.index(row.id), row.region, -row.valid_from.toordinal(), row.body


def _shown(rule: Rule, today: date) -> Shown:
    return Shown(
        rule,
        words.name_of(rule),
        rule_words(rule),
        words.said(rule.basis),
        words.said(term("certainty", rule.certainty)),
        words.where(rule),
        words.said(term("event", rule.from_event)),
        rule.in_force(today),
        words.note_of(rule),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def one_rule(request: HttpRequest, name: str, twin: str = "") -> HttpResponse:
    """A rule with all its versions; a head of division or director adds one."""
    versions = _versions(name)
    if request.method == "POST":
        return _received(request, name, versions)
    return _page(request, name, versions, twin)


def _versions(name: str) -> list[Rule]:
    """The versions of a rule, newest first."""
    try:
        return list(reversed(rule_book().rows(name)))
    except UnknownRule as error:
        raise Http404(error.message_zh if chinese() else error.message_en) from None


def _page(
    request: HttpRequest,
    name: str,
    versions: list[Rule],
    twin: str = "",
    form: dict[str, Any] | None = None,
    problems: Mapping[str, str] | None = None,
) -> HttpResponse:
    today = timezone.localdate()
    base = _base(request, versions)
    facts = [words.rule_facts(row, today) for row in versions]
    context = {
        **guard.common(request),
        "name": name,
        "title": words.name_of(versions[0]),
        "versions": [_shown(row, today) for row in versions],
        "base": base,
        "form": form or _form_of(base),
        "problems": problems or {},
        **_choices(),
    }
    return answer(
        request,
        twin,
        Page(
            "time/rule.html",
            context,
            lambda: {"id": name, "versions": facts},
            lambda: Table(words.FACTS, facts),
            name,
            status=400 if problems else 200,
        ),
    )


def _choices() -> dict[str, Any]:
    return {
        "units": words.UNITS,
        "bodies": words.bodies(),
        "places": words.places(),
        "certainties": words.certainties(),
        "stops": words.kinds_of_stop(),
        "approvers": words.approvers(),
        "reasons": words.reasons(),
        "longest": timekeeping.LONGEST,
    }


def _base(request: HttpRequest, versions: list[Rule]) -> Rule:
    """The version from which a new one is made: the one asked for, else the newest for the whole country."""
    wanted = request.POST.get("base") or request.GET.get("from", "")
    national = [row for row in versions if not row.region]
    return next((row for row in versions if row.version == wanted), (national or versions)[0])


def _form_of(base: Rule) -> dict[str, Any]:
    """The form as it opens: one of the office's own versions as it stands, or a shipped one from today on,
    for which the office states its own basis."""
    lines = [ExtensionLine(str(one.amount or ""), one.unit, one.by, one.reason) for one in base.extensions]
    form = timekeeping.row_of(base) | {"stops": list(base.stops), "extensions": _with_empty(lines)}
    if base.decided_on:
        return form | {"reason": base.reason}
    today = timezone.localdate().isoformat()
    return form | {"certainty": "L", "reason": "", "source": "", "valid_from": today, "valid_to": ""}


def _with_empty(lines: list[ExtensionLine]) -> list[ExtensionLine]:
    return lines + [ExtensionLine()] * max(1, LEAST_EXTENSIONS - len(lines))


def _received(request: HttpRequest, name: str, versions: list[Rule]) -> HttpResponse:
    form = _sent(request)
    cells = form | {
        "stops": "; ".join(form["stops"]),
        "extensions": "; ".join(map(_extension, form["extensions"])),
    }
    try:
        viewer, office = guard.decider(request)
        changed = timekeeping.change_rule(viewer, _base(request, versions), cells, office)
    except NotAllowed as error:
        return guard.refused(request, error)
    except Refused as error:
        form["extensions"] = _with_empty(form["extensions"])
        return _page(request, name, versions, form=form, problems=_problems(error))
    return HttpResponseRedirect(address(request, f"/rules/{name}#main", kept="1", moved=str(changed.records)))


def _problems(error: Refused) -> dict[str, str]:
    """What is wrong in which field; a rule file would name its own way of writing an extension."""
    found = dict(error.fields) or {"": error.sentence}
    if "extensions" in found:
        found["extensions"] = _(
            "Write a whole number or nothing, and choose who approves; hours extend only a period in hours."
        )
    return found


def _sent(request: HttpRequest) -> dict[str, Any]:
    """The form as it was sent."""
    form: dict[str, Any] = {one: request.POST.get(one, "").strip() for one in timekeeping.DECIDED}
    columns = [request.POST.getlist(f"extension_{one}") for one in ExtensionLine._fields]
    lines = [ExtensionLine(*line) for line in zip(*columns, strict=False)]
    form["extensions"] = [one for one in lines if one.amount.strip() or one.by]
    form["stops"] = request.POST.getlist("stops")
    return form


def _extension(line: ExtensionLine) -> str:
    """A line of the form as a rule file writes it: `1 m head (very_complex)`, `any collective`."""
    size = f"{line.amount.strip()} {line.unit}" if line.amount.strip() else "any"
    return f"{size} {line.by}" + (f" ({line.reason})" if line.reason else "")


@require_POST
def take_back(request: HttpRequest, name: str) -> HttpResponse:
    """Take back a version of the office."""
    versions = _versions(name)
    own = next((row for row in versions if row.version == request.POST.get("version")), None)
    if own is None:
        raise Http404(_("The rule has no such version any more."))
    try:
        viewer, office = guard.decider(request)
        changed = timekeeping.take_back_rule(viewer, own, request.POST.get("why", ""), office)
    except NotAllowed as error:
        return guard.refused(request, error)
    except Refused as error:
        return _page(request, name, versions, problems={"": error.sentence})
    if name not in rule_book().ids():
        return HttpResponseRedirect(address(request, "/rules"))
    return HttpResponseRedirect(
        address(request, f"/rules/{name}#main", kept="back", moved=str(changed.records))
    )
