"""Mappings: which column of a source is which field of a record, and what the source's words mean, as data.

An office puts its own `*.toml` into `mappings/patents` of its state folder; one of the same name replaces the
shipped one.
"""

from __future__ import annotations

import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from fangzhi.patents.causes import cause_zh

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

FIELDS = (
    "application_number", "type", "application_date", "publication_number", "publication_date",
    "grant_number", "grant_date", "title", "abstract", "ipc_main", "ipc", "applicants", "applicant_kinds",
    "address", "country", "region_code", "agency", "agency_code", "pct_number", "events",
    "as_of", "deleted", "synthetic",
)  # fmt: skip


class UnknownMapping(LookupError):  # noqa: N818 - the field says "unknown mapping"
    """No mapping has this name or fits this header; the message says which there are, in two languages."""

    def __init__(self, english: str, chinese: str) -> None:
        super().__init__(english)
        self.message_zh = chinese


class BadMapping(ValueError):  # noqa: N818 - the mapping is bad
    """A file of an office that is no mapping; the message says why. One sentence, in two languages."""

    def __init__(self, english: str, chinese: str) -> None:
        super().__init__(english)
        self.message_zh = chinese


@dataclass(frozen=True)
class SourceMapping:
    """One source: headers by field. `rule` names it and its version in the manifest."""

    name: str
    version: int
    required: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]

    @property
    def rule(self) -> str:
        """Name and version."""
        return f"{self.name}@{self.version}"

    def fields(self, header: Iterable[str]) -> dict[str, str]:
        """Field to the header that holds it; of several headers the one named first."""
        folded = {fold(one): one for one in header}
        return {
            field: next(folded[fold(name)] for name in names if fold(name) in folded)
            for field, names in self.columns.items()
            if any(fold(name) in folded for name in names)
        }


def fold(header: str) -> str:
    """A header without blanks, capitals and full-width forms."""
    return "".join(unicodedata.normalize("NFKC", header).split()).lower().lstrip("﻿")


def mappings(home: Path | None = None) -> dict[str, SourceMapping]:
    """Every mapping by name: the shipped ones, and over them those of an office. Raises `BadMapping`."""
    shipped = files("fangzhi.patents").joinpath("data", "mappings")
    found = {
        name: _read(shipped.joinpath(f"{name}.toml").read_text(encoding="utf-8"), name)
        for name in ("plain", "chinese", "inid")
    }
    for path in sorted((home / "mappings" / "patents").glob("*.toml")) if home else ():
        own = _read(_text(path), str(path))
        found[own.name] = own
    return found


def mapping_for(header: list[str], wanted: str | None, home: Path | None = None) -> SourceMapping:
    """The mapping of a name, else the one that knows most of a header. Raises `UnknownMapping`."""
    known = mappings(home)
    if wanted is not None and wanted not in known:
        raise UnknownMapping(
            f"no mapping is called {wanted}; there are {', '.join(known)}",
            f"没有名为 {wanted} 的对应表；现有 {'、'.join(known)}",
        )
    able = [
        one
        for one in ([known[wanted]] if wanted else known.values())
        if set(one.required) <= one.fields(header).keys()
    ]
    if not able:
        own = home / "mappings" / "patents" if home else "mappings/patents"
        raise UnknownMapping(
            f"the header ({', '.join(header)}) has no application number and date under a name that "
            f"{wanted or 'any mapping'} knows; the header is the first row of the file, and a mapping of "
            f"your own is put into {own}",
            f"表头（{'、'.join(header)}）中没有{wanted or '任何对应表'}所知的申请号和申请日列名；"
            f"文件第一行应为表头，自定义的对应表放在 {own}",
        )
    return max(able, key=lambda one: len(one.fields(header)))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise BadMapping(
            f"{path} is not in UTF-8; save it so, or remove it",
            f"{path} 不是 UTF-8 编码；请另存为 UTF-8 或删除",
        ) from None
    except OSError as error:
        raise BadMapping(
            f"{path} cannot be read ({error.strerror})", f"{path} 无法读取（{cause_zh(error)}）"
        ) from None


def _read(text: str, where: str) -> SourceMapping:
    try:
        stated: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadMapping(f"{where} is no TOML ({error})", f"{where} 不是 TOML（{error}）") from None
    if wrong := next(_wrong(stated), None):
        key, wanted, wanted_zh = wrong
        raise BadMapping(
            f"{where}: `{key}` should be {wanted}; mend the file or remove it",
            f"{where}：“{key}”应为{wanted_zh}；请改正或删除该文件",
        )
    columns = {field: tuple(names) for field, names in stated["columns"].items()}
    found = SourceMapping(stated["name"], stated["version"], tuple(stated["required"]), columns)
    if unknown := sorted(found.columns.keys() - set(FIELDS)):
        raise BadMapping(
            f"{where}: no record has a field {', '.join(unknown)}; there are {', '.join(FIELDS)}",
            f"{where}：没有字段 {'、'.join(unknown)}；可用 {'、'.join(FIELDS)}",
        )
    return found


def _wrong(stated: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """What a mapping states and should state otherwise: its key, and what stands there in two languages."""
    if not isinstance(stated.get("name"), str):
        yield "name", "a text", "文本"
    if type(stated.get("version")) is not int:
        yield "version", "a whole number", "整数"
    if not _texts(stated.get("required")):
        yield "required", "a list of fields", "字段列表"
    if not isinstance(stated.get("columns"), dict):
        yield "columns", "a table of fields, each with a list of headers", "表，各字段列出其表头"
        return
    for field, names in stated["columns"].items():
        if not _texts(names):
            yield f"columns.{field}", 'a list of headers, such as ["申请号"]', '表头列表，如 ["申请号"]'


def _texts(stated: object) -> bool:
    return isinstance(stated, list) and all(isinstance(one, str) for one in stated)


@cache
def words() -> dict[str, Any]:
    """What sources call types, kinds of applicants and events."""
    text = files("fangzhi.patents").joinpath("data", "words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
