"""Which period a figure belongs to: the dates of a text followed sentence by sentence.

A date that heads a sentence (2017年，… / 截至6月底，…) holds until another does; one inside a clause
holds to the end of its sentence; one that only serves a comparison (较2012年, 与去年同期相比) changes
nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from fangzhi.reader.numerals import chinese
from fangzhi.reader.periods import Issue, Span, resolve, year_span

if TYPE_CHECKING:
    from fangzhi.reader.observation import Status
    from fangzhi.reader.quantities import DateMark

_COMPARED = re.compile(r"(?:较|比|与|同|和|跟|接近|不及|超过?|低于|高于|相当于|是)(?:上述|刚|整个|加)?$")
_COMPARED_AFTER = re.compile(
    r"(?:年)?(?:全年|同期|的)?(?:水平|总量|数量|总数|数)?(?:相比|相较|末?的?\d+(?:\.\d+)?倍|同期)"
)
_CUT = re.compile(r"(?:截至|截止到?|截止|到|至|止于)(?:目前)?$")
_LEADS = re.compile(
    r"(?:^|[。，;:！？\n(]|# ?|据统计|统计[，:]?|显示[，:]?|获悉[，:]?|介绍[，:]?|了解[，:]?|[状情]况|“|《)"
    r"(?:在|我[省市区])?$"
)
_SINCE = re.compile(r"(?:年)?(?:[^，;。]{0,20}?以来|至今|至目前|到目前|起|开始|至\d{4})")
_OF = re.compile(r"(?:由|从)$")
_OWNS = re.compile(r"的(?:约|近)?(?![\d.]+倍)\d|[^，;。0-9]{0,8}\d[\d.]*[万亿]?[件家个元项笔]+相比")
_DAY = re.compile(r"\d日|[-/.]\d{1,2}[-/.]\d{1,2}$")


class Moment(NamedTuple):
    """The time a sentence speaks of."""

    span: Span
    cut: bool
    """Whether it is given as a cut-off (截至…), up to which a flow is counted."""
    fixed: bool
    """Whether the text names it, rather than the reading year being assumed."""
    since: int | None = None
    """The year a running total began, when the text says so."""


class Timeline:
    """The time spoken of, moved along by the dates of the text in order."""

    def __init__(self, text: str, year: int | None, issue: Issue | None) -> None:
        """Begin at the reading year; `issue` resolves 今年 and 去年."""
        self._text = text
        self.year = year
        self._issue = issue
        self._default = Moment(year_span(year), False, False) if year else None
        self._standing = self._default
        self._now = self._default
        self._reported: Moment | None = None
        self._leading: Moment | None = None
        self.once: Moment | None = None
        """The time of the next number alone."""
        self.cut_here = False
        """Whether this sentence names a cut-off."""
        self._bracket: list[Moment | None] = []
        self.listed: list[Span] = []
        """The dates that stand in a row (2012年、2013年), for what is said of them respectively."""

    def begin_with(self, marks: list[DateMark]) -> None:
        """Let what stands before the first date (a headline) be told of the time the text then speaks of."""
        default = self._default
        for mark in marks:
            self.sentence()
            self.meet(mark)
            if self._leading and default and self._leading.span.until == default.span.until:
                default = self._leading._replace(fixed=False)
                break
        self._default = self._standing = self._now = default

    @property
    def now(self) -> Moment | None:
        """The time spoken of at this place."""
        return self._now

    def report(self) -> Moment | None:
        """The time spoken of, now that a figure is told of it."""
        if self._now and self._now.fixed:
            self._reported = self._now
            if self._now is self._leading:
                self._standing = self._now
        return self._now

    def hold(self, moment: Moment) -> None:
        """Speak of another time to the end of the sentence (全年共…, 其中…)."""
        self._now = moment

    def restart(self) -> None:
        """A new section begins: nothing said before holds."""
        self._standing = self._now = self._default

    def sentence(self) -> None:
        """A new sentence begins: only what stood at the head of one holds on."""
        self._now = self._standing
        self._leading = self.once = None
        self.cut_here = False
        self._bracket.clear()
        self.listed = []

    def opened(self) -> None:
        """A bracket opens: dates inside it do not reach beyond."""
        self._bracket.append(self._now)

    def closed(self) -> None:
        """The bracket closes."""
        if self._bracket:
            self._now = self._bracket.pop()

    def meet(self, mark: DateMark) -> None:
        """Take a date into account."""
        text = self._text
        before = text[max(0, mark.start - 8) : mark.start]
        if _COMPARED.search(before) or _COMPARED_AFTER.match(text, mark.end):
            self._refer(mark)
            return
        if (_OF.search(before) or mark.text.endswith("同期")) and _OWNS.match(text, mark.end):
            self._refer(mark)
            return
        cut = bool(_CUT.search(before)) or (
            self._now is not None and self._now.cut and mark.text in {"目前", "年底"}
        )
        if _DAY.search(mark.text) and not cut:
            return
        if mark.text == "目前":
            if self._now and self._now.since:
                return
            self.cut_here = True
            self._now = self._reported or (self._now if self._now and self._now.fixed else self._issued())
            return
        span, named = resolve(mark.text, self._context(), self._issue)
        if span is None:
            return
        if mark.text.endswith("规划"):
            self.once = Moment(span, False, True)
            return
        if self._passed(before, cut, named, span):
            span = span._replace(since=span.since + 1, until=span.until + 1)
        elif (
            not named
            and self._issue
            and self._issue.month
            and (cut or "月" in mark.text)
            and span.until == self._issue.year
            and span.last > self._issue.month
        ):
            span = span._replace(since=span.since - 1, until=span.until - 1)
        self._move(mark, span, before, cut)

    def _passed(self, before: str, cut: bool, named: bool, span: Span) -> bool:
        """Whether a cut-off by month alone heads a new statement after one on the whole year before."""
        if not (cut and not named and self._issue and self._issue.month and self._now and self._now.fixed):
            return False
        whole = (self._now.span.first, self._now.span.last) == (1, 12)
        recent = span.until + 1 == self._issue.year and span.last <= self._issue.month
        return whole and recent and bool(_LEADS.search(_CUT.sub("", before)))

    def _context(self) -> Span | None:
        """The span a month without a year belongs to: the one named before, else the issue decides."""
        if self._now and (self._now.fixed or not self._issue):
            return self._now.span
        return None

    def _move(self, mark: DateMark, span: Span, before: str, cut: bool) -> None:
        text = self._text
        follows = (
            text[mark.end - 1 : mark.end + 6] if mark.text.endswith("年") else text[mark.end : mark.end + 6]
        )
        since = _SINCE.match(text, mark.end)
        if since and self._now and span.since < self._now.span.until:
            until = self._now.span
            self._now = Moment(Span(span.since, 1, until.until, until.last, until.day), cut, True, span.since)
            return
        row = self.listed and text[mark.start - 1 : mark.start] in "、和"
        self.listed = [*self.listed, span] if row else [span]
        self.cut_here = self.cut_here or cut
        moment = Moment(span, cut and not follows.startswith("的") and span.since == span.until, True)
        if span.since != span.until:
            self._now = moment
            return
        leads = bool(_LEADS.search(_CUT.sub("", before))) or mark.start == 0
        self._now = moment
        if leads and not self._bracket and not self._future(span):
            self._leading = moment

    def _refer(self, mark: DateMark) -> None:
        """A date that is only compared with owns the number it is joined to (去年同期的391件)."""
        if not _OWNS.match(self._text, mark.end):
            return
        now = self._now
        year_before = mark.text.startswith("上") and now is not None and now.span is not None
        if year_before and now:
            span: Span | None = year_span(now.span.until - 1)
        else:
            span, _ = resolve(mark.text.replace("同期", ""), self._context(), self._issue)
        if span is None or now is None:
            return
        if mark.text.endswith("同期"):
            span = now.span._replace(since=span.since, until=span.until)
        self.once = Moment(span, False, True)

    def _issued(self) -> Moment | None:
        issue = self._issue
        return (
            Moment(Span(issue.year, 1, issue.year, issue.month, issue.day), True, True)
            if issue and issue.month
            else self._now
        )

    def _future(self, span: Span) -> bool:
        if self._issue:
            return span.since > self._issue.year
        return bool(self._default and span.since > self._default.span.until)

    def ahead(self) -> bool:
        """Whether the time spoken of lies after the reading year: what is said of it is a goal."""
        return bool(
            self._now
            and self._default
            and self._now.span.until > self._default.span.until
            and (not self._issue or self._now.span.until > self._issue.year)
        )


def earlier(moment: Moment, years: int) -> Moment:
    """The same moment so many years before (由2.1件增长至6.87件)."""
    span = moment.span
    return moment._replace(span=span._replace(since=span.since - years, until=span.until - years, day=None))


FROM = re.compile(r"(?:由|从)(?:[^，;。0-9]{0,12}的)?$")
_FROM_TO = re.compile(r"[^，;。]{0,14}(?:到|至|为)(?:的|了)?(?:约|近|超过?)?\d")
_WITHIN = re.compile(r"([一二两三四五六七八九十]|\d)年(?:内|间|来)")
_YEARS_TOTAL = re.compile(r"([二两三四五六七八九十]|\d)年(?:来|间|内)?累计")
_GOAL = re.compile("的?(?:[^，;。]{0,4})(?:目标|任务|计划)")
_ALL_YEAR = re.compile("(?<!去年)(?<!上年)全年")


def time_of(timeline: Timeline, gap: str, follows: str, dealt: int, length: int) -> Moment | None:
    """The time of one number: `gap` stands before it, `follows` after it.

    `dealt` is its place in a list of `length` numbers that the text deals out in order (2012年、2013年…分别).
    """
    if timeline.once:
        once, timeline.once = timeline.once, None
        return once
    moment = timeline.report()
    if 1 < length == len(timeline.listed) and 0 <= dealt < length:
        return Moment(timeline.listed[dealt], False, True)
    if moment and _ALL_YEAR.search(gap) and moment.span.flow() != str(moment.span.until):
        moment = moment._replace(span=year_span(moment.span.until), cut=False)
        if not _GOAL.match(follows):
            timeline.hold(moment)
    return _shifted(moment, gap, follows) if moment else None


def _shifted(moment: Moment, gap: str, follows: str) -> Moment:
    """The time spoken of, moved by words that stand right before the number (五年累计, 由…增至)."""
    total = _YEARS_TOTAL.search(gap)
    if total:
        span = moment.span
        return moment._replace(
            span=span._replace(since=span.until - _count(total[1]) + 1, first=1), cut=False
        )
    if FROM.search(gap) and _FROM_TO.match(follows):
        within = _WITHIN.search(gap)
        return earlier(moment, _count(within[1]) if within else 1)
    return moment


def _count(sign: str) -> int:
    return int(sign) if sign.isdigit() else int(chinese(sign))


def period_of(moment: Moment | None, stock: bool, running: bool, status: Status) -> str | None:
    """The period of a figure told of a moment.

    A stock is told of a date; so is a goal with a deadline; a flow with a cut-off is counted from January,
    or to the date when it is a running total.
    """
    if moment is None:
        return None
    if stock or (moment.cut and (running or status == "target")):
        return moment.span.stock()
    return moment.span.to_date().flow() if moment.cut else moment.span.flow()
