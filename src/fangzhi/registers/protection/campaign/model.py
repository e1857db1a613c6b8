"""What an office records of a campaign beside the header."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fangzhi.casework.models import Detail


class Campaign(Detail):
    """A campaign as one office runs it, on its own or as one of several."""

    name = models.CharField(_("Name of the campaign"), max_length=200)
    aims = models.TextField(
        _("Aims"), max_length=20000, help_text=_("What is looked for, where and in which trades.")
    )
    begins_on = models.DateField(_("First day"))
    ends_on = models.DateField(_("Last day"))
    people = models.TextField(
        _("People taking part"), max_length=5000, blank=True, help_text=_("One person a line.")
    )
    partners = models.TextField(
        _("Other bodies taking part"),
        max_length=5000,
        blank=True,
        help_text=_("One a line: customs, police, organisers of shows."),
    )
    leader = models.CharField(_("Leading office"), max_length=200, blank=True)
    report = models.TextField(_("Report"), max_length=20000, blank=True)

    def __str__(self) -> str:
        return self.name
