"""Casework as a Django application."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """The kernel: records, acts, ledger, access, clocks, papers."""

    name = "fangzhi.casework"
    label = "casework"
    default_auto_field = "django.db.models.BigAutoField"
