"""Refusing what is too large before it is read."""

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
