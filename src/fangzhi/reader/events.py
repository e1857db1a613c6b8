"""Events: what an office has done, read from verb and object (出台办法, 获评示范城市, 设立维权中心).

The words and rules are data: `data/event_words.csv` sorts the verbs and head nouns of the genre into classes,
`data/event_rules.csv` says which class of verbs makes which kind of event with which class of nouns. Names in
《》 and quotation marks are masked first, so that no verb inside a name is read; a clause is read by itself.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from fangzhi.reader.observation import Event

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from fangzhi.reader.normal import ReadingCopy
    from fangzhi.reader.sections import Stretch

_FILLER = "◦"
_DIGITS = "0123456789"
_BRACKETS = re.compile(
    r"《(?P<name>[^《》\n]{1,120}+(?:《[^《》\n]{1,80}+》[^《》\n]{0,80}+)?)》"
    r"|“(?P<quoted>[^“”\n]{1,80}+)”|\"(?P<straight>[^\"\n]{1,40}+)\"|\([^()\n]{1,60}+\)"
)
# No clause of the genre is longer; the bound keeps a text without punctuation linear.
_CLAUSE = re.compile(r"[^，。;:!?\n【】]{1,300}")
_SENTENCE_ENDS = frozenset("。!?\n】")
_PLANNED = re.compile(r"\s{0,8}(?:下一步|今后|未来|明年|下阶段|接下来|力争|到\d{4}年)")
# A numbered or short line that opens what is only planned, and the next line of the same rank that closes it.
_PLAN_HEADING = re.compile(
    r"^[^，。;\n]{0,20}(?:下一步|工作打算|工作思路|工作安排|总体要求|工作要求|主要目标|主要任务|重点任务|保障措施|指导思想|工作计划)"
    r"(?![^\n]{0,12}(?:完成|进展|落实))[^，。;\n]{0,12}$",
    re.MULTILINE,
)
_NEXT_HEADING = re.compile(r"^[一二三四五六七八九十]{1,3}、", re.MULTILINE)
# What a sentence intends or demands: 我们将…, 要…, 会议要求，… (but not 按照要求，… nor 将…纳入).
# Every branch begins with a plain character, which keeps the scan fast.
_INTENT = re.compile(
    "|".join(
        [
            *(
                rf"{who}(?:计划|[将要拟])(?![《“]|[^，]{{1,12}}(?:纳入|列入|作为|确定))"
                for who in (
                    "我[们省市区县局院]",
                    "今年",
                    "明年",
                    "下半年",
                    "年内",
                    "全[省市区县]",
                    "还",
                    "也",
                    "并",
                )
            ),
            *(
                rf"{who}还?(?:要求|提出)[，:]"
                for who in ("会议", "他", "她", "局长", "省长", "市长", "主任", "通知", "方案", "意见", "》")
            ),
            *(f"{demand}[，:]" for demand in ("强调", "号召", "希望")),
            r"要(?<![^，:。;\s一二三四五六七八]要)(?![求点素件闻])",
            "必须",
            "务必",
        ]
    )
)
_SENTENCE_REACH = 200
_UNDONE = re.compile(
    r"(?:[将拟须应需]|(?<![主重必需只])要|力争|争取|准备|鼓励|引导|努力|着力|可以|能够|有望|未|尚未|不)"
    r"(?:进一步|积极|继续|尽快|逐步|全面|深入|大力|加快)?$|[将拟]于.{0,8}$|(?:推进|加快|抓紧|谋划)$"
)
_PAID = re.compile(r"\s{0,8}对.*(?:给予|奖励|资助|补助|补贴)")
_CLOSING = re.compile(rf"{_FILLER}{{0,60}}[”\"》]")
_BRACKETED = re.compile(rf"\({_FILLER}{{1,60}}\)")
_JOIN = re.compile(r"(?:、|并且?|以及|[和及])[^、和及并的“《]{0,4}$")
_JOINABLE = frozenset("》”)次个家项人件等期场名")
_LEAD = re.compile(
    r"\s*(?:(?:第?[一二三四五六七八九十]{1,2}是|\(◦{1,3}\)|(?:\d{1,2}|[一二三四五六七八九十]{1,3})[、.]|现?将|其中|同时|此外|另外"
    r"|目前|年内|全年|本年度|已经|已|先后|还|也|并|共有|共)，?)+"
)
_TAIL = re.compile(
    r"(?:等(?:\d+[项个件份]|[一二两三四五六七八九十]+[项个件份])?(?:文件|制度|政策|办法)?)?\s*$"
)
_BACKGROUND = re.compile(r"(?:以来|之后|以后|之际|期间|的同时|基础上|之前|[后时])\s*$")
_AFTERMATH = re.compile(r"[的后前率时]|以来|情况|工作|期间|过程|至今")
_COUNT = re.compile(r"\d[\d.]*[余多]?[家个项件场次期名条所]")
_PARTICLES = re.compile(r"(?:[了起出过]|完成|完善)*")
_YEAR = re.compile(r"(?:(?<=自)|(?<=于)|(?<=从)|(?<=在))((?:19|20)\d\d)年(?![度末底\-~至到])")
_OPENING_YEAR = re.compile(r"\s{0,8}((?:19|20)\d\d)年(?![度末底\-~至到])")
_DOCUMENT = re.compile(r"《[^》]{1,200}+》")
_BARE_PRIZE = re.compile(r"\d*(?:项|个)?(?:中国)?(?:专利|外观设计)?(?:金奖|银奖|优秀奖|[特一二三]等奖)")
_COORDINATED = ("、", "和", "及", "与", "并")
_CEREMONY = re.compile(
    r"(?:成立)?(?:揭牌|挂牌|签[字约署])(?:仪式)?$|验收会$|现场$|获奖人?.{0,4}合影$|(?:称号|牌子)$"
)
_MADE_TO = re.compile(r"^[^《“]{0,20}?(?:企业|单位|机构|学校|城市|园区|区|市|县)为(?=.{4})")
_HOST = re.compile(r"^由[^，]{1,40}?(?:主办|承办|举办|组成|牵头)的")
_NAME = re.compile(r"^([^《》]{0,12})《([^《》]*)》$")
_QUOTED = re.compile(r"^“([^“”]*)”$")
# How far the subject may stand before an intransitive verb, and how much may follow it, by verb class.
_REACH_BEFORE = {"pass": 40, "effect": 40, "issue": 40, "open": 40, "hold": 40, "complete": 4}
_ROOM_AFTER = {"plaque": 20, "issue": 8, "pass": 8, "effect": 8, "found": 8, "added": 8}
_LONG_SUBJECT = 40
_LONG_REST = 40

_CAPTION_HEAD = re.compile(
    r"(?P<project_completed>验收会?议?)$|(?P<centre_established>(?:揭牌|挂牌|落成|成立)(?:仪式|大会)?)$"
    r"|(?P<agreement_signed>签[约字署](?:仪式)?)$|(?P<award_won>颁奖(?:仪式|大会|典礼)?|获奖.{0,8}|合影)$"
    r"|(?P<enforcement_campaign>执法(?:现场|检查|行动|活动)?)$"
    r"|(?P<event_held>会|会议|活动|仪式|论坛|大赛|竞赛|比赛|培训班|研修班|讲座|展览|沙龙|典礼|周|现场|开幕式?)$"
)
_CAPTION_DEED = re.compile(
    r"(?P<award_won>获奖|颁奖|奖.{0,6}合影)|(?P<enforcement_campaign>查处|执法|销毁|督查|检查|查获|没收)"
    r"|(?P<event_held>会见|考察|调研|出席|视察|访问|座谈|参观|致辞|讲话|咨询|宣传)"
)


class Rule(NamedTuple):
    """A class of verbs with a class of nouns makes one kind of event.

    `lead` must be found in what stands before the verb in its clause, `given` in the object.
    """

    name: str
    kind: str
    lead: re.Pattern[str] | None
    given: re.Pattern[str] | None


class Grammar(NamedTuple):
    """The verbs and head nouns of the genre with their classes; the rules by verb, form and noun class."""

    verb: re.Pattern[str]
    verb_class: Mapping[str, str]
    noun: re.Pattern[str]
    noun_class: Mapping[str, str]
    noun_tail: re.Pattern[str]
    rules: Mapping[tuple[str, str, str], tuple[Rule, ...]]


class Word(NamedTuple):
    """A verb or head noun found in a clause."""

    group: str
    start: int
    end: int


class Found(NamedTuple):
    """A rule that holds in a segment, with the span of the object in the reading copy."""

    rule: Rule
    verb: Word
    start: int
    end: int


def _rows(name: str) -> list[dict[str, str]]:
    source = files("fangzhi.reader").joinpath("data", name).read_text(encoding="utf-8")
    return list(csv.DictReader(source.splitlines()))


def _spelled(word: str, parts: Mapping[str, list[str]]) -> list[str]:
    """The literal spellings of a word of the data file: its conditions left out, its {part} written out."""
    literal = re.sub(r"\(\?.*", "", word)
    for part, choices in parts.items():
        if f"{{{part}}}" in literal:
            return [literal.replace(f"{{{part}}}", choice) for choice in choices]
    return [literal]


def _pattern(words: list[str], parts: Mapping[str, list[str]]) -> str:
    """One alternation, longest first; each branch begins with a plain character: that keeps the scan fast."""
    longest = sorted(words, key=lambda word: max(map(len, _spelled(word, parts))), reverse=True)
    joined = "|".join(longest)
    for part, choices in parts.items():
        spelled = "|".join(sorted(choices, key=len, reverse=True))
        joined = joined.replace(f"{{{part}}}", f"(?:{spelled})")
    return joined


def _compiled(pattern: str) -> re.Pattern[str] | None:
    return re.compile(pattern) if pattern else None


def _rules() -> dict[tuple[str, str, str], tuple[Rule, ...]]:
    table: defaultdict[tuple[str, str, str], list[Rule]] = defaultdict(list)
    for row in _rows("event_rules.csv"):
        rule = Rule(f"event/{row['rule']}@1", row["kind"], _compiled(row["lead"]), _compiled(row["given"]))
        for verb in row["verb"].split():
            for noun in row["noun"].split() or [""]:
                table[verb, row["form"], noun].append(rule)
    return {key: tuple(rules) for key, rules in table.items()}


@cache
def grammar() -> Grammar:
    """The words and rules of the two data files, compiled once."""
    rows = _rows("event_words.csv")
    parts = {row["class"]: row["words"].split() for row in rows if row["role"] == "part"}
    words: dict[str, list[str]] = {"verb": [], "noun": []}
    classes: dict[str, dict[str, str]] = {"verb": {}, "noun": {}}
    for row in rows:
        if row["role"] == "part":
            continue
        for word in row["words"].split():
            words[row["role"]].append(word)
            for spelled in _spelled(word, parts):
                classes[row["role"]].setdefault(spelled, row["class"])
    noun = _pattern(words["noun"], parts)
    return Grammar(
        verb=re.compile(_pattern(words["verb"], parts)),
        verb_class=classes["verb"],
        noun=re.compile(noun),
        noun_class=classes["noun"],
        noun_tail=re.compile(rf"(?:{noun})$"),
        rules=_rules(),
    )


def read_events(text: str, copy: ReadingCopy, stretches: list[Stretch], year: int | None) -> list[Event]:
    """The events of a text in its order, after section 6 of the annotation guide.

    `copy` is the reading copy of `text`, `stretches` are those of `copy.text`; `year` is the reporting year,
    given to an event whose sentence names none. For every event `text[event.start:event.end] == event.quote`.
    """
    rules = grammar()
    masked = _masked(copy.text, rules)
    events: list[Event] = []
    for stretch in stretches:
        passage = _Passage(text, copy, masked, rules, stretch, year)
        events += passage.caption() if stretch.caption else passage.body()
    return events


def _masked(text: str, rules: Grammar) -> str:
    """The text with every bracketed or quoted name blanked out, same length; its closing head noun stays."""

    def blank(match: re.Match[str]) -> str:
        whole = match[0]
        last = len(whole) - 1
        stop = whole.rfind("(") if whole[-2] == ")" else len(whole[:-1].rstrip(_DIGITS))
        tail = rules.noun_tail.search(whole, max(1, stop - 6), stop) if whole[0] != "(" else None
        begin, end = tail.span() if tail else (last, last)
        return f"{whole[0]}{_FILLER * (begin - 1)}{whole[begin:end]}{_FILLER * (last - end)}{whole[-1]}"

    return _BRACKETS.sub(blank, text)


class _Passage:
    """One stretch of a text, read clause by clause."""

    def __init__(
        self, text: str, copy: ReadingCopy, masked: str, rules: Grammar, stretch: Stretch, year: int | None
    ) -> None:
        self.text = text
        self.copy = copy
        self.masked = masked
        self.rules = rules
        self.stretch = stretch
        self.year = year
        self.sentence = stretch.start

    def body(self) -> list[Event]:
        """The events of a section's prose."""
        events: list[Event] = []
        masked, verb = self.masked, self.rules.verb
        plan = self._plan(self.stretch.start)
        for clause in _CLAUSE.finditer(masked, self.stretch.start, self.stretch.end):
            begin, end = clause.span()
            if begin >= plan[1]:
                plan = self._plan(begin)
            if begin >= plan[0]:
                continue
            if masked[begin - 1] in _SENTENCE_ENDS:
                self.sentence = begin
            if verb.search(masked, begin, end):
                for event in self.clause(begin, end):
                    _add(events, event)
        return events

    def _plan(self, start: int) -> tuple[int, int]:
        """The next part of the stretch that tells plans only: from its heading to the next of its rank."""
        end = self.stretch.end
        if _PLAN_HEADING.fullmatch(self.stretch.title):
            return start, end
        heading = _PLAN_HEADING.search(self.masked, start, end)
        if not heading:
            return end, end
        close = _NEXT_HEADING.search(self.masked, heading.end(), end)
        return heading.start(), close.start() if close else end

    def caption(self) -> list[Event]:
        """The one event a photograph's caption tells, if it tells any."""
        start, end = self._trimmed(self.stretch.start, self.stretch.end, "。.")
        quoted = self.masked.startswith(("”", '"', "》"), end - 1)
        head = _CAPTION_HEAD.search(self.masked, start, end - quoted)
        if not head or head["event_held"]:
            told = [event for clause in self._clauses(start, end) for event in self.clause(*clause)]
            if told and not (head and told[0].kind != "event_held"):
                return told[:1]
        deed = head or _CAPTION_DEED.search(self.masked, start, end)
        return [self._pictured(deed, start, end)] if deed else []

    def _clauses(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        return (match.span() for match in _CLAUSE.finditer(self.masked, start, end))

    def _pictured(self, deed: re.Match[str], start: int, end: int) -> Event:
        kind = deed.lastgroup or "event_held"
        begin = max(self.masked.rfind("，", start, deed.start()) + 1, start) if kind == "award_won" else start
        return self._event(Rule(f"event/{kind}.caption@1", kind, None, None), begin, end, begin, end)

    def clause(self, begin: int, end: int) -> Iterator[Event]:
        """The events of one clause; cut where a new verb joins by 、 or 并, each piece read alone."""
        verbs = self._words(self.rules.verb, self.rules.verb_class, begin, end)
        nouns = self._words(self.rules.noun, self.rules.noun_class, begin, end)
        if self._planned(begin, end):
            return
        ends = {noun.end for noun in nouns}
        first, start = 0, begin
        for number in range(1, len(verbs) + 1):
            stop = self._joint(verbs[number - 1], verbs[number], ends) if number < len(verbs) else end
            if stop is None:
                continue
            inside = [noun for noun in nouns if start <= noun.start and noun.end <= stop]
            yield from self._segment(start, stop, verbs[first:number], inside)
            first, start = number, stop

    def _planned(self, begin: int, end: int) -> bool:
        """Whether the sentence so far says what will be done, not what was done."""
        near = max(self.sentence, begin - _SENTENCE_REACH)
        return bool(_PLANNED.match(self.masked, self.sentence, end) or _INTENT.search(self.masked, near, end))

    def _words(
        self, pattern: re.Pattern[str], classes: Mapping[str, str], begin: int, end: int
    ) -> list[Word]:
        return [
            Word(classes.get(match[0], "title"), *match.span())
            for match in pattern.finditer(self.masked, begin, end)
        ]

    def _joint(self, before: Word, verb: Word, noun_ends: set[int]) -> int | None:
        """Where a new segment begins between two verbs, or None when they belong to one."""
        join = _JOIN.search(self.masked, max(before.end, verb.start - 7), verb.start)
        if not join or join.start() < before.end + 2:
            return None
        closed = join.start() in noun_ends or self.masked[join.start() - 1] in _JOINABLE
        return join.start() if closed else None

    def _segment(self, start: int, end: int, verbs: list[Word], nouns: list[Word]) -> Iterator[Event]:
        if _PAID.match(self.masked, start, end) or _BACKGROUND.search(self.masked, max(start, end - 4), end):
            return
        for verb in verbs:
            if _UNDONE.search(self.masked, max(start, verb.start - 10), verb.start):
                return
            if self.masked.startswith("的", verb.end):
                continue
            found = self._after(start, end, verb, nouns) or self._before(start, end, verb, nouns)
            if found:
                yield from self._told(found, start, end)
                return

    def _after(self, start: int, end: int, verb: Word, nouns: list[Word]) -> Found | None:
        if self.masked.startswith(_COORDINATED, verb.end):
            return None
        for noun in reversed(nouns):
            if noun.start < verb.end:
                break
            if self.masked.startswith("的", noun.end):
                continue
            closing = _CLOSING.match(self.masked, noun.end, end)
            for group in (f"{noun.group}_named", noun.group) if closing else (noun.group,):
                rule = self._rule((verb.group, "after", group), start, verb.start, verb.end, noun.end)
                if rule:
                    return Found(rule, verb, verb.end, self._name_end(noun, end))
        if end - verb.end < 2 or _AFTERMATH.match(self.masked, verb.end, end):
            return None
        rule = self._rule((verb.group, "any", ""), start, verb.start, verb.end, end)
        return Found(rule, verb, verb.end, end) if rule else None

    def _before(self, start: int, end: int, verb: Word, nouns: list[Word]) -> Found | None:
        if end - verb.end > _ROOM_AFTER.get(verb.group, 3) or _AFTERMATH.match(self.masked, verb.end, end):
            return None
        for noun in reversed(nouns):
            if noun.end > verb.start or self.masked.startswith("的", noun.end):
                continue
            if verb.start - noun.end > _REACH_BEFORE.get(verb.group, 12):
                return None
            rule = self._rule((verb.group, "before", noun.group), start, verb.start, start, noun.end)
            if rule:
                return Found(rule, verb, start, self._name_end(noun, end))
        return None

    def _name_end(self, noun: Word, end: int) -> int:
        """The end of the name a head noun closes: past its quotation mark and an addition in brackets."""
        closing = _CLOSING.match(self.masked, noun.end, end)
        stop = closing.end() if closing else noun.end
        addition = _BRACKETED.match(self.masked, stop, end)
        return addition.end() if addition else stop

    def _rule(self, key: tuple[str, str, str], start: int, verb: int, begin: int, end: int) -> Rule | None:
        for rule in self.rules.rules.get(key, ()):
            if rule.lead and not rule.lead.search(self.masked[start:verb]):
                continue
            if rule.given and not rule.given.search(self.masked[begin:end]):
                continue
            return rule
        return None

    def _told(self, found: Found, start: int, end: int) -> Iterator[Event]:
        """The event of a rule that holds, or one for each of the documents it names."""
        begin = self._quote_start(start, found)
        documents = self._documents(found) if found.start >= found.verb.end else []
        if len(documents) > 1:
            for number, (opened, closed) in enumerate(documents):
                yield self._event(found.rule, opened if number else begin, closed, opened, closed)
            return
        stop = end if end - found.end <= _LONG_REST and not self._broken(found.end, end) else found.end
        stop = max(found.end, found.verb.end, _TAIL.search(self.masked, begin, stop).start())  # type: ignore[union-attr]
        bare = found.rule.kind == "project_completed" and found.end - found.start <= 2
        whole = bare or found.rule.kind == "milestone" or found.verb.group == "raid"
        yield self._event(found.rule, begin, stop, *((begin, stop) if whole else (found.start, found.end)))

    def _broken(self, start: int, end: int) -> bool:
        """Whether a line of the stored text ends between two places of the reading copy."""
        return start < end and "\n" in self.text[self.copy.origin(start - 1) : self.copy.origin(end - 1)]

    def _documents(self, found: Found) -> list[tuple[int, int]]:
        """The documents one verb names side by side, unless the last of them only qualifies a later noun."""
        if found.rule.kind not in ("policy_issued", "law_enacted", "agreement_signed"):
            return []
        spans = [match.span() for match in _DOCUMENT.finditer(self.masked, found.start, found.end)]
        if not spans or not (spans[-1][1] == found.end or self.masked.startswith("等", spans[-1][1])):
            return []
        return spans

    def _quote_start(self, start: int, found: Found) -> int:
        subject = min(found.start, found.verb.start)
        if found.verb.start - start > _LONG_SUBJECT and found.start >= found.verb.end:
            return found.verb.start
        lead = _LEAD.match(self.masked, start, subject)
        return lead.end() if lead else start

    def _trimmed(self, start: int, end: int, blanks: str) -> tuple[int, int]:
        while start < end and self.masked[start].isspace():
            start += 1
        while end > start and (self.masked[end - 1] in blanks or self.masked[end - 1].isspace()):
            end -= 1
        return start, end

    def _event(self, rule: Rule, start: int, end: int, begin: int, stop: int) -> Event:
        start, end = self._trimmed(start, end, " 、")
        opened, closed = self.copy.origin(start), self.copy.origin(end - 1) + 1
        caption = self.stretch.caption
        return Event(
            quote=self.text[opened:closed],
            start=opened,
            end=closed,
            kind=rule.kind,
            object=self._object(begin, stop),
            region=self.stretch.region,
            year=self._year(start, end),
            caption=caption,
            rule=rule.name,
        )

    def _object(self, start: int, end: int) -> str:
        """The noun phrase of the object: without particles, counts and the brackets of a document's name."""
        start = self._noun_start(start, end)
        pieces, last = [], start
        for count in _COUNT.finditer(self.masked, start, end):
            pieces.append(self._stored(last, count.start()))
            last = count.end()
        pieces.append(self._stored(last, end))
        return _plain("".join(pieces))

    def _noun_start(self, start: int, end: int) -> int:
        """Past a second verb (印发实施…), particles and adverbs that stand before the noun phrase."""
        if lead := _LEAD.match(self.masked, start, end):
            start = lead.end()
        while (verb := self.rules.verb.match(self.masked, start, end - 1)) and self._is_second(verb[0]):
            start = verb.end()
        return _PARTICLES.match(self.masked, start, end).end()  # type: ignore[union-attr]

    def _is_second(self, verb: str) -> bool:
        return self.rules.verb_class.get(verb) in ("issue", "implement", "pass", "launch", "start", "hold")

    def _stored(self, start: int, end: int) -> str:
        """The characters of the stored text, or of the copy where blanks or line breaks were left out."""
        if start >= end:
            return ""
        opened, closed = self.copy.origin(start), self.copy.origin(end - 1) + 1
        return self.text[opened:closed] if closed - opened == end - start else self.copy.text[start:end]

    def _year(self, start: int, end: int) -> int | None:
        """The year named in the clause or at the head of its sentence, else the reporting year."""
        named = (
            _YEAR.search(self.masked, start, end)
            or _OPENING_YEAR.match(self.masked, start, end)
            or _OPENING_YEAR.match(self.masked, self.sentence, end)
        )
        return int(named[1]) if named else self.year


def _plain(phrase: str) -> str:
    """The phrase without the ceremony around it and without brackets that only set off a name."""
    phrase = _MADE_TO.sub("", _HOST.sub("", phrase.strip(" 、，:的")))
    phrase = _CEREMONY.sub("", phrase) or phrase
    return (
        _NAME.sub(r"\1\2", phrase)
        if phrase.count("《") == 1 and phrase.endswith("》")
        else _QUOTED.sub(r"\1", phrase)
    )


def _add(events: list[Event], event: Event) -> None:
    """Add an event; a bare prize (优秀奖) right after another prize is the same award told on."""
    last = events[-1] if events else None
    if (
        last
        and event.kind == last.kind == "award_won"
        and event.start - last.end <= 2
        and _BARE_PRIZE.fullmatch(event.object)
    ):
        events[-1] = last._replace(object=f"{last.object}、{event.object}")
        return
    events.append(event)
