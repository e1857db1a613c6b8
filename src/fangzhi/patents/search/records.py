"""A record as the index holds it: what is searched in it, and by what it is filtered and counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from fangzhi.patents.search.wording import BREAK, normal, spaced
from fangzhi.patents.store.engine import sql

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    import tantivy

FORMAT = 3
"""Raised when a change of the fields makes older indexes unusable; they are then built anew."""
WORDS = "words"
"""Name of the tokenizer, which is not kept in an index and registered whenever one is opened."""


class Row(NamedTuple):
    """What is read of a record for the index, in the order of `search_rows.sql`, which says what it means."""

    patent_id: int
    text: str
    numbers: str
    classes: str
    subclasses: str
    places: str
    type: str
    province: str
    prefecture: str
    year: int
    filed: int
    granted: int
    until: int
    """First day no longer in force; 0 when never granted."""


def rows_query() -> str:
    """The query for every row."""
    return sql("search_rows").replace("{break}", BREAK)


def schema() -> tantivy.Schema:
    """The fields of the index. Nothing is stored but the key: what is shown comes from the snapshot."""
    import tantivy

    made = tantivy.SchemaBuilder()
    for name in ("text", "title", "applicant"):
        made.add_text_field(name, tokenizer_name=WORDS, index_option="position")
    for name in ("number", "ipc", "region"):
        made.add_text_field(name, tokenizer_name=WORDS, index_option="basic")
    made.add_text_field("name", tokenizer_name="raw", index_option="basic")
    for name in ("type", "province", "prefecture", "subclass"):
        made.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in ("patent_id", "filed", "granted", "until", "year"):
        made.add_integer_field(name, indexed=name == "year", fast=True)
    return made.build()


def register(index: tantivy.Index) -> None:
    """Tell an index its tokenizer: what is indexed has blanks between its units already."""
    from tantivy import TextAnalyzerBuilder, Tokenizer

    index.register_tokenizer(WORDS, TextAnalyzerBuilder(Tokenizer.whitespace()).build())


def documents(rows: Iterable[tuple[Any, ...]]) -> Iterator[tantivy.Document]:
    """The documents of some rows, each with the columns of `Row`."""
    from tantivy import Document

    for row in map(Row._make, rows):
        made = Document()
        _add_texts(made, row)
        _add_keys(made, row)
        yield made


def _add_texts(made: tantivy.Document, row: Row) -> None:
    units = spaced(normal(row.text))
    title, _abstract, applicants = units.split(BREAK, 2)
    made.add_text("text", units)
    made.add_text("title", title)
    made.add_text("applicant", applicants)
    for name in row.text.split(BREAK)[2:]:
        made.add_text("name", name)


def _add_keys(made: tantivy.Document, row: Row) -> None:
    made.add_integer("patent_id", row.patent_id)
    made.add_text("number", row.numbers)
    made.add_text("ipc", row.classes)
    made.add_text("region", row.places)
    made.add_text("type", row.type)
    if row.province:
        made.add_text("province", row.province)
    if row.prefecture:
        made.add_text("prefecture", row.prefecture)
    for one in row.subclasses.split():
        made.add_text("subclass", one)
    made.add_integer("year", row.year)
    made.add_integer("filed", row.filed)
    made.add_integer("granted", row.granted)
    made.add_integer("until", row.until)


def day_key(day: date | None) -> int:
    """A day as a number that sorts like it, 20130708; 0 for none."""
    return day.year * 10000 + day.month * 100 + day.day if day else 0
