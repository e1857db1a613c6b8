"""Loading records: what a file says, what is refused and why, and that the order of loads does not matter."""

from __future__ import annotations

import json
from datetime import date
from itertools import permutations
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from fangzhi.patents.loading import How, RefusedLoad, load
from fangzhi.patents.store import NoSnapshot, manifest, open_snapshot, snapshots
from tests.patents.loads import HEADER, ask, load_records, number, reasons, record, write_csv


def refused(tmp_path, **given):
    """The reasons for which one record is refused."""
    report = tmp_path / "report.csv"
    outcome = load_records(tmp_path / "home", record(1, **given), report=report).outcomes[0]
    assert (outcome.accepted and outcome.kept, outcome.refused) == (0, 1)
    with pytest.raises(NoSnapshot):
        manifest(tmp_path / "home")
    return reasons(report)


def in_force(tmp_path, **given):
    """The times in which one granted invention of 2012 is in force."""
    load_records(tmp_path / "home", record(1, **{"grant_date": "2014-05-07", **given}))
    return ask(tmp_path / "home", "SELECT since, until, ended_by FROM status ORDER BY since")


def test_a_record_is_kept_under_its_normal_form(tmp_path):
    load_records(
        tmp_path,
        record(
            1,
            application_number=f"ZL 2012 1 {number(1)[5:]}",
            pct_number="PCT/CN2011/070001",
        ),
    )
    [row] = ask(
        tmp_path,
        "SELECT patent_id, application_number, type, application_date, province, prefecture, county, "
        "first_applicant, applicant_kind, ipc_main, country, pct, synthetic FROM patent",
    )
    assert row == (
        201210000001, number(1).replace(".", ""), "invention", date(2012, 3, 1), "340000", "340100", "340104",
        "合肥某某科技有限公司", "enterprise", "H01M10/0525", "CN", True, False,
    )  # fmt: skip


def test_applicants_and_classes_keep_their_order(tmp_path):
    load_records(
        tmp_path,
        record(
            1, applicants="中国科学技术大学；李明；合肥某某有限公司", ipc="H01M 10/0525(2010.01)I; C01B32/184"
        ),
    )
    assert ask(tmp_path, "SELECT position, name, kind FROM applicant ORDER BY position") == [
        (1, "中国科学技术大学", "university"),
        (2, "李明", "individual"),
        (3, "合肥某某有限公司", "enterprise"),
    ]  # fmt: skip
    assert ask(tmp_path, "SELECT position, symbol, section, class, subclass FROM ipc ORDER BY position") == [
        (1, "H01M10/0525", "H", "H01", "H01M"), (2, "C01B32/184", "C", "C01", "C01B"),
    ]  # fmt: skip


def test_a_design_keeps_its_locarno_class_apart_from_the_ipc(tmp_path):
    load_records(tmp_path, record(application_number=number(1, kind=3), ipc="LOC(9)Cl.14-03"))
    assert ask(tmp_path, "SELECT ipc_main, ipc FROM patent") == [("14-03", None)]
    assert ask(tmp_path, "SELECT count(*) FROM ipc") == [(0,)]


@pytest.mark.parametrize(
    "printed", ["2012-03-01", "2012/3/1", "20120301", "2012.03.01", "2012年3月1日", "2012-03-01 00:00:00"]
)
def test_a_date_is_read_in_every_printed_form(tmp_path, printed):
    load_records(tmp_path, record(application_date=printed))
    assert ask(tmp_path, "SELECT application_date FROM patent") == [(date(2012, 3, 1),)]


def test_a_granted_patent_is_in_force_from_the_announcement_to_the_end_of_its_term(tmp_path):
    assert in_force(tmp_path) == [(date(2014, 5, 7), date(2032, 3, 1), "expired")]


def test_a_lapse_ends_the_time_in_force(tmp_path):
    events = "2014-05-07 授权;2018-03-01 未缴年费专利权终止"
    assert in_force(tmp_path, events=events) == [(date(2014, 5, 7), date(2018, 3, 1), "lapsed")]


def test_a_restored_patent_has_two_times_in_force(tmp_path):
    events = "2019-01-10 专利权恢复;2014-05-07 授权;2018-03-01 专利权的终止"
    assert in_force(tmp_path, events=events) == [
        (date(2014, 5, 7), date(2018, 3, 1), "lapsed"), (date(2019, 1, 10), date(2032, 3, 1), "expired"),
    ]  # fmt: skip


def test_of_two_ends_the_first_counts_and_events_of_other_kinds_do_not(tmp_path):
    events = "2013-01-01 实质审查的生效;2015-01-01 专利权质押;2017-02-03 放弃专利权;2018-03-01 专利权的终止"
    assert in_force(tmp_path, events=events) == [(date(2014, 5, 7), date(2017, 2, 3), "abandoned")]


@given(
    st.lists(
        st.tuples(
            st.dates(date(2013, 1, 1), date(2020, 12, 31)),
            st.sampled_from(["授权", "专利权的终止", "专利权恢复", "实质审查的生效", "专利权无效宣告"]),
        ),
        min_size=1,
        max_size=5,
    )
)
@settings(max_examples=10)
def test_events_are_the_same_however_their_days_are_printed(events):
    plain = ";".join(f"{day} {words}" for day, words in events)
    printed = [
        plain,
        plain.replace(";", "； "),
        ";".join(f"{day:%Y年%m月%d日} {words}" for day, words in events),
        ";".join(f"{day.year}-{day.month:02}-{day.day} {words}" for day, words in events),
    ]
    with TemporaryDirectory() as folder:
        found = set()
        for at, text in enumerate(printed):
            home = Path(folder) / str(at)
            load_records(home, record(grant_date="2012-05-07", events=text))
            found.add(str(ask(home, "SELECT events, in_force FROM patent")))
    assert len(found) == 1


def test_a_grant_known_from_the_events_alone_counts(tmp_path):
    assert in_force(tmp_path, grant_date="", events="2014-05-07 授权") == [
        (date(2014, 5, 7), date(2032, 3, 1), "expired")
    ]


def test_a_grant_known_from_the_events_alone_counts_as_one_of_its_day(tmp_path):
    load_records(tmp_path, record(1, events="2018-03-01 专利权的终止；2014-05-07 授权"))
    assert ask(tmp_path, "SELECT grant_date FROM patent") == [(date(2014, 5, 7),)]


@pytest.mark.parametrize(
    "address",
    ["新疆生产建设兵团", "新疆生产建设兵团1号", "新疆生产建设兵团农八师145团", "新疆建设兵团农一师"],
)
def test_the_corps_is_known_by_every_form_of_its_address(tmp_path, address):
    load_records(tmp_path, record(1, address=address))
    assert ask(tmp_path, "SELECT province, xpcc FROM patent") == [("650000", True)]


def test_an_application_is_never_in_force(tmp_path):
    assert in_force(tmp_path, grant_date="", events="2013-01-01 实质审查的生效") == []
    assert in_force(tmp_path / "plain", grant_date="") == []


@pytest.mark.parametrize(
    ("kind", "filed", "until"),
    [
        (1, "1993-01-01", "2013-01-01"),
        (2, "2012-03-01", "2022-03-01"),
        (3, "2021-05-31", "2031-05-31"),
        (3, "2021-06-01", "2036-06-01"),
    ],
)
def test_the_term_is_that_of_the_type_on_the_day_of_filing(tmp_path, kind, filed, until):
    year = int(filed[:4])
    own = (
        number(1, year, kind)
        if year > 2003
        else "93100001." + "0123456789X"[(9 * 2 + 3 * 3 + 1 * 4 + 1 * 9) % 11]
    )
    ipc = "14-03" if kind == 3 else "H01M10/05"
    load_records(
        tmp_path, record(application_number=own, type="", application_date=filed, ipc=ipc, grant_date=filed)
    )
    assert ask(tmp_path, "SELECT until FROM status") == [(date.fromisoformat(until),)]


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"application_number": "12345"}, "application_number", "no known form"),
        (
            {"application_number": number(1)[:-1] + ("1" if number(1)[-1] != "1" else "2")},
            "application_number",
            "check digit",
        ),
        ({"type": "design"}, "type", "not that of the application number"),
        ({"application_date": "0000-00-00"}, "application_date", "no date"),
        ({"application_date": "1984-12-31"}, "application_date", "before 1985"),
        ({"application_date": "2013-03-01"}, "application_date", "earlier year"),
        ({"grant_date": "2012-02-30"}, "grant_date", "no date"),
        ({"grant_date": "2011-05-01"}, "grant_date", "grant is before"),
        ({"publication_date": "2011-05-01"}, "publication_date", "before the application"),
        ({"title": ""}, "title", "missing"),
        ({"ipc": "H01"}, "ipc", "no form"),
        ({"ipc": "H09X1/00"}, "ipc", "no such subclass"),
        ({"applicants": " ; "}, "applicants", "no applicant"),
        ({"title": "一种\ufffd电池"}, "title", "decoded"),
        ({"events": "授权"}, "events", "no date"),
        ({"agency_code": "123"}, "agency_code", "five digits"),
        ({"pct_number": "CN2013/1"}, "pct_number", "PCT"),
        ({"as_of": "soon"}, "as_of", "no date"),
        ({"applicant_kinds": "robot"}, "applicant_kinds", "kind of an applicant"),
        ({"abstract": "长" * 100_001}, "abstract", "100,000"),
    ],
)
def test_a_row_is_refused_with_its_field_and_reason(tmp_path, given, field, words):
    found = refused(tmp_path, **given)
    assert [(row, name) for row, name, reason in found if words in reason] == [("2", field)]


def test_reasons_are_said_in_chinese_to_who_speaks_it(tmp_path):
    report = tmp_path / "report.csv"
    load_records(tmp_path, record(application_date="0000-00-00"), report=report, chinese=True)
    assert "不是日期" in reasons(report)[0][2]


def test_one_refused_row_keeps_the_whole_file_out_unless_the_good_are_wanted(tmp_path):
    rows = [record(1), record(2, title=""), record(3)]
    assert not load_records(tmp_path, *rows).changed
    loaded = load_records(tmp_path, *rows, keep_good=True)
    assert (loaded.outcomes[0].accepted, loaded.outcomes[0].refused) == (2, 1)
    assert ask(tmp_path, "SELECT count(*) FROM patent") == [(2,)]


def test_a_refused_file_does_not_stop_the_others(tmp_path):
    good = write_csv(tmp_path / "good.csv", [record(1)])
    bad = write_csv(tmp_path / "bad.csv", [record(2, title="")])
    missing = tmp_path / "missing.csv"
    loaded = load(tmp_path, [bad, missing, good], How())
    assert [(one.file, one.kept, one.refused) for one in loaded.outcomes] == [
        ("bad.csv", False, 1), ("missing.csv", False, 1), ("good.csv", True, 0),
    ]  # fmt: skip
    assert ask(tmp_path, "SELECT count(*) FROM patent") == [(1,)]


def test_one_number_with_two_contents_is_refused_on_both_rows(tmp_path):
    report = tmp_path / "report.csv"
    rows = [record(1), record(2), record(1, title="另一种电池"), record(2)]
    loaded = load_records(tmp_path, *rows, keep_good=True, report=report)
    assert reasons(report) == [
        (row, "application_number", "one number has two contents") for row in ("2", "4")
    ]
    assert (loaded.outcomes[0].accepted, loaded.outcomes[0].unchanged) == (1, 1)


def test_another_content_of_the_same_day_than_the_store_holds_is_refused(tmp_path):
    first = load_records(tmp_path, record(1))
    report = tmp_path / "report.csv"
    again = load_records(tmp_path, record(1, title="另一种电池"), report=report)
    assert (again.changed, again.snapshot) == (False, first.snapshot)
    assert "states a later one" in reasons(report)[0][2]


def test_loading_again_changes_nothing(tmp_path):
    first = load_records(tmp_path, record(1), record(2))
    again = load_records(tmp_path, record(2), record(1))
    assert (again.changed, again.snapshot) == (False, first.snapshot)
    assert (again.outcomes[0].accepted, again.outcomes[0].unchanged) == (0, 2)
    assert len(snapshots(tmp_path)) == 1


STATES = (
    [record(1), record(2), record(3)],
    [record(1, grant_date="2014-05-07"), record(4)],
    [record(1, as_of="2020-01-01", title="改名的电池"), record(2, deleted="1", as_of="2019-01-01")],
    [record(2, as_of="2018-01-01", title="旧的电池"), record(5, deleted="1", as_of="2019-01-01")],
)


def test_files_in_any_order_give_the_same_store(tmp_path):
    ids = set()
    for order in permutations(range(len(STATES))):
        home = tmp_path / "".join(map(str, order))
        for state in order:
            load_records(home, *STATES[state], name=f"{state}.csv")
        ids.add(manifest(home).id)
        assert ask(home, "SELECT patent_id % 10, title FROM patent ORDER BY 1") == [
            (1, "改名的电池"), (3, "一种石墨烯电池"), (4, "一种石墨烯电池"),
        ]  # fmt: skip
    assert len(ids) == 1


def test_an_earlier_snapshot_still_answers(tmp_path):
    first = load_records(tmp_path, record(1), record(2)).snapshot
    second = load_records(tmp_path, record(1, as_of="2020-01-01", title="改名的电池"), record(9)).snapshot
    assert first != second
    query = "SELECT count(*), count(*) FILTER (title = '改名的电池') FROM patent"
    assert (ask(tmp_path, query, first), ask(tmp_path, query, second)) == ([(2, 0)], [(3, 1)])
    assert set(snapshots(tmp_path)) == {first, second}


def test_small_loads_make_deltas_and_a_large_one_a_new_base(tmp_path):
    load_records(tmp_path, *(record(serial) for serial in range(1, 401)))
    before = load_records(tmp_path, record(401), record(1, title="改", as_of="2020-01-01")).snapshot
    found = manifest(tmp_path)
    assert (found.rows, found.base.rows, [(one.rows, one.gone) for one in found.deltas]) == (
        401,
        400,
        [(2, 1)],
    )
    load_records(tmp_path, record(3, deleted="1", as_of="2020-01-01"))
    with open_snapshot(tmp_path) as now:
        changed = (
            now.cursor()
            .execute(f"SELECT patent_id % 1000 FROM ({now.changed_since(str(before))})")
            .fetchall()
        )
    assert changed == [(3,)]
    load_records(tmp_path, *(record(serial) for serial in range(500, 600)))
    found = manifest(tmp_path)
    assert (found.rows, found.deltas) == (500, ())
    with open_snapshot(tmp_path) as now:
        assert now.changed_since(str(before)) is None


def test_many_deltas_are_put_together(tmp_path):
    load_records(tmp_path, *(record(serial) for serial in range(1, 1001)))
    for serial in range(1, 12):
        load_records(
            tmp_path, record(serial, title=f"第{serial}种", as_of="2020-01-01"), record(2000 + serial)
        )
    found = manifest(tmp_path)
    assert (found.rows, len(found.deltas) <= 8, found.base.rows) == (1011, True, 1000)
    assert ask(tmp_path, "SELECT count(*), count(DISTINCT patent_id) FROM patent") == [(1011, 1011)]
    assert ask(tmp_path, "SELECT count(*) FROM patent WHERE title LIKE '第%种'") == [(11,)]


def test_a_dry_run_keeps_nothing(tmp_path):
    loaded = load_records(tmp_path, record(1), dry_run=True)
    assert (loaded.outcomes[0].accepted, loaded.snapshot) == (1, None)
    with pytest.raises(NoSnapshot):
        manifest(tmp_path)


ROWS = [
    record(1),
    record(2, title='引号"和,逗号', grant_date="2014-05-07"),
    record(3, applicants="甲公司;乙大学"),
]


def as_gb18030(path):
    write_csv(path, ROWS)
    path.write_bytes(path.read_text(encoding="utf-8").encode("gb18030"))


def as_utf8_with_mark(path):
    write_csv(path, ROWS)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())


def as_lines(path):
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS), encoding="utf-8")


def as_workbook(path):
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate([HEADER, *(list(one.values()) for one in ROWS)]):
            sheet.write_row(at, 0, row)


def as_parquet(path):
    import duckdb

    plain = write_csv(path.with_suffix(".plain"), ROWS)
    duckdb.sql(f"COPY (FROM read_csv('{plain}', all_varchar = true)) TO '{path}'")


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("a.csv", as_gb18030),
        ("a.csv", as_utf8_with_mark),
        ("a.jsonl", as_lines),
        ("a.xlsx", as_workbook),
        ("a.parquet", as_parquet),
    ],
)
def test_every_kind_of_file_gives_the_same_store(tmp_path, name, write):
    expected = load_records(tmp_path / "plain", *ROWS).snapshot
    path = tmp_path / name
    write(path)
    loaded = load(tmp_path / "home", [path], How())
    assert (loaded.outcomes[0].warnings, loaded.snapshot) == ([], expected)


def test_chinese_headers_are_known(tmp_path):
    path = tmp_path / "zh.csv"
    path.write_text(
        "申请号,专利类型,申请日,发明名称,申请（专利权）人,地址,主分类号,国省代码\n"
        f"{number(1)},发明专利,2012.03.01,一种电池,某某大学,南京市玄武区四牌楼2号,H01M10/05,江苏;32\n",
        encoding="utf-8",
    )
    assert load(tmp_path, [path], How()).changed
    assert ask(tmp_path, "SELECT region, applicant_kind FROM patent") == [("320102", "university")]


def test_a_line_in_another_encoding_is_refused_by_its_number(tmp_path):
    path = write_csv(tmp_path / "mixed.csv", [record(serial) for serial in range(1, 6)])
    lines = path.read_bytes().split(b"\r\n")
    lines[3] = lines[3].decode("utf-8").encode("gb18030")
    path.write_bytes(b"\r\n".join(lines))
    report = tmp_path / "report.csv"
    loaded = load(tmp_path, [path], How(keep_good=True, report=report))
    assert (loaded.outcomes[0].accepted, loaded.outcomes[0].refused) == (4, 1)
    assert [(row, "encoding" in reason) for row, _, reason in reasons(report)] == [("4", True)]


def test_a_file_cut_off_inside_a_line_says_so(tmp_path):
    path = write_csv(tmp_path / "cut.csv", [record(1), record(2)])
    path.write_bytes(path.read_bytes()[:-60])
    loaded = load(tmp_path, [path], How())
    assert not loaded.changed
    assert (loaded.outcomes[0].refused, loaded.outcomes[0].warnings) == (
        1, ["the file ends inside a line and may be cut off"],
    )  # fmt: skip


def test_a_cell_of_ten_megabytes_is_refused_and_the_others_are_kept(tmp_path):
    rows = [record(1), record(2, abstract="长" * 3_500_000), record(3)]
    loaded = load_records(tmp_path, *rows, keep_good=True)
    assert (loaded.outcomes[0].accepted, loaded.outcomes[0].refused) == (2, 1)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.csv", b"", "is empty"),
        ("a.csv", b"x,y\n1,2\n", "no application number"),
        ("a.csv", b"x,x\n1,2\n", "two columns that are called x"),
        ("a.parquet", b"PAR1 but no more", "damaged or cut off"),
        ("a.xlsx", b"PK\x03\x04 no workbook", "damaged or cut off"),
        ("a.jsonl", b"no json\n", "no JSON object"),
        ("a.pdf", b"%PDF", "no file of a kind"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_the_reason(tmp_path, name, content, words):
    path = tmp_path / name
    path.write_bytes(content)
    loaded = load(tmp_path, [path], How())
    assert not loaded.changed
    assert words in loaded.outcomes[0].warnings[0]


def test_a_field_that_is_empty_too_often_refuses_the_load_unless_overridden(tmp_path):
    rows = [record(serial, address="" if serial % 2 else "安徽省合肥市") for serial in range(1, 201)]
    with pytest.raises(RefusedLoad, match=r"address is empty in 50\.0%"):
        load_records(tmp_path, *rows)
    loaded = load_records(tmp_path, *rows, override="the source has no addresses before 1999")
    assert loaded.changed
    assert manifest(tmp_path).loads[0].override == "the source has no addresses before 1999"


def test_a_sound_load_keeps_no_override(tmp_path):
    load_records(tmp_path, record(1), override="not needed")
    assert manifest(tmp_path).loads[0].override is None
