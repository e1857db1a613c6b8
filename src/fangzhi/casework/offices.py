"""Offices as a dated tree: founding, renaming, moving, merging, and who stands below whom on a day.

Each change is a verb that ends the stage before it and writes an event into the office's own chain.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from fangzhi.accounts.models import Account
from fangzhi.casework import ledger
from fangzhi.casework.models import ChainHead, Office, OfficeStage
from fangzhi.casework.refusals import Refused
from fangzhi.gazetteer import standing_place
from fangzhi.gazetteer.names import short_name
from fangzhi.gazetteer.places import level

if TYPE_CHECKING:
    from datetime import date

LEVELS = ("country", "province", "prefecture", "county")
BODIES = ("patent_office", "market_bureau")


class Stage(NamedTuple):
    """What an office is called from a day on, where it stands and which kind of body it is."""

    name_zh: str
    name_en: str
    level: str
    body: str
    parent: Office | None = None
    address: str = ""
    phone: str = ""


def found(
    code: str,
    region: str,
    short: str,
    day: date,
    stage: Stage,
    by: int | None = None,
    *,
    outside: bool = False,
) -> Office:
    """Found an office, with `outside` one that only looks at what is shared with it.

    Raises `Refused` when the code is taken or the stage makes no sense.
    """
    _check(stage)
    if Office.objects.filter(code=code).exists():
        raise Refused(_("An office with the code %s exists already.") % code, {"code": code})
    with transaction.atomic():
        office = Office.objects.create(code=code, region=region, short=short, founded=day, outside=outside)
        ChainHead.objects.create(office=office)
        _begin(office, stage, day)
        _note(office, "office_founded", day, by, stage, outside=outside)
        _tree_changed()
    return office


PROVINCES = {
    "11": "京", "12": "津", "13": "冀", "14": "晋", "15": "蒙", "21": "辽", "22": "吉", "23": "黑",
    "31": "沪", "32": "苏", "33": "浙", "34": "皖", "35": "闽", "36": "赣", "37": "鲁", "41": "豫",
    "42": "鄂", "43": "湘", "44": "粤", "45": "桂", "46": "琼", "50": "渝", "51": "川", "52": "贵",
    "53": "云", "54": "藏", "61": "陕", "62": "甘", "63": "青", "64": "宁", "65": "新",
}  # fmt: skip
"""How the document numbers of a province begin; below a province, with the place's short name behind it."""


def office_of(code: str) -> tuple[Office, bool]:
    """The office of a code, and whether it was founded for it: an office of a place of the gazetteer is
    founded under the usual name, between the offices above and below it that exist; with -police or
    -procuratorate behind the code it is that body of the place, outside. Raises `Refused`."""
    known = Office.objects.filter(code=code).first()
    if known is not None:
        return known, False
    region, _dash, kind = code.partition("-")
    if kind in OUTSIDE and standing_place(region) is not None:
        return _outside(code, region, kind), True
    place = standing_place(code)
    if place is None:
        raise Refused(
            _("No place has the code %s: give six digits, for example 350200 or 350200-police.") % code,
            {"office": code},
        )
    depth = level(code)
    above = Office.objects.filter(
        code__in=[code[:2] + "0000", code[:4] + "00", "000000"], closed__isnull=True, outside=False
    )
    parent = above.exclude(code=code).order_by("-code").first()
    short = PROVINCES.get(code[:2], "") + (short_name(place.name) if depth else "")
    stage = Stage(f"{place.name}知识产权局", "", LEVELS[depth + 1], BODIES[0], parent)
    with transaction.atomic():
        office = found(code, code, short[:12], timezone.localdate().replace(month=1, day=1), stage)
        inside = code.rstrip("0") if depth == 0 else code[:4]
        orphans = OfficeStage.objects.filter(
            parent__isnull=True, office__code__startswith=inside, office__outside=False
        )
        orphans.exclude(office=office).filter(level__in=LEVELS[depth + 2 :]).update(parent=office)
        _tree_changed()
    return office, True


OUTSIDE = {"police": ("公安局", "公"), "procuratorate": ("人民检察院", "检")}
"""Bodies outside that can be entered by the code of their place: name, and how it is shortened."""


def _outside(code: str, region: str, kind: str) -> Office:
    """The police or the procuratorate of a place; the police of a province is a 公安厅."""
    place, depth, (name, short) = standing_place(region), level(region), OUTSIDE[kind]
    assert place is not None
    if kind == "police" and depth == 0 and not place.name.endswith("市"):
        name = "公安厅"
    begins = PROVINCES.get(region[:2], "") if depth == 0 else short_name(place.name)
    stage = Stage(f"{place.name}{name}", "", LEVELS[depth + 1], BODIES[0])
    day = timezone.localdate().replace(month=1, day=1)
    return found(code, region, f"{begins[:10]}{short}", day, stage, outside=True)


def change(office: Office, day: date, stage: Stage, reason: str, by: int | None = None) -> None:
    """Rename or move an office, or make it another kind of body, from a day on. Raises `Refused`."""
    _check(stage)
    if stage.parent and (stage.parent == office or office.pk in _above(stage.parent.pk, day)):
        raise Refused(_("An office cannot stand below itself."))
    with transaction.atomic():
        _end_stage(office, day)
        _begin(office, stage, day)
        _note(office, "office_changed", day, by, stage, reason)
        _tree_changed()


def merge(office: Office, into: Office, day: date, reason: str, by: int | None = None) -> None:
    """Close an office whose work goes on in another. Its records stay its own and can be read by those who
    see the other one; open records are handed over by transfer. Raises `Refused`."""
    if office == into or office.closed:
        raise Refused(_("Only an open office can be merged, and into another one."))
    with transaction.atomic():
        OfficeStage.objects.filter(office=office, valid_to__isnull=True).update(
            valid_to=day - timedelta(days=1)
        )
        Office.objects.filter(pk=office.pk).update(closed=day, merged_into=into)
        entry = ledger.Entry("office_merged", day, by=by, reason=reason, body={"into": into.code})
        ledger.append(office, entry)
        _tree_changed()


def stage_on(office: Office, day: date) -> OfficeStage:
    """What the office was on a day; its last stage after it closed, its first before it was founded."""
    stages = sorted(office.stages.all(), key=lambda one: one.valid_from)
    current = [one for one in stages if one.valid_from <= day]
    return current[-1] if current else stages[0]


def below(day: date) -> dict[int, tuple[int, ...]]:
    """Office → all offices that stand below it on a day, merged ones below the one they went into."""
    children = defaultdict(list)
    current = Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))
    stages = OfficeStage.objects.filter(current, parent__isnull=False)
    for office, parent in stages.values_list("office", "parent"):
        children[parent or 0].append(office)
    merged = Office.objects.filter(merged_into__isnull=False, closed__lte=day)
    for office, into in merged.values_list("pk", "merged_into"):
        children[into or 0].append(office)
    return {top: tuple(_descend(top, children)) for top in list(children)}


def parent_of(office: Office, day: date) -> int | None:
    """The office above, on a day."""
    return stage_on(office, day).parent_id


def _descend(top: int, children: dict[int, list[int]]) -> list[int]:
    found, waiting = [], list(children.get(top, ()))
    seen = {top}
    while waiting:
        one = waiting.pop()
        if one not in seen:
            seen.add(one)
            found.append(one)
            waiting.extend(children.get(one, ()))
    return sorted(found)


def _above(office: int, day: date) -> set[int]:
    return {top for top, offices in below(day).items() if office in offices}


def _check(stage: Stage) -> None:
    if stage.level not in LEVELS or stage.body not in BODIES or not stage.name_zh.strip():
        raise Refused(_("An office needs a name, a level and a kind of body."))


def _begin(office: Office, stage: Stage, day: date) -> None:
    OfficeStage.objects.create(office=office, valid_from=day, **stage._asdict())


def _end_stage(office: Office, day: date) -> None:
    last = OfficeStage.objects.filter(office=office, valid_to__isnull=True).first()
    if last is None or last.valid_from >= day:
        raise Refused(_("The office is closed, or changed on that day or later already."))
    last.valid_to = day - timedelta(days=1)
    last.save(update_fields=("valid_to",))


def _note(
    office: Office, kind: str, day: date, by: int | None, stage: Stage, reason: str = "", **more: bool
) -> None:
    body = stage._asdict() | {"parent": stage.parent.code if stage.parent else None}
    body |= {name: value for name, value in more.items() if value}
    ledger.append(office, ledger.Entry(kind, day, by=by, reason=reason, body=body))


def _tree_changed() -> None:
    """Everybody's eyes are built again at the next request."""
    Account.objects.update(grants_version=F("grants_version") + 1)
