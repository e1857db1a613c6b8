"""`patents`: numbers checked, what the patent database holds and gives up, exports, synthetic records."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

from fangzhi.commands import STDIN, WrongUse, say
from fangzhi.commands.patents_files import check_writable, reaching, writing
from fangzhi.commands.patents_saying import either, no_snapshot, print_in_words, word
from fangzhi.home import home_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fangzhi.patents.store import Manifest
    from fangzhi.patents.store.layout import Load
    from fangzhi.patents.store.pruning import Pruned


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
    print_in_words(Described._fields, rows)
    return 0 if valid else 1


def _numbers(given: list[str]) -> Iterator[str]:
    for text in given:
        if text != STDIN:
            yield text
            continue
        for line in sys.stdin.buffer:
            if stated := line.decode("utf-8", "replace").strip():
                yield stated


def status(form: str) -> int:
    """Print what the patent database holds; 1 when that is nothing. Raises `WrongUse`."""
    from fangzhi.patents.store import NoSnapshot, manifest, snapshots

    home = home_folder()
    try:
        with reaching():
            found = manifest(home)
            earlier = [manifest(home, one) for one in snapshots(home) if one != found.id]
    except NoSnapshot as error:
        if form == "json":
            sys.stdout.write(json.dumps({"snapshot": None, "rows": 0}) + "\n")
        else:
            say(no_snapshot(error))
        return 1
    if form == "json":
        sys.stdout.write(json.dumps(_status(found, earlier), ensure_ascii=False) + "\n")
    else:
        _print_status(found, earlier)
    return 0


def _synthetic(found: Manifest) -> str:
    if not found.synthetic_rows:
        return "none"
    return "all" if found.synthetic_rows == found.rows else "some"


def _status(found: Manifest, earlier: list[Manifest]) -> dict[str, Any]:
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
        "earlier": [one.id for one in earlier],
        "earlier_snapshots": [
            {"snapshot": one.id, "created_at": one.created_at, "rows": one.rows} for one in earlier
        ],
        "loads": [one.__dict__ for one in found.loads],
    }


def _print_status(found: Manifest, earlier: list[Manifest]) -> None:
    for line in _about(found, earlier):
        sys.stdout.write(f"{line}\n")


def _about(found: Manifest, earlier: list[Manifest]) -> Iterator[str]:
    yield either(
        f"snapshot {found.id} of {found.created_at}: {found.rows:,} records",
        f"快照 {found.id}（{found.created_at}）：{found.rows:,} 件",
    )
    if found.synthetic_rows:
        yield either(
            f"SYNTHETIC: {found.synthetic_rows:,} of the records are no real patents",
            f"合成数据：其中 {found.synthetic_rows:,} 件并非真实专利",
        )
    yield from (f"  {word(kind)}{either(': ', '：')}{count:,}" for kind, count in found.by_type.items())
    for name, (first, last) in found.dates.items():
        yield f"  {word(name)}{either(': ', '：')}{first or '—'} {either('to', '至')} {last or '—'}"
    deltas, size = len(found.deltas), sum(one.bytes for one in found.files)
    yield either(f"  {deltas} deltas, {size:,} bytes", f"  增量 {deltas} 个，{size:,} 字节")
    yield from (_loaded(one) for one in found.loads)
    yield either(f"{len(earlier)} earlier snapshots", f"以前的快照 {len(earlier)} 个")
    for one in reversed(earlier):
        yield either(
            f"  {one.id} of {one.created_at}: {one.rows:,} records",
            f"  {one.id}（{one.created_at}）：{one.rows:,} 件",
        )


def _loaded(one: Load) -> str:
    passed = one.override and either(
        f", quality overridden: {one.override}", f"，越过质量检查：{one.override}"
    )
    return either(
        f"  loaded {one.loaded_at} {one.file} ({one.mapping}): {one.accepted:,} accepted{passed or ''}",
        f"  载入 {one.loaded_at} {one.file}（{one.mapping}）：接收 {one.accepted:,} 件{passed or ''}",
    )


def prune(keep: int, form: str, *, published: bool) -> int:
    """Give up earlier snapshots and print what that freed; 1 when there is none. Snapshots that published
    figures name stay, unless `published` gives them up too. Raises `WrongUse`."""
    from fangzhi.patents.store import NoSnapshot
    from fangzhi.patents.store.pruning import outgrown
    from fangzhi.patents.store.pruning import prune as give_up
    from fangzhi.patents.store.writing import BusyStore

    home = home_folder()
    try:
        with reaching():
            named = _named_by_figures(outgrown(home, keep))
            found = give_up(home, keep, () if published else named)
    except NoSnapshot as error:
        say(no_snapshot(error))
        return 1
    except BusyStore:
        raise WrongUse(
            either("A load is running; wait until it has finished.", "正在载入，请稍候。")
        ) from None
    if form == "json":
        answer = found._asdict() | {"spared": [] if published else named}
        sys.stdout.write(json.dumps(answer) + "\n")
        return 0
    _print_pruned(found, [] if published else named)
    if published and named:
        say(
            either(
                f"Published figures of {', '.join(named)} can no longer be counted again.",
                f"由 {'、'.join(named)} 公布的数据不能再重新计算。",
            )
        )
    return 0


def _named_by_figures(snapshots: list[str]) -> list[str]:
    """Those of the snapshots that published figures name as their source."""
    if not snapshots or not _keeps_figures():
        return []
    from fangzhi.opening import open_home

    open_home()
    from fangzhi.indicators.loads.patent_counts import named_snapshots

    named = named_snapshots()
    return [one for one in snapshots if one in named]


def _keeps_figures() -> bool:
    """Whether there is a database of figures: looking for one must not make it."""
    return "FANGZHI_DATABASE_URL" in os.environ or (home_folder() / "fangzhi.sqlite3").is_file()


def _print_pruned(found: Pruned, spared: list[str]) -> None:
    for one in found.snapshots:
        sys.stdout.write(either(f"removed snapshot {one}\n", f"已删除快照 {one}\n"))
    for one in spared:
        sys.stdout.write(
            either(
                f"kept snapshot {one}: published figures name it (--published removes it too)\n",
                f"保留快照 {one}：已公布的数据以它为来源（--published 一并删除）\n",
            )
        )
    snapshots, files = len(found.snapshots), len(found.files)
    sys.stdout.write(
        either(
            f"{snapshots} snapshots and {files} files removed, {found.bytes:,} bytes freed\n",
            f"删除快照 {snapshots} 个、文件 {files} 个，释放 {found.bytes:,} 字节\n",
        )
    )


def export(output: Path, snapshot: str | None) -> int:
    """Write a snapshot as Parquet; 1 when there is none. Raises `WrongUse`."""
    from fangzhi.patents.store import NoSnapshot, open_snapshot
    from fangzhi.patents.store.exporting import export as write_out

    _check_ending(output, (".parquet",))
    check_writable("-o", output)
    home = home_folder()
    try:
        with reaching():
            open_snapshot(home, snapshot).close()  # so that what cannot be read is not laid on the output
        with writing("-o", output):
            rows = write_out(home, output, snapshot)
    except NoSnapshot as error:
        say(no_snapshot(error))
        return 1
    say(either(f"{output}: {rows:,} records.", f"{output}：{rows:,} 件。"))
    return 0


def _check_ending(output: Path, endings: tuple[str, ...]) -> None:
    if output.suffix not in endings:
        raise WrongUse(
            either(
                f"-o {output}: name a file that ends in {' or '.join(endings)}.",
                f"-o {output}：文件名须以 {'或 '.join(endings)} 结尾。",
            )
        )


def synthetic(count: int, seed: int, output: Path, *, abstracts: bool) -> int:
    """Write synthetic records. Raises `WrongUse`."""
    from fangzhi.patents.synthetic import write_synthetic

    _check_ending(output, (".parquet", ".csv"))
    check_writable("-o", output)
    with writing("-o", output):
        write_synthetic(count, seed, output, abstracts=abstracts)
    say(
        either(
            f"{output}: {count:,} SYNTHETIC records, seed {seed}.",
            f"{output}：合成数据 {count:,} 件，种子 {seed}。",
        )
    )
    return 0
