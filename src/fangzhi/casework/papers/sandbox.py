"""The little language of templates: what one may say, and what it may reach: its values, nothing else.

Templates are Jinja templates inside Word files. They may print values, ask whether there is one, and repeat a
part for every entry of a list. They may not call, assign, multiply or reach any attribute of Python: an
attribute is looked up among the values alone. A value that is missing is noted under its path, so that all of
them can be named at once.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from jinja2 import Undefined, nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import LoopContext
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from fangzhi.casework.papers.faults import UnfitValue

if TYPE_CHECKING:
    from collections.abc import Callable

FILTERS: tuple[str, ...] = ("abs", "d", "default", "first", "int", "join", "last", "length")
FILTERS += ("count", "lower", "round", "sort", "string", "sum", "trim", "unique", "upper")
LOOP = frozenset(("first", "index", "index0", "last", "length", "revindex", "revindex0"))
REFUSED: tuple[type[nodes.Node], ...] = (
    nodes.Assign,
    nodes.AssignBlock,
    nodes.Block,
    nodes.Call,
    nodes.CallBlock,
)
REFUSED += (
    nodes.Extends,
    nodes.FilterBlock,
    nodes.FromImport,
    nodes.Import,
    nodes.Include,
    nodes.Macro,
    nodes.Mod,
    nodes.Mul,
)
REFUSED += (nodes.Pow, nodes.With, nodes.ScopedEvalContextModifier)
_UNPRINTABLE = re.compile("[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BRACES = str.maketrans({"{": "&#123;", "}": "&#125;", "%": "&#37;"})
_DAY = re.compile(r"(?P<day>\d{4}-\d\d-\d\d)(?:[T ].*)?")
_DIGITS = "〇一二三四五六七八九"


class Record(dict[str, Any]):
    """A group of values that knows its path from the top."""

    path = ""


class Entries(list[Any]):
    """A list of values that knows its path from the top."""

    path = ""


def wrapped(value: Any, path: str = "") -> Any:
    """Values with their paths; an absent value (null) is left out."""
    if isinstance(value, dict):
        record = Record()
        record.path = path
        prefix = f"{path}." if path else ""
        record.update((key, wrapped(one, f"{prefix}{key}")) for key, one in value.items() if one is not None)
        return record
    if isinstance(value, (list, tuple)):
        entries = Entries(wrapped(one, f"{path}[{at}]") for at, one in enumerate(value))
        entries.path = path
        return entries
    return value


def _absent(noted: dict[str, None]) -> type[Undefined]:
    """A class of missing values that note their path when they are printed or counted."""

    class Absent(Undefined):
        def _note(self) -> None:
            noted[str(self._undefined_name)] = None

        def __str__(self) -> str:
            self._note()
            return ""

        def __iter__(self) -> Any:
            self._note()
            return iter(())

        def __len__(self) -> int:
            self._note()
            return 0

        def __bool__(self) -> bool:
            return False

    return Absent


class Sandbox(SandboxedEnvironment):
    """Jinja with our filters, for one template and one set of values; `missing` fills while it renders."""

    def __init__(self, name: str) -> None:
        self.missing: dict[str, None] = {}
        super().__init__(autoescape=True, undefined=_absent(self.missing), finalize=self._printed)
        self.template_name = name
        self.filters = {one: self.filters[one] for one in FILTERS}
        self.filters |= {"date": self._date, "han": self._han, "han_date": self._han_date, "yuan": self._yuan}
        self.globals.clear()

    def getattr(self, obj: Any, attribute: str) -> Any:
        """An entry of a record, a count of a loop; nothing else has attributes here."""
        if isinstance(obj, Record):
            if attribute in obj:
                return obj[attribute]
            return self.undefined(name=f"{obj.path}.{attribute}" if obj.path else attribute)
        if isinstance(obj, Undefined):
            return self.undefined(name=f"{obj._undefined_name}.{attribute}")
        if isinstance(obj, LoopContext) and attribute in LOOP:
            return super().getattr(obj, attribute)
        raise SecurityError(attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """An entry of a record by name or of a list by position."""
        if isinstance(obj, Entries) and isinstance(argument, int):
            return (
                obj[argument]
                if -len(obj) <= argument < len(obj)
                else self.undefined(name=f"{obj.path}[{argument}]")
            )
        return self.getattr(obj, str(argument))

    def call(self, *_given: Any, **_named: Any) -> Any:
        """Templates call nothing."""
        raise SecurityError("call")

    def unfit(self, value: object, form: str, form_zh: str) -> UnfitValue:
        """A refusal of a value, with the template's name."""
        return UnfitValue(self.template_name, value, form, form_zh)

    def _printed(self, value: Any) -> Any:
        if isinstance(value, bool):
            return "是" if value else "否"
        if isinstance(value, Undefined):
            return str(value)
        if isinstance(value, (int, float)):
            return str(value)
        if not isinstance(value, str):
            raise self.unfit(value, "a text or a number", "文字或者数字")
        # As references, so that docxtpl takes no brace of a value for its own way of writing braces.
        return Markup(cleaned(escape(value)).translate(_BRACES))  # noqa: S704 - escaped just before

    def _day(self, value: Any) -> date:
        try:
            return date.fromisoformat(_DAY.fullmatch(str(value))["day"])  # type: ignore[index]
        except (TypeError, ValueError):
            raise self.unfit(value, "a day such as 2026-01-05", "2026-01-05形式的日期") from None

    def _date(self, value: Any) -> Any:
        """2026-01-05 → 2026年1月5日."""
        if isinstance(value, Undefined):
            return value
        day = self._day(value)
        return f"{day.year}年{day.month}月{day.day}日"

    def _han_date(self, value: Any) -> Any:
        """2026-01-05 → 二〇二六年一月五日."""
        if isinstance(value, Undefined):
            return value
        day = self._day(value)
        year = "".join(_DIGITS[int(digit)] for digit in str(day.year))
        return f"{year}年{han(day.month)}月{han(day.day)}日"

    def _han(self, value: Any) -> Any:
        """1 → 一, up to 99; larger numbers stay as they are."""
        if isinstance(value, Undefined):
            return value
        if not isinstance(value, int):
            raise self.unfit(value, "a whole number", "整数")
        return han(value)

    def _yuan(self, value: Any) -> Any:
        """Whole fen (分) as 元: 123450 → 1,234.50元."""
        if isinstance(value, Undefined):
            return value
        if not isinstance(value, int):
            raise self.unfit(value, "a whole number of fen", "以分为单位的整数")
        sign = "-" if value < 0 else ""
        return f"{sign}{abs(value) // 100:,}.{abs(value) % 100:02d}元"


def han(number: int) -> str:
    """A number from 1 to 99 in Chinese numerals, as headings count; others as digits."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")


def cleaned(text: str) -> str:
    """A text as it may stand in a document: a line is a paragraph, a character that XML cannot hold is �.

    The paragraph sign is the one that docxtpl turns into a paragraph of the same form.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    return _UNPRINTABLE.sub("\ufffd", lines).replace("\n", "\a")


def refused(tree: nodes.Template) -> str | None:
    """The first word of a template that it may not say, else None."""
    for node in tree.find_all(REFUSED):
        return type(node).__name__
    return None


def paths(tree: nodes.Template) -> tuple[set[str], set[str]]:
    """The paths of the values that a template prints whatever they are, and of those it prints or asks for at
    times: inside an `if`, before `or`, or with a default."""
    needed: set[str] = set()
    optional: set[str] = set()
    _walk(tree, {}, needed, optional)
    return needed, optional - needed


def _path(node: nodes.Node, scope: dict[str, str]) -> str | None:
    if isinstance(node, nodes.Name):
        return scope.get(node.name, node.name)
    if isinstance(node, nodes.Getattr):
        base = _path(node.node, scope)
        return None if base is None else f"{base}.{node.attr}" if base else ""
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        base = _path(node.node, scope)
        step = f".{node.arg.value}" if isinstance(node.arg.value, str) else "[]"
        return None if base is None else f"{base}{step}" if base else ""
    return None


def _walk(node: nodes.Node, scope: dict[str, str], needed: set[str], optional: set[str]) -> None:
    path = _path(node, scope)
    if path is not None:
        if path:
            needed.add(path)
        return
    special = _SPECIAL.get(type(node))
    if special is not None:
        special(node, scope, needed, optional)
        return
    for child in node.iter_child_nodes():
        _walk(child, scope, needed, optional)


def _walk_for(node: nodes.For, scope: dict[str, str], needed: set[str], optional: set[str]) -> None:
    _walk(node.iter, scope, needed, optional)
    inner = {**scope, "loop": ""}
    path = _path(node.iter, scope)
    for name in (
        node.target.find_all(nodes.Name) if not isinstance(node.target, nodes.Name) else [node.target]
    ):
        inner[name.name] = f"{path}[]" if path else ""
    for child in [*node.body, *node.else_]:
        _walk(child, inner, needed, optional)


def _walk_optional(node: nodes.Node, scope: dict[str, str], _needed: set[str], optional: set[str]) -> None:
    for child in node.iter_child_nodes():
        _walk(child, scope, optional, optional)


def _walk_or(node: nodes.Or, scope: dict[str, str], needed: set[str], optional: set[str]) -> None:
    _walk(node.left, scope, optional, optional)
    _walk(node.right, scope, needed, optional)


def _walk_filter(node: nodes.Filter, scope: dict[str, str], needed: set[str], optional: set[str]) -> None:
    lenient = node.name in {"default", "d"}
    for child in node.iter_child_nodes():
        _walk(child, scope, optional if lenient else needed, optional)


_SPECIAL: dict[type[nodes.Node], Callable[..., None]] = {
    nodes.For: _walk_for,
    nodes.If: _walk_optional,
    nodes.CondExpr: _walk_optional,
    nodes.Or: _walk_or,
    nodes.Filter: _walk_filter,
    nodes.Test: _walk_optional,
}
