"""Records of a list beyond the page that is shown: all as a file, streamed, and the page that follows."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

from django.http import StreamingHttpResponse

from fangzhi.tables import safe_cell
from fangzhi.web.answers import BOM

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from django.http import HttpRequest

WHOLE = (".csv", ".jsonl")
"""The twins that hold every record; `.json` holds one page."""


def streamed(
    request: HttpRequest, twin: str, name: str, columns: Sequence[str], facts: Iterable[Mapping[str, Any]]
) -> StreamingHttpResponse:
    """Every record as CSV or JSON lines, kept under a name; `bom` in the address marks CSV for Excel."""
    if twin == ".jsonl":
        lines = (json.dumps(fact, ensure_ascii=False) + "\n" for fact in facts)
        response = StreamingHttpResponse(lines, content_type="application/jsonl; charset=utf-8")
    else:
        rows = _csv(columns, facts, BOM if "bom" in request.GET else "")
        response = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}{twin}"'
    return response


class _Line:
    """What the writer of CSV writes to: it gives the line back."""

    def write(self, text: str) -> str:
        """The text itself."""
        return text


def _csv(columns: Sequence[str], facts: Iterable[Mapping[str, Any]], begin: str) -> Iterator[str]:
    writer = csv.writer(_Line(), lineterminator="\r\n")
    yield begin + str(writer.writerow(columns))
    for fact in facts:
        yield str(writer.writerow([safe_cell(_joined(fact[name])) for name in columns]))


def _joined(value: object) -> object:
    return ";".join(value) if isinstance(value, list) else value


def next_page(request: HttpRequest, number: int, *, more: bool) -> str | None:
    """The address of the page behind this one; None where there is none."""
    further = request.GET.copy()
    further["page"] = str(number + 1)
    return f"{request.path}?{further.urlencode()}" if more else None
