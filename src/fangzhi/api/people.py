"""Who asks: a program with a token, or the person of a session; and whose eyes the answer looks through."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja.errors import AuthenticationError
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf

from fangzhi.accounts.tokens import authenticate_token
from fangzhi.api.problems import HIGHEST_KEY
from fangzhi.casework.access.scope import scope
from fangzhi.casework.access.viewer import viewer_of
from fangzhi.casework.declaration import registers
from fangzhi.casework.models import Office, Record
from fangzhi.casework.refusals import NotAllowed, Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from fangzhi.casework.access.viewer import Viewer
    from fangzhi.casework.declaration import Register, Transition


class Asking(HttpRequest):
    """A request of somebody who is known."""

    auth: User
    viewer: Viewer


class ByToken(HttpBearer):
    """A token of the interface (接口令牌). One that does not hold is refused, whatever else is shown."""

    def __call__(self, request: HttpRequest) -> User | None:
        """The person of the token; nobody where the request shows none."""
        shown = request.headers.get("Authorization")
        if shown is None:
            return None
        kind, _space, token = shown.partition(" ")
        return self.authenticate(request, token if kind.lower() == "bearer" else "")

    def authenticate(self, request: HttpRequest, token: str) -> User:
        """The person of the token. Raises `AuthenticationError`."""
        found = authenticate_token(token.strip())
        if found is None:
            raise AuthenticationError
        return found


class BySession(APIKeyCookie):
    """The session of the pages; what changes something needs the CSRF token of the pages with it."""

    param_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> User | None:
        """The person of the session. Raises `NotAllowed` for a request that may come from another site."""
        user = request.user
        if not isinstance(user, User):
            return None
        if check_csrf(request) is not None:
            raise NotAllowed(
                _("A change with a session needs the header X-CSRFToken; programs send a token instead.")
            )
        return user

    def authenticate(self, request: HttpRequest, key: str | None) -> User | None:
        """Not asked: the session has been looked up with the request."""
        raise NotImplementedError


def at_work(operation: Callable[..., Any]) -> Callable[..., Any]:
    """Only for people with a role in an office; the operation runs inside their scope."""

    @wraps(operation)
    def guarded(request: HttpRequest, /, *args: Any, **kwargs: Any) -> Any:
        asking = cast("Asking", request)
        asking.viewer = viewer_of(asking.auth)
        if not asking.viewer.held:
            raise NotAllowed(
                _("Your account holds no role in an office. Ask the security administrator for one.")
            )
        with scope(asking.viewer):
            return operation(asking, *args, **kwargs)

    return guarded


def register_of(name: str, viewer: Viewer) -> Register:
    """A register of which the person sees records or counts; any other is not found."""
    found = registers().get(name)
    if found is None or not (viewer.classes_of(name) or viewer.counts_of(name)):
        raise Http404(_("There is no such register among those that you work with."))
    return found


def act_of(kind: Register, name: str) -> Transition:
    """An act of a record of a register; the opening act is none."""
    found = kind.by_id.get(name)
    if found is None or found.opening:
        raise Http404(_("There is no such act in this register."))
    return found


def record_of(number: int, viewer: Viewer) -> Record:
    """A record that the person sees. One that is hidden is not found either, in the same words."""
    rows = Record.objects.select_related("office", "officer")
    found: Record | None = rows.filter(pk=number).first() if number <= HIGHEST_KEY else None
    if found is None or not viewer.sees(found):
        raise Http404(_("There is no such record among those that you may see."))
    return found


def office_of(code: str) -> Office:
    """An office by its code. Raises `Refused` naming the input."""
    found = Office.objects.filter(code=code[:40]).first()
    if found is None:
        words = _("There is no office with the code %s.") % code[:40]
        raise Refused(words, {"office": words})
    return found


def person_of(name: str, field: str) -> User:
    """A person by user name. Raises `Refused` naming the input."""
    found = User.objects.filter(username=name[:150], is_active=True).first()
    if found is None:
        words = _("There is nobody with the user name %s.") % name[:150]
        raise Refused(words, {field: words})
    return found
