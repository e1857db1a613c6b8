"""The board of a year's claims: the answer first, filters in the address, and differences that a person
accepts."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from fangzhi.indicators import panel
from fangzhi.indicators.amendments import Amendment
from fangzhi.indicators.models import Acceptance, Figure
from fangzhi.indicators.reconciliation import SEVERITY, reconcile
from fangzhi.web.pages.reconciliation import key_of
from fangzhi.web.verdicts import BASES, VERDICTS
from tests.web.conftest import PASSWORD, keep
from tests.web.tables import keep_table

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django import DjangoAssertNumQueries

BOARD = "/reconciliation/2014"
MOST_QUERIES = 8


@pytest.fixture
def board(reader: Client) -> Client:
    """A reader before a board of four claims, two of which differ."""
    keep_table()
    return reader


@pytest.fixture
def judge(board: Client) -> Client:
    """The person of the local account before the same board."""
    User.objects.create_user("editor", password=PASSWORD)
    board.login(username="editor", password=PASSWORD)
    return board


def html(client: Client, address: str = BOARD, **query: Any) -> str:
    response = client.get(address, query)
    assert response.status_code == 200
    return response.content.decode()


def gravest() -> str:
    """What names the first row that differs."""
    return key_of(reconcile(2014).rows[0])


def test_the_answer_comes_first_and_the_gravest_row_next(board: Client) -> None:
    page = html(board)
    assert "4 条说法中有 2 条与其他来源不一致" in page
    assert page.index("58,075") < page.index("37,857")
    english = html(board, lang="en")
    assert "2 of 4 claims contradict their other sources" in english
    for words in ("≠", "differs", "The same figure in another source", "−2"):
        assert words in english


def test_every_row_leads_to_the_claim_and_to_what_it_was_compared_with(board: Client) -> None:
    page = html(board)
    for quote in ("58075件", "58077", "53701", "8.4%"):
        figure = Figure.objects.get(quote=quote, region="350000")
        assert f'href="/figures/{figure.code}"' in page
        assert board.get(f"/figures/{figure.code}").status_code == 200


def test_the_board_is_narrowed_by_its_address(board: Client) -> None:
    rows = json.loads(board.get(BOARD + ".json", {"region": "360000"}).content)["rows"]
    assert [(row["region"], row["verdict"]) for row in rows] == [("360000", "equal")]
    page = html(board, verdict="equal")
    assert "37,857" in page
    assert 'id="l' in page
    assert page.count("<tr id=") == 2
    assert html(board, verdict="truncated").count("<tr id=") == 0
    assert "没有此结论的核对结果" in html(board, verdict="truncated")


@pytest.mark.parametrize("query", [{"region": "999999"}, {"region": "<b>"}, {"verdict": "nonsense"}])
def test_a_filter_that_does_not_exist_is_said(board: Client, query: dict[str, str]) -> None:
    response = board.get(BOARD, query)
    assert response.status_code == 404
    assert "请从列表中选择" in response.content.decode()


def test_the_twins_have_the_keys_of_the_command(board: Client) -> None:
    facts = json.loads(board.get(BOARD + ".json").content)
    assert set(facts) == {"year", "rows"}
    keys = [
        "region", "place", "indicator", "measure", "period", "claimed", "claimed_source", "expected",
        "expected_source", "basis", "verdict", "difference", "reason",
    ]  # fmt: skip
    assert list(facts["rows"][0])[: len(keys)] == keys
    assert facts["rows"][0]["verdict"] == "differs"
    assert (facts["rows"][0]["claimed"], facts["rows"][0]["expected"]) == (58075, 58077)
    table = list(csv.reader(io.StringIO(board.get(BOARD + ".csv").content.decode())))
    assert table[0] == keys
    assert len(table) == 1 + len(facts["rows"])


def test_a_year_with_nothing_to_compare_says_what_to_load(board: Client) -> None:
    page = html(board, "/reconciliation/1999")
    assert "fangzhi load tables" in page
    assert json.loads(board.get("/reconciliation/1999.json").content) == {"year": 1999, "rows": []}


def test_the_board_without_a_year_is_that_of_the_last_document(board: Client) -> None:
    assert board.get("/reconciliation").headers["Location"] == BOARD


@pytest.mark.parametrize("twin", ["", ".json", ".csv"])
def test_a_board_asks_at_most_eight_questions(
    judge: Client, twin: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    judge.post(BOARD + "/decide", {"row": gravest(), "reason": "年鉴后来修订"})
    with django_assert_max_num_queries(MOST_QUERIES):
        assert judge.get(BOARD + twin).status_code == 200


def test_a_difference_is_accepted_with_a_reason_and_taken_back_and_the_record_stays(judge: Client) -> None:
    row = gravest()
    response = judge.post(BOARD + "/decide", {"row": row, "reason": "年鉴后来修订"})
    assert response.status_code == 302
    page = html(judge)
    assert "4 条说法中有 1 条" in page
    assert page.index("已认可的差异") < page.index("年鉴后来修订")
    assert json.loads(judge.get(BOARD + ".json").content)["rows"][0]["reason"] == "年鉴后来修订"
    judge.post(BOARD + "/decide", {"row": row, "reason": "误会", "back": "1"})
    page = html(judge)
    assert "4 条说法中有 2 条" in page
    assert "已认可的差异" not in page
    for words in ("年鉴后来修订", "误会", "撤回", "editor"):
        assert words in page
    assert Acceptance.objects.count() == 2


def test_an_acceptance_needs_a_reason(judge: Client) -> None:
    response = judge.post(BOARD + "/decide", {"row": gravest(), "reason": "  "})
    assert response.status_code == 400
    page = response.content.decode()
    assert "请写明认可或撤回的理由" in page
    assert "<details open>" in page
    assert not Acceptance.objects.exists()


@pytest.mark.parametrize("row", ["", "nothing", "<script>"])
def test_what_no_longer_differs_cannot_be_accepted(judge: Client, row: str) -> None:
    equal = next(key_of(one) for one in reconcile(2014).rows if one.verdict == "equal")
    for name in (row, equal):
        response = judge.post(BOARD + "/decide", {"row": name, "reason": "因为"})
        assert response.status_code == 409
        assert "此差异已不存在" in response.content.decode()
    assert not Acceptance.objects.exists()


def test_accepting_needs_the_account_and_a_form_of_this_site(board: Client) -> None:
    fields = {"row": gravest(), "reason": "因为"}
    assert "认可此差异" not in html(board)
    assert board.get(BOARD + "/decide").status_code == 405
    assert board.post(BOARD + "/decide", fields).status_code == 403
    assert Client(enforce_csrf_checks=True).post(BOARD + "/decide", fields).status_code == 403
    assert not Acceptance.objects.exists()


def test_what_people_and_sources_say_is_no_markup(judge: Client) -> None:
    judge.post(BOARD + "/decide", {"row": gravest(), "reason": "<script>alert(4)</script>{{ 7*7 }}"})
    page = html(judge)
    assert "<script>alert(" not in page
    assert "&lt;script&gt;alert(3)" in page
    assert "&lt;script&gt;alert(4)" in page
    assert "{{ 7*7 }}" in page


def test_an_acceptance_holds_no_longer_when_the_other_source_changes(judge: Client) -> None:
    judge.post(BOARD + "/decide", {"row": gravest(), "reason": "年鉴后来修订"})
    claim = Figure.objects.get(quote="58075件")
    Figure.objects.filter(quote="58077").update(value="58080", number=58080)
    page = html(judge)
    assert "4 条说法中有 2 条" in page
    assert "年鉴后来修订" in page
    assert claim.code in page


def test_a_standing_correction_that_failed_is_shown_on_top(
    board: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = Amendment(
        "patent_grants", "350000", (2014, 2014), "level", "", "replace", Decimal(1), Decimal(2), "印误"
    )
    monkeypatch.setattr(panel, "load_amendments", lambda _paths: [wrong])
    page = html(board)
    assert "不再相符" in page
    assert page.index("印误") < page.index("58,075")


def test_two_documents_that_contradict_are_rows_of_one_another(reader: Client) -> None:
    keep("### 福建省\n\n2014年，全省专利申请量达58076件。\n", "other.txt")
    rows = json.loads(reader.get(BOARD + ".json").content)["rows"]
    found = {(row["claimed"], row["expected"], row["verdict"]) for row in rows if row["basis"] == "same"}
    assert found == {(58075, 58076, "differs"), (58076, 58075, "differs")}


@pytest.mark.usefixtures("board")
def test_every_verdict_and_basis_has_its_words() -> None:
    assert list(VERDICTS) == list(SEVERITY)
    assert {"same", "growth"} <= {row.basis for row in reconcile(2014).rows} <= set(BASES)


def test_a_file_of_corrections_that_cannot_be_used_is_named_on_top(
    board: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "amendments").mkdir()
    (tmp_path / "amendments" / "office.csv").write_text("indicator\nx\n", "utf-8")
    monkeypatch.setenv("FANGZHI_HOME", str(tmp_path))
    page = html(board)
    assert "本局的更正均未应用：office.csv" in page


def test_what_official_tables_show_about_one_another_stands_on_the_board(
    board: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "fangzhi.web.pages.reconciliation.findings_of", lambda year, *, chinese: [f"{year} 表 J111 <b>"]
    )
    page = html(board)
    assert "官方统计表之间的矛盾" in page
    assert "2014 表 J111 &lt;b&gt;" in page
    monkeypatch.undo()
    assert "官方统计表之间的矛盾" not in html(board)
