"""The form of an act, made from the declaration: one for pages, the HTTP interface, imports and tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.models import User
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fangzhi.casework.access.roles import LEVELS
from fangzhi.casework.declaration import Input
from fangzhi.casework.service import proof_fields
from fangzhi.casework.widgets import date_input, time_input

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fangzhi.casework.declaration import Register, Transition
    from fangzhi.casework.models import Detail, Record

OCCURRED, AT = "occurred_on", "occurred_at"


class ActForm(forms.Form):
    """What one act asks, in the order of the declaration; the day of the act comes last."""

    error_css_class = "problem"


def act_form(
    register: Register,
    transition: Transition,
    data: Mapping[str, Any] | None = None,
    *,
    record: Record | None = None,
    detail: Detail | None = None,
) -> ActForm:
    """The form of a transition, filled with `data`, else showing what the record already says."""
    shown = _shown(register, transition, record, detail) if data is None else {}
    form = ActForm(dict(data) if data is not None else None, initial=shown)
    for name, field in _fields(register, transition, record).items():
        form.fields[name] = field
    form.fields[OCCURRED] = forms.DateField(
        label=gettext_lazy("Day of the act"),
        initial=timezone.localdate,
        help_text=gettext_lazy(
            "The day that the law counts; not in the future, not before the act before it."
        ),
        widget=date_input(),
    )
    if transition.timed:
        form.fields[AT] = forms.TimeField(
            label=gettext_lazy("Time of day"),
            required=False,
            help_text=gettext_lazy("Hours run from it; without it they run from 00:00 of the day."),
            widget=time_input(),
        )
    return form


def as_typed(
    register: Register, transition: Transition, kept: Mapping[str, Any], record: Record | None
) -> dict[str, Any]:
    """Inputs as they are kept, turned into what the form of the act takes: yuan for an amount in fen."""
    fields = act_form(register, transition, record=record).fields
    return {name: fields[name].prepare_value(one) if name in fields else one for name, one in kept.items()}


def _shown(
    register: Register, transition: Transition, record: Record | None, detail: Detail | None
) -> dict[str, Any]:
    if detail is None:
        return {}
    found = {}
    for one in (*transition.inputs, *transition.optional):
        if isinstance(one, Input):
            if one.shown and record is not None:
                found[one.name] = one.shown(record, detail)
        elif one in register.fields:
            found[one] = getattr(detail, one)
    return found


def _fields(register: Register, transition: Transition, record: Record | None) -> dict[str, forms.Field]:
    made: dict[str, forms.Field] = {}
    for required, names in ((True, transition.inputs), (False, transition.optional)):
        for one in names:
            name, field = _field(register, one, record)
            field.required = required and not isinstance(field, forms.BooleanField)
            made[name] = field
    if transition.serves:
        made |= proof_fields()
    return made


def _field(register: Register, one: str | Input, record: Record | None) -> tuple[str, forms.Field]:
    if isinstance(one, Input):
        return one.name, one.field()
    if one in _HEADER:
        return one, _HEADER[one](record)
    found = register.model._meta.get_field(one)
    assert isinstance(found, models.Field)
    field = found.formfield()
    assert field is not None, one
    if isinstance(field.widget, forms.Textarea):
        field.widget.attrs["rows"] = 4
    if isinstance(field, forms.DateField):
        field.widget = date_input()
    return one, field


def _officer(record: Record | None) -> forms.Field:
    """The people who hold the role of a case officer in the record's office."""
    from fangzhi.casework.models import Grant

    people = User.objects.filter(is_active=True)
    if record is not None:
        today = timezone.localdate()
        able = Grant.objects.filter(
            office=record.office_id, role__in=("officer", "head"), valid_from__lte=today
        )
        able = able.exclude(valid_to__lt=today)
        people = people.filter(pk__in=able.values("user"))
    return forms.ModelChoiceField(people.order_by("username"), label=gettext_lazy("Case officer"))


_HEADER = {
    "title": lambda _record: forms.CharField(label=gettext_lazy("Title"), max_length=300),
    "parties": lambda _record: forms.CharField(label=gettext_lazy("Parties"), max_length=600),
    "level": lambda _record: forms.TypedChoiceField(
        label=gettext_lazy("Confidentiality"), choices=list(LEVELS.items()), coerce=int
    ),
    "opened_on": lambda _record: forms.DateField(label=gettext_lazy("Received on")),
    "officer": _officer,
}


def problems(form: ActForm) -> dict[str, str]:
    """What is wrong with a filled form: field → sentence; empty when nothing is."""
    if form.is_valid():
        return {}
    return {name: " ".join(str(one) for one in errors) for name, errors in form.errors.items()}


def too_many(form: ActForm, data: Mapping[str, Any]) -> list[str]:
    """Names in the data that the act does not ask for."""
    return sorted(set(data) - set(form.fields))


def unknown_words(names: list[str]) -> str:
    """A sentence about inputs that an act does not ask for."""
    return _("This act does not ask for: %s.") % ", ".join(names)
