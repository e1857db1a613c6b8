"""Corrections: what a person says a figure should read, standing beside what was read, with who and when.

A correction is keyed to the digest of the text and the figure's offsets. A new reading of the same text
takes it over; where the new reading no longer finds a figure there, the corrected figure stays.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from datetime import date
from decimal import Decimal, InvalidOperation, localcontext
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fangzhi.gazetteer import UnknownRegion, region
from fangzhi.indicators.models import Correction, Figure
from fangzhi.indicators.rows import FigureRow, decimal_text, year_of
from fangzhi.reader.observation import Measure, Qualifier, Status

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

MEASURES = get_args(Measure)
QUALIFIERS = get_args(Qualifier)
STATUSES = get_args(Status)
UNITS = (
    "件", "元", "人", "人次", "家", "所", "个", "项", "次", "场", "笔", "条", "位", "年", "个月",
    "%", "倍", "百分点", "件/万人", "件/亿元", "分", "届", "岁",
)  # fmt: skip
SUFFIXES = ("growth_rate", "share", "change_abs", "avg_growth_rate")
"""What of an indicator can itself be ranked or moved."""
LONGEST_PLACE = 100
CORRECTABLE = (
    "indicator",
    "measure",
    "value",
    "value_high",
    "unit",
    "region",
    "place",
    "period",
    "qualifier",
    "status",
    "base_of",
    "cumulative",
)
_MONTH = r"(?:0[1-9]|1[0-2])"
_PERIOD = re.compile(
    rf"\d{{4}}(?:H[12]|Q[1-4]|-{_MONTH}(?:/\d{{4}}-{_MONTH})?|/\d{{4}})?|@\d{{4}}-{_MONTH}-(?:0[1-9]|[12]\d|3[01])"
)


class Unfit(ValueError):  # noqa: N818 - the correction does not fit, nothing failed
    """A correction that cannot be taken; `problems` names each field and what to write instead."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__("; ".join(problems.values()))
        self.problems = problems


class Wanted(NamedTuple):
    """What a person wants: the fields of the corrected figure, or its rejection, and why."""

    fields: dict[str, Any]
    rejected: bool = False
    reason: str = ""


def correct(figure: Figure, wanted: Wanted, by: str, known: Container[str]) -> Correction:
    """Keep a correction and let the figure count as corrected. `known` are the ids of the catalogue.

    Raises `Unfit` with one sentence a field when the correction does not hold together.
    """
    fields = {} if wanted.rejected else checked(wanted.fields, known)
    with transaction.atomic():
        row = FigureRow(*Figure.objects.values_list(*FigureRow._fields).get(pk=figure.pk))
        correction = Correction.objects.create(
            digest=figure.source.digest,
            start=row.start,
            end=row.end,
            quote=row.quote,
            rejected=wanted.rejected,
            reading=as_read(row),
            fields=fields,
            reason=wanted.reason.strip(),
            made_by=by,
            made_at=timezone.now(),
        )
        new = corrected(row, correction, standing=figure.source.superseded_by_id is None)
        Figure.objects.filter(pk=figure.pk).update(**new._asdict())
    return correction


def checked(fields: Mapping[str, Any], known: Container[str]) -> dict[str, Any]:
    """The fields in their stored form. Raises `Unfit`."""
    clean = {key: str(fields.get(key) or "").strip() for key in CORRECTABLE}
    problems = _problems_of_words(clean, known)
    numbers: dict[str, str | None] = {"value_high": None}
    for key in ("value", "value_high") if clean["qualifier"] == "range" else ("value",):
        try:
            numbers[key] = _digits(clean[key])
        except InvalidOperation:
            problems[key] = _("Write the value as plain digits in the base unit, for example 123300 or -5.2.")
    low, high = numbers.get("value"), numbers["value_high"]
    if low and high and Decimal(high) <= Decimal(low):
        problems["value_high"] = _("Write an upper end that is larger than the value.")
    if problems:
        raise Unfit(problems)
    return {**clean, **numbers, "cumulative": clean["cumulative"] in {"True", "true", "on", "1"}}


def _digits(text: str) -> str:
    value = Decimal(text.replace(",", "").replace("，", ""))
    if not value.is_finite() or len(value.as_tuple().digits) > 40 or abs(value.adjusted()) > 40:
        raise InvalidOperation
    return decimal_text(value)


def _problems_of_words(clean: Mapping[str, str], known: Container[str]) -> dict[str, str]:
    problems = {}
    if clean["indicator"] not in known:
        problems["indicator"] = _("Choose an indicator of the catalogue.")
    for key, allowed in (("measure", MEASURES), ("qualifier", QUALIFIERS), ("status", STATUSES)):
        if clean[key] not in allowed:
            problems[key] = _("Choose one of the listed values.")
    if clean["unit"] and clean["unit"] not in UNITS:
        problems["unit"] = _("Choose one of the listed units.")
    if clean["region"] and not _is_region(clean["region"]):
        problems["region"] = _("Choose a region of the list.")
    if len(clean["place"]) > LONGEST_PLACE:
        problems["place"] = _("Write at most 100 characters.")
    if clean["base_of"] and not _is_base(clean["base_of"], known):
        problems["base_of"] = _(
            "Write the id of an indicator, for example patent_grants, patent_grants:growth_rate "
            "or patent_grants@000000."
        )
    if clean["period"] and not _is_period(clean["period"]):
        problems["period"] = _(
            "Write the period as 2013, 2013H1, 2013Q1, 2013-09, 2013-01/2013-09 or @2013-12-31."
        )
    return problems


def _is_period(text: str) -> bool:
    """Whether a period has one of the forms, its day exists and its end comes after its beginning."""
    if not _PERIOD.fullmatch(text):
        return False
    first, _to, last = text.partition("/")
    if last and last <= first:
        return False
    try:
        return not text.startswith("@") or bool(date.fromisoformat(text[1:]))
    except ValueError:
        return False


def _is_base(text: str, known: Container[str]) -> bool:
    """Whether a text names a series: an indicator, what of it, and the region it is compared with."""
    series, at, peer = text.partition("@")
    name, colon, suffix = series.partition(":")
    return name in known and (suffix in SUFFIXES if colon else True) and (_is_region(peer) if at else True)


def _is_region(code: str) -> bool:
    try:
        region(code)
    except UnknownRegion:
        return False
    return True


def as_read(row: FigureRow) -> dict[str, Any]:
    """All fields of a figure as the reader gave them, whatever a person has said of it since."""
    fields = {**row._asdict(), **(row.original or {})}
    for key in ("source_id", "original", "current", "review", "number", "year"):
        del fields[key]
    return fields


def corrected(row: FigureRow, correction: Correction, *, standing: bool) -> FigureRow:
    """The row as it counts after a correction. `standing`: its source is not superseded."""
    original = {key: as_read(row)[key] for key in (*CORRECTABLE, "resolution")}
    row = row._replace(**original, original=original)
    if correction.rejected:
        return _numbered(row)._replace(review=Figure.Review.REJECTED, current=False)
    row = row._replace(**{key: correction.fields[key] for key in CORRECTABLE})
    row = row._replace(resolution=_resolution(original, row.value, row.value_high))
    same = all(getattr(row, key) == original[key] for key in CORRECTABLE)
    review = Figure.Review.CONFIRMED if same else Figure.Review.CORRECTED
    return _numbered(row)._replace(review=review, current=standing)


def _resolution(read: Mapping[str, Any], *values: str | None) -> str:
    """To what a corrected value is printed.

    As the reading, where the value is a multiple of that or only moved by powers of ten; else to its own last
    digit.
    """
    before, step = Decimal(read["value"]), Decimal(read["resolution"])
    with localcontext(prec=100):
        steps = [_step(before, step, Decimal(value)) for value in values if value is not None]
    return decimal_text(min(steps))


def _step(before: Decimal, step: Decimal, value: Decimal) -> Decimal:
    if value == before:
        return step
    was, now = before.normalize().as_tuple(), value.normalize().as_tuple()
    moved = int(now.exponent) - int(was.exponent)
    if was.digits == now.digits and value:
        return step.scaleb(moved)
    if step and value % step == 0:
        return step
    return Decimal(1).scaleb(int(now.exponent))


def _numbered(row: FigureRow) -> FigureRow:
    return row._replace(number=float(row.value), year=year_of(row.period))


def newest(corrections: Iterable[Correction]) -> list[Correction]:
    """The correction that counts at each place: of several, the one made last."""
    by_place = {(one.start, one.end): one for one in sorted(corrections, key=lambda one: one.pk)}
    return list(by_place.values())


class Merged(NamedTuple):
    """The rows of a new reading with the corrections of its text, and the quotes of those that were left out
    because they overlap a corrected figure."""

    rows: list[FigureRow]
    left_out: list[str]


def taken_over(rows: list[FigureRow], digest: str, source_id: int) -> Merged:
    """The rows of a new reading with the corrections of its text applied."""
    corrections = newest(Correction.objects.filter(digest=digest))
    if not corrections:
        return Merged(rows, [])
    rows = sorted(rows, key=lambda row: (row.start, row.code))
    starts = [row.start for row in rows]
    longest = max((row.end - row.start for row in rows), default=0)
    meant: dict[int, Correction] = {}
    beside: set[int] = set()
    kept = []
    for correction in corrections:
        begin, end = (
            bisect_left(starts, correction.start - longest),
            bisect_left(starts, correction.end),
        )
        touched = [at for at in range(begin, end) if rows[at].end > correction.start]
        if touched:
            meant[min(touched, key=lambda at: _distance(rows[at], correction))] = correction
            beside.update(touched)
        else:
            row = FigureRow(**correction.reading, source_id=source_id, number=0.0, year=None)
            kept.append(corrected(row, correction, standing=True))
    left_out = beside - meant.keys()
    for at, row in enumerate(rows):
        if at in meant:
            kept.append(corrected(row, meant[at], standing=True))
        elif at not in left_out:
            kept.append(row)
    kept.sort(key=lambda row: (row.start, row.code))
    return Merged(kept, [rows[at].quote for at in sorted(left_out)])


def _distance(row: FigureRow, correction: Correction) -> tuple[bool, int]:
    """How far a figure is from the one that was corrected, the same figure first."""
    apart = abs(row.start - correction.start) + abs(row.end - correction.end)
    return row.code != correction.reading["code"], apart


GOLD = (
    "id", "region", "place", "quote", "start", "value", "value_high", "unit", "qualifier",
    "indicator", "measure", "base_of", "period",
)  # fmt: skip


def gold_line(correction: Correction) -> dict[str, Any]:
    """A correction as one line of the annotation guide, with its text and who made it. Not for rejected
    ones."""
    fields = {**correction.reading, **correction.fields}
    line = {key: fields.get(key) or None for key in GOLD}
    line |= {
        "id": correction.reading["code"],
        "start": correction.start,
        "value": json_number(fields["value"]),
        "value_high": json_number(fields["value_high"]),
        "cumulative": fields["cumulative"],
        "status": fields["status"],
    }
    if fields["also"]:
        line["also"] = fields["also"]
    return line | {
        "document": correction.digest,
        "end": correction.end,
        "corrected_by": correction.made_by,
        "corrected_at": correction.made_at.isoformat(timespec="seconds"),
        "reason": correction.reason or None,
    }


def json_number(text: str | None) -> int | float | None:
    """Exact digits as the JSON number that prints them."""
    if text is None or text == "":
        return None
    value = Decimal(text)
    return int(value) if value == value.to_integral_value() else float(value)
