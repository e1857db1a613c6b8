"""The scan: one pass over the reading copy that finds names to leave alone, dates, and quantities.

What stands in 《》, most of what stands in quotation marks, numbers of standards, documents, patents and
telephones, and ordinals of meetings and batches are passed over; a number of more than 18 digits is none.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from fangzhi.reader.numerals import MULTIPLIERS, arabic, arabic_step, chinese, chinese_step

_MOST_DIGITS = 18
_N = "一二两三四五六七八九十"
_C = "零一二两三四五六七八九十百千万亿"
_YEAR = r"(?:19|20)\d\d"
_COUNTED = (
    "人次|批次|件次|家次|位次|名次|次|件|起|宗|例|桩|份|家|户|项|笔|场次|场|条|所|名|人|位|元|美元|倍|个|"
    "种|类|款|台|套|部|册|篇|处|座|支|批|只|岁|届|平方公里|平方米|公里|公顷|亩|吨"
)
_AREA = r"(?:(?:市|县|区|州|盟|旗|镇|乡|省)(?![政委院府局长一-鿿]?(?:政府|委员会))){1,2}"
_ARABIC_UNIT = rf"个百分点|百分点|个点|%|个月|个位次|个名次|{_COUNTED}|期|年|成|分(?![钟之])|{_AREA}"
_CHINESE_UNIT = rf"个百分点|百分点|个月|个位次|个名次|(?:{_COUNTED})|年|{_AREA}"
# What makes 第三… an ordinal of something (第三届) rather than a place in a ranking.
_ORDINAL_OF = "届次批期章条款号季版部代步方产轮卷类时书责线手副项家个中小实医人轻台篇集排节回辑讲站场课堂"
_NOT_RANKED = _ORDINAL_OF + r"一二三四五六七八九十百千万亿0-9~至到\-"
_NAME_END = (
    "计划|工程|行动|方案|战略|专项|活动|项目|热线|电话|政策|模式|机制|标准|规划|办法"
    "|意见|条例|精神|人才|企业|品牌"
)
_PLAN = r"""“?十[一二三四五]五”?(?:规划)?(?:期间|时期|期末|末|以来)
      |“?十[一二三四五]五”?规划(?=[^，。;]{0,6}(?:提出|确定|目标))"""
# Places and set phrases whose first characters read like a number with a unit.
_PLACES = "五家渠|万年县|三元区|二七区|万州|万县|三区三州|三区人才"
_PHRASES = rf"""[两三]位数|维持(?:年限)?(?:超过|在)?[五5]年以上|前[{_N}\d]{{1,2}}[名位]?(?:依次|分别|的是)
      |[百千万]亿元?级?(?:产业|集群|企业|园区)|(?<!\d)\d{{1,2}}年(?:底|末)?(?:相比|同期)
      |每[一1]?[十百千万亿](?:人口?|元|户|家)?|万人(?=发明|有效|高价值|拥有|专利|口|均)"""
_TITLES = rf"""《[^《》\n]{{0,120}}(?:《[^《》\n]{{0,120}}》[^《》\n]{{0,120}}){{0,4}}》
      |“(?!(?=[^“”\n]*(?:\d%|翻[一两二三]番|\d[余多]?[万亿]?[余多]?(?:件|家|元|人)))
          (?![^“”\n]{{0,40}}(?:{_NAME_END})”))[^“”\n]{{1,60}}”
      |‘[^‘’\n]{{1,40}}’"""
_NUMBERED = rf"""〔{_YEAR}〕\s*(?:第)?\d+号|\d{{19,}}[\d.,]*
      |(?<![A-Za-z])(?:ZL|CN|ISO|GB(?:/T)?|DB\d*(?:/T)?|IEC|RFC)[ ]?\d[\dXx.A-Z-]*(?:[-:]\d{{4}})?
      |(?<![A-Za-z])[A-Za-z]{{1,24}}(?:/[A-Za-z]{{1,24}})?[ ]?\d[\d.:/-]*
          (?![\d.]*(?:[余多]?[万亿]?[余多]?(?:{_COUNTED}|%)))
      |(?<!\d)\d{{1,18}}[A-Za-z]{{1,24}}
      |(?<!\d)0?\d{{2,4}}-\d{{5,8}}(?!\d)|(?<!\d)1[0-9]{{10}}(?!\d)
      |(?<!\d)12(?:330|345|315)(?![\d.,]|[余多万]?[件起个次条])"""
_ORDINALS = rf"""第[{_C}]{{1,4}}[{_ORDINAL_OF}](?!位|名)
      |第\d{{1,4}}(?:届|次|批|期|章|条|款|号|季度?|版|部|代|轮|卷|类|项|家|个)
      |前(?:\d{{1,3}}|[{_C}]{{1,4}})(?:[大天年日次届批期款条])
      |[一二三四五六七八九十]{{1,3}}五(?=规划|期间|时期|以来|末)"""
_MONTHS = r"1?\d(?:月份?)?(?:-|~|至|到)1?\d月份?(?:底|末)?"
_PART_OF_YEAR = r"上半年|下半年|第?[一二三四1-4]季度|前(?:三|3)季度|前\d{1,2}个月"
_DATE = rf"""(?<!\d){_YEAR}年?(?:度)?(?:-|~|至|到){_YEAR}年(?:度|期间|底|末)?
      |(?<!\d){_YEAR}年度?[,，]?(?:{_PART_OF_YEAR}
          |{_MONTHS}|1?\d月份?(?:\d{{1,2}}日)?(?:底|末|初)?|底|末|初|终|年底|年末)?
      |(?<!\d){_YEAR}[-/.](?:0?[1-9]|1[0-2])(?:[-/.]\d{{1,2}})?(?![\d%.]|[余多]?[万亿件元家个人倍项次])
      |二[零〇][零〇一二三四五六七八九]{{2}}年度?(?:底|末|上半年)?
      |(?:今年|明年|去年|前年|上年度?|本年度?|上一年度?|同年|当年)(?:{_PART_OF_YEAR}
          |{_MONTHS}|1?\d月份?(?:\d{{1,2}}日)?(?:底|末)?|底|末|同期)?
      |(?<!\d){_MONTHS}|前\d{{1,2}}个月
      |(?<![\d.])1?\d月份?(?:\d{{1,2}}日)?(?:底|末|初)?|(?<![\d.])\d{{1,2}}日(?:电|讯)?
      |上半年|下半年|(?<!第)第?[一二三四]季度|前三季度|年底(?!前)|年末|目前|同期"""
_RANKED = rf"""第(?:\d{{1,3}}|[{_N}百]{{1,4}})(?:位|名)|第(?:\d{{1,3}}|[{_N}百]{{1,4}})(?![{_NOT_RANKED}])
      |前(?:\d{{1,3}}|[{_N}百]{{1,4}})(?:位|名|强)?
          (?![大天年日次届批期款条季个月者项提置卫]|[名位]?[，,]?依次|[名位]?[，,]?分别|名?的是)
      |首位|榜首"""
_PARTS = rf"""半数|过半数?|一半|百分之(?:\d+(?:\.\d+)?|[{_C}]{{1,6}}(?:点[{_C}]{{1,4}})?)
      |(?<![{_C}])[{_C}]{{1,4}}分之[{_C}]{{1,6}}|(?<![\d/.])[1-9]\d?/[1-9]\d{{0,2}}(?![\d/.年月])
      |(?<![{_C}])[{_N}](?<!十)(?:至|到|-)?[一二三四五六七八九]?成(?:[一二三四五六七八九半](?![{_C}]))?
          (?![为立功果员效本交就长都熟年品因绩形分套批型人建的])"""
_DIGITS = r"\d{1,18}(?:,\d{3})*(?:\.\d+)?"
_ARABIC = rf"""(?<![\d.])(?P<n1>-?{_DIGITS})
      (?:(?P<m1>万亿|千万|百万|[百千万亿])?(?P<r1>%|{_COUNTED})?(?:-|~|至|到)(?P<n2>{_DIGITS})(?!月|日|年(?!以)))?
      (?P<a1>[余多几]|来(?=[万亿件个家人项名元次]))?
      (?P<mul>万亿|千亿|百亿|千万|百万|十万|[百千万亿])?(?P<a2>[余多])?
      (?P<unit>{_ARABIC_UNIT})?(?P<a3>[余多](?=[的，。;]))?"""
_CHINESE = rf"""(?<![{_C}第])(?P<c1>[数几]?[{_C}]{{1,20}}(?:点[零一二三四五六七八九]{{1,4}})?)
      (?:(?:-|~|至|到)(?P<c2>[{_C}]{{1,12}}))?(?P<b1>[余几来多])?(?P<cm>万亿|万|亿)?(?P<b2>[余多])?
      (?P<cu>{_CHINESE_UNIT})"""

# One pass: the first alternative that matches takes the place. The look-ahead names all first characters.
SCAN = re.compile(
    rf"""(?=[\d{_C}数几《“‘〔A-Za-z第前首榜半过翻今去本上下同年目截近每维明-])(?:
    (?P<plan>{_PLAN})
   |(?P<name>{_PLACES}|{_PHRASES}|{_TITLES}|{_NUMBERED}|{_ORDINALS})
   |(?P<date>{_DATE})
   |(?P<rank>{_RANKED})
   |(?P<share>{_PARTS})
   |(?P<fold>翻了?(?P<fan>[{_N}]|\d)番)
   |(?P<arabic>{_ARABIC})
   |(?P<chinese>{_CHINESE})
    )""",
    re.VERBOSE,
)

_ALIASES = {
    "起": "件", "宗": "件", "例": "件", "桩": "件", "份": "件", "件次": "件", "户": "家", "家次": "家",
    "名": "人", "场次": "场", "批次": "次", "期": "次", "批": "次", "个点": "百分点",
    "个百分点": "百分点",
    "个位次": "位", "位次": "位", "个名次": "位", "名次": "位", "种": "个", "类": "个",
    "款": "个", "处": "个", "座": "个",
    "支": "个", "台": "件", "套": "件", "部": "件", "册": "件", "篇": "件", "只": "件",
}  # fmt: skip
_IDIOMS = re.compile(
    r"一(?:起|次性?|种|类|位|批|个|场|处|部|支|款|倍|名|人|条|份|市|县|区|镇|乡|州|省|年|个月)(?!(?:经济|国家级|省级|市级|自治)?"
    r"(?:开发区|高新区|县|区|市))|三位(?=一体)|[一二三四五六七八九十]+项(?=指标|制度改革)|[两三四五]个(?=[一全方层环维意自坚面月])|"
    r"[一二三四五六七八九十两]+(?:年|种|类|款|台|部|支|岁|届|期|处|座|省|只|册|篇|套|个方面)|两(?:项|部)(?=法)|"
    r"[一二三四五六七八九十]+级|千(?:条|部|名)|百(?:年|部|条)|"
    r"[百千万](?:项|家|名|企|个|人)(?=[^，。;、\n]{1,14}(?:计划|工程|行动|活动|战略))|[一二三]区|两(?:岸|化|手|会)|[一二三四五六七八九]+人(?=以上?群|大)|一家(?=之|人)|一项(?=重要|长期|系统|基础)"
)
_SHARED_RANKS = re.compile(r"(?:分列|分居|依次).{0,4}$")
_RANK_BEFORE = re.compile(
    r"[居列位排名占第跃升获夺蝉联同全国省市区州部系统类级度幅速量会额数率额均强力中西东界校业]$|[国省市区州级](?:排名)?$"
)
_RANK_AFTER = re.compile(r"[，。;、:!?)”\n和并且及的,与]|$|连续")


class Quantity(NamedTuple):
    """A number with its unit as it stands in the reading copy, before it is known what it measures.

    `unit` is the canonical unit (起 is 件), None where it is elided; `printed` is the unit as written.
    `vague` tells how the numeral hedges: `more` (余, 多, 几, 数), `bare` (a lone 百 or 千), or nothing.
    """

    start: int
    end: int
    value: Decimal
    high: Decimal | None
    step: Decimal
    unit: str | None
    printed: str
    vague: str
    form: str


class DateMark(NamedTuple):
    """An expression of time as it stands in the reading copy."""

    start: int
    end: int
    text: str


def scan(text: str) -> list[Quantity | DateMark]:
    """All quantities and dates of the reading copy, in order."""
    found: list[Quantity | DateMark] = []
    for match in SCAN.finditer(text):
        kind = match.lastgroup
        if kind == "name":
            continue
        if kind in {"date", "plan"}:
            found.append(DateMark(match.start(), match.end(), match[0]))
            continue
        token = _MAKERS[kind or ""](text, match)
        if token:
            found.append(token)
    return found


def _rank(text: str, match: re.Match[str]) -> Quantity | None:
    quote = match["rank"]
    start, end = match.span()
    if quote in {"首位", "榜首"}:
        return Quantity(start, end, Decimal(1), None, Decimal(1), "位", "位", "", "rank")
    digits = quote[1:].rstrip("位名强")
    value = Decimal(digits) if digits.isdigit() else chinese(digits)
    named = quote[-1] in "位名强"
    if quote[0] == "前":
        if _SHARED_RANKS.search(text, max(0, start - 6), start) or not (
            named or _RANK_AFTER.match(text, end)
        ):
            return None
        return Quantity(start, end, value, None, Decimal(1), "位", "位", "more", "rank")
    before = text[max(0, start - 2) : start]
    if not named and not (_RANK_BEFORE.search(before) and _RANK_AFTER.match(text, end)):
        return None
    return Quantity(start, end, value, None, Decimal(1), "位", "位", "", "rank")


def _share(_: str, match: re.Match[str]) -> Quantity:
    quote = match["share"]
    value, step, vague = _share_value(quote)
    return Quantity(match.start(), match.end(), value, None, step, "%", quote, vague, "share")


def _share_value(quote: str) -> tuple[Decimal, Decimal, str]:
    if quote.startswith("百分之"):
        numeral = quote[3:]
        if numeral[0].isdigit():
            return Decimal(numeral), arabic_step(numeral), ""
        return chinese(numeral), min(chinese_step(numeral), Decimal(1)), ""
    if "分之" in quote or "/" in quote:
        whole, part = quote.split("分之") if "分之" in quote else reversed(quote.split("/"))
        ratio = _small(part) / _small(whole) * 100
        return ratio.quantize(Decimal("0.000001")).normalize(), Decimal(1), "fraction"
    if "成" in quote:
        tens, _, ones = quote.partition("成")
        value = chinese(tens[-1]) * 10 + (Decimal(5) if ones == "半" else chinese(ones) if ones else 0)
        return value, Decimal(1) if ones else Decimal(10), ""
    return Decimal(50), Decimal(10), "more" if quote.startswith("过") else ""


def _small(numeral: str) -> Decimal:
    return Decimal(numeral) if numeral.isdigit() else chinese(numeral)


def _fold(_: str, match: re.Match[str]) -> Quantity:
    times = _small(match["fan"])
    return Quantity(match.start(), match.end(), 2**times, None, Decimal(1), "倍", "番", "", "fold")


def _arabic(text: str, match: re.Match[str]) -> Quantity | None:
    start, end = match.span()
    if text[start] == "-" and start and text[start - 1] in "0123456789%件元年月":
        start += 1
    first, second, printed = match["n1"].lstrip("-"), match["n2"], match["unit"] or ""
    if sum(map(str.isdigit, first)) > _MOST_DIGITS:
        return None
    multiplier = MULTIPLIERS[match["mul"]]
    value, high = arabic(first), None
    step = arabic_step(second or first) * multiplier
    if second:
        value *= MULTIPLIERS[match["m1"]] if match["m1"] else multiplier
        high = arabic(second) * multiplier
        if high <= value:
            return None
    else:
        value *= multiplier
    if text[start] == "-":
        value = -value
    vague = "more" if match["a1"] or match["a2"] or match["a3"] else ""
    if match["a3"]:
        end -= 1
    unit = _area_unit(printed)
    return Quantity(start, end, value, high, step, unit or None, printed, vague, "arabic")


def _chinese(text: str, match: re.Match[str]) -> Quantity | None:
    numeral, printed = match["c1"], match["cu"]
    start, end = match.span()
    hedged = text[max(0, start - 1) : start] in tuple("近超约逾上过达") and start > 0
    if _IDIOMS.match(text, start) and text[max(0, start - 2) : start] != "连续" and not hedged:
        return None
    vague = "more" if match["b1"] or match["b2"] else ""
    if numeral[0] in "数几":
        numeral, vague = ("二" + numeral[1:]), "more"
    elif numeral[0] in "百千万亿" and len(numeral) == 1 and not vague:
        vague = "bare"
    multiplier = MULTIPLIERS[match["cm"]]
    value, high = chinese(numeral) * multiplier, None
    if match["c2"]:
        high = chinese(match["c2"]) * multiplier
        if len(numeral) == 1 and high >= 20 and not match["cm"]:
            value *= 10 ** (len(str(high)) - 1) if match["c2"][0] not in "十" else 1
        if high <= value:
            return None
    step = chinese_step(numeral) * multiplier
    return Quantity(start, end, value, high, step, _area_unit(printed) or None, printed, vague, "chinese")


def _area_unit(printed: str) -> str:
    if printed and printed[0] in "市县区州盟旗镇乡省":
        return "个"
    return _ALIASES.get(printed, printed)


_MAKERS = {"rank": _rank, "share": _share, "fold": _fold, "arabic": _arabic, "chinese": _chinese}
