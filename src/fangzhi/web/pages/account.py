"""Signing in and out: the form of name and password, the form of the code, and the way to whatever must be
done before the first page. How it is proved who somebody is stands in `fangzhi.accounts.entry`."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fangzhi.accounts import entry
from fangzhi.accounts.entry import NoEntry, Pending, Step, Way
from fangzhi.accounts.log import Act, actor, record
from fangzhi.web.environment import address

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PAGES_OF_STEPS = {
    Step.CODE: "/sign-in/code",
    Step.PASSWORD: "/account/password",
    Step.FACTOR: "/account/second-factor",
}


@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The form, and what follows from it."""
    if request.method == "GET":
        return form(request)
    name, password = typed(request, "user"), request.POST.get("password", "")
    found = entry.by_password(request, name, password, origin(request))
    if isinstance(found, NoEntry):
        return form(request, found)
    return proceed(request, Pending(found, Way.PASSWORD, False, _next(request)))


@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The form of the code, for somebody whose first step is done."""
    pending = entry.pending(request)
    if pending is None:
        return form(request, NoEntry(_("The sign-in took too long. Begin it again."), 403))
    if request.method == "GET":
        return render(request, "accounts/code.html", {"problem": ""})
    refused = entry.by_code(pending.user, request.POST.get("code", ""), origin(request))
    if refused:
        return render(request, "accounts/code.html", {"problem": refused.sentence}, status=refused.status)
    return proceed(request, pending._replace(code_given=True))


def proceed(request: HttpRequest, pending: Pending) -> HttpResponse:
    """Lead somebody to the next step of the sign-in, or let them in."""
    step = entry.open_step(pending)
    if step is not None:
        entry.begin(request, pending)
        return HttpResponseRedirect(address(request, PAGES_OF_STEPS[step]))
    entry.finish(request, pending.user, pending.way, origin(request))
    return HttpResponseRedirect(pending.next or address(request, "/"))


def enter(request: HttpRequest) -> NoEntry | None:
    """Sign in with the user name, password and, where a second factor is in force, code of a form that is
    about something else; nothing where that succeeds."""
    name, come_from = typed(request, "user"), origin(request)
    found = entry.by_password(request, name, request.POST.get("password", ""), come_from)
    if isinstance(found, NoEntry):
        return found
    pending, given = Pending(found, Way.PASSWORD, False, ""), typed(request, "code").strip()
    if entry.open_step(pending) == Step.CODE:
        refused = entry.by_code(found, given, come_from) if given else NoEntry(_("Type the code too."), 400)
        if refused:
            return refused
        pending = pending._replace(code_given=True)
    if entry.open_step(pending):
        sentence = _(
            "Before this account works, its password or second factor must be set: "
            "sign in on the page “Sign in” in another tab."
        )
        return NoEntry(sentence, 403)
    entry.finish(request, found, Way.PASSWORD, come_from)
    return None


def typed(request: HttpRequest, field: str, most: int = 150) -> str:
    """What was typed into a field, without the NUL that PostgreSQL keeps in no text, cut at the longest."""
    text: str = (request.POST if request.method == "POST" else request.GET).get(field, "")
    return text.replace("\x00", "")[:most]


def origin(request: HttpRequest) -> str:
    """The address a request comes from. What a proxy says of it is believed where the settings trust the
    proxy: then the last of the forwarded addresses, which the proxy itself saw."""
    direct: str = request.META.get("REMOTE_ADDR", "")[:45]
    if not settings.SECURE_PROXY_SSL_HEADER:
        return direct
    try:
        return str(ip_address(request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()))
    except ValueError:
        return direct


def on_this_site(request: HttpRequest, wanted: str) -> str:
    """An address that somebody wants to go on to, when it is on this site; else nothing."""
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else ""


def _next(request: HttpRequest) -> str:
    return on_this_site(request, request.POST.get("next") or request.GET.get("next") or "")


def form(request: HttpRequest, refused: NoEntry | None = None) -> HttpResponse:
    """The form of name and password, with why somebody was not let in."""
    context = {
        "problem": refused.sentence if refused else "",
        "next": _next(request),
        "user_name": typed(request, "user"),
        "issuer": settings.OIDC.label if settings.OIDC else "",
    }
    return render(request, "pages/sign_in.html", context, status=refused.status if refused else 200)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    if request.user.is_authenticated:
        record(Act.SIGNED_OUT, actor(request.user, origin(request)))
    logout(request)
    return HttpResponseRedirect(address(request, "/"))
