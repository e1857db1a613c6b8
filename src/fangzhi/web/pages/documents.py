"""Documents (文献): the library, and one document with every reading highlighted in its text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.utils.translation import gettext as _

from fangzhi.indicators import figures
from fangzhi.indicators.models import Document, Figure, Passage, Section, Source
from fangzhi.web.answers import Page, Table, answer
from fangzhi.web.highlight import lines
from fangzhi.web.reference import current_catalogue

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

LISTED = 200
"""Documents on one page of the library."""
HEADINGS = 400
"""Headings of a document's table of contents at most."""
WHOLE_TEXT = 1_000_000
"""Characters of a text that the JSON twin still carries."""
LIBRARY_COLUMNS = (
    "id",
    "name",
    "title",
    "year",
    "digest",
    "characters",
    "text_kept",
    "figures",
    "events",
    "loaded_at",
    "loaded_by",
    "superseded_by",
)


def library(request: HttpRequest, twin: str = "") -> HttpResponse:
    """All documents, the newest first."""
    asked = request.GET.get("page", "1")
    number = max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    begin = (number - 1) * LISTED
    query = Document.objects.select_related("source", "source__superseded_by").order_by(
        "-source__loaded_at", "-pk"
    )
    found = list(query[begin : begin + LISTED + 1])
    context = {"found": found[:LISTED], "number": number, "more": len(found) > LISTED}
    rows = [document_fact(one) for one in found[:LISTED]]
    return answer(
        request,
        twin,
        Page(
            "pages/documents.html",
            context,
            lambda: {"documents": rows, "page": number, "more": len(found) > LISTED},
            lambda: Table(LIBRARY_COLUMNS, rows),
            "documents",
        ),
    )


def document_fact(one: Document) -> dict[str, Any]:
    """A document as one JSON object, without its text."""
    source = one.source
    return {
        "id": source.code,
        "name": source.name,
        "title": source.title or None,
        "publisher": source.publisher or None,
        "year": source.year,
        "digest": source.digest,
        "characters": one.characters,
        "text_kept": one.has_text,
        "given": {
            "region": one.given_region or None,
            "place": one.given_place or None,
            "year": one.given_year,
            "issued": one.given_issued or None,
        },
        "figures": one.figures,
        "events": one.events,
        "loaded_at": source.loaded_at.isoformat(timespec="seconds"),
        "loaded_by": source.loaded_by,
        "superseded_by": source.superseded_by.code if source.superseded_by else None,
    }


def document(request: HttpRequest, code: str, twin: str = "") -> HttpResponse:
    """One document. `?at=OFFSET` or `?page=N` chooses the passage."""
    query = Document.objects.select_related("source", "source__superseded_by")
    one = query.filter(source__code=code[:16], source__digest__startswith=code).first()
    if one is None:
        raise Http404(_("No document has this id. Choose one from the list of documents."))
    if twin:
        return answer(request, twin, Page("", {}, lambda: _facts(one), lambda: _table(one), one.source.code))
    return answer(
        request, "", Page("pages/document.html", _context(request, one), dict, lambda: _table(one), "")
    )


def _context(request: HttpRequest, one: Document) -> dict[str, Any]:
    passage = _passage(request, one) if one.has_text else None
    start, end = (passage.start, passage.end) if passage else (0, one.characters + 1)
    found = figures.figures_of_passage(one.pk, start, end)
    events = figures.events_of_passage(one.pk, start, end)
    sections = _contents(one)
    return {
        "document": one,
        "source": one.source,
        "older": Source.objects.filter(superseded_by=one.pk),
        "passage": passage,
        "sections": sections,
        "anchors": {section.start: section.number for section in sections},
        "found": found,
        "events": events,
        "lines": lines(passage.text, start, found, events) if passage else (),
        "rows": current_catalogue(),
    }


def _contents(one: Document) -> list[Section]:
    """The headings in order; a section that goes on after a caption is named once."""
    found = (
        Section.objects.filter(source=one.pk, caption=False)
        .exclude(title="")
        .order_by("number")[: 2 * HEADINGS]
    )
    named: list[Section] = []
    for section in found:
        if not named or named[-1].title != section.title:
            named.append(section)
    return named[:HEADINGS]


def _passage(request: HttpRequest, one: Document) -> Passage | None:
    query = Passage.objects.filter(source=one.pk)
    at, number = request.GET.get("at", ""), request.GET.get("page", "1")
    if at.isascii() and at.isdigit() and len(at) < 10:
        return query.filter(start__lte=int(at)).order_by("-number").first()
    wanted = int(number) if number.isascii() and number.isdigit() and len(number) < 8 else 1
    return query.filter(number=wanted).first() or query.order_by("number").first()


def _facts(one: Document) -> dict[str, Any]:
    found = figures.shown(Figure.objects.filter(source=one.pk).order_by("start", "pk"), 4 * figures.MOST)
    sections = Section.objects.filter(source=one.pk).order_by("number")[: figures.MOST]
    text = None
    if one.has_text and one.characters <= WHOLE_TEXT:
        passages = Passage.objects.filter(source=one.pk).order_by("number")
        text = "".join(passages.values_list("text", flat=True))
    return {
        **document_fact(one),
        "sections": [*sections.values("number", "title", "start", "end", "region", "caption")],
        "figures": [figure.fact() for figure in found],
        "events": [event.fact() for event in figures.events_of_passage(one.pk, 0, one.characters + 1)],
        "text": text,
    }


def _table(one: Document) -> Table:
    query = Figure.objects.filter(source=one.pk).order_by("start", "pk")
    return Table(figures.FACT_COLUMNS, (figure.fact() for figure in figures.shown(query, 20 * figures.MOST)))
