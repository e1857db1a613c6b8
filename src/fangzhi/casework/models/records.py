"""The header that every record has, the detail model that a register adds, and what hangs on a record."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from fangzhi.casework.access.scope import HeaderManager, ScopedManager
from fangzhi.casework.models.offices import Office


class Record(models.Model):
    """The header of a record of any register: what lists, work lists, numbers, ledger and search need."""

    register = models.CharField(max_length=40)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(default=0)
    """Confidentiality: 0 ordinary, 1 restricted, 2 confidential."""
    access_class = models.PositiveIntegerField()
    """Office × register × level as one number (`access.classes`)."""
    number = models.CharField(max_length=60, unique=True, null=True)  # noqa: DJ001 - drafts have none, and none is not a number
    title = models.CharField(max_length=300)
    parties = models.CharField(max_length=600, blank=True)
    state = models.CharField(max_length=40)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    result = models.CharField(max_length=40, blank=True)
    body = models.CharField(max_length=16)
    """Which kind of body took it in; its clocks follow that body's rules."""
    region = models.CharField(max_length=6)
    docketed_on = models.DateField(null=True)
    """The day of the act that gave the number; follows from the events."""
    days = models.IntegerField(null=True)
    """Days from docketing to closing without stops; follows from the events."""
    due_on = models.DateField(null=True)
    """The nearest day on which something is due; follows from the clocks."""
    due_rule = models.CharField(max_length=60, blank=True)
    stopped = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)
    """How many acts it has seen; an act on an older version is a conflict."""
    search = models.CharField(max_length=1200, blank=True)

    objects = HeaderManager()

    class Meta:
        base_manager_name = "objects"
        indexes = [
            models.Index(fields=("access_class", "id"), name="record_class"),
            models.Index(fields=("register", "id", "access_class"), name="record_order"),
            models.Index(
                fields=("register", "id", "access_class"),
                name="record_open",
                condition=models.Q(closed_on__isnull=True),
            ),
            models.Index(fields=("register", "state", "access_class"), name="record_state"),
            models.Index(fields=("register", "state", "id", "access_class"), name="record_state_order"),
            models.Index(
                fields=("register", "due_on", "id", "access_class"),
                name="record_due_order",
                condition=models.Q(due_on__isnull=False),
            ),
            models.Index(
                fields=("access_class", "due_on"),
                name="record_due",
                condition=models.Q(due_on__isnull=False),
            ),
            models.Index(fields=("docketed_on", "register", "office"), name="record_docketed"),
            models.Index(
                fields=("closed_on", "docketed_on", "register", "office"),
                name="record_closed",
                condition=models.Q(closed_on__isnull=False),
            ),
            models.Index(
                fields=("officer", "due_on"), name="record_load", condition=models.Q(closed_on__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"#{self.pk}"


class Detail(models.Model):
    """What one register records beside the header. A register's model extends it."""

    record = models.OneToOneField(Record, models.PROTECT, primary_key=True, related_name="+")

    class Meta:
        abstract = True


class Deadline(models.Model):
    """A clock of a record: which rule in which version, what started it, what moved it, when it is due.

    Follows from the events alone and is written again by every act.
    """

    record = models.ForeignKey(Record, models.PROTECT, related_name="deadlines")
    rule = models.CharField(max_length=60)
    turn = models.PositiveSmallIntegerField(default=0)
    """0 for the first time that this rule runs in the record, 1 for the second …"""
    version = models.CharField(max_length=100, blank=True)
    started_on = models.DateField()
    due_on = models.DateField(null=True)
    due_at = models.DateTimeField(null=True)
    provisional = models.BooleanField(default=False)
    certainty = models.CharField(max_length=1, blank=True)
    met_on = models.DateField(null=True)
    running = models.BooleanField(default=True)
    stops = models.TextField(default="[]")
    """The days that do not count, as JSON: kind, from, to."""
    extensions = models.TextField(default="[]")
    problem = models.CharField(max_length=200, blank=True)
    """Why no date could be computed."""

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("record", "rule", "turn"), name="one_clock_a_turn"),
        ]
        indexes = [
            models.Index(fields=("due_on",), name="deadline_due", condition=models.Q(running=True)),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.due_on}"


class Proposal(models.Model):
    """An act that waits for approval: officer → head of division → director, with return."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="proposals")
    transition = models.CharField(max_length=40)
    inputs = models.TextField()
    occurred_on = models.DateField()
    steps = models.CharField(max_length=100)
    """The roles that must approve, apart with commas, in their order."""
    step = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=20, default="waiting")
    """waiting · approved · returned · withdrawn_proposal"""
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("record",), condition=models.Q(state="waiting"), name="one_proposal_waits"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.transition} {self.state}"


class Recusal(models.Model):
    """A person who must not see or touch a record (回避)."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="recusals")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = ScopedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=("user", "record"), name="recused_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.record_id}"


class Link(models.Model):
    """A record that belongs to another one: a case to its campaign, a hand-over to its case."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="links")
    target = models.ForeignKey(Record, models.PROTECT, related_name="linked")
    kind = models.CharField(max_length=40)

    objects = ScopedManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("record", "target", "kind"), name="linked_once"),
        ]
        indexes = [models.Index(fields=("target", "kind"), name="link_target")]

    def __str__(self) -> str:
        return f"{self.record_id} {self.kind} {self.target_id}"


class Share(models.Model):
    """A record that an office outside may look at through its narrow view, such as the police a hand-over."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="shares")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    """The input that named the office: as what it takes part, for example as the police."""

    objects = ScopedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=("office", "record", "kind"), name="shared_once")]

    def __str__(self) -> str:
        return f"{self.record_id} {self.office_id}"


class Counter(models.Model):
    """The last official number of an office, a kind and a year; locked by the act that draws the next."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("office", "kind", "year"), name="one_counter"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.year} {self.last}"
