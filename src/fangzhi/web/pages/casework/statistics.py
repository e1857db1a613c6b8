"""Enforcement statistics: a period's figures with both closing rates, by any cut, opened to their cases."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from fangzhi.casework import lists, statistics
from fangzhi.casework.counting import Period
from fangzhi.casework.declaration import registers
from fangzhi.web.answers import Page, Table, answer
from fangzhi.web.pages.casework.eyes import at_work
from fangzhi.web.pages.casework.words import field_name, value_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from fangzhi.casework.access.viewer import Viewer
    from fangzhi.casework.declaration import Register
    from fangzhi.casework.statistics import Figures

COLUMNS = ("key", "name", "carried", "accepted", "closed", "pending", "rate", "full_rate", "mean_days")


@at_work
def overview(request: HttpRequest, viewer: Viewer, twin: str = "") -> HttpResponse:
    """The figures of a period by one cut; `measure=` opens the records behind one figure."""
    known = {
        name: one
        for name, one in registers().items()
        if one.cases and one.docketing and viewer.counts_of(name)
    }
    if not known:
        raise Http404(_("You work with no register that is counted."))
    period, cut = _period(request), _cut(request, known)
    chosen = known.get(request.GET.get("register", ""))
    names = [chosen.id] if chosen else list(known)
    offices = sorted({office for name in names for office in viewer.counts_of(name)})
    found = _figures(period, offices, names, cut, chosen)
    words = _names(cut, chosen, known, found)
    facts = [_fact(key, words.get(key, key), row) for key, row in sorted(found.items())]
    whole = _sum(found.values())
    context = {
        "known": known,
        "chosen": chosen,
        "cut": cut,
        "cuts": _cuts(chosen),
        "period": period,
        "rows": [(key, words.get(key, key), found[key]) for key in sorted(found)],
        "whole": whole,
        "opened": _opened(request, viewer, period, chosen),
        "measures": statistics.MEASURES,
    }
    told = {"first": period.first, "last": period.last, "cut": cut, "rows": facts}
    page = Page(
        "casework/statistics.html", context, lambda: told, lambda: Table(COLUMNS, facts), "statistics"
    )
    return answer(request, twin, page)


def _figures(
    period: Period, offices: list[int], names: list[str], cut: str, chosen: Register | None
) -> dict[str, Figures]:
    if chosen is not None and cut in chosen.cuts:
        return statistics.by_field(chosen, cut, period, offices)
    return statistics.totals(statistics.cells(period, offices, names), cut)


def _sum(rows: Any) -> Figures:
    return statistics.Figures(*map(sum, zip(*rows, strict=True))) if rows else statistics.Figures()


def _fact(key: str, name: str, row: Figures) -> dict[str, Any]:
    return {
        "key": key,
        "name": name,
        "carried": row.carried,
        "accepted": row.accepted,
        "closed": row.closed,
        "pending": row.pending,
        "rate": row.rate,
        "full_rate": row.full_rate,
        "mean_days": row.mean_days,
    }


def _period(request: HttpRequest) -> Period:
    year = timezone.localdate().year
    return Period(_day(request, "first", date(year, 1, 1)), _day(request, "last", date(year, 12, 31)))


def _day(request: HttpRequest, name: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return otherwise


def _cuts(chosen: Register | None) -> list[tuple[str, str]]:
    shared = [
        ("register", _("by register")),
        ("office", _("by office")),
        ("month", _("by month")),
        ("result", _("by result")),
        ("body", _("by kind of body")),
    ]
    return shared + ([(name, field_name(chosen, name)) for name in chosen.cuts] if chosen else [])


def _cut(request: HttpRequest, known: dict[str, Register]) -> str:
    chosen = known.get(request.GET.get("register", ""))
    asked = request.GET.get("cut", "")
    return asked if asked in dict(_cuts(chosen)) else "register"


def _names(
    cut: str, chosen: Register | None, known: dict[str, Register], found: dict[str, Figures]
) -> dict[str, str]:
    """What the keys of a cut are called."""
    if cut == "register":
        return {name: str(one.name) for name, one in known.items()}
    if cut == "office":
        return {str(key): name for key, name in lists.names_of_offices({int(key) for key in found}).items()}
    if cut == "result":
        words = {key: str(name) for one in known.values() for key, name in one.results.items()}
        return words | {"": _("not closed in the period")}
    if cut == "month":
        return {"": _("carried in")}
    if cut == "body":
        return {"patent_office": _("patent office"), "market_bureau": _("market bureau")}
    return {key: value_of(chosen, cut, key) for key in found} if chosen else {}


def _opened(
    request: HttpRequest, viewer: Viewer, period: Period, chosen: Register | None
) -> list[Any] | None:
    """The records behind a figure of one register; None where none was asked for."""
    measure, office = request.GET.get("measure", ""), request.GET.get("office", "")
    if chosen is None or measure not in statistics.MEASURES:
        return None
    place = int(office) if office.isascii() and office.isdigit() and len(office) < 10 else None
    return statistics.behind(viewer, measure, period, chosen.id, place)
