"""The office's own indicators (自建指标): the list, and the form in which a person adds or changes one.

A row is kept when its example is read as the row states; the shipped rows are shown and cannot be changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fangzhi.indicators.catalogue import COLUMNS, GROUPS, CatalogueError, Indicator
from fangzhi.indicators.corrections import UNITS
from fangzhi.indicators.loads.catalogues import keep_row
from fangzhi.web import labels
from fangzhi.web.answers import Page, Table, answer
from fangzhi.web.environment import address
from fangzhi.web.labels import INDICATOR_KINDS, MEASURES
from fangzhi.web.pages.upload import signed_in
from fangzhi.web.reference import current_catalogue

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from fangzhi.indicators.loads.catalogues import Refused
    from fangzhi.reader import Observation

LONGEST = 2000
"""Characters of a field; what is longer is no name, definition or example."""


class Reading(NamedTuple):
    """One line of the comparison: what the row states of its example and what is read in it."""

    name: str
    stated: str
    read: str


def own_catalogue(request: HttpRequest, twin: str = "") -> HttpResponse:
    """The office's own indicators."""
    rows = current_catalogue()
    own = [row for row in rows.values() if row.origin == "office"]
    facts = [_cells(row) for row in own]
    context = {"own": own, "shipped": len(rows) - len(own), "rows": rows}
    return answer(
        request,
        twin,
        Page(
            "pages/own_catalogue.html",
            context,
            lambda: {"indicators": facts, "version": rows.version},
            lambda: Table(COLUMNS, facts),
            "catalogue",
        ),
    )


@require_http_methods(["GET", "POST"])
@signed_in
def add(request: HttpRequest) -> HttpResponse:
    """The form of a new indicator."""
    if request.method == "GET":
        return _form(request, dict.fromkeys(COLUMNS, "") | {"kind": "flow", "measure": "level"})
    return _received(request, "")


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, name: str) -> HttpResponse:
    """The form of an indicator of the office; a shipped one is only shown."""
    row = current_catalogue().get(name)
    if row is None:
        raise Http404(_("No indicator has this id. Look among the indicators."))
    if row.origin == "shipped":
        if request.method == "POST":
            raise PermissionDenied
        context = {"row": row, "cells": _cells(row), "kinds": INDICATOR_KINDS, "measures": MEASURES}
        return render(request, "pages/shipped_indicator.html", context)
    return _change(request, row)


@signed_in
def _change(request: HttpRequest, row: Indicator) -> HttpResponse:
    return _form(request, _cells(row), row.id) if request.method == "GET" else _received(request, row.id)


def _cells(row: Indicator) -> dict[str, str]:
    return {name: getattr(row, name) or "" for name in COLUMNS}


def _received(request: HttpRequest, replacing: str) -> HttpResponse:
    cells = {name: " ".join(request.POST.get(name, "").split()) for name in COLUMNS}
    if replacing:
        cells["id"] = replacing
    problems = {
        name: _("At most %s characters.") % LONGEST for name, text in cells.items() if len(text) > LONGEST
    }
    problems |= {name: _words()[name] for name in ("unit", "measure") if cells[name] not in _allowed(name)}
    if problems:
        return _form(request, cells, replacing, problems)
    try:
        refused = keep_row(cells, replacing)
    except CatalogueError as error:
        words = _("A file in the catalogue folder cannot be used; correct it there first: %s")
        return _form(request, cells, replacing, {"": words % error})
    if refused is not None:
        return _refused(request, cells, replacing, refused)
    return HttpResponseRedirect(address(request, "/catalogue", kept=cells["id"]) + f"#i-{cells['id']}")


def _allowed(name: str) -> set[str]:
    return {"", *UNITS} if name == "unit" else set(MEASURES)


def _refused(request: HttpRequest, cells: dict[str, str], replacing: str, refused: Refused) -> HttpResponse:
    if refused.field:
        return _form(request, cells, replacing, {refused.field: _words()[refused.field]})
    problems = {"": _("The example is not read as you state, so the indicator is not kept.")}
    return _form(request, cells, replacing, problems, _readings(cells, refused.reading))


def _readings(cells: dict[str, str], found: Observation | None) -> list[Reading]:
    """What the row states beside what is read in its example; other fields of the example do not matter."""
    read = (
        {"quote": found.quote, "id": found.indicator, "value": str(found.value), "measure": found.measure}
        if found
        else {}
    )
    return [Reading(name, cells[name], read.get(name, "")) for name in ("quote", "id", "value", "measure")]


def _words() -> dict[str, str]:
    """What to write into each field, for a row that cannot stand."""
    return {
        "id": _(
            "Write 3 to 64 small letters, digits and _, a letter first; no other indicator may have this id."
        ),
        "name_zh": _("Write the Chinese name."),
        "kind": _("Choose whether it is a flow or a stock."),
        "unit": _("Choose a unit from the list."),
        "group": _("Choose a group from the list."),
        "definition_zh": _("Write the Chinese definition."),
        "aliases": _("Every wording needs a word that stands near the figure; write wordings apart with |."),
        "example": _("Write a sentence in which the figure stands."),
        "quote": _("Copy the number with its unit from the example, character by character."),
        "value": _("Write the value as plain digits in the base unit, for example 123300 or -5.2."),
        "measure": _("Choose a measure from the list."),
    }


def _form(
    request: HttpRequest,
    cells: dict[str, str],
    replacing: str = "",
    problems: dict[str, str] | None = None,
    readings: list[Reading] | None = None,
) -> HttpResponse:
    context = {
        "cells": cells,
        "replacing": replacing,
        "problems": problems or {},
        "readings": readings or [],
        "kinds": INDICATOR_KINDS,
        "measures": MEASURES,
        "units_named": [("", _("none")), *((name, labels.unit(name)) for name in UNITS)],
        "groups_named": [(name, labels.group(name)) for name in GROUPS],
        "longest": LONGEST,
        "rows": current_catalogue(),
    }
    return render(request, "pages/indicator_form.html", context, status=400 if problems else 200)
