"""Loading a table: every figure with its cell, each citation a source of its own, the revised over the old.

The same file twice changes nothing. Everything about one file happens in one transaction, and a file with a
refused row is not kept at all unless the good rows are wanted.
"""

from __future__ import annotations

from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from fangzhi.garbage import collector_paused
from fangzhi.indicators.models import Figure, Source, Table
from fangzhi.indicators.rows import FigureRow, write
from fangzhi.indicators.tables import address, checks, read_table
from fangzhi.indicators.tables.names import COUNTRY
from fangzhi.indicators.tables.opening import file_title
from fangzhi.indicators.tables.periods import last_month
from fangzhi.indicators.tables.printed import Context
from fangzhi.indicators.tables.reasons import sentence
from fangzhi.indicators.tables.sources import completed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from fangzhi.indicators.catalogue import Catalogue
    from fangzhi.indicators.tables import Mapping, Printed, SourceKey, TableReading
    from fangzhi.indicators.tables.printed import Remark

DELETE_BATCH = 500
STATED = ("domestic", "foreign", "national")
"""Scopes that tell tables apart; the others follow from which regions a table has."""


class CellReport(NamedTuple):
    """What became of one cell."""

    outcome: str
    sheet: str
    cell: str
    id: str
    quote: str
    indicator: str
    reason: str


class TableOutcome(NamedTuple):
    """What became of one file of tables, in figures."""

    file: str
    accepted: int
    unchanged: int
    refused: int
    warnings: list[str]
    tables: list[str]
    """Codes of the sources the file holds."""
    rows: list[CellReport]

    def summary(self) -> dict[str, Any]:
        """The answer of `load`: counts, warnings, and the sources."""
        return {key: value for key, value in self._asdict().items() if key != "rows"}


class TableLoading(NamedTuple):
    """How to load: by which mappings and catalogue, in whose name, and what to do with refused rows."""

    by: str
    catalogue: Catalogue
    mappings: Sequence[Mapping]
    dry_run: bool = False
    keep_good: bool = False
    each: bool = False
    """Whether every cell is reported, not only the refused ones."""
    today: date | None = None


def load_table(name: str, content: bytes, how: TableLoading) -> TableOutcome:
    """Read a file of tables and keep its figures. Raises `UnusableTable` when it holds no table.

    Nothing is kept in a dry run or, without `keep_good`, when a row is refused.
    """
    with collector_paused():
        return _load(name, content, how, how.today or timezone.localdate())


def _load(name: str, content: bytes, how: TableLoading, today: date) -> TableOutcome:
    reading = read_table(content, how.mappings, Context(name, how.catalogue, today))
    chinese = _speaks_chinese()
    refused = [_refusal(one, chinese) for one in reading.refused]
    warnings = [one.sentence(chinese=chinese) for one in reading.remarks]
    if not reading.printed and not refused:
        warnings.append(sentence("nothing", {}, chinese=chinese))
    if (refused and not how.keep_good) or not reading.printed:
        return TableOutcome(name, 0, 0, len(refused), warnings, [], refused)
    with transaction.atomic():
        outcome = _keep(reading, sha256(content).hexdigest(), how)
        findings = _touched(reading.printed)
        if how.dry_run:
            transaction.set_rollback(True)
    said = [*outcome.warnings, *warnings, *(one.sentence(chinese=chinese) for one in findings)]
    return outcome._replace(refused=len(refused), warnings=said, rows=[*outcome.rows, *refused])


def _speaks_chinese() -> bool:
    return (get_language() or "").startswith("zh")


def _said(code: str, table: Source) -> str:
    return sentence(code, {"table": table.code}, chinese=_speaks_chinese())


def _refusal(one: Remark, chinese: bool) -> CellReport:
    return CellReport("refused", one.sheet, one.cell, "", one.quote, "", one.reason(chinese=chinese))


def _touched(printed: list[Printed]) -> list[Remark]:
    """What a file shows about tables: of its own, and of others about whose regions it says something."""
    own = {one.source.label for one in printed}
    regional = {one.indicator for one in printed if one.region != COUNTRY}
    found = table_findings({one.indicator for one in printed})
    return [one for one in found if one.sheet in own or one.params["indicator"] in regional]


def table_findings(indicators: Iterable[str] | None = None) -> list[Remark]:
    """What the tables that are kept show about one another (cumulative columns, repeated months); all
    indicators when none are given. The `sheet` of a remark is the table's citation."""
    running = Figure.objects.filter(current=True, source__kind=Source.Kind.TABLE, measure="level", place="")
    if indicators is not None:
        running = running.filter(indicator__in=list(indicators))
    monthly = running.filter(period__contains="-") | running.filter(period__contains="Q")
    concerned = monthly.filter(dims={}).values("indicator").distinct()
    rows = running.filter(indicator__in=concerned, dims={}).values_list(
        "source__table__label",
        "source__name",
        "start",
        "end",
        "region",
        "indicator",
        "period",
        "cumulative",
        "value",
    )
    return checks.across(_level(*row) for row in rows.order_by("source_id", "start", "end"))


def findings_of(year: int, *, chinese: bool) -> list[str]:
    """What the tables show about one another's figures of a year, a sentence each; one query."""
    return [
        one.sentence(chinese=chinese)
        for one in table_findings()
        if one.params["period"].removeprefix("@").startswith(str(year))
    ]


def _level(label: str, name: str, *cell: Any) -> checks.Level:
    row, column, region, indicator, period, cumulative, value = cell
    named = label or name
    return checks.Level(named, named, row, column, region, indicator, period, cumulative, Decimal(value))


# --- one file ---------------------------------------------------------------------------------------------


def _keep(reading: TableReading, file_digest: str, how: TableLoading) -> TableOutcome:
    groups: dict[tuple[SourceKey, str], list[Printed]] = {}
    for one in reading.printed:
        groups.setdefault((one.source, reading.rules[one.sheet]), []).append(one)
    title, kept = file_title(reading.file), []
    for (key, rule), printed in groups.items():
        named = completed(key, title, {one.region for one in printed})
        kept.append(_keep_source(reading.file, file_digest, named, rule, printed, how))
    return TableOutcome(
        file=reading.file,
        accepted=sum(one.accepted for one in kept),
        unchanged=sum(one.unchanged for one in kept),
        refused=0,
        warnings=[warning for one in kept for warning in one.warnings],
        tables=[code for one in kept for code in one.tables],
        rows=[row for one in kept for row in one.rows],
    )


def _keep_source(
    file: str, file_digest: str, key: SourceKey, rule: str, printed: list[Printed], how: TableLoading
) -> TableOutcome:
    digest = source_digest(key, rule, printed)
    source, new = Source.objects.select_related("superseded_by").get_or_create(
        digest=digest,
        defaults={
            "kind": Source.Kind.TABLE,
            "code": digest[:16],
            "name": key.label or file,
            "title": key.label,
            "publisher": key.publisher,
            "year": max(one.year for one in printed),
            "loaded_at": timezone.now(),
            "loaded_by": how.by,
        },
    )
    table = _table(source, file, file_digest, key, rule, printed)
    warnings = []
    if source.superseded_by is not None:
        warnings.append(_said("newer", source.superseded_by))
    elif new:
        warnings += _supersede_older(source, table, printed)
    changed = _keep_figures(source, new, rule, printed)
    accepted = len(printed) if changed is None else len(changed)
    rows = _reports(source, printed, changed) if how.each else []
    return TableOutcome(file, accepted, len(printed) - accepted, 0, warnings, [source.code], rows)


def source_digest(key: SourceKey, rule: str, printed: Iterable[Printed]) -> str:
    """The name of a table: its citation, scope, vintage and mapping, and every cell that was kept of it.

    The version of the mapping is no part of it: a better mapping reads the same table anew.
    """
    mapping = rule.partition("@")[0]
    found = sha256("\x1f".join((mapping, key.label, key.scope, key.vintage, key.definition)).encode())
    for one in printed:
        cell = one.sheet, str(one.row), str(one.column), one.region, one.heading, one.period, one.quote
        found.update("\x1f".join(("\x1e", *cell)).encode())
    return found.hexdigest()


def _table(
    source: Source, file: str, file_digest: str, key: SourceKey, rule: str, printed: list[Printed]
) -> Table:
    months = {one.period: last_month(one.period) for one in printed}
    ends = sorted(f"{month.year}-{month.month:02}" for month in months.values() if month)
    table, _new = Table.objects.update_or_create(
        source=source,
        defaults={
            "number": key.number,
            "approval": key.approval,
            "vintage": key.vintage,
            "scope": key.scope,
            "final": key.final,
            "mapping": rule.removeprefix("table/"),
            "file": file,
            "file_digest": file_digest,
            "label": key.label,
            "definition": key.definition,
            "covers_from": ends[0],
            "covers_to": ends[-1],
            "figures": len(printed),
        },
    )
    return table


# --- versions ---------------------------------------------------------------------------------------------


def _supersede_older(source: Source, table: Table, printed: list[Printed]) -> list[str]:
    found = older_tables(source, table, printed)
    for one in found:
        Source.objects.filter(pk=one.pk).update(superseded_by=source)
        Figure.objects.filter(source=one).update(current=False)
    return [_said("supersedes", one) for one in found]


def older_tables(source: Source, table: Table, printed: list[Printed]) -> list[Source]:
    """The tables in force that a new one of the same name and vintage supersedes: those of which it
    holds every indicator, region and period, whatever it says of them."""
    older = Source.objects.filter(
        kind=Source.Kind.TABLE,
        name=source.name,
        superseded_by=None,
        table__vintage=table.vintage,
        table__definition=table.definition,
        table__covers_from__gte=table.covers_from,
        table__covers_to__lte=table.covers_to,
    ).exclude(pk=source.pk)
    if table.scope in STATED:
        older = older.filter(table__scope=table.scope)
    else:
        older = older.exclude(table__scope__in=STATED)
    held = {(one.indicator, one.region) for one in printed}
    return [one for one in older if _subjects(one) <= held]


def _subjects(source: Source) -> set[tuple[str, str]]:
    return set(Figure.objects.filter(source=source).values_list("indicator", "region").distinct())


# --- figures ----------------------------------------------------------------------------------------------


def _keep_figures(source: Source, new: bool, rule: str, printed: list[Printed]) -> set[str] | None:
    """Write the figures of a source; the codes of those that are new or changed, None when all are new."""
    rows = figure_rows(source, rule, printed)
    if new:
        write(FigureRow, rows)
        return None
    return _replace(source, list(rows))


def _reports(source: Source, printed: list[Printed], changed: set[str] | None) -> list[CellReport]:
    found = []
    for one in printed:
        code = figure_code(source.digest, one)
        outcome = "accepted" if changed is None or code in changed else "unchanged"
        cell = address(one.row, one.column)
        found.append(CellReport(outcome, one.sheet, cell, code, one.quote, one.indicator, ""))
    return found


def _replace(source: Source, rows: list[FigureRow]) -> set[str]:
    """Bring the stored figures of a known source to these rows, except those a person decided on; the
    codes of those that changed."""
    stored = {
        values[0]: FigureRow(*values)
        for values in Figure.objects.filter(source=source).values_list(*FigureRow._fields)
    }
    decided = {code for code, row in stored.items() if row.review != Figure.Review.AUTO}
    changed = [row for row in rows if row.code not in decided and stored.get(row.code) != row]
    gone = stored.keys() - {row.code for row in rows} - decided
    outdated = sorted(gone | {row.code for row in changed if row.code in stored})
    for begin in range(0, len(outdated), DELETE_BATCH):
        Figure.objects.filter(code__in=outdated[begin : begin + DELETE_BATCH]).delete()
    write(FigureRow, changed)
    return {row.code for row in changed}


def figure_rows(source: Source, rule: str, printed: Iterable[Printed]) -> Iterator[FigureRow]:
    """The figures of a table as rows: `start` is the row of the cell and `end` its column, both from 1."""
    current = source.superseded_by_id is None
    for one in printed:
        yield FigureRow(
            code=figure_code(source.digest, one),
            source_id=source.pk,
            start=one.row,
            end=one.column,
            quote=one.quote,
            heading=one.heading,
            region=one.region,
            place=one.place,
            indicator=one.indicator,
            measure=one.measure,
            period=one.period,
            year=one.year,
            value=one.value,
            number=one.number,
            value_high=one.value_high,
            unit=one.unit,
            qualifier=one.qualifier,
            resolution=one.resolution,
            base_of=one.base_of,
            also=[],
            cumulative=one.cumulative,
            status=one.status,
            dims=one.dims,
            rule=rule,
            note=one.note,
            current=current,
        )


def figure_code(digest: str, one: Printed) -> str:
    """A stable name of one figure: the same cell read the same way gives the same (20 hex digits)."""
    name = f"{digest}|{one.sheet}|{one.row}|{one.column}|{one.indicator}|{one.measure}"
    return sha256(name.encode()).hexdigest()[:20]
