"""The office's own counts as figures of the panel: counted from the ledger, by province and year. They stand
beside tables and documents, and before them.

The source is a query: which counts of which registers, over which year. A count that is unchanged changes
nothing; a new one supersedes the one before, which stays.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.utils import timezone

from fangzhi.casework import counting
from fangzhi.casework.counting import Period
from fangzhi.casework.declaration import registers
from fangzhi.casework.models import Office
from fangzhi.casework.turns import turn
from fangzhi.casework.values import canonical
from fangzhi.gazetteer import regions
from fangzhi.indicators.catalogue import catalogue
from fangzhi.indicators.models import Figure, Source
from fangzhi.indicators.rows import FigureRow, write

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "counts of the registers"
TITLE = "{year}年业务台账统计"
RULE = "query/"


class Counted(NamedTuple):
    """One figure: a count of a register, summed over the offices of a region."""

    indicator: str
    region: str
    rule: str
    heading: str
    number: int


def count_year(year: int) -> list[Counted]:
    """The counts of a year that feed an indicator, by province and by every region that tables print."""
    period = Period(date(year, 1, 1), date(year, 12, 31))
    places = {one.pk: _regions_of(one.region) for one in Office.objects.all()}
    found = []
    for kind in registers().values():
        fed = [one for one in kind.counts if one.indicator]
        if not fed or not places:
            continue
        told = counting.counts(kind, period, sorted(places))
        for one in fed:
            sums: dict[str, int] = defaultdict(int)
            for office, number in told[one.id].items():
                for region in places[office]:
                    sums[region] += number
            rule, heading = f"{RULE}{kind.id}.{one.id}", f"{kind.name} · {one.name}"
            found += [Counted(one.indicator, *row) for row in _rows(sums, rule, heading)]
    return sorted(found)


def _rows(sums: dict[str, int], rule: str, heading: str) -> Iterator[tuple[str, str, str, int]]:
    for region, number in sums.items():
        yield region, rule, heading, number


def _regions_of(code: str) -> tuple[str, ...]:
    known = {one.code for one in regions()}
    return tuple(dict.fromkeys(one for one in (code[:2] + "0000", code) if one in known))


def enter(year: int, by: str) -> Source | None:
    """Count a year and keep the counts as figures; None where there is nothing to count. What is unchanged
    stays as it is."""
    found = count_year(year)
    if not found:
        return None
    digest = sha256(canonical([NAME, year, [list(one) for one in found]]).encode()).hexdigest()
    with turn(), transaction.atomic():
        known = Source.objects.filter(digest=digest).first()
        older = Source.objects.filter(kind=Source.Kind.QUERY, name=NAME, year=year, superseded_by=None)
        if known is not None and known.superseded_by_id is None:
            return known
        source = known or _source(year, digest, by)
        Source.objects.filter(pk=source.pk).update(superseded_by=None)
        for one in older.exclude(pk=source.pk):
            Source.objects.filter(pk=one.pk).update(superseded_by=source)
            Figure.objects.filter(source=one).update(current=False)
        if known is None:
            write(FigureRow, (_figure(source, year, one) for one in found))
        else:
            Figure.objects.filter(source=source).update(current=True)
    return source


def _source(year: int, digest: str, by: str) -> Source:
    return Source.objects.create(
        kind=Source.Kind.QUERY,
        code=digest[:16],
        digest=digest,
        name=NAME,
        title=TITLE.format(year=year),
        year=year,
        loaded_at=timezone.now(),
        loaded_by=by,
    )


def _figure(source: Source, year: int, one: Counted) -> FigureRow:
    text = str(one.number)
    code = sha256(canonical([source.digest, one.indicator, one.region, one.rule]).encode()).hexdigest()[:20]
    return FigureRow(
        code=code,
        source_id=source.pk,
        start=0,
        end=len(text),
        quote=text,
        heading=one.heading,
        region=one.region,
        place="",
        indicator=one.indicator,
        measure="level",
        period=str(year),
        year=year,
        value=text,
        number=float(one.number),
        value_high=None,
        unit=catalogue()[one.indicator].unit or "",
        qualifier="exact",
        resolution="1",
        base_of="",
        also=[],
        cumulative=False,
        status="actual",
        dims={},
        rule=one.rule,
        note="",
    )


def behind(rule: str, year: int) -> str:
    """The address at which a counted figure opens its records."""
    register, _dot, count = rule.removeprefix(RULE).partition(".")
    return f"/registers/{register}/counts?count={count}&first={year}-01-01&last={year}-12-31"
