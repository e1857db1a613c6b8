"""The Django application of this room."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Accounts, sessions, second factors, tokens and the security log."""

    name = "fangzhi.accounts"
    label = "accounts"
