"""One page, three forms: HTML for people, JSON and CSV for programs, all from the same figures."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render

from fangzhi.tables import safe_cell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from django.http import HttpRequest

BOM = "\ufeff"


class Table(NamedTuple):
    """What the CSV twin holds."""

    columns: Sequence[str]
    rows: Iterable[Mapping[str, Any]]


class Part(NamedTuple):
    """Which stretch of a long list a twin holds, and whether there is more of it."""

    number: int
    more: bool
    key: str = "part"
    """The word of the address that chooses the stretch."""


class Page(NamedTuple):
    """A page: its template and words, and the same as data."""

    template: str
    context: dict[str, Any]
    facts: Callable[[], Mapping[str, Any]]
    table: Callable[[], Table]
    name: str
    """Name of the downloaded file, without its ending."""
    status: int = 200
    part: Part | None = None
    """For a list that may be too long for one answer."""


def answer(request: HttpRequest, twin: str, page: Page) -> HttpResponse:
    """The page in the form the address asks for: `twin` is empty, `.json` or `.csv`.

    Where a list goes on, JSON says so as `next` and CSV in the header `Link`.
    """
    further = _further(request, page.part) if twin and page.part else None
    if twin == ".json":
        return json_answer({**page.facts(), "next": further} if page.part else page.facts(), page.status)
    if twin == ".csv":
        response = csv_answer(page.table(), page.name, excel="bom" in request.GET)
        response.status_code = page.status
        if further:
            response.headers["Link"] = f'<{further}>; rel="next"'
        return response
    return render(request, page.template, page.context, status=page.status)


def _further(request: HttpRequest, part: Part) -> str | None:
    """The address of the next stretch."""
    if not part.more:
        return None
    query = request.GET.dict() | {part.key: str(part.number + 1)}
    return f"{request.path}?{urlencode(query)}"


def json_answer(facts: Mapping[str, Any], status: int = 200) -> HttpResponse:
    """One JSON document, UTF-8, absent is null."""
    body = json.dumps(facts, ensure_ascii=False, default=str)
    return HttpResponse(body, content_type="application/json; charset=utf-8", status=status)


def csv_answer(table: Table, name: str, *, excel: bool = False) -> HttpResponse:
    """A CSV file in UTF-8; `excel` puts a byte-order mark first, without which Excel and WPS misread
    Chinese."""
    out = io.StringIO()
    out.write(BOM if excel else "")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows([safe_cell(row.get(column)) for column in table.columns] for row in table.rows)
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'inline; filename="{name}.csv"'
    return response


def page_number(request: HttpRequest, key: str = "page") -> int:
    """Which page of a long list the address asks for, 1 where it does not say."""
    asked = request.GET.get(key, "1")
    return max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
