"""Lists of a register: filters, order, pages by key, and totals that are exact up to ten thousand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Count

from fangzhi.casework.access.scope import scope
from fangzhi.casework.access.viewer import OfRegister
from fangzhi.casework.models import Record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from fangzhi.casework.access.viewer import Viewer
    from fangzhi.casework.declaration import Register

ON_A_PAGE = 50
COUNTED = 10_000
"""Totals are exact up to here; above they are "10,000+"."""
WALKED = 2_000
"""From so many rows on, walking the register in its order finds a page sooner than sorting them all. The
rows of one class alone lie in their order already."""
HEADER = (
    "id", "number", "title", "state", "officer__username", "opened_on", "closed_on", "due_on", "due_rule",
    "stopped", "result", "office_id", "level",
)  # fmt: skip


class Asked(NamedTuple):
    """What a list was asked for."""

    state: str = ""
    office: int | None = None
    officer: str = ""
    """A user's id, `none` for nobody's."""
    text: str = ""
    due: str = ""
    """`order`: nearest due date first."""
    after: int | None = None
    """The last record of the page before."""


class Listed(NamedTuple):
    """One page of a list."""

    rows: list[dict[str, Any]]
    total: int
    more: bool

    @property
    def many(self) -> bool:
        """Whether there are more than were counted."""
        return self.total > COUNTED

    @property
    def last(self) -> int | None:
        """The key to go on from."""
        return self.rows[-1]["id"] if self.rows and self.more else None


def listed(viewer: Viewer, register: Register, asked: Asked, size: int = ON_A_PAGE) -> Listed:
    """One page of what the viewer may see: three queries, whatever the number of rows and grants."""
    with scope(OfRegister(viewer, register.id)):
        total = _filtered(asked).values("pk")[: COUNTED + 1].count()
    walked = total > WALKED and len(viewer.classes_of(register.id)) > 1
    with scope(OfRegister(viewer, register.id, spread=walked)):
        rows = _ordered(_filtered(asked), asked)
        found = list(rows.values(*HEADER)[: size + 1])
    more, found = len(found) > size, found[:size]
    _add_columns(register, found)
    return Listed(found, total, more)


def _filtered(asked: Asked) -> QuerySet[Record]:
    rows = Record.objects.all()
    if asked.state:
        rows = rows.filter(state=asked.state)
    if asked.office:
        rows = rows.filter(office=asked.office)
    if asked.officer == "none":
        rows = rows.filter(officer__isnull=True)
    elif asked.officer:
        rows = rows.filter(officer=int(asked.officer))
    if asked.due:
        rows = rows.filter(due_on__isnull=False)
    return searched(rows, asked.text)


def searched(rows: QuerySet[Record], text: str) -> QuerySet[Record]:
    """Rows whose number, title, parties or keys hold every word."""
    for word in text.lower().split()[:5]:
        rows = rows.filter(search__contains=word)
    return rows


def _ordered(rows: QuerySet[Record], asked: Asked) -> QuerySet[Record]:
    if asked.due:
        return rows.order_by("due_on", "pk")
    if asked.after:
        rows = rows.filter(pk__lt=asked.after)
    return rows.order_by("-pk")


def _add_columns(register: Register, rows: list[dict[str, Any]]) -> None:
    """The register's own columns beside those of the header, in one query."""
    if not register.columns or not rows:
        return
    keys = [row["id"] for row in rows]
    details = register.model._base_manager.filter(pk__in=keys).values("pk", *register.columns)
    told = {one["pk"]: one for one in details}
    for row in rows:
        row |= {name: told[row["id"]][name] for name in register.columns if row["id"] in told}


def every(viewer: Viewer, register: Register, asked: Asked) -> Iterator[dict[str, Any]]:
    """All rows of a list, portion by portion, each inside the viewer's scope: for exports."""
    after: int | None = asked.after
    while True:
        page = _portion(viewer, register, asked._replace(due="", after=after))
        yield from page
        if len(page) < PORTION:
            return
        after = page[-1]["id"]


PORTION = 1000


def _portion(viewer: Viewer, register: Register, asked: Asked) -> list[dict[str, Any]]:
    with scope(OfRegister(viewer, register.id, spread=True)):
        found = list(_ordered(_filtered(asked), asked).values(*HEADER)[:PORTION])
    _add_columns(register, found)
    return found


def board(viewer: Viewer, register: Register) -> dict[str, int]:
    """How many open records stand in each state: one query."""
    with scope(OfRegister(viewer, register.id)):
        rows = (
            Record.objects.filter(state__in=register.open_states).values_list("state").annotate(n=Count("pk"))
        )
        return dict(rows.order_by())


NEWEST, OF_A_STATE = 400, 6


def newest_open(viewer: Viewer, register: Register) -> dict[str, list[dict[str, Any]]]:
    """State → its newest records among the newest open ones of the register: one query."""
    with scope(OfRegister(viewer, register.id, spread=True)):
        rows = list(Record.objects.filter(closed_on__isnull=True).order_by("-pk").values(*HEADER)[:NEWEST])
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        shown = found.setdefault(row["state"], [])
        if len(shown) < OF_A_STATE:
            shown.append(row)
    return found


def names_of_offices(keys: set[int]) -> dict[int, str]:
    """What offices are called today."""
    from fangzhi.casework.models import OfficeStage

    rows = OfficeStage.objects.filter(office__in=keys).order_by("valid_from")
    return dict(rows.values_list("office", "name_zh"))
