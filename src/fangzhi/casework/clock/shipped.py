"""The tables that lie inside the package: names, terms and legal instruments of the clock."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Words(NamedTuple):
    """The same thing in both languages."""

    zh: str
    en: str


def text(table: str) -> str:
    """A shipped table such as `rules.csv` as it stands."""
    return files("fangzhi.casework.clock").joinpath("data", table).read_text(encoding="utf-8")


def _rows(table: str) -> list[list[str]]:
    return list(csv.reader(text(table).splitlines()))[1:]


@cache
def names() -> Mapping[str, Words]:
    """The name of every shipped rule, by its id."""
    return {name: Words(zh, en) for name, zh, en in _rows("names.csv")}


@cache
def instruments() -> Mapping[str, Words]:
    """The title of every law and order that a shipped rule rests on, by the key used in `rules.csv`."""
    return {key: Words(zh, en) for key, zh, en in _rows("instruments.csv")}


@cache
def _terms() -> Mapping[tuple[str, str], Words]:
    return {(kind, name): Words(zh, en) for kind, name, zh, en in _rows("terms.csv")}


def term(kind: str, name: str) -> Words:
    """The words for an id; `kind` is event, stop, approver, condition, reason, case, body or certainty.

    An id that an office made up stands for itself.
    """
    found = _terms().get((kind, name))
    return found or Words(name, name.replace("_", " "))


def basis(source: str) -> Words:
    """The legal basis as an officer cites it.

    `order-81:37; order-71:21` names instruments with their articles; what names none is given as it stands.
    """
    parts = [_cited(part.strip()) for part in source.split(";") if part.strip()]
    return Words("；".join(part.zh for part in parts), "; ".join(part.en for part in parts))


def _cited(part: str) -> Words:
    key, _, articles = part.partition(":")
    title = instruments().get(key)
    if title is None:
        return Words(part, part)
    if not articles:
        return title
    zh = articles.replace(", ", "、").replace("-", "至")
    return Words(f"{title.zh}第{zh}条", f"{title.en}, Art. {articles}")
