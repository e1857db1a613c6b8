"""Official numbers (文号): drawn from a counter of office, kind and year in the transaction of the act.

The form is that of the national guide, office 知 kind 字〔year〕n 号; the serial begins again every year, is
never used twice and has no gaps, because a refused act takes its number back with everything else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fangzhi.casework.models import Counter
from fangzhi.casework.papers.numbering import document_number

if TYPE_CHECKING:
    from datetime import date

    from fangzhi.casework.models import Office


def draw(office: Office, kind: str, day: date) -> str:
    """The next number of an office for a kind in the year of the day."""
    Counter.objects.get_or_create(office=office, kind=kind, year=day.year)
    counter = Counter.objects.select_for_update().get(office=office, kind=kind, year=day.year)
    counter.last += 1
    counter.save(update_fields=("last",))
    return document_number(office.short, kind, day.year, counter.last)
