"""What is asked before an act of a hand-over, what is pointed out, and what follows from it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from fangzhi.casework.declaration import register
from fangzhi.casework.models import Share
from fangzhi.registers.protection.crime.thresholds import nearness
from fangzhi.registers.protection.crime.warning import FIGURES, figures_of, hand_overs_of, warnings
from fangzhi.registers.protection.handover.papers import POLICE, PROCURATORATE

if TYPE_CHECKING:
    from fangzhi.casework.declaration import Situation
    from fangzhi.casework.models import Record

CASES = frozenset({"passing_off", "infringement"})
"""Registers whose cases can show a crime."""
LEAST_OFFICERS = 2
SUSPICION = date(2020, 8, 7)
"""From this day a reasonable suspicion is enough (Order 310 as revised, Art. 3 para. 2)."""
WITH_POLICE = (
    "sent",
    "received",
    "incomplete",
    "passed_on",
    "refused",
    "reconsidered",
    "upheld",
    "docketed",
    "handed",
)
OVER = ("declined", "returned", "closed", "archived")


def may_open(one: Situation) -> str | None:
    """A hand-over belongs to a case that can show a crime; there is one at a time about a suspect."""
    case: Record = one.inputs["case"]
    if case.register not in CASES:
        return _("A record of this register shows no crime: name a case of enforcement.")
    running = (
        hand_overs_of(case).exclude(record__state__in=OVER).filter(record__parties=one.inputs["suspect"])
    )
    if running.exists():
        return _("A hand-over of this case about the same suspect is running already.")
    return may_be_so(one)


def may_be_so(one: Situation) -> str | None:
    """At least two officers verify it, and its ground is one of the law of the day."""
    team = {line.strip() for line in one.inputs["team"].splitlines() if line.strip()}
    if len(team) < LEAST_OFFICERS:
        return _("A suspicion is verified by at least two officers; name them with their licences.")
    if one.inputs["ground"] == "suspicion" and one.occurred_on < SUSPICION:
        return _("A suspicion without an amount is a ground from %s on.") % SUSPICION
    return None


def figures_of_case(one: Situation) -> dict[str, Any]:
    """The figures of the case, where the hand-over was given none of its own."""
    case: Record = one.inputs["case"]
    known = register(case.register).model._base_manager.get(pk=case.pk)
    return {
        name: getattr(known, name, None) if one.inputs.get(name) in (None, False) else one.inputs[name]
        for name in FIGURES
        if hasattr(known, name)
    }


def near_as_opened(one: Situation) -> list[str]:
    """How near the case comes to a crime, by the figures given and those of the case."""
    return _near(one, {name: one.inputs.get(name) for name in FIGURES} | figures_of_case(one))


def near_as_given(one: Situation) -> list[str]:
    """The same by the figures given alone."""
    return _near(one, {name: one.inputs.get(name) for name in FIGURES}) if "offence" in one.inputs else []


def _near(one: Situation, figures: dict[str, Any]) -> list[str]:
    if one.inputs["offence"] != "passing_off":
        return []
    found = figures_of(figures)
    told = warnings(one.occurred_on, **found)
    reached = any(each.reached for each in nearness(one.occurred_on, **found))
    if one.inputs["ground"] == "threshold" and not reached:
        told.append(_("No amount reaches a threshold yet; is it handed over on another ground?"))
    return told


def must_hand_over(one: Situation) -> list[str]:
    """What speaks against keeping a case that reaches a threshold."""
    if one.detail.offence != "passing_off":
        return []
    told = warnings(one.occurred_on, **figures_of(one.detail))
    if any(each.reached for each in nearness(one.occurred_on, **figures_of(one.detail))):
        told.append(_("A case that reaches a threshold must be handed over; a fine cannot take its place."))
    return told


def package_kept(one: Situation) -> dict[str, Any]:
    """Lists of the package that are not given anew stay as they were sent."""
    return {name: one.inputs.get(name) or getattr(one.detail, name) for name in ("goods_list", "appraisal")}


def docketed(one: Situation) -> dict[str, Any]:
    """The answer of the police; earlier reasons against it are no longer theirs."""
    return {"progress": "docket", "police_reasons": ""}


def other_part(one: Situation) -> str | None:
    """Police and procuratorate are two offices."""
    return _taken(one, PROCURATORATE)


def new_police(one: Situation) -> str | None:
    """Another office than the one that passed it on."""
    wanted = one.inputs[POLICE]
    if Share._base_manager.filter(record=one.record.pk, office=wanted.pk, kind=POLICE).exists():
        return _("This office has the hand-over already.")
    return _taken(one, POLICE)


def _taken(one: Situation, part: str) -> str | None:
    shared = Share._base_manager.filter(record=one.record.pk, office=one.inputs[part].pk)
    if shared.exclude(kind=part).exists():
        return _("This office takes part already, as the other body.")
    return None


def after_review(one: Situation) -> str:
    """The police docket it after all, or uphold their refusal."""
    return "ordered" if one.inputs["outcome"] == "docket" else "upheld"


def clock_after_review(one: Situation) -> tuple[str, ...]:
    """The procuratorate is asked within three days of a decision that upholds the refusal."""
    return () if one.inputs["outcome"] == "docket" else ("crim.supervise_ask",)


def after_supervision(one: Situation) -> str:
    """The police are told to docket, or the refusal stands."""
    return "ordered" if one.inputs["outcome"] == "docket" else "upheld"
