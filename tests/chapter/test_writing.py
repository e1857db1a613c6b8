"""The chapter is written from what is kept: every figure has a source, and nothing is invented."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from fangzhi.chapter.document import Chapter, Chart, Heading, Paragraph, Table, TileMap
from fangzhi.chapter.gathering import gather
from fangzhi.chapter.issuing import Asked, differences, issue_here
from fangzhi.chapter.paper.markdown import markdown
from fangzhi.chapter.wording import WordingError
from fangzhi.chapter.writing import NothingToWrite, write
from fangzhi.gazetteer import UnknownRegion
from fangzhi.indicators.catalogue import catalogue
from fangzhi.indicators.models import Figure, Source
from fangzhi.reader import Observation, read

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytest_django import DjangoAssertNumQueries

    from fangzhi.chapter.document import Language

YEAR, CHAPTER = 2013, "sipo-2013-chapter7.txt"
ENOUGH = Decimal("0.95")
pytestmark = pytest.mark.django_db


def prose(chapter: Chapter) -> str:
    """Headings and paragraphs as a text that the reader may read."""
    lines = []
    for block in chapter.blocks:
        if isinstance(block, Heading):
            lines.append(f"{'#' * block.level} {block.text}")
        elif isinstance(block, Paragraph):
            lines.append(block.text)
    return "\n\n".join(lines)


def readings(chapter: Chapter) -> list[Observation]:
    """What the reader finds in a chapter."""
    return list(read(prose(chapter)).observations)


def passage(chapter: Chapter, region: str) -> str:
    """The prose of one region."""
    told, here = [], False
    for block in chapter.blocks:
        if isinstance(block, Heading):
            here = block.region == region
        elif isinstance(block, Paragraph) and here:
            told.append(block.text)
    return "\n".join(told)


def test_the_regions_follow_the_standard_order_of_codes(kept: None) -> None:
    codes = [block.region for block in write(YEAR).blocks if isinstance(block, Heading) and block.region]
    assert codes == sorted(codes)
    assert len(codes) == 1 + 31 + 1
    assert codes[0], codes[-1] == ("000000", "660000")


def test_the_same_data_give_the_same_chapter(kept: None) -> None:
    assert write(YEAR, complete=True) == write(YEAR, complete=True)


@pytest.mark.parametrize("complete", [False, True])
def test_every_figure_has_its_source(kept: None, complete: bool) -> None:
    chapter = write(YEAR, complete=complete)
    numbers = {note.number for note in chapter.notes}
    figures = [run for run in chapter.runs() if run.value]
    assert len(figures) > 200
    assert all(run.note in numbers for run in figures)
    assert all(note.source for note in chapter.notes)
    codes = {code for note in chapter.notes for code in note.links}
    assert Figure.objects.filter(code__in=codes).count() == len(codes)


def test_no_table_or_picture_holds_a_figure_without_a_source(kept: None) -> None:
    chapter = write(YEAR)
    (table,) = (block for block in chapter.blocks if isinstance(block, Table))
    (tiles,) = (block for block in chapter.blocks if isinstance(block, TileMap))
    charts = [block for block in chapter.blocks if isinstance(block, Chart)]
    cells = [cell for row in table.rows for cell in row[1:]]
    cells += [cell for _code, _name, _value, cell in tiles.tiles]
    cells += [cell for chart in charts for _name, _value, cell in chart.bars]
    assert len(charts) == 2
    assert all(bool(cell.text) == bool(cell.note) for cell in cells)


def test_a_hedged_figure_stays_hedged_in_tables_and_charts(kept: None) -> None:
    chapter = write(YEAR)
    bars = [bar for block in chapter.blocks if isinstance(block, Chart) for bar in block.bars]
    assert ("河北", "超过5亿元") in [(name, cell.text) for name, _value, cell in bars]


def test_what_is_written_is_read_back_as_what_is_kept(kept: None) -> None:
    """All regions: every figure read is one of the facts, with its value as printed."""
    chapter = write(YEAR, complete=True)
    found = readings(chapter)
    figures = [run for run in chapter.runs() if run.value]
    assert [one.quote for one in found] == [run.text for run in figures]
    assert [abs(one.value) for one in found] == [abs(Decimal(run.value)) for run in figures]
    facts = gather(YEAR, catalogue()).passages
    known = {
        (code, fact.indicator, fact.measure, fact.place) for code, one in facts.items() for fact in one.facts
    }
    assert {(one.region, one.indicator, one.measure, one.place or "") for one in found} <= known


@pytest.mark.parametrize("region", [None, "420000"])
def test_the_markdown_file_is_read_back_without_being_told_anything(kept: None, region: str | None) -> None:
    chapter = write(YEAR, region, complete=True)
    found = read(markdown(chapter))
    assert found.year == YEAR
    assert [one.quote for one in found.observations] == [run.text for run in chapter.runs() if run.value]


def test_a_complete_chapter_tells_what_the_real_one_told(kept: None, shared: Path) -> None:
    """At least 95 % of the figures of the real chapter of 2013 are in what is written, to the last digit."""
    real = read((shared / "corpus" / CHAPTER).read_text(encoding="utf-8"), year=YEAR, events=False)
    found = {
        (one.region, one.indicator, one.measure, one.place, one.value)
        for one in readings(write(YEAR, complete=True))
    }
    told = [
        (one.region, one.indicator, one.measure, one.place, one.value) in found for one in real.observations
    ]
    assert len(told) > 200
    assert sum(told) >= ENOUGH * len(told)


def test_an_ordinary_chapter_tells_less_than_a_complete_one(kept: None) -> None:
    assert len(prose(write(YEAR))) < len(prose(write(YEAR, complete=True)))


def test_a_chapter_of_one_region_says_what_the_national_one_says_of_it(kept: None) -> None:
    assert passage(write(YEAR, "420000"), "420000") == passage(write(YEAR), "420000")


def test_growth_and_place_are_computed_from_the_tables(kept: None) -> None:
    assert "发明专利申请67554件，同比增长28.1%，居全国第4位" in passage(write(YEAR), "110000")
    assert "发明专利授权20695件，同比增长2.8%，居全国第1位" in passage(write(YEAR), "110000")


def test_a_computed_figure_names_its_inputs(kept: None) -> None:
    chapter = write(YEAR, "110000")
    run = next(run for run in chapter.runs() if run.text == "28.1%")
    note = chapter.notes[run.note - 1]
    assert note.basis
    assert len(note.links) == 2


def test_titles_of_documents_are_told(kept: None) -> None:
    assert "出台《山西省知识产权战略纲要》" in passage(write(YEAR), "140000")


def test_things_done_whose_words_are_not_kept_are_counted(kept: None) -> None:
    assert any("载入原文" in remark for remark in write(YEAR).remarks)


def test_the_text_once_loaded_tells_them(kept: None, shared: Path, load: Callable[..., object]) -> None:
    load((shared / "corpus" / CHAPTER).read_text(encoding="utf-8"), CHAPTER)
    chapter = write(YEAR)
    assert not any("载入原文" in remark for remark in chapter.remarks)
    assert "知识产权快速维权中心" in passage(chapter, "110000")


def test_the_date_of_one_passage_is_not_carried_into_the_next(load: Callable[..., object]) -> None:
    load("### 全国\n\n截至2014年11月底，有效发明专利300件。\n\n### 福建省\n\n2014年，专利授权400件。\n")
    found = read(markdown(write(2014))).observations
    assert [(one.region, one.period) for one in found] == [("000000", "@2014-11-30"), ("350000", "2014")]


def test_what_no_wording_tells_stands_in_a_table_with_its_sign_and_mood(kept: None) -> None:
    chapter = write(YEAR, "460000", complete=True)
    (table,) = (block for block in chapter.blocks if isinstance(block, Table))
    assert [tuple(cell.text for cell in row) for row in table.rows] == [
        ("高新技术企业 实现产业化的专利数", "占比", "2013", "83.8%"),
        ("高新技术企业 预计 工业总产值", "数量", "2013", "310亿元"),
    ]


def test_a_region_without_data_is_named(load: Callable[..., object]) -> None:
    load("### 福建省\n\n2014年，全省专利申请量达58075件。\n")
    (remark,) = (one for one in write(2014).remarks if "没有数据的地区" in one)
    assert "江西省" in remark
    assert "福建省" not in remark


def test_a_year_without_data_is_refused_with_what_to_do() -> None:
    with pytest.raises(NothingToWrite, match="1999年没有任何地区的数据"):
        write(1999)
    with pytest.raises(NothingToWrite, match="Nothing is known of 110000 in 1999"):
        write(1999, "110000", language="en")


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], Path]:
    """Puts a file of a wrong form into a folder of the office."""
    monkeypatch.setenv("FANGZHI_HOME", str(tmp_path))

    def put(folder: str) -> Path:
        (tmp_path / folder).mkdir()
        path = tmp_path / folder / "own.csv"
        path.write_text("indicator\n", encoding="utf-8")
        return path

    return put


@pytest.mark.parametrize(("language", "said"), [("zh", "本单位的更正均未应用"), ("en", "was applied")])
def test_a_chapter_says_that_the_offices_corrections_were_left_out(
    kept: None, own: Callable[[str], Path], language: Language, said: str
) -> None:
    assert not any(said in remark for remark in write(YEAR, "110000", language=language).remarks)
    own("amendments")
    assert any(said in remark for remark in write(YEAR, "110000", language=language).remarks)


def test_wordings_that_cannot_be_used_are_named_and_no_lack_of_figures(
    kept: None, own: Callable[[str], Path]
) -> None:
    issued = issue_here(Asked(YEAR, "110000"), "root")
    own("wordings")
    with pytest.raises(WordingError, match=r"own\.csv: line 1"):
        write(YEAR, "110000")
    with pytest.raises(WordingError, match=r"own\.csv: line 1"):
        differences(issued)


def test_an_unknown_region_is_refused() -> None:
    with pytest.raises(UnknownRegion):
        write(YEAR, "999999")


def test_figures_of_a_place_and_targets_keep_what_they_are(load: Callable[..., object]) -> None:
    load("### 湖北省\n\n2014年，东湖高新区专利申请13021件。力争每万人口发明专利拥有量翻一番。\n")
    told = passage(write(2014, "420000"), "420000")
    assert "东湖高新区专利申请13021件" in told
    assert "力争每万人口发明专利拥有量翻一番" in told


def test_the_english_chapter_tells_the_same_figures(kept: None) -> None:
    zh, en = write(YEAR, "110000"), write(YEAR, "110000", language="en")
    assert [run.note for run in zh.runs() if run.value] == [run.note for run in en.runs() if run.value]
    assert "ranking 4th in the country" in prose(en)


@pytest.mark.parametrize("more", [0, 40])
def test_writing_asks_as_often_however_much_is_kept(
    more: int, kept: None, load: Callable[..., object], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(more):
        load(f"### 福建省\n\n2013年，全省专利申请量达{58075 + number}件。\n", f"{number}.txt")
    gather(YEAR, catalogue())
    with django_assert_num_queries(7):
        gather(YEAR, catalogue())


def test_a_superseded_figure_is_not_written(load: Callable[..., object]) -> None:
    load("### 福建省\n\n2014年，全省专利申请量达58075件。\n")
    load("### 福建省\n\n2014年，全省专利申请量达58076件。\n")
    assert Source.objects.count() == 2
    assert "58076件" in prose(write(2014))
    assert "58075件" not in prose(write(2014))
