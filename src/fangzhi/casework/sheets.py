"""Forms that print what a record says and change nothing: the case sheet and the form of proof of service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone, translation

from fangzhi.casework import deadlines, offices, paperwork
from fangzhi.casework.declaration import Situation, register
from fangzhi.casework.history import past_of
from fangzhi.casework.models import Event
from fangzhi.casework.papers import render, template, to_pdf
from fangzhi.casework.worklists import rule_name

if TYPE_CHECKING:
    from fangzhi.casework.access.viewer import Viewer
    from fangzhi.casework.models import Paper, Record

NOTHING = "—"


def case_sheet(record: Record, viewer: Viewer) -> bytes:
    """The case sheet as PDF. Raises `PaperError`."""
    with translation.override("zh-hans"):
        values = _shared(record, viewer)
        past = past_of(Event.objects.filter(record=record.pk).order_by("seq"))
        values |= {"events": _events(record, past), "deadlines": _deadlines(record, past)}
        return to_pdf(render(template("common-case-sheet"), values), title=str(record))


def receipt(record: Record, paper: Paper, viewer: Viewer) -> bytes:
    """The form of proof of service for one paper as PDF, to be signed. Raises `PaperError`."""
    with translation.override("zh-hans"):
        values = _shared(record, viewer)
        parties = values.get("parties") or [{"name": NOTHING, "address": NOTHING}]
        document = {"name": paperwork.title_of(paper), "number": paper.number, "copies": 1}
        values |= {
            "number": paper.number,
            "manner": NOTHING,
            "documents": [document],
            "recipient": parties[-1],
        }
        return to_pdf(render(template("common-service"), values), title=paper.number)


def _shared(record: Record, viewer: Viewer) -> dict[str, Any]:
    kind = register(record.register)
    detail = kind.model._base_manager.get(pk=record.pk)
    past = past_of(Event.objects.filter(record=record.pk).order_by("seq"))
    today = timezone.localdate()
    stage = offices.stage_on(record.office, today)
    said = kind.values(Situation(record, detail, past, {}, today))
    return {
        **said,
        "office": {"name": stage.name_zh, "address": stage.address or NOTHING},
        "case_number": record.number or "尚未立案",
        "cause": said.get("cause") or str(kind.name),
        "channel": str(getattr(detail, "get_source_display", lambda: NOTHING)()),
        "date": today.isoformat(),
        "received_on": record.opened_on.isoformat(),
        "officer": record.officer.get_username() if record.officer else viewer.name,
        "state": str(kind.state_names.get(record.state, record.state)),
        "legal_ground": said.get("legal_ground") or "有关法律、法规和规章的规定",
    }


def _events(record: Record, past: Any) -> list[dict[str, Any]]:
    names = register(record.register).by_id
    return [
        {"day": one.occurred_on.isoformat(), "words": str(names[one.kind].name), "number": _number(one)}
        for one in past.standing
        if one.kind in names
    ]


def _number(event: Any) -> str:
    papers = event.body.get("papers", ())
    return str(papers[0]["number"]) if papers else ""


def _deadlines(record: Record, past: Any) -> list[dict[str, Any]]:
    return [
        {
            "name": rule_name(one.rule),
            "due": one.due_on.isoformat() if one.due_on else "",
            "state": "计算中" if one.running and one.due_on else "中止" if one.running else "已完成",
        }
        for one in deadlines.clocks_of(past, record)
    ]
