"""The OpenAPI document (接口文档), made from the operations: as JSON, and as a page that asks nobody else."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from django.http import HttpResponse
from django.templatetags.static import static
from jinja2 import Environment, PackageLoader
from markupsafe import Markup, escape

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.http import HttpRequest

METHODS = ("get", "post")


@cache
def document() -> dict[str, Any]:
    """The OpenAPI document as data."""
    from fangzhi.api.interface import api

    made: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/")))
    return made


def text() -> str:
    """The document as it is kept in docs/openapi.json."""
    return json.dumps(document(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def as_json(_request: HttpRequest) -> HttpResponse:
    """The document, readable by everybody."""
    return HttpResponse(text(), content_type="application/json; charset=utf-8")


class Shown(NamedTuple):
    """An operation as the page shows it."""

    method: str
    path: str
    about: str
    asks: list[tuple[str, str, str, bool]]
    """Name, type, meaning, whether it is needed."""
    answers: list[tuple[str, str]]
    """Status and shape."""


def page(_request: HttpRequest) -> HttpResponse:
    """The document as a table; no script, nothing from elsewhere."""
    made = document()
    shapes = {name: _keys(made, shape) for name, shape in sorted(made["components"]["schemas"].items())}
    template = _templates().get_template("docs.html")
    words = template.render(info=made["info"], operations=list(_operations(made)), shapes=shapes)
    return HttpResponse(words, content_type="text/html; charset=utf-8")


@cache
def _templates() -> Environment:
    made = Environment(loader=PackageLoader("fangzhi.api", "jinja2/api"), autoescape=True)
    made.filters["words"], made.globals["static"] = _words, static
    return made


def _words(text: str) -> Markup:
    """A text in which what stands between backticks is code."""
    parts = (escape(part) for part in text.split("`"))
    return Markup("").join(
        Markup("<code>%s</code>") % part if n % 2 else part for n, part in enumerate(parts)
    )


def _operations(made: Mapping[str, Any]) -> Iterator[Shown]:
    for path, methods in made["paths"].items():
        for method in METHODS:
            if method in methods:
                one = methods[method]
                yield Shown(
                    method.upper(),
                    path,
                    one.get("description", ""),
                    list(_asks(made, one)),
                    list(_answers(one)),
                )


def _asks(made: Mapping[str, Any], one: Mapping[str, Any]) -> Iterator[tuple[str, str, str, bool]]:
    for each in one.get("parameters", ()):
        schema = each["schema"]
        meaning = each.get("description") or schema.get("description", "")
        yield each["name"], _type(schema), meaning, each.get("required", False)
    for content in one.get("requestBody", {}).get("content", {}).values():
        yield from _keys(made, content["schema"])


def _keys(made: Mapping[str, Any], schema: Mapping[str, Any]) -> list[tuple[str, str, str, bool]]:
    """The keys of an object: name, type, meaning, whether it is needed."""
    if "$ref" in schema:
        schema = made["components"]["schemas"][_name(schema["$ref"])]
    needed = schema.get("required", ())
    return [
        (name, _type(one), one.get("description", ""), name in needed)
        for name, one in schema.get("properties", {}).items()
    ]


def _answers(one: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for status, answer in one["responses"].items():
        kinds = answer.get("content", {})
        shape = next((_type(each["schema"]) for each in kinds.values()), "")
        yield status, ", ".join(kinds) if "application/json" not in kinds else shape


def _name(reference: str) -> str:
    return reference.rsplit("/", 1)[-1]


def _type(schema: Mapping[str, Any]) -> str:
    """A schema in a word or two."""
    if "$ref" in schema:
        return _name(schema["$ref"])
    if "anyOf" in schema:
        return " or ".join(_type(one) for one in schema["anyOf"])
    if "enum" in schema or "const" in schema:
        return " or ".join(str(one) for one in schema.get("enum", [schema.get("const")]))
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    return str(schema.get("format") or schema.get("type") or "any value")
