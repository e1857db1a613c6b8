"""The inputs of an act as JSON: their schema, made from the form, and the way from JSON to the form.

People are written by their user names. Types are taken strictly: a number is no text, and a text no day.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib.auth.models import User
from django.utils import translation
from django.utils.translation import gettext as _

from fangzhi.api.people import person_of
from fangzhi.api.problems import HIGHEST_KEY
from fangzhi.api.reading import day
from fangzhi.casework.declaration import register
from fangzhi.casework.forms import OCCURRED, act_form, unknown_words
from fangzhi.casework.refusals import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fangzhi.casework.declaration import Register, Transition
    from fangzhi.casework.models import Record

CHECKED: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float, Decimal),
    "array": (list,),
}


def schema_of_inputs(kind: Register, one: Transition) -> dict[str, Any]:
    """The inputs of an act as a JSON Schema, with labels and reasons in the reader's language."""
    return _schema(kind.id, one.id, translation.get_language() or "")


@cache
def _schema(kind: str, act: str, _language: str) -> dict[str, Any]:
    fields = _fields(register(kind), register(kind).by_id[act], None)
    return {
        "type": "object",
        "properties": {name: _property(field) for name, field in fields.items()},
        "required": [name for name, field in fields.items() if field.required],
        "additionalProperties": False,
    }


def _fields(kind: Register, one: Transition, record: Record | None) -> dict[str, forms.Field]:
    form = act_form(kind, one, record=record)
    return {name: field for name, field in form.fields.items() if name != OCCURRED}


def _property(field: forms.Field) -> dict[str, Any]:
    said: dict[str, Any] = {"type": _type(field), "title": str(field.label or "")}
    if field.help_text:
        said["description"] = str(field.help_text)
    if isinstance(field, forms.DateField):
        said["format"] = "date"
    if isinstance(field, forms.TimeField):
        said["format"] = "time"
    if isinstance(field, forms.CharField) and field.max_length:
        said["maxLength"] = field.max_length
    if _of_people(field):
        said["description"] = _("The user name of a person.")
    elif isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField):
        choices = [
            {"const": key, "title": str(words)} for key, words in _flat(field) if key not in ("", None)
        ]
        if said["type"] == "array":
            said["items"] = {"oneOf": choices}
        else:
            said["oneOf"] = choices
    return said


def _flat(field: forms.ChoiceField) -> list[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = []
    for key, words in cast("Iterable[tuple[Any, Any]]", field.choices):
        found.extend(words if isinstance(words, (list, tuple)) else [(key, words)])
    return found


def _type(field: forms.Field) -> str:
    if isinstance(field, forms.BooleanField):
        return "boolean"
    if isinstance(field, (forms.FloatField, forms.DecimalField)):
        return "number"
    if isinstance(field, forms.IntegerField):
        return "integer"
    if isinstance(field, (forms.MultipleChoiceField, forms.ModelMultipleChoiceField)):
        return "array"
    if isinstance(field, forms.ModelChoiceField):
        return "string" if _of_people(field) else "integer"
    if isinstance(field, forms.ChoiceField):
        keys = [key for key, _words in _flat(field) if key not in ("", None)]
        return "integer" if keys and all(isinstance(key, int) for key in keys) else "string"
    return "string"


def _of_people(field: forms.Field) -> bool:
    return (
        isinstance(field, forms.ModelChoiceField)
        and field.queryset is not None
        and field.queryset.model is User
    )


@cache
def people_in(kind: str, act: str) -> frozenset[str]:
    """The inputs of an act that name a person; the ledger keeps their keys. Other events have none."""
    one = register(kind).by_id.get(act)
    fields = _fields(register(kind), one, None) if one else {}
    return frozenset(name for name, field in fields.items() if _of_people(field))


def taken(kind: Register, one: Transition, record: Record | None, given: Mapping[str, Any]) -> dict[str, Any]:
    """Inputs of JSON as the act takes them. Raises `Refused` naming each input that is unknown or of a wrong
    type; what the values may be is for the act to say."""
    fields = _fields(kind, one, record)
    unknown = sorted(set(given) - set(fields))
    if unknown:
        raise Refused(unknown_words(unknown), dict.fromkeys(unknown, unknown_words(unknown)))
    wrong = {name: words for name, value in given.items() if (words := _misfit(fields[name], value))}
    if wrong:
        labels = _(", ").join(str(fields[name].label or name) for name in wrong)
        raise Refused(_("Please look at: %s.") % labels, wrong)
    return {name: _value(name, fields[name], value) for name, value in given.items()}


def _misfit(field: forms.Field, value: Any) -> str:
    """Why a value is not of the type of its input; empty where it is, or where nothing was given."""
    kind = _type(field)
    if value is None:
        return ""
    if not isinstance(value, CHECKED[kind]) or (isinstance(value, bool) and kind != "boolean"):
        return {
            "string": _("Write a text."),
            "boolean": _("Write true or false."),
            "integer": _("Write a whole number that can be."),
            "number": _("Write a number."),
            "array": _("Write a list."),
        }[kind]
    if isinstance(value, int) and abs(value) > HIGHEST_KEY:
        return _("Write a whole number that can be.")
    if isinstance(value, list) and not all(isinstance(one, (str, int)) for one in value):
        return _("Write a list.")
    return _no_day(value) if isinstance(field, forms.DateField) and value else ""


def _no_day(value: object) -> str:
    try:
        day(value)
    except ValueError as error:
        return str(error)
    return ""


def _value(name: str, field: forms.Field, value: Any) -> Any:
    if _of_people(field) and value:
        return person_of(value, name).pk
    return date.fromisoformat(value) if isinstance(field, forms.DateField) and value else value
