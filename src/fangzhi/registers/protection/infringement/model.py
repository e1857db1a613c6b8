"""What a case of infringement adjudication records beside the header: the petition, the patent, the panel."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fangzhi.casework.fields import CreditCodeField, PatentNumberField
from fangzhi.casework.models import Detail

SOURCES = [
    ("petition", _("petition at the office")),
    ("hotline", _("hotline")),
    ("exhibition", _("exhibition")),
    ("platform", _("electronic commerce")),
    ("transfer", _("transferred by another office")),
]
PROOFS = [
    ("register_copy", _("copy of the patent register")),
    ("certificate", _("certificate and receipt of this year's fee")),
]


class InfringementCase(Detail):
    """One patent and one respondent: that is one case (件)."""

    source = models.CharField(_("How it came in"), max_length=20, choices=SOURCES, default="petition")
    petitioner = models.CharField(_("Petitioner"), max_length=200)
    petitioner_address = models.CharField(_("Address of the petitioner"), max_length=300)
    petitioner_representative = models.CharField(_("Legal representative"), max_length=100, blank=True)
    petitioner_contact = models.CharField(_("Contact of the petitioner"), max_length=200)
    agent = models.CharField(_("Agent of the petitioner"), max_length=200, blank=True)
    respondent = models.CharField(_("Respondent"), max_length=200)
    respondent_code = CreditCodeField(
        _("Credit code of the respondent"), blank=True, help_text=_("18 characters; empty for a person.")
    )
    respondent_address = models.CharField(_("Address of the respondent"), max_length=300)
    respondent_contact = models.CharField(_("Contact of the respondent"), max_length=200, blank=True)
    respondent_abroad = models.BooleanField(
        _("The respondent has no fixed domicile in China"),
        default=False,
        help_text=_("Then the time for the answer is longer."),
    )
    foreign_party = models.BooleanField(_("A party is foreign"), default=False)
    patent_number = PatentNumberField(_("Patent number"), help_text=_("One case is about one patent."))
    patent_title = models.CharField(_("Title of the patent"), max_length=300)
    filing_date = models.DateField(_("Filing date"))
    grant_date = models.DateField(_("Date of grant"))
    legal_status_proof = models.CharField(
        _("Proof that the patent is in force"), max_length=20, choices=PROOFS
    )
    evaluation_report = models.BooleanField(
        _("An evaluation report was handed in"),
        default=False,
        help_text=_("For utility models and designs, when the office asks for it."),
    )
    asserted_claims = models.CharField(_("Asserted claims"), max_length=300)
    facts = models.TextField(_("Facts: time, place, purchase"), max_length=20000)
    requests = models.TextField(_("Requests"), max_length=5000)
    evidence = models.TextField(
        _("List of evidence"),
        max_length=20000,
        help_text=_("One item a line: what, from where, what it proves."),
    )
    no_suit = models.BooleanField(
        _("No suit about the same dispute is pending"),
        default=False,
        help_text=_("A dispute that a court has taken on cannot be taken on here."),
    )
    panel = models.TextField(
        _("Panel"),
        max_length=1000,
        blank=True,
        help_text=_("One name a line, the presiding one first; an odd number, at least three."),
    )
    invalidity_on = models.DateField(_("Invalidity request accepted on"), null=True, blank=True)
    answer = models.TextField(_("Answer of the respondent"), max_length=20000, blank=True)
    holding = models.TextField(_("Finding and orders"), max_length=20000, blank=True)

    class Meta:
        indexes = [models.Index(fields=("patent_number",), name="infringement_patent")]

    def __str__(self) -> str:
        return f"{self.petitioner} / {self.respondent}（{self.patent_number}）"

    @property
    def members(self) -> list[str]:
        """The members of the panel, the presiding one first."""
        return [line.strip() for line in self.panel.splitlines() if line.strip()]
