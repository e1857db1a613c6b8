"""Whose eyes a page looks through: only somebody who is signed in and holds a role sees records."""

from __future__ import annotations

from datetime import datetime
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from fangzhi.casework.access.scope import scope
from fangzhi.casework.access.viewer import viewer_of
from fangzhi.casework.declaration import registers
from fangzhi.casework.models import Record
from fangzhi.web.environment import address
from fangzhi.web.pages.errors import state

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

    from fangzhi.casework.access.viewer import Viewer
    from fangzhi.casework.declaration import Register

_P = ParamSpec("_P")


def at_work(
    view: Callable[Concatenate[HttpRequest, Viewer, _P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, _P], HttpResponseBase]:
    """Only for people with a role in an office; the page is given their eyes and runs inside their scope."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: _P.args, **kwargs: _P.kwargs) -> HttpResponseBase:
        user = request.user
        if not isinstance(user, User):
            if request.method == "GET":
                return HttpResponseRedirect(address(request, "/sign-in", next=request.get_full_path()))
            raise PermissionDenied
        viewer = viewer_of(user)
        if not viewer.held:
            return state(
                request,
                403,
                _("No role in an office"),
                _("Your account holds no role in an office. Ask the security administrator for one."),
            )
        with scope(viewer):
            return view(request, viewer, *args, **kwargs)

    return guarded


def number_in(text: str) -> int | None:
    """A number that a form or an address says; None for what is none that a key can be."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def moment_of(request: HttpRequest) -> datetime | None:
    """The past moment of `?as_of=`; without an offset it is the office's own time. None for what is none."""
    try:
        found = datetime.fromisoformat(request.GET.get("as_of", ""))
    except ValueError:
        return None
    if not EARLIEST <= found.year <= LATEST:
        return None
    return found if found.tzinfo else timezone.make_aware(found)


EARLIEST, LATEST = 1900, 2999
"""Years between which a moment can be reckoned with in every time zone."""


def register_of(name: str, viewer: Viewer) -> Register:
    """A register that the person may see something of; anything else is not found."""
    found = registers().get(name)
    if found is None or not (viewer.classes_of(name) or viewer.counts_of(name)):
        raise Http404(_("There is no such register among those that you work with."))
    return found


def record_of(number: int, viewer: Viewer) -> Record:
    """A record that the person sees; one that exists but is not for this person is not found either."""
    found: Record | None = Record.objects.select_related("office", "officer").filter(pk=number).first()
    if found is None or not viewer.sees(found):
        raise Http404(_("There is no such record among those that you may see."))
    return found
