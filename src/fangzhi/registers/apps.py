"""The registers as one Django application: their detail models and their migrations."""

from django.apps import AppConfig


class RegistersConfig(AppConfig):
    """Enters every register when Django starts."""

    name = "fangzhi.registers"
    label = "registers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Import the declarations."""
        from fangzhi.registers.administration import licence
        from fangzhi.registers.protection import (
            campaign,
            cooperation,
            handover,
            infringement,
            mediation,
            passing_off,
        )

        assert infringement.REGISTER, mediation.REGISTER
        assert passing_off.REGISTER
        assert campaign.REGISTER, cooperation.REGISTER
        assert handover.REGISTER, licence.REGISTER
