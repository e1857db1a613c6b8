"""Corrections (更正): all of them, and as gold lines for the annotators and the reader's tests."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse

from fangzhi.indicators.corrections import CORRECTABLE, gold_line, newest
from fangzhi.indicators.models import Correction
from fangzhi.web.answers import Page, Table, answer
from fangzhi.web.pages.figures import correction_fact
from fangzhi.web.reference import current_catalogue

if TYPE_CHECKING:
    from django.http import HttpRequest

LISTED = 500
COLUMNS = ("document", "start", "end", "quote", "rejected", *CORRECTABLE, "reason", "by", "at")


def all_corrections(request: HttpRequest, twin: str = "") -> HttpResponse:
    """The list, newest first; `.jsonl` has one gold line for each figure that a person corrected or
    confirmed."""
    if twin == ".jsonl":
        return _gold()
    found = list(Correction.objects.order_by("-pk")[:LISTED])
    return answer(
        request,
        twin,
        Page(
            "pages/corrections.html",
            {"found": found, "rows": current_catalogue(), "fields": CORRECTABLE},
            lambda: {"corrections": [correction_fact(one) for one in found]},
            lambda: Table(COLUMNS, (_row(one) for one in found)),
            "corrections",
        ),
    )


def _row(one: Correction) -> dict[str, Any]:
    fact = correction_fact(one)
    return {**(one.fields or {}), **fact, "document": one.digest}


def _gold() -> HttpResponse:
    by_text: dict[str, list[Correction]] = {}
    for one in Correction.objects.order_by("digest", "start", "pk").iterator():
        by_text.setdefault(one.digest, []).append(one)
    lines = [
        json.dumps(gold_line(one), ensure_ascii=False) + "\n"
        for found in by_text.values()
        for one in sorted(newest(found), key=lambda one: one.start)
        if not one.rejected
    ]
    return HttpResponse("".join(lines), content_type="application/x-ndjson; charset=utf-8")
