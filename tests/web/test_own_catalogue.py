"""The office's own indicators: a form that asks why, a check on the example, and nothing kept that does not
hold."""

from __future__ import annotations

import csv
import io
import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from fangzhi import home
from fangzhi.indicators.catalogue import COLUMNS, catalogue, load_catalogue
from tests.web.conftest import keep

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_django import DjangoAssertNumQueries

ROW = {
    "id": "tea_house_lectures", "name_zh": "茶馆宣讲场次", "name_en": "Tea house lectures", "kind": "flow",
    "unit": "场", "group": "service", "definition_zh": "当年在茶馆举办的宣讲场次。", "definition_en": "",
    "aliases": "茶馆宣讲", "example": "全省举办茶馆宣讲25场。", "quote": "25场", "value": "25",
    "measure": "level",
}  # fmt: skip


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """An empty state folder, so that what a test keeps is gone with it."""
    for name in home.FOLDERS:
        (tmp_path / name).mkdir()
    monkeypatch.setenv("FANGZHI_HOME", str(tmp_path))
    yield tmp_path / "catalogue"
    shutil.rmtree(tmp_path)


def send(client: Client, name: str = "new", **changes: Any) -> Any:
    return client.post(f"/catalogue/{name}", ROW | changes)


def test_an_indicator_is_kept_when_its_example_is_read_as_stated(editor: Client, folder: Path) -> None:
    response = send(editor)
    assert response.status_code == 302
    page = editor.get(response.headers["Location"].partition("#")[0]).content.decode()
    assert "已保存：茶馆宣讲场次" in page
    assert "<mark>25场</mark>" in page
    assert load_catalogue([folder / "office.csv"])["tea_house_lectures"].unit == "场"
    keep("### 福建省\n\n2015年，全省举办茶馆宣讲30场。\n", "tea.txt")
    assert editor.get("/indicators/tea_house_lectures").status_code == 200


def test_an_indicator_is_changed_in_the_file_in_which_it_stands(editor: Client, folder: Path) -> None:
    send(editor)
    (folder / "office.csv").rename(folder / "culture.csv")
    send(
        editor,
        id="museum_lectures",
        name_zh="博物馆宣讲场次",
        aliases="博物馆宣讲",
        example="举办博物馆宣讲9场。",
        quote="9场",
        value="9",
    )
    form = editor.get("/catalogue/tea_house_lectures").content.decode()
    assert 'value="茶馆宣讲场次"' in form
    assert 'name="id"' not in form
    response = send(editor, "tea_house_lectures", name_zh="茶馆讲座", id="another")
    assert response.status_code == 302
    assert {path.name for path in folder.iterdir()} == {"culture.csv", "office.csv"}
    assert [*load_catalogue([folder / "culture.csv"])][-1] == "tea_house_lectures"
    facts = json.loads(editor.get("/catalogue.json").content)["indicators"]
    assert [one["name_zh"] for one in facts] == ["茶馆讲座", "博物馆宣讲场次"]
    table = list(csv.reader(io.StringIO(editor.get("/catalogue.csv").content.decode())))
    assert (tuple(table[0]), len(table)) == (COLUMNS, 3)


@pytest.mark.parametrize(
    ("field", "wrong", "words"),
    [
        ("id", "Tea!", "小写字母"),
        ("id", "patent_grants", "不得与其他指标重复"),
        ("name_zh", "  ", "请填写中文名称"),
        ("kind", "often", "请选择流量或存量"),
        ("unit", "斤", "请从列表中选择单位"),
        ("group", "tea", "请从列表中选择组别"),
        ("definition_zh", "", "请填写中文定义"),
        ("aliases", "茶馆|!宣讲", "每个说法至少"),
        ("example", "", "请写一句"),
        ("quote", "26场", "逐字照录"),
        ("value", "二十五", "123300"),
        ("measure", "<b>", "请从列表中选择口径"),
        ("definition_en", "x" * 2001, "2000"),
    ],
)
def test_a_field_that_cannot_stand_is_named_and_what_was_typed_stays(
    editor: Client, folder: Path, field: str, wrong: str, words: str
) -> None:
    response = send(editor, **{field: wrong})
    assert response.status_code == 400
    page = response.content.decode()
    assert f'id="p-{field}"' in page
    assert words in page
    assert 'value="Tea house lectures"' in page
    assert list(folder.iterdir()) == []


def test_an_example_that_is_read_otherwise_is_shown_beside_what_was_stated(
    editor: Client, folder: Path
) -> None:
    for changes in ({"value": "26"}, {"aliases": "茶楼宣讲", "name_zh": "茶楼讲座"}, {"quote": "茶馆"}):
        response = send(editor, **changes)
        assert response.status_code == 400
        page = response.content.decode()
        assert "例句读出的结果与您填写的不符" in page
        assert "实际读出的" in page
    assert list(folder.iterdir()) == []


def test_a_change_that_does_not_hold_leaves_the_row_as_it_was(editor: Client, folder: Path) -> None:
    send(editor)
    before = (folder / "office.csv").read_bytes()
    assert send(editor, "tea_house_lectures", value="26").status_code == 400
    assert (folder / "office.csv").read_bytes() == before


def test_a_shipped_indicator_is_shown_and_not_changed(editor: Client, folder: Path) -> None:
    page = editor.get("/catalogue/patent_grants").content.decode()
    assert "此为随附指标" in page
    assert "<form class" not in page
    assert send(editor, "patent_grants").status_code == 403
    assert send(editor, "no_such_indicator").status_code == 404
    assert list(folder.iterdir()) == []


def test_the_form_needs_the_account_and_comes_from_this_site(reader: Client, folder: Path) -> None:
    assert "尚无自建指标" in reader.get("/catalogue").content.decode()
    assert reader.get("/catalogue/new").headers["Location"].startswith("/sign-in?next=")
    assert send(reader).status_code == 403
    assert Client(enforce_csrf_checks=True).post("/catalogue/new", ROW).status_code == 403
    assert list(folder.iterdir()) == []


def test_an_own_indicator_is_not_changed_without_the_account(editor: Client, folder: Path) -> None:
    send(editor)
    before = (folder / "office.csv").read_bytes()
    stranger = Client()
    assert stranger.get("/catalogue/tea_house_lectures").headers["Location"].startswith("/sign-in")
    assert send(stranger, "tea_house_lectures", name_zh="别的").status_code == 403
    assert (folder / "office.csv").read_bytes() == before


def test_what_is_typed_is_no_markup_and_no_formula(editor: Client) -> None:
    hostile = '"><script>alert(1)</script>{{ 7*7 }}'
    refused = send(editor, name_en=hostile, value="x").content.decode()
    assert "<script>alert(1)" not in refused
    assert send(editor, name_en=hostile, definition_zh="=HYPERLINK(1)").status_code == 302
    for address in (
        "/catalogue",
        "/catalogue?lang=en",
        "/catalogue/tea_house_lectures",
        "/indicators?lang=en",
    ):
        page = editor.get(address).content.decode()
        assert "<script>alert(1)" not in page
    assert "{{ 7*7 }}" in editor.get("/catalogue/tea_house_lectures").content.decode()
    assert "'=HYPERLINK(1)" in editor.get("/catalogue.csv").content.decode()


def test_a_broken_file_of_the_office_is_said_and_left_alone(editor: Client, folder: Path) -> None:
    (folder / "broken.csv").write_text("id,name\na,b\n", "utf-8")
    response = send(editor)
    assert response.status_code == 400
    assert "broken.csv" in response.content.decode()
    assert [path.name for path in folder.iterdir()] == ["broken.csv"]


@pytest.mark.parametrize("address", ["/catalogue", "/catalogue.json", "/catalogue.csv", "/catalogue/new"])
def test_a_page_asks_at_most_eight_questions(
    editor: Client, address: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(8):
        assert editor.get(address).status_code == 200
    assert len(catalogue()) > 0
