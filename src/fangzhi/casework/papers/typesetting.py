"""From sections to typst: every text is a string literal, so nothing in it can be taken for markup.

A character that the fonts cannot draw is noted; the caller refuses, or lets it be drawn as □. Characters that
draw nothing by nature (zero-width joiners, variation selectors) are left out. Long words without a space get
places to break, so that none runs out of its cell or page.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby
from typing import TYPE_CHECKING

from fangzhi.casework.papers.layout import Cell, Note, Paragraph, Picture, Sign, Table, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from fangzhi.casework.papers.layout import Block, Edge, Look, Piece, Row, Section

LIKENESS = str.maketrans(
    {"☑": "■", "☒": "■", "☐": "□", "✓": "√", "✔": "√", "\u00ad": "", "\t": " ", "•": "●"}
)
"""Signs of forms that the shipped font lacks, drawn by their nearest likeness."""
WORD = re.compile(r"[\x21-\x7e]{8,}")
SPACES = re.compile(r" {2,}")
STEP = 4
BROAD = 0.62
"""Width of a Latin letter or digit as a part of its size, on the safe side."""
MAGIC = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpg", b"GIF8": "gif"}
PRELUDE = """
#let pp(body, a: left, j: false, l: 0pt, r: 0pt, f: 0pt, h: 0pt, up: 0pt, down: 0pt, s: 16pt, lead: 12pt,
  keep: false, top: none, bottom: none, ti: 0pt, bi: 0pt) = block(
  width: 100%, above: up, below: down, sticky: keep, inset: (left: l, right: r), block(
    width: 100%, stroke: (top: top, bottom: bottom), inset: (top: ti, bottom: bi), {
      set text(size: s)
      align(a, par(justify: j, leading: lead, first-line-indent: (amount: f, all: true),
        hanging-indent: h, body))
    }))
#let tall(h, a, body) = grid(columns: (0pt, 1fr), align: a, rect(height: h, width: 0pt, stroke: none), body)
#let blank(w) = box(width: w, height: 0.9em, stroke: (bottom: 0.5pt))
"""


def literal(text: str) -> str:
    """A text as a typst string."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "")
    return f'"{plain}"'


def pt(length: float) -> str:
    """A length in points."""
    return f"{length + 0.0:.2f}".rstrip("0").rstrip(".") + "pt"


class Typesetter:
    """Writes one document; `missing` holds the characters that the fonts cannot draw."""

    def __init__(self, covered: frozenset[int], parts: Mapping[str, bytes]) -> None:
        self._covered = covered
        self._parts = parts
        self.missing: dict[str, None] = {}
        self.files: dict[str, bytes] = {}

    def document(
        self,
        sections: Sequence[Section],
        families: Sequence[str],
        title: str,
        watermark: str,
        day: date | None = None,
    ) -> str:
        """The whole source; `day` is the date in the properties of the PDF."""
        fonts = ", ".join(literal(family) for family in families)
        head = [
            f"#set document(title: {literal(self.drawable(title))}, date: {_day(day)})",
            f'#set text(font: ({fonts},), fallback: false, lang: "zh", region: "cn", hyphenate: false,'
            " cjk-latin-spacing: none, top-edge: 0.88em, bottom-edge: -0.12em)",
            "#set par(spacing: 0pt)",
            "#set block(spacing: 0pt)",
            PRELUDE,
        ]
        pages = (self._section(section, watermark) for section in sections)
        return "\n".join([*head, "#{", *pages, "}"])

    def _section(self, section: Section, watermark: str) -> str:
        top, right, bottom, left = section.margins
        header = f"{{set align(std.top)\n{self._varied(section.headers)}}}"
        footer = f"{{set align(std.bottom)\n{self._varied(section.footers)}}}"
        page = [
            f"set page(width: {pt(section.width)}, height: {pt(section.height)},",
            f"margin: (top: {pt(top)}, right: {pt(right)}, bottom: {pt(bottom)}, left: {pt(left)}),",
            "header-ascent: 0pt, footer-descent: 0pt,",
            f"header: block(width: 100%, height: {pt(max(top - section.header_at, 1))}, {header}),",
            f"footer: block(width: 100%, height: {pt(max(bottom - section.footer_at, 1))}, {footer}),",
            f"background: {self._watermark(watermark)})",
        ]
        width = section.width - left - right
        return "\n".join(["{", *page, *self.blocks(section.blocks, width, top_level=True), "}"])

    def _varied(self, kinds: Mapping[str, tuple[Block, ...]]) -> str:
        """A header or footer that may differ on the first page and on even pages."""
        written = {kind: "{" + "\n".join(self.blocks(blocks, 400)) + "}" for kind, blocks in kinds.items()}
        default = written.get("default", "{}")
        if len(written) < 2:
            return default
        return (
            f"context {{ let n = here().page()\n if n == 1 {written.get('first', default)}"
            f" else if calc.even(n) {written.get('even', default)} else {default} }}"
        )

    def _watermark(self, words: str) -> str:
        if not words:
            return "none"
        size = pt(min(96.0, 560 / max(len(words), 1)))
        shown = literal(self.drawable(words))
        return f'place(center + horizon, rotate(-40deg, text(size: {size}, fill: rgb("#e2e2e2"), {shown})))'

    def blocks(self, blocks: Iterable[Block], width: float, *, top_level: bool = False) -> Iterator[str]:
        """Paragraphs and tables as statements."""
        for block in blocks:
            if isinstance(block, Table):
                yield self._table(block, width)
            else:
                yield from self._paragraph(block, width, top_level=top_level)

    def _paragraph(self, paragraph: Paragraph, width: float, *, top_level: bool) -> Iterator[str]:
        """A paragraph, cut where a page ends in it."""
        if paragraph.new_page and top_level:
            yield "pagebreak(weak: true)"
        stretches = [
            list(group)
            for ends, group in groupby(
                paragraph.pieces, lambda piece: isinstance(piece, Sign) and piece.kind == "page"
            )
            if not ends
        ]
        breaks = any(isinstance(piece, Sign) and piece.kind == "page" for piece in paragraph.pieces)
        if (
            paragraph.pieces
            and isinstance(paragraph.pieces[0], Sign)
            and paragraph.pieces[0].kind == "page"
            and top_level
        ):
            yield "pagebreak()"
        for at, pieces in enumerate(stretches or ([] if breaks else [[]])):
            if at and top_level:
                yield "pagebreak()"
            yield self._lines(paragraph, pieces, width)
        if (
            len(paragraph.pieces) > 1
            and breaks
            and isinstance(paragraph.pieces[-1], Sign)
            and paragraph.pieces[-1].kind == "page"
            and top_level
        ):
            yield "pagebreak()"

    def _lines(self, paragraph: Paragraph, pieces: Sequence[Piece], width: float) -> str:
        room = width - paragraph.left - paragraph.right
        lead = max(paragraph.line - paragraph.size, 0)
        gap = lead
        body = "; ".join(self._piece(piece, paragraph, room) for piece in pieces)
        if not any(isinstance(piece, (Picture, Sign, Note)) or piece.text for piece in pieces):
            body = f"box(width: 0pt, height: {pt(paragraph.size)})"
        align = {"both": "left"}.get(paragraph.align, paragraph.align)
        hang = max(-paragraph.first, 0.0)
        given = {
            "a": align,
            "j": "true" if paragraph.align == "both" else "false",
            "l": pt(max(paragraph.left - hang, 0)),
            "r": pt(paragraph.right),
            "f": pt(max(paragraph.first, 0)),
            "h": pt(hang),
            "up": pt(paragraph.before + gap),
            "down": pt(paragraph.after + gap),
            "s": pt(paragraph.size),
            "lead": pt(lead),
            "keep": "true" if paragraph.keep else "false",
            **_ruled(*paragraph.edges),
        }
        return f"pp({{{body}}}, {', '.join(f'{name}: {value}' for name, value in given.items())})"

    def _piece(self, piece: Piece, paragraph: Paragraph, room: float) -> str:
        if isinstance(piece, Text):
            return self._text(piece, room)
        if isinstance(piece, Picture):
            return self._picture(piece)
        if isinstance(piece, Note):
            return "footnote({" + "\n".join(self.blocks(piece.blocks, 400)) + "})"
        return _sign(piece, far=paragraph.far_tab)

    def _text(self, piece: Text, room: float) -> str:
        if piece.look.underline and piece.text and not piece.text.strip():
            wide = sum(1.0 if char == "\u3000" else 0.5 for char in piece.text)
            return f"blank({pt(wide * piece.look.size)})"
        shown = self.drawable(piece.text)
        if not shown:
            return "[]"
        return _looking(piece.look, "; ".join(breakable(shown, int(room / piece.look.size / BROAD))))

    def drawable(self, text: str) -> str:
        """The text as the fonts can draw it; what they cannot is noted and becomes □."""
        drawn: list[str] = []
        for char in SPACES.sub(lambda run: "\u00a0" * (len(run[0]) - 1) + " ", text.translate(LIKENESS)):
            if ord(char) in self._covered or char == "\n":
                drawn.append(char)
            elif unicodedata.category(char) not in ("Cf", "Cc", "Mn") or char == "\ufffd":
                self.missing[char] = None
                drawn.append("□")
        return "".join(drawn)

    def _picture(self, piece: Picture) -> str:
        content = self._parts[piece.part]
        kind = next((kind for magic, kind in MAGIC.items() if content.startswith(magic)), None)
        size = f"width: {pt(piece.width)}, height: {pt(piece.height)}"
        if kind is None:
            return f'box({size}, stroke: 0.5pt, text(size: 9pt, "图片"))'
        name = f"picture{len(self.files)}.{kind}"
        self.files[name] = content
        return f"box(image({literal(name)}, {size}))"

    def _table(self, table: Table, width: float) -> str:
        whole = sum(table.widths)
        scale = min(1.0, width / whole) if whole else 1.0
        columns = ", ".join(pt(one * scale) for one in table.widths)
        head = sum(1 for _row in _leading(table.rows))
        rows = [self._row(row, table.widths) for row in table.rows]
        cells = [f"table.header({', '.join(rows[:head])})"] if head else []
        cells += rows[head:]
        place = {"center": "center", "right": "right", "end": "right"}.get(table.align, "left")
        shape = f"columns: ({columns},), stroke: none, inset: (x: 5pt, y: 4pt)"
        return f"align({place}, table({shape}, {', '.join(cells)}))"

    def _row(self, row: Row, widths: Sequence[float]) -> str:
        written: list[str] = []
        column = 0
        for at, cell in enumerate(row.cells):
            wide = sum(widths[column : column + cell.columns])
            written.append(self._cell(cell, wide, row.height if at == 0 else 0))
            column += cell.columns
        return ", ".join(written)

    def _cell(self, cell: Cell, width: float, height: float) -> str:
        body = "\n".join(self.blocks(cell.blocks, max(width - 10, 10)))
        content = f"{{{body}}}"
        if height:
            content = f"tall({pt(max(height - 8, 1))}, {cell.align}, {content})"
        sides = zip(("top", "right", "bottom", "left"), cell.edges, strict=True)
        stroke = ", ".join(f"{side}: {_stroke(line)}" for side, line in sides)
        fill = f'rgb("#{cell.fill}")' if cell.fill else "none"
        spans = f"colspan: {cell.columns}, rowspan: {cell.rows}"
        return f"table.cell({spans}, align: {cell.align}, fill: {fill}, stroke: ({stroke}), {content})"


def _day(day: date | None) -> str:
    return "none" if day is None else f"datetime(year: {day.year}, month: {day.month}, day: {day.day})"


def _leading(rows: Sequence[Row]) -> Iterator[Row]:
    """The rows at the top that are repeated on every page."""
    for row in rows[:-1]:
        if not row.header or any(cell.rows > 1 for cell in row.cells):
            return
        yield row


def _stroke(line: Edge) -> str:
    return "none" if line is None else f'{pt(line[0])} + rgb("#{line[1]}")'


def _ruled(above: Edge, below: Edge) -> dict[str, str]:
    """The arguments of the lines above and below a paragraph."""
    return {
        "top": _stroke(above),
        "bottom": _stroke(below),
        "ti": pt(above[2] if above else 0),
        "bi": pt(below[2] if below else 0),
    }


def _sign(piece: Sign, *, far: bool) -> str:
    size = f"size: {pt(piece.look.size)}"
    if piece.kind == "number":
        return f"context text({size}, str(counter(page).get().first()))"
    if piece.kind == "count":
        return f"context text({size}, str(counter(page).final().first()))"
    if piece.kind == "tab":
        return "h(1fr)" if far else "h(2em)"
    return "linebreak()"


def breakable(text: str, limit: int) -> Iterator[str]:
    """String literals with places to break in words that may be longer than a line of `limit` letters."""
    at = 0
    for word in WORD.finditer(text):
        if len(word[0]) <= limit:
            continue
        if word.start() > at:
            yield literal(text[at : word.start()])
        for start in range(0, len(word[0]), STEP):
            yield literal(word[0][start : start + STEP])
            yield "box(width: 0pt)"
        at = word.end()
    if at < len(text):
        yield literal(text[at:])


def _looking(look: Look, body: str) -> str:
    given = [f"size: {pt(look.size if not look.script else look.size * 0.65)}"]
    if look.bold:
        given.append('weight: "bold"')
    if look.color and look.color != "000000":
        given.append(f'fill: rgb("#{look.color}")')
    if look.script:
        given.append(f"baseline: {pt(look.size * (-0.35 if look.script == 'super' else 0.15))}")
    shown = f"text({', '.join(given)}, {{{body}}})"
    if look.underline:
        shown = f"underline({shown})"
    return f"strike({shown})" if look.strike else shown
