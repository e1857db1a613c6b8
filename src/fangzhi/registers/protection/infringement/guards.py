"""What the law asks before an act of infringement adjudication.

CNIPA Order 81 (专利纠纷行政裁决和调解办法) is in force from 2025-02-01; before it the rules of SIPO Orders 60
and 71 (专利行政执法办法).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from fangzhi.casework.clock.working_days import LAST
from fangzhi.casework.declaration import NotNow
from fangzhi.casework.models import Record
from fangzhi.patents.numbers import parse
from fangzhi.registers.protection import remedies
from fangzhi.registers.protection.timing import due_of, until

if TYPE_CHECKING:
    from fangzhi.casework.declaration import Situation

ORDER_81 = date(2025, 2, 1)


def one_supplement(one: Situation) -> str | None:
    """Missing items are told once, all together (Order 81 Art. 16)."""
    if one.past.has("ask_supplement"):
        return _("What was missing has been told already; it is told once, all together.")
    until: date | None = one.inputs.get("supplement_until")
    if until and until <= one.occurred_on:
        return _("The day until which it can be handed in must lie after %s.") % one.occurred_on
    return None


def acceptable(one: Situation) -> str | None:
    """A petition is docketed when no suit is pending and the panel is complete."""
    if not one.detail.no_suit:
        return _("The petitioner has not declared that no suit about the same dispute is pending.")
    return odd_panel(one)


def odd_panel(one: Situation) -> str | None:
    """A panel has an odd number of members, at least three."""
    names = one.inputs.get("panel", one.detail.panel)
    members = [line for line in names.splitlines() if line.strip()]
    if len(members) < 3 or len(members) % 2 == 0:
        return _("The panel needs an odd number of members, at least three; it has %s.") % len(members)
    return None


def same_dispute(one: Situation) -> list[str]:
    """Cases of the office about the same patent and the same respondent, by name or credit code, as far as
    the person who asks may see them."""
    from fangzhi.registers.protection.infringement.model import InfringementCase

    asked = one.inputs
    number, name, code = (asked.get(key, "") for key in ("patent_number", "respondent", "respondent_code"))
    alike = InfringementCase.objects.filter(patent_number=number, record__office=one.record.office_id)
    rows = alike.exclude(pk=one.record.pk).values_list("pk", "respondent", "respondent_code")
    same = [
        key
        for key, other, credit in rows
        if "".join(other.split()) == "".join(name.split()) or (code and credit == code)
    ]
    seen = Record.objects.filter(pk__in=same).order_by("-pk").values_list("number", flat=True)[:5]
    return [
        _("There is a case about the same patent and the same respondent: %s.")
        % (found or _("not docketed yet"))
        for found in seen
    ]


def answer_clock(one: Situation) -> tuple[str, ...]:
    """A respondent without a fixed domicile in China has longer to answer."""
    return ("infr.answer.abroad",) if one.detail.respondent_abroad else ("infr.answer",)


def silent(one: Situation) -> NotNow | None:
    """Silence is established after the time for the answer; it does not stop the case."""
    served = one.past.when("serve")
    if served is None:
        return NotNow(_("The petition has not been served yet."))
    due = due_of(answer_clock(one)[0], served, one)
    return until(due, one, _("The respondent may still answer until %s."))


def in_good_time(one: Situation) -> NotNow | None:
    """The parties are told of a hearing at least three working days before it."""
    hearing = one.inputs["hearing_on"]
    if hearing <= one.occurred_on or hearing > LAST:
        return NotNow(_("The hearing must lie after %s; look at its year.") % one.occurred_on)
    latest = due_of("infr.hearing_notice", hearing, one)
    if latest and one.occurred_on > latest:
        return NotNow(
            _("A hearing on %(hearing)s must be announced by %(latest)s.")
            % {"hearing": hearing, "latest": latest}
        )
    return None


def must_stay(one: Situation) -> str | None:
    """A case about a utility model or design under attack is stayed before it is decided (Order 81 Art. 28),
    unless one of the grounds of Art. 29 was recorded by resuming it since."""
    kind = parse(one.detail.patent_number).type
    attacked: date | None = one.detail.invalidity_on
    if not attacked or kind == "invention" or one.occurred_on < ORDER_81 or _lifted(one):
        return None
    return (
        _(
            "The patent is attacked since %s: the case must be stayed first, or the stay lifted with its ground."
        )
        % attacked
    )


def _lifted(one: Situation) -> bool:
    """Whether a stay was lifted since the attack was entered: an earlier one had another ground."""
    kinds = [event.kind for event in one.past.standing]
    since = len(kinds) - kinds[::-1].index("attack") if "attack" in kinds else 0
    return "resume" in kinds[since:]


def decidable(one: Situation) -> str | None:
    """A decision needs a deliberation of a complete panel, and no stay that is due."""
    if not one.past.has("deliberate"):
        return _("The panel has not deliberated yet.")
    return odd_panel(one) or must_stay(one)


def after_suit_period(one: Situation) -> NotNow | str | None:
    """A demand to comply with a finding of infringement follows when the time for a suit has run out and
    nobody sued."""
    if one.record.result != "infringing":
        return _("The decision found no infringement: there is nothing to comply with.")
    if one.past.has("comply"):
        return _("The decision has been complied with.")
    contested = _contested(one)
    if contested:
        return contested
    received = one.past.when("serve_decision")
    due = due_of("infr.suit", received, one) if received else None
    return until(due, one, _("The parties may sue until %s."))


def _contested(one: Situation) -> str | None:
    """Nobody is asked to comply while a suit is pending, or when the decision was revoked."""
    if remedies.pending(one):
        return _("A suit is pending.")
    if remedies.outcome(one) == "revoked":
        return _("The decision was revoked: there is nothing to comply with.")
    return None


def after_demand(one: Situation) -> NotNow | str | None:
    """Enforcement is applied for when ten working days have passed since the demand was served, and nobody
    complied."""
    demanded = one.past.when("demand")
    if demanded is None:
        return _("A demand to comply must be served first.")
    if one.past.has("comply"):
        return _("The decision has been complied with.")
    due = due_of("enforce.demand", demanded, one)
    return _contested(one) or until(due, one, _("The respondent may still comply until %s."))


def after_suit_time(one: Situation) -> NotNow | str | None:
    """A case is archived when the parties can sue no more (Patent Law Art. 65), or the suit is over."""
    if remedies.pending(one):
        return _("A suit is pending.")
    received = one.past.when("serve_decision")
    due = due_of("infr.suit", received, one) if received else None
    if due and one.occurred_on <= due and not one.past.has("sue"):
        return NotNow(_("The parties may sue until %s.") % due, due + timedelta(days=1))
    return None


def announced(one: Situation) -> NotNow | None:
    """A hearing is held on the day that was announced."""
    hearing = one.past.inputs_of("summon").get("hearing_on")
    if hearing is None:
        return NotNow(_("The hearing has not been announced."))
    if one.occurred_on < date.fromisoformat(hearing):
        return NotNow(_("The hearing was announced for %s.") % hearing, date.fromisoformat(hearing))
    return None


def before_stay(one: Situation) -> str:
    """The state in which the case was stayed."""
    return str(next(event.before for event in reversed(one.past.standing) if event.kind == "stay"))


def enforcement_clocks(one: Situation) -> dict[str, date]:
    """The demand runs from its service; the three months for the application from the end of the time for a
    suit (Administrative Compulsion Law Art. 53)."""
    served = one.past.when("serve_decision")
    ended = due_of("infr.suit", served, one) if served else None
    return {"enforce.demand": one.occurred_on, "enforce.apply": ended or one.occurred_on}
