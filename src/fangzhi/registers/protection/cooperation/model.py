"""What an office records of a request between offices beside the header."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fangzhi.casework.models import Detail

DIRECTIONS = [("out", _("asked by this office")), ("in", _("asked of this office"))]
KINDS = [
    ("evidence", _("investigation and evidence")),
    ("service", _("service of documents")),
    ("transfer", _("transfer of jurisdiction")),
    ("customs", _("assistance with customs")),
    ("other", _("other assistance")),
]
OUTCOMES = {
    "done": _("done as asked"),
    "partly": _("done in part"),
    "impossible": _("could not be done"),
    "returned": _("returned"),
    "withdrawn": _("request withdrawn"),
}


class CooperationRequest(Detail):
    """One request as one of the two offices keeps it: who asked and who was asked have a record each."""

    direction = models.CharField(_("Direction"), max_length=3, choices=DIRECTIONS, default="out")
    kind = models.CharField(_("What is asked for"), max_length=12, choices=KINDS)
    other_office = models.CharField(_("The other office"), max_length=200, blank=True)
    letter = models.CharField(_("Number of their letter"), max_length=60, blank=True)
    subject = models.CharField(_("Subject"), max_length=300)
    particulars = models.TextField(
        _("What is asked and why"),
        max_length=20000,
        help_text=_("Persons, places, goods; the provision on which the request rests."),
    )
    files = models.TextField(
        _("Enclosed files"), max_length=5000, blank=True, help_text=_("One file a line; it is the file list.")
    )
    answer_by = models.DateField(
        _("Answer due on"), help_text=_("The day that was agreed, or that the office proposes.")
    )
    passed_to = models.CharField(_("Passed on to"), max_length=200, blank=True)
    outcome = models.CharField(_("Outcome"), max_length=12, choices=list(OUTCOMES.items()), blank=True)
    answer = models.TextField(_("Answer"), max_length=20000, blank=True)
    enclosed = models.TextField(
        _("Files enclosed with the answer"), max_length=5000, blank=True, help_text=_("One file a line.")
    )

    def __str__(self) -> str:
        return self.subject
