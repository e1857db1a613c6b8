"""Sessions (会话): they end when nobody works in them, at the latest after some hours, and a person has only
so many. The store is Django's, with rows that know whose they are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.auth.models import User

    from fangzhi.accounts.models import PersonSession

BEGAN, ORIGIN, AGENT = "began", "origin", "agent"


class SessionStore(DatabaseStore):
    """Django's sessions in the database, with an end that follows the policy. A request writes the end anew
    only when a tenth of the idle time has gone since the last writing."""

    @classmethod
    def get_model_class(cls) -> type[PersonSession]:
        """The rows."""
        from fangzhi.accounts.models import PersonSession

        return PersonSession

    def load(self) -> dict[str, Any]:
        """What is kept of the session, in one query; empty where it has ended."""
        row = self._get_session_from_db()  # type: ignore[attr-defined]
        if row is None:
            return {}
        kept: dict[str, Any] = self.decode(row.session_data)
        if timezone.now() - row.seen_at >= settings.POLICY.touch:
            self.modified = True
        return kept

    def get_session_cookie_age(self) -> int:
        """Seconds until the session ends: when it stays idle, or when it has lasted its longest."""
        left = self._began() + settings.POLICY.longest_session - timezone.now()
        return max(0, int(min(settings.POLICY.idle, left) / timedelta(seconds=1)))

    def _began(self) -> datetime:
        stamp = self.get(BEGAN)
        return datetime.fromtimestamp(stamp, UTC) if isinstance(stamp, (int, float)) else timezone.now()

    def save(self, must_create: bool = False) -> None:
        """Write the session, with the time it began."""
        if self.session_key is not None:
            kept = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
            kept.setdefault(BEGAN, timezone.now().timestamp())
        super().save(must_create)

    def create_model_instance(self, data: dict[str, Any]) -> PersonSession:
        """The row with whose session it is and where it was begun."""
        row = cast("PersonSession", super().create_model_instance(data))
        person = data.get("_auth_user_id")
        row.user_id = int(person) if person else None
        row.began_at, row.seen_at = self._began(), timezone.now()
        row.origin, row.agent = data.get(ORIGIN, ""), data.get(AGENT, "")
        return row


def living(user: User) -> list[PersonSession]:
    """A person's sessions that have not ended, the newest first."""
    rows = SessionStore.get_model_class().objects
    return list(rows.filter(user_id=user.pk, expire_date__gt=timezone.now()).order_by("-began_at"))


def keep_the_newest(user: User) -> int:
    """End the oldest sessions beyond the number one person may have; how many ended. Rows of sessions that
    ended long ago go too."""
    SessionStore.clear_expired()
    return end(living(user)[settings.POLICY.sessions :])


def end_all(user: User, *, but: str | None = None) -> int:
    """End a person's sessions, but for the one with this key; how many ended."""
    return end(row for row in living(user) if row.session_key != but)


def end(rows: Iterable[PersonSession]) -> int:
    """End these sessions; how many ended."""
    keys = [row.session_key for row in rows]
    return SessionStore.get_model_class().objects.filter(session_key__in=keys).delete()[0]
