"""Signing in by another system's word (统一身份认证): OpenID Connect Core 1.0, the authorization code flow
with state, nonce and PKCE (RFC 7636).

Nobody registers by it. It lets in the person of an account that the system administrator linked to the
identity, or whose user name the issuer states in a claim that the settings name.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import sha256
from secrets import compare_digest, token_urlsafe
from typing import TYPE_CHECKING, Any, NamedTuple

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal.jwtkit import (
    lookup_kid_jwk,
    verify_and_decode,
)
from allauth.socialaccount.providers.oauth2.client import (
    OAuth2Client,
    OAuth2Error,
)
from django.conf import settings
from django.contrib.auth.models import User
from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext as _

from fangzhi.accounts import people
from fangzhi.accounts.models import Account, account_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from fangzhi.accounts.policy import Issuer

_KEY = "oidc"
DESCRIBED_FOR = 600
"""Seconds for which the issuer's description of itself is kept."""
NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class NotVouched(Exception):  # noqa: N818 - it is the issuer's word, not an error of ours
    """The issuer did not vouch for anybody: one sentence that says what to do."""


class Identity(NamedTuple):
    """Whom the issuer vouches for."""

    subject: str
    user_name: str
    """What the claim of the settings says, empty where none is named."""


def _issuer() -> Issuer:
    if settings.OIDC is None:
        raise NotVouched(_("No other system vouches for people here. Sign in with your password."))
    return settings.OIDC


def start(request: HttpRequest, back: str, wanted: str) -> str:
    """Where to send somebody who wants to sign in by the issuer; `back` is our own address that the issuer
    returns them to, `wanted` the page they came for. Raises `NotVouched`."""
    issuer = _issuer()
    description = _description(issuer)
    state, nonce, verifier = token_urlsafe(32), token_urlsafe(32), token_urlsafe(48)
    now = timezone.now().timestamp()
    request.session[_KEY] = {
        "state": state,
        "nonce": nonce,
        "verifier": verifier,
        "next": wanted,
        "back": back,
        "at": now,
    }
    asked = {
        "state": state,
        "nonce": nonce,
        "code_challenge": urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    address: str = _client(issuer, description, back).get_redirect_url(
        description["authorization_endpoint"], ["openid", "profile"], asked
    )
    return address


class Returned(NamedTuple):
    """Somebody whom the issuer sent back, and the page they came for."""

    identity: Identity
    next: str


def come_back(request: HttpRequest) -> Returned:
    """Whom the issuer vouches for, from the address it sent them back to. What was begun can be ended once.
    Raises `NotVouched`."""
    begun = request.session.pop(_KEY, None)
    if not begun or timezone.now().timestamp() - begun["at"] > settings.POLICY.entry.total_seconds():
        raise NotVouched(_("This sign-in was not begun here, or too long ago. Begin it again."))
    if not compare_digest(request.GET.get("state", "").encode(), begun["state"].encode()):
        raise NotVouched(_("The answer does not belong to the sign-in that was begun here. Begin it again."))
    code = request.GET.get("code", "")
    if not code:
        raise NotVouched(_("The issuer did not let you in. Begin again, or sign in with your password."))
    return Returned(_identity(_issuer(), code, begun), begun["next"])


def person(identity: Identity) -> User | None:
    """Whose account the identity is linked to; else the one whose user name the issuer states, which is
    linked from then on. An administrator is linked by hand alone."""
    found = Account.objects.select_related("user").filter(oidc_subject=identity.subject).first()
    if found is not None:
        return found.user if found.user.is_active else None
    named = User.objects.filter(username=identity.user_name, is_active=True).first()
    if not identity.user_name or named is None:
        return None
    account = account_of(named)
    if account.administrator or account.oidc_subject:
        return None
    people.link_identity(named, identity.subject)
    return named


def _identity(issuer: Issuer, code: str, begun: dict[str, Any]) -> Identity:
    description = _description(issuer)
    try:
        answer = _client(issuer, description, begun["back"]).get_access_token(code, begun["verifier"])
        claims = verify_and_decode(
            credential=answer["id_token"],
            keys_url=description["jwks_uri"],
            issuer=issuer.address,
            audience=issuer.client,
            lookup_kid=lookup_kid_jwk,
        )
        genuine = compare_digest(str(claims.get("nonce", "")).encode(), begun["nonce"].encode())
        subject = str(claims["sub"])
    except (OAuth2Error, OSError, KeyError, TypeError, ValueError, AttributeError):
        raise _silent() from None
    if not genuine or claims.get("azp", issuer.client) != issuer.client or not _is_word(subject):
        raise _silent()
    named = str(claims.get(issuer.claim, "")) if issuer.claim else ""
    return Identity(subject, named if _is_word(named) else "")


def _is_word(text: str) -> bool:
    """Whether a name can be kept as it is."""
    return 0 < len(text) <= 255 and text.isprintable()


def _silent() -> NotVouched:
    return NotVouched(
        _("The issuer gave no answer that can be trusted. Try again; if it stays so, tell the administrator.")
    )


def _description(issuer: Issuer) -> dict[str, Any]:
    """What the issuer says of itself (OpenID Connect Discovery 1.0). Raises `NotVouched`."""
    key = f"oidc-{sha256(issuer.address.encode()).hexdigest()}"
    known: dict[str, Any] | None = cache.get(key)
    if known is not None:
        return known
    address = issuer.address.rstrip("/") + "/.well-known/openid-configuration"
    try:
        with get_adapter().get_requests_session() as session:
            answer = session.get(address)
            answer.raise_for_status()
            said = dict(answer.json())
    except (OSError, TypeError, ValueError):
        raise _silent() from None
    if said.get("issuer") != issuer.address or not all(isinstance(said.get(one), str) for one in NEEDED):
        raise _silent()
    cache.set(key, said, DESCRIBED_FOR)
    return said


def _client(issuer: Issuer, description: dict[str, Any], back: str) -> OAuth2Client:
    methods = description.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    return OAuth2Client(
        None,
        issuer.client,
        issuer.secret,
        "POST",
        description["token_endpoint"],
        back,
        basic_auth="client_secret_post" not in methods,
    )
