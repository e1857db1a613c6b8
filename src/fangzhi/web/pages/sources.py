"""The source library (来源): everything figures stand in, documents, tables and counts alike, and the
figures of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.utils.translation import gettext as _

from fangzhi.indicators import figures
from fangzhi.indicators.models import Document, Figure, Source, Table
from fangzhi.indicators.tables.cells import address
from fangzhi.web import answers
from fangzhi.web.answers import Page, Part, answer, page_number
from fangzhi.web.reference import current_catalogue

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

LISTED = 200
"""Sources on one page of the library."""
FIGURES_LISTED = 200
"""Figures on one page of a source."""
FIGURES_IN_A_TWIN = 2000
"""Figures in one part of a source's twins."""
COLUMNS = (
    "id", "kind", "title", "name", "publisher", "number", "approval", "year", "vintage", "scope", "final",
    "digest", "figures", "loaded_at", "loaded_by", "superseded_by",
)  # fmt: skip


def library(request: HttpRequest, twin: str = "") -> HttpResponse:
    """All sources, the newest first; `?kind=table` shows one kind. The twins hold every source."""
    kind = request.GET.get("kind", "")
    if kind and kind not in Source.Kind.values:
        raise Http404(_("No kind of source has this name. There are document, table and query."))
    number = page_number(request)
    begin = (number - 1) * LISTED
    query = Source.objects.select_related("document", "table", "superseded_by").order_by("-loaded_at", "-pk")
    query = query.filter(kind=kind) if kind else query
    found = list(query if twin else query[begin : begin + LISTED + 1])
    more = not twin and len(found) > LISTED
    rows = [source_fact(one) for one in found] if twin else []
    context = {"found": found[:LISTED], "counts": counts, "number": number, "more": more, "kind": kind}
    return answer(
        request,
        twin,
        Page(
            "pages/sources.html",
            context | {"table_of": table_of, "kinds": Source.Kind.values},
            lambda: {"sources": rows, "kind": kind or None},
            lambda: answers.Table(COLUMNS, rows),
            "sources",
        ),
    )


def table_of(one: Source) -> Table | None:
    """What a table says of itself, nothing for another kind of source."""
    return getattr(one, "table", None)


def counts(one: Source) -> int:
    """How many figures stand in a source."""
    own: Table | Document | None = table_of(one) or getattr(one, "document", None)
    return own.figures if own else Figure.objects.filter(source=one).count()


def source_fact(one: Source) -> dict[str, Any]:
    """A source as one JSON object."""
    table = table_of(one)
    return {
        "id": one.code,
        "kind": one.kind,
        "title": one.title or None,
        "name": one.name,
        "publisher": one.publisher or None,
        "number": (table and table.number) or None,
        "approval": (table and table.approval) or None,
        "year": one.year,
        "vintage": (table and table.vintage) or None,
        "scope": (table and table.scope) or None,
        "final": table.final if table else None,
        "digest": one.digest,
        "figures": counts(one),
        "loaded_at": one.loaded_at.isoformat(timespec="seconds"),
        "loaded_by": one.loaded_by,
        "superseded_by": one.superseded_by.code if one.superseded_by else None,
    }


def source(request: HttpRequest, code: str, twin: str = "") -> HttpResponse:
    """One source with its figures, page by page; the twins are in longer parts."""
    query = Source.objects.select_related("document", "table", "superseded_by")
    one = query.filter(code=code[:16], digest__startswith=code).first()
    if one is None:
        raise Http404(_("No source has this id. Choose one from the list of sources."))
    if twin:
        return answer(request, twin, _twins(request, one))
    number = page_number(request)
    found = figures.figures_of_source(one.pk, (number - 1) * FIGURES_LISTED, FIGURES_LISTED + 1)
    context = {
        "source": one,
        "table": table_of(one),
        "document": getattr(one, "document", None),
        "count": counts(one),
        "older": Source.objects.filter(superseded_by=one.pk),
        "found": found[:FIGURES_LISTED],
        "cell": address,
        "rows": current_catalogue(),
        "number": number,
        "more": len(found) > FIGURES_LISTED,
    }
    return answer(
        request, "", Page("pages/source.html", context, dict, lambda: answers.Table((), ()), one.code)
    )


def _twins(request: HttpRequest, one: Source) -> Page:
    number = page_number(request, "part")
    found = figures.figures_of_source(one.pk, (number - 1) * FIGURES_IN_A_TWIN, FIGURES_IN_A_TWIN + 1)
    facts = [figure.fact() for figure in found[:FIGURES_IN_A_TWIN]]
    return Page(
        "",
        {},
        lambda: {**source_fact(one), "figures": facts},
        lambda: answers.Table(figures.FACT_COLUMNS, facts),
        one.code,
        part=Part(number, len(found) > FIGURES_IN_A_TWIN),
    )
