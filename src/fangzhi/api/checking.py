"""Checking the text of a draft: the figures with their verdicts, as the command `check` prints them."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import Field

from fangzhi.api.people import Asking
from fangzhi.api.shapes import Asked
from fangzhi.api.statuses import WRITES
from fangzhi.casework.refusals import Refused
from fangzhi.chapter.checking.comparing import check, mark_json
from fangzhi.chapter.checking.draft import Draft, Reading, open_draft, read_draft
from fangzhi.chapter.checking.remarks import refusal, remarks
from fangzhi.gazetteer import UnknownRegion
from fangzhi.gazetteer import region as gazetteer_region
from fangzhi.home import catalogue_files
from fangzhi.indicators.catalogue import load_catalogue
from fangzhi.reader.documents import UnreadableDocument

router = Router(tags=["drafts"], by_alias=True)


class ToCheck(Asked):
    """A draft as text."""

    text: str = Field(min_length=1)
    year: int = Field(strict=True, ge=1900, le=2100, description="Year it reports on.")
    region: str | None = Field(None, description="Six-digit code, where no heading names the region.")
    name: str = Field(
        "-",
        max_length=200,
        description="Name of its file: an older text kept under the same name is a version of this draft.",
    )


class FigureChecked(Schema):
    """A figure of the draft, in base units, with what is kept beside it."""

    start: int
    end: int
    quote: str
    region: str | None
    place: str | None
    indicator: str
    also: list[str]
    measure: str
    period: str | None
    value: float
    unit: str | None
    verdict: str = Field(
        description="equal, rounded, truncated, within_qualifier, differs, not_comparable, stale or unknown."
    )
    expected: float | None
    source: str | None
    basis: str | None = Field(description="What it was compared with: same, growth, formula, rank, inside …")
    reason: str | None
    kept: str | None = Field(description="Why a person keeps the figure as it is.")
    id: str
    inputs: list[str] = Field(description="Ids of the figures that the expected value rests on.")


class DraftChecked(Schema):
    """The figures in the order of the text, and what is to be known of the whole draft."""

    figures: list[FigureChecked]
    remarks: list[str]


@router.post("/checks", response={200: DraftChecked, **WRITES})
def check_draft(request: Asking, given: ToCheck) -> dict[str, Any]:
    """Compare every figure of a draft with what is kept; nothing of the draft is kept."""
    draft = _read(given)
    checked = check(draft, given.year, given.region)
    return {"figures": [mark_json(mark) for mark in checked.marks], "remarks": remarks(checked)}


def _read(given: ToCheck) -> Draft:
    """The draft. Raises `Refused` naming the input that cannot be used."""
    try:
        gazetteer_region(given.region or "000000")
        opened = open_draft(given.name, given.text.encode())
    except UnknownRegion:
        words = _("No region has the code %s; write six digits, for example 110000.") % given.region
        raise _refused("region", words) from None
    except UnreadableDocument as error:
        chinese = (get_language() or "zh").startswith("zh")
        raise _refused("text", error.message_zh if chinese else error.message_en) from None
    known = Reading(given.year, given.region, load_catalogue(catalogue_files()))
    draft = read_draft(opened, known)
    if said := refusal(draft, given.year):
        raise _refused("year", said)
    return draft


def _refused(name: str, sentence: str) -> Refused:
    return Refused(sentence, {name: sentence})
