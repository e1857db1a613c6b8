"""`fangzhi patents …` as a person types it: answers on stdout, exit codes, no state folder for numbers."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys

import duckdb
import pytest

from fangzhi.commands import WrongUse, patents, patents_counts, patents_loading
from fangzhi.commands.patents_counts import Panel
from fangzhi.commands.patents_files import reaching, writing
from tests.patents.loads import number, record, write_csv


@pytest.fixture
def fangzhi(tmp_path):
    """Run a command in a state folder of its own: exit code, answer, what was said beside it."""

    def run(*words, stdin="", language="C.UTF-8"):
        environment = {**os.environ, "FANGZHI_HOME": str(tmp_path / "home"), "LC_ALL": language}
        command = [sys.executable, "-m", "fangzhi.cli", "patents", *map(str, words)]
        found = subprocess.run(
            command, input=stdin, capture_output=True, text=True, env=environment, check=False
        )
        return found.returncode, found.stdout, found.stderr

    return run


def test_numbers_are_answered_in_their_order_and_make_no_folder(fangzhi, tmp_path):
    code, out, _ = fangzhi("number", "-", "--format", "jsonl", stdin="ZL 201710601862.3\n201710601862.4\n")
    assert code == 1
    assert [(one["input"], one["check"], one["valid"]) for one in map(json.loads, out.splitlines())] == [
        ("ZL 201710601862.3", "ok", True), ("201710601862.4", "wrong", False),
    ]  # fmt: skip
    assert not (tmp_path / "home").exists()


def test_an_empty_database_answers_no(fangzhi):
    assert fangzhi("status", "--format", "json")[:2] == (1, '{"snapshot": null, "rows": 0}\n')


def test_load_and_status_agree_and_say_what_is_synthetic(fangzhi, tmp_path):
    assert fangzhi("synthetic", "200", "--seed", "1", "-o", tmp_path / "a.parquet")[0] == 0
    code, out, _ = fangzhi("load", tmp_path / "a.parquet", "--format", "json")
    loaded = json.loads(out)
    assert (code, loaded["accepted"], loaded["synthetic"]) == (0, 200, True)
    status = json.loads(fangzhi("status", "--format", "json")[1])
    assert (status["snapshot"], status["rows"], status["synthetic"]) == (loaded["snapshot"], 200, "all")
    assert "SYNTHETIC" in fangzhi("status")[1]


def test_a_refused_row_is_exit_2_and_stands_in_the_report(fangzhi, tmp_path):
    file = write_csv(tmp_path / "a.csv", [record(1), record(2, application_number=number(2)[:-1] + "Y")])
    code, out, _ = fangzhi("load", file, "--report", tmp_path / "report.csv")
    assert (code, "0 accepted" in out, "1 refused" in out) == (2, True, True)
    assert "application_number" in (tmp_path / "report.csv").read_text(encoding="utf-8")


BAD = number(2)[:-1] + "Y"


def test_the_first_refused_rows_are_said_and_what_went_with_them(fangzhi, tmp_path):
    good = [record(serial) for serial in (1, 3, 4)]
    bad = [record(serial, application_number=number(serial)[:-1] + "Y") for serial in range(5, 10)]
    file = write_csv(tmp_path / "a.csv", [*good, *bad])
    code, out, _ = fangzhi("load", file)
    assert (code, out.count("row ")) == (2, 3)
    assert f"row 5, application_number “{bad[0]['application_number']}”: the application number" in out
    assert "the whole file was left out, 3 good rows with it" in out
    assert "--report FILE" in out
    assert "--keep-good" in out
    assert out.splitlines()[-1] == "the patent database holds nothing yet"
    answer = json.loads(fangzhi("load", file, "--format", "json")[1])
    assert [one["row"] for one in answer["examples"]] == [5, 6, 7]
    assert answer["examples"][0]["value"] == bad[0]["application_number"]
    assert answer["left_out"] == 3
    out = fangzhi("load", file, "--keep-good", "--report", tmp_path / "r.csv")[1]
    assert ("left out" in out, "--keep-good" in out, f"{tmp_path / 'r.csv'} lists" in out) == (
        False,
        False,
        True,
    )


def test_a_refused_value_is_shown_on_one_short_line(fangzhi, tmp_path):
    file = write_csv(tmp_path / "a.csv", [record(1, application_number="\x1b[31m1\n2" + "9" * 150)])
    shown = fangzhi("load", file)[1].splitlines()[1]
    assert "“ [31m1 2999" in shown
    assert "9…”: the application number" in shown
    assert len(shown) < 200


def test_a_file_with_a_header_alone_is_a_no(fangzhi, tmp_path):
    header, _, _ = write_csv(tmp_path / "a.csv", [record(1)]).read_text(encoding="utf-8").partition("\n")
    (tmp_path / "a.csv").write_text(f"{header}\n", encoding="utf-8")
    code, out, _ = fangzhi("load", tmp_path / "a.csv")
    assert (code, "the file holds no rows" in out) == (1, True)
    assert (
        "the file holds no rows"
        in json.loads(fangzhi("load", tmp_path / "a.csv", "--format", "json")[1])["warnings"]
    )
    good = write_csv(tmp_path / "b.csv", [record(1)])
    code, out, _ = fangzhi("load", tmp_path / "a.csv", good)
    assert (code, "1 accepted" in out) == (1, True)


def test_a_dry_run_says_that_it_kept_nothing(fangzhi, tmp_path):
    file = write_csv(tmp_path / "a.csv", [record(1)])
    code, out, _ = fangzhi("load", file, "--dry-run")
    assert (code, out.splitlines()[-1]) == (0, "dry run: nothing was kept")
    assert json.loads(fangzhi("load", file, "--dry-run", "--format", "json")[1])["dry_run"] is True
    assert fangzhi("status")[0] == 1


def test_a_report_is_tried_before_the_files_are_read(fangzhi, tmp_path):
    file = write_csv(tmp_path / "a.csv", [record(1)])
    before = file.read_bytes()
    for report, why in ((tmp_path / "no" / "r.csv", "No such file"), (tmp_path, "Is a directory"),
                        (file, "is a file to be loaded")):  # fmt: skip
        code, out, err = fangzhi("load", file, "--report", report)
        assert (code, out, len(err.splitlines()), why in err) == (2, "", 1, True)
    assert file.read_bytes() == before
    assert fangzhi("status")[0] == 1


def test_a_report_opens_in_a_spreadsheet_with_its_chinese(fangzhi, tmp_path):
    files = [write_csv(tmp_path / f"{at}.csv", [record(2, application_number=BAD)]) for at in (1, 2)]
    fangzhi("load", *files, "--report", tmp_path / "r.csv", language="zh_CN.UTF-8")
    text = (tmp_path / "r.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    assert text.count(b"\xef\xbb\xbf") == 1
    assert "申请号" in text.decode("utf-8-sig")


@pytest.mark.parametrize(
    ("name", "says"), [("", "is empty"), ("-", "standard input"), ("none", "no file to load")]
)
def test_what_names_no_file_is_wrong_use(fangzhi, tmp_path, name, says):
    (tmp_path / "none").mkdir()
    code, out, err = fangzhi("load", tmp_path / name if name == "none" else name)
    assert (code, out, says in err) == (2, "", True)
    assert "standard input" not in fangzhi("load", "--help")[1]


@pytest.fixture
def at_home(tmp_path, monkeypatch):
    """A state folder for what runs in this process."""
    monkeypatch.setenv("FANGZHI_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LC_ALL", "C")
    return tmp_path / "home"


def locked(*_given, **_named):
    """What the system answers to one who may not."""
    raise PermissionError(errno.EACCES, "Permission denied", "/locked/a.csv")


def test_a_folder_that_may_not_be_read_is_said(at_home, tmp_path, monkeypatch):
    wanted = patents_loading.Wanted(None, False, False, None, None, "table")
    (tmp_path / "folder").mkdir()
    with monkeypatch.context() as patch:
        patch.setattr("os.scandir", locked)
        with pytest.raises(WrongUse, match="Permission denied"):
            patents_loading.load_patents([str(tmp_path / "folder")], wanted)
    monkeypatch.setattr("pathlib.Path.is_dir", locked)
    with pytest.raises(WrongUse, match=r"a\.csv: cannot be read.*Permission denied"):
        patents_loading.load_patents(["/locked/a.csv"], wanted)


def test_a_state_folder_that_may_not_be_written_is_said(at_home, tmp_path, monkeypatch):
    file = write_csv(tmp_path / "a.csv", [record(1)])
    wanted = patents_loading.Wanted(None, False, False, None, None, "table")
    patents_loading.load_patents([str(file)], wanted)
    patents_loading.load_patents([str(write_csv(tmp_path / "b.csv", [record(2)]))], wanted)

    def shut(*_given, **_named):
        raise OSError(errno.EROFS, "Read-only file system", str(at_home / "patents" / "lock"))

    monkeypatch.setattr("fcntl.flock", shut)
    for verb in (lambda: patents_loading.load_patents([str(file)], wanted),
                 lambda: patents.prune(1, "table", published=False)):  # fmt: skip
        with pytest.raises(WrongUse, match=r"state folder .* cannot be used .*Read-only file system"):
            verb()
    monkeypatch.setattr("fangzhi.patents.store.layout.current_id", locked)
    with pytest.raises(WrongUse, match="Permission denied"):
        patents.status("table")


def test_a_fault_of_ours_stays_one_and_a_closed_pipe_is_none_of_the_systems():
    for error in (
        BrokenPipeError(errno.EPIPE, "Broken pipe"),
        FileNotFoundError(errno.ENOENT, "none"),
        KeyError("x"),
    ):
        with pytest.raises(type(error)), reaching():
            raise error


def test_what_a_library_may_not_open_is_said(at_home):
    with pytest.raises(WrongUse, match=r"state folder .*Permission denied"), reaching():
        raise duckdb.IOException('IO Error: Cannot open file "base": Permission denied')
    with pytest.raises(WrongUse, match=r"state folder .*Permission denied"), reaching():
        raise ValueError('Failed to acquire Lockfile: IoError(Os { code: 13, message: "Permission denied" })')
    with pytest.raises(duckdb.IOException), reaching():
        raise duckdb.IOException("IO Error: the file is no database")


def test_an_export_does_not_lay_on_its_file_what_cannot_be_read(at_home, tmp_path, monkeypatch):
    wanted = patents_loading.Wanted(None, False, False, None, None, "table")
    patents_loading.load_patents([str(write_csv(tmp_path / "a.csv", [record(1)]))], wanted)
    monkeypatch.setattr("fangzhi.patents.store.snapshot.connect", locked)
    with pytest.raises(WrongUse, match=r"^/locked/a\.csv: .*Permission denied"):
        patents.export(tmp_path / "x.parquet", None)
    assert not (tmp_path / "x.parquet").exists()


FULL = os.strerror(errno.ENOSPC)


def full(*_given, **_named):
    """What DuckDB answers where the disk is full."""
    text = (
        f'{{"exception_type":"IO","exception_message":"Could not write file \\"x\\": {FULL}","errno":"28"}}'
    )
    raise duckdb.IOException(f"IO Error: Async write failed for range [offset=3127898, size=803617]: {text}")


def cut_short(*_given, **_named):
    """The same after its text was shortened."""
    try:
        full()
    except duckdb.IOException as error:
        raise OSError(str(error)[:40]) from None


@pytest.mark.parametrize(("language", "why"), [("C", FULL), ("zh_CN.UTF-8", "磁盘已满")])
def test_a_disk_that_is_full_is_said_in_a_sentence(at_home, tmp_path, monkeypatch, language, why):
    monkeypatch.setenv("LC_ALL", language)
    wanted = patents_loading.Wanted(None, False, False, None, None, "table")
    patents_loading.load_patents([str(write_csv(tmp_path / "a.csv", [record(1)]))], wanted)
    monkeypatch.setattr("fangzhi.patents.synthetic.write_synthetic", full)
    monkeypatch.setattr("fangzhi.patents.store.exporting.export", cut_short)
    monkeypatch.setattr("fangzhi.patents.counting.writing.write_parquet", cut_short)
    monkeypatch.setattr("fangzhi.commands.patents_counts._write_csv", no_room)
    target = tmp_path / "x.parquet"
    for verb in (
        lambda: patents.synthetic(1, 1, target, abstracts=True),
        lambda: patents.export(target, None),
        lambda: patents_counts.panel(Panel(None, None, "parquet", str(target), False, False)),
        lambda: patents_counts.panel(Panel(None, None, "csv", str(target), False, False)),
    ):
        with pytest.raises(WrongUse) as refused:
            verb()
        said = str(refused.value)
        assert said.startswith(f"-o {target}")
        assert why in said
        assert not any(word in said for word in ("IO Error", "Async", "exception"))
        assert not target.exists()


def no_room(*_given, **_named):
    """What the system answers where the disk is full."""
    raise OSError(errno.ENOSPC, FULL)


def fault_of_ours():
    """A fault that comes upon one of the system's."""
    try:
        no_room()
    except OSError:
        raise KeyError("x") from None


def test_what_is_no_matter_of_the_file_that_is_written_stays_what_it_is(tmp_path):
    for error in (KeyError("x"), BrokenPipeError(errno.EPIPE, "Broken pipe")):
        with pytest.raises(type(error)), writing("-o", tmp_path / "x"):
            raise error
    with pytest.raises(KeyError), writing("-o", tmp_path / "x"):
        fault_of_ours()
    with pytest.raises(WrongUse, match="Too many links"), writing("-o", tmp_path / "x"):
        raise OSError(errno.EMLINK, "Too many links")


def test_status_lists_the_snapshots_that_can_be_opened(fangzhi, tmp_path):
    for serial in (1, 2, 3):
        fangzhi("load", write_csv(tmp_path / f"{serial}.csv", [record(serial)]))
    answer = json.loads(fangzhi("status", "--format", "json")[1])
    assert [one["rows"] for one in answer["earlier_snapshots"]] == [1, 2]
    assert [one["snapshot"] for one in answer["earlier_snapshots"]] == answer["earlier"]
    listed = fangzhi("status")[1].splitlines()[-2:]
    assert [line.split()[0] for line in listed] == answer["earlier"][::-1]
    assert "2 records" in listed[0]
    code, _, err = fangzhi("export", "-o", tmp_path / "x.parquet", "--snapshot", "abc")
    assert (code, "patents status" in err) == (1, True)


def test_prune_keeps_what_published_figures_name(fangzhi, tmp_path):
    fangzhi("load", write_csv(tmp_path / "1.csv", [record(1)]))
    named = json.loads(fangzhi("status", "--format", "json")[1])["snapshot"]
    assert fangzhi("panel", "--year", "2012", "--publish")[0] == 0
    for serial in (2, 3):
        fangzhi("load", write_csv(tmp_path / f"{serial}.csv", [record(serial)]))
    code, out, _ = fangzhi("prune", "--keep", "1")
    assert (code, f"kept snapshot {named}: published figures name it" in out) == (0, True)
    assert named in fangzhi("status")[1]
    assert json.loads(fangzhi("prune", "--keep", "1", "--format", "json")[1])["spared"] == [named]
    code, out, err = fangzhi("prune", "--keep", "1", "--published")
    assert (code, f"removed snapshot {named}" in out, "counted again" in err) == (0, True, True)
    assert named not in fangzhi("status")[1]


def test_everything_a_person_reads_is_chinese_on_a_chinese_terminal(fangzhi, tmp_path):
    def said(*words):
        _, out, err = fangzhi(*words, language="zh_CN.UTF-8")
        return out + err

    assert "还没有数据" in said("status")
    assert "还没有数据" in said("prune")
    assert "还没有数据" in said("index")
    assert "还没有数据" in said("panel")
    bad = write_csv(tmp_path / "bad.csv", [record(1), record(2, application_number=BAD)])
    text = said("load", bad)
    assert "接收 0 件，未变 0 件，拒收 1 件" in text
    assert f"第 3 行，申请号“{BAD}”：申请号" in text
    assert "整个文件未保留，其中合格的 1 件也未保留" in text
    assert "试载入" in said("load", bad, "--dry-run")
    good = write_csv(tmp_path / "good.csv", [record(1)])
    assert "快照" in said("load", good)
    assert "发明：1" in said("status")
    assert "删除快照 0 个" in said("prune")
    assert "没有快照 abc" in said("export", "-o", tmp_path / "x.parquet", "--snapshot", "abc")
    assert "须以 .parquet 结尾" in said("export", "-o", tmp_path / "x.csv")
    assert "没有这个文件或文件夹" in said("export", "-o", tmp_path / "no" / "x.parquet")
    assert "1 件" in said("export", "-o", tmp_path / "x.parquet")
    assert "合成数据 5 件" in said("synthetic", "5", "-o", tmp_path / "s.csv")
    assert said("number", "201710601862.4").splitlines()[1].split()[-3:] == ["不对", "否", "3"]
    assert json.loads(said("status", "--format", "json"))["by_type"] == {"invention": 1}


def test_prune_keeps_the_newest_and_says_what_was_freed(fangzhi, tmp_path):
    assert fangzhi("prune")[:2] == (1, "")
    for serial in (1, 2, 3):
        fangzhi("load", write_csv(tmp_path / f"{serial}.csv", [record(serial)]))
    assert "2 earlier snapshots" in fangzhi("status")[1]
    code, out, _ = fangzhi("prune", "--keep", "2")
    assert (code, "1 snapshots and 1 files removed" in out) == (0, True)
    found = json.loads(fangzhi("prune", "--keep", "1", "--format", "json")[1])
    assert (len(found["snapshots"]), len(found["files"]), found["bytes"] > 0) == (1, 1, True)
    assert json.loads(fangzhi("status", "--format", "json")[1])["rows"] == 3
    assert fangzhi("prune", "--keep", "0")[0] == 2


def test_a_link_that_leads_out_of_a_folder_of_loads_is_not_followed(fangzhi, tmp_path):
    folder = tmp_path / "loads"
    folder.mkdir()
    write_csv(tmp_path / "outside.csv", [record(1)])
    (folder / "a.csv").symlink_to(tmp_path / "outside.csv")
    code, out, said = fangzhi("load", folder)
    assert (code, out) == (2, "")
    assert "a.csv lies outside the folder of loads" in said
    assert fangzhi("load", folder / "a.csv")[0] == 0
