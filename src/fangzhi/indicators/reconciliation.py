"""Reconciliation: every claim of a document beside every other source and beside arithmetic, with a verdict.

A claim is compared with the same figure in tables and other documents; with what follows from tables
(growth, rank, per head); and with what follows from the document itself (parts and wholes, shares, closing
rates). Nothing is repaired here; a difference that a person accepted stays in the list with its reason.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils import timezone

from fangzhi.gazetteer import region as gazetteer_region
from fangzhi.gazetteer import regions
from fangzhi.indicators.derived import Formula, breakdowns, formulas, moved, quotient, ranks, total
from fangzhi.indicators.models import Acceptance, Source
from fangzhi.indicators.panel import Panel, Value, first_year_summed, panel
from fangzhi.indicators.verdicts import Finding, Interval, Verdict, compare

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import datetime

SEVERITY = {
    "differs": 0,
    "not_comparable": 1,
    "within_qualifier": 2,
    "truncated": 3,
    "rounded": 4,
    "equal": 5,
}
COLUMNS = (
    "region", "place", "indicator", "measure", "period", "claimed", "claimed_source", "expected",
    "expected_source", "basis", "verdict", "difference", "reason",
)  # fmt: skip
"""The keys of a row that its tables show, in order."""
COUNTRY = "000000"
_OTHER_SCOPE = "范围不同：全国与国内是两个口径"
_OLDER_CASES = "上年结转的案件也在本年结案"
_SPAN = re.compile(r"(\d{4})/(\d{4})")
_MONTHS = re.compile(r"(\d{4})(-\d\d/)(\d{4})(-\d\d)")
_MOVES = frozenset({"growth_rate", "growth_multiple", "ratio_multiple", "change_abs"})


class Accepted(NamedTuple):
    """Who accepted a difference, when and why."""

    reason: str
    by: str
    at: datetime


class Row(NamedTuple):
    """One claim beside one expectation."""

    claim: Value
    source: str
    """Where the claim stands."""
    expected: Interval | None
    expected_source: str
    basis: str
    """Check: `same`, `scope`, `growth`, `formula`, `share`, `years`, `rank`, `parts`, `part`, `closed`."""
    verdict: Verdict
    difference: Decimal | None
    reason: str
    inputs: tuple[str, ...] = ()
    """Ids of the figures the expectation was computed from."""
    accepted: Accepted | None = None

    @property
    def place(self) -> str | None:
        """Claims of whole regions only are reconciled."""
        return None


class Reconciliation(NamedTuple):
    """The rows of one year, the gravest first, with the panel they were found in."""

    year: int
    rows: list[Row]
    kept: Panel
    decisions: list[Acceptance]
    """What persons accepted or took back of these claims, the oldest first."""

    def figures(self) -> dict[str, Value]:
        """The figures that the expectations rest on, by id."""
        wanted = {code for row in self.rows for code in row.inputs}
        return {
            value.code: value for group in self.kept.cells.values() for value in group if value.code in wanted
        }


def reconcile(year: int, region: str | None = None) -> Reconciliation:
    """Reconcile the claims of the documents of a year; four queries, whatever is kept.

    Raises `fangzhi.gazetteer.UnknownRegion` for a region that does not exist.
    """
    if region is not None:
        gazetteer_region(region)
    kept = panel(range(min(year - 1, first_year_summed(year)), year + 1))
    rows = reconcile_panel(kept, year, region)
    decisions = _decisions(rows)
    return Reconciliation(year, _with_acceptances(rows, decisions), kept, decisions)


def reconcile_panel(kept: Panel, year: int, region: str | None = None) -> list[Row]:
    """The rows of a year's claims in a panel that holds the year and the one before, the gravest first."""
    rows = rows_of(kept, _claims(kept, year, region))
    rows.sort(key=lambda row: (SEVERITY[row.verdict], row.claim.region, row.claim.indicator, row.claim.start))
    return rows


def rows_of(kept: Panel, claims: Iterable[Value]) -> list[Row]:
    """The rows of some claims in a panel, those of one claim after each other."""
    return [row for claim in claims for check in _CHECKS for row in check(kept, claim)]


def _claims(kept: Panel, year: int, region: str | None) -> Iterator[Value]:
    for group in kept.cells.values():
        for value in group:
            if value.year != year or (region is not None and value.region != region):
                continue
            if kept.sources[value.source].kind == Source.Kind.DOCUMENT:
                yield value


# -- the checks: each yields the rows of one claim -----------------------------------------------------------


def _same(kept: Panel, claim: Value) -> Iterator[Row]:
    """The same figure in other sources; of several that say the same the one that stands highest.

    National and domestic tables both speak of the country: where one of them agrees, the other has another
    scope.
    """
    found: dict[Decimal, tuple[Value, Finding]] = {}
    for other in kept.all(*claim.key, cumulative=claim.cumulative):
        if other.source != claim.source and not _is_vaguer(kept, other, claim):
            found.setdefault(other.value, (other, compare(claim.stated, other.bounds)))
    agrees = any(finding.verdict != "differs" for _, finding in found.values())
    for other, finding in found.values():
        if claim.region == COUNTRY and agrees and finding.verdict == "differs":
            basis, said, reason = "scope", finding._replace(verdict="not_comparable"), _OTHER_SCOPE
        else:
            basis, said, reason = "same", finding, ""
        yield _row(kept, claim, other.bounds, cite(kept, other), basis, said, reason, (other.code,))


def _is_vaguer(kept: Panel, other: Value, claim: Value) -> bool:
    """Whether another document tells the figure less firmly or finely: then its own claim is held to this."""
    hedged = other.qualifier != "exact" or other.step > claim.step
    return kept.sources[other.source].kind == Source.Kind.DOCUMENT and hedged


def _movement(kept: Panel, claim: Value) -> Iterator[Row]:
    """A growth beside the levels of two years, from tables or else from documents; the claim's own first."""
    if claim.measure not in _MOVES or (claim.base_of or claim.indicator) != claim.indicator:
        return
    if claim.cumulative or _tells_only_a_total(kept, claim) or shifted(claim.period, -1) == claim.period:
        return
    before, now = _level(kept, claim, -1), _level(kept, claim, 0)
    if before is None or now is None:
        return
    expected = moved(claim.measure, now.bounds, before.bounds)  # type: ignore[arg-type]
    if expected is None:
        return
    cited = f"{cite(kept, before)} → {cite(kept, now)}"
    finding = compare(claim.stated, expected)
    yield _row(kept, claim, expected, cited, "growth", finding, inputs=(before.code, now.code))


def _tells_only_a_total(kept: Panel, claim: Value) -> bool:
    """Whether the document's own amount is a running total, so that the growth is that of the total."""
    told = {
        value.cumulative
        for cumulative in (False, True)
        for period in (claim.period, other_form(claim.period))
        for value in kept.all(claim.indicator, "level", claim.region, period, cumulative=cumulative)
        if value.source == claim.source
    }
    return told == {True}


def _formula(kept: Panel, claim: Value) -> Iterator[Row]:
    """A derived figure beside its defining formula."""
    for formula in formulas().get((claim.indicator, claim.measure), ())[:1]:
        found = evaluate(kept, formula, claim.region, claim.period, claim.source)
        if found is None:
            continue
        expected, inputs = found
        cited = " ÷ ".join(cite(kept, one) for one in inputs)
        finding = compare(claim.stated, expected)
        codes = tuple(one.code for one in inputs)
        yield _row(kept, claim, expected, cited, "formula", finding, formula.name_zh, codes)


def _share(kept: Panel, claim: Value) -> Iterator[Row]:
    """A share of a named whole beside the part and the whole, where no formula defines it (占全国的…).

    National and domestic wholes differ: the one that comes nearest is the one the text means.
    """
    base, _, region = claim.base_of.partition("@")
    if claim.measure != "share" or not base or (base == claim.indicator and not region):
        return
    if (claim.indicator, "share") in formulas() and not region:
        return
    part = _input(kept, claim.indicator, claim.region, claim.period, claim.source)
    wholes = _inputs(kept, base, region or claim.region, claim.period, claim.source)
    if part is None or not wholes:
        return
    shares = [
        (found, whole)
        for whole in (wholes if region else wholes[:1])
        if (found := quotient(part.bounds, whole.bounds, Decimal(100)))
    ]
    if shares:
        expected, whole = min(shares, key=lambda one: abs(one[0].value - claim.value))
        cited = f"{cite(kept, part)} ÷ {cite(kept, whole)}"
        codes = (part.code, whole.code)
        yield _row(kept, claim, expected, cited, "share", compare(claim.stated, expected), inputs=codes)


def _years(kept: Panel, claim: Value) -> Iterator[Row]:
    """An amount over several years beside the sum of the amounts of these years."""
    span = _SPAN.fullmatch(claim.period) if claim.measure == "level" else None
    if span is None:
        return
    told = [
        next(iter(kept.tables(claim.indicator, "level", claim.region, str(year))), None)
        for year in range(int(span[1]), int(span[2]) + 1)
    ]
    yield from _sum(kept, claim, told, "years")


def _sum(kept: Panel, claim: Value, told: list[Value | None], basis: str) -> Iterator[Row]:
    """A claim beside the sum of figures; nothing unless all of them are told."""
    parts = [one for one in told if one is not None]
    if len(parts) == len(told):
        expected = total(one.bounds for one in parts)
        cited = " + ".join(cite(kept, one) for one in parts)
        codes = tuple(one.code for one in parts)
        yield _row(kept, claim, expected, cited, basis, compare(claim.stated, expected), inputs=codes)


def _rank(kept: Panel, claim: Value) -> Iterator[Row]:
    """A national rank beside the ranked values of the tables."""
    if claim.measure != "rank":
        return
    base, _, suffix = claim.base_of.partition(":")
    placed = places(kept, base or claim.indicator, suffix, claim.period)
    place = placed.get(claim.region)
    if place is None:
        return
    expected = Interval.exact(Decimal(place))
    finding = compare(claim.stated, expected)
    yield _row(kept, claim, expected, f"{len(placed)} regions ranked", "rank", finding)


def _parts(kept: Panel, claim: Value) -> Iterator[Row]:
    """A whole beside the sum of its parts in the same document, when all its parts are told."""
    if claim.measure != "level":
        return
    for one in breakdowns():
        if one.whole == claim.indicator:
            yield from _sum(kept, claim, [_own(kept, claim, name) for name in one.parts], "parts")


def _part(kept: Panel, claim: Value) -> Iterator[Row]:
    """A part that is larger than its whole in the same document."""
    if claim.measure != "level":
        return
    for one in breakdowns():
        whole = _own(kept, claim, one.whole) if claim.indicator in one.parts else None
        if whole is not None and claim.bounds.low > whole.bounds.high:
            finding = Finding("differs", claim.value - whole.value)
            yield _row(kept, claim, whole.bounds, cite(kept, whole), "part", finding, inputs=(whole.code,))


def _closed(kept: Panel, claim: Value) -> Iterator[Row]:
    """More cases closed than accepted: no contradiction, older ones are closed too, but worth a note."""
    if claim.measure != "level" or not claim.indicator.endswith("_closed"):
        return
    name = claim.indicator.removesuffix("_closed")
    accepted = _own(kept, claim, name) or _own(kept, claim, name + "_accepted")
    if accepted is not None and claim.bounds.low > accepted.bounds.high:
        finding = Finding("not_comparable", claim.value - accepted.value)
        cited, inputs = cite(kept, accepted), (accepted.code,)
        yield _row(kept, claim, accepted.bounds, cited, "closed", finding, _OLDER_CASES, inputs)


_CHECKS: tuple[Callable[[Panel, Value], Iterator[Row]], ...] = (
    _same, _movement, _formula, _share, _years, _rank, _parts, _part, _closed,
)  # fmt: skip


# -- what the checks ask of the panel ------------------------------------------------------------------------


def evaluate(
    kept: Panel, formula: Formula, region: str, period: str, source: int | None = None
) -> tuple[Interval, list[Value]] | None:
    """A formula's value for a region and period, with the figures it rests on; None if one is missing.

    Numerators are taken from the claim's own document first (`source`), so that a document is checked against
    itself; denominators of another vintage or year come from tables.
    """
    numerators = [_input(kept, name, region, period, source) for name in formula.numerator]
    denominators = [_denominator(kept, formula, name, region, period, source) for name in formula.denominator]
    inputs = [one for one in (*numerators, *denominators) if one is not None]
    if len(inputs) < len(numerators) + len(denominators):
        return None
    top = total(one.bounds for one in numerators if one)
    bottom = total(one.bounds for one in denominators if one)
    found = quotient(top, bottom, formula.scale)
    return (found, inputs) if found else None


def _input(kept: Panel, name: str, region: str, period: str, source: int | None) -> Value | None:
    return next(iter(_inputs(kept, name, region, period, source)), None)


def _inputs(kept: Panel, name: str, region: str, period: str, source: int | None) -> list[Value]:
    """The levels of an indicator, those of one source alone where it tells it."""
    found = kept.all(name, "level", region, period) or kept.all(name, "level", region, other_form(period))
    return [value for value in found if value.source == source] or found


def _denominator(
    kept: Panel, formula: Formula, name: str, region: str, period: str, source: int | None
) -> Value | None:
    if not formula.vintage:
        return _input(kept, name, region, period, source)
    moment = shifted(period, -formula.shift)
    return next(iter(kept.tables(name, "level", region, moment, formula.vintage)), None)


def _own(kept: Panel, claim: Value, indicator: str) -> Value | None:
    """The same document's level of another indicator for the same region and period."""
    found = kept.all(indicator, "level", claim.region, claim.period, cumulative=claim.cumulative)
    return next((value for value in found if value.source == claim.source), None)


def _level(kept: Panel, claim: Value, years: int) -> Value | None:
    """The amount that moved: in a table, in the claim's own document, in another document."""
    key = (claim.indicator, "level", claim.region, shifted(claim.period, years))
    found = kept.all(*key)
    tables = [value for value in found if kept.sources[value.source].kind == Source.Kind.TABLE]
    own = [value for value in found if value.source == claim.source]
    return next(iter(tables or own or found), None)


@cache
def provinces() -> tuple[str, ...]:
    """The 31 provinces that a national rank is told of."""
    return tuple(one.code for one in regions() if one.kind == "province" and one.code != "710000")


def places(
    kept: Panel, indicator: str, suffix: str, period: str, among: Sequence[str] | None = None
) -> dict[str, int]:
    """The places of some regions (None: the 31 provinces) by a table's values, or by their growth.

    `suffix` is that of a base: nothing or `growth_rate`. Empty unless the values of all are known.
    """
    found: dict[str, Decimal] = {}
    for code in provinces() if among is None else among:
        now = kept.tables(indicator, "level", code, period)
        before = (
            kept.tables(indicator, "level", code, shifted(period, -1)) if suffix == "growth_rate" else now
        )
        if not now or not before:
            return {}
        ratio = (
            moved("growth_rate", now[0].bounds, before[0].bounds)
            if suffix == "growth_rate"
            else now[0].bounds
        )
        if ratio is None:
            return {}
        found[code] = ratio.value
    return ranks(found) if suffix in {"", "growth_rate"} else {}


def shifted(period: str, years: int) -> str:
    """A period moved by whole years: 2013 → 2012, @2013-12-31 → @2012-12-31, 2013H1 → 2012H1; the months
    2013-01/2013-09 → 2012-01/2012-09. One over several years stays where it is."""
    if months := _MONTHS.fullmatch(period):
        return f"{int(months[1]) + years}{months[2]}{int(months[3]) + years}{months[4]}"
    head, year, rest = (
        ("@", period[1:5], period[5:]) if period.startswith("@") else ("", period[:4], period[4:])
    )
    return f"{head}{int(year) + years}{rest}" if year.isdigit() and "/" not in rest else period


def other_form(period: str) -> str:
    """The same year as a flow or as its last day: 2013 ↔ @2013-12-31."""
    if period.startswith("@"):
        return period[1:5] if period.endswith("-12-31") else period
    return f"@{period}-12-31" if len(period) == 4 else period


def cite(kept: Panel, value: Value) -> str:
    """A figure with where it stands, for a person to find it."""
    source = kept.sources[value.source]
    where = cell(value) if source.kind == Source.Kind.TABLE else f"{value.start}–{value.end}"
    return f"{value.quote} ({source.title}, {where})"


def cell(value: Value) -> str:
    """The address of the table cell in which a figure stands."""
    return cell_name(value.start, value.end)


def cell_name(row: int, column: int) -> str:
    """The address of a cell, as a spreadsheet names it: row 12 and column 3 are C12."""
    name = ""
    while column > 0:
        column, letter = divmod(column - 1, 26)
        name = chr(65 + letter) + name
    return f"{name}{row}"


def _row(
    kept: Panel,
    claim: Value,
    expected: Interval | None,
    cited: str,
    basis: str,
    finding: Finding,
    reason: str = "",
    inputs: tuple[str, ...] = (),
) -> Row:
    return Row(
        claim, cite(kept, claim), expected, cited, basis, finding.verdict, finding.difference, reason, inputs
    )


def open_differences(rows: Iterable[Row]) -> list[Row]:
    """The rows that contradict a claim and that nobody accepted."""
    return [row for row in rows if row.verdict == "differs" and row.accepted is None]


def _decisions(rows: list[Row]) -> list[Acceptance]:
    """What was decided of the claims that differ, the oldest first; one query, none when nothing differs."""
    claims = {row.claim.code for row in rows}
    if not any(row.verdict == "differs" for row in rows):
        return []
    return [one for one in Acceptance.objects.order_by("made_at", "pk") if one.claim in claims]


def _with_acceptances(rows: list[Row], decisions: list[Acceptance]) -> list[Row]:
    """The rows with what a person accepted: of each row the last decision holds."""
    made = {
        (one.claim, one.basis, one.expected): (
            Accepted(one.reason, one.made_by, one.made_at) if one.accepted else None
        )
        for one in decisions
    }
    return [row._replace(accepted=made.get((row.claim.code, row.basis, expected_text(row)))) for row in rows]


def expected_text(row: Row) -> str:
    """The exact expected value of a row, as an acceptance keeps it."""
    return str(row.expected.value) if row.expected else ""


def accept(claim: str, basis: str, expected: str, reason: str, by: str, *, accepted: bool = True) -> None:
    """Keep that a person accepts a difference, or accepts it no longer. The record stays.

    Raises ValueError when no reason is given.
    """
    if not reason.strip():
        raise ValueError("Say why the difference is accepted.")
    Acceptance.objects.create(
        claim=claim,
        basis=basis,
        expected=expected,
        accepted=accepted,
        reason=reason.strip(),
        made_by=by,
        made_at=timezone.now(),
    )


def row_json(row: Row) -> dict[str, Any]:
    """A row with the keys of the command's contract; numbers in base units."""
    return {
        "region": row.claim.region or None,
        "place": row.place,
        "indicator": row.claim.indicator,
        "measure": row.claim.measure,
        "period": row.claim.period,
        "claimed": json_decimal(row.claim.value),
        "claimed_source": row.source,
        "expected": json_decimal(row.expected.value) if row.expected else None,
        "expected_source": row.expected_source,
        "basis": row.basis,
        "verdict": row.verdict,
        "difference": json_decimal(row.difference),
        "reason": (row.accepted.reason if row.accepted else row.reason) or None,
        "accepted_by": row.accepted.by if row.accepted else None,
        "id": row.claim.code,
        "inputs": list(row.inputs),
    }


def json_decimal(value: Decimal | None) -> int | float | None:
    """A decimal as a JSON number."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
