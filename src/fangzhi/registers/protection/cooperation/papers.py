"""What the letters between offices print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fangzhi.registers.wording import lines

if TYPE_CHECKING:
    from fangzhi.casework.declaration import Situation


def values(one: Situation) -> dict[str, Any]:
    """Every value that a letter of the request may print."""
    asked = one.detail
    passed = one.inputs.get("remark") or ""
    return {
        "cause": str(asked.get_kind_display()),
        "to_office": asked.passed_to if one.record.state == "passed_on" else asked.other_office,
        "from_office": asked.other_office,
        "letter": asked.letter or "来函",
        "subject": asked.subject,
        "request": asked.particulars,
        "summary": asked.particulars,
        "remark": passed,
        "outcome": str(asked.get_outcome_display()),
        "reply": asked.answer,
        "reasons": asked.answer,
        "due": asked.answer_by.isoformat() if asked.answer_by else "",
        "files": [{"name": name, "copies": 1} for name in lines(asked.files)],
        "enclosed": lines(asked.enclosed),
        "parties": [],
    }
