"""A chapter as PDF by typst: embedded Chinese font, page numbers, sources at the end of each region.

Text stays text: what is taken out of the PDF is what the Markdown says, in the same order. Marks of notes are
links to their notes, headings stand in the outline, charts carry a description.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fangzhi.casework.papers import MissingGlyph
from fangzhi.casework.papers.pdf import compile_pdf, font_set
from fangzhi.casework.papers.typesetting import breakable, literal, pt
from fangzhi.chapter.document import Paragraph, Run, Table
from fangzhi.chapter.paper.layout import UNKNOWN, WHOLE, WORDS, described, note_text, remark, sections, widths
from fangzhi.chapter.paper.svg import picture

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fangzhi.casework.papers.pdf import FontSet
    from fangzhi.chapter.document import Cell, Chapter, Chart, TileMap
    from fangzhi.chapter.paper.layout import Placed, Section

LONG_WORD = 24
MANY = 6
"""Columns from which a table is set a little smaller."""
MAP_WIDTH = 0.86
"""Share of the line that a map takes: with its caption it stays on one page."""
TOGETHER = 40
"""Rows of a table that is kept on one page."""
PRELUDE = """
#let words(body) = par(first-line-indent: (amount: 2em, all: true), justify: JUSTIFIED, body)
#let mark(n, s: 0.62em) = link(label("n" + n), text(size: s, baseline: -0.42em, "[" + n + "]"))
#let fig(body, n) = box({ body; mark(n) })
#let cell(body, n) = { body; mark(n, s: 0.7em) }
#let rule = block(above: 10pt, below: 6pt, line(length: 30%, stroke: 0.4pt))
#let note(n, body) = { set text(size: 8.5pt); block(above: 4pt, below: 4pt, par(hanging-indent: 2.6em,
  leading: 4.5pt, justify: false, { box(width: 2.6em, "[" + n + "]"); body })) }
#let caption(body) = block(above: 8pt, below: 6pt, width: 100%, align(center, text(size: 10.5pt,
  weight: "bold", body)))
#let remark(body) = block(above: 4pt, below: 10pt, text(size: 8.5pt, body))
"""


def pdf(chapter: Chapter, fonts: Path | None = None) -> bytes:
    """The chapter as PDF; equal chapters give equal bytes.

    `fonts` is the office's folder of fonts. Raises UnsourcedFigure for a figure without a note, and
    MissingGlyph naming the characters that no font can draw: none is lost in silence.
    """
    chosen = font_set(fonts)
    writer = _Writer(chapter)
    source = writer.document(chosen)
    _require("".join(writer.said), chosen)
    return compile_pdf(source, writer.pictures, chosen)


def png(block: Chart | TileMap, chapter: Chapter, fonts: Path | None = None) -> bytes:
    """A chart as a picture of 200 dots an inch, for Word. Raises MissingGlyph."""
    import typst

    chosen = font_set(fonts)
    drawn = picture(block, chapter.language)
    _require(drawn.svg, chosen)
    source = (
        "#set page(width: auto, height: auto, margin: 0pt)\n"
        f"#set text(font: {_families(chosen)}, fallback: false)\n"
        f'#image(bytes({literal(drawn.svg)}), format: "svg", width: {pt(drawn.width * 0.66)})'
    )
    made = typst.compile(source.encode(), font_paths=chosen.fonts, format="png", ppi=200)
    assert isinstance(made, bytes)
    return made


def _require(said: str, fonts: FontSet) -> None:
    """Raises MissingGlyph naming the characters that no font can draw."""
    drawn = (sign for sign in dict.fromkeys(said) if sign.isprintable() and not sign.isspace())
    missing = [sign for sign in drawn if ord(sign) not in fonts.covered]
    if missing:
        raise MissingGlyph(missing)


def _families(fonts: FontSet) -> str:
    return f"({', '.join(map(literal, fonts.families))},)"


class _Writer:
    """Writes the typst source of one chapter; `said` is all that it prints."""

    def __init__(self, chapter: Chapter) -> None:
        self.chapter = chapter
        self.words = WORDS[chapter.language]
        self.pictures: dict[str, bytes] = {}
        self.said: list[str] = []

    def text(self, text: str) -> str:
        """A text as typst code, long words with places to break."""
        flat = " ".join(text.splitlines())
        self.said.append(flat)
        return f"{{{'; '.join(breakable(flat, LONG_WORD))}}}"

    def document(self, fonts: FontSet) -> str:
        chinese = self.chapter.language == "zh"
        region = ', region: "cn"' if chinese else ""
        head = [
            f"#set document(title: {literal(self.chapter.title)}, date: none)",
            f"#set text(font: {_families(fonts)}, fallback: false, size: 12pt,"
            f' lang: "{"zh" if chinese else "en"}"{region}, hyphenate: false, cjk-latin-spacing: none)',
            '#set page(paper: "a4", margin: (top: 30mm, right: 26mm, bottom: 28mm, left: 28mm),',
            "  footer: context align(center, text(size: 9pt, str(counter(page).get().first()))))",
            f"#set par(leading: {'0.75em' if chinese else '0.65em'}, spacing: 0.85em)",
            "#show heading.where(level: 1): it => block(above: 0pt, below: 20pt, width: 100%, align(center,",
            '  text(size: 20pt, weight: "bold", it.body)))',
            "#show heading.where(level: 2): it => block(above: 20pt, below: 10pt, text(size: 14pt,",
            '  weight: "bold", it.body))',
            PRELUDE.replace("JUSTIFIED", "true" if chinese else "false"),
        ]
        body = [part for one in sections(self.chapter) for part in self._section(one)]
        return "\n".join([*head, *body, *self._remarks()])

    def _section(self, section: Section) -> Iterator[str]:
        if section.heading is not None:
            level = min(section.heading.level, 2)
            yield f"#heading(level: {level}, {self.text(section.heading.text)})"
        for placed in section.blocks:
            yield from self._block(placed)
        if section.notes:
            yield "#rule"
        for note in section.notes:
            said = self.text(note_text(note, self.words))
            yield f'#note("{note.number}", {said}) <n{note.number}>'

    def _remarks(self) -> Iterator[str]:
        if self.chapter.remarks:
            yield f"#heading(level: 2, {self.text(self.words.remarks)})"
            yield from (f"#words({self.text(text)})" for text in self.chapter.remarks)

    def _block(self, placed: Placed) -> Iterator[str]:
        block = placed.block
        if isinstance(block, Paragraph):
            yield f"#words({{{'; '.join(map(self._run, block.runs))}}})"
            return
        caption = f"#caption({self.text(f'{placed.number}　{block.caption}')})"
        said = remark(block, self.words)
        below = f"#remark({self.text(said)})" if said else ""
        if isinstance(block, Table):
            keeps = "false" if len(block.rows) <= TOGETHER else "true"
            yield f"#block(breakable: {keeps})[{caption}\n{self._table(block)}\n{below}]"
        else:
            yield f"#block(breakable: false)[{self._picture(block)}\n{caption}\n{below}]"

    def _run(self, run: Run) -> str:
        if not run.note:
            return self.text(run.text)
        head, tail = ("", run.text) if len(run.text) <= WHOLE else (run.text[:-2], run.text[-2:])
        before = f"{self.text(head)}; " if head else ""
        return f'{before}fig({self.text(tail)}, "{run.note}")'

    def _table(self, table: Table) -> str:
        columns = ", ".join(f"{share:.3f}fr" for share in widths(table))
        aligned = ", ".join(["left + horizon", *["right + horizon"] * (len(table.header) - 1)])
        head = ", ".join(f'text(weight: "bold", {self.text(one)})' for one in table.header)
        rows = (", ".join(map(self._cell, row)) for row in table.rows)
        size = 9 if len(table.header) < MANY else 8.5
        return (
            f"#{{set text(size: {size}pt); set par(justify: false, leading: 0.45em); table(\n"
            f"columns: ({columns}), align: ({aligned}), inset: (x: 3pt, y: 3.2pt),\n"
            "stroke: (x: none, y: 0.4pt + luma(150)),\n"
            f"table.header({head}),\n" + ",\n".join(rows) + ")}"
        )

    def _cell(self, cell: Cell) -> str:
        said = self.text(cell.text or UNKNOWN)
        return f'cell({said}, "{cell.note}")' if cell.note else said

    def _picture(self, block: Chart | TileMap) -> str:
        drawn = picture(block, self.chapter.language)
        name = f"chart{len(self.pictures)}.svg"
        self.pictures[name] = drawn.svg.encode()
        self.said.append(drawn.svg)
        tall = drawn.height / drawn.width > 1
        width = f"{MAP_WIDTH * 100 if tall else 100:.0f}%"
        told = literal(described(block, self.words))
        return f"#align(center, image({literal(name)}, width: {width}, alt: {told}))"
