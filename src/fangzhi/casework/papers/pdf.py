"""PDF from Word documents, with the shipped fonts and those of the office alone, the same bytes each time.

With the day of the document the PDF is PDF/A-2b, the form in which records are kept; without it, there is no
date in it, which PDF/A does not allow. The shipped font, Noto Serif SC, has the 27,000 characters in
common use and more; an office that needs rarer ones (in names, mostly) puts a font that has them into the
folder `fonts` of its state folder.
"""

from __future__ import annotations

import tempfile
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from fangzhi.casework.papers.faults import MissingGlyph, PaperError, UnusableDocument
from fangzhi.home import home_folder

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

SHIPPED = Path(__file__).parent / "fonts"
SUFFIXES = frozenset((".ttf", ".otf", ".ttc"))
Standard = Literal["a-2b", "1.7"]
ARCHIVAL: Standard = "a-2b"
PLAIN: Standard = "1.7"


class FontSet(NamedTuple):
    """Fonts at hand: what typst takes, families in order of use, code points that one of them draws."""

    fonts: Any
    families: tuple[str, ...]
    covered: frozenset[int]


def to_pdf(
    docx: bytes,
    *,
    title: str = "",
    watermark: str = "",
    day: date | None = None,
    boxes: bool = False,
    fonts: Path | None = None,
) -> bytes:
    """The PDF of a Word document; equal inputs give equal bytes.

    Raises UnusableDocument for what is no sound Word document, and MissingGlyph naming every character that
    no font can draw: an official document never loses a character in silence. With `boxes` they are drawn as
    □ instead, which is meant for a look at a draft. `fonts` is the office's folder of fonts.
    """
    from fangzhi.casework.papers.typesetting import Typesetter
    from fangzhi.casework.papers.word import read_word

    sections, parts = read_word(docx)
    chosen = font_set(fonts)
    setter = Typesetter(chosen.covered, parts)
    source = setter.document(sections, chosen.families, title, watermark, day)
    if setter.missing and not boxes:
        raise MissingGlyph(list(setter.missing))
    return compile_pdf(source, setter.files, chosen, ARCHIVAL if day else PLAIN)


def compile_pdf(
    source: str, pictures: Mapping[str, bytes], fonts: FontSet, standard: Standard = PLAIN
) -> bytes:
    """The PDF of a typst source; raises UnusableDocument where typst cannot set it."""
    with tempfile.TemporaryDirectory(prefix="fangzhi-paper-") as folder:
        for name, content in pictures.items():
            (Path(folder) / name).write_bytes(content)
        main = Path(folder) / "main.typ"
        main.write_text(source, encoding="utf-8")
        return _compiled(main, fonts, standard)


def _compiled(main: Path, fonts: FontSet, standard: Standard) -> bytes:
    import typst

    try:
        made = typst.compile(
            main, root=main.parent, font_paths=fonts.fonts, format="pdf", pdf_standards=standard
        )
    except typst.TypstError as fault:
        raise UnusableDocument(
            f"it cannot be set ({fault.message})", f"排版失败（{fault.message}）"
        ) from fault
    assert isinstance(made, bytes)
    return made


def font_set(folder: Path | None = None) -> FontSet:
    """The shipped fonts and, after them, those of the office; raises PaperError without the shipped."""
    own = folder or home_folder() / "fonts"
    found = (
        [path for path in sorted(own.glob("*")) if path.suffix.lower() in SUFFIXES] if own.is_dir() else []
    )
    shipped = sorted(SHIPPED.glob("*.ttf"))
    if not shipped:
        raise PaperError(
            "The fonts of the papers are not in place: run make .venv.",
            "文书字体尚未就位：请运行 make .venv。",
        )
    return _loaded(tuple((path, path.stat().st_mtime_ns) for path in [*shipped, *found]))


@lru_cache(maxsize=4)
def _loaded(files: tuple[tuple[Path, int], ...]) -> FontSet:
    import typst

    from fangzhi.casework.papers.glyphs import coverage

    paths = list(dict.fromkeys(str(path.parent) for path, _modified in files))
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=paths)
    families = list(dict.fromkeys(font.family for font in fonts.fonts()))
    families.sort(key=lambda family: family != "Noto Serif SC")
    covered = frozenset[int]().union(*(coverage(path, modified) for path, modified in files))
    return FontSet(fonts, tuple(families), covered)
