"""Documents (文献): the library, and one document with every reading highlighted in its text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.http import Http404, HttpResponseRedirect
from django.utils.translation import gettext as _

from fangzhi.indicators import figures
from fangzhi.indicators.models import Document, Passage, Section, Source
from fangzhi.web.answers import Page, Part, Table, answer, page_number
from fangzhi.web.environment import address
from fangzhi.web.highlight import lines
from fangzhi.web.reference import current_catalogue

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

KEPT = "kept"
"""In the session: what became of a document that was just kept, to be said once."""
LISTED = 200
"""Documents on one page of the library."""
FIGURES_LISTED = 400
"""Figures on one page of a document whose text is not kept."""
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
    """All documents, the newest first: page by page, in the twins all."""
    number = page_number(request)
    begin = (number - 1) * LISTED
    query = Document.objects.select_related("source", "source__superseded_by").order_by(
        "-source__loaded_at", "-pk"
    )
    found = [] if twin else list(query[begin : begin + LISTED + 1])
    rows = (document_fact(one) for one in query.iterator())
    return answer(
        request,
        twin,
        Page(
            "pages/documents.html",
            {"found": found[:LISTED], "number": number, "more": len(found) > LISTED},
            lambda: {"documents": [*rows]},
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
    """One document. `?at=OFFSET` or `?page=N` chooses the passage. Another kind of source has its own
    page."""
    query = Document.objects.select_related("source", "source__superseded_by")
    one = query.filter(source__code=code[:16], source__digest__startswith=code).first()
    if one is None and Source.objects.filter(code=code[:16], digest__startswith=code).exists():
        return HttpResponseRedirect(address(request, f"/sources/{code[:16]}{twin}"))
    if one is None:
        raise Http404(_("No document has this id. Choose one from the list of documents."))
    if twin:
        return answer(request, twin, _twins(request, one))
    return answer(
        request, "", Page("pages/document.html", _context(request, one), dict, lambda: Table((), ()), "")
    )


def _context(request: HttpRequest, one: Document) -> dict[str, Any]:
    sections = _contents(one)
    return {
        "document": one,
        "source": one.source,
        "older": Source.objects.filter(superseded_by=one.pk),
        "sections": sections,
        "anchors": {section.start: section.number for section in sections},
        "rows": current_catalogue(),
        "number": page_number(request),
        "kept_now": _kept_now(request, one),
        **(_read_passage(request, one) if one.has_text else _listed(request, one)),
    }


def _kept_now(request: HttpRequest, one: Document) -> dict[str, Any] | None:
    """What became of this document, when the reader has just kept it."""
    said: dict[str, Any] | None = request.session.get(KEPT)
    if said is None or said.get("document") != one.source.code:
        return None
    del request.session[KEPT]
    return said


def _read_passage(request: HttpRequest, one: Document) -> dict[str, Any]:
    """A stretch of the text with what was read in it."""
    passage = _passage(request, one)
    if passage is None:
        return {"passage": None, "found": [], "lines": (), "more": False}
    found = figures.figures_of_passage(one.pk, passage.start, passage.end)
    events = figures.events_of_passage(one.pk, passage.start, passage.end)
    return {
        "passage": passage,
        "found": found,
        "lines": lines(passage.text, passage.start, found, events),
        "more": False,
    }


def _listed(request: HttpRequest, one: Document) -> dict[str, Any]:
    """The figures of a document whose text is not kept."""
    begin = (page_number(request) - 1) * FIGURES_LISTED
    found = figures.figures_of_source(one.pk, begin, FIGURES_LISTED + 1)
    return {
        "passage": None,
        "found": found[:FIGURES_LISTED],
        "lines": (),
        "more": len(found) > FIGURES_LISTED,
    }


class Heading(NamedTuple):
    """A heading of the table of contents."""

    number: int
    title: str
    start: int


def _contents(one: Document) -> list[Heading]:
    """The headings in order; a section that goes on after a caption is named once."""
    query = Section.objects.filter(source=one.pk, caption=False).exclude(title="").order_by("number")
    named: list[Heading] = []
    for values in query.values_list(*Heading._fields)[: 2 * HEADINGS]:
        heading = Heading(*values)
        if not named or named[-1].title != heading.title:
            named.append(heading)
    return named[:HEADINGS]


def _passage(request: HttpRequest, one: Document) -> Passage | None:
    query = Passage.objects.filter(source=one.pk)
    at = request.GET.get("at", "")
    if at.isascii() and at.isdigit() and len(at) < 10:
        return query.filter(start__lte=int(at)).order_by("-number").first()
    return query.filter(number=page_number(request)).first() or query.order_by("number").first()


def _twins(request: HttpRequest, one: Document) -> Page:
    """The document as data, in parts where it is long."""
    number, size = page_number(request, "part"), figures.PART
    begin = (number - 1) * size
    found = figures.figures_of_source(one.pk, begin, size + 1)
    events = figures.events_of_source(one.pk, begin, size + 1)
    sections = Section.objects.filter(source=one.pk).order_by("number")[begin : begin + size + 1]
    named = [*sections.values("number", "title", "start", "end", "region", "caption")]
    return Page(
        "",
        {},
        lambda: {
            **document_fact(one),
            "sections": named[:size],
            "figures": [figure.fact() for figure in found[:size]],
            "events": [event.fact() for event in events[:size]],
            "text": _text(one),
        },
        lambda: Table(figures.FACT_COLUMNS, (figure.fact() for figure in found[:size])),
        one.source.code,
        part=Part(number, max(len(found), len(events), len(named)) > size),
    )


def _text(one: Document) -> str | None:
    if not one.has_text or one.characters > WHOLE_TEXT:
        return None
    return "".join(Passage.objects.filter(source=one.pk).order_by("number").values_list("text", flat=True))
