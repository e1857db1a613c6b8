"""What the documents of an infringement case print."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from fangzhi.casework import deadlines
from fangzhi.casework.masking import Known
from fangzhi.casework.publishing import persons_among
from fangzhi.registers.wording import lines, patent

if TYPE_CHECKING:
    from datetime import date

    from fangzhi.casework.declaration import Situation

BOTH = "各方当事人"


def values(one: Situation) -> dict[str, Any]:
    """Every value that a document of the case may print; a document takes what it needs."""
    case, asked = one.detail, one.inputs
    return (
        {
            "cause": "专利侵权纠纷",
            "petitioner": case.petitioner,
            "respondent": case.respondent,
            "addressee": BOTH,
            "parties": parties(case),
            "patent": patent(case.patent_number, case.patent_title),
            "claims": case.requests,
            "answer": case.answer,
            "facts": case.facts,
            "evidence": [
                {"name": line, "purpose": "见证据清单", "by": "请求人"} for line in lines(case.evidence)
            ],
            "panel": [
                {"role": "合议组组长" if n == 0 else "合议组成员", "name": name}
                for n, name in enumerate(case.members)
            ],
            "answer_days": 30 if case.respondent_abroad else 15,
            "reasons": asked.get("grounds") or asked.get("why") or case.holding,
            "orders": lines(case.holding),
            "summary": case.facts,
            "court": asked.get("court", ""),
            "items": lines(asked.get("missing_items", "")),
            "terms": lines(asked.get("agreement", "")),
            "due": _text(_due(one)),
            "stayed_on": _text(one.past.when("stay") or one.occurred_on),
            "resumed_on": _text(one.occurred_on),
            "stay_number": _number_of(one, "infringement-stay"),
            "joined": {"name": asked.get("joined", ""), "role": "共同被请求人"},
            "findings": "请求人适格，有明确的被请求人、具体的请求和事实理由，属于本局受理范围，双方未就同一纠纷起诉。",
            "proposal": "建议立案。",
            "to_office": asked.get("to_office", ""),
            "files": [{"name": "请求书及全部证据材料", "copies": 1}],
            "manner": "停止侵权行为，履行决定",
            "attachments": ["决定书副本一份", "送达回证副本一份", "催告书副本一份"],
            "obligor": {"name": case.respondent, "address": case.respondent_address},
        }
        | _hearing(one)
        | _panel_record(one)
        | _original(one)
        | _extension(one)
    )


def known(case: Any) -> Known:
    """Persons, addresses and companies that the case names: what of a decision is hidden and what stays."""
    names = (case.petitioner, case.respondent)
    addresses = (case.petitioner_address, case.respondent_address)
    contacts = (case.petitioner_contact, case.respondent_contact)
    beside = [case.petitioner_representative, *re.split(r"[，,、；;\s]+", " ".join((case.agent, *contacts)))]
    people = persons_among((*names, *beside))
    return Known(
        people,
        tuple(where for name, where in zip(names, addresses, strict=True) if name in people),
        tuple(name for name in (*names, case.agent) if name and name not in people),
    )


def parties(case: Any) -> list[dict[str, str]]:
    """Both parties with what is known of them."""
    first = {"role": "请求人", "name": case.petitioner, "address": case.petitioner_address,
             "representative": case.petitioner_representative, "agent": case.agent}  # fmt: skip
    second = {"role": "被请求人", "name": case.respondent, "address": case.respondent_address,
              "representative": "", "agent": ""}  # fmt: skip
    return [first, second]


def _text(day: date | None) -> str:
    return day.isoformat() if day else ""


def _due(one: Situation) -> date | None:
    """The date that a document names: until when something must be handed in, else when the clock that it is
    about ends, else its own day."""
    asked: date | None = one.inputs.get("supplement_until") or one.inputs.get("reply_by")
    if asked:
        return asked
    clocks = {clock.rule: clock for clock in deadlines.clocks_of(one.past, one.record)}
    clock = clocks.get(one.inputs.get("rule", "infr.close")) or clocks.get("infr.docket")
    found = deadlines.as_it_runs(clock) if clock else None
    due = found.due if found else one.occurred_on
    return due.date() if isinstance(due, datetime) else due


def _hearing(one: Situation) -> dict[str, Any]:
    told = {**one.past.inputs_of("summon"), **one.inputs}
    if not told.get("hearing_on"):
        return {}
    attending = [{"role": "请求人", "name": one.detail.petitioner}]
    if told.get("attendance") == "both":
        attending.append({"role": "被请求人", "name": one.detail.respondent})
    return {
        "hearing": {
            "time": str(told["hearing_on"]),
            "place": told.get("hearing_place", ""),
            "form": "公开审理",
        },
        "attending": attending,
        "record": [{"speaker": "记录", "words": told.get("hearing_record", "")}],
    }


def _panel_record(one: Situation) -> dict[str, Any]:
    if "opinions" not in one.inputs:
        return {}
    return {
        "meeting": {"time": one.occurred_on.isoformat(), "place": "本局"},
        "summary": one.detail.facts,
        "opinions": [{"name": "合议组", "words": line} for line in lines(one.inputs["opinions"])],
        "conclusion": one.inputs["conclusion"],
    }


def _original(one: Situation) -> dict[str, Any]:
    """The decision that a later document speaks of, and the demand before it."""
    decided = one.past.when("decide")
    if decided is None:
        return {}
    served, demanded = one.past.when("serve_decision"), one.past.when("demand")
    return {
        "original": {
            "name": "专利侵权纠纷案件行政裁决书",
            "number": _number_of(one, "infringement-decision"),
            "date": _text(decided),
            "served_on": _text(served),
        },
        "demand": {
            "number": _number_of(one, "infringement-demand"),
            "date": _text(demanded),
            "served_on": _text(demanded),
        },
        "corrections": [{name: one.inputs.get(name, "") for name in ("wrong", "right")}],
    }


def _extension(one: Situation) -> dict[str, Any]:
    rule = one.inputs.get("rule")
    clocks = [
        clock for clock in deadlines.clocks_of(one.past, one.record) if clock.running and clock.rule == rule
    ]
    if not clocks or not deadlines.extensions_left(clocks[0]):
        return {}
    granted = deadlines.extensions_left(clocks[0])[0]
    longer = deadlines.extended(clocks[0], granted, one.occurred_on)
    words = {"m": "个月", "d": "日", "wd": "个工作日", "h": "小时"}[granted.unit]
    return {"extension": {"amount": f"{granted.amount or ''}{words}", "due": _text(longer)}}


def _number_of(one: Situation, template: str) -> str:
    """The number of the last document of a kind."""
    for event in reversed(one.past.standing):
        for paper in event.body.get("papers", ()):
            if paper["template"].startswith(template):
                return str(paper["number"])
    return ""
