"""Bulk import (批量导入): records that were kept elsewhere come in by the thousand, and the ledger says so.

The first event of such a record is `imported`: it holds every value of header and detail as the record first
stood, so that the ledger explains it like any other. What was done to it before may be told as acts; each
becomes an event on its own day, after the import. Afterwards the kernel goes on with the record as with one
of its own: its clocks run, its last act can be undone, and it is counted.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fangzhi.casework import acts, consent, daytime, deadlines, ledger, writing
from fangzhi.casework.access.roles import LEVELS, ORDINARY
from fangzhi.casework.access.scope import everything
from fangzhi.casework.history import IMPORTED, Happened, Past
from fangzhi.casework.models import Counter, Deadline, Record
from fangzhi.casework.papers.faults import InvalidNumber
from fangzhi.casework.papers.numbering import parse_number
from fangzhi.casework.refusals import NotAllowed, Refused
from fangzhi.casework.turns import turn
from fangzhi.casework.values import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from django import forms

    from fangzhi.casework.access.viewer import Viewer
    from fangzhi.casework.deadlines import Clock
    from fangzhi.casework.declaration import Register, Transition
    from fangzhi.casework.models import Detail, Office

WHO = ("head", "director")
"""The roles that may import into their office."""
BATCH = 1000
"""Records in one transaction."""


class Done(NamedTuple):
    """An act that was done to a record before it came in."""

    kind: str
    """A transition of the register or of the kernel."""
    day: date
    inputs: Mapping[str, Any] = {}
    """What it was given: fields of the detail are set by it, the rest is kept in its event."""
    papers: Mapping[str, str] = {}
    """The documents that it produced there, template → number, to which later ones refer."""


class Incoming(NamedTuple):
    """One record as it comes in."""

    opened_on: date
    fields: Mapping[str, Any]
    """The detail's own fields as they first stood."""
    acts: Sequence[Done] = ()
    """What was done to it before, in order; state, result and closing follow from these acts."""
    state: str = ""
    """The state in which it first stood; empty for the state after the register's opening act."""
    number: str | None = None
    level: int = ORDINARY
    officer: int | None = None
    docketed_on: date | None = None
    """When it was docketed, for a record that came in after that."""
    closed_on: date | None = None
    """Only for a record whose first known state is a closed one."""
    result: str = ""
    starts: Mapping[str, date] = {}
    """Clocks that run and the days of their starting events; those of the opening act are known."""
    reference: str = ""
    """What it was called where it came from."""


class Imported(NamedTuple):
    """How much came in."""

    records: int
    events: int


class _Made(NamedTuple):
    """A record ready to be written."""

    record: Record
    detail: Detail
    entries: list[ledger.Entry]
    clocks: list[Clock]


def import_records(
    register: Register,
    office: Office,
    rows: Iterable[Incoming],
    by: Viewer,
    *,
    source: str,
    batch: int = BATCH,
) -> Imported:
    """Bring records into an office, in transactions of `batch` records each; `source` says where they come
    from and stands in the event of every import.

    Raises `NotAllowed` for anybody but a head of division or director of the office, and `Refused` naming the
    first record that cannot come in and why: nothing of its batch is then kept, and the batches before it
    stay.
    """
    if not set(WHO) & by.roles(register.id, office.pk).keys():
        raise NotAllowed(
            _("“%(act)s” is done by: %(roles)s of this office.")
            % {"act": _("Import records"), "roles": consent.role_names(WHO)}
        )
    work, waiting, records, events = _Work(register, office, by, source), iter(rows), 0, 0
    while portion := list(islice(waiting, batch)):
        with turn(), transaction.atomic(), everything():
            events += work.bring_in(portion, records)
        records += len(portion)
    return Imported(records, events)


def check_each(
    register: Register, office: Office, rows: Sequence[Incoming], by: Viewer
) -> list[Refused | None]:
    """Why each record could not come in, None for one that could; nothing is written."""
    with everything():
        work, taken = _Work(register, office, by, ""), _taken(rows)
        users = set(User.objects.values_list("pk", flat=True))
        return [work.problem(row, users, taken) for row in rows]


class _Work:
    """One import: what is the same for all of its records."""

    def __init__(self, register: Register, office: Office, by: Viewer, source: str) -> None:
        self.register, self.office, self.by, self.source = register, office, by, source
        self.today, self.now = timezone.localdate(), timezone.now()
        self.checks = _checks(register)
        self.times = deadlines.Times()
        self.stages = sorted(office.stages.all(), key=lambda one: one.valid_from)

    def bring_in(self, portion: list[Incoming], before: int) -> int:
        """Check and write one batch that comes after so many records; how many events it has. Raises
        `Refused`."""
        users, taken = set(User.objects.values_list("pk", flat=True)), _taken(portion)
        keys = writing.new_keys(Record, len(portion))
        made = []
        for place, (key, row) in enumerate(zip(keys, portion, strict=True), before + 1):
            try:
                _check_header(self.register, row, users, taken)
                made.append(self._make(key, row))
            except Refused as error:
                words = {"place": place, "name": row.reference or row.number or "—", "why": error.sentence}
                sentence = _("Record %(place)s (%(name)s) cannot come in. %(why)s") % words
                raise Refused(sentence, error.fields) from error
            taken.add(row.number)
        _write(self.register, self.office, made)
        return sum(len(one.entries) for one in made)

    def problem(self, row: Incoming, users: set[int], taken: set[str | None]) -> Refused | None:
        """Why a record cannot come in after those whose numbers are taken."""
        try:
            _check_header(self.register, row, users, taken)
            self._make(1, row)
        except Refused as error:
            return error
        taken.add(row.number)
        return None

    def _make(self, key: int, row: Incoming) -> _Made:
        """The record with its events and its clocks. Raises `Refused`."""
        record, detail = self._first(key, row), self._detail(key, row)
        entries = [self._imported(record, detail, row)]
        past = self._with(Past(()), entries[0])
        for one in row.acts:
            entries.append(self._done(record, detail, past, one))
            past = self._with(past, entries[-1])
        acts.derive(self.register, record, detail)
        clocks = deadlines.clocks_of(past, record, self.times)
        deadlines.follow(record, self.register, clocks, past)
        record.version = len(entries)
        return _Made(record, detail, entries, clocks)

    def _first(self, key: int, row: Incoming) -> Record:
        """The header as it first stood."""
        known = [one for one in self.stages if one.valid_from <= row.opened_on]
        opening = self.register.opening.target
        return Record(
            pk=key,
            register=self.register.id,
            office=self.office,
            level=row.level,
            number=row.number,
            state=row.state or (opening if isinstance(opening, str) else self.register.states[0].id),
            officer_id=row.officer,
            opened_on=row.opened_on,
            closed_on=row.closed_on,
            result=row.result,
            body=(known or self.stages[:1])[-1].body,
            region=self.office.region,
        )

    def _detail(self, key: int, row: Incoming) -> Detail:
        return self.register.model(record_id=key, **_fields(self.checks, row.fields))

    def _imported(self, record: Record, detail: Detail, row: Incoming) -> ledger.Entry:
        """The first event: everything that the record says, and the clocks that run."""
        act = self._act(self.register.opening, record, detail, Past(()), row.opened_on)
        act.changes = {name: plain(getattr(record, name)) for name in acts.HEADER}
        act.changes |= {name: plain(getattr(detail, name)) for name in self.register.fields}
        for name in self.register.personal:
            acts.lay(act, name, getattr(detail, name), always=True)
        starts = row.starts
        if not row.state and isinstance(act.transition.starts, tuple):
            starts = {**dict.fromkeys(act.transition.starts, row.opened_on), **starts}
        if starts:
            act.body["starts"] = {rule: day.isoformat() for rule, day in starts.items()}
        act.body["import"] = {"source": self.source, "reference": row.reference}
        if row.docketed_on:
            act.body["import"]["docketed_on"] = row.docketed_on.isoformat()
        return acts.entry(act)._replace(kind=IMPORTED)

    def _done(self, record: Record, detail: Detail, past: Past, one: Done) -> ledger.Entry:
        """One act that was done before. Raises `Refused` when the record did not allow it."""
        found = self.register.by_id.get(one.kind)
        if found is None:
            raise Refused(_("There is no such act in this register: %s.") % one.kind)
        act = self._act(found, record, detail, past, one.day)
        acts.check_state(act)
        daytime.check_day(act, self.today)
        if found.number and not record.number:
            raise Refused(_("“%s” gives a number: tell which it was.") % found.name, {"number": ""})
        fields = {name: self.checks[name] for name in one.inputs if name in self.checks}
        act.inputs = {**one.inputs, **_fields(fields, one.inputs, partly=True)}
        acts.change(act)
        acts.clockwork(act)
        act.body["imported"] = True
        if one.papers:
            act.body["papers"] = [{"template": name, "number": n} for name, n in one.papers.items()]
        return acts.entry(act)

    def _act(self, transition: Transition, record: Record, detail: Detail, past: Past, day: date) -> acts.Act:
        before = record.state if past.events else ""
        return acts.Act(self.register, transition, record, detail, past, self.by, None, day, before)

    def _with(self, past: Past, one: ledger.Entry) -> Past:
        """The past with one more event, which has no key yet."""
        place = len(past.events) + 1
        more = Happened(place, one.kind, one.occurred_on, self.now, one.before, one.after, None, one.body)
        return Past((*past.events, more))


def _checks(register: Register) -> dict[str, forms.Field]:
    """Each field of the detail as a form checks it."""
    made = {}
    for name in register.fields:
        field = register.model._meta.get_field(name).formfield()  # type: ignore[union-attr]
        if field is not None:
            made[name] = field
    return made


def _fields(
    checks: Mapping[str, forms.Field], given: Mapping[str, Any], *, partly: bool = False
) -> dict[str, Any]:
    """Values of the detail, each by the rules of its field. Raises `Refused` saying what is wrong."""
    found, wrong = {}, {}
    for name, check in checks.items():
        try:
            found[name] = check.clean(given.get(name, check.initial))
        except ValidationError as error:
            wrong[name] = f"{check.label}: {' '.join(error.messages)}"
    unknown = [] if partly else sorted(given.keys() - checks.keys())
    wrong |= {name: _("There is no such field.") for name in unknown}
    if wrong:
        raise Refused(" ".join(wrong.values() if not unknown else map(": ".join, wrong.items())), wrong)
    return found


def _check_header(register: Register, row: Incoming, users: set[int], taken: set[str | None]) -> None:
    """Whether the header makes sense. Raises `Refused`."""
    _check_closing(register, row)
    if row.opened_on > timezone.localdate():
        raise Refused(_("It was opened in the future: %s.") % row.opened_on, {"opened_on": ""})
    if row.level not in LEVELS:
        raise Refused(_("There is no such level of confidentiality."), {"level": ""})
    if row.officer is not None and row.officer not in users:
        raise Refused(_("Its officer has no account."), {"officer": ""})
    if row.number is not None and (row.number in taken or not row.number.strip()):
        raise Refused(_("The number %s is taken.") % row.number, {"number": ""})


def _check_closing(register: Register, row: Incoming) -> None:
    state = row.state
    if state and state not in register.state_names:
        raise Refused(_("The register has no state %s.") % state, {"state": ""})
    closed = bool(state) and state not in register.open_states
    if closed != (row.closed_on is not None):
        words = _("A closed record has the day on which it was closed, an open one has none.")
        raise Refused(words, {"closed_on": words})
    if row.closed_on and not row.opened_on <= row.closed_on <= timezone.localdate():
        words = _("It cannot have been closed on %s.") % row.closed_on
        raise Refused(words, {"closed_on": words})
    if row.result and row.result not in register.results:
        raise Refused(_("The register has no result %s.") % row.result, {"result": ""})


def _taken(portion: Sequence[Incoming]) -> set[str | None]:
    """The numbers of a batch that records have already."""
    numbers = [one.number for one in portion if one.number is not None]
    return set(Record.objects.filter(number__in=numbers).values_list("number", flat=True))


_DEADLINE = ("record_id", "rule", "turn", *deadlines.FIELDS)


def _write(register: Register, office: Office, made: Sequence[_Made]) -> None:
    writing.write_objects([one.record for one in made])
    writing.write_objects([one.detail for one in made])
    _count_on(office, [one.record.number for one in made])
    ledger.append_all(office, [entry for one in made for entry in one.entries])
    rows = [
        (one.record.pk, clock.rule, clock.turn, *deadlines.kept_of(clock))
        for one in made
        for clock in one.clocks
    ]
    writing.write(Deadline, _DEADLINE, rows)


def _count_on(office: Office, numbers: Iterable[str | None]) -> None:
    """Let the office's counters go on behind the numbers that came in."""
    last: dict[tuple[str, int], int] = {}
    for text in filter(None, numbers):
        try:
            number = parse_number(text)
        except InvalidNumber:
            continue
        if number.office == office.short:
            place = (number.kind, number.year)
            last[place] = max(last.get(place, 0), number.n)
    for (kind, year), n in last.items():
        Counter.objects.get_or_create(office=office, kind=kind, year=year)
        Counter.objects.filter(office=office, kind=kind, year=year, last__lt=n).update(last=n)
