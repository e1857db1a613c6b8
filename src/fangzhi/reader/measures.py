"""What a number says: an amount, growth, share, rank or run; how firmly; whether it is so yet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

    from fangzhi.reader.observation import Measure, Qualifier, Status
    from fangzhi.reader.quantities import Quantity

_RISE = "增长|增加|增涨|增幅|涨幅|增速|上升|提高|提升|上涨|增|升|攀升|递增|扩大|跃升|前进|上移|前移|进位"
_FALL = "下降|降低|减少|下滑|回落|下跌|缩减|负增长|降幅|减|降|跌|后退|下移|缩短"
_MOVE = re.compile(rf"({_RISE})|({_FALL})")
_AVERAGE = re.compile(r"年均|平均每年|年平均|年复合")
_TO = re.compile(r"[到至为达]")
_SHARE = re.compile(r"占|比例|比重|[率面]")
_PEER = re.compile(
    r"(?:高出|高于|低于|多于|少于|超过|超出|高|低)[^，;。]{0,10}(?:平均|全[国省市区]|水平)|平均[^，;。]{0,14}(?:高出|高|低)了?$"
)
_RATE_TAIL = re.compile(r"的?(?:增长率|增幅|增速|涨幅)")
_COMPARED = re.compile(r"比|较|同比|环比|相比|净增")
_DIRECT_MOVE = re.compile(rf"(?:{_RISE}|{_FALL}|多|少)了?(?:近|约|超过?|逾|达)?$")
_MOVED_BY = re.compile(r"(?:增长|提高|上升|下降|减少|降低)了?[^，]?$")
_RATIO = re.compile(
    r"(?:是|为|相当于|达到?)[^，;。]{0,20}的?(?:近|约|超过?)?$|(?:增长?|提高|增加|扩大|上升|翻)[到至]"
)
_RUN = re.compile(r"连续(?:了|已)?$")

_MORE = re.compile(
    r"(?:超过?了?|突破了?|首破|再破|(?<=[量额数])破|逾|不少于|不低于|不下|多于|高于|大于|上|超出|跨过|迈过|越过|冲破|至少|跃上|过)(?:到|达)?$"
)
_LESS = re.compile(
    r"接近[^，;。0-9]{1,8}的?$|(?<!不)(?:近|不足|不到|未满|未达到?|接近|几乎|将近|低于|少于|逼近|不满|不超过)$"
)
_ABOUT = re.compile(
    r"(?:约为?|大约|大概|大致|约有|约占|约达|左右|基本)(?:在|为)?$|约(?:占|为|是|相当于)[^，;。]{1,14}的?$"
)
_TAIL_ABOUT = re.compile(r"(?:个|元|件|家)?(?:左右|上下)")
_TAIL_MORE = re.compile(r"[之]?(?:以上|及以上|开外|还多|多(?=[，。;、)]|$))")
_TAIL_LESS = re.compile(r"以下|以内")
_TARGET = re.compile(
    r"力争|争取(?=到|在|实现|达|年|突破|新|完成|使|今|全)|计划(?=到|在|于|新|达|培|实|建|完|将|年|用|投|今|全|规模)|目标|拟(?=新|建|在|于|将)|将(?!近|“|《|.{1,12}(?:纳入|列入|作为))(?:达|超|突破|新增|实现|获得?|建|力|有|完成|培|支|投|引)|确保|规划(?=到|新|建|在)|预期|有望"
)
_ESTIMATE = re.compile(r"预计|预估|估计|估算")
_GOAL = re.compile(r"^[”’]?(?:的?目标|纳入|列入|作为)")
_BAR_TAIL = re.compile(
    r"^(?:以上|及以上)?的(?!增|同|上|速|高)(?=[^，。;]{0,12}(?:企业|单位|市|县|区|州|高校|院|机构|园|产业|人|有|达|共|家))|"
    r"^(?:以上|及以上)?(?:企业|大户)"
)
_BAR_GAP = re.compile(r"(?:超过?|突破|达到?|满|在|逾|均在|不足)$")


def measure_of(quantity: Quantity, gap: str, tail: str) -> tuple[Measure, bool]:
    """The measure of a quantity and whether it is a fall.

    `gap` is the text since the quantity before it in the sentence, `tail` the text up to the one after it.
    """
    piece = gap[max(gap.rfind("，"), gap.rfind(";")) + 1 :] or gap
    if quantity.form == "rank":
        return "rank", False
    unit = quantity.unit
    if unit in {"年", "个月", "届"} and _RUN.search(gap):
        return "ordinal_streak", False
    if unit == "%":
        return _percent(quantity, gap, piece, tail)
    if unit == "百分点":
        return "change_points", _falls(gap) or "低于" in piece
    if unit == "倍":
        return _times(quantity, gap, piece)
    return _amount(quantity, piece, gap)


def _percent(quantity: Quantity, gap: str, piece: str, tail: str) -> tuple[Measure, bool]:
    if _RATE_TAIL.match(tail):
        return "growth_rate", False
    if _PEER.search(gap) and not _SHARE.search(piece):
        return "relative_diff", "低于" in gap or "少于" in gap
    moves = list(_MOVE.finditer(piece)) or (
        [] if piece != gap and piece.strip("，约近超过达到为是仅高的") else list(_MOVE.finditer(gap))
    )
    share = [match.start() for match in re.finditer("占|比例|比重", piece)]
    if moves and quantity.form != "fraction" and (not share or moves[-1].start() > share[-1]):
        if _TO.match(piece, moves[-1].end()) and not moves[-1][0].endswith(("幅", "速")):
            return "share", False
        average = bool(_AVERAGE.search(piece))
        return ("avg_growth_rate" if average else "growth_rate"), bool(moves[-1][2])
    if "同比" in piece and not share:
        return "growth_rate", False
    return "share", False


def _times(quantity: Quantity, gap: str, piece: str) -> tuple[Measure, bool]:
    if quantity.form == "fold" or _RATIO.search(piece) or "倍于" in gap:
        return "ratio_multiple", False
    spoken = piece if piece.strip("，约近超过达到为是仅高") else gap
    if _MOVE.search(spoken):
        return "growth_multiple", _falls(spoken)
    return "ratio_multiple", False


def _amount(quantity: Quantity, piece: str, gap: str) -> tuple[Measure, bool]:
    if not _DIRECT_MOVE.search(piece) or piece.endswith(("新增", "新增加")):
        return "level", False
    compared = _COMPARED.search(piece) or gap.removesuffix(piece).endswith("相比，")
    if quantity.unit == "位" or compared or _MOVED_BY.search(piece):
        return "change_abs", _falls(piece)
    return "level", False


def _falls(text: str) -> bool:
    last = None
    for match in _MOVE.finditer(text):
        last = match
    return bool(last and last[2])


def qualifier_of(quantity: Quantity, before: str, after: str) -> Qualifier:
    """How firmly the figure is stated; `before` and `after` are the text on both sides of the number."""
    if quantity.high is not None:
        return "range"
    if _LESS.search(before) or _TAIL_LESS.match(after):
        return "below"
    if quantity.vague == "more" or _MORE.search(before) or _TAIL_MORE.match(after):
        return "at_least"
    if quantity.vague == "bare" or _ABOUT.search(before) or _TAIL_ABOUT.match(after):
        return "approx"
    return "exact"


def status_of(gap: str, tail: str) -> Status:
    """Whether the figure is a fact, a target, an estimate, or the bar others are counted against."""
    if _ESTIMATE.search(gap):
        return "estimate"
    if _TARGET.search(gap) or _GOAL.match(tail):
        return "target"
    return "actual"


def is_bar(gap: str, tail: str, qualifier: Qualifier) -> bool:
    """Whether the number is a threshold that picks out the things counted beside it (申请超千件的企业)."""
    return (
        qualifier == "at_least"
        and bool(_BAR_TAIL.match(tail))
        and bool(_BAR_GAP.search(gap) or tail[:2] == "以上")
    )


def signed(value: Decimal, falls: bool) -> Decimal:
    """The value with the sign that the verb gives it."""
    return -value if falls and value > 0 else value
