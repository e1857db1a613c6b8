"""Events are read from verb and object; exhortation, plans and statistics are none."""

from __future__ import annotations

import csv
import json
import sys
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangzhi.reader.events import grammar, read_events
from fangzhi.reader.normal import reading_copy
from fangzhi.reader.sections import stretches

if TYPE_CHECKING:
    from pathlib import Path
    from types import FrameType

    from fangzhi.reader.observation import Event

KINDS = {
    "policy_issued",
    "law_enacted",
    "designation",
    "centre_established",
    "agreement_signed",
    "event_held",
    "project_started",
    "project_completed",
    "award_won",
    "mechanism_established",
    "service_opened",
    "enforcement_campaign",
    "milestone",
}
RULES = list(
    csv.DictReader(
        files("fangzhi.reader").joinpath("data/event_rules.csv").read_text(encoding="utf-8").splitlines()
    )
)


def events(text: str, year: int | None = 2019) -> list[Event]:
    copy = reading_copy(text)
    return read_events(text, copy, stretches(copy.text), year)


def kinds(text: str) -> list[str]:
    return [event.kind for event in events(text)]


def objects(text: str) -> list[str]:
    return [event.object for event in events(text)]


@pytest.mark.parametrize("row", RULES, ids=lambda row: row["rule"])
def test_each_rule_reads_its_own_example(row: dict[str, str]) -> None:
    assert [(event.rule, event.kind) for event in events(row["example"])] == [
        (f"event/{row['rule']}@1", row["kind"])
    ]


def test_rules_have_unique_names_that_begin_with_their_kind() -> None:
    names = [row["rule"] for row in RULES]
    assert len(names) == len(set(names))
    assert {row["kind"] for row in RULES} == KINDS
    assert all(row["rule"].startswith(f"{row['kind']}.") for row in RULES)


def test_rules_use_only_classes_that_have_words() -> None:
    verbs, nouns = set(grammar().verb_class.values()), set(grammar().noun_class.values())
    for row in RULES:
        assert set(row["verb"].split()) <= verbs, row["rule"]
        assert {noun.removesuffix("_named") for noun in row["noun"].split()} <= nouns, row["rule"]
        assert row["form"] in ("after", "before", "any"), row["rule"]


@pytest.mark.parametrize(
    "sentence",
    [
        "全省专利申请量3.2万件，同比增长12%；商标注册申请1.8万件。",
        "新增发明专利授权2100件，认定地理标志商标12件。",
        "通过实施知识产权战略，全社会知识产权意识不断提高。",
        "推进企业知识产权能力建设，深化知识产权综合管理改革。",
        "要进一步完善知识产权保护机制，加快建立多元化纠纷解决机制。",
        "下一步，出台专利导航管理办法，设立知识产权运营基金。",
        "今年我们将实施知识产权质量提升工程，推动出台专利转化政策。",
        "对获得中国专利金奖的12个项目给予165万元奖励。",
        "已有海州市等3个国家知识产权示范城市，累计认定省级知识产权优势企业300家。",
        "企业获得专利权质押贷款5亿元，获悉全省专利质押登记增长一倍。",
        "办理专利实施许可合同备案80件，实施金额达16亿元。",
        "专利转移转化工作稳步推进，知识产权服务能力明显提升。",
        "完成年度目标的110%，2000家企业拥有自主专利。",
        "自实施专利倍增计划以来，全省授权量连续三年增长。",
        "主办单位负责人介绍了参展情况。",
        "",
        "The office granted 12 patents.",
    ],
)
def test_statistics_plans_and_exhortation_are_no_events(sentence: str) -> None:
    assert events(sentence) == []


def test_each_document_under_one_verb_is_an_event_of_its_own() -> None:
    told = events("省政府印发《云岭省强省方案》、《云岭省专利奖励办法》等文件。")
    assert [event.quote for event in told] == ["省政府印发《云岭省强省方案》", "《云岭省专利奖励办法》"]
    assert [event.object for event in told] == ["云岭省强省方案", "云岭省专利奖励办法"]


def test_a_list_without_documents_is_one_event() -> None:
    assert objects("设立维权工作站4个、服务站1个。") == ["维权工作站、服务站"]


def test_a_document_that_qualifies_a_later_noun_is_no_document_issued() -> None:
    assert kinds("开展《高校专利管理规范》试点工作。") == ["project_started"]


def test_verbs_joined_in_one_clause_are_separate_events() -> None:
    text = "召开全省知识产权工作会议、举办第三届专利博览会并启动“灯塔计划”。"
    assert kinds(text) == ["event_held", "event_held", "project_started"]
    assert objects(text) == ["全省知识产权工作会议", "第三届专利博览会", "灯塔计划"]


def test_verbs_inside_a_name_are_not_read() -> None:
    assert kinds("举办“设立海外维权中心、签署合作协议专题研讨会”。") == ["event_held"]


def test_a_bare_prize_belongs_to_the_award_before_it() -> None:
    told = events("2项专利获第二十届中国专利金奖，6项获优秀奖。")
    assert [(event.kind, event.object) for event in told] == [("award_won", "第二十届中国专利金奖、优秀奖")]


def test_a_regulation_is_a_law_and_a_method_is_a_policy() -> None:
    assert kinds("修订《云岭省专利条例》。修订《云岭省专利资助办法》。") == ["law_enacted", "policy_issued"]


def test_who_names_the_area_stands_between_the_passive_and_its_verb() -> None:
    assert objects("我省被国家知识产权局列为首批知识产权强省试点省。") == ["首批知识产权强省试点省"]


def test_what_is_planned_is_passed_over_until_the_next_heading_of_its_rank() -> None:
    text = "二、工作打算\n开展专利执法专项行动。\n三、保护成效\n开展“雷霆”专项行动。"
    assert [event.quote for event in events(text)] == ["开展“雷霆”专项行动"]


@pytest.mark.parametrize(
    ("caption", "kind"),
    [
        ("全省知识产权工作电视电话会议", "event_held"),
        ("在海州举行的专利周活动", "event_held"),
        ("国家知识产权培训基地揭牌仪式", "centre_established"),
        ("第三批专利导航项目验收会", "project_completed"),
        ("银企知识产权质押融资签约仪式", "agreement_signed"),
        ("第八届中国专利奖获奖代表合影", "award_won"),
        ("执法人员在商品城检查专利标识", "enforcement_campaign"),
        ("省人大常委会表决通过《云岭省专利条例》", "law_enacted"),
    ],
)
def test_a_caption_tells_one_event(caption: str, kind: str) -> None:
    told = events(f"## 甘肃省\n\n全年授权专利3件。\n\n青海：{caption}。\n")
    assert [(event.kind, event.caption, event.region) for event in told] == [(kind, True, "630000")]


def test_a_caption_of_figures_tells_no_event() -> None:
    assert events("青海：专利申请300件，授权120件。\n") == []


def test_an_event_has_the_region_of_its_heading() -> None:
    told = events("## 甘肃省\n\n出台《甲办法》。\n\n## 青海省\n\n出台《乙办法》。\n")
    assert [event.region for event in told] == ["620000", "630000"]


@pytest.mark.parametrize(
    ("sentence", "year"),
    [
        ("设立海外维权工作站。", 2019),
        ("2017年，省局与海州市设立海外维权工作站。", 2017),
        ("《甲条例》自2018年5月1日起施行。", 2018),
        ("召开2017年度专利导航总结会议。", 2019),
        ("出台《专利规划（2015年—2020年）》。", 2019),
    ],
)
def test_year_is_the_one_named_for_the_event_else_the_reporting_year(sentence: str, year: int) -> None:
    assert [event.year for event in events(sentence)] == [year]


def test_year_is_unknown_where_neither_text_nor_caller_names_one() -> None:
    assert [event.year for event in events("设立海外维权工作站。", None)] == [None]


def test_half_width_full_width_and_traditional_texts_give_the_same_kinds() -> None:
    plain = "开展“雷霆”专项行动，设立维权工作站12个。认定省级示范企业5家。"
    wide = plain.translate({ord("0") + digit: ord("０") + digit for digit in range(10)})
    narrow = plain.replace("，", ",").replace("“", '"').replace("”", '"')
    traditional = plain.replace("开", "開").replace("专", "專").replace("设", "設").replace("认", "認")
    assert len({tuple(kinds(text)) for text in (plain, wide, narrow, traditional)}) == 1
    assert len(kinds(plain)) == 3


def test_object_is_a_noun_phrase_without_counts_and_ceremony() -> None:
    assert objects("确定10家企业为首批省级贯标企业。") == ["首批省级贯标企业"]
    assert objects("由省政府主办的专利博览会在海州举行。") == ["专利博览会"]
    assert objects("印发实施省《专利奖励办法》。") == ["省专利奖励办法"]


PIECES = [
    *(row["example"] for row in RULES),
    "### 青海省\n",
    "\n青海：全省专利工作会议。\n",
    "《",
    "》",
    "“",
    "”",
    "（",
    "、",
    "，",
    "并",
    " ",
    "　",
    "\n",
    "１２家",
    "等",
    "專利獎",
    "對外發(fā)布",
    "被",
    "a b",
]


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=4)), max_size=14).map("".join))
def test_every_quote_stands_where_its_offsets_say(text: str) -> None:
    copy = reading_copy(text)
    for event in read_events(text, copy, stretches(copy.text), 2019):
        assert text[event.start : event.end] == event.quote
        assert event.quote.strip()
        assert event.kind in KINDS


@given(st.lists(st.sampled_from(PIECES), max_size=10).map("".join))
def test_reading_again_gives_the_same(text: str) -> None:
    assert events(text) == events(text)


HOSTILE = {
    "digits": "1",
    "opening brackets": "《",
    "quotation marks": "“",
    "parentheses": "(",
    "one clause of verbs and nouns": "开展试点",
    "joined verbs": "和举办培训班",
    "passives": "被",
    "documents": "《甲办法》、",
    "list marks": "一、",
    "plan headings": "下一步\n",
    "blanks": "\u3000",
}


def work(text: str) -> int:
    """How many functions, those of C included, are called to read the events of a text."""
    calls = 0

    def count(frame: FrameType, happening: str, argument: object) -> None:
        nonlocal calls
        calls += happening in ("call", "c_call")

    copy = reading_copy(text)
    found = stretches(copy.text)
    sys.setprofile(count)
    try:
        read_events(text, copy, found, 2019)
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE.keys())
def test_work_grows_with_the_length_of_a_hostile_line(unit: str) -> None:
    grammar()
    short, long = (work(unit * (length // len(unit)) + "。") for length in (4_000, 16_000))
    assert long <= 4.5 * short + 200


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE.keys())
def test_an_event_after_a_hostile_line_is_still_read(unit: str) -> None:
    text = unit * (100_000 // len(unit)) + "\n三、成效\n设立海外维权工作站。"
    assert events(text)[-1].quote == "设立海外维权工作站"


def test_events_of_the_chapter_reach_the_agreed_precision_and_recall(shared: Path) -> None:
    lines = (shared / "gold/seed-2013-events.jsonl").read_text(encoding="utf-8").splitlines()
    gold = [json.loads(line) for line in lines if line.strip()]
    text = (shared / "corpus/sipo-2013-chapter7.txt").read_text(encoding="utf-8")
    read = events(text, 2013)
    matched = matches(gold, read)
    assert matched / len(gold) >= 0.90
    assert matched / len(read) >= 0.80


def matches(gold: list[dict[str, str]], read: list[Event]) -> int:
    """One-to-one pairs of the same region and kind that overlap by half of the shorter, longest first."""
    pairs = sorted(
        (
            (share, left, right)
            for left, wanted in enumerate(gold)
            for right, event in enumerate(read)
            if (wanted["region"], wanted["kind"]) == (event.region, event.kind)
            and (share := overlap(int(wanted["start"]), len(wanted["quote"]), event)) >= 0.5
        ),
        reverse=True,
    )
    wanted_used: set[int] = set()
    read_used: set[int] = set()
    for _, left, right in pairs:
        if left not in wanted_used and right not in read_used:
            wanted_used.add(left)
            read_used.add(right)
    return len(wanted_used)


def overlap(start: int, length: int, event: Event) -> float:
    common = min(start + length, event.end) - max(start, event.start)
    return common / max(1, min(length, event.end - event.start))
