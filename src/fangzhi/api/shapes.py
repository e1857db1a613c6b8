"""The shapes of requests and answers, from which the OpenAPI document is made. What is absent is null."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.utils import timezone
from ninja import Schema
from pydantic import BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema

from fangzhi.api.problems import HIGHEST_KEY
from fangzhi.api.reading import day


def _local(at: datetime) -> str:
    """To the microsecond, so that a record can be read as of the moment of any of its events."""
    return timezone.localtime(at).isoformat(timespec="microseconds")


Moment = Annotated[
    datetime, PlainSerializer(_local), WithJsonSchema({"type": "string", "format": "date-time"})
]
Day = Annotated[date, BeforeValidator(day)]
Key = Annotated[int, Field(strict=True, ge=1, le=HIGHEST_KEY)]
Place = Annotated[int, WithJsonSchema({"type": "integer", "minimum": 1})]
"""A key in an address: one that cannot be is not found, as any other that leads nowhere."""
Version = Annotated[
    int, Field(strict=True, ge=0, le=2**31 - 1, description="Of the record that the person looked at.")
]
Reason = Annotated[str, Field(min_length=1, max_length=500)]


class Problem(Schema):
    """Why a request was not done; nothing was written."""

    sentence: str
    fields: dict[str, str] = Field(description="Input → what is wrong with it.")
    when: date | None = Field(description="From which day it will be allowed, where that is known.")


class Asked(Schema):
    """What a request holds: what it does not name is refused."""

    model_config = ConfigDict(extra="forbid")


class OfficeName(Schema):
    """An office as it is called today."""

    code: str
    name: str


class State(Schema):
    """A state of the records of a register."""

    id: str
    name: str
    open: bool = Field(description="Whether the office still has work with a record in it.")
    records: int | None = Field(description="How many of them the person sees; null for closed states.")


class Act(Schema):
    """An act of a register: who may do it in which states, and what it asks."""

    id: str
    name: str
    opens: bool = Field(description="Whether it is the act that opens a record.")
    source: list[str]
    target: str | None = Field(description="The state after it; null where it stays, or depends on the case.")
    who: list[str]
    approval: list[str] | None = Field(description="Who must approve; null where it depends on the case.")
    basis: str
    bulk: bool
    inputs: dict[str, Any] = Field(description="JSON Schema of the inputs.")


class Figure(Schema):
    """What a register counts: records with one of these acts in a period."""

    id: str
    name: str
    acts: list[str]
    results: list[str]
    adds: str | None = Field(
        description="What is added up in place of records: `*` for every act, or an input of its acts."
    )
    indicator: str | None


class RegisterTold(Schema):
    """A kind of work, as far as the person works with it."""

    id: str
    name: str
    pillar: str
    sees_records: bool = Field(description="False for those who read its counts alone.")
    states: list[State]
    transitions: list[Act]
    counts: list[Figure]
    columns: dict[str, str] = Field(
        description="Fields of its own that stand in lists → what they are called."
    )
    results: dict[str, str]


class Registers(Schema):
    """The registers of which the person sees something."""

    registers: list[RegisterTold]


class Row(Schema):
    """The header of a record, as lists show it."""

    id: int
    register_: str = Field(serialization_alias="register", validation_alias="register")
    number: str | None
    title: str
    state: str
    office: OfficeName
    officer: str | None
    opened_on: date
    closed_on: date | None
    due_on: date | None
    due_rule: str | None
    stopped: bool
    result: str | None
    level: int


class ListedRow(Row):
    """A row of a register's list."""

    columns: dict[str, Any]


class Rows(Schema):
    """One page of a list, newest record first, or nearest due date first."""

    total: int
    total_is_exact: bool = Field(description="False where there are more than were counted.")
    more: bool
    next: int | None = Field(
        description="`after` of the next page; null at the end, and for lists by due date."
    )
    records: list[ListedRow]


class Header(Row):
    """The header of one record."""

    version: int = Field(description="Counts the acts on it; acts are asked for with the version they saw.")
    parties: str
    body: str
    region: str


class EventTold(Schema):
    """One thing that happened, as far as the person may read it."""

    id: int
    seq: int = Field(description="Its place in the chain of the office.")
    kind: str
    name: str
    occurred_on: date = Field(description="The day that the law counts, after corrections.")
    occurred_at: str | None = Field(description="The time of day, where it was told.")
    entered_as: date = Field(description="The day as it was first entered.")
    recorded_at: Moment
    by: str | None
    behalf: str | None = Field(description="For whom a deputy acted.")
    before: str
    after: str
    refers: int | None = Field(description="The event that it undoes or corrects.")
    reason: str
    standing: bool = Field(description="False for what was undone.")
    inputs: dict[str, Any]
    changes: dict[str, Any]
    digest: str


class Stopped(Schema):
    """Days that a time limit does not count."""

    ground: str
    since: date
    until: date | None


class Granted(Schema):
    """An extension of a time limit."""

    amount: int
    unit: str
    approved: date
    by: str


class Step(Schema):
    """One step of the reckoning of a time limit."""

    kind: str
    day: str | None
    words: str


class DeadlineTold(Schema):
    """A time limit of a record and how it was reckoned."""

    rule: str
    name: str
    version: str | None
    certainty: str | None
    turn: int
    started_on: date
    due_on: date | None
    due_at: Moment | None
    provisional: bool
    running: bool
    met_on: date | None
    stops: list[Stopped]
    extensions: list[Granted]
    extensions_left: int
    steps: list[Step]
    problem: str | None


class PaperTold(Schema):
    """An official document."""

    id: int
    number: str | None
    title: str
    template: str
    version: str
    made_on: date
    event: int
    secret: bool
    withdrawn: bool = Field(description="Whether the act that made it was undone.")
    docx: str
    pdf: str


class Served(Schema):
    """A document served, with its proof."""

    paper: int | None
    what: str
    addressee: str
    method: str
    handed_on: date
    served_on: date
    deliverer: str
    place: str
    signed_by: str


class File(Schema):
    """A file added to a record."""

    id: int
    name: str
    size: int
    kind: str
    secret: bool
    digest: str
    by: str
    at: Moment
    address: str


class ProposalTold(Schema):
    """An act that waits for approval, or waited."""

    id: int
    record: int
    act: str
    name: str
    occurred_on: date
    inputs: dict[str, Any]
    steps: list[str] = Field(description="Who must approve, in order.")
    step: int = Field(description="The place of the step that waits.")
    state: str
    proposed_by: str
    proposed_at: Moment
    decided_at: Moment | None
    reason: str
    may_decide: bool = Field(description="Whether the person who asks may approve or return it now.")


class Possible(Schema):
    """An act that the person may do to the record in its state, now or later."""

    id: str
    name: str
    now: bool
    reason: str | None = Field(description="Why not now.")
    when: date | None
    approval: list[str] | None
    inputs: dict[str, Any]


class RecordTold(Header):
    """A record, as far as the person may read it."""

    as_of: Moment | None
    fields: dict[str, Any]
    events: list[EventTold]
    deadlines: list[DeadlineTold]
    papers: list[PaperTold]
    deliveries: list[Served]
    attachments: list[File]
    proposal: ProposalTold | None
    acts: list[Possible]


class Done(Schema):
    """What was done, and the record after it; null where the person does not see it any more."""

    event: int
    record: Header | None


class Decided(Schema):
    """What became of a proposal; the last approval does the act."""

    proposal: ProposalTold
    event: int | None
    record: Header | None


class ToOpen(Asked):
    """The opening act."""

    office: Annotated[str, Field(max_length=40)]
    occurred_on: Day
    inputs: dict[str, Any] = Field(default_factory=dict)


class ToDo(Asked):
    """An act."""

    occurred_on: Day
    version: Version
    inputs: dict[str, Any] = Field(default_factory=dict)


class ToPropose(ToDo):
    """An act to be approved."""

    act: Annotated[str, Field(max_length=40)]


class ToUndo(Asked):
    """Taking back the last act."""

    version: Version
    reason: Reason


class ToCorrect(Asked):
    """Another day for an earlier act."""

    event: Key
    day: Day
    reason: Reason


class ToReturn(Asked):
    """Why a proposal goes back."""

    reason: Reason


class ToDoMany(Asked):
    """One act for many records."""

    records: Annotated[list[Key], Field(min_length=1, max_length=500)]
    occurred_on: Day
    inputs: dict[str, Any] = Field(default_factory=dict)


class OutcomeTold(Schema):
    """What an act would do, or did, to one of many records."""

    record: int
    number: str | None
    done: bool = Field(description="In a preview: whether it would be done.")
    event: int | None
    sentence: str | None
    fields: dict[str, str]
    when: date | None


class Outcomes(Schema):
    """What became of each record, in the order asked."""

    done: int
    refused: int
    outcomes: list[OutcomeTold]


class OfOffice(Schema):
    """A count of one office."""

    office: OfficeName
    number: int


class CountTold(Schema):
    """A count over the offices asked for."""

    id: str
    name: str
    indicator: str | None
    number: int
    offices: list[OfOffice]


class Counts(Schema):
    """Counts of a register in a period, as they were known at a moment."""

    first: date
    last: date
    as_of: Moment | None
    counts: list[CountTold]


ListName = Literal["overdue", "today", "soon", "later", "unassigned"]


class RecordFilters(Schema):
    """What a list is narrowed to."""

    state: str | None = None
    office: str | None = Field(None, description="Code of an office.")
    officer: str | None = Field(None, description="A user name; `none` for records that nobody has.")
    text: str | None = Field(
        None, max_length=100, description="Words of number, title, parties and keys; all must be there."
    )
    due: Literal["order"] | None = Field(
        None, description="Only records with a due date, the nearest first, in one page."
    )
    after: int | None = Field(None, ge=1, le=HIGHEST_KEY, description="`next` of the page before.")
    limit: int = Field(50, ge=1, le=200)


class AsOf(Schema):
    """The moment as of which something is read."""

    as_of: str | None = Field(None, description="A moment: what was recorded by then.")


class CountFilters(AsOf):
    """A period, both days counted, and offices."""

    first: Day
    last: Day
    office: list[str] = Field([], description="Codes of offices; all whose counts the person sees if none.")


class WorkFilters(Schema):
    """Which work list."""

    kind: ListName | None = Field(None, description="The list to read; the most pressing one if none.")
    everybody: bool = Field(False, description="Not only the person's own records.")


class Work(Schema):
    """Work lists: how long each is, the rows of one, and the proposals that concern the person."""

    today: date
    mine: bool
    numbers: dict[str, int]
    kind: ListName
    records: list[Row]
    proposals: list[ProposalTold]


class RoleHeld(Schema):
    """A role that the person holds today."""

    office: OfficeName
    role: str
    registers: list[str] = Field(description="Empty for all.")
    level: int
    offices: list[str] = Field(description="Codes of the offices whose records it opens.")
    behalf: str | None


class Me(Schema):
    """Who asks."""

    user: str
    roles: list[RoleHeld]
