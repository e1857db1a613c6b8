"""The explanation of a due date of a record (期限说明) as Word or PDF, for a person who sees the record."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from fangzhi.casework.access.scope import scope
from fangzhi.casework.explaining import explanation_paper
from fangzhi.casework.models import Deadline, Record
from fangzhi.casework.papers import PaperError, render, template, to_pdf
from fangzhi.casework.refusals import Refused
from fangzhi.web.environment import address
from fangzhi.web.language import chinese
from fangzhi.web.pages.errors import state
from fangzhi.web.pages.time import guard

if TYPE_CHECKING:
    from django.http import HttpRequest

TEMPLATE = "common-deadline"
KINDS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def explanation(request: HttpRequest, number: str, key: str, ending: str) -> HttpResponse:
    """The paper of one clock of a record. What the person does not see is not found."""
    eyes = guard.viewer(request)
    if eyes is None:
        return HttpResponseRedirect(address(request, "/sign-in", next=request.get_full_path()))
    with scope(eyes):
        deadline = _deadline(int(number), int(key))
        try:
            content = render(template(TEMPLATE), explanation_paper(deadline))
            if ending == "pdf":
                content = to_pdf(content, title=template(TEMPLATE).name_zh)
        except Refused as error:
            return state(request, 409, _("There is nothing to explain yet"), error.sentence)
        except PaperError as error:
            sentence = error.sentence(chinese=chinese())
            return state(request, 500, _("The document cannot be made"), sentence)
    response = HttpResponse(content, content_type=KINDS[ending])
    name = f"{deadline.record} {template(TEMPLATE).name_zh} {deadline.rule}.{ending}"
    response.headers["Content-Disposition"] = f"inline; filename*=UTF-8''{quote(name)}"
    return response


def _deadline(number: int, key: int) -> Deadline:
    """A clock of a record that the person sees."""
    record = Record.objects.filter(pk=number).select_related("office", "officer").first()
    found: Deadline | None = Deadline.objects.filter(record=number, pk=key).first() if record else None
    if record is None or found is None:
        raise Http404(_("There is no such time limit among the records that you may see."))
    found.record = record
    return found
