"""Offices and roles: the dated tree of offices, who holds which role in them, and who stands in for whom.

The system administrator founds and changes offices, the security administrator gives and ends roles, a head
or director names deputies in the own office. Each change is a verb that writes the ledger.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fangzhi.accounts.models import administration
from fangzhi.accounts.people import SECURITY, SYSTEM
from fangzhi.casework import offices
from fangzhi.casework.access import grants
from fangzhi.casework.access.roles import LEVELS, ROLES
from fangzhi.casework.access.viewer import viewer_of
from fangzhi.casework.declaration import registers
from fangzhi.casework.models import Deputy, Grant, Office, OfficeStage
from fangzhi.casework.refusals import Refused
from fangzhi.casework.widgets import date_input
from fangzhi.web.environment import address
from fangzhi.web.pages.accounts.guard import only, person
from fangzhi.web.pages.upload import signed_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

RANKS = [
    ("country", gettext_lazy("country")),
    ("province", gettext_lazy("province")),
    ("prefecture", gettext_lazy("prefecture")),
    ("county", gettext_lazy("county")),
]
BODIES = [
    ("patent_office", gettext_lazy("patent office")),
    ("market_bureau", gettext_lazy("market bureau")),
]


def _reason() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Reason"), help_text=gettext_lazy("Kept in the ledger."), max_length=300
    )


class StageForm(forms.Form):
    """What an office is called and where it stands, from a day on."""

    name_zh = forms.CharField(label=gettext_lazy("Chinese name"), max_length=120)
    name_en = forms.CharField(label=gettext_lazy("English name"), max_length=160, required=False)
    level = forms.ChoiceField(label=pgettext_lazy("office", "Rank"), choices=RANKS)
    body = forms.ChoiceField(
        label=gettext_lazy("Kind of body"),
        choices=BODIES,
        help_text=gettext_lazy("Decides which time limits its cases follow."),
    )
    parent = forms.ModelChoiceField(
        Office.objects.filter(closed__isnull=True), label=gettext_lazy("Office above"), required=False
    )
    address = forms.CharField(label=gettext_lazy("Address"), max_length=200, required=False)
    phone = forms.CharField(label=gettext_lazy("Telephone"), max_length=60, required=False)
    first = forms.DateField(label=gettext_lazy("Valid from"), initial=timezone.localdate, widget=date_input())

    def stage(self) -> offices.Stage:
        """The filled form as a stage."""
        names = offices.Stage._fields
        return offices.Stage(**{name: self.cleaned_data[name] for name in names})


class FoundingForm(StageForm):
    """A new office."""

    code = forms.RegexField(
        r"^[0-9A-Za-z-]{2,20}$",
        label=pgettext_lazy("office", "Code"),
        help_text=gettext_lazy("Six digits of the place; a second office of a place adds -2."),
    )
    region = forms.RegexField(r"^\d{6}$", label=gettext_lazy("Code of the place"))
    short = forms.CharField(
        label=gettext_lazy("Short name"),
        max_length=12,
        help_text=gettext_lazy("Document numbers begin with it."),
    )
    outside = forms.BooleanField(
        label=gettext_lazy("An office outside, such as the police"),
        help_text=gettext_lazy("It keeps no records; its people see only what is shared with it."),
        required=False,
    )
    field_order = ("code", "region", "short", "outside")


class ChangeForm(StageForm):
    """A change of an office."""

    reason = _reason()


class GrantForm(forms.Form):
    """A role of a person in an office."""

    user = forms.ModelChoiceField(
        User.objects.filter(is_active=True).order_by("username"), label=gettext_lazy("Person")
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Role"), choices=[(key, role.name) for key, role in ROLES.items()]
    )
    registers = forms.MultipleChoiceField(
        label=gettext_lazy("Registers"),
        required=False,
        help_text=gettext_lazy("None chosen means all of them."),
    )
    level = forms.TypedChoiceField(
        label=gettext_lazy("Highest confidentiality"), choices=list(LEVELS.items()), coerce=int, initial=1
    )
    below = forms.BooleanField(label=gettext_lazy("Also opens the offices below"), required=False)
    day = forms.DateField(label=gettext_lazy("Valid from"), initial=timezone.localdate, widget=date_input())
    until = forms.DateField(label=gettext_lazy("Valid until"), required=False, widget=date_input())
    reason = _reason()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(one.id, one.name) for one in registers().values()]
        self.fields["registers"].choices = choices  # type: ignore[attr-defined]


class DeputyForm(forms.Form):
    """Somebody who stands in for another."""

    person = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("Who is away"))
    deputy = forms.ModelChoiceField(
        User.objects.filter(is_active=True).order_by("username"), label=gettext_lazy("Deputy")
    )
    first = forms.DateField(label=gettext_lazy("Valid from"), initial=timezone.localdate, widget=date_input())
    last = forms.DateField(label=gettext_lazy("Valid until"), widget=date_input())
    reason = _reason()


@require_GET
@signed_in
def tree(request: HttpRequest) -> HttpResponse:
    """All offices as they stand today, each below the one above it."""
    rows = _stages()
    children: dict[int | None, list[OfficeStage]] = {}
    known = {one.office_id for one in rows}
    for one in rows:
        children.setdefault(one.parent_id if one.parent_id in known else None, []).append(one)
    shown: list[tuple[int, OfficeStage]] = []

    def walk(parent: int | None, depth: int) -> None:
        for one in children.get(parent, []):
            shown.append((depth, one))
            walk(one.office_id, depth + 1)

    walk(None, 0)
    context = {
        "rows": shown,
        "kind": administration(request.user),
        "ranks": dict(RANKS),
        "bodies": dict(BODIES),
    }
    return render(request, "casework/offices.html", context)


def _stages() -> list[OfficeStage]:
    today = timezone.localdate()
    found = OfficeStage.objects.filter(valid_from__lte=today).exclude(valid_to__lt=today)
    return list(found.select_related("office").order_by("office__code"))


@require_http_methods(["GET", "POST"])
@only(SYSTEM)
def found(request: HttpRequest) -> HttpResponse:
    """The form of a new office."""
    form = FoundingForm(request.POST or None)
    context = {"form": form, "title": _("Found an office"), "office": None, "problem": ""}
    if request.method == "GET" or not form.is_valid():
        return render(
            request, "casework/house_form.html", context, status=200 if request.method == "GET" else 400
        )
    said = form.cleaned_data

    def verb() -> None:
        offices.found(
            said["code"], said["region"], said["short"], said["first"], form.stage(), person(request).pk,
            outside=said["outside"],
        )  # fmt: skip

    return _done(request, verb, context, "/offices")


@require_GET
@signed_in
def office(request: HttpRequest, number: int) -> HttpResponse:
    """One office: its stages, its people, its deputies."""
    return render(request, "casework/office.html", _office_context(request, _office(number)))


def _office_context(request: HttpRequest, place: Office, **more: Any) -> dict[str, Any]:
    today = timezone.localdate()
    held = Grant.objects.filter(office=place).select_related("user").order_by("user__username", "valid_from")
    away = Deputy.objects.filter(office=place, valid_to__gte=today).select_related("person", "deputy")
    return {
        "office": place,
        "problem": "",
        "stages": list(place.stages.order_by("-valid_from")),
        "grants": list(held),
        "deputies": list(away),
        "roles": ROLES,
        "levels": LEVELS,
        "ranks": dict(RANKS),
        "bodies": dict(BODIES),
        "kind": administration(request.user),
        "leads": _leads(request, place),
        "grant_form": GrantForm(),
        "deputy_form": _deputy_form(place),
    } | more


def _deputy_form(place: Office, given: Any = None) -> DeputyForm:
    form = DeputyForm(given)
    people = User.objects.filter(grants__office=place, is_active=True).distinct().order_by("username")
    form.fields["person"].queryset = people  # type: ignore[attr-defined]
    return form


def _leads(request: HttpRequest, place: Office) -> bool:
    if administration(request.user):
        return False
    return any(
        one.office == place.pk and one.role in ("head", "director") for one in viewer_of(person(request)).held
    )


def _office(number: int) -> Office:
    found = Office.objects.filter(pk=number).first()
    if found is None:
        raise Http404(_("There is no such office."))
    return found


@require_http_methods(["GET", "POST"])
@only(SYSTEM)
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Rename or move an office from a day on."""
    place = _office(number)
    now = offices.stage_on(place, timezone.localdate())
    shown = {name: getattr(now, name) for name in offices.Stage._fields}
    form = ChangeForm(request.POST or None, initial=shown)
    context = {"form": form, "title": _("Change the office from a day on"), "office": place, "problem": ""}
    if request.method == "GET" or not form.is_valid():
        return render(
            request, "casework/house_form.html", context, status=200 if request.method == "GET" else 400
        )
    said = form.cleaned_data

    def verb() -> None:
        offices.change(place, said["first"], form.stage(), said["reason"], person(request).pk)

    return _done(request, verb, context, f"/offices/{number}")


@require_POST
@only(SYSTEM)
def merge(request: HttpRequest, number: int) -> HttpResponse:
    """Close an office whose work goes on in another."""
    place = _office(number)
    into = Office.objects.filter(code=request.POST.get("into", "")).first()
    if into is None:
        problem = _("Give the code of the office that takes over.")
        return render(
            request, "casework/office.html", _office_context(request, place, problem=problem), status=400
        )
    reason = request.POST.get("reason", "")
    return _small(
        request, place, lambda: offices.merge(place, into, timezone.localdate(), reason, person(request).pk)
    )


@require_POST
@only(SECURITY)
def give(request: HttpRequest, number: int) -> HttpResponse:
    """Give a person a role."""
    place, form = _office(number), GrantForm(request.POST)
    if not form.is_valid():
        return render(
            request, "casework/office.html", _office_context(request, place, grant_form=form), status=400
        )
    said = dict(form.cleaned_data)

    def verb() -> None:
        grants.give(
            said["user"], place, said["role"], said["day"], reason=said["reason"],
            registers=said["registers"],
            level=said["level"], below=said["below"], until=said["until"], by=person(request),
        )  # fmt: skip

    return _small(request, place, verb)


@require_POST
@only(SECURITY)
def end(request: HttpRequest, number: int, grant: int) -> HttpResponse:
    """End a role today."""
    place = _office(number)
    held = Grant.objects.filter(pk=grant, office=place).select_related("office").first()
    if held is None:
        raise Http404(_("There is no such role in this office."))
    reason = request.POST.get("reason", "")
    return _small(
        request, place, lambda: grants.end(held, timezone.localdate(), reason=reason, by=person(request))
    )


@require_POST
@signed_in
def stand_in(request: HttpRequest, number: int) -> HttpResponse:
    """Name a deputy in the own office."""
    place = _office(number)
    if not _leads(request, place):
        raise PermissionDenied
    form = _deputy_form(place, request.POST)
    if not form.is_valid():
        return render(
            request, "casework/office.html", _office_context(request, place, deputy_form=form), status=400
        )
    said = form.cleaned_data

    def verb() -> None:
        grants.stand_in(
            said["person"], said["deputy"], place, said["first"], said["last"], reason=said["reason"],
            by=person(request),
        )  # fmt: skip

    return _small(request, place, verb)


def _small(request: HttpRequest, place: Office, verb: Callable[[], object]) -> HttpResponse:
    try:
        verb()
    except Refused as error:
        context = _office_context(request, place, problem=error.sentence)
        return render(request, "casework/office.html", context, status=400)
    return HttpResponseRedirect(address(request, f"/offices/{place.pk}"))


def _done(
    request: HttpRequest, verb: Callable[[], object], context: dict[str, Any], then: str
) -> HttpResponse:
    try:
        verb()
    except Refused as error:
        return render(request, "casework/house_form.html", context | {"problem": error.sentence}, status=400)
    return HttpResponseRedirect(address(request, then))
