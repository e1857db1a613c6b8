"""Who somebody is, as Django asks: the user with the account in one query."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User


class AccountBackend(ModelBackend):
    """Django's check of passwords; a page costs one query for the user and the account together."""

    def get_user(self, user_id: int) -> User | None:
        """The user of a session; nobody where the account is disabled."""
        user = User.objects.select_related("account").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
