"""Giving and ending roles and deputies: each a verb with an event in the office's chain.

Whatever changes who may see what raises the version of the person's grants, so that it counts from the next
request on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from fangzhi.accounts.models import Account, administration
from fangzhi.casework import ledger
from fangzhi.casework.access.roles import LEVELS, PARTNER, ROLES
from fangzhi.casework.models import Deputy, Grant, Office, Recusal
from fangzhi.casework.refusals import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.contrib.auth.models import User

    from fangzhi.casework.models import Record


def give(
    user: User,
    office: Office,
    role: str,
    day: date,
    *,
    reason: str,
    registers: Iterable[str] = (),
    level: int | None = None,
    below: bool = False,
    until: date | None = None,
    by: User | None = None,
) -> Grant:
    """Give a person a role in an office from a day on. Raises `Refused`: an administrator of the system holds
    no role in casework."""
    if role not in ROLES:
        raise Refused(_("There is no such role: %s.") % role, {"role": role})
    if administration(user):
        raise Refused(_("An administrator of the system cannot hold a role in casework."))
    if office.outside != (role == PARTNER):
        raise Refused(
            _("In an office outside people are partners, and partners belong to an office outside."),
            {"role": role},
        )
    if level is not None and level not in LEVELS:
        raise Refused(_("There is no such level of confidentiality."))
    with transaction.atomic():
        made = Grant.objects.create(
            user=user,
            office=office,
            role=role,
            registers=",".join(sorted(registers)),
            level=ROLES[role].level if level is None else level,
            below=below,
            valid_from=day,
            valid_to=until,
            given_by=by,
            reason=reason[:300],
        )
        body = {
            "user": user.pk,
            "role": role,
            "level": made.level,
            "below": below,
            "registers": made.registers,
        }
        _note(office, "grant_given", day, by, body, reason)
        seen_anew([user.pk, *_deputies_of(user.pk)])
    return made


def end(grant: Grant, day: date, *, reason: str, by: User | None = None) -> None:
    """End a role with a day. Raises `Refused` when it has ended before."""
    if grant.valid_to and grant.valid_to < day:
        raise Refused(_("This role ended on %s already.") % grant.valid_to)
    with transaction.atomic():
        grant.valid_to = day
        grant.save(update_fields=("valid_to",))
        _note(grant.office, "grant_ended", day, by, {"user": grant.user_id, "role": grant.role}, reason)
        seen_anew([grant.user_id, *_deputies_of(grant.user_id)])


def stand_in(
    person: User,
    deputy: User,
    office: Office,
    first: date,
    last: date,
    *,
    reason: str,
    by: User | None = None,
) -> Deputy:
    """Let somebody stand in for a person in an office from one day to another. Raises `Refused`."""
    if person == deputy or last < first:
        raise Refused(_("A deputy is another person, for at least one day."))
    if administration(deputy):
        raise Refused(_("An administrator of the system cannot hold a role in casework."))
    with transaction.atomic():
        made = Deputy.objects.create(
            person=person, deputy=deputy, office=office, valid_from=first, valid_to=last, reason=reason[:300]
        )
        body = {"person": person.pk, "deputy": deputy.pk, "from": str(first), "to": str(last)}
        _note(office, "deputy_named", first, by, body, reason)
        seen_anew([deputy.pk])
    return made


def recuse(record: Record, user: int) -> None:
    """Keep a person from a record from the next request on. Called by the act of recusal alone."""
    Recusal._base_manager.get_or_create(record=record, user_id=user)
    seen_anew([user])


def speaks_against(user: User) -> str:
    """Why a person cannot become an administrator of the system; empty when nothing speaks against it."""
    today = timezone.localdate()
    if Grant.objects.filter(user=user).exclude(valid_to__lt=today).exists():
        return _("This person holds a role in an office; end it first.")
    return ""


def holders(office: int, roles: Iterable[str], day: date) -> list[int]:
    """Who holds one of these roles in an office on a day."""
    current = Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))
    found = Grant.objects.filter(current, office=office, role__in=tuple(roles), user__is_active=True)
    return sorted(set(found.values_list("user", flat=True)))


def seen_anew(users: Iterable[int]) -> None:
    """Build these people's eyes again at their next request."""
    wanted = list(users)
    known = set(Account.objects.filter(user__in=wanted).values_list("user", flat=True))
    Account.objects.bulk_create(
        [Account(user_id=one) for one in wanted if one not in known], ignore_conflicts=True
    )
    Account.objects.filter(user__in=wanted).update(grants_version=F("grants_version") + 1)


def _deputies_of(user: int) -> list[int]:
    return list(Deputy.objects.filter(person=user).values_list("deputy", flat=True))


def _note(
    office: Office, kind: str, day: date, by: User | None, body: dict[str, object], reason: str
) -> None:
    ledger.append(office, ledger.Entry(kind, day, by=by.pk if by else None, reason=reason[:500], body=body))
