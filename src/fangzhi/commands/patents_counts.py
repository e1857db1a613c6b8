"""`patents panel`, `patents count` and `patents records`: what is counted, and the records behind it."""

from __future__ import annotations

import csv
import json
import sys
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from fangzhi.commands import STDIN, WrongUse, catalogue, say
from fangzhi.commands.patents_files import check_writable, reaching, writing
from fangzhi.commands.patents_refusals import checked_line, checked_region, refusing
from fangzhi.commands.patents_saying import either, no_snapshot, say_synthetic
from fangzhi.commands.replacing import replacing
from fangzhi.home import home_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from fangzhi.patents.counting import PanelRow
    from fangzhi.patents.counting.cells import Cell
    from fangzhi.patents.counting.records import Listing
    from fangzhi.patents.store import Snapshot


class Panel(NamedTuple):
    """Which part of the panel is wanted, how it is written, and whether its counts become figures."""

    year: int | None
    region: str | None
    format: str
    output: str
    publish: bool
    synthetic: bool


def panel(asked: Panel) -> int:
    """Print the yearly panel, or publish the counts of its year; 1 when there is nothing. Raises
    `WrongUse`."""
    if asked.synthetic and not asked.publish:
        raise WrongUse(
            either(
                "--synthetic lets synthetic records be published; give it together with --publish.",
                "--synthetic 允许发布合成数据，须与 --publish 一同使用。",
            )
        )
    if asked.publish:
        return _publish(asked)
    if asked.region is not None:
        checked_line(asked.region)
    if asked.output != STDIN:
        check_writable("-o", Path(asked.output))
    elif asked.format == "parquet":
        raise WrongUse(
            either(
                "--format parquet needs a file; name one with -o FILE.",
                "--format parquet 须写入文件：请用 -o 指定。",
            )
        )
    from fangzhi.patents.counting import kept_panel

    with _opened() as snapshot:
        say_synthetic(snapshot.manifest)
        every = kept_panel(snapshot)
        rows = [one for one in every if _wanted(one, asked)]
        if not rows:
            _say_years(every)
        if asked.output == STDIN:
            _write_panel(sys.stdout, rows, asked.format, snapshot)
        else:
            target = Path(asked.output)
            with writing("-o", target), replacing(target) as path:
                _write_panel_file(path, rows, asked.format, snapshot)
    return 0 if rows else 1


def _say_years(every: list[PanelRow]) -> None:
    """That there is nothing to count for what was asked, and for which years there is."""
    years = sorted({row.year for row in every})
    first, last = (years[0], years[-1]) if years else ("—", "—")
    say(
        either(
            f"There is nothing to count for this year: the panel goes from {first} to {last}.",
            f"这一年没有可统计的记录：面板自 {first} 年至 {last} 年。",
        )
    )


def _wanted(row: PanelRow, asked: Panel) -> bool:
    return asked.year in (None, row.year) and asked.region in (None, row.region)


def _write_panel_file(path: Path, rows: list[PanelRow], form: str, snapshot: Snapshot) -> None:
    from fangzhi.patents.counting import PanelRow

    if form == "parquet":
        from fangzhi.patents.counting.writing import write_parquet

        write_parquet(snapshot, path, PanelRow._fields, rows)
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        _write_panel(file, rows, form, snapshot)


def _write_panel(file: IO[str], rows: list[PanelRow], form: str, snapshot: Snapshot) -> None:
    from fangzhi.patents.counting import PanelRow

    if form == "json":
        answer = _named(snapshot) | {"rows": [row._asdict() for row in rows]}
        file.write(json.dumps(answer, ensure_ascii=False) + "\n")
    else:
        _write_csv(file, PanelRow._fields, rows)


def _named(snapshot: Snapshot) -> dict[str, Any]:
    return {"snapshot": snapshot.id, "synthetic": snapshot.manifest.synthetic_rows > 0}


def _write_csv(file: IO[str], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    written = csv.writer(file, lineterminator="\n")
    written.writerow(columns)
    written.writerows(rows)


def _publish(asked: Panel) -> int:
    if asked.year is None:
        raise WrongUse(
            either(
                "--publish needs --year: the counts of one year are published.",
                "--publish 须写明 --year：按年度发布。",
            )
        )
    if asked.region is not None:
        raise WrongUse(
            either(
                "--publish publishes the year for every region; leave out --region.",
                "--publish 发布该年度所有地区的数；请去掉 --region。",
            )
        )
    with _opened() as snapshot:
        if not _anything(snapshot, asked):
            say(either(f"{asked.year}: there is nothing to publish.", f"{asked.year} 年：没有可发布的数。"))
            return 1
        return _published(snapshot, asked.year, synthetic=asked.synthetic)


def _anything(snapshot: Snapshot, asked: Panel) -> bool:
    """Whether a year has counts to publish, found out before there need be a place for them. Raises
    `WrongUse` for synthetic records."""
    from fangzhi.gazetteer.regions import COUNTRY
    from fangzhi.patents.counting import kept_panel
    from fangzhi.patents.counting.published import PUBLISHED

    if snapshot.manifest.synthetic_rows and not asked.synthetic:
        raise WrongUse(
            either(
                "The patent database holds synthetic records; their counts are not put beside real figures "
                "unless that is asked for (--synthetic).",
                "专利数据库中有合成数据，其统计数不与真实数据并列；确需发布请加 --synthetic。",
            )
        )
    rows = [row for row in kept_panel(snapshot) if row.year == asked.year and row.region != COUNTRY]
    return any(
        getattr(row, column) for row in rows for column, kind in PUBLISHED.values() if row.type == kind
    )


def _published(snapshot: Snapshot, year: int, *, synthetic: bool) -> int:
    from fangzhi.opening import open_home

    open_home()
    from fangzhi.indicators.loads.patent_counts import publish_counts
    from fangzhi.indicators.models import Figure

    source = publish_counts(snapshot, year, "command line", catalogue(), synthetic=synthetic)
    number = Figure.objects.filter(source=source).count() if source else 0
    sys.stdout.write(
        either(
            f"{year}: {number} figures of snapshot {snapshot.id}\n",
            f"{year} 年：发布 {number} 个数，快照 {snapshot.id}\n",
        )
    )
    return 0 if number else 1


class Counts(NamedTuple):
    """What is counted, by which keys, how it is written, and whether it is compared."""

    cell: Cell
    by: list[str]
    scheme: str
    format: str
    compare: bool


def count(asked: Counts) -> int:
    """Print a table of counts; 1 when there are none. Raises `WrongUse`."""
    from fangzhi.patents.counting.industries import scheme_of

    checked_region(asked.cell.region)
    with _opened() as snapshot, refusing():
        scheme_of(asked.scheme, snapshot.home)
        say_synthetic(snapshot.manifest)
        columns, rows = _compared(snapshot, asked) if asked.compare else _counted(snapshot, asked)
        if asked.format == "json":
            facts = [{name: _json(row.get(name)) for name in columns} for row in rows]
            sys.stdout.write(json.dumps(_named(snapshot) | {"rows": facts}, ensure_ascii=False) + "\n")
        else:
            _write_csv(sys.stdout, columns, [[row.get(name) for name in columns] for row in rows])
    if any(row["value"] for row in rows):
        return 0
    say(either("There is nothing to count for this.", "没有可统计的记录。"))
    return 1


def _counted(snapshot: Snapshot, asked: Counts) -> tuple[tuple[str, ...], list[dict[str, Any]]]:
    from fangzhi.patents.counting.cuts import cut

    columns = (*asked.by, "value")
    rows = cut(snapshot, asked.cell, tuple(asked.by), asked.scheme)
    return columns, [dict(zip(columns, row, strict=True)) for row in rows]


def _compared(snapshot: Snapshot, asked: Counts) -> tuple[tuple[str, ...], list[dict[str, Any]]]:
    from fangzhi.patents.counting.comparing import comparison

    found = comparison(snapshot, asked.cell, tuple(asked.by), asked.scheme)
    if not found.grows:
        say(
            either(
                "Without a period there is no growth: name one with --year, or count --by year.",
                "未指定时期，不计增长：请用 --year 指定，或按年度统计（--by year）。",
            )
        )
    return (*asked.by, "value", *found.measures), found.facts()


def _json(value: object) -> object:
    return float(value) if isinstance(value, Decimal) else value


class Records(NamedTuple):
    """The cell whose records are wanted, how many of them, and how they are written."""

    cell: Cell
    limit: int | None
    format: str


def records(asked: Records) -> int:
    """Print the records that a cell counts; the exact total goes to stderr. Raises `WrongUse`."""
    from fangzhi.patents.counting import records as room

    checked_region(asked.cell.region)
    with _opened() as snapshot, refusing():
        _say_total(snapshot, room.records(snapshot, asked.cell, size=0))
        if asked.format == "csv":
            csv.writer(sys.stdout, lineterminator="\n").writerow(room.COLUMNS)
        for one in room.every_record(snapshot, asked.cell, asked.limit):
            _write_record(one.fact(), asked.format)
    return 0


def _write_record(fact: dict[str, Any], form: str) -> None:
    if form == "csv":
        csv.writer(sys.stdout, lineterminator="\n").writerow(fact.values())
    else:
        sys.stdout.write(json.dumps(fact, ensure_ascii=False) + "\n")


def _say_total(snapshot: Snapshot, found: Listing) -> None:
    of_whom = of_whom_zh = ""
    if found.applicants is not None:
        of_whom = f" of {found.applicants:,} first applicants"
        of_whom_zh = f"，第一申请人 {found.applicants:,} 个"
    say(
        either(
            f"{found.total:,} records{of_whom}; snapshot {snapshot.id}.",
            f"共 {found.total:,} 件{of_whom_zh}；快照 {snapshot.id}。",
        )
    )
    say_synthetic(snapshot.manifest)


def at(written: list[str]) -> tuple[tuple[str, str | None], ...]:
    """Keys and values out of `KEY=VALUE`; a value that is left out means the records without one. Raises
    `WrongUse`."""
    from fangzhi.patents.counting.cells import at_of

    with refusing():
        return tuple(map(at_of, written))


@contextmanager
def _opened() -> Iterator[Snapshot]:
    """The current snapshot. Raises `WrongUse` where nothing was loaded, or the system does not let it be
    read."""
    from fangzhi.patents.store import NoSnapshot, open_snapshot

    with reaching():
        try:
            snapshot = open_snapshot(home_folder())
        except NoSnapshot as error:
            raise WrongUse(no_snapshot(error)) from None
        with snapshot:
            yield snapshot
