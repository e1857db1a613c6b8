"""The way in by another system's word: to the issuer of identities, and back from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from fangzhi.accounts import oidc
from fangzhi.accounts.entry import NoEntry, Pending, Way, locked_out, must_wait
from fangzhi.accounts.log import Act, Actor, record
from fangzhi.accounts.models import account_of
from fangzhi.web.pages.account import form, on_this_site, origin, proceed

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

BACK = "/sign-in/issuer/back"


@never_cache
@require_GET
def to_issuer(request: HttpRequest) -> HttpResponse:
    """Send somebody to the issuer."""
    if settings.OIDC is None:
        raise Http404(_("No other system vouches for people here. Sign in with your password."))
    wanted = on_this_site(request, request.GET.get("next", ""))
    try:
        return HttpResponseRedirect(oidc.start(request, request.build_absolute_uri(BACK), wanted))
    except oidc.NotVouched as silent:
        return form(request, NoEntry(str(silent), 502))


@never_cache
@require_GET
def from_issuer(request: HttpRequest) -> HttpResponse:
    """Somebody comes back from the issuer; only the person of a linked account goes on."""
    if settings.OIDC is None:
        raise Http404(_("No other system vouches for people here. Sign in with your password."))
    try:
        returned = oidc.come_back(request)
    except oidc.NotVouched as silent:
        return form(request, NoEntry(str(silent), 403))
    user = oidc.person(returned.identity)
    if user is None:
        return _unknown(request, returned.identity)
    refused = locked_out(account_of(user))
    if refused:
        return form(request, refused)
    return proceed(request, Pending(user, Way.ISSUER, False, returned.next))


def _unknown(request: HttpRequest, identity: oidc.Identity) -> HttpResponse:
    come_from = origin(request)
    if not must_wait(identity.subject, come_from):
        record(
            Act.UNKNOWN_IDENTITY,
            Actor(identity.user_name, come_from),
            refused=True,
            identity=identity.subject,
        )
    sentence = _(
        "No account here is linked to your identity. Tell the system administrator this word: %s. "
        "They can link it to your account."
    )
    return form(request, NoEntry(sentence % identity.subject, 403))
