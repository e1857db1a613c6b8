"""From figure to records (由数到件): what a count counts, a page at a time or as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fangzhi.home import home_folder
from fangzhi.patents.counting.cells import BadCell, Cell, condition
from fangzhi.patents.counting.industries import BadScheme
from fangzhi.patents.counting.keys import PLACES
from fangzhi.patents.counting.published import cell_behind
from fangzhi.patents.counting.records import COLUMNS, PAGE, every_record, records
from fangzhi.patents.counting.spans import BadPeriod
from fangzhi.patents.store import NoSnapshot, open_snapshot
from fangzhi.web import labels
from fangzhi.web.answers import json_answer, page_number
from fangzhi.web.pages.patents import keys, words
from fangzhi.web.pages.patents.refusals import in_address
from fangzhi.web.pages.patents.store import common, on_store, snapshot
from fangzhi.web.pages.patents.whole import WHOLE, next_page, streamed
from fangzhi.web.reference import COUNTRY

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from django.http import HttpRequest, QueryDict, StreamingHttpResponse
    from django.http.response import HttpResponseBase

    from fangzhi.patents.counting.records import Listing
    from fangzhi.patents.store import Snapshot

RULE = "query/patents."
COLUMN_WORDS = {
    **keys.COLUMNS,
    "applicants": gettext_lazy("applications of the applicants counted"),
    "applicants_1000": gettext_lazy("applications of applicants with a thousand or more"),
    "applicants_so_far": gettext_lazy("all applications so far, from the beginning on"),
    "first_patents": gettext_lazy("patents granted to enterprises in the year of their first patent"),
}
"""What the records of a column are: where applicants are counted, it is their records."""


def behind(rule: str, region: str, year: int) -> str:
    """The address of the records behind a published count, in the snapshot it was counted in; empty where
    the rule is another or counts no records."""
    if not rule.startswith(RULE):
        return ""
    indicator, _at, counted_in = rule.removeprefix(RULE).partition("@")
    cell = cell_behind(indicator, region, year)
    if cell is None:
        return ""
    return "/patents/records?" + urlencode(keys.query(cell, counted_in))


@on_store
def listed(request: HttpRequest, twin: str = "") -> HttpResponseBase:
    """The records of a cell with their exact total; `.json` is one page, `.csv` and `.jsonl` are all."""
    held = _snapshot(request.GET.get("snapshot", ""))
    number = page_number(request)
    try:
        cell = _cell(request.GET)
        if twin in WHOLE:
            condition(cell, held.home)  # what cannot be asked for is said before the first line is sent
            return _whole(request, held, cell, twin)
        found = records(held, cell, number)
    except (BadCell, BadPeriod, BadScheme) as error:
        raise Http404(in_address(error, request.GET)) from None
    more = number * PAGE < found.total
    if twin:
        return json_answer(_facts(request, held, found, more=more))
    what = described(cell, str(COLUMN_WORDS[cell.column]), keys.industries(held.home))
    beyond = not found.rows and found.total > 0
    context = common(held) | {"what": what, "found": found, "more": more, "size": PAGE, "beyond": beyond}
    return render(request, "patents/records.html", context, status=404 if beyond else 200)


def described(cell: Cell, counted: str, branches: Mapping[str, str]) -> str:
    """What a cell counts, in words: place, period, type, what is `counted` and what else narrows it."""
    within = cell.region == COUNTRY and any(value for key, value in cell.at if key in PLACES)
    said = [
        words.place(cell.region) if not within else "",
        labels.period(cell.period) if cell.period else "",
        str(words.TYPES[cell.type]) if cell.type != "all" else "",
        counted,
        str(words.KINDS[cell.kind]) if cell.kind else "",
        cell.ipc or "",
        keys.field(cell.field) if cell.field else "",
        keys.value("industry", cell.industry, branches) if cell.industry else "",
        *(keys.named(key, value, branches) for key, value in cell.at),
    ]
    return " · ".join(part for part in said if part)


def _snapshot(wanted: str) -> Snapshot:
    now = snapshot()
    if wanted in ("", now.id):
        return now
    try:
        return open_snapshot(home_folder(), wanted)
    except NoSnapshot:
        raise Http404(
            _("This snapshot of the patent database is no longer kept; the current one is shown without it.")
        ) from None


def _cell(given: QueryDict) -> Cell:
    field = given.get("field", "")
    if field and not (field.isascii() and field.isdigit() and len(field) <= 2):
        raise BadCell(f"There is no technology field {field!r}: they are numbered from 1 to 35.", "field")
    return Cell(
        column=given.get("column") or "applications",
        region=given.get("region") or "000000",
        period=given.get("period") or given.get("year") or None,
        type=given.get("type") or "all",
        kind=given.get("kind") or None,
        ipc=given.get("ipc") or None,
        field=int(field) if field else None,
        industry=given.get("industry") or None,
        at=keys.at_of(given),
    )


def _facts(request: HttpRequest, held: Snapshot, found: Listing, *, more: bool) -> dict[str, Any]:
    return {
        "snapshot": held.id,
        "synthetic_rows": held.manifest.synthetic_rows,
        "total": found.total,
        "applicants": found.applicants,
        "records": [one.fact() for one in found.rows],
        "next": next_page(request, found.page, more=more),
    }


def _whole(request: HttpRequest, held: Snapshot, cell: Cell, twin: str) -> StreamingHttpResponse:
    """Every record, streamed."""
    facts = (one.fact() for one in every_record(held, cell))
    mark = "synthetic-" if held.manifest.synthetic_rows else ""
    return streamed(request, twin, f"{mark}records-{held.id}", COLUMNS, facts)
