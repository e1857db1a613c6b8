"""Doing an act: its form, made from the declaration; performing it, submitting it, undoing it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from fangzhi.casework import acts, approvals, consent, deadlines, paperwork
from fangzhi.casework.access.scope import OneRecord, scope
from fangzhi.casework.attachments import attach, shred
from fangzhi.casework.common import EXTEND, SERVE
from fangzhi.casework.declaration import Situation
from fangzhi.casework.declaration import register as register_by_id
from fangzhi.casework.forms import OCCURRED, act_form
from fangzhi.casework.history import past_of
from fangzhi.casework.models import Event, Office
from fangzhi.casework.refusals import Conflict, NotAllowed, Refused
from fangzhi.casework.worklists import rule_name
from fangzhi.web.environment import address
from fangzhi.web.pages.casework.eyes import at_work, number_in, record_of, register_of
from fangzhi.web.pages.errors import state

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from fangzhi.casework.access.viewer import Viewer
    from fangzhi.casework.declaration import Transition
    from fangzhi.casework.forms import ActForm
    from fangzhi.casework.history import Past
    from fangzhi.casework.models import Record

NOT_INPUTS = frozenset({"csrfmiddlewaretoken", "version", "office", OCCURRED, "how", "knowing"})


@require_http_methods(["GET", "POST"])
@at_work
def opening(request: HttpRequest, viewer: Viewer, name: str) -> HttpResponse:
    """The form that opens a record of a register."""
    kind = register_of(name, viewer)
    able = sorted({one.office for one in viewer.held if one.role in kind.opening.who and one.covers(name)})
    if not able:
        raise PermissionDenied
    offices = list(Office.objects.filter(pk__in=able, closed__isnull=True).prefetch_related("stages"))
    if not offices:
        raise PermissionDenied
    chosen = next((one for one in offices if str(one.pk) == request.POST.get("office")), offices[0])
    given = _given(request)
    form = act_form(kind, kind.opening, given if request.method == "POST" else None)
    context = {"kind": kind, "transition": kind.opening, "offices": offices, "record": None, "office": chosen}
    if request.method == "GET":
        return _page(request, form, context)
    try:
        day, inputs = _day(given), _inputs(given)
        if "knowing" not in request.POST:
            record = acts.new_record(kind, chosen, day)
            warned = acts.foresee(record, kind.opening.id, viewer, day, **inputs)
            if warned:
                return _page(request, form, context | {"warned": warned})
        event = acts.open_record(kind, chosen, viewer, day, **inputs)
    except Refused as error:
        return _page(request, form, context, error)
    return HttpResponseRedirect(address(request, f"/records/{event.record_id}", done=kind.opening.id))


@require_http_methods(["GET", "POST"])
@at_work
def act(request: HttpRequest, viewer: Viewer, number: int, transition: str) -> HttpResponse:
    """The form of one act of a record; POST performs it, or submits it when others must approve."""
    record = record_of(number, viewer)
    kind = register_by_id(record.register)
    one = kind.by_id.get(transition)
    if one is None or one.opening:
        raise Http404(_("There is no such act in this register."))
    given = _given(request)
    with scope(OneRecord(record.pk)):
        detail = kind.model._base_manager.get(pk=record.pk)
        form = act_form(kind, one, given if request.method == "POST" else None, record=record, detail=detail)
        _offer(form, record, one)
        context = {"kind": kind, "transition": one, "record": record, "needs": _needs(one, record, viewer)}
        if request.method == "GET":
            past = past_of(Event.objects.filter(record=record.pk).order_by("seq"))
            context["to_know"] = _to_know(one, Situation(record, detail, past, {}, timezone.localdate()))
            return _page(request, form, context, _not_now(record, viewer, one, detail, past))
    return _received(request, viewer, record, one, given, form, context)


def _received(
    request: HttpRequest,
    viewer: Viewer,
    record: Record,
    one: Transition,
    given: dict[str, Any],
    form: ActForm,
    context: dict[str, Any],
) -> HttpResponse:
    expected = number_in(request.POST.get("version", ""))
    verb = approvals.propose if request.POST.get("how") == "propose" else acts.perform
    try:
        verb(record, one.id, viewer, _day(given), expected=expected, **_inputs(given))
    except NotAllowed as error:
        return state(request, 403, _("Not allowed"), error.sentence)
    except Refused as error:
        record.refresh_from_db()
        return _page(request, form, context, error)
    done = "proposed" if verb is approvals.propose else one.id
    return HttpResponseRedirect(address(request, f"/records/{record.pk}", done=done))


def _given(request: HttpRequest) -> dict[str, Any]:
    """What the form sent; a ticked box is sent as on, an empty one not at all."""
    return {name: value for name, value in request.POST.items() if name not in NOT_INPUTS - {OCCURRED}}


def _day(given: dict[str, Any]) -> date:
    """The day of the act. Raises `Refused` for what is none."""
    try:
        return date.fromisoformat(str(given.get(OCCURRED, "")))
    except ValueError:
        words = _("Give the day of the act as 2026-03-02.")
        raise Refused(words, {OCCURRED: words}) from None


def day_of(request: HttpRequest) -> date:
    """The day of the act that a form sent. Raises `Refused` for what is none."""
    return _day(_given(request))


def given_inputs(request: HttpRequest, without: tuple[str, ...] = ()) -> dict[str, Any]:
    """What a form sent for the act, without its day and what the page itself sent."""
    return {name: value for name, value in _inputs(_given(request)).items() if name not in without}


def _inputs(given: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if name != OCCURRED}


def _offer(form: ActForm, record: Record, one: Transition) -> None:
    """Let the person choose from what the record has, where the kernel's own acts ask for a key."""
    from django import forms

    if one.id == SERVE:
        papers = [
            (paper.pk, f"{paper.number} {paperwork.title_of(paper)}") for paper in paperwork.to_serve(record)
        ]
        form.fields["paper"] = forms.TypedChoiceField(
            label=pgettext("case", "Document"), choices=papers, coerce=int
        )
    if one.id == EXTEND:
        past = past_of(Event.objects.filter(record=record.pk).order_by("seq"))
        running = [clock for clock in deadlines.clocks_of(past, record) if clock.running]
        choices = [
            (clock.rule, rule_name(clock.rule)) for clock in running if deadlines.extensions_left(clock)
        ]
        form.fields["rule"] = forms.ChoiceField(label=_("Time limit"), choices=choices)


def _needs(one: Transition, record: Record, viewer: Viewer) -> str:
    """Who must approve before the act takes effect, as far as it is known before the form is filled in."""
    steps = () if callable(one.approval) else one.approval
    held = viewer.roles(record.register, record.office_id).keys()
    left = list(steps)
    while left and (left[0] in held or (left[0] == "head" and "director" in held)):
        left.pop(0)
    if callable(one.approval):
        left = [] if {"head", "director"} & held else ["head"]
    return consent.approver_names(tuple(left)) if left else ""


def _to_know(one: Transition, situation: Situation) -> list[str]:
    """What can be said before the form is filled in; a warning that looks at inputs says nothing yet."""
    try:
        return [str(words) for words in one.warn(situation)] if one.warn else []
    except KeyError:
        return []


def _not_now(record: Record, viewer: Viewer, one: Transition, detail: Any, past: Past) -> Refused | None:
    """Why the act cannot be done now, for the page that shows its form."""
    allowed = {found.id: reason for found, reason in acts.allowed(record, viewer, past, detail)}
    if one.id in allowed:
        reason = allowed[one.id]
        return Refused(str(reason.reason), when=reason.when) if reason else None
    try:
        consent.who_acts(viewer, register_by_id(record.register), one, record)
    except NotAllowed as error:
        return error
    names = register_by_id(record.register).state_names
    return Refused(_("This is not done in the state “%s”.") % names.get(record.state, record.state))


def _page(
    request: HttpRequest, form: ActForm, context: dict[str, Any], error: Refused | None = None
) -> HttpResponse:
    if error is not None and form.is_bound:
        form.errors.clear()
        for name, sentence in error.fields.items():
            form.add_error(name if name in form.fields else None, sentence)
    given = {
        "form": form,
        "error": error,
        "needs": "",
        "offices": [],
        "warned": [],
        "to_know": [],
        "conflict": isinstance(error, Conflict),
        **context,
    }
    status = 200 if error is None or request.method == "GET" else 409 if given["conflict"] else 400
    return render(request, "casework/act.html", given, status=status)


@require_POST
@at_work
def undo(request: HttpRequest, viewer: Viewer, number: int) -> HttpResponse:
    """Take back the last act, with a reason."""
    record = record_of(number, viewer)
    expected = number_in(request.POST.get("version", ""))
    return _small(
        request,
        record,
        lambda: acts.undo(record, viewer, request.POST.get("reason", ""), expected=expected),
        "undo",
    )


@require_POST
@at_work
def correct(request: HttpRequest, viewer: Viewer, number: int, event: int) -> HttpResponse:
    """Correct the day of an earlier act, with a reason."""
    record = record_of(number, viewer)
    given = {OCCURRED: request.POST.get("day", "")}
    reason = request.POST.get("reason", "")
    return _small(
        request, record, lambda: acts.correct_day(record, event, _day(given), viewer, reason), "correct"
    )


@require_POST
@at_work
def add_file(request: HttpRequest, viewer: Viewer, number: int) -> HttpResponse:
    """Add a file to a record."""
    record = record_of(number, viewer)
    upload = request.FILES.get("file")
    if upload is None:
        return _refused(request, record, Refused(_("Choose a file.")))
    secret = bool(request.POST.get("secret"))
    return _small(request, record, lambda: attach(record, viewer, upload, secret=secret), "attach")


@require_POST
@at_work
def destroy(request: HttpRequest, viewer: Viewer, number: int) -> HttpResponse:
    """Destroy the personal data of a closed record."""
    record = record_of(number, viewer)
    names = register_by_id(record.register).personal
    return _small(
        request, record, lambda: shred(record, viewer, names, request.POST.get("reason", "")), "shred"
    )


def _small(request: HttpRequest, record: Record, verb: Any, done: str) -> HttpResponse:
    try:
        verb()
    except NotAllowed as error:
        return state(request, 403, _("Not allowed"), error.sentence)
    except Refused as error:
        return _refused(request, record, error)
    return HttpResponseRedirect(address(request, f"/records/{record.pk}", done=done))


def _refused(request: HttpRequest, record: Record, error: Refused) -> HttpResponse:
    context = {"record": record, "sentence": error.sentence}
    status = 409 if isinstance(error, Conflict) else 400
    return render(request, "casework/refused.html", context, status=status)
