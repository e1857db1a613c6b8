"""What is shared with partners outside: the police, the procuratorate. A narrow view, with their own acts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import User
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fangzhi.casework import acts, paperwork
from fangzhi.casework.access.scope import OneRecord, scope
from fangzhi.casework.access.sharing import does, outside_offices, parts_in, parts_of, shared_records
from fangzhi.casework.access.viewer import viewer_of
from fangzhi.casework.declaration import register
from fangzhi.casework.forms import act_form
from fangzhi.casework.models import Paper, Record
from fangzhi.casework.offices import stage_on
from fangzhi.casework.papers import PaperError
from fangzhi.casework.refusals import NotAllowed, Refused
from fangzhi.web.environment import address
from fangzhi.web.pages.casework.doing import day_of, given_inputs
from fangzhi.web.pages.casework.words import field_name, value_of
from fangzhi.web.pages.errors import state
from fangzhi.web.pages.upload import signed_in

if TYPE_CHECKING:
    from django.http import HttpRequest

    from fangzhi.casework.access.viewer import Viewer
    from fangzhi.casework.declaration import Register, Transition
    from fangzhi.casework.forms import ActForm

MOST = 200


@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """What is shared with the person's office."""
    viewer, today = _partner(request), timezone.localdate()
    found = list(shared_records(viewer).select_related("office").prefetch_related("office__stages")[:MOST])
    parts = parts_in(viewer, found)
    rows = [
        {
            "record": one,
            "kind": register(one.register),
            "office": stage_on(one.office, today).name_zh,
            "acts": [act.name for act in _acts(register(one.register), one, parts[one.pk])],
        }
        for one in found
    ]
    return render(request, "casework/shared.html", {"rows": rows})


def _acts(kind: Register, record: Record, parts: frozenset[str]) -> list[Transition]:
    """What the partner can do now."""
    return [one for one in kind.by_id.values() if does(parts, one) and one.allowed_in(record.state)]


def _partner(request: HttpRequest) -> Viewer:
    assert isinstance(request.user, User)
    viewer = viewer_of(request.user)
    if not outside_offices(viewer):
        raise Http404(_("Nothing is shared with your account."))
    return viewer


def _record(viewer: Viewer, number: int) -> Record:
    found: Record | None = shared_records(viewer).select_related("office").filter(pk=number).first()
    if found is None or not parts_of(viewer, found):
        raise Http404(_("There is no such record among those that are shared with you."))
    return found


@require_http_methods(["GET", "POST"])
@signed_in
def record(request: HttpRequest, number: int) -> HttpResponse:
    """One shared record, and the acts that a partner does."""
    viewer = _partner(request)
    found = _record(viewer, number)
    if request.method == "POST":
        return _done(request, viewer, found)
    return _page(request, viewer, found)


def _page(request: HttpRequest, viewer: Viewer, found: Record, error: Refused | None = None) -> HttpResponse:
    kind = register(found.register)
    detail = kind.model._base_manager.get(pk=found.pk)
    with scope(OneRecord(found.pk)):
        papers = list(
            Paper.objects.filter(record=found.pk, secret=False, template__in=kind.papers_for_partners)
        )
    theirs = [
        (one, _form(request, kind, one, found, detail, error))
        for one in _acts(kind, found, parts_of(viewer, found))
    ]
    told = [
        (field_name(kind, name), value_of(kind, name, getattr(detail, name))) for name in kind.for_partners
    ]
    context = {
        "record": found,
        "kind": kind,
        "told": [pair for pair in told if pair[1]],
        "papers": papers,
        "theirs": theirs,
        "office": stage_on(found.office, timezone.localdate()).name_zh,
        "error": error,
        "tried": request.POST.get("act", "") if error else request.GET.get("act", ""),
        "title_of": paperwork.title_of,
    }
    return render(request, "casework/shared_record.html", context, status=400 if error else 200)


def _form(
    request: HttpRequest, kind: Register, one: Transition, found: Record, detail: Any, error: Refused | None
) -> ActForm:
    """The form of an act, as it was sent when this one failed; its fields have ids of their own."""
    tried = error is not None and request.POST.get("act") == one.id
    form = act_form(kind, one, request.POST.dict() if tried else None, record=found, detail=detail)
    form.auto_id = f"{one.id}-%s"
    if tried and error is not None:
        form.errors.clear()
        for name, sentence in error.fields.items():
            form.add_error(name if name in form.fields else None, sentence)
    return form


def _done(request: HttpRequest, viewer: Viewer, found: Record) -> HttpResponse:
    try:
        inputs = given_inputs(request, ("act",))
        acts.perform(found, request.POST.get("act", ""), viewer, day_of(request), **inputs)
    except NotAllowed as error:
        return state(request, 403, _("Not allowed"), error.sentence)
    except Refused as error:
        return _page(request, viewer, found, error)
    return HttpResponseRedirect(address(request, f"/shared/{found.pk}", done="1"))


@signed_in
def paper(request: HttpRequest, number: int, key: int) -> HttpResponse:
    """A document of a shared record as PDF."""
    viewer = _partner(request)
    found = _record(viewer, number)
    allowed = register(found.register).papers_for_partners
    with scope(OneRecord(found.pk)):
        one = Paper.objects.filter(record=found.pk, pk=key, secret=False, template__in=allowed).first()
    if one is None:
        raise Http404(_("This record has no such document among those that you may see."))
    try:
        return HttpResponse(paperwork.print_out(one), content_type="application/pdf")
    except PaperError as error:
        sentence = error.sentence(chinese=translation.get_language() != "en")
        return state(request, 500, _("The document cannot be made"), sentence)
