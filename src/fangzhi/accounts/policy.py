"""The rules of signing in (登录策略), all in one place, with the values that hold where nobody sets others.

The values follow what assessments of graded protection level 3 (等级保护三级, GB/T 22239-2019, 8.1.4.1)
commonly ask for. `fangzhi.config.settings` reads the variables named here and keeps the result as
`settings.POLICY` and `settings.OIDC`. Nothing here imports Django.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Policy:
    """What holds for every local account. Raises `ValueError` for values that no policy can have."""

    password_length: int = 10
    """Characters a password has at least."""
    password_classes: int = 3
    """How many of small letters, capitals, digits and other characters it holds at least."""
    password_history: int = 5
    """The latest passwords that may not be taken again."""
    password_days: int = 90
    """Days after which a password must be changed at the next sign-in; 0 is never. FANGZHI_PASSWORD_DAYS"""
    require_totp: bool = False
    """Whether everybody needs the second factor; administrators need it always. FANGZHI_REQUIRE_TOTP"""
    idle: timedelta = timedelta(minutes=30)
    """A session ends after so long without a request. FANGZHI_IDLE_MINUTES"""
    longest_session: timedelta = timedelta(hours=12)
    """A session ends so long after the sign-in, whatever is done. FANGZHI_SESSION_HOURS"""
    sessions: int = 3
    """Sessions one person may have at a time; the oldest ends for a new one. FANGZHI_SESSIONS"""
    elevation: timedelta = timedelta(minutes=30)
    """How long an administrator's rights last once they are taken. FANGZHI_ELEVATION_MINUTES"""
    entry: timedelta = timedelta(minutes=10)
    """How long a sign-in may stand half done, between password and code."""
    window: timedelta = timedelta(minutes=15)
    """How long a failure is remembered; so long somebody has to wait."""
    failures_of_a_name: int = 5
    """Failures of one name from one address until that address has to wait."""
    failures_of_an_address: int = 20
    """Failures from one address, whatever the names, until it has to wait."""
    wrong_codes: int = 10
    """Wrong codes in a row after right passwords until the account is locked (锁定)."""
    token_days: int = 365
    """Days for which a token of the interface holds."""

    def __post_init__(self) -> None:
        """Refuse what would lock everybody out or let everybody in."""
        if self.password_days < 0:
            raise ValueError("FANGZHI_PASSWORD_DAYS is a number of days, or 0 for never")
        if self.sessions < 1:
            raise ValueError("FANGZHI_SESSIONS must be at least 1")
        if min(self.idle, self.longest_session, self.elevation) < timedelta(minutes=1):
            raise ValueError("the limits of sessions must be at least one minute")

    @property
    def touch(self) -> timedelta:
        """How often the end of a session is written anew: a tenth of the idle time, so that most requests
        write nothing."""
        return self.idle / 10


@dataclass(frozen=True)
class Issuer:
    """Where identities come from that other systems vouch for (统一身份认证), by OpenID Connect. Raises
    `ValueError` for an address that does not speak HTTPS, unless it is this machine's own."""

    address: str
    """Its issuer identifier; the description stands below it. FANGZHI_OIDC_ISSUER"""
    client: str
    """Our name with it. FANGZHI_OIDC_CLIENT_ID"""
    secret: str
    """Our secret with it. FANGZHI_OIDC_CLIENT_SECRET"""
    label: str = "OpenID Connect"
    """What people call it. FANGZHI_OIDC_LABEL"""
    claim: str = ""
    """A claim whose value is the user name of the account, where accounts need not be linked one by one.
    FANGZHI_OIDC_CLAIM"""

    def __post_init__(self) -> None:
        """Refuse an issuer that anybody on the way could play."""
        parts = urlsplit(self.address)
        if parts.scheme != "https" and parts.hostname not in LOOPBACK:
            raise ValueError("FANGZHI_OIDC_ISSUER must be an address that begins with https://")
        if not self.client:
            raise ValueError("FANGZHI_OIDC_ISSUER needs FANGZHI_OIDC_CLIENT_ID beside it")
