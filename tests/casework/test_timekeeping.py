"""Decisions about legal time: who decides, what is written where, and which clocks are counted again."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone, translation

from fangzhi import home
from fangzhi.casework import ledger, own_tables, timekeeping
from fangzhi.casework.access import grants
from fangzhi.casework.access.scope import everything
from fangzhi.casework.access.viewer import viewer_of
from fangzhi.casework.clock import Rule, calendar, rule_book, rule_on
from fangzhi.casework.clock.rule_files import parse_rule, shipped_rules
from fangzhi.casework.models import Deadline, Event, Record
from fangzhi.casework.refusals import NotAllowed, Refused
from fangzhi.casework.verification import verify
from tests.casework.conftest import FOUNDED, done, office, person, staff
from tests.casework.examples import PANEL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytest_django import DjangoAssertNumQueries

    from tests.casework.conftest import Staff

DOCKETED = date(2026, 3, 6)
SHORTER = {
    "region": "350200", "body": "", "amount": "2", "unit": "m", "extensions": "15 d head", "stops": "stay",
    "valid_from": "2026-01-01", "valid_to": "", "source": "厦知〔2026〕9号", "certainty": "L",
    "reason": "本机关缩短办结期限",
}  # fmt: skip


def today_is(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    """Let it be that day for whoever asks for today."""
    monkeypatch.setattr(timezone, "localdate", lambda *_given: day)


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A state folder for one test, on a day in May 2026."""
    for name in home.FOLDERS:
        (tmp_path / name).mkdir()
    monkeypatch.setenv("FANGZHI_HOME", str(tmp_path))
    today_is(monkeypatch, date(2026, 5, 20))
    with translation.override("en"):
        yield tmp_path


@pytest.fixture
def docketed(city: Staff, received: Callable[..., Record]) -> Record:
    """A case docketed on 6 March 2026: to be closed in three months."""
    case = received()
    done(case, "docket", city.head, DOCKETED, panel=PANEL)
    return case


def close_rule() -> Rule:
    return rule_on("infr.close", date(2026, 5, 20))


def shorten(city: Staff, **changes: str) -> timekeeping.Changed:
    return timekeeping.change_rule(city.head, close_rule(), SHORTER | changes)


def due(record: Record, rule: str = "infr.close") -> date | None:
    with everything():
        found: date | None = Deadline.objects.get(record=record.pk, rule=rule).due_on
    return found


def header(record: Record) -> Record:
    with everything():
        found: Record = Record.objects.get(pk=record.pk)
    return found


def body(event: Event) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(event.body)
    return found


def refusal(act: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value


# Who decides


def test_a_head_and_a_director_decide_and_nobody_else(city: Staff) -> None:
    assert list(timekeeping.deciding(city.head)) == [city.office.pk]
    assert list(timekeeping.deciding(city.director)) == [city.office.pk]
    for other in (city.intake, city.officer):
        assert timekeeping.deciding(other) == {}
        with pytest.raises(NotAllowed, match="head of division or a director"):
            timekeeping.change_rule(other, close_rule(), SHORTER)
    assert not (own_tables.folder_of("rules") / own_tables.OWN_FILE).exists()


def test_somebody_with_two_offices_decides_for_the_one_he_names(city: Staff) -> None:
    other = staff(office("350100", "福州市知识产权局", "榕"))
    user = person("two", city.office, "head")
    grants.give(_user(user.user), other.office, "director", FOUNDED, reason="test")
    both = viewer_of(_user(user.user))
    event = timekeeping.change_rule(both, close_rule(), SHORTER, other.office.pk).event
    assert event.chain_id == other.office.pk
    assert "福州市知识产权局" in body(event)["row"]["by"]
    with pytest.raises(NotAllowed):
        timekeeping.change_rule(city.head, close_rule(), SHORTER, other.office.pk)


def test_a_deputy_decides_on_behalf(city: Staff) -> None:
    user = person("stand-in", city.office, "officer")
    first, last = date(2026, 5, 1), date(2026, 5, 31)
    grants.stand_in(_user(city.head.user), _user(user.user), city.office, first, last, reason="leave")
    event = timekeeping.change_rule(viewer_of(_user(user.user)), close_rule(), SHORTER).event
    assert (event.by_id, event.behalf_id) == (user.user, city.head.user)


def _user(key: int) -> Any:
    from django.contrib.auth.models import User

    return User.objects.get(pk=key)


# Rules


def test_an_own_version_stands_in_the_table_and_in_the_ledger(city: Staff) -> None:
    event = shorten(city).event
    own = rule_on("infr.close", date(2026, 5, 20), region="350200")
    assert (own.amount, own.unit, own.stops, own.extensions[0].amount) == (2, "m", ("stay",), 15)
    assert (own.case, own.from_event, own.reason) == ("infringement", "docketed", SHORTER["reason"])
    assert (own.decided_by, own.decided_on) == ("head-350200 · 厦门市知识产权局", date(2026, 5, 20))
    assert (event.kind, event.record_id, event.chain_id) == ("rule_changed", None, city.office.pk)
    assert (event.reason, body(event)["file"], body(event)["before"]) == (
        SHORTER["reason"],
        "rules/office.csv",
        None,
    )
    assert parse_rule(body(event)["row"])._replace(**_decision(own)) == own
    assert verify().ok


def _decision(own: Rule) -> dict[str, Any]:
    return {"reason": own.reason, "decided_by": own.decided_by, "decided_on": own.decided_on}


def test_a_version_with_the_same_region_body_and_first_day_is_replaced(city: Staff) -> None:
    shorten(city)
    event = shorten(city, amount="1").event
    assert [row.amount for row in rule_book().rows("infr.close") if row.region == "350200"] == [1]
    assert body(event)["before"]["amount"] == "2"


def test_a_shipped_version_is_laid_over_and_stands_again_when_taken_back(city: Staff) -> None:
    shorten(city, region="", valid_from="2025-02-01")
    own = close_rule()
    assert (own.amount, own.decided_on) == (2, date(2026, 5, 20))
    event = timekeeping.take_back_rule(city.head, own, "错误").event
    assert (close_rule().amount, close_rule().decided_on) == (3, None)
    assert (body(event)["row"], body(event)["before"]["amount"]) == (None, "2")


def test_a_shipped_version_cannot_be_taken_back(city: Staff) -> None:
    error = refusal(lambda: timekeeping.take_back_rule(city.head, close_rule(), "x"))
    assert "not the office's own" in error.sentence
    with everything():
        assert not Event.objects.filter(kind="rule_changed").exists()


@pytest.mark.parametrize(
    ("field", "cell"),
    [
        ("amount", "0"),
        ("amount", "three"),
        ("amount", "9999"),
        ("unit", "y"),
        ("extensions", "1 h head"),
        ("extensions", "soon head"),
        ("valid_from", ""),
        ("valid_from", "2026-02-30"),
        ("valid_from", "1900-01-01"),
        ("valid_to", "2025-12-31"),
        ("region", "990000"),
        ("region", "35"),
        ("body", "court"),
        ("certainty", "X"),
        ("source", ""),
        ("reason", "  "),
        ("reason", "长" * 501),
    ],
)
def test_a_cell_that_cannot_stand_is_named_and_nothing_is_written(city: Staff, field: str, cell: str) -> None:
    error = refusal(lambda: shorten(city, **{field: cell}))
    assert list(error.fields) == [field]
    assert error.fields[field]
    assert not (own_tables.folder_of("rules") / own_tables.OWN_FILE).exists()
    with everything():
        assert not Event.objects.filter(kind="rule_changed").exists()


def test_what_is_wrong_is_said_in_the_language_of_the_person(city: Staff) -> None:
    with translation.override("zh-hans"):
        assert refusal(lambda: shorten(city, amount="0")).fields["amount"].startswith("应为整数")


def test_line_breaks_never_reach_the_table(city: Staff) -> None:
    shorten(city, reason="一\r\n二", source="a\nb")
    own = rule_on("infr.close", date(2026, 5, 20), region="350200")
    assert (own.reason, own.source) == ("一 二", "a b")


def test_a_note_of_an_unverified_version_is_not_carried_on(city: Staff) -> None:
    base = rule_on("reconsideration", date(2020, 1, 1))
    assert base.note_zh
    timekeeping.change_rule(city.head, base, SHORTER | {"region": "", "stops": "", "extensions": ""})
    assert rule_on("reconsideration", date(2026, 5, 20)).note_zh == ""


@pytest.mark.parametrize("rule", shipped_rules(), ids=lambda rule: rule.version)
def test_every_version_as_a_row_is_read_as_the_same_version(rule: Rule) -> None:
    assert parse_rule(timekeeping.row_of(rule)) == rule


def test_a_version_kept_by_hand_is_changed_where_it_stands(city: Staff, folder: Path) -> None:
    shorten(city)
    (folder / "rules" / "office.csv").rename(folder / "rules" / "by-hand.csv")
    error = refusal(lambda: shorten(city, amount="1"))
    assert "by-hand.csv" in error.fields["valid_from"]
    assert not (folder / "rules" / "office.csv").exists()


def test_a_table_that_cannot_be_read_is_left_alone(city: Staff, folder: Path) -> None:
    (folder / "rules" / "office.csv").write_bytes(b"\xff\xfe\x00")
    assert "office.csv" in refusal(lambda: shorten(city)).sentence
    assert (folder / "rules" / "office.csv").read_bytes() == b"\xff\xfe\x00"


def test_neither_table_nor_ledger_changes_when_the_writing_fails(
    city: Staff, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shorten(city)
    kept = (folder / "rules" / "office.csv").read_bytes()
    write = own_tables.write_whole

    def full(path: Path, content: bytes) -> None:
        write(path, content)
        monkeypatch.setattr(own_tables, "write_whole", write)
        raise OSError("the disk is full")

    monkeypatch.setattr(own_tables, "write_whole", full)
    with pytest.raises(OSError, match="full"):
        shorten(city, amount="1")
    assert (folder / "rules" / "office.csv").read_bytes() == kept
    with everything():
        assert Event.objects.filter(kind="rule_changed").count() == 1
    assert verify().ok


def test_the_table_is_untouched_when_the_ledger_refuses(
    city: Staff, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_given: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(ledger, "append", broken)
    with pytest.raises(RuntimeError):
        shorten(city)
    assert not (folder / "rules" / "office.csv").exists()


# The calendar


def test_days_become_rest_days_with_one_event(city: Staff) -> None:
    first, last = date(2026, 6, 3), date(2026, 6, 5)
    event = timekeeping.mark_days(city.head, first, last, "rest", "台风停工").event
    assert not any(calendar().is_working(date(2026, 6, day)) for day in (3, 4, 5))
    assert calendar().reason(first) == "台风停工"
    assert (event.kind, len(body(event)["rows"])) == ("calendar_changed", 3)


def test_only_days_that_change_are_written(city: Staff) -> None:
    friday, monday = date(2026, 6, 5), date(2026, 6, 8)
    event = timekeeping.mark_days(city.head, friday, monday, "rest", "停工").event
    assert [row["day"] for row in body(event)["rows"]] == ["2026-06-05", "2026-06-08"]


def test_a_weekend_day_is_made_up(city: Staff) -> None:
    saturday = date(2026, 6, 6)
    timekeeping.mark_days(city.head, saturday, saturday, "working", "补班")
    assert calendar().is_working(saturday)
    timekeeping.take_back_day(city.head, saturday, "取消")
    assert not calendar().is_working(saturday)


@pytest.mark.parametrize(
    ("first", "last", "kind", "field"),
    [
        (date(2026, 6, 3), date(2026, 6, 3), "holiday", "kind"),
        (date(1948, 6, 3), date(1948, 6, 3), "rest", "first"),
        (date(2026, 6, 3), date(2026, 6, 2), "rest", "last"),
        (date(2026, 6, 3), date(2026, 7, 4), "rest", "last"),
        (date(2026, 6, 3), date(2026, 6, 3), "working", "first"),
        (date(2026, 6, 6), date(2026, 6, 7), "rest", "first"),
    ],
)
def test_days_that_cannot_be_changed_are_refused_at_their_field(
    city: Staff, first: date, last: date, kind: str, field: str
) -> None:
    error = refusal(lambda: timekeeping.mark_days(city.head, first, last, kind, "x"))
    assert list(error.fields) == [field]


@pytest.mark.parametrize("reason", ["", " \n ", "长" * 501])
def test_a_decision_without_a_fitting_reason_is_refused(city: Staff, reason: str) -> None:
    day = date(2026, 6, 3)
    assert list(refusal(lambda: timekeeping.mark_days(city.head, day, day, "rest", reason)).fields) == [
        "reason"
    ]


def test_only_what_the_office_decided_can_be_taken_back(city: Staff) -> None:
    error = refusal(lambda: timekeeping.take_back_day(city.head, date(2026, 10, 1), "x"))
    assert "2026-10-01" in error.sentence


def test_the_notice_of_a_year_is_entered_once_and_taken_back(city: Staff) -> None:
    timekeeping.enter_notice(city.head, 2027, "国办发明电〔2026〕9号")
    assert 2027 in calendar().notices
    assert [(one.kind, one.day) for one in timekeeping.own_days(2027)] == [("notice", date(2027, 1, 1))]
    assert "already" in refusal(lambda: timekeeping.enter_notice(city.head, 2027, "x")).sentence
    timekeeping.take_back_notice(city.head, 2027, "录错")
    assert 2027 not in calendar().notices


def test_a_year_outside_the_calendar_has_no_notice(city: Staff) -> None:
    assert "1949" in refusal(lambda: timekeeping.enter_notice(city.head, 1900, "x")).sentence


def test_own_days_tell_who_and_when_and_from_which_file(city: Staff, folder: Path) -> None:
    day = date(2026, 6, 3)
    timekeeping.mark_days(city.head, day, day, "rest", "停工")
    by_hand = "day,kind,reason\n2026-06-04,rest,手写\nx,rest,坏行\n"
    (folder / "calendar" / "a.csv").write_text(by_hand, encoding="utf-8")
    (folder / "calendar" / "b.csv").write_bytes(b"\xff")
    found = timekeeping.own_days(2026)
    assert [(one.day.day, one.file, one.at) for one in found] == [
        (3, "office.csv", "2026-05-20"),
        (4, "a.csv", ""),
    ]
    assert timekeeping.own_days(2025) == []
    error = refusal(lambda: timekeeping.take_back_day(city.head, date(2026, 6, 4), "x"))
    assert "a.csv" in error.sentence


# Clocks that are counted again


def test_a_new_version_moves_the_due_date_of_a_running_case(city: Staff, docketed: Record) -> None:
    assert due(docketed) == date(2026, 6, 8)
    assert shorten(city).records == 1
    assert due(docketed) == date(2026, 5, 6)
    shorten(city, amount="2", unit="d", extensions="")
    assert due(docketed) == header(docketed).due_on == date(2026, 3, 9)
    own = next(row for row in rule_book().rows("infr.close") if row.decided_on)
    assert timekeeping.take_back_rule(city.head, own, "错误").records == 1
    assert due(docketed) == date(2026, 6, 8)


def test_a_version_for_another_region_moves_nothing(city: Staff, docketed: Record) -> None:
    assert shorten(city, region="350100").records == 0
    assert due(docketed) == date(2026, 6, 8)


def test_a_change_of_no_rule_counts_nothing(docketed: Record) -> None:
    with everything():
        Deadline.objects.filter(rule="infr.close").update(due_on=date(2030, 1, 1))
    assert timekeeping.recompute_all(()) == 0
    assert timekeeping.recompute_all(("infr.answer",)) == 0
    assert due(docketed) == date(2030, 1, 1)


def test_a_rule_that_begins_to_hold_gives_a_case_its_clock(city: Staff, docketed: Record) -> None:
    with everything():
        Deadline.objects.filter(record=docketed.pk, rule="infr.close").delete()
    assert timekeeping.recompute_all({"infr.close"}) == 1
    assert due(docketed) == date(2026, 6, 8)


def test_a_rest_day_moves_only_clocks_that_run_over_it(city: Staff, docketed: Record) -> None:
    monday = date(2026, 6, 8)
    day_after = date(2026, 6, 9)
    assert timekeeping.mark_days(city.head, day_after, day_after, "rest", "停工").records == 0
    assert timekeeping.mark_days(city.head, monday, monday, "rest", "停工").records == 1
    assert due(docketed) == date(2026, 6, 10)
    assert timekeeping.take_back_day(city.head, monday, "取消").records == 1
    assert due(docketed) == monday


def test_a_notice_makes_provisional_due_dates_final(
    city: Staff, received: Callable[..., Record], monkeypatch: pytest.MonkeyPatch
) -> None:
    today_is(monkeypatch, date(2026, 12, 20))
    case = received(date(2026, 12, 1))
    done(case, "docket", city.head, date(2026, 12, 4), panel=PANEL)
    with everything():
        before = Deadline.objects.get(record=case.pk, rule="infr.close")
    assert (before.provisional, before.due_on) == (True, date(2027, 3, 4))
    assert timekeeping.enter_notice(city.head, 2027, "国办发明电〔2026〕9号").records == 1
    with everything():
        assert not Deadline.objects.get(pk=before.pk).provisional


def test_nothing_is_written_where_nothing_changed(
    docketed: Record, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(12) as asked:
        assert timekeeping.recompute_all() == 0
    changing = ("UPDATE", "INSERT", "DELETE")
    written = [one["sql"] for one in asked.captured_queries if one["sql"].startswith(changing)]
    assert written == []


def test_batches_cover_every_running_case_and_no_closed_one(
    city: Staff, received: Callable[..., Record], monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = [received() for _n in range(5)]
    for case in cases:
        done(case, "docket", city.head, DOCKETED, panel=PANEL)
    monkeypatch.setattr(timekeeping, "BATCH", 2)
    with everything():
        Deadline.objects.filter(rule="infr.close").update(due_on=date(2030, 1, 1))
        Record.objects.filter(pk=cases[0].pk).update(closed_on=DOCKETED)
        Deadline.objects.filter(record=cases[0].pk).update(running=False)
    assert timekeeping.recompute_all() == 4
    assert {due(case) for case in cases[1:]} == {date(2026, 6, 8)}
    assert due(cases[0]) == date(2030, 1, 1)


@pytest.mark.parametrize(
    ("code", "known"), [("350200", True), ("330000", True), ("990000", False), ("35020", False), ("", False)]
)
def test_a_region_is_known_by_its_province(code: str, known: bool) -> None:
    assert timekeeping.known_region(code) is known
