"""Addresses of applicants to divisions, by the code that a division bore on the day of filing.

Statistics count a patent where the address of its first applicant lies. A source may state 国省代码 beside
it; that decides the province, and the address the division below.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from fangzhi.gazetteer.places import Place, level, places
from fangzhi.gazetteer.regions import province_names

if TYPE_CHECKING:
    from collections.abc import Iterator

FIRST_YEAR, LAST_YEAR = 1985, 2100
LONGEST, SHORTEST = 12, 2
CORPS = (
    "兵团",
    "农一师",
    "农二师",
    "农三师",
    "农四师",
    "农五师",
    "农六师",
    "农七师",
    "农八师",
    "农九师",
    "农十师",
)
CORPS_CITIES = "6590"
XPCC, XINJIANG = "660000", "650000"
MUNICIPALITIES = ("11", "12", "31", "50")
COUNTRIES = {
    "中国": "CN", "中华人民共和国": "CN", "中国大陆": "CN", "台湾": "TW", "中国台湾": "TW", "台湾地区": "TW",
    "香港": "HK", "中国香港": "HK", "澳门": "MO", "中国澳门": "MO", "美国": "US", "日本": "JP", "德国": "DE",
    "韩国": "KR", "法国": "FR", "英国": "GB", "瑞士": "CH", "荷兰": "NL", "瑞典": "SE", "意大利": "IT",
    "加拿大": "CA", "芬兰": "FI", "丹麦": "DK", "新加坡": "SG", "俄罗斯": "RU", "俄罗斯联邦": "RU",
    "澳大利亚": "AU", "奥地利": "AT", "以色列": "IL", "印度": "IN", "比利时": "BE", "西班牙": "ES",
    "挪威": "NO", "爱尔兰": "IE", "卢森堡": "LU", "列支敦士登": "LI", "新西兰": "NZ", "巴西": "BR",
    "墨西哥": "MX", "南非": "ZA", "土耳其": "TR", "波兰": "PL", "捷克": "CZ", "匈牙利": "HU",
    "葡萄牙": "PT", "希腊": "GR", "乌克兰": "UA", "马来西亚": "MY", "泰国": "TH", "印度尼西亚": "ID",
    "菲律宾": "PH", "越南": "VN", "沙特阿拉伯": "SA", "阿联酋": "AE", "伊朗": "IR", "埃及": "EG",
    "阿根廷": "AR", "智利": "CL", "哥伦比亚": "CO", "古巴": "CU", "朝鲜": "KP", "蒙古": "MN",
    "冰岛": "IS", "爱沙尼亚": "EE", "拉脱维亚": "LV", "立陶宛": "LT", "斯洛文尼亚": "SI", "斯洛伐克": "SK",
    "罗马尼亚": "RO", "保加利亚": "BG", "克罗地亚": "HR", "塞浦路斯": "CY", "马耳他": "MT", "摩纳哥": "MC",
    "开曼群岛": "KY", "英属维尔京群岛": "VG", "百慕大": "BM", "巴巴多斯": "BB", "萨摩亚": "WS",
    "毛里求斯": "MU", "塞舌尔": "SC", "巴拿马": "PA", "哈萨克斯坦": "KZ", "巴基斯坦": "PK",
}  # fmt: skip
"""Countries and regions by their Chinese names: those from which patents are filed here."""
ISLANDS = {"TW": "710000", "HK": "810000", "MO": "820000"}
"""Codes of GB/T 2260 of what WIPO ST.3 lists beside CN."""
_CHINA = re.compile(r"(?:中华人民共和国|中国)(?:[（(]([^）)]*)[）)])?")


class Where(NamedTuple):
    """Where an address lies, for applications filed from one year to another."""

    since: int
    until: int
    country: str
    region: str | None
    xpcc: bool

    @property
    def province(self) -> str | None:
        """The province, or None."""
        return self.region[:2] + "0000" if self.region else None

    @property
    def prefecture(self) -> str | None:
        """The unit at prefecture level. A county directly under its province has none."""
        if self.region is None or self.region[:2] in MUNICIPALITIES or self.region[2:4] in ("00", "90"):
            return None
        return self.region[:4] + "00"

    @property
    def county(self) -> str | None:
        """The unit at county level, or None."""
        return self.region if self.region and level(self.region) == 2 else None


def locate(head: str, stated: str, country: str) -> Iterator[Where]:
    """Where the beginning of an address lies, one answer for each span of years in which it is the same.

    `stated` is a 国省代码 (江苏;32 or US), `country` two letters or a Chinese name; both may be empty.
    """
    given, abroad = _stated(stated), COUNTRIES.get(country, country)
    home = given if given and given.isdigit() else ""
    if given and not home:
        abroad = abroad or given
    head = _CHINA.sub(lambda found: found[1] or "", head, count=1) if head.startswith("中") else head
    home = home or ISLANDS.get(abroad, "")
    if abroad not in ("", "CN", "HK", "MO", "TW"):
        yield Where(FIRST_YEAR, LAST_YEAR, abroad, None, False)
        return
    corps = home == XPCC or any(word in head for word in CORPS)
    home = XINJIANG if home == XPCC else home
    years = sorted({FIRST_YEAR, *_turning_points(head, home)})
    previous: Where | None = None
    for year, following in zip(years, [*years[1:], LAST_YEAR + 1], strict=True):
        code = _code(head, home, year)
        found = Where(year, following - 1, "CN", code, _of_corps(code, corps))
        if previous and previous[2:] == found[2:]:
            previous = previous._replace(until=found.until)
            continue
        if previous:
            yield previous
        previous = found
    if previous:
        yield previous


def _of_corps(code: str | None, named: bool) -> bool:
    return bool(code) and (str(code).startswith(CORPS_CITIES) or (named and str(code).startswith("65")))


def _stated(text: str) -> str:
    """The code in a 国省代码: six digits for a province, letters for a country."""
    last = text.replace("；", ";").rpartition(";")[2].strip().upper()
    if last[:2].isdigit():
        last = last[:2] + "0000"
        return last if last in province_names().values() else ""
    return province_names().get(last, COUNTRIES.get(last, last if len(last) == 2 and last.isascii() else ""))


def _code(head: str, home: str, year: int) -> str | None:
    """The finest division that an address names, as it stood in a year; else as it ever stood."""
    at, within = _province(head)
    if home and within and within != home:
        return home
    within = within or home
    finest = within
    while found := _next(head, at, year, finest):
        at, finest = found
    return finest or None


def _province(head: str) -> tuple[int, str]:
    for length in range(min(LONGEST, len(head)), SHORTEST - 1, -1):
        code = province_names().get(head[:length])
        if code and code != "660000":
            return length, code
        if code:
            return length, "650000"
    return 0, ""


def _next(head: str, at: int, year: int, within: str) -> tuple[int, str] | None:
    """The division named next, inside the one before it, and where its name ends."""
    if within and level(within) == 2:
        return None
    for length in range(min(LONGEST, len(head) - at), SHORTEST - 1, -1):
        bearers = _standing(head[at : at + length], year, within)
        if not bearers:
            continue
        below = [one for one in bearers if not within or level(one.code) > level(within)]
        # 北京市 and 市辖区 stand in some lists as units of their own; the name is passed over.
        if not below:
            return _next(head, at + length, year, within)
        highest = {one.code for one in below if level(one.code) == level(below[0].code)}
        return (at + length, below[0].code) if len(highest) == 1 else None
    return None


def _standing(name: str, year: int, within: str) -> tuple[Place, ...]:
    """The units of a name in a year, a unit at county level before one of an older list above it; else the
    unit that stood nearest to that year."""
    if found := _bearers(name, year, within):
        newest = max(one.first for one in found)
        return tuple(one for one in found if one.first == newest) if within else found
    ever = _bearers(name, None, within)
    if not ever or not within:
        return ever
    return (min(ever, key=lambda one: _distance(one, year)),)


def _distance(place: Place, year: int) -> int:
    first, last = int(place.first[:4] or 2019), int(place.last[:4] or LAST_YEAR)
    return max(first - year, year - last, 0)


@lru_cache(maxsize=100_000)
def _bearers(name: str, year: int | None, within: str) -> tuple[Place, ...]:
    return places(name, year, within or None)


def _turning_points(head: str, home: str) -> Iterator[int]:
    """The years in which the names of an address may begin or cease to mean what they mean."""
    at, within = _province(head)
    within = within or home
    for start in range(at, min(len(head), at + 2 * LONGEST)):
        for length in range(SHORTEST, LONGEST + 1):
            name = head[start : start + length]
            if len(name) < length:
                break
            if name[-1] not in "省市区县旗州盟":
                continue
            for one in _bearers(name, None, within[:2] + "0000" if within else ""):
                if one.first:
                    yield max(FIRST_YEAR, int(one.first[:4]))
                if one.last:
                    yield max(FIRST_YEAR, int(one.last[:4]) + 1)
