"""The office's own tables: kept as a person wrote them, written whole, one editor after the other."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from fangzhi.casework import own_tables

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

KEY = ("day",)


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A state folder for one test."""
    monkeypatch.setenv("FANGZHI_HOME", str(tmp_path))
    return tmp_path / "calendar"


def lay(day: str, reason: str = "春节") -> None:
    """Lay one day over the table."""
    with own_tables.in_hand("calendar") as path:
        table = own_tables.read(path, ("day", "kind", "reason"))
        table.lay(KEY, {"day": day, "kind": "rest", "reason": reason})
        own_tables.write_whole(path, table.content())


def text(folder: Path) -> str:
    return (folder / own_tables.OWN_FILE).read_text(encoding="utf-8")


def test_the_first_row_makes_folder_and_table(folder: Path) -> None:
    lay("2027-02-06")
    assert text(folder) == "day,kind,reason\n2027-02-06,rest,春节\n"


def test_a_row_with_the_same_key_is_replaced_in_its_place(folder: Path) -> None:
    lay("2027-02-06")
    lay("2027-02-07")
    lay("2027-02-06", "除夕")
    assert text(folder).splitlines()[1:] == ["2027-02-06,rest,除夕", "2027-02-07,rest,春节"]


def test_what_a_person_wrote_by_hand_stays(folder: Path) -> None:
    folder.mkdir()
    by_hand = "\ufeffreason,day,kind,seen\r\n# 局长同意,,,\r\n\r\n国庆,2027-10-01,rest,张\r\n"
    (folder / own_tables.OWN_FILE).write_text(by_hand, encoding="utf-8", newline="")
    lay("2027-02-06")
    assert text(folder).splitlines() == [
        "reason,day,kind,seen",
        "# 局长同意,,,",
        "国庆,2027-10-01,rest,张",
        "春节,2027-02-06,rest,",
    ]


def test_a_missing_column_is_added_at_the_end(folder: Path) -> None:
    folder.mkdir()
    (folder / own_tables.OWN_FILE).write_text("day,kind\n2027-10-01,rest\n", encoding="utf-8")
    lay("2027-10-01")
    assert text(folder) == "day,kind,reason\n2027-10-01,rest,春节\n"


def test_all_rows_with_a_key_are_taken_away_and_the_standing_one_is_told(folder: Path) -> None:
    folder.mkdir()
    path = folder / own_tables.OWN_FILE
    path.write_text("day,reason\n2027-10-01,先\n2027-10-01,后\n2027-10-02,国庆\n", encoding="utf-8")
    table = own_tables.read(path)
    assert table.take(KEY, ("2027-10-01",)) == {"day": "2027-10-01", "reason": "后"}
    assert table.take(KEY, ("2027-10-01",)) is None
    assert table.content().decode() == "day,reason\n2027-10-02,国庆\n"


def test_a_table_that_cannot_be_read_is_not_written_over(folder: Path) -> None:
    folder.mkdir()
    path, content = folder / own_tables.OWN_FILE, "day,kind\n\xe9t\xe9,rest\n".encode("latin-1")
    path.write_bytes(content)
    with pytest.raises(own_tables.UnusableTable, match=own_tables.OWN_FILE):
        lay("2027-02-06")
    assert path.read_bytes() == content


def fail_after(change: Callable[[Path], object]) -> None:
    """A decision that fails after it changed the table."""
    with own_tables.in_hand("calendar") as path:
        change(path)
        raise ZeroDivisionError


@pytest.mark.parametrize("before", [None, b"day,kind,reason\n2027-10-01,rest,x\n"])
def test_what_was_written_is_put_back_when_the_decision_fails(folder: Path, before: bytes | None) -> None:
    folder.mkdir()
    path = folder / own_tables.OWN_FILE
    if before is not None:
        path.write_bytes(before)
    with pytest.raises(ZeroDivisionError):
        fail_after(lambda path: own_tables.write_whole(path, b"day\n2027-02-06\n"))
    assert (path.read_bytes() if path.exists() else None) == before


def test_a_table_that_was_removed_meanwhile_is_put_back(folder: Path) -> None:
    lay("2027-02-06")
    kept = text(folder)
    with pytest.raises(ZeroDivisionError):
        fail_after(lambda path: path.unlink())
    assert text(folder) == kept


def test_two_editors_at_once_lose_nothing(folder: Path) -> None:
    days = [f"2027-{month:02}-{day:02}" for month in (1, 2, 3, 4) for day in range(1, 11)]
    with ThreadPoolExecutor(8) as editors:
        list(editors.map(lay, days))
    assert sorted(line[:10] for line in text(folder).splitlines()[1:]) == days


def test_files_kept_by_hand_stand_beside_the_one_of_the_forms(folder: Path) -> None:
    lay("2027-02-06")
    (folder / "province.csv").write_text("day\n", encoding="utf-8")
    (folder / "notes.txt").write_text("", encoding="utf-8")
    assert [path.name for path in own_tables.other_tables("calendar")] == ["province.csv"]
