"""Corrections (更正): all of them, and as gold lines for the annotators and the reader's tests."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from fangzhi.indicators.corrections import CORRECTABLE, gold_line, newest
from fangzhi.indicators.models import Correction, Source
from fangzhi.web.answers import Page, Table, answer, page_number
from fangzhi.web.pages.figures import correction_fact
from fangzhi.web.reference import current_catalogue

if TYPE_CHECKING:
    from django.http import HttpRequest

LISTED = 500
"""Corrections on one page."""
COLUMNS = ("document", "start", "end", "quote", "rejected", *CORRECTABLE, "reason", "by", "at")


def all_corrections(request: HttpRequest, twin: str = "") -> HttpResponse:
    """The list, newest first: page by page, in the twins all. `.jsonl` has one gold line for each figure that
    a person corrected or confirmed; `?document=` asks for those of one text."""
    if twin == ".jsonl":
        return _gold(request.GET.get("document", ""))
    query = Correction.objects.order_by("-pk")
    number = page_number(request)
    begin = (number - 1) * LISTED
    found = [] if twin else list(query[begin : begin + LISTED + 1])
    context = {"found": found[:LISTED], "number": number, "more": len(found) > LISTED}
    return answer(
        request,
        twin,
        Page(
            "pages/corrections.html",
            context | {"rows": current_catalogue()},
            lambda: {"corrections": [correction_fact(one) for one in query.iterator()]},
            lambda: Table(COLUMNS, (_row(one) for one in query.iterator())),
            "corrections",
        ),
    )


def _row(one: Correction) -> dict[str, Any]:
    fact = correction_fact(one)
    return {**(one.fields or {}), **fact, "document": one.digest}


def _gold(document: str) -> HttpResponse:
    query = Correction.objects.order_by("digest", "start", "pk")
    if document:
        source = Source.objects.filter(code=document[:16], digest__startswith=document).first()
        if source is None:
            raise Http404(_("No document has this id. Choose one from the list of documents."))
        query = query.filter(digest=source.digest)
    by_text: dict[str, list[Correction]] = {}
    for one in query.iterator():
        by_text.setdefault(one.digest, []).append(one)
    lines = [
        json.dumps(gold_line(one), ensure_ascii=False) + "\n"
        for found in by_text.values()
        for one in sorted(newest(found), key=lambda one: one.start)
        if not one.rejected
    ]
    return HttpResponse("".join(lines), content_type="application/x-ndjson; charset=utf-8")
