"""Old cases from tables: what comes in, what is refused with its cell, and that nothing is forged."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import TYPE_CHECKING

import pytest

from fangzhi.casework import statistics
from fangzhi.casework.access.scope import everything
from fangzhi.casework.counting import Period
from fangzhi.casework.declaration import register
from fangzhi.casework.models import Event, Record
from fangzhi.casework.old_cases import Outcome, Wanted, day_of, load_cases
from fangzhi.casework.refusals import NotAllowed, Refused
from fangzhi.casework.verification import verify
from fangzhi.home import home_folder
from tests.casework.conftest import Staff, done

if TYPE_CHECKING:
    from pathlib import Path

ROW = {
    "案号": "厦知处字[2013]1号", "收案日期": "2013-03-04",
    "立案日期": "2013年3月8日", "结案日期": "2013/6/7",
    "结案方式": "mediated", "请求人": "示例科技有限公司",
    "请求人地址": "示例路1号", "请求人联系方式": "李示例",
    "被请求人": "示例制造有限公司", "被请求人地址": "示例路8号",
    "专利号": "ZL201310000001.1", "专利名称": "一种装置",
    "申请日": "2013-01-04", "授权公告日": "41500", "主张的权利要求": "1", "facts": "见卷",
    "请求事项": "停止", "证据清单": "证书",
    "legal_status_proof": "certificate",
}  # fmt: skip


def table(*rows: dict[str, str], order: list[str] | None = None) -> bytes:
    """A CSV file of rows."""
    out = io.StringIO()
    writer = csv.DictWriter(out, order or list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


@pytest.fixture
def wanted(city: Staff) -> Wanted:
    """Into the city's infringement cases, in the name of its head."""
    return Wanted(register("infringement"), city.office, city.head)


def told(outcome: Outcome) -> dict[str, int]:
    """The counts of an outcome."""
    found = outcome.summary()
    return {name: found[name] for name in ("accepted", "unchanged", "refused")}


def test_a_closed_case_comes_in_as_one_event_and_is_counted_in_its_year(city: Staff, wanted: Wanted) -> None:
    assert told(load_cases("old.csv", table(ROW), wanted)) == {"accepted": 1, "unchanged": 0, "refused": 0}
    with everything():
        case, event = Record.objects.get(), Event.objects.get(record__isnull=False)
    assert (event.kind, case.state, case.result) == ("imported", "closed", "mediated")
    assert (case.docketed_on, case.closed_on) == (date(2013, 3, 8), date(2013, 6, 7))
    year = Period(date(2013, 1, 1), date(2013, 12, 31))
    found = statistics.totals(statistics.cells(year, [city.office.pk], ["infringement"]))[""]
    assert (found.accepted, found.closed, found.mean_days) == (1, 1, 91)
    assert statistics.counted_from_events(year, [city.office.pk])["infringement"] == found
    assert verify().ok


def test_an_open_case_goes_on_in_the_kernel(city: Staff, wanted: Wanted) -> None:
    load_cases("old.csv", table(ROW | {"结案日期": "", "结案方式": "", "立案日期": "2013-03-08"}), wanted)
    with everything():
        case = Record.objects.select_related("office").get()
    assert case.state == "docketed"
    done(case, "mediate", city.officer, date(2013, 9, 1), agreement="和解")
    assert verify().ok


def test_the_same_table_twice_changes_nothing(wanted: Wanted) -> None:
    content = table(ROW, ROW | {"案号": "", "被请求人": "另一公司"})
    assert told(load_cases("old.csv", content, wanted))["accepted"] == 2
    assert told(load_cases("old.csv", content, wanted)) == {"accepted": 0, "unchanged": 2, "refused": 0}


@pytest.mark.parametrize(
    ("column", "text", "cell"),
    [
        ("立案日期", "去年", "C3"),
        ("立案日期", "2013-13-01", "C3"),
        ("结案方式", "打架", "E3"),
        ("专利号", "ZL201310000001.2", ""),
        ("被请求人", "", ""),
        ("结案日期", "2012-01-01", ""),
    ],
)
def test_a_bad_row_is_refused_with_its_cell_and_nothing_is_kept(
    wanted: Wanted, column: str, text: str, cell: str
) -> None:
    bad = ROW | {"案号": "厦知处字[2013]2号"} | {column: text}
    outcome = load_cases("old.csv", table(ROW, bad), wanted)
    refused = next(one for one in outcome.rows if one.outcome == "refused")
    assert (refused.row, refused.cell) == (3, cell)
    assert refused.reason
    with everything():
        assert not Record.objects.exists()
    kept = load_cases("old.csv", table(ROW, bad), wanted._replace(keep_good=True))
    assert told(kept) == {"accepted": 1, "unchanged": 0, "refused": 1}


def test_a_dry_run_writes_nothing(wanted: Wanted) -> None:
    assert told(load_cases("old.csv", table(ROW), wanted._replace(dry_run=True)))["accepted"] == 1
    with everything():
        assert not Record.objects.exists()


def test_shifted_columns_are_noticed(wanted: Wanted) -> None:
    names = list(ROW)
    shifted = dict(zip(names, [*list(ROW.values())[1:], ""], strict=True))
    outcome = load_cases("old.csv", table(shifted, shifted | {"案号": "x"}), wanted)
    assert told(outcome)["refused"] == 2
    assert outcome.warnings


def test_a_mapping_of_the_office_names_columns_and_words(wanted: Wanted) -> None:
    folder: Path = home_folder() / "mappings" / "cases"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "old-system.csv").write_text(
        "column,field,values\n怎么结的,result,调了=mediated;撤了=cancelled\n", "utf-8"
    )
    row = {("怎么结的" if name == "结案方式" else name): value for name, value in ROW.items()} | {
        "怎么结的": "撤了"
    }
    assert told(load_cases("old.csv", table(row), wanted._replace(mapping="old-system")))["accepted"] == 1
    with everything():
        assert Record.objects.get().result == "cancelled"
    for name in ("missing", "../../etc/passwd"):
        with pytest.raises(Refused):
            load_cases("old.csv", table(row), wanted._replace(mapping=name))


def test_a_table_of_which_no_column_is_known_is_refused(wanted: Wanted) -> None:
    with pytest.raises(Refused, match="甲"):
        load_cases("old.csv", "甲,乙\n1,2\n".encode(), wanted)


def test_only_heads_and_directors_bring_cases_in(city: Staff, wanted: Wanted) -> None:
    with pytest.raises(NotAllowed):
        load_cases("old.csv", table(ROW), wanted._replace(by=city.officer))


@pytest.mark.parametrize(
    "text", ["2013-05-06", "2013/5/6", "2013.5.6", "2013年5月6日", "41400", "2013-05-06 00:00:00"]
)
def test_days_are_read_as_tables_write_them(text: str) -> None:
    assert day_of(text) == date(2013, 5, 6)
