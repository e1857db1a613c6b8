"""One record: read it, act on it, undo, correct, add files, fetch papers."""

from typing import Any, Literal
from urllib.parse import quote

from django.http import FileResponse, Http404, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from ninja import File, Form, Query, Router, Status
from ninja.files import UploadedFile

from fangzhi.api import shapes
from fangzhi.api.inputs import taken
from fangzhi.api.people import Asking, act_of, at_work, record_of
from fangzhi.api.problems import HIGHEST_KEY
from fangzhi.api.reading import moment, only
from fangzhi.api.statuses import READS, WRITES
from fangzhi.api.story import attachment_told, story_of
from fangzhi.api.telling import after_act, proposals_of
from fangzhi.casework import acts, approvals, attachments, consent, files, paperwork
from fangzhi.casework.common import NOTE
from fangzhi.casework.declaration import register
from fangzhi.casework.models import Attachment, Event, Paper, Record
from fangzhi.casework.papers import PaperError
from fangzhi.casework.refusals import Refused

router = Router(tags=["records"], by_alias=True)
router.add_decorator(at_work)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF, BYTES = "application/pdf", "application/octet-stream"


def _binary(*kinds: str) -> dict[str, Any]:
    """The part of the document that says that an answer is a file."""
    content = {kind: {"schema": {"type": "string", "format": "binary"}} for kind in kinds}
    return {"responses": {200: {"description": "OK", "content": content}}}


@router.get("/records/{int:number}", response={200: shapes.RecordTold, **READS})
def read_record(request: Asking, number: shapes.Place, at: Query[shapes.AsOf]) -> dict[str, Any]:
    """A record with its fields, events, time limits, papers, files, and the acts that the person may do."""
    only(request, shapes.AsOf)
    return story_of(record_of(number, request.viewer), request.viewer, moment(at.as_of))


@router.post("/records/{int:number}/acts/{act}", response={200: shapes.Done, **WRITES})
def act(request: Asking, number: shapes.Place, act: str, given: shapes.ToDo) -> dict[str, Any]:
    """Do one act."""
    record = record_of(number, request.viewer)
    inputs = _inputs(request, record, act, given)
    event = acts.perform(record, act, request.viewer, given.occurred_on, expected=given.version, **inputs)
    return _done(event, number)


@router.post("/records/{int:number}/proposals", response={201: shapes.ProposalTold, **WRITES})
def propose(request: Asking, number: shapes.Place, given: shapes.ToPropose) -> Status[dict[str, Any]]:
    """Submit an act for approval."""
    record = record_of(number, request.viewer)
    inputs = _inputs(request, record, given.act, given)
    made = approvals.propose(
        record, given.act, request.viewer, given.occurred_on, expected=given.version, **inputs
    )
    made.record, made.proposed_by = record, request.auth
    return Status(201, proposals_of([made], request.viewer)[0])


def _inputs(request: Asking, record: Record, act: str, given: shapes.ToDo) -> dict[str, Any]:
    """The inputs of an act that the record's register has and the person may do."""
    kind = register(record.register)
    one = act_of(kind, act)
    consent.who_acts(request.viewer, kind, one, record)
    return taken(kind, one, record, given.inputs)


def _done(event: Event, number: int) -> dict[str, Any]:
    return {"event": event.pk, "record": after_act(number)}


@router.post("/records/{int:number}/undo", response={200: shapes.Done, **WRITES})
def undo(request: Asking, number: shapes.Place, given: shapes.ToUndo) -> dict[str, Any]:
    """Take back the last act by an act of its own."""
    record = record_of(number, request.viewer)
    return _done(acts.undo(record, request.viewer, given.reason, expected=given.version), number)


@router.post("/records/{int:number}/corrections", response={200: shapes.Done, **WRITES})
def correct(request: Asking, number: shapes.Place, given: shapes.ToCorrect) -> dict[str, Any]:
    """Correct the day of an earlier act; every time limit is counted again."""
    record = record_of(number, request.viewer)
    return _done(acts.correct_day(record, given.event, given.day, request.viewer, given.reason), number)


@router.post("/records/{int:number}/attachments", response={201: shapes.File, **WRITES})
def attach(
    request: Asking,
    number: shapes.Place,
    file: File[UploadedFile],
    secret: Form[bool] = False,
) -> Status[dict[str, Any]]:
    """Add a file, as multipart/form-data; `secret` puts it into the secret part (副卷)."""
    record = record_of(number, request.viewer)
    kind = register(record.register)
    consent.who_acts(request.viewer, kind, kind.by_id[NOTE], record)
    made = attachments.attach(record, request.viewer, file, secret=secret)
    made.by = request.auth
    return Status(201, attachment_told(made))


@router.get("/records/{int:number}/attachments/{int:key}", response=READS, openapi_extra=_binary(BYTES))
def attachment(request: Asking, number: shapes.Place, key: shapes.Place) -> FileResponse:
    """A file of a record."""
    record = record_of(number, request.viewer)
    rows = Attachment.objects.filter(record=record.pk, pk=min(key, HIGHEST_KEY))
    found: Attachment | None = rows.first()
    if found is None or (found.secret and not request.viewer.opens_secret(record)):
        raise Http404(_("This record has no such file among those that you may see."))
    place = files.path_of(found.digest)
    if not place.is_file():
        raise Http404(_("The file is missing in the state folder: restore it."))
    response = FileResponse(place.open("rb"), content_type=BYTES)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.name)}"
    return response


@router.get(
    "/records/{int:number}/papers/{int:key}.{ending}", response=READS, openapi_extra=_binary(WORD, PDF)
)
def paper(
    request: Asking, number: shapes.Place, key: shapes.Place, ending: Literal["docx", "pdf"]
) -> HttpResponse:
    """An official document of a record, as Word or PDF."""
    record = record_of(number, request.viewer)
    found: Paper | None = Paper.objects.filter(record=record.pk, pk=min(key, HIGHEST_KEY)).first()
    if found is None or (found.secret and not request.viewer.opens_secret(record)):
        raise Http404(_("This record has no such document among those that you may see."))
    try:
        content = paperwork.document(found) if ending == "docx" else paperwork.print_out(found)
    except PaperError as error:
        raise Refused(error.sentence(chinese=translation.get_language() != "en")) from error
    except OSError as error:
        raise Http404(_("Its template is missing in the state folder: restore it.")) from error
    response = HttpResponse(content, content_type=WORD if ending == "docx" else PDF)
    name = f"{found.number or found.pk} {paperwork.title_of(found)}.{ending}"
    response.headers["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(name)}"
    return response
