"""Words that the documents of several registers use."""

from __future__ import annotations

from fangzhi.patents.numbers import parse

KINDS = {"invention": "发明专利", "utility_model": "实用新型专利", "design": "外观设计专利"}


def lines(text: str) -> list[str]:
    """The lines of a text that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def patent(number: str, title: str) -> dict[str, str]:
    """A patent as documents name it."""
    return {"number": number, "title": title, "type": KINDS[parse(number).type]}
