"""What an answer says when a request was not done: one sentence, which inputs are wrong, and from when it
will be allowed. The status says what kind of no it is."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from ninja.errors import AuthenticationError, HttpError, ValidationError

from fangzhi.casework.refusals import Conflict, NotAllowed, Refused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from django.http import HttpRequest, HttpResponse
    from ninja import NinjaAPI

log = logging.getLogger("django.request")
HIGHEST_KEY = 2**63 - 1
"""Of any record, event or paper: what a database column of keys holds."""


class Unreadable(Exception):  # noqa: N818 - the request is unreadable, nothing of ours is wrong
    """A body that cannot be read at all, with the status that says why."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


def answer_problems(api: NinjaAPI) -> None:
    """Make every refusal and every unreadable request of the interface a sentence in JSON."""

    def problem(
        request: HttpRequest,
        status: int,
        sentence: str,
        fields: Mapping[str, str] | None = None,
        when: date | None = None,
    ) -> HttpResponse:
        said = {"sentence": sentence, "fields": dict(fields or {}), "when": when}
        return api.create_response(request, said, status=status)

    def refused(request: HttpRequest, error: Refused) -> HttpResponse:
        return problem(request, status_of(error), error.sentence, error.fields, error.when)

    def unknown(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
        sentence = _(
            "Say who you are: send the header “Authorization: Bearer TOKEN” with a token that holds."
        )
        answer = problem(request, 401, sentence)
        answer.headers["WWW-Authenticate"] = "Bearer"
        return answer

    def missing(request: HttpRequest, error: Http404) -> HttpResponse:
        said = error.args[0] if error.args and isinstance(error.args[0], str) else ""
        return problem(request, 404, said or nowhere())

    def plain(request: HttpRequest, error: HttpError) -> HttpResponse:
        cause = error.__cause__
        if isinstance(cause, Unreadable):
            return problem(request, cause.status, cause.sentence)
        return problem(request, error.status_code, str(error))

    def misshapen(request: HttpRequest, error: ValidationError) -> HttpResponse:
        fields = {_place(one["loc"]): _wrong(one) for one in error.errors}
        return problem(request, 422, _("Please look at: %s.") % _(", ").join(fields), fields)

    def too_big(request: HttpRequest, _error: RequestDataTooBig) -> HttpResponse:
        return problem(request, 413, _("The body is larger than 1 MB. Files are sent as attachments."))

    def unreadable(request: HttpRequest, _error: Exception) -> HttpResponse:
        return problem(request, 400, _("The request cannot be read; look at its body and its headers."))

    def fault(request: HttpRequest, error: Exception) -> HttpResponse:
        log.error("%s %s", request.method, request.path, exc_info=error)
        return problem(request, 500, _("A fault of ours. What happened is written in the log."))

    handlers: dict[type[Exception], Any] = {
        Refused: refused,
        AuthenticationError: unknown,
        Http404: missing,
        HttpError: plain,
        ValidationError: misshapen,
        RequestDataTooBig: too_big,
        Exception: fault,
    } | dict.fromkeys(
        (SuspiciousOperation, BadRequest, MultiPartParserError, UnreadablePostError), unreadable
    )
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)


def status_of(error: Refused) -> int:
    """403 for what the person may not do, 409 where somebody else acted first, 422 for any other refusal."""
    return 403 if isinstance(error, NotAllowed) else 409 if isinstance(error, Conflict) else 422


def nowhere() -> str:
    """The sentence about an address that is none."""
    return _("No part of the interface has this address; /api/docs lists those that there are.")


ARGUMENTS = ("given", "filters", "at")
"""What operations call their body and their filters; callers do not know these words."""


def _place(loc: tuple[Any, ...]) -> str:
    """The name of the input an error is about, without where in the request it stood."""
    inner = [str(one) for one in loc[1:]]
    if inner and inner[0] in ARGUMENTS:
        inner = inner[1:]
    return ".".join(inner) or "body"


def _wrong(error: Mapping[str, Any]) -> str:
    """What is wrong with an input, in the reader's language."""
    kind, limits = str(error["type"]), error.get("ctx", {})
    found = _types().get(kind.partition("_parsing")[0].partition("_type")[0])
    if kind == "value_error":
        found = str(limits["error"])
    elif kind == "literal_error":
        found = str(_("Choose one of: %s.") % limits["expected"])
    elif "max_length" in limits:
        found = str(_("At most %s.") % limits["max_length"])
    elif "min_length" in limits:
        found = str(_("At least %s.") % limits["min_length"])
    return found or _("This value cannot be taken.")


def _types() -> dict[str, str]:
    """What to write, by the kind of error that pydantic names, without its `_type` and `_parsing`."""
    number = _("Write a whole number that can be.")
    return {
        "missing": _("This is needed."),
        "extra_forbidden": _("There is no such input here."),
        "string": _("Write a text."),
        "bool": _("Write true or false."),
        "dict": _("Write an object with a value for each input."),
        "model_attributes": _("Write an object with a value for each input."),
        "list": _("Write a list."),
        "int": number,
        "int_from_float": number,
        "greater_than_equal": number,
        "less_than_equal": number,
    }
