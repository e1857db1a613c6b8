"""What is said of one figure of a draft, and when a figure of the draft and a kept one agree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from fangzhi.indicators import verdicts
from fangzhi.indicators.verdicts import Finding, Interval, Stated

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from fangzhi.indicators.panel import Value

Verdict = verdicts.Verdict | Literal["unknown", "stale"]
GRAVITY: dict[str, int] = {
    "differs": 0,
    "stale": 1,
    "not_comparable": 2,
    "within_qualifier": 3,
    "truncated": 4,
    "rounded": 5,
    "equal": 6,
    "unknown": 7,
}
"""The verdicts, the gravest first; what nothing is known of says nothing."""
IN_THE_DRAFT = frozenset({"inside", "parts", "part", "closed"})
"""What is compared with nothing but the draft itself."""
AGREEING = frozenset({"equal", "rounded", "truncated", "within_qualifier"})


class Found(NamedTuple):
    """What one comparison says."""

    verdict: Verdict
    expected: Interval | None = None
    source: str = ""
    basis: str = ""
    """Check: those of reconciliation, and `inside` for a contradiction inside the draft."""
    reason: str = ""
    inputs: tuple[str, ...] = ()


NOTHING = Found("unknown")


def gravest(found: Iterable[Found]) -> Found:
    """The gravest of several, the first of its kind; `NOTHING` when there is none."""
    return min(found, key=lambda one: GRAVITY[one.verdict], default=NOTHING)


def agreement(claim: Value, kept: Value) -> Finding:
    """Whether a claim agrees with a kept figure, either of which may be hedged or a range.

    Of two that hedge in the same way and in the same step the numbers must be the same: 1200余 is not 1300余.
    """
    if kept.qualifier == "exact":
        return verdicts.compare(claim.stated, kept.bounds)
    if claim.qualifier == "exact":
        return verdicts.compare(kept.stated, claim.bounds)._replace(difference=claim.value - kept.value)
    if claim.qualifier == kept.qualifier and claim.step == kept.step:
        same = (claim.value, claim.high) == (kept.value, kept.high)
        return Finding("equal" if same else "differs", claim.value - kept.value)
    plain = verdicts.compare(Stated(claim.value, claim.step), kept.bounds)
    return plain if plain.verdict != "differs" else verdicts.compare(claim.stated, kept.bounds)


def distance(claim: Value, kept: Value) -> Decimal:
    """How far a kept figure is from a claim."""
    return abs(claim.value - kept.value)
