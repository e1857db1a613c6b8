"""What a case of passing-off records beside the header: the lead, the goods, the amounts, the penalty."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fangzhi.casework.fields import CreditCodeField, MoneyField
from fangzhi.casework.models import Detail

SOURCES = [
    ("inspection", _("inspection by the office")),
    ("report", _("report")),
    ("complaint", _("complaint of the patentee")),
    ("transfer", _("transferred by another office")),
    ("hotline", _("hotline")),
    ("exhibition", _("exhibition")),
    ("platform", _("electronic commerce")),
]
FOUND = ("inspection", "exhibition", "platform")
"""Sources by which the office found it itself; the others reached it as a report."""
PARTIES = [("entity", _("a unit")), ("person", _("a person"))]
CONDUCT = [
    ("unpatented", _("unpatented goods or packaging marked as patented")),
    ("lapsed", _("marking goes on after the patent lapsed or was declared invalid")),
    ("number", _("number of somebody else's patent used without leave")),
    ("selling", _("such goods sold")),
    ("papers", _("unpatented things called patented, or an application a patent, in manuals or advertising")),
    ("forged", _("papers of a patent forged or altered")),
    ("other", _("another act by which the public is confused")),
]


class PassingOffCase(Detail):
    """One party and one course of conduct (Implementing Rules 2010 R. 84, 2023 R. 101): that is one case."""

    source = models.CharField(_("How it came in"), max_length=20, choices=SOURCES, default="inspection")
    reporter = models.CharField(
        _("Reporter"), max_length=100, blank=True, help_text=_("Empty for an anonymous report.")
    )
    reporter_contact = models.CharField(_("Contact of the reporter"), max_length=200, blank=True)
    party = models.CharField(_("Party"), max_length=200, help_text=_("Who marks or sells the goods."))
    party_kind = models.CharField(_("The party is"), max_length=10, choices=PARTIES, default="entity")
    party_code = CreditCodeField(_("Credit code of the party"), blank=True)
    party_address = models.CharField(_("Address of the party"), max_length=300, blank=True)
    party_contact = models.CharField(_("Contact of the party"), max_length=200, blank=True)
    goods = models.CharField(_("Goods"), max_length=200)
    seen_at = models.CharField(_("Where it was seen"), max_length=300)
    mark = models.CharField(
        _("Number or words marked"),
        max_length=200,
        help_text=_("As they stand on the goods, right or wrong."),
    )
    mark_status = models.CharField(
        _("True status of the number"),
        max_length=300,
        blank=True,
        help_text=_("What the register says on that day: lapsed, another's, an application, unknown."),
    )
    facts = models.TextField(_("Facts"), max_length=20000)
    conduct = models.CharField(_("Kind of passing-off"), max_length=12, choices=CONDUCT, blank=True)
    ended_on = models.DateField(
        _("Last day of the act"),
        null=True,
        blank=True,
        help_text=_("By it the limit of the fine is chosen; empty while it goes on."),
    )
    quantity = models.CharField(_("Quantity and unit price"), max_length=200, blank=True)
    turnover_fen = MoneyField(_("Turnover"), null=True, blank=True)
    gains_fen = MoneyField(_("Illegal gains"), null=True, blank=True)
    loss_fen = MoneyField(_("Direct loss of the patentee"), null=True, blank=True)
    patents = models.PositiveSmallIntegerField(_("Number of patents"), default=1)
    repeated = models.BooleanField(_("Within two years after a penalty for the same"), default=False)
    evidence = models.TextField(
        _("List of evidence"),
        max_length=20000,
        blank=True,
        help_text=_("One item a line: what, from where, taken by whom, kept where."),
    )
    goods_list = models.TextField(
        _("Goods list"),
        max_length=20000,
        blank=True,
        help_text=_("One item a line: what, how many, where kept."),
    )
    fine_fen = MoneyField(_("Fine"), null=True, blank=True)
    confiscated_fen = MoneyField(_("Gains confiscated"), null=True, blank=True)
    orders = models.TextField(
        _("Orders"), max_length=20000, blank=True, help_text=_("One a line, without the amounts.")
    )
    paid_fen = MoneyField(_("Paid"), null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.party}（{self.goods}）"

    @property
    def owed_fen(self) -> int:
        """What the decision asks for, without surcharge."""
        return (self.fine_fen or 0) + (self.confiscated_fen or 0)
