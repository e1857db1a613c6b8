"""The values that templates print: each with its path, its Chinese and English name and an example (示例)."""

from __future__ import annotations

import csv
import json
import re
from functools import lru_cache
from importlib.resources import files
from io import StringIO
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

POSITION = re.compile(r"\[\d*\]")


class Field(NamedTuple):
    """One value: its path (parties[].name), its names, and an example (one for each entry of a list)."""

    path: str
    name_zh: str
    name_en: str
    example: Any


@lru_cache(maxsize=1)
def vocabulary() -> dict[str, Field]:
    """All known values by path."""
    text = files("fangzhi.casework.papers").joinpath("data/fields.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(StringIO(text))
    return {
        row["path"]: Field(row["path"], row["name_zh"], row["name_en"], json.loads(row["example"] or "null"))
        for row in rows
    }


def field_names(path: str) -> tuple[str, str]:
    """English and Chinese name of a value; an office's own value is named by its path."""
    known = vocabulary().get(POSITION.sub("[]", path))
    return (known.name_en, known.name_zh) if known else (path, path)


def example(paths: Iterable[str]) -> dict[str, Any]:
    """Synthetic values for these paths, marked 示例 where a reader would look, as nested JSON."""
    values: dict[str, Any] = {}
    for path in sorted(paths):
        known = vocabulary().get(path)
        if known is not None and known.example is not None:
            _put(values, path.split("."), known.example)
    return values


def _put(holder: dict[str, Any], steps: list[str], value: Any) -> None:
    name, rest = steps[0], steps[1:]
    if not rest:
        holder.setdefault(name.removesuffix("[]"), value)
    elif name.endswith("[]"):
        entries = holder.setdefault(name[:-2], [])
        for at, one in enumerate(value):
            if at == len(entries):
                entries.append({})
            _put(entries[at], rest, one)
    else:
        _put(holder.setdefault(name, {}), rest, value)
