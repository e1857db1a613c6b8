"""The drafts that persons check: received, decided figure by figure, given back, dropped."""

from __future__ import annotations

from datetime import timedelta
from pathlib import PurePath
from secrets import token_hex
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fangzhi.chapter.checking.comparing import Checked, Mark, check, expected_text
from fangzhi.chapter.checking.draft import Reading, open_draft, read_draft
from fangzhi.chapter.checking.models import CheckedDraft
from fangzhi.chapter.checking.putting import Offers, offers, written
from fangzhi.chapter.checking.remarks import refusal
from fangzhi.indicators.reconciliation import accept

if TYPE_CHECKING:
    from fangzhi.indicators.catalogue import Catalogue

UNTOUCHED = timedelta(days=30)
"""After this time without a decision a draft is dropped; reasons given for its figures stay."""
LARGEST = 20_000_000
"""Bytes of a draft that is kept while it is checked."""
LONGEST = 500_000
"""Characters that are read while a person waits."""


class Refused(ValueError):  # noqa: N818 - a draft is refused, not in error
    """Why a draft is not taken or a decision not made: one sentence."""


class Desk(NamedTuple):
    """A draft as it lies before the person: what is said of its figures, and what can be put right."""

    kept: CheckedDraft
    checked: Checked
    offers: Offers

    @property
    def taken(self) -> Offers:
        """The changes that the person took and that still stand."""
        return {code: self.offers[code] for code in self.kept.taken if code in self.offers}

    def has_taken(self, mark: Mark) -> bool:
        """Whether the person took the right figure of a mark."""
        return mark.code in self.offers and mark.code in self.kept.taken


def receive(name: str, content: bytes, known: Reading, by: str) -> CheckedDraft:
    """Keep a draft that is to be checked; drafts nobody touched for long go.

    Raises Refused, and `fangzhi.reader.documents.UnreadableDocument` for what cannot be read.
    """
    opened = open_draft(name, content) if len(content) <= LARGEST else None
    if opened is None or len(opened.text) > LONGEST:
        raise Refused(
            _("%s is too long to be checked here. Check it with the command `fangzhi check`.") % name
        )
    if said := refusal(read_draft(opened, known), known.year):
        raise Refused(said)
    now = timezone.now()
    CheckedDraft.objects.filter(touched_at__lt=now - UNTOUCHED).delete()
    return CheckedDraft.objects.create(
        code=token_hex(16),
        name=name,
        content=content,
        year=known.year,
        region=known.region or "",
        made_by=by,
        made_at=now,
        touched_at=now,
    )


def laid_out(kept: CheckedDraft, indicators: Catalogue) -> Desk:
    """A kept draft compared with what is kept now."""
    known = Reading(kept.year, kept.region or None, indicators)
    draft = read_draft(open_draft(kept.name, bytes(kept.content)), known)
    checked = check(draft, kept.year, known.region)
    return Desk(kept, checked, offers(draft, checked.marks, known))


def take(desk: Desk, codes: list[str], *, back: bool = False) -> None:
    """Take the right figure of some marks, or take the draft's own back.

    Raises Refused when one of them cannot be put right by itself.
    """
    if not back and any(code not in desk.offers for code in codes):
        raise Refused(_("This figure is not put right by itself: look at its source and write it by hand."))
    with transaction.atomic():
        kept = CheckedDraft.objects.select_for_update().get(pk=desk.kept.pk)
        others = [code for code in kept.taken if code not in codes]
        kept.taken = others if back else [*others, *codes]
        kept.touched_at = timezone.now()
        kept.save(update_fields=["taken", "touched_at"])


def keep_as_it_is(desk: Desk, mark: Mark, reason: str, by: str, *, back: bool = False) -> None:
    """Keep a figure as the draft has it although a source says another, or keep it no longer.

    The record stays with reason, name and time. Raises Refused when no reason is given.
    """
    if not reason.strip():
        raise Refused(_("Say why the figure is kept as it is, or why it is kept no longer."))
    with transaction.atomic():
        accept(mark.code, mark.found.basis, expected_text(mark), reason, by, accepted=not back)
        take(desk, [mark.code], back=True)


def given_back(desk: Desk) -> tuple[str, bytes]:
    """Name and content of the draft with the right figures that were taken."""
    changes = [edit for edits in desk.taken.values() for edit in edits]
    content, ending = written(desk.checked.draft, changes)
    return f"{PurePath(desk.kept.name).stem}-checked.{ending}", content
