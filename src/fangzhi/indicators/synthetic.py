"""Synthetic figures for measuring how pages and questions behave when very much is kept. Never real data.

`python -m benchmarks.fill 1000000` fills the state folder's database; every figure stands in a
source whose title says that it is synthetic. Use a state folder of its own (FANGZHI_HOME).

No command and no page calls it.
"""

from __future__ import annotations

from hashlib import sha256
from itertools import cycle, islice, product
from typing import TYPE_CHECKING

from fangzhi import gazetteer
from fangzhi.indicators.catalogue import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fangzhi.indicators.models import Source
    from fangzhi.indicators.rows import FigureRow

TITLE = "Synthetic figures, made for measuring 合成数据，仅供测速"
YEARS = range(1985, 2025)
MEASURES = ("level", "level", "growth_rate", "share", "rank")
SOURCES = 50


def fill_synthetic(count: int) -> None:
    """Keep `count` synthetic figures in 50 sources, over all indicators, regions and 40 years, in one
    transaction."""
    from django.db import connection, transaction

    from fangzhi.indicators.models import Document
    from fangzhi.indicators.rows import FigureRow, write

    with transaction.atomic():
        sources = [_source(number).pk for number in range(SOURCES)]
        write(FigureRow, islice(_rows(sources), count))
        for pk in sources:
            Document.objects.filter(source=pk).update(figures=count // SOURCES)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _source(number: int) -> Source:
    from django.utils import timezone

    from fangzhi.indicators.models import Document, Source

    digest = sha256(f"synthetic {number}".encode()).hexdigest()
    source = Source.objects.create(
        code=digest[:16],
        digest=digest,
        name=f"synthetic-{number}.txt",
        title=TITLE,
        year=YEARS[-1],
        loaded_at=timezone.now(),
        loaded_by="synthetic",
    )
    Document.objects.create(source=source, characters=10**7)
    return source


def _rows(sources: list[int]) -> Iterator[FigureRow]:
    from fangzhi.indicators.rows import FigureRow

    regions = [one.code for one in gazetteer.regions() if one.code.endswith("0000")]
    names = list(catalogue().values())
    cells = product(MEASURES, YEARS, names, regions)
    for at, (measure, year, row, region) in enumerate(cycle(cells)):
        value = 100 + (at * 7919) % 900_000
        yield FigureRow(
            code=sha256(f"synthetic figure {at}".encode()).hexdigest()[:20],
            source_id=sources[at % len(sources)],
            start=at * 10,
            end=at * 10 + 7,
            quote=f"{value}{row.unit or '件'}",
            heading="",
            region=region,
            place="" if at % 3 else f"合成地方{at % 97}",
            indicator=row.id,
            measure=measure,
            period=f"@{year}-12-31" if row.kind == "stock" else str(year),
            year=year,
            value=str(value),
            number=float(value),
            value_high=None,
            unit=row.unit or "件",
            qualifier="exact",
            resolution="1",
            base_of="",
            also=[],
            cumulative=False,
            status="actual",
            dims={},
            rule="synthetic@1",
            note="",
        )
