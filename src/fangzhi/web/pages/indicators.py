"""Indicators (指标): the list of the catalogue, and one indicator over all regions and years."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from django.http import Http404
from django.utils.translation import gettext as _

from fangzhi.indicators import figures
from fangzhi.indicators.corrections import MEASURES
from fangzhi.web.answers import Page, Part, Table, answer, page_number
from fangzhi.web.reference import COUNTRY, current_catalogue, mapped_regions

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

    from fangzhi.indicators.catalogue import Indicator
    from fangzhi.indicators.figures import Cell, Shown

CATALOGUE_COLUMNS = (
    "id",
    "name_zh",
    "name_en",
    "kind",
    "unit",
    "group",
    "definition_zh",
    "definition_en",
    "aliases",
)


class Break(NamedTuple):
    """A year in which a series stops being comparable with the year before, and why."""

    year: int
    before: int
    reason: str


def catalogue(request: HttpRequest, twin: str = "") -> HttpResponse:
    """All indicators by group, those with figures in the latest year marked."""
    rows = current_catalogue()
    years = figures.years()
    year = years[0] if years else None
    context = {
        "rows": rows,
        "groups": by_group(rows.values()),
        "held": set(figures.indicators_of(year)) if year else set(),
        "year": year,
    }
    facts = [_catalogue_row(row) for row in rows.values()]
    return answer(
        request,
        twin,
        Page(
            "pages/indicators.html",
            context,
            lambda: {"version": rows.version, "indicators": facts},
            lambda: Table(CATALOGUE_COLUMNS, facts),
            "indicators",
        ),
    )


def by_group(rows: Iterable[Indicator]) -> list[tuple[str, list[Indicator]]]:
    """Indicators by group, both in the order of the catalogue."""
    groups: dict[str, list[Indicator]] = {}
    for row in rows:
        groups.setdefault(row.group, []).append(row)
    return list(groups.items())


def _catalogue_row(row: Indicator) -> dict[str, Any]:
    return {key: getattr(row, key) or None for key in CATALOGUE_COLUMNS}


def indicator(request: HttpRequest, name: str, twin: str = "") -> HttpResponse:
    """The page of one indicator."""
    rows = current_catalogue()
    measure = request.GET.get("measure", "level")
    if measure not in MEASURES:
        raise Http404(_("No measure has this name."))
    number, size = page_number(request, "part"), figures.PART
    facts = figures.facts_of_indicator(name, measure, (number - 1) * size, size + 1) if twin else []
    part = Part(number, len(facts) > size)
    facts = facts[:size]
    cells = [] if twin else figures.of_indicator(name, measure)
    found = facts or cells
    if name not in rows and not found:
        raise Http404(
            _("The catalogue has no indicator of this name. Choose one from the list of indicators.")
        )
    context = {
        "rows": rows,
        "name": name,
        "row": rows.get(name),
        "measure": measure,
        "measures": MEASURES,
        "years": sorted({one.year for one in found if one.year}),
        "breaks": breaks(found),
        "units": sorted({one.unit for one in found}),
    }
    if twin:
        return answer(request, twin, _twins(context, facts)._replace(part=part))
    page = Page("pages/indicator.html", context | {"table": _table(cells)}, dict, lambda: Table((), ()), name)
    return answer(request, "", page)


def _twins(context: dict[str, Any], found: list[Shown]) -> Page:
    rows, name = context["rows"], context["name"]
    facts = [one.fact() for one in found]
    return Page(
        "",
        {},
        lambda: {
            "indicator": name,
            "definition": _catalogue_row(rows[name]) if name in rows else None,
            "measure": context["measure"],
            "years": context["years"],
            "breaks": [one._asdict() for one in context["breaks"]],
            "figures": facts,
        },
        lambda: Table(figures.FACT_COLUMNS, facts),
        f"{name}-{context['measure']}",
    )


def _table(cells: list[Cell]) -> list[tuple[str, dict[int, Cell]]]:
    """For each region of the map, and for the country where it has figures, the standing figure of each
    year."""
    by_year: dict[int, list[Cell]] = {}
    for cell in cells:
        by_year.setdefault(cell.year, []).append(cell)
    standing = {year: figures.standing(found) for year, found in by_year.items()}
    codes = [COUNTRY, *(one.code for one in mapped_regions())]
    lines = [
        (code, {year: found[code] for year, found in standing.items() if code in found}) for code in codes
    ]
    return [(code, found) for code, found in lines if found or code != COUNTRY]


def breaks(cells: Iterable[Cell] | Iterable[Shown]) -> list[Break]:
    """Where a series breaks: the unit changes, or a count over a year becomes a count on a date, or the
    reverse."""
    traits: dict[int, dict[str, set[str]]] = {}
    for cell in cells:
        if cell.year is None:
            continue
        seen = traits.setdefault(cell.year, {"unit": set(), "kind": set()})
        seen["unit"].add(cell.unit)
        seen["kind"].add("stock" if cell.period.startswith("@") else "flow")
    words = {
        "unit": _("another unit"),
        "kind": _("counted on a date in one year, over the year in the other"),
    }
    years = sorted(traits)
    return [
        Break(year, before, words[trait])
        for before, year in pairwise(years)
        for trait in ("unit", "kind")
        if traits[before][trait].isdisjoint(traits[year][trait])
    ]
