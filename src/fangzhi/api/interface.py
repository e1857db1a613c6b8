"""The interface: its operations, who may ask, what problems look like, and where everything stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import URLPattern, URLResolver, path, re_path
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.renderers import JSONRenderer

from fangzhi import __version__
from fangzhi.api import checking, proposals, records, registers, work
from fangzhi.api.people import BySession, ByToken
from fangzhi.api.problems import answer_problems, nowhere
from fangzhi.api.reading import OneDocument

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse
    from ninja.operation import Operation

ABOUT = """The verbs of casework for other programs. Every register that the house knows is served by the same
operations; GET /api/registers says which acts it has and what each asks, as JSON Schema.

Days are written 2026-03-02. Offices are written by their code and people by their user name. What is absent
is null. Keys may be added to answers, never renamed. Sentences are Chinese; `?lang=en` makes them English."""


class Plainly(JSONRenderer):
    """JSON with Chinese characters as they are."""

    json_dumps_params: Mapping[str, Any] = {"ensure_ascii": False}


class Interface(NinjaAPI):
    """Operations named after what they do; answers that no cache keeps."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The name of the function."""
        return operation.view_func.__name__

    def create_response(self, request: HttpRequest, data: Any, **options: Any) -> HttpResponse:
        """An answer in JSON, for whoever asked and nobody else."""
        answer = super().create_response(request, data, **options)
        answer.headers["Cache-Control"] = "no-store"
        return answer


def build() -> Interface:
    """The interface with all its operations."""
    made = Interface(
        title="Fangzhi",
        version=__version__,
        description=ABOUT,
        openapi_url=None,
        docs_url=None,
        auth=[ByToken(), BySession()],
        parser=OneDocument(),
        renderer=Plainly(),
        urls_namespace="api",
    )
    rooms = (work.person, work.desk, registers.router, records.router, proposals.router, checking.router)
    for router in rooms:
        made.add_router("", router)
    answer_problems(made)
    return made


api = build()


@csrf_exempt
def elsewhere(request: HttpRequest) -> HttpResponse:
    """404 in JSON for an address below /api/ that is none."""
    said: dict[str, Any] = {"sentence": nowhere(), "fields": {}, "when": None}
    return api.create_response(request, said, status=404)


def urls() -> list[URLPattern | URLResolver]:
    """Everything below /api/."""
    from fangzhi.api import document

    return [
        path("openapi.json", document.as_json),
        path("docs", document.page),
        path("", elsewhere),
        path("", api.urls),
        re_path("", elsewhere),
    ]
