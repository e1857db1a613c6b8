"""Work lists: what is due today, soon, overdue and why; what nobody has; who has how much; the calendar feed.

And handing over everything of somebody who leaves.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.contrib.auth.models import User
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar
from icalendar import Event as Entry

from fangzhi.casework import acts
from fangzhi.casework.access.scope import scope
from fangzhi.casework.clock import calendar, rule_book
from fangzhi.casework.daily import SOON
from fangzhi.casework.models import Deadline, FeedKey, Record
from fangzhi.casework.refusals import Refused

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from fangzhi.casework.access.viewer import Viewer

LISTS = ("overdue", "today", "soon", "later", "unassigned")
ON_A_LIST = 200


class Load(NamedTuple):
    """How much one person has."""

    officer: int | None
    name: str
    open: int
    overdue: int


def due(viewer: Viewer, kind: str, today: date, *, mine: bool) -> QuerySet[Record]:
    """The records of a work list, nearest date first; call it inside the viewer's scope."""
    rows = Record.objects.filter(closed_on__isnull=True) | Record.objects.filter(due_on__isnull=False)
    if mine:
        rows = rows.filter(officer=viewer.user)
    rows = rows.filter(_which(kind, today))
    return rows.select_related("office", "officer").order_by(F("due_on").asc(nulls_last=True), "pk")


def _which(kind: str, today: date) -> Q:
    soon = calendar().add(today, SOON)
    return {
        "overdue": Q(due_on__lt=today),
        "today": Q(due_on=today),
        "soon": Q(due_on__gt=today, due_on__lte=soon),
        "later": Q(due_on__gt=soon),
        "unassigned": Q(officer__isnull=True, closed_on__isnull=True),
    }[kind]


def numbers(viewer: Viewer, today: date, *, mine: bool) -> dict[str, int]:
    """How long each work list is: one query."""
    with scope(viewer):
        rows = Record.objects.filter(officer=viewer.user) if mine else Record.objects.all()
        asked = {kind: Count("pk", filter=_which(kind, today)) for kind in LISTS}
        found: dict[str, int] = rows.aggregate(**asked)
    return found


def load(viewer: Viewer, today: date) -> list[Load]:
    """Open and overdue records by person, the heaviest load first; those without anybody under None."""
    with scope(viewer):
        rows = (
            Record.objects.filter(closed_on__isnull=True)
            .values_list("officer", "officer__username")
            .annotate(open=Count("pk"), overdue=Count("pk", filter=Q(due_on__lt=today)))
            .order_by("-open")
        )
        return [Load(*row) for row in rows]


def hand_over(viewer: Viewer, leaving: int, taking: int) -> tuple[int, list[str]]:
    """Assign every open record of one person, as far as the viewer may, to another. Returns how many, and the
    records that could not be handed over with the reason."""
    if leaving == taking:
        raise Refused(_("Choose two different people."))
    if not User.objects.filter(pk=taking, is_active=True).exists():
        raise Refused(_("Choose somebody who is at work."))
    with scope(viewer):
        rows = list(Record.objects.filter(officer=leaving, closed_on__isnull=True).select_related("office"))
    refused, done = [], 0
    for record in rows:
        try:
            acts.perform(record, "assign", viewer, timezone.localdate(), officer=taking)
            done += 1
        except Refused as error:
            refused.append(f"{record}: {error.sentence}")
    return done, refused


def new_feed_key(user: int) -> str:
    """A new secret address for a person's calendar feed; the one before stops working."""
    key = secrets.token_urlsafe(24)
    digest = hashlib.sha256(key.encode()).hexdigest()
    FeedKey.objects.update_or_create(user_id=user, defaults={"digest": digest, "created_at": timezone.now()})
    return key


def feed_owner(key: str) -> User | None:
    """Whose feed a secret address is."""
    digest = hashlib.sha256(key.encode()).hexdigest()
    found = (
        FeedKey.objects.select_related("user__account").filter(digest=digest, user__is_active=True).first()
    )
    return found.user if found else None


def feed(viewer: Viewer, address: str) -> bytes:
    """The running time limits of a person's records as a calendar (RFC 5545). It names no party."""
    made = Calendar()
    made.add("prodid", "-//Fangzhi//CN")
    made.add("version", "2.0")
    with scope(viewer):
        rows = Deadline.objects.filter(running=True, due_on__isnull=False, record__officer=viewer.user)
        for one in rows.select_related("record").order_by("due_on")[:1000]:
            made.add_component(_entry(one, address))
    return bytes(made.to_ical())


def _entry(deadline: Deadline, address: str) -> Entry:
    entry = Entry()
    assert deadline.due_on
    entry.add("uid", f"deadline-{deadline.pk}@fangzhi")
    entry.add("dtstamp", datetime.now(UTC))
    entry.add("dtstart", deadline.due_on)
    entry.add("dtend", deadline.due_on + timedelta(days=1))
    entry.add("summary", f"{deadline.record} {rule_name(deadline.rule)}")
    entry.add("url", f"{address}/records/{deadline.record_id}")
    return entry


def rule_name(rule: str) -> str:
    """What a time limit is called, in the reader's language."""
    from django.utils import translation

    book = rule_book()
    rows = book.rows(rule) if rule in book.ids() else ()
    if not rows:
        return rule
    return rows[-1].name_en if translation.get_language() == "en" else rows[-1].name_zh
