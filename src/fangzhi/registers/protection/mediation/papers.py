"""What the documents of a mediation print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fangzhi.registers.protection.mediation.model import KINDS
from fangzhi.registers.wording import lines, patent

if TYPE_CHECKING:
    from fangzhi.casework.declaration import Situation


def values(one: Situation) -> dict[str, Any]:
    """Every value that a document of the mediation may print."""
    case, asked = one.detail, one.inputs
    parties = [
        {"role": "请求人", "name": case.requester, "address": "—"},
        {"role": "被请求人", "name": case.opponent, "address": case.opponent_address},
    ]
    agreed = one.past.when("agree")
    return {
        "cause": str(dict(KINDS)[case.dispute]),
        "petitioner": case.requester,
        "respondent": case.opponent,
        "addressee": case.opponent if not one.past.has("docket") else "各方当事人",
        "parties": parties,
        "patent": patent(case.patent_number, case.patent_title),
        "answer_days": 15,
        "reasons": asked.get("grounds", ""),
        "mediator": one.record.officer.get_username() if one.record.officer else "本局承办人",
        "meeting": {"time": asked.get("meeting") or one.occurred_on.isoformat(), "place": "本局"},
        "attending": [{"role": party["role"], "name": party["name"]} for party in parties],
        "record": [{"speaker": "记录", "words": asked.get("record", "")}],
        "result": "见笔录",
        "terms": lines(asked.get("agreement", "")),
        "agreement": {
            "number": one.record.number or "",
            "date": str(agreed or ""),
            "effective_on": str(agreed or ""),
        },
        "court": asked.get("court", ""),
        "attachments": ["调解协议书一份", "当事人身份证明各一份"],
    }
