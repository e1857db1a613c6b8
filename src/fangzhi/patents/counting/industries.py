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
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

from fangzhi.patents.store import layout
from fangzhi.patents.store.engine import quoted, sql

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

STANDARD = "gbt4754"
SHIPPED = "sei2021"
"""The scheme that every installation has; a branch named without a scheme is one of its."""
_NAME = re.compile(r"[A-Za-z0-9_-]{1,40}")
_PATTERN = re.compile(r"[A-H]\d\d(?:\*|[A-Z](?:\*|\d{1,4}(?:\*|/\d{2,6})?)?)")
"""A03*, A03B*, A03B7* (main group 7, not 70), A03B7/12; without a star a subclass or main group means the
whole."""


class BadScheme(ValueError):  # noqa: N818 - the file is bad
    """A file of industries cannot be used, or there is no such branch; the message says what and where, in
    two languages."""

    def __init__(self, english: str, chinese: str = "没有这个产业，或其文件无法使用。") -> None:
        super().__init__(english)
        self.message_zh = chinese


class UnusableFile(BadScheme):
    """A file of industries cannot be used; the message names the file, and the key and what it should be."""


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
            one = _read(path.name, _content(path))
            if one.id in found:
                raise UnusableFile(
                    f"{path.name}: there is another scheme {one.id}; give it an id of its own.",
                    f"{path.name}：已有产业分类 {one.id}，请另取 id。",
                )
            found[one.id] = one
    return found


def scheme_of(name: str, home: Path | None = None) -> Scheme:
    """A scheme by its id. Raises `BadScheme`, and reads no file of the office's for the shipped one."""
    known = schemes(None if name == SHIPPED else home)
    if name in known:
        return known[name]
    raise BadScheme(
        f"There is no scheme {name!r} of industries: there are {', '.join(known)}.",
        f"没有“{name}”这种产业分类：现有 {'、'.join(known)}。",
    )


def full_name(name: str) -> str:
    """A branch with its scheme: 5.2 is sei2021/5.2, and sei2021/5.2 itself."""
    return name if "/" in name else f"{SHIPPED}/{name}"


def branch(name: str, home: Path | None = None) -> Branch:
    """A branch by `scheme/branch`, such as sei2021/1.1, or by its id where it is shipped. Raises
    `BadScheme`."""
    scheme, _slash, wanted = full_name(name).partition("/")
    found = {one.id: one for one in scheme_of(scheme, home).branches}
    if wanted in found:
        return found[wanted]
    raise BadScheme(
        f"There is no branch {wanted!r} in {scheme}: there are {', '.join(found)}.",
        f"产业分类 {scheme} 中没有这个产业“{wanted}”：现有 {'、'.join(found)}。",
    )


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


class _Kind(NamedTuple):
    """What the value of a key has to be, and its name in two languages."""

    type: type | tuple[type, ...]
    english: str
    chinese: str


_OBJECT = _Kind(dict, "an object in braces", "花括号中的对象")
_TEXT = _Kind(str, 'a text in quotes, such as "sei2021"', '引号中的文本，例如 "sei2021"')
_NUMBER = _Kind((str, int), 'a text in quotes, such as "1.1"', '引号中的文本，例如 "1.1"')
_YES_OR_NO = _Kind(bool, "true or false", " true 或 false")
_OBJECTS = _Kind(list, "a list of objects, [{…}, …]", "由对象组成的列表，如 [{…}, …]")
_CLASSES = _Kind(list, 'a list of classes, such as ["H01M*"]', '分类号的列表，例如 ["H01M*"]')
_WORDS = _Kind(list, 'a list of words, such as ["电池"]', '关键词的列表，例如 ["电池"]')


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise UnusableFile(
            f"{path.name}: this file cannot be read.", f"{path.name}：无法读取这个文件。"
        ) from None


def _read(name: str, content: bytes) -> Scheme:
    with _within(name, name):
        stated = _given(_parsed(content), "{…}", _OBJECT)
        return Scheme(
            _named(_stated(stated, "id", _TEXT)),
            _stated(stated, "name_zh", _TEXT),
            _stated(stated, "name_en", _TEXT, ""),
            _stated(stated, "source", _TEXT, ""),
            _stated(stated, "verified", _YES_OR_NO, default=False),
            _branches(stated),
            _stated(stated, "source_en", _TEXT, ""),
        )


@contextmanager
def _within(english: str, chinese: str) -> Iterator[None]:
    """Where what is wrong stands, before what is wrong."""
    try:
        yield
    except UnusableFile as error:
        raise UnusableFile(f"{english}: {error}", f"{chinese}：{error.message_zh}") from None


def _parsed(content: bytes) -> object:
    try:
        return json.loads(content)
    except UnicodeDecodeError:
        raise UnusableFile(
            "the file is not in UTF-8; save it as UTF-8.", "文件不是 UTF-8 编码；请另存为 UTF-8。"
        ) from None
    except json.JSONDecodeError as error:
        raise UnusableFile(
            f"the file is no JSON: look at line {error.lineno}, column {error.colno}.",
            f"文件不是 JSON：请看第 {error.lineno} 行第 {error.colno} 个字符。",
        ) from None
    except (ValueError, RecursionError):
        raise UnusableFile(
            "the file is no JSON of a scheme of industries.", "文件不是产业分类的 JSON。"
        ) from None


def _stated(stated: Mapping[str, Any], key: str, kind: _Kind, default: Any = None) -> Any:
    """The value of a key, or what stands for one that is left out."""
    if key in stated:
        return _given(stated[key], key, kind)
    if default is None:
        raise UnusableFile(
            f"{key!r} is missing: it should be {kind.english}.", f"缺少 {key}：应为{kind.chinese}。"
        )
    return default


def _given(value: Any, key: str, kind: _Kind) -> Any:
    if not isinstance(value, kind.type):
        raise UnusableFile(f"{key!r} should be {kind.english}.", f"{key} 应为{kind.chinese}。")
    return value


def _list(stated: Mapping[str, Any], key: str, kind: _Kind, of: _Kind, default: Any = None) -> list[Any]:
    """The list that stands under a key, each of its members of a kind."""
    found: list[Any] = _stated(stated, key, kind, default)
    if not all(isinstance(one, of.type) for one in found):
        raise UnusableFile(f"{key!r} should be {kind.english}.", f"{key} 应为{kind.chinese}。")
    return found


def _named(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise UnusableFile(
            f"{name!r} is no id: use letters, digits, - and _.",
            f"“{name}”不能作为 id：请用字母、数字、- 和 _。",
        )
    return name


def _branches(stated: Mapping[str, Any]) -> tuple[Branch, ...]:
    found: dict[str, Branch] = {}
    for one in _list(stated, "branches", _OBJECTS, _OBJECT):
        code = str(_stated(one, "id", _NUMBER))
        with _within(f"branch {code!r}", f"产业“{code}”"):
            if code in found or "'" in code:
                raise UnusableFile("its id stands twice or has a quote in it.", "id 重复，或其中有引号。")
            found[code] = _branch(code, one, standard=stated.get("standard") == STANDARD)
    if not found:
        raise UnusableFile("'branches' names no industry.", "branches 中没有产业。")
    return tuple(found.values())


def _branch(code: str, stated: Mapping[str, Any], *, standard: bool) -> Branch:
    name = _stated(stated, "name_zh", _TEXT, "") or (_activity(code) if standard else "")
    if not name:
        raise UnusableFile("it has no name_zh.", "缺少 name_zh。")
    rules = tuple(_rule(rule) for rule in _list(stated, "rules", _OBJECTS, _OBJECT))
    if not rules:
        raise UnusableFile("'rules' holds no rule.", "rules 中没有规则。")
    return Branch(code, name, _stated(stated, "name_en", _TEXT, ""), rules)


def _activity(code: str) -> str:
    try:
        return activities()[code].name_zh
    except KeyError:
        raise UnusableFile(
            f"GB/T 4754-2017 has no code {code!r}.", f"GB/T 4754-2017 中没有代码“{code}”。"
        ) from None


def _rule(stated: Mapping[str, Any]) -> Rule:
    include, exclude = _symbols(stated, "include"), _symbols(stated, "exclude", [])
    if not include:
        raise UnusableFile(
            "a rule includes nothing: name classes in 'include'.", "规则的 include 是空的：请写分类号。"
        )
    words = _list(stated, "keywords", _WORDS, _TEXT, [])
    if not all(words):
        raise UnusableFile("'keywords' holds an empty word.", "keywords 中有空的关键词。")
    return Rule(include, exclude, tuple(words), _stated(stated, "condition", _TEXT, ""))


def _symbols(stated: Mapping[str, Any], key: str, default: list[str] | None = None) -> tuple[str, ...]:
    found = _list(stated, key, _CLASSES, _TEXT, default)
    for one in found:
        if not _PATTERN.fullmatch(one):
            raise UnusableFile(
                f"{one!r} in {key!r} is no class; write H01*, H01M*, H01M10* or H01M10/05.",
                f"{key} 中的“{one}”不是分类号；请写作 H01*、H01M*、H01M10* 或 H01M10/05。",
            )
    return tuple(found)
