"""Why a count cannot be made, as a sentence beside the field of the form that is to be changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fangzhi.patents.counting.cells import CELL_COLUMNS, KINDS, BadCell
from fangzhi.patents.counting.industries import BadScheme, UnusableFile
from fangzhi.patents.counting.keys import KEYS
from fangzhi.patents.counting.spans import BadPeriod
from fangzhi.patents.counting.yearly import TYPES
from fangzhi.web.language import chinese

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import _StrPromise

Refusal = BadCell | BadPeriod | BadScheme


class Beside(NamedTuple):
    """A sentence, and the field it stands beside; empty for the field that was looked at."""

    field: str
    sentence: _StrPromise


_WHOLE = gettext_lazy(
    "Enterprises with a first patent are counted over all their patents; leave this field empty."
)
_LIST = gettext_lazy("This is not in the list: choose one of it.")
_PERIOD = gettext_lazy("This is no period: write 2013, 2013H1, 2013Q2 or 2013-05.")
_INDUSTRY = gettext_lazy(
    "There is no such industry, or its file cannot be used: look at the list of industries."
)
_SENTENCES = {
    "column": Beside("column", _LIST),
    "type": Beside("type", _LIST),
    "kind": Beside("kind", _LIST),
    "field": Beside("field", _LIST),
    "by": Beside("", _LIST),
    "region": Beside("region", gettext_lazy("This is no code of a region: write six digits such as 340000.")),
    "no_region": Beside("region", gettext_lazy("No region has this code: write one such as 340000.")),
    "at": Beside("", gettext_lazy("This names no value: write a key and its value, at=province=340000.")),
    "region_name": Beside(
        "region",
        gettext_lazy("This names no region, or several: write the whole name or its six-digit code."),
    ),
    "ipc": Beside("ipc", gettext_lazy("This begins no class of the IPC: write H, H01, H01M or H01M10.")),
    "no_period": Beside("period", gettext_lazy("This is counted for a period: name a year such as 2013.")),
    "first_period": Beside(
        "period", gettext_lazy("Enterprises with a first patent are counted by years: name one such as 2013.")
    ),
    "by_twice": Beside("then", gettext_lazy("This key is there already: choose another one or none.")),
    "stock_time": Beside(
        "",
        gettext_lazy(
            "Patents in force are counted on the last day of a period: name it, and count by something else "
            "than time."
        ),
    ),
    "so_far_time": Beside(
        "",
        gettext_lazy("Applicants so far are counted at the end of years: count by year, or name a period."),
    ),
    "first_key": Beside(
        "",
        gettext_lazy(
            "Enterprises with a first patent are counted by province, prefecture, county and year alone."
        ),
    ),
    "many": Beside(
        "by",
        gettext_lazy("There are too many counts for a page: narrow what is counted, or count by one key."),
    ),
}

_KNOWN = {"by": KEYS, "column": CELL_COLUMNS, "type": TYPES, "kind": KINDS, "field": ("1–35",)}
"""What can be written in an address, where no list shows it."""


def refusal(error: Refusal, looked_at: str) -> tuple[str, str]:
    """The field to be changed and the sentence beside it; `looked_at` is the field that was checked."""
    if isinstance(error, BadPeriod):
        return "period", str(_PERIOD)
    if isinstance(error, BadScheme):
        return "industry", of_file(error) if isinstance(error, UnusableFile) else str(_INDUSTRY)
    if error.about not in _SENTENCES:  # first patents, narrowed by a field
        return error.about.partition("_")[2] or looked_at, str(_WHOLE)
    field, sentence = _SENTENCES[error.about]
    return field or looked_at, str(sentence)


def of_file(error: BadScheme) -> str:
    """What is wrong with a file of the office's industries, in the language of the page."""
    return error.message_zh if chinese() else str(error)


def in_address(error: Refusal, given: Mapping[str, str]) -> str:
    """The sentence of a page without a form: what stands in its address, and what can be written instead."""
    name, sentence = refusal(error, error.about if isinstance(error, BadCell) else "")
    name = "year" if name == "period" and "period" not in given else name
    if name in _KNOWN:
        sentence = _("write one of %(known)s.") % {"known": ", ".join(_KNOWN[name])}
    written = given.get(name, "")
    return f"{name}={written}{_(': ')}{sentence}" if written else sentence
