"""HTML: the text that a page shows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from fangzhi.reader.documents.refusals import UnreadableDocument

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_NESTING = 5_000  # the parser's time grows with the square of the depth
NESTING = re.compile(
    r"<(/?)(?:address|article|aside|blockquote|center|details|div|dl|fieldset|figure|footer|form|header|main|nav"
    r"|ol|section|ul)\b",
    re.IGNORECASE,
)
HEADING = re.compile("h[1-6]")
BLOCK = re.compile(
    "address|article|aside|blockquote|body|center|dd|details|dialog|div|dl|dt|fieldset|figcaption|figure|footer"
    "|form|header|hr|html|legend|li|main|nav|ol|p|section|summary|table|tbody|tfoot|thead|tr|ul"
)
UNSEEN = re.compile(
    "audio|canvas|datalist|head|iframe|math|noembed|noframes|noscript|object|script|select|style|svg|template"
    "|textarea|title|video"
)
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
WHITE = re.compile(r"[ \t\n\r\f]+")
FULL_WIDTH = "[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]"
BREAK_IN_HAN = re.compile(f"(?<={FULL_WIDTH})[ \t\r]*\n[ \t\r\n]*(?={FULL_WIDTH})")
END_OF_PRE = "</pre>"


def page_text(name: str, markup: str) -> str:
    """What a page shows: a block element a line, a heading marked, the cells of a row parted by tabs."""
    from selectolax.lexbor import LexborHTMLParser

    depth = 0
    for tag in NESTING.finditer(markup):
        depth += -1 if tag[1] else 1
        if depth > MAX_NESTING:
            raise UnreadableDocument(name, "broken_html")
    body = LexborHTMLParser(markup).body
    return _tidy("".join(_pieces(body))) if body is not None else ""


def _pieces(body: Any) -> Iterator[str]:
    """The pieces of text in document order; a list instead of recursion, for a page may nest deeply."""
    waiting: list[Any] = [body]
    preformatted = 0
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            preformatted -= node == END_OF_PRE
            yield "\n" if node == END_OF_PRE else node
        elif node.is_text_node:
            yield node.text_content if preformatted else _flowing(node.text_content)
        elif node.is_element_node and not _is_unseen(node):
            before, after = _around(node.tag)
            yield before
            preformatted += node.tag == "pre"
            waiting.append(after)
            waiting.extend(reversed(list(node.iter(include_text=True))))


def _around(tag: str) -> tuple[str, str]:
    """What stands before and after the text of an element."""
    if HEADING.fullmatch(tag):
        return "\n### ", "\n"
    if BLOCK.fullmatch(tag):
        return "\n", "\n"
    special = {"pre": ("\n", END_OF_PRE), "td": ("", "\t"), "th": ("", "\t"), "br": ("\n", "")}
    return special.get(tag, ("", ""))


def _is_unseen(node: Any) -> bool:
    if UNSEEN.fullmatch(node.tag):
        return True
    attributes = node.attributes
    return "hidden" in attributes or bool(HIDDEN.search(attributes.get("style") or ""))


def _flowing(text: str) -> str:
    return WHITE.sub(" ", BREAK_IN_HAN.sub("", text))


def _tidy(text: str) -> str:
    """Lines without spaces around them, none empty, no heading without words."""
    lines = (line.strip(" \t\f\v\xa0") for line in text.split("\n"))
    return "\n".join(line for line in lines if line and line != "###")
