"""The forms of a chapter: Markdown, HTML, Word, PDF, each made from `fangzhi.chapter.document` alone.

The same chapter gives the same bytes. Words stand in the same order in every form, so that what is compared
with one is compared with all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from fangzhi.chapter.document import Chapter


class Form(NamedTuple):
    """A form by its ending: what it is to a browser, and whether it can be shown on a terminal."""

    kind: str
    shown: bool


FORMS = {
    "md": Form("text/markdown; charset=utf-8", True),
    "html": Form("text/html; charset=utf-8", True),
    "docx": Form("application/vnd.openxmlformats-officedocument.wordprocessingml.document", False),
    "pdf": Form("application/pdf", False),
}


def issue(chapter: Chapter, form: str, base: str | None = "") -> bytes:
    """The chapter in a form of FORMS; `base` is the address before /figures/CODE in HTML.

    Raises UnsourcedFigure, and for PDF and the charts of Word `fangzhi.casework.papers.PaperError` naming
    the characters that no font can draw. The libraries of a form are loaded only for it.
    """
    if form == "md":
        from fangzhi.chapter.paper.markdown import markdown

        return markdown(chapter).encode()
    if form == "html":
        from fangzhi.chapter.paper.html import html

        return html(chapter, base).encode()
    if form == "docx":
        from fangzhi.chapter.paper.docx import docx

        return docx(chapter)
    from fangzhi.chapter.paper.pdf import pdf

    return pdf(chapter)
