"""Bad input as it arrives: what is said about it, word for word, and that the last snapshot stays."""

from __future__ import annotations

import gzip
import json

import pytest

from fangzhi.patents.loading import How, RefusedLoad, load
from fangzhi.patents.sources import UnusableSource, inside
from fangzhi.patents.store import manifest
from tests.patents.loads import ask, load_records, number, reasons, record, write_csv


@pytest.fixture
def home(tmp_path):
    """A state folder whose store holds one record."""
    load_records(tmp_path / "home", record(9_999_999))
    return tmp_path / "home"


def said(home, path, **how):
    """What a load of one file says, having left the last snapshot as it was."""
    before, rows = manifest(home), ask(home, "FROM patent")
    [outcome] = load(home, [path], How(**how)).outcomes
    assert not outcome.kept
    assert (manifest(home), ask(home, "FROM patent")) == (before, rows)
    return outcome.warnings


def refusal(home, tmp_path, *rows, chinese=False):
    """The lines of the report on rows of which some are refused, having left the last snapshot as it was."""
    report = tmp_path / "report.csv"
    said(home, write_csv(tmp_path / "rows.csv", list(rows)), report=report, chinese=chinese)
    return reasons(report)


def parquet(path, rows=50):
    """Sound records as Parquet."""
    import duckdb

    plain = write_csv(path.with_suffix(".plain"), [record(serial) for serial in range(1, rows + 1)])
    duckdb.sql(f"COPY (FROM read_csv('{plain}', all_varchar = true)) TO '{path}'")
    return path


@pytest.mark.parametrize("kept", [0, 3, 8, 100, -1, -4, -8, -300])
def test_a_parquet_file_cut_off_anywhere_is_damaged(home, tmp_path, kept):
    path = parquet(tmp_path / "a.parquet")
    path.write_bytes(path.read_bytes()[:kept])
    [sentence] = said(home, path)
    assert sentence.startswith("is damaged or cut off and cannot be read (")
    assert said(home, path, chinese=True)[0].startswith("已损坏或被截断，无法读取（")


def test_a_parquet_file_with_damage_in_its_middle_is_refused(home, tmp_path):
    path = parquet(tmp_path / "a.parquet", rows=3000)
    content = bytearray(path.read_bytes())
    content[200:4000] = bytes(3800)
    path.write_bytes(content)
    assert "cannot be read (" in said(home, path)[0]


@pytest.mark.parametrize("cut", [None, -20])
def test_a_compressed_file_is_not_taken_for_what_is_in_it(home, tmp_path, cut):
    plain = write_csv(tmp_path / "a.csv", [record(1)]).read_bytes()
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(plain)[:cut])
    assert said(home, path)[0].startswith("is no file of a kind that is loaded (.csv, ")
    renamed = tmp_path / "b.csv"
    path.replace(renamed)
    assert said(home, renamed) == ["is no text but a binary or compressed file"]


def test_a_workbook_cut_off_is_damaged(home, tmp_path):
    import xlsxwriter

    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate([list(record(1)), list(record(1).values())]):
            sheet.write_row(at, 0, row)
    path.write_bytes(path.read_bytes()[:-100])
    assert said(home, path) == ["is no workbook (.xlsx), or is damaged or cut off, and cannot be read"]


def test_a_line_of_json_cut_off_is_refused_and_the_others_can_be_kept(home, tmp_path):
    import json

    path = tmp_path / "a.jsonl"
    lines = [json.dumps(record(serial), ensure_ascii=False) for serial in (1, 2)]
    path.write_text("\n".join([*lines, lines[0][:80]]) + "\n", encoding="utf-8")
    said(home, path)
    [outcome] = load(home, [path], How(keep_good=True)).outcomes
    assert (outcome.accepted, outcome.refused) == (2, 1)


@pytest.mark.parametrize("places", [(1,), (2, 4), (1, 3, 5)])
def test_lines_of_another_encoding_are_named_by_their_rows(home, tmp_path, places):
    path = write_csv(tmp_path / "mixed.csv", [record(serial) for serial in range(1, 8)])
    lines = path.read_bytes().split(b"\r\n")
    for place in places:
        lines[place] = lines[place].decode().encode("gb18030")
    path.write_bytes(b"\r\n".join(lines))
    report = tmp_path / "report.csv"
    said(home, path, report=report)
    found = reasons(report)
    assert [row for row, _, _ in found] == [str(place + 1) for place in places]
    assert all("encoding" in reason for _, _, reason in found)


def test_a_cell_of_ten_megabytes_is_named_by_its_row(home, tmp_path):
    found = refusal(home, tmp_path, record(1), record(2, abstract="长" * 3_500_000), record(3))
    assert found == [("3", "", "the line holds more than 2 MB")]


@pytest.mark.parametrize("field", ["application_date", "publication_date", "grant_date", "as_of"])
@pytest.mark.parametrize("printed", ["0000-00-00", "2012-00-10", "2012-13-01", "2013-02-29", "二〇一二年"])
def test_what_is_no_day_is_refused_in_every_field_of_days(home, tmp_path, field, printed):
    [(row, at, reason)] = refusal(home, tmp_path, record(1, **{field: printed}))
    assert (row, at) == ("2", field)
    assert "no date" in reason


@pytest.mark.parametrize(
    ("given", "field", "english", "chinese"),
    [
        ({"ipc": "H98Z1/00"}, "ipc", "no such subclass", "没有"),
        ({"ipc": "H01M10/05;A99A1/00"}, "ipc", "no such subclass", "没有"),
        ({"ipc": "battery"}, "ipc", "no form", "分类号"),
        ({"grant_date": "2012-02-29"}, "grant_date", "grant is before", "授权"),
    ],
)  # fmt: skip
def test_a_wrong_class_or_grant_is_said_in_both_languages(home, tmp_path, given, field, english, chinese):
    [(row, at, reason)] = refusal(home, tmp_path, record(1, **given))
    assert (row, at) == ("2", field)
    assert english in reason
    assert chinese in refusal(home, tmp_path, record(1, **given), chinese=True)[0][2]


def test_a_grant_on_the_day_of_application_is_none_before_it(home):
    assert load_records(home, record(1, grant_date="2012-03-01")).changed


def test_two_contents_of_one_number_are_refused_within_and_between_files(home, tmp_path):
    rows = record(1), record(1, title="另一种电池")
    sentence = "one number has two contents"
    assert refusal(home, tmp_path, *rows) == [(row, "application_number", sentence) for row in ("2", "3")]
    paths = [write_csv(tmp_path / f"{at}.csv", [row]) for at, row in enumerate(rows)]
    before = manifest(home)
    assert [(one.kept, one.refused) for one in load(home, paths, How()).outcomes] == [(False, 1)] * 2
    assert manifest(home) == before


def test_one_number_in_two_printed_forms_is_one_number(home, tmp_path):
    other = "ZL" + number(1).lower().replace(".", "")
    found = refusal(home, tmp_path, record(1), record(1, application_number=other, title="另一种电池"))
    assert [row for row, _, _ in found] == ["2", "3"]


@pytest.mark.parametrize("name", ["../a.csv", "/etc/passwd", "a/../../a.csv", "link.csv", "folder/a.csv"])
def test_a_path_outside_the_folder_of_loads_is_said(tmp_path, name):
    loads = tmp_path / "loads"
    loads.mkdir()
    (loads / "link.csv").symlink_to("/etc/passwd")
    (loads / "folder").symlink_to(tmp_path, target_is_directory=True)
    with pytest.raises(UnusableSource) as error:
        inside(loads, name)
    assert str(error.value).startswith(f"{name} lies outside the folder of loads; ")
    assert error.value.message_zh.startswith(f"{name} 在载入文件夹之外；")


def test_a_folder_and_a_missing_file_are_said(home, tmp_path):
    folder = tmp_path / "folder.csv"
    folder.mkdir()
    assert said(home, folder) == ["cannot be read (Is a directory)"]
    assert said(home, tmp_path / "missing.csv") == ["cannot be read (No such file or directory)"]
    assert said(home, tmp_path / "missing.csv", chinese=True) == ["无法读取（没有这个文件或文件夹）"]


def workbook(path, **sheets):
    """A workbook of sheets, each of rows."""
    import xlsxwriter

    with xlsxwriter.Workbook(str(path)) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    return path


def test_the_one_sheet_that_holds_anything_is_read_and_two_are_refused(home, tmp_path):
    rows = [list(record(1)), list(record(1).values())]
    assert load(home, [workbook(tmp_path / "one.xlsx", 说明=[], 数据=rows)], How()).changed
    [sentence] = said(home, workbook(tmp_path / "two.xlsx", 上半年=rows, 下半年=rows))
    assert "2 sheets (上半年, 下半年)" in sentence
    assert said(home, workbook(tmp_path / "none.xlsx", 空=[])) == ["is empty"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "gb18030"])
def test_a_table_as_spreadsheets_save_it_is_read(home, tmp_path, encoding):
    path = write_csv(tmp_path / "a.csv", [record(1)])
    path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))
    assert load(home, [path], How()).changed
    assert ask(home, "SELECT title FROM patent WHERE patent_id = 201210000001") == [("一种石墨烯电池",)]


def test_lines_that_end_in_the_old_way_are_said(home, tmp_path):
    path = write_csv(tmp_path / "a.csv", [record(1)])
    path.write_bytes(path.read_bytes().replace(b"\r\n", b"\r"))
    assert "old Macintosh" in said(home, path)[0]


@pytest.mark.parametrize(
    ("first", "english", "chinese"),
    [
        ("2013年专利清单,,", "no name over column 2", "第 2 列没有列名"),
        ("申请号,申请日,申请日", "two columns that are called 申请日", "有两列都叫“申请日”"),
        ("号,日,名", "(号, 日, 名) has no application number and date", "第一行应为表头"),
    ],
)
def test_a_header_that_is_none_is_said_with_the_column(home, tmp_path, first, english, chinese):
    path = tmp_path / "a.csv"
    path.write_text(f"{first}\n201210000001.0,2012-03-01,x\n", encoding="utf-8")
    assert english in said(home, path)[0]
    assert chinese in said(home, path, chinese=True)[0]


@pytest.mark.parametrize(
    ("given", "field", "english"),
    [
        ({"events": "2099-05-07 授权"}, "events", "in the future or before"),
        ({"events": "2010-05-07 授权；2018-03-01 未缴年费专利权终止"}, "events", "in the future or before"),
        ({"as_of": "2099-01-01"}, "as_of", "in the future"),
        ({"country": "火星"}, "country", "no code of two letters"),
        ({"deleted": "也许"}, "deleted", "neither yes nor no"),
        ({"synthetic": "maybe"}, "synthetic", "neither yes nor no"),
        ({"applicants": '[{"name": "甲公司", "kind": "enterprise"}]'}, "applicants", "are objects"),
        ({"application_date": "2099-05-07"}, "application_date", "in the future"),
    ],
)
def test_what_cannot_be_is_refused_with_one_reason(home, tmp_path, given, field, english):
    [(row, at, reason)] = refusal(home, tmp_path, record(1, **given))
    assert (row, at) == ("2", field)
    assert english in reason


@pytest.mark.parametrize("country", ["CN", "us", "中国", "日本"])
def test_countries_are_known_by_code_and_by_chinese_name(home, country):
    assert load_records(home, record(1, country=country)).changed


def test_a_row_without_a_number_is_not_judged_by_what_its_number_would_tell(home, tmp_path):
    found = refusal(home, tmp_path, record(1), record(2, application_number="x", ipc="14-03"))
    assert [(row, field) for row, field, _ in found] == [("3", "application_number")]


def test_columns_that_nobody_reads_and_a_missing_address_are_told(home, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(
        f"申请号,申请日,名称,申请人,寄送地\n{number(1)},2012-03-01,电池,某公司,合肥市\n", encoding="utf-8"
    )
    [outcome] = load(home, [path], How(dry_run=True)).outcomes
    assert outcome.warnings == [
        "columns that are not read: 寄送地",
        "no column holds an address, so these records count in no province",
    ]


def test_the_first_refused_rows_are_told_without_a_report(home, tmp_path):
    rows = [record(serial, title="") for serial in range(1, 6)]
    [outcome] = load(home, [write_csv(tmp_path / "a.csv", rows)], How()).outcomes
    assert [(one.row, one.field) for one in outcome.examples] == [(row, "title") for row in (2, 3, 4)]


def test_empty_addresses_are_a_share_of_the_domestic_rows(home, tmp_path):
    rows = [record(1), *(record(serial, address="") for serial in range(2, 121))]
    rows[5]["country"] = "中华人民共和国"
    rows += [record(serial, country="US", address="") for serial in range(121, 141)]
    with pytest.raises(RefusedLoad, match=r"address is empty in 99\.2%"):
        load(home, [write_csv(tmp_path / "a.csv", rows)], How())


@pytest.mark.parametrize(
    ("content", "english"),
    [
        (b"\xff\xfe", "is not in UTF-8"),
        (b"name = ", "is no TOML"),
        (b'name = "own"\nversion = 1\nrequired = []\n', "`columns` should be a table"),
        (b'name = "own"\nversion = "x"\nrequired = []\n[columns]\n', "`version` should be a whole number"),
        (
            'name = "own"\nversion = 1\nrequired = []\n[columns]\ntitle = "名"\n'.encode(),
            "`columns.title` should be a list of headers",
        ),
        (
            b'name = "own"\nversion = 1\nrequired = []\n[columns]\nnumber = ["x"]\n',
            "no record has a field number",
        ),
    ],
)
def test_a_mapping_of_the_office_that_is_none_is_named_with_what_is_wrong(home, tmp_path, content, english):
    own = home / "mappings" / "patents" / "own.toml"
    own.parent.mkdir(parents=True)
    own.write_bytes(content)
    path = write_csv(tmp_path / "a.csv", [record(1)])
    [sentence] = said(home, path)
    assert "own.toml" in sentence
    assert english in sentence
    assert "own.toml" in said(home, path, chinese=True)[0]


def test_a_mapping_saved_with_a_mark_of_its_encoding_is_read(home, tmp_path):
    own = home / "mappings" / "patents" / "own.toml"
    own.parent.mkdir(parents=True)
    own.write_text(
        'name = "own"\nversion = 1\nrequired = ["application_number"]\n[columns]\n'
        'application_number = ["号"]\napplication_date = ["日"]\ntitle = ["名"]\napplicants = ["人"]\n',
        encoding="utf-8-sig",
    )
    path = tmp_path / "a.csv"
    path.write_text(f"号,日,名,人\n{number(1)},2012-03-01,电池,某公司\n", encoding="utf-8")
    assert load(home, [path], How()).changed


def test_a_header_alone_of_the_fewest_columns_holds_nothing(home, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("application_number,application_date\n", encoding="utf-8")
    assert not load(home, [path], How()).changed


def test_a_report_holds_no_formula(home, tmp_path):
    report = tmp_path / "report.csv"
    said(home, write_csv(tmp_path / "a.csv", [record(1, agency_code="=1+1")]), report=report)
    assert ",'=1+1," in report.read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("blank", [",,,,,,,", " , ,　,,,,,"])
def test_rows_that_hold_nothing_are_passed_over(home, tmp_path, blank):
    path = write_csv(tmp_path / "a.csv", [record(1), record(2, title="")])
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([lines[0], blank, lines[1], blank, lines[2], blank]) + "\n", encoding="utf-8")
    [outcome] = load(home, [path], How(keep_good=True)).outcomes
    assert (outcome.accepted, outcome.refused) == (1, 1)
    assert [(one.row, one.field) for one in outcome.examples] == [(5, "title")]


def test_rows_of_json_lines_are_counted_from_the_first_and_a_broken_one_is_said(home, tmp_path):
    path = tmp_path / "a.jsonl"
    lines = [json.dumps(one, ensure_ascii=False) for one in (record(1), record(2, title=""))]
    path.write_text("\n".join([lines[0], "no json", lines[1]]) + "\n", encoding="utf-8")
    report = tmp_path / "report.csv"
    said(home, path, report=report)
    assert [(row, field) for row, field, _ in reasons(report)] == [("2", ""), ("3", "title")]


def test_the_first_rows_are_told_each_by_one_reason(home, tmp_path):
    rows = [record(serial, title="", agency_code="x") for serial in (1, 2)]
    [outcome] = load(home, [write_csv(tmp_path / "a.csv", rows)], How()).outcomes
    assert [(one.row, one.field) for one in outcome.examples] == [(2, "title"), (3, "title")]


@pytest.mark.parametrize("between", [" ", ", ", "、 ", "，"])
def test_events_that_run_on_are_refused(home, tmp_path, between):
    events = f"2014-05-07 授权{between}2018-03-01 未缴年费专利权终止"
    [(_, field, reason)] = refusal(home, tmp_path, record(1, events=events))
    assert (field, "two days" in reason) == ("events", True)


def test_a_day_within_the_words_of_an_event_is_no_second_event(home):
    words = "2018-03-01 未缴年费专利权终止 申请日:20120301授权公告日:20140507终止日期:2017-03-01"
    assert load_records(home, record(1, events=f"2014-05-07 授权;{words}")).changed


@pytest.mark.parametrize(
    ("main", "others", "kept"),
    [
        ("H01M4/00", "H01M10/0525;H01M4/00", ["H01M4/00", "H01M10/0525"]),
        ("H01M 4/00(2006.01)I", "H01M4/00", ["H01M4/00"]),
        ("H01M4/00", "", ["H01M4/00"]),
        ("", "H01M10/0525;H01M4/00", ["H01M10/0525", "H01M4/00"]),
    ],
)
def test_the_main_class_stands_first_wherever_the_file_has_it(home, tmp_path, main, others, kept):
    path = tmp_path / "a.csv"
    path.write_text(
        f"申请号,申请日,名称,申请人,地址,主分类号,IPC分类号\n{number(1)},2012-03-01,电池,某公司,合肥市,{main},{others}\n",
        encoding="utf-8",
    )
    assert load(home, [path], How()).changed
    found = ask(home, f"SELECT ipc_main, ipc FROM patent WHERE patent_id = {number(1)[:12]}")
    assert found == [(kept[0], kept)]


@pytest.mark.parametrize("damage", ["rows.parquet", "staged.json"])
def test_what_was_staged_and_is_damaged_is_read_again(home, tmp_path, damage):
    path = write_csv(tmp_path / "a.csv", [record(1)])
    load(home, [path], How(dry_run=True))
    [kept] = (home / "patents" / "staging").glob(f"*/{damage}")
    kept.write_text("junk", encoding="utf-8")
    assert load(home, [path], How()).changed


def test_a_whole_file_of_utf16_is_not_taken_for_cut_off(home, tmp_path):
    path = write_csv(tmp_path / "a.csv", [record(1)])
    path.write_bytes(path.read_text(encoding="utf-8").encode("utf-16"))
    assert load(home, [path], How()).outcomes[0].warnings == []
