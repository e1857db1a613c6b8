"""An issued chapter as a site of its own: a page, its data and a description of both, for any shelf.

Nothing in it needs this system, a script, a font or an address outside; the page is HTML, the data are JSON
and CSV, and README.txt says in both languages what every column means.
"""

from __future__ import annotations

import csv
from hashlib import sha256
from html import escape
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from fangzhi.chapter.document import Heading, Paragraph, Table, TileMap
from fangzhi.chapter.keeping import canonical, chapter_of
from fangzhi.chapter.paper.html import body, page
from fangzhi.chapter.paper.layout import pairs, sections
from fangzhi.chapter.paper.markdown import markdown
from fangzhi.tables import safe_cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from fangzhi.chapter.document import Cell, Chapter, Run
    from fangzhi.chapter.paper.layout import Printed

BOM = "\ufeff"
"""Without it spreadsheets take UTF-8 for another encoding."""
DATED = (1980, 1, 1, 0, 0, 0)
FILES = (
    ("index.html", "全文，图表在内", "the whole text with its charts"),
    ("chapter.md", "全文的纯文本", "the text as plain text"),
    ("data/chapter.json", "全文及其依据的全部数据", "the text and all the data it rests on"),
    ("data/figures.csv", "正文、表和图中的每一个数字", "every figure of the text, tables and charts"),
    ("data/notes.csv", "每条来源注", "every note of a source"),
    ("data/kept.csv", "各数字所依据的已存数据及其来源", "the kept figures they rest on, with their sources"),
    ("data/facts.csv", "印发时已知的全部数据", "all that was known when it was issued"),
)
FIGURES = {
    "section": ("所在标题", "heading it stands under"),
    "region": ("地区代码（GB/T 2260）", "code of the region (GB/T 2260)"),
    "block": ("所在：paragraph 正文、table 表、chart 图、map 地图", "paragraph, table, chart or map"),
    "label": ("表和图中的行列名", "row and column of a table, label of a chart"),
    "text": ("印出的文字", "as it is printed"),
    "value": ("精确值，基本单位（件、元、% …）", "exact value in base units (pieces, yuan, % …)"),
    "note": ("来源注编号，见 notes.csv", "number of its note, see notes.csv"),
}
NOTES = {
    "number": ("编号", "number"),
    "source": ("来源及其位置", "source and where in it"),
    "basis": ("推算方法；直接引用的为空", "how it was computed; empty where it is told as it stands"),
    "figures": ("所依据的数据，见 kept.csv 的 id", "the figures it rests on, see id in kept.csv"),
}
KEPT = {
    "id": ("数据编号", "id of the figure"),
    "region": ("地区代码", "code of the region"),
    "place": ("地区以下的地方或单位", "place or body below the region"),
    "indicator": ("指标", "indicator"),
    "measure": (
        "度量：level 数量、growth_rate 增长率、share 比重、rank 位次 …",
        "level, growth_rate, share, rank …",
    ),
    "period": ("时期；@ 开头的是时点", "period; a moment begins with @"),
    "value": ("值，基本单位", "value in base units"),
    "value_high": ("区间的上限", "upper end of a range"),
    "unit": ("单位", "unit"),
    "qualifier": ("exact 准确、approx 约、over 超过 …", "exact, approx, over …"),
    "quote": ("原文", "as the source prints it"),
    "start": ("文字中的起点，表格中的行", "where it begins in a text; the row of a table"),
    "end": ("文字中的终点，表格中的列", "where it ends in a text; the column of a table"),
    "source": ("来源名称", "title of the source"),
    "digest": ("来源的 SHA-256", "SHA-256 of the source"),
}
FACTS = {
    "region": KEPT["region"],
    "place": KEPT["place"],
    "indicator": KEPT["indicator"],
    "measure": (f"{KEPT['measure'][0]}；event 为大事", f"{KEPT['measure'][1]}; event for a thing done"),
    "period": KEPT["period"],
    "value": ("值，基本单位；大事为其名称", "value in base units; of a thing done its name"),
    "high": KEPT["value_high"],
    "unit": KEPT["unit"],
    "qualifier": KEPT["qualifier"],
    "base_of": ("比较或占比的对象", "what it is a share of or compared with"),
    "status": ("actual 实际、target 目标、estimate 估计 …", "actual, target, estimate …"),
    "cumulative": ("是否累计", "whether it is a running total"),
    "source": NOTES["source"],
    "basis": NOTES["basis"],
    "note": ("写入正文时的来源注编号；0 为未写入", "number of the note that tells it; 0 where none does"),
}


class About(NamedTuple):
    """What a site says of the issue: who issued the chapter, when, and the digest of what was issued."""

    issued_by: str
    issued_at: str
    digest: str


def site(content: Mapping[str, Any], about: About) -> dict[str, bytes]:
    """The files of the site by their path; equal chapters give equal bytes.

    `content` is what was pinned (`fangzhi.chapter.issuing.pinned`): chapter, facts and kept figures.
    """
    chapter = chapter_of(content["chapter"])
    made = {
        "index.html": page(chapter, f"{body(chapter, None)}{_ending(chapter, about)}"),
        "chapter.md": markdown(chapter),
        "README.txt": _readme(chapter, about),
        "data/chapter.json": f"{canonical(content)}\n",
        "data/figures.csv": _csv(FIGURES, printed(chapter)),
        "data/notes.csv": _csv(NOTES, _notes(chapter)),
        "data/kept.csv": _csv(KEPT, content["figures"]),
        "data/facts.csv": _csv(FACTS, content["facts"]),
    }
    files = {name: text.encode() for name, text in made.items()}
    sums = "".join(f"{sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))
    return files | {"SHA256SUMS": sums.encode()}


def zipped(files: Mapping[str, bytes]) -> bytes:
    """The files as one archive, without times."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name in sorted(files):
            member = ZipInfo(name, DATED)
            member.compress_type = ZIP_DEFLATED
            member.create_system = 3
            member.external_attr = 0o644 << 16
            archive.writestr(member, files[name])
    return out.getvalue()


def printed(chapter: Chapter) -> Iterator[dict[str, Any]]:
    """Every figure of a chapter in the order of print."""
    for section in sections(chapter):
        heading = section.heading or Heading("")
        for placed in section.blocks:
            block = placed.block
            kind = "map" if isinstance(block, TileMap) else type(block).__name__.lower()
            for label, one in _labelled(block):
                if one.note:
                    yield {
                        "section": heading.text,
                        "region": heading.region,
                        "block": kind,
                        "label": label,
                        "text": one.text,
                        "value": one.value,
                        "note": one.note,
                    }


def _labelled(block: Printed) -> Iterator[tuple[str, Run | Cell]]:
    """All that a block prints, each with what names it."""
    if isinstance(block, Paragraph):
        yield from (("", run) for run in block.runs)
    elif isinstance(block, Table):
        for row in block.rows:
            names = (f"{row[0].text} {name}".strip() for name in block.header)
            yield from zip(names, row, strict=True)
    else:
        yield from pairs(block)


def _notes(chapter: Chapter) -> Iterator[dict[str, Any]]:
    return (
        {"number": one.number, "source": one.source, "basis": one.basis, "figures": " ".join(one.links)}
        for one in chapter.notes
    )


def _csv(columns: Mapping[str, tuple[str, str]], rows: Iterable[Mapping[str, Any]]) -> str:
    out = StringIO()
    out.write(BOM)
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([safe_cell(row.get(name)) for name in columns] for row in rows)
    return out.getvalue()


def _ending(chapter: Chapter, about: About) -> str:
    """Who issued the chapter, and where its data lie."""
    chinese = chapter.language == "zh"
    issued = (
        f"{about.issued_by}印发，{about.issued_at}。内容的 SHA-256：{about.digest}。"
        if chinese
        else f"Issued by {about.issued_by}, {about.issued_at}. SHA-256 of what was issued: {about.digest}."
    )
    heading = "数据" if chinese else "Data"
    listed = "".join(
        f'<li><a href="{name}">{name}</a> {escape(zh if chinese else en)}</li>\n'
        for name, zh, en in (
            *FILES[1:],
            ("README.txt", "各文件和各列的说明", "what the files and columns mean"),
        )
    )
    return f"<footer>\n<h2>{heading}</h2>\n<ul>\n{listed}</ul>\n<p>{escape(issued)}</p>\n</footer>\n"


def _readme(chapter: Chapter, about: About) -> str:
    """What lies here, in both languages, for somebody who knows nothing of the system."""
    tables: Sequence[tuple[str, Mapping[str, tuple[str, str]]]] = (
        ("data/figures.csv", FIGURES),
        ("data/notes.csv", NOTES),
        ("data/kept.csv", KEPT),
        ("data/facts.csv", FACTS),
    )
    return (
        f"{chapter.title}\n\n"
        f"印发：{about.issued_by}，{about.issued_at}\n"
        f"Issued: {about.issued_by}, {about.issued_at}\n"
        f"SHA-256: {about.digest}\n\n"
        "以浏览器打开 index.html 即可阅读，不需要网络、脚本或任何软件。\n"
        "Open index.html in any browser; no network, script or other software is needed.\n\n"
        "文件 / Files\n" + "".join(f"  {name}: {zh} / {en}\n" for name, zh, en in FILES) + "\n"
        "CSV：UTF-8，逗号分隔，第一行为列名，空格子表示没有。以公式符号开头的文字前加有一个 '。\n"
        "CSV: UTF-8, separated by commas, the first row names the columns, an empty cell means absent.\n"
        "A text that begins like a formula has a ' before it.\n\n"
        + "\n".join(f"{name}\n{_described(columns)}" for name, columns in tables)
        + "\ndata/chapter.json\n"
        "  chapter: title, year, language, region, blocks, notes, remarks, data\n"
        "    blocks: kind = heading | paragraph (runs) | table (header, rows) | chart (bars) | map (tiles)\n"
        "    每段文字和每个格子：text 文字、note 来源注编号、value 精确值\n"
        "    every run and cell: text, note (number of its note), value (exact)\n"
        "  facts, figures: 同 facts.csv、kept.csv / as in facts.csv and kept.csv\n"
        "  SHA-256（末尾换行之前）即上文的校验值 / without the newline at its end: the digest above\n\n"
        "SHA256SUMS: sha256sum -c SHA256SUMS\n"
    )


def _described(columns: Mapping[str, tuple[str, str]]) -> str:
    return "".join(f"  {name}: {zh} / {en}\n" for name, (zh, en) in columns.items())
