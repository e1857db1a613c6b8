"""The papers (文书) of an act: which it produces, what they print, their numbers, and how they were served.

The act freezes number, template and values; the file is made from them whenever somebody asks, always the
same. What a paper lacks is said before the act is done.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Count
from django.utils import translation
from django.utils.translation import gettext as _

from fangzhi.casework import files, numbers, offices, service
from fangzhi.casework.history import past_of
from fangzhi.casework.models import Delivery, Event, Paper
from fangzhi.casework.papers import Template, field_names, remedy, render, to_pdf
from fangzhi.casework.papers.register import template_for
from fangzhi.casework.refusals import Refused
from fangzhi.casework.values import canonical, plain

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from django.db.models import QuerySet

    from fangzhi.casework.acts import Act
    from fangzhi.casework.history import Past
    from fangzhi.casework.models import Record

BEFORE_DOCKETING = "收"
"""Kind of the numbers of papers that come before the record has a number."""
HAN = "〇一二三四五六七八九"


class Prepared(NamedTuple):
    """A paper that an act is about to produce."""

    template: Template
    number: str
    values: dict[str, Any]


def prepare(act: Act) -> None:
    """Work out the act's papers and write them into its event. Raises `Refused` naming what is missing."""
    wanted = act.transition.papers
    names = wanted(act.situation) if callable(wanted) else wanted
    if not names:
        return
    made = []
    with translation.override("zh-hans"):
        shared = _shared(act) | act.register.values(act.situation)
        for name in names:
            made.append(_prepare(act, template_for(name, act.occurred_on), shared))
    for one in made:
        lacking = missing(one.template.fields, one.values)
        if lacking:
            words = _(", ").join(_name_of(path) for path in lacking)
            raise Refused(
                _("The document “%(paper)s” needs: %(what)s.")
                % {"paper": _title(one.template), "what": words}
            )
    act.prepared = made
    act.body["papers"] = [
        {
            "template": one.template.id,
            "version": one.template.version,
            "number": one.number,
            "content": files.keep_bytes(one.template.content),
            "values": files_digest(one.values),
        }
        for one in made
    ]


def files_digest(values: Mapping[str, Any]) -> str:
    """The digest of the frozen values, by which the ledger holds them."""
    from fangzhi.casework.ledger import digest_of

    return digest_of("sha256", canonical(plain(dict(values))))


def _prepare(act: Act, template: Template, shared: Mapping[str, Any]) -> Prepared:
    number = _number(act)
    values = {**shared, "number": number, "remedy": remedy(template.id, act.occurred_on)}
    return Prepared(template, number, values)


def _number(act: Act) -> str:
    """A paper's number: that of the record with 之二, 之三 … behind it from the second paper on, behind the
    highest that a record from elsewhere brought with it; before the record has a number, one of its own."""
    act.drawn += 1
    if not act.record.number:
        return numbers.draw(act.record.office, BEFORE_DOCKETING, act.occurred_on)
    papers = [one for event in act.past.events for one in event.body.get("papers", ())]
    ends = [
        one["number"].removeprefix(act.record.number)
        for one in papers
        if one["number"].startswith(act.record.number)
    ]
    place = max(len(ends), *map(_place, ends), 0) + act.drawn
    return act.record.number if place == 1 else f"{act.record.number}之{han(place)}"


def _place(end: str) -> int:
    """Which paper of its record an end such as 之二 names; 1 for none, 0 for what names no place."""
    if not end:
        return 1
    return next((n for n in range(2, 100) if end == f"之{han(n)}"), 0)


def han(number: int) -> str:
    """A number in Chinese digits as documents write it: 二, 十, 十二, 二十一; above 99 digit by digit."""
    if number > 99:
        return "".join(HAN[int(one)] for one in str(number))
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else HAN[tens]) + "十" if tens else ""
    return head + (HAN[ones] if ones or not tens else "")


def _shared(act: Act) -> dict[str, Any]:
    """What every paper may print: office, record, day, ground, who to ask."""
    record, stage = act.record, offices.stage_on(act.record.office, act.occurred_on)
    docketing = act.register.docketing
    docketed = act.occurred_on if act.transition.id in docketing else act.past.docketed(docketing)
    return {
        "office": {"name": stage.name_zh, "address": stage.address or "—"},
        "contact": {"name": act.by.name, "phone": stage.phone or "—"},
        "officer": act.by.name,
        "head": act.by.name,
        "recorder": act.by.name,
        "date": act.occurred_on.isoformat(),
        "case_number": record.number or "尚未立案",
        "received_on": record.opened_on.isoformat(),
        "docketed_on": docketed.isoformat() if docketed else "",
        "legal_ground": str(act.transition.basis) or "有关法律、法规和规章的规定",
    }


_STEP = re.compile(r"([^.\[\]]+)(\[\])?")


def missing(paths: tuple[str, ...], values: Mapping[str, Any]) -> list[str]:
    """The paths (patent.number, parties[].name) that have no value, in their order."""
    return [path for path in paths if not _has(values, _STEP.findall(path))]


def _has(holder: Any, steps: list[tuple[str, str]]) -> bool:
    if not steps:
        return holder not in (None, "")
    (name, many), rest = steps[0], steps[1:]
    found = holder.get(name) if isinstance(holder, dict) else None
    if many:
        return isinstance(found, list) and all(_has(one, rest) for one in found)
    return found is not None and _has(found, rest)


def _name_of(path: str) -> str:
    english, chinese = field_names(path)
    return chinese if translation.get_language() != "en" else english


def _title(template: Template) -> str:
    return template.name(chinese=translation.get_language() != "en")


def keep(act: Act, event: Event) -> None:
    """Write the act's papers, and the service that it proves."""
    made = [
        Paper(
            record=act.record,
            event=event,
            template=one.template.id,
            version=one.template.version,
            content=event_content(event, n),
            number=one.number,
            made_on=act.occurred_on,
            values=canonical(plain(one.values)),
            secret=one.template.sealed,
        )
        for n, one in enumerate(act.prepared)
    ]
    if made:
        Paper.objects.bulk_create(made)
    if act.transition.serves:
        _deliver(act, event)


def event_content(event: Event, place: int) -> str:
    """The digest of the template that an event's paper was made with."""
    found: str = json.loads(event.body)["papers"][place]["content"]
    return found


def _deliver(act: Act, event: Event) -> None:
    served = act.transition.serves
    papers = _to_serve(act.record, act.past, event.pk)
    if served == "*":
        paper = papers.filter(pk=act.inputs["paper"]).first()
        if paper is None:
            raise Refused(
                _("This record has no such document."), {"paper": _("Choose a document of this record.")}
            )
    else:
        paper = papers.filter(template__in=(served, f"{served}-2013")).order_by("-pk").first()
    proof = {name: act.inputs.get(name) or "" for name in service.PROOF}
    Delivery.objects.create(
        record=act.record,
        paper=paper,
        event=event,
        what=paper.template if paper else served,
        served_on=act.occurred_on,
        **proof,
    )


def document(paper: Paper) -> bytes:
    """The Word file of a paper, always the same. Raises `PaperError`, or OSError for a lost template."""
    template = template_for(paper.template, paper.made_on)._replace(content=files.read(paper.content))
    return render(template, json.loads(paper.values))


def print_out(paper: Paper) -> bytes:
    """The PDF of a paper."""
    return to_pdf(document(paper), title=paper.number or paper.template)


def title_of(paper: Paper, day: date | None = None) -> str:
    """What a paper is called, in the reader's language."""
    return _title(template_for(paper.template, day or paper.made_on))


def to_serve(record: Record) -> list[Paper]:
    """The papers of a record that can be served, those first that nobody has been served with: a decision is
    served on each party."""
    past = past_of(Event.objects.filter(record=record.pk).order_by("seq"))
    rows = _to_serve(record, past).annotate(times=Count("deliveries"))
    return list(rows.order_by("times", "pk"))


def _to_serve(record: Record, past: Past, *events: int) -> QuerySet[Paper]:
    """The papers outside the secret part that acts made which stand."""
    standing = {one.id for one in past.standing} | set(events)
    rows: QuerySet[Paper] = Paper.objects.filter(record=record.pk, secret=False, event__in=standing)
    return rows
