"""Every wording is read back before it is used: what the reader finds is what was told, or it is not told."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangzhi.chapter.facts import Fact, Happening, Passage
from fangzhi.chapter.numbers import printed
from fangzhi.chapter.passages import chinese
from fangzhi.chapter.plan import plan
from fangzhi.chapter.sentences import Composer, says
from fangzhi.chapter.wording import Words, moment
from fangzhi.indicators.catalogue import Indicator, catalogue
from fangzhi.reader import read

REGION, YEAR = "420000", 2013
TOLD = [row for row in catalogue().values() if row.id != "other_quantity"]
AMOUNTS = [row for row in TOLD if row.measure == "level"]
WORDLESS = {"enforcement_coverage", "agency_service_zero_error", "areas_above_threshold"}
"""Shares and runs by nature, and areas that only a bar picks out: an amount of them alone has no wording."""


def composer() -> Composer:
    """A writer of Hubei's sentences of 2013."""
    return Composer(Words(catalogue()), REGION, YEAR)


def level(row: Indicator, value: str = "1234", **fields: object) -> Fact:
    """An amount of an indicator."""
    period = f"@{YEAR}-12-31" if row.kind == "stock" else str(YEAR)
    unit = row.unit or "件"
    if unit in ("件/万人", "%"):
        value = "41.3"
    fact = Fact(
        REGION, row.id, "level", period, Decimal(value), unit, Decimal("0.1") if "." in value else Decimal(1)
    )
    return fact._replace(**fields)  # type: ignore[arg-type]


def growth(row: Indicator, rate: str) -> Fact:
    """How an indicator grew."""
    fact = level(row)
    return fact._replace(
        measure="growth_rate", value=Decimal(rate), unit="%", step=Decimal("0.1"), base_of=row.id
    )


@pytest.mark.parametrize("row", [row for row in TOLD if row.id not in WORDLESS], ids=lambda row: row.id)
def test_every_indicator_has_a_wording_that_is_read_back_as_itself(row: Indicator) -> None:
    told, untold = composer().compose([level(row)])
    assert not untold
    assert len(told) == 1


def test_an_amount_is_followed_by_how_it_moved_and_where_it_stands() -> None:
    row = catalogue()["invention_applications"]
    rank = level(row, measure="rank", unit="位", base_of=row.id)._replace(value=Decimal(3))
    (sentence,), _ = composer().compose([level(row, "67554"), growth(row, "28.1"), rank])
    assert sentence.text == "发明专利申请67554件，同比增长28.1%，居全国第3位"


def test_a_fall_is_told_as_a_fall() -> None:
    row = catalogue()["patent_grants"]
    (sentence,), _ = composer().compose([level(row), growth(row, "-2.2")])
    assert "同比下降2.2%" in sentence.text


@pytest.mark.parametrize(
    ("qualifier", "text"),
    [("at_least", "专利申请超过400件"), ("below", "专利申请近400件"), ("approx", "专利申请约400件")],
)
def test_a_hedged_figure_keeps_its_hedge(qualifier: str, text: str) -> None:
    row = catalogue()["patent_applications"]
    (sentence,), _ = composer().compose([level(row, "400", qualifier=qualifier)])
    assert sentence.text == text


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"period": "2013H1"}, "上半年专利申请400件"),
        ({"period": "2013-01/2013-09"}, "1至9月专利申请400件"),
        ({"place": "东湖高新区"}, "东湖高新区专利申请400件"),
        ({"status": "target"}, "力争专利申请400件"),
        ({"status": "estimate"}, "预计专利申请400件"),
        ({"region": "000000"}, "全国专利申请400件"),
    ],
)
def test_time_place_and_mood_open_the_sentence(fields: dict[str, object], text: str) -> None:
    (sentence,), untold = composer().compose([level(catalogue()["patent_applications"], "400", **fields)])
    assert (sentence.text, untold) == (text, [])


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("2013", ""),
        ("@2013-12-31", ""),
        ("@2013-06-30", "截至2013年6月底"),
        ("@2012-12-31", "截至2012年底"),
        ("2012", "2012年"),
        ("2013Q3", "三季度"),
        ("2013-09", "9月"),
        ("2011/2013", "2011年至2013年"),
    ],
)
def test_a_period_in_words(period: str, words: str) -> None:
    assert moment(period, YEAR) == words


def test_a_bar_is_told_with_those_who_passed_it() -> None:
    bar = level(
        catalogue()["enterprise_patent_applications"], "1000", qualifier="at_least", status="threshold"
    )
    count = level(catalogue()["high_volume_applicants"], "11")
    sentence = composer().threshold(bar, count)
    assert sentence
    assert sentence.text == "年专利申请超过1000件的企业有11家"


def test_a_record_and_a_first_are_told_without_another_figure() -> None:
    row = catalogue()["patent_applications"]
    (sentence,), _ = composer().compose([level(row, "400", since=2004)])
    assert sentence.text == "专利申请400件，为2004年以来最高"
    (sentence,), _ = composer().compose([level(row, "400", first=True)])
    assert sentence.text == "专利申请400件，实现零的突破"


def test_a_wording_that_would_say_something_else_is_not_used() -> None:
    """The bar of 1000 in the name would be read as a figure: no sentence may hold it."""
    fact = level(catalogue()["patent_applications"], place="年产1000件的企业")
    told, untold = composer().compose([fact])
    assert (told, untold) == ([], [fact])


@pytest.mark.parametrize(
    ("kind", "what", "clause"),
    [
        ("policy_issued", "湖北省专利资助办法", "出台《湖北省专利资助办法》"),
        ("law_enacted", "湖北省专利条例", "《湖北省专利条例》颁布施行"),
        ("centre_established", "省专利代理人协会", "成立省专利代理人协会"),
        ("agreement_signed", "专利保险合作协议", "签署《专利保险合作协议》"),
        ("event_held", "知识产权宣传周", "举办知识产权宣传周"),
    ],
)
def test_a_thing_done_is_told_by_its_verb(kind: str, what: str, clause: str) -> None:
    assert composer().happening(Happening(REGION, kind, what)) == clause


def test_a_thing_done_that_would_bring_a_figure_in_is_not_told() -> None:
    assert composer().happening(Happening(REGION, "event_held", "专利代理机构与40家企业对接")) is None


MEASURES = ("level", "growth_rate", "avg_growth_rate", "growth_multiple", "ratio_multiple", "change_abs",
            "rank", "share", "ordinal_streak")  # fmt: skip


@st.composite
def facts(draw: st.DrawFn) -> Fact:
    """Any fact the panel may hold of a region in a year."""
    row = draw(st.sampled_from(AMOUNTS))
    measure = draw(st.sampled_from(MEASURES))
    stock = row.kind == "stock" or (row.kind == "either" and draw(st.booleans()))
    period = (
        f"@{YEAR}-12-31" if stock else draw(st.sampled_from([str(YEAR), str(YEAR), f"{YEAR}H1", f"{YEAR}Q2"]))
    )
    tenth = Decimal(draw(st.integers(1, 3000))) / 10
    fact = Fact(REGION, row.id, measure, period, tenth, "%", Decimal("0.1"), base_of=row.id)
    match measure:
        case "level" | "change_abs":
            unit = row.unit or "件"
            value = tenth if unit in ("件/万人", "%", "分") else Decimal(draw(st.integers(2, 10**7)))
            step = Decimal("0.1") if value == tenth else Decimal(1)
            base = row.id if measure == "change_abs" else ""
            return fact._replace(value=value, unit=unit, step=step, base_of=base)
        case "rank":
            return fact._replace(value=Decimal(draw(st.integers(1, 31))), unit="位", step=Decimal(1))
        case "ordinal_streak":
            run = Decimal(draw(st.integers(2, 12)))
            return fact._replace(value=run, unit="年", step=Decimal(1), base_of=f"{row.id}:growth_rate")
        case "growth_multiple" | "ratio_multiple":
            return fact._replace(unit="倍")
        case "share":
            return fact._replace(base_of=f"{row.id}@000000")
        case _:
            return fact._replace(
                value=tenth * draw(st.sampled_from([1, -1])) if "avg" not in measure else tenth
            )


def key(fact: Fact) -> tuple[object, ...]:
    return fact.indicator, fact.measure, fact.period, fact.place, fact.base_of


@settings(max_examples=150)
@given(st.lists(facts(), min_size=1, max_size=25, unique_by=key))
def test_reading_back_what_was_written_gives_what_it_was_written_from(panel: list[Fact]) -> None:
    words = Words(catalogue())
    passage = Passage(REGION, tuple(panel), ())
    planned = plan(passage, catalogue(), complete=True)
    told = [fact for part in planned for group in part.groups for fact in group]
    assert sorted(map(key, told)) == sorted(map(key, panel))
    written = chinese(planned, words, REGION, YEAR, lambda one: 1)
    text = "\n\n".join(paragraph.text for paragraph in written.paragraphs)
    found = read(f"# {YEAR}年工作\n\n## 湖北省\n\n{text}\n").observations
    left = [fact for fact in told if fact not in written.untold]
    assert len(found) == len(left) == len(told) - len(written.untold)
    for fact in left:
        assert sum(says(one, fact) for one in found) == 1
    figures = [run.text for paragraph in written.paragraphs for run in paragraph.runs if run.note]
    assert sorted(figures) == sorted(printed(fact).text for fact in left)


MOVES = (
    ("growth_rate", "12.3", "%", ""),
    ("growth_rate", "-3.4", "%", ""),
    ("avg_growth_rate", "12.3", "%", ""),
    ("growth_multiple", "3.5", "倍", ""),
    ("ratio_multiple", "3.5", "倍", ""),
    ("rank", "3", "位", ""),
    ("rank", "3", "位", ":growth_rate"),
    ("share", "23.4", "%", "@000000"),
    ("ordinal_streak", "3", "年", ":growth_rate"),
)
ENOUGH = 0.95


def test_nearly_every_movement_of_every_indicator_can_be_told() -> None:
    told = [
        not composer().compose(
            [
                level(row, measure=measure, unit=unit, base_of=f"{row.id}{suffix}")._replace(
                    value=Decimal(value), step=Decimal("0.1") if "." in value else Decimal(1)
                )
            ]
        )[1]
        for row in AMOUNTS
        for measure, value, unit, suffix in MOVES
    ]
    assert len(told) > 1500
    assert sum(told) >= ENOUGH * len(told)
