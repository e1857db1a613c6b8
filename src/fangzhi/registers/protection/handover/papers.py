"""What the documents of a hand-over print, and which of them make the package."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fangzhi.casework.fields import yuan
from fangzhi.casework.models import Office
from fangzhi.casework.offices import stage_on
from fangzhi.casework.relations import linked_to
from fangzhi.registers.protection.crime.warning import CASE
from fangzhi.registers.wording import lines

if TYPE_CHECKING:
    from fangzhi.casework.declaration import Situation

POLICE, PROCURATORATE = "police", "procuratorate"
"""The inputs that name an office outside, and so the part that it takes."""
OFFENCES = {"passing_off": "假冒专利罪（《中华人民共和国刑法》第二百一十六条）", "other": "其他犯罪"}
GROUNDS = {
    "threshold": "涉案数额达到追诉标准",
    "serious": "有其他严重情节",
    "suspicion": "有合理理由怀疑涉嫌犯罪，需要公安机关查明",
}
AMOUNTS = {
    "turnover_fen": "非法经营数额",
    "gains_fen": "违法所得数额",
    "loss_fen": "给专利权人造成直接经济损失",
}


def package(one: Situation) -> tuple[str, ...]:
    """The documents that go to the police; the list of goods where there are any."""
    sent = ("handover-letter", "handover-investigation", "handover-evidence")
    return (*sent, "handover-goods") if lines(one.detail.goods_list) else sent


def values(one: Situation) -> dict[str, Any]:
    """Every value that a document of the hand-over may print."""
    found, asked = one.detail, one.inputs
    case = next(iter(linked_to(one.record, CASE)), asked.get(CASE))
    return {
        "cause": OFFENCES[found.offence],
        "suspect": {"name": found.suspect, "code": found.suspect_code, "contact": found.suspect_contact},
        "source_case": {"number": case.number or "尚未立案", "title": case.title} if case else {},
        "team": found.members,
        "amounts": amounts(found),
        "ground": GROUNDS[found.ground],
        "summary": found.facts,
        "findings": found.findings,
        "proposal": "建议移送公安机关。",
        "decision": "不移送" if one.record.state == "declined" else "移送",
        "reasons": asked.get("grounds") or found.findings,
        "materials": lines(found.evidence_list),
        "goods": lines(found.goods_list),
        "appraisal": found.appraisal,
        "missing": found.missing,
        "police_reasons": found.police_reasons,
        "to_office": _addressee(one),
        "received_by": asked.get("received_by", ""),
        "refused_on": str(one.past.last_of(("refuse", "decide_reconsideration")) or ""),
    }


def amounts(found: Any) -> list[str]:
    """The amounts that are known, each in words."""
    told = [
        f"{words}{yuan(getattr(found, name))}元"
        for name, words in AMOUNTS.items()
        if getattr(found, name) is not None
    ]
    if found.patents:
        told.append(f"涉及专利{found.patents}项")
    return [*told, "二年内因同类行为受过处罚"] if found.repeated else told


def _addressee(one: Situation) -> str:
    """To whom a document goes: the office named in the act, else the police that have the hand-over."""
    named = one.inputs.get(PROCURATORATE) or one.inputs.get(POLICE)
    if named is None:
        keys = [each.body["inputs"][POLICE] for each in one.past.standing if each.kind in ("send", "resend")]
        named = Office.objects.filter(pk=keys[-1]).first() if keys else None
    return stage_on(named, one.occurred_on).name_zh if named else ""
