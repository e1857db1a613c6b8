"""My account (我的账号): password, second factor, sessions, tokens, and an administrator's rights.

The pages of password and second factor also serve somebody who is not let in yet because one of them must be
set first."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from markupsafe import Markup

from fangzhi.accounts import entry, passwords, second_factor, sessions, tokens
from fangzhi.accounts.elevation import elevate, elevated_until, lay_down
from fangzhi.accounts.log import Act, actor, record
from fangzhi.accounts.models import account_of, administration
from fangzhi.web.environment import address
from fangzhi.web.pages.account import on_this_site, origin, proceed, typed
from fangzhi.web.pages.accounts.guard import person
from fangzhi.web.pages.accounts.words import ADMINISTRATORS
from fangzhi.web.pages.upload import signed_in

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.http import HttpRequest, HttpResponse

    from fangzhi.accounts.entry import Pending
    from fangzhi.accounts.models import PersonSession

_SECRET = "unconfirmed"  # noqa: S105 - the name under which a session keeps it


@require_GET
@signed_in
def account(request: HttpRequest) -> HttpResponse:
    """What the account is, and everything a person may do with it."""
    user = person(request)
    kind = administration(user)
    context = {
        "user": user,
        "account": account_of(user),
        "administrator": ADMINISTRATORS.get(kind, ""),
        "kind": kind,
        "elevated": elevated_until(request),
        "factor_needed": entry.needs_factor(account_of(user)),
        "codes_left": second_factor.recovery_codes_left(user),
        "sessions": [(mark(one), one) for one in sessions.living(user)],
        "here": request.session.session_key,
        "tokens": list(user.api_tokens.order_by("-pk")),
    }
    return render(request, "accounts/account.html", context)


class AtHand(NamedTuple):
    """Whose password or second factor is being set: somebody signed in, or between two steps."""

    user: User
    pending: Pending | None


def at_hand(request: HttpRequest) -> AtHand:
    """Somebody between two steps, else who is signed in. Raises `PermissionDenied`. The page of a step serves
    only after the code, where a second factor is in force."""
    pending = entry.pending(request)
    if pending is None:
        return AtHand(person(request), None)
    if entry.open_step(pending) == entry.Step.CODE:
        raise PermissionDenied
    return AtHand(pending.user, pending)


@never_cache
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change the password: with the old one, or right after it was given at the sign-in."""
    if entry.pending(request) is None and not request.user.is_authenticated:
        return HttpResponseRedirect(address(request, "/sign-in", next=request.path))
    who = at_hand(request)
    if request.method == "GET":
        return _password_form(request, who)
    problems, status = _change(request, who)
    if problems:
        return _password_form(request, who, problems, status)
    if who.pending:
        return proceed(request, who.pending)
    update_session_auth_hash(request, who.user)
    return HttpResponseRedirect(address(request, "/account", changed="password"))


def _change(request: HttpRequest, who: AtHand) -> tuple[list[str], int]:
    """Change the password as the form says; what speaks against it, and the status of the answer."""
    new = request.POST.get("new", "")
    if new != request.POST.get("repeated", ""):
        return [_("The two new passwords differ. Type the same one twice.")], 400
    if who.pending is None:
        refused = _old_password_refused(request, who.user)
        if refused:
            return [refused.sentence], refused.status
    keeping = None if who.pending else request.session.session_key
    try:
        passwords.change(who.user, new, actor(who.user, origin(request)), keeping=keeping)
    except passwords.UnfitPassword as unfit:
        return unfit.sentences, 400
    return [], 200


def _old_password_refused(request: HttpRequest, user: User) -> entry.NoEntry | None:
    if not user.has_usable_password():
        return entry.NoEntry(_("Your account has no password: you sign in by another system."), 400)
    return entry.again(user, request.POST.get("password", ""), request.POST.get("code", ""), origin(request))


def _password_form(
    request: HttpRequest, who: AtHand, problems: list[str] | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "problems": problems or [],
        "rules": passwords.rules(),
        "forced": who.pending is not None,
        "code_asked": who.pending is None and account_of(who.user).second_factor_at is not None,
        "name": who.user.get_username(),
    }
    return render(request, "accounts/password.html", context, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
def factor(request: HttpRequest) -> HttpResponse:
    """Set up the second factor: the QR code, its first code, then the recovery codes, shown once."""
    if entry.pending(request) is None and not request.user.is_authenticated:
        return HttpResponseRedirect(address(request, "/sign-in", next=request.path))
    who = at_hand(request)
    if account_of(who.user).second_factor_at:
        return HttpResponseRedirect(address(request, "/account#second-factor"))
    secret = _secret(request)
    if request.method == "GET":
        return _factor_form(request, who, secret)
    codes = second_factor.enrol(
        who.user, secret, request.POST.get("code", ""), actor(who.user, origin(request))
    )
    if not codes:
        problem = _("The code does not fit. Look whether the clock of your phone is right, and try the next.")
        return _factor_form(request, who, secret, problem)
    del request.session[_SECRET]
    if who.pending:
        entry.begin(request, who.pending._replace(code_given=True))
    return _codes_page(request, codes, pending=who.pending is not None)


def _secret(request: HttpRequest) -> str:
    """The secret that the session keeps while it is not confirmed; drawn where there is none."""
    kept = second_factor.opened(request.session.get(_SECRET, ""))
    if not kept:
        kept = second_factor.new_secret()
        request.session[_SECRET] = second_factor.sealed(kept)
    return kept


def _factor_form(request: HttpRequest, who: AtHand, secret: str, problem: str = "") -> HttpResponse:
    context = {
        # Drawn by us from the user name and random letters, with every letter outside the path encoded.
        "picture": Markup(second_factor.picture(who.user, secret)),  # noqa: S704
        "secret": " ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        "forced": entry.needs_factor(account_of(who.user)),
        "problem": problem,
    }
    return render(request, "accounts/factor.html", context, status=400 if problem else 200)


def _codes_page(request: HttpRequest, codes: list[str], *, pending: bool) -> HttpResponse:
    shown = [f"{code[:4]} {code[4:]}" for code in codes]
    return render(request, "accounts/recovery_codes.html", {"codes": shown, "pending": pending})


@require_POST
def go_on(request: HttpRequest) -> HttpResponse:
    """After the recovery codes were written down: on with the sign-in."""
    pending = entry.pending(request)
    return proceed(request, pending) if pending else HttpResponseRedirect(address(request, "/account"))


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes, after showing again who one is."""
    user = person(request)
    if request.method == "GET" or not account_of(user).second_factor_at:
        return _again_form(request, "codes")
    refused = _again(request, user)
    if refused:
        return _again_form(request, "codes", refused)
    return _codes_page(
        request,
        second_factor.renew_recovery_codes(user, actor(user, origin(request))),
        pending=False,
    )


@require_http_methods(["GET", "POST"])
@signed_in
def factor_off(request: HttpRequest) -> HttpResponse:
    """Take one's second factor out of force, after showing again who one is."""
    user = person(request)
    if request.method == "GET" or not account_of(user).second_factor_at:
        return _again_form(request, "off")
    refused = _again(request, user) or entry.switch_off(user, actor(user, origin(request)))
    if refused:
        return _again_form(request, "off", refused)
    return HttpResponseRedirect(address(request, "/account", changed="factor"))


def _again(request: HttpRequest, user: User) -> entry.NoEntry | None:
    return entry.again(user, request.POST.get("password", ""), request.POST.get("code", ""), origin(request))


def _again_form(request: HttpRequest, what: str, refused: entry.NoEntry | None = None) -> HttpResponse:
    user = person(request)
    context = {
        "what": what,
        "problem": refused.sentence if refused else "",
        "password_asked": user.has_usable_password(),
        "code_asked": account_of(user).second_factor_at is not None,
        "minutes": 0,
        "reason": typed(request, "reason"),
        "next": on_this_site(request, request.POST.get("next") or request.GET.get("next") or ""),
    }
    return render(request, "accounts/again.html", context, status=refused.status if refused else 200)


@require_http_methods(["GET", "POST"])
@signed_in
def take_rights(request: HttpRequest) -> HttpResponse:
    """Take an administrator's rights for a while, with a reason."""
    user = person(request)
    if request.method == "GET":
        return _again_form(request, "elevate")
    refused = elevate(
        request,
        user,
        typed(request, "reason", 500),
        password=request.POST.get("password", ""),
        code=request.POST.get("code", ""),
        origin=origin(request),
    )
    if refused:
        return _again_form(request, "elevate", refused)
    wanted = on_this_site(request, request.POST.get("next", ""))
    return HttpResponseRedirect(wanted or address(request, "/account"))


@require_POST
@signed_in
def lay_down_rights(request: HttpRequest) -> HttpResponse:
    """Give the rights back before their time is over."""
    lay_down(request)
    return HttpResponseRedirect(address(request, "/account"))


def mark(session: PersonSession) -> str:
    """The name of a session in a form: its key is never shown."""
    return sha256(session.session_key.encode()).hexdigest()[:16]


@require_POST
@signed_in
def end_session(request: HttpRequest) -> HttpResponse:
    """End one of one's own sessions; with the word `others`, all but this one."""
    user, wanted = person(request), request.POST.get("session", "")
    here = request.session.session_key
    chosen = [
        one for one in sessions.living(user) if one.session_key != here and wanted in ("others", mark(one))
    ]
    if chosen:
        record(Act.SESSION_ENDED, actor(user, origin(request)), sessions_ended=sessions.end(chosen))
    return HttpResponseRedirect(address(request, "/account", changed="session") + "#sessions")


@require_POST
@signed_in
def end_token(request: HttpRequest, number: int) -> HttpResponse:
    """End one of one's own tokens."""
    user = person(request)
    tokens.end_token(user, number, actor(user, origin(request)))
    return HttpResponseRedirect(address(request, "/account", changed="token") + "#tokens")
