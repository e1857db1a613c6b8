"""A chapter as one HTML file: its own style sheet, no script, nothing from outside.

Every figure is a link: to the page that explains it where it is a kept figure, else to its note in the page,
which names source, formula and the figures it rests on. The mark behind it always leads to the note.
"""

from __future__ import annotations

from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING

from fangzhi.chapter.document import Paragraph, Table
from fangzhi.chapter.paper.layout import UNKNOWN, WHOLE, WORDS, note_text, remark, sections
from fangzhi.chapter.paper.svg import picture

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fangzhi.chapter.document import Cell, Chapter, Note, Run
    from fangzhi.chapter.paper.layout import Placed, Section

CODE_SHOWN = 8


def html(chapter: Chapter, base: str | None = "") -> str:
    """The chapter as a self-contained page.

    `base` is what stands before /figures/CODE in the links; None leaves them out, for a page that has to be
    readable without the system: there every figure leads to its note. Raises UnsourcedFigure.
    """
    return page(chapter, body(chapter, base))


def page(chapter: Chapter, inside: str) -> str:
    """A page with the style sheet of chapters around what is inside; it needs nothing beside itself."""
    locale = WORDS[chapter.language].locale
    style = files("fangzhi.chapter.paper").joinpath("data", "chapter.css").read_text(encoding="utf-8")
    return (
        f'<!doctype html>\n<html lang="{locale}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(chapter.title)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n<main>\n"
        f"{inside}</main>\n</body>\n</html>\n"
    )


def body(chapter: Chapter, base: str | None = "") -> str:
    """The chapter alone, without page and style sheet, to stand in a page of its own."""
    writer = _Writer(chapter, base)
    return (
        "\n".join([part for one in sections(chapter) for part in writer.section(one)] + writer.end()) + "\n"
    )


class _Writer:
    def __init__(self, chapter: Chapter, base: str | None) -> None:
        self.chapter = chapter
        self.base = base
        self.words = WORDS[chapter.language]
        self.notes = {note.number: note for note in chapter.notes}

    def section(self, section: Section) -> Iterator[str]:
        """A heading, what stands under it and its sources."""
        if section.heading is not None:
            level = min(section.heading.level, 6)
            anchor = f' id="region-{escape(section.heading.region)}"' if section.heading.region else ""
            yield f"<h{level}{anchor}>{escape(section.heading.text)}</h{level}>"
        for placed in section.blocks:
            yield from self._block(placed)
        if section.notes:
            yield f'<ol class="sources" aria-label="{self.words.sources}">'
            yield from map(self._note, section.notes)
            yield "</ol>"

    def end(self) -> list[str]:
        """What is said after the text."""
        if not self.chapter.remarks:
            return []
        return [
            f"<h2>{self.words.remarks}</h2>",
            *(f"<p>{escape(text)}</p>" for text in self.chapter.remarks),
        ]

    def _block(self, placed: Placed) -> Iterator[str]:
        block = placed.block
        if isinstance(block, Paragraph):
            yield f"<p>{''.join(map(self._figure, block.runs))}</p>"
            return
        caption = f"{placed.number}　{escape(block.caption)}"
        said = remark(block, self.words)
        below = f'<p class="remark">{said}</p>' if said else ""
        if isinstance(block, Table):
            yield f'<div class="wide" tabindex="0" role="region" aria-label="{caption}">'
            yield from self._table(block, caption)
            yield f"</div>{below}"
        else:
            drawn = picture(block, self.chapter.language, linked=True).svg
            yield f'<figure><div class="wide">{drawn}</div><figcaption>{caption}</figcaption>{below}</figure>'

    def _table(self, table: Table, caption: str) -> Iterator[str]:
        head = "".join(f'<th scope="col">{escape(text)}</th>' for text in table.header)
        yield f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>"
        for first, *others in table.rows:
            cells = "".join(f"<td>{self._figure(cell) if cell.text else UNKNOWN}</td>" for cell in others)
            yield f'<tr><th scope="row">{self._figure(first)}</th>{cells}</tr>'
        yield "</tbody></table>"

    def _figure(self, one: Run | Cell) -> str:
        if not one.note:
            return escape(one.text)
        exact = f' title="{escape(one.value)}"' if one.value and one.value not in one.text else ""
        target = self._target(self.notes[one.note])
        figure = f'<a class="stated" href="{target}"{exact}>{escape(one.text)}</a>'
        marked = f'{figure}<sup><a href="#note-{one.note}">[{one.note}]</a></sup>'
        return f'<span class="whole">{marked}</span>' if len(one.text) <= WHOLE else marked

    def _target(self, note: Note) -> str:
        """A figure as it is kept has a page; one that was computed is explained by its note."""
        if self.base is None or len(note.links) != 1 or note.basis:
            return f"#note-{note.number}"
        return self._page(note.links[0])

    def _page(self, code: str) -> str:
        return escape(f"{self.base}/figures/{code}")

    def _note(self, note: Note) -> str:
        said = escape(note_text(note, self.words))
        links = "" if self.base is None else " ".join(map(self._link, note.links))
        return f'<li id="note-{note.number}" value="{note.number}">{said}{" " + links if links else ""}</li>'

    def _link(self, code: str) -> str:
        return f'<a href="{self._page(code)}"><code>{escape(code[:CODE_SHOWN])}</code></a>'
