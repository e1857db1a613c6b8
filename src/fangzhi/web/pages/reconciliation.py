"""Reconciliation (核对): a year's claims beside other sources and beside arithmetic, the gravest first, and
the differences that a person accepts."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fangzhi.indicators.derived import shown
from fangzhi.indicators.figures import MADE_UP
from fangzhi.indicators.loads.tables import findings_of
from fangzhi.indicators.models import Acceptance, Source
from fangzhi.indicators.reconciliation import (
    COLUMNS,
    SEVERITY,
    Reconciliation,
    accept,
    cell,
    expected_text,
    open_differences,
    reconcile,
    row_json,
)
from fangzhi.web import answers
from fangzhi.web.answers import Page, answer, page_number
from fangzhi.web.environment import address
from fangzhi.web.language import chinese
from fangzhi.web.reference import COUNTRY, current_catalogue, mapped_regions
from fangzhi.web.verdicts import BASES, VERDICTS, defining_formula

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

    from fangzhi.indicators.panel import Value
    from fangzhi.indicators.reconciliation import Row

LISTED = 200
"""Rows on one page of the board."""
REASON_AT_MOST = 500


class Side(NamedTuple):
    """A figure as the board shows it: its value, and where it stands."""

    code: str
    value: str
    value_high: str | None
    unit: str
    qualifier: str
    source: str
    where: str
    period: str

    @property
    def synthetic(self) -> bool:
        """Whether the figure is made up, as its source says."""
        return self.source.startswith(MADE_UP)


class Line(NamedTuple):
    """One comparison as the board shows it."""

    row: Row
    claim: Side
    inputs: list[Side]
    expected: str
    difference: str
    formula: str
    key: str
    """Names the line in the page: claim, basis, expected value."""


class Typed(NamedTuple):
    """What a person wrote into the form of one line, and what is wrong with it."""

    key: str
    reason: str
    problem: str


def latest(request: HttpRequest) -> HttpResponse:
    """The board of the last year that a document reports on."""
    years = _years()
    year = years[-1] if years else timezone.localdate().year
    return HttpResponseRedirect(address(request, f"/reconciliation/{year}"))


def board(request: HttpRequest, year: str, twin: str = "") -> HttpResponse:
    """A year's board; `?region=` and `?verdict=` narrow it."""
    return answer(request, twin, _page(request, int(year)))


@require_POST
def decide(request: HttpRequest, year: str) -> HttpResponse:
    """Accept a difference, or take the acceptance back; the board again when no reason is given."""
    if not request.user.is_authenticated:
        raise PermissionDenied
    key, reason = request.POST.get("row", ""), request.POST.get("reason", "")[:REASON_AT_MOST]
    found = next((row for row in reconcile(int(year)).rows if key_of(row) == key), None)
    if found is None or found.verdict != "differs":
        problem = _("This difference no longer stands: a source has changed. Look at the board as it is now.")
        return answer(request, "", _page(request, int(year), Typed("", "", problem))._replace(status=409))
    if not reason.strip():
        problem = _("Say why the difference is accepted, or why it is accepted no longer.")
        return answer(request, "", _page(request, int(year), Typed(key, "", problem))._replace(status=400))
    wanted = "back" not in request.POST
    accept(
        found.claim.code,
        found.basis,
        expected_text(found),
        reason,
        request.user.get_username(),
        accepted=wanted,
    )
    query = {name: request.GET.get(name, "") for name in ("region", "verdict")}
    return HttpResponseRedirect(address(request, f"/reconciliation/{year}#l{key}", **query))


def key_of(row: Row) -> str:
    """What names a row in forms and anchors: its claim, its basis, and the expected value."""
    return f"{row.claim.code}-{row.basis}-{expected_text(row).replace('.', '_')}"


def _page(request: HttpRequest, year: int, typed: Typed | None = None) -> Page:
    region, verdict = _filters(request)
    found = reconcile(year, region or None)
    wanted = [row for row in found.rows if not verdict or row.verdict == verdict]
    stands = [row for row in wanted if row.accepted is None]
    number = page_number(request)
    begin = (number - 1) * LISTED
    write = _Writer(found)
    context = {
        "year": year,
        "years": sorted({*_years(), year}),
        "region": region,
        "verdict": verdict,
        "regions": [COUNTRY, *(one.code for one in mapped_regions())],
        "claims": len({row.claim.code for row in found.rows}),
        "contradicting": len({row.claim.code for row in open_differences(found.rows)}),
        "counts": _counts(found.rows),
        "total": len(found.rows),
        "open": [write.line(row) for row in stands[begin : begin + LISTED]],
        "accepted": [write.line(row) for row in wanted if row.accepted is not None],
        "records": _records(found),
        "failed": found.kept.failed,
        "fault": found.kept.fault,
        "findings": findings_of(year, chinese=chinese()),
        "rows": current_catalogue(),
        "verdicts": VERDICTS,
        "bases": BASES,
        "typed": typed,
        "number": number,
        "more": len(stands) > begin + LISTED,
    }
    return Page(
        "pages/reconciliation.html",
        context,
        lambda: {"year": year, "rows": [row_json(row) for row in wanted]},
        lambda: answers.Table(COLUMNS, (row_json(row) for row in wanted)),
        f"reconciliation-{year}",
    )


def _filters(request: HttpRequest) -> tuple[str, str]:
    region, verdict = request.GET.get("region", ""), request.GET.get("verdict", "")
    if region and region not in {COUNTRY, *(one.code for one in mapped_regions())}:
        raise Http404(_("No region has this code. Choose one from the list of the board."))
    if verdict and verdict not in SEVERITY:
        raise Http404(_("No verdict has this name. Choose one from the list of the board."))
    return region, verdict


def _years() -> list[int]:
    """The years that documents report on, earliest first."""
    documents = Source.objects.filter(kind=Source.Kind.DOCUMENT, superseded_by=None, year__isnull=False)
    return [year for year in documents.values_list("year", flat=True).distinct().order_by("year") if year]


def _counts(rows: Iterable[Row]) -> list[tuple[str, int]]:
    """How many comparisons end in each verdict, the gravest first; none that does not occur."""
    counts = Counter(row.verdict for row in rows)
    return [(name, counts[name]) for name in SEVERITY if counts[name]]  # type: ignore[index]


def _records(found: Reconciliation) -> list[tuple[Acceptance, Value, str]]:
    """Every acceptance of a claim of the board with the value expected then, the newest first, also those
    taken back."""
    claims = {row.claim.code: row.claim for row in found.rows}
    return [
        (one, claims[one.claim], _shown(Decimal(one.expected)) if one.expected else "—")
        for one in reversed(found.decisions)
    ]


def _shown(value: Decimal) -> str:
    return shown(value).replace("-", "−")


class _Writer:
    """Turns rows into lines of the board."""

    def __init__(self, found: Reconciliation) -> None:
        self.kept, self.figures = found.kept, found.figures()

    def line(self, row: Row) -> Line:
        inputs = [self._side(self.figures[code]) for code in row.inputs if code in self.figures]
        difference = _shown(row.difference) if row.difference else ""
        return Line(
            row,
            self._side(row.claim),
            inputs,
            _shown(row.expected.value) if row.expected else "",
            f"+{difference}" if row.difference and row.difference > 0 else difference,
            defining_formula(row.claim.indicator, row.claim.measure) if row.basis == "formula" else "",
            key_of(row),
        )

    def _side(self, value: Value) -> Side:
        source = self.kept.sources[value.source]
        table = source.kind == Source.Kind.TABLE
        high = None if value.high is None else f"{value.high:f}"
        where = cell(value) if table else f"{value.start}–{value.end}"
        return Side(
            value.code,
            f"{value.value:f}",
            high,
            value.unit,
            value.qualifier,
            source.title,
            where,
            value.period,
        )
