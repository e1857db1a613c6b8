"""Issuing a chapter (印发): it pins its figures and sources, and later revisions show as differences.

On a page heads of division and directors issue, and the event stands in the ledger of their office; a command
on the machine itself issues too, and that stands in the security log.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fangzhi.accounts import log
from fangzhi.accounts.people import MACHINE
from fangzhi.casework import ledger, offices, timekeeping
from fangzhi.casework.models import Office
from fangzhi.casework.refusals import NotAllowed, Refused
from fangzhi.casework.turns import turn
from fangzhi.chapter.document import Heading
from fangzhi.chapter.gathering import gather
from fangzhi.chapter.keeping import canonical, chapter_of, plain
from fangzhi.chapter.models import IssuedChapter
from fangzhi.chapter.paper.layout import figures as figures_of
from fangzhi.chapter.paper.layout import sections
from fangzhi.chapter.paper.site import About, site
from fangzhi.chapter.writing import NothingToWrite, write
from fangzhi.home import catalogue_files
from fangzhi.indicators import figures
from fangzhi.indicators.catalogue import load_catalogue
from fangzhi.indicators.models import Figure
from fangzhi.indicators.reconciliation import provinces

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from fangzhi.casework.access.viewer import Held, Viewer
    from fangzhi.chapter.document import Chapter, Language
    from fangzhi.chapter.facts import Fact, Happening
    from fangzhi.chapter.gathering import Gathered

KIND, EVENT = "chapter_issued", "event"
FIELDS = ("region", "place", "indicator", "measure", "period", "base_of", "status")
"""What tells one fact of a chapter from another."""


class Asked(NamedTuple):
    """Which chapter is issued. `data` is the digest of the preview a person looked at; empty for none."""

    year: int
    region: str | None = None
    complete: bool = False
    language: Language = "zh"
    data: str = ""


class Difference(NamedTuple):
    """One thing that is known otherwise now than when a chapter was issued.

    Values are in base units; the old ones are empty for what is new, the new ones for what is gone. `text` is
    what the chapter prints, `note` the number of its source note.
    """

    kind: Literal["changed", "gone", "new"]
    region: str
    place: str
    indicator: str
    measure: str
    period: str
    old: str
    new: str
    unit: str
    old_source: str
    new_source: str
    text: str = ""
    note: int = 0


# -- issuing -----------------------------------------------------------------------------------------------


def may_issue(viewer: Viewer) -> dict[int, Held]:
    """The offices in whose name a person may issue: as head of division or director."""
    return timekeeping.deciding(viewer)


def issue(asked: Asked, viewer: Viewer, office: int | None = None) -> IssuedChapter:
    """Write the chapter and issue it in the name of an office; the event stands in the office's ledger.

    Raises NotAllowed, Refused where the figures have changed since the preview, and NothingToWrite.
    """
    may = may_issue(viewer)
    held = may.get(office) if office is not None else next(iter(may.values()), None)
    if held is None:
        raise NotAllowed(_("Chapters are issued by a head of division or a director of an office."))
    with turn(), transaction.atomic():
        one = Office.objects.prefetch_related("stages").get(pk=held.office)
        signature = f"{viewer.name} · {offices.stage_on(one, timezone.localdate()).name_zh}"
        issued = _pin(asked, signature)
        body = {"chapter": issued.pk, **_told(issued)}
        entry = ledger.Entry(KIND, timezone.localdate(), by=viewer.user, behalf=held.behalf, body=body)
        ledger.append(one, entry)
    return issued


def issue_here(asked: Asked, name: str) -> IssuedChapter:
    """Write the chapter and issue it by a command on the machine itself; `name` is who typed it.

    Raises NothingToWrite.
    """
    with turn(), transaction.atomic():
        issued = _pin(asked, name)
        log.record(log.Act.CHAPTER_ISSUED, MACHINE.actor, chapter=issued.pk, digest=issued.digest)
    return issued


def _told(issued: IssuedChapter) -> dict[str, Any]:
    return {
        "title": issued.title,
        "year": issued.year,
        "region": issued.region,
        "language": issued.language,
        "digest": issued.digest,
    }


def _pin(asked: Asked, signature: str) -> IssuedChapter:
    known = _known(asked.year, asked.region)
    chapter = write(asked.year, asked.region, complete=asked.complete, language=asked.language, known=known)
    if asked.data and asked.data != chapter.data:
        raise Refused(_("The figures have changed since you looked: look at the new text, then issue it."))
    content = canonical(pinned(chapter, known))
    return IssuedChapter.objects.create(
        title=chapter.title,
        year=chapter.year,
        region=chapter.region,
        language=chapter.language,
        complete=asked.complete,
        content=content,
        digest=sha256(content.encode()).hexdigest(),
        issued_by=signature,
        issued_at=timezone.now(),
    )


# -- what is pinned ----------------------------------------------------------------------------------------


def _known(year: int, region: str | None) -> Gathered:
    return gather(year, load_catalogue(catalogue_files()), region)


def pinned(chapter: Chapter, known: Gathered) -> dict[str, Any]:
    """The chapter with all that was known of its regions when it was written: facts and things done (each
    with the note that tells it, 0 where none does), and the kept figures with their sources."""
    codes = {code for note in chapter.notes for code in note.links}
    return {
        "chapter": plain(chapter),
        "facts": list(_rows(chapter, known)),
        "figures": list(_kept_figures(codes)),
    }


def _rows(chapter: Chapter, known: Gathered) -> Iterator[dict[str, Any]]:
    """All facts and things done of the regions of a chapter."""
    numbers = {(note.source, note.basis, note.links): note.number for note in chapter.notes}
    regions = {block.region for block in chapter.blocks if isinstance(block, Heading)}
    regions |= {chapter.region} if chapter.region else {*provinces()}
    for code, passage in known.passages.items():
        if code in regions:
            for fact in passage.facts:
                yield _fact_row(fact, numbers.get((fact.source, fact.basis, fact.codes), 0))
            for done in passage.happenings:
                yield _done_row(done, numbers.get((done.source, "", ()), 0))


def _fact_row(fact: Fact, note: int) -> dict[str, Any]:
    row = {name: getattr(fact, name) for name in FIELDS}
    return row | {
        "cumulative": fact.cumulative,
        "value": str(fact.value),
        "high": None if fact.high is None else str(fact.high),
        "unit": fact.unit,
        "qualifier": fact.qualifier,
        "source": fact.source,
        "basis": fact.basis,
        "codes": list(fact.codes),
        "note": note,
    }


def _done_row(done: Happening, note: int) -> dict[str, Any]:
    """A thing done as a row: its kind for an indicator, the thing itself in the place of a value."""
    row: dict[str, Any] = dict.fromkeys((*FIELDS, "unit", "qualifier", "basis"), "")
    row |= {"region": done.region, "indicator": done.kind, "measure": EVENT, "base_of": done.object}
    return row | {"cumulative": False, "value": done.object, "high": None, "source": done.source,
                  "codes": [], "note": note}  # fmt: skip


def _kept_figures(codes: Iterable[str]) -> Iterator[dict[str, Any]]:
    found = figures.shown(Figure.objects.filter(code__in=codes))
    return (one.fact() for one in sorted(found, key=lambda one: one.code))


# -- what is kept of it ------------------------------------------------------------------------------------


def content_of(issued: IssuedChapter) -> dict[str, Any]:
    """What was pinned."""
    found: dict[str, Any] = json.loads(issued.content)
    return found


def chapter_issued(issued: IssuedChapter) -> Chapter:
    """The chapter as it was issued."""
    return chapter_of(content_of(issued)["chapter"])


def is_whole(issued: IssuedChapter) -> bool:
    """Whether what is kept is what was issued: its digest is that of the row."""
    return sha256(issued.content.encode()).hexdigest() == issued.digest


def issued_fact(issued: IssuedChapter) -> dict[str, Any]:
    """An issued chapter as one JSON object, without its text."""
    return {
        "id": issued.pk,
        "title": issued.title,
        "year": issued.year,
        "region": issued.region or None,
        "language": issued.language,
        "complete": issued.complete,
        "digest": issued.digest,
        "issued_by": issued.issued_by,
        "issued_at": issued.issued_at.isoformat(timespec="seconds"),
    }


def site_of(issued: IssuedChapter) -> dict[str, bytes]:
    """The files of an issued chapter as a site of its own."""
    day = timezone.localtime(issued.issued_at).date().isoformat()
    return site(content_of(issued), About(issued.issued_by, day, issued.digest))


# -- what is known otherwise now ---------------------------------------------------------------------------


def differences(issued: IssuedChapter) -> list[Difference]:
    """What the chapter tells and is known otherwise now, what is gone, and what would be told anew.

    In the order of the chapter, what is new at the end. A figure that another source now tells alike is no
    difference.
    """
    content = content_of(issued)
    then = chapter_of(content["chapter"])
    year, region = issued.year, issued.region or None
    known = _known(year, region)
    try:
        chapter = write(year, region, complete=issued.complete, language=then.language, known=known)
        now = {_key(row): row for row in _rows(chapter, known)}
    except NothingToWrite:
        now = {}
    old = {_key(row): row for row in content["facts"]}
    texts = _texts(then)
    told = sorted((row for row in old.values() if row["note"]), key=lambda row: int(row["note"]))
    found = [one for row in told if (one := _compared(row, now.get(_key(row)), texts))]
    new = (row for key, row in now.items() if row["note"] and key not in old)
    return [*found, *(_difference("new", None, row) for row in new)]


def _key(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return (*(row[name] for name in FIELDS), row["cumulative"])


def _texts(chapter: Chapter) -> dict[int, str]:
    """What the chapter prints for each note, where it first does."""
    found: dict[int, str] = {}
    for section in sections(chapter):
        for one in figures_of(placed.block for placed in section.blocks):
            found.setdefault(one.note, one.text)
    return found


def _compared(
    old: Mapping[str, Any], new: Mapping[str, Any] | None, texts: Mapping[int, str]
) -> Difference | None:
    if new is not None and all(old[name] == new[name] for name in ("value", "high", "qualifier")):
        return None
    found = _difference("gone" if new is None else "changed", old, new)
    return found._replace(text=texts.get(old["note"], ""), note=old["note"])


def _difference(
    kind: Literal["changed", "gone", "new"], old: Mapping[str, Any] | None, new: Mapping[str, Any] | None
) -> Difference:
    about = old or new or {}
    return Difference(
        kind,
        about["region"],
        about["place"],
        about["indicator"],
        about["measure"],
        about["period"],
        _value(old),
        _value(new),
        about["unit"],
        old["source"] if old else "",
        new["source"] if new else "",
    )


def _value(row: Mapping[str, Any] | None) -> str:
    if row is None:
        return ""
    return f"{row['value']}–{row['high']}" if row["high"] else str(row["value"])
