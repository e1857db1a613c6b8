"""What the law asks before an act in a case of passing-off.

Administrative Penalty Law (行政处罚法, revised 2021), Patent Law Art. 68 and 69 (2020), Administrative
Compulsion Law (行政强制法) Art. 24–28 on seizure; 专利行政执法办法 (Orders 60, 71) for patent offices.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fangzhi.casework.declaration import NotNow, moot
from fangzhi.casework.fields import yuan
from fangzhi.registers.administration.licence.model import OfficerLicence
from fangzhi.registers.protection import remedies
from fangzhi.registers.protection.crime import warning
from fangzhi.registers.protection.passing_off import fines
from fangzhi.registers.protection.passing_off.model import FOUND
from fangzhi.registers.protection.timing import due_of, running, until
from fangzhi.registers.wording import lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from fangzhi.casework.declaration import Situation

LEAST_OFFICERS = 2
"""Officers who investigate together and show their licences (行政处罚法 2021, Art. 42, 55)."""
MARKET = "market_bureau"
HEARING = ("ask_hearing", "waive_hearing")
DOCKET = ("fake.docket.found", "fake.docket.report", "fake.docket.market")
_LICENCE = re.compile(r"[A-Za-z]{0,6}\d{4,}[A-Za-z\d-]*|(?<=证号)[^\s（()）]+|(?<=No\.)\s*\S+")


def docket_clock(one: Situation) -> tuple[str, ...]:
    """A market bureau has its own time; a patent office less for what it found itself."""
    if one.record.body == MARKET:
        return ("fake.docket.market",)
    return ("fake.docket.found",) if one.inputs["source"] in FOUND else ("fake.docket.report",)


def prescribed(one: Situation) -> list[str]:
    """An act undiscovered for two years is punished no more (行政处罚法 Art. 36)."""
    ended: date | None = one.detail.ended_on
    due = due_of("penalty.prescription", ended, one) if ended else None
    if due and one.record.opened_on > due:
        return [_("The act ended on %s: a penalty is prescribed unless it was discovered before.") % ended]
    return []


def licences(text: str) -> list[tuple[str, str]]:
    """The lines of officers with the number of the licence in each; empty where a line holds none."""
    found = ((line, _LICENCE.search(line)) for line in dict.fromkeys(lines(text)))
    return [(line, match.group().strip() if match else "") for line, match in found]


def two_officers(one: Situation) -> str | None:
    """An inspection is done by two officers with licences; one that the office knows must hold on the day."""
    officers = licences(one.inputs["officers"])
    if len(officers) < LEAST_OFFICERS:
        return _("An inspection is done by at least two officers; this one had %s.") % len(officers)
    for line, number in officers:
        if not number:
            return _("The number of the enforcement licence is missing: %s.") % line
    known = OfficerLicence._base_manager.filter(licence_number__in=[number for _line, number in officers])
    for row in known.select_related("record"):
        if row.record.state != "valid" or not row.issued_on <= one.occurred_on <= row.valid_until:
            return _("The licence %(number)s is not valid on %(day)s.") % {
                "number": row.licence_number,
                "day": one.occurred_on,
            }
    return None


def unknown_licences(one: Situation) -> list[str]:
    """Licences that are not in the register of licences."""
    numbers = [number for _line, number in licences(one.inputs.get("officers", "")) if number]
    rows = OfficerLicence._base_manager.filter(licence_number__in=numbers)
    missing = set(numbers) - set(rows.values_list("licence_number", flat=True))
    return [_("This licence is not in the register of licences: %s.") % one for one in sorted(missing)]


def inspected(one: Situation) -> str | None:
    """An investigation ends with a report when the site was inspected, and nothing seized is overdue."""
    if not one.past.has("inspect") and one.detail.source != "transfer":
        return _("Enter the inspection first.")
    return in_term(one)


def proven(one: Situation) -> str | None:
    """Only goods that were proven to be passed off are seized (Patent Law Art. 69)."""
    if not (one.inputs.get("mark_status") or one.detail.mark_status):
        return _("Only goods proven to be passed off are seized: enter the true status of the number first.")
    return in_term(one)


def in_term(one: Situation) -> str | None:
    """A seizure beyond its term is released before anything else (行政强制法 Art. 25, 28)."""
    for clock in running(one, "seizure"):
        if clock.due_on and one.occurred_on > clock.due_on:
            return _("The seizure ended on %s: the goods must be released first.") % clock.due_on
    return None


def is_running(*rules: str) -> Callable[[Situation], NotNow | None]:
    """A guard: one of these clocks runs, because what it is about was done and has not been dealt with."""

    def guard(one: Situation) -> NotNow | None:
        return None if running(one, *rules) else moot(_("There is nothing left of it to deal with."))

    return guard


def seizable(one: Situation) -> str | None:
    """Goods are seized once at a time, and when they are proven."""
    if running(one, "seizure"):
        return in_term(one) or _("Goods of this case are seized already; release them first.")
    return two_officers(one) or proven(one)


def preservable(one: Situation) -> str | None:
    """What was preserved is dealt with before something else is."""
    if running(one, "evid.registered"):
        return _("Evidence of this case is preserved already; deal with it first.")
    return two_officers(one) or in_term(one)


def announceable(one: Situation) -> str | None:
    """The penalty that is announced is within the limit of the law."""
    return in_term(one) or _within(one, one.inputs.get("fine_fen"), one.inputs.get("confiscated_fen"))


def _within(one: Situation, fine: int | None, confiscated: int | None) -> str | None:
    """No fine above the limit on the day of the act, and no more confiscated than was gained."""
    gains: int | None = one.detail.gains_fen
    if (confiscated or 0) > (gains or 0):
        return _("No more than the illegal gains is confiscated: %s yuan.") % yuan(gains or 0)
    limit = fines.limit_on(one.detail.ended_on or one.past.when("docket") or one.occurred_on)
    if limit is None or (fine or 0) <= limit.fine(gains):
        return None
    told = {"fine": yuan(fine or 0), "most": yuan(limit.fine(gains)), "source": limit.source}
    return _("A fine of %(fine)s yuan is above the limit of %(most)s yuan (%(source)s).") % told


def hearing_clock(one: Situation) -> tuple[str, ...]:
    """Where the fine or what is confiscated is large, the party may ask for a hearing."""
    return (
        ("hearing.request",)
        if _large(one, one.inputs.get("fine_fen"), one.inputs.get("confiscated_fen"))
        else ()
    )


def _large(one: Situation, *amounts: int | None) -> bool:
    return fines.is_large(one.record.body, one.detail.party_kind, *amounts)


def _announced_large(one: Situation) -> bool:
    """Until the penalty is imposed, the record holds the amounts that were announced last."""
    return _large(one, one.detail.fine_fen, one.detail.confiscated_fen)


def _since_announced(one: Situation, *kinds: str) -> str:
    """Which of some acts was the last after the announcement; empty for none, because a penalty announced
    anew opens its rights anew."""
    told = (event.kind for event in reversed(one.past.standing) if event.kind in ("announce", *kinds))
    return next(told, "").removeprefix("announce")


def hearing_asked(one: Situation) -> NotNow | str | None:
    """A hearing is asked for within five working days, where the penalty is large."""
    if not _announced_large(one):
        return moot(_("The penalty that was announced gives no right to a hearing."))
    if _since_announced(one, *HEARING) == "ask_hearing":
        return _("A hearing has been asked for and was not held yet.")
    announced = one.past.when("announce")
    due = due_of("hearing.request", announced, one) if announced else None
    if due and one.occurred_on > due:
        return _("A hearing could be asked for until %s.") % due
    return None


def hearing_waived(one: Situation) -> NotNow | None:
    """A party can do without a hearing, also after it asked for one."""
    if not _announced_large(one):
        return moot(_("The penalty that was announced gives no right to a hearing."))
    if _since_announced(one, *HEARING) == "waive_hearing":
        return moot(_("It has been entered already that no hearing is wanted."))
    return None


def hearing_announced(one: Situation) -> NotNow | str | None:
    """The hearing is announced seven working days before it."""
    if _since_announced(one, *HEARING) != "ask_hearing":
        return moot(_("Nobody asked for a hearing."))
    hearing = one.inputs["hearing_on"]
    if hearing <= one.occurred_on:
        return NotNow(
            pgettext("penalty", "The hearing must lie after %s; look at its year.") % one.occurred_on
        )
    latest = due_of("hearing.notice", hearing, one)
    if latest and one.occurred_on > latest:
        told = {"hearing": hearing, "latest": latest}
        return NotNow(pgettext("penalty", "A hearing on %(hearing)s must be announced by %(latest)s.") % told)
    return None


def heard(one: Situation) -> NotNow | str | None:
    """A hearing is held on the day that was announced."""
    told = one.past.inputs_of("summon").get("hearing_on") if _since_announced(one, "summon") else None
    if told is None:
        words = pgettext("penalty", "The hearing has not been announced.")
        return NotNow(words, moot=_since_announced(one, *HEARING) != "ask_hearing")
    if one.occurred_on < date.fromisoformat(told):
        return NotNow(
            pgettext("penalty", "The hearing was announced for %s.") % told, date.fromisoformat(told)
        )
    return None


def punishable(one: Situation) -> NotNow | str | None:
    """What must have happened before a penalty, and how high it can be."""
    early = _waited(one) or ended(one)
    if early:
        return early
    fine, confiscated = one.inputs["fine_fen"], one.inputs["confiscated_fen"]
    if not fine and not confiscated:
        return _("A penalty names a fine, or gains that are confiscated.")
    return _as_announced(one) or _within(one, fine, confiscated)


def _as_announced(one: Situation) -> str | None:
    """A penalty harder than the one on which the party could speak is announced first (行政处罚法 Art. 44)."""
    fine, confiscated = one.detail.fine_fen or 0, one.detail.confiscated_fen or 0
    if (one.inputs.get("fine_fen") or 0) > fine:
        return _("The fine is higher than the one that was announced (%s yuan): announce it anew.") % yuan(
            fine
        )
    if (one.inputs.get("confiscated_fen") or 0) > confiscated:
        return _("More is confiscated than was announced (%s yuan): announce it anew.") % yuan(confiscated)
    return None


def _waited(one: Situation) -> NotNow | str | None:
    """A hearing that was asked for has been held and reviewed; else the time to ask for one is over."""
    if _since_announced(one, "hear"):
        reviewed = [event.kind for event in one.past.standing if event.kind in ("hear", "review")][-1]
        return None if reviewed == "review" else _("After a hearing the legal review comes first.")
    wanted = _since_announced(one, *HEARING)
    if wanted == "ask_hearing":
        return _("A hearing has been asked for and was not held yet.")
    told = one.past.when("announce")
    if told is None or not _announced_large(one) or wanted == "waive_hearing":
        return None
    return until(due_of("hearing.request", told, one), one, _("The party may ask for a hearing until %s."))


def ended(one: Situation) -> str | None:
    """Before a case ends, what was preserved is dealt with, no seizure is overdue, and it is decided
    whether a crime is handed over."""
    if running(one, "evid.registered"):
        return _("Deal with the preserved evidence first.")
    figures = warning.figures_of(one.detail)
    return in_term(one) or warning.undecided(one.record, one.occurred_on, **figures)


def surcharge_told(one: Situation) -> list[str]:
    """What is still owed on the day, with the surcharge for delay."""
    left = max(one.detail.owed_fen - (one.detail.paid_fen or 0), 0)
    told = [_("Still owed: %s yuan.") % yuan(left)] if left else []
    extra = _surcharge(one)
    if extra:
        told.append(
            _("Surcharge for paying late: %s yuan by today (3 %% a day, no more than the fine).")
            % yuan(extra)
        )
    return told


def _surcharge(one: Situation) -> int:
    served = one.past.when("serve_decision")
    deferred = one.past.inputs_of("defer").get("pay_by")
    due = date.fromisoformat(deferred) if deferred else due_of("penalty.pay", served, one) if served else None
    unpaid = min(one.detail.fine_fen or 0, max(one.detail.owed_fen - (one.detail.paid_fen or 0), 0))
    return fines.surcharge(unpaid, due, one.occurred_on) if due else 0


def all_paid(one: Situation) -> str | None:
    """A penalty is performed when everything is paid."""
    left = one.detail.owed_fen - (one.detail.paid_fen or 0)
    return _("%s yuan have not been paid yet.") % yuan(left) if left > 0 else None


def still_owed(one: Situation) -> NotNow | str | None:
    """A demand to pay follows when the time to pay, and the times for remedies, have run out."""
    if all_paid(one) is None:
        return _("Everything has been paid.")
    if remedies.pending(one):
        return _("A remedy is pending.")
    served = one.past.when("serve_decision")
    ends = (
        [due_of(rule, served, one) for rule in ("penalty.pay", "reconsideration", "suit.general")]
        if served
        else []
    )
    return until(max((day for day in ends if day), default=None), one, _("The party may act until %s."))


def after_demand(one: Situation) -> NotNow | str | None:
    """The court is asked ten working days after the demand was served."""
    demanded = one.past.when("demand")
    if demanded is None:
        return _("A demand to comply must be served first.")
    if all_paid(one) is None:
        return _("Everything has been paid.")
    return until(due_of("enforce.demand", demanded, one), one, _("The party may still comply until %s."))


def finished(one: Situation) -> NotNow | str | None:
    """A case is archived when nothing is owed and no remedy is pending."""
    if one.record.state in ("effective", "decided"):
        if remedies.pending(one):
            return _("A remedy is pending.")
        if one.record.result == "penalized" and not one.past.has("apply"):
            return all_paid(one)
    return None


def enforcement_clocks(one: Situation) -> dict[str, date]:
    """The demand runs from its service; the three months for the application from the end of the remedies."""
    served = one.past.when("serve_decision")
    ended_on = due_of("suit.general", served, one) if served else None
    return {"enforce.demand": one.occurred_on, "enforce.apply": ended_on or one.occurred_on}


def is_penalty(one: Situation) -> NotNow | None:
    """What is served is the penalty that was decided."""
    return _served_as(one, "penalized")


def is_order(one: Situation) -> NotNow | None:
    """What is served is the order to correct that was decided."""
    return _served_as(one, "corrected")


def is_exemption(one: Situation) -> NotNow | None:
    """What is served is the decision without penalty."""
    return _served_as(one, "no_penalty")


def _served_as(one: Situation, result: str) -> NotNow | None:
    return None if one.record.result == result else moot(_("The case was decided otherwise."))


def deferrable(one: Situation) -> NotNow | str | None:
    """A fine is deferred to a later day, while something is owed."""
    if all_paid(one) is None:
        return _("Everything has been paid.")
    if one.inputs["pay_by"] <= one.occurred_on:
        return _("The day by which is paid must lie after %s.") % one.occurred_on
    return None
