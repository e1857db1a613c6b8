"""People (人员): the list, and what the system administrator and the security administrator do to an
account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Q
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fangzhi.accounts import people, sessions
from fangzhi.accounts.models import account_of, administration
from fangzhi.web.answers import page_number
from fangzhi.web.environment import address
from fangzhi.web.pages.account import typed
from fangzhi.web.pages.accounts.guard import by, only, person
from fangzhi.web.pages.accounts.words import ADMINISTRATORS
from fangzhi.web.pages.errors import state

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from fangzhi.accounts.people import By

AT_ONCE = 100
VERBS: dict[str, Callable[[User, By], object]] = {
    "disable": people.disable,
    "enable": people.enable,
    "unlock": people.unlock,
    "reset-factor": people.reset_second_factor,
    "end-sessions": people.end_sessions,
}


@require_GET
@only(people.SYSTEM, people.SECURITY)
def everybody(request: HttpRequest) -> HttpResponse:
    """The accounts, by name; those that a word of the filter fits."""
    word, number = typed(request, "q", 64).strip(), page_number(request)
    found = User.objects.select_related("account").order_by("username")
    if word:
        found = found.filter(Q(username__icontains=word) | Q(first_name__icontains=word))
    rows = list(found[(number - 1) * AT_ONCE : number * AT_ONCE + 1])
    context = {
        "rows": [(user, account_of(user)) for user in rows[:AT_ONCE]],
        "more": len(rows) > AT_ONCE,
        "number": number,
        "word": word,
        "administrators": ADMINISTRATORS,
        "kind": administration(request.user),
    }
    return render(request, "accounts/people.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@only(people.SYSTEM)
def add(request: HttpRequest) -> HttpResponse:
    """Make an account; its one-time password is shown once."""
    said = {"name": typed(request, "name"), "full_name": typed(request, "full_name")}
    if request.method == "GET":
        return render(request, "accounts/person_new.html", said | {"problem": ""})
    try:
        user, password = people.add_account(said["name"], by(request), full_name=said["full_name"])
    except people.Unfit as unfit:
        return render(request, "accounts/person_new.html", said | {"problem": str(unfit)}, status=400)
    return _password_shown(request, user, password)


def _password_shown(request: HttpRequest, user: User, password: str) -> HttpResponse:
    return render(request, "accounts/password_shown.html", {"user": user, "password": password})


@require_GET
@only(people.SYSTEM, people.SECURITY)
def one(request: HttpRequest, number: int) -> HttpResponse:
    """One account, and what may be done to it."""
    return _page(request, _user(number))


def _user(number: int) -> User:
    found = User.objects.select_related("account").filter(pk=number).first()
    if found is None:
        raise Http404(_("There is no such account. Look among the people."))
    return found


def _page(request: HttpRequest, user: User, problem: str = "") -> HttpResponse:
    account = account_of(user)
    context = {
        "user": user,
        "account": account,
        "administrator": ADMINISTRATORS.get(account.administrator, ""),
        "kind": administration(request.user),
        "oneself": user.pk == person(request).pk,
        "sessions": len(sessions.living(user)),
        "issuer": settings.OIDC.label if settings.OIDC else "",
        "problem": problem,
    }
    return render(request, "accounts/person.html", context, status=400 if problem else 200)


@require_POST
@only(people.SYSTEM, people.SECURITY)
def act(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """Do one thing to an account."""
    if verb not in VERBS:
        raise Http404(_("Nothing of this name is done to an account."))
    return _done(request, _user(number), VERBS[verb])


@never_cache
@require_POST
@only(people.SYSTEM)
def give_password(request: HttpRequest, number: int) -> HttpResponse:
    """Draw a new password for somebody; it is shown once."""
    user = _user(number)
    try:
        return _password_shown(request, user, people.give_password(user, by(request)))
    except people.Unfit as unfit:
        return _page(request, user, str(unfit))


@require_POST
@only(people.SYSTEM)
def link(request: HttpRequest, number: int) -> HttpResponse:
    """Say who somebody is for the issuer of identities."""
    subject = typed(request, "subject", 300)
    return _done(request, _user(number), lambda user, who: people.link_identity(user, subject, who))


def _done(request: HttpRequest, user: User, verb: Callable[[User, By], object]) -> HttpResponse:
    try:
        verb(user, by(request))
    except people.NotYours as other:
        name = str(ADMINISTRATORS.get(str(other), ""))
        return state(request, 403, _("Not yours"), _("This belongs to: %s.") % name)
    except people.Unfit as unfit:
        return _page(request, _user(user.pk), str(unfit))
    return HttpResponseRedirect(address(request, f"/people/{user.pk}", done="1"))
