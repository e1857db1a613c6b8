"""Explanation (来由): why a figure is what it is, down to sentence or cell, and what other editions give."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from django.http import Http404
from django.utils.translation import gettext as _

from fangzhi import gazetteer
from fangzhi.indicators import figures
from fangzhi.indicators.derived import formulas, shown
from fangzhi.indicators.explanation import Node, explain, node_json
from fangzhi.web import labels
from fangzhi.web.answers import Page, Table, answer
from fangzhi.web.language import chinese
from fangzhi.web.reference import current_catalogue
from fangzhi.web.verdicts import formula

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponse

COLUMNS = (
    "path", "role", "id", "region", "indicator", "measure", "period", "value", "unit", "formula", "source",
)  # fmt: skip


_YEAR = re.compile("[0-9]{4}")


class Asked(NamedTuple):
    """Which figure the page explains."""

    indicator: str
    region: str
    year: int
    measure: str
    since: int | None
    """The first year of a sum over years; None for the figure of the year alone."""


class Needed(NamedTuple):
    """A formula that would give a missing figure, with the indicators it needs."""

    words: str
    inputs: list[str]


def explanation(request: HttpRequest, indicator: str, region: str, year: str, twin: str = "") -> HttpResponse:
    """The explanation of one figure; 404 with what is missing when nothing tells it."""
    since = request.GET.get("since", "")
    asked = Asked(
        indicator,
        region,
        int(year),
        request.GET.get("measure", "level"),
        None if not since else int(since) if _YEAR.fullmatch(since) else int(year),
    )
    _check(asked)
    node = explain(*asked)
    context = {
        "asked": asked,
        "rows": current_catalogue(),
        "node": node,
        "written": written,
        "formula": _words,
    }
    if node is None:
        return answer(request, twin, _missing(asked, context))
    page = Page(
        "pages/explanation.html",
        context,
        lambda: node_json(node),
        lambda: Table(COLUMNS, _flat(node, "1", "value")),
        "-".join(("explain", indicator, region, year)),
    )
    return answer(request, twin, page)


def _check(asked: Asked) -> None:
    if asked.indicator not in current_catalogue():
        raise Http404(_("No indicator has this id. Look among the indicators."))
    if asked.measure not in labels.MEASURES:
        raise Http404(_("No measure has this name. Leave it out, or choose one on the page of the figure."))
    if asked.since is not None and (asked.since >= asked.year or asked.measure != "level"):
        raise Http404(_("Only amounts are summed, from an earlier year on. Choose another first year."))
    try:
        gazetteer.region(asked.region)
    except gazetteer.UnknownRegion:
        raise Http404(_("No region has this code. Choose one on the overview.")) from None


def _missing(asked: Asked, context: dict[str, Any]) -> Page:
    """The page of a figure that nothing tells: what would have to be loaded, and which years there are."""
    sentence = _("Nothing tells %(what)s for %(region)s in %(year)s.") % {
        "what": labels.indicator(context["rows"], asked.indicator),
        "region": labels.region(asked.region, full=True),
        "year": asked.year,
    }
    context |= {
        "sentence": sentence,
        "needed": needed(asked),
        "years": figures.years_of_indicator(asked.indicator),
    }
    return Page(
        "pages/explanation_missing.html",
        context,
        lambda: {"error": sentence},
        lambda: Table(COLUMNS, []),
        "none",
        404,
    )


def needed(asked: Asked) -> list[Needed]:
    """What the formulas of a figure stand on; for a growth, the amounts of two years."""
    found = [
        Needed(
            formula(asked.indicator, asked.measure, one.name_zh),
            list(dict.fromkeys(one.numerator + one.denominator)),
        )
        for one in formulas().get((asked.indicator, asked.measure), ())
    ]
    movement = asked.measure in {"growth_rate", "growth_multiple", "ratio_multiple", "change_abs"}
    if movement:
        words = _("the amounts of %(before)s and %(year)s in official tables")
        found.append(Needed(words % {"before": asked.year - 1, "year": asked.year}, [asked.indicator]))
    if asked.measure == "rank":
        found.append(Needed(_("the amounts of all 31 provinces in official tables"), [asked.indicator]))
    return found


def written(node: Node) -> str:
    """The value of a node for the eye."""
    return shown(node.value.value).replace("-", "−")


def _words(node: Node) -> str:
    if node.formula_en and not chinese():
        return node.formula_en
    return formula(node.indicator, node.measure, node.formula)


def _flat(node: Node, path: str, role: str) -> Iterator[dict[str, Any]]:
    """The tree as rows: `path` 1.2 is the second input of the first node."""
    yield {**node_json(node), "path": path, "role": role}
    for number, one in enumerate(node.inputs, 1):
        yield from _flat(one, f"{path}.{number}", "input")
    for number, one in enumerate(node.alternatives, 1):
        yield from _flat(one, f"{path}/{number}", "alternative")
