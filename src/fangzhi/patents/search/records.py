"""A record as the index holds it: what is searched in it, and by what it is filtered and counted."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from fangzhi.patents.search.wording import BREAK, normal, spaced

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    import tantivy

FORMAT = 1
"""Raised when a change of the fields makes older indexes unusable; they are then built anew."""
WORDS, PAIRS = "words", "pairs"
"""Names of the tokenizers; they are not kept in an index and registered whenever one is opened."""

ROWS = f"""
SELECT patent_id, application_number, type, title, coalesce(abstract, ''),
    array_to_string(list_transform(applicants, lambda one: one.name), '{BREAK}'),
    ipc_main, ipc, country, province, prefecture, county,
    application_date, publication_date, grant_date, publication_number, grant_number, pct_number,
    list_max(list_transform(in_force, lambda one: one.until))
FROM patent
"""
"""The columns of `Row`, in its order."""


class Row(NamedTuple):
    """What is read of a record for the index."""

    patent_id: int
    application_number: str
    type: str
    title: str
    abstract: str
    applicants: str
    ipc_main: str | None
    ipc: list[str] | None
    country: str
    province: str | None
    prefecture: str | None
    county: str | None
    application_date: date
    publication_date: date | None
    grant_date: date | None
    publication_number: str | None
    grant_number: str | None
    pct_number: str | None
    until: date | None
    """First day no longer in force; None when never granted."""


def schema() -> tantivy.Schema:
    """The fields of the index. Nothing is stored but the key: what is shown comes from the snapshot."""
    import tantivy

    made = tantivy.SchemaBuilder()
    made.add_integer_field("patent_id", indexed=True, fast=True)
    for name in ("text", "title", "applicant"):
        made.add_text_field(name, tokenizer_name=WORDS, index_option="position")
    made.add_text_field("pair", tokenizer_name=PAIRS, index_option="basic")
    for name in ("number", "ipc", "region"):
        made.add_text_field(name, tokenizer_name=WORDS, index_option="basic")
    made.add_text_field("name", tokenizer_name="raw", index_option="basic")
    for name in ("type", "province", "prefecture", "subclass"):
        made.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    for name in ("filed", "published", "granted", "until", "year"):
        made.add_integer_field(name, indexed=name == "year", fast=True)
    return made.build()


def register(index: tantivy.Index) -> None:
    """Tell an index its tokenizers. The one for pairs gives no positions; phrases are found in units."""
    from tantivy import TextAnalyzerBuilder, Tokenizer

    index.register_tokenizer(WORDS, TextAnalyzerBuilder(Tokenizer.whitespace()).build())
    index.register_tokenizer(PAIRS, TextAnalyzerBuilder(Tokenizer.ngram(2, 2)).build())


def documents(rows: Iterable[tuple[Any, ...]]) -> Iterator[tantivy.Document]:
    """The documents of some rows of `ROWS`."""
    for row in rows:
        yield document(Row._make(row))


def document(row: Row) -> tantivy.Document:
    """One record as a document."""
    import tantivy

    made = tantivy.Document()
    made.add_integer("patent_id", row.patent_id)
    _add_text(made, row)
    made.add_text("number", " ".join(number_keys(row)))
    made.add_text("ipc", " ".join(class_keys(row)))
    made.add_text("region", " ".join(place_keys(row)))
    made.add_text("type", row.type)
    if place := row.province or (row.country if row.country != "CN" else ""):
        made.add_text("province", place)
    if row.prefecture:
        made.add_text("prefecture", row.prefecture)
    for one in subclasses(row):
        made.add_text("subclass", one)
    made.add_integer("filed", day_key(row.application_date))
    made.add_integer("published", day_key(row.publication_date))
    made.add_integer("granted", day_key(row.grant_date))
    made.add_integer("until", day_key(row.until))
    made.add_integer("year", row.application_date.year)
    return made


def _add_text(made: tantivy.Document, row: Row) -> None:
    names = row.applicants.split(BREAK)
    parts = normal(row.title), normal(row.abstract), BREAK.join(map(normal, names))
    title, abstract, applicants = map(spaced, parts)
    made.add_text("text", f"{title} {BREAK} {abstract} {BREAK} {applicants}")
    made.add_text("pair", BREAK.join(parts))
    made.add_text("title", title)
    made.add_text("applicant", applicants)
    for name in names:
        made.add_text("name", name)


def day_key(day: date | None) -> int:
    """A day as a number that sorts like it, 20130708; 0 for none."""
    return day.year * 10000 + day.month * 100 + day.day if day else 0


_LETTER = re.compile(r"[A-Z]\d?$")


def number_keys(row: Row) -> list[str]:
    """The numbers under which a record is found: digits of the application, publications without letter."""
    keys = [row.application_number[:-1]]
    keys += [_LETTER.sub("", one) for one in (row.publication_number, row.grant_number) if one]
    if row.pct_number:
        keys.append(re.sub(r"[^A-Z0-9]", "", row.pct_number.upper()))
    return keys


def class_keys(row: Row) -> list[str]:
    """Every level of every class: H, H01, H01M, H01M10, H01M10/0525; of a design 14, 14-03."""
    if not row.ipc:
        return [row.ipc_main[:2], row.ipc_main] if row.ipc_main else []
    return [key for one in row.ipc for key in _levels(one)]


@lru_cache(maxsize=100_000)
def _levels(symbol: str) -> tuple[str, ...]:
    return symbol[:1], symbol[:3], symbol[:4], symbol.partition("/")[0], symbol


def subclasses(row: Row) -> list[str]:
    """The subclasses of a record, each once; of a design its Locarno class."""
    if not row.ipc:
        return [row.ipc_main[:2]] if row.ipc_main else []
    return list(dict.fromkeys(one[:4] for one in row.ipc))


def place_keys(row: Row) -> list[str]:
    """The divisions of a record from province to county; abroad the letters of the country."""
    places = [one for one in (row.province, row.prefecture, row.county) if one]
    return places if row.country == "CN" else [row.country]
