"""The words around a figure: heads that name what is counted, clauses that say how it moved and stands.

Kept as data (`data/wordings.csv`, and an office's own files of the same form): a row names an indicator, a
form (flow, stock, a measure, or empty for any amount) and alternatives in Chinese, the best first; `{}` is
where the figure goes. What has no row is worded from its name in the catalogue. Pure Python.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from fangzhi.chapter.numbers import doubles

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from fangzhi.chapter.facts import Fact
    from fangzhi.indicators.catalogue import Catalogue

_BRACKETS = re.compile(r"（[^）]*）")
_COUNTING = re.compile(r"(?<!拥有)量$|(?<=登记|备案|声明|盘点|存证)件数$|数$")
"""What a name ends with because it is a name of a number."""
COLUMNS = ("indicator", "form", "zh", "en")
FORMS = (
    "",
    "flow",
    "stock",
    "rank",
    "share",
    "ordinal_streak",
    "growth_rate",
    "change_abs",
    "ratio_multiple",
)
_HEDGES = {"at_least": "超过", "below": "近", "approx": "约"}
_ENGLISH_HEDGES = {"at_least": "more than ", "below": "nearly ", "approx": "about "}


class Wording(NamedTuple):
    """How one indicator is worded: Chinese alternatives and an English sentence, `{}` for the figure."""

    zh: tuple[str, ...]
    en: str


class WordingError(ValueError):
    """A file of wordings that cannot be used; the message names file, line and field."""


Wordings = dict[tuple[str, str], Wording]
"""Wordings by indicator and form."""


@cache
def shipped_wordings() -> Wordings:
    """The wordings that come with the program."""
    text = files("fangzhi.chapter").joinpath("data/wordings.csv").read_text(encoding="utf-8")
    return _parsed(text, "wordings.csv", None)


def load_wordings(paths: Iterable[Path], indicators: Catalogue) -> Wordings:
    """The shipped wordings and those of an office's own files, which go before them.

    Raises WordingError naming file, line and field.
    """
    found = dict(shipped_wordings())
    for path in paths:
        try:
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as fault:
            raise WordingError(f"{path.name}: cannot be read as UTF-8 ({fault})") from fault
        for key, own in _parsed(text, path.name, indicators).items():
            shipped = found.get(key, Wording((), ""))
            found[key] = Wording((*own.zh, *shipped.zh), own.en or shipped.en)
    return found


def _parsed(text: str, name: str, indicators: Catalogue | None) -> Wordings:
    rows = csv.DictReader(text.splitlines())
    missing = [column for column in COLUMNS if column not in (rows.fieldnames or ())]
    if missing:
        raise WordingError(
            f"{name}: line 1: column {missing[0]} is missing; the columns are {', '.join(COLUMNS)}"
        )
    found: Wordings = {}
    for row in rows:
        problem = _problem(row, indicators)
        if problem:
            raise WordingError(f"{name}: line {rows.line_num}: {problem}")
        found[row["indicator"], row["form"]] = Wording(tuple(filter(None, row["zh"].split("|"))), row["en"])
    return found


def _problem(row: dict[str, str], indicators: Catalogue | None) -> str:
    """What is wrong with a row of wordings; empty where it stands."""
    if None in row or any(row[column] is None for column in COLUMNS):
        return "the number of cells differs from the header"
    if indicators is not None and row["indicator"] not in indicators:
        return f"indicator {row['indicator']!r} is not in the catalogue"
    if row["form"] not in FORMS:
        return f"form {row['form']!r}: write one of {', '.join(filter(None, FORMS))}, or leave it empty"
    for wording in filter(None, (*row["zh"].split("|"), row["en"])):
        if wording.count("{}") != 1:
            return f"{wording!r}: write {{}} once, where the figure goes"
    return ""


def hedge(fact: Fact) -> str:
    """The word that stands before a figure which is not exact."""
    return _HEDGES.get(fact.qualifier, "") if fact.measure != "rank" else ""


def english_hedge(fact: Fact) -> str:
    """The same in English."""
    return _ENGLISH_HEDGES.get(fact.qualifier, "") if fact.measure != "rank" else ""


def mark(fact: Fact) -> str:
    """What makes an amount remarkable, as a clause without a figure: a first, or the highest for years."""
    if fact.first:
        return "，实现零的突破"
    return f"，为{fact.since}年以来最高" if fact.since else ""


def english_mark(fact: Fact) -> str:
    """The same in English."""
    return ", for the first time" if fact.first else f", the highest since {fact.since}" if fact.since else ""


class Words:
    """The wordings of the indicators of a catalogue."""

    def __init__(self, indicators: Catalogue, kept: Wordings | None = None) -> None:
        """Word the indicators of a catalogue, with `kept` instead of the shipped wordings."""
        self.indicators = indicators
        self.kept = shipped_wordings() if kept is None else kept

    def name(self, indicator: str) -> str:
        """An indicator's Chinese name without what stands in brackets."""
        row = self.indicators.get(indicator)
        return _BRACKETS.sub("", row.name_zh) if row else indicator

    def subject(self, indicator: str) -> str:
        """What is counted, as a noun: 专利申请 of 专利申请量."""
        name = self.name(indicator)
        return _COUNTING.sub("", name)

    def english_name(self, indicator: str) -> str:
        """An indicator's English name without what stands in brackets."""
        row = self.indicators.get(indicator)
        return re.sub(r" *\([^)]*\)", "", row.name_en or row.name_zh) if row else indicator

    def heads(self, fact: Fact) -> Iterator[str]:
        """Ways to state an amount in Chinese, the best first."""
        form = "stock" if fact.period.startswith("@") else "flow"
        for key in ((fact.indicator, form), (fact.indicator, "")):
            if key in self.kept:
                yield from self.kept[key].zh
        yield from self._made(fact.indicator, form)

    def whole(self, fact: Fact) -> tuple[str, ...]:
        """Sentences kept for this measure of this indicator alone (连续42个月零差错)."""
        kept = self.kept.get((fact.indicator, fact.measure))
        return kept.zh if kept else ()

    def _made(self, indicator: str, form: str) -> Iterator[str]:
        row = self.indicators.get(indicator)
        name, subject = self.name(indicator), self.subject(indicator)
        if row is not None and row.kind == "either":
            yield from (f"新增{subject}{{}}",) if form == "flow" else (f"{subject}达到{{}}",)
        yield f"{subject}{{}}"
        yield f"{name}达{{}}"
        yield f"{name}为{{}}"
        yield f"{name}{{}}"
        yield f"共有{subject}{{}}"

    def english(self, fact: Fact) -> str:
        """The English sentence of an amount, without full stop."""
        form = "stock" if fact.period.startswith("@") else "flow"
        for key in ((fact.indicator, form), (fact.indicator, "")):
            if key in self.kept and self.kept[key].en:
                return self.kept[key].en
        return f"{self.english_name(fact.indicator)} {'stood at' if form == 'stock' else 'came to'} {{}}"

    def movements(self, fact: Fact) -> Iterator[str]:
        """Ways to say how a figure moved, what share it is or where it stands: a clause after its subject."""
        base, _, peer = fact.base_of.partition("@")
        series, _, suffix = base.partition(":")
        yield from self.whole(fact)
        if fact.measure == "share":
            yield from self._shares(fact, series, peer)
        elif fact.measure in ("rank", "ordinal_streak"):
            yield from _STANDINGS[fact.measure].get(suffix, ())
            yield from _STANDINGS[fact.measure][""]
        else:
            if doubles(fact):
                yield "{}"
            rises, falls = _MOVES[fact.measure]
            yield from falls if fact.value < 0 else rises

    def _shares(self, fact: Fact, whole: str, peer: str) -> Iterator[str]:
        if peer:
            yield "占全国的{}"
            yield "占全国总数的{}"
        if whole and whole != fact.indicator:
            yield f"占{self.subject(whole)}的{{}}"
            yield f"占{self.name(whole)}的{{}}"
        yield "占比达到{}"
        yield "占比为{}"
        yield "占{}"
        yield "比例达到{}"

    def english_alone(self, fact: Fact) -> str:
        """How a figure moved or stands, as an English sentence of its own without full stop."""
        name = self.english_name(fact.subject)
        clause = self.english_movement(fact)
        for start, verb in _ENGLISH_VERBS.items():
            if clause.startswith(start):
                return f"{name} {verb}{clause.removeprefix(start)}"
        return f"{name}: {clause}"

    def english_movement(self, fact: Fact) -> str:
        """How a figure moved or stands, as an English clause."""
        base, _, peer = fact.base_of.partition("@")
        series, _, suffix = base.partition(":")
        if fact.measure == "rank":
            growth = suffix == "growth_rate"
            return "with growth ranking {} in the country" if growth else "ranking {} in the country"
        if fact.measure == "share":
            of = f" of {_lowered(self.english_name(series))}" if series not in ("", fact.indicator) else ""
            return f"making up {{}}{' of the national total' if peer else of}"
        rises, falls = _ENGLISH_MOVES[fact.measure]
        return falls if fact.value < 0 else rises


_MOVES = {
    "growth_rate": (("同比增长{}", "比上年增长{}"), ("同比下降{}", "比上年下降{}")),
    "avg_growth_rate": (("年均增长{}",), ("年均下降{}",)),
    "growth_multiple": (("同比增长{}", "比上年增长{}"), ("同比下降{}",)),
    "ratio_multiple": (("是上年的{}", "达到上年的{}", "达到{}"), ("是上年的{}",)),
    "change_abs": (("比上年增加{}", "比上年提高{}"), ("比上年减少{}", "比上年下降{}")),
    "change_points": (("提高{}", "比上年提高{}"), ("下降{}", "比上年下降{}")),
    "relative_diff": (("高出全国平均水平{}",), ("低于全国平均水平{}",)),
}
_STANDINGS: dict[str, dict[str, tuple[str, ...]]] = {
    "rank": {
        "growth_rate": ("增速居全国{}", "增幅居全国{}"),
        "share": ("占比居全国{}",),
        "": ("居全国{}", "位居全国{}", "位列全国{}"),
    },
    "ordinal_streak": {"growth_rate": ("连续{}增长",), "": ("连续{}保持", "连续{}")},
}
_ENGLISH_MOVES = {
    "growth_rate": ("up {} on the previous year", "down {} on the previous year"),
    "avg_growth_rate": ("growing by {} a year on average", "falling by {} a year on average"),
    "growth_multiple": ("growing by {}", "falling by {}"),
    "ratio_multiple": ("{} the figure of the year before",) * 2,
    "change_abs": ("{} more than the year before", "{} fewer than the year before"),
    "change_points": ("up {}", "down {}"),
    "relative_diff": ("{} above the national average", "{} below the national average"),
    "ordinal_streak": ("for {} in a row",) * 2,
}


_ENGLISH_VERBS = {
    "up ": "rose by ",
    "down ": "fell by ",
    "growing by": "grew by",
    "falling by": "fell by",
    "ranking": "ranked",
    "making up": "made up",
    "with growth ranking": "grew at a rate that ranked",
    "for {}": "kept up for {}",
    "{} more": "were {} more",
    "{} fewer": "were {} fewer",
    "{} the figure": "were {} the figure",
}


def _lowered(name: str) -> str:
    return name if name[:2].isupper() else name[:1].lower() + name[1:]


_QUARTERS = "一二三四"


def moment(period: str, year: int) -> str:
    """A period in words: 上半年, 1至9月, 截至2013年6月底, 2011年至2013年; empty for the whole of the year."""
    if period in (str(year), f"@{year}-12-31", ""):
        return ""
    if period.startswith("@"):
        _, month, day = period[1:].split("-")
        last = int(day) >= 28
        return f"截至{period[1:5]}年" + (
            "底" if last and month == "12" else f"{int(month)}月{'底' if last else f'{int(day)}日'}"
        )
    own = "" if period[:4] == str(year) else f"{period[:4]}年"
    if re.fullmatch(r"\d{4}/\d{4}", period):
        return f"{period[:4]}年至{period[5:]}年"
    if re.fullmatch(r"\d{4}", period):
        return own
    if period[4:5] == "H":
        return own + ("上半年" if period[5] == "1" else "下半年")
    if period[4:5] == "Q":
        return f"{own}{_QUARTERS[int(period[5]) - 1]}季度"
    months = [int(one[5:7]) for one in period.split("/")]
    return own + (f"{months[0]}月" if len(months) == 1 else f"{months[0]}至{months[1]}月")
