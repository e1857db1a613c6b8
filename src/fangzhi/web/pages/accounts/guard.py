"""Who may open a page of the administrators: they alone, and only while they hold their rights."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _

from fangzhi.accounts.elevation import elevated_until
from fangzhi.accounts.models import administration
from fangzhi.accounts.people import By
from fangzhi.web.environment import address
from fangzhi.web.pages.account import origin
from fangzhi.web.pages.accounts.words import ADMINISTRATORS
from fangzhi.web.pages.errors import state

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

_P = ParamSpec("_P")


def person(request: HttpRequest) -> User:
    """Who is signed in. Raises `PermissionDenied` where nobody is."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def by(request: HttpRequest) -> By:
    """Who does something here, and from where."""
    return By(person(request), origin(request))


def only(
    *administrators: str,
) -> Callable[
    [Callable[Concatenate[HttpRequest, _P], HttpResponse]],
    Callable[Concatenate[HttpRequest, _P], HttpResponse],
]:
    """Only for these administrators: a reader is led to the sign-in, an administrator whose rights are not
    taken is led to take them, anybody else is refused."""

    def guard(
        view: Callable[Concatenate[HttpRequest, _P], HttpResponse],
    ) -> Callable[Concatenate[HttpRequest, _P], HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: _P.args, **kwargs: _P.kwargs) -> HttpResponse:
            return _kept_out(request, administrators) or view(request, *args, **kwargs)

        return guarded

    return guard


def _kept_out(request: HttpRequest, administrators: tuple[str, ...]) -> HttpResponse | None:
    if not request.user.is_authenticated:
        return _lead(request, "/sign-in", _("Sign in first"), _("Only administrators may do this."))
    if administration(request.user) not in administrators:
        names = _(", ").join(str(ADMINISTRATORS[one]) for one in administrators)
        return state(request, 403, _("Not yours"), _("This belongs to: %s.") % names)
    if elevated_until(request) is None:
        sentence = _("Take your rights on the page “My account” first, then try again.")
        return _lead(request, "/account/rights", _("Your rights have ended"), sentence)
    return None


def _lead(request: HttpRequest, path: str, title: str, sentence: str) -> HttpResponse:
    """A page leads on and comes back; an act and a twin are refused."""
    if request.method == "GET" and not request.path.endswith((".json", ".csv")):
        return HttpResponseRedirect(address(request, path, next=request.get_full_path()))
    return state(request, 403, title, sentence)
