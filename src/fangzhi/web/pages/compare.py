"""Compare (比较): one indicator over years for some regions, one of them highlighted: values, ranks, and a
table."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _

from fangzhi import gazetteer
from fangzhi.indicators import figures
from fangzhi.indicators.corrections import MEASURES, json_number
from fangzhi.indicators.export import WrongSelection, cited_sources, selected
from fangzhi.indicators.reconciliation import provinces
from fangzhi.indicators.rows import decimal_text
from fangzhi.indicators.series import COUNTRY, Ranked, Series, series
from fangzhi.web import labels, numbers
from fangzhi.web.answers import Page, Table, answer
from fangzhi.web.charts import Chart, chart
from fangzhi.web.language import chinese
from fangzhi.web.pages.indicators import breaks, by_group
from fangzhi.web.pages.overview import FIRST
from fangzhi.web.reference import current_catalogue, mapped_regions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponse

    from fangzhi.indicators.catalogue import Catalogue

MOST_REGIONS = 12
"""Regions on one chart; more lines cannot be told apart."""
SHOWN_FIRST = 6
"""Regions shown to a reader who chose none: the first of the latest year."""
COLUMNS = (
    "indicator", "measure", "region", "name_zh", "name_en", "year", "period", "value", "unit", "qualifier",
    "rank", "among", "figure",
)  # fmt: skip


class Choice(NamedTuple):
    """What is compared, completed by what there is."""

    indicator: str
    measure: str
    regions: list[str]
    main: str
    begin: int | None
    end: int | None


def compare(request: HttpRequest, twin: str = "") -> HttpResponse:
    """The page. `?indicator=&measure=&region=&region=&main=&from=&to=`."""
    page = _asked(request)
    if page.context["problem"] and twin:
        raise Http404(page.context["problem"])
    return answer(request, twin, page)


def picture(request: HttpRequest) -> HttpResponse:
    """The lines as an SVG picture for a report, with title and sources."""
    page = _asked(request)
    points = [ranked.point for _code, line in page.context["lines"] for ranked in line.values()]
    known, used = cited_sources(), {point.source_id for point in points}
    page.context["sources"] = sorted({known[pk].title or known[pk].name for pk in used})
    response = render(request, "pages/compare.svg", page.context, content_type="image/svg+xml")
    response.headers["Content-Disposition"] = f'inline; filename="{page.name}.svg"'
    return response


def _asked(request: HttpRequest) -> Page:
    known, held = current_catalogue(), figures.indicators()
    name = request.GET.get("indicator") or next((one for one in (*FIRST, *held) if one in held), FIRST[0])
    measure = request.GET.get("measure") or "level"
    wanted = [code for code in request.GET.getlist("region") if code]
    main = request.GET.get("main", "")
    ends = [request.GET.get(key, "") for key in ("from", "to")]
    try:
        checked = selected(
            known,
            indicators=[name],
            years=[end for end in ends if end],
            regions=[*wanted, *([main] if main else [])],
            measures=[measure],
        )
    except WrongSelection as error:
        raise Http404(str(error)) from None
    regions = [code for code in checked.regions if code in wanted]
    problem = _too_many(len(regions))
    regions = sorted({*regions[:MOST_REGIONS], *([main] if main else [])})
    found = series(name, measure, provinces())
    choice = _completed(Choice(name, measure, regions, main, *_ends(ends)), found)
    page = _page(choice, found, known, held)
    page.context["problem"] = problem
    return page._replace(status=400 if problem else 200)


def _too_many(chosen: int) -> str:
    """What to say to somebody who chose more regions than lines can be told apart."""
    if chosen <= MOST_REGIONS:
        return ""
    said = _("%(chosen)s regions are chosen; choose at most %(most)s to tell the lines apart.")
    return said % {"chosen": chosen, "most": MOST_REGIONS}


def _ends(ends: list[str]) -> tuple[int | None, int | None]:
    """The first and the last year asked for, in their order."""
    begin, end = (int(one) if one else None for one in ends)
    return (end, begin) if begin and end and begin > end else (begin, end)


def _completed(choice: Choice, found: Series) -> Choice:
    """The choice with the leading regions of the latest year where none is named, and one highlighted."""
    regions = list(choice.regions)
    if not [code for code in regions if code != choice.main]:
        latest = max((max(line) for line in found.values()), default=0)
        ranked = [line[latest] for line in found.values() if latest in line and line[latest].rank]
        leading = sorted(ranked, key=lambda one: (one.rank or 0, one.point.region))
        first = [one.point.region for one in leading if one.point.region != choice.main]
        regions += first[: SHOWN_FIRST - len(regions)]
    main = choice.main or (regions[0] if regions else "")
    return choice._replace(regions=regions, main=main)


def _page(choice: Choice, found: Series, known: Catalogue, held: list[str]) -> Page:
    years = _years(choice, found)
    shown = {code: {y: at for y, at in found.get(code, {}).items() if y in years} for code in choice.regions}
    points = [ranked.point for line in shown.values() for ranked in line.values()]
    order = sorted(choice.regions, key=lambda code: _place(code, shown[code]))
    context = {
        "choice": choice,
        "years": years,
        "all_years": sorted({year for line in found.values() for year in line}),
        "lines": [(code, shown[code]) for code in order],
        "silent": [code for code in order if not shown[code]],
        "units": sorted({point.unit for point in points}),
        "synthetic": any(point.synthetic for point in points),
        "breaks": breaks(points),  # type: ignore[arg-type]
        "rows": known,
        "groups": by_group(row for row in known.values() if row.id in {*held, choice.indicator}),
        "regions": [gazetteer.region(COUNTRY), *mapped_regions()],
        "measures": MEASURES,
        "most": MOST_REGIONS,
        "values": _values(shown, years, choice.main) if points else None,
        "ranks": _ranks(shown, years, choice.main),
    }
    return Page(
        "pages/compare.html",
        context,
        lambda: _facts(choice, years, shown),
        lambda: Table(COLUMNS, _lines(choice, shown)),
        f"compare-{choice.indicator}-{choice.measure}",
    )


def _years(choice: Choice, found: Series) -> list[int]:
    """The years within those asked for in which one of the chosen regions has a figure."""
    years = {year for code in choice.regions for year in found.get(code, {})}
    return sorted(y for y in years if (choice.begin or 0) <= y <= (choice.end or 9999))


def _place(code: str, line: dict[int, Ranked]) -> tuple[float, str]:
    """Where a region stands in the table: by its latest value."""
    return (-line[max(line)].point.number if line else 0.0, code)


def _names() -> int:
    """Room for the names at the ends of the lines."""
    return 54 if chinese() else 112


def _step(value: float) -> str:
    """A value beside the axis."""
    return numbers.short(decimal_text(Decimal(str(value))))


def _values(shown: Series, years: list[int], main: str) -> Chart:
    lines = {
        code: {year: (at.point.number, _said(code, year, at)) for year, at in line.items()}
        for code, line in shown.items()
    }
    return chart(lines, years, main=main, names=_names(), write=_step)


def _ranks(shown: Series, years: list[int], main: str) -> Chart | None:
    """Ranks over time, where regions are ranked at all."""
    lines = {
        code: {year: (float(at.rank), _said(code, year, at)) for year, at in line.items() if at.rank}
        for code, line in shown.items()
    }
    if not any(lines.values()):
        return None
    return chart(lines, years, main=main, names=_names(), write=lambda step: f"{step:.0f}", ranks=True)


def _said(code: str, year: int, at: Ranked) -> str:
    words = f"{labels.region(code)} {year}: {numbers.exact(at.point.value)} {labels.unit(at.point.unit)}"
    if at.rank:
        words += " · " + _("rank %(rank)s of %(among)s") % {"rank": at.rank, "among": at.among}
    return words


def _lines(choice: Choice, shown: Series) -> Iterator[dict[str, Any]]:
    for code, line in shown.items():
        region = gazetteer.region(code)
        for year, at in line.items():
            point = at.point
            yield {
                "indicator": choice.indicator,
                "measure": choice.measure,
                "region": code,
                "name_zh": region.full_zh,
                "name_en": region.name_en,
                "year": year,
                "period": point.period,
                "value": json_number(point.value),
                "unit": point.unit or None,
                "qualifier": point.qualifier,
                "rank": at.rank,
                "among": at.among if at.rank else None,
                "figure": point.code,
            }


def _facts(choice: Choice, years: list[int], shown: Series) -> dict[str, Any]:
    return {
        "indicator": choice.indicator,
        "measure": choice.measure,
        "main": choice.main or None,
        "regions": choice.regions,
        "years": years,
        "points": list(_lines(choice, shown)),
    }
