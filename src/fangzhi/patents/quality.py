"""Quality of a load as a whole: fields that are empty too often, years that jump.

What is found refuses the load unless a person overrides it with a reason.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

from fangzhi.patents.addresses import COUNTRIES
from fangzhi.patents.store.engine import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import duckdb

LEAST_ROWS = 100
"""Shares of fewer rows say nothing."""


class Finding(NamedTuple):
    """What is suspicious, as a sentence in two languages."""

    en: str
    zh: str


@cache
def limits() -> dict[str, Any]:
    """The limits as shipped."""
    return tomllib.loads(
        files("fangzhi.patents").joinpath("data", "quality.toml").read_text(encoding="utf-8")
    )


def examine(connection: duckdb.DuckDBPyConnection, rows: str, fields: set[str]) -> Iterator[Finding]:
    """What is suspicious about the rows that a query gives, whose files have these fields."""
    looked_at = [field for field in limits()["empty"] if field in fields]
    counts = ", ".join(
        f"count(*){_of(field)}, count({_KEPT_AS.get(field, field)}){_of(field)}" for field in looked_at
    )
    found = connection.execute(f"SELECT {counts or 'count(*)'} FROM {rows}").fetchall()[0]
    for at, field in enumerate(looked_at):
        whole, filled = found[2 * at : 2 * at + 2]
        if whole >= LEAST_ROWS:
            yield from _empty(field, 1 - filled / whole, limits()["empty"][field])
    years = dict(
        connection.execute(
            f"SELECT year(application_date), count(*) FROM {rows} "
            "WHERE application_date IS NOT NULL GROUP BY 1"
        ).fetchall()
    )
    yield from jumps(years)


_ZH = {"ipc": "分类号", "address": "地址", "abstract": "摘要"}
_HOME = ", ".join(quoted(name) for name, code in {"CN": "CN", **COUNTRIES}.items() if code == "CN")
_KEPT_AS = {"ipc": "ipc_main"}  # half a class is none


def _of(field: str) -> str:
    # A foreign address is not given by every source.
    return f" FILTER (coalesce(country, 'CN') IN ({_HOME}))" if field == "address" else ""


def _empty(field: str, share: float, most: float) -> Iterator[Finding]:
    if share > most:
        yield Finding(
            f"{field} is empty in {share:.1%} of the rows; {most:.0%} is the most",
            f"{_ZH.get(field, field)}有 {share:.1%} 的行为空，上限为 {most:.0%}",
        )


def jumps(years: Mapping[int, int]) -> Iterator[Finding]:
    """Years whose applications are far more or fewer than those of the years beside them.

    The last two years are left out: applications are published up to eighteen months after filing.
    """
    times, least = limits()["jump"]["times"], limits()["jump"]["least"]
    for year in sorted(years)[1:-2]:
        beside = [years.get(year - 1, 0), years.get(year + 1, 0)]
        here = years[year]
        if max(here, *beside) < least or min(beside) == 0:
            continue
        if here > times * max(beside) or here * times < min(beside):
            yield Finding(
                f"{year} has {here:,} applications, the years beside it {beside[0]:,} and {beside[1]:,}",
                f"{year}年有 {here:,} 件申请，前后两年为 {beside[0]:,} 件和 {beside[1]:,} 件",
            )
