"""Whose figure it is: the place, organisation or group a sentence speaks of when it is not the whole region.

A place counts when it stands where a subject stands (at the head of a clause, after 其中 or 我市); one that
only says where something happened (在梧州举行) or is one of a list (芜湖、合肥两市) does not.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from ahocorasick_rs import AhoCorasick, Implementation

from fangzhi.gazetteer import place_names, province_names
from fangzhi.gazetteer.names import short_name

_WHOLE = re.compile(
    r"全省|全区|我省|全自治区|我区|全疆|全兵团|全国|全市|我市|全县|我县|本市|本省|各市|各地|该[市县区省州]|该(?:公司|企业|集团|校|园区|高校)"
)
_KIND_OF_WHOLE = {"全区": "own", "我区": "own"} | dict.fromkeys(
    ("全市", "我市", "全县", "我县", "本市"), "city"
)
_RANKED = re.compile(
    r"(?:各[市省]|系统|范围)?(?:排名|位次|位居|名列|排|第|前|首|平均|的?最|榜|领先|均值|总[数量]的|同)"
)
_COMPARED = re.compile("(?:是|比|较|为|高出|高于|低于|超过|优于|达到)$")
_FIELD = re.compile(r"\d[\d.]*%|\d+个(?:副省级|地级|设区|城市|省|市|州|盟|区县|县)")
_BEFORE = re.compile(
    r"(?:^|[，;。:、(]|其中[，:]?有?|我[省市区]的?|全[省市区]的?|[省市区](?=.)|截至.{0,8}[底末日]|年|月|季度|[状情]况|分布|目前|以来"
    r"|显示|了解|获悉|介绍|统计|[中来]|为|由)$"
)
_NOT_SUBJECT = re.compile(
    r"[、]|第[\d一二三四五六七八九十]|首位|前[\d一二三四五六七八九十列]|榜首|领先|之首|之一|排名|平均|[和及与](?!.{0,4}共)|等"
    r"|举[行办]|召开|设立|启动|[市县区](?:[、和及与]|等)|两[市县区]|[一二三四五六七八九十]+个?[市县区]"
)
_ACTS = re.compile(
    "[，,]|凭借|依靠|利用|将|积极|深入|大力|成功|不断|加大|通过|获|被|入选|共|有|实现|推进|开展|坚持|以|聚|新增|组织|围绕|全面|建立|认真"
    "|高度|强化|着力|持续|始终|虽|现|去年|今年|累计|建成|专利(?:申请|授权)|发明专利|增速|增幅|申请|授权|有效|在|先后"
    "|充分|拥有|知识产权局|成为|继续|从|累计|全年|\\d"
)
# A name found by its ending is looked for only where one of these characters stands.
_ENDING = re.compile("[司团学院所关庭心区园城群圈带师]")
_AREA = re.compile(
    r"(?P<name>第[一二三四五六七八九十]{1,3}师(?:[一-鿿]{2,4}市)?|[一-鿿]{0,10}?(?:高新技术产业开发区|经济技术开发区"
    r"|高新区|经开区|开发区|示范区|自贸区|自由贸易试验区|保税区|新区|工业园区|产业园区|科技园区|高科技园区|核心园|软件园|创业园|工业园|科技城|科学城"
    r"|产业园|城市群|经济圈|都市圈|经济带|三角地区|三角洲地区|地区|片区|自创区))"
)
_ORGANISATION = re.compile(
    r"(?P<name>[一-鿿A-Za-z()·]{2,24}?(?:有限责任公司|股份有限公司|有限公司|集团公司|公司|集团(?!\)|公司|股份|有限)|大学"
    r"|学院|研究院|研究所|科学院|海关(?!总署)|法院|法庭|快速维权中心|保护中心|中学|医院))"
)
_COMMON = re.compile(
    r"(?:各级|中级|高级|基层|最高)?(?:人民)?法院|知识产权法[院庭]|[该本各某两三等]?公司|[该本各某两三等]?集团"
    r"|[各所等]?大学|知识产权保护中心|.{0,6}维权中心|中小学|重点大学|省级法院"
)
_NOT_IN_NAME = re.compile(
    r"[，;:、和与及在从对向赴到将被等占]|(?<!美)的|(?<!自)由|(?<!华)为|其中|全[省市区]|我[省市区]|年|月|[底末日](?=.)|目前|共有?"
    r"|拥有|新增|以及|建设"
)
_MULTI = re.compile(
    r"(?:长三角|珠三角|泛珠三角|京津冀|环渤海|中部六省|中部地区|西部地区|东部地区|东北地区|东北三省|西部十二省|长江经济带"
    r"|长江三角洲|粤港澳大湾区"
    r"|(?:华东|华南|华北|西南|西北)(?!大学|工业|农林|师范|政法|民族|电力|设计|交通|石油|院))"
    r"(?:地区|区域|三省一市|城市群)?"
)
# Areas beyond one city that lie within one province.
_WITHIN_PROVINCE = {"珠三角": "440000"}
_GROUP = re.compile(
    r"(?P<name>(?:[一二三四五六七八九十]{1,3}大)?[一-鿿]{0,12}?(?:产业|行业|工业|领域)|"
    r"(?:高新技术|规模以上工业|规上工业|规模以上|规上|科技型中小|中小微|中小|小微|民营|国有|外资|上市|中央)企业)$"
)
_IN_LIST = re.compile(r"[和及与][一-鿿]{2,5}(?:[市县区州两]|等)|等|[两二三四五六七八九十]+个?[市县区州]")
_ORIGIN_RIGHT = re.compile(r"(?:为|由|来自|出自)")

Named = tuple[int, int, str]
"""Start, end and kind of a name: `place`, `list`, `multi` (several provinces), `region:CODE` (a province)
or `place:CODE` (a place of that province, when the text is of no region)."""


class Places:
    """The names of one region's places, found in the reading copy."""

    def __init__(self, text: str, region: str | None, year: int | None) -> None:
        """Prepare for a text about `region` (None: any) in `year`."""
        self.text = text
        self.region = region
        self._names, self._automaton = _automaton(region, year)

    def own(self, start: int, end: int) -> list[tuple[int, int, str]]:
        """Places of the region between two offsets as (start, end, name): the longest at each start."""
        found: dict[int, tuple[int, str]] = {}
        piece = self.text[start:end]
        for number, left, right in self._automaton.find_matches_as_indexes(piece, overlapping=True):
            if left not in found or right > found[left][0]:
                found[left] = right, self._names[number]
        return [(start + left, start + right, name) for left, (right, name) in sorted(found.items())]

    def subject(self, start: int, end: int, sentence: int) -> tuple[str, int, int] | None:
        """The last subject named between two offsets, with its span.

        It is `whole` (全省), `own` (全区), `city` (全市), `that` (该县), or the kind of a name.

        `sentence` is where the sentence begins: what stands before decides whether a name heads its clause.
        """
        best: tuple[str, int, int] | None = None
        for match in _WHOLE.finditer(self.text, start, end):
            if not self._is_field(match.start(), match.end(), end):
                kind = "that" if match[0][0] == "该" else _KIND_OF_WHOLE.get(match[0], "whole")
                best = (kind, match.start(), match.end())
        for left, right, kind in self._named(start, end, sentence):
            if best is None or left >= best[1]:
                best = (kind, left, right)
        return best

    def _is_field(self, start: int, end: int, number: int) -> bool:
        """Whether a whole is named only as the field of a rank, a share or an average."""
        if self.text.startswith(("占", "居", "列"), start - 1) or _RANKED.match(self.text, end):
            return True
        if _COMPARED.search(self.text, max(0, start - 3), start):
            return True
        return end == number and bool(_FIELD.match(self.text, number))

    def _named(self, start: int, end: int, sentence: int) -> list[Named]:
        found = self._by_ending(start, end, sentence) if _ENDING.search(self.text, start, end) else []
        spans = list(found)
        for left, right, name in self.own(start, end):
            if not any(first <= left < last for first, last, _ in spans):
                kind = self._kind(left, right, name, start)
                if kind == "list" or (kind and self._speaks(left, right, end, sentence)):
                    spans.append((left, right, kind))
        for match in _MULTI.finditer(self.text, start, end):
            left, right = match.span()
            covered = any(first <= left < last for first, last, _ in spans)
            if not covered and self._speaks(left, right, end, sentence):
                spans.append((left, right, "multi"))
        return sorted(span for span in spans if span[2])

    def _by_ending(self, start: int, end: int, sentence: int) -> list[Named]:
        """Firms, schools, courts, zones, known by how they end; of no kind where nothing is said of them."""
        spans: list[Named] = []
        for pattern in (_ORGANISATION, _AREA):
            for match in pattern.finditer(self.text, start, end):
                left, right = self._head(match.start(), match.end()), match.end()
                if left is not None:
                    kind = "multi" if _MULTI.fullmatch(self.text, left, right) else "place"
                    spans.append((left, right, kind if self._speaks(left, right, end, sentence) else ""))
        return spans

    def _kind(self, left: int, right: int, name: str, start: int) -> str:
        """What a name of the gazetteer is here; empty when it says nothing (the region's own short name)."""
        if name.startswith("place:"):
            return "list" if self._listed(left, right, start) else name
        if name.startswith("region:"):
            short_own = name == f"region:{self.region}" and self.text[right - 1] not in "省区市团"
            return "" if short_own else name
        return "list" if self._listed(left, right, start) else "place"

    def _head(self, left: int, right: int) -> int | None:
        """Where a name found by its ending begins: after the last word that cannot be part of it."""
        for match in _NOT_IN_NAME.finditer(self.text, left, right):
            left = match.end()
        name = self.text[left:right]
        return left if len(name) >= 3 and not _COMMON.fullmatch(name) else None

    def _speaks(self, left: int, right: int, end: int, sentence: int) -> bool:
        """Whether the figure at `end` is said of a name: it heads its clause, or a clause that acts."""
        text = self.text
        if not self._heads(left, sentence) or _NOT_SUBJECT.match(text, right):
            return False
        return text.find("，", right, end) < 0 or bool(_ACTS.match(text, right))

    def _heads(self, left: int, sentence: int) -> bool:
        before = self.text[max(sentence, left - 12) : left]
        return not before or bool(_BEFORE.search(before)) or before.endswith(_province_endings())

    def _listed(self, left: int, right: int, start: int) -> bool:
        text = self.text
        return (
            text[right : right + 1] == "、"
            or (left - 1 > start and text[left - 1] == "、")
            or bool(_IN_LIST.match(text, right))
        )

    def listed(self, start: int, end: int) -> list[tuple[int, int]]:
        """The places or firms named in a row that ends the stretch or heads its last clause; else nothing."""
        cut = self._clause_start(start, end - 1)
        names = self._row(cut, end)
        return names if names or cut <= start else self._row(self._clause_start(start, cut - 1), cut - 1)

    def _clause_start(self, start: int, end: int) -> int:
        return max(start, *(self.text.rfind(sign, start, max(start, end)) + 1 for sign in "，;:。"))

    def _row(self, start: int, end: int) -> list[tuple[int, int]]:
        """The names that make up a stretch, one between every two joiners; nothing when one is no name."""
        names: list[tuple[int, int]] = []
        within = [(left, right) for left, right, _ in self.own(start, end)]
        begin = start
        for position in range(start, end + 1):
            joins = position < end and self.text[position] in "、和与及"
            if position < end and (not joins or any(left <= position < right for left, right in within)):
                continue
            name = self._name_at(begin, position)
            if name is None:
                return names if len(names) > 1 and position == end else []
            names.append(name)
            begin = position + 1
        return names if len(names) > 1 else []

    def _name_at(self, start: int, end: int) -> tuple[int, int] | None:
        """The place or organisation that begins here."""
        for pattern in (_ORGANISATION, _AREA):
            match = pattern.match(self.text, start, end)
            if match:
                return match.span("name")
        for left, right, name in self.own(start, min(end, start + 12)):
            if left == start and not name.startswith("region:"):
                return left, right
        return None

    def group(self, start: int, end: int) -> tuple[int, int] | None:
        """The named sub-population that ends where a series begins (规模以上工业企业|专利申请), as a span."""
        match = _GROUP.search(self.text, max(start, end - 20), end)
        if not match or self.text.startswith(("大学", "学院"), end):
            return None
        cut = max(self.text.rfind(sign, match.start(), match.end()) for sign in "，;:、省区市县的有为")
        begin = max(match.start(), cut + 1)
        return (begin, match.end()) if match.end() - begin >= 3 else None

    def origin_right(self, end: int) -> tuple[int, int] | None:
        """A place named right after the number as its owner (2万余件为武汉贡献)."""
        match = _ORIGIN_RIGHT.match(self.text, end)
        if not match:
            return None
        for left, right, name in self.own(match.end(), min(len(self.text), match.end() + 12)):
            if left == match.end() and not name.startswith("region:"):
                return left, right
        return None


@cache
def _province_endings() -> tuple[str, ...]:
    return tuple(province_names())


@lru_cache(maxsize=64)
def _automaton(region: str | None, year: int | None) -> tuple[list[str], AhoCorasick]:
    """Names of the region's places and of all provinces; a province's name is kept as `region:CODE`."""
    names: dict[str, str] = {}
    if region is None:
        names.update(_of_one_province(year))
    prefix = "65" if region == "660000" else (region or "00")[:2]
    for name, codes in place_names(year).items() if prefix != "00" else ():
        if not any(code.startswith(prefix) for code in codes):
            continue
        if name.endswith("自治州"):
            short = short_name(name) + "州"
            names[short] = short
        if _plain(name, codes):
            names[name] = name
    names.update({name: f"region:{code}" for name, code in province_names().items()})
    terms = list(names)
    return [names[term] for term in terms], AhoCorasick(terms, implementation=Implementation.ContiguousNFA)


def province_of_area(name: str) -> str | None:
    """The province in which a named area (珠三角) lies, None when it spans several."""
    return _WITHIN_PROVINCE.get(name.removesuffix("地区"))


def _of_one_province(year: int | None) -> dict[str, str]:
    """Full names of places all of whose bearers lie in one province, as `place:CODE` of that province."""
    return {
        name: f"place:{codes[0][:2]}0000"
        for name, codes in place_names(year).items()
        if len(name) > 2 and name[-1] in "市县区州盟旗" and len({code[:2] for code in codes}) == 1
    }


def _plain(name: str, codes: tuple[str, ...]) -> bool:
    """Whether a name may stand for the place by itself: full names, and short names of cities."""
    return name[-1] in "市县区州盟旗" or any(code.endswith("00") for code in codes) or len(name) > 2
