"""What a mediation of another patent dispute records beside the header."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fangzhi.casework.fields import PatentNumberField
from fangzhi.casework.models import Detail

KINDS = [
    ("ownership", _("ownership of an application or a patent")),
    ("inventorship", _("inventorship")),
    ("reward", _("reward and remuneration of an inventor")),
    ("fee", _("fee for use before the grant")),
    ("damages", _("damages in an infringement case")),
    ("other", _("another dispute")),
]


class MediationCase(Detail):
    """A dispute that the office mediates when both sides agree to it."""

    dispute = models.CharField(_("Kind of dispute"), max_length=20, choices=KINDS)
    requester = models.CharField(_("Requester"), max_length=200)
    requester_contact = models.CharField(_("Contact of the requester"), max_length=200)
    opponent = models.CharField(_("Other side"), max_length=200)
    opponent_address = models.CharField(_("Address of the other side"), max_length=300)
    opponent_contact = models.CharField(_("Contact of the other side"), max_length=200, blank=True)
    patent_number = PatentNumberField(_("Application or patent number"))
    patent_title = models.CharField(_("Title of the patent"), max_length=300)
    granted_on = models.DateField(_("Date of grant"), null=True, blank=True)
    requests = models.TextField(_("Requests and reasons"), max_length=20000)
    position = models.TextField(_("Position of the other side"), max_length=20000, blank=True)

    def __str__(self) -> str:
        return f"{self.requester} / {self.opponent}（{self.patent_number}）"
