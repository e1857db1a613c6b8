"""A draft as it is read: its text, its figures with their places, and what of it is not read.

What only marks a text (emphasis, superscripts, links) is left out of the copy that is read, and tables are
read cell by cell; all offsets refer to the text as it stands. Pure Python: no Django.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from fangzhi.chapter.checking import pictures
from fangzhi.chapter.checking.readable import ReadableCopy, marks, page_numbers
from fangzhi.chapter.checking.tables import read_tables, tables_of
from fangzhi.chapter.checking.word import MisalignedText, Word, is_word, opened_word
from fangzhi.reader import read
from fangzhi.reader.documents import open_document
from fangzhi.reader.observation import text_digest

if TYPE_CHECKING:
    from fangzhi.indicators.catalogue import Catalogue
    from fangzhi.reader import Observation
    from fangzhi.reader import Reading as Told

Span = tuple[int, int]
_STATED = re.compile(
    r"(?:^|[\n。，:：;；《])(?:#+ *)?(?:截至|截止|在|到)?((?:19|20)\d\d)年(?!.{0,4}[日号])", re.MULTILINE
)


class Unread(NamedTuple):
    """What of a draft is not read, or is read in a certain way."""

    pictures: int = 0
    changes: int = 0
    """Tracked insertions and deletions; the text is read as if they were accepted."""
    tables: int = 0
    loose: int = 0
    """Numbers in tables that no row and column name: they are not compared."""


class Opened(NamedTuple):
    """A draft before it is read: its text, and what of the text is no prose."""

    name: str
    text: str
    left_out: tuple[Span, ...]
    """Emphasis, superscripts, links: see `readable`."""
    printed: bool = False
    """Whether the numbers of its pages stand between the lines (PDF)."""
    unread: Unread = Unread()
    word: Word | None = None
    """The Word document behind the text, where there is one."""


class Draft(NamedTuple):
    """A draft and its figures, each at its offsets in the text of `opened`."""

    opened: Opened
    figures: list[Observation]
    unread: Unread
    digest: str
    other_year: int | None = None
    """The year the text says it reports on, where that is not the one asked for."""

    @property
    def name(self) -> str:
        """Name of the file."""
        return self.opened.name

    @property
    def text(self) -> str:
        """The text that all offsets refer to."""
        return self.opened.text


class Reading(NamedTuple):
    """What the caller knows of a draft: its year and, where no heading tells it, the region it is of."""

    year: int
    region: str | None = None
    indicators: Catalogue | None = None


def open_draft(name: str, content: bytes) -> Opened:
    """Open a draft: text, Markdown, HTML, Word or PDF.

    Raises `fangzhi.reader.documents.UnreadableDocument` for what cannot be read.
    """
    text = open_document(name, content)
    if is_word(content):
        return _of_word(name, content, text)
    if content.lstrip().startswith(b"%PDF-"):
        return Opened(name, text, marks(text), printed=True, unread=Unread(pictures.of_pdf(content)))
    return Opened(
        name, text, marks(text), unread=Unread(pictures.of_text(content.decode("utf-8", "replace")))
    )


def _of_word(name: str, content: bytes, text: str) -> Opened:
    """A Word document; one whose characters cannot be found again in the file is checked as text."""
    try:
        word = opened_word(content, text)
    except MisalignedText:
        return Opened(name, text, ())
    return Opened(name, text, word.raised, unread=Unread(word.pictures, word.changes), word=word)


def read_draft(opened: Opened, how: Reading) -> Draft:
    """Read a draft: its prose, and the cells of its tables."""
    layers = [ReadableCopy(opened.text, opened.left_out)]
    if opened.printed:
        layers.append(ReadableCopy(layers[0].text, page_numbers(layers[0].text)))
    clean = layers[-1].text
    tables = tables_of(clean)
    layers.append(ReadableCopy(clean, (line for table in tables for line in table.lines)))
    year, region, indicators = how
    found = read(layers[-1].text, year=year, region=region, indicators=indicators, events=False)
    headings = {layers[-1].origin(one.start): one.region for one in found.sections if one.start < one.end}
    cells = read_tables(tables, (year, region), headings, indicators)
    figures = [layers[-1].back(one) for one in found.observations] + cells.figures
    for layer in reversed(layers[:-1]):
        figures = [layer.back(one) for one in figures]
    figures.sort(key=lambda one: (one.start, one.indicator))
    unread = opened.unread._replace(tables=len(tables), loose=cells.loose)
    return Draft(opened, figures, unread, text_digest(opened.text), _other_year(found, year))


def _other_year(told: Told, year: int) -> int | None:
    """The year a text states in its headings and at the beginning of its sentences, when it clearly is not
    this one; what its notes cite says nothing of it."""
    titles = dict.fromkeys(one.title for one in told.sections)
    prose = (told.text[one.start : one.end] for one in told.sections)
    stated = Counter(int(found) for found in _STATED.findall("\n".join((*titles, *prose))))
    if not stated:
        return None
    most, times = stated.most_common(1)[0]
    return most if times > 2 * stated[year] else None
