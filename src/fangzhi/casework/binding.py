"""The whole file of a record (卷宗) as one PDF: cover, contents, papers, files; the secret part last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone, translation

from fangzhi.casework import files, offices, paperwork
from fangzhi.casework.declaration import register
from fangzhi.casework.history import past_of
from fangzhi.casework.models import Attachment, Event, Paper
from fangzhi.casework.papers import Item, write_whole_file
from fangzhi.casework.papers.whole_file import DECISION, EVIDENCE, PAPER

if TYPE_CHECKING:
    from pathlib import Path

    from fangzhi.casework.access.viewer import Viewer
    from fangzhi.casework.models import Record

RETENTION = "30年"
"""Retention shown on the cover; the classes of a file plan are the archive's own."""


def bind(record: Record, viewer: Viewer, target: Path, *, secret: bool) -> None:
    """Write the whole file of a record to a path; without `secret` it is a party's copy. Papers of undone
    acts are left out.

    Raises `PaperError`.
    """
    past = past_of(Event.objects.filter(record=record.pk).order_by("seq"))
    standing = [one.id for one in past.standing]
    papers = Paper.objects.filter(record=record.pk, event__in=standing).order_by("pk")
    attached = Attachment.objects.filter(record=record.pk).order_by("pk")
    with translation.override("zh-hans"):
        items = [_paper(one) for one in papers if secret or not one.secret]
        items += [_attachment(one) for one in attached if secret or not one.secret]
        write_whole_file(target, record.title, _cover(record, viewer), items, sealed=secret)


def _paper(one: Paper) -> Item:
    part = DECISION if "decision" in one.template and "correction" not in one.template else PAPER
    name = paperwork.title_of(one)
    return Item(name, paperwork.print_out(one), one.made_on.isoformat(), part, one.number, one.secret)


def _attachment(one: Attachment) -> Item:
    day = timezone.localtime(one.at).date().isoformat()
    return Item(one.name, files.path_of(one.digest), day, EVIDENCE, "", one.secret)


def _cover(record: Record, viewer: Viewer) -> dict[str, str]:
    kind = register(record.register)
    return {
        "office": offices.stage_on(record.office, timezone.localdate()).name_zh,
        "case_number": record.number or "—",
        "cause": str(kind.name),
        "parties": record.parties,
        "docketed_on": record.opened_on.isoformat(),
        "closed_on": record.closed_on.isoformat() if record.closed_on else "—",
        "result": str(kind.results.get(record.result, record.result)) or "—",
        "officer": record.officer.get_username() if record.officer else viewer.name,
        "archived_on": timezone.localdate().isoformat(),
        "retention": RETENTION,
    }
