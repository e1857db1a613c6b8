"""Why a figure is what it is: formula, inputs down to sentence or cell, what other editions would give."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, NamedTuple

from fangzhi.gazetteer import region as gazetteer_region
from fangzhi.indicators.derived import Formula, formulas, groups, moved, total
from fangzhi.indicators.models import Source
from fangzhi.indicators.panel import Panel, Value, panel
from fangzhi.indicators.reconciliation import (
    cite,
    evaluate,
    json_decimal,
    places,
    shifted,
)
from fangzhi.indicators.verdicts import Interval


class Node(NamedTuple):
    """One figure in an explanation, with the figures it stands on and what might stand in its place.

    `id` is the kept figure's, empty for a computed one; `value` is in base units.
    """

    id: str
    region: str
    indicator: str
    measure: str
    period: str
    value: Interval
    unit: str
    formula: str
    source: str
    inputs: tuple[Node, ...] = ()
    alternatives: tuple[Node, ...] = ()
    formula_en: str = ""
    """The formula in English where it is not one of `derived.formulas`."""


def explain(
    indicator: str, region: str, year: int, measure: str = "level", since: int | None = None
) -> Node | None:
    """The preferred value of a figure with its inputs and alternatives; None when nothing tells it.

    With `since` the sum of the yearly amounts from that year on. Two queries. Raises
    `fangzhi.gazetteer.UnknownRegion`.
    """
    gazetteer_region(region)
    if since is not None:
        return _summed(indicator, region, since, year)
    named = {
        name for one in formulas().get((indicator, measure), ()) for name in one.numerator + one.denominator
    }
    kept = panel(
        (year - 1, year), region=None if measure == "rank" else region, indicators={indicator, *named}
    )
    stored = _stored(kept, indicator, measure, region, year)
    computed = _computed(kept, indicator, measure, region, year, stored)
    yearly = [(node, value) for node, value in stored if not value.cumulative]
    tables = [node for node, value in yearly if not _is_prose(kept, value)]
    told = [node for node, value in yearly if _is_prose(kept, value)]
    prose = {value.code for group in kept.cells.values() for value in group if _is_prose(kept, value)}
    from_tables = [node for node in computed if prose.isdisjoint(one.id for one in node.inputs)]
    from_prose = [node for node in computed if node not in from_tables]
    totals = [node for node, value in stored if value.cumulative]
    order = [*tables, *from_tables, *told, *from_prose, *totals]
    if not order:
        return None
    return order[0]._replace(alternatives=tuple(order[1:]))


def _summed(indicator: str, region: str, since: int, year: int) -> Node | None:
    """The amounts of several years together (累计); None unless every year has one."""
    kept = panel(range(since, year + 1), region=region, indicators=[indicator])
    told = [kept.all(indicator, "level", region, str(one)) for one in range(since, year + 1)]
    amounts = [found[0] for found in told if found]
    if not amounts or len(amounts) < len(told):
        return None
    return Node(
        "",
        region,
        indicator,
        "level",
        f"{since}/{year}",
        total(one.bounds for one in amounts),
        amounts[0].unit,
        f"{since} 年至 {year} 年各年之和",
        "",
        tuple(leaf(kept, one) for one in amounts),
        formula_en=f"sum of the years {since} to {year}",
    )


def _stored(kept: Panel, indicator: str, measure: str, region: str, year: int) -> list[tuple[Node, Value]]:
    """What the sources print, the preferred one first; running totals (累计) come last."""
    found: list[tuple[Node, Value]] = []
    for cumulative in (False, True):
        for period in (str(year), f"@{year}-12-31"):
            values = kept.all(indicator, measure, region, period, cumulative=cumulative)
            found += [(leaf(kept, value), value) for value in values]
    return found


def leaf(kept: Panel, value: Value) -> Node:
    """A figure that a source prints."""
    return Node(
        value.code,
        value.region,
        value.indicator,
        value.measure,
        value.period,
        Interval(value.value, value.bounds.low, value.bounds.high),
        value.unit,
        "",
        cite(kept, value) + _remarks(kept, value),
    )


def _remarks(kept: Panel, value: Value) -> str:
    """What a person must know of a printed figure: that it is a running total, or corrected and why."""
    amended = kept.applied.get(value.code)
    return ("，累计" if value.cumulative else "") + (f"，更正：{amended.reason}" if amended else "")


def _computed(
    kept: Panel, indicator: str, measure: str, region: str, year: int, stored: list[tuple[Node, Value]]
) -> list[Node]:
    """What the formulas give: the defining one first, then other years and vintages of the denominator."""
    documents = [value for _, value in stored if kept.sources[value.source].kind == Source.Kind.DOCUMENT]
    source = documents[0].source if documents else None
    nodes: list[Node] = []
    for formula in formulas().get((indicator, measure), ()):
        node = _by_formula(kept, formula, region, year, source)
        if node is not None:
            nodes.append(node)
    if measure in {"growth_rate", "growth_multiple", "ratio_multiple", "change_abs"}:
        nodes += _by_movement(kept, indicator, measure, region, year)
    if measure == "rank":
        by_growth = any(value.base_of.endswith(":growth_rate") for value in documents)
        nodes += _by_rank(kept, indicator, region, year, ("growth_rate", "") if by_growth else ("",))
    return nodes


def _by_formula(kept: Panel, formula: Formula, region: str, year: int, source: int | None) -> Node | None:
    for period in (f"@{year}-12-31", str(year)):
        found = evaluate(kept, formula, region, period, source)
        if found is not None:
            value, inputs = found
            unit = "%" if formula.measure == "share" else ""
            leaves = tuple(leaf(kept, one) for one in inputs)
            return Node(
                "",
                region,
                formula.indicator,
                formula.measure,
                period,
                value,
                unit,
                formula.name_zh,
                "",
                leaves,
            )
    return None


def _by_movement(kept: Panel, indicator: str, measure: str, region: str, year: int) -> list[Node]:
    for period in (str(year), f"@{year}-12-31"):
        now = kept.tables(indicator, "level", region, period)
        before = kept.tables(indicator, "level", region, shifted(period, -1))
        if now and before:
            value = moved(measure, now[0].bounds, before[0].bounds)  # type: ignore[arg-type]
            leaves = leaf(kept, before[0]), leaf(kept, now[0])
            unit = {"growth_rate": "%", "change_abs": now[0].unit}.get(measure, "倍")
            if value is not None:
                return [
                    Node("", region, indicator, measure, period, value, unit, _MOVEMENT[measure], "", leaves)
                ]
    return []


_MOVEMENT = {
    "growth_rate": "（本年 − 上年）÷ 上年 × 100",
    "growth_multiple": "（本年 − 上年）÷ 上年",
    "ratio_multiple": "本年 ÷ 上年",
    "change_abs": "本年 − 上年",
}


def _by_rank(kept: Panel, indicator: str, region: str, year: int, ranked_by: tuple[str, ...]) -> list[Node]:
    """The place among the 31 provinces and within each group that the region belongs to.

    `ranked_by` are the measures that are ranked: `growth_rate` where a claim tells the place of a growth,
    empty for the amounts.
    """
    for period in (str(year), f"@{year}-12-31"):
        found = [node for by in ranked_by for node in _places(kept, indicator, region, period, by)]
        if found:
            return found
    return []


def _places(kept: Panel, indicator: str, region: str, period: str, ranked_by: str) -> list[Node]:
    moments = (shifted(period, -1), period) if ranked_by else (period,)
    told = [kept.tables(indicator, "level", region, moment) for moment in moments]
    if not all(told):
        return []
    inputs = tuple(leaf(kept, found[0]) for found in told)
    return [
        Node("", region, indicator, "rank", period, value, "位", name_zh, "", inputs, formula_en=name_en)
        for among, name_zh, name_en in _fields(ranked_by)
        if region in (placed := places(kept, indicator, ranked_by, period, among))
        for value in (Interval.exact(Decimal(placed[region])),)
    ]


def _fields(ranked_by: str) -> list[tuple[tuple[str, ...] | None, str, str]]:
    """Among whom places are given, in words: all provinces, then each group."""
    by_zh, by_en = ("按增长率", " by growth") if ranked_by else ("", "")
    order_zh, order_en = f"{by_zh}由高到低", f"{by_en} from the highest to the lowest"
    provinces = (None, f"31 个省级地区{order_zh}", f"31 provinces{order_en}")
    parts = [
        (
            one.regions,
            f"{one.name_zh} {len(one.regions)} 个省级地区{order_zh}",
            f"{one.name_en}: {len(one.regions)} provinces{order_en}",
        )
        for one in groups()
    ]
    return [provinces, *parts]


def _is_prose(kept: Panel, value: Value) -> bool:
    return kept.sources[value.source].kind == Source.Kind.DOCUMENT


def node_json(node: Node) -> dict[str, Any]:
    """A node with the keys of the command's contract."""
    return {
        "id": node.id or None,
        "region": node.region,
        "indicator": node.indicator,
        "measure": node.measure,
        "period": node.period,
        "value": json_decimal(round(node.value.value, 10)),
        "unit": node.unit or None,
        "formula": node.formula or None,
        "source": node.source or None,
        "inputs": [node_json(one) for one in node.inputs],
        "alternatives": [node_json(one) for one in node.alternatives],
    }
