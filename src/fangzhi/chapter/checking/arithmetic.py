"""What follows from kept figures: the checks of reconciliation, and runs of growth (连续8年增长)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from fangzhi.chapter.checking.store import STREAK
from fangzhi.chapter.checking.verdicts import IN_THE_DRAFT, Found, gravest
from fangzhi.chapter.gathering import LOOKS_BACK
from fangzhi.indicators.reconciliation import cite, rows_of, shifted
from fangzhi.indicators.verdicts import Interval

if TYPE_CHECKING:
    from fangzhi.indicators.panel import Panel, Value

_OTHER_SOURCES = frozenset({"same", "scope"})


def by_arithmetic(panel: Panel, claim: Value) -> Found:
    """The gravest of what follows from kept figures; what follows from the draft alone where nothing does."""
    if claim.measure == "ordinal_streak":
        return gravest(_run(panel, claim))
    found = [
        Found(row.verdict, row.expected, row.expected_source, row.basis, row.reason, row.inputs)
        for row in rows_of(panel, [claim])
        if row.basis not in _OTHER_SOURCES
    ]
    return gravest([one for one in found if one.basis not in IN_THE_DRAFT] or found)


def _run(panel: Panel, claim: Value) -> list[Found]:
    """Years of growth without a break beside the yearly values of tables.

    Where the tables do not reach back as far as the draft says, the run may be longer than they show. The
    writer looks back ten years and says ten of a longer run.
    """
    if claim.unit != "年" or not claim.base_of.endswith(":growth_rate"):
        return []
    values: list[Value] = []
    ended = False
    for back in range(STREAK + 1):
        told = panel.tables(claim.indicator, "level", claim.region, shifted(claim.period, -back))
        if not told:
            break
        if values and told[0].value >= values[-1].value:
            ended = True
            break
        values.append(told[0])
    if len(values) < 2:
        return []
    years = Decimal(len(values) - 1)
    expected, cited = Interval.exact(years), f"{cite(panel, values[-1])} → {cite(panel, values[0])}"
    codes = tuple(one.code for one in values)
    if claim.value == years:
        return [Found("equal", expected, cited, "growth", "", codes)]
    if claim.value == LOOKS_BACK < years:
        return [Found("truncated", expected, cited, "growth", "", codes)]
    if claim.value > years and not ended:
        reason = _("The tables kept reach back %d years only.") % years
        return [Found("not_comparable", expected, cited, "growth", reason, codes)]
    return [Found("differs", expected, cited, "growth", "", codes)]
