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

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

FIELDS = (
    "application_number", "type", "application_date", "publication_number", "publication_date",
    "grant_number", "grant_date", "title", "abstract", "ipc", "applicants", "applicant_kinds",
    "address", "country", "region_code", "agency", "agency_code", "pct_number", "events",
    "as_of", "deleted", "synthetic",
)  # fmt: skip


class UnknownMapping(LookupError):  # noqa: N818 - the field says "unknown mapping"
    """No mapping has this name or fits this header; the message says which there are."""


class BadMapping(ValueError):  # noqa: N818 - the mapping is bad
    """A file of an office that is no mapping; the message says why."""


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
        own = _read(path.read_text(encoding="utf-8"), str(path))
        found[own.name] = own
    return found


def mapping_for(header: list[str], wanted: str | None, home: Path | None = None) -> SourceMapping:
    """The mapping of a name, else the one that knows most of a header. Raises `UnknownMapping`."""
    known = mappings(home)
    if wanted is not None and wanted not in known:
        raise UnknownMapping(f"no mapping is called {wanted}; there are {', '.join(known)}")
    able = [
        one
        for one in ([known[wanted]] if wanted else known.values())
        if set(one.required) <= one.fields(header).keys()
    ]
    if not able:
        shown = ", ".join(header[:12])
        raise UnknownMapping(
            f"the header ({shown}) has no application number and date under a name that "
            f"{wanted or 'any mapping'} knows; name the mapping with --mapping or write one"
        )
    return max(able, key=lambda one: len(one.fields(header)))


def _read(text: str, where: str) -> SourceMapping:
    try:
        stated: dict[str, Any] = tomllib.loads(text)
        columns = {field: tuple(names) for field, names in stated["columns"].items()}
        found = SourceMapping(stated["name"], int(stated["version"]), tuple(stated["required"]), columns)
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise BadMapping(f"{where}: {error}") from None
    if unknown := sorted(found.columns.keys() - set(FIELDS)):
        raise BadMapping(f"{where}: no record has a field {', '.join(unknown)}")
    return found


@cache
def words() -> dict[str, Any]:
    """What sources call types, kinds of applicants and events."""
    text = files("fangzhi.patents").joinpath("data", "words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
