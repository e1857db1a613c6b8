"""Pages for when something is not there, not allowed or broken: one sentence, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils.translation import gettext as _

from fangzhi.web.answers import json_answer

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def state(request: HttpRequest, status: int, title: str, sentence: str) -> HttpResponse:
    """A page that says what is the matter and what to do next; JSON where a twin was asked for."""
    if request.path.endswith((".json", ".jsonl", ".csv")):
        return json_answer(
            {"error": f"{title}{'' if title.endswith(('.', '。')) else ': '}{sentence}"}, status
        )
    return render(request, "pages/state.html", {"title": title, "sentence": sentence}, status=status)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: the address leads nowhere; a page may say why in the exception."""
    said = exception.args[0] if exception.args and isinstance(exception.args[0], str) else ""
    sentence = said or _("No page has this address. Start from the overview, or look among the documents.")
    return state(request, 404, _("Not found"), sentence)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: only the local account may do this."""
    return state(
        request,
        403,
        _("Sign in first"),
        _("Loading and correcting need the local account. Sign in and try again."),
    )


def expired_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that is too old or came from elsewhere."""
    return state(
        request,
        403,
        _("The form has expired"),
        _("Go back, reload the page and send the form again. Cookies must be allowed for this site."),
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: what was sent cannot be understood."""
    return state(
        request, 400, _("The request cannot be read"), _("Go back and try again, or start from the overview.")
    )


def fault(request: HttpRequest) -> HttpResponse:
    """500: a fault of ours."""
    return state(
        request,
        500,
        _("A fault of ours"),
        _(
            "The page could not be made. What happened is written in the log; "
            "the person who runs this service can read it there."
        ),
    )
