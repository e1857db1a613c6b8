"""The ledger: nothing that was done to it by hand stays unfound, and what was destroyed leaves it whole."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.base import ContentFile
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from fangzhi.casework import acts, daily, ledger
from fangzhi.casework.access.scope import everything
from fangzhi.casework.attachments import attach, shred
from fangzhi.casework.history import past_of
from fangzhi.casework.models import Attachment, DailyHead, Event, Personal, Record
from fangzhi.casework.refusals import NotAllowed, Refused
from fangzhi.casework.verification import heads_now, verify
from fangzhi.registers.protection.infringement.model import InfringementCase
from tests.casework.conftest import Staff, done, person
from tests.casework.examples import PANEL, PROOF

if TYPE_CHECKING:
    from collections.abc import Callable

    Receive = Callable[..., Record]

DOCKETED, SERVED = date(2026, 3, 6), date(2026, 3, 9)


@pytest.fixture
def case(city: Staff, received: Receive) -> Record:
    """A case with four events, one of them undone."""
    found = received()
    done(found, "docket", city.head, DOCKETED, panel=PANEL)
    done(found, "serve", city.officer, SERVED, handed_on=SERVED, **PROOF)
    acts.undo(found, city.officer, "误送")
    return found


def by_hand(sql: str, *values: Any) -> None:
    """Somebody with access to the database file, who has removed the triggers."""
    with connection.cursor() as cursor:
        for act in ("update", "delete"):
            name = f"casework_event_no_{act}"
            on = "" if connection.vendor == "sqlite" else " ON casework_event"
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")
        cursor.execute(sql, values)


def test_an_untouched_ledger_holds(case: Record) -> None:
    verdict = verify()
    assert verdict.ok
    assert (verdict.events, verdict.records) == (9, 1)


@pytest.mark.parametrize(
    "statement", ["UPDATE casework_event SET reason = 'x'", "DELETE FROM casework_event"]
)
def test_the_database_itself_refuses_to_change_or_delete_an_event(case: Record, statement: str) -> None:
    refusal = pytest.raises(DatabaseError, match="append-only")
    with refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("occurred_on", "2026-03-07"),
        ("after", "decided"),
        ("reason", "x"),
        ("body", '{"changes":{}}'),
        ("kind", "note"),
    ],
)
def test_an_edited_event_is_named(case: Record, column: str, value: str) -> None:
    with everything():
        event = Event.objects.get(kind="docket")
    quoted = f'"{column}"'
    by_hand(f"UPDATE casework_event SET {quoted} = %s WHERE id = %s", value, event.pk)
    fault = verify().faults[0]
    assert (fault.chain, fault.seq, fault.kind, fault.record) == ("350200", event.seq, "edited", case.pk)


def test_a_removed_event_is_named(case: Record, city: Staff) -> None:
    event = done(case, "note", city.officer, SERVED, text="一")
    done(case, "note", city.officer, SERVED, text="二")
    by_hand("DELETE FROM casework_event WHERE id = %s", event.pk)
    fault = verify(replay=False).faults[0]
    assert (fault.seq, fault.kind) == (event.seq, "removed")


@pytest.mark.parametrize("forger", ["careless", "careful"])
def test_an_inserted_event_is_named(case: Record, forger: str) -> None:
    with everything():
        event, forged = Event.objects.get(kind="serve"), Event.objects.get(kind="docket")
        last = Event.objects.order_by("-seq").first()
    by_hand("UPDATE casework_event SET seq = seq + 100 WHERE seq >= %s", event.seq)
    by_hand("UPDATE casework_event SET seq = seq - 99 WHERE seq >= 100")
    said: tuple[Any, ...] = (
        forged.record_id,
        forged.kind,
        forged.occurred_on.isoformat(),
        ledger.moment_text(forged.recorded_at),
    )
    said += (forged.by_id, forged.behalf_id, forged.before, forged.after, forged.refers_id, forged.reason)
    if forger == "careful":
        forged.digest = ledger.seal("sha256", forged.digest, forged.chain_id, event.seq, said, forged.body)
    forged.pk, forged.seq = None, event.seq
    with everything():
        forged.save(force_insert=True)
    by_hand("UPDATE casework_chainhead SET seq = %s", last.seq + 1)
    fault = verify(replay=False).faults[0]
    assert (fault.seq, fault.kind) == (event.seq, "inserted")


def test_events_in_another_order_are_named(case: Record) -> None:
    with everything():
        first, second = Event.objects.get(kind="docket"), Event.objects.get(kind="serve")
    by_hand("UPDATE casework_event SET seq = 1000 WHERE id = %s", first.pk)
    by_hand("UPDATE casework_event SET seq = %s WHERE id = %s", first.seq, second.pk)
    by_hand("UPDATE casework_event SET seq = %s WHERE id = %s", second.seq, first.pk)
    fault = verify(replay=False).faults[0]
    assert (fault.seq, fault.kind) == (first.seq, "reordered")


def test_a_tail_that_was_cut_off_is_found_against_an_exported_head(case: Record, city: Staff) -> None:
    exported = heads_now()
    with everything():
        last = Event.objects.order_by("-seq").first()
        before = Event.objects.get(seq=last.seq - 1)
    by_hand("DELETE FROM casework_event WHERE id = %s", last.pk)
    by_hand("UPDATE casework_chainhead SET seq = %s, digest = %s", before.seq, before.digest)
    assert verify(replay=False).ok
    fault = verify(exported, replay=False).faults[0]
    assert (fault.seq, fault.kind) == (last.seq, "removed")


def test_a_rewritten_chain_does_not_fit_an_exported_head(case: Record) -> None:
    exported = heads_now()
    seq, _digest = exported["350200"]
    assert not verify({"350200": (seq, "0" * 64)}, replay=False).ok


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("casework_record", "state", "decided"),
        ("casework_record", "number", "厦知裁字〔2026〕9号"),
        ("casework_record", "closed_on", "2026-03-09"),
        ("casework_record", "title", "另一件"),
        ("casework_record", "access_class", 1),
        ("registers_infringementcase", "respondent", "别人"),
        ("registers_infringementcase", "petitioner_contact", "139"),
        ("registers_infringementcase", "no_suit", False),
    ],
)
def test_a_record_that_its_events_do_not_explain_is_named(
    case: Record, table: str, column: str, value: Any
) -> None:
    key = "id" if table == "casework_record" else "record_id"
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", [value, case.pk])
    fault = verify().faults[0]
    assert (fault.kind, fault.record) == ("unexplained", case.pk)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE casework_paper SET \"values\" = '{}' WHERE record_id = %s",
        "UPDATE casework_paper SET number = 'x' WHERE record_id = %s",
        "UPDATE casework_attachment SET secret = %s WHERE record_id = %s",
        "DELETE FROM casework_attachment WHERE record_id = %s",
        "DELETE FROM casework_recusal WHERE record_id = %s",
    ],
)
def test_papers_files_and_recusals_that_the_events_do_not_explain_are_named(
    city: Staff, case: Record, sql: str
) -> None:
    attach(case, city.officer, ContentFile("合议".encode(), name="合议.txt"), secret=True)
    other = person("relative", city.office, "officer")
    done(case, "recuse", city.head, SERVED, person=other.user, why="亲属")
    assert verify().ok
    with connection.cursor() as cursor:
        cursor.execute(sql, [False, case.pk][2 - sql.count("%s") :])
    fault = verify().faults[0]
    assert (fault.kind, fault.record) == ("unexplained", case.pk)
    assert fault.field in ("papers", "files", "recusals")


def test_personal_data_is_destroyed_and_the_chain_stays_whole(city: Staff, case: Record) -> None:
    with pytest.raises(Refused):
        shred(case, city.director, ["petitioner_contact"], "期限届满")
    done(case, "mediate", city.officer, date(2026, 3, 10), agreement="和解")
    with pytest.raises(NotAllowed):
        shred(case, city.officer, ["petitioner_contact"], "期限届满")
    shred(case, city.director, ["petitioner_contact"], "期限届满")
    assert InfringementCase._base_manager.get().petitioner_contact == ""
    assert not Personal.objects.exists()
    with everything():
        assert "李示例" not in "".join(Event.objects.values_list("body", flat=True))
    assert verify().ok


def test_personal_values_never_stand_in_an_event(case: Record) -> None:
    with everything():
        bodies = "".join(Event.objects.values_list("body", flat=True))
    assert "0592-0000000" not in bodies
    assert Personal.objects.filter(name="petitioner_contact", value__contains="0592").exists()


def test_a_record_can_be_read_as_of_a_past_moment(case: Record) -> None:
    with everything():
        events = list(Event.objects.filter(record=case).order_by("seq"))
    states = [past_of(events[: n + 1]).fields()["state"] for n in range(len(events))]
    assert states == ["received", "docketed", "served", "docketed"]


def test_the_heads_of_a_day_seal_the_day_before(case: Record) -> None:
    first = daily.seal_day(date(2026, 3, 9))
    second = daily.seal_day(date(2026, 3, 10))
    assert second.previous == first.digest
    assert daily.seal_day(date(2026, 3, 10)).pk == second.pk
    assert json.loads(first.heads)["350200"][1] == heads_now()["350200"][1]
    assert verify().ok
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        DailyHead.objects.filter(pk=first.pk).update(heads="{}")


def test_a_file_is_kept_by_its_digest_and_named_in_the_ledger(city: Staff, case: Record) -> None:
    attach(case, city.officer, ContentFile("证据".encode(), "证据.txt"))
    with everything():
        kept, event = Attachment.objects.get(), Event.objects.get(kind="attach")
    assert json.loads(event.body)["files"][0]["digest"] == kept.digest
    assert verify().ok


def test_a_file_that_is_not_what_it_says_is_refused(city: Staff, case: Record) -> None:
    for name, content in (("发票.pdf", b"<html>"), ("程序.txt", b"MZ\x90\x00" + b"\0" * 60)):
        with pytest.raises(Refused) as refused:
            attach(case, city.officer, ContentFile(content, name))
        assert name in refused.value.sentence
    with everything():
        assert not Attachment.objects.exists()


def test_sm3_seals_as_well(case: Record, city: Staff, settings: Any) -> None:
    settings.FANGZHI_DIGEST = "sm3"
    event = done(case, "note", city.officer, SERVED, text="x")
    assert event.algorithm == "sm3"
    assert verify().ok


@given(st.lists(st.tuples(st.text(max_size=8), st.text(max_size=8)), min_size=2, max_size=2, unique=True))
def test_two_different_events_never_have_the_same_text(pair: list[tuple[str, str]]) -> None:
    digests = [ledger.seal("sha256", "", 1, 1, (reason,), body) for reason, body in pair]
    assert digests[0] != digests[1] or json.dumps(pair[0]) == json.dumps(pair[1])
