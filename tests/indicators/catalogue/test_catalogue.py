"""The catalogue: every row reads its own example, and a row that does not is refused with the reason."""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

import pytest

from fangzhi.indicators.catalogue import (
    COLUMNS,
    GROUPS,
    Catalogue,
    CatalogueError,
    catalogue,
    load_catalogue,
    parse_rows,
)
from fangzhi.reader import check_catalogue, read

if TYPE_CHECKING:
    from pathlib import Path

ROW = {
    "id": "ip_museums",
    "name_zh": "知识产权博物馆数",
    "name_en": "Intellectual-property museums",
    "kind": "stock",
    "unit": "家",
    "group": "service",
    "definition_zh": "对公众开放的知识产权博物馆，按家计",
    "definition_en": "Museums of intellectual property open to the public",
    "aliases": "知识产权博物馆@家个",
    "example": "全省建有知识产权博物馆6家。",
    "quote": "6家",
    "value": "6",
    "measure": "level",
}


def table(*rows: dict[str, str], columns: tuple[str, ...] = COLUMNS) -> str:
    text = StringIO()
    writer = csv.DictWriter(text, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def test_every_shipped_row_is_read_as_its_example_states() -> None:
    assert check_catalogue(catalogue()) == {}


def test_every_shipped_row_is_told_in_both_languages() -> None:
    rows = catalogue().values()
    assert all(row.name_zh and row.name_en and row.definition_zh and row.definition_en for row in rows)
    assert {row.group for row in rows} == set(GROUPS)


def test_the_starting_indicators_are_all_there(shared: Path) -> None:
    with (shared / "gold" / "indicators.csv").open(encoding="utf-8") as source:
        start = {row["id"]: (row["kind"], row["unit"], row["group"]) for row in csv.DictReader(source)}
    rows = catalogue()
    assert {name: (rows[name].kind, rows[name].unit or "", rows[name].group) for name in start} == start


def test_an_office_adds_a_row_and_the_reader_knows_it(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text(table(ROW), encoding="utf-8")
    own = load_catalogue([path])
    assert check_catalogue(own, ["ip_museums"]) == {}
    found = read("2016年，全市新建知识产权博物馆2家。", region="420000", indicators=own).observations
    assert [one.indicator for one in found] == ["ip_museums"]
    assert own["ip_museums"].origin == "office"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"aliases": "知识产权剧院"}, "indicator"),
        ({"value": "7"}, "value 6, not 7"),
        ({"measure": "rank"}, "measure level, not rank"),
        ({"quote": "博物馆"}, "nothing is read"),
    ],
)
def test_a_row_whose_example_is_read_otherwise_is_refused_with_the_reason(
    change: dict[str, str], reason: str
) -> None:
    own = Catalogue([*catalogue().values(), *parse_rows(table(ROW | change), "own.csv", origin="office")])
    assert reason in check_catalogue(own, ["ip_museums"])["ip_museums"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"id": "Museums!"}, "line 2: id 'Museums!'"),
        ({"id": "patent_grants"}, "id 'patent_grants' is taken"),
        ({"kind": "often"}, "write flow, stock or either"),
        ({"group": "museums"}, "group 'museums'"),
        ({"name_zh": ""}, "name_zh and definition_zh are required"),
        ({"example": ""}, "example and quote are required"),
        ({"quote": "7家"}, "does not stand in the example"),
        ({"value": "six"}, "is not a number"),
        ({"value": "NaN"}, "is not a number"),
        ({"aliases": "博物馆|!展览"}, "'!展览' names no word"),
        ({"aliases": "博物馆&!"}, "'博物馆&!' names no word"),
        ({"aliases": "^@家"}, "'^@家' names no word"),
    ],
)
def test_a_file_that_cannot_stand_names_line_and_field(
    tmp_path: Path, change: dict[str, str], sentence: str
) -> None:
    path = tmp_path / "own.csv"
    path.write_text(table(ROW | change), encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"own\.csv") as refusal:
        load_catalogue([path])
    assert sentence in str(refusal.value)


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text(table(ROW, columns=COLUMNS[:-1]), encoding="utf-8")
    with pytest.raises(CatalogueError, match="column measure is missing"):
        load_catalogue([path])


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_bytes(table(ROW).encode("gb18030"))
    with pytest.raises(CatalogueError, match="UTF-8"):
        load_catalogue([path])
