"""What a figure is about: the words beside its number first, then what the sentence has spoken of before."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from fangzhi.reader.scene import ALSO, AREAS, FILLER, OF_WHICH, Frame, Scene, Told, last_match
from fangzhi.reader.subjects import Cued, Facets, Series, Subject, Surroundings, counted_right, faces_right

if TYPE_CHECKING:
    from fangzhi.reader.observation import Measure
    from fangzhi.reader.quantities import Quantity

AREA_NOUN = re.compile(
    r"(?:地级|设区的?|县级|副省级|省辖|地州|直辖|主要)?"
    r"(?:市|县|区(?!域|块)|州|盟|旗|城市|盟市|地区(?!生产|间|性)|省|(?:经济|高新)?(?:技术)?开发区)"
)
AVERAGE = re.compile(
    r"(全国|全[省市区]|国家)[^，;。]{0,6}(?:平均|均值|该指标|同类指标)(?:水平|数|值)?[^，;。]{0,4}$"
)
_AREA_UNITS = frozenset("市县区州盟旗镇省")
_AREA_WHOLE = re.compile(
    r"(?:全[省市区国]|我[省市区]|所辖|下辖|辖|涵盖|覆盖|全部|所有)(?:的|所有|共有?|全部)?$"
)
_AMONG = re.compile(r"[^，;。、]{0,6}(?:市|县|区|州|盟|旗|城市|\))中")
_GOAL_TAIL = re.compile(r"(?:的)?[^，。;、]{0,6}(?:目标|水平|台阶|大关|平均)")
_AREA_LEFT = re.compile(r"的(?:地级|设区)?(?:市|县|区|州)[^，;。]{0,3}$")
_ROW_HOLDERS = frozenset({"university", "institute", "gov_org"})
_FIRMS_ONLY = re.compile(r"[、，](?:工矿)?企业$")
_HOLDER_OF = (("公司", "enterprise"), ("集团", "enterprise"), ("大学", "university"), ("学院", "university"))
_REFERENCE = re.compile(r"(全国|全[省市区])$")
_ROW = re.compile(r"[、，][一-鿿]{1,6}")
_FILES_OVER = re.compile(r"申请[^，;。]{0,8}(?:超过?|突破|逾|过|不少于)$")
_PER_10K = re.compile("万人(?!次)|每1万人|每一万人")
_WHOLE_REGION = re.compile("全[省市区]|我[省市]")
_INSTITUTION = re.compile(
    r"(?<![向、合与])(?:(法院|法庭|法官|审判)|(检察)|(公安|警方|经侦)"
    r"|(知识产权局|市场监管|行政执法|行政机关|工商|版权局|版权部门|海关))"
)
_CLOSED = re.compile("审结|结案|办结|判决|破案|侦破|破获|破(?=$)")
_BY_INSTITUTION = {
    1: ("court_cases_accepted", "court_cases_closed"),
    2: ("procuratorate_cases", "procuratorate_cases"),
    3: ("police_cases_filed", "police_cases_solved"),
}
_CASES = frozenset(
    [
        "ip_admin_cases",
        "ip_admin_cases_closed",
        "dispute_cases",
        "dispute_cases_closed",
        "infringement_cases",
        "trademark_cases",
        "copyright_cases",
        "enforcement_cases",
        "enforcement_cases_closed",
        "ownership_cases",
        "counterfeit_cases",
        "court_cases_accepted",
        "court_cases_closed",
        "copyright_registrations",
    ]
)
_CLEAR = 8.0
_OF = re.compile(r"(?:以上|左右)?的")
_UNCLAIMED = Subject("other_quantity", "unclaimed")


def level_subject(scene: Scene, frame: Frame) -> Subject:
    """What a plain amount is of."""
    return by_institution(scene, frame.around, _level(scene, frame))


def _level(scene: Scene, frame: Frame) -> Subject:
    quantity, around = frame.quantity, frame.around
    if _files_over(scene, frame) or _over_bar(scene, frame):
        return Subject("high_volume_applicants", "bar")
    series, worth = _series(scene, frame)
    if series and worth >= _CLEAR and not around.facing_right:
        return series
    cue = scene.words.best_cue(around, quantity.unit, family=_family(scene))
    area = _area(scene, quantity, around)
    if area and (area.indicator == "admin_divisions" or not _counts_areas(scene, cue)):
        return area
    if cue and cue.worth >= worth and (worth or cue.worth >= 1.0):
        return cue.subject
    return series or _left_unsaid(scene, frame, cue)


def _counts_areas(scene: Scene, cue: Cued | None) -> bool:
    return (
        cue is not None
        and cue.worth >= 4.0
        and scene.words.lexicon.indicators[cue.indicator].unit in {"个", "家"}
    )


def _left_unsaid(scene: Scene, frame: Frame, cue: Cued | None) -> Subject:
    """What the number is of when its own clause hardly says: what was spoken of before, or earlier words."""
    if cue and cue.worth >= 2.0:
        return cue.subject
    carried = _carried(scene, frame)
    if carried:
        return carried
    last = scene.last
    if cue is None and last and _in_row(last, frame):
        return last.subject._replace(rule="carried")
    if cue is None and FILLER.fullmatch(frame.gap):
        wide = frame.around._replace(left=scene.start, clause=scene.start)
        cue = scene.words.best_cue(wide, frame.quantity.unit, family=_family(scene))
    return cue.subject if cue else _UNCLAIMED


def _family(scene: Scene) -> str:
    """How the id spoken of last begins: an amount beside a count is most likely of the same business."""
    first, _, rest = (scene.last.subject.indicator if scene.last else "").partition("_")
    if first in {"infringement", "ownership"}:
        return "dispute_"
    if first == "ip":
        return f"ip_{rest.partition('_')[0]}_"
    return "" if first in {"patent", "other", ""} else first + "_"


def by_institution(scene: Scene, around: Surroundings, subject: Subject) -> Subject:
    """The same cases counted by a court, a procuratorate or the police are series of their own."""
    if subject.indicator not in _CASES:
        return subject
    found = last_match(_INSTITUTION, scene.text, scene.start, around.start)
    if found is None or found.lastindex not in _BY_INSTITUTION:
        return subject
    accepted, closed = _BY_INSTITUTION[found.lastindex]
    done = subject.indicator.endswith("_closed") or _CLOSED.search(scene.text, around.clause, around.start)
    return subject._replace(indicator=closed if done else accepted)


# -- counted firms and areas ---------------------------------------------------------------------------------


def _files_over(scene: Scene, frame: Frame) -> bool:
    """Firms picked out by how much they file (11家企业年申请专利超千件)."""
    if frame.quantity.unit != "家" or len(frame.rest) < 2 or frame.rest[1].start > frame.around.outer_end:
        return False
    return bool(_FILES_OVER.search(scene.text, frame.around.end, frame.rest[1].start))


def _over_bar(scene: Scene, frame: Frame) -> bool:
    """Firms counted after the bar they passed (年申请超百件的企业有97家)."""
    last = scene.last
    if last is None or not last.threshold or frame.quantity.unit not in {"家", "个"}:
        return False
    if _AREA_LEFT.search(frame.gap):
        return False
    same_clause = scene.text.find("，", last.quantity.end, frame.around.start) < 0
    filings = last.subject.indicator.endswith("applications")
    return filings and same_clause and not AREA_NOUN.match(scene.text, frame.around.end)


def _area(scene: Scene, quantity: Quantity, around: Surroundings) -> Subject | None:
    """Areas counted by what the sentence says of them, or as the size of a whole (全省11个市)."""
    text = scene.text
    if not _is_area(text, quantity, around):
        return None
    whole = (
        _AREA_WHOLE.search(text[around.left : around.start]) or "副省级" in text[around.end : around.end + 4]
    )
    among = _AMONG.match(text, around.end) and text[around.start - 1 : around.start] != "的"
    last = scene.last
    beside = scene.in_row(around.start) and text[around.start - 1] != "，"
    further = last and last.subject.indicator == "admin_divisions" and beside
    if whole or among or further or quantity.value >= 200:
        return Subject("admin_divisions", "area/whole", stock=True)
    return Subject("areas_above_threshold", "area/picked")


def _is_area(text: str, quantity: Quantity, around: Surroundings) -> bool:
    if quantity.printed[:1] in _AREA_UNITS:
        return True
    if quantity.unit != "个":
        return False
    return bool(AREA_NOUN.match(text, around.end) or _AREA_LEFT.search(text[around.left : around.start]))


# -- carried on from before ----------------------------------------------------------------------------------


def _carried(scene: Scene, frame: Frame) -> Subject | None:
    """What was spoken of before, when nothing new is named (首次突破12万件，达到129820件)."""
    same = _same_kind(scene, frame.quantity)
    opens = all(one.subject.indicator in AREAS for one in scene.told)
    subject = same or (scene.first if opens and scene.first else scene.subject)
    after_place = _only_place(scene, frame)
    if subject is None or not (scene.told or after_place):
        return None
    goes_on = after_place or FILLER.fullmatch(frame.gap) or reference(scene, frame.gap)
    if not goes_on and not (same and _GOAL_TAIL.match(scene.text, frame.quantity.end)):
        return None
    known = subject.indicator != "other_quantity"
    if known and not scene.words.lexicon.accepts(subject.indicator, frame.quantity.unit):
        return None
    return subject._replace(rule="carried")


def reference(scene: Scene, gap: str) -> str | None:
    """The whole whose average or own value the number is quoted as, for comparison: 全国, 全省 …"""
    before = gap.rstrip("(为是")
    match = AVERAGE.search(before) or (_REFERENCE.search(before) if scene.bracketed else None)
    return match[1] if match else None


def _only_place(scene: Scene, frame: Frame) -> bool:
    """Whether nothing but a place stands before the number (大武口区以346件)."""
    place, start = scene.place, frame.quantity.start
    if not isinstance(place, tuple) or not start - len(frame.gap) <= place[0] < start:
        return False
    return bool(FILLER.fullmatch(scene.text, place[1], start))


def _in_row(last: Told, frame: Frame) -> bool:
    """Whether it is one more of a breakdown whose parts have no name of ours (其中著作权361件、其他8件)."""
    return last.inner and last.quantity.unit == frame.quantity.unit and bool(_ROW.fullmatch(frame.gap))


def _same_kind(scene: Scene, quantity: Quantity) -> Subject | None:
    """The last figure told in this sentence that was counted, or could be, in the unit of this one."""
    for one in reversed(scene.told):
        indicator = one.subject.indicator
        if indicator in AREAS:
            continue
        fits = one.measure != "level" and scene.words.lexicon.accepts(indicator, quantity.unit)
        if fits or one.quantity.unit == quantity.unit:
            return one.subject
    return None


def _moved_from(scene: Scene, quantity: Quantity) -> Subject | None:
    """What an absolute change is a change of: the areas just counted, else the last of its kind."""
    last = scene.last
    if last and last.subject.indicator in AREAS and last.quantity.unit == quantity.unit:
        return last.subject
    return _same_kind(scene, quantity)


# -- filings, grants and patents in force --------------------------------------------------------------------


def _series(scene: Scene, frame: Frame) -> tuple[Subject | None, float]:
    """The filing, grant or stock that the words beside the number name, with the worth of those words."""
    around, words = frame.around, scene.words
    if frame.quantity.unit not in {"件", "项", "个", None}:
        return None, 0.0
    right = around.facing_right and counted_right(frame.quantity, words, around)
    start, facets = nearest_facets(scene, around)
    if facets.start < 0:
        return _series_right(scene, around) if right else (None, 0.0)
    if words.foreign(facets.start, around.start) or not _is_series(scene, facets, around):
        return None, 0.0
    series = complete(scene, facets, around, start)
    indicator = words.series_indicator(series)
    worth = facets.length * (0.6 if around.facing_right and not right else 1.0)
    if indicator is None and isinstance(scene.place, tuple) and around.left <= scene.place[0]:
        series = ("", *series[1:])
        indicator = words.series_indicator(series)
    if indicator is None:
        return (series_subject("other_quantity", series), worth) if series[0] and series[2] else (None, 0.0)
    _follow_group(scene, facets)
    also = words.joint(facets, series) if ALSO.search(frame.gap) else ()
    return series_subject(indicator, series, also), worth


def _is_series(scene: Scene, facets: Facets, around: Surroundings) -> bool:
    """Whether the words name a series, not only a holder that owns something else."""
    if facets.type or facets.stage or facets.holder in {"", "per_10k"}:
        return True
    named = isinstance(scene.place, tuple) and around.left <= scene.place[0]
    spoken = scene.subject.series if scene.subject else None
    firms = bool(
        spoken and spoken[0] in _ROW_HOLDERS and _FIRMS_ONLY.search(scene.text[around.left : around.start])
    )
    return named or firms or (facets.holder in _ROW_HOLDERS and spoken is not None)


def _series_right(scene: Scene, around: Surroundings) -> tuple[Subject | None, float]:
    ahead = scene.words.facets(around.end, around.clause_end)
    behind = scene.words.facets(around.clause, around.start)
    series = (ahead.holder or behind.holder, ahead.type, ahead.stage or behind.stage)
    indicator = scene.words.series_indicator(series) if series[2] else None
    return (series_subject(indicator, series), float(ahead.length)) if indicator else (None, 0.0)


def of_holder(scene: Scene, name: str, subject: Subject) -> Subject:
    """The series of a named firm or university, where the catalogue has it (某公司申请专利)."""
    holder = next((holder for ending, holder in _HOLDER_OF if name.endswith(ending)), "")
    if not holder or not subject.series or subject.series[0]:
        return subject
    series = (holder, *subject.series[1:])
    indicator = scene.words.series_indicator(series)
    return subject._replace(indicator=indicator, series=series) if indicator else subject


def series_subject(indicator: str, series: Series, also: tuple[str, ...] = ()) -> Subject:
    """The subject that a series is."""
    return Subject(indicator, "series/" + ".".join(filter(None, series)), also, series)


def nearest_facets(scene: Scene, around: Surroundings) -> tuple[int, Facets]:
    """The series words of the nearest clause before the number that has any, not past the number before."""
    text, end = scene.text, around.start
    while True:
        before = max(around.left, end - 1)
        comma, semicolon = text.rfind("，", around.left, before), text.rfind(";", around.left, before)
        start = max(around.left, comma + 1, semicolon + 1)
        facets = scene.words.facets(start, around.start)
        if facets.start >= 0 or start <= around.left or start >= end:
            return start, facets
        end = start


def complete(scene: Scene, facets: Facets, around: Surroundings, start: int) -> Series:
    """The series with what its clause leaves unsaid taken from the sentence before it."""
    holder, kind, stage = facets.holder, facets.type, facets.stage
    of_which = bool(OF_WHICH.search(scene.text, around.left, around.start))
    inner = of_which or (scene.inner and not stage)
    head = _head_series(scene, inner, bool(stage))
    before = scene.words.facets(scene.start, start) if head is None and scene.start < start else None
    if not stage:
        stage = head[2] if head else before.stage if before else ""
        spoken = scene.subject.series if scene.subject else None
        if not stage and spoken and (inner or not scene.told or (holder and not kind)):
            stage = spoken[2]
    if not kind:
        kind = head[1] if head else before.type if before else ""
    if not holder:
        holder = _carried_holder(scene, head, around, start, inner)
    if _PER_10K.search(scene.text, start, around.start):
        return "per_10k", kind if kind in {"high_value", "invention"} else "", "in_force"
    return holder, kind, stage


def _head_series(scene: Scene, inner: bool, staged: bool) -> Series | None:
    last = next((one.subject.series for one in reversed(scene.told) if one.subject.series), None)
    head = last if inner or not staged else (scene.head or last)
    if head is None and inner and scene.subject:
        return scene.subject.series
    return head


def _carried_holder(scene: Scene, head: Series | None, around: Surroundings, start: int, inner: bool) -> str:
    if (
        head
        and head[0] not in {"", "per_10k"}
        and not _WHOLE_REGION.search(scene.text, around.left, around.start)
    ):
        return head[0]
    if not scene.told or inner or head is None:
        holder = scene.words.facets(scene.start, start).holder
        return holder if holder in {"university", "institute"} else ""
    return ""


def _follow_group(scene: Scene, facets: Facets) -> None:
    """A named sub-population before the series owns the figure (规模以上工业企业专利申请)."""
    left = scene.last.quantity.end if scene.last else scene.start
    group = scene.places.group(left, facets.start) or scene.places.group(left, facets.end)
    if group and group[1] >= facets.start:
        scene.place = group


# -- growth, share, rank and run -----------------------------------------------------------------------------


def derived_subject(scene: Scene, frame: Frame, measure: Measure) -> Subject:
    """What a growth, share, rank or run is about: named beside it, or the figure before it."""
    if measure == "share":
        rate = _rate(scene, frame)
        if rate:
            return rate.subject
    around = frame.around
    at = scene.text.rfind("占", around.left, around.start) if measure == "share" else -1
    named = _named(scene, frame, around._replace(start=at) if at >= 0 else around, measure)
    if named:
        return named
    moved = measure == "change_abs" and frame.quantity.unit != "位"
    before = (_moved_from(scene, frame.quantity) if moved else None) or scene.subject
    if before:
        return _several(scene, frame.gap, before._replace(rule="carried"))
    cue = scene.words.best_cue(around, None)
    return cue.subject if cue else _UNCLAIMED


def _rate(scene: Scene, frame: Frame) -> Cued | None:
    """A rate that has a name (结案率97.9%), or a share of what follows it (75%的高新技术企业)."""
    around, words = frame.around, scene.words
    if faces_right(scene.text, around.end) and _OF.match(scene.text, around.end):
        cue = words.best_cue(around, "%", right=True) or words.best_cue(around, None, right=True)
        if cue:
            return cue
    rate = words.best_cue(around._replace(sentence=around.left), "%", right=False, family=_family(scene))
    return rate if rate and rate.worth >= 4.0 else None


def _named(scene: Scene, frame: Frame, around: Surroundings, measure: Measure) -> Subject | None:
    """The indicator named between the last number and this one, before the word that measures."""
    words = scene.words
    cue = _named_cue(scene, frame, around, measure)
    start, facets = nearest_facets(scene, around)
    if (facets.stage or facets.type not in {"", "any"}) and not words.foreign(facets.start, around.start):
        holder, kind, stage = complete(scene, facets, around, start)
        series = (holder, kind, facets.stages[0] if len(facets.stages) > 1 else stage)
        indicator = words.series_indicator(series)
        if indicator and (cue is None or cue.worth < facets.length + 1):
            return series_subject(indicator, series, words.joint(facets, series))
    return cue.subject if cue and cue.worth >= 1.5 else None


def _named_cue(scene: Scene, frame: Frame, around: Surroundings, measure: Measure) -> Cued | None:
    """The alias between the last number and this one: of the measure's own unit, or clearly of another."""
    words = scene.words
    unit = {"rank": "位", "share": "%", "ordinal_streak": frame.quantity.unit}.get(measure)
    before = around._replace(
        sentence=around.left, clause_end=around.end, outer_end=around.end, stop=around.end
    )
    cue = words.best_cue(before, unit, right=False) if unit else None
    if cue is None and measure == "ordinal_streak":
        cue = words.best_cue(around._replace(sentence=around.left), None)
    loose = words.best_cue(before, None, right=False)
    if loose and loose.worth >= 3.0 and (cue is None or loose.worth > cue.worth + 2):
        return loose
    return cue


def _several(scene: Scene, gap: str, subject: Subject) -> Subject:
    """The last subjects together when the text says 均 or 双双."""
    if not ALSO.search(gap):
        return subject
    level = [one.subject for one in scene.told if one.measure == "level"]
    names = list(dict.fromkeys(one.indicator for one in level[-2:]))
    if len(names) < 2:
        return subject
    return level[-2]._replace(rule="carried", also=(names[1],))
