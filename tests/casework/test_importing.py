"""Bulk import: what came from elsewhere is explained by the ledger and goes on like a record of one's own."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangzhi.casework import acts, counting, ledger, writing
from fangzhi.casework.access.scope import everything
from fangzhi.casework.counting import Period
from fangzhi.casework.declaration import register
from fangzhi.casework.history import past_of
from fangzhi.casework.importing import Done, Imported, Incoming, import_records
from fangzhi.casework.models import Counter, Deadline, Event, Paper, Personal, Record
from fangzhi.casework.refusals import NotAllowed, Refused
from fangzhi.casework.verification import verify
from fangzhi.registers.protection.infringement.model import InfringementCase
from tests.casework.conftest import Staff, done, person
from tests.casework.examples import PANEL, PETITION, PROOF

if TYPE_CHECKING:
    from collections.abc import Sequence

OPENED, DOCKETED, SERVED = date(2026, 3, 2), date(2026, 3, 6), date(2026, 3, 9)
SERVICE = {**PROOF, "handed_on": SERVED}
DOCKET, SERVE = Done("docket", DOCKETED, {"panel": PANEL}), Done("serve", SERVED, SERVICE)
INFRINGEMENT = "infringement"
SOURCE = "旧台账"


def incoming(n: int = 1, told: Sequence[Done] = (), **changes: Any) -> Incoming:
    """A case as the old register of the city kept it."""
    fields = {**PETITION, "respondent": f"示例制造{n}有限公司", **changes.pop("fields", {})}
    given = {"number": f"厦知裁字〔2026〕{n}号", "reference": f"旧{n}"} | changes
    return Incoming(OPENED, fields, told, **given)


def bring(city: Staff, *rows: Incoming, **options: Any) -> Imported:
    """Import into the city's office."""
    return import_records(register(INFRINGEMENT), city.office, rows, city.head, source=SOURCE, **options)


def only() -> Record:
    """The one record there is."""
    with everything():
        found: Record = Record.objects.select_related("office").get()
    return found


def opened(city: Staff) -> Record:
    """A case of the office's own."""
    found = acts.open_record(register(INFRINGEMENT), city.office, city.intake, OPENED, **PETITION).record
    assert found is not None
    return found


def events_of(record: Record) -> list[Event]:
    """Its events in their order."""
    with everything():
        return list(Event.objects.filter(record=record).order_by("seq"))


def test_the_first_event_says_everything_and_where_it_came_from(city: Staff) -> None:
    assert bring(city, incoming(level=1, officer=city.officer.user)) == Imported(1, 1)
    (event,) = events_of(only())
    body = json.loads(event.body)
    assert (event.kind, event.before, event.after) == ("imported", "", "received")
    assert body["import"] == {"source": SOURCE, "reference": "旧1"}
    kind = register(INFRINGEMENT)
    assert body["changes"].keys() == {*acts.HEADER, *kind.fields}
    assert verify().ok


def test_personal_values_come_in_sealed(city: Staff) -> None:
    bring(city, incoming())
    assert "李示例" not in "".join(one.body for one in events_of(only()))
    assert Personal.objects.get(name="petitioner_contact").value == PETITION["petitioner_contact"]
    assert InfringementCase._base_manager.get().petitioner_contact == PETITION["petitioner_contact"]


def test_acts_of_before_stand_on_their_own_days_and_move_the_record(city: Staff) -> None:
    bring(city, incoming(told=(DOCKET, SERVE)))
    record = only()
    assert [(one.kind, one.occurred_on) for one in events_of(record)] == [
        ("imported", OPENED),
        ("docket", DOCKETED),
        ("serve", SERVED),
    ]
    assert (record.state, record.version) == ("served", 3)
    assert InfringementCase._base_manager.get().panel == PANEL
    assert all(json.loads(one.body)["imported"] for one in events_of(record)[1:])
    assert verify().ok


def test_an_imported_record_has_the_clocks_that_the_same_acts_give(city: Staff) -> None:
    bring(city, incoming(told=(DOCKET, SERVE)))
    imported = only()
    own = opened(city)
    done(own, "docket", city.head, DOCKETED, panel=PANEL)
    done(own, "serve", city.officer, SERVED, **SERVICE)
    with everything():
        same = ("rule", "turn", "version", "started_on", "due_on", "met_on", "running", "stops")
        clocks = [
            list(Deadline.objects.filter(record=one).order_by("rule").values(*same))
            for one in (imported, own)
        ]
        own.refresh_from_db()
    assert clocks[0] == clocks[1]
    assert (imported.due_on, imported.due_rule) == (own.due_on, own.due_rule)
    assert imported.due_on is not None


def test_the_next_act_goes_on_from_what_came_in(city: Staff) -> None:
    bring(city, incoming(told=(DOCKET, SERVE)))
    record = only()
    done(record, "answer", city.officer, SERVED + timedelta(days=3), answer="不侵权")
    with pytest.raises(Refused, match="2026-03-12"):
        done(record, "forward", city.officer, SERVED, **SERVICE)
    assert only().state == "answered"
    assert verify().ok


def test_the_last_act_of_before_can_be_undone_but_not_the_import(city: Staff) -> None:
    bring(city, incoming(told=(DOCKET,)))
    record = only()
    acts.undo(record, city.head, "误录")
    assert only().state == "received"
    assert InfringementCase._base_manager.get().panel == ""
    with pytest.raises(Refused):
        acts.undo(record, city.head, "误录")
    assert verify().ok


def test_what_was_done_before_is_counted_on_its_day(city: Staff) -> None:
    bring(city, incoming(1, told=(DOCKET,)), incoming(2, told=(DOCKET, SERVE)), incoming(3))
    kind, year = register(INFRINGEMENT), Period(date(2026, 1, 1), date(2026, 12, 31))
    assert counting.counts(kind, year, [city.office.pk])["accepted"] == {city.office.pk: 2}


def test_a_closed_record_comes_in_closed(city: Staff) -> None:
    mediated = Done("mediate", SERVED, {"agreement": "和解"})
    bring(
        city,
        incoming(1, state="archived", closed_on=SERVED, result="mediated"),
        incoming(2, told=(DOCKET, mediated)),
    )
    with everything():
        rows = list(Record.objects.order_by("pk").values_list("state", "closed_on", "result", "due_on"))
    assert rows == [("archived", SERVED, "mediated", None), ("closed", SERVED, "mediated", None)]
    assert verify().ok


def test_a_stay_of_before_still_stops_the_clocks(city: Staff) -> None:
    number = "厦知裁字〔2026〕1号之二"
    stay = Done(
        "stay", SERVED, {"stay_ground": "invalidity", "grounds": "无效宣告"}, {"infringement-stay": number}
    )
    bring(city, incoming(told=(DOCKET, stay)))
    record = only()
    assert (record.state, record.stopped) == ("stayed", True)
    done(record, "resume", city.head, SERVED + timedelta(days=9), grounds="维持有效")
    with everything():
        paper = Paper.objects.get(record=record)
    assert json.loads(paper.values)["stay_number"] == number
    assert paper.number not in ("", number)
    assert only().state == "docketed"
    assert verify().ok


def test_clocks_can_be_told_outright(city: Staff) -> None:
    bring(city, incoming(state="heard", starts={"infr.close": DOCKETED}))
    record = only()
    assert (record.due_rule, record.due_on) == ("infr.close", date(2026, 6, 8))


def test_the_office_goes_on_counting_behind_the_numbers_that_came_in(city: Staff) -> None:
    bring(city, incoming(41, told=(DOCKET,)), incoming(7), incoming(3, number="另编3号"))
    own = opened(city)
    done(own, "docket", city.head, DOCKETED, panel=PANEL)
    with everything():
        own.refresh_from_db()
    assert own.number == "厦知裁字〔2026〕42号"
    assert Counter.objects.get(kind="裁").last == 42


WRONG = [
    (incoming(state="nowhere"), "nowhere"),
    (incoming(state="archived"), "结案日期"),
    (incoming(state="archived", closed_on=date(2026, 3, 1)), "2026-03-01"),
    (incoming(state="archived", closed_on=SERVED, result="luck"), "luck"),
    (incoming(level=9), "保密等级"),
    (incoming(officer=999), "账号"),
    (incoming(number=" "), "编号"),
    (incoming()._replace(opened_on=date(2999, 1, 1)), "2999-01-01"),
    (incoming(fields={"patent_number": "ZL 2013 2 0000001.8"}), "校验"),
    (incoming(fields={"petitioner": ""}), "请求人"),
    (incoming(fields={"colour": "red"}), "colour"),
    (incoming(told=(Done("celebrate", DOCKETED),)), "celebrate"),
    (incoming(told=(SERVE,)), "送达"),
    (incoming(told=(DOCKET._replace(day=OPENED - timedelta(days=1)),)), "2026-03-02"),
    (incoming(told=(Done("docket", DOCKETED, {"panel": "x" * 1001}),)), "合议组"),
    (incoming(number=None, told=(DOCKET,)), "立案"),
]


@pytest.mark.parametrize(("wrong", "said"), WRONG)
def test_a_record_that_makes_no_sense_is_named_with_the_reason(
    city: Staff, wrong: Incoming, said: str
) -> None:
    with pytest.raises(Refused) as refused:
        bring(city, incoming(2), wrong)
    assert "第2件（旧1）" in refused.value.sentence
    assert said in refused.value.sentence
    with everything():
        assert not Record.objects.exists()
    assert verify().ok


def test_a_number_comes_in_once(city: Staff) -> None:
    for rows in ([incoming(1), incoming(1)], [incoming(1), incoming(1)._replace(reference="再")]):
        with pytest.raises(Refused, match="厦知裁字〔2026〕1号"):
            bring(city, *rows)
    bring(city, incoming(1))
    with pytest.raises(Refused, match="厦知裁字〔2026〕1号"):
        bring(city, incoming(1))


def test_only_the_batch_with_the_fault_is_left_out(city: Staff) -> None:
    with pytest.raises(Refused, match="第3件"):
        bring(city, incoming(1), incoming(2), incoming(3, level=9), incoming(4), batch=2)
    with everything():
        assert Record.objects.count() == 2
    assert verify().ok


@pytest.mark.parametrize("role", ["intake", "officer"])
def test_only_heads_and_directors_import(city: Staff, role: str) -> None:
    with pytest.raises(NotAllowed):
        import_records(register(INFRINGEMENT), city.office, [incoming()], getattr(city, role), source=SOURCE)


def test_a_head_of_another_office_does_not_import_here(city: Staff, db: None) -> None:
    from tests.casework.conftest import office

    other = person("elsewhere", office("350300", "莆田市知识产权局", "莆"), "head")
    with pytest.raises(NotAllowed):
        import_records(register(INFRINGEMENT), city.office, [incoming()], other, source=SOURCE)


def test_imports_and_acts_share_one_chain(city: Staff) -> None:
    """Written one by one or together, events are sealed in the same way."""
    with everything():
        ledger.append(city.office, ledger.Entry("note", OPENED, body={"a": 1}))
        keys = ledger.append_all(
            city.office, [ledger.Entry("note", OPENED, reason=f"{n}", body={"值": n}) for n in range(5)]
        )
        ledger.append(city.office, ledger.Entry("note", OPENED))
        assert list(Event.objects.filter(pk__in=keys).order_by("seq").values_list("pk", flat=True)) == keys
    assert verify().ok


def test_new_keys_are_never_those_of_a_row(city: Staff) -> None:
    bring(city, incoming(1), incoming(2))
    with everything():
        first = writing.new_keys(Record, 3)
        assert not Record.objects.filter(pk__in=first).exists()
        assert sorted(set(first)) == first
    own = opened(city)
    bring(city, incoming(3))
    with everything():
        assert Record.objects.count() == 4
        assert Record.objects.filter(pk=own.pk).count() == 1


KINDS = st.lists(
    st.sampled_from(
        ["docket", "serve", "answer", "forward", "mediate", "cancel", "stay", "resume", "archive"]
    ),
    max_size=6,
)
INPUTS: dict[str, dict[str, Any]] = {
    "docket": {"panel": PANEL},
    "serve": SERVICE,
    "answer": {"answer": "不侵权"},
    "forward": SERVICE,
    "mediate": {"agreement": "和解"},
    "cancel": {"ground": "withdrawn", "grounds": "撤回"},
    "stay": {"stay_ground": "invalidity", "grounds": "无效"},
    "resume": {"grounds": "维持"},
}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kinds=KINDS, gaps=st.lists(st.integers(0, 20), min_size=6, max_size=6))
def test_whatever_history_comes_in_is_explained_by_the_ledger(
    city: Staff, kinds: list[str], gaps: list[int]
) -> None:
    """Or it is refused as a whole."""
    day, told = OPENED, []
    for kind, gap in zip(kinds, gaps, strict=False):
        day += timedelta(days=gap)
        told.append(Done(kind, day, INPUTS.get(kind, {})))
    with everything():
        number = Record.objects.count() + 1
    try:
        bring(city, incoming(number, told=told))
    except Refused:
        with everything():
            assert Record.objects.count() == number - 1
    else:
        with everything():
            record = Record.objects.latest("pk")
        past = past_of(events_of(record))
        assert past.fields()["state"] == record.state
        assert [one.kind for one in past.standing[1:]] == [one.kind for one in told]
    assert verify().ok
