"""The ledger: every act of an office as one row of a hash chain, written in the transaction of the act.

An event's digest covers the digest before it, its place in the chain and all that it says. Personal values
enter as salted digests (`commit`), so that they can be shredded and the chain stays whole. Every row names
its algorithm: SHA-256, or SM3 (GB/T 32905) where FANGZHI_DIGEST=sm3.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from datetime import UTC, date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings
from django.utils import timezone

from fangzhi.casework.models import ChainHead, Event, Personal
from fangzhi.casework.values import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from fangzhi.casework.models import Office, Record

SALT_BYTES = 16


class Entry(NamedTuple):
    """What is to be written as one event."""

    kind: str
    occurred_on: date
    record: int | None = None
    by: int | None = None
    behalf: int | None = None
    before: str = ""
    after: str = ""
    refers: int | None = None
    reason: str = ""
    body: Mapping[str, Any] = {}
    personal: Mapping[str, str] = {}
    """Values that are kept apart: name → value; the body already holds their commitments."""
    salts: Mapping[str, str] = {}


def algorithm() -> str:
    """The digest that new events use."""
    return str(settings.FANGZHI_DIGEST)


@cache
def _maker(name: str) -> Any:
    if name not in ("sha256", "sm3"):
        raise ValueError(name)
    if name in hashlib.algorithms_available:
        return lambda data: hashlib.new(name, data).hexdigest()
    from cryptography.hazmat.primitives.hashes import SM3, Hash

    def sm3(data: bytes) -> str:
        made = Hash(SM3())
        made.update(data)
        return made.finalize().hex()

    return sm3


def digest_of(name: str, text: str) -> str:
    """The digest of a text by a named algorithm, in hexadecimal."""
    found: str = _maker(name)(text.encode())
    return found


def commit(value: str) -> tuple[str, str]:
    """A personal value's salt and its commitment, which alone enters the ledger."""
    salt = secrets.token_hex(SALT_BYTES)
    return salt, commitment(salt, value)


def commitment(salt: str, value: str) -> str:
    """What the ledger holds of a personal value."""
    return hashlib.sha256(f"{salt}\n{value}".encode()).hexdigest()


def seal(name: str, previous: str, chain: int, seq: int, row: tuple[Any, ...], body: str) -> str:
    """The digest of one event: of the digest before it, its place and everything it says.

    `row` is record, kind, occurred_on, recorded_at, by, behalf, before, after, refers, reason as plain JSON;
    the body is JSON on a line of its own, so that no two events have the same text.
    """
    head = json.dumps([name, previous, chain, seq, *row], ensure_ascii=False, separators=(",", ":"))
    return digest_of(name, f"{head}\n{body}")


def moment_text(at: datetime) -> str:
    """A moment as it enters the digest: UTC to the microsecond."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")


def lock_head(office: Office) -> ChainHead:
    """The head of an office's chain, locked until the transaction ends."""
    found: ChainHead = ChainHead.objects.select_for_update().get(pk=office.pk)
    return found


def append(office: Office, entry: Entry) -> Event:
    """Write one event at the end of an office's chain; the head is the last row that the act locks."""
    return append_all(office, [entry])[0]


def append_all(
    office: Office, entries: Sequence[Entry], records: Sequence[Record | None] = ()
) -> list[Event]:
    """Write events at the end of an office's chain, in their order, in one statement for each table."""
    head = lock_head(office)
    now, name = timezone.now(), algorithm()
    made: list[Event] = []
    seq, previous = head.seq, head.digest
    for entry in entries:
        seq += 1
        event = _event(office.pk, seq, entry, now, name, previous)
        previous = event.digest
        made.append(event)
    _write(made)
    _keep_personal(made, entries)
    head.seq, head.digest = seq, previous
    head.save(update_fields=("seq", "digest"))
    return made


def _write(made: list[Event]) -> None:
    if len(made) == 1:
        made[0].save(force_insert=True)
    else:
        Event._base_manager.bulk_create(made, batch_size=1000)


def _event(chain: int, seq: int, entry: Entry, now: datetime, name: str, previous: str) -> Event:
    body = canonical(entry.body)
    row = (
        entry.record,
        entry.kind,
        entry.occurred_on.isoformat(),
        moment_text(now),
        entry.by,
        entry.behalf,
        entry.before,
        entry.after,
        entry.refers,
        entry.reason,
    )
    return Event(
        chain_id=chain,
        seq=seq,
        record_id=entry.record,
        kind=entry.kind,
        occurred_on=entry.occurred_on,
        recorded_at=now,
        by_id=entry.by,
        behalf_id=entry.behalf,
        before=entry.before,
        after=entry.after,
        refers_id=entry.refers,
        reason=entry.reason,
        body=body,
        algorithm=name,
        digest=seal(name, previous, chain, seq, row, body),
    )


def _keep_personal(made: Iterable[Event], entries: Iterable[Entry]) -> None:
    rows = [
        Personal(event=event, name=name, salt=entry.salts[name], value=value)
        for event, entry in zip(made, entries, strict=True)
        for name, value in entry.personal.items()
    ]
    if rows:
        Personal.objects.bulk_create(rows, batch_size=1000)


def opened(record: int, name: str, sealed: str) -> str:
    """The personal value of a record's field behind a commitment; empty when it was shredded."""
    rows = Personal.objects.filter(event__record=record, name=name).values_list("salt", "value")
    return next((value for salt, value in rows if commitment(salt, value) == sealed), "")
