"""Figure (数据): one figure with its sentence, its reading and rule, what else is said of it, and its
corrections."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fangzhi.accounts.entry import NoEntry
from fangzhi.casework.counted_figures import behind
from fangzhi.indicators import figures
from fangzhi.indicators.corrections import (
    CORRECTABLE,
    MEASURES,
    QUALIFIERS,
    STATUSES,
    UNITS,
    Unfit,
    Wanted,
    correct,
)
from fangzhi.indicators.models import Correction, Document, Figure, Passage, Source
from fangzhi.indicators.reconciliation import cell_name
from fangzhi.web.answers import Page, Table, answer
from fangzhi.web.environment import address
from fangzhi.web.highlight import sentence
from fangzhi.web.pages.account import enter
from fangzhi.web.pages.patents import records
from fangzhi.web.reference import COUNTRY, current_catalogue, mapped_regions

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from fangzhi.indicators.figures import Shown

REASON_AT_MOST = 500


def figure(request: HttpRequest, code: str, twin: str = "") -> HttpResponse:
    """The page of one figure."""
    return answer(request, twin, _page(request, code))


@require_POST
def correct_figure(request: HttpRequest, code: str) -> HttpResponse:
    """Keep a correction, or show the form again with what is wrong with it. Where the session has ended the
    form asks for the password too, so that nothing is typed twice."""
    found = Figure.objects.select_related("source").filter(code=code).first()
    if found is None:
        raise Http404(_no_figure())
    if found.source.kind == Source.Kind.TABLE:
        raise Http404(
            _("A cell of a table is not corrected here: load the revised table, which supersedes it.")
        )
    if found.source.kind == Source.Kind.QUERY:
        raise Http404(_("A count is not corrected here: correct the acts that are counted."))
    typed = {key: request.POST.get(key, "") for key in (*CORRECTABLE, "reason", "rejected")}
    refused = None if request.user.is_authenticated else _entered(request)
    if refused:
        page = _page(request, code, typed, no_entry=refused.sentence)
        return answer(request, "", page._replace(status=refused.status))
    wanted = Wanted(typed, "rejected" in request.POST, request.POST.get("reason", "")[:REASON_AT_MOST])
    try:
        correct(found, wanted, by=request.user.get_username(), known=current_catalogue())
    except Unfit as unfit:
        page = _page(request, code, typed, unfit.problems)
        return answer(request, "", page._replace(status=400))
    return HttpResponseRedirect(address(request, f"/figures/{code}#corrections"))


def _entered(request: HttpRequest) -> NoEntry | None:
    if "password" in request.POST:
        return enter(request)
    return NoEntry(
        _("You are not signed in, or no longer. What you typed is still here: sign in with it."), 403
    )


def _no_figure() -> str:
    return _(
        "No figure has this id. A new reading of its document may have renamed it; look in the document."
    )


def _page(
    request: HttpRequest,
    code: str,
    typed: dict[str, Any] | None = None,
    problems: dict[str, str] | None = None,
    no_entry: str = "",
) -> Page:
    one = figures.one(code)
    if one is None:
        raise Http404(_no_figure())
    related = ("document", "table", "superseded_by")
    source = Source.objects.select_related(*related).get(code=one.source_code)
    document: Document | None = getattr(source, "document", None)
    said = _sentence(document, one)
    corrections = list(
        Correction.objects.filter(digest=one.source_digest, start=one.start, end=one.end).order_by("-pk")
    )
    context = {
        "figure": one,
        "document": document,
        "source": source,
        "table": getattr(source, "table", None),
        "query": source.kind == Source.Kind.QUERY,
        "of_patents": one.rule.startswith(records.RULE),
        "counted": _behind(one) if source.kind == Source.Kind.QUERY else "",
        "cell": cell_name(one.start, one.end),
        "sentence": said,
        "corrections": corrections,
        "beside": figures.beside(one),
        "rows": current_catalogue(),
        "typed": typed or {key: getattr(one, key) for key in CORRECTABLE} | {"reason": "", "rejected": ""},
        "no_entry": no_entry,
        "user_name": request.POST.get("user", ""),
        "problems": problems or {},
        "choices": {"measure": MEASURES, "qualifier": QUALIFIERS, "status": STATUSES, "unit": ("", *UNITS)},
        "regions": [COUNTRY, *(region.code for region in mapped_regions())],
    }

    def facts() -> dict[str, Any]:
        return {
            **one.fact(),
            "original": one.original,
            "current": one.current,
            "sentence": said.before + said.quote + said.after if said else None,
            "text_kept": document is not None and document.has_text,
            "corrections": [correction_fact(correction) for correction in corrections],
            "beside": [other.fact() for other in context["beside"]],
        }

    table = Table(figures.FACT_COLUMNS, [one.fact()])
    return Page("pages/figure.html", context, facts, lambda: table, code)


def correction_fact(correction: Correction) -> dict[str, Any]:
    """A correction as one JSON object: what was read, what a person wants, who and when."""
    return {
        "digest": correction.digest,
        "start": correction.start,
        "end": correction.end,
        "quote": correction.quote,
        "rejected": correction.rejected,
        "read": {key: correction.reading[key] for key in CORRECTABLE},
        "corrected": correction.fields or None,
        "reason": correction.reason or None,
        "by": correction.made_by,
        "at": correction.made_at.isoformat(timespec="seconds"),
    }


def _behind(one: Shown) -> str:
    """Where the records of a count are opened; empty for a count of something else than records."""
    if one.rule.startswith(records.RULE):
        return records.behind(one.rule, one.region, one.year or 0)
    return behind(one.rule, one.year or 0)


def _sentence(document: Document | None, one: Shown) -> Any:
    if document is None or not document.has_text:
        return None
    query = Passage.objects.filter(source=document.pk, start__lte=one.start).order_by("-number")
    passage = query.first()
    return sentence(passage.text, passage.start, one.start, one.end) if passage else None
