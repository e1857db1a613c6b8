"""Verification: read every chain from its first event and say where it does not hold.

Finds an event that was edited, removed, inserted or put in another order; a tail that was cut off, against an
exported head; and a record whose header or detail its events do not explain. Nothing is changed.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from datetime import UTC, datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection

from fangzhi.casework import ledger
from fangzhi.casework.access.scope import everything
from fangzhi.casework.access.viewer import access_class
from fangzhi.casework.common import RECUSE
from fangzhi.casework.declaration import registers
from fangzhi.casework.history import CORRECT, UNDO
from fangzhi.casework.models import (
    Attachment,
    ChainHead,
    DailyHead,
    Office,
    Paper,
    Personal,
    Publication,
    Record,
    Recusal,
    Share,
)
from fangzhi.casework.publishing import unexplained
from fangzhi.casework.values import canonical, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fangzhi.casework.declaration import Register

BATCH = 2000
COLUMNS = (
    "chain_id, seq, record_id, kind, occurred_on, recorded_at, by_id, behalf_id, before, after, refers_id, "
    "reason, body, algorithm, digest, id"
)


class Fault(NamedTuple):
    """Where the ledger does not hold. `kind`: edited · removed · inserted · reordered · cut · unexplained."""

    chain: str
    seq: int
    kind: str
    record: int | None = None
    field: str = ""


class Verdict(NamedTuple):
    """What a verification found: how many events it read, and the first fault of every chain."""

    events: int
    records: int
    faults: tuple[Fault, ...]

    @property
    def ok(self) -> bool:
        """Whether everything holds."""
        return not self.faults


def verify(heads: Mapping[str, tuple[int, str]] | None = None, *, replay: bool = True) -> Verdict:
    """Read all chains, hold them against their heads and against exported ones, and replay every record.

    `heads` are exported heads: office code → (seq, digest). Only the first fault of each chain is told:
    everything after it is in doubt.
    """
    with everything():
        events, faults = _chains(heads or {})
        faults += _daily_heads()
        records = 0
        if replay:
            records, more = _replay()
            faults += [*more, *_public()]
    return Verdict(events, records, tuple(faults))


def _chains(exported: Mapping[str, tuple[int, str]]) -> tuple[int, list[Fault]]:
    codes = dict(Office.objects.values_list("pk", "code"))
    ends = {head.pk: (head.seq, head.digest) for head in ChainHead.objects.all()}
    faults, events = [], 0
    seen: set[int] = set()
    for chain, rows in groupby(_rows(), key=lambda row: row[0]):
        seen.add(chain)
        code = codes.get(chain, str(chain))
        count, found = _chain(code, rows, ends.get(chain, (0, "")), exported.get(code))
        events += count
        faults += found
    for chain, (seq, _digest) in ends.items():
        if chain not in seen and (seq or codes[chain] in exported):
            faults.append(Fault(codes[chain], 1, "removed"))
    return events, faults


def _rows() -> Iterator[tuple[Any, ...]]:
    """Every event in the order of the chains, read in portions."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL work_mem = '64MB'") if connection.in_atomic_block else None
        last = (-1, -1)
        while True:
            cursor.execute(
                f"SELECT {COLUMNS} FROM casework_event WHERE (chain_id, seq) > (%s, %s) "  # noqa: S608 - no value is in the text
                f"ORDER BY chain_id, seq LIMIT {BATCH}",
                last,
            )
            rows = cursor.fetchall()
            yield from rows
            if len(rows) < BATCH:
                return
            last = rows[-1][:2]


def _chain(
    code: str, rows: Iterator[tuple[Any, ...]], end: tuple[int, str], exported: tuple[int, str] | None
) -> tuple[int, list[Fault]]:
    """One chain: how many events it has, and its first fault."""
    previous, expected, count = "", 1, 0
    fault: Fault | None = None
    passed = exported is None
    for row in rows:
        count += 1
        if fault is None:
            fault = _link(code, row, expected, previous)
        expected, previous = expected + 1, row[14]
        if exported and row[1] == exported[0]:
            passed = row[14] == exported[1]
    if fault is None and exported and not passed:
        short = exported[0] >= expected
        fault = Fault(code, expected if short else exported[0], "removed" if short else "edited")
    if fault is None and end != (expected - 1, previous):
        fault = Fault(code, expected, "removed" if end[0] >= expected else "inserted")
    return count, [fault] if fault else []


def _link(code: str, row: tuple[Any, ...], expected: int, previous: str) -> Fault | None:
    """What is wrong with one event after the one before it."""
    seq, digest = row[1], row[14]
    if seq != expected:
        return Fault(code, expected, "removed" if seq > expected else "inserted", row[2])
    if _sealed(row, previous) == digest:
        return None
    return _misfit(code, row, previous)


def _misfit(code: str, row: tuple[Any, ...], previous: str) -> Fault:
    """Why a digest does not fit: an event was put in before it or is this one, it stood elsewhere, or it was
    edited."""
    seq, digest = row[1], row[14]
    near = {one[1]: one for one in _around(row[0], seq)}
    before = near[seq - 2][14] if seq - 2 in near else ""
    if previous != digest and _sealed((row[0], seq - 1, *row[2:]), before) == digest:
        return Fault(code, seq - 1, "inserted", near[seq - 1][2] if seq - 1 in near else None)
    seals = {other[14] for other in near.values()}
    for place in near:
        copied = place != seq and near[place][14] == digest
        if not copied and any(_sealed((row[0], place, *row[2:]), one) == digest for one in seals):
            return Fault(code, seq, "reordered", row[2])
    if seq + 1 in near and _sealed((row[0], seq, *near[seq + 1][2:]), previous) == near[seq + 1][14]:
        return Fault(code, seq, "inserted", row[2])
    return Fault(code, seq, "edited", row[2])


REACH = 20
"""Events before and after a fault among which its reason is looked for."""


def _around(chain: int, seq: int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {COLUMNS} FROM casework_event WHERE chain_id = %s AND seq BETWEEN %s AND %s",  # noqa: S608 - no value is in the text
            [chain, seq - REACH, seq + REACH],
        )
        return list(cursor.fetchall())


def _sealed(row: tuple[Any, ...], previous: str) -> str:
    said = (row[2], row[3], _day(row[4]), _moment(row[5]), *row[6:12])
    try:
        return ledger.seal(row[13], previous, row[0], row[1], said, row[12])
    except ValueError:
        return ""


def _day(value: Any) -> str:
    return value if isinstance(value, str) else value.isoformat()


def _moment(value: Any) -> str:
    """As `ledger.moment_text` writes it; SQLite keeps it as text without a zone."""
    if isinstance(value, str):
        text = value.replace(" ", "T")
        return text if "." in text else f"{text}.000000"
    found: datetime = value if value.tzinfo else value.replace(tzinfo=UTC)
    return ledger.moment_text(found)


def _daily_heads() -> list[Fault]:
    previous = ""
    for head in DailyHead.objects.order_by("day").iterator():
        text = f"{head.day.isoformat()}\n{previous}\n{head.heads}"
        if head.previous != previous or ledger.digest_of(head.algorithm, text) != head.digest:
            return [Fault("daily", head.day.toordinal(), "edited", field=str(head.day))]
        previous = head.digest
    return []


def _replay() -> tuple[int, list[Fault]]:
    """Hold every record against the fold of its events."""
    codes = dict(Office.objects.values_list("pk", "code"))
    count, faults, last = 0, [], 0
    for register in registers().values():
        last = 0
        while True:
            rows = list(Record.objects.filter(register=register.id, pk__gt=last).order_by("pk")[:BATCH])
            if not rows:
                break
            count += len(rows)
            last = rows[-1].pk
            faults += _explain(register, rows, codes)
    return count, faults


def _public() -> list[Fault]:
    """Hold what everybody may read against the events that published it."""
    rows = Publication.objects.select_related("office").iterator(chunk_size=BATCH)
    return [
        Fault(row.office.code, 0, "unexplained", row.record_id, "publication") for row in unexplained(rows)
    ]


def _explain(register: Register, rows: list[Record], codes: Mapping[int, str]) -> list[Fault]:
    keys = [row.pk for row in rows]
    details = {one.pk: one for one in register.model._base_manager.filter(pk__in=keys)}
    told = _told(keys)
    beside = _beside(keys)
    sealed = _personal(keys) if register.personal else {}
    faults = []
    for row in rows:
        detail = details.get(row.pk)
        said = told[row.pk]
        wrong = "detail" if detail is None else _unexplained(register, row, detail, said.fields, sealed)
        wrong = wrong or _differs(said.beside, beside.get(row.pk, {}))
        if wrong:
            faults.append(Fault(codes[row.office_id], 0, "unexplained", row.pk, wrong))
    return faults


class Told(NamedTuple):
    """What the events of a record say."""

    fields: dict[str, Any]
    beside: dict[str, list[tuple[Any, ...]]]
    """Papers, files, recusals and sharings, each with what must not change about it."""


def _told(keys: list[int]) -> dict[int, Told]:
    """What the events of records say, folded in their order, without undone ones; of these only the number
    stays, because it is used, and the papers, which are in the file."""
    events = defaultdict(list)
    with connection.cursor() as cursor:
        marks = ", ".join(["%s"] * len(keys))
        cursor.execute(
            f"SELECT record_id, id, kind, refers_id, body FROM casework_event WHERE record_id IN ({marks}) "  # noqa: S608 - only marks
            "ORDER BY record_id, seq",
            keys,
        )
        for record, *rest in cursor.fetchall():
            events[record].append(rest)
    found = {key: Told({}, defaultdict(list)) for key in keys}
    for record, rows in events.items():
        undone = {refers for _id, kind, refers, _body in rows if kind == UNDO}
        for key, kind, refers, text in rows:
            body = json.loads(text)
            gone = key in undone or (kind == CORRECT and refers in undone)
            changes = body.get("changes", {}) if kind != UNDO else {}
            kept = {"number"} if gone else changes.keys()
            found[record].fields.update({name: changes[name] for name in changes if name in kept})
            _note(found[record].beside, key, kind, body, gone=gone)
    return found


def _note(beside: dict[str, list[tuple[Any, ...]]], key: int, kind: str, body: Any, *, gone: bool) -> None:
    """What an event says of papers, files, recusals and sharings."""
    for one in body.get("papers", ()):
        if "values" in one:  # papers that came from elsewhere are numbers alone
            beside["papers"].append((key, *(one[name] for name in _OF_PAPERS)))
    for one in body.get("files", ()) if kind == "attach" else ():
        beside["files"].append((one["digest"], one["name"], one["size"], one["secret"]))
    if kind == RECUSE:
        beside["recusals"].append((body["inputs"]["person"],))
    if not gone and "shares" in body:
        beside["shares"].extend((kind, office) for kind, office in body["shares"])


def _beside(keys: list[int]) -> dict[int, dict[str, list[tuple[Any, ...]]]]:
    """The same as the tables have it."""
    found: dict[int, dict[str, list[tuple[Any, ...]]]] = defaultdict(lambda: defaultdict(list))
    for name, model, columns in _BESIDE:
        rows = model._base_manager.filter(record__in=keys).values_list("record", *columns)
        for record, *said in rows:
            if name == "papers":
                said[-1] = ledger.digest_of("sha256", said[-1])
            found[record][name].append(tuple(said))
    return found


_OF_PAPERS = ("template", "version", "number", "content", "values")
_BESIDE: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
    ("papers", Paper, ("event", *_OF_PAPERS)),
    ("files", Attachment, ("digest", "name", "size", "secret")),
    ("recusals", Recusal, ("user",)),
    ("shares", Share, ("kind", "office")),
)


def _differs(said: Mapping[str, list[tuple[Any, ...]]], kept: Mapping[str, list[tuple[Any, ...]]]) -> str:
    """Which of papers, files, recusals and sharings are not as the events say; empty when all are."""
    for name in said.keys() | kept.keys():
        wanted, there = Counter(said.get(name, ())), Counter(kept.get(name, ()))
        if name == "recusals":
            wanted = Counter(set(wanted))
        if wanted != there:
            return name
    return ""


def _personal(keys: list[int]) -> dict[tuple[int, str, str], str]:
    """(record, name, commitment) → value of what has not been shredded."""
    rows = Personal.objects.filter(event__record__in=keys).values_list(
        "event__record", "name", "salt", "value"
    )
    return {(record, name, ledger.commitment(salt, value)): value for record, name, salt, value in rows}


def _unexplained(
    register: Register,
    record: Record,
    detail: Any,
    told: Mapping[str, Any],
    sealed: Mapping[tuple[int, str, str], str],
) -> str:
    """The first field that its events do not explain; empty when they explain all."""
    from fangzhi.casework.acts import HEADER

    for name in HEADER:
        value = plain(getattr(record, name))
        if name in told:
            if value != told[name]:
                return name
        elif value not in (None, "", 0):
            return name
    for name in register.fields:
        value, said = plain(getattr(detail, name)), told.get(name)
        if isinstance(said, dict):
            if sealed.get((record.pk, name, said["~"]), "") != value:
                return name
        elif value != said and not (name not in told and value in (None, "", False)):
            return name
    if record.access_class != access_class(record.office_id, register.code, record.level):
        return "access_class"
    if record.title != register.title(detail)[:300] or record.parties != register.parties(detail)[:600]:
        return "title"
    return ""


def heads_now() -> dict[str, tuple[int, str]]:
    """Where every chain stands: office code → (seq, digest)."""
    rows = ChainHead.objects.values_list("office__code", "seq", "digest")
    return {code: (seq, digest) for code, seq, digest in rows}


def heads_text(heads: Mapping[str, tuple[int, str]]) -> str:
    """Heads as canonical JSON."""
    return canonical({code: list(place) for code, place in heads.items()})
