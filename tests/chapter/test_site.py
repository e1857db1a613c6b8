"""An issued chapter as a site of its own: readable with a browser and nothing else, and complete."""

from __future__ import annotations

import csv
import io
import json
import re
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from selectolax.lexbor import LexborHTMLParser

from fangzhi.chapter.keeping import canonical, chapter_of, plain
from fangzhi.chapter.paper.site import FACTS, FIGURES, KEPT, NOTES, About, site, zipped
from tests.chapter.made import CHAPTER, chapters
from tests.chapter.made import KEPT as CODE

if TYPE_CHECKING:
    from fangzhi.chapter.document import Chapter

FACT = {
    "region": "110000", "place": "", "indicator": "patent_applications", "measure": "level", "period": "2013",
    "base_of": "", "status": "actual", "cumulative": False, "value": "123300", "high": None, "unit": "件",
    "qualifier": "exact", "source": "年报", "basis": "", "codes": [CODE], "note": 1,
}  # fmt: skip
FIGURE = {"id": CODE, "region": "110000", "value": 123300, "quote": "12.33万件", "digest": "a" * 64}


def content(chapter: Chapter = CHAPTER) -> dict[str, Any]:
    """What was pinned."""
    return {"chapter": plain(chapter), "facts": [FACT], "figures": [FIGURE]}


ABOUT = About("厦门市知识产权局", "2024-05-20", sha256(canonical(content()).encode()).hexdigest())


def rows(files: dict[str, bytes], name: str) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    return list(csv.DictReader(io.StringIO(files[name].decode("utf-8-sig"))))


def test_the_page_needs_nothing_beside_itself() -> None:
    page = site(content(), ABOUT)["index.html"].decode()
    assert "<script" not in page
    assert not re.findall(r'(?:src|srcset)="', page)
    assert set(re.findall(r"https?://[^\"' <]+", page)) <= {"http://www.w3.org/2000/svg"}


def test_every_link_of_the_page_leads_to_a_place_or_a_file_of_the_site() -> None:
    files = site(content(), ABOUT)
    tree = LexborHTMLParser(files["index.html"].decode())
    ids = {one.attributes["id"] for one in tree.css("[id]")}
    for link in tree.css("a"):
        target = link.attributes["href"] or ""
        assert target[1:] in ids if target.startswith("#") else target in files


def test_the_page_says_who_issued_it_and_when() -> None:
    page = site(content(), ABOUT)["index.html"].decode()
    assert "厦门市知识产权局印发，2024-05-20。" in page
    assert ABOUT.digest in page


def test_an_english_site_speaks_english() -> None:
    page = site(content(CHAPTER._replace(language="en")), ABOUT)["index.html"].decode()
    assert "Issued by 厦门市知识产权局, 2024-05-20." in page
    assert "the text as plain text" in page


def test_every_printed_figure_is_a_row_with_its_place_and_note() -> None:
    found = rows(site(content(), ABOUT), "data/figures.csv")
    assert [row["text"] for row in found[:3]] == ["12.33万件", "28.1%", "27亿元"]
    assert {row["block"] for row in found} == {"paragraph", "table", "map", "chart"}
    assert (found[0]["section"], found[0]["region"]) == ("北京市", "110000")
    assert [row["label"] for row in found if row["block"] == "table"] == [
        "北京市 专利申请量",
        "北京市 质押贷款",
    ]
    assert all(row["note"] for row in found)


def test_every_note_is_a_row_with_the_figures_it_rests_on() -> None:
    found = rows(site(content(), ABOUT), "data/notes.csv")
    assert [row["number"] for row in found] == ["1", "2", "3"]
    assert found[0]["figures"] == CODE


def test_the_data_give_the_chapter_back() -> None:
    files = site(content(), ABOUT)
    data = json.loads(files["data/chapter.json"])
    assert chapter_of(data["chapter"]) == CHAPTER
    assert sha256(files["data/chapter.json"].rstrip(b"\n")).hexdigest() == ABOUT.digest


def test_every_column_of_every_table_is_described() -> None:
    files = site(content(), ABOUT)
    readme = files["README.txt"].decode()
    for name, columns in (("figures", FIGURES), ("notes", NOTES), ("kept", KEPT), ("facts", FACTS)):
        header = files[f"data/{name}.csv"].decode("utf-8-sig").splitlines()[0].split(",")
        assert header == list(columns)
        described = readme.split(f"data/{name}.csv\n")[1]
        assert all(f"  {column}: " in described for column in columns)


def test_every_file_is_named_and_can_be_checked() -> None:
    files = site(content(), ABOUT)
    readme = files["README.txt"].decode()
    sums = dict(line.split("  ")[::-1] for line in files["SHA256SUMS"].decode().splitlines())
    assert set(sums) | {"SHA256SUMS"} == set(files)
    assert all(sha256(files[name]).hexdigest() == digest for name, digest in sums.items())
    assert all(name in readme for name in files if name != "README.txt")


def test_no_cell_is_taken_for_a_formula() -> None:
    note = CHAPTER.notes[0]._replace(source='=HYPERLINK("x")')
    files = site(content(CHAPTER._replace(notes=(note, *CHAPTER.notes[1:]))), ABOUT)
    assert rows(files, "data/notes.csv")[0]["source"] == '\'=HYPERLINK("x")'


def test_the_archive_is_the_same_twice_and_can_be_read_by_all() -> None:
    files = site(content(), ABOUT)
    assert zipped(files) == zipped(dict(reversed(files.items())))
    with ZipFile(io.BytesIO(zipped(files))) as archive:
        assert archive.testzip() is None
        assert {one.external_attr >> 16 for one in archive.infolist()} == {0o644}
        assert {name: archive.read(name) for name in archive.namelist()} == files


@settings(max_examples=20)
@given(chapters())
def test_whatever_its_words_are_every_link_leads_somewhere(chapter: Chapter) -> None:
    tree = LexborHTMLParser(site(content(chapter), ABOUT)["index.html"].decode())
    ids = {one.attributes["id"] for one in tree.css("[id]")}
    inside = [link.attributes["href"] or "" for link in tree.css("main a")]
    assert all(target[1:] in ids for target in inside if target.startswith("#"))


@pytest.mark.django_db
def test_the_site_of_an_issued_chapter(kept: None) -> None:
    from fangzhi.chapter.issuing import Asked, issue_here, site_of

    issued = issue_here(Asked(2013), "root")
    files = site_of(issued)
    assert sha256(files["data/chapter.json"].rstrip(b"\n")).hexdigest() == issued.digest
    codes = {row["id"] for row in rows(files, "data/kept.csv")}
    assert all(set(row["figures"].split()) <= codes for row in rows(files, "data/notes.csv"))
    assert len(rows(files, "data/figures.csv")) > 500
