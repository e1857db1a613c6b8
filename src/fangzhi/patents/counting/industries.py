"""Industries (产业): groups of patents by rules over IPC classes and keywords, kept as data.

The 40 branches of the strategic emerging industries of 2021 are shipped, unverified. An office adds schemes
of its own as files of the same form in `patents/industries/` of the state folder; one that says
`"standard": "gbt4754"` takes the names of its branches from the national classification of economic
activities (GB/T 4754-2017).
"""

from __future__ import annotations

import csv
import json
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

from fangzhi.patents.store import layout
from fangzhi.patents.store.engine import quoted, sql

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

STANDARD = "gbt4754"
_NAME = re.compile(r"[A-Za-z0-9_-]{1,40}")
_PATTERN = re.compile(r"[A-H]\d\d(?:\*|[A-Z](?:\*|\d{1,4}(?:\*|/\d{2,6})?)?)")
"""A03*, A03B*, A03B7* (main group 7, not 70), A03B7/12; without a star a subclass or main group means the
whole."""


class BadScheme(ValueError):  # noqa: N818 - the file is bad
    """A file of industries cannot be used, or there is no such branch; the message says what and where."""


class Rule(NamedTuple):
    """Classes that are included and excluded, words one of which narrows them, a condition left to people."""

    include: tuple[str, ...]
    exclude: tuple[str, ...]
    keywords: tuple[str, ...]
    condition: str


class Branch(NamedTuple):
    """One industry."""

    id: str
    name_zh: str
    name_en: str
    rules: tuple[Rule, ...]


class Scheme(NamedTuple):
    """A classification of industries. `verified` says whether it was compared with its official text."""

    id: str
    name_zh: str
    name_en: str
    source: str
    verified: bool
    branches: tuple[Branch, ...]
    source_en: str = ""


class Activity(NamedTuple):
    """One activity of GB/T 4754-2017; `level` is 1 for a section (门类) to 4 for a class (小类)."""

    section: str
    code: str
    level: int
    name_zh: str


@cache
def activities() -> Mapping[str, Activity]:
    """The activities of GB/T 4754-2017 by code."""
    lines = csv.reader(_data("gbt4754.csv").splitlines())
    next(lines)
    return {code: Activity(section, code, int(level), name) for section, code, level, name in lines}


def schemes(home: Path | None = None) -> dict[str, Scheme]:
    """The shipped schemes and, with a state folder, the office's own, by id. Raises `BadScheme`."""
    found = {one.id: one for one in _shipped()}
    if home is not None:
        for path in sorted((layout.folder(home) / "industries").glob("*.json")):
            one = _read(path.name, path.read_bytes())
            if one.id in found:
                raise BadScheme(f"{path.name}: there is another scheme {one.id}; give it an id of its own.")
            found[one.id] = one
    return found


def branch(name: str, home: Path | None = None) -> Branch:
    """A branch by `scheme/branch`, such as sei2021/1.1. Raises `BadScheme`."""
    scheme, _slash, wanted = name.partition("/")
    known = schemes(home)
    if scheme not in known:
        raise BadScheme(f"There is no scheme {scheme!r} of industries: there are {', '.join(known)}.")
    for one in known[scheme].branches:
        if one.id == wanted:
            return one
    ids = ", ".join(one.id for one in known[scheme].branches)
    raise BadScheme(f"There is no branch {wanted!r} in {scheme}: there are {ids}.")


def members(branches: Iterable[Branch], records: str, *, keywords: bool = False) -> str:
    """The query for which patents of `records`, a query, belong to which branches: (patent_id, branch).

    With `keywords` a rule that has any takes only patents that name one in title or abstract; a rule whose
    condition cannot be put in words of a patent goes by its classes alone.
    """
    found = [(f"{one.id}#{place}", one.id, rule) for one in branches for place, rule in enumerate(one.rules)]
    terms = [
        f"({quoted(number)}, {quoted(name)}, {quoted(symbol.rstrip('*'))}, {excludes})"
        for number, name, rule in found
        for symbols, excludes in ((rule.include, "false"), (rule.exclude, "true"))
        for symbol in symbols
    ]
    words = [f"({quoted(number)}, {quoted(word)})" for number, _, rule in found for word in rule.keywords]
    return sql("count_members").format(
        records=records,
        terms=f"VALUES {', '.join(terms)}",
        classes=", ".join(sorted({quoted(symbol[:3]) for _, _, rule in found for symbol in rule.include})),
        narrowed=_narrowed(words) if keywords and words else "",
    )


def _narrowed(words: list[str]) -> str:
    listed = f"(VALUES {', '.join(words)}) AS narrowing(rule, word)"
    return (
        "JOIN (SELECT patent_id, title || coalesce(abstract, '') AS text FROM looked_at) USING (patent_id) "
        f"WHERE rule NOT IN (SELECT rule FROM {listed}) "
        f"OR EXISTS (FROM {listed} WHERE narrowing.rule = fit.rule AND contains(text, word))"
    )


# --- reading ----------------------------------------------------------------------------------------------


@cache
def _shipped() -> tuple[Scheme, ...]:
    return (_read("sei2021.json", _data("industries/sei2021.json").encode()),)


def _data(name: str) -> str:
    return files("fangzhi.patents").joinpath("data", *name.split("/")).read_text(encoding="utf-8")


def _read(name: str, content: bytes) -> Scheme:
    try:
        stated = json.loads(content)
        return Scheme(
            _named(stated["id"]),
            str(stated["name_zh"]),
            str(stated.get("name_en", "")),
            str(stated.get("source", "")),
            bool(stated.get("verified", False)),
            tuple(_branches(stated)),
            str(stated.get("source_en", "")),
        )
    except BadScheme as error:
        raise BadScheme(f"{name}: {error}") from None
    except KeyError as error:
        raise BadScheme(f"{name}: {error.args[0]!r} is missing.") from None
    except (ValueError, TypeError, AttributeError) as error:
        raise BadScheme(f"{name}: this is no scheme of industries ({error}).") from None


def _named(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise BadScheme(f"{name!r} is no id: use letters, digits, - and _.")
    return name


def _branches(stated: dict[str, Any]) -> Iterator[Branch]:
    seen = set()
    for one in stated["branches"]:
        code = str(one["id"])
        if code in seen or "'" in code:
            raise BadScheme(f"branch {code!r} stands twice or has a quote in its id.")
        seen.add(code)
        name = one.get("name_zh") or (_activity(code) if stated.get("standard") == STANDARD else "")
        if not name:
            raise BadScheme(f"branch {code!r} has no name_zh.")
        yield Branch(
            code, name, str(one.get("name_en", "")), tuple(_rule(code, rule) for rule in one["rules"])
        )


def _activity(code: str) -> str:
    try:
        return activities()[code].name_zh
    except KeyError:
        raise BadScheme(f"GB/T 4754-2017 has no code {code!r}.") from None


def _rule(code: str, stated: dict[str, Any]) -> Rule:
    include, exclude = _symbols(code, stated["include"]), _symbols(code, stated.get("exclude", []))
    if not include:
        raise BadScheme(f"a rule of branch {code!r} includes nothing.")
    words = stated.get("keywords", [])
    if not isinstance(words, list) or not all(isinstance(word, str) and word for word in words):
        raise BadScheme(f"the keywords of a rule of branch {code!r} are no list of words.")
    return Rule(include, exclude, tuple(words), str(stated.get("condition", "")))


def _symbols(code: str, stated: list[str]) -> tuple[str, ...]:
    for one in stated:
        if not _PATTERN.fullmatch(one):
            raise BadScheme(f"branch {code!r}: {one!r} is no class; write H01*, H01M*, H01M10* or H01M10/05.")
    return tuple(stated)
