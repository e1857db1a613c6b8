"""The language of a page: what the address asks for, else what the reader chose before, else Chinese."""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING

from django.utils import translation

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

LANGUAGES = {"zh": "zh-hans", "en": "en"}
COOKIE = "fangzhi_language"
_YEAR = 365 * 24 * 3600


def language_of(request: HttpRequest) -> str:
    """`zh` or `en`."""
    for wish in (request.GET.get("lang"), request.COOKIES.get(COOKIE)):
        if wish in LANGUAGES:
            return wish
    return "zh"


_page_is_chinese: ContextVar[bool] = ContextVar("page_is_chinese")
"""Set for the length of a request: a page asks for its language thousands of times."""


def chinese() -> bool:
    """Whether the page in hand is in Chinese."""
    said = _page_is_chinese.get(None)
    return (translation.get_language() or "zh").startswith("zh") if said is None else said


class LanguageMiddleware:
    """Speak the reader's language for one request, and remember an explicit choice."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer one request in its language."""
        language = language_of(request)
        mark = _page_is_chinese.set(language == "zh")
        try:
            with translation.override(LANGUAGES[language]):
                response = self.get_response(request)
        finally:
            _page_is_chinese.reset(mark)
        response.headers["Content-Language"] = "zh-CN" if language == "zh" else "en"
        if request.GET.get("lang") in LANGUAGES and request.COOKIES.get(COOKIE) != language:
            response.set_cookie(COOKIE, language, max_age=_YEAR, httponly=True, samesite="Lax")
        return response
