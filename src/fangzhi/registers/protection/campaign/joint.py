"""What several offices do in one campaign: calling in, what is asked before an act, and the common tally."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count
from django.utils.translation import gettext as _

from fangzhi.casework.common import CAMPAIGN
from fangzhi.casework.declaration import Carried, NotNow, registers
from fangzhi.casework.history import UNDO
from fangzhi.casework.models import Event, Link
from fangzhi.casework.offices import stage_on
from fangzhi.casework.relations import belonging

if TYPE_CHECKING:
    from fangzhi.casework.declaration import Situation, Words
    from fangzhi.casework.models import Record

LEAST_OFFICERS = 2
"""Officers who inspect together (行政处罚法 2021, Art. 42)."""


def in_order(one: Situation) -> NotNow | None:
    """A campaign ends after it begins."""
    if one.inputs["ends_on"] < one.inputs["begins_on"]:
        return NotNow(_("The last day lies before the first."))
    return None


def two_officers(one: Situation) -> str | None:
    """Nobody inspects alone."""
    officers: int = one.inputs["officers"]
    if officers < LEAST_OFFICERS:
        return _("An inspection is done by at least two officers; this one had %s.") % officers
    return None


def reported(one: Situation) -> str | None:
    """A campaign is closed with its report."""
    return None if one.past.has("report") else _("Enter the report first.")


def callable_in(one: Situation) -> str | None:
    """The leading office calls in each other office once."""
    if one.past.has("take_part"):
        leader: str = one.detail.leader
        return _("Offices are called in by the leading office: %s.") % leader
    wanted = one.inputs["office"]
    if wanted.pk == one.record.office_id:
        return _("The office leads the campaign itself.")
    called = [each.body["carries"] for each in one.past.standing if each.kind == "call_in"]
    if ["take_part", wanted.pk] in [pair for pairs in called for pair in pairs]:
        return _("This office takes part already.")
    return None


def call_in(one: Situation) -> list[Carried]:
    """Open the campaign in the office that is called in."""
    plan, leader = one.detail, stage_on(one.record.office, one.occurred_on).name_zh
    given = {name: getattr(plan, name) for name in ("name", "aims", "begins_on", "ends_on", "partners")}
    return [
        Carried("take_part", office=one.inputs["office"], inputs=given | {"leader": leader}, link=CAMPAIGN)
    ]


def still_running(one: Situation) -> list[str]:
    """Offices that take part and have not closed their part."""
    parts = [part for part in _parts(one.record) if part.state in registers()[CAMPAIGN].open_states]
    if not parts:
        return []
    names = _(", ").join(stage_on(part.office, one.occurred_on).name_zh for part in parts)
    return [_("Offices that have not closed their part yet: %s.") % names]


def _parts(record: Record) -> list[Record]:
    """The records of the offices that were called in."""
    rows = Link._base_manager.filter(target=record.pk, kind=CAMPAIGN, record__register=CAMPAIGN)
    found = rows.select_related("record__office").prefetch_related("record__office__stages")
    return [one.record for one in found.order_by("pk")]


class Sorties(NamedTuple):
    """So many sorties, officer-visits and places inspected."""

    sorties: int = 0
    officers: int = 0
    visits: int = 0


def sorties(records: list[int]) -> Sorties:
    """The sorties of campaigns as they stand, in one query."""
    rows = Event._base_manager.filter(record__in=records, kind__in=("sortie", UNDO))
    told = list(rows.values_list("pk", "kind", "refers", "body"))
    undone = {refers for _key, kind, refers, _body in told if kind == UNDO}
    given = [
        json.loads(body)["inputs"]
        for key, kind, _refers, body in told
        if kind == "sortie" and key not in undone
    ]
    return Sorties(len(given), sum(one["officers"] for one in given), sum(one["visits"] for one in given))


def tally(one: Situation) -> list[tuple[Words, int]]:
    """Sorties of all offices that take part, and the cases that count towards the campaign by register and
    result: three queries. Cases are counted, not shown: a number names nobody."""
    parts = _parts(one.record)
    keys = [one.record.pk, *(part.pk for part in parts)]
    done = sorties(keys)
    told: list[tuple[Words, int]] = [
        (_("Offices taking part"), len(keys)), (_("Sorties"), done.sorties),
        (_("Officer-visits"), done.officers), (_("Places inspected"), done.visits),
    ]  # fmt: skip
    return told + _cases(one.record)


def _cases(campaign: Record) -> list[tuple[Words, int]]:
    """Cases by register and result; those without a result are open."""
    cut = belonging(campaign.pk, CAMPAIGN).values_list("record__register", "record__result")
    found = cut.annotate(n=Count("record", distinct=True)).order_by("record__register", "record__result")
    told: list[tuple[Words, int]] = []
    for name, result, number in found:
        kind = registers()[name]
        words = kind.results.get(result, result) if result else _("no result yet")
        told.append((_("%(register)s: %(result)s") % {"register": kind.name, "result": words}, number))
    return told
