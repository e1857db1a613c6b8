"""Lists of a register, its board, search over all registers, and exports."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

from django.http import StreamingHttpResponse

from fangzhi.casework import lists
from fangzhi.casework.access.scope import scope
from fangzhi.casework.declaration import registers
from fangzhi.casework.lists import Asked
from fangzhi.casework.models import Record
from fangzhi.tables import safe_cell
from fangzhi.web.answers import BOM, Page, Table, answer, json_answer
from fangzhi.web.pages.casework.eyes import at_work, register_of
from fangzhi.web.pages.casework.words import column_names, shown_row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from fangzhi.casework.access.viewer import Viewer
    from fangzhi.casework.declaration import Register, Transition

FOUND = 50


@at_work
def index(request: HttpRequest, viewer: Viewer, twin: str = "") -> HttpResponse:
    """The registers that the person works with, and how many open records stand in each state."""
    rows = [(one, lists.board(viewer, one)) for one in registers().values() if viewer.classes_of(one.id)]
    facts = [{"id": one.id, "name": str(one.name), "open": sum(board.values())} for one, board in rows]
    page = Page(
        "casework/registers.html",
        {"rows": rows, "counted": [one for one in registers().values() if viewer.counts_of(one.id)]},
        lambda: {"registers": facts},
        lambda: Table(("id", "name", "open"), facts),
        "registers",
    )
    return answer(request, twin, page)


@at_work
def register(request: HttpRequest, viewer: Viewer, name: str, twin: str = "") -> HttpResponseBase:
    """One page of a register's list; the CSV twin is the whole list."""
    kind = register_of(name, viewer)
    asked = _asked(request, kind)
    if twin == ".csv":
        return _whole(request, viewer, kind, asked)
    found = lists.listed(viewer, kind, asked)
    if twin == ".json":
        rows = [shown_row(kind, row) for row in found.rows]
        return json_answer(
            {"register": name, "total": min(found.total, lists.COUNTED), "more_than_total": found.many,
             "records": rows, "next": found.last}
        )  # fmt: skip
    offices = lists.names_of_offices({row["office_id"] for row in found.rows})
    context = {
        "kind": kind,
        "rows": found.rows,
        "found": found,
        "asked": asked,
        "columns": column_names(kind),
        "offices": offices,
        "may_open": _may_open(viewer, kind),
        "bulk": _bulk(viewer, kind),
        "counted": lists.COUNTED,
    }
    empty: dict[str, Any] = {}
    return answer(
        request, "", Page("casework/list.html", context, lambda: empty, lambda: Table((), ()), name)
    )


def _may_open(viewer: Viewer, kind: Register) -> bool:
    return any(held.role in kind.opening.who and held.covers(kind.id) for held in viewer.held)


def _bulk(viewer: Viewer, kind: Register) -> list[Transition]:
    """The acts that the person may do to many records at once."""
    held = {one.role for one in viewer.held if one.covers(kind.id)}
    return [one for one in kind.by_id.values() if one.bulk and held & set(one.who)]


def _asked(request: HttpRequest, kind: Register) -> Asked:
    """The filters of an address; what makes no sense is left out."""
    given = request.GET
    state, officer, office = given.get("state", ""), given.get("officer", ""), given.get("office", "")
    after = given.get("after", "")
    return Asked(
        state=state if state in kind.state_names else "",
        office=int(office) if _digits(office) else None,
        officer=officer if officer == "none" or _digits(officer) else "",
        text=given.get("q", "")[:100],
        due="due" if given.get("due") else "",
        after=int(after) if _digits(after) else None,
    )


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def _whole(request: HttpRequest, viewer: Viewer, kind: Register, asked: Asked) -> StreamingHttpResponse:
    """Every row of the list as CSV, streamed; each portion is read inside the viewer's own scope."""

    class Line:
        def write(self, text: str) -> str:
            return text

    writer = csv.writer(Line(), lineterminator="\r\n")

    def rows() -> Iterator[str]:
        if "bom" in request.GET:
            yield BOM
        first: list[str] | None = None
        for row in lists.every(viewer, kind, asked):
            shown = shown_row(kind, row)
            if first is None:
                first = list(shown)
                yield writer.writerow(first)
            yield writer.writerow([safe_cell(shown[name]) for name in first])
        if first is None:
            yield writer.writerow(["id", "number", "title", "state"])

    response = StreamingHttpResponse(rows(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'inline; filename="{kind.id}.csv"'
    return response


@at_work
def board(request: HttpRequest, viewer: Viewer, name: str, twin: str = "") -> HttpResponse:
    """The open records of a register by state, the newest of each."""
    kind = register_of(name, viewer)
    numbers, newest = lists.board(viewer, kind), lists.newest_open(viewer, kind)
    columns = [
        (state, numbers.get(state.id, 0), newest.get(state.id, [])) for state in kind.states if state.open
    ]
    facts = [{"state": state.id, "name": str(state.name), "open": number} for state, number, _rows in columns]
    page = Page(
        "casework/board.html",
        {"kind": kind, "columns": columns},
        lambda: {"states": facts},
        lambda: Table(("state", "name", "open"), facts),
        f"{name}-board",
    )
    return answer(request, twin, page)


@at_work
def search(request: HttpRequest, viewer: Viewer, twin: str = "") -> HttpResponse:
    """Records of all registers by number, title, party, patent or credit code."""
    text = request.GET.get("q", "").strip()[:100]
    rows: list[dict[str, Any]] = []
    if text:
        with scope(viewer):
            found = lists.searched(Record.objects.all(), text).order_by("-pk")
            rows = list(found.values("register", *lists.HEADER)[: FOUND + 1])
    kinds = registers()
    facts = [{"register": row["register"], **shown_row(kinds[row["register"]], row)} for row in rows[:FOUND]]
    context = {"text": text, "rows": rows[:FOUND], "more": len(rows) > FOUND, "kinds": kinds}
    columns = ("register", "id", "number", "title", "state", "due_on")
    page = Page(
        "casework/search.html", context, lambda: {"records": facts}, lambda: Table(columns, facts), "search"
    )
    return answer(request, twin, page)
