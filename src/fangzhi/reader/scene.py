"""One sentence while it is read: what has been told so far, of whom, and what may be carried on."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from fangzhi.reader.subjects import Subject, Surroundings, faces_right

if TYPE_CHECKING:
    from fangzhi.reader.normal import ReadingCopy
    from fangzhi.reader.observation import Measure
    from fangzhi.reader.places import Places
    from fangzhi.reader.quantities import Quantity
    from fangzhi.reader.subjects import Series, Words
    from fangzhi.reader.timeline import Timeline

AREAS = frozenset({"admin_divisions", "areas_above_threshold"})
JOINER = re.compile(r"[、,，和与及]|以及|(?:和|与|及|、)?(?:约|近|超过?)")
ALSO = re.compile(r"(?<!平)均|双双|都|两项|分别均|同时")
OF_WHICH = re.compile(r"其中|包括|含")
FILLER = re.compile(
    r"(?:[，、;:（()]|其中|达到?|共计?|合计|总计|为|约|近|超过?|突破|首次|已经?|增长?[到至]|提高[到至]|上升[到至]|发展到"
    r"|增加[到至]|由|从|仅|有|又|并|再|也|的|了|共有|多达|高达|而|则|却|还|都|从地区看|分地区看|该指标|这一指标|该项指标|获奖|大关|台阶|关口|跨上|迈上|增加了|增长了|提高了|单月|单日|历史性|一举|这一数字|与.{0,8}相比|计划|力争|预计|有望"
    r"|累计|总数|(?:19|20)\d\d年(?:底|末)?|去年|今年|上年|同期|底|末|我[省市区县]|全[省市区县]|猛|增|涉及|总?数量?|总量"
    r"|实现|完成|较.{0,12}|比.{0,12}|跃升至|最终|全年|平均|以上|左右|件数|分别|均|和|与|及|以)*"
)
_CLAUSE_RIGHT = re.compile(r"[，;。!?！？\n]|\((?![^()]{1,6}\))")
_ELIDING = re.compile(r"(?:[、,，和与及]|以及)(?:约|近|超过?)?|[、，][一-鿿]{1,8}[市县区州盟旗团师]")
_ITEM = frozenset("、和及与，")
_UNLIKE = frozenset({"元", "人", "人次", "件", "次"})

Span = tuple[int, int]


class Told(NamedTuple):
    """A figure already told in this sentence."""

    subject: Subject
    measure: Measure
    quantity: Quantity
    inner: bool
    """Told after 其中."""
    approx: bool
    falls: bool
    threshold: bool


class Frame(NamedTuple):
    """One number with the text around it."""

    quantity: Quantity
    around: Surroundings
    gap: str
    """The text since the number before it."""
    tail: str
    """The text up to the number after it."""
    rest: list[Quantity]
    """This number and those after it in the sentence."""


@dataclass(slots=True)
class Scene:
    """What a sentence has told so far. Offsets are those of the reading copy."""

    stored: str
    copy: ReadingCopy
    words: Words
    time: Timeline
    places: Places
    home: str | None
    """Whose report the text is, when it is not the whole region's."""
    region: str | None
    start: int
    stop: int
    subject: Subject | None
    """What was spoken of last, here or in the sentence before."""
    text: str = ""
    told: list[Told] = field(default_factory=list)
    head: Series | None = None
    """The series told of last outside 其中."""
    inner: bool = False
    place: Span | str | None = None
    joint: bool = False
    """Whether `place` is a row of places counted together."""
    figure_region: str | None = None
    first: Subject | None = None
    """What the section spoke of first: its headline."""
    named: Span | str | None = None
    """The place named last, here or in a sentence before: what 该县 or 该公司 means."""
    marked: bool = False
    """Whether a word like 达到 or 现有 makes the figures of this chain a stock."""
    run: list[Subject] = field(default_factory=list)
    run_at: int = 0
    names: list[Span] = field(default_factory=list)
    dealt: int = 0
    """How many figures the last list dealt out."""
    outer: int | None = None
    """Where the number before the bracket just closed ended."""
    _lefts: list[int] = field(default_factory=list)
    _brackets: list[tuple[Subject | None, int, Span | str | None, str | None]] = field(default_factory=list)
    _seen: int = 0

    def __post_init__(self) -> None:
        """Begin with the place and region of the text."""
        self.text = self.copy.text
        self.place, self.figure_region, self._seen = self.home, self.region, self.start

    @property
    def bracketed(self) -> bool:
        """Whether a bracket is open."""
        return bool(self._brackets)

    @property
    def last(self) -> Told | None:
        """The figure told last in this sentence."""
        return self.told[-1] if self.told else None

    def follow_brackets(self, upto: int) -> None:
        """What is said inside brackets does not become what the sentence is about."""
        for position in range(self._seen, upto):
            sign = self.text[position]
            if sign == "(":
                before = self.told[-1].quantity.end if self.told else self.start
                self._brackets.append((self.subject, before, self.place, self.figure_region))
                self.time.opened()
            elif sign == ")" and self._brackets:
                self.subject, self.outer, self.place, self.figure_region = self._brackets.pop()
                self.time.closed()
        self._seen = max(self._seen, upto)

    def frame(self, rest: list[Quantity], left: int) -> Frame:
        """The surroundings of the first of `rest`; `left` is where the number before it ended."""
        text, quantity = self.text, rest[0]
        right = rest[1].start if len(rest) > 1 else self.stop
        shared = left
        if self._lefts and self.told and (left == quantity.start or self._beside(left, quantity)):
            shared = self._lefts[-1]
        self._lefts.append(shared)
        clause = max(text.rfind("，", shared, quantity.start), text.rfind(";", shared, quantity.start)) + 1
        ending = _CLAUSE_RIGHT.search(text, quantity.end, self.stop)
        outer = ending.start() if ending else self.stop
        around = Surroundings(
            self.start,
            shared,
            max(clause, shared),
            quantity.start,
            quantity.end,
            min(outer, right),
            outer,
            self.stop,
            faces_right(text, quantity.end),
            left > self.start and text[quantity.start - 1] in _ITEM,
        )
        return Frame(quantity, around, text[left : quantity.start], text[quantity.end : right], rest)

    def _beside(self, left: int, quantity: Quantity) -> bool:
        """Whether the number stands beside one of another unit and shares its words (37批次、26.4万件)."""
        before = self.told[-1].quantity
        units = {before.unit, quantity.unit}
        unlike = len(units) == 2 and units & _UNLIKE and "%" not in units
        return bool(unlike and before.end == left and JOINER.fullmatch(self.text, left, quantity.start))

    def in_row(self, position: int) -> bool:
        """Whether what stands before a position makes it one more of a list."""
        return self.text[position - 1 : position] in _ITEM

    def place_text(self) -> str | None:
        """The place spoken of, as the stored text spells it."""
        if self.place is None or isinstance(self.place, str):
            return self.place
        return self.spelled(self.place)

    def spelled(self, span: Span) -> str:
        """A stretch of the reading copy as the stored text spells it."""
        return self.stored[self.copy.origin(span[0]) : self.copy.origin(span[1])].rstrip()

    def quote(self, quantity: Quantity) -> tuple[str, int, int]:
        """The number verbatim, with its offsets in the stored text."""
        start = self.copy.origin(quantity.start)
        end = self.copy.origin(quantity.end - 1) + 1
        return self.stored[start:end], start, end


def with_units(text: str, quantities: list[Quantity]) -> list[Quantity]:
    """The quantities with elided units filled in: in a list (312、45、6件) that of the next one.

    A bare number that no list gives a unit is left out unless it is large or vague enough to say how much.
    """
    found: list[Quantity] = []
    following: Quantity | None = None
    for quantity in reversed(quantities):
        current = quantity
        if following is not None and _elides(text, quantity, following):
            current = quantity._replace(unit=following.unit)
        following = current
        if current.unit is not None or current.printed or current.vague or _speaks(text, current):
            found.append(current)
    found.reverse()
    return found


def _elides(text: str, quantity: Quantity, following: Quantity) -> bool:
    if quantity.unit is not None or not quantity.form == following.form == "arabic":
        return False
    return bool(_ELIDING.fullmatch(text, quantity.end, following.start))


def _speaks(text: str, quantity: Quantity) -> bool:
    return text[quantity.end - 1] in "万亿千百余多" and quantity.value >= Decimal(100)


def last_match(
    pattern: re.Pattern[str], text: str, start: int = 0, end: int | None = None
) -> re.Match[str] | None:
    """The last match between two offsets."""
    found = None
    for match in pattern.finditer(text, start, len(text) if end is None else end):
        found = match
    return found
