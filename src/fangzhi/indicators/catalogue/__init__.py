"""The catalogue: what is counted, named and defined, and by which words official prose announces it.

Data, not code: one CSV row an indicator. Every row carries an example sentence with the reading expected of
it; `fangzhi.reader.check_catalogue` reads it and refuses a row that is not read as stated. Pure Python, no
Django.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Container, Iterable, Iterator, Mapping
from functools import cache, cached_property
from hashlib import sha256
from importlib.resources import files
from io import StringIO
from typing import TYPE_CHECKING, Literal, NamedTuple, cast

if TYPE_CHECKING:
    from pathlib import Path

Kind = Literal["flow", "stock", "either"]
COLUMNS = (
    "id", "name_zh", "name_en", "kind", "unit", "group", "definition_zh", "definition_en", "aliases",
    "example", "quote", "value", "measure",
)  # fmt: skip
GROUPS: Mapping[str, tuple[str, str]] = {
    "filing": ("专利申请", "Filings"),
    "grant": ("专利授权", "Grants"),
    "stock": ("有效专利", "Patents in force"),
    "designation": ("试点示范", "Pilots and demonstrations"),
    "management": ("管理", "Management"),
    "finance": ("运用与资助", "Utilisation and funding"),
    "enforcement": ("保护与执法", "Protection and enforcement"),
    "award": ("奖励", "Awards"),
    "service": ("服务", "Services"),
    "economy": ("经济", "Economy"),
    "trademark": (
        "商标、地理标志、版权与品种",
        "Trade marks, geographical indications, copyright and varieties",
    ),
    "index": ("指数与考核", "Indices and reviews"),
    "other": ("其他", "Other"),
}
_ID = re.compile(r"[a-z][a-z0-9_]{2,63}")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


class CatalogueError(ValueError):
    """A catalogue file that cannot be used; the message names file, line and field."""


class Indicator(NamedTuple):
    """One thing that is measured.

    `kind`: a flow is counted over a period, a stock at a date; `either` is a flow when newly made and a
    stock when said to exist. `aliases` are the wordings that announce it (syntax in
    `fangzhi.reader.lexicon`). `quote`, `value` (base units) and `measure` are the reading expected of
    `example`.
    """

    id: str
    name_zh: str
    name_en: str
    kind: Kind
    unit: str | None
    group: str
    definition_zh: str
    definition_en: str
    aliases: str
    example: str
    quote: str
    value: str
    measure: str
    origin: Literal["shipped", "office"] = "shipped"


class Catalogue(Mapping[str, Indicator]):
    """Indicators by id, in catalogue order."""

    def __init__(self, indicators: Iterable[Indicator]) -> None:
        """Keep the rows; of two with the same id the later one stands."""
        self._rows = {row.id: row for row in indicators}

    def __getitem__(self, name: str) -> Indicator:
        return self._rows[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def __hash__(self) -> int:
        return hash(self.version)

    @cached_property
    def groups(self) -> dict[str, list[str]]:
        """Ids by group, groups and ids in catalogue order."""
        found: dict[str, list[str]] = {}
        for row in self._rows.values():
            found.setdefault(row.group, []).append(row.id)
        return found

    @cached_property
    def version(self) -> str:
        """A digest of all rows (12 hex digits): two catalogues that read alike have the same."""
        text = "\n".join("\t".join(map(str, row)) for row in self._rows.values())
        return sha256(text.encode()).hexdigest()[:12]


@cache
def catalogue() -> Catalogue:
    """The shipped catalogue."""
    text = files("fangzhi.indicators.catalogue").joinpath("data/indicators.csv").read_text(encoding="utf-8")
    return Catalogue(parse_rows(text, "indicators.csv"))


def load_catalogue(paths: Iterable[Path]) -> Catalogue:
    """The shipped rows and those of an office's own files; an office's row may not take a shipped id.

    Raises CatalogueError naming file, line and field.
    """
    shipped = catalogue()
    rows = list(shipped.values())
    for path in paths:
        try:
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as fault:
            raise CatalogueError(f"{path.name}: cannot be read as UTF-8 ({fault})") from fault
        rows += parse_rows(text, path.name, taken=frozenset(row.id for row in rows), origin="office")
    return Catalogue(rows)


def parse_rows(
    text: str,
    name: str,
    *,
    taken: frozenset[str] = frozenset(),
    origin: Literal["shipped", "office"] = "shipped",
) -> list[Indicator]:
    """The rows of a catalogue file.

    Raises CatalogueError naming the file `name`, the line and the field of the first row that cannot stand.
    """
    reader = csv.DictReader(StringIO(text))
    missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
    if missing:
        raise CatalogueError(
            f"{name}: line 1: column {missing[0]} is missing; the columns are {', '.join(COLUMNS)}"
        )
    rows: list[Indicator] = []
    seen = set(taken)
    for cells in reader:
        if None in cells or any(cells[column] is None for column in COLUMNS):
            raise CatalogueError(
                f"{name}: line {reader.line_num}: the number of cells differs from the header"
            )
        problem = row_problem(cells, seen)
        if problem:
            raise CatalogueError(f"{name}: line {reader.line_num}: {problem[1]}")
        seen.add(cells["id"])
        rows.append(_indicator({column: cells[column].strip() for column in COLUMNS}, origin))
    return rows


def _indicator(cells: Mapping[str, str], origin: Literal["shipped", "office"]) -> Indicator:
    return Indicator(
        id=cells["id"],
        name_zh=cells["name_zh"],
        name_en=cells["name_en"],
        kind=cast("Kind", cells["kind"]),
        unit=cells["unit"] or None,
        group=cells["group"],
        definition_zh=cells["definition_zh"],
        definition_en=cells["definition_en"],
        aliases=cells["aliases"],
        example=cells["example"],
        quote=cells["quote"],
        value=cells["value"],
        measure=cells["measure"],
        origin=origin,
    )


def row_problem(
    cells: Mapping[str | None, str | list[str] | None] | Mapping[str, str], taken: Container[str]
) -> tuple[str, str] | None:
    """The first field of a row that cannot stand, and what is wrong with it; None when the row stands.

    `taken` are the ids that other rows have.
    """
    name = str(cells["id"])
    if not _ID.fullmatch(name):
        return "id", f"id {name!r}: use small letters, digits and _"
    if name in taken:
        return "id", f"id {name!r} is taken"
    if cells["kind"] not in {"flow", "stock", "either"}:
        return "kind", f"kind {cells['kind']!r}: write flow, stock or either"
    if cells["group"] not in GROUPS:
        return "group", f"group {cells['group']!r}: write one of {', '.join(GROUPS)}"
    for field in ("name_zh", "definition_zh"):
        if not str(cells[field]).strip():
            return field, "name_zh and definition_zh are required"
    return _alias_problem(str(cells["aliases"])) or _example_problem(cells)


def _alias_problem(aliases: str) -> tuple[str, str] | None:
    for alias in filter(None, aliases.split("|")):
        words = [word for word in alias.partition("@")[0].removeprefix("^").split("&") if word]
        if "" in (word.lstrip("!>") for word in words) or all(word.startswith("!") for word in words):
            return "aliases", f"aliases: {alias!r} names no word that stands near the figure"
    return None


def _example_problem(
    cells: Mapping[str | None, str | list[str] | None] | Mapping[str, str],
) -> tuple[str, str] | None:
    example, quote = str(cells["example"]), str(cells["quote"])
    for field, text in (("example", example), ("quote", quote)):
        if not text.strip():
            return field, "example and quote are required: a sentence and the number with its unit in it"
    if quote.strip() not in example:
        return "quote", f"quote {quote!r} does not stand in the example"
    if not _NUMBER.fullmatch(str(cells["value"]).strip()):
        return "value", f"value {cells['value']!r} is not a number in base units"
    return None
