"""Refusing what cannot be taken: too large, or not the way an address is used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from fangzhi.web.pages.errors import state

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

LARGEST_REQUEST = 101_000_000
"""Bytes: a document of 100 MB and its form."""


class SizeMiddleware:
    """Answer 413 to a request whose body is larger than any document may be."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer one request."""
        length = request.headers.get("Content-Length", "")
        if length.isdigit() and int(length) > LARGEST_REQUEST:
            return state(
                request,
                413,
                _("Too large"),
                _("The file is larger than 100 MB. Divide it and upload the parts."),
            )
        return self.get_response(request)


class MethodMiddleware:
    """Answer 405 with a page that says what the address is for, where Django answers nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer one request."""
        response = self.get_response(request)
        if response.status_code != 405 or request.path.startswith("/api/"):
            return response
        page = state(
            request,
            405,
            _("Nothing to see here"),
            _(
                "This address only takes forms. Go back to the page with the form, "
                "or start from the overview."
            ),
        )
        page.headers["Allow"] = response.headers["Allow"]
        return page
