"""`patents load`: files of records into the patent database, and what became of every one."""

from __future__ import annotations

import json
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from fangzhi.commands import WrongUse, speaks_chinese
from fangzhi.commands.patents_files import cause, check_writable, files_to_load, reaching
from fangzhi.commands.patents_saying import either, synthetic_mark
from fangzhi.home import UnusableHome, home_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import duckdb

    from fangzhi.patents.loading import Loaded, Outcome
    from fangzhi.patents.staging import Refusal

SHOWN = 60
"""Characters of a refused value that the answer shows; the report shows more."""


class Wanted(NamedTuple):
    """How to load and how to answer."""

    mapping: str | None
    dry_run: bool
    keep_good: bool
    report: Path | None
    override: str | None
    format: str


def load_patents(names: list[str], wanted: Wanted) -> int:
    """Load files, print what became of each, and have them searched; 2 when something was refused, 1 when a
    file holds no row.

    Raises `WrongUse`.
    """
    from fangzhi.commands.patents_search import follow
    from fangzhi.patents.sources import ENDINGS

    if wanted.override is not None and not wanted.override.strip():
        raise WrongUse(either("--override needs a reason.", "--override 须说明理由。"))
    paths = files_to_load(names, ENDINGS)
    _check_report(wanted.report, paths)
    with reaching():
        loaded = _loaded(paths, wanted)
    _answer(loaded, wanted)
    if loaded.snapshot and not wanted.dry_run:
        follow()
    if any(_failed(one, wanted) for one in loaded.outcomes):
        return 2
    return 1 if any(_holds_nothing(one) for one in loaded.outcomes) else 0


def _check_report(report: Path | None, paths: list[Path]) -> None:
    """That the report can be written, before the files are read. Raises `WrongUse`."""
    if report is None:
        return
    check_writable("--report", report)
    if any(path.exists() and report.exists() and path.samefile(report) for path in paths):
        raise WrongUse(
            either(
                f"--report {report}: is a file to be loaded; name another one.",
                f"--report {report}：是要载入的文件；请写另一个文件。",
            )
        )


def _loaded(paths: list[Path], wanted: Wanted) -> Loaded:
    from fangzhi.patents.loading import How, RefusedLoad, load
    from fangzhi.patents.store.writing import BusyStore

    how = How(
        wanted.mapping, wanted.dry_run, wanted.keep_good, wanted.override, wanted.report, speaks_chinese()
    )
    try:
        with _progress() as watch:
            return load(_home(), paths, how, watch)
    except RefusedLoad as error:
        raise WrongUse(either(f"{error}.", f"{error.message_zh}。")) from None
    except BusyStore:
        raise WrongUse(
            either("Another load is running; wait until it has finished.", "另一次载入正在进行，请稍候。")
        ) from None


def _home() -> Path:
    home = home_folder()
    try:
        (home / "patents").mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        why = cause(error)
        raise UnusableHome(
            either(
                f"The state folder {home} cannot be used ({why}); "
                "set FANGZHI_HOME to a folder that can be written.",
                f"数据目录 {home} 无法使用（{why}）；请用 FANGZHI_HOME 指定可写的文件夹。",
            )
        ) from error
    return home


def _failed(one: Outcome, wanted: Wanted) -> bool:
    return bool(one.refused) and not (wanted.keep_good and one.accepted + one.unchanged)


def _holds_nothing(one: Outcome) -> bool:
    """Whether a file has a header and no rows."""
    return one.staged is not None and not one.staged.rows and not one.refused


# --- the answer -------------------------------------------------------------------------------------------


def _answer(loaded: Loaded, wanted: Wanted) -> None:
    if wanted.format == "json":
        summaries = [_summary(one, loaded.snapshot, wanted) for one in loaded.outcomes]
        answer = summaries[0] if len(summaries) == 1 else summaries
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        return
    for one in loaded.outcomes:
        for line in _lines(one, wanted):
            sys.stdout.write(f"{line}\n")
    sys.stdout.write(f"{_ending(loaded, wanted)}\n")


def _summary(one: Outcome, snapshot: str | None, wanted: Wanted) -> dict[str, Any]:
    return {
        "file": one.file,
        "accepted": one.accepted if one.kept else 0,
        "unchanged": one.unchanged if one.kept else 0,
        "refused": one.refused,
        "warnings": [*one.warnings, *_about_rows(one)],
        "synthetic": bool(one.staged and one.staged.synthetic),
        "snapshot": snapshot,
        "dry_run": wanted.dry_run,
        "left_out": 0 if one.kept else one.accepted + one.unchanged,
        "examples": [
            {"row": row.row, "field": row.field, "value": row.value, "reason": _reason(row)}
            for row in one.examples
        ],
    }


def _lines(one: Outcome, wanted: Wanted) -> Iterator[str]:
    accepted, unchanged = (one.accepted, one.unchanged) if one.kept else (0, 0)
    mark = synthetic_mark() if one.staged and one.staged.synthetic else ""
    yield either(
        f"{one.file}: {accepted} accepted, {unchanged} unchanged, {one.refused} refused{mark}",
        f"{one.file}：接收 {accepted} 件，未变 {unchanged} 件，拒收 {one.refused} 件{mark}",
    )
    yield from (f"  {said}" for said in (*one.warnings, *_about_rows(one)))
    yield from (f"  {_example(row)}" for row in one.examples)
    if one.staged and one.refused:
        yield f"  {_about_refused(one, wanted)}"


def _about_rows(one: Outcome) -> list[str]:
    return [either("the file holds no rows", "文件中没有记录")] if _holds_nothing(one) else []


def _example(row: Refusal) -> str:
    value = _on_one_line(row.value)
    return either(
        f"row {row.row}, {row.field or 'whole line'} “{value}”: {_reason(row)}",
        f"第 {row.row} 行，{_header(row.field) or '整行'}“{value}”：{_reason(row)}",
    )


def _on_one_line(value: str) -> str:
    """The beginning of a cell, without what would move or colour the terminal."""
    begun = value if len(value) <= SHOWN else value[:SHOWN] + "…"
    return "".join(one if one.isprintable() else " " for one in begun)


def _reason(row: Refusal) -> str:
    return row.reason(chinese=speaks_chinese())


def _header(field: str) -> str:
    """What a field is called over the columns of Chinese files."""
    from fangzhi.patents.mappings import mappings

    return mappings()["chinese"].columns.get(field, (field,))[0]


def _about_refused(one: Outcome, wanted: Wanted) -> str:
    """What became of the good rows beside refused ones, and what can be done."""
    good = one.accepted + one.unchanged
    english, chinese = [], []
    if not one.kept and good:
        english.append(f"the whole file was left out, {good:,} good rows with it; ")
        chinese.append(f"整个文件未保留，其中合格的 {good:,} 件也未保留；")
    english.append(f"{wanted.report or '--report FILE'} lists every refused row")
    chinese.append(f"{wanted.report or '--report 文件'} 列出全部拒收的行")
    if not one.kept and good:
        english.append(", --keep-good keeps the good ones")
        chinese.append("，--keep-good 保留合格的记录")
    return either("".join(english), "".join(chinese))


def _ending(loaded: Loaded, wanted: Wanted) -> str:
    if wanted.dry_run:
        return either("dry run: nothing was kept", "试载入：未保留任何内容")
    if loaded.snapshot is None:
        return either("the patent database holds nothing yet", "专利数据库中还没有数据")
    return either(f"snapshot {loaded.snapshot}", f"快照 {loaded.snapshot}")


@contextmanager
def _progress() -> Iterator[Callable[[str, duckdb.DuckDBPyConnection], object]]:
    """A bar on stderr that shows how far DuckDB is, when a person is looking."""
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        watching: list[tuple[Any, Any]] = []
        done = threading.Event()

        def look() -> None:
            while not done.wait(0.2):
                if watching:
                    task, connection = watching[-1]
                    bar.update(task, completed=max(0.0, connection.query_progress()))

        def watch(name: str, connection: duckdb.DuckDBPyConnection) -> None:
            watching.append((bar.add_task(name or either("writing", "写入"), total=100), connection))

        thread = threading.Thread(target=look, daemon=True)
        thread.start()
        try:
            yield watch
        finally:
            done.set()
            thread.join()
