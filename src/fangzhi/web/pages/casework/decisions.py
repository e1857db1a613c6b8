"""Published decisions (决定公开): what everybody may read without signing in, a text each and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.utils.translation import gettext as _

from fangzhi.casework.offices import stage_on
from fangzhi.casework.publishing import public
from fangzhi.web import answers
from fangzhi.web.answers import Page, Part, answer, page_number

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from fangzhi.casework.models import Publication

LISTED = 100
COLUMNS = ("id", "number", "title", "name", "office", "published_on")


def index(request: HttpRequest, twin: str = "") -> HttpResponse:
    """All published decisions, the newest first."""
    number = page_number(request)
    begin = (number - 1) * LISTED
    found = [_fact(one) for one in public().defer("text")[begin : begin + LISTED + 1]]
    rows, more = found[:LISTED], len(found) > LISTED
    page = Page(
        "casework/decisions.html",
        {"rows": rows, "number": number, "more": more},
        lambda: {"decisions": rows},
        lambda: answers.Table(COLUMNS, rows),
        "decisions",
        part=Part(number, more, "page"),
    )
    return answer(request, twin, page)


def decision(request: HttpRequest, number: int, twin: str = "") -> HttpResponse:
    """One published decision. A withdrawn one is as if it had never been."""
    found = public().filter(pk=number).first()
    if found is None:
        raise Http404(_("There is no such decision among those that are public."))
    fact = _fact(found) | {"text": found.text}
    page = Page(
        "casework/decision.html",
        {"one": fact, "lines": found.text.splitlines()},
        lambda: fact,
        lambda: answers.Table((*COLUMNS, "text"), [fact]),
        f"decision-{found.pk}",
    )
    return answer(request, twin, page)


def _fact(one: Publication) -> dict[str, Any]:
    return {
        "id": one.pk,
        "number": one.number,
        "title": one.title,
        "name": one.name,
        "office": stage_on(one.office, one.published_on).name_zh,
        "published_on": one.published_on,
    }
