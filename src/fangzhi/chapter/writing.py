"""`write`: the chapter of a year, of one region or of all, from what is kept."""

from __future__ import annotations

from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING

from fangzhi.chapter.document import Block, Cell, Chapter, Chart, Heading, Language, Note, Table, TileMap
from fangzhi.chapter.facts import Fact, Happening, Passage
from fangzhi.chapter.gathering import Gathered, gather
from fangzhi.chapter.numbers import printed, printed_english
from fangzhi.chapter.passages import Written, chinese, english
from fangzhi.chapter.plan import plan
from fangzhi.chapter.wording import Words, english_hedge, hedge, load_wordings
from fangzhi.gazetteer import region as gazetteer_region
from fangzhi.gazetteer import tile_grid
from fangzhi.gazetteer.regions import XPCC
from fangzhi.home import catalogue_files, wording_files
from fangzhi.indicators.catalogue import load_catalogue
from fangzhi.indicators.reconciliation import COUNTRY, provinces

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_KEY = ("patent_applications", "patent_grants", "inventions_in_force", "inventions_per_10k",
        "pledge_loan_amount", "enforcement_cases")  # fmt: skip
"""Indicators of the table of key figures, where enough regions tell them."""
_CHARTS = ("invention_applications", "pledge_loan_amount", "patent_applications", "patent_grants")
_MAPPED = ("inventions_per_10k", "invention_applications", "patent_applications")
_ENOUGH = 5


_TOTAL = "累计", "in all:"
_MOODS = {"target": ("目标", "target:"), "estimate": ("预计", "estimate:"), "threshold": ("门槛", "bar:")}
_MEASURED = {
    "level": ("数量", "amount"), "change_abs": ("增减量", "change"), "growth_rate": ("增长率", "growth"),
    "avg_growth_rate": ("年均增长率", "average growth"), "growth_multiple": ("增长倍数", "times grown by"),
    "ratio_multiple": ("为上年的倍数", "times the year before"), "share": ("占比", "share"),
    "change_points": ("百分点变化", "points"), "relative_diff": ("与平均之差", "against the average"),
    "rank": ("位次", "rank"), "ordinal_streak": ("连续", "run"),
}  # fmt: skip


class NothingToWrite(ValueError):  # noqa: N818 - what is said, not what went wrong
    """There is nothing to write from; the message says of what and what to load."""


class Notes:
    """The notes of a chapter, numbered by first use."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.kept: dict[tuple[str, str, tuple[str, ...]], int] = {}

    def __call__(self, one: Fact | Happening) -> int:
        """The number of the note of a figure or of a thing done."""
        if isinstance(one, Fact):
            key = one.source, one.basis if self.language == "zh" else one.basis_en, one.codes
        else:
            key = one.source, "", ()
        return self.kept.setdefault(key, len(self.kept) + 1)

    def all(self) -> tuple[Note, ...]:
        """All notes in order."""
        return tuple(
            Note(number, source, basis, codes) for (source, basis, codes), number in self.kept.items()
        )


def write(
    year: int,
    region: str | None = None,
    *,
    complete: bool = False,
    language: Language = "zh",
    known: Gathered | None = None,
) -> Chapter:
    """Write the chapter of a year: of one region (six-digit code), or of all in the order of GB/T 2260.

    `complete` tells everything that is kept instead of what is noteworthy; `known` is what was gathered for
    it already. The same data and wordings give
    the same chapter. Raises NothingToWrite, `fangzhi.gazetteer.UnknownRegion`, and WordingError or
    CatalogueError for a file of the office that cannot be used.
    """
    if region is not None:
        gazetteer_region(region)
    words = _words()
    gathered = known or gather(year, words.indicators, region)
    told = {
        code: one
        for code, one in gathered.passages.items()
        if (one.facts or one.happenings) and (region is not None or code in _reporting())
    }
    if not told:
        whom = gazetteer_region(region).full_zh if region else "任何地区"
        raise NothingToWrite(
            f"{year}年没有{whom}的数据；请先用 load documents、load tables 或 load facts 载入该年的资料。"
            if language == "zh"
            else f"Nothing is known of {region or 'any region'} in {year}; load figures first."
        )
    notes = Notes(language)
    blocks: list[Block] = [Heading(_title(year, region, language), 1)]
    remarks = [_rounding(language)]
    left: dict[str, Written] = {}
    for code, passage in told.items():
        blocks.append(Heading(_name(code, language), 2, code))
        written = _passage(passage, words, year, notes, language, complete=complete)
        blocks += written.paragraphs
        if complete and written.untold:
            blocks.append(_apart(written.untold, words, notes, language))
        left[code] = written
    remarks += _untellable(gathered, language)
    remarks += _left_out(left, language, complete=complete)
    if region is None:
        blocks += _overview(told, words, year, notes, language)
        remarks += _without(told, language)
    return Chapter(
        _title(year, region, language),
        year,
        language,
        region or "",
        tuple(blocks),
        notes.all(),
        tuple(remarks),
        _digest(told.values(), words, language, complete=complete),
    )


def _reporting() -> frozenset[str]:
    """The regions of a national chapter: the country, the 31 provinces, the Corps (兵团)."""
    return frozenset({COUNTRY, XPCC, *provinces()})


def _words() -> Words:
    indicators = load_catalogue(catalogue_files())
    return Words(indicators, load_wordings(wording_files(), indicators))


def _passage(
    passage: Passage, words: Words, year: int, notes: Notes, language: Language, *, complete: bool
) -> Written:
    planned = plan(passage, words.indicators, complete=complete)
    if language == "en":
        return english(planned, words, year, notes)
    return chinese(planned, words, passage.region, year, notes)


def _title(year: int, region: str | None, language: Language) -> str:
    if language == "en":
        return f"Intellectual property work in {_name(region, 'en') if region else 'the regions'}, {year}"
    return f"{year}年{_name(region, 'zh') if region else '地方'}知识产权工作"


def _name(code: str, language: Language) -> str:
    if code == COUNTRY:
        return "全国" if language == "zh" else "The country"
    found = gazetteer_region(code)
    return found.full_zh if language == "zh" else found.name_en


# -- what stands beside the prose --------------------------------------------------------------------------


def _apart(untold: Sequence[Fact], words: Words, notes: Notes, language: Language) -> Table:
    """Figures without a wording that is read back rightly, in a table: nothing is lost."""
    at = 0 if language == "zh" else 1
    name = words.name if language == "zh" else words.english_name
    rows = []
    for fact in untold:
        moods = (_TOTAL[at] if fact.cumulative else "", _MOODS.get(fact.status, ("", ""))[at])
        about = " ".join(filter(None, (fact.place, *moods, name(fact.subject))))
        figure = ("−" if fact.value < 0 else "") + _shown(fact, language)
        measured = Cell(_MEASURED[fact.measure][at]), Cell(fact.period.lstrip("@"))
        rows.append((Cell(about), *measured, Cell(figure, notes(fact), str(fact.value))))
    if language == "zh":
        return Table("未写入正文的数据", ("指标", "度量", "时期", "数值"), tuple(rows))
    return Table("Figures not told in the text", ("Indicator", "Measure", "Period", "Value"), tuple(rows))


def _overview(
    told: Mapping[str, Passage], words: Words, year: int, notes: Notes, language: Language
) -> list[Block]:
    """Key figures of all regions in a table, one of them as a map, two as bars."""
    cells = _cells(told, year)
    blocks: list[Block] = []
    key = [one for one in _KEY if len(cells.get(one, ())) >= _ENOUGH]
    name = words.name if language == "zh" else words.english_name
    if not any(len(one) >= _ENOUGH for one in cells.values()):
        return []
    blocks.append(Heading("各地区比较" if language == "zh" else "Regions compared", 2))
    if key:
        rows = tuple(
            (Cell(_name(code, language)), *(_cell(cells[one].get(code), notes, language) for one in key))
            for code in told
            if code != COUNTRY and any(code in cells[one] for one in key)
        )
        caption = f"{year}年各地区主要指标" if language == "zh" else f"Key figures by region, {year}"
        blocks.append(Table(caption, ("地区" if language == "zh" else "Region", *map(name, key)), rows))
    mapped = next((one for one in _MAPPED if len(cells.get(one, ())) >= _ENOUGH), None)
    if mapped:
        blocks.append(_map(cells[mapped], name(mapped), year, notes, language))
    for one in [one for one in _CHARTS if len(cells.get(one, ())) >= _ENOUGH][:2]:
        blocks.append(_chart(cells[one], name(one), year, notes, language))
    return blocks


def _cells(told: Mapping[str, Passage], year: int) -> dict[str, dict[str, Fact]]:
    """The amounts of whole regions in the year, by indicator and region."""
    found: dict[str, dict[str, Fact]] = {}
    for code, passage in told.items():
        for fact in passage.facts:
            whole = fact.period in (str(year), f"@{year}-12-31") and not fact.place and not fact.cumulative
            if fact.measure == "level" and whole and fact.status == "actual" and code != COUNTRY:
                found.setdefault(fact.indicator, {}).setdefault(code, fact)
    return found


def _cell(fact: Fact | None, notes: Notes, language: Language) -> Cell:
    if fact is None:
        return Cell()
    return Cell(_shown(fact, language), notes(fact), str(fact.value))


def _shown(fact: Fact, language: Language) -> str:
    """A figure outside prose, with the word that hedges it."""
    if language == "zh":
        return hedge(fact) + printed(fact).text
    return english_hedge(fact) + printed_english(fact)


def _short(code: str, language: Language) -> str:
    found = gazetteer_region(code)
    return found.short_zh if language == "zh" else found.name_en


def _map(cells: Mapping[str, Fact], name: str, year: int, notes: Notes, language: Language) -> TileMap:
    tiles = []
    for code in tile_grid():
        fact = cells.get(code)
        value = float(fact.value) if fact else None
        tiles.append((code, _short(code, language), value, _cell(fact, notes, language)))
    unit = next(iter(cells.values())).unit
    return TileMap(
        f"{year}年各地区{name}" if language == "zh" else f"{name} by region, {year}", unit, tuple(tiles)
    )


def _chart(cells: Mapping[str, Fact], name: str, year: int, notes: Notes, language: Language) -> Chart:
    bars = [
        (_short(code, language), float(fact.value), _cell(fact, notes, language))
        for code, fact in sorted(cells.items(), key=lambda pair: (-pair[1].value, pair[0]))
    ]  # fmt: skip
    unit = next(iter(cells.values())).unit
    return Chart(f"{year}年{name}" if language == "zh" else f"{name}, {year}", unit, tuple(bars))


# -- remarks -----------------------------------------------------------------------------------------------


def _rounding(language: Language) -> str:
    if language == "zh":
        return (
            "十万以上的数量和金额以万、亿为单位，最多保留两位小数，四舍五入；"
            "推算的百分数保留一位小数；来源印得更粗或更细的，依其来源。"
        )
    return (
        "Counts from 100,000 up and amounts of money are rounded to two decimals of ten thousand or a "
        "hundred million, computed percentages to one decimal, halves away from zero; what its source "
        "prints more coarsely or finely keeps the steps of the source."
    )


def _untellable(gathered: Gathered, language: Language) -> list[str]:
    """What is kept and not told in prose or not applied, and what to do about it."""
    found = []
    if gathered.unworded:
        found.append(
            f"另有{gathered.unworded}项数据带有分组或没有指标，不写入正文，可在数据页查看。"
            if language == "zh"
            else f"{gathered.unworded} figures with a cut or without an indicator are not told."
        )
    if gathered.wordless:
        found.append(
            f"另有{gathered.wordless}件大事只存在原文中的位置，载入原文后写入。"
            if language == "zh"
            else f"Of {gathered.wordless} things done only the place is kept: load the text to tell them."
        )
    if gathered.fault:
        found.append(
            f"{gathered.fault}；本单位的更正均未应用。"
            if language == "zh"
            else f"{gathered.fault}; none of the office's corrections was applied."
        )
    return found


def _left_out(written: Mapping[str, Written], language: Language, *, complete: bool) -> list[str]:
    """What no wording tells rightly: how many of which regions, and where they stand."""
    found = []
    untold = {code: len(one.untold) for code, one in written.items() if one.untold}
    if untold:
        if language == "zh":
            where = "列于表中" if complete else "未写入"
            found.append(f"没有能够复读无误的写法、{where}的数据：{_listed(untold, language)}。")
        else:
            where = "in a table" if complete else "left out"
            found.append(
                f"Figures without a wording that reads back rightly, {where}: {_listed(untold, language)}."
            )
    undone = {code: len(one.undone) for code, one in written.items() if one.undone}
    if undone:
        if language == "zh":
            found.append(f"没有能够复读无误的写法、未写入的大事：{_listed(undone, language)}。")
        else:
            found.append(
                f"Things done without a wording that reads back rightly: {_listed(undone, language)}."
            )
    return found


def _listed(counts: Mapping[str, int], language: Language) -> str:
    if language == "zh":
        return "、".join(f"{_name(code, language)}{number}项" for code, number in counts.items())
    return ", ".join(f"{_name(code, language)} {number}" for code, number in counts.items())


def _without(told: Mapping[str, Passage], language: Language) -> list[str]:
    missing = [_name(code, language) for code in provinces() if code not in told]
    if not missing:
        return []
    return [
        f"没有数据的地区：{'、'.join(missing)}。"
        if language == "zh"
        else f"Regions without data: {', '.join(missing)}."
    ]


def _digest(passages: Iterable[Passage], words: Words, language: Language, *, complete: bool) -> str:
    """A digest of what a chapter is written from: facts, things done, wordings and plan."""
    found = sha256(f"{language} {complete}".encode())
    found.update(files("fangzhi.chapter").joinpath("data/plan.csv").read_bytes())
    found.update(repr(sorted(words.kept.items())).encode())
    for passage in passages:
        found.update(repr(passage).encode())
    return found.hexdigest()
