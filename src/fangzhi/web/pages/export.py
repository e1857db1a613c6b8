"""Export (导出): choose figures once and take them as CSV, a workbook, Parquet or SDMX."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone

from fangzhi.gazetteer import region
from fangzhi.indicators import figures
from fangzhi.indicators.corrections import MEASURES
from fangzhi.indicators.export import (
    FORMATS,
    MOST_ROWS,
    Selection,
    TooManyRows,
    WrongSelection,
    extract,
    sdmx_structure,
    selected,
    write,
)
from fangzhi.web.answers import BOM, json_answer
from fangzhi.web.pages.indicators import by_group
from fangzhi.web.reference import COUNTRY, current_catalogue, mapped_regions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from fangzhi.indicators.catalogue import Catalogue

FIELDS = ("group", "indicator", "year", "from", "to", "region", "measure")


class Asked(NamedTuple):
    """What the address asks for, as it was written."""

    groups: list[str]
    indicators: list[str]
    years: list[str]
    begin: str
    end: str
    regions: list[str]
    measures: list[str]

    @classmethod
    def of(cls, request: HttpRequest) -> Asked:
        """The choices of an address; empty ones are none."""
        groups, indicators, years, begins, ends, regions, measures = (
            [word for word in request.GET.getlist(name) if word] for name in FIELDS
        )
        return cls(groups, indicators, years, "".join(begins[:1]), "".join(ends[:1]), regions, measures)


def export(request: HttpRequest, ending: str = "") -> HttpResponseBase:
    """The page; with `.csv`, `.xlsx`, `.parquet` or `.sdmx.csv` the figures, with `.json` what is chosen."""
    known, asked = current_catalogue(), Asked.of(request)
    try:
        selection = _selection(asked, known)
    except WrongSelection as error:
        return _refused(request, ending, asked, str(error))
    if ending == ".json":
        return json_answer(_facts(request, selection, known))
    form = next((name for name, made in FORMATS.items() if made.ending == ending), "")
    if not form:
        return _page(request, asked, selection)
    try:
        return _download(request, form, selection, known)
    except TooManyRows as error:
        return _refused(request, "", asked, str(error), selection)


def structure(request: HttpRequest) -> HttpResponse:
    """The structure of the SDMX files, an SDMX-ML message."""
    content = sdmx_structure(current_catalogue(), figures.indicators())
    response = HttpResponse(content, content_type="application/vnd.sdmx.structure+xml; version=2.1")
    response.headers["Content-Disposition"] = 'attachment; filename="fangzhi-structure.xml"'
    return response


def _selection(asked: Asked, known: Catalogue) -> Selection:
    years = list(asked.years)
    if asked.begin or asked.end:
        held = figures.years()
        ends = selected(known, years=[one for one in (asked.begin, asked.end) if one]).years
        first = ends[0] if asked.begin else min(held, default=ends[0])
        last = ends[-1] if asked.end else max(held, default=ends[-1])
        years += [str(year) for year in range(first, last + 1)]
    return selected(
        known,
        indicators=asked.indicators,
        groups=asked.groups,
        years=years,
        regions=asked.regions,
        measures=asked.measures,
    )


def _page(request: HttpRequest, asked: Asked, selection: Selection | None, problem: str = "") -> HttpResponse:
    known = current_catalogue()
    held = figures.indicators()
    context = {
        "asked": asked,
        "problem": problem,
        "rows": known,
        "groups": by_group(row for row in known.values() if row.id in set(held)),
        "unknown": [name for name in held if name not in known],
        "years": figures.years(),
        "regions": [region(COUNTRY), *mapped_regions()],
        "measures": MEASURES,
        "count": selection.at_most(MOST_ROWS + 1) if selection else None,
        "most": MOST_ROWS,
        "version": known.version,
        "formats": FORMATS,
    }
    return render(request, "pages/export.html", context, status=400 if problem else 200)


def _refused(
    request: HttpRequest, ending: str, asked: Asked, sentence: str, selection: Selection | None = None
) -> HttpResponse:
    if ending:
        return json_answer({"error": sentence}, 400)
    return _page(request, asked, selection, sentence)


def _facts(request: HttpRequest, selection: Selection, known: Catalogue) -> dict[str, Any]:
    """What is chosen, how many figures that are, and where each form of them is."""
    query = [(name, word) for name in FIELDS for word in request.GET.getlist(name) if word]
    words = f"?{urlencode(query)}" if query else ""
    count = selection.at_most(MOST_ROWS + 1)
    return {
        **selection._asdict(),
        "catalogue": known.version,
        "figures_at_most": count if count <= MOST_ROWS else None,
        "downloads": {name: f"/export{made.ending}{words}" for name, made in FORMATS.items()},
        "structure": "/export/structure.xml",
    }


def _download(
    request: HttpRequest, form: str, selection: Selection, known: Catalogue
) -> StreamingHttpResponse | FileResponse:
    made = FORMATS[form]
    name = f"fangzhi-{timezone.localdate()}{made.ending}"
    if made.file:
        return FileResponse(
            _file(form, selection, known), as_attachment=True, filename=name, content_type=made.media_type
        )
    pieces = _pieces(form, selection, known, excel="bom" in request.GET)
    response = StreamingHttpResponse(pieces, content_type=made.media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _pieces(form: str, selection: Selection, known: Catalogue, *, excel: bool) -> Iterator[str]:
    """The file piece by piece while it is being read; `excel` puts a byte-order mark first."""
    yield BOM if excel else ""
    pieces = FORMATS[form].pieces
    with extract(selection, known) as chosen:
        yield from pieces(chosen) if pieces else ()


def _file(form: str, selection: Selection, known: Catalogue) -> Any:
    """An open file that is gone once it is closed. Raises `TooManyRows`."""
    with TemporaryDirectory(prefix="fangzhi-") as folder:
        path = Path(folder) / "figures"
        with extract(selection, known) as chosen:
            write(form, chosen, path)
        return path.open("rb")
