"""Overview (总览): one indicator and one year over all regions, as a tile map, ranked bars and a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _

from fangzhi.gazetteer import tile_grid
from fangzhi.indicators import figures
from fangzhi.indicators.corrections import MEASURES
from fangzhi.web import labels
from fangzhi.web.answers import Page, Table, answer
from fangzhi.web.reference import CORPS, COUNTRY, current_catalogue, mapped_regions

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from fangzhi.indicators.catalogue import Catalogue
    from fangzhi.indicators.figures import Shown

FIRST = ("patent_applications", "patent_grants", "inventions_per_10k")
"""Indicators a reader who chose none sees, the first that has figures."""
SHADES = 5


class Choice(NamedTuple):
    """What the reader chose to see, completed by what there is."""

    indicator: str
    year: int
    measure: str
    years: list[int]
    indicators: list[str]
    measures: list[str]


class Line(NamedTuple):
    """One region in the comparison. Without a figure it reports nothing, or only the `instead` of another
    measure."""

    code: str
    rank: int | None
    figure: Shown | None
    instead: Shown | None
    more: int
    """How many further figures the region has for this indicator and year."""
    contested: bool
    """Whether another source says something of the same."""
    bar: float
    """Length of the bar, 0–100."""
    shade: int
    """Step of the map's palette, 1 (low) to 5 (high); 0 without a figure."""
    row: int
    col: int


def overview(request: HttpRequest, twin: str = "") -> HttpResponse:
    """The page at the root."""
    return answer(request, twin, _asked(request))


def picture(request: HttpRequest) -> HttpResponse:
    """The map as an SVG picture for a report, with its title, legend and source."""
    page = _asked(request)
    response = render(request, "pages/map.svg", page.context, content_type="image/svg+xml")
    response.headers["Content-Disposition"] = f'inline; filename="{page.name}.svg"'
    return response


def _asked(request: HttpRequest) -> Page:
    rows = current_catalogue()
    years = figures.years()
    wanted = request.GET.get("indicator", "")
    year = _year(request.GET.get("year", ""), wanted, years)
    names = figures.indicators_of(year)
    name = wanted or next((one for one in (*FIRST, *names) if one in names), FIRST[0])
    if name not in rows and name not in names:
        raise Http404(
            _("The catalogue has no indicator of this name. Choose one from the list of indicators.")
        )
    found = figures.of_year(name, year)
    measures = [one for one in MEASURES if any(figure.measure == one for figure in found)]
    measure = request.GET.get("measure") or (measures or ["level"])[0]
    if measure not in MEASURES:
        raise Http404(_("No measure has this name."))
    choice = Choice(name, year, measure, years, names, measures)
    lines = _lines(found, measure)
    return _page(choice, lines, found, rows)


def _year(asked: str, indicator: str, years: list[int]) -> int:
    """The year asked for, else the latest with figures of the indicator, else the latest with any."""
    if asked.isascii() and asked.isdigit() and len(asked) == 4:
        return int(asked)
    own = figures.years_of_indicator(indicator) if indicator else []
    return next((year for year in (*own[::-1], *years)), 0)


def _page(choice: Choice, lines: list[Line], found: list[Shown], rows: Catalogue) -> Page:
    shown = [line.figure for line in lines if line.figure]
    country = _country(found, choice.measure)
    context = {
        "choice": choice,
        "lines": lines,
        "rows": rows,
        "country": country,
        "synthetic": _synthetic([*shown, *([country] if country else [])]),
        "shades": _legend(lines),
        "headline": _headline(choice, lines, rows),
        "units": sorted({figure.unit for figure in shown}),
        "sources": sorted({(figure.source_code, figure.source) for figure in shown}),
        "options": _options(choice, rows),
    }
    return Page(
        "pages/overview.html",
        context,
        lambda: _facts(choice, lines),
        lambda: Table(("rank", "reported", *figures.FACT_COLUMNS), (_row(line) for line in lines)),
        f"{choice.indicator}-{choice.year}",
    )


def _lines(found: list[Shown], measure: str) -> list[Line]:
    """Every region of the map: first those with a figure, by rank, then the others in the order of their
    codes."""
    standing = figures.standing(figure for figure in found if figure.measure == measure)
    others = figures.standing(figure for figure in found if figure.measure != measure)
    counts: dict[str, int] = {}
    for figure in found:
        counts[figure.region] = counts.get(figure.region, 0) + 1
    ranks = _ranks(standing, lowest_first=measure == "rank")
    longest = (
        max((abs(figure.number) for code, figure in standing.items() if code != COUNTRY), default=0) or 1
    )
    grid = tile_grid()
    contested = figures.contested(found)
    lines = []
    for region in mapped_regions():
        found_here = standing.get(region.code)
        rank = ranks.get(region.code)
        lines.append(
            Line(
                code=region.code,
                rank=rank,
                figure=found_here,
                instead=None if found_here else others.get(region.code),
                more=max(0, counts.get(region.code, 0) - 1),
                contested=found_here is not None and found_here.code in contested,
                bar=round(100 * abs(found_here.number) / longest, 1) if found_here else 0.0,
                shade=_shade(rank, len(ranks)) if found_here else 0,
                row=grid[region.code][0],
                col=grid[region.code][1],
            )
        )
    return sorted(lines, key=lambda line: (line.figure is None, line.rank or 99, line.code))


def _ranks(standing: dict[str, Shown], *, lowest_first: bool) -> dict[str, int]:
    """Rank of each region; equal values share a rank. The country is none, and the Corps is part of
    Xinjiang."""
    values = {code: one.number for code, one in standing.items() if code not in (COUNTRY, CORPS, "")}
    order = sorted(values.values(), reverse=not lowest_first)
    return {code: order.index(value) + 1 for code, value in values.items()}


def _shade(rank: int | None, ranked: int) -> int:
    return SHADES - (rank - 1) * SHADES // max(ranked, 1) if rank else 1


def _legend(lines: list[Line]) -> list[tuple[int, Shown, Shown]]:
    """For each step of the palette its lowest and highest figure, low to high."""
    steps = []
    for shade in range(1, SHADES + 1):
        inside = sorted(
            (line.figure for line in lines if line.figure and line.rank and line.shade == shade),
            key=lambda figure: figure.number,
        )
        if inside:
            steps.append((shade, inside[0], inside[-1]))
    return steps


def _country(found: list[Shown], measure: str) -> Shown | None:
    return figures.standing(one for one in found if one.measure == measure).get(COUNTRY)


def _synthetic(shown: list[Shown]) -> str:
    """Whether `all`, `some` or, empty, none of the figures are made up."""
    made_up = [one.synthetic for one in shown]
    return "all" if made_up and all(made_up) else ("some" if any(made_up) else "")


def _headline(choice: Choice, lines: list[Line], rows: Catalogue) -> dict[str, Any]:
    """The answer in one sentence: who leads, and how many report."""
    ranked = [line for line in lines if line.rank]
    return {
        "name": labels.indicator(rows, choice.indicator),
        "top": ranked[0] if ranked else None,
        "reporting": len(ranked),
        "regions": sum(line.code != CORPS for line in lines),
    }


def _options(choice: Choice, rows: Catalogue) -> list[tuple[str, list[str]]]:
    """The indicators with figures in the year, by group, in the order of the catalogue."""
    held = {*choice.indicators, choice.indicator}
    groups: dict[str, list[str]] = {}
    for row in rows.values():
        if row.id in held:
            groups.setdefault(row.group, []).append(row.id)
    unknown = [name for name in choice.indicators if name not in rows]
    return [*groups.items(), *([("", unknown)] if unknown else [])]


def _row(line: Line) -> dict[str, Any]:
    fact = line.figure.fact() if line.figure else {}
    return {**fact, "region": line.code, "rank": line.rank, "reported": line.figure is not None}


def _facts(choice: Choice, lines: list[Line]) -> dict[str, Any]:
    return {
        "indicator": choice.indicator,
        "year": choice.year,
        "measure": choice.measure,
        "years": choice.years,
        "indicators": choice.indicators,
        "regions": [
            {
                "region": line.code,
                "name_zh": next(one.full_zh for one in mapped_regions() if one.code == line.code),
                "reported": line.figure is not None,
                "rank": line.rank,
                "figure": line.figure.fact() if line.figure else None,
                "instead": line.instead.fact() if line.instead else None,
            }
            for line in lines
        ],
    }
