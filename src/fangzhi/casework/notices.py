"""Notices: what a person must learn of, written to an outbox in the transaction of the act.

The worker delivers them by mail where mail is configured, and tries again until it succeeds; in any case they
stand in the person's inbox.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from fangzhi.casework.access.grants import holders
from fangzhi.casework.access.scope import everything
from fangzhi.casework.access.viewer import viewer_of
from fangzhi.casework.models import Notice

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from fangzhi.casework.acts import Act
    from fangzhi.casework.history import Happened
    from fangzhi.casework.models import Event, Proposal, Record

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)


def write(users: Iterable[int], record: Record | None, kind: str, key: str, **words: Any) -> None:
    """Put a notice into the outbox of each person; one that is there already is not written again."""
    keep([made(user, record, kind, key, words) for user in dict.fromkeys(users)])


def made(user: int, record: Record | None, kind: str, key: str, words: Mapping[str, Any]) -> Notice:
    """A notice to one person, not written yet."""
    now = timezone.now()
    return Notice(
        user_id=user,
        record=record,
        kind=kind,
        key=f"{key}:{user}",
        words=json.dumps(words, ensure_ascii=False, default=str),
        created_at=now,
        next_try=now,
    )


def keep(rows: list[Notice]) -> None:
    """Put notices into the outbox; one that is there already is not written again."""
    if rows:
        Notice._base_manager.bulk_create(rows, ignore_conflicts=True)


def follow(act: Act, event: Event) -> None:
    """Tell the officer of a record what others did to it."""
    officer = act.record.officer_id
    if officer and officer != act.by.user:
        words = {"act": act.transition.id, "by": act.by.name, "on": act.occurred_on}
        write([officer], act.record, "act", f"event:{event.pk}", **words)


def undone(act: Act, event: Event, last: Happened) -> None:
    """Tell the officer of a record that an act was undone."""
    officer = act.record.officer_id
    if officer and officer != act.by.user:
        write([officer], act.record, "undone", f"event:{event.pk}", act=last.kind, by=act.by.name)


def asked(proposal: Proposal, office: int, roles: Iterable[str], day: date) -> None:
    """Tell those who must approve a proposal that it waits."""
    people = holders(office, roles, day)
    key = f"proposal:{proposal.pk}:{proposal.step}"
    write(people, proposal.record, "approval", key, act=proposal.transition)


def decided(proposal: Proposal) -> None:
    """Tell who proposed what became of it."""
    key = f"proposal:{proposal.pk}:{proposal.state}"
    words = {"act": proposal.transition, "reason": proposal.reason}
    write([proposal.proposed_by_id], proposal.record, proposal.state, key, **words)


def sentence(notice: Notice) -> str:
    """A notice in words."""
    from fangzhi.casework.declaration import register

    words = json.loads(notice.words)
    record = notice.record
    act = words.get("act", "")
    if record is not None and act:
        known = register(record.register).by_id.get(act)
        words["act"] = str(known.name) if known else act
    templates: dict[str, str] = {
        "act": _("%(by)s: “%(act)s” on %(on)s."),
        "undone": _("%(by)s undid “%(act)s”."),
        "approval": _("“%(act)s” waits for your approval."),
        "approved": _("“%(act)s” was approved."),
        "returned": _("“%(act)s” was returned: %(reason)s"),
        "half": _("Half of the time limit “%(rule)s” has passed; it ends on %(due)s."),
        "soon": _("The time limit “%(rule)s” ends on %(due)s."),
        "today": _("The time limit “%(rule)s” ends today."),
    }
    return str(templates[notice.kind] % words)


def deliver(now: datetime | None = None, most: int = 100) -> int:
    """Send what waits in the outbox by mail; what fails is tried again later. Returns how many were sent.

    Where no mail server is configured the inbox is the delivery.
    """
    now = now or timezone.now()
    with everything():
        waiting = Notice.objects.filter(sent_at__isnull=True, next_try__lte=now).select_related(
            "user__account", "record"
        )
        return sum(_deliver(one, now) for one in waiting.order_by("next_try")[:most])


def _may_read(notice: Notice) -> bool:
    """Whether the person still works here and sees the record that a notice is about: somebody recused, or
    below its level by now, gets no mail of it, as it is not in the inbox either."""
    if not notice.user.is_active:
        return False
    return notice.record is None or viewer_of(notice.user).sees(notice.record)


def _deliver(notice: Notice, now: datetime) -> bool:
    address = notice.user.email
    try:
        if address and settings.EMAIL_HOST and _may_read(notice):
            with translation.override(settings.LANGUAGE_CODE):
                subject = str(notice.record) if notice.record else "Fangzhi"
                send_mail(subject, sentence(notice), None, [address])
    except OSError as error:
        notice.attempts += 1
        wait = min(FIRST_WAIT * 2 ** min(notice.attempts, 12), LONGEST_WAIT)
        notice.next_try, notice.problem = now + wait, str(error)[:300]
        notice.save(update_fields=("attempts", "next_try", "problem"))
        return False
    notice.sent_at, notice.problem = now, ""
    notice.save(update_fields=("sent_at", "problem"))
    return True
