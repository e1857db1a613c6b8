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

from fangzhi.casework import writing
from fangzhi.casework.models import ChainHead, Event, Personal
from fangzhi.casework.values import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from fangzhi.casework.models import Office

SALT_BYTES = 16
_line = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


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
    if name == "sha256":
        return lambda data: hashlib.sha256(data).hexdigest()
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
    head = _line((name, previous, chain, seq, *row))
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
    head = lock_head(office)
    now, name = timezone.now(), algorithm()
    row = _row(office.pk, head.seq + 1, entry, now, moment_text(now), name, head.digest)
    event = Event(**dict(zip(_COLUMNS, row, strict=True)))
    event.save(force_insert=True)
    _keep_personal([event.pk], [entry])
    _move(head, event.seq, event.digest)
    return event


def append_all(office: Office, entries: Sequence[Entry]) -> list[int]:
    """Write many events at the end of an office's chain, in their order; their keys. The chain is worked out
    in memory, so that the database is asked a few times however many there are."""
    head = lock_head(office)
    now, name = timezone.now(), algorithm()
    moment, seq, previous = moment_text(now), head.seq, head.digest
    keys, rows = writing.new_keys(Event, len(entries)), []
    for key, entry in zip(keys, entries, strict=True):
        seq += 1
        row = _row(office.pk, seq, entry, now, moment, name, previous)
        previous = row[-1]
        rows.append((key, *row))
    writing.write(Event, ("id", *_COLUMNS), rows)
    _keep_personal(keys, entries)
    _move(head, seq, previous)
    return keys


def _move(head: ChainHead, seq: int, digest: str) -> None:
    head.seq, head.digest = seq, digest
    head.save(update_fields=("seq", "digest"))


_COLUMNS = (
    "chain_id", "seq", "record_id", "kind", "occurred_on", "recorded_at", "by_id", "behalf_id", "before",
    "after", "refers_id", "reason", "body", "algorithm", "digest",
)  # fmt: skip


def _row(
    chain: int, seq: int, entry: Entry, now: datetime, moment: str, name: str, previous: str
) -> tuple[Any, ...]:
    """An event sealed by the one before it, in the order of `_COLUMNS`."""
    body = canonical(entry.body)
    said = (
        entry.record,
        entry.kind,
        entry.occurred_on.isoformat(),
        moment,
        entry.by,
        entry.behalf,
        entry.before,
        entry.after,
        entry.refers,
        entry.reason,
    )
    digest = seal(name, previous, chain, seq, said, body)
    return (
        chain, seq, entry.record, entry.kind, entry.occurred_on, now, *said[4:], body, name, digest,
    )  # fmt: skip


def _keep_personal(keys: Iterable[int], entries: Iterable[Entry]) -> None:
    rows = [
        (key, name, entry.salts[name], value)
        for key, entry in zip(keys, entries, strict=True)
        for name, value in entry.personal.items()
    ]
    writing.write(Personal, ("event_id", "name", "salt", "value"), rows)


def opened(record: int, name: str, sealed: str) -> str:
    """The personal value of a record's field behind a commitment; empty when it was shredded."""
    rows = Personal.objects.filter(event__record=record, name=name).values_list("salt", "value")
    return next((value for salt, value in rows if commitment(salt, value) == sealed), "")
