"""An office's own rules: they replace or add an era, and a row that cannot stand is named and left out."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from fangzhi import home as state
from fangzhi.casework.clock import UnknownRule, rule_book, rule_on
from fangzhi.casework.clock.office import folder
from fangzhi.casework.clock.rule_files import REQUIRED

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = (
    "id", "case", "body", "region", "from_event", "amount", "unit", "extensions", "stops", "condition",
    "valid_from", "valid_to", "source", "certainty", "reason", "by", "at",
)  # fmt: skip
GOOD = {
    "id": "infr.close",
    "from_event": "docketed",
    "amount": "2",
    "unit": "m",
    "extensions": "1 m head (very_complex); any collective",
    "stops": "stay; appraisal",
    "valid_from": "2025-02-01",
    "source": "本局规定",
    "reason": "省局要求",
    "by": "王局长",
    "at": "2026-03-01",
}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state folder with room for an office's own rules."""
    monkeypatch.setenv("FANGZHI_HOME", str(tmp_path))
    (tmp_path / "rules").mkdir()
    return tmp_path


def write(
    home: Path, *rows: dict[str, str], columns: tuple[str, ...] = COLUMNS, name: str = "own.csv"
) -> None:
    lines = [",".join(columns), *(",".join(row.get(column, "") for column in columns) for row in rows)]
    (home / "rules" / name).write_text("\n".join(lines) + "\n", "utf-8-sig")


def test_the_same_id_region_body_and_first_day_replace_the_shipped_row(home):
    write(home, GOOD)
    row = rule_on("infr.close", date(2026, 1, 5))
    assert (row.amount, row.stops, row.certainty, row.case) == (2, ("stay", "appraisal"), "L", "any")
    assert [(one.amount, one.unit, one.by, one.reason) for one in row.extensions] == [
        (1, "m", "head", "very_complex"),
        (None, "m", "collective", ""),
    ]
    assert (row.reason, row.decided_by, row.decided_on) == ("省局要求", "王局长", date(2026, 3, 1))
    assert row.version == "infr.close@2025-02-01+office-2026-03-01"
    assert row.basis.zh == "本局规定"
    assert rule_on("infr.close", date(2015, 8, 1)).decided_on is None


def test_another_first_day_adds_an_era_that_ends_when_it_says(home):
    write(home, GOOD | {"valid_from": "2026-01-01", "valid_to": "2026-06-30"})
    years = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1))
    assert [rule_on("infr.close", day).amount for day in years] == [3, 2, 2, 3]


def test_an_office_rules_for_its_own_city(home):
    write(home, GOOD | {"region": "330100", "valid_from": "2026-01-01"})
    assert rule_on("infr.close", date(2026, 2, 1), region="330106").region == "330100"
    assert rule_on("infr.close", date(2026, 2, 1), region="330200").region == "330000"


def test_an_office_may_have_a_rule_that_nobody_else_has(home):
    columns = (*COLUMNS, "name")
    write(home, GOOD | {"id": "own.inspect", "name": "巡查回访"}, columns=columns)
    row = rule_on("own.inspect", date(2026, 1, 5))
    assert (row.name_zh, row.name_en) == ("巡查回访", "巡查回访")
    write(home, GOOD | {"id": "own.inspect"})
    assert rule_on("own.inspect", date(2026, 1, 5)).name_zh == "own.inspect"


def test_only_the_needed_columns_are_needed(home):
    write(home, GOOD, columns=REQUIRED)
    assert rule_book().refused == ()
    assert rule_on("infr.close", date(2026, 1, 5)).extensions == ()


def test_a_file_taken_away_gives_back_the_shipped_rule(home):
    write(home, GOOD)
    assert rule_on("infr.close", date(2026, 1, 5)).amount == 2
    (home / "rules" / "own.csv").unlink()
    assert rule_on("infr.close", date(2026, 1, 5)).amount == 3
    assert rule_book() is rule_book()


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"id": "Infr Close"}, "id"),
        ({"id": ""}, "id"),
        ({"from_event": ""}, "from_event"),
        ({"amount": "0"}, "amount"),
        ({"amount": "two"}, "amount"),
        ({"amount": "9999"}, "amount"),
        ({"unit": "weeks"}, "unit"),
        ({"body": "court"}, "body"),
        ({"region": "33"}, "region"),
        ({"extensions": "1 year head"}, "extensions"),
        ({"extensions": "0 m head"}, "extensions"),
        ({"extensions": "5 h head"}, "extensions"),
        ({"unit": "h", "extensions": "5 d head"}, "extensions"),
        ({"valid_from": ""}, "valid_from"),
        ({"valid_from": "2026-13-01"}, "valid_from"),
        ({"valid_to": "2020-01-01"}, "valid_to"),
        ({"source": ""}, "source"),
        ({"certainty": "X"}, "certainty"),
        ({"reason": ""}, "reason"),
        ({"by": ""}, "by"),
        ({"at": ""}, "at"),
        ({"at": "yesterday"}, "at"),
    ],
)
def test_a_bad_row_is_refused_with_its_column_and_the_others_stand(home, change, column):
    write(home, GOOD | {"id": "own.good"}, GOOD | change)
    assert rule_on("own.good", date(2026, 1, 5)).amount == 2
    assert rule_on("infr.close", date(2026, 1, 5)).amount == 3
    (refused,) = rule_book().refused
    assert (refused.file, refused.line, refused.column) == ("own.csv", 3, column)
    assert column in refused.said(chinese=False)
    assert column in refused.said(chinese=True)


def test_a_file_without_a_needed_column_is_refused_as_a_whole(home):
    write(home, GOOD, columns=tuple(column for column in COLUMNS if column != "by"))
    (refused,) = rule_book().refused
    assert (refused.line, refused.column) == (1, "by")
    assert rule_on("infr.close", date(2026, 1, 5)).amount == 3


def test_a_broken_csv_is_refused_not_raised(home):
    (home / "rules" / "own.csv").write_text(",".join(COLUMNS) + '\n"infr' + "x" * 200_000, "utf-8")
    assert len(rule_book().refused) == 1
    (home / "rules" / "own.csv").write_text("", "utf-8")
    assert rule_book().refused[0].column == "id"


def test_what_is_no_csv_file_is_passed_over(home):
    (home / "rules" / "notes.txt").write_text("nothing", "utf-8")
    (home / "rules" / "folder.csv").mkdir()
    assert rule_book().refused == ()


def test_the_state_folder_is_the_one_of_the_other_commands(home, monkeypatch):
    assert folder("rules") == str(state.home_folder() / "rules")
    monkeypatch.delenv("FANGZHI_HOME")
    assert folder("rules") == str(state.home_folder() / "rules")
    monkeypatch.setenv("FANGZHI_HOME", "~/somewhere")
    assert folder("rules") == str(state.home_folder() / "rules")


def test_a_rule_that_was_never_entered_is_unknown(home):
    with pytest.raises(UnknownRule):
        rule_on("own.inspect", date(2026, 1, 5))
