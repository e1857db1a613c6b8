"""Loading: files into a new snapshot.

Each file is staged and checked, its rows are settled beside each other and the store, the load as a whole is
examined; then the records are written and the pointer is switched.
"""

from __future__ import annotations

import csv
import errno
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from heapq import merge
from importlib.resources import files as shipped
from itertools import groupby, islice
from typing import TYPE_CHECKING, NamedTuple

from fangzhi.patents import addresses, quality, staging
from fangzhi.patents.mappings import BadMapping, UnknownMapping
from fangzhi.patents.settling import contended, settle
from fangzhi.patents.sources import UnusableSource
from fangzhi.patents.store import layout
from fangzhi.patents.store.engine import connect, quoted, sql
from fangzhi.patents.store.writing import Change, attach, write, writing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import duckdb

    from fangzhi.patents.staging import Refusal, Staged

    Watch = Callable[[str, duckdb.DuckDBPyConnection], object]


EXAMPLES = 3


class RefusedLoad(Exception):  # noqa: N818 - it is the load that is refused
    """Nothing was kept, for a reason that does not lie in one row. One sentence, in two languages."""

    def __init__(self, english: str, chinese: str) -> None:
        super().__init__(english)
        self.message_en, self.message_zh = english, chinese


@dataclass(frozen=True)
class How:
    """How to load. `override` is why a failed quality check is passed over."""

    mapping: str | None = None
    dry_run: bool = False
    keep_good: bool = False
    override: str | None = None
    report: Path | None = None
    chinese: bool = False


@dataclass
class Outcome:
    """What became of one file. `unchanged` counts rows that the store holds already, or a later state of."""

    file: str
    accepted: int = 0
    unchanged: int = 0
    refused: int = 0
    warnings: list[str] = field(default_factory=list)
    examples: list[Refusal] = field(default_factory=list)
    """The first refused rows, `EXAMPLES` at most."""
    staged: Staged | None = None
    kept: bool = True


class Loaded(NamedTuple):
    """What a load made of its files, and the snapshot that is current now (None: there is none)."""

    outcomes: list[Outcome]
    snapshot: str | None
    changed: bool


def load(home: Path, paths: list[Path], how: How, watch: Watch = lambda *_: None) -> Loaded:
    """Load files into a new snapshot, or find that nothing changes.

    Raises `RefusedLoad` (the last snapshot stays) and `BusyStore`.
    """
    with _of_this_version(), writing(home):
        connection, scratch = connect(home)
        try:
            with _room_on_disk(home):
                return _Loading(home, connection, how, watch).load(paths)
        finally:
            connection.close()
            shutil.rmtree(scratch, ignore_errors=True)


@contextmanager
def _of_this_version() -> Iterator[None]:
    """A store of another version is not written to."""
    try:
        yield
    except layout.OldSnapshot as error:
        raise RefusedLoad(error.message_en.rstrip("."), error.message_zh.rstrip("。")) from None


@contextmanager
def _room_on_disk(home: Path) -> Iterator[None]:
    """A disk that is full, or a limit of the system, ends a load with a sentence."""
    import duckdb

    try:
        yield
    except (duckdb.IOException, duckdb.OutOfMemoryException, duckdb.FatalException, OSError) as error:
        full = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)
        if isinstance(error, OSError) and error.errno not in full:
            raise
        raise RefusedLoad(
            f"the store in {home} could not be written: the disk is full, or files or memory have a limit; "
            "make room and load again, nothing was changed",
            f"无法写入 {home}：磁盘已满，或文件大小、内存受限；请腾出空间后重新载入，原有数据未变",
        ) from None


class _Loading:
    """One load, while it lasts."""

    def __init__(self, home: Path, connection: duckdb.DuckDBPyConnection, how: How, watch: Watch) -> None:
        self.home, self.connection, self.how, self.watch = home, connection, how, watch
        self.before = layout.manifest(home) if layout.current_id(home) else None
        self.contended: dict[int, list[Refusal]] = {}
        connection.execute(staging.macros())
        attach(connection, home, self.before)

    def load(self, paths: list[Path]) -> Loaded:
        """Stage, settle, report, examine, write."""
        outcomes = [self._stage(path) for path in paths]
        self._settle(outcomes)
        self._report(outcomes)
        kept = [one for one in outcomes if one.kept]
        overridden = self._examine(kept)
        changed = any(one.accepted for one in kept)
        current = self.before.id if self.before else None
        if changed and not self.how.dry_run:
            current = self._write(kept, overridden=overridden)
        if not self.how.dry_run:
            self._clear(outcomes)
        return Loaded(outcomes, current, changed)

    def _stage(self, path: Path) -> Outcome:
        self.watch(path.name, self.connection)
        try:
            staged = staging.stage(self.connection, self.home, path, self.how.mapping)
        except (UnusableSource, UnknownMapping, BadMapping) as error:
            said = getattr(error, "message_zh", str(error)) if self.how.chinese else str(error)
            return Outcome(path.name, refused=1, warnings=[said], kept=False)
        return Outcome(path.name, staged=staged, warnings=[self._say(*one) for one in _doubts(staged)])

    def _say(self, english: str, chinese: str) -> str:
        return chinese if self.how.chinese else english

    def _settle(self, outcomes: list[Outcome]) -> None:
        """Decide what becomes of every row, and leave out files with a refused one until none is left.

        Without a file others may be kept: a number that had two contents may have one.
        """
        while used := {at: one.staged for at, one in enumerate(outcomes) if one.kept and one.staged}:
            tallies = settle(self.connection, self.home, used, fresh=self.before is None)
            for at, tally in tallies.items():
                one, staged = outcomes[at], used[at]
                one.accepted, one.unchanged = tally.accepted, tally.unchanged
                one.refused = tally.refused + staged.refused_rows + len(staged.unreadable)
                self.contended[at] = list(contended(self.connection, at, staged)) if tally.refused else []
            failed = [outcomes[at] for at in used if outcomes[at].refused and not self.how.keep_good]
            for one in failed:
                one.kept = False
            if not failed:
                return

    def _report(self, outcomes: list[Outcome]) -> None:
        """Tell the first refused rows, and write the report of all when one is asked for."""
        for at, one in enumerate(outcomes):
            rows = (next(reasons) for _, reasons in groupby(self._refused(at, one), lambda found: found.row))
            one.examples = [*islice(rows, EXAMPLES)]
            if self.how.report is not None:
                found = self._refused(at, one)
                staging.write_refusals(
                    self.how.report, one.file, found, chinese=self.how.chinese, new=at == 0
                )

    def _refused(self, at: int, one: Outcome) -> Iterator[Refusal]:
        """The refused rows of a file in its order."""
        found = staging.refusals(self.connection, self.home, one.staged) if one.staged else ()
        return merge(found, self.contended.get(at, []), key=staging.Refusal.place)

    def _examine(self, kept: list[Outcome]) -> bool:
        """Whether something suspicious was overridden. Raises `RefusedLoad` where it was not."""
        if not kept:
            return False
        fields = set.intersection(*(set(one.staged.fields) for one in kept if one.staged))
        found = [*quality.examine(self.connection, "sound", fields)]
        if found and not self.how.override:
            raise RefusedLoad(
                "; ".join(one.en for one in found)
                + "; nothing was kept, --override REASON loads it all the same",
                "；".join(one.zh for one in found)
                + "；未保留任何记录，确认无误可用 --override 说明理由后载入",
            )
        for one in kept:
            one.warnings += [self._say(*each) for each in found]
        return bool(found)

    def _write(self, kept: list[Outcome], *, overridden: bool) -> str:
        self.watch("", self.connection)
        self._locate()
        self.connection.execute(
            "CREATE OR REPLACE VIEW staged AS FROM sound "
            "ANTI JOIN (FROM fate WHERE what <> 'changed') USING (file, row)"
        )
        self.connection.execute(f"CREATE OR REPLACE VIEW record AS {sql('record').format(term=_term())}")
        gone = self.connection.execute("SELECT count(*) FROM gone").fetchall()[0][0]
        change = Change(sum(one.accepted for one in kept), gone)
        new = write(self.connection, self.home, self.before, change)
        layout.publish(self.home, replace(new, loads=(*new.loads, *self._loads(kept, overridden=overridden))))
        return new.id

    def _loads(self, kept: list[Outcome], *, overridden: bool) -> Iterator[layout.Load]:
        for one in kept:
            if one.staged:
                yield layout.Load(
                    file=one.file,
                    digest=one.staged.digest,
                    mapping=one.staged.mapping,
                    loaded_at=datetime.now(UTC).isoformat(timespec="seconds"),
                    accepted=one.accepted,
                    unchanged=one.unchanged,
                    refused=one.refused,
                    synthetic=one.staged.synthetic,
                    override=self.how.override if overridden else None,
                )

    def _locate(self) -> None:
        """`place`: what the beginnings of the addresses mean, by year."""
        heads = self.connection.execute(
            "SELECT DISTINCT coalesce(head, ''), coalesce(region_code, ''), coalesce(country, '') FROM sound"
        ).fetchall()
        path = layout.folder(self.home) / "staging" / "new-places.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            for key in heads:
                for one in addresses.locate(*key):
                    writer.writerow((*key, *one, one.province, one.prefecture, one.county))
        self.connection.execute(sql("place").format(path=quoted(path)))
        path.unlink()

    def _clear(self, outcomes: list[Outcome]) -> None:
        for one in outcomes:
            if one.staged:
                shutil.rmtree(one.staged.parquet(self.home).parent, ignore_errors=True)


def _doubts(staged: Staged) -> Iterator[tuple[str, str]]:
    """What a person should know of a file that can be read, in two languages."""
    if staged.cut_off:
        yield "the file ends inside a line and may be cut off", "文件末尾没有换行，可能被截断"
    if staged.unread:
        yield (
            f"columns that are not read: {', '.join(staged.unread)}",
            f"未读取的列：{'、'.join(staged.unread)}",
        )
    if not {"address", "region_code"} & set(staged.fields):
        yield (
            "no column holds an address, so these records count in no province",
            "没有地址列，这些记录不计入任何省份",
        )


def _term() -> str:
    """The day after the last of the term of protection, by type and day of filing (data/terms.csv)."""
    lines = csv.DictReader(
        shipped("fangzhi.patents").joinpath("data", "terms.csv").read_text(encoding="utf-8").splitlines()
    )
    rules = sorted(lines, key=lambda one: one["filed_from"], reverse=True)
    whens = " ".join(
        f"WHEN type = {quoted(one['type'])} AND application_date >= DATE {quoted(one['filed_from'])} "
        f"THEN (application_date + INTERVAL {int(one['years'])} YEAR)::DATE"
        for one in rules
    )
    return f"CASE {whens} END"
