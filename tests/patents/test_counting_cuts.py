"""Counts by place, time, class, field and industry; stocks by month; applicants so far; growth, share and
rank."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangzhi.patents.counting.cells import BadCell, Cell
from fangzhi.patents.counting.cuts import (
    applicants_so_far,
    compared,
    cut,
    first_patents,
    in_force_by_month,
    per_10k,
)
from fangzhi.patents.counting.fields import fields, symbols
from fangzhi.patents.counting.industries import BadScheme, activities, branch, schemes
from fangzhi.patents.counting.records import records
from fangzhi.patents.counting.spans import span
from tests.patents import counting_oracle as oracle
from tests.patents.counting_stores import Made, Stay, cells, several, store

KEY = {
    "province": lambda one, _: one.province,
    "prefecture": lambda one, _: one.prefecture,
    "county": lambda one, _: one.county,
    "type": lambda one, _: one.type,
    "kind": lambda one, _: one.kind,
    "year": lambda _, day: str(day.year),
    "half": lambda _, day: f"{day.year}H{(day.month + 5) // 6}",
    "quarter": lambda _, day: f"{day.year}Q{(day.month + 2) // 3}",
    "month": lambda _, day: f"{day:%Y-%m}",
    "section": lambda one, _: None if one.type == "design" else one.ipc[0][0],
    "class": lambda one, _: None if one.type == "design" else one.ipc[0][:3],
    "subclass": lambda one, _: None if one.type == "design" else one.ipc[0][:4],
    "field": lambda one, _: oracle.field_of(one),
}
TIMES = {"year", "half", "quarter", "month"}


# --- cuts -------------------------------------------------------------------------------------------------


@given(
    found=several(),
    cell=cells(),
    by=st.lists(st.sampled_from(sorted(KEY)), min_size=1, max_size=3, unique=True).map(tuple),
)
@settings(max_examples=25)
def test_a_cut_is_what_counting_one_by_one_gives(found: list[Made], cell: Cell, by: tuple[str, ...]) -> None:
    if cell.column.startswith("in_force") and set(by) & TIMES:
        cell = cell._replace(column="applications")
    expected: dict[tuple[Any, ...], list[str]] = {}
    for one in found:
        if oracle.counted(one, cell):
            day = one.granted if cell.column == "grants" else one.filed
            expected.setdefault(tuple(KEY[key](one, day) for key in by), []).append(one.applicant)
    distinct = cell.column == "applicants"
    with TemporaryDirectory() as home, store(Path(home), found) as snapshot:
        rows = {row[:-1]: row[-1] for row in cut(snapshot, cell, by)}
    assert rows == {key: len(set(names)) if distinct else len(names) for key, names in expected.items()}


def test_what_there_is_nothing_to_count_by_is_refused(tmp_path: Path) -> None:
    with store(tmp_path, []) as snapshot:
        with pytest.raises(BadCell, match="province"):
            cut(snapshot, Cell(), ("colour",))
        with pytest.raises(BadCell, match="the last of a period"):
            cut(snapshot, Cell("in_force", period="2013"), ("month",))
        with pytest.raises(BadScheme, match="sei2021"):
            cut(snapshot, Cell(), ("industry",), scheme="mine")


# --- fields -----------------------------------------------------------------------------------------------


def test_there_are_35_fields_and_no_class_has_two() -> None:
    found = [symbol for one in fields() for symbol in symbols(one.number)]
    assert [one.number for one in fields()] == list(range(1, 36))
    assert len(found) == len(set(found)) == 764
    assert all(one.name_zh and one.name_en for one in fields())
    assert len({one.sector_en for one in fields()}) == 5


def test_a_main_group_goes_before_its_subclass() -> None:
    assert oracle.field_of(Made(1, ipc=("A61K8/02",))) == 14
    assert oracle.field_of(Made(1, ipc=("A61K31/00",))) == 16
    assert oracle.field_of(Made(1, ipc=("G06V10/00",))) is None


# --- stocks by month --------------------------------------------------------------------------------------


@given(found=several(), cell=cells())
@settings(max_examples=15)
def test_in_force_by_month_is_what_joining_times_and_months_gives(found: list[Made], cell: Cell) -> None:
    months = [f"{year}-{month:02}" for year in (2012, 2013) for month in range(1, 13)]
    flow = cell._replace(column="applications", period=None)
    mine = [one for one in found if oracle.counted(one, flow)]
    with TemporaryDirectory() as home, store(Path(home), found) as snapshot:
        rows = {row[:3]: row.in_force for row in in_force_by_month(snapshot, "2012-01", "2013-12", flow)}
    expected: Counter[tuple[str, str, str]] = Counter()
    for one in mine:
        for month in months:
            if one.in_force(span(month)[1]):
                regions = ("000000", one.province) if one.province else ("000000",)
                expected.update((region, kind, month) for region in regions for kind in ("all", one.type))
    assert {key: value for key, value in rows.items() if value} == expected


def test_the_stock_of_december_is_that_of_the_year(tmp_path: Path) -> None:
    force = (Stay(date(2012, 3, 5), date(2013, 12, 31)),)
    with store(
        tmp_path, [Made(1, stays=force), Made(2, stays=(Stay(date(2011, 1, 1), date(2031, 1, 1)),))]
    ) as one:
        rows = {row[:3]: row.in_force for row in in_force_by_month(one, "2013-11", "2013-12")}
        stock = records(one, Cell("in_force", period="2013")).total
    assert (rows["000000", "all", "2013-11"], rows["000000", "all", "2013-12"], stock) == (2, 1, 1)


# --- applicants -------------------------------------------------------------------------------------------


@given(found=several(12))
@settings(max_examples=10)
def test_applicants_so_far_are_the_distinct_ones_up_to_the_year(found: list[Made]) -> None:
    with TemporaryDirectory() as home, store(Path(home), found) as snapshot:
        rows = applicants_so_far(snapshot)
    for (region, year), count in rows.items():
        sofar = {one.applicant for one in found if oracle.within(one, region) and one.filed.year <= year}
        assert count == len(sofar), (region, year)
    assert ("000000", 2013) in rows or not any(
        one.country == "CN" and one.filed.year == 2013 for one in found
    )


@given(found=several(12))
@settings(max_examples=10)
def test_first_patents_are_of_enterprises_that_had_none_before(found: list[Made]) -> None:
    with TemporaryDirectory() as home, store(Path(home), found) as snapshot:
        rows = first_patents(snapshot)
    granted = [one for one in found if one.country == "CN" and one.kind == "enterprise" and one.granted]
    first = {
        name: min(o.granted.year for o in granted if o.applicant == name)
        for name in {o.applicant for o in granted}
    }
    expected = {
        (region, one.granted.year, one.applicant)
        for one in granted
        for region in ("000000", one.province)
        if region and one.granted.year == first[one.applicant]
    }
    assert rows == dict(Counter((region, year) for region, year, _ in expected))


def test_an_enterprise_has_its_first_patent_in_every_province_of_that_year(tmp_path: Path) -> None:
    day, later = date(2013, 6, 1), date(2014, 6, 1)
    found = [
        Made(1, granted=day),
        Made(2, region="110108", granted=day),
        Made(3, region="310115", granted=later),
    ]
    with store(tmp_path, found) as snapshot:
        asked = Cell("first_patents", period="2013")
        assert cut(snapshot, asked, ()) == [(1,)]
        assert cut(snapshot, asked, ("province",)) == [("110000", 1), ("340000", 1)]


# --- what follows -----------------------------------------------------------------------------------------


def test_growth_share_and_rank() -> None:
    found = compared({"甲": 30, "乙": 50, "丙": 30, "丁": 0}, {"甲": 20, "乙": 0, "丙": 40})
    assert found["甲"] == (30, Decimal(50), Decimal(3000) / Decimal(110), 2)
    assert found["乙"].growth is None
    assert found["丙"].growth == Decimal(-25)
    assert [found[one].rank for one in "乙甲丙丁"] == [1, 2, 2, 4]
    assert compared({"甲": 0}, {})["甲"] == (0, None, None, 1)
    assert compared({"甲": 5}, {}, whole=20)["甲"].share == Decimal(25)


def test_per_10000_people_of_the_year_before() -> None:
    found = per_10k(85434, "110000", 2013)
    assert found is not None
    assert round(found, 1) == Decimal("41.3")
    assert per_10k(100, "000000", 2013) is None


# --- industries -------------------------------------------------------------------------------------------


def fits(symbol: str, name: str) -> bool:
    """Whether one class fits a branch, rule by rule and pattern by pattern."""

    def meets(pattern: str) -> bool:
        stem = pattern.rstrip("*")
        if "/" in pattern:
            return symbol == pattern
        return symbol.split("/")[0] == stem if len(stem) > 4 else symbol.startswith(stem)

    for rule in branch(name).rules:
        exact = any("/" in one and meets(one) for one in rule.include)
        if exact or (any(map(meets, rule.include)) and not any(map(meets, rule.exclude))):
            return True
    return False


def test_the_shipped_scheme_has_40_branches_and_says_that_nobody_verified_it() -> None:
    (scheme,) = schemes().values()
    assert (scheme.id, len(scheme.branches), scheme.verified) == ("sei2021", 40, False)
    assert sum(len(one.rules) for one in scheme.branches) == 303
    assert all(one.name_zh and one.name_en for one in scheme.branches)


def test_conditions_are_never_looked_for_as_words() -> None:
    words = [word for one in schemes()["sei2021"].branches for rule in one.rules for word in rule.keywords]
    assert words
    assert not [word for word in words if "不包" in word or "关键词" in word or word[-1] == "等"]


SYMBOLS = ("H01M10/0525", "G06F8/60", "G06F80/10", "G06F11/14", "G06F11/30", "H04B7/155", "G16H10/00",
           "H03M13/11", "C08J5/18", "A61K31/00", "H04L27/26", "H04L27/00", "F03D1/06")  # fmt: skip


@given(
    classes=st.lists(
        st.lists(st.sampled_from(SYMBOLS), min_size=1, max_size=3, unique=True), min_size=1, max_size=5
    )
)
@settings(max_examples=15)
def test_a_patent_belongs_to_the_branches_that_any_of_its_classes_fits(classes: list[list[str]]) -> None:
    found = [Made(number, ipc=tuple(one)) for number, one in enumerate(classes, 1)]
    expected = Counter(
        one.id
        for made in found
        for one in schemes()["sei2021"].branches
        if any(fits(symbol, f"sei2021/{one.id}") for symbol in made.ipc)
    )
    with TemporaryDirectory() as home, store(Path(home), found) as snapshot:
        assert dict(cut(snapshot, Cell(), ("industry",))) == expected
        for one in ("1.1", "1.3", "5.2"):
            assert records(snapshot, Cell(industry=f"sei2021/{one}")).total == expected[one]


def own(home: Path, name: str = "mine", **changes: Any) -> None:
    """An industry database of the office's own."""
    rule = {"include": ["H01M*"], "exclude": ["H01M10*"], "keywords": ["石墨烯", "电池"]}
    stated = {
        "id": name,
        "name_zh": "本地产业",
        "branches": [{"id": "a", "name_zh": "电池", "rules": [rule]}],
    }
    folder = home / "patents" / "industries"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps(stated | changes), encoding="utf-8")


def test_an_office_counts_by_industries_of_its_own(tmp_path: Path) -> None:
    found = [
        Made(1, ipc=("H01M4/00",), title="石墨烯电极"),
        Made(2, ipc=("H01M4/00",), title="杯子"),
        Made(3, ipc=("H01M10/00",), title="电池"),
    ]
    with store(tmp_path, found) as snapshot:
        own(tmp_path)
        assert cut(snapshot, Cell(), ("industry",), scheme="mine") == [("a", 2)]
        assert records(snapshot, Cell(industry="mine/a", keywords=True)).total == 1


def test_a_scheme_of_the_national_classification_takes_its_names_from_it(tmp_path: Path) -> None:
    own(tmp_path, "trade", standard="gbt4754", branches=[{"id": "39", "rules": [{"include": ["H04*"]}]}])
    assert branch("trade/39", tmp_path).name_zh == activities()["39"].name_zh
    assert Counter(one.level for one in activities().values())[2] == 97


def ruled(**rule: Any) -> dict[str, Any]:
    """A scheme of one branch with one rule."""
    return {"branches": [{"id": "a", "name_zh": "x", "rules": [rule]}]}


@pytest.mark.parametrize(
    ("changes", "says", "says_zh"),
    [
        ({"id": "a b"}, "no id", "不能作为 id"),
        ({"id": 7}, "'id' should be a text", "id 应为引号中的文本"),
        ({"id": "sei2021"}, "another scheme", "请另取 id"),
        ({"name_zh": 1}, "'name_zh' should be a text", "name_zh 应为引号中的文本"),
        ({"verified": "no"}, "'verified' should be true or false", "verified 应为 true 或 false"),
        ({"branches": {}}, "'branches' should be a list", "branches 应为由对象组成的列表"),
        ({"branches": 3}, "'branches' should be a list", "branches 应为由对象组成的列表"),
        ({"branches": ["H01M*"]}, "'branches' should be a list of objects", "由对象组成的列表"),
        ({"branches": []}, "names no industry", "没有产业"),
        ({"branches": [{"id": "a", "rules": []}]}, "no name_zh", "产业“a”：缺少 name_zh"),
        ({"branches": [{"id": "a", "name_zh": "x", "rules": []}]}, "holds no rule", "没有规则"),
        ({"branches": [{"id": "a", "name_zh": "x", "rules": 1}]}, "'rules' should be", "rules 应为"),
        (ruled(include=["H1"]), "branch 'a': 'H1' in 'include' is no class", "“H1”不是分类号"),
        (
            ruled(include="H01M*"),
            "branch 'a': 'include' should be a list of classes",
            "include 应为分类号的列表",
        ),
        (ruled(include=["H01*"], exclude=[1]), "'exclude' should be a list", "exclude 应为分类号的列表"),
        (ruled(include=[]), "includes nothing", "include 是空的"),
        (ruled(include=["H01*"], keywords="电池"), "list of words", "关键词的列表"),
        (ruled(include=["H01*"], keywords=[""]), "empty word", "空的关键词"),
        (ruled(), "'include' is missing", "缺少 include"),
        ({"standard": "gbt4754", "branches": [{"id": "ZZ", "rules": []}]}, "no code 'ZZ'", "没有代码“ZZ”"),
        ({"branches": 2 * ruled(include=["H01*"])["branches"]}, "stands twice", "id 重复"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_its_name_and_key(
    tmp_path: Path, changes: dict[str, Any], says: str, says_zh: str
) -> None:
    own(tmp_path, "mine", **changes)
    with pytest.raises(BadScheme, match=says) as refused:
        schemes(tmp_path)
    assert str(refused.value).startswith("mine.json: ")
    assert refused.value.message_zh.startswith("mine.json：")
    assert says_zh in refused.value.message_zh


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"{a", "no JSON: look at line 1, column 2"),
        (b"\xff{", "not in UTF-8"),
        (b"[1]", "should be an object"),
        (b"[" * 100_000, "no JSON"),
    ],
)
def test_a_file_that_is_no_json_is_refused_without_words_of_a_program(
    tmp_path: Path, content: bytes, says: str
) -> None:
    own(tmp_path)
    (tmp_path / "patents" / "industries" / "mine.json").write_bytes(content)
    with pytest.raises(BadScheme, match=says) as refused:
        schemes(tmp_path)
    for said in (str(refused.value), refused.value.message_zh):
        assert "mine.json" in said
        assert not any(word in said for word in ("codec", "Expecting", "recursion"))
    assert branch("1.1", tmp_path).id == "1.1", "the shipped industries stay"


def test_a_folder_in_the_place_of_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "patents" / "industries" / "odd.json").mkdir(parents=True)
    with pytest.raises(BadScheme, match=r"odd\.json: this file cannot be read"):
        schemes(tmp_path)


def test_a_branch_without_a_scheme_is_a_shipped_one(tmp_path: Path) -> None:
    assert branch("5.2") == branch("sei2021/5.2")
    with store(tmp_path, [Made(1)]) as snapshot:
        for number, value in cut(snapshot, Cell(), ("industry",)):
            assert records(snapshot, Cell(at=(("industry", number),))).total == value


def test_an_unknown_branch_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(BadScheme, match=r"1\.1") as refused:
        branch("sei2021/0.9")
    assert "没有这个产业“0.9”" in refused.value.message_zh
    with pytest.raises(BadScheme, match="sei2021") as refused:
        branch("other/1.1")
    assert "没有“other”这种产业分类" in refused.value.message_zh
