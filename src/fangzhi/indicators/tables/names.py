"""Regions as tables name them: by code, by full, short or English name, by the label of a total line."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from fangzhi import gazetteer
from fangzhi.indicators.tables.cells import folded

if TYPE_CHECKING:
    from collections.abc import Mapping

COUNTRY = "000000"
_FULL = re.compile(r".{2,}(?:市|区|县|州|盟|旗|地区)")
_MARKS = re.compile(r"^[\d①-⑳*#.、]+|[*#①-⑳]+$|[(（]\d[)）]$|^(?:其中|#)[:：]?")


class Where(NamedTuple):
    """A region's code and, for a unit below the province, its name."""

    region: str
    place: str = ""


class Labels(NamedTuple):
    """The labels of `labels.toml`: further names of regions, and those that announce the sum of the rows."""

    names: Mapping[str, str]
    sums: frozenset[str]
    notes: tuple[str, ...]


@cache
def labels() -> Labels:
    """Names that tables print and the gazetteer does not keep."""
    text = files("fangzhi.indicators").joinpath("data/mappings/labels.toml").read_text(encoding="utf-8")
    found = tomllib.loads(text)
    names = {folded(name): code for code, given in found["regions"].items() for name in given}
    return Labels(names, frozenset(map(folded, found["sums"])), tuple(found["notes"]))


@cache
def _names() -> Mapping[str, str]:
    names = {folded(name): code for name, code in gazetteer.province_names().items()}
    for one in gazetteer.regions():
        for name in (one.short_zh, one.full_zh, one.name_en):
            names.setdefault(folded(name), one.code)
    return {**names, **labels().names}


@cache
def by_name(text: str) -> Where | None:
    """The region of a printed name; None when no region or no single place is called so."""
    name = folded(text)
    found = _names().get(name) or _names().get(_MARKS.sub("", name))
    if found:
        return Where(found)
    return _unit(_MARKS.sub("", name))


def _unit(name: str) -> Where | None:
    """A prefecture or county by its full name, when that is one province's alone."""
    if not _FULL.fullmatch(name):
        return None
    found = gazetteer.places(name, None)
    units = [one for one in found if not one.last] or found
    provinces = {one.code[:2] for one in units}
    return Where(f"{units[0].code[:2]}0000", name) if len(provinces) == 1 else None


@cache
def by_code(text: str) -> str | None:
    """The region of a printed code (110000, 110000.0, 11); None when there is none."""
    code = folded(text).removesuffix(".0")
    code = f"{code}0000" if len(code) == 2 else code
    return code if code in {one.code for one in gazetteer.regions()} else None


def is_sum(text: str) -> bool:
    """Whether a label announces the sum of the rows (合计, Total)."""
    return folded(text) in labels().sums


def is_note(text: str) -> bool:
    """Whether a line below the table is a footnote or its source."""
    return folded(text).startswith(labels().notes)


def name_of(code: str) -> str:
    """The short Chinese name of a code, for messages."""
    try:
        return gazetteer.region(code).short_zh
    except gazetteer.UnknownRegion:
        return code
