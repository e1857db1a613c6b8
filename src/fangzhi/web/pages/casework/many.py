"""One act for many records of a list: choose, see what would become of each, do it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fangzhi.casework import bulk
from fangzhi.casework.forms import OCCURRED, act_form
from fangzhi.casework.models import Record
from fangzhi.casework.refusals import Refused
from fangzhi.web.pages.casework.doing import day_of, given_inputs
from fangzhi.web.pages.casework.eyes import at_work, number_in, register_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from fangzhi.casework.access.viewer import Viewer

MOST = 200


@require_POST
@at_work
def many(request: HttpRequest, viewer: Viewer, name: str, transition: str) -> HttpResponse:
    """The form of the act, then its preview, then what became of each record: `step` says which."""
    kind = register_of(name, viewer)
    one = kind.by_id.get(transition)
    if one is None or not one.bulk:
        raise Http404(_("This act is not done to many records at once."))
    keys = [key for key in map(number_in, request.POST.getlist("record")) if key is not None][:MOST]
    rows = list(Record.objects.filter(pk__in=keys, register=name).select_related("office").order_by("pk"))
    step = request.POST.get("step", "form")
    context: dict[str, Any] = {
        "kind": kind,
        "transition": one,
        "rows": rows,
        "step": step,
        "outcomes": [],
        "error": "",
        "form": None,
    }
    if step == "form" or not rows:
        context["form"] = act_form(kind, one, record=rows[0] if rows else None)
        return render(request, "casework/many.html", context)
    inputs = given_inputs(request, ("record", "step"))
    verb = bulk.perform_all if step == "do" else bulk.preview
    try:
        context["outcomes"] = verb(rows, transition, viewer, day_of(request), inputs)
    except Refused as error:
        context["error"] = error.sentence
    context["inputs"] = inputs | {OCCURRED: request.POST.get(OCCURRED, "")}
    return render(request, "casework/many.html", context)
