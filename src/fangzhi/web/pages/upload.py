"""Upload (上传): a document is read and shown before a person decides to keep it or to drop it."""

from __future__ import annotations

from datetime import timedelta
from functools import wraps
from pathlib import PurePath
from secrets import token_hex
from typing import TYPE_CHECKING, Any, Concatenate, NamedTuple, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fangzhi import gazetteer
from fangzhi.dates import is_issue_date
from fangzhi.indicators.figures import Happening, Shown
from fangzhi.indicators.loads.documents import (
    Context,
    Loading,
    corrections_of,
    event_row,
    figure_rows,
    load_text,
    older_versions,
    refused_figures,
)
from fangzhi.indicators.loads.passages import passages
from fangzhi.indicators.models import Document, Source, Upload
from fangzhi.reader import read
from fangzhi.reader.documents import MAX_BYTES, UnreadableDocument, open_document
from fangzhi.web.environment import address
from fangzhi.web.highlight import lines
from fangzhi.web.language import chinese
from fangzhi.web.pages.documents import KEPT
from fangzhi.web.reference import COUNTRY, current_catalogue, mapped_regions

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from fangzhi.reader import Reading

LONGEST_TEXT = 2_000_000
"""Characters a page reads while a person waits; longer texts are loaded by the command."""
UNDECIDED = timedelta(days=1)
_P = ParamSpec("_P")


def signed_in(
    view: Callable[Concatenate[HttpRequest, _P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, _P], HttpResponse]:
    """Only for the local account: a page leads to the sign-in and back, an act is refused."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: _P.args, **kwargs: _P.kwargs) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if request.method == "GET":
            return HttpResponseRedirect(address(request, "/sign-in", next=request.get_full_path()))
        raise PermissionDenied

    return guarded


class Refused(Exception):  # noqa: N818 - an upload is refused, not in error
    """Why a form or a file was not taken, in the language of the page."""


@require_http_methods(["GET", "POST"])
@signed_in
def upload(request: HttpRequest) -> HttpResponse:
    """The form; a file that can be read leads to its preview."""
    if request.method == "GET":
        return _form(request)
    try:
        kept = _received(request)
    except Refused as refused:
        return _form(request, str(refused), 400)
    return HttpResponseRedirect(address(request, f"/upload/{kept.code}"))


def _form(request: HttpRequest, problem: str = "", status: int = 200) -> HttpResponse:
    typed = {key: request.POST.get(key, "") for key in Context._fields}
    context = {
        "problem": problem,
        "typed": typed,
        "regions": [COUNTRY, *(one.code for one in mapped_regions())],
    }
    return render(request, "pages/upload.html", context, status=status)


def _received(request: HttpRequest) -> Upload:
    context = _context(request)
    file = request.FILES.get("file")
    if file is None:
        raise Refused(_("Choose a file first."))
    name = PurePath(file.name or "document").name
    try:
        if (file.size or 0) > MAX_BYTES:
            raise UnreadableDocument(name, "too_large")
        text = open_document(name, file.read())
    except UnreadableDocument as unreadable:
        raise Refused(unreadable.message_zh if chinese() else unreadable.message_en) from None
    if len(text) > LONGEST_TEXT:
        raise Refused(
            _("%s has more than two million characters. Load it with the command `fangzhi load documents`.")
            % name
        )
    Upload.objects.filter(made_at__lt=timezone.now() - UNDECIDED).delete()
    return Upload.objects.create(
        code=token_hex(16),
        name=name,
        text=text,
        context=context._asdict(),
        made_by=request.user.get_username(),
        made_at=timezone.now(),
    )


def _context(request: HttpRequest) -> Context:
    region, place, year, issued = (request.POST.get(key, "").strip() for key in Context._fields)
    try:
        gazetteer.region(region or COUNTRY)
    except gazetteer.UnknownRegion:
        raise Refused(_("Choose a region of the list.")) from None
    if year and not (year.isascii() and year.isdigit() and 1900 <= int(year) <= 2100):
        raise Refused(_("Write the year as four digits, for example 2013."))
    if issued and not is_issue_date(issued):
        raise Refused(_("Write the date of issue as 2014, 2014-03 or 2014-03-15."))
    return Context(region or None, place[:100] or None, int(year) if year else None, issued or None)


def _upload(request: HttpRequest, code: str) -> Upload:
    found = Upload.objects.filter(code=code, made_by=request.user.get_username()).first()
    if found is None:
        raise Http404(
            _("This upload is gone: it was kept, dropped, or left for a day. Upload the file again.")
        )
    return found


class Preview(NamedTuple):
    """What keeping the upload would do."""

    known: Document | None
    older: list[Source]
    refused: int
    corrections: int
    """Corrections that stay with the older versions."""


@signed_in
def preview(request: HttpRequest, code: str) -> HttpResponse:
    """What was read, before it is kept."""
    waiting = _upload(request, code)
    rows = current_catalogue()
    context = Context(**waiting.context)
    reading = read(waiting.text, indicators=rows, **context._asdict())
    found, events = _shown(reading, waiting.name)
    spans = [(figure.start, figure.end) for figure in reading.observations]
    cuts = passages(reading.text, [section.start for section in reading.sections], spans)
    start, end = cuts[0] if cuts else (0, 0)
    on_page = [figure for figure in found if figure.start < end]
    counts: dict[str, int] = {}
    for figure in found:
        counts[figure.indicator] = counts.get(figure.indicator, 0) + 1
    page: dict[str, Any] = {
        "upload": waiting,
        "context": context,
        "reading": reading,
        "found": on_page,
        "events": events,
        "counts": sorted(counts.items(), key=lambda item: -item[1]),
        "parts": len(cuts),
        "lines": lines(reading.text[start:end], start, on_page, events),
        "rows": rows,
        "would": _foresee(waiting.name, reading, context),
    }
    return render(request, "pages/preview.html", page)


def _shown(reading: Reading, name: str) -> tuple[list[Shown], list[Happening]]:
    """The reading in the form in which pages show what is kept."""
    source: dict[str, Any] = {"source_code": reading.digest[:16], "source_title": "", "source_name": name}
    found = []
    for row in figure_rows(0, reading):
        fields = row._asdict()
        del fields["source_id"]
        found.append(Shown(**fields, **source, source_digest=reading.digest))
    events = []
    for event in reading.events:
        fields = event_row(0, reading.digest, event)._asdict()
        del fields["source_id"], fields["current"]
        events.append(Happening(**fields, **source))
    return found, events


def _foresee(name: str, reading: Reading, context: Context) -> Preview:
    known = Document.objects.select_related("source").filter(source__digest=reading.digest).first()
    older = older_versions(name, reading, context)
    refused = len(refused_figures(reading, current_catalogue()))
    return Preview(known, older, refused, corrections_of(older))


@require_POST
@signed_in
def keep_upload(request: HttpRequest, code: str) -> HttpResponse:
    """Keep it: the same verb as the command `load documents`."""
    waiting = _upload(request, code)
    how = Loading(
        by=request.user.get_username(),
        context=Context(**waiting.context),
        catalogue=current_catalogue(),
        keep_good=True,
    )
    outcome = load_text(waiting.name, waiting.text, how)
    waiting.delete()
    said = outcome.summary()
    request.session[KEPT] = {key: said[key] for key in ("document", "accepted", "unchanged")}
    return HttpResponseRedirect(address(request, f"/documents/{outcome.document}"))


@require_POST
@signed_in
def drop_upload(request: HttpRequest, code: str) -> HttpResponse:
    """Drop it: nothing of it stays."""
    _upload(request, code).delete()
    return HttpResponseRedirect(address(request, "/upload"))
