"""Casework as a Django application."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """The kernel: records, acts, ledger, access, clocks, papers."""

    name = "fangzhi.casework"
    label = "casework"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Whoever holds a role in an office does not become an administrator."""
        from fangzhi.accounts.people import before_appointment
        from fangzhi.casework.access.grants import speaks_against

        before_appointment.append(speaks_against)
