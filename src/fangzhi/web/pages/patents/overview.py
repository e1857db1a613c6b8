"""The patent database at a glance: trend by type, map, types, and who files most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from fangzhi.gazetteer import tile_grid
from fangzhi.patents.search.finding import TYPES
from fangzhi.patents.search.spread import COUNTS, Spread, spread, top_applicants
from fangzhi.web.answers import Page, Table, answer
from fangzhi.web.charts import Chart, chart
from fangzhi.web.environment import address
from fangzhi.web.pages.patents import words
from fangzhi.web.pages.patents.store import common, on_store, snapshot
from fangzhi.web.reference import CORPS, mapped_regions

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

SHADES = 5
ROOM = 104
"""For the names of lines at the right of a chart."""


class Tile(NamedTuple):
    """A province on the map."""

    code: str
    number: int
    rank: int | None
    bar: float
    shade: int
    row: int
    col: int


class Choice(NamedTuple):
    """What is counted, and of which year; None for all years."""

    what: str
    year: int | None
    stock: int | None
    """The year at whose end it is counted what is in force; None for today, as in the current year."""

    def of(self, what: str) -> int | None:
        """The year of a count beside others."""
        return self.stock if what == "in_force" else self.year


@on_store
def overview(request: HttpRequest, twin: str = "") -> HttpResponseBase:
    """The page at /patents."""
    held = snapshot()
    found = spread(held, timezone.localdate())
    choice = _choice(request, found)
    years = {what: choice.of(what) for what in COUNTS}
    tiles = _tiles(found.by_place(choice.what, years[choice.what]))
    trend_of = "grants" if choice.what == "grants" else "applications"
    context = common(held) | {
        "choice": choice,
        "stock_day": f"@{choice.stock}-12-31" if choice.stock else f"@{timezone.localdate()}",
        "years": found.years()[::-1],
        "tiles": tiles,
        "legend": _legend(tiles),
        "totals": {what: found.by_type(what, year) for what, year in years.items()},
        "abroad": {what: found.abroad(what, year) for what, year in years.items()},
        "unknown": found.by_place(choice.what, years[choice.what]).get("", 0),
        "behind": lambda **narrowed: _behind(request, choice, **narrowed),
        "trend": trend(found.trend(trend_of)),
        "trend_of": trend_of,
        "trend_rows": found.trend(trend_of),
        "applicants": top_applicants(held, choice.year),
    }
    return answer(request, twin, _page(context, found))


def _choice(request: HttpRequest, found: Spread) -> Choice:
    count = request.GET.get("count") or "applications"
    if count not in COUNTS:
        raise Http404(_("Choose applications, grants or patents in force."))
    year = request.GET.get("year", "")
    if request.GET.get("scheme"):
        raise Http404(_("This page does not count by industry. Choose an industry from their list."))
    number = year_of(year, found)
    return Choice(count, number, number if number and number < timezone.localdate().year else None)


def year_of(written: str, found: Spread) -> int | None:
    """The year of an address, None where it names none. Raises `Http404` for one without records."""
    if not written:
        return None
    if not (written.isascii() and written.isdigit() and int(written[:5]) in found.years()):
        raise Http404(_("No record is of this year. Choose a year from the list."))
    return int(written)


def _behind(request: HttpRequest, choice: Choice, what: str = "", **narrowed: str) -> str:
    """Where the records of a count are listed; empty for all that is in force today, of which there is no
    list without those from abroad."""
    column = what or choice.what
    if column != "in_force" or choice.stock:
        period = choice.of(column) or ""
        return address(request, "/patents/records", column=column, period=period, **narrowed)
    if "region" not in narrowed:
        return ""
    return address(request, "/patents/search", status="in_force", **narrowed)


def _tiles(by_place: dict[str, int]) -> list[Tile]:
    """The provinces by their number, the first first; places below or abroad have no tile."""
    grid = tile_grid()
    codes = [one.code for one in mapped_regions() if one.code != CORPS]
    order = sorted((by_place.get(code, 0) for code in codes), reverse=True)
    longest = max(order, default=0) or 1
    tiles = []
    for code in codes:
        number = by_place.get(code, 0)
        rank = order.index(number) + 1 if number else None
        shade = SHADES - (rank - 1) * SHADES // len(codes) if rank else 0
        tiles.append(Tile(code, number, rank, round(100 * number / longest, 1), shade, *grid[code]))
    return sorted(tiles, key=lambda one: (-one.number, one.code))


def _legend(tiles: list[Tile]) -> list[tuple[int, int, int]]:
    """For each step of the palette its lowest and highest number, low to high."""
    steps = []
    for shade in range(1, SHADES + 1):
        inside = [one.number for one in tiles if one.shade == shade]
        if inside:
            steps.append((shade, min(inside), max(inside)))
    return steps


def trend(lines: dict[str, dict[int, int]]) -> Chart:
    """A line for each type over the years; a year without any counts nought."""
    years = sorted({year for line in lines.values() for year in line})
    span = list(range(years[0], years[-1] + 1)) if years else []
    values = {
        kind: {
            year: (float(lines[kind].get(year, 0)), f"{year}: {lines[kind].get(year, 0):,}") for year in span
        }
        for kind in TYPES
        if kind in lines
    }
    return chart(values, span, main="invention", names=ROOM, write=words.step)


def _page(context: dict[str, Any], found: Spread) -> Page:
    choice: Choice = context["choice"]
    facts = [one._asdict() for one in found.of(choice.what, choice.of(choice.what))]
    return Page(
        "patents/overview.html",
        context,
        lambda: {
            "snapshot": context["manifest"].id,
            "synthetic_rows": context["synthetic"],
            "count": choice.what,
            "year": choice.year,
            "totals": context["totals"],
            "abroad": context["abroad"],
            "cells": facts,
            "top_applicants": [one._asdict() for one in context["applicants"]],
        },
        lambda: Table(("what", "year", "type", "place", "number"), facts),
        f"patents-{choice.what}{f'-{choice.year}' if choice.year else ''}",
    )
