"""What is recorded of an officer's enforcement licence beside the header."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fangzhi.casework.models import Detail

ISSUERS = [
    ("national", _("national patent office")),
    ("province", _("province")),
    ("other", _("another body")),
]


class OfficerLicence(Detail):
    """One licence of one officer: who holds none, or one that is not valid, inspects nothing."""

    holder = models.CharField(_("Holder"), max_length=100)
    licence_number = models.CharField(_("Licence number"), max_length=60)
    issuer = models.CharField(_("Issued by"), max_length=12, choices=ISSUERS)
    issued_on = models.DateField(_("Issued on"))
    valid_until = models.DateField(_("Valid until"))
    scope = models.CharField(
        _("Scope"), max_length=300, blank=True, help_text=_("Field and place, as the licence states them.")
    )

    class Meta:
        indexes = [models.Index(fields=("licence_number",), name="licence_number")]

    def __str__(self) -> str:
        return f"{self.holder}（{self.licence_number}）"
