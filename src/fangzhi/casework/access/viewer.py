"""A person as seen by access: which roles, where, until when, and which records that opens.

`Viewer.narrow` answers "which rows" and `Viewer.sees` "may I see this one"; both come from the same classes.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from fangzhi.accounts.models import account_of
from fangzhi.casework.access.classes import Classes
from fangzhi.casework.access.roles import PARTNER, ROLES, SECRET_ROLES
from fangzhi.casework.declaration import registers

if TYPE_CHECKING:
    from datetime import date

    from django.contrib.auth.models import User

    from fangzhi.casework.models import Record

_CLASS_OF_OFFICE, _CLASS_OF_REGISTER = 10_000, 10


def access_class(office: int, register: int, level: int) -> int:
    """Office × register × level as one number; `register` is the register's own code (1 to 999)."""
    return office * _CLASS_OF_OFFICE + register * _CLASS_OF_REGISTER + level


class Held(NamedTuple):
    """One role that a person holds today."""

    office: int
    role: str
    registers: frozenset[str]
    """Empty for all of them."""
    level: int
    offices: tuple[int, ...]
    """Whose records it opens: the office's own, and those below where the grant says so."""
    behalf: int | None = None
    """Of whom the person is the deputy."""

    def covers(self, register: str) -> bool:
        """Whether it reaches a register."""
        return not self.registers or register in self.registers


class Viewer:
    """A person's eyes."""

    def __init__(self, user: int, name: str, held: tuple[Held, ...], recused: bool, day: date) -> None:
        self.user, self.name, self.held, self.recused, self.day = user, name, held, recused, day
        self._of: dict[str, Classes] = {}

    @cached_property
    def classes(self) -> tuple[int, ...]:
        """All classes of records that the person may see, in order."""
        return tuple(sorted({one for register in registers() for one in self.classes_of(register)}))

    def classes_of(self, register: str) -> tuple[int, ...]:
        """The classes of one register that the person may see, in order."""
        return self.asked_of(register).those

    def asked_of(self, register: str) -> Classes:
        """The same as a query asks for them."""
        if register not in self._of:
            code = registers()[register].code
            found = {
                access_class(office, code, level)
                for held in self.held
                if ROLES[held.role].sees and held.covers(register)
                for office in held.offices
                for level in range(held.level + 1)
            }
            self._of[register] = Classes(tuple(sorted(found)))
        return self._of[register]

    def narrow(self, rows: QuerySet[Any], path: str) -> QuerySet[Any]:
        """The rows of a query that the person may see: by class, without what the person is recused from."""
        rows = rows.filter(**{f"{path}access_class__among": self._whole})
        return self.without_recused(rows, path)

    def without_recused(self, rows: QuerySet[Any], path: str) -> QuerySet[Any]:
        """Leave out the records that the person is recused from."""
        if not self.recused:
            return rows
        from fangzhi.casework.models import Recusal

        mine = Recusal._base_manager.filter(user=self.user, record=OuterRef(f"{path}pk"))
        return rows.filter(~Exists(mine))

    def sees(self, record: Record) -> bool:
        """Whether the person may see a record."""
        if record.access_class not in self._set:
            return False
        return not (self.recused and self._recused_from(record))

    @cached_property
    def _whole(self) -> Classes:
        return Classes(self.classes)

    @cached_property
    def _set(self) -> frozenset[int]:
        return frozenset(self.classes)

    def _recused_from(self, record: Record) -> bool:
        from fangzhi.casework.models import Recusal

        return Recusal._base_manager.filter(user=self.user, record_id=record.pk).exists()

    def roles(self, register: str, office: int) -> dict[str, int | None]:
        """The roles held in an office for a register, each with the person for whom it is held (None for
        oneself)."""
        found: dict[str, int | None] = {}
        for held in self.held:
            if held.office == office and held.covers(register) and found.get(held.role, 0) is not None:
                found[held.role] = held.behalf
        return found

    def opens_secret(self, record: Record) -> bool:
        """Whether the person may open the secret part of a record's file (副卷): its own office only."""
        return bool(SECRET_ROLES & self.roles(record.register, record.office_id).keys())

    def counts_of(self, register: str) -> tuple[int, ...]:
        """The offices whose counts of a register the person may see; counts name nobody, and are not for
        partners."""
        inside = (held for held in self.held if held.role != PARTNER and held.covers(register))
        return tuple(sorted({office for held in inside for office in held.offices}))


_known: dict[int, tuple[int, date, Viewer]] = {}
"""User → version of grants, day, viewer: built again when either changes."""


def viewer_of(user: User) -> Viewer:
    """The person's eyes today. Asks nothing when the grants are as they were in the last request."""
    version, day = account_of(user).grants_version, timezone.localdate()
    known = _known.get(user.pk)
    if known and known[:2] == (version, day):
        return known[2]
    made = _build(user, day)
    _known[user.pk] = (version, day, made)
    return made


def forget() -> None:
    """Forget every built viewer (tests use one database after another)."""
    _known.clear()


def _build(user: User, day: date) -> Viewer:
    from fangzhi.casework.models import Deputy, Grant, Recusal
    from fangzhi.casework.offices import below

    current = Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))
    stands_for = {
        (person, office): person
        for person, office in Deputy.objects.filter(current, deputy=user).values_list("person", "office")
    }
    people = {user.pk, *(person for person, _office in stands_for)}
    grants = Grant.objects.filter(current, user__in=people, role__in=ROLES)
    tree = below(day)
    held = []
    for grant in grants.order_by("pk"):
        behalf = None if grant.user_id == user.pk else grant.user_id
        if behalf and (grant.user_id, grant.office_id) not in stands_for:
            continue
        offices = (grant.office_id, *(tree.get(grant.office_id, ()) if grant.below else ()))
        names = frozenset(filter(None, grant.registers.split(",")))
        held.append(Held(grant.office_id, grant.role, names, grant.level, offices, behalf))
    recused = Recusal._base_manager.filter(user=user).exists()
    return Viewer(user.pk, user.get_username(), tuple(held), recused, day)


class OfRegister:
    """A person's eyes for the records of one register, for lists.

    Where many rows may be seen (`spread`), the database walks them in their own order and leaves out the
    others; where few may, it gathers them by class and sorts. Which is right is known from their number.
    """

    def __init__(self, viewer: Viewer, register: str, *, spread: bool = False) -> None:
        self.viewer, self.register, self.spread = viewer, register, spread

    def narrow(self, rows: QuerySet[Any], path: str) -> QuerySet[Any]:
        """The rows of the register that the person may see."""
        classes = self.viewer.asked_of(self.register)
        rows = rows.filter(**{f"{path}register": self.register})
        if self.spread:
            rows = rows.annotate(_class=F(f"{path}access_class") + 0).filter(_class__among=classes)
        else:
            rows = rows.filter(**{f"{path}access_class__among": classes})
        return self.viewer.without_recused(rows, path)
