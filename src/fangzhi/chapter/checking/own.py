"""Which sources are the draft itself or an earlier version of it: with these a draft is never compared.

The same digest; what loading the draft would supersede (same name, year and context, mostly the same
regions); and, whatever its name, a document in which most figures stand at the same distances from each
other: then most of the text between them is the same.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from fangzhi.indicators.loads.documents import Context, older_versions
from fangzhi.indicators.models import Document, Figure, Source
from fangzhi.reader.observation import Reading

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fangzhi.chapter.checking.draft import Draft

_MOSTLY = 0.5
_FEWEST = 3
"""Distances that a text must share at least: of one or two figures nothing can be said."""
Gap = tuple[str, str, int]


def versions_of(draft: Draft, year: int, region: str | None) -> set[int]:
    """The primary keys of the sources that are this draft: four queries at most.

    A version that was loaded after the draft itself is none of them: what it says supersedes the draft.
    """
    itself = Source.objects.filter(digest=draft.digest).first()
    found = {itself.pk} if itself else set()
    reading = Reading(draft.text, draft.figures, [], [], year, draft.digest)
    named = {one.pk for one in older_versions(draft.name, reading, Context(region, None, year))}
    alike = _alike(draft, year)
    later = itself.pk if itself else None
    return found | {pk for pk in named | alike if later is None or pk < later}


def _alike(draft: Draft, year: int) -> set[int]:
    """The documents of the year whose figures stand at the distances of the draft's."""
    own = _gaps((figure.start, figure.quote) for figure in draft.figures)
    if len(own) < _FEWEST:
        return set()
    number = len(draft.figures)
    near = Document.objects.filter(
        source__year=year, figures__gte=number // 2, figures__lte=2 * number + 1
    ).values_list("source_id", flat=True)
    places: dict[int, list[tuple[int, str]]] = defaultdict(list)
    rows = Figure.objects.filter(source__in=list(near)).order_by("source", "start")
    for source, start, quote in rows.values_list("source", "start", "quote"):
        places[source].append((start, quote))
    return {source for source, told in places.items() if _mostly(own, _gaps(told))}


def _gaps(figures: Iterable[tuple[int, str]]) -> set[Gap]:
    """Each figure with the next and the distance between them; a figure of two indicators counts once."""
    once = list(dict.fromkeys(figures))
    return {(quote, following, after - start) for (start, quote), (after, following) in pairwise(once)}


def _mostly(own: set[Gap], other: set[Gap]) -> bool:
    return len(own & other) > _MOSTLY * max(len(own), len(other))
