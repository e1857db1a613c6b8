"""Files added to a record: checked by their bytes, kept by their digest, entered in the ledger.

And shredding: deleting personal values, and the unmasked columns that hold them, without breaking the chain.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from fangzhi.casework import acts, files, ledger
from fangzhi.casework.access.scope import everything
from fangzhi.casework.models import Attachment, Personal
from fangzhi.casework.papers import PaperError, accept
from fangzhi.casework.refusals import NotAllowed, Refused
from fangzhi.casework.turns import turn

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path

    from django.core.files.base import File

    from fangzhi.casework.access.viewer import Viewer
    from fangzhi.casework.models import Event, Record

LARGEST = 100_000_000
"""Bytes of one file."""
ATTACH, SHRED = "attach", "shred"


def attach(record: Record, by: Viewer, upload: File[bytes], *, secret: bool = False) -> Attachment:
    """Add a file to a record. Raises `Refused` when it is not what its name says, is too large, or is of a
    kind that is not taken."""
    kept = files.keep(upload.chunks())
    name = (upload.name or "file")[:200]
    kind = _kind(files.path_of(kept.digest), name)
    with turn(), transaction.atomic(), everything():
        act = acts.begin(record, "note", by, timezone.localdate())
        made: Attachment = Attachment.objects.create(
            record=act.record,
            digest=kept.digest,
            name=name,
            size=kept.size,
            kind=kind,
            secret=secret,
            by_id=by.user,
            at=timezone.now(),
        )
        said = {"digest": kept.digest, "name": name, "size": kept.size, "secret": secret}
        _write(act, ATTACH, {"files": [said], "changes": {}})
        return made


def _kind(path: Path, name: str) -> str:
    try:
        return accept(path, name, LARGEST).name.lower()
    except PaperError as error:
        sentence = error.sentence(chinese=translation.get_language() != "en")
        raise Refused(sentence, {"file": sentence}) from error


def shred(record: Record, by: Viewer, names: Iterable[str], reason: str) -> Event:
    """Delete personal fields of a closed record for good; the chain stays whole. Raises `Refused`.

    Only the director of the record's office does it, with a reason; what was is known to nobody afterwards.
    """
    if not reason.strip():
        raise Refused(_("Give a reason."), {"reason": _("Give a reason.")})
    with turn(), transaction.atomic(), everything():
        act = acts.begin(record, "note", by, timezone.localdate())
        if "director" not in by.roles(act.register.id, act.record.office_id):
            raise NotAllowed(_("Only the director of the office destroys personal data."))
        wanted = sorted(set(names) & act.register.personal)
        if not wanted or act.record.closed_on is None:
            raise Refused(_("Personal data of an open record cannot be destroyed."))
        Personal.objects.filter(event__record=act.record, name__in=wanted).delete()
        for name in wanted:
            setattr(act.detail, name, "")
        act.detail.save(update_fields=wanted)
        return _write(act, SHRED, {"shredded": wanted, "changes": {}}, reason.strip()[:500])


def _write(act: acts.Act, kind: str, body: dict[str, object], reason: str = "") -> Event:
    today: date = timezone.localdate()
    state = act.record.state
    entry = ledger.Entry(
        kind,
        today,
        act.record.pk,
        act.by.user,
        act.behalf,
        before=state,
        after=state,
        reason=reason,
        body=body,
    )
    return ledger.append(act.record.office, entry)
