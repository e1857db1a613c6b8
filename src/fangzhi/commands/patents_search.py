"""`patents search` and `patents index`: records found in the patent database, and what they are found by."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from fangzhi.commands import WrongUse, say, speaks_chinese
from fangzhi.commands.patents_files import reaching
from fangzhi.commands.patents_refusals import checked_region, refusing
from fangzhi.commands.patents_saying import either, no_snapshot, print_in_words, say_synthetic
from fangzhi.home import home_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from fangzhi.patents.search import Built, Filters, Found, Hit, Opened

_SHOWN = ("number", "type", "application_date", "status", "ipc_main", "title", "applicants")


class Asked(NamedTuple):
    """What a person looks for, and how the answer is written."""

    query: str
    filters: Filters
    industry: str | None
    limit: int
    order: str
    format: str


def search(asked: Asked) -> int:
    """Print the records that a query finds, the newest first; the total goes to stderr. Raises `WrongUse`."""
    if asked.filters.region and asked.filters.region.isdigit():
        checked_region(asked.filters.region)
    from fangzhi.patents.search import current_index, read

    with reaching():
        _build(anew=False)
        index = current_index(home_folder())
        found = _found(index, asked)
        _print(read(index.snapshot, found.keys), asked.format)
    _say_total(index, found.total, len(found.keys))
    return 0


def _found(index: Opened, asked: Asked) -> Found:
    from fangzhi.patents.search import WrongQuery, find
    from fangzhi.patents.search.industries import classes_of

    with refusing():
        try:
            classes = classes_of(index.snapshot, asked.industry) if asked.industry else None
            filters = asked.filters._replace(classes=classes)
            return find(index, asked.query, filters, limit=asked.limit, order=asked.order)
        except WrongQuery as error:
            raise WrongUse(either(error.message_en, error.message_zh)) from None


def index(*, anew: bool) -> int:
    """Bring the index up to date, or build it `anew`. Raises `WrongUse`."""
    with reaching():
        built = _build(anew=anew)
    if not built.written and not built.removed:
        say(
            either(
                f"The index of {built.snapshot} is up to date.", f"索引已是最新（快照 {built.snapshot}）。"
            )
        )
    elif built.since:
        say(
            either(
                f"Updated the index of {built.since}: {built.written:,} written, {built.removed:,} removed.",
                f"已在 {built.since} 的索引上更新：写入 {built.written:,} 件，移除 {built.removed:,} 件。",
            )
        )
    else:
        say(either(f"Indexed {built.rows:,} records.", f"已索引 {built.rows:,} 件。"))
    return 0


def follow() -> None:
    """Bring the index up to date behind a load. Where it cannot be, that is said: the records are loaded."""
    try:
        with reaching():
            _build(anew=False)
    except WrongUse as error:
        say(str(error))


def _build(*, anew: bool) -> Built:
    """The index of the current snapshot, brought up to date. Raises `WrongUse`."""
    from fangzhi.patents.search import IndexBusy, IndexNotWritten, build
    from fangzhi.patents.store import NoSnapshot

    try:
        with _progress() as progress:
            return build(home_folder(), anew=anew, progress=progress)
    except NoSnapshot as error:
        raise WrongUse(no_snapshot(error)) from None
    except (IndexBusy, IndexNotWritten) as error:
        raise WrongUse(either(error.message_en, error.message_zh)) from None


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None] | None]:
    """A bar on stderr for as long as an index is being built, when a person is looking."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(either("indexing", "建立索引"), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _print(hits: list[Hit], form: str) -> None:
    day = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    facts = [one.fact(day) for one in hits]
    if form == "jsonl":
        sys.stdout.writelines(json.dumps(fact, ensure_ascii=False) + "\n" for fact in facts)
        return
    joined = "、" if speaks_chinese() else "; "
    print_in_words(_SHOWN, [fact | {"applicants": joined.join(fact["applicants"])} for fact in facts])


def _say_total(index: Opened, total: int, shown: int) -> None:
    manifest = index.snapshot.manifest
    say(
        either(
            f"{total:,} found, {shown:,} listed; snapshot {manifest.id}.",
            f"共 {total:,} 件，列出 {shown:,} 件；快照 {manifest.id}。",
        )
    )
    say_synthetic(manifest)
