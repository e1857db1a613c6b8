"""Short names of places: 合肥 for 合肥市, 延边 for 延边朝鲜族自治州.

A name loses the word for its kind of unit and the peoples of an autonomous one, but never so much that fewer
than two characters are left: 沙县 stays 沙县.
"""

from __future__ import annotations

import re
from functools import cache

KINDS = "特别行政区|行政委员会|自治区|自治州|自治县|自治旗|地区|省|市|县|区|盟|旗"
PEOPLES = (
    "阿昌族|白族|保安族|布朗族|布依族|朝鲜族|傣族|达斡尔族|德昂族|东乡族|侗族|独龙族|鄂温克族|仡佬族|哈尼族"
    "|哈萨克族?|回族|基诺族|京族|景颇族|柯尔克孜族?|拉祜族|黎族|傈僳族|珞巴族|满族|毛南族|门巴族|蒙古族?|苗族"
    "|仫佬族|纳西族|怒族|普米族|羌族|撒拉族|畲族|水族|塔吉克族?|土家族|土族|佤族|维吾尔族?|锡伯族?|瑶族|彝族"
    "|裕固族|藏族|壮族|各族"
)
# Units whose kind is more than the last character: 浦东新区 is 浦东, but 清新区 is 清新.
ODD = {
    "滨海新区": "滨海新区",
    "两江新区": "两江新区",
    "浦东新区": "浦东",
    "沈北新区": "沈北",
    "雄安新区": "雄安",
    "神农架林区": "神农架",
    "六枝特区": "六枝",
    "万山特区": "万山",
    "达尔罕茂明安联合旗": "达尔罕茂明安",
}


@cache
def _kind_at_end() -> re.Pattern[str]:
    return re.compile(rf"(?<=..)(?:{KINDS})$")


@cache
def _whole() -> re.Pattern[str]:
    """井陉矿区, 西郊区 and 乌拉特前旗 have no shorter form that the field uses."""
    return re.compile(r".*(?:矿区|郊区|[前后左右中]旗)")


@cache
def _people_at_end() -> re.Pattern[str]:
    return re.compile(rf"(?<=..)(?:{PEOPLES})$|(?<=..)族$")


def short_name(name: str) -> str:
    """The name without its kind of unit: 芜湖 for 芜湖县, 临夏 for 临夏回族自治州, 东乡 for 东乡族自治县."""
    if name in ODD or _whole().fullmatch(name):
        return ODD.get(name, name)
    short = _kind_at_end().sub("", name)
    if "自治" not in name and "族区" not in name:
        return short
    while (shorter := _people_at_end().sub("", short)) != short:
        short = shorter
    return short
