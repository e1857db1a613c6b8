"""Chapters on pages: looked at before they are issued, issued by who may, compared with today ever after."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest
from django.contrib.auth.models import User
from django.test import Client

from fangzhi.casework.access.scope import everything
from fangzhi.casework.models import Event
from fangzhi.chapter.issuing import Asked, issue_here
from fangzhi.chapter.models import IssuedChapter
from fangzhi.chapter.writing import write
from tests.casework.conftest import FOUNDED, person
from tests.casework.conftest import office as founded
from tests.examples import FUJIAN, FUJIAN_REVISED
from tests.web.conftest import keep

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from django.http import HttpResponse
    from pytest_django import DjangoAssertNumQueries

    from tests.casework.conftest import Staff

YEAR, REGION = "2014", "350000"
ASKED = {"year": YEAR, "region": REGION}
FORM = {**ASKED, "complete": "", "written": "zh"}


@pytest.fixture
def issued(reader: Client) -> IssuedChapter:
    """The chapter of Fujian for 2014, issued on the machine."""
    return issue_here(Asked(2014, REGION), "root")


@pytest.fixture
def head(reader: Client, city: Staff) -> Client:
    """The head of a division of the city's office, signed in; figures are kept."""
    return as_person(city, "head")


def as_person(city: Staff, role: str) -> Client:
    """Somebody of the city's office, signed in."""
    client = Client()
    client.force_login(User.objects.get(pk=getattr(city, role).user))
    return client


def text(response: HttpResponse | Any, status: int = 200) -> str:
    """The HTML of an answer."""
    assert response.status_code == status
    return str(response.content.decode())


# -- before it is issued -----------------------------------------------------------------------------------


def test_a_reader_looks_at_what_would_be_written(page: Callable[..., str]) -> None:
    shown = page("/chapters/new", **ASKED)
    assert "<h1>2014年福建省知识产权工作</h1>" in shown
    assert ">58075件</a>" in shown
    assert 'href="/figures/' in shown
    assert "印发须由" in shown


def test_wordings_that_cannot_be_used_are_named(
    reader: Client, issued: IssuedChapter, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "wordings").mkdir()
    (tmp_path / "wordings" / "own.csv").write_text("indicator\n", encoding="utf-8")
    monkeypatch.setenv("FANGZHI_HOME", str(tmp_path))
    for path in ("/chapters/new", "/chapters/new/chapter.md", f"/chapters/{issued.pk}"):
        assert "own.csv: line 1: column form is missing" in text(reader.get(path, ASKED), 500)


@pytest.mark.parametrize("year", ["020140", "2" * 5000, "02014" + "0" * 5000])
def test_a_year_of_too_many_digits_is_none(page: Callable[..., str], year: str) -> None:
    assert "<article" not in page("/chapters/new", year=year)


def test_the_form_asks_first(page: Callable[..., str]) -> None:
    shown = page("/chapters/new", lang="en")
    assert "<h1>Write a chapter</h1>" in shown
    assert '<option value="2014"' in shown
    assert "<article" not in shown


def test_the_page_speaks_one_language_and_the_chapter_another(page: Callable[..., str]) -> None:
    assert 'lang="en"' in page("/chapters/new", **ASKED, written="en").split("<article")[1]
    assert 'lang="zh-CN"' in page("/chapters/new", **ASKED, written="zh", lang="en").split("<article")[1]
    assert 'lang="en"' in page("/chapters/new", **ASKED, lang="en").split("<article")[1]


def test_nothing_to_write_is_a_state_with_what_to_do(page: Callable[..., str]) -> None:
    shown = page("/chapters/new", year="1999", region=REGION, lang="en")
    assert "Nothing is known of Fujian in 1999." in shown
    assert "Nothing is known of any region in 1999." in page("/chapters/new", year="1999", lang="en")
    assert "1999年没有福建省的数据。" in page("/chapters/new", year="1999", region=REGION, lang="zh")


@pytest.mark.parametrize("query", [{"year": "20x4"}, {"year": "99999999"}, {"year": "2014", "region": "zz"}])
def test_what_cannot_be_meant_is_left_out(page: Callable[..., str], query: dict[str, str]) -> None:
    assert "<form" in page("/chapters/new", **query)


def test_the_text_comes_in_every_form(reader: Client) -> None:
    for form, begins in (("md", b"# 2014"), ("html", b"<!doctype"), ("docx", b"PK"), ("pdf", b"%PDF")):
        response = reader.get(f"/chapters/new/chapter.{form}", ASKED)
        assert response.content.startswith(begins)
        assert response["Content-Disposition"].startswith("attachment; filename*=UTF-8''2014")
    html = reader.get("/chapters/new/chapter.html", ASKED).content.decode()
    assert 'href="http://testserver/figures/' in html


def test_a_file_of_nothing_is_not_found(reader: Client) -> None:
    shown = text(reader.get("/chapters/new/chapter.pdf", {"year": "1999", "lang": "en"}), 404)
    assert "Nothing is known of any region in 1999." in shown
    assert text(reader.get("/chapters/new/chapter.pdf", {"lang": "en"}), 404).count("Choose a year first.")


def test_what_no_font_can_draw_is_said(reader: Client) -> None:
    keep("### 福建省\n2014年，印发《\U0002a6d6村专利促进办法》。\n", "strange.txt")
    assert "\U0002a6d6" in reader.get("/chapters/new/chapter.md", ASKED).content.decode()
    shown = text(reader.get("/chapters/new/chapter.pdf", ASKED | {"lang": "en"}), 500)
    assert "The file cannot be made" in shown
    assert "\U0002a6d6" in shown


def test_a_hostile_text_stays_text(reader: Client) -> None:
    keep(
        "### 福建省\n2014年，印发《<script>alert(1)</script>办法》。全省专利申请量58075件。\n", "hostile.txt"
    )
    assert "<script>alert" not in text(reader.get("/chapters/new", ASKED | {"complete": "1"}))


def test_the_national_preview_asks_a_fixed_number_of_queries(
    reader: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(30):
        assert "2013" in text(reader.get("/chapters/new", {"year": "2013"}))


# -- issuing -----------------------------------------------------------------------------------------------


def test_a_head_of_division_issues_what_was_looked_at(head: Client) -> None:
    shown = text(head.get("/chapters/new", ASKED))
    data = write(2014, REGION).data
    assert f'name="data" value="{data}"' in shown
    response = head.post("/chapters/new", FORM | {"data": data})
    issued = IssuedChapter.objects.get()
    assert response["Location"] == f"/chapters/{issued.pk}"
    assert issued.issued_by.endswith("厦门市知识产权局")
    with everything():
        assert json.loads(Event.objects.get(kind="chapter_issued").body)["digest"] == issued.digest


def test_what_has_changed_since_is_not_issued_but_shown(head: Client) -> None:
    data = write(2014, REGION).data
    keep(FUJIAN_REVISED)
    shown = text(head.post("/chapters/new?lang=en", FORM | {"data": data}), 409)
    assert "The figures have changed since you looked" in shown
    assert "58076件" in shown
    assert not IssuedChapter.objects.exists()


@pytest.mark.parametrize("role", ["intake", "officer"])
def test_nobody_issues_who_does_not_decide(reader: Client, city: Staff, role: str) -> None:
    client = as_person(city, role)
    assert ">Issue it<" not in text(client.get("/chapters/new?lang=en", ASKED))
    shown = text(client.post("/chapters/new?lang=en", FORM), 403)
    assert "Chapters are issued by a head of division or a director of an office." in shown
    assert not IssuedChapter.objects.exists()


def test_a_reader_is_asked_to_sign_in(reader: Client) -> None:
    assert "Sign in as a head of division" in text(reader.post("/chapters/new?lang=en", FORM), 403)


def test_a_form_from_elsewhere_issues_nothing(city: Staff) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.get(pk=city.head.user))
    assert client.post("/chapters/new", FORM).status_code == 403
    assert not IssuedChapter.objects.exists()


def test_nothing_known_is_nothing_issued(head: Client) -> None:
    shown = text(head.post("/chapters/new?lang=en", FORM | {"year": "1999"}), 400)
    assert "Nothing is known of Fujian in 1999." in shown
    assert text(head.post("/chapters/new?lang=en", {}), 400)


def test_whoever_decides_for_two_offices_says_for_which(reader: Client, city: Staff) -> None:
    other = founded("350100", "福州市知识产权局", "榕")
    eyes = person("both", city.office, "head")
    from fangzhi.casework.access import grants

    user = User.objects.get(pk=eyes.user)
    grants.give(user, other, "director", FOUNDED, reason="交流任职")
    client = Client()
    client.force_login(user)
    shown = text(client.get("/chapters/new", ASKED))
    assert "福州市知识产权局</option>" in shown
    client.post("/chapters/new", FORM | {"office": str(other.pk)})
    assert IssuedChapter.objects.get().issued_by == "both · 福州市知识产权局"


# -- issued chapters ---------------------------------------------------------------------------------------


def test_the_list_names_each_and_its_twins_say_the_same(reader: Client, issued: IssuedChapter) -> None:
    shown = text(reader.get("/chapters"))
    assert f'href="/chapters/{issued.pk}">2014年福建省知识产权工作</a>' in shown
    (one,) = reader.get("/chapters.json").json()["chapters"]
    assert (one["id"], one["year"], one["region"], one["digest"]) == (issued.pk, 2014, REGION, issued.digest)
    (row,) = csv.DictReader(io.StringIO(reader.get("/chapters.csv").content.decode()))
    assert row["title"] == issued.title


def test_an_empty_list_says_what_to_do(page: Callable[..., str]) -> None:
    shown = page("/chapters", lang="en")
    assert "No chapter has been issued yet." in shown
    assert 'href="/chapters/new?lang=en"' in shown


def test_an_issued_chapter_stays_and_says_what_differs(reader: Client, issued: IssuedChapter) -> None:
    address = f"/chapters/{issued.pk}?lang=en"
    assert "All of it is known today as it was when it was issued." in text(reader.get(address))
    keep(FUJIAN_REVISED)
    shown = text(reader.get(address))
    assert "1 thing is known otherwise today." in shown
    assert ">58075件</a>" in shown.split("<article")[1]
    table = shown.split("<article")[0]
    assert "58,075" in table
    assert "58,076" in table
    assert "changed" in table


def test_what_is_gone_and_what_is_new_are_said(reader: Client, issued: IssuedChapter) -> None:
    keep(FUJIAN.replace("；专利授权量37857件", "").replace("厦门市", "新认定示范企业12家。厦门市"))
    shown = text(reader.get(f"/chapters/{issued.pk}?lang=en")).split("<article")[0]
    assert ">gone<" in shown
    assert ">new<" in shown
    assert "No source says it today." in shown


def test_the_twin_holds_all_that_was_pinned(reader: Client, issued: IssuedChapter) -> None:
    facts = reader.get(f"/chapters/{issued.pk}.json").json()
    assert facts["whole"] is True
    assert facts["differences"] == []
    assert facts["chapter"]["title"] == issued.title
    assert {one["quote"] for one in facts["figures"]} >= {"58075件", "8.4%"}
    assert all(len(one["digest"]) == 64 for one in facts["figures"])
    rows = list(csv.DictReader(io.StringIO(reader.get(f"/chapters/{issued.pk}.csv").content.decode())))
    assert rows[0]["text"] == "58075件"
    assert rows[0]["note"] == "1"


def test_the_forms_of_an_issued_chapter_stay_the_same(reader: Client, issued: IssuedChapter) -> None:
    forms = ("md", "html", "docx", "pdf")
    before = [reader.get(f"/chapters/{issued.pk}/chapter.{form}").content for form in forms]
    keep(FUJIAN_REVISED)
    assert [reader.get(f"/chapters/{issued.pk}/chapter.{form}").content for form in forms] == before


def test_an_issued_chapter_comes_as_a_site(reader: Client, issued: IssuedChapter) -> None:
    response = reader.get(f"/chapters/{issued.pk}/site.zip")
    with ZipFile(io.BytesIO(response.content)) as archive:
        assert {"index.html", "README.txt", "data/chapter.json"} <= set(archive.namelist())


def test_a_chapter_that_was_touched_says_so(reader: Client, issued: IssuedChapter) -> None:
    IssuedChapter.objects.update(content=issued.content.replace("58075", "58077"))
    shown = text(reader.get(f"/chapters/{issued.pk}?lang=en"))
    assert "is not what was issued" in shown
    assert reader.get(f"/chapters/{issued.pk}.json").json()["whole"] is False


@pytest.mark.parametrize("address", ["/chapters/99", "/chapters/99/chapter.pdf", "/chapters/99/site.zip"])
def test_an_unknown_number_is_not_found(reader: Client, address: str) -> None:
    assert "No issued chapter has this number." in text(reader.get(f"{address}?lang=en"), 404)


def test_the_pages_ask_a_fixed_number_of_queries(
    reader: Client, issued: IssuedChapter, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(3):
        reader.get("/chapters")
    with django_assert_max_num_queries(40):
        reader.get(f"/chapters/{issued.pk}")
