"""A chapter as a Word document, on a template whose styles people know and go on with in Word or WPS.

Sources are real endnotes at the end of each section, numbered by Word; a figure told again refers to its
first note. Captions are numbered by fields, charts are pictures with a description. An office that wants
another look puts its own `chapter.docx`, with the same names of styles, into the folder `templates` of its
state folder.
"""

from __future__ import annotations

from copy import deepcopy
from html import escape
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING, Any

from fangzhi.casework.papers import UnusableTemplate
from fangzhi.casework.papers.archive import BadArchive, pack, unpack
from fangzhi.casework.papers.rendering import CORE, CORE_XML
from fangzhi.chapter.document import Paragraph, Table
from fangzhi.chapter.paper.layout import UNKNOWN, WORDS, described, note_text, pairs, remark, sections, widths
from fangzhi.chapter.paper.pdf import png
from fangzhi.chapter.paper.svg import picture
from fangzhi.home import home_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fangzhi.chapter.document import Cell, Chapter, Chart, Run, TileMap
    from fangzhi.chapter.paper.layout import Placed, Section

NAME = "chapter.docx"
SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ENDNOTES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/endnotes"
MARKED = '<w:rPr><w:rStyle w:val="EndnoteReference"/></w:rPr>'
PIXEL, PIXEL_OF_MAP = 8500, 7300
"""English metric units of a pixel of a chart: 660 of 8500 are as wide as the text."""
TEXT_WIDTH = 8844
"""Width of the text in twentieths of a point."""


def docx(chapter: Chapter, template: bytes | None = None) -> bytes:
    """The chapter as a Word document; equal chapters and templates give equal bytes.

    Raises UnsourcedFigure for a figure without a note, MissingGlyph for what no font can draw in a chart, and
    UnusableTemplate for an office's template that is none.
    """
    opened = _opened(template if template is not None else _template())
    written = _Writer(chapter, opened).document()
    out = BytesIO()
    written.save(out)
    parts = unpack(out.getvalue())
    parts[CORE] = CORE_XML.format(title=escape(chapter.title)).encode()
    return pack(parts)


def _template() -> bytes:
    """The office's own template, else the shipped one."""
    try:
        return (home_folder() / "templates" / NAME).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return files("fangzhi.chapter.paper").joinpath("data", NAME).read_bytes()
    except OSError as fault:
        raise UnusableTemplate(NAME, "it cannot be read", "文件无法读取") from fault


def _opened(content: bytes) -> Any:
    from docx import Document

    try:
        unpack(content)
        opened = Document(BytesIO(content))
    except BadArchive as fault:
        raise UnusableTemplate(NAME, fault.en, fault.zh) from fault
    except Exception as fault:  # whatever the library stumbles over, this is no sound document
        raise UnusableTemplate(NAME, "it is a damaged Word document", "Word文档已损坏") from fault
    if not any(link.reltype == ENDNOTES for link in opened.part.rels.values()):
        raise UnusableTemplate(
            NAME,
            "it has no part for endnotes; begin with the shipped template",
            "没有尾注部分，请以随附的式样为底稿修改",
        )
    return opened


class _Writer:
    """Writes one document; notes are numbered in the order in which Word will number them."""

    def __init__(self, chapter: Chapter, opened: Any) -> None:
        self.chapter = chapter
        self.words = WORDS[chapter.language]
        self.opened = opened
        self.body = opened.element.body
        self.page = self.body.sectPr
        self.numbers: dict[int, int] = {}
        self.pictures = 0

    def document(self) -> Any:
        for element in list(self.body):
            if element is not self.page:
                self.body.remove(element)
        parts = sections(self.chapter)
        notes: list[str] = []
        for one in parts:
            for text in self._section(one):
                self._add(text)
            notes += [
                self._note(self.numbers[note.number], note_text(note, self.words)) for note in one.notes
            ]
            if one.notes and one is not parts[-1]:
                self._end_section()
        if self.chapter.remarks and parts and parts[-1].notes:
            self._end_section()
        for text in self._remarks():
            self._add(text)
        self._keep_notes(notes)
        return self.opened

    def _add(self, text: str) -> None:
        from docx.oxml import parse_xml

        self.page.addprevious(parse_xml(text))

    def _end_section(self) -> None:
        """End a section, without a new page: its endnotes stand here."""
        from docx.oxml import parse_xml

        last = self.page.getprevious()
        if last.tag != f"{W}p":
            self._add(_paragraph("SourceNote", ""))
            last = self.page.getprevious()
        ending = deepcopy(self.page)
        last.get_or_add_pPr().append(ending)
        if self.page.find(f"{W}type") is None:
            before = self.page.find(f"{W}pgSz")
            before.addprevious(parse_xml(f'<w:type {SPACES} w:val="continuous"/>'))

    def _keep_notes(self, notes: list[str]) -> None:
        link = next(link for link in self.opened.part.rels.values() if link.reltype == ENDNOTES)
        part = link.target_part
        opening, _end, rest = part.blob.decode().rpartition("</w:endnotes>")
        part._blob = f"{opening}{''.join(notes)}</w:endnotes>{rest}".encode()

    # -- blocks ------------------------------------------------------------------------------------------

    def _section(self, section: Section) -> Iterator[str]:
        if section.heading is not None:
            yield _paragraph(f"Heading{min(section.heading.level, 2)}", _run(section.heading.text))
        for placed in section.blocks:
            yield from self._block(placed)

    def _remarks(self) -> Iterator[str]:
        if self.chapter.remarks:
            yield _paragraph("Heading2", _run(self.words.remarks))
            yield from (_paragraph("BodyText", _run(text)) for text in self.chapter.remarks)

    def _block(self, placed: Placed) -> Iterator[str]:
        block = placed.block
        if isinstance(block, Paragraph):
            yield _paragraph("BodyText", "".join(map(self._figure, block.runs)))
        elif isinstance(block, Table):
            yield self._caption(placed, block.caption)
            yield self._table(block)
        else:
            yield _paragraph("Picture", self._picture(block))
            yield self._caption(placed, block.caption)
            told = _run(" ").join(self._told(block))
            yield _paragraph("SourceNote", f"{_run(self.words.sources + self.words.colon)}{told}")
        if not isinstance(block, Paragraph):
            said = remark(block, self.words)
            if said or isinstance(block, Table):
                yield _paragraph("SourceNote", _run(said))

    def _caption(self, placed: Placed, caption: str) -> str:
        kind = placed.number.rstrip("0123456789")
        number = placed.number.removeprefix(kind)
        field = f'<w:fldSimple w:instr=" SEQ {kind.strip()} \\* ARABIC ">{_run(number)}</w:fldSimple>'
        return _paragraph("Caption", f"{_run(kind)}{field}{_run(f'　{caption}')}")

    def _table(self, table: Table) -> str:
        columns = [int(TEXT_WIDTH * share) for share in widths(table)]
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in columns)
        head = "".join(
            _cell(_paragraph("TableHead", _run(text)), width)
            for text, width in zip(table.header, columns, strict=True)
        )
        rows = "".join(
            f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(self._cells(row, columns))}</w:tr>"
            for row in table.rows
        )
        return (
            f'<w:tbl {SPACES}><w:tblPr><w:tblStyle w:val="KeyFigures"/><w:tblW w:w="{sum(columns)}"'
            f' w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
            f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>{rows}</w:tbl>"
        )

    def _cells(self, row: tuple[Cell, ...], columns: list[int]) -> Iterator[str]:
        for at, (cell, width) in enumerate(zip(row, columns, strict=True)):
            style = "TableFigure" if at else "TableText"
            yield _cell(_paragraph(style, self._figure(cell._replace(text=cell.text or UNKNOWN))), width)

    # -- figures and their notes -------------------------------------------------------------------------

    def _figure(self, one: Run | Cell) -> str:
        return _run(one.text) + (self._mark(one.note) if one.note else "")

    def _mark(self, note: int) -> str:
        """The mark of a note: an endnote where it is first used, after that a reference to it."""
        if note in self.numbers:
            return _reference(self.numbers[note])
        number = self.numbers[note] = len(self.numbers) + 1
        return (
            f'<w:bookmarkStart w:id="{number}" w:name="_Source{number}"/>'
            f'<w:r>{MARKED}<w:endnoteReference w:id="{number}"/></w:r>'
            f'<w:bookmarkEnd w:id="{number}"/>'
        )

    def _note(self, number: int, text: str) -> str:
        mark = f"<w:r>{MARKED}<w:endnoteRef/></w:r>"
        return (
            f'<w:endnote w:id="{number}">{_paragraph("EndnoteText", mark + _run(f" {text}"), "")}</w:endnote>'
        )

    def _told(self, block: Chart | TileMap) -> Iterator[str]:
        """The marks of all figures of a chart, since a picture cannot carry them."""
        return map(self._mark, dict.fromkeys(cell.note for _label, cell in pairs(block) if cell.note))

    def _picture(self, block: Chart | TileMap) -> str:
        drawn = picture(block, self.chapter.language)
        link, _image = self.opened.part.get_or_add_image(BytesIO(png(block, self.chapter)))
        self.pictures += 1
        told = escape(described(block, self.words))
        pixel = PIXEL_OF_MAP if drawn.height > drawn.width else PIXEL
        return _inline(link, self.pictures, drawn.width * pixel, drawn.height * pixel, told)


def _paragraph(style: str, content: str, spaces: str = SPACES) -> str:
    opening = f"<w:p {spaces}>" if spaces else "<w:p>"
    return f'{opening}<w:pPr><w:pStyle w:val="{style}"/></w:pPr>{content}</w:p>'


def _run(text: str) -> str:
    if not text:
        return ""
    flat = "".join(sign for sign in " ".join(text.splitlines()) if sign >= " ")
    return f'<w:r><w:t xml:space="preserve">{escape(flat, quote=False)}</w:t></w:r>'


def _cell(content: str, width: int) -> str:
    size = f'<w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/>'
    return f"<w:tc><w:tcPr>{size}</w:tcPr>{content}</w:tc>"


def _reference(number: int) -> str:
    """A mark that Word keeps in step with the note that stands first."""
    shown = f"<w:r>{MARKED}<w:t>[{number}]</w:t></w:r>"
    return f'<w:fldSimple w:instr=" NOTEREF _Source{number} \\f \\h ">{shown}</w:fldSimple>'


def _inline(link: str, number: int, width: int, height: int, told: str) -> str:
    size = f'cx="{width}" cy="{height}"'
    picture_kind = "http://schemas.openxmlformats.org/drawingml/2006/picture"
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/>'
        f'<wp:docPr id="{number}" name="Chart {number}" descr="{told}"/>'
        f'<a:graphic><a:graphicData uri="{picture_kind}"><pic:pic><pic:nvPicPr>'
        f'<pic:cNvPr id="{number}" name="chart{number}.png" descr="{told}"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{link}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )
