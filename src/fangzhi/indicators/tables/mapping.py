"""Mappings: what a table's columns and names mean, kept as data.

A mapping is a TOML file in `indicators/data/mappings` or in the state folder's `mappings`. It says by which
headers its columns are recognised, what each column of numbers measures, and which names stand for which
indicator of the catalogue. Its parts are described in the README beside the shipped files.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

from fangzhi.indicators.tables.cells import folded
from fangzhi.indicators.tables.periods import SPANS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping as MappingType
    from pathlib import Path

KINDS = ("tables", "populations", "facts")
LAYOUTS = ("long", "wide", "facts")
ROLES = (
    "id", "region_code", "region", "year", "month", "series", "type", "unit", "source", "scope",
    "vintage", "definition", "note", "period", "indicator", "measure", "value", "value_high",
    "qualifier", "resolution", "status", "cumulative", "base_of", "dims", "place", "heading",
    "table_number", "approval", "publisher", "final",
)  # fmt: skip
MEASURES = (
    "level", "growth_rate", "avg_growth_rate", "growth_multiple", "ratio_multiple", "change_abs",
    "change_points", "share", "relative_diff", "rank", "ordinal_streak",
)  # fmt: skip


class MappingError(ValueError):
    """A mapping file that cannot be used; the message names file and entry."""


class Series(NamedTuple):
    """What a name in a table stands for: an indicator, and what the name says of dimensions or period."""

    indicator: str
    dims: MappingType[str, str]
    span: str = ""


class ValueColumn(NamedTuple):
    """A column of numbers in a long table: its headers, what it measures and over which span."""

    headers: frozenset[str]
    measure: str
    span: str
    unit: str


class Mapping(NamedTuple):
    """One mapping. `columns` names the folded headers of each role, `required` the roles a table needs."""

    name: str
    version: int
    kind: str
    layout: str
    title_zh: str
    title_en: str
    columns: MappingType[str, tuple[str, ...]]
    """Of several headers of one role in a table the one named first counts."""
    printed: MappingType[str, str]
    """The first header of each role as written, for messages."""
    required: tuple[str, ...]
    values: tuple[ValueColumn, ...]
    series: MappingType[str, Series]
    scopes: MappingType[str, str]
    indicator: str
    region: str
    vintage: str
    final: bool
    ignored: frozenset[str]
    words: MappingType[str, MappingType[str, str]]
    """For wide tables: the words that name the stage and the type of a series."""

    @property
    def rule(self) -> str:
        """How figures name the rule that made them."""
        return f"table/{self.name}@{self.version}"

    def role_of(self, header: str) -> str | None:
        """The role of a column by its folded header."""
        return next((role for role, names in self.columns.items() if header in names), None)

    def value_column(self, header: str) -> ValueColumn | None:
        """The column of numbers with this folded header."""
        return next((one for one in self.values if header in one.headers), None)


@cache
def shipped_mappings() -> tuple[Mapping, ...]:
    """The mappings that come with the program."""
    folder = files("fangzhi.indicators").joinpath("data/mappings")
    names = sorted(one.name for one in folder.iterdir() if one.name.endswith(".toml"))
    return tuple(
        parse_mapping(name, folder.joinpath(name).read_text(encoding="utf-8"))
        for name in names
        if name != "labels.toml"
    )


def mappings(folder: Path | None = None) -> tuple[Mapping, ...]:
    """The mappings in force: an office's own first (one of the same name replaces the shipped one).

    Raises `MappingError`.
    """
    own: list[Mapping] = []
    for path in sorted(folder.glob("*.toml")) if folder and folder.is_dir() else ():
        try:
            own.append(parse_mapping(path.name, path.read_text(encoding="utf-8-sig")))
        except (OSError, UnicodeDecodeError) as error:
            raise MappingError(f"{path.name}: cannot be read ({error})") from error
    taken = {one.name for one in own}
    return (*own, *(one for one in shipped_mappings() if one.name not in taken))


def parse_mapping(file: str, text: str) -> Mapping:
    """A mapping from the text of its file. Raises `MappingError` naming the file and the entry."""
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MappingError(f"{file}: is no TOML ({error})") from error
    _check(file, given)
    columns = {role: tuple(map(folded, names)) for role, names in given.get("columns", {}).items()}
    printed = {role: names[0] for role, names in given.get("columns", {}).items()}
    return Mapping(
        name=str(given.get("name") or file.removesuffix(".toml")),
        version=int(given.get("version", 1)),
        kind=given["kind"],
        layout=given["layout"],
        title_zh=str(given.get("title_zh", "")),
        title_en=str(given.get("title_en", "")),
        columns=columns,
        printed=printed,
        required=tuple(given.get("required", ())),
        values=tuple(_value_column(one) for one in given.get("values", ())),
        series={folded(name): _series(one) for name, one in given.get("series", {}).items()},
        scopes={folded(name): scope for name, scope in given.get("scopes", {}).items()},
        indicator=str(given.get("indicator", "")),
        region=str(given.get("region", "")),
        vintage=str(given.get("vintage", "")),
        final=bool(given.get("final", False)),
        ignored=_headers(given.get("ignored", ())),
        words={
            slot: {folded(word): value for value, listed in given_words.items() for word in listed}
            for slot, given_words in given.get("words", {}).items()
        },
    )


def _headers(names: Iterable[str]) -> frozenset[str]:
    return frozenset(map(folded, names))


def _value_column(given: MappingType[str, Any]) -> ValueColumn:
    return ValueColumn(
        _headers(given["headers"]),
        given.get("measure", "level"),
        given.get("span", "year"),
        given.get("unit", ""),
    )


def _series(given: object) -> Series:
    if isinstance(given, str):
        return Series(given, {})
    assert isinstance(given, dict)
    return Series(given["indicator"], dict(given.get("dims", {})), given.get("span", ""))


def _check(file: str, given: MappingType[str, Any]) -> None:
    """Whether the entries of a mapping file are those a mapping has."""
    if given.get("kind") not in KINDS:
        raise MappingError(f"{file}: kind: write one of {', '.join(KINDS)}")
    if given.get("layout") not in LAYOUTS:
        raise MappingError(f"{file}: layout: write one of {', '.join(LAYOUTS)}")
    for role, names in given.get("columns", {}).items():
        if role not in ROLES or not isinstance(names, list) or not names:
            raise MappingError(
                f"{file}: columns.{role}: write a list of headers under one of {', '.join(ROLES)}"
            )
    for role in given.get("required", ()):
        if role not in given.get("columns", {}):
            raise MappingError(f"{file}: required: {role} has no entry in columns")
    for one in given.get("values", ()):
        if (
            not one.get("headers")
            or one.get("measure", "level") not in MEASURES
            or one.get("span", "year") not in SPANS
        ):
            raise MappingError(
                f"{file}: values: headers, a known measure and a span of {', '.join(SPANS)} are needed"
            )
    for name, one in given.get("series", {}).items():
        if not isinstance(one, str) and not (isinstance(one, dict) and one.get("indicator")):
            raise MappingError(f"{file}: series.{name}: write an indicator's id, or a table with indicator")
