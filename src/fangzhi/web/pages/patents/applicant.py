"""An applicant's profile: how much, since when, of which types and classes, and what is in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.utils.translation import gettext as _

from fangzhi.patents.search import Filters
from fangzhi.web.pages.patents.profile import About, found_by, profile
from fangzhi.web.pages.patents.store import index, on_store

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase


@on_store
def applicant(request: HttpRequest, name: str, twin: str = "") -> HttpResponseBase:
    """The page of everything applied for under one name, alone or with others."""
    held = index()
    found = found_by(held, Filters(name=name))
    if not found.total:
        raise Http404(_("No record names an applicant so. Look for a part of the name in the search."))
    about = About("applicant", "name", name, {"name": name}, {"name": name})
    return profile(request, twin, held, found, about)
