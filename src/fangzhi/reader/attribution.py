"""From numbers to figures: each quantity gets its subject, measure, place, period and qualifier.

Within a sentence a figure is read from what stands around its number; what is left unsaid (其中发明564件,
授权511件, 同比增长5.4%) is carried on from the figures before it, and 分别 deals numbers out in order.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fangzhi.reader.dealing import LIST_JOINER, dealt_subject
from fangzhi.reader.measures import is_bar, measure_of, qualifier_of, signed, status_of
from fangzhi.reader.naming import complete, derived_subject, level_subject, reference
from fangzhi.reader.normal import fold
from fangzhi.reader.observation import Measure, Observation, Qualifier, Status
from fangzhi.reader.places import province_of_area
from fangzhi.reader.quantities import DateMark, Quantity
from fangzhi.reader.scene import ALSO, AREAS, JOINER, OF_WHICH, Frame, Scene, Told, with_units
from fangzhi.reader.timeline import FROM, period_of, time_of

if TYPE_CHECKING:
    from fangzhi.reader.subjects import Subject

VERSION = "@1"
_AHEAD = 40
_MOVES = frozenset({"growth_rate", "growth_multiple", "change_abs", "change_points"})
_MOVE_OF = {"%": "growth_rate", "倍": "growth_multiple", "百分点": "change_points"}
_BARE_MOVE = re.compile(r"(?:净)?(?:增加|减少|增长|下降|提高|多|少)了?")
_COMPARES = re.compile("比|较|同期")
_FALLS = ("减", "下", "少", "降")
_FIRMS = re.compile(r"(?:以上|及以上)?的?[^，。;]{0,6}企业")
_NOUN_PHRASE = re.compile(r"[一-鿿A-Za-z]{2,14}")
_NATION = re.compile(
    r"全国(?:平均|人均|总量|总数|水平|(?:共|累计|新增)?(?:申请|授权|受理|立案|结案|查处|办理|注册)"
    r"|(?:发明|实用新型|外观设计)?(?:专利|商标)(?:申请|授权|拥有|注册))"
)
_AVERAGE_TAIL = re.compile(r"的?(?:全[省市区国])?平均")
_AVERAGE_IN = re.compile("(全国|全[省市区])[^，;。]{0,8}平均")
_OWN_RATE = re.compile(r"(增幅|增速|涨幅|增长率|增长速度|增长幅度)|(占比|比重|比例|占有率)")
_STREAK_OF_GROWTH = re.compile(r"倍增|增长|增速|增幅")
_NATIONAL = re.compile(r"全国|国内")
_MARK_STOCK = re.compile(
    r"达到|共有|现有|已有|拥有(?!.{0,8}的)|总数|累计|总量|共达|尚有|建有|目前|共计|保有|总计|已达|增至|增加到|发展到"
    r"|上升到|提升到|扩大到|现已"
)
_MARK_NEW = re.compile(r"新增|获评|入选|新认定|新培育|年内|全年|当年|本年度")
_THIS_YEAR = re.compile("年内|全年|当年")
_RUNNING = re.compile(r"累计|与.{0,4}五.{0,3}[末期]相比")


def read_sentence(scene: Scene, tokens: list[Quantity | DateMark]) -> list[Observation]:
    """The figures of one sentence, in order; moves the scene along."""
    quantities = with_units(scene.text, [token for token in tokens if isinstance(token, Quantity)])
    dates = [token for token in tokens if isinstance(token, DateMark)]
    found: list[Observation] = []
    left, due = scene.start, 0
    for count, quantity in enumerate(quantities):
        while due < len(dates) and dates[due].start < quantity.start:
            scene.follow_brackets(dates[due].start)
            scene.time.meet(dates[due])
            due += 1
        scene.follow_brackets(quantity.start)
        found.append(_figure(scene, scene.frame(quantities[count : count + _AHEAD], left)))
        left = quantity.end
    for date in dates[due:]:
        scene.time.meet(date)
    return found


def _figure(scene: Scene, frame: Frame) -> Observation:
    _follow_place(scene, frame)
    measure, falls = _measure(scene, frame)
    subject = dealt_subject(scene, frame, measure)
    if subject is None:
        level = measure == "level"
        subject = level_subject(scene, frame) if level else derived_subject(scene, frame, measure)
    qualifier = _qualifier(scene, frame, measure)
    status = _status(scene, frame, qualifier)
    if status == "threshold":
        subject = _held_against_firms(scene, frame, subject)
    stock = _is_stock(scene, frame, subject, measure)
    subject = subject._replace(stock=stock) if stock != subject.stock else subject
    figure = _observation(scene, frame, subject, measure, falls, qualifier, status)
    inner = _is_inner(scene, frame, measure)
    bar = status == "threshold"
    _remember(scene, frame, Told(subject, measure, frame.quantity, inner, qualifier == "approx", falls, bar))
    return figure


def _observation(
    scene: Scene,
    frame: Frame,
    subject: Subject,
    measure: Measure,
    falls: bool,
    qualifier: Qualifier,
    status: Status,
) -> Observation:
    quantity, indicator = frame.quantity, subject.indicator
    place, region = _whose(scene, frame, measure, status)
    moment = time_of(
        scene.time, frame.gap, scene.text[quantity.end : quantity.end + 24], scene.run_at - 1, len(scene.run)
    )
    cumulative = "累计" in frame.gap
    running = cumulative or bool(_RUNNING.search(scene.text, scene.start, frame.around.start))
    return Observation(
        *scene.quote(quantity),
        value=signed(quantity.value, falls),
        value_high=quantity.high,
        unit=_unit(scene, quantity, indicator, measure),
        qualifier=qualifier,
        resolution=quantity.step,
        indicator=indicator,
        also=subject.also,
        measure=measure,
        base_of=_base(scene, frame, indicator, measure, region),
        region=region,
        place=place,
        period=period_of(moment, subject.stock, running, status),
        cumulative=cumulative,
        status=status,
        rule=subject.rule + VERSION,
        note=_noun(scene, frame) if indicator == "other_quantity" else None,
    )


def _is_inner(scene: Scene, frame: Frame, measure: Measure) -> bool:
    """Whether the figure is one of those told after 其中, up to the next semicolon."""
    around = frame.around
    of_which = bool(OF_WHICH.search(scene.text, around.left, around.start))
    if scene.text.find(";", around.left, around.start) >= 0:
        return of_which
    return scene.inner or (of_which and measure == "level")


def _remember(scene: Scene, frame: Frame, told: Told) -> None:
    around, subject = frame.around, told.subject
    scene.inner = told.inner
    if told.measure == "level" and subject.series and not told.inner:
        scene.head = subject.series
    scene.told.append(told)
    if scene.first is None and told.measure == "level" and subject.rule != "unclaimed":
        scene.first = subject
    if subject.rule != "unclaimed" and (subject.indicator not in AREAS or scene.subject is None):
        scene.subject = subject
    if subject.rule == "area/picked":
        names = scene.places.listed(around.left, around.start)
        if names:
            scene.place, scene.joint = (names[0][0], names[-1][1]), True


# -- measure, qualifier, status ------------------------------------------------------------------------------


def _measure(scene: Scene, frame: Frame) -> tuple[Measure, bool]:
    """The measure and whether it is a fall, with what the figure before leaves to be understood."""
    gap, quantity, last = frame.gap, frame.quantity, scene.last
    before = gap
    if quantity.unit == "%" and scene.outer is not None and gap.startswith(")"):
        before = scene.text[scene.outer : quantity.start]
    measure, falls = measure_of(quantity, before, frame.tail)
    if last is None:
        return measure, falls
    if scene.run and LIST_JOINER.fullmatch(gap):
        return _measure_in_list(frame, last, measure, falls)
    if measure == "growth_rate" and last.measure == "avg_growth_rate" and not _COMPARES.search(gap):
        return "avg_growth_rate", falls
    compared = _COMPARES.search(scene.text, max(scene.start, last.quantity.start - 24), last.quantity.end)
    if measure == "level" and compared and _BARE_MOVE.fullmatch(gap):
        return "change_abs", gap.startswith(_FALLS)
    return measure, falls


def _measure_in_list(frame: Frame, last: Told, measure: Measure, falls: bool) -> tuple[Measure, bool]:
    """Further numbers of a list measure what the first did, each with its own verb if it has one."""
    own = bool(frame.gap.strip("、，和与及"))
    if last.quantity.unit == frame.quantity.unit:
        return last.measure, falls if own and measure == last.measure else last.falls
    if last.measure in _MOVES and measure in {"level", "share", "ratio_multiple"}:
        moved: Measure = _MOVE_OF.get(frame.quantity.unit or "", "change_abs")  # type: ignore[assignment]
        return moved, last.falls
    return measure, falls


def _qualifier(scene: Scene, frame: Frame, measure: Measure) -> Qualifier:
    qualifier = qualifier_of(frame.quantity, frame.gap, frame.tail)
    last = scene.last
    if qualifier == "exact" and measure == "rank" and last and last.approx and JOINER.fullmatch(frame.gap):
        return "approx"
    return qualifier


def _status(scene: Scene, frame: Frame, qualifier: Qualifier) -> Status:
    if is_bar(frame.gap, frame.tail, qualifier) or _is_held_against(scene, frame, qualifier):
        return "threshold"
    status = status_of(frame.gap, frame.tail)
    return "target" if status == "actual" and scene.time.ahead() else status


def _is_held_against(scene: Scene, frame: Frame, qualifier: Qualifier) -> bool:
    """Whether the number is a bar for areas or firms beside it (五个市均在百件以上, 超500件的8家)."""
    end = frame.around.end
    if qualifier == "range":
        return bool(_FIRMS.match(scene.text, end))
    if qualifier != "at_least":
        return False
    after = frame.rest[1] if len(frame.rest) > 1 else None
    if after and after.unit in {"家", "个"} and scene.text[end : after.start] == "的":
        return True
    last = scene.last
    if last is None or last.subject.indicator not in {"areas_above_threshold", "high_volume_applicants"}:
        return False
    return scene.text.find("，", last.quantity.end, frame.around.start) < 0


def _held_against_firms(scene: Scene, frame: Frame, subject: Subject) -> Subject:
    """A bar on filings that firms pass is one of the firms' filings."""
    firms = any(one.subject.indicator == "high_volume_applicants" for one in scene.told)
    if subject.indicator == "patent_applications" and (firms or _FIRMS.match(scene.text, frame.around.end)):
        return subject._replace(indicator="enterprise_patent_applications")
    return subject


# -- whose, when, in what unit -------------------------------------------------------------------------------


def _follow_place(scene: Scene, frame: Frame) -> None:
    """Take note of whom the words before the number speak."""
    around, text = frame.around, scene.text
    if scene.joint and (
        text.find(";", around.left, around.start) >= 0 or ALSO.search(text, around.left, around.start)
    ):
        scene.place, scene.joint = scene.home, False
    named = scene.places.subject(around.left, around.start, scene.start)
    if named is None:
        _follow_counted(scene, frame)
        return
    kind, start, end = named
    scene.figure_region = scene.region
    home = fold(scene.home or "")
    if kind == "own":
        kind = "city" if home.endswith("区") else "whole"
    if kind == "whole":
        scene.place = None
        scene.figure_region = "000000" if _NATION.match(text, start) else scene.region
    elif kind in {"city", "list"}:
        scene.place = scene.home
    elif kind == "multi":
        area = province_of_area(text[start:end])
        scene.place, scene.figure_region = (start, end), area or "000000"
    elif kind == "that":
        same_kind = home.endswith(text[end - 1]) and bool(home)
        scene.place = scene.home if same_kind or scene.named is None else scene.named
    elif kind == "place":
        scene.place = scene.named = scene.home if home.endswith(text[start:end]) else (start, end)
    else:
        kind_of_name, code = kind.split(":")
        scene.place = (start, end) if kind_of_name == "place" else None
        scene.figure_region = code


def _follow_counted(scene: Scene, frame: Frame) -> None:
    """The group just counted, when a share of it follows at once (99家高新技术企业83.8%的专利)."""
    last, around = scene.last, frame.around
    if last is None or frame.quantity.unit != "%" or last.quantity.unit not in {"家", "所", "个"}:
        return
    follows = last.quantity.end == around.left and scene.text.startswith("的", around.end)
    if follows and _NOUN_PHRASE.fullmatch(frame.gap) and "的" not in frame.gap:
        scene.place = (around.left, around.start)


def _whose(scene: Scene, frame: Frame, measure: Measure, status: Status) -> tuple[str | None, str | None]:
    """The place and the region of the figure."""
    end = frame.around.end
    if measure == "ratio_multiple" and frame.gap == "的" and scene.last:
        return scene.place_text(), scene.region
    origin = scene.places.origin_right(end)
    if origin:
        return scene.spelled(origin), scene.region
    if scene.text.startswith("副省级", end):
        return None, "000000"
    whole = reference(scene, frame.gap) if measure == "level" else None
    if whole:
        return None, "000000" if whole in {"全国", "国家"} else scene.region
    if measure == "level" and _AVERAGE_TAIL.match(scene.text, end):
        return None, "000000" if "全国" in frame.gap[-6:] else scene.region
    if status == "threshold" and scene.joint:
        return scene.home, scene.figure_region
    return scene.place_text(), scene.figure_region


def _is_stock(scene: Scene, frame: Frame, subject: Subject, measure: Measure) -> bool:
    """Whether the figure is told of a date rather than of a stretch of time."""
    kind = scene.words.lexicon.indicators[subject.indicator].kind
    last = scene.last
    if kind == "either" and measure != "level" and last and last.subject.indicator == subject.indicator:
        return last.subject.stock
    marked = _marks_stock(scene, frame)
    return kind == "stock" or (kind == "either" and marked)


def _marks_stock(scene: Scene, frame: Frame) -> bool:
    """Whether the words of this chain say that things exist (现有, 达到), not that they are new."""
    gap = frame.gap
    piece = scene.text[frame.around.clause : frame.around.start]
    piece += frame.tail[:2] if frame.around.facing_right else ""
    if _MARK_NEW.search(piece) or _THIS_YEAR.search(gap):
        scene.marked = False
    elif FROM.search(gap) or _MARK_STOCK.search(piece) or scene.time.cut_here:
        scene.marked = True
    elif ";" in gap:
        scene.marked = False
    return scene.marked


def _unit(scene: Scene, quantity: Quantity, indicator: str, measure: Measure) -> str | None:
    unit = scene.words.lexicon.indicators[indicator].unit
    if unit == "件/万人" and quantity.unit in {"件", None, "项", "个"}:
        return unit
    if (
        quantity.unit == "件"
        and scene.text.find("每亿元", max(scene.start, quantity.start - 24), quantity.start) >= 0
    ):
        return "件/亿元"
    return unit if quantity.unit is None and measure == "level" else quantity.unit


# -- what a growth, rank or share is of ----------------------------------------------------------------------


def _base(scene: Scene, frame: Frame, indicator: str, measure: Measure, region: str | None) -> str | None:
    if measure == "level":
        return None
    if measure == "share":
        return _whole(scene, frame, indicator)
    suffix = ""
    own = _OWN_RATE.search(frame.gap) if measure in {"rank", "ordinal_streak", "change_abs"} else None
    if own:
        suffix = ":growth_rate" if own[1] else ":share"
    elif measure == "ordinal_streak" and _STREAK_OF_GROWTH.search(frame.tail):
        suffix = ":growth_rate"
    average = _AVERAGE_IN.search(frame.gap) if measure in {"relative_diff", "change_points"} else None
    if average:
        whole = "000000" if average[1] == "全国" else region
        suffix += f"@{whole}" if whole else ""
    return indicator + suffix


def _whole(scene: Scene, frame: Frame, indicator: str) -> str | None:
    """The whole that a share is of, when the text names it."""
    around = frame.around
    at = scene.text.rfind("占", around.left, around.start)
    if at >= 0:
        return _named_whole(scene, frame, indicator, at)
    if indicator.endswith("_closed"):
        return indicator.removesuffix("_closed")
    return indicator if scene.text.startswith("的", around.end) else None


def _named_whole(scene: Scene, frame: Frame, indicator: str, at: int) -> str | None:
    around, words = frame.around, scene.words
    nation = "@000000" if _NATIONAL.search(scene.text, at, around.start) else ""
    facets = words.facets(at, around.start)
    if facets.stage or facets.type:
        series = complete(scene, facets, around, at)
        whole = words.series_indicator(("", series[1], series[2]))
        if whole:
            return whole + nation
    end = around.end
    cue = words.best_cue(
        around._replace(sentence=at, left=at, clause=at, stop=end, outer_end=end, clause_end=end),
        None,
        right=False,
    )
    if cue:
        return cue.indicator + nation
    if nation:
        return indicator + nation
    series_of = words.lexicon.facets_of.get(indicator)
    return words.series_indicator(("", "", series_of[2])) if series_of else None


def _noun(scene: Scene, frame: Frame) -> str | None:
    """The noun phrase of a quantity that no indicator claims."""
    around = frame.around
    if around.facing_right:
        phrase = scene.text[around.end : min(around.clause_end, around.end + 16)]
    else:
        phrase = scene.text[max(around.clause, around.start - 16) : around.start]
    return phrase.strip("的，、;:。()为达到共计约近超过有 ") or None
