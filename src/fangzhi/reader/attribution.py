"""From numbers to figures: each quantity of a sentence gets its subject, measure, place, period and qualifier.

Within a sentence a figure is read from what stands around its number; what is left unsaid (其中发明564件, 授权511件,
同比增长5.4%) is carried on from the figures before it, and 分别 deals numbers out in order.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from fangzhi.reader.lexicon import Lexicon
from fangzhi.reader.measures import is_bar, measure_of, qualifier_of, signed, status_of
from fangzhi.reader.normal import ReadingCopy
from fangzhi.reader.observation import Measure, Observation, Qualifier, Status
from fangzhi.reader.places import Places
from fangzhi.reader.periods import year_span
from fangzhi.reader.quantities import DateMark, Quantity
from fangzhi.reader.subjects import Facets, Series, Subject, Surroundings, Words, counted_right, faces_right
from fangzhi.reader.timeline import Moment, Timeline, earlier, flow_period, stock_period

_CLAUSE = re.compile(r"[，;。!?！？\n]")
_CLAUSE_RIGHT = re.compile(r"[，;。!?！？\n]|\((?![^()]{1,6}\))")
_LIST_JOINER = re.compile(r"(?:[、,，和与及]|以及)(?:约|近|超过?)?(?:同比)?(?:增长|下降|上升|提高|减少|增加|降低)?(?:约|近|超过?)?")
_BARE_MOVE = re.compile(r"(?:净)?(?:增加|减少|增长|下降|提高|多|少)了?")
_AREAS = frozenset({"admin_divisions", "areas_above_threshold"})
_GOAL_TAIL = re.compile(r"(?:的)?[^，。;、]{0,6}(?:目标|水平|台阶|大关|平均)")
_AVERAGE_TAIL = re.compile(r"的?(?:全[省市区国])?平均")
_WHOLE_AREA = re.compile(r"[^，;。、]{0,6}(?:市|县|区|州|盟|旗|城市|\))中")
_JOINT_AREAS = re.compile(r"[一-鿿]+[、和与及][一-鿿、和与及]*$")
_ROW_HOLDERS = frozenset({"university", "institute", "gov_org"})
_FIRMS = re.compile(r"(?:以上|及以上)?的?[^，。;]{0,6}企业")
_ELIDING = re.compile(r"(?:[、,，和与及]|以及)(?:约|近|超过?)?|[、，][一-鿿]{1,8}[市县区州盟旗团师]")
_ITEM = frozenset("、和及与，")
_JOINER = re.compile(r"[、,，和与及]|以及|(?:和|与|及|、)?(?:约|近|超过?)")
_RESPECTIVELY = re.compile(r"分别|依次")
_OF_WHICH = re.compile(r"其中|包括|含")
_MARK_STOCK = re.compile(
    r"达到|共有|现有|已有|拥有(?!.{0,8}的)|总数|累计|总量|共达|尚有|建有|目前|共计|保有|总计|已达|增至|增加到|发展到|上升到|提升到|扩大到|现已"
)
_MARK_NEW = re.compile(r"新增|获评|入选|新认定|新培育|年内|全年|当年|本年度")
_FILLER = re.compile(
    r"(?:[，、;:（()]|其中|达到?|共计?|合计|总计|为|约|近|超过?|突破|首次|已经?|增长?[到至]|提高[到至]|上升[到至]|发展到|增加[到至]|由|从|仅|有|又|并|再|也|的|了|共有|多达|高达"
    r"|大关|台阶|关口|跨上|迈上|累计|总数|(?:19|20)\d\d年(?:底|末)?|去年|今年|上年|同期|底|末|我[省市区县]|全[省市区县]|去年同期|猛|增"
    r"|涉及|总?数量?|总量|实现|完成|较.{0,12}|比.{0,12}|跃升至|最终|全年|平均|以上|左右|件数|分别|均|和|与|及|以)*"
)
_ALSO = re.compile(r"均|双双|都|两项|分别均|同时")
_OWN_RATE = re.compile(r"(增幅|增速|涨幅|增长率|增长速度|增长幅度)|(占比|比重|比例|占有率)")
_NATIONAL = re.compile(r"全国|国内")
_NATION_SUBJECT = re.compile(r"全国(?:平均|人均|总量|总数|水平)")
_AVERAGE = re.compile(r"(全国|全[省市区]|国家)[^，;。]{0,6}(?:平均|均值)(?:水平|数|值)?[^，;。]{0,4}$")
_AREA_NOUN = re.compile(r"(?:地级|设区的?|县级|副省级|省辖|地州|直辖|主要)?(?:市|县|区(?!域|块)|州|盟|旗|城市|省|(?:经济|高新)?(?:技术)?开发区)")
_AREA_WHOLE = re.compile(r"(?:全[省市区国]|所辖|下辖|辖|涵盖|覆盖|全部|所有|[省市区]共?)(?:的|所有|共有?|全部)?$")
_FILES_OVER = re.compile(r"申请[^，;。]{0,8}(?:超过?|突破|逾|过|不少于)$")
_COMPARES = re.compile("比|较|同期")
_SINCE_PLAN = re.compile(r"与.{0,4}五.{0,3}[末期]相比")
_FROM = re.compile(r"(?:由|从)(?:[^，;。0-9]{0,12}的)?$")
_FROM_TO = re.compile(r"^[^，;。]{0,14}(?:到|至|为)(?:的|了)?(?:约|近|超过?)?\d")
_WITHIN = re.compile(r"([一二两三四五六七八九十]|\d)年(?:内|间|来)")
_STREAK_OF = re.compile(r"倍增|增长|增速|增幅")
_TARGET_WORD = re.compile(r"目标|规划|计划|力争|争取")
_VERSION = "@1"


class _Told(NamedTuple):
    """A figure already attributed in this sentence."""

    subject: Subject
    measure: Measure
    inner: bool
    """Told after 其中."""
    approx: bool
    falls: bool
    threshold: bool
    moment: Moment | None
    quantity: Quantity


class Attribution:
    """Reads the figures of one stretch of text after another."""

    def __init__(self, stored: str, copy: ReadingCopy, words: Words, timeline: Timeline, place: str | None, home: str | None) -> None:
        """`place` is whose report the text is when it is not the region's own; `home` the region of the text."""
        self._stored = stored
        self._copy = copy
        self._text = copy.text
        self._words = words
        self._lexicon: Lexicon = words.lexicon
        self._time = timeline
        self._home_place = place
        self._region = home
        self._found: list[Observation] = []

    def stretch(self, region: str | None, places: Places) -> None:
        """Enter a new section or caption about a region."""
        self._region = region
        self._places = places
        self._last: Subject | None = None

    def sentence(self, start: int, stop: int, tokens: list[Quantity | DateMark]) -> list[Observation]:
        """The figures of one sentence."""
        self._found = []
        self._start, self._stop = start, stop
        self._told: list[_Told] = []
        self._lefts: list[int] = []
        self._names: list[tuple[int, int]] = []
        self._dealt = 0
        self._joint = False
        self._bracketed: list[tuple[Subject | None, int]] = []
        self._outer: int | None = None
        self._place: tuple[int, int] | str | None = self._home_place
        self._figure_region = self._region
        self._marked = False
        self._seen = start
        self._head: Series | None = None
        self._inner = False
        self._run: list[Subject] = []
        self._run_at = 0
        self._subject: Subject | None = self._last
        quantities = [token for token in tokens if isinstance(token, Quantity)]
        units = _elided_units(self._text, quantities)
        left, count = start, 0
        for token in tokens:
            if isinstance(token, DateMark):
                self._brackets(token.start)
                self._time.meet(token)
                continue
            unit = units[count]
            right = quantities[count + 1].start if count + 1 < len(quantities) else stop
            self._rest = quantities[count:]
            count += 1
            self._brackets(token.start)
            self._figure(token, unit, left, right)
            left = token.end
        self._last = self._subject if self._told else self._last
        return self._found

    def _brackets(self, upto: int) -> None:
        """Follow brackets: what is said inside them does not become what the sentence is about."""
        for position in range(self._seen, upto):
            sign = self._text[position]
            if sign == "(":
                self._bracketed.append((self._subject, self._told[-1].quantity.end if self._told else self._start))
                self._time.opened()
            elif sign == ")" and self._bracketed:
                self._subject, self._outer = self._bracketed.pop()
                self._time.closed()
        self._seen = max(self._seen, upto)

    # -- one figure ------------------------------------------------------------------------------------------

    def _figure(self, quantity: Quantity, unit: str | None, left: int, right: int) -> None:
        text = self._text
        around = self._around(quantity, left, right)
        gap, tail = text[left : quantity.start], text[quantity.end : right]
        if unit is None and quantity.printed == "" and not quantity.vague and not _has_multiplier(text, quantity):
            return
        quantity = quantity._replace(unit=unit)
        self._follow_place(around)
        measure, falls = measure_of(quantity, gap, tail)
        if quantity.unit == "%" and gap.strip(")") == "" and self._outer is not None:
            measure, falls = measure_of(quantity, text[self._outer : quantity.start], tail)
        if measure == "growth_rate" and self._told and self._told[-1].measure == "avg_growth_rate" and not _COMPARES.search(gap):
            measure = "avg_growth_rate"
        if self._run and _LIST_JOINER.fullmatch(gap) and self._told and self._told[-1].quantity.unit == unit:
            own = measure == self._told[-1].measure and gap.strip("、，和与及")
            measure, falls = self._told[-1].measure, falls if own else self._told[-1].falls
        elif measure == "level" and _BARE_MOVE.fullmatch(gap) and _COMPARES.search(text, max(self._start, left - 24), left):
            measure, falls = "change_abs", gap.startswith(("减", "下", "少", "降"))
        subject = self._respectively(quantity, around, gap, measure)
        if subject is None:
            if measure == "level":
                subject = self._level(quantity, around, gap)
            else:
                subject = self._derived(quantity, around, gap, measure)
        self._keep(quantity, around, gap, tail, measure, falls, subject)

    def _around(self, quantity: Quantity, left: int, right: int) -> Surroundings:
        text = self._text
        if left == quantity.start and self._lefts:
            left = self._lefts[-1]
        self._lefts.append(left)
        clause = max(text.rfind("，", left, quantity.start), text.rfind(";", left, quantity.start)) + 1
        ending = _CLAUSE_RIGHT.search(text, quantity.end, self._stop)
        outer = ending.start() if ending else self._stop
        return Surroundings(
            self._start,
            left,
            max(clause, left),
            quantity.start,
            quantity.end,
            right,
            min(outer, right),
            outer,
            self._stop,
            faces_right(text, quantity.end),
            left > self._start and text[quantity.start - 1 : quantity.start] in _ITEM,
        )

    # -- whose figure it is ----------------------------------------------------------------------------------

    def _follow_place(self, around: Surroundings) -> None:
        if self._joint and (";" in self._text[around.left : around.start] or "均" in self._text[around.left : around.start]):
            self._place, self._joint = self._home_place, False
        named = self._places.subject(around.left, around.start, self._start)
        if named is None:
            self._follow_group(around)
            return
        kind, start, end = named
        if kind == "whole" or (kind == "own" and not (self._home_place or "").endswith("区")):
            self._place, self._figure_region = None, self._region
            if self._text.startswith("全国", start) and _NATION_SUBJECT.match(self._text, start):
                self._figure_region = "000000"
        elif kind in {"city", "list"} or (kind == "own" and self._home_place and self._home_place.endswith("区")):
            self._place, self._figure_region = self._home_place, self._region
        elif kind == "multi":
            self._place = (start, end)
            inside = self._text[start : start + 3] == "珠三角" and self._region == "440000"
            self._figure_region = self._region if inside else "000000"
        elif kind == "place":
            self._place, self._figure_region = (start, end), self._region
        else:
            code = kind.removeprefix("region:")
            self._figure_region = code
            self._place = self._home_place if code == self._region and self._is_city(start, end) else None

    def _follow_group(self, around: Surroundings) -> None:
        """The group just counted, when a share of it follows at once (99家高新技术企业83.8%的专利)."""
        last = self._told[-1].quantity if self._told else None
        if last and self._rest[0].unit == "%" and last.end == around.left and last.unit in {"家", "所", "个"} and self._text.startswith("的", around.end):
            noun = self._text[around.left : around.start]
            if 2 <= len(noun) <= 14 and not _CLAUSE.search(noun) and "的" not in noun and "、" not in noun:
                self._place = (around.left, around.start)

    def _is_city(self, start: int, end: int) -> bool:
        return False

    def _place_text(self, place: tuple[int, int] | str | None) -> str | None:
        if place is None or isinstance(place, str):
            return place
        return self._stored[self._copy.origin(place[0]) : self._copy.origin(place[1])].rstrip()

    # -- what it is about ------------------------------------------------------------------------------------

    def _respectively(self, quantity: Quantity, around: Surroundings, gap: str, measure: Measure) -> Subject | None:
        """The subject dealt out to this number when the text deals them out in order (分别为2358件和1331件)."""
        if self._run:
            if _LIST_JOINER.fullmatch(gap) and self._run_at < len(self._run):
                self._run_at += 1
                self._take_name()
                return self._run[self._run_at - 1]
            self._run = []
        length = self._listed_numbers()
        said = _last(_RESPECTIVELY, gap)
        if length < 2 or (said is None and (measure == "level" or length != self._dealt)):
            return None
        self._names = []
        end = around.left + said if said is not None else around.start
        self._run = self._deal(quantity, around, gap, measure, end, length)
        if not self._run:
            return None
        self._dealt = length if measure == "level" else self._dealt
        self._run_at = 1
        self._take_name()
        return self._run[0]

    def _listed_numbers(self) -> int:
        """How many numbers follow one another with nothing but 、 or 和 between them, this one included."""
        length = 1
        for first, second in zip(self._rest, self._rest[1:], strict=False):
            if first.unit != second.unit and first.unit is not None:
                break
            if not _LIST_JOINER.fullmatch(self._text, first.end, second.start):
                break
            length += 1
        return length

    def _take_name(self) -> None:
        if self._names:
            self._place, self._figure_region = self._names[self._run_at - 1], self._region

    def _deal(self, quantity: Quantity, around: Surroundings, gap: str, measure: Measure, end: int, length: int) -> list[Subject]:
        """What each number of the list is about; empty when it cannot be told."""
        names = self._places.listed(around.left, end)
        if len(names) == length:
            subject = self._level(quantity, around, gap) if measure == "level" else self._derived(quantity, around, gap, measure)
            self._names = names
            return [subject] * length
        told = [one.subject for one in self._told if one.measure == "level" and one.subject.indicator not in _AREAS]
        if measure != "level":
            if len(told) >= length:
                return [subject._replace(rule="respective") for subject in told[-length:]]
            if len(self._time.listed) == length:
                return [self._derived(quantity, around, gap, measure)] * length
            return self._listed_subjects(around, end, length, None)
        subjects = self._listed_subjects(around, end, length, quantity)
        if not subjects and len(told) >= length and _FILLER.fullmatch(gap):
            return [subject._replace(rule="respective") for subject in told[-length:]]
        return subjects

    def _listed_subjects(self, around: Surroundings, end: int, length: int, quantity: Quantity | None) -> list[Subject]:
        """The subjects listed before 分别, as many as there are numbers; empty when they cannot be told apart."""
        begin = max(around.left, self._text.rfind(";", around.left, end) + 1)
        cut = self._text.rfind("，", begin, end - 1)
        parts = _split(self._text, max(begin, cut + 1), end)
        if len(parts) < length and cut >= begin:
            parts = _split(self._text, begin, end)
        if len(parts) < length:
            return []
        parts = parts[-length:]
        series = self._series_before(parts[0][0])
        named = self._words.facets(parts[0][0], end)
        series = (series[0], series[1] if not named.type else "", named.stage or series[2])
        subjects: list[Subject] = []
        for start, stop in parts:
            facets = self._words.facets(start, stop)
            if facets.start >= 0 and not self._words.foreign(start, stop):
                series = (facets.holder or series[0], facets.type or series[1], facets.stage or series[2])
                indicator = self._words.series_indicator(series)
                if indicator:
                    subjects.append(Subject(indicator, "respective", series=series))
                    continue
            inner = around._replace(left=start, clause=start, start=stop, end=around.start, facing_right=False)
            cue = self._words.best_cue(inner, quantity.unit if quantity else None)
            if cue is None:
                return []
            subjects.append(Subject(cue[0], "respective"))
        return subjects

    def _series_before(self, position: int) -> Series:
        """The series spoken of earlier in the sentence, or else in the figure before it."""
        words = self._words.facets(self._start, position)
        last = next((one.subject.series for one in reversed(self._told) if one.subject.series), None)
        if last:
            return last
        if words.stage or words.type:
            return words.holder, words.type, words.stage
        return self._subject.series if self._subject and self._subject.series else ("", "", "")

    def _of_series(self, indicator: str, series: Series, rule: str, also: tuple[str, ...] = ()) -> Subject:
        return Subject(indicator, rule, also, series)

    def _level(self, quantity: Quantity, around: Surroundings, gap: str) -> Subject:
        area = self._area(quantity, around)
        if self._bar_ahead(quantity, around) or self._over_bar(quantity, around):
            return Subject("high_volume_applicants", "bar")
        cue = self._words.best_cue(around, quantity.unit, family=self._family())
        series, worth = self._series(quantity, around, gap)
        if around.facing_right and series and series.series and series.rule.startswith("series/") and not counted_right(quantity, self._words, around):
            worth *= 0.6
        if area and (cue is None or cue[1] < 4.0 or self._lexicon.indicators[cue[0]].unit not in {"个", "家"}):
            return area
        if cue and cue[1] >= worth and (worth or not self._carries(quantity, around, cue[1])):
            return Subject(cue[0], "cue/" + cue[2])
        if series:
            return series
        if cue and cue[1] >= 2.0:
            return Subject(cue[0], "cue/" + cue[2])
        carried = self._carried(quantity, gap)
        if carried and (cue is None or cue[1] < 2.0):
            return carried
        if cue is None and _FILLER.fullmatch(gap):
            cue = self._words.best_cue(around._replace(left=self._start, clause=self._start), quantity.unit, family=self._family())
        if cue:
            return Subject(cue[0], "cue/" + cue[2])
        return Subject("other_quantity", "unclaimed")

    def _family(self) -> str:
        """The beginning of the id spoken of last: an amount beside a count is most likely of the same business."""
        last = self._told[-1].subject.indicator if self._told else ""
        first = last.partition("_")[0]
        return "" if first in {"ip", "patent", "other", ""} else first + "_"

    def _bar_ahead(self, quantity: Quantity, around: Surroundings) -> bool:
        """Firms picked out by how much they file (11家企业年申请专利超千件)."""
        if quantity.unit != "家" or len(self._rest) < 2 or self._rest[1].start > around.outer_end:
            return False
        return bool(_FILES_OVER.search(self._text, around.end, self._rest[1].start))

    def _over_bar(self, quantity: Quantity, around: Surroundings) -> bool:
        """Firms counted after the bar they passed (年申请超百件的企业有97家)."""
        last = self._told[-1] if self._told else None
        return bool(
            quantity.unit in {"家", "个"}
            and last
            and last.threshold
            and last.subject.indicator.endswith("applications")
            and self._text.find("，", last.quantity.end, around.start) < 0
            and not _AREA_NOUN.match(self._text, around.end)
        )

    def _carries(self, quantity: Quantity, around: Surroundings, worth: float) -> bool:
        return worth < 1.0

    def _carried(self, quantity: Quantity, gap: str) -> Subject | None:
        """What was spoken of before, when nothing new is named (首次突破12万件，达到129820件)."""
        same = self._same_kind(quantity)
        subject = same or self._subject
        if subject is None or not self._told:
            return None
        goes_on = _FILLER.fullmatch(gap) or self._filler_after_place(gap) or _AVERAGE.search(gap.rstrip("(为是"))
        if not goes_on and not (same and _GOAL_TAIL.match(self._text, quantity.end)):
            return None
        if subject.indicator != "other_quantity" and not self._lexicon.accepts(subject.indicator, quantity.unit):
            return None
        return subject._replace(rule="carried")

    def _filler_after_place(self, gap: str) -> bool:
        """Whether all that stands between a place named anew and its number says nothing of a subject (大武口区以346件)."""
        place = self._place
        if not isinstance(place, tuple) or self._text.find(gap, place[0] - len(gap), place[1] + len(gap)) < 0:
            return False
        end = self._rest[0].start
        return end - len(gap) <= place[0] and bool(_FILLER.fullmatch(self._text, place[1], end))

    def _series(self, quantity: Quantity, around: Surroundings, gap: str) -> tuple[Subject | None, float]:
        """The filing, grant or stock that the words before the number name, with the worth of those words."""
        if quantity.unit not in {"件", "项", "个", None}:
            return None, 0.0
        start, facets = self._nearest_facets(around)
        if facets.start < 0 and self._per_10k(around.clause, around.start) and (self._subject is None or self._subject.series or not self._told):
            return Subject("inventions_per_10k", "series/per_10k.in_force", series=("per_10k", "", "in_force")), 4.0
        if facets.start < 0 and counted_right(quantity, self._words, around):
            return self._series_right(around)
        if facets.start < 0 or self._words.foreign(facets.start, around.start):
            return None, 0.0
        if facets.holder and not facets.type and not facets.stage:
            named = isinstance(self._place, tuple) and around.left <= self._place[0]
            in_row = facets.holder in _ROW_HOLDERS and bool(self._subject and self._subject.series)
            if not named and not in_row:
                return None, 0.0
        series = self._complete(facets, around, start)
        indicator = self._words.series_indicator(series)
        if indicator is None:
            if series[0] and series[2]:
                return Subject("other_quantity", "series/" + ".".join(filter(None, series)), series=series), float(facets.length)
            return None, 0.0
        self._group_place(facets)
        also = self._words.joint(facets, series) if _ALSO.search(gap) else ()
        return self._of_series(indicator, series, "series/" + ".".join(filter(None, series)), also), float(facets.length)

    def _group_place(self, facets: Facets) -> None:
        left = self._told[-1].quantity.end if self._told else self._start
        group = self._places.group(left, facets.start) or self._places.group(left, facets.end)
        if group and group[1] > facets.start - 1:
            self._place = group

    def _nearest_facets(self, around: Surroundings) -> tuple[int, Facets]:
        """The series words of the nearest clause before the number that has any, not past the number before."""
        end = around.start
        while True:
            start = max(around.left, self._text.rfind("，", around.left, max(around.left, end - 1)) + 1, self._text.rfind(";", around.left, max(around.left, end - 1)) + 1)
            facets = self._words.facets(start, around.start)
            if facets.start >= 0 or start <= around.left:
                return start, facets
            end = start

    def _series_right(self, around: Surroundings) -> tuple[Subject | None, float]:
        ahead = self._words.facets(around.end, around.clause_end)
        behind = self._words.facets(around.clause, around.start)
        stage = ahead.stage or behind.stage
        series = (ahead.holder or behind.holder, ahead.type, stage)
        indicator = self._words.series_indicator(series) if stage else None
        if indicator is None:
            return None, 0.0
        return self._of_series(indicator, series, "series/" + ".".join(filter(None, series))), float(ahead.length)

    def _complete(self, facets: Facets, around: Surroundings, start: int) -> Series:
        """The series with what the clause leaves unsaid taken from the sentence before it."""
        holder, kind, stage = facets.holder, facets.type, facets.stage
        inner = bool(_OF_WHICH.search(self._text, around.left, around.start)) or (self._inner and not facets.stage)
        last = next((one.subject.series for one in reversed(self._told) if one.subject.series), None)
        head = last if inner or not stage else (self._head or last)
        before = self._words.facets(self._start, start) if not head and self._start < start else None
        if not stage:
            stage = head[2] if head else before.stage if before else ""
            if not stage and self._subject and self._subject.series and (inner or not self._told or (holder and not kind)):
                stage = self._subject.series[2]
        if not kind:
            kind = head[1] if head else before.type if before else ""
        if not holder:
            holder = self._carried_holder(head, around, start, inner)
        if "每万人" in self._text[start : around.start] or self._per_10k(start, around.start):
            holder = "per_10k"
            stage = "in_force"
            kind = kind if kind in {"high_value", "invention"} else ""
        return holder, kind, stage

    def _per_10k(self, start: int, end: int) -> bool:
        return bool(re.compile("万人(?!次)|每1万人|每一万人").search(self._text, start, end))

    def _carried_holder(self, head: Series | None, around: Surroundings, start: int, inner: bool) -> str:
        if head and head[0] and head[0] != "per_10k" and not re.compile("全[省市区]|我[省市]").search(self._text, around.left, around.start):
            return head[0]
        if not self._told or inner or head is None:
            earlier_words = self._words.facets(self._start, start)
            if earlier_words.holder in {"university", "institute"}:
                return earlier_words.holder
        return ""

    def _area(self, quantity: Quantity, around: Surroundings) -> Subject | None:
        """Areas counted by what the sentence says of them, or as the size of a whole (全省11个市)."""
        text = self._text
        counted = quantity.printed[:1] in tuple("市县区州盟旗镇省") if quantity.printed else False
        if not counted and not (quantity.unit == "个" and _AREA_NOUN.match(text, quantity.end)):
            return None
        among = _WHOLE_AREA.match(text, quantity.end) and text[quantity.start - 1 : quantity.start] != "的"
        whole = _AREA_WHOLE.search(text[around.left : around.start]) or among or "副省级" in text[quantity.end : quantity.end + 4]
        last = self._told[-1].subject.indicator if self._told else ""
        in_row = last == "admin_divisions" and text[around.start - 1] in _ITEM
        if whole or in_row or quantity.value >= 200:
            return Subject("admin_divisions", "area/whole", stock=True)
        return Subject("areas_above_threshold", "area/picked")

    def _joint_place(self, around: Surroundings, subject: Subject) -> None:
        """Areas named and counted together own what the sentence goes on to say (沈阳、大连两市质押金额合计…)."""
        if subject.rule != "area/picked":
            return
        names = self._places.listed(around.left, around.start)
        if names:
            self._place, self._joint = (names[0][0], names[-1][1]), True

    def _derived(self, quantity: Quantity, around: Surroundings, gap: str, measure: Measure) -> Subject:
        """What a growth, share, rank or run is about: named beside it, or the figure before it."""
        words = self._words
        if measure == "share" and faces_right(self._text, quantity.end) and self._text.startswith("的", quantity.end):
            cue = words.best_cue(around, "%", right=True) or words.best_cue(around, None, right=True)
            if cue:
                return Subject(cue[0], "cue/" + cue[2])
        stop = around.start
        if measure == "share":
            at = self._text.rfind("占", around.left, around.start)
            stop = at if at >= 0 else stop
        begin = around.left
        if measure in {"growth_rate", "change_abs", "change_points"} or measure == "relative_diff":
            begin = around.left
        if measure == "share":
            rate = words.best_cue(around._replace(sentence=around.left), "%", right=False)
            if rate and rate[1] >= 4.0:
                return Subject(rate[0], "cue/" + rate[2])
        named = self._named_in(quantity, around._replace(start=stop), measure)
        if named:
            return named
        before = self._same_unit(quantity) if measure == "change_abs" and quantity.unit != "位" else self._subject
        if before:
            return self._several(gap, before._replace(rule="carried"))
        cue = words.best_cue(around, None)
        return Subject(cue[0], "cue/" + cue[2]) if cue else Subject("other_quantity", "unclaimed")

    def _same_kind(self, quantity: Quantity) -> Subject | None:
        """The last figure told in this sentence that was counted, or could be, in the unit of this one."""
        for one in reversed(self._told):
            indicator = one.subject.indicator
            if indicator in _AREAS:
                continue
            if one.quantity.unit == quantity.unit or (one.measure != "level" and self._lexicon.accepts(indicator, quantity.unit)):
                return one.subject
        return None

    def _same_unit(self, quantity: Quantity) -> Subject | None:
        same = [one.subject for one in self._told if one.quantity.unit == quantity.unit and one.measure == "level"]
        return same[-1] if same else self._subject

    def _named_in(self, quantity: Quantity, around: Surroundings, measure: Measure) -> Subject | None:
        """The indicator named between the last number and this one, before the word that measures."""
        words = self._words
        start, facets = self._nearest_facets(around)
        unit = {"rank": "位", "share": "%", "ordinal_streak": quantity.unit}.get(measure)
        cue = words.best_cue(around._replace(sentence=around.left, clause_end=around.end, outer_end=around.end, stop=around.end), unit, right=False) if unit else None
        if cue is None and measure == "ordinal_streak":
            cue = words.best_cue(around._replace(sentence=around.left), unit) or None
        loose = words.best_cue(around._replace(sentence=around.left, clause_end=around.end, outer_end=around.end, stop=around.end), None, right=False)
        if loose and (cue is None or loose[1] > cue[1] + 2) and loose[1] >= 3.0:
            cue = loose
        if facets.start >= 0 and (facets.stage or facets.type) and not words.foreign(facets.start, around.start):
            series = self._complete(facets, around, start)
            first = facets.stages[0] if len(facets.stages) > 1 else series[2]
            series = (series[0], series[1], first)
            indicator = words.series_indicator(series)
            if indicator and (cue is None or cue[1] < facets.length + 1):
                return self._of_series(indicator, series, "series/" + ".".join(filter(None, series)), words.joint(facets, series))
        return Subject(cue[0], "cue/" + cue[2]) if cue and cue[1] >= 1.5 else None

    def _several(self, gap: str, subject: Subject) -> Subject:
        """The last subjects together when the text says 均 or 双双."""
        if not _ALSO.search(gap):
            return subject
        level = [one.subject for one in self._told if one.measure == "level"]
        names = list(dict.fromkeys(one.indicator for one in level[-2:]))
        if len(names) < 2:
            return subject
        return level[-2]._replace(rule="carried", also=(names[1],))

    # -- the whole figure ------------------------------------------------------------------------------------

    def _keep(
        self, quantity: Quantity, around: Surroundings, gap: str, tail: str, measure: Measure, falls: bool, subject: Subject
    ) -> None:
        qualifier = qualifier_of(quantity, gap, tail)
        if qualifier == "exact" and self._told and self._told[-1].approx and _JOINER.fullmatch(gap) and measure == "rank":
            qualifier = "approx"
        status = self._status(quantity, around, gap, tail, qualifier)
        indicator, subject = self._barred(subject, status, around)
        kind = self._lexicon.indicators[indicator].kind
        cumulative = "累计" in gap
        running = cumulative or bool(_SINCE_PLAN.search(self._text, self._start, around.start))
        moment = self._moment(quantity, around, gap, tail)
        stock = self._is_stock(kind, subject, measure, gap, tail, around)
        subject = subject._replace(stock=stock)
        place, region = self._whose(quantity, around, gap, measure)
        figure_unit = self._unit(quantity, indicator, measure)
        self._found.append(
            Observation(
                *self._quote(quantity),
                value=signed(quantity.value, falls),
                value_high=quantity.high,
                unit=figure_unit,
                qualifier=qualifier,
                resolution=quantity.step,
                indicator=indicator,
                also=subject.also,
                measure=measure,
                base_of=self._base(measure, subject, indicator, gap, tail, region, around),
                region=region,
                place=place,
                period=self._period(moment, stock, running, status),
                cumulative=cumulative,
                status=status,
                rule=subject.rule + _VERSION,
                note=self._noun(around) if indicator == "other_quantity" else None,
            )
        )
        self._remember(subject, measure, qualifier, moment, quantity, around, falls, status)
        self._joint_place(around, subject)

    def _remember(self, subject: Subject, measure: Measure, qualifier: Qualifier, moment: Moment | None, quantity: Quantity, around: Surroundings, falls: bool, status: Status) -> None:
        if measure == "level" and _OF_WHICH.search(self._text, around.left, around.start):
            self._inner = True
        if ";" in self._text[around.left : around.start]:
            self._inner = bool(_OF_WHICH.search(self._text, around.left, around.start))
        if measure == "level" and subject.series and not self._inner:
            self._head = subject.series
        self._told.append(_Told(subject, measure, self._inner, qualifier == "approx", falls, status == "threshold", moment, quantity))
        if subject.rule != "unclaimed" and (subject.indicator not in _AREAS or self._subject is None):
            self._subject = subject

    def _quote(self, quantity: Quantity) -> tuple[str, int, int]:
        start = self._copy.origin(quantity.start)
        end = self._copy.origin(quantity.end - 1) + 1
        return self._stored[start:end], start, end

    def _status(self, quantity: Quantity, around: Surroundings, gap: str, tail: str, qualifier: Qualifier) -> Status:
        if is_bar(gap, tail, qualifier) or self._bar(around, qualifier):
            return "threshold"
        status = status_of(gap, tail, qualifier)
        if status == "actual" and self._time.ahead():
            return "target"
        return status

    def _bar(self, around: Surroundings, qualifier: Qualifier) -> bool:
        """A number that areas or firms counted before it in the sentence were held against (五个市…均在百件以上)."""
        if qualifier != "at_least" or not self._told:
            return False
        last = self._told[-1]
        counted = last.subject.indicator in {"areas_above_threshold", "high_volume_applicants"}
        return counted and self._text.find("，", last.quantity.end, around.start) < 0

    def _barred(self, subject: Subject, status: Status, around: Surroundings) -> tuple[str, Subject]:
        if status == "threshold" and subject.indicator == "patent_applications" and _FIRMS.match(self._text, around.end):
            subject = subject._replace(indicator="enterprise_patent_applications")
        return subject.indicator, subject

    def _unit(self, quantity: Quantity, indicator: str, measure: Measure) -> str | None:
        unit = self._lexicon.indicators[indicator].unit
        if unit == "件/万人" and quantity.unit in {"件", None, "项", "个"}:
            return unit
        if quantity.unit == "件" and "每亿元" in self._text[max(self._start, quantity.start - 24) : quantity.start]:
            return "件/亿元"
        if quantity.unit is None and measure == "level":
            return unit
        return quantity.unit

    def _whose(self, quantity: Quantity, around: Surroundings, gap: str, measure: Measure) -> tuple[str | None, str | None]:
        origin = self._places.origin_right(quantity.end)
        if origin:
            return self._place_text(origin), self._region
        if measure == "level":
            average = _AVERAGE.search(gap.rstrip("(为是")) or _AVERAGE_TAIL.match(self._text, quantity.end)
            if average and not average.groups():
                return None, "000000" if "全国" in gap[-6:] else self._region
            if average:
                return None, "000000" if average[1] in {"全国", "国家"} else self._region
        if self._text.startswith("副省级", quantity.end):
            return None, "000000"
        return self._place_text(self._place), self._figure_region

    def _moment(self, quantity: Quantity, around: Surroundings, gap: str, tail: str) -> Moment | None:
        if self._time.once:
            once, self._time.once = self._time.once, None
            return once
        moment = self._time.report()
        if moment and "全年" in gap and moment.span.flow() != str(moment.span.until):
            moment = moment._replace(span=year_span(moment.span.until), cut=False)
        if self._run and len(self._time.listed) == len(self._run) and len(self._run) > 1:
            return Moment(self._time.listed[self._run_at - 1], False, True)
        if moment and _FROM.search(gap) and _FROM_TO.match(self._text[quantity.end : quantity.end + 24]):
            within = _WITHIN.search(gap)
            years = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
            back = (years.get(within[1]) or int(within[1])) if within else 1
            return earlier(moment, back)
        return moment

    def _is_stock(self, kind: str, subject: Subject, measure: Measure, gap: str, tail: str, around: Surroundings) -> bool:
        if kind == "stock":
            return True
        if kind == "flow":
            return False
        if measure != "level" and self._told and self._told[-1].subject.indicator == subject.indicator:
            return self._told[-1].subject.stock
        piece = self._text[around.clause : around.start] + (tail[:2] if around.facing_right else "")
        if _MARK_NEW.search(piece) or (re.compile("年内|全年|当年").search(gap)):
            self._marked = False
            return False
        if _MARK_STOCK.search(piece) or self._time.cut_here:
            self._marked = True
        elif ";" in gap:
            self._marked = False
        return self._marked

    def _period(self, moment: Moment | None, stock: bool, cumulative: bool, status: Status) -> str | None:
        if moment is None:
            return None
        if stock or (status == "target" and moment.cut):
            return stock_period(moment)
        return flow_period(moment, cumulative)

    def _base(
        self, measure: Measure, subject: Subject, indicator: str, gap: str, tail: str, region: str | None, around: Surroundings
    ) -> str | None:
        if measure == "level":
            return None
        if measure == "share":
            return self._whole(indicator, gap, tail, around)
        suffix = ""
        own = _OWN_RATE.search(gap) if measure in {"rank", "ordinal_streak", "change_abs"} else None
        if own:
            suffix = ":growth_rate" if own[1] else ":share"
        elif measure == "ordinal_streak" and _STREAK_OF.search(tail):
            suffix = ":growth_rate"
        if measure in {"relative_diff", "change_points"}:
            average = re.compile("(全国|全[省市区])[^，;。]{0,8}平均").search(gap)
            if average:
                suffix += "@000000" if average[1] == "全国" else f"@{region}"
        return indicator + suffix

    def _whole(self, indicator: str, gap: str, tail: str, around: Surroundings) -> str | None:
        """The whole that a share is of, when the text names it."""
        at = gap.rfind("占")
        nation = "@000000" if at >= 0 and _NATIONAL.search(gap, at) else ""
        if at >= 0:
            facets = self._words.facets(around.left + at, around.start)
            if facets.start >= 0 and (facets.stage or facets.type):
                series = self._complete(facets, around, around.left + at)
                whole = self._words.series_indicator(("", series[1], series[2]))
                if whole:
                    return whole + nation
            inner = around._replace(sentence=around.left + at, left=around.left + at, clause=around.left + at, stop=around.end, outer_end=around.end, clause_end=around.end)
            cue = self._words.best_cue(inner, None, right=False)
            if cue:
                return cue[0] + nation
            if nation:
                return indicator + nation
            series_of = self._lexicon.facets_of.get(indicator)
            if series_of and series_of[2]:
                return self._words.series_indicator(("", "", series_of[2]))
            return None
        if indicator.endswith("_closed"):
            return indicator.removesuffix("_closed")
        if self._text.startswith("的", around.end):
            return indicator
        return None

    def _noun(self, around: Surroundings) -> str | None:
        """The noun phrase of a quantity that no indicator claims."""
        text = self._text
        if around.facing_right:
            phrase = text[around.end : min(around.clause_end, around.end + 16)]
        else:
            phrase = text[max(around.clause, around.start - 16) : around.start]
        return phrase.strip("的，、;:。()为达到共计约近超过有 ") or None


def _split(text: str, start: int, end: int) -> list[tuple[int, int]]:
    parts: list[tuple[int, int]] = []
    begin = start
    for match in re.compile(r"[、和及与]|以及").finditer(text, start, end):
        parts.append((begin, match.start()))
        begin = match.end()
    parts.append((begin, end))
    return [(a, b) for a, b in parts if b > a]


def _last(pattern: re.Pattern[str], text: str) -> int | None:
    """Where the last match begins."""
    found = None
    for match in pattern.finditer(text):
        found = match.start()
    return found


def _has_multiplier(text: str, quantity: Quantity) -> bool:
    return text[quantity.end - 1] in "万亿千百余多" and quantity.value >= Decimal(100)


def _elided_units(text: str, quantities: list[Quantity]) -> list[str | None]:
    """The unit of each quantity; where it is elided in a list (312、45、6件) that of the next one."""
    units = [quantity.unit for quantity in quantities]
    for index in range(len(quantities) - 2, -1, -1):
        first, second = quantities[index], quantities[index + 1]
        if units[index] is None and first.form == second.form == "arabic" and _ELIDING.fullmatch(text, first.end, second.start):
            units[index] = units[index + 1]
    return units
