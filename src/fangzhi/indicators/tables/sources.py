"""What a source's citation says of it: table number (表号), approving number, publisher, scope, standing."""

from __future__ import annotations

import re
from functools import lru_cache

from fangzhi.indicators.tables.printed import SourceKey

PROVINCES, SARS = 31, 3
_NUMBER = re.compile(
    r"专[授受有代]表\s?\d+|(?:表|Table\s?)\s?[\d一二三四五六七八九十]+(?:-\d+)?", re.IGNORECASE
)
_APPROVAL = re.compile(r"[国统制备]{2,6}[函字]?[〔\[(（]\d{4}[〕\])）]\s?\d+号")
_FINAL = re.compile(r"年报|年鉴|yearbook|统计公报|\bNBS\b|国家数据|基礎データ", re.IGNORECASE)
_PARTIAL = re.compile(r"\bPARTIAL\b|部分地区", re.IGNORECASE)
_DOMESTIC = re.compile(r"\bdomestic\b|国内", re.IGNORECASE)
_PUBLISHERS = (
    (re.compile(r"吉林省知识产权"), "吉林省知识产权局"),
    (re.compile(r"\bNBS\b|国家统计局|国家数据"), "国家统计局"),
    (re.compile(r"\bJST\b"), "科学技术振兴机构（日本）"),
    (re.compile(r"\bC?NIPA\b|\bSIPO\b|国家知识产权局", re.IGNORECASE), "国家知识产权局"),
)


@lru_cache(maxsize=1024)
def described(label: str, scope: str, vintage: str, definition: str, final: bool) -> SourceKey:
    """The source of a citation, with what the citation itself says."""
    number, approval = _NUMBER.search(label), _APPROVAL.search(label)
    return SourceKey(
        label=label,
        scope=scope,
        vintage=vintage,
        definition=definition,
        number=number[0] if number else "",
        approval=approval[0] if approval else "",
        publisher=next((name for word, name in _PUBLISHERS if word.search(label)), ""),
        final=final or bool(_FINAL.search(label)),
    )


def scope_of(label: str, regions: set[str]) -> str:
    """The scope that the regions of a source show: provinces31, regions34, domestic, national or partial."""
    codes = {code[:2] for code in regions if code.endswith("0000") and code not in ("000000", "660000")}
    if not codes:
        return "domestic" if _DOMESTIC.search(label) else "national"
    if len(codes) == PROVINCES + SARS:
        return "regions34"
    whole = len(codes) == PROVINCES and not codes & {"71", "81", "82"}
    return "provinces31" if whole else "partial"


def completed(source: SourceKey, fallback: str, regions: set[str]) -> SourceKey:
    """The source with a name (`fallback` where the table has none) and the scope that its regions show."""
    named = source._replace(label=source.label or fallback)
    return named._replace(scope=named.scope or scope_of(named.label, regions))


def is_partial(label: str) -> bool:
    """Whether a citation says that only some of the regions are given."""
    return bool(_PARTIAL.search(label))
