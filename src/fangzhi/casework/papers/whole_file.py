"""The whole file of a case (卷宗) as one PDF: cover, contents, every paper, page numbers and an outline.

Order follows the practice of case files: the decision first, then papers by their day, evidence, and the
sealed part (副卷) last, which is bound only where it is asked for. typst sets a skeleton with a page for each
page of the file, so that contents, numbers and outline agree; pdfium then lays the pages of the items into
it, one item at a time. Items given as paths are read from disk as they are needed; what is laid in is held
until the file is written, so memory grows with the size of the file, not with the number of its items.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from fangzhi.casework.papers.attachments import HEAD, Kind, sniff
from fangzhi.casework.papers.faults import PaperError, UnusableItem
from fangzhi.casework.papers.pdf import compile_pdf, font_set
from fangzhi.casework.papers.typesetting import Typesetter, literal, pt

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fangzhi.casework.papers.pdf import FontSet

A4 = (595.28, 841.89)
MARGIN = 57.0
DECISION, PAPER, EVIDENCE = "decision", "paper", "evidence"
ORDER = (DECISION, PAPER, EVIDENCE)
PARTS = {DECISION: "决定文书", PAPER: "办案文书", EVIDENCE: "证据材料"}
SEALED = "副卷"
COVER_FIELDS = {
    "office": "单位",
    "case_number": "案号",
    "cause": "案由",
    "parties": "当事人",
    "docketed_on": "立案日期",
    "closed_on": "结案日期",
    "result": "处理结果",
    "officer": "承办人",
    "archived_on": "归档日期",
    "retention": "保管期限",
}
"""Keys of the cover in their order with what is printed; other keys follow under their own name."""
MAX_TEXT = 2_000_000
TRAILER = 4_096
IDENTITY = re.compile(rb"<([0-9A-F]{32})>(?=\]>>\s*startxref\s)")
"""The chance number by which pdfium tells one saving from another, at the end of the file."""


class Item(NamedTuple):
    """One paper of a file: its title, content (bytes or a path), day (YYYY-MM-DD), part, number, and whether
    it belongs to the sealed part."""

    name: str
    content: bytes | Path
    day: str = ""
    part: str = PAPER
    number: str = ""
    sealed: bool = False


class Bound(NamedTuple):
    """An item as pages: a PDF on disk and the shown size of each page."""

    item: Item
    path: Path
    sizes: list[tuple[float, float]]


def whole_file(
    title: str,
    cover: Mapping[str, str],
    items: Sequence[Item],
    *,
    sealed: bool = False,
    fonts: Path | None = None,
) -> bytes:
    """The file as one PDF; see `write_whole_file`."""
    with tempfile.TemporaryDirectory(prefix="fangzhi-file-") as folder:
        path = Path(folder) / "file.pdf"
        write_whole_file(path, title, cover, items, sealed=sealed, fonts=fonts)
        return path.read_bytes()


def write_whole_file(
    path: Path,
    title: str,
    cover: Mapping[str, str],
    items: Sequence[Item],
    *,
    sealed: bool = False,
    fonts: Path | None = None,
) -> int:
    """Write the file of a case to `path`; returns the number of its pages.

    A PDF is bound page by page in its own size, a PNG or JPEG is set on A4, plain text is set; of any other
    a page names file, size and SHA-256. Items of the sealed part come only with `sealed`. Raises UnusableItem
    for a damaged or protected PDF or picture.
    """
    chosen = font_set(fonts)
    with tempfile.TemporaryDirectory(prefix="fangzhi-items-") as folder:
        ordered = arranged(items, sealed=sealed)
        bound = [_bind(item, Path(folder) / f"{at}.pdf", chosen) for at, item in enumerate(ordered)]
        skeleton = _skeleton(title, cover, bound, chosen)
        return _fill(skeleton, bound, path)


def arranged(items: Sequence[Item], *, sealed: bool) -> list[Item]:
    """The items in the order of a case file."""
    taken = [item for item in items if sealed or not item.sealed]
    return sorted(taken, key=lambda item: (item.sealed, ORDER.index(item.part), item.day or "9999"))


def _bind(item: Item, path: Path, fonts: FontSet) -> Bound:
    """Turn one item into a PDF on disk."""
    head, kind = _looked_at(item)
    if kind is Kind.PDF:
        return Bound(item, _kept(item, path), _sizes(item, _kept(item, path)))
    try:
        if kind in (Kind.PNG, Kind.JPEG):
            made = _picture_page(item, kind, fonts)
        elif kind is Kind.TEXT and len(head) <= MAX_TEXT:
            made = _text_pages(_decoded(head), fonts)
        else:
            made = _named_page(item, kind, fonts)
    except PaperError as fault:
        raise UnusableItem(item.name, fault.en.rstrip("."), fault.zh.rstrip("。")) from fault
    path.write_bytes(made)
    return Bound(item, path, _sizes(item, path))


def _looked_at(item: Item) -> tuple[bytes, Kind]:
    """The text of a text, else the first bytes; and what the item is."""
    if isinstance(item.content, bytes):
        return item.content, sniff(item.content[:HEAD], item.name)
    with item.content.open("rb") as file:
        head = file.read(HEAD)
        kind = sniff(head, item.content.name)
        return (head + file.read(MAX_TEXT) if kind is Kind.TEXT else head), kind


def _kept(item: Item, path: Path) -> Path:
    """Where a PDF lies: its own place, else written to the temporary one."""
    if isinstance(item.content, Path):
        return item.content
    if not path.exists():
        path.write_bytes(item.content)
    return path


def _sizes(item: Item, path: Path) -> list[tuple[float, float]]:
    """The shown sizes of the pages of a PDF; raises UnusableItem."""
    import pypdfium2

    try:
        with closing(pypdfium2.PdfDocument(path)) as document:
            sizes = [document.get_page_size(at) for at in range(len(document))]
    except pypdfium2.PdfiumError as fault:
        raise UnusableItem(
            item.name, "it is damaged or protected by a password", "文件已损坏或者设有密码"
        ) from fault
    if not sizes:
        raise UnusableItem(item.name, "it has no pages", "文件没有页面")
    return sizes


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("gb18030", "replace")


def _plain(fonts: FontSet, body: str, files: Mapping[str, bytes] | None = None) -> bytes:
    """A simple PDF on A4."""
    return compile_pdf(_head(fonts, "") + body, files or {}, fonts)


def _head(fonts: FontSet, title: str) -> str:
    families = ", ".join(literal(family) for family in fonts.families)
    return (
        f"#set document(title: {literal(title)}, date: none)\n"
        f'#set text(font: ({families},), fallback: false, lang: "zh", region: "cn", size: 12pt,'
        " hyphenate: false, cjk-latin-spacing: none)\n"
        f'#set page(paper: "a4", margin: {pt(MARGIN)})\n'
    )


def _drawable(fonts: FontSet, text: str) -> str:
    """A text for a page that names or copies something: what no font can draw stands as □."""
    return Typesetter(fonts.covered, {}).drawable(text)


def _picture_page(item: Item, kind: Kind, fonts: FontSet) -> bytes:
    content = item.content if isinstance(item.content, bytes) else item.content.read_bytes()
    name = "picture.png" if kind is Kind.PNG else "picture.jpg"
    body = f'#align(center + horizon, image({literal(name)}, width: 100%, height: 100%, fit: "contain"))\n'
    return _plain(fonts, body, {name: content})


def _text_pages(text: str, fonts: FontSet) -> bytes:
    from fangzhi.casework.papers.layout import Look, Paragraph, Section, Text

    look = Look(size=12)
    lines = tuple(
        Paragraph((Text(line, look),), align="left", line=18, size=12) for line in text.splitlines() or [""]
    )
    section = Section(lines, *A4, (MARGIN, MARGIN, MARGIN, MARGIN), 0, 0, {}, {})
    return compile_pdf(Typesetter(fonts.covered, {}).document([section], fonts.families, "", ""), {}, fonts)


def _named_page(item: Item, kind: Kind, fonts: FontSet) -> bytes:
    """A page in place of something that cannot be printed."""
    digest, size = _digest(item.content)
    file = item.content.name if isinstance(item.content, Path) else item.name
    rows = {"文件": file, "类型": kind.zh, "大小": f"{size:,} 字节", "SHA-256": digest}
    cells = ", ".join(f"[{_quoted(fonts, name)}], [{_quoted(fonts, value)}]" for name, value in rows.items())
    note = "本项材料不能打印，原件以电子形式保存，以上述校验值核对。"
    return _plain(
        fonts,
        f'#v(30%)\n#align(center, text(size: 18pt, weight: "bold", {literal(_drawable(fonts, item.name))}))\n'
        "#v(24pt)\n"
        f"#table(columns: (90pt, 1fr), inset: 8pt, {cells})\n#v(12pt)\n#{literal(note)}\n",
    )


def _quoted(fonts: FontSet, text: str) -> str:
    """A text as pieces that may break anywhere a long word must."""
    shown = _drawable(fonts, text)
    return "".join(f"#{literal(shown[at : at + 16])}#box(width: 0pt)" for at in range(0, len(shown), 16))


def _digest(content: bytes | Path) -> tuple[str, int]:
    """SHA-256 and size, a file read in pieces."""
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest(), len(content)
    with content.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest(), content.stat().st_size


def _skeleton(title: str, cover: Mapping[str, str], bound: Sequence[Bound], fonts: FontSet) -> bytes:
    """Cover, contents, and an empty page with its number for each page of an item."""
    source = [
        _head(fonts, _drawable(fonts, title)),
        "#show heading: it => box(width: 0pt, height: 0pt)",
        "#set table(stroke: 0.6pt)",
        "#let mark(n) = context { let p = here().page(); let all = counter(page).final().first();"
        ' place(top + right, text(size: 9pt, fill: rgb("#555555"),'
        ' "第" + str(p) + "页 共" + str(all) + "页")) }',
        *_cover(title, cover, fonts),
        *_contents(bound, fonts),
        *_empty_pages(bound, fonts),
    ]
    return compile_pdf("\n".join(source), {}, fonts)


def _cover(title: str, cover: Mapping[str, str], fonts: FontSet) -> list[str]:
    rows = {label: cover[key] for key, label in COVER_FIELDS.items() if cover.get(key)}
    rows |= {key: str(value) for key, value in cover.items() if key not in COVER_FIELDS and value}
    office = rows.pop("单位", "")
    cells = ", ".join(
        f"[#{literal(_drawable(fonts, key))}], [{_quoted(fonts, str(value))}]" for key, value in rows.items()
    )
    big = 'weight: "bold"'
    return [
        f"#v(14%)\n#align(center, text(size: 26pt, {big}, {literal(_drawable(fonts, office))}))\n#v(10%)",
        f"#align(center, par(leading: 14pt, text(size: 28pt, {big}, {literal(_drawable(fonts, title))})))",
        "#v(12%)",
        f"#align(center, block(width: 86%, table(columns: (28%, 72%), inset: 10pt, align: left, {cells})))",
        '#heading("封面")\n#pagebreak()',
    ]


def _contents(bound: Sequence[Bound], fonts: FontSet) -> list[str]:
    """The table of contents; every entry leads to its page."""
    rows: list[str] = []
    for at, one in enumerate(bound):
        words = (one.item.name, one.item.number, one.item.day)
        texts = [f"[{_quoted(fonts, word)}]" for word in words]
        page = f"context link(<i{at}>, str(counter(page).at(<i{at}>).first()))"
        rows.append(f"[#{literal(str(at + 1))}], {', '.join(texts)}, {page}")
    heads = ", ".join(f'strong("{head}")' for head in ("序号", "文件名称", "文号", "日期", "页次"))
    body = "".join(f", {row}" for row in rows)
    return [
        '#align(center, text(size: 20pt, weight: "bold", "卷内文件目录"))\n#heading("目录")\n#v(12pt)',
        f"#table(columns: (8%, 45%, 23%, 15%, 9%), inset: 6pt, table.header({heads}){body})",
    ]


def _empty_pages(bound: Sequence[Bound], fonts: FontSet) -> list[str]:
    pages: list[str] = []
    part = ""
    for at, one in enumerate(bound):
        own = SEALED if one.item.sealed else PARTS[one.item.part]
        for page, (width, height) in enumerate(one.sizes):
            size = f"width: {pt(width)}, height: {pt(height)}, margin: 14pt"
            heads = ""
            if page == 0:
                heads = f"#heading({literal(own)})" if own != part else ""
                heads += f"#heading(level: 2, {literal(_drawable(fonts, one.item.name))}) <i{at}>"
                part = own
            pages.append(f"#page({size})[{heads}#mark(0)]")
    return pages


def _fill(skeleton: bytes, bound: Sequence[Bound], path: Path) -> int:
    """Lay the pages of the items into the empty pages of the skeleton and write the whole."""
    import pypdfium2

    with ExitStack() as stack:
        whole = stack.enter_context(closing(pypdfium2.PdfDocument(skeleton)))
        count = len(whole)
        at = count - sum(len(one.sizes) for one in bound)
        for one in bound:
            with closing(pypdfium2.PdfDocument(one.path)) as source:
                for number in range(len(one.sizes)):
                    _lay(whole, at, source, number)
                    at += 1
        with path.open("wb") as out:
            whole.save(out)
    _steady(path)
    return count


def _steady(path: Path) -> None:
    """Name the PDF by its content in place of a chance number, so that equal files give equal bytes."""
    with path.open("rb+") as file:
        start = max(file.seek(0, 2) - TRAILER, 0)
        file.seek(start)
        found = IDENTITY.search(file.read())
        if found is None:
            return
        _write(file, start + found.start(1), b"0" * 32)
        file.seek(0)
        digest = hashlib.sha256()
        while piece := file.read(1_000_000):
            digest.update(piece)
        _write(file, start + found.start(1), digest.hexdigest()[:32].upper().encode())


def _write(file: BinaryIO, at: int, content: bytes) -> None:
    file.seek(at)
    file.write(content)


def _lay(whole: Any, at: int, source: Any, number: int) -> None:
    """One page of an item as a form in one page of the file, notes and seals flattened into it.

    pdfium turns and cuts the form as the page is shown, so that it lies at the origin.
    """
    from pypdfium2 import raw

    with closing(source[number]) as page:
        raw.FPDFPage_Flatten(page, raw.FLAT_PRINT)
    with closing(whole[at]) as target:
        target.insert_obj(source.page_as_xobject(number, whole).as_pageobject())
        target.gen_content()
