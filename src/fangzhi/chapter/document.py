"""A written chapter as data: blocks of runs, of which some are figures with the source they come from.

Every form in which a chapter is issued (Markdown, HTML, Word, PDF, static site) is made from this and nothing
else, so that all of them say the same. Pure Python: no Django.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

Language = Literal["zh", "en"]


class Note(NamedTuple):
    """Where a figure comes from. Every figure of a chapter has exactly one note; figures may share one."""

    number: int
    """From 1, in the order of first use."""
    source: str
    """Title of the source with its cell, offsets or query, as a reader can look it up."""
    basis: str = ""
    """How the figure was computed, where it was: formula with inputs."""
    links: tuple[str, ...] = ()
    """Codes of the figures it rests on: the figure itself, or the inputs of what was computed."""


class Run(NamedTuple):
    """A stretch of text; with a note it is a figure, quoted as `text`."""

    text: str
    note: int = 0
    """Number of its note; 0 for plain words."""
    value: str = ""
    """The exact value behind the printed one, in base units."""


class Heading(NamedTuple):
    """A heading; level 1 is the chapter, 2 a region."""

    text: str
    level: int = 2
    region: str = ""
    """Code of the region whose passage it opens."""


class Paragraph(NamedTuple):
    """A paragraph of prose."""

    runs: tuple[Run, ...]
    topic: str = ""
    """Id of the part of the plan it fills (`policy`, `filing`, …)."""

    @property
    def text(self) -> str:
        """Its words without marks."""
        return "".join(run.text for run in self.runs)


class Cell(NamedTuple):
    """A cell of a table; empty where nothing is known, never zero."""

    text: str = ""
    note: int = 0
    value: str = ""


class Table(NamedTuple):
    """A table with its caption and unit; the first column names the rows."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


class Chart(NamedTuple):
    """A chart of bars, longest first, one region each."""

    caption: str
    unit: str
    bars: tuple[tuple[str, float, Cell], ...]
    """Label, length in base units, printed figure with its note."""


class TileMap(NamedTuple):
    """A map of one tile a region, shaded by value; regions without a value stay blank and say so."""

    caption: str
    unit: str
    tiles: tuple[tuple[str, str, float | None, Cell], ...]
    """Code of the region, short name, value in base units (None: unknown), printed figure with its note."""


Block = Heading | Paragraph | Table | Chart | TileMap


class Chapter(NamedTuple):
    """A chapter: what it says and where each figure of it comes from."""

    title: str
    year: int
    language: Language
    region: str
    """Code of the region it is of; empty for the national chapter."""
    blocks: tuple[Block, ...]
    notes: tuple[Note, ...]
    remarks: tuple[str, ...] = ()
    """How figures are rounded, which regions have no data, what was left out: printed after the text."""
    data: str = ""
    """Digest of figures, events and templates: two chapters with the same one say the same."""

    def runs(self) -> Iterator[Run]:
        """All runs of the prose in order."""
        for block in self.blocks:
            if isinstance(block, Paragraph):
                yield from block.runs
