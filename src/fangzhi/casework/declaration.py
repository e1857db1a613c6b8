"""A register as a declaration: what is recorded, the states and transitions, the clocks, what is counted.

A register's file builds one `Register` and enters it with `enter`. Lists, boards, forms, permissions,
numbers, papers, exports, the HTTP interface and counts follow from it; nothing else of a register exists.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from fangzhi.casework.history import BESIDE, CORRECT, IMPORTED, PROCEEDINGS, QUIET, UNDO

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from django import forms
    from django.utils.functional import _StrOrPromise

    from fangzhi.casework.history import Past
    from fangzhi.casework.masking import Known
    from fangzhi.casework.models import Detail, Office, Record

    Words: TypeAlias = _StrOrPromise

HEADER_FIELDS = ("title", "parties", "level", "opened_on", "officer")
"""Fields of the header that a transition may ask for."""
RESERVED = PROCEEDINGS | BESIDE | QUIET | {UNDO, CORRECT, IMPORTED}
"""Kinds of event that mean something to the kernel: no transition of a register has such a name."""


class Situation(NamedTuple):
    """A record at the moment of an act: what a guard or an effect may look at."""

    record: Record
    detail: Any
    past: Past
    """What has happened so far, as it stands after undoings and corrections."""
    inputs: Mapping[str, Any]
    occurred_on: date


class NotNow(NamedTuple):
    """Why an act is not allowed now, and from which day it will be, if that is known."""

    reason: Words
    when: date | None = None
    moot: bool = False
    """Whether there is nothing to do it to, such as a release where nothing was seized: the page of a record
    leaves the act out."""


def moot(reason: Words) -> NotNow:
    """Why there is nothing to do an act to."""
    return NotNow(reason, moot=True)


class Carried(NamedTuple):
    """An act on another record that an act carries with it: on one that exists, or on one that it opens in
    another office. It is done by the same person in the same transaction, whatever his role there."""

    act: str
    record: Record | None = None
    office: Office | None = None
    """Where a record of the same register is opened."""
    inputs: Mapping[str, Any] = {}
    link: str = ""
    """The kind of link by which the opened record hangs on the one that opened it."""


@dataclass(frozen=True, slots=True)
class Input:
    """Something a form asks for that is kept in the event alone; fields of the record need none."""

    name: str
    field: Callable[[], forms.Field]
    """Makes the form field, with label and the reason why it is asked."""
    personal: bool = False
    seen_by: frozenset[str] = frozenset()
    """Roles that may read it afterwards; empty for everybody who sees the record."""
    shown: Callable[[Record, Any], Any] | None = None
    """What the form shows at first, from the record and its detail."""


@dataclass(frozen=True, slots=True)
class State:
    """A state of a record. `open` says whether the office still has work with it."""

    id: str
    name: Words
    open: bool = True


@dataclass(frozen=True, slots=True)
class Transition:
    """One act of a register: who may do it when, what it asks, what it changes, starts and ends."""

    id: str
    name: Words
    source: tuple[str, ...]
    """States in which it is allowed; empty for an act that opens a record."""
    target: str | Callable[[Situation], str] | None = None
    """The state after it; None leaves the state as it is."""
    who: tuple[str, ...] = ("officer", "head")
    """Roles that do it; none for what only an act on another record carries with it."""
    inputs: tuple[str | Input, ...] = ()
    """Fields of the record by name, or inputs of the event."""
    optional: tuple[str | Input, ...] = ()
    guard: Callable[[Situation], NotNow | Words | None] | None = None
    warn: Callable[[Situation], Sequence[Words]] | None = None
    """What the person should know before doing it; does not forbid it."""
    effect: Callable[[Situation], Mapping[str, Any]] | None = None
    """Fields of header and detail that it sets beside its inputs."""
    starts: tuple[str, ...] | Callable[[Situation], dict[str, date] | tuple[str, ...]] = ()
    """Clocks it starts: rules of legal time, counted from the day of the act or from a given day."""
    ends: tuple[str, ...] = ()
    """Clocks it ends."""
    opens: str | Callable[[Situation], str] = ""
    """The kind of stop that it begins."""
    closes: str = ""
    """The kind of stop that it ends; * for whatever is stopped."""
    number: str = ""
    """Kind of the official number that it gives, for example 裁."""
    papers: tuple[str, ...] | Callable[[Situation], tuple[str, ...]] = ()
    """Templates of the official documents that it produces."""
    approval: tuple[str, ...] | Callable[[Situation], tuple[str, ...]] = ()
    """Roles that must approve before it takes effect."""
    serves: str = ""
    """Template of the paper that it serves: asks for the proof of service."""
    links: tuple[str, ...] = ()
    """Inputs that hold other records, to which the record is linked; the input's name is the kind of link."""
    shares: str = ""
    """The input that holds the office with which the record is shared when it is one outside."""
    carries: Callable[[Situation], Sequence[Carried]] | None = None
    """Acts on other records that it carries with it; an act that reached another record is not undone."""
    result: str | Callable[[Situation], str] = ""
    """How the record ends, when it closes it."""
    basis: Words = ""
    """The legal basis, as instrument and article."""
    bulk: bool = False
    """Whether it may be done to many records at once."""
    timed: bool = False
    """Whether it asks for the time of day, because a clock that it starts or ends runs in hours."""
    partner: str = ""
    """The input by which a record was shared with the partners who do it; empty for all partners."""

    @property
    def opening(self) -> bool:
        """Whether it is the act that opens a record."""
        return not self.source

    def allowed_in(self, state: str) -> bool:
        """Whether it is allowed in a state."""
        return state in self.source


EVERY = "*"
"""What a count adds up that counts acts: two of one record are two."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure of a register: how many records had one of these events in a period.

    `kinds` are transitions; `results` narrows closings; `indicator` names the row of the catalogue it feeds.
    """

    id: str
    name: Words
    kinds: tuple[str, ...]
    results: tuple[str, ...] = ()
    indicator: str = ""
    adds: str = ""
    """What is added up in place of records: `EVERY` act, or an input of its acts that is a number."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a register publishes."""

    paper: str
    """Template of the document that is published, with everything hidden that names a person."""
    known: Callable[[Any], Known]
    """Persons, addresses and companies that the detail of a record names."""


class Standing(NamedTuple):
    """A number as it stands on a day; `office` is None where it is one of all offices together."""

    name: Words
    office: int | None
    number: int


@dataclass(frozen=True)
class Register:
    """A kind of work of the office."""

    id: str
    code: int
    """A number of its own, 1 to 999, never used again: part of every access class."""
    name: Words
    pillar: str
    """creation · utilisation · protection · administration · services"""
    model: type[Detail]
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]
    counts: tuple[Counted, ...] = ()
    columns: tuple[str, ...] = ()
    """Fields of the detail that stand in lists, beside those of the header."""
    cases: bool = True
    """Whether its records are cases, which enforcement statistics add up."""
    cuts: tuple[str, ...] = ()
    """Fields of the detail with choices by which statistics are cut."""
    title: Callable[[Any], str] = str
    parties: Callable[[Any], str] = lambda _detail: ""
    values: Callable[[Situation], dict[str, Any]] = lambda _situation: {}
    """What its official documents print beside what the kernel knows, in Chinese."""
    keys: tuple[str, ...] = ()
    """Fields of the detail by which it is found beside number, title and parties."""
    personal: frozenset[str] = frozenset()
    """Fields of the detail that name or describe a person: kept apart, so that they can be shredded."""
    seen_by: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Fields of the detail that only these roles of the office may read (secret part, 副卷)."""
    results: Mapping[str, Words] = field(default_factory=dict)
    for_partners: tuple[str, ...] = ()
    """Fields of the detail that partners outside may read."""
    papers_for_partners: tuple[str, ...] = ()
    """Templates of the documents that partners outside may open."""
    standing: Callable[[Sequence[int], date], Sequence[Standing]] | None = None
    """Numbers of some offices as they stand on a day, beside its counts; they name nobody."""
    decision: Decision | None = None
    """The document that it publishes, where it does (`publishing`)."""
    tally: Callable[[Situation], Sequence[tuple[Words, int]]] | None = None
    """Numbers that the page of a record adds up as it runs; the same number of queries for every record."""

    @cached_property
    def by_id(self) -> dict[str, Transition]:
        """Transition by id, those of the kernel among them."""
        from fangzhi.casework.common import common_acts

        return {one.id: one for one in (*self.transitions, *common_acts(self))}

    @cached_property
    def own(self) -> frozenset[str]:
        """Ids of the register's own transitions, without those of the kernel."""
        return frozenset(one.id for one in self.transitions)

    @cached_property
    def docketing(self) -> frozenset[str]:
        """Ids of the transitions that put a record on the docket: those that give its number."""
        return frozenset(one.id for one in self.transitions if one.number)

    @cached_property
    def docketed_state(self) -> str:
        """The state after docketing."""
        targets = (one.target for one in self.transitions if one.number and isinstance(one.target, str))
        return next(targets, self.open_states[0])

    @cached_property
    def closed_state(self) -> str:
        """The state of a record that came in closed: `closed`, else the first that is not open."""
        ended = [state.id for state in self.states if not state.open]
        return "closed" if "closed" in ended else ended[0]

    @cached_property
    def opening(self) -> Transition:
        """The act by which people open a record."""
        return next(one for one in self.transitions if one.opening and one.who)

    @cached_property
    def state_names(self) -> dict[str, Words]:
        """State → name."""
        return {state.id: state.name for state in self.states}

    @cached_property
    def open_states(self) -> tuple[str, ...]:
        """States in which the office still has work with a record."""
        return tuple(state.id for state in self.states if state.open)

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """Names of the detail's own fields, in order."""
        return tuple(one.attname for one in self.model._meta.concrete_fields if not one.primary_key)

    @cached_property
    def rules(self) -> tuple[str, ...]:
        """The clocks that its transitions name outright."""
        named = (rule for one in self.transitions if isinstance(one.starts, tuple) for rule in one.starts)
        return tuple(dict.fromkeys(named))


class BadDeclaration(Exception):  # noqa: N818 - the declaration is, not an act
    """A register's declaration contradicts itself; says where."""


_entered: dict[str, Register] = {}


def enter(register: Register) -> Register:
    """Make a register known. Raises `BadDeclaration`."""
    check(register)
    _entered[register.id] = register
    return register


def registers() -> dict[str, Register]:
    """All registers by id, in the order in which they were entered."""
    return _entered


def register(name: str) -> Register:
    """A register by its id. Raises KeyError."""
    return _entered[name]


def check(register: Register) -> None:
    """Hold a declaration against itself: states, transitions, fields, codes. Raises `BadDeclaration`."""
    states = {state.id for state in register.states}
    for other in _entered.values():
        if other.id != register.id and other.code == register.code:
            raise BadDeclaration(f"{register.id}: code {register.code} belongs to {other.id}")
    clash = _proof_names(register)
    if clash:
        raise BadDeclaration(f"{register.id}: a proof of service would overwrite {clash}")
    if sum(one.opening and bool(one.who) for one in register.transitions) != 1:
        raise BadDeclaration(f"{register.id}: exactly one transition that people do opens a record")
    for one in register.transitions:
        if one.id in RESERVED:
            raise BadDeclaration(f"{register.id}.{one.id}: the kernel has an act of this name")
        _check_transition(register, one, states)
    for counted in register.counts:
        unknown = set(counted.kinds) - {one.id for one in register.transitions}
        if unknown:
            raise BadDeclaration(f"{register.id}.{counted.id} counts unknown acts {sorted(unknown)}")
        _check_added(register, counted)


def _check_added(register: Register, counted: Counted) -> None:
    if counted.adds in ("", EVERY):
        return
    for one in register.transitions:
        asked = {each.name for each in one.inputs if isinstance(each, Input)}
        if one.id in counted.kinds and counted.adds not in asked:
            raise BadDeclaration(f"{register.id}.{counted.id}: {one.id} does not ask for {counted.adds}")


def _proof_names(register: Register) -> list[str]:
    """Fields of the detail named as an input of the proof of service, which every record can be given."""
    from fangzhi.casework.service import PROOF

    return sorted({*register.fields, *HEADER_FIELDS} & {*PROOF})


def _check_transition(register: Register, one: Transition, states: set[str]) -> None:
    place = f"{register.id}.{one.id}"
    named = {*one.source, *([one.target] if isinstance(one.target, str) else [])}
    if named - states:
        raise BadDeclaration(f"{place}: unknown states {sorted(named - states)}")
    known = {*register.fields, *HEADER_FIELDS}
    asked = {name for name in (*one.inputs, *one.optional) if isinstance(name, str)}
    if asked - known:
        raise BadDeclaration(f"{place}: unknown fields {sorted(asked - known)}")
