"""The words around a number, weighed against the aliases and series of the catalogue."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fangzhi.reader.lexicon import Cue, Lexicon
    from fangzhi.reader.quantities import Quantity

# How much a term counts by where it stands: in the clause left of the number, in the clauses before it up to
# the last number, earlier in the sentence; right of the number up to the next one, after it in the clause.
_WEIGHTS_LEFT = (1.0, 0.55, 0.3, 0.12, 0.08, 0.0)
_WEIGHTS_RIGHT = (0.6, 0.35, 0.2, 1.0, 0.55, 0.0)
_WEIGHTS_ITEM = (0.15, 0.1, 0.2, 1.0, 0.55, 0.0)
_PRIMARY = 0.34
_REACH = 90
_FAMILY = 1.0
_ADJACENT = 1.5
_RIGHT = re.compile(
    r"(?:以上|左右)?(?:的)?(?![和与及同比较增占居位列为均其以等之分并但而是共在由被则]|以及|左右|以上)[一-鿿A-Za-z“‘《]"
)
_FOREIGN = re.compile(
    "案|纠纷|质押|出质|许可|转让|备案|产品|项目|资助|补助|补贴|奖|投保|保险|展|成果|代理|维权|(?<!科研)机构|人才|培训|执法|假冒|侵权"
    "|转化|产业化|实施|交易|资金|经费|导航|预警|盘点|商标|公证|版权|运营|信息|数据|考核|合同|举报|投诉|咨询|预审|诉讼"
)
_SUPPORT = re.compile("给予|获|质押|办理|投保|资助|奖励|产业化|转化|实施|补助|扶持")
_TYPE_RIGHT = re.compile(
    r"(?:的)?(?:有效|授权|国内|国际|职务|高价值){0,2}(?:发明|实用新型|外观设计|专利|PCT)"
)
_TYPE_RANK = {"any": 0, "invention": 1, "utility": 1, "design": 1, "lasting": 2, "high_value": 3, "pct": 4}

Series = tuple[str, str, str]
"""Holder, type and stage of a filing, grant or stock; empty where the text leaves it open."""


class Subject(NamedTuple):
    """What a figure is about, and which rule said so."""

    indicator: str
    rule: str
    also: tuple[str, ...] = ()
    series: Series | None = None
    unit: str | None = None
    stock: bool = False


class Cued(NamedTuple):
    """An indicator found by an alias, with the worth of the words that say so."""

    indicator: str
    worth: float
    alias: str

    @property
    def subject(self) -> Subject:
        """The subject it is."""
        return Subject(self.indicator, "cue/" + self.alias)


class Surroundings(NamedTuple):
    """The text around one number, as offsets into the reading copy."""

    sentence: int
    left: int
    """End of the number before it, or start of the sentence."""
    clause: int
    """Start of the clause the number stands in, not before `left`."""
    start: int
    end: int
    clause_end: int
    """End of the clause the number stands in, not past `right`."""
    outer_end: int
    """End of the clause the number stands in, next numbers included."""
    stop: int
    """End of the sentence."""
    facing_right: bool
    """Whether what is counted follows the number (11家企业) rather than precedes it (企业11家)."""
    item: bool = False
    """Whether it is a further item of a list; what stands before belongs to the last item (、14个试点县)."""


class Facets(NamedTuple):
    """The series words of a stretch of text."""

    holder: str
    type: str
    stages: tuple[str, ...]
    start: int
    end: int
    length: int

    @property
    def stage(self) -> str:
        """The last stage named."""
        return self.stages[-1] if self.stages else ""


_NO_CUES: Mapping[int, list[Cue]] = {}
_NO_FACETS = Facets("", "", (), -1, -1, 0)


def faces_right(text: str, end: int) -> bool:
    """Whether the number that ends here is followed by what it counts."""
    return bool(_RIGHT.match(text, end))


class Words:
    """The terms of the lexicon in one text, to be weighed around its numbers."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        """Scan the reading copy once."""
        self.text = text
        self.lexicon = lexicon
        self._tokens, self._facets = lexicon.find(text)
        self._starts = [token[0] for token in self._tokens]
        self._facet_starts = [token[0] for token in self._facets]

    def facets(self, start: int, end: int) -> Facets:
        """The holder, type and stages named between two offsets; of types the last specific one counts."""
        facets = self.lexicon.facets
        holder = kind = ""
        stages: list[str] = []
        first = last = -1
        holder_length = type_length = stage_length = 0
        ends = {"holder": -1, "type": -1, "stage": -1}
        began, earlier = -1, ""
        begin = bisect_left(self._facet_starts, start)
        for token_start, token_end, term in self._facets[begin : bisect_left(self._facet_starts, end, begin)]:
            slot, value = facets[term]
            if token_end > end or token_end <= ends[slot]:
                continue
            ends[slot] = token_end
            length = token_end - token_start
            if slot == "holder":
                holder = value if holder != "per_10k" else holder
                holder_length = max(holder_length, length)
            elif slot == "type":
                # a longer term that begins with the last one replaces it (发明, 发明创造)
                kind = earlier if token_start == began else kind
                began, earlier = token_start, kind
                kind = value if _TYPE_RANK[value] >= _TYPE_RANK.get(kind, 0) else kind
                type_length = max(type_length, length)
            else:
                stages += [value] if stages[-1:] != [value] else []
                stage_length = length
            first = token_start if first < 0 else first
            last = max(last, token_end)
        if first < 0:
            return _NO_FACETS
        return Facets(holder, kind, tuple(stages), first, last, holder_length + type_length + stage_length)

    def best_cue(
        self, around: Surroundings, unit: str | None, *, right: bool | None = None, family: str = ""
    ) -> Cued | None:
        """The indicator whose alias fits the surroundings best, None when none fits.

        `unit` None accepts aliases of any unit; `family` is how the ids begin that what was said before
        favours.
        """
        weights = _WEIGHTS_LEFT
        if around.facing_right if right is None else right:
            weights = _WEIGHTS_ITEM if around.item else _WEIGHTS_RIGHT
        worth, on_right = self._weigh(around, weights)
        table = self.lexicon.cues.get(unit, _NO_CUES)
        best, best_worth = None, 0.0
        for term in worth:
            for cue in table.get(term, ()):
                total = _total(cue, worth, on_right)
                if family and total and cue.indicator.startswith(family):
                    total += _FAMILY
                if total > best_worth and not any(number in worth for number in cue.forbidden):
                    best, best_worth = cue, total
        return Cued(best.indicator, best_worth, best.name) if best else None

    def _weigh(
        self, around: Surroundings, weights: tuple[float, ...]
    ) -> tuple[dict[int, float], dict[int, float]]:
        near, gap, before, right, outer, after = weights
        low, high = max(around.sentence, around.start - _REACH), min(around.stop, around.end + _REACH)
        worth: dict[int, float] = {}
        on_right: dict[int, float] = {}
        core = self._core_end(around)
        first = bisect_left(self._starts, low)
        last = bisect_left(self._starts, high, first)
        for start, end, term in self._tokens[first:last]:
            if end <= around.start:
                weight = near if start >= around.clause else gap if start >= around.left else before
                # of two words the nearer one counts more, and the one that ends at the number most
                if end >= core and not around.facing_right:
                    weight *= _ADJACENT
                weight += 0.1 * weight * max(0.0, 1.0 - (around.start - end) / 30)
            elif start >= around.end:
                weight = right if end <= around.clause_end else outer if end <= around.outer_end else after
                if not weight:
                    continue
                weight += 0.05 * weight * max(0.0, 1.0 - (start - around.end) / 30)
                if start == around.end and around.facing_right:
                    weight *= _ADJACENT
                if weight > on_right.get(term, 0.0):
                    on_right[term] = weight
            else:
                continue
            if weight > worth.get(term, 0.0):
                worth[term] = weight
        return worth, on_right

    def _core_end(self, around: Surroundings) -> int:
        """Where the words that name what is counted end: before 达到, 共, 数量 and the like."""
        piece = self.text[around.left : around.start]
        return around.left + len(piece.rstrip("达到为共计约近超过逾有数量总额了的：:，"))

    def foreign(self, start: int, end: int) -> bool:
        """Whether the words between belong to something other than a filing, grant or stock of patents."""
        return bool(_FOREIGN.search(self.text, start, end))

    def series_indicator(self, series: Series) -> str | None:
        """The indicator of a series, or None when the catalogue has none."""
        holder, kind, stage = series
        return self.lexicon.series.get((holder, "" if kind == "any" else kind, stage))

    def joint(self, facets: Facets, series: Series) -> tuple[str, ...]:
        """The further indicators when the text names several stages together (申请、授权均居第四)."""
        if len(facets.stages) < 2:
            return ()
        others = (
            self.series_indicator((series[0], series[1], stage))
            for stage in facets.stages
            if stage != series[2]
        )
        return tuple(found for found in others if found)


def _total(cue: Cue, worth: dict[int, float], on_right: dict[int, float]) -> float:
    """What an alias is worth where its terms stand; 0 when one is missing or none is close to the number."""
    total = most = 0.0
    least = 1.0
    for number, length, must_right in cue.terms:
        weight = (on_right if must_right else worth).get(number)
        if weight is None:
            return 0.0
        total += length * weight
        least = min(least, weight)
        most = max(most, weight)
    return total + cue.bonus * least if most >= _PRIMARY else 0.0


def counted_right(quantity: Quantity, words: Words, around: Surroundings) -> bool:
    """Whether patents are counted right of the number (拥有10件有效发明专利), not what is done with them."""
    return bool(
        quantity.unit in {"件", "项", None}
        and _TYPE_RIGHT.match(words.text, around.end)
        and not _SUPPORT.search(words.text, around.end, around.outer_end)
    )
