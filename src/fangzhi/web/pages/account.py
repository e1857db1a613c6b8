"""Signing in and out with the local account. Guessing is slow: after a few failures one has to wait.

Failures count for a name from one address, and for an address whatever the name: nobody can lock the account
for those who sign in from elsewhere.
"""

from __future__ import annotations

from datetime import timedelta
from ipaddress import ip_address
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fangzhi.web.environment import address
from fangzhi.web.models import FailedSignIn

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

WINDOW = timedelta(minutes=15)
FAILURES_OF_A_NAME = 5
FAILURES_OF_AN_ADDRESS = 20


@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The form, and what follows from it."""
    if request.method == "GET":
        return _form(request)
    refused = enter(request)
    if refused:
        return _form(request, refused.sentence, refused.status)
    return HttpResponseRedirect(_next(request) or address(request, "/"))


class NoEntry(NamedTuple):
    """Why somebody was not signed in."""

    sentence: str
    status: int


def enter(request: HttpRequest) -> NoEntry | None:
    """Sign in with the user name and password of a form; nothing where that succeeds."""
    name, origin = request.POST.get("user", "")[:150], _origin(request)
    if _must_wait(name, origin):
        return NoEntry(_("Too many failed attempts. Wait fifteen minutes and try again."), 429)
    user = authenticate(request, username=name, password=request.POST.get("password", ""))
    if user is None:
        FailedSignIn.objects.create(user_name=name, address=origin, at=timezone.now())
        sentence = _(
            "User name and password do not fit. The first start printed them; "
            "`fangzhi user password` makes a new password."
        )
        return NoEntry(sentence, 400)
    FailedSignIn.objects.filter(user_name=name, address=origin).delete()
    login(request, user)
    return None


def _origin(request: HttpRequest) -> str:
    """The address a request comes from. What a proxy says of it is believed where the settings trust the
    proxy: then the last of the forwarded addresses, which the proxy itself saw."""
    direct: str = request.META.get("REMOTE_ADDR", "")[:45]
    if not settings.SECURE_PROXY_SSL_HEADER:
        return direct
    try:
        return str(ip_address(request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()))
    except ValueError:
        return direct


def _must_wait(name: str, origin: str) -> bool:
    since = timezone.now() - WINDOW
    FailedSignIn.objects.filter(at__lt=since).delete()
    recent = FailedSignIn.objects.filter(at__gte=since)
    return (
        recent.filter(user_name=name, address=origin).count() >= FAILURES_OF_A_NAME
        or recent.filter(address=origin).count() >= FAILURES_OF_AN_ADDRESS
    )


def _next(request: HttpRequest) -> str:
    """Where the reader wanted to go, when that is on this site."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else ""


def _form(request: HttpRequest, problem: str = "", status: int = 200) -> HttpResponse:
    context = {"problem": problem, "next": _next(request), "user_name": request.POST.get("user", "")}
    return render(request, "pages/sign_in.html", context, status=status)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return HttpResponseRedirect(address(request, "/"))
