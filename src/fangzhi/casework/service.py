"""Service of documents (送达): the ways, what proves each, and the day on which it counts.

Sources: Civil Procedure Law (民事诉讼法) Art. 87–95 for the ways; a document served by public notice counts
as served 30 days after the notice since 2022-01-01, and 60 days before (the latter unverified).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fangzhi.casework.declaration import NotNow
from fangzhi.casework.widgets import date_input

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import Promise

PUBLIC_NOTICE = "public_notice"
METHODS: dict[str, Promise] = {
    "direct": gettext_lazy("handed over, receipt signed"),
    "left": gettext_lazy("left at the place, before witnesses"),
    "agent": gettext_lazy("through an agent or another office"),
    "post": gettext_lazy("by post, date on the receipt"),
    "electronic": gettext_lazy("electronically, with consent"),
    PUBLIC_NOTICE: gettext_lazy("by public notice"),
}
PROOF = ("addressee", "method", "handed_on", "deliverer", "place", "signed_by")
SHORTER_NOTICE = date(2022, 1, 1)


def notice_days(handed_on: date) -> int:
    """Days after which a public notice counts as served."""
    return 30 if handed_on >= SHORTER_NOTICE else 60


def served_on(method: str, handed_on: date) -> date:
    """The day on which a document counts as served."""
    if method != PUBLIC_NOTICE:
        return handed_on
    return handed_on + timedelta(days=notice_days(handed_on))


def follow_day(event: int, day: date) -> None:
    """Bring the proof of service into step with an event whose day was corrected."""
    from fangzhi.casework.models import Delivery

    rows = Delivery.objects.filter(event=event)
    rows.exclude(method=PUBLIC_NOTICE).update(handed_on=day)
    rows.update(served_on=day)


def proof_fields() -> dict[str, forms.Field]:
    """What every service must show; without it nothing is served."""
    return {
        "addressee": forms.CharField(label=gettext_lazy("Addressee"), max_length=200),
        "method": forms.ChoiceField(label=gettext_lazy("Way of service"), choices=list(METHODS.items())),
        "handed_on": forms.DateField(
            label=gettext_lazy("Handed over, posted or published on"),
            help_text=gettext_lazy(
                "By post: the date on the receipt. By public notice: the day it was published."
            ),
            widget=date_input(),
        ),
        "deliverer": forms.CharField(label=gettext_lazy("Delivered by"), max_length=100),
        "place": forms.CharField(label=gettext_lazy("Place"), max_length=200, required=False),
        "signed_by": forms.CharField(
            label=gettext_lazy("Signature, witnesses or number of the receipt"),
            help_text=gettext_lazy("The proof of service: a document counts as served only with it."),
            max_length=200,
        ),
    }


def proven(inputs: Mapping[str, Any], occurred_on: date) -> NotNow | None:
    """Why a document does not count as served on that day; None when it does."""
    try:
        day = served_on(inputs["method"], inputs["handed_on"])
    except OverflowError:
        return NotNow(_("The document cannot have been handed over on %s.") % inputs["handed_on"])
    if day == occurred_on:
        return None
    if inputs["method"] == PUBLIC_NOTICE:
        words = _("A public notice counts as served %(days)s days after it was published, on %(day)s.")
        return NotNow(words % {"days": notice_days(inputs["handed_on"]), "day": day}, day)
    return NotNow(
        _("The document counts as served on %(day)s: give that as the day of the act.") % {"day": day}, day
    )
