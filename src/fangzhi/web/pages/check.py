"""Checking a draft (核对稿件): its text with a verdict in the margin for every figure, right figures taken at
a click, others kept with a reason, and the draft given back."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fangzhi import gazetteer
from fangzhi.chapter.checking.comparing import mark_json
from fangzhi.chapter.checking.draft import Reading
from fangzhi.chapter.checking.drafts import Desk, Refused, given_back, keep_as_it_is, laid_out, receive, take
from fangzhi.chapter.checking.models import CheckedDraft
from fangzhi.chapter.checking.remarks import remarks
from fangzhi.chapter.checking.verdicts import GRAVITY, IN_THE_DRAFT
from fangzhi.gazetteer import province_names
from fangzhi.indicators.derived import shown
from fangzhi.indicators.loads.passages import passages
from fangzhi.reader.documents import MAX_BYTES, UnreadableDocument
from fangzhi.web import answers
from fangzhi.web.answers import Page, answer, page_number
from fangzhi.web.environment import address
from fangzhi.web.language import chinese
from fangzhi.web.pages.upload import signed_in
from fangzhi.web.reference import COUNTRY, current_catalogue, mapped_regions
from fangzhi.web.verdicts import BASES, DRAFT_VERDICTS, defining_formula

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django.http import HttpRequest

    from fangzhi.chapter.checking.comparing import Mark

REASON_AT_MOST = 500
_HEADING = re.compile(r"(#{1,6})\s*(?=\S)")
_BOLD = re.compile(r"\*\*([^*]{1,40})\*\*")
LISTED = 50
TOLD = frozenset({"differs", "stale", "not_comparable"})
"""Verdicts that the margin tells in full."""
COLUMNS = (
    "start", "end", "quote", "region", "place", "indicator", "measure", "period", "value", "unit", "verdict",
    "expected", "source", "basis", "reason", "kept", "id",
)  # fmt: skip
_TYPES = {"docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}


class Note(NamedTuple):
    """What the margin says of one figure."""

    mark: Mark
    right: str
    """The right figure as the draft would print it; empty where it is not put right by itself."""
    turned: str
    """The verb that turns with it (下降 into 增长)."""
    expected: str
    formula: str
    taken: bool


class Piece(NamedTuple):
    """A stretch of a line, a figure when it has a note."""

    text: str
    note: Note | None


class Line(NamedTuple):
    """A line of the draft: its pieces, and how many figures agree or are unknown."""

    level: int
    pieces: list[Piece]
    told: list[Note]
    counts: list[tuple[str, int]]


class Typed(NamedTuple):
    """What a person wrote into the form of one figure, and what is wrong with it."""

    code: str
    problem: str


@require_http_methods(["GET", "POST"])
@signed_in
def drafts(request: HttpRequest) -> HttpResponse:
    """The form and the person's drafts; a draft that can be read leads to its page."""
    if request.method == "GET":
        return _form(request)
    try:
        kept = _received(request)
    except UnreadableDocument as unreadable:
        return _form(request, unreadable.message_zh if chinese() else unreadable.message_en, 400)
    except Refused as refused:
        return _form(request, str(refused), 400)
    return HttpResponseRedirect(address(request, f"/check/{kept.code}"))


def _form(request: HttpRequest, problem: str = "", status: int = 200) -> HttpResponse:
    typed = {key: request.POST.get(key, "") for key in ("text", "region", "year")}
    mine = CheckedDraft.objects.filter(made_by=request.user.get_username()).order_by("-touched_at")
    context = {
        "problem": problem,
        "typed": typed,
        "regions": [COUNTRY, *(one.code for one in mapped_regions())],
        "mine": mine.defer("content")[:LISTED],
        "last_year": timezone.localdate().year - 1,
    }
    return render(request, "pages/check_form.html", context, status=status)


def _received(request: HttpRequest) -> CheckedDraft:
    file, text = request.FILES.get("file"), request.POST.get("text", "")
    if file is None and not text.strip():
        raise Refused(_("Choose a file or paste the text first."))
    known = _known(request)
    if file is None:
        return receive(_("pasted text"), text.encode(), known, request.user.get_username())
    name = PurePath(file.name or "draft").name
    if (file.size or 0) > MAX_BYTES:
        raise UnreadableDocument(name, "too_large")
    return receive(name, file.read(), known, request.user.get_username())


def _known(request: HttpRequest) -> Reading:
    region, year = request.POST.get("region", "").strip(), request.POST.get("year", "").strip()
    try:
        gazetteer.region(region or COUNTRY)
    except gazetteer.UnknownRegion:
        raise Refused(_("Choose a region of the list.")) from None
    if not (year.isascii() and year.isdigit() and len(year) == len("2013") and 1900 <= int(year) <= 2100):
        raise Refused(_("Write the year as four digits, for example 2013."))
    return Reading(int(year), region or None, current_catalogue())


def _kept(request: HttpRequest, code: str) -> CheckedDraft:
    found = CheckedDraft.objects.filter(code=code, made_by=request.user.get_username()).first()
    if found is None:
        raise Http404(_("This draft is gone: it was dropped, or left for thirty days. Check the file again."))
    return found


@require_GET
@signed_in
def draft(request: HttpRequest, code: str, twin: str = "") -> HttpResponse:
    """A draft with its marks; `?only=differs` shows the paragraphs with a figure of that verdict."""
    return answer(request, twin, _page(request, laid_out(_kept(request, code), current_catalogue())))


@require_POST
@signed_in
def decide(request: HttpRequest, code: str) -> HttpResponse:
    """Take the right figure or the draft's own, keep a figure with a reason or no longer."""
    desk = laid_out(_kept(request, code), current_catalogue())
    wanted, verb = request.POST.get("figure", ""), request.POST.get("verb", "")
    try:
        _decided(request, desk, wanted, verb)
    except Refused as refused:
        typed = Typed(wanted if verb.startswith("keep") else "", str(refused))
        return answer(request, "", _page(request, desk, typed)._replace(status=400))
    query = {name: request.GET.get(name, "") for name in ("only", "page")}
    anchor = f"#m{wanted}" if wanted else ""
    return HttpResponseRedirect(address(request, f"/check/{code}{anchor}", **query))


def _decided(request: HttpRequest, desk: Desk, wanted: str, verb: str) -> None:
    if verb == "take-all":
        return take(desk, [mark.code for mark in _surely_wrong(desk)])
    mark = next((mark for mark in desk.checked.marks if mark.code == wanted), None)
    if mark is None or mark.verdict not in {"differs", "stale"}:
        raise Refused(
            _("This figure is no longer in question: a source has changed. Look at the draft again.")
        )
    if verb in {"take", "leave"}:
        return take(desk, [wanted], back=verb == "leave")
    reason = request.POST.get("reason", "")[:REASON_AT_MOST]
    return keep_as_it_is(desk, mark, reason, request.user.get_username(), back=verb == "keep-no-longer")


@require_GET
@signed_in
def file(request: HttpRequest, code: str) -> HttpResponse:
    """The draft with the right figures that were taken."""
    name, content = given_back(laid_out(_kept(request, code), current_catalogue()))
    ending = name.rpartition(".")[2]
    response = HttpResponse(content, content_type=_TYPES.get(ending, "text/plain; charset=utf-8"))
    response.headers["Content-Disposition"] = (
        f"attachment; filename=draft.{ending}; filename*=UTF-8''{quote(name)}"
    )
    return response


@require_POST
@signed_in
def drop(request: HttpRequest, code: str) -> HttpResponse:
    """Drop a draft; the reasons given for its figures stay."""
    _kept(request, code).delete()
    return HttpResponseRedirect(address(request, "/check"))


def _open(desk: Desk) -> list[Mark]:
    """The figures that wait for a decision."""
    return [
        mark
        for mark in desk.checked.marks
        if mark.verdict in {"differs", "stale"} and mark.accepted is None and not desk.has_taken(mark)
    ]


def _surely_wrong(desk: Desk) -> list[Mark]:
    """Those that are put right by what is kept: not where one figure of the draft stands against another."""
    return [mark for mark in _open(desk) if mark.code in desk.offers and mark.found.basis not in IN_THE_DRAFT]


def _page(request: HttpRequest, desk: Desk, typed: Typed | None = None) -> Page:
    only = request.GET.get("only", "")
    if only and only not in GRAVITY:
        raise Http404(_("No verdict has this name. Choose one from the page of the draft."))
    marks = desk.checked.marks
    counts = Counter(mark.verdict for mark in marks)
    waiting = _open(desk)
    stretches = [(0, len(desk.checked.draft.text))] if only else _stretches(desk)
    number = min(page_number(request), len(stretches))
    context: dict[str, Any] = {
        "kept_draft": desk.kept,
        "checked": desk.checked,
        "remarks": remarks(desk.checked),
        "counts": [(name, counts[name]) for name in GRAVITY if counts[name]],
        "waiting": waiting,
        "to_take": len(_surely_wrong(desk)),
        "taken": len(desk.taken),
        "only": only,
        "lines": _narrowed(_lines(desk, stretches[number - 1]), only),
        "number": number,
        "parts": len(stretches),
        "rows": current_catalogue(),
        "verdicts": DRAFT_VERDICTS,
        "bases": BASES,
        "in_the_draft": IN_THE_DRAFT,
        "typed": typed,
    }
    facts = [mark_json(mark) for mark in marks]
    return Page(
        "pages/check.html",
        context,
        lambda: {"figures": facts, "remarks": remarks(desk.checked)},
        lambda: answers.Table(COLUMNS, facts),
        "check",
    )


def _stretches(desk: Desk) -> list[tuple[int, int]]:
    """The pages of a draft."""
    spans = [(mark.figure.start, mark.figure.end) for mark in desk.checked.marks]
    return [*passages(desk.checked.draft.text, [], spans)] or [(0, 0)]


def _lines(desk: Desk, stretch: tuple[int, int]) -> Iterator[Line]:
    """The lines of a stretch of the text that hold something."""
    text, marks = desk.checked.draft.text, _apart(desk.checked.marks)
    starts = [mark.figure.start for mark in marks]
    at, end = stretch
    for line in text[at:end].split("\n"):
        if line.strip():
            here = marks[bisect_left(starts, at) : bisect_left(starts, at + len(line))]
            yield _line(desk, line, at, here)
        at += len(line) + 1


def _narrowed(lines: Iterable[Line], only: str) -> Iterator[Line]:
    """The lines with a figure of one verdict, under their headings; all where none is asked for."""
    heading: Line | None = None
    for line in lines:
        if only and line.level:
            heading = line
        elif not only or any(piece.note and piece.note.mark.verdict == only for piece in line.pieces):
            if heading is not None:
                yield heading
            heading = None
            yield line


def _apart(marks: list[Mark]) -> list[Mark]:
    """The marks that do not overlap the one before: a quote is shown once, with its gravest verdict."""
    found: list[Mark] = []
    for mark in sorted(marks, key=lambda mark: (mark.figure.start, GRAVITY[mark.verdict])):
        if not found or mark.figure.start >= found[-1].figure.end:
            found.append(mark)
    return found


def _line(desk: Desk, line: str, begin: int, marks: list[Mark]) -> Line:
    level, at, end = _heading(line)
    pieces: list[Piece] = []
    for mark in marks:
        note = _note(desk, mark)
        start, stop = mark.figure.start - begin, mark.figure.end - begin
        pieces += [Piece(line[at:start], None), Piece(line[start:stop], note)]
        at = stop
    pieces.append(Piece(line[at:end], None))
    counts = Counter(mark.verdict for mark in marks if mark.verdict not in TOLD)
    told = [piece.note for piece in pieces if piece.note and piece.note.mark.verdict in TOLD]
    return Line(level, pieces, told, [(name, counts[name]) for name in GRAVITY if counts[name]])


def _heading(line: str) -> tuple[int, int, int]:
    """The level of a heading, 0 for running text, and where its words begin and end."""
    if marked := _HEADING.match(line):
        return len(marked[1]), marked.end(), len(line)
    if bold := _BOLD.fullmatch(line.rstrip()):
        return 2, bold.start(1), bold.end(1)
    return (2 if line.strip() in province_names() else 0), 0, len(line)


def _note(desk: Desk, mark: Mark) -> Note:
    edits = desk.offers.get(mark.code, ())
    expected = mark.found.expected
    return Note(
        mark,
        edits[-1].text if edits else "",
        edits[0].text if len(edits) > 1 else "",
        shown(expected.value).replace("-", "−") if expected else "",
        defining_formula(mark.figure.indicator, mark.figure.measure) if mark.found.basis == "formula" else "",
        desk.has_taken(mark),
    )
