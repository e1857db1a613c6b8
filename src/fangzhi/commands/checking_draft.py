"""`check`: every figure of a draft beside what is kept."""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

from fangzhi.commands import STDIN, WrongUse, catalogue, context, readable, say, speaks_chinese
from fangzhi.commands.printing import print_table
from fangzhi.opening import open_home

if TYPE_CHECKING:
    from fangzhi.chapter.checking.draft import Draft

_SHOWN = ("verdict", "start", "quote", "region", "indicator", "measure", "expected", "source", "reason")


def check(name: str, year: int, region: str | None, form: str) -> int:
    """Print every figure of a draft with its verdict; 1 when one differs that nobody keeps, else 0.

    Raises `WrongUse` for a draft that cannot be used.
    """
    context(region, None, year, None)
    draft = _opened(name, year, region)
    open_home()
    from django.utils import translation

    from fangzhi.chapter.checking import comparing, remarks

    with translation.override("zh-hans" if speaks_chinese() else "en"):
        if refusal := remarks.refusal(draft, year):
            raise WrongUse(refusal)
        checked = comparing.check(draft, year, region)
        _answer([comparing.mark_json(mark) for mark in checked.marks], form)
        for sentence in remarks.remarks(checked):
            say(sentence)
    return 1 if comparing.differing(checked.marks) else 0


def _opened(name: str, year: int, region: str | None) -> Draft:
    from fangzhi.chapter.checking.draft import Reading, open_draft, read_draft
    from fangzhi.reader.documents import MAX_BYTES, UnreadableDocument, document_bytes

    try:
        content = sys.stdin.buffer.read(MAX_BYTES + 1) if name == STDIN else document_bytes(name)
        known = Reading(year, region, catalogue())
        return read_draft(open_draft(readable(name).rpartition("/")[2], content), known)
    except UnreadableDocument as error:
        raise WrongUse(readable(error.message_zh if speaks_chinese() else error.message_en)) from None


def _answer(figures: list[dict[str, Any]], form: str) -> None:
    if form == "json":
        json.dump({"figures": figures}, sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
        return
    print_table(_SHOWN, [figure | {"expected": _rounded(figure["expected"])} for figure in figures])
    counts = Counter(figure["verdict"] for figure in figures)
    if counts:
        say(", ".join(f"{verdict} {count}" for verdict, count in counts.most_common()))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
