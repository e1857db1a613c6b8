"""Counts of the patent database as figures of the panel: by province and year, from one snapshot.

The source is a query: which counts, of which year, over which snapshot, so that a published figure can
be counted again from the same records. A newer count of the year supersedes the one before, which
stays. A count stands before tables and documents, so what is no real patent is refused unless it is
asked for, and then named in the title.
"""

from __future__ import annotations

from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.utils import timezone

from fangzhi.gazetteer.regions import COUNTRY
from fangzhi.indicators.models import Figure, Source
from fangzhi.indicators.rows import FigureRow, decimal_text, write
from fangzhi.patents.counting import kept_panel
from fangzhi.patents.counting.cuts import first_patents, per_10k
from fangzhi.patents.counting.published import PUBLISHED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fangzhi.indicators.catalogue import Catalogue
    from fangzhi.patents.counting import PanelRow
    from fangzhi.patents.store import Snapshot

NAME = "counts of the patent database"
TITLE = "{year}年专利数据库统计，快照{snapshot}"
SYNTHETIC = "【合成数据，并非真实专利】"
RULE = "query/patents."
PROVINCES = 31


class SyntheticRecords(ValueError):  # noqa: N818 - it is the records, not an error of ours
    """The snapshot holds records of no real patents."""


class Counted(NamedTuple):
    """One figure: an indicator of a region, its value, and the step in which it is printed."""

    indicator: str
    region: str
    value: Decimal
    step: str


def publish_counts(
    snapshot: Snapshot, year: int, by: str, catalogue: Catalogue, *, synthetic: bool = False
) -> Source | None:
    """Count a year and keep the counts as figures of the panel; None where there is nothing to count.

    The same counts of the same snapshot change nothing. The country is counted only when every province has
    applications in the year: records of some provinces are no count of the country. Raises `SyntheticRecords`
    for a snapshot with synthetic records unless `synthetic` asks for them.
    """
    made_up = snapshot.manifest.synthetic_rows > 0
    if made_up and not synthetic:
        raise SyntheticRecords(
            "The patent database holds synthetic records; their counts are not put beside real figures "
            "unless that is asked for (--synthetic)."
        )
    found = [one for one in _counted(snapshot, year) if one.indicator in catalogue]
    if not found:
        return None
    told = (f"{one.indicator} {one.region} {one.value}" for one in found)
    digest = _digest(NAME, str(year), snapshot.id, *told)
    with transaction.atomic():
        source, new = Source.objects.get_or_create(
            digest=digest,
            defaults={
                "kind": Source.Kind.QUERY,
                "code": digest[:16],
                "name": NAME,
                "title": (SYNTHETIC if made_up else "") + TITLE.format(year=year, snapshot=snapshot.id),
                "year": year,
                "loaded_at": timezone.now(),
                "loaded_by": by,
            },
        )
        _supersede(source, year)
        if new:
            write(FigureRow, (_figure(source, year, snapshot.id, one, catalogue) for one in found))
    return source


def named_snapshots() -> set[str]:
    """The ids of the snapshots that published figures name, those of figures no longer in force too: without
    its snapshot none can be counted again."""
    figures = Figure.objects.filter(source__kind=Source.Kind.QUERY, source__name=NAME)
    return {rule.rpartition("@")[2] for rule in figures.values_list("rule", flat=True).distinct()}


def _supersede(source: Source, year: int) -> None:
    """Put this source in force and the others of the year out of it."""
    others = Source.objects.filter(kind=Source.Kind.QUERY, name=NAME, year=year, superseded_by=None)
    for one in others.exclude(pk=source.pk):
        Source.objects.filter(pk=one.pk).update(superseded_by=source)
        Figure.objects.filter(source=one).update(current=False)
    if source.superseded_by_id is not None:
        Source.objects.filter(pk=source.pk).update(superseded_by=None)
        Figure.objects.filter(source=source).update(current=True)


# --- counting ---------------------------------------------------------------------------------------------


def _counted(snapshot: Snapshot, year: int) -> Iterator[Counted]:
    """What there is to publish of a year. A count of nothing is left out: the records may simply not be
    there."""
    rows = [row for row in kept_panel(snapshot) if row.year == year]
    filing = {row.region for row in rows if row.type == "all" and row.applications and row.region != COUNTRY}
    if len(filing) < PROVINCES:
        rows = [row for row in rows if row.region != COUNTRY]
    of_type = {(row.region, row.type): row for row in rows}
    first = first_patents(snapshot)
    for region in dict.fromkeys(row.region for row in rows):
        yield from _of_region(region, of_type)
        if enterprises := first.get((region, year)):
            yield Counted("zero_breakthrough_enterprises", region, Decimal(enterprises), "1")
        rate = per_10k(of_type[region, "invention"].in_force, region, year)
        if rate:
            yield Counted("inventions_per_10k", region, round(rate, 2), "0.01")


def _of_region(region: str, of_type: dict[tuple[str, str], PanelRow]) -> Iterator[Counted]:
    for indicator, (column, kind) in PUBLISHED.items():
        if number := getattr(of_type[region, kind], column):
            yield Counted(indicator, region, Decimal(number), "1")


# --- figures ----------------------------------------------------------------------------------------------


def _figure(source: Source, year: int, counted_in: str, one: Counted, catalogue: Catalogue) -> FigureRow:
    known = catalogue[one.indicator]
    text = decimal_text(one.value)
    return FigureRow(
        code=_digest(source.digest, one.indicator, one.region)[:20],
        source_id=source.pk,
        start=0,
        end=len(text),
        quote=text,
        heading=known.name_zh,
        region=one.region,
        place="",
        indicator=one.indicator,
        measure="level",
        period=f"@{year}-12-31" if known.kind == "stock" else str(year),
        year=year,
        value=text,
        number=float(one.value),
        value_high=None,
        unit=known.unit or "",
        qualifier="exact",
        resolution=one.step,
        base_of="",
        also=[],
        cumulative=False,
        status="actual",
        dims={},
        rule=f"{RULE}{one.indicator}@{counted_in}",
        note="",
    )


def _digest(*parts: str) -> str:
    return sha256("\x1f".join(parts).encode()).hexdigest()
