"""The reading copy: the text as the rules want it, with the way back to the stored text.

Full-width digits and letters, traditional characters and the many dashes and brackets are folded one to one;
blanks set between Chinese characters and digits, pinyin noise, marks of notes and line breaks inside a
sentence are left out.
Offsets of the copy are led back to the stored text, so that every quote stays verbatim.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from fangzhi.gazetteer import province_names

_FOLDED = {
    "％": "%", "﹪": "%", "．": ".", "（": "(", "）": ")", "﹙": "(", "﹚": ")", "：": ":", "；": ";",
    "！": "!", "？": "?", "「": "“", "」": "”", "『": "‘", "』": "’",
    "－": "-", "–": "-", "—": "-", "―": "-", "−": "-",
    "～": "~", "〜": "~", "／": "/", "＊": "*", "﹣": "-", "‐": "-", "‑": "-", "＋": "+",
    "〖": "《", "〗": "》",
    "﹑": "、", "､": "、", "｡": "。", "［": "〔", "］": "〕", "[": "〔", "]": "〕", "\t": " ", "\u3000": " ",
    "\u00a0": " ", "\u2002": " ", "\u2003": " ", "\u2009": " ", "\r": " ", "〇": "零",
}  # fmt: skip
_COMMA = re.compile(r",(?!\d{3}(?!\d))|(?<!\d),")
_WIDE_THOUSANDS = re.compile(r"(?<=[０-９])，(?=[０-９]{3}(?![０-９]))")
_MISREAD = re.compile(r"(?<=\d)[lI|](?=[\d%万亿件个])|(?<=\.)[lI|](?=[\d%])|(?<![A-Za-z])[lI|](?=\.\d)")
_ZERO = re.compile(r"(?<=\d)[Oo](?=\d)")
_CENSORED = re.compile(r"(?<=[国省市区县州界列居])\*(?=[一二三])")
_LEFT_OUT = re.compile(
    r"(?<![!-~]) +|(?<=[A-Za-z])(?<!\b[A-Za-z]) +(?![!-~])|(?<=[!-~]) +(?![!-~])|[\u200b-\u200f\ufeff\u00ad]+"
    r"|(?<=\d) +(?=%)|(?:(?<=(?<!\d)\d)|(?<=(?<!\d)\d\d)|(?<=(?<!\d)\d{3})) (?=\d{3}[万亿件元家个项人])"
    r"|〔\^\w{1,8}〕(?!:)|(?<=[\u4e00-\u9fff%])(?:(?:〔\d{1,4}〕)+(?! *[\d第])|[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,4})"
    r"|(?<=[\u4e00-\u9fff])\([a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜ]{1,6}\)"
    r"|(?<=[\u4e00-\u9fff0-9,，、〕])\n(?=[\u4e00-\u9fff0-9])"
)
NOTE = r"〔\^\w{1,8}〕:|〔\d{1,4}〕(?!第| *\d{1,5}号)"
"""How a note at the end of a text begins; 〔2013〕12号 is the number of a document."""
_NO_PROSE = re.compile(rf"[#*|]|{NOTE}")
_LONG_LINE = 24
_LIST_MARK = re.compile(r"[一二三四五六七八九十]{1,3}[、.]|\d{1,2}(?:[、)]|\.(?!\d))|[(第]")


class ReadingCopy(NamedTuple):
    """The folded text and, where anything was left out, where its stretches begin in both texts."""

    text: str
    starts: list[int]
    shifts: list[int]

    def origin(self, position: int) -> int:
        """The offset in the stored text of a character of the copy."""
        if not self.starts:
            return position
        return position + self.shifts[bisect_right(self.starts, position) - 1]


@cache
def _table() -> dict[int, str]:
    old, new = files("fangzhi.reader").joinpath("data/traditional.txt").read_text(encoding="utf-8").split()
    table = dict(zip(map(ord, old), new, strict=True))
    table.update({ord(key): value for key, value in _FOLDED.items()})
    table.update({code: chr(code - 0xFEE0) for code in range(0xFF10, 0xFF5B) if chr(code).isalnum()})
    return table


def fold(text: str) -> str:
    """The text with every character folded one to one: same length, same offsets."""
    # a full-width comma between full-width digits sets thousands apart (１，８５０万元)
    text = _WIDE_THOUSANDS.sub(",", text)
    folded = text if text.isascii() else text.translate(_table())
    if "," in folded:
        folded = _COMMA.sub("，", folded)
    folded = _ZERO.sub("0", _MISREAD.sub("1", folded))
    return _CENSORED.sub("第", folded) if "*" in folded else folded


def reading_copy(text: str) -> ReadingCopy:
    """Fold the text and leave out what stands between the characters of a sentence."""
    folded = fold(text)
    pieces: list[str] = []
    starts: list[int] = []
    shifts: list[int] = []
    length = last = 0
    for gap in _LEFT_OUT.finditer(folded):
        if gap[0] == "\n" and not _breaks_inside(folded, gap.start()):
            continue
        _add(pieces, starts, shifts, folded[last : gap.start()], length, last)
        length += gap.start() - last
        last = gap.end()
    if not last:
        return ReadingCopy(folded, [], [])
    _add(pieces, starts, shifts, folded[last:], length, last)
    return ReadingCopy("".join(pieces), starts, shifts)


def _add(
    pieces: list[str], starts: list[int], shifts: list[int], piece: str, length: int, origin: int
) -> None:
    pieces.append(piece)
    starts.append(length)
    shifts.append(origin - length)


def _breaks_inside(folded: str, position: int) -> bool:
    """Whether a line break is layout only: it ends a long line of prose and opens no heading or list item."""
    begin = folded.rfind("\n", 0, position) + 1
    if position - begin < _LONG_LINE or _NO_PROSE.match(folded, begin):
        return False
    following = folded[position + 1 : position + 1 + _LONG_LINE].partition("\n")[0]
    return following.strip() not in province_names() and not _LIST_MARK.match(following)
