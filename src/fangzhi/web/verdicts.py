"""Words for what a check says: verdicts with their sign, what a claim is compared with, formulas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy

from fangzhi.indicators.derived import formulas
from fangzhi.web.language import chinese

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

VERDICTS: dict[str, tuple[str, _StrPromise]] = {
    "differs": ("≠", gettext_lazy("differs")),
    "not_comparable": ("?", gettext_lazy("not comparable")),
    "within_qualifier": ("∼", gettext_lazy("within its hedge")),
    "truncated": ("↓", gettext_lazy("equal after cutting off")),
    "rounded": ("≈", gettext_lazy("equal after rounding")),
    "equal": ("=", gettext_lazy("equal")),
}
"""Sign and words of a verdict, the gravest first."""
DRAFT_VERDICTS: dict[str, tuple[str, _StrPromise]] = VERDICTS | {
    "stale": ("↺", gettext_lazy("superseded since")),
    "unknown": ("·", gettext_lazy("nothing known")),
}
"""What may be said of a figure of a draft."""
BASES: dict[str, _StrPromise] = {
    "same": gettext_lazy("The same figure in another source"),
    "scope": gettext_lazy("The same figure in a source of another scope: national is not domestic"),
    "growth": gettext_lazy("Computed from the amounts of two years"),
    "formula": gettext_lazy("Computed by its formula"),
    "share": gettext_lazy("The part divided by its whole"),
    "years": gettext_lazy("Sum of the amounts of its years"),
    "rank": gettext_lazy("Place among the 31 provinces, by the tables"),
    "parts": gettext_lazy("Sum of its parts in the document"),
    "part": gettext_lazy("The whole that it is a part of, in the document"),
    "inside": gettext_lazy("The same figure in the draft itself"),
    "closed": gettext_lazy(
        "Cases accepted in the year; cases carried over from earlier years are closed too"
    ),
}
_MOVEMENTS: dict[str, _StrPromise] = {
    "growth_rate": gettext_lazy("(this year − year before) ÷ year before × 100"),
    "growth_multiple": gettext_lazy("(this year − year before) ÷ year before"),
    "ratio_multiple": gettext_lazy("this year ÷ year before"),
    "change_abs": gettext_lazy("this year − year before"),
}


def formula(indicator: str, measure: str, name_zh: str) -> str:
    """A formula in words: `name_zh` is its Chinese name, which the English one is looked up by."""
    if chinese() or not name_zh:
        return name_zh
    for one in formulas().get((indicator, measure), ()):
        if one.name_zh == name_zh:
            return one.name_en
    return str(_MOVEMENTS.get(measure, name_zh))


def defining_formula(indicator: str, measure: str) -> str:
    """The words of the formula that defines a figure; nothing where it is a movement or has none."""
    found = formulas().get((indicator, measure), ())
    return formula(indicator, measure, found[0].name_zh) if found else ""
