"""The template environment: Jinja2 with gettext, and the few words every page uses."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib.staticfiles import finders
from django.db import DatabaseError
from django.templatetags.static import static
from django.utils import timezone, translation
from django.utils.translation import gettext
from jinja2 import Environment, StrictUndefined, pass_context
from markupsafe import Markup, escape

from fangzhi.casework.service import METHODS
from fangzhi.home import is_demo
from fangzhi.web import labels, numbers
from fangzhi.web.language import chinese
from fangzhi.web.pages.casework.words import due_words, level_name, value_of

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest
    from jinja2.runtime import Context

    from fangzhi.indicators.figures import Cell, Shown
    from fangzhi.indicators.series import Point
    from fangzhi.web.pages.reconciliation import Side

KEPT = {"lang": ("en",), "scale": ("wan",)}
"""Choices of the reader that every link carries on, where they are not the default."""


def environment(**options: Any) -> Environment:
    """The environment of all templates; every value is escaped."""
    options |= {
        "extensions": ["jinja2.ext.i18n"],
        "undefined": StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
    }
    made = Environment(**options)  # noqa: S701 - Django passes autoescape=True
    made.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext, translation.ngettext, newstyle=True, pgettext=translation.pgettext
    )
    made.globals.update(
        link=link,
        switch=switch,
        twin=twin,
        quantity=quantity,
        value=value,
        asset=asset,
        labels=labels,
        exact=numbers.exact,
        short=numbers.short,
        chinese=chinese,
        kept=kept,
        person=person,
        moment=moment,
        today=timezone.localdate,
        is_demo=is_demo,
        thousands="{:,}".format,
        due_words=due_words,
        value_of=value_of,
        level_name=level_name,
        methods=METHODS,
    )
    return made


def kept(request: HttpRequest) -> dict[str, str]:
    """What the reader chose and links carry on: the language when it is not Chinese, 万 and 亿 when asked
    for."""
    choices = {"scale": request.GET.get("scale", ""), "lang": "zh" if chinese() else "en"}
    return {key: choices[key] for key, allowed in KEPT.items() if choices[key] in allowed}


def address(request: HttpRequest, path: str, **query: object) -> str:
    """A path of this site with its filters, in the reader's language."""
    path, _hash, anchor = path.partition("#")
    wanted = {key: value for key, value in query.items() if value not in ("", None)} | kept(request)
    return path + (f"?{urlencode(wanted)}" if wanted else "") + (f"#{anchor}" if anchor else "")


@pass_context
def link(context: Context, path: str, **query: object) -> str:
    """`address` for templates."""
    return address(context["request"], path, **query)


@pass_context
def switch(context: Context, **changed: str) -> str:
    """This page with its filters and one choice changed; an empty choice is left out."""
    request: HttpRequest = context["request"]
    query = _filters(request) | {key: [word] for key, word in {**kept(request), **changed}.items()}
    wanted = {key: filled for key, words in query.items() if (filled := [word for word in words if word])}
    return request.path + (f"?{urlencode(wanted, doseq=True)}" if wanted else "")


@pass_context
def twin(context: Context, suffix: str, **changed: str) -> str:
    """The same page as data: its path with `.json` or `.csv`, its filters kept."""
    request: HttpRequest = context["request"]
    query = {key: words for key, words in _filters(request).items() if key not in KEPT}
    query |= {key: [word] for key, word in changed.items()}
    path = "/overview" if request.path == "/" else request.path
    return f"{path}.{suffix}" + (f"?{urlencode(query, doseq=True)}" if query else "")


def _filters(request: HttpRequest) -> dict[str, list[str]]:
    """The filters of an address; one may be given several times (regions to compare)."""
    return {key: [str(word) for word in words] for key, words in request.GET.lists()}


@pass_context
def value(context: Context, figure: Shown | Cell | Point | Side, with_unit: bool = False) -> Markup:
    """A figure's value as a link to its page, where its sentence stands.

    No macro, because the page of an indicator holds more than a thousand of them.
    """
    request: HttpRequest = context["request"]
    shown = _quantity(figure, short=request.GET.get("scale") == "wan", with_unit=with_unit)
    # Ids are hexadecimal, what was chosen is encoded, the value is escaped.
    link = f'<a class="value" href="/figures/{figure.code}{_chosen(request)}">{shown}</a>'
    return Markup(link) + _mark(figure)  # noqa: S704 - every part is escaped


def _chosen(request: HttpRequest) -> str:
    """What the reader chose, as the end of an address in HTML; worked out once for a page."""
    found: str | None = getattr(request, "chosen", None)
    if found is None:
        choices = kept(request)
        found = escape(f"?{urlencode(choices)}") if choices else ""
        request.chosen = found  # type: ignore[attr-defined]
    return found


@pass_context
def quantity(
    context: Context, figure: Shown | Cell | Point | Side, with_unit: bool = False, brief: bool = False
) -> Markup:
    """A figure's value as the reader likes to see it, the exact value on hover."""
    short = context["request"].GET.get("scale") == "wan" or brief
    return _quantity(figure, short=short, with_unit=with_unit) + _mark(figure, brief=brief)


def _mark(figure: Shown | Cell | Point | Side, *, brief: bool = False) -> Markup:
    """That a figure is made up; where there is no room, a star that the page explains."""
    if not figure.synthetic:
        return Markup()
    if brief:
        return Markup('<abbr title="%s">*</abbr>') % gettext("synthetic")
    return Markup(' <span class="flag">%s</span>') % gettext("synthetic")


def _quantity(figure: Shown | Cell | Point | Side, *, short: bool, with_unit: bool) -> Markup:
    write = numbers.short if short else numbers.exact
    words = labels.SIGNS.get(figure.qualifier, "") + write(figure.value)
    if figure.value_high:
        words += "–" + write(figure.value_high)
    unit = labels.unit(figure.unit)
    if with_unit and unit:
        words += unit if unit == "%" else f"\u202f{unit}"
    full = f"{numbers.exact(figure.value)} {unit}".strip()
    if figure.qualifier != "exact":
        full = f"{labels.QUALIFIERS.get(figure.qualifier, figure.qualifier)} {full}"
    return Markup(  # noqa: S704 - every part is escaped
        f'<data value="{escape(figure.value)}" title="{escape(full)}">{escape(words)}</data>'
    )


def person(request: HttpRequest) -> str:
    """The name of who is signed in, empty for a reader; a page about a fault asks nothing of a broken
    database."""
    try:
        user = getattr(request, "user", None)
        return user.get_username() if user is not None and user.is_authenticated else ""
    except DatabaseError:
        return ""


def moment(at: datetime) -> str:
    """A time of day in the time zone of the office."""
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M")


@cache
def asset(path: str) -> str:
    """Address of a static file, with a mark of its content so that a new version is fetched."""
    found = finders.find(path)
    if not isinstance(found, str):
        return static(path)
    return f"{static(path)}?v={sha256(Path(found).read_bytes()).hexdigest()[:8]}"
