"""What a hand-over to criminal justice records beside the header: who, what for, how much, and with what."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fangzhi.casework.fields import CreditCodeField, MoneyField
from fangzhi.casework.models import Detail

OFFENCES = [
    ("passing_off", _("passing off a patent (Criminal Law Art. 216)")),
    ("other", _("another crime")),
]
GROUNDS = [
    ("threshold", _("an amount reaches the threshold")),
    ("serious", _("other serious circumstances")),
    ("suspicion", _("reasonable suspicion that only the police can clear up")),
]
PROGRESS = {
    "docket": _("docketed by the police"),
    "refuse": _("not docketed by the police"),
    "uphold": _("refusal upheld"),
}


class Handover(Detail):
    """One suspect of one case that is, or is not, handed over."""

    suspect = models.CharField(
        _("Suspect"), max_length=200, help_text=_("The person or the unit; one hand-over is about one.")
    )
    suspect_code = CreditCodeField(_("Credit code of the suspect"), blank=True)
    suspect_contact = models.CharField(_("Address and contact of the suspect"), max_length=300, blank=True)
    offence = models.CharField(_("Suspected of"), max_length=20, choices=OFFENCES, default="passing_off")
    ground = models.CharField(_("Why it is suspected"), max_length=20, choices=GROUNDS)
    facts = models.TextField(_("Facts"), max_length=20000)
    team = models.TextField(
        _("Officers who verify it"),
        max_length=1000,
        help_text=_("One a line with the number of the licence; at least two."),
    )
    turnover_fen = MoneyField(_("Turnover"), null=True, blank=True, help_text=_("Empty: as the case has it."))
    gains_fen = MoneyField(_("Illegal gains"), null=True, blank=True)
    loss_fen = MoneyField(_("Direct loss of the patentee"), null=True, blank=True)
    patents = models.PositiveSmallIntegerField(_("Number of patents"), null=True, blank=True)
    repeated = models.BooleanField(_("Within two years after a penalty for the same"), default=False)
    findings = models.TextField(_("Findings of the report"), max_length=20000, blank=True)
    evidence_list = models.TextField(
        _("Evidence list"),
        max_length=20000,
        blank=True,
        help_text=_("One item a line; nothing is handed over without it."),
    )
    goods_list = models.TextField(
        _("Goods list"),
        max_length=20000,
        blank=True,
        help_text=_("One item a line: what, how many, where kept."),
    )
    appraisal = models.TextField(_("Test reports and appraisals"), max_length=5000, blank=True)
    police_number = models.CharField(_("Number given by the police"), max_length=100, blank=True)
    progress = models.CharField(
        _("Answer of the police"), max_length=12, choices=list(PROGRESS.items()), blank=True
    )
    police_reasons = models.TextField(_("Reasons of the police"), max_length=20000, blank=True)
    missing = models.TextField(_("What the police ask for"), max_length=5000, blank=True)

    def __str__(self) -> str:
        return self.suspect

    @property
    def members(self) -> list[str]:
        """The officers who verify it."""
        return [line.strip() for line in self.team.splitlines() if line.strip()]
