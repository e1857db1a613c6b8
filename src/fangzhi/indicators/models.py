"""What is kept: sources (来源), the text of documents, figures (数据), events (大事) and corrections (更正).

A source is the header of anything a figure may stand in; a document is the first kind of source. A figure's
exact value is text, with a double beside it for sorting, because SQLite keeps only 15 digits of a decimal
column.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

_CURRENT = models.Q(current=True)


class Source(models.Model):
    """Anything figures stand in. A newer version of the same name, region and year supersedes the older
    one."""

    class Kind(models.TextChoices):
        """How figures are found again: by offsets, by cell, or by running the query."""

        DOCUMENT = "document"
        TABLE = "table"
        QUERY = "query"

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.DOCUMENT)
    code = models.CharField(max_length=20, unique=True)
    """First 16 digits of the digest: the name of the source in addresses."""
    digest = models.CharField(max_length=64, unique=True)
    """SHA-256 of the stored text."""
    name = models.TextField()
    """The file's name."""
    title = models.TextField(default="", blank=True)
    publisher = models.TextField(default="", blank=True)
    year = models.SmallIntegerField(null=True)
    """The reporting year."""
    loaded_at = models.DateTimeField()
    loaded_by = models.TextField()
    superseded_by = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="supersedes")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["name", "year"], name="source_name_year")]

    def __str__(self) -> str:
        return self.title or self.name


class Document(models.Model):
    """A document's own fields: its length, whether its text is kept, and the context it was read with."""

    source = models.OneToOneField(Source, primary_key=True, on_delete=models.CASCADE)
    characters = models.IntegerField()
    has_text = models.BooleanField(default=False)
    given_region = models.CharField(max_length=6, default="", blank=True)
    given_place = models.TextField(default="", blank=True)
    given_year = models.SmallIntegerField(null=True)
    given_issued = models.CharField(max_length=10, default="", blank=True)
    figures = models.IntegerField(default=0)
    events = models.IntegerField(default=0)
    passages = models.IntegerField(default=0)

    def __str__(self) -> str:
        return str(self.source_id)


class Table(models.Model):
    """A table's own fields: its number and approval, what it covers, and the file and mapping it came by.

    A file that names its sources line by line holds several tables, one for each citation, scope and vintage.
    """

    source = models.OneToOneField(Source, primary_key=True, on_delete=models.CASCADE)
    number = models.TextField(default="", blank=True)
    """表号."""
    approval = models.TextField(default="", blank=True)
    """批准文号."""
    vintage = models.TextField(default="", blank=True)
    scope = models.TextField(default="", blank=True)
    """provinces31, regions34, domestic, foreign, national or partial."""
    final = models.BooleanField(default=False)
    """An official final table, as against a provisional or monthly one."""
    mapping = models.TextField()
    file = models.TextField()
    file_digest = models.CharField(max_length=64)
    """SHA-256 of the file as it was given."""
    label = models.TextField(default="", blank=True)
    """The table's citation as the file gives it."""
    definition = models.TextField(default="", blank=True)
    covers_from = models.CharField(max_length=7, default="", blank=True)
    covers_to = models.CharField(max_length=7, default="", blank=True)
    """The first and the last month (YYYY-MM) in which a period of its figures ends."""
    figures = models.IntegerField(default=0)

    def __str__(self) -> str:
        return self.label or self.file


class Passage(models.Model):
    """A stretch of the stored text that fits on one page; the passages of a document make up its whole
    text."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="passages")
    number = models.IntegerField()
    start = models.IntegerField()
    end = models.IntegerField()
    text = models.TextField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "number"], name="passage_number")]

    def __str__(self) -> str:
        return f"{self.source_id}/{self.number}"


class Section(models.Model):
    """A heading or a caption with the stretch of text it governs."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="sections")
    number = models.IntegerField()
    title = models.TextField()
    start = models.IntegerField()
    end = models.IntegerField()
    region = models.CharField(max_length=6, default="", blank=True)
    caption = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "number"], name="section_number")]

    def __str__(self) -> str:
        return self.title


class Figure(models.Model):
    """One observation. The columns hold what counts: a person's correction where there is one, else the
    reading.

    `original` keeps the reading beside a correction. `current` is false for a figure of a superseded source
    and for what a person said is no figure; pages of regions and indicators show only current ones.
    """

    class Review(models.TextChoices):
        """Who vouches for the figure."""

        AUTO = "auto"
        CONFIRMED = "confirmed"
        CORRECTED = "corrected"
        REJECTED = "rejected"

    code = models.CharField(max_length=20, unique=True)
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="observations")
    start = models.IntegerField()
    end = models.IntegerField()
    quote = models.TextField()
    heading = models.TextField(default="", blank=True)
    region = models.CharField(max_length=6, default="", blank=True)
    place = models.TextField(default="", blank=True)
    indicator = models.CharField(max_length=80)
    measure = models.CharField(max_length=20)
    period = models.CharField(max_length=30, default="", blank=True)
    year = models.SmallIntegerField(null=True)
    value = models.TextField()
    number = models.FloatField()
    value_high = models.TextField(null=True)  # noqa: DJ001 - absent is null in every answer
    unit = models.CharField(max_length=20, default="", blank=True)
    qualifier = models.CharField(max_length=10)
    resolution = models.TextField()
    base_of = models.TextField(default="", blank=True)
    also = models.JSONField(default=list, blank=True)
    cumulative = models.BooleanField(default=False)
    status = models.CharField(max_length=10)
    dims = models.JSONField(default=dict, blank=True)
    rule = models.TextField()
    note = models.TextField(default="", blank=True)
    review = models.CharField(max_length=10, choices=Review, default=Review.AUTO)
    original = models.JSONField(null=True)
    current = models.BooleanField(default=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["indicator", "year", "region"], name="figure_indicator", condition=_CURRENT),
            models.Index(fields=["region", "year", "indicator"], name="figure_region", condition=_CURRENT),
            models.Index(fields=["status", "year", "indicator"], name="figure_year", condition=_CURRENT),
            models.Index(fields=["source", "start"], name="figure_place"),
        ]

    def __str__(self) -> str:
        return self.code


class Event(models.Model):
    """One thing done, quoted verbatim (for a shipped event the quote is empty: sentences are not shipped)."""

    code = models.CharField(max_length=20, unique=True)
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="happenings")
    start = models.IntegerField()
    end = models.IntegerField()
    quote = models.TextField(default="", blank=True)
    kind = models.CharField(max_length=30)
    object = models.TextField(default="", blank=True)
    region = models.CharField(max_length=6, default="", blank=True)
    year = models.SmallIntegerField(null=True)
    caption = models.BooleanField(default=False)
    rule = models.TextField()
    current = models.BooleanField(default=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["region", "year"], name="event_region", condition=_CURRENT),
            models.Index(fields=["source", "start"], name="event_place"),
        ]

    def __str__(self) -> str:
        return self.code


class Correction(models.Model):
    """What a person says a figure should read, keyed to digest and offsets so that it survives a new reading.

    Never changed or deleted: the newest one of a place counts, the older ones remain as its history.
    """

    digest = models.CharField(max_length=64)
    start = models.IntegerField()
    end = models.IntegerField()
    quote = models.TextField()
    rejected = models.BooleanField(default=False)
    """A person says this is not a figure."""
    reading = models.JSONField()
    """All fields of the figure as it was read."""
    fields = models.JSONField(default=dict, blank=True)
    """The fields as the person wants them, empty when rejected."""
    reason = models.TextField(default="", blank=True)
    made_by = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["digest", "start"], name="correction_place")]

    def __str__(self) -> str:
        return f"{self.digest[:16]}:{self.start}"


class Upload(models.Model):
    """A document a person looks at before it is kept: dropped after a day if nobody decides."""

    code = models.CharField(max_length=32, unique=True)
    name = models.TextField()
    text = models.TextField()
    context = models.JSONField(default=dict)
    made_by = models.TextField()
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Acceptance(models.Model):
    """A difference that a person accepts, with the reason; or, later, no longer accepts.

    Never changed or deleted: of several for the same claim, basis and expected value the newest counts. When
    the expected value changes, the acceptance no longer holds.
    """

    claim = models.CharField(max_length=20)
    """Id of the figure that claims."""
    basis = models.CharField(max_length=10)
    expected = models.TextField()
    """The exact expected value it was accepted against."""
    accepted = models.BooleanField(default=True)
    reason = models.TextField()
    made_by = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["claim", "basis"], name="acceptance_claim")]

    def __str__(self) -> str:
        return f"{self.claim} {self.basis}"
