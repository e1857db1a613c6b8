"""Region (地区): all that a region reports in a year, grouped as the catalogue groups it, with its events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponseRedirect
from django.utils.translation import gettext as _

from fangzhi import gazetteer
from fangzhi.indicators import figures
from fangzhi.web.answers import Page, Part, Table, answer, page_number
from fangzhi.web.environment import address
from fangzhi.web.reference import COUNTRY, current_catalogue, mapped_regions

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from fangzhi.indicators.catalogue import Catalogue
    from fangzhi.indicators.figures import Shown

HEADLINE = (
    "patent_applications",
    "patent_grants",
    "inventions_in_force",
    "inventions_per_10k",
    "pledge_loan_amount",
)
ON_A_PAGE = 300


def choose(request: HttpRequest) -> HttpResponse:
    """From the form of a region page to that region and year."""
    code, year = request.GET.get("region", ""), request.GET.get("year", "")
    if not (code.isdigit() and len(code) == 6 and year.isdigit() and len(year) == 4):
        raise Http404(_("Choose a region and a year."))
    return HttpResponseRedirect(address(request, f"/regions/{code}/{year}"))


def region_year(request: HttpRequest, code: str, year: str, twin: str = "") -> HttpResponse:
    """The page of one region and year."""
    try:
        region = gazetteer.region(code)
    except gazetteer.UnknownRegion:
        raise Http404(_("No region has this code. Choose one on the overview.")) from None
    if twin:
        return answer(request, twin, _twins(request, region, int(year)))
    number = page_number(request)
    found = figures.of_region(code, int(year), (number - 1) * ON_A_PAGE, ON_A_PAGE + 1)
    events = figures.events_of_region(code, int(year))
    years = figures.years_of_region(code)
    rows = current_catalogue()
    more, found = len(found) > ON_A_PAGE, found[:ON_A_PAGE]
    context = {
        "region": region,
        "year": int(year),
        "years": years,
        "groups": grouped(found, rows),
        "rows": rows,
        "found": found,
        "events": events,
        "headline": _headline(found),
        "contested": figures.contested(found),
        "sources": sorted({(one.source_code, one.source) for one in found}),
        "regions": [gazetteer.region(COUNTRY), *mapped_regions()],
        "number": number,
        "more": more,
    }
    return answer(request, "", Page("pages/region.html", context, dict, lambda: Table((), ()), code))


def _twins(request: HttpRequest, region: gazetteer.Region, year: int) -> Page:
    """The same as data, in parts where it is long."""
    number, size = page_number(request, "part"), figures.PART
    begin = (number - 1) * size
    found = figures.of_region(region.code, year, begin, size + 1)
    events = figures.events_of_region(region.code, year, begin, size + 1)
    return Page(
        "",
        {},
        lambda: {
            "region": region.code,
            "name_zh": region.full_zh,
            "name_en": region.name_en,
            "year": year,
            "years": figures.years_of_region(region.code),
            "figures": [one.fact() for one in found[:size]],
            "events": [one.fact() for one in events[:size]],
        },
        lambda: Table(figures.FACT_COLUMNS, (one.fact() for one in found[:size])),
        f"{region.code}-{year}",
        part=Part(number, max(len(found), len(events)) > size),
    )


def grouped(found: list[Shown], rows: Catalogue) -> list[tuple[str, list[tuple[str, list[Shown]]]]]:
    """The figures by group and indicator, both in the order of the catalogue; unknown indicators last. Of an
    indicator those of the source that stands highest come first."""
    by_indicator: dict[str, list[Shown]] = {}
    for figure in found:
        by_indicator.setdefault(figure.indicator, []).append(figure)
    for several in by_indicator.values():
        several.sort(key=lambda one: one.rank)
    order = {name: at for at, name in enumerate(rows)}
    groups: dict[str, list[tuple[str, list[Shown]]]] = {}
    for name in sorted(by_indicator, key=lambda name: (order.get(name, len(order)), name)):
        group = rows[name].group if name in rows else "other"
        groups.setdefault(group, []).append((name, by_indicator[name]))
    return list(groups.items())


def _headline(found: list[Shown]) -> list[Shown]:
    """The figures a director looks for first, those of them that the region reports."""
    whole = [one for one in found if not one.place and one.measure == "level"]
    standing = {
        name: figures.standing(one for one in whole if one.indicator == name).values() for name in HEADLINE
    }
    return [figure for name in HEADLINE for figure in standing[name]]
