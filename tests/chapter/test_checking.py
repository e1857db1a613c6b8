"""Every figure of a draft gets one verdict: by the source that stands highest, else by what follows from
sources."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import translation

from fangzhi.chapter.checking.comparing import Checked, Mark, check, differing, expected_text, mark_json
from fangzhi.chapter.checking.draft import Reading, open_draft, read_draft
from fangzhi.chapter.checking.remarks import refusal, remarks
from fangzhi.chapter.paper.markdown import markdown
from fangzhi.chapter.writing import write
from fangzhi.indicators.catalogue import catalogue
from fangzhi.indicators.models import Source
from fangzhi.indicators.reconciliation import accept, reconcile
from tests.web.tables import HEADER, YEARBOOK, keep_table

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytest_django import DjangoAssertNumQueries

CHAPTER = "sipo-2013-chapter7.txt"
MOST_QUERIES = 12
pytestmark = pytest.mark.django_db


def checked(text: str, year: int = 2013, region: str | None = None, name: str = "draft.txt") -> Checked:
    """A text checked as a draft."""
    opened = open_draft(name, text.encode())
    return check(read_draft(opened, Reading(year, region, catalogue())), year, region)


def verdicts(text: str, **how: Any) -> list[tuple[str, str]]:
    """Quote and verdict of every figure."""
    return [(mark.figure.quote, mark.verdict) for mark in checked(text, **how).marks]


def the(text: str, quote: str, **how: Any) -> Mark:
    """The mark of one figure."""
    return next(mark for mark in checked(text, **how).marks if mark.figure.quote == quote)


# -- the chapter of 2013 -------------------------------------------------------------------------------------


def test_the_real_chapter_contradicts_the_tables_where_reconciliation_says_so(
    kept: None, shared: Path
) -> None:
    """And nowhere else; it is the document whose figures are shipped, so it is not held against itself."""
    found = checked((shared / "corpus" / CHAPTER).read_text("utf-8"), name=CHAPTER)
    known = {(row.claim.start, row.basis) for row in reconcile(2013).rows if row.verdict == "differs"}
    assert {(mark.figure.start, mark.found.basis) for mark in differing(found.marks)} == known
    assert {mark.figure.region for mark in differing(found.marks)} == {"450000", "460000", "620000"}
    assert len(found.marks) == 247
    assert sum(mark.verdict == "unknown" for mark in found.marks) > 150


def test_the_real_chapter_with_one_figure_edited_is_an_earlier_version_of_itself(
    kept: None, shared: Path
) -> None:
    """Its other figures are known from nowhere else, though the shipped document tells them all."""
    text = (shared / "corpus" / CHAPTER).read_text("utf-8").replace("329家", "328家")
    found = checked(text, name="another name.txt")
    assert len(differing(found.marks)) == 4
    assert the(text, "328家").verdict == "unknown"


@pytest.mark.parametrize("complete", [False, True])
def test_a_written_chapter_contradicts_nothing(kept: None, complete: bool) -> None:
    found = checked(markdown(write(2013, complete=complete)))
    assert len(found.marks) > 500
    assert [mark for mark in found.marks if mark.verdict in {"differs", "stale", "not_comparable"}] == []
    assert sum(mark.verdict == "unknown" for mark in found.marks) <= 2


def test_a_check_asks_the_same_number_of_queries_for_any_draft(
    kept: None, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    text = markdown(write(2013))
    with django_assert_max_num_queries(MOST_QUERIES):
        checked(text)
    with django_assert_max_num_queries(MOST_QUERIES):
        checked("### 北京市\n\n发明专利申请67554件。\n")


# -- one figure ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "verdict"),
    [
        ("发明专利申请67554件", "equal"),
        ("发明专利申请6.76万件", "rounded"),
        ("发明专利申请6.75万件", "truncated"),
        ("发明专利申请超过6万件", "within_qualifier"),
        ("发明专利申请67545件", "differs"),
        ("发明专利申请超过7万件", "differs"),
        ("发明专利申请同比增长28.1%", "rounded"),
        ("发明专利申请同比下降28.1%", "differs"),
        ("发明专利申请居全国第4位", "equal"),
        ("发明专利申请居全国第5位", "differs"),
        ("举办展览会67554场", "unknown"),
    ],
)
def test_a_figure_of_the_tables(kept: None, sentence: str, verdict: str) -> None:
    assert [found for _, found in verdicts(f"### 北京市\n\n2013年，{sentence}。\n")] == [verdict]


def test_the_right_value_comes_with_its_source(kept: None) -> None:
    fact = mark_json(the("### 北京市\n\n2013年，发明专利申请67545件。\n", "67545件"))
    assert fact["expected"] == 67554
    assert "NBS" in fact["source"]
    assert (fact["region"], fact["indicator"], fact["period"]) == ("110000", "invention_applications", "2013")


def test_a_wrong_figure_accuses_no_figure_that_follows_from_it(kept: None) -> None:
    """The growth, the share and the rank are held against the right amount, not against the draft's."""
    text = (
        "### 天津市\n\n2013年，专利授权24856件，同比增长25.6%。"
        "发明专利授权9141件，同比下降5.6%，占专利授权的12.6%。\n"
    )
    assert [quote for quote, verdict in verdicts(text) if verdict == "differs"] == ["9141件"]


def test_a_rank_within_a_group_is_no_national_rank(kept: None) -> None:
    text = "### 安徽省\n\n2013年，发明专利申请居全国第8位、中部地区第1位。\n"
    assert dict(verdicts(text))["第1位"] == "unknown"


def test_a_figure_told_of_the_last_day_agrees_with_that_of_the_year(load: Callable[..., Any]) -> None:
    load("### 福建省\n\n截至2013年底，有效发明专利8421件。\n", "stock.txt", year=2013)
    assert verdicts("### 福建省\n\n2013年，有效发明专利8421件。\n") == [("8421件", "equal")]


# -- sources -------------------------------------------------------------------------------------------------


def test_a_table_stands_above_a_document(load: Callable[..., Any]) -> None:
    load("### 福建省\n\n2013年，专利申请53000件。\n", "news.txt", year=2013)
    keep_table()
    text = "### 福建省\n\n2013年，全省专利申请量{}件。\n"
    assert the(text.format(53701), "53701件").verdict == "equal"
    found = the(text.format(53000), "53000件")
    assert (found.verdict, found.right) == ("differs", 53701)


def test_a_document_is_compared_where_no_table_tells_the_figure(load: Callable[..., Any]) -> None:
    load("### 福建省\n\n2013年，举办知识产权培训班12期，培训人员1200余人次。\n", "news.txt", year=2013)
    text = "### 福建省\n\n2013年，我省举办知识产权培训班{}期，培训人员{}人次。\n"
    assert [verdict for _, verdict in verdicts(text.format(12, "1200余"))] == ["equal", "equal"]
    assert [verdict for _, verdict in verdicts(text.format(13, "1300余"))] == ["differs", "differs"]


def test_of_several_figures_of_a_kind_any_may_be_meant(load: Callable[..., Any]) -> None:
    """The right one of those that the draft does not tell is the nearest."""
    load("### 福建省\n\n2013年，培训人员120人次。\n\n另有培训人员900人次。\n", "news.txt", year=2013)
    text = "### 福建省\n\n2013年，培训人员{}人次。\n\n另外培训人员{}人次。\n"
    assert [verdict for _, verdict in verdicts(text.format(900, 120))] == ["equal", "equal"]
    assert the(text.format(120, 190), "190人次").right == 900


def test_a_place_is_compared_with_itself_alone(load: Callable[..., Any]) -> None:
    load("### 福建省\n\n2013年，厦门市专利申请10423件。\n", "news.txt", year=2013)
    keep_table()
    assert the("### 福建省\n\n2013年，厦门市专利申请量10423件。\n", "10423件").verdict == "equal"
    assert the("### 福建省\n\n2013年，厦门市专利申请量10432件。\n", "10432件").verdict == "differs"
    assert the("### 福建省\n\n2013年，泉州市专利申请量10432件。\n", "10432件").verdict == "unknown"


def test_a_target_is_compared_with_a_target_alone(load: Callable[..., Any]) -> None:
    load("### 福建省\n\n2013年，提出到2015年专利申请量达到60000件的目标。\n", "plan.txt", year=2013)
    text = "### 福建省\n\n2013年，明确到2015年专利申请量达到{}件的目标。\n"
    assert the(text.format(60000), "60000件").verdict == "equal"
    assert the(text.format(66000), "66000件").verdict == "differs"


def test_a_figure_of_two_indicators_is_held_to_both(kept: None) -> None:
    """浙江: the share of enterprises is told of applications and of grants in one number."""
    apart = "### 浙江省\n\n2013年，企业专利申请占专利申请的超过{0}%，企业专利授权占专利授权的超过{0}%。\n"
    assert verdicts(apart.format(60)) == [("60%", "equal"), ("60%", "equal")]
    assert verdicts(apart.format(90)) == [("90%", "differs"), ("90%", "differs")]
    together = "### 浙江省\n\n2013年，企业专利申请量和授权量占比均超过{}%。\n"
    (mark,) = checked(together.format(60)).marks
    assert mark.figure.also
    assert (mark.verdict, the(together.format(90), "90%").verdict) == ("equal", "differs")


@pytest.mark.parametrize(
    ("years", "first", "verdict"),
    [(4, 2009, "equal"), (3, 2009, "differs"), (9, 2009, "not_comparable"), (10, 2001, "truncated")],
)
def test_a_run_of_growth_is_held_to_the_yearly_values(db: None, years: int, first: int, verdict: str) -> None:
    """Where the tables begin later than the run is said to, nobody knows; the writer looks back ten years."""
    rows = (f"{year},350000,福建,applications,total,{year * 10},件,年鉴\n" for year in range(first, 2014))
    keep_table(HEADER + "".join(rows))
    found = the(f"### 福建省\n\n2013年，专利申请20130件，连续{years}年增长。\n", f"{years}年")
    assert (found.verdict, found.right) == (verdict, 2013 - first)


# -- stale ---------------------------------------------------------------------------------------------------


def test_a_figure_of_an_older_version_is_stale(load: Callable[..., Any]) -> None:
    keep_table()
    keep_table(YEARBOOK.replace("53701", "53702"))
    assert Source.objects.exclude(superseded_by=None).exists()
    found = the("### 福建省\n\n2013年，全省专利申请量53701件。\n", "53701件")
    assert (found.verdict, found.right) == ("stale", 53702)
    assert found.found.reason
    assert the("### 福建省\n\n2013年，全省专利申请量53703件。\n", "53703件").verdict == "differs"


def test_a_value_before_a_standing_correction_is_stale(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_table()
    monkeypatch.setenv("FANGZHI_HOME", str(tmp_path))
    (tmp_path / "amendments").mkdir()
    (tmp_path / "amendments" / "own.csv").write_text(
        "indicator,region,years,measure,source,action,expect,value,reason\n"
        "patent_applications,350000,2013,level,,replace,53701,53710,印刷错误\n",
        "utf-8",
    )
    found = the("### 福建省\n\n2013年，全省专利申请量53701件。\n", "53701件")
    assert (found.verdict, found.right) == ("stale", 53710)
    assert "印刷错误" in found.found.reason


# -- the draft itself ----------------------------------------------------------------------------------------


def test_two_figures_of_one_thing_contradict_each_other() -> None:
    text = "### 福建省\n\n2013年，受理专利纠纷案件216件。\n\n全年受理专利纠纷案件261件。\n"
    with translation.override("en"):
        found = checked(text).marks
    assert [mark.verdict for mark in found] == ["unknown", "differs"]
    start = text.index("216件")
    assert f"216件 of the same at characters {start}–{start + 4}" in found[1].found.reason
    assert found[1].right == 216


def test_where_a_source_decides_the_wrong_one_says_where_the_draft_is_right(kept: None) -> None:
    text = "### 北京市\n\n2013年，发明专利申请67545件。\n\n全年发明专利申请67554件。\n"
    wrong, right = checked(text).marks
    assert (wrong.verdict, right.verdict) == ("differs", "equal")
    assert "67554件" in wrong.found.reason


def test_an_older_text_of_the_same_name_is_not_compared(load: Callable[..., Any]) -> None:
    text = "### 福建省\n\n2013年，培训人员{}人次，举办培训班{}期。\n"
    load(text.format(120, 12), "report.txt", year=2013)
    assert {verdict for _, verdict in verdicts(text.format(121, 13), name="report.txt")} == {"unknown"}
    assert {verdict for _, verdict in verdicts(text.format(121, 13), name="other.txt")} == {"differs"}


def test_a_draft_that_a_newer_text_has_superseded_is_held_to_the_newer(load: Callable[..., Any]) -> None:
    text = "### 福建省\n\n2013年，培训人员{}人次，举办培训班{}期。\n"
    load(text.format(120, 12), "report.txt", year=2013)
    load(text.format(121, 12), "report.txt", year=2013)
    assert verdicts(text.format(120, 12), name="report.txt") == [("120人次", "differs"), ("12期", "equal")]


def test_a_kept_figure_stays_in_the_list_with_its_reason(kept: None) -> None:
    text = "### 北京市\n\n2013年，发明专利申请67545件。\n"
    mark = the(text, "67545件")
    accept(mark.code, mark.found.basis, str(mark.right), "依省局口径", "editor")
    again = checked(text)
    assert differing(again.marks) == []
    assert mark_json(again.marks[0])["kept"] == "依省局口径"
    assert again.marks[0].verdict == "differs"


# -- what is said of the whole -------------------------------------------------------------------------------


def said(text: str, year: int = 2013, **how: Any) -> list[str]:
    with translation.override("en"):
        return remarks(checked(text, year, **how))


def test_a_draft_of_another_year_is_refused() -> None:
    draft = read_draft(open_draft("d.txt", "### 福建省\n\n2012年，专利申请100件。\n".encode()), Reading(2013))
    with translation.override("en"):
        assert refusal(draft, 2013) == "d.txt reports on 2012, not on 2013: check it as a draft of 2012."


def test_a_draft_that_names_the_year_before_beside_its_own_is_taken() -> None:
    text = "### 福建省\n\n2013年，专利申请100件。2012年，专利申请90件。\n"
    assert refusal(read_draft(open_draft("d.txt", text.encode()), Reading(2013)), 2013) == ""


def test_the_years_that_notes_cite_are_not_what_a_draft_reports_on() -> None:
    notes = "\n".join(f"[{number}] 《2012年专利统计年报》；2012年年鉴" for number in range(1, 4))
    text = f"### 福建省\n\n2013年，专利申请100件[1]，授权9件[2]，有效5件[3]。\n\n{notes}\n"
    assert refusal(read_draft(open_draft("d.txt", text.encode()), Reading(2013)), 2013) == ""


def test_a_year_without_data_names_its_regions(kept: None) -> None:
    (sentence,) = said("### 福建省\n\n2015年，专利申请100件。\n", 2015)
    assert sentence == "Nothing is kept of Fujian for 2015: their figures stay without a comparison."


def test_a_draft_without_figures_says_so(kept: None) -> None:
    (sentence,) = said("### 福建省\n\n继续做好知识产权宣传工作。\n")
    assert sentence == "No figure was found in this draft: there is nothing to compare."


def test_figures_without_a_region_are_counted() -> None:
    sentences = said("2013年，专利申请100件，专利授权90件。\n")
    assert "2 figures have no region: name the region of the draft." in sentences
    assert not any("no region" in one for one in said("2013年，专利申请100件。\n", region="350000"))


def test_pictures_are_said_to_be_unread() -> None:
    sentences = said("### 福建省\n\n2013年，专利申请100件。\n\n![图](a.png)\n", name="d.md")
    assert "The draft holds 1 picture; figures in it are not read." in sentences


def test_expected_values_are_kept_exactly(kept: None) -> None:
    mark = the("### 北京市\n\n2013年，发明专利申请同比增长20%。\n", "20%")
    assert mark.right == Decimal(expected_text(mark))
