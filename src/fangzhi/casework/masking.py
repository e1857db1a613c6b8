"""Masking (脱敏): finds what names or reaches a person in a text that is to be published, and hides it.

Hidden are numbers of identity cards, bank cards, telephones and licence plates, e-mail addresses, home
addresses, the names of natural persons that the case names, and passages that somebody marks. Companies keep
their names. A hidden text is as long as the one before, so that every offset means the same in both; hiding
it again changes nothing.

Identity numbers are those of GB 11643-1999 (the last character checks the others, ISO 7064 MOD 11-2) and the
fifteen digits before them; bank cards are checked by ISO/IEC 7812 (Luhn).
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import digit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

IDENTITY, CARD, PHONE, EMAIL = "identity", "card", "phone", "email"
PLATE, ADDRESS, NAME, MARKED = "plate", "address", "name", "marked"
KINDS = (IDENTITY, CARD, PHONE, EMAIL, PLATE, ADDRESS, NAME, MARKED)
"""In the order in which a place that fits several is told."""
HIDDEN, SOMEBODY = "*", "某"


class Found(NamedTuple):
    """What must be hidden: `text[start:end]`, and why."""

    start: int
    end: int
    kind: str


class Known(NamedTuple):
    """What the case itself says: persons by name, their addresses, companies, and marked passages."""

    persons: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()
    """Names that stay, even where a person's name stands in them."""
    marked: tuple[str, ...] = ()


class Masked(NamedTuple):
    """A text with everything hidden, and what was: the offsets are those of either text."""

    text: str
    found: tuple[Found, ...]


NOTHING = Known()


def mask(text: str, known: Known = NOTHING) -> Masked:
    """Hide everything that `find` finds, until it finds no more."""
    told: list[Found] = []
    while found := find(text, known):
        told += found
        text = _hidden(text, found)
    return Masked(text, tuple(sorted(told)))


def find(text: str, known: Known = NOTHING) -> list[Found]:
    """What must be hidden, in the order of the text, without overlaps; empty for a text that can be shown."""
    plain = _plain(text)
    spans = [span for seek in _SEEKERS for span in seek(plain)]
    spans += _marked(text, known.marked) + _addresses(text, known.addresses) + _names(text, known)
    ranked = sorted(spans, key=lambda one: (KINDS.index(one.kind), one.start - one.end, one.start))
    taken = bytearray(len(text))
    kept = []
    for one in ranked:
        free = [at for at in range(one.start, one.end) if not taken[at]]
        if free and _shows(text, one, free):
            for start, end in _stretches(free):
                whole = (start, end) == (one.start, one.end)
                kept.append(Found(start, end, one.kind if whole or one.kind != NAME else MARKED))
            taken[one.start : one.end] = b"\1" * (one.end - one.start)
    return sorted(kept)


def _shows(text: str, one: Found, free: Sequence[int]) -> bool:
    """Whether hiding would change anything."""
    hidden = _veil(text[one.start : one.end], one.kind)
    return any(text[at] != hidden[at - one.start] for at in free)


def _stretches(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    start = before = places[0]
    for at in places[1:]:
        if at != before + 1:
            yield start, before + 1
            start = at
        before = at
    yield start, before + 1


def _hidden(text: str, found: Iterable[Found]) -> str:
    signs = list(text)
    for one in found:
        signs[one.start : one.end] = _veil(text[one.start : one.end], one.kind)
    return "".join(signs)


def _veil(words: str, kind: str) -> str:
    """What stands in the place of something hidden, of the same length; lines stay lines."""
    if kind == NAME:
        first = 2 if words[:2] in _TWO_SIGNS and len(words) > 2 else 1
        return words[:first] + SOMEBODY * (len(words) - first)
    return "".join(sign if sign == "\n" else HIDDEN for sign in words)


_FOLDED = {0xFF0D: "-", 0xFF0B: "+", 0xFF20: "@", 0xFF0E: "."}
_FOLDED |= {0xFF21 + n: chr(65 + n) for n in range(26)} | {0xFF41 + n: chr(97 + n) for n in range(26)}


def _plain(text: str) -> str:
    """Digits of any script and full-width letters as the plain ones, sign by sign, so that offsets stay."""
    if text.isascii():
        return text
    signs = (str(digit(sign)) if sign.isdigit() else sign for sign in text)
    return "".join(signs).translate(_FOLDED)


_BETWEEN = r"[ \t\r\n\u3000\u00a0\u200b-\u200d\u2060\ufeff\-‐-—·]"
"""What may stand between the digits of one number: blanks, dashes, signs without width."""
_RUN = re.compile(rf"[0-9](?:{_BETWEEN}{{0,3}}[0-9Xx])*")
_DIGITS = re.compile(r"[0-9Xx]")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


def identity_number(text: str) -> bool:
    """Whether eighteen signs are an identity number: a day of birth that can be, and the right last sign."""
    if len(text) != 18 or not text[:17].isdecimal() or not text.isascii():
        return False
    total = sum(int(sign) * weight for sign, weight in zip(text[:17], _WEIGHTS, strict=True))
    return text[17].upper() == _CHECKS[total % 11] and _birthday(text[6:14])


def _birthday(text: str) -> bool:
    try:
        return 1850 <= date(int(text[:4]), int(text[4:6]), int(text[6:])).year <= 2150
    except ValueError:
        return False


def old_identity_number(text: str) -> bool:
    """Whether fifteen digits can be an identity number from before 1999: it has no check digit."""
    fits = len(text) == 15 and text.isascii() and text.isdecimal() and "11" <= text[:2] <= "82"
    return fits and _birthday("19" + text[6:12])


def luhn(text: str) -> bool:
    """Whether the last digit checks the others as on a bank card."""
    if not text.isdecimal() or not text.isascii():
        return False
    doubled = (int(sign) * (1 + n % 2) for n, sign in enumerate(reversed(text)))
    return sum(one - 9 if one > 9 else one for one in doubled) % 10 == 0


def _numbers(plain: str) -> Iterator[Found]:
    """Identity numbers anywhere in a run of digits, and cards that begin and end where digits do."""
    for run in _RUN.finditer(plain):
        at = [run.start() + one.start() for one in _DIGITS.finditer(run.group())]
        digits = "".join(plain[one] for one in at)
        for first in range(len(at) - 14):
            begins = first == 0 or at[first] > at[first - 1] + 1
            if identity_number(digits[first : first + 18]):
                yield Found(at[first], at[first + 17] + 1, IDENTITY)
            if begins and not _letter(plain, at[first] - 1):
                yield from _whole(plain, at, digits, first)


def _letter(plain: str, at: int) -> bool:
    """Whether a letter stands there: then the digits beside it are part of a code."""
    return 0 <= at < len(plain) and plain[at].isascii() and plain[at].isalpha()


_CARDS = ("3", "4", "5", "6", "9558")


def _whole(plain: str, at: Sequence[int], digits: str, first: int) -> Iterator[Found]:
    for length in range(15, 20):
        last = first + length - 1
        if last >= len(at) or (last + 1 < len(at) and at[last + 1] == at[last] + 1):
            continue
        if _letter(plain, at[last] + 1):
            continue
        number = digits[first : last + 1]
        if length == 15 and old_identity_number(number):
            yield Found(at[first], at[last] + 1, IDENTITY)
        elif length > 15 and number.startswith(_CARDS) and luhn(number):
            yield Found(at[first], at[last] + 1, CARD)


_AREA = r"(?:\(0[0-9]{2,3}\)|（0[0-9]{2,3}）|0[0-9]{2,3})"
_SAYS = r"[号码]{0,2}(?:为|是)?[:： ]{0,2}"
_CALLED = r"(?P<it>[0-9][0-9Xx\- ]{5,30}[0-9Xx])(?![0-9])"
"""A number that the words before it call what it is, whether its check digit is right or not."""
_HOME = "住址|家庭住址|户籍地址?|户籍所在地|经常居住地|现住址?"
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_REACHED = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (IDENTITY, rf"身份(?:证|证件|号)?{_SAYS}{_CALLED}"),
        (CARD, rf"(?:银行卡|卡号|账号|帐号|账户|帐户){_SAYS}{_CALLED}"),
        (PHONE, rf"(?:电话|手机|传真|联系方式){_SAYS}{_CALLED}"),
        (PHONE, r"(?<![0-9])(?:\+?86[- ]?)?1[3-9][0-9](?:[- ]?[0-9]{4}){2}(?![0-9])"),
        (PHONE, rf"(?<![0-9]){_AREA}[- ]?[2-9][0-9]{{6,7}}(?:[- ][0-9]{{1,5}})?(?![0-9])"),
        (EMAIL, r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}"),
        (
            PLATE,
            rf"[{_PROVINCES}][A-HJ-NP-Z][·•. ]?[A-HJ-NP-Z0-9]{{4,5}}[A-HJ-NP-Z0-9挂学警港澳](?![A-Za-z0-9])",
        ),
        (ADDRESS, rf"(?:{_HOME})(?:为|是|在)?[:：]?(?P<it>[^，。；;,\n（(]{{4,80}})"),
    )
)


def _reached(plain: str) -> Iterator[Found]:
    """Telephones, e-mail, plates, and home addresses that the text itself calls so."""
    for kind, pattern in _REACHED:
        for one in pattern.finditer(plain):
            start, end = one.span("it") if "it" in pattern.groupindex else one.span()
            if kind == ADDRESS:
                start += _district(plain[start:end])
            if start < end:
                yield Found(start, end, kind)


_SEEKERS = (_numbers, _reached)
_DISTRICT = re.compile(
    r"^[\u4e00-\u9fff]{2,24}?(?:(?<![小社园校厂街])区|[县旗]|市(?![\u4e00-\u9fff]{1,8}[区县旗市]))"
)


def _district(address: str) -> int:
    """How much of an address says only the city, district or county, which may be read."""
    found = _DISTRICT.match(address)
    return found.end() if found else 0


def _addresses(text: str, addresses: Iterable[str]) -> list[Found]:
    return [
        Found(start + _district(one), start + len(one), ADDRESS)
        for one in addresses
        for start in _places(text, one)
        if _district(one) < len(one)
    ]


def _marked(text: str, passages: Iterable[str]) -> list[Found]:
    return [Found(start, start + len(one), MARKED) for one in passages for start in _places(text, one)]


_SURNAMES = (
    "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶太叔申屠公孙慕容仲孙钟离"
    "长孙宇文司徒鲜于司空闾丘子车亓官司寇巫马公西颛孙壤驷公良漆雕乐正宰父谷梁拓跋夹谷轩辕令狐段干百里呼延东郭"
    "南门羊舌微生梁丘左丘东门西门"
)
_TWO_SIGNS = frozenset(_SURNAMES[n : n + 2] for n in range(0, len(_SURNAMES), 2))
"""Surnames of two signs (复姓)."""


def _names(text: str, known: Known) -> list[Found]:
    """Names of persons, but not where they stand in the name of a company."""
    kept = [
        (start, start + len(one)) for one in known.companies if len(one) > 1 for start in _places(text, one)
    ]
    found = []
    for name in known.persons:
        for start in _places(text, name) if len(name) > 1 and HIDDEN not in name else ():
            end = start + len(name)
            if not any(first <= start and end <= last for first, last in kept):
                found.append(Found(start, end, NAME))
    return found


def _places(text: str, wanted: str) -> Iterator[int]:
    """Where a passage stands; a passage of blanks stands nowhere."""
    at = text.find(wanted) if wanted.strip() else -1
    while at >= 0:
        yield at
        at = text.find(wanted, at + 1)
