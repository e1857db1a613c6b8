"""`patents`: numbers checked, records loaded, what the patent database holds, synthetic records."""

from __future__ import annotations

import json
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from fangzhi.commands import STDIN, WrongUse, given_files, say, speaks_chinese
from fangzhi.commands.patents_saying import either
from fangzhi.home import UnusableHome, home_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import duckdb

    from fangzhi.patents.loading import Loaded, Outcome
    from fangzhi.patents.store import Manifest


class Wanted(NamedTuple):
    """How to load and how to answer."""

    mapping: str | None
    dry_run: bool
    keep_good: bool
    report: Path | None
    override: str | None
    format: str


def check_numbers(given: list[str], form: str) -> int:
    """Print what every number is; 1 when one of them is invalid."""
    from fangzhi.patents.numbers import Described, describe

    valid = True
    rows = []
    for text in _numbers(given):
        found = describe(text)
        valid = valid and found.valid
        if form == "jsonl":
            sys.stdout.write(json.dumps(found._asdict(), ensure_ascii=False) + "\n")
        else:
            rows.append(found._asdict())
    if rows:
        from fangzhi.commands.printing import print_table

        print_table(Described._fields, rows)
    return 0 if valid else 1


def _numbers(given: list[str]) -> Iterator[str]:
    for text in given:
        if text != STDIN:
            yield text
            continue
        for line in sys.stdin.buffer:
            if stated := line.decode("utf-8", "replace").strip():
                yield stated


def load_patents(names: list[str], wanted: Wanted) -> int:
    """Load files, print what became of each, and have them searched; 2 when something was refused.

    Raises `WrongUse`.
    """
    from fangzhi.commands.patents_search import follow
    from fangzhi.patents.loading import How, RefusedLoad, load
    from fangzhi.patents.sources import ENDINGS
    from fangzhi.patents.store.writing import BusyStore

    if wanted.override is not None and not wanted.override.strip():
        raise WrongUse(either("--override needs a reason.", "--override 须说明理由。"))
    paths = [path for _, path in given_files(names, ENDINGS) if path is not None]
    if not paths:
        raise WrongUse(
            f"{', '.join(names)}: no file to load ({', '.join(ENDINGS)}); records are not read from standard "
            "input."
        )
    how = How(
        wanted.mapping, wanted.dry_run, wanted.keep_good, wanted.override, wanted.report, speaks_chinese()
    )
    try:
        with _progress(len(paths)) as watch:
            loaded = load(_home(), paths, how, watch)
    except RefusedLoad as error:
        raise WrongUse(either(str(error), error.message_zh) + either(".", "。")) from None
    except BusyStore:
        raise WrongUse(
            either("Another load is running; wait until it has finished.", "另一次载入正在进行，请稍候。")
        ) from None
    _answer(loaded, wanted.format)
    if loaded.snapshot and not wanted.dry_run:
        follow()
    return 2 if any(_failed(one, wanted) for one in loaded.outcomes) else 0


def _home() -> Path:
    home = home_folder()
    try:
        (home / "patents").mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise UnusableHome(
            f"The state folder {home} cannot be used ({error.strerror}); "
            "set FANGZHI_HOME to a folder that can be written."
        ) from error
    return home


def _failed(one: Outcome, wanted: Wanted) -> bool:
    return bool(one.refused) and not (wanted.keep_good and one.accepted + one.unchanged)


def _summary(one: Outcome, snapshot: str | None) -> dict[str, Any]:
    return {
        "file": one.file,
        "accepted": one.accepted if one.kept else 0,
        "unchanged": one.unchanged if one.kept else 0,
        "refused": one.refused,
        "warnings": one.warnings,
        "synthetic": bool(one.staged and one.staged.synthetic),
        "snapshot": snapshot,
    }


def _answer(loaded: Loaded, form: str) -> None:
    summaries = [_summary(one, loaded.snapshot) for one in loaded.outcomes]
    if form == "json":
        answer = summaries[0] if len(summaries) == 1 else summaries
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        return
    for one in summaries:
        mark = "  SYNTHETIC 合成数据" if one["synthetic"] else ""
        sys.stdout.write(
            f"{one['file']}: {one['accepted']} accepted, {one['unchanged']} unchanged, "
            f"{one['refused']} refused{mark}\n"
        )
        for warning in one["warnings"]:
            sys.stdout.write(f"  {warning}\n")
    sys.stdout.write(f"snapshot {loaded.snapshot or '—'}\n")


@contextmanager
def _progress(files: int) -> Iterator[Callable[[str, duckdb.DuckDBPyConnection], object]]:
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


def status(form: str) -> int:
    """Print what the patent database holds; 1 when that is nothing."""
    from fangzhi.patents.store import NoSnapshot, manifest, snapshots

    home = home_folder()
    try:
        found = manifest(home)
    except NoSnapshot as error:
        if form == "json":
            sys.stdout.write(json.dumps({"snapshot": None, "rows": 0}) + "\n")
        else:
            say(str(error))
        return 1
    earlier = [one for one in snapshots(home) if one != found.id]
    if form == "json":
        sys.stdout.write(json.dumps(_status(found, earlier), ensure_ascii=False) + "\n")
    else:
        _print_status(found, earlier)
    return 0


def _synthetic(found: Manifest) -> str:
    if not found.synthetic_rows:
        return "none"
    return "all" if found.synthetic_rows == found.rows else "some"


def _status(found: Manifest, earlier: list[str]) -> dict[str, Any]:
    return {
        "snapshot": found.id,
        "created_at": found.created_at,
        "rows": found.rows,
        "by_type": found.by_type,
        "dates": found.dates,
        "synthetic": _synthetic(found),
        "synthetic_rows": found.synthetic_rows,
        "bytes": sum(one.bytes for one in found.files),
        "deltas": len(found.deltas),
        "earlier": earlier,
        "loads": [one.__dict__ for one in found.loads],
    }


def _print_status(found: Manifest, earlier: list[str]) -> None:
    out = sys.stdout.write
    out(f"snapshot {found.id} of {found.created_at}: {found.rows:,} records\n")
    if found.synthetic_rows:
        out(f"SYNTHETIC 合成数据: {found.synthetic_rows:,} of the records are no real patents\n")
    for kind, count in found.by_type.items():
        out(f"  {kind}: {count:,}\n")
    for name, (first, last) in found.dates.items():
        out(f"  {name}: {first or '—'} to {last or '—'}\n")
    size = sum(one.bytes for one in found.files)
    out(f"  {len(found.deltas)} deltas, {size:,} bytes, {len(earlier)} earlier snapshots\n")
    for one in found.loads:
        passed = f", quality overridden: {one.override}" if one.override else ""
        out(f"  loaded {one.loaded_at} {one.file} ({one.mapping}): {one.accepted:,} accepted{passed}\n")


def prune(keep: int, form: str) -> int:
    """Give up earlier snapshots and print what that freed; 1 when there is none. Raises `WrongUse`."""
    from fangzhi.patents.store import NoSnapshot
    from fangzhi.patents.store.pruning import prune as give_up
    from fangzhi.patents.store.writing import BusyStore

    try:
        found = give_up(home_folder(), keep)
    except NoSnapshot as error:
        say(str(error))
        return 1
    except BusyStore:
        raise WrongUse(
            either("A load is running; wait until it has finished.", "正在载入，请稍候。")
        ) from None
    if form == "json":
        sys.stdout.write(json.dumps(found._asdict()) + "\n")
        return 0
    for one in found.snapshots:
        sys.stdout.write(f"removed snapshot {one}\n")
    sys.stdout.write(
        f"{len(found.snapshots)} snapshots and {len(found.files)} files removed, "
        f"{found.bytes:,} bytes freed\n"
    )
    return 0


def export(output: Path, snapshot: str | None) -> int:
    """Write a snapshot as Parquet; 1 when there is none. Raises `WrongUse`."""
    from fangzhi.patents.store import NoSnapshot
    from fangzhi.patents.store.exporting import export as write_out

    if output.suffix != ".parquet":
        raise WrongUse(f"-o {output}: name a file that ends in .parquet.")
    try:
        rows = write_out(home_folder(), output, snapshot)
    except NoSnapshot as error:
        say(str(error))
        return 1
    except OSError as error:
        raise WrongUse(f"-o {output}: cannot be written ({error.strerror or error}).") from None
    say(f"{output}: {rows:,} records.")
    return 0


def synthetic(count: int, seed: int, output: Path, *, abstracts: bool) -> int:
    """Write synthetic records. Raises `WrongUse`."""
    from fangzhi.patents.synthetic import write_synthetic

    if output.suffix not in (".parquet", ".csv"):
        raise WrongUse(f"-o {output}: name a file that ends in .parquet or .csv.")
    try:
        write_synthetic(count, seed, output, abstracts=abstracts)
    except OSError as error:
        raise WrongUse(f"-o {output}: cannot be written ({error.strerror or error}).") from None
    say(f"{output}: {count:,} SYNTHETIC records 合成数据, seed {seed}.")
    return 0
