"""An issued chapter stays as it was; what is known otherwise later is said beside it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import translation

from fangzhi.accounts.models import SecurityEvent
from fangzhi.casework.access.scope import everything
from fangzhi.casework.models import Event
from fangzhi.casework.refusals import NotAllowed, Refused
from fangzhi.casework.verification import verify
from fangzhi.chapter import gathering, issuing, writing
from fangzhi.chapter.issuing import (
    Asked,
    chapter_issued,
    content_of,
    differences,
    is_whole,
    issue,
    issue_here,
)
from fangzhi.chapter.keeping import chapter_of
from fangzhi.chapter.models import IssuedChapter
from fangzhi.chapter.writing import NothingToWrite, write
from fangzhi.indicators.catalogue import catalogue
from fangzhi.indicators.loads.documents import Loading, load_text
from fangzhi.indicators.models import Figure
from tests.casework.conftest import _fresh_eyes, city  # noqa: F401

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import DjangoAssertNumQueries

    from fangzhi.chapter.gathering import Gathered
    from tests.casework.conftest import Staff

YEAR, FUJIAN = 2024, "350000"
REPORT = "2024年，福建省专利申请{applied}件，专利授权{granted}件。"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Sentences in English."""
    with translation.override("en"):
        yield


def keep(text: str) -> None:
    """Keep a report; a newer version of it takes its place."""
    load_text("report.txt", f"### 福建省\n{text}", Loading(by="tester", catalogue=catalogue()))


@pytest.fixture
def issued(db: None) -> IssuedChapter:
    """The chapter of Fujian, issued on the machine."""
    keep(REPORT.format(applied=3000, granted=2000))
    return issue_here(Asked(YEAR, FUJIAN), "root")


def test_what_is_issued_is_what_is_written(issued: IssuedChapter) -> None:
    assert chapter_issued(issued) == write(YEAR, FUJIAN)
    assert (issued.title, issued.year, issued.region) == ("2024年福建省知识产权工作", YEAR, FUJIAN)
    assert is_whole(issued)


def test_an_issued_chapter_pins_its_figures_with_the_digest_of_their_source(issued: IssuedChapter) -> None:
    content = content_of(issued)
    assert {one["quote"] for one in content["figures"]} == {"3000件", "2000件"}
    source = Figure.objects.select_related("source").first().source
    assert {one["digest"] for one in content["figures"]} == {source.digest}
    assert all(row["codes"] and row["source"] for row in content["facts"])


def test_an_issued_chapter_does_not_change_when_the_data_do(issued: IssuedChapter) -> None:
    before = chapter_issued(issued)
    keep(REPORT.format(applied=3100, granted=2000))
    assert chapter_issued(IssuedChapter.objects.get()) == before != write(YEAR, FUJIAN)


def test_nothing_differs_at_first(issued: IssuedChapter) -> None:
    assert differences(issued) == []


def test_a_revised_figure_is_a_difference_with_both_sources(issued: IssuedChapter) -> None:
    keep(REPORT.format(applied=3100, granted=2000))
    (one,) = differences(issued)
    assert (one.kind, one.indicator, one.region) == ("changed", "patent_applications", FUJIAN)
    assert (one.old, one.new, one.text, one.note) == ("3000", "3100", "3000件", 1)
    assert "3000件" in one.old_source
    assert "3100件" in one.new_source


def test_a_figure_that_is_gone_is_a_difference(issued: IssuedChapter) -> None:
    keep("2024年，福建省专利申请3000件。")
    (one,) = differences(issued)
    assert (one.kind, one.indicator, one.old, one.new) == ("gone", "patent_grants", "2000", "")


def test_a_new_figure_is_a_difference(issued: IssuedChapter) -> None:
    keep(REPORT.format(applied=3000, granted=2000) + "有效发明专利5000件。")
    (one,) = differences(issued)
    assert (one.kind, one.old, one.new, one.note) == ("new", "", "5000", 0)
    assert "5000件" in one.new_source


def test_the_same_figure_from_another_source_is_no_difference(issued: IssuedChapter) -> None:
    keep(REPORT.format(applied=3000, granted=2000) + "工作取得新进展。")
    assert Figure.objects.filter(current=False).exists()
    assert differences(issued) == []


def test_what_was_done_and_is_told_anew_is_a_difference(issued: IssuedChapter) -> None:
    keep(REPORT.format(applied=3000, granted=2000) + "出台《福建省专利奖励办法》。")
    (one,) = differences(issued)
    assert (one.kind, one.measure, one.new) == ("new", "event", "福建省专利奖励办法")


def test_without_any_data_all_of_it_is_gone(issued: IssuedChapter) -> None:
    Figure.objects.all().update(current=False)
    assert [one.kind for one in differences(issued)] == ["gone", "gone"]


def test_a_chapter_that_was_touched_is_not_whole(issued: IssuedChapter) -> None:
    issued.content = issued.content.replace("3000件", "4000件")
    assert not is_whole(issued)


def test_a_command_on_the_machine_stands_in_the_security_log(issued: IssuedChapter) -> None:
    event = SecurityEvent.objects.get(act="chapter_issued")
    assert (event.who, event.details) == (
        "command line",
        {"chapter": issued.pk, "digest": issued.digest},
    )
    assert issued.issued_by == "root"


@pytest.mark.parametrize("role", ["head", "director"])
def test_who_decides_for_an_office_issues_and_its_ledger_holds_it(city: Staff, role: str) -> None:  # noqa: F811
    keep(REPORT.format(applied=3000, granted=2000))
    issued = issue(Asked(YEAR, FUJIAN), getattr(city, role))
    with everything():
        event = Event.objects.get(kind="chapter_issued")
    assert (event.chain_id, event.record_id) == (city.office.pk, None)
    body = json.loads(event.body)
    assert (body["chapter"], body["digest"]) == (issued.pk, issued.digest)
    assert issued.issued_by.endswith("厦门市知识产权局")
    assert verify().ok


@pytest.mark.parametrize("role", ["intake", "officer"])
def test_nobody_else_issues(city: Staff, role: str) -> None:  # noqa: F811
    keep(REPORT.format(applied=3000, granted=2000))
    with pytest.raises(NotAllowed, match="head of division or a director"):
        issue(Asked(YEAR, FUJIAN), getattr(city, role))
    assert not IssuedChapter.objects.exists()
    with everything():
        assert not Event.objects.filter(kind="chapter_issued").exists()


def test_a_head_issues_for_no_office_but_his_own(city: Staff) -> None:  # noqa: F811
    keep(REPORT.format(applied=3000, granted=2000))
    with pytest.raises(NotAllowed):
        issue(Asked(YEAR, FUJIAN), city.head, city.office.pk + 1)


def test_what_a_person_looked_at_is_what_is_issued(city: Staff) -> None:  # noqa: F811
    keep(REPORT.format(applied=3000, granted=2000))
    seen = write(YEAR, FUJIAN).data
    keep(REPORT.format(applied=3100, granted=2000))
    with pytest.raises(Refused, match="changed since you looked"):
        issue(Asked(YEAR, FUJIAN, data=seen), city.head)
    assert not IssuedChapter.objects.exists()
    issue(Asked(YEAR, FUJIAN, data=write(YEAR, FUJIAN).data), city.head)


def test_nothing_is_issued_of_which_nothing_is_known(city: Staff) -> None:  # noqa: F811
    with pytest.raises(NothingToWrite):
        issue(Asked(1999), city.head)
    with pytest.raises(NothingToWrite):
        issue_here(Asked(1999), "root")
    assert not SecurityEvent.objects.filter(act="chapter_issued").exists()


def test_what_is_pinned_is_what_the_text_was_written_from(
    issued: IssuedChapter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Figures loaded while a chapter is being issued are in the text and in what is pinned, or in neither."""

    def overtaken(*asked: Any) -> Gathered:
        known = gathering.gather(*asked)
        keep(REPORT.format(applied=3100 + Figure.objects.count(), granted=2000))
        return known

    monkeypatch.setattr(issuing, "gather", overtaken)
    monkeypatch.setattr(writing, "gather", overtaken)
    content = content_of(issue_here(Asked(YEAR, FUJIAN), "root"))
    values = {run.value for run in chapter_of(content["chapter"]).runs() if run.note}
    assert values == {row["value"] for row in content["facts"]}


@pytest.mark.parametrize("complete", [False, True])
def test_a_national_chapter_is_pinned_whole(
    kept: None, complete: bool, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(40):
        issued = issue_here(Asked(2013, complete=complete), "root")
    content = content_of(issued)
    told = {row["note"] for row in content["facts"]} - {0}
    assert told == {note["number"] for note in content["chapter"]["notes"]}
    with django_assert_max_num_queries(30):
        assert differences(issued) == []
