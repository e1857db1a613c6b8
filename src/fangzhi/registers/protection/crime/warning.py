"""What an officer is told when a case comes near the threshold of a crime, and what must then be decided.

For every register whose detail has `turnover_fen`, `gains_fen`, `loss_fen`, `patents` and `repeated`:
`warn` fits a transition's `warn`; a guard can return `undecided`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from fangzhi.casework.fields import yuan
from fangzhi.casework.models import Link
from fangzhi.registers.protection.crime.thresholds import flagged, nearness

if TYPE_CHECKING:
    from datetime import date

    from fangzhi.casework.declaration import Situation
    from fangzhi.casework.models import Record
    from fangzhi.registers.protection.crime.thresholds import Near

FIGURES = ("turnover_fen", "gains_fen", "loss_fen", "patents", "repeated")
HANDOVER = "handover"
CASE = "case"
"""The kind of link from a hand-over to its case."""
UNDECIDED = ("suspected", "reported")
"""States of a hand-over in which the head of the office has not decided."""


def figures_of(holder: Any) -> dict[str, Any]:
    """The figures of a detail or of inputs, as far as it has them, as `nearness` takes them."""
    told = holder if isinstance(holder, dict) else {name: getattr(holder, name, None) for name in FIGURES}
    found = {name: told[name] for name in FIGURES if told.get(name) is not None}
    return found | {"patents": found.get("patents") or 1, "repeated": bool(found.get("repeated"))}


def words_of(one: Near) -> str:
    """How near a case comes to one limb, in words."""
    whens = {"always": "", "patents": _(" for two patents or more"), "repeated": _(" for a repetition")}
    told = {
        "what": _MEASURES[one.limb.measure](),
        "value": yuan(one.value),
        "amount": yuan(one.limb.amount),
        "percent": one.percent,
        "source": one.limb.source,
        "when": whens[one.limb.when],
    }
    words = (
        _(
            "%(what)s of %(value)s yuan reaches %(amount)s yuan, the threshold of a crime%(when)s (%(source)s)."
        )
        if one.reached
        else _(
            "%(what)s of %(value)s yuan is %(percent)s %% of %(amount)s yuan, the threshold of a crime%(when)s "
            "(%(source)s)."
        )
    )
    return words % told


_MEASURES = {"turnover": lambda: _("Turnover"), "gains": lambda: _("Gains"), "loss": lambda: _("Loss")}


def warnings(day: date, **figures: Any) -> list[str]:
    """What to say of a case with these figures (those of `nearness`) on a day: a sentence for each measure
    that comes near, and at 100 per cent that it must be decided."""
    near = flagged(nearness(day, **figures))
    nearest = {one.limb.measure: one for one in reversed(near)}
    told = [words_of(one) for one in near if nearest[one.limb.measure] is one]
    if any(one.reached for one in near):
        told.append(_("It must be decided whether the case is handed over to the police, with the reasons."))
    return told


def warn(one: Situation) -> list[str]:
    """The same for a record as it stands, with the figures that the act is given laid over it."""
    given = {name: value for name, value in one.inputs.items() if value is not None}
    return warnings(one.occurred_on, **figures_of(figures_of(one.detail) | given))


def undecided(record: Record, day: date, **figures: Any) -> str | None:
    """Why a case that reaches a threshold cannot be ended yet: nobody has decided about a hand-over.

    The decision is that of the head of the office in a hand-over of this case, either way.
    """
    if not any(one.reached for one in nearness(day, **figures)):
        return None
    states = set(hand_overs_of(record).values_list("record__state", flat=True))
    if not states:
        return _("The case reaches the threshold of a crime: open a hand-over, in which it is decided.")
    if states & set(UNDECIDED):
        return _("The hand-over of this case has not been decided yet.")
    return None


def hand_overs_of(record: Record) -> Any:
    """The links of the hand-overs of a case to it, whoever may see them: for acts alone."""
    return Link._base_manager.filter(target=record.pk, kind=CASE, record__register=HANDOVER)
