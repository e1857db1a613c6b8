"""What the documents of a case of passing-off print, and what its acts keep."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from fangzhi.casework.declaration import Standing
from fangzhi.casework.fields import yuan
from fangzhi.casework.masking import Known
from fangzhi.casework.publishing import persons_among
from fangzhi.registers.protection.passing_off import guards
from fangzhi.registers.protection.passing_off.model import PassingOffCase
from fangzhi.registers.protection.timing import due_of, running
from fangzhi.registers.wording import lines

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from fangzhi.casework.declaration import Situation

FEN = 100
CONDUCT = {
    "unpatented": "在未被授予专利权的产品或者其包装上标注专利标识",
    "lapsed": "专利权终止或者被宣告无效后继续标注专利标识",
    "number": "未经许可标注他人的专利号",
    "selling": "销售假冒专利的产品",
    "papers": "在说明书等材料中将未被授予专利权的技术或者设计称为专利，或者将专利申请称为专利",
    "forged": "伪造或者变造专利证书、专利文件或者专利申请文件",
    "other": "其他使公众混淆的行为",
}
DISPOSALS = {
    "returned": "退还当事人",
    "seized": "依法查封、扣押",
    "kept": "复制、拍照后作为证据保存",
    "appraised": "送交检验、鉴定",
    "forwarded": "移送有管辖权的机关",
}


def values(one: Situation) -> dict[str, Any]:
    """Every value that a document of the case may print."""
    case, asked = one.detail, one.inputs
    return {
        "cause": "假冒专利",
        "addressee": case.party,
        "parties": [
            {
                "role": "当事人",
                "name": case.party,
                "address": case.party_address,
                "representative": "",
                "agent": "",
            }
        ],
        "obligor": {"name": case.party, "address": case.party_address or "—"},
        "channel": str(case.get_source_display()),
        "subject": case.goods,
        "mark": case.mark,
        "mark_status": case.mark_status,
        "conduct": CONDUCT.get(case.conduct, ""),
        "summary": case.facts,
        "facts": case.facts,
        "findings": asked.get("found", ""),
        "place": asked.get("inspected_place") or case.seen_at,
        "present": asked.get("present", ""),
        "team": [line for line, _number in guards.licences(asked.get("officers", ""))],
        "goods": lines(case.goods_list),
        "materials": lines(case.evidence),
        "amounts": amounts(case),
        "orders": _orders(case, asked),
        "reasons": asked.get("grounds", ""),
        "proposal": asked.get("proposal") or "建议立案。",
        "decision": DISPOSALS.get(asked.get("disposal", ""), ""),
        "due": _due(one),
        "preserved_until": str(due_of("evid.registered", one.occurred_on, one) or ""),
        "seized_until": str(due_of("seizure", one.occurred_on, one) or ""),
        "hearing_right": _hearing_right(one),
        "statement": one.past.inputs_of("state").get("statement", ""),
        "opinion": asked.get("opinion", ""),
        "reviewer": asked.get("reviewer", ""),
        "to_office": asked.get("to_office", ""),
        "files": [{"name": "案件材料", "copies": 1}],
        "court": asked.get("court", ""),
        "manner": "缴纳尚未缴纳的款项，履行决定",
        "owed": yuan(max(case.owed_fen - (case.paid_fen or 0), 0)),
        "attachments": ["行政处罚决定书副本一份", "送达回证副本一份", "催告书副本一份"],
        "original": _original(one),
        "demand": _demand(one),
    } | _hearing(one)


def known(case: Any) -> Known:
    """Persons, addresses and companies that the case names: what of a decision is hidden and what stays."""
    beside = re.split(r"[，,、；;\s]+", " ".join((case.reporter, case.reporter_contact, case.party_contact)))
    people = persons_among((case.party, *beside))
    is_person = case.party_kind == "person"
    if is_person and case.party not in people:
        people = (case.party, *people)
    return Known(
        people,
        (case.party_address,) if is_person and case.party_address else (),
        () if is_person else (case.party,),
    )


def amounts(case: Any) -> list[str]:
    """The amounts that are known, each in words."""
    told = [f"数量和单价：{case.quantity}"] if case.quantity else []
    for name, words in (("turnover_fen", "非法经营数额"), ("gains_fen", "违法所得")):
        if getattr(case, name) is not None:
            told.append(f"{words}{yuan(getattr(case, name))}元")
    return told


def _orders(case: Any, asked: Any) -> list[str]:
    """The points of a decision: confiscation and fine with their amounts, then the other orders."""
    fine = asked.get("fine_fen", case.fine_fen)
    confiscated = asked.get("confiscated_fen", case.confiscated_fen)
    told = [f"没收违法所得{yuan(confiscated)}元"] if confiscated else []
    told += [f"罚款{yuan(fine)}元"] if fine else []
    told += [line.rstrip("。；;，,. ") for line in lines(asked.get("orders", case.orders))]
    return [*(f"{one}；" for one in told[:-1]), *(f"{one}。" for one in told[-1:])]


def kept(one: Situation) -> dict[str, Any]:
    """What an act leaves empty stays as it was."""
    return {
        name: one.inputs.get(name) or getattr(one.detail, name)
        for name in ("mark_status", "evidence")
        if name in one.inputs
    }


def paid(one: Situation) -> dict[str, Any]:
    """Payments add up."""
    return {"paid_fen": (one.detail.paid_fen or 0) + one.inputs["amount_fen"]}


def after_remedy(one: Situation) -> dict[str, Any]:
    """What a decision asks for after its remedy: nothing when it was revoked, else as changed or as it was."""
    named = ("fine_fen", "confiscated_fen")
    if one.inputs["outcome"] == "revoked":
        return dict.fromkeys(named, 0)
    changed = one.inputs if one.inputs["outcome"] == "changed" else {}
    return {name: getattr(one.detail, name) if changed.get(name) is None else changed[name] for name in named}


def fined(offices: Sequence[int], _day: date) -> list[Standing]:
    """Penalties of each office and what they ask for in yuan, as the records stand: one query."""
    rows = PassingOffCase.objects.filter(record__office__in=list(offices), record__result="penalized")
    asked = Coalesce(F("fine_fen"), Value(0)) + Coalesce(F("confiscated_fen"), Value(0))
    found = rows.values("record__office").annotate(n=Count("pk"), asked=Sum(asked), paid=Sum("paid_fen"))
    by_office: dict[int, Any] = {row["record__office"]: row for row in found}
    told = []
    for office in offices:
        row = by_office.get(office, {})
        told.append(Standing(_("Penalties"), office, row.get("n") or 0))
        told.append(Standing(_("Fines and confiscations (yuan)"), office, (row.get("asked") or 0) // FEN))
        told.append(Standing(_("Paid of it (yuan)"), office, (row.get("paid") or 0) // FEN))
    return told


def _due(one: Situation) -> str:
    """The date that a document names: the day asked for, else the end of the period that runs."""
    asked = one.inputs.get("reply_by") or one.inputs.get("pay_by")
    if asked:
        return str(asked)
    clocks = running(one, *guards.DOCKET, "penalty.pay")
    return str(clocks[0].due_on or "") if clocks else ""


def _hearing_right(one: Situation) -> str:
    if not guards.hearing_clock(one):
        return ""
    return "你（单位）有权要求听证，要求听证的，应当自收到本告知书之日起五个工作日内提出。"


def _hearing(one: Situation) -> dict[str, Any]:
    told = {**one.past.inputs_of("summon"), **one.inputs}
    if not told.get("hearing_on"):
        return {}
    return {
        "hearing": {
            "time": str(told["hearing_on"]),
            "place": told.get("hearing_place", ""),
            "form": "公开举行",
        },
        "chair": told.get("chair", ""),
    }


def _original(one: Situation) -> dict[str, str]:
    """The decision that a later document speaks of."""
    decided = one.past.when("penalize")
    return {
        "name": "行政处罚决定书",
        "number": _number_of(one, "passing-off-decision"),
        "date": str(decided or ""),
        "served_on": str(one.past.when("serve_decision") or ""),
    }


def _demand(one: Situation) -> dict[str, str]:
    demanded = str(one.past.when("demand") or "")
    return {"number": _number_of(one, "passing-off-demand"), "date": demanded, "served_on": demanded}


def _number_of(one: Situation, template: str) -> str:
    """The number of the last document of a kind."""
    for event in reversed(one.past.standing):
        for paper in event.body.get("papers", ()):
            if paper["template"] == template:
                return str(paper["number"])
    return ""
