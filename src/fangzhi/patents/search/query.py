"""What a person types into the search, understood: words, phrases, numbers, classes, and how they are joined.

Words with blanks or `AND` between them must all be found; `OR` (or `|`) asks for one of two, `-` or `NOT`
leaves out, brackets group, quotation marks hold words together. `title:`, `applicant:`, `ipc:` and
`number:` (标题：, 申请人：, 分类号：, 号码：) look in one place only. Numbers in any printed form and classes
are known by their form.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from fangzhi.patents import numbers
from fangzhi.patents.search.wording import Phrase, phrase

LONGEST = 300
"""Characters of a query at most."""
MOST_TERMS = 40
_OPENING, _CLOSING = '“"＂「『', '”"＂」』'
_PLACES = {
    "title": "title", "标题": "title", "題名": "title", "名称": "title", "发明名称": "title",
    "applicant": "applicant", "申请人": "applicant", "申請人": "applicant", "专利权人": "applicant",
    "ipc": "ipc", "分类号": "ipc", "分類號": "ipc",
    "number": "number", "号码": "number", "申请号": "number", "申請號": "number", "公开号": "number",
    "公告号": "number", "专利号": "number",
}  # fmt: skip
_PLACE = re.compile(f"({'|'.join(_PLACES)})[:：]", re.IGNORECASE)
_CLASS = re.compile(r"[A-H](?:\d\d(?:[A-Z](?:\d{1,4}(?:/\d{2,6})?)?)?)?|\d\d(?:-\d\d)?", re.ASCII)
_SURE_CLASS = re.compile(r"[A-H]\d\d[A-Z](?:\d{1,4}(?:/\d{2,6})?)?|\d\d-\d\d", re.ASCII)
_SPLIT_CLASS = re.compile(r"\b([A-Ha-h]\d\d[A-Za-z])\s+(?=\d{1,4}/\d{2,6}\b)", re.ASCII)
_NUMBER = re.compile(r"[A-Z]{0,6}\d[\dA-Z]{6,24}", re.ASCII)
_PUBLICATION = re.compile(r"(?:CN)?(\d{7,9})[A-Z]\d?|CN(\d{7,9})|(\d{9})", re.ASCII)


class WrongQuery(ValueError):  # noqa: N818 - it is the person's, not an error of ours
    """A query that cannot be understood; the sentences say what to change."""

    def __init__(self, message_zh: str, message_en: str) -> None:
        super().__init__(message_en)
        self.message_zh, self.message_en = message_zh, message_en


class Words(NamedTuple):
    """A phrase in title, abstract or applicants, or in one of them."""

    phrase: Phrase
    place: str = "text"
    """text · title · applicant"""


class Number(NamedTuple):
    """A number of the application, of a publication, or of PCT; it may be meant in several ways."""

    keys: tuple[str, ...]


class Class(NamedTuple):
    """A class of IPC from section to group, or of Locarno."""

    symbol: str


class All(NamedTuple):
    """Every one of these; all records when there are none."""

    parts: tuple[Node, ...]


class Any(NamedTuple):
    """At least one of these."""

    parts: tuple[Node, ...]


class Not(NamedTuple):
    """Records without this."""

    part: Node


Node = Words | Number | Class | All | Any | Not


class Query(NamedTuple):
    """A query as understood, and what stands out in a text that it finds."""

    tree: Node
    phrases: tuple[Phrase, ...]


def parse(text: str) -> Query:
    """Understand a query. An empty one finds everything. Raises `WrongQuery`."""
    if len(text) > LONGEST:
        raise WrongQuery(
            f"检索式太长：请不要超过 {LONGEST} 个字符。",
            f"The query is too long; use {LONGEST} characters at most.",
        )
    whole = _as_number(text)
    if whole:
        return Query(whole, _phrases(text))
    tokens = _tokens(_SPLIT_CLASS.sub(r"\1", text))
    if len(tokens) > MOST_TERMS:
        raise WrongQuery(
            f"检索式的词太多：请不要超过 {MOST_TERMS} 个。",
            f"The query has too many words; use {MOST_TERMS} at most.",
        )
    if not tokens and text.strip():
        raise WrongQuery(
            "检索式里没有可检索的文字：请输入字、词或号码。",
            "The query holds nothing to look for; write characters, words or a number.",
        )
    tree = _Parser(tokens).whole()
    return Query(tree, tuple(dict.fromkeys(_shown(tree))))


def _phrases(text: str) -> tuple[Phrase, ...]:
    found = phrase(text)
    return (found,) if found else ()


def _shown(node: Node) -> list[Phrase]:
    """The phrases that a record may be found by."""
    if isinstance(node, Words):
        return [node.phrase]
    if isinstance(node, (All, Any)):
        return [one for part in node.parts for one in _shown(part)]
    return []


class _Token(NamedTuple):
    """`(`, `)`, `and`, `or`, `not`, or something to be found."""

    kind: str
    node: Node | None = None


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        token, at = _token(text, at)
        if token:
            found.append(token)
    return found


def _token(text: str, at: int) -> tuple[_Token | None, int]:
    """The token at an offset and where the next may begin; None for punctuation that stands alone."""
    if text[at] in "(（":
        return _Token("("), at + 1
    if text[at] in ")）":
        return _Token(")"), at + 1
    if text[at] in "|｜":
        return _Token("or"), at + 1
    if text[at] in "-－" and text[at + 1 : at + 2].strip():
        return _Token("not"), at + 1
    place, begin = "text", at
    named = _PLACE.match(text, at)
    if named:
        place, begin = _PLACES[named[1].lower()], named.end()
    if text[begin : begin + 1] and text[begin] in _OPENING:
        return _quoted(text, begin, place)
    end = _end_of_word(text, begin)
    return _word(text[begin:end], place), end


def _quoted(text: str, begin: int, place: str) -> tuple[_Token, int]:
    ends = [at for mark in _CLOSING if (at := text.find(mark, begin + 1)) > 0]
    if not ends:
        raise WrongQuery(
            "引号没有成对：请在短语后面补上右引号。",
            "A quotation mark is not closed; put one behind the phrase.",
        )
    inside = text[begin + 1 : min(ends)]
    node = _meant(inside, place, quoted=True)
    if node is None:
        raise WrongQuery(
            "引号里没有可检索的文字。", "There is nothing to look for between the quotation marks."
        )
    return _Token("found", node), min(ends) + 1


def _end_of_word(text: str, begin: int) -> int:
    """A word ends at a blank, at a quotation mark, at `|`, or at a bracket that was opened before it."""
    depth = 0
    for at in range(begin, len(text)):
        one = text[at]
        if one.isspace() or one in '|｜“「『"＂':
            return at
        depth += (one in "(（") - (one in ")）")
        if depth < 0:
            return at
    return len(text)


def _word(word: str, place: str) -> _Token | None:
    if place == "text" and word in ("OR", "NOT", "AND"):
        return _Token(word.lower())
    node = _meant(word, place)
    return _Token("found", node) if node else None


def _meant(word: str, place: str, *, quoted: bool = False) -> Node | None:
    """What a word may mean; None when it is punctuation only."""
    if place == "number":
        return Number(_number_keys(word) or (_plain(word),)) if _plain(word) else None
    if place == "ipc":
        return _class(word)
    found = phrase(word if quoted else _trimmed(word))
    if found is None:
        return None
    words = Words(found, place)
    if place != "text" or quoted:
        return words
    symbol = word.upper()
    others: list[Node] = [Number(keys)] if (keys := _number_keys(word)) else []
    others += [Class(symbol)] if _SURE_CLASS.fullmatch(symbol) else []
    return Any((*others, words)) if others else words


def _class(word: str) -> Node:
    symbol = re.sub(r"\s+", "", unicodedata.normalize("NFKC", word)).upper()
    if not _CLASS.fullmatch(symbol):
        raise WrongQuery(
            f"“{word}”不是分类号：请写作 H、H01、H01M 或 H01M10/0525，外观设计写作 14-03。",
            f"“{word}” is no class; write H, H01, H01M or H01M10/0525, for a design 14-03.",
        )
    return Class(symbol)


def _trimmed(word: str) -> str:
    """A word without the punctuation around it; brackets that belong to it stay."""
    begin, end = 0, len(word)
    while begin < end and unicodedata.category(word[begin])[0] in "PZ" and word[begin] not in "(（[":
        begin += 1
    while begin < end and unicodedata.category(word[end - 1])[0] in "PZ" and word[end - 1] not in ")）]":
        end -= 1
    return word[begin:end]


def _plain(text: str) -> str:
    return re.sub(r"[\s.\-－．。·/]", "", unicodedata.normalize("NFKC", text)).upper()


def _as_number(text: str) -> Node | None:
    """A query that is one number as a whole, with whatever blanks are printed in it."""
    if not any(one.isspace() for one in text.strip()):
        return None
    keys = _number_keys(text)
    return Number(keys) if keys else None


def _number_keys(text: str) -> tuple[str, ...]:
    """What a text may be as a number: the digits of an application, a publication without its letter, PCT."""
    plain = _plain(text)
    if not _NUMBER.fullmatch(plain):
        return ()
    keys = []
    try:
        keys.append(str(int(numbers.parse(text).digits)))
    except numbers.BadNumber:
        if plain.startswith("PCT"):
            keys.append(plain)
    found = _PUBLICATION.fullmatch(plain)
    if found:
        keys.append(f"CN{found[1] or found[2] or found[3]}")
    return tuple(keys)


class _Parser:
    """Tokens into a tree, by recursive descent: `or` binds least, then `and` or standing side by side, then
    `not`."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens, self.at = tokens, 0

    def whole(self) -> Node:
        """The tree of all tokens."""
        tree = self._either()
        if self.at < len(self.tokens):
            raise WrongQuery(
                "括号没有成对：请补上左括号。", "A bracket is closed that was never opened; add one before."
            )
        return tree

    def _next(self) -> str:
        return self.tokens[self.at].kind if self.at < len(self.tokens) else ""

    def _either(self) -> Node:
        parts = [self._together()]
        while self._next() == "or":
            self.at += 1
            if parts[-1] == All(()) or self._next() in ("", ")", "or"):
                raise WrongQuery("OR（|）的两边都要有词。", "OR (|) needs something on both sides.")
            parts.append(self._together())
        return parts[0] if len(parts) == 1 else Any(tuple(parts))

    def _together(self) -> Node:
        parts: list[Node] = []
        while self._next() not in ("", ")", "or"):
            if self._next() == "and":
                self._pass_and(first=not parts)
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def _pass_and(self, *, first: bool) -> None:
        """Words side by side must all be found anyway: `AND` between them says nothing more."""
        self.at += 1
        if first or self._next() in ("", ")", "or", "and"):
            raise WrongQuery("AND 的两边都要有词。", "AND needs something on both sides.")

    def _one(self) -> Node:
        token = self.tokens[self.at]
        self.at += 1
        if token.kind == "not":
            if self._next() in ("", ")", "or", "and"):
                raise WrongQuery("NOT（-）后面要有词。", "NOT (-) needs something behind it.")
            return Not(self._one())
        if token.kind == "(":
            return self._inside()
        assert token.node is not None
        return token.node

    def _inside(self) -> Node:
        tree = self._either()
        if self._next() != ")":
            raise WrongQuery("括号没有成对：请补上右括号。", "A bracket is not closed; add one behind.")
        self.at += 1
        if tree == All(()):
            raise WrongQuery("括号里没有可检索的文字。", "There is nothing to look for between the brackets.")
        return tree
