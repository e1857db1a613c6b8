"""Words and data of the pages of legal time, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fangzhi.casework.clock import rule_book
from fangzhi.casework.clock.rules import BODIES
from fangzhi.casework.clock.shipped import term
from fangzhi.casework.explaining import rule_words
from fangzhi.web import labels
from fangzhi.web.language import chinese
from fangzhi.web.reference import mapped_regions

if TYPE_CHECKING:
    from datetime import date

    from fangzhi.casework.clock import Rule
    from fangzhi.casework.clock.shipped import Words

CERTAINTIES = ("V", "S", "L", "K")
UNITS = {
    "wd": gettext_lazy("working days"),
    "d": gettext_lazy("calendar days"),
    "m": gettext_lazy("months"),
    "h": gettext_lazy("hours"),
}
FACTS = (
    "id", "version", "name_zh", "name_en", "case", "body", "region", "from_event", "amount", "unit",
    "period_zh", "period_en", "extensions", "extensions_zh", "extensions_en", "stops", "stops_zh", "stops_en",
    "condition", "valid_from", "valid_to", "in_force", "source", "basis_zh", "basis_en", "certainty",
    "verified", "note_zh", "note_en", "office", "reason", "by", "at",
)  # fmt: skip
"""What the twins say of a version of a rule."""


def said(words: Words) -> str:
    """Words in the reader's language."""
    return words.zh if chinese() else words.en


def name_of(rule: Rule) -> str:
    """What the period of a rule is for."""
    return rule.name_zh if chinese() else rule.name_en


def note_of(rule: Rule) -> str:
    """What an officer must know of a version beside its period."""
    return rule.note_zh if chinese() else rule.note_en


def where(rule: Rule) -> str:
    """In which region and for which body a version holds."""
    parts = [labels.region(rule.region, full=True) if rule.region else _("whole country")]
    if rule.body:
        parts.append(said(term("body", rule.body)))
    return " · ".join(parts)


def rule_facts(rule: Rule, today: date) -> dict[str, Any]:
    """One version of a rule as data; `extensions` are lists of amount (null: no limit), unit, approver and
    reason."""
    words = rule_words(rule)
    return {
        "id": rule.id,
        "version": rule.version,
        "name_zh": rule.name_zh,
        "name_en": rule.name_en,
        "case": rule.case,
        "body": rule.body or None,
        "region": rule.region or None,
        "from_event": rule.from_event,
        "amount": rule.amount,
        "unit": rule.unit,
        "period_zh": words.period.zh,
        "period_en": words.period.en,
        "extensions": [one._asdict() for one in rule.extensions],
        "extensions_zh": words.extensions.zh or None,
        "extensions_en": words.extensions.en or None,
        "stops": list(rule.stops),
        "stops_zh": words.stops.zh or None,
        "stops_en": words.stops.en or None,
        "condition": rule.condition or None,
        "valid_from": rule.valid_from.isoformat(),
        "valid_to": rule.valid_to.isoformat() if rule.valid_to else None,
        "in_force": rule.in_force(today),
        "source": rule.source,
        "basis_zh": rule.basis.zh,
        "basis_en": rule.basis.en,
        "certainty": rule.certainty,
        "verified": rule.verified,
        "note_zh": rule.note_zh or None,
        "note_en": rule.note_en or None,
        "office": bool(rule.decided_on),
        "reason": rule.reason or None,
        "by": rule.decided_by or None,
        "at": rule.decided_on.isoformat() if rule.decided_on else None,
    }


def cases() -> list[tuple[str, str]]:
    """The kinds of case that rules are for, in the order of the rules."""
    found = dict.fromkeys(row.case for row in rule_book().rows())
    return [(case, said(term("case", case))) for case in found]


def bodies() -> list[tuple[str, str]]:
    """The kinds of body that rules are for."""
    return [(body, said(term("body", body))) for body in BODIES]


def certainties() -> list[tuple[str, str]]:
    """How far a rule is confirmed."""
    return [(one, said(term("certainty", one))) for one in CERTAINTIES]


def places() -> list[tuple[str, str]]:
    """The regions to choose from: provinces, and what else a rule is made for."""
    own = {row.region for row in rule_book().rows() if row.region}
    codes = sorted({one.code for one in mapped_regions()} | own)
    return [(code, labels.region(code, full=True)) for code in codes]


def kinds_of_stop() -> list[tuple[str, str]]:
    """The grounds for a stop that any rule knows."""
    found = sorted({stop for row in rule_book().rows() for stop in row.stops})
    return [(stop, said(term("stop", stop))) for stop in found]


def approvers() -> list[tuple[str, str]]:
    """Who may approve an extension in any rule."""
    found = dict.fromkeys(one.by for row in rule_book().rows() for one in row.extensions)
    return [(by, said(term("approver", by))) for by in found]


def reasons() -> list[tuple[str, str]]:
    """Why an extension may be given in any rule."""
    found = dict.fromkeys(one.reason for row in rule_book().rows() for one in row.extensions if one.reason)
    return [(reason, said(term("reason", reason))) for reason in found]
