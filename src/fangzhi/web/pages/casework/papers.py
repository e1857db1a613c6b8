"""Papers, files and the whole file of a record, as they leave the house."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from fangzhi.casework import files, paperwork, sheets
from fangzhi.casework.access.scope import OneRecord, scope
from fangzhi.casework.binding import bind
from fangzhi.casework.models import Attachment, Paper
from fangzhi.casework.papers import PaperError
from fangzhi.web.pages.casework.eyes import at_work, record_of
from fangzhi.web.pages.errors import state

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

    from fangzhi.casework.access.viewer import Viewer

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@at_work
def paper(request: HttpRequest, viewer: Viewer, number: int, key: int, ending: str) -> HttpResponse:
    """One official document as Word or PDF."""
    record = record_of(number, viewer)
    found: Paper | None = Paper.objects.filter(record=record.pk, pk=key).first()
    if found is None or (found.secret and not viewer.opens_secret(record)):
        raise Http404(_("This record has no such document among those that you may see."))
    try:
        content = paperwork.document(found) if ending == "docx" else paperwork.print_out(found)
    except PaperError as error:
        sentence = error.sentence(chinese=translation.get_language() != "en")
        return state(request, 500, _("The document cannot be made"), sentence)
    except OSError:
        return state(
            request,
            500,
            _("The document cannot be made"),
            _("Its template is missing in the state folder: restore it."),
        )
    name = f"{found.number or found.pk} {paperwork.title_of(found)}.{ending}"
    return _download(content, name, WORD if ending == "docx" else "application/pdf")


def _download(content: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(name)}"
    return response


@at_work
def attachment(request: HttpRequest, viewer: Viewer, number: int, key: int) -> HttpResponseBase:
    """A file of a record, always as a download, never run by the browser."""
    record = record_of(number, viewer)
    found: Attachment | None = Attachment.objects.filter(record=record.pk, pk=key).first()
    if found is None or (found.secret and not viewer.opens_secret(record)):
        raise Http404(_("This record has no such file among those that you may see."))
    place = files.path_of(found.digest)
    if not place.is_file():
        raise Http404(_("The file is missing in the state folder: restore it."))
    response = FileResponse(place.open("rb"), content_type="application/octet-stream")
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.name)}"
    return response


@at_work
def whole(request: HttpRequest, viewer: Viewer, number: int) -> HttpResponseBase:
    """The whole file as one PDF; `?for=party` leaves out the secret part."""
    record = record_of(number, viewer)
    for_party = request.GET.get("for") == "party"
    if not for_party and not viewer.opens_secret(record):
        raise PermissionDenied
    handle = tempfile.NamedTemporaryFile(suffix=".pdf")  # noqa: SIM115 - the response closes it
    with scope(OneRecord(record.pk)):
        try:
            bind(record, viewer, Path(handle.name), secret=not for_party)
        except PaperError as error:
            handle.close()
            sentence = error.sentence(chinese=translation.get_language() != "en")
            return state(request, 500, _("The file cannot be bound"), sentence)
    response = FileResponse(handle, content_type="application/pdf")
    response.headers["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(str(record))}.pdf"
    return response


@at_work
def sheet(request: HttpRequest, viewer: Viewer, number: int) -> HttpResponse:
    """The case sheet (案件基本情况表) on paper: parties, state, time limits, what happened."""
    record = record_of(number, viewer)
    with scope(OneRecord(record.pk)):
        return _form(request, lambda: sheets.case_sheet(record, viewer), f"{record}.pdf")


@at_work
def receipt(request: HttpRequest, viewer: Viewer, number: int, key: int) -> HttpResponse:
    """The form of proof of service (送达回证) for one document, to be signed."""
    record = record_of(number, viewer)
    found: Paper | None = Paper.objects.filter(record=record.pk, pk=key, secret=False).first()
    if found is None:
        raise Http404(_("This record has no such document among those that you may see."))
    with scope(OneRecord(record.pk)):
        return _form(request, lambda: sheets.receipt(record, found, viewer), f"{found.number}.pdf")


def _form(request: HttpRequest, made: Callable[[], bytes], name: str) -> HttpResponse:
    try:
        return _download(made(), name, "application/pdf")
    except PaperError as error:
        sentence = error.sentence(chinese=translation.get_language() != "en")
        return state(request, 500, _("The document cannot be made"), sentence)
