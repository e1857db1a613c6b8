"""How long a licence holds, and how many officers of an office can inspect on a day."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from fangzhi.casework.declaration import NotNow, Standing
from fangzhi.casework.models import Office
from fangzhi.casework.offices import stage_on
from fangzhi.registers.administration.licence.model import OfficerLicence

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fangzhi.casework.declaration import Situation

TWO = 2
"""Officers without whom an office cannot inspect (行政处罚法 2021, Art. 42)."""


def in_order(one: Situation) -> str | None:
    """A licence ends after it was issued."""
    if one.inputs["valid_until"] <= one.inputs["issued_on"]:
        return _("The licence must be valid for longer than the day on which it was issued.")
    return None


def same_number(one: Situation) -> list[str]:
    """Another licence of the office with the same number."""
    number = one.inputs.get("licence_number", "")
    alike = OfficerLicence.objects.filter(licence_number=number, record__office=one.record.office_id)
    if number and alike.exclude(pk=one.record.pk).exists():
        return [_("A licence with the number %s has been entered already.") % number]
    return []


def longer(one: Situation) -> str | None:
    """A renewal ends later than what it renews."""
    before: date = one.detail.valid_until
    if one.inputs["valid_until"] <= before:
        return _("The renewed licence must be valid for longer than until %s.") % before
    return None


def after_renewal(one: Situation) -> str:
    """A licence that had lapsed is valid again; a suspension goes on."""
    return "valid" if one.record.state == "lapsed" else one.record.state


def over(one: Situation) -> NotNow | None:
    """A licence lapses when its last day has passed."""
    last: date = one.detail.valid_until
    if one.occurred_on > last:
        return None
    return NotNow(_("The licence is valid until %s.") % last, last + timedelta(days=1))


def renewal(one: Situation) -> dict[str, date]:
    """Until when the renewal is asked for: reckoned back from the last day."""
    return {"officer.renew": one.inputs["valid_until"]}


def standing(offices: Sequence[int], day: date) -> list[Standing]:
    """Officers with a valid licence by office, and the cities and counties with enough of them to inspect:
    three queries. An officer with two licences counts once."""
    rows = OfficerLicence.objects.filter(
        record__office__in=list(offices), record__state="valid", issued_on__lte=day, valid_until__gte=day
    )
    holders = Counter(office for office, _name in set(rows.values_list("record__office", "holder")))
    told = [Standing(_("Officers with a valid licence"), office, holders[office]) for office in offices]
    found = Office.objects.filter(pk__in=list(offices), outside=False).prefetch_related("stages")
    levels = {one.pk: stage_on(one, day).level for one in found if not one.closed or one.closed > day}
    for level, (able, whole) in _level_names().items():
        there = [office for office, held in levels.items() if held == level]
        told.append(Standing(able, None, sum(holders[office] >= TWO for office in there)))
        told.append(Standing(whole, None, len(there)))
    return told


def _level_names() -> dict[str, tuple[str, str]]:
    return {
        "prefecture": (_("Offices of cities that can inspect"), _("Offices of cities")),
        "county": (_("Offices of counties that can inspect"), _("Offices of counties")),
    }
