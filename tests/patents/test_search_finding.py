"""Searching a small store: exact phrases, filters, facets, numbers, order."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangzhi.patents.search import Filters, WrongQuery, build, current_index, every_key, find, read, read_all
from fangzhi.patents.search.finding import NO_FILTERS
from fangzhi.patents.search.wording import contains, phrase
from tests.patents.search_store import plant, record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fangzhi.patents.search import Opened

TODAY = date(2014, 6, 1)
RECORDS = [
    record(1, "石墨烯电池", "一种石墨烯电池的制备方法，使用LED灯。", application_date=date(2013, 5, 1)),
    record(2, "石墨电池", "石墨、烯电池；called。", grant_date=date(2014, 1, 8), until=date(2033, 3, 1)),
    record(3, "一种石墨烯 复合材料", ipc=["C01B32/182", "H01M4/00"], grant_date=date(2012, 1, 1),
           until=date(2014, 6, 1)),
    record(4, "水杯", type="design", application_date=date(2012, 2, 2), grant_date=date(2012, 9, 5)),
    record(5, "Solid-state battery", "A LED lamp", country="JP", region=None, province=None, prefecture=None,
           county=None, applicants=["Akagi Seimitsu Co., Ltd.", "石墨烯电池研究所"],
           pct_number="PCT/JP2012/070001"),
    record(6, "一種石墨烯電池", type="utility_model", region="330106", province="330000", prefecture="330100",
           county="330106", application_date=date(2011, 7, 7)),
]  # fmt: skip


@pytest.fixture(scope="module")
def index() -> Iterator[Opened]:
    """The index of the records above."""
    with TemporaryDirectory() as home:
        plant(Path(home), RECORDS)
        build(Path(home))
        yield current_index(Path(home))


def serials(index: Opened, text: str, filters: Filters = NO_FILTERS, **how: Any) -> list[int]:
    """The serial numbers of what is found, in their order."""
    return [key % 10_000_000 for key in find(index, text, filters, today=TODAY, **how).keys]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("石墨烯电池", [1, 5, 6]),
        ("“石墨烯 电池”", [1, 5, 6]),
        ("石墨烯", [1, 3, 5, 6]),
        ("石墨", [1, 2, 3, 5, 6]),
        ("烯电", [1, 2, 5, 6]),
        ("烯", [1, 2, 3, 5, 6]),
        ("石墨烯复合", [3]),
        ("led", [1, 5]),
        ("LED灯", [1]),
        ("called", [2]),
        ("call", []),
        ("solid-state", [5]),
        ("battery led", [5]),
        ("石墨烯 电池", [1, 5, 6]),
        ("石墨烯 -电池", [3]),
        ("-石墨", [4]),
        ("水杯 OR battery", [4, 5]),
        ("title:石墨烯电池", [1, 6]),
        ("title:电", [1, 2, 6]),
        ("标题:battery", [5]),
        ("申请人：石墨烯电池", [5]),
        ("applicant:seimitsu", [5]),
        ("方法，使用", [1]),
        ("制备方法LED", []),
        ("ipc:H01M", [1, 2, 3, 5, 6]),
        ("C01B32/182", [3]),
        ("ipc:14-03", [4]),
        ("ipc:A", []),
    ],
)
def test_a_query_finds_what_contains_it_and_nothing_else(index: Opened, query: str, found: list[int]) -> None:
    assert sorted(serials(index, query)) == found


def test_a_phrase_does_not_reach_from_the_title_into_the_abstract_or_between_applicants(
    index: Opened,
) -> None:
    assert serials(index, "石墨烯电池一种") == []
    assert serials(index, "“ltd. 石墨烯电池”") == []


@pytest.mark.parametrize("form", ["{}", "ZL {}", "CN{}", "number:{}", "申请号：{}"])
def test_a_record_is_found_by_its_application_number(index: Opened, form: str) -> None:
    written = RECORDS[1]["application_number"]
    assert serials(index, form.format(f"{written[:-1]}.{written[-1]}")) == [2]
    assert serials(index, form.format(written[:-1])) == [2]


@pytest.mark.parametrize("number", ["CN100000002A", "cn 100000002", "CN200000002B", "100000002"])
def test_a_record_is_found_by_its_publications(index: Opened, number: str) -> None:
    assert serials(index, number) == [2]


def test_a_record_is_found_by_its_international_number(index: Opened) -> None:
    assert serials(index, "PCT/JP2012/070001") == [5]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(type="design"), [4]),
        (Filters(region="350000"), [1, 2, 3, 4]),
        (Filters(region="330100"), [6]),
        (Filters(region="330106"), [6]),
        (Filters(region="jp"), [5]),
        (Filters(year=2012), [4]),
        (Filters(ipc="H01M"), [1, 2, 3, 5, 6]),
        (Filters(ipc="h01m 10/0525"), [1, 2, 5, 6]),
        (Filters(ipc="14"), [4]),
        (Filters(status="in_force"), [2, 4]),
        (Filters(status="ended"), [3]),
        (Filters(status="ungranted"), [1, 5, 6]),
        (Filters(filed=(date(2013, 4, 1), None)), [1]),
        (Filters(filed=(None, date(2012, 2, 2))), [4, 6]),
        (Filters(granted=(None, date(2012, 12, 31))), [3, 4]),
        (Filters(name="石墨烯电池研究所"), [5]),
        (Filters(name="石墨烯电池"), []),
        (Filters(region="350000", year=2013, status="in_force"), [2]),
    ],
)
def test_filters_narrow(index: Opened, filters: Filters, found: list[int]) -> None:
    assert sorted(serials(index, "", filters)) == found


def test_status_is_that_of_the_day_of_asking(index: Opened) -> None:
    in_force = Filters(status="in_force")
    assert sorted(key % 10 for key in find(index, "", in_force, today=date(2014, 5, 31)).keys) == [2, 3, 4]


def test_facets_count_what_all_filters_let_through(index: Opened) -> None:
    found = find(index, "石墨", Filters(region="350000"), facets=True, today=TODAY)
    assert found.total == 3
    assert found.facets["type"] == [("invention", 3)]
    assert found.facets["province"] == [("350000", 3)]
    assert found.facets["prefecture"] == [("350100", 3)]
    assert found.facets["status"] == [("ended", 1), ("in_force", 1), ("ungranted", 1)]
    assert found.facets["subclass"] == [("H01M", 3), ("C01B", 1)]


def test_facets_of_everything(index: Opened) -> None:
    facets = find(index, "", facets=True, today=TODAY).facets
    assert facets["type"] == [("invention", 4), ("design", 1), ("utility_model", 1)]
    assert facets["province"] == [("350000", 4), ("330000", 1), ("JP", 1)]
    assert facets["year"] == [("2011", 1), ("2012", 1), ("2013", 4)]
    assert facets["subclass"] == [("H01M", 5), ("14", 1), ("C01B", 1)]


def test_the_newest_come_first_unless_the_oldest_are_asked_for(index: Opened) -> None:
    assert serials(index, "石墨烯电池")[0] == 1
    assert serials(index, "", order="oldest")[:2] == [6, 4]
    assert sorted(serials(index, "石墨", order="relevance")) == [1, 2, 3, 5, 6]


def test_a_page_is_a_stretch_of_the_whole_with_the_total(index: Opened) -> None:
    whole = serials(index, "", limit=10)
    assert serials(index, "", limit=2, offset=2) == whole[2:4]
    assert find(index, "", limit=2).total == 6
    assert serials(index, "", limit=2, offset=100) == []


@pytest.mark.parametrize("order", ["newest", "oldest", "relevance"])
def test_a_page_is_the_same_with_and_without_facets(index: Opened, order: str) -> None:
    for text in ("", "石墨", "没有"):
        for offset in (0, 2, 50):
            plain = find(index, text, limit=2, offset=offset, order=order, today=TODAY)
            counted = find(index, text, limit=2, offset=offset, order=order, facets=True, today=TODAY)
            assert (plain.keys, plain.total) == (counted.keys, counted.total)


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        (Filters(type="patent"), "one of invention"),
        (Filters(status="dead"), "one of in_force"),
        (Filters(region="35"), "no region"),
        (Filters(region="福建"), "no region"),
        (Filters(ipc="电池"), "no class"),
        (Filters(filed=(date(2013, 2, 1), date(2013, 1, 1))), "exchange"),
    ],
)
def test_a_filter_that_cannot_be_understood_is_answered_by_a_sentence(
    index: Opened, filters: Filters, said: str
) -> None:
    with pytest.raises(WrongQuery, match=said):
        find(index, "", filters)


def test_what_is_shown_comes_in_the_order_of_the_search(index: Opened) -> None:
    keys = find(index, "", order="oldest").keys
    shown = read(index.snapshot, keys)
    assert [one.patent_id for one in shown] == keys
    assert shown[0].number == "201120000006.0"
    assert shown[0].fact(TODAY)["application_date"] == "2011-07-07"
    first_three = read(index.snapshot, [one["patent_id"] for one in RECORDS[:3]])
    assert [one.status(TODAY) for one in first_three] == ["ungranted", "in_force", "ended"]
    assert read(index.snapshot, []) == []


def test_all_that_is_found_can_be_read_to_its_end(index: Opened) -> None:
    keys = every_key(index, "石墨烯", today=TODAY)
    assert sorted(one.patent_id for one in read_all(index.snapshot, keys)) == sorted(keys)
    assert len(keys) == 4


@pytest.mark.parametrize("order", ["newest", "oldest", "relevance"])
def test_all_that_is_found_comes_in_the_order_of_its_pages(index: Opened, order: str) -> None:
    pages = [find(index, "石墨烯", limit=2, offset=at, order=order, facets=True).keys for at in (0, 2)]
    keys = every_key(index, "石墨烯", order=order)
    assert keys == [key for page in pages for key in page]
    assert [one.patent_id for one in read_all(index.snapshot, keys)] == keys


UNITS = st.sampled_from([*"石墨烯电池，、 （）", "LED", "led ", "3.5", "燈", "Ａ", "x"])
TEXTS = st.lists(UNITS, max_size=14).map("".join)
WANTED = st.lists(UNITS, min_size=1, max_size=6).map("".join)


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=4, max_size=25), st.lists(WANTED, min_size=15, max_size=40))
def test_the_index_finds_exactly_what_a_scan_of_the_texts_finds(
    texts: list[tuple[str, str]], queries: list[str]
) -> None:
    records = [record(at + 1, title or "无题", abstract) for at, (title, abstract) in enumerate(texts)]
    with TemporaryDirectory() as home:
        plant(Path(home), records)
        build(Path(home))
        index = current_index(Path(home))
        for query in queries:
            wanted = phrase(query)
            if wanted is None:
                continue
            found = serials(index, f"“{query}”", limit=100)
            scanned = [
                at + 1
                for at, one in enumerate(records)
                if any(contains(text or "", wanted) for text in (one["title"], one["abstract"], *_names(one)))
            ]
            assert sorted(found) == scanned, query
        index.snapshot.close()


def _names(one: dict[str, Any]) -> list[str]:
    return [one["first_applicant"], *(applicant["name"] for applicant in one["others"])]
