"""Loading a document: read it, keep its text and its figures, and let a new version supersede the old one.

The same text with the same context changes nothing. Everything about one document happens in one transaction.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fangzhi.gazetteer import UnknownRegion, region
from fangzhi.indicators.corrections import taken_over
from fangzhi.indicators.loads.passages import passages
from fangzhi.indicators.models import Correction, Document, Event, Figure, Passage, Section, Source
from fangzhi.indicators.rows import EventRow, FigureRow, SectionRow, decimal_text, write, year_of
from fangzhi.reader import read
from fangzhi.reader.observation import event_id, observation_id

if TYPE_CHECKING:
    from fangzhi.indicators.catalogue import Catalogue
    from fangzhi.reader import Event as ReadEvent
    from fangzhi.reader import Observation, Reading

DELETE_BATCH = 500
NAMELESS = "-"
"""The name of a text that came by standard input: two such texts have nothing to do with each other."""


class Context(NamedTuple):
    """What the caller knows of a document beside its text: region and place it speaks of, reporting year,
    date of issue."""

    region: str | None = None
    place: str | None = None
    year: int | None = None
    issued: str | None = None


class RowReport(NamedTuple):
    """What became of one figure (or of the file as a whole, with an empty quote)."""

    outcome: str
    id: str
    quote: str
    indicator: str
    reason: str


class Outcome(NamedTuple):
    """What became of one file, in figures."""

    file: str
    accepted: int
    unchanged: int
    refused: int
    warnings: list[str]
    document: str | None
    rows: list[RowReport]

    def summary(self) -> dict[str, Any]:
        """The answer of `load`: counts and warnings."""
        return {
            "file": self.file,
            "accepted": self.accepted,
            "unchanged": self.unchanged,
            "refused": self.refused,
            "warnings": self.warnings,
            "document": self.document,
        }


class Loading(NamedTuple):
    """How to load: with which context and catalogue, in whose name, and what to do with refused rows."""

    by: str
    context: Context = Context()
    catalogue: Catalogue | None = None
    dry_run: bool = False
    keep_good: bool = False


def load_text(name: str, text: str, how: Loading) -> Outcome:
    """Read a text and keep it under its file name. Nothing is kept in a dry run or when a row is refused."""
    context = how.context
    reading = read(
        text,
        region=context.region,
        place=context.place,
        year=context.year,
        issued=context.issued,
        indicators=how.catalogue,
    )
    return keep(name, reading, how)


def keep(name: str, reading: Reading, how: Loading) -> Outcome:
    """Keep a reading; the outcome figure by figure."""
    refused = refused_figures(reading, how.catalogue)
    if refused and not how.keep_good:
        return Outcome(name, 0, 0, len(refused), [], None, refused)
    with transaction.atomic():
        outcome = _keep(name, reading, how, refused)
        if how.dry_run:
            transaction.set_rollback(True)
    return outcome


def refused_figures(reading: Reading, catalogue: Catalogue | None) -> list[RowReport]:
    """The figures that cannot be kept: not at their place in the text, of no known region or indicator."""
    found = []
    for figure in reading.observations:
        reason = _refusal(reading.text, figure, catalogue)
        if reason:
            name = observation_id(reading.digest, figure)
            found.append(RowReport("refused", name, figure.quote, figure.indicator, reason))
    return found


def _refusal(text: str, figure: Observation, catalogue: Catalogue | None) -> str:
    if text[figure.start : figure.end] != figure.quote:
        return _("The text at characters %(start)d–%(end)d is not the quote.") % figure._asdict()
    if catalogue is not None and figure.indicator not in catalogue:
        return _("The catalogue has no indicator %(indicator)s.") % figure._asdict()
    try:
        region(figure.region or "000000")
    except UnknownRegion:
        return _("No region has the code %(region)s.") % figure._asdict()
    return ""


def _keep(name: str, reading: Reading, how: Loading, refused: list[RowReport]) -> Outcome:
    warnings = _remarks(reading)
    source, known = _source(name, reading, how)
    if source.superseded_by is not None:
        warnings.append(_("A newer version is kept already: document %s.") % source.superseded_by.code)
    else:
        warnings += _supersede_older(source, reading, how.context)
    left_out = {row.id for row in refused}
    rows = [row for row in figure_rows(source.pk, reading) if row.code not in left_out]
    rows, dropped = taken_over(rows, reading.digest, source.pk)
    if dropped:
        warnings.append(
            _("Left out, because a figure that a person corrected stands there: %s.") % _(", ").join(dropped)
        )
    if source.superseded_by is not None:
        rows = [row._replace(current=False) for row in rows]
    reports, unchanged = _replace_figures(source.pk, rows)
    events = _replace_events(source, reading)
    if reports or not known:
        _write_text(source.pk, reading)
    Document.objects.filter(source=source).update(figures=len(rows), events=events)
    return Outcome(name, len(reports), unchanged, len(refused), warnings, source.code, [*reports, *refused])


def _remarks(reading: Reading) -> list[str]:
    if not reading.observations:
        return [_("No figure was found in this document; it is kept and holds nothing.")]
    remarks = []
    if reading.year is None:
        remarks.append(_("The text does not say its year; give it with --year or --issued."))
    lost = sum(figure.region is None for figure in reading.observations)
    if lost:
        remarks.append(
            ngettext(
                "%d figure has no region; give it with --region.",
                "%d figures have no region; give it with --region.",
                lost,
            )
            % lost
        )
    return remarks


def _source(name: str, reading: Reading, how: Loading) -> tuple[Source, bool]:
    """The source of this text, new or known, and whether its text was already kept."""
    source, new = Source.objects.select_related("superseded_by").get_or_create(
        digest=reading.digest,
        defaults={
            "code": reading.digest[:16],
            "name": name,
            "year": reading.year,
            "loaded_at": timezone.now(),
            "loaded_by": how.by,
        },
    )
    document = None if new else Document.objects.filter(source=source).first()
    known = document is not None and document.has_text
    context = how.context
    Document.objects.update_or_create(
        source=source,
        defaults={
            "characters": len(reading.text),
            "has_text": True,
            "given_region": context.region or "",
            "given_place": context.place or "",
            "given_year": context.year,
            "given_issued": context.issued or "",
        },
    )
    if not known and not new:
        Source.objects.filter(pk=source.pk).update(name=name, loaded_at=timezone.now(), loaded_by=how.by)
    if known and source.year != reading.year:
        Source.objects.filter(pk=source.pk).update(year=reading.year)
    return source, known


def older_versions(name: str, reading: Reading, context: Context) -> list[Source]:
    """The documents in force that a new text of this name supersedes: same name, year, given region and
    place, and for the most part figures of the same regions."""
    if name == NAMELESS:
        return []
    older = Source.objects.filter(
        kind=Source.Kind.DOCUMENT,
        name=name,
        year=reading.year,
        superseded_by=None,
        document__given_region=context.region or "",
        document__given_place=context.place or "",
    ).exclude(digest=reading.digest)
    regions = {figure.region or "" for figure in reading.observations}
    return [one for one in older if _mostly_same(_regions(one), regions)]


def _regions(source: Source) -> set[str]:
    return set(Figure.objects.filter(source=source).values_list("region", flat=True).distinct())


def _mostly_same(before: set[str], now: set[str]) -> bool:
    """A revised report may add a region or leave one out; a report about others is another report."""
    return 2 * len(before & now) >= len(before | now)


def _supersede_older(source: Source, reading: Reading, context: Context) -> list[str]:
    found = older_versions(source.name, reading, context)
    for one in found:
        Source.objects.filter(pk=one.pk).update(superseded_by=source)
        Figure.objects.filter(source=one).update(current=False)
        Event.objects.filter(source=one).update(current=False)
    _inherit(source, found)
    said = [_("This version supersedes document %s.") % one.code for one in found]
    left = corrections_of(found)
    if left:
        said.append(
            ngettext(
                "%d correction stays with the old version; look whether the new one needs it too.",
                "%d corrections stay with the old version; look whether the new one needs them too.",
                left,
            )
            % left
        )
    return said


def _inherit(source: Source, older: list[Source]) -> None:
    """What a person knows of the old version holds for the new one where nothing else is said."""
    for field in ("title", "publisher"):
        known = next((getattr(one, field) for one in older if getattr(one, field)), "")
        if known and not getattr(source, field):
            setattr(source, field, known)
            source.save(update_fields=[field])


def corrections_of(older: list[Source]) -> int:
    """How many figures of these documents a person has corrected, confirmed or rejected."""
    made = Correction.objects.filter(digest__in=[one.digest for one in older])
    return made.values("digest", "start", "end").distinct().count()


def figure_rows(source_id: int, reading: Reading) -> list[FigureRow]:
    """The figures of a reading as rows, each once, in the order of the text."""
    sections = sorted(reading.sections, key=lambda section: section.start)
    starts = [section.start for section in sections]
    rows: dict[str, FigureRow] = {}
    for figure in reading.observations:
        at = bisect_right(starts, figure.start) - 1
        heading = sections[at].title if at >= 0 and not sections[at].caption else ""
        row = _figure_row(source_id, reading.digest, figure, heading)
        rows.setdefault(row.code, row)
    return list(rows.values())


def _figure_row(source_id: int, digest: str, figure: Observation, heading: str) -> FigureRow:
    return FigureRow(
        code=observation_id(digest, figure),
        source_id=source_id,
        start=figure.start,
        end=figure.end,
        quote=figure.quote,
        heading=heading[:200],
        region=figure.region or "",
        place=figure.place or "",
        indicator=figure.indicator,
        measure=figure.measure,
        period=figure.period or "",
        year=year_of(figure.period or ""),
        value=decimal_text(figure.value),
        number=float(figure.value),
        value_high=None if figure.value_high is None else decimal_text(figure.value_high),
        unit=figure.unit or "",
        qualifier=figure.qualifier,
        resolution=decimal_text(figure.resolution),
        base_of=figure.base_of or "",
        also=list(figure.also),
        cumulative=figure.cumulative,
        status=figure.status,
        dims=dict(figure.dims),
        rule=figure.rule,
        note=figure.note or "",
    )


def event_row(source_id: int, digest: str, event: ReadEvent) -> EventRow:
    """One event of a reading as a row."""
    return EventRow(
        code=event_id(digest, event),
        source_id=source_id,
        start=event.start,
        end=event.end,
        quote=event.quote,
        kind=event.kind,
        object=event.object,
        region=event.region or "",
        year=event.year,
        caption=event.caption,
        rule=event.rule,
    )


def _replace_figures(source_id: int, rows: list[FigureRow]) -> tuple[list[RowReport], int]:
    """Bring the stored figures of a source to these rows; what changed, and how many did not."""
    stored = {
        values[0]: FigureRow(*values)
        for values in Figure.objects.filter(source_id=source_id).values_list(*FigureRow._fields)
    }
    changed = [row for row in rows if stored.get(row.code) != row]
    gone = (stored.keys() - {row.code for row in rows}) | {row.code for row in changed if row.code in stored}
    _delete(Figure, sorted(gone))
    write(FigureRow, changed)
    reports = [RowReport("accepted", row.code, row.quote, row.indicator, "") for row in changed]
    return reports, len(rows) - len(changed)


def _delete(model: type[Figure], codes: list[str]) -> None:
    for begin in range(0, len(codes), DELETE_BATCH):
        model.objects.filter(code__in=codes[begin : begin + DELETE_BATCH]).delete()


def _replace_events(source: Source, reading: Reading) -> int:
    """Events are written anew when they changed: they carry no decisions of people. Returns how many there
    are."""
    found = {row.code: row for row in (event_row(source.pk, reading.digest, one) for one in reading.events)}
    rows = [row._replace(current=source.superseded_by_id is None) for row in found.values()]
    rows.sort(key=lambda row: (row.start, row.code))
    stored = Event.objects.filter(source=source).order_by("start", "code").values_list(*EventRow._fields)
    if [EventRow(*values) for values in stored] != rows:
        Event.objects.filter(source=source).delete()
        write(EventRow, rows)
    return len(rows)


def _write_text(source_id: int, reading: Reading) -> None:
    Section.objects.filter(source_id=source_id).delete()
    write(SectionRow, section_rows(source_id, reading))
    Passage.objects.filter(source_id=source_id).delete()
    spans = [(figure.start, figure.end) for figure in reading.observations]
    cuts = passages(reading.text, [section.start for section in reading.sections], spans)
    Passage.objects.bulk_create(
        (
            Passage(source_id=source_id, number=number, start=start, end=end, text=reading.text[start:end])
            for number, (start, end) in enumerate(cuts, 1)
        ),
        batch_size=100,
    )
    Document.objects.filter(source_id=source_id).update(passages=len(cuts))


def section_rows(source_id: int, reading: Reading) -> list[SectionRow]:
    """The sections of a reading as rows, numbered from 1."""
    return [
        SectionRow(source_id, number, one.title[:300], one.start, one.end, one.region or "", one.caption)
        for number, one in enumerate(reading.sections, 1)
    ]
