"""Documents of every kind: what text is kept, and the one sentence that refuses the rest."""

from __future__ import annotations

import io
import os
import pickle
import random
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import example, given
from hypothesis import strategies as st

from fangzhi.reader.documents import (
    MAX_BYTES,
    REFUSALS,
    UnreadableDocument,
    open_document,
    read_document,
)

PROSE = "2013年，全省专利申请量为12345件，同比增长20.5%；每万人口发明专利拥有量为3.2件。"
TRADITIONAL = "本年度共受理發明專利申請八萬餘件，授權數量較上年增長，專利權質押金額為五億元。"
HAN_TEXT = st.text(st.sampled_from("的专利申请量为件同比增长年全省市0123456789，。%\n"), min_size=1).filter(
    lambda text: any("一" <= sign <= "龥" for sign in text)
)


def refused(name: str, content: bytes) -> str:
    with pytest.raises(UnreadableDocument) as refusal:
        open_document(name, content)
    return refusal.value.code


# Documents made for the tests


def word(*paragraphs: str, heading: str = "") -> docx.document.Document:
    document = docx.Document()
    if heading:
        document.add_heading(heading, level=1)
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    return document


def saved(document: docx.document.Document) -> bytes:
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def pdf(*pages: list[str], picture: bool = False, trailer: str = "") -> bytes:
    """A PDF of pages of lines; every character is its own glyph, which a ToUnicode table names."""
    signs = sorted({sign for page in pages for line in page for sign in line})
    glyphs = {sign: f"{number:04x}" for number, sign in enumerate(signs, start=1)}
    table = "".join(f"<{glyph}> <{sign.encode('utf-16-be').hex()}>\n" for sign, glyph in glyphs.items())
    to_unicode = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /T def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{len(glyphs)} beginbfchar\n{table}endbfchar endcmap end end"
    )
    kids = " ".join(f"{7 + 2 * number} 0 R" for number in range(len(pages)))
    image = "<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /Identity-H /DescendantFonts [4 0 R]"
        " /ToUnicode 5 0 R >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Song /DW 1000"
        " /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        stream(to_unicode),
        f"{image} /Length 1 >>\nstream\nx\nendstream",
    ]
    for number, lines in enumerate(pages):
        shown = "BT /F1 10 Tf 14 TL 40 800 Td\n"
        shown += "".join(f"<{''.join(glyphs[sign] for sign in line)}> Tj T*\n" for line in lines) + "ET\n"
        shown += "q 500 0 0 700 0 0 cm /Im1 Do Q\n" if picture else ""
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 800 842] /Contents {8 + 2 * number} 0 R"
            " /Resources << /Font << /F1 3 0 R >> /XObject << /Im1 6 0 R >> >> >>"
        )
        objects.append(stream(shown))
    return assembled(objects, trailer)


def stream(content: str) -> str:
    return f"<< /Length {len(content)} >>\nstream\n{content}\nendstream"


def assembled(objects: list[str], trailer: str) -> bytes:
    file, offsets = "%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(file))
        file += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    end = f"trailer << /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n{len(file)}\n%%EOF\n"
    return (file + f"xref\n0 {size}\n0000000000 65535 f \n{table}{end}").encode("latin-1")


# Text


def test_utf_8_text_is_kept_as_it_is():
    assert open_document("报告.txt", PROSE.encode()) == PROSE


def test_a_byte_order_mark_is_no_part_of_the_text():
    for encoding in ("utf-8-sig", "utf-16", "utf-32"):
        assert open_document("报告.txt", PROSE.encode(encoding)) == PROSE


def test_line_ends_of_every_system_become_newlines():
    assert open_document("a.txt", "一\r\n二\r三\n四".encode()) == "一\n二\n三\n四"


def test_markdown_is_kept_as_it_is():
    text = f"### 安徽省\n\n**一、概况**\n\n{PROSE}\n"
    assert open_document("a.md", text.encode()) == text


@pytest.mark.parametrize("text", [PROSE, TRADITIONAL, "专利", "１２３件，〇·㎡①Ⅳ→“引号”——《条例》……"])
def test_gb18030_text_is_recognised(text):
    assert open_document("a.txt", text.encode("gb18030")) == text


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("big5", TRADITIONAL),
        ("utf-16-le", PROSE),
        ("utf-16-be", PROSE),
        ("shift-jis", "特許出願の件数は前年より増加した。カタカナも混ざる。"),
        ("euc-kr", "특허 출원 건수는 전년보다 증가하였다. 한국어 문장입니다." * 6),
        ("koi8-r", "Патентное ведомство сообщает о росте числа заявок"),
        ("latin-1", "La propriété industrielle à Paris était évoquée, déjà vu"),
        ("cp1252", "the “quoted” words and it’s done – fine"),
    ],
)
def test_another_encoding_is_refused_and_not_turned_into_nonsense(encoding, text):
    assert refused("a.txt", text.encode(encoding)) == "encoding"


def test_gb18030_that_happens_to_be_utf_8_is_read_as_chinese():
    assert "专".encode("gb18030").decode("utf-8") == "ר"
    assert open_document("a.txt", "专".encode("gb18030")) == "专"


@pytest.mark.parametrize(
    "text", ["Les brevets délivrés à Paris", "Патентное ведомство", "특허 출원 건수", "ρ ≈ 0.5"]
)
def test_utf_8_text_of_another_script_is_not_turned_into_chinese(text):
    assert refused("a.txt", text.encode()) == "not_chinese"


def test_a_cut_off_utf_8_text_is_refused():
    assert refused("a.txt", PROSE.encode()[:-1]) == "encoding"


@given(HAN_TEXT, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32", "gb18030"]))
def test_a_text_comes_back_the_same_from_every_encoding_that_is_read(text, encoding):
    assert open_document("a.txt", text.encode(encoding)) == text


@given(st.binary(max_size=3000), st.sampled_from(["a", "a.txt", "a.docx", "a.pdf", "a.html"]))
@example(b"PK\x03\x04", "a.docx")
@example(b"%PDF-1.7", "a.pdf")
@example(b"<html>", "a.html")
@example(b"\xff\xfe\x00", "a.txt")
@example(b"\xff\xfe\x00\x00\x01", "a.txt")
def test_any_bytes_give_chinese_text_or_one_refusal(content, name):
    try:
        text = open_document(name, content)
    except UnreadableDocument as refusal:
        text = refusal.message_zh
    assert "\r" not in text
    assert "\0" not in text
    assert any(sign >= "\u3400" for sign in text) or len(text.split()) == 1


# Refusals


@pytest.mark.parametrize("content", [b"", b" \r\n\t", b"\xef\xbb\xbf", b"\xef\xbb\xbf \n", b"\xff\xfe"])
def test_an_empty_file_is_refused(content):
    assert refused("a.txt", content) == "empty"


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 4,
        b"\x7fELF\x02\x01\x01" + bytes(100),
        random.Random(2013).randbytes(5000),
        b"\x01\x02\x03\x04" * 100,
        PROSE.encode() + b"\0" + PROSE.encode(),
    ],
)
def test_a_binary_file_is_refused(content):
    assert refused("a.txt", content) == "binary"


def test_a_text_in_english_is_refused_whatever_its_length():
    for text in ("Patent applications rose by 20%.", "12345 67", "Patents. " * 100_000):
        assert refused("report.txt", text.encode()) == "not_chinese"


def test_a_single_word_is_of_no_language():
    assert open_document("a.txt", b"ZL201310012345.6\n") == "ZL201310012345.6\n"


def test_one_chinese_character_makes_a_text_readable():
    assert open_document("a.txt", "Patents 件".encode()) == "Patents 件"


def test_a_file_over_100_mb_is_refused():
    assert refused("a.txt", bytes(MAX_BYTES + 1)) == "too_large"


def test_old_word_rich_text_and_locked_documents_are_told_apart():
    compound = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)
    assert refused("a.doc", compound) == "old_word"
    assert refused("a.wps", compound) == "old_word"
    assert refused("a.rtf", rb"{\rtf1\ansi \u19987?}") == "old_word"
    assert refused("a.docx", compound + "EncryptedPackage".encode("utf-16-le")) == "encrypted"


@pytest.mark.parametrize("code", sorted(REFUSALS))
def test_every_refusal_names_the_file_and_what_to_do_in_one_sentence_of_each_language(code):
    refusal = UnreadableDocument("年度报告.docx", code)
    assert str(refusal) == refusal.message_en
    for sentence, end in ((refusal.message_en, "."), (refusal.message_zh, "。")):
        assert "年度报告.docx" in sentence
        assert sentence.endswith(end)
        assert "\n" not in sentence
    assert ": " in refusal.message_en
    assert "：" in refusal.message_zh


def test_a_refusal_survives_the_way_between_processes():
    refusal = pickle.loads(pickle.dumps(UnreadableDocument("a.pdf", "scan")))
    assert (refusal.name, refusal.code) == ("a.pdf", "scan")


# Files on disk


def test_a_file_on_disk_is_read(tmp_path):
    file = tmp_path / "报告.txt"
    file.write_text(PROSE, "utf-8")
    assert read_document(file) == read_document(str(file)) == PROSE


def test_a_large_file_is_refused_before_it_is_read(tmp_path, monkeypatch):
    file = tmp_path / "large.txt"
    with file.open("wb") as empty:
        empty.truncate(MAX_BYTES + 1)
    monkeypatch.setattr(Path, "open", lambda *_: pytest.fail("the file was opened"))
    with pytest.raises(UnreadableDocument) as refusal:
        read_document(file)
    assert refusal.value.code == "too_large"


def code_of(path: Path | str) -> str:
    with pytest.raises(UnreadableDocument) as refusal:
        read_document(path)
    assert str(path) in str(refusal.value)
    return refusal.value.code


def test_a_folder_a_pipe_and_a_missing_file_are_refused(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert code_of(tmp_path) == "not_a_file"
    assert code_of(pipe) == "not_a_file"
    assert code_of(tmp_path / "nothing.txt") == "missing"
    (tmp_path / "file").write_text("件", "utf-8")
    assert code_of(tmp_path / "file" / "below.txt") == "missing"


@pytest.mark.parametrize(
    ("fault", "code"), [(PermissionError(13, "denied"), "no_permission"), (OSError(5, "I/O"), "unreadable")]
)
def test_a_file_that_the_system_does_not_give_is_refused(tmp_path, monkeypatch, fault, code):
    file = tmp_path / "a.txt"
    file.write_text(PROSE, "utf-8")

    def failing(*_: object) -> None:
        raise fault

    monkeypatch.setattr(Path, "open", failing)
    assert code_of(file) == code


# Word


def test_a_word_document_gives_paragraphs_headings_and_tables_in_order():
    document = word(PROSE, heading="安徽省")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ["指标", "数量", "发明专利", "3000件"], strict=True):
        cell.text = text
    document.add_paragraph("表后的一段。")
    assert open_document("a.docx", saved(document)) == (
        f"### 安徽省\n{PROSE}\n指标\t数量\n发明专利\t3000件\n表后的一段。"
    )


def test_a_word_document_is_known_by_its_content():
    assert open_document("报告", saved(word(PROSE))) == PROSE
    assert open_document("报告.txt", saved(word(PROSE))) == PROSE


def test_a_text_named_docx_is_read_as_the_text_that_it_is():
    assert open_document("a.docx", PROSE.encode()) == PROSE


def test_headings_are_known_by_a_chinese_style_an_outline_level_or_a_base_style():
    document = word()
    for name, base in (("标题一", "Normal"), ("小节", "Heading 2")):
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles[base]
        document.add_paragraph(f"{name}的标题", style=name)
    outlined = document.add_paragraph("大纲标题")
    outlined._p.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="1"/>'))
    document.add_paragraph("正文", style="Body Text")
    text = open_document("a.docx", saved(document))
    assert text == "### 标题一的标题\n### 小节的标题\n### 大纲标题\n正文"


def test_a_whole_text_inside_a_table_of_one_cell_keeps_its_paragraphs():
    document = word()
    cell = document.add_table(rows=1, cols=1).cell(0, 0)
    cell.text = "第一段。"
    cell.add_paragraph("第二段。")
    assert open_document("a.docx", saved(document)) == "第一段。\n第二段。"


def paragraph_of(inner: str) -> bytes:
    document = word()
    document.element.body.insert(0, parse_xml(f"<w:p {nsdecls('w')}>{inner}</w:p>"))
    return saved(document)


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def test_inserted_text_is_read_and_deleted_text_is_not():
    inserted = f'<w:ins w:id="1" w:author="a">{run("3000")}</w:ins>'
    deleted = '<w:del w:id="2" w:author="a"><w:r><w:delText>2000</w:delText></w:r></w:del>'
    moved = f'<w:moveFrom w:id="3" w:author="a">{run("走了")}</w:moveFrom>'
    content = paragraph_of(run("申请") + deleted + inserted + moved + run("件。"))
    assert open_document("a.docx", content) == "申请3000件。"


def test_links_content_controls_tabs_and_breaks_are_read():
    link = f"<w:hyperlink>{run('国家知识产权局')}</w:hyperlink>"
    control = f"<w:sdt><w:sdtContent>{run('3000件')}</w:sdtContent></w:sdt>"
    signs = "<w:r><w:tab/><w:t>甲</w:t><w:br/><w:t>乙</w:t></w:r>"
    assert open_document("a.docx", paragraph_of(link + control + signs)) == "国家知识产权局3000件\t甲\n乙"


def test_a_text_box_is_read_once_after_its_paragraph():
    box = f"<w:txbxContent><w:p>{run('框内')}</w:p></w:txbxContent>"
    compatible = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    both = f"<mc:AlternateContent {compatible}><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    content = paragraph_of(f"{run('段落')}<w:r>{both}</mc:AlternateContent></w:r>")
    assert open_document("a.docx", content) == "段落\n框内"


def test_a_word_document_without_text_is_empty():
    assert refused("a.docx", saved(word())) == "empty"
    assert refused("a.docx", saved(word("Only English."))) == "not_chinese"


def test_a_damaged_word_document_is_refused():
    whole = saved(word(PROSE))
    for content in (
        whole[: len(whole) // 2],
        whole[:4],
        b"PK\x03\x04" + bytes(100),
        b"\x93\x00junk\xff" * 50,
    ):
        assert refused("a.docx", content) == "broken_docx"


def archive(members: dict[str, bytes]) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return kept.getvalue()


def test_a_word_document_whose_parts_make_no_sense_is_refused():
    for members in ({"word/document.xml": b"<broken"}, {"word/x": b"", "[Content_Types].xml": b"<a/>"}):
        assert refused("a.docx", archive(members)) == "broken_docx"


def test_another_archive_is_no_word_document():
    assert refused("a.zip", archive({"readme.txt": PROSE.encode()})) == "binary"
    assert refused("a.docx", archive({"readme.txt": PROSE.encode()})) == "broken_docx"


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    bomb = archive({"word/document.xml": bytes(101_000_000), "[Content_Types].xml": b""})
    assert len(bomb) < 1_000_000
    assert refused("a.docx", bomb) == "unpacks_too_large"


# PDF


def test_a_pdf_gives_the_text_of_its_pages():
    assert open_document("a.pdf", pdf(["安徽省", "专利申请3000件。"], ["第二页。"])) == (
        "安徽省\n专利申请3000件。\n第二页。"
    )


def test_a_pdf_is_known_by_its_content():
    assert open_document("报告", pdf(["专利"])) == "专利"


def test_a_sentence_broken_by_the_width_of_the_page_is_made_whole():
    text = "二〇一三年，全省各级知识产权管理部门共受理专利纠纷案件一千二百三十四件，结案一千一百件。"
    first, second, third = text[:20], text[20:40], text[40:]
    assert open_document("a.pdf", pdf(["安徽省", first, second, third, "下一段。"])) == (
        f"安徽省\n{text}\n下一段。"
    )


def test_a_page_without_text_among_others_gives_nothing():
    assert open_document("a.pdf", pdf(["第一页"], [], ["第三页"])) == "第一页\n\n第三页"


def test_a_scan_is_refused():
    assert refused("a.pdf", pdf([], [], picture=True)) == "scan"
    assert refused("a.pdf", pdf([])) == "scan"


def test_a_scan_with_nothing_but_page_numbers_in_its_text_layer_is_refused():
    assert refused("a.pdf", pdf(["- 1 -"], ["- 2 -"], picture=True)) == "scan"


def test_an_english_pdf_is_refused_as_such():
    assert refused("a.pdf", pdf(["Patent applications"])) == "not_chinese"


def test_a_damaged_pdf_is_refused():
    assert refused("a.pdf", b"%PDF-1.7\nnothing of a document") == "broken_pdf"
    assert refused("a.pdf", b"\x00\x01\x02 lost its head") == "broken_pdf"


def test_a_pdf_with_a_password_is_refused():
    locked = f"/ID [<{'00' * 16}> <{'00' * 16}>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4"
    locked += f" /O <{'ab' * 32}> /U <{'cd' * 32}> >>"
    assert refused("a.pdf", pdf(["专利"], trailer=locked)) == "encrypted"


def test_pdfs_may_be_opened_by_several_threads_at_once():
    contents = [pdf([f"第{number}份", PROSE]) for number in range(4)]
    texts: dict[int, str] = {}

    def read_all(offset: int) -> None:
        for number, content in enumerate(contents):
            texts[offset + number] = open_document("a.pdf", content)

    threads = [threading.Thread(target=read_all, args=(offset,)) for offset in range(0, 16, 4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {texts[number] for number in range(1, 16, 4)} == {f"第1份\n{PROSE}"}
    assert len(texts) == 16


# HTML


def test_a_page_gives_its_visible_text_with_headings():
    page = f"""<!DOCTYPE html><html><head><title>不见</title><style>p {{}}</style></head><body>
    <h2>安徽省</h2><p>{PROSE}<b>其中</b>，<a href="#">发明</a>3000件。</p>
    <script>document.write('不见')</script><p hidden>不见</p><div style="display: none">不见</div>
    <ul><li>第一<li>第二</ul><table><tr><th>指标<th>数量<tr><td>申请</td><td>30&nbsp;件</td></table>
    <!-- 不见 --><div>甲<div>乙</div>丙<br>丁</div></body></html>"""
    assert open_document("a.html", page.encode()) == (
        f"### 安徽省\n{PROSE}其中，发明3000件。\n第一\n第二\n指标\t数量\n申请\t30\xa0件\n甲\n乙\n丙\n丁"
    )


def test_a_line_break_in_the_source_of_a_page_is_no_break_in_the_text():
    page = "<html><body><p>知识\n   产权 与\n创新 by\n  year</p><pre>第一行\n第二行</pre>"
    assert open_document("a", page.encode()) == "知识产权 与创新 by year\n第一行\n第二行"


@pytest.mark.parametrize("charset", ["gb2312", "GBK", "gb18030"])
def test_a_page_in_its_declared_charset_is_read(charset):
    page = (
        f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}"><body><p>{PROSE}'
    )
    assert open_document("a.htm", page.encode("gb18030")) == PROSE


def test_a_page_declared_as_big5_is_read():
    page = f'<html><head><meta charset="big5"><body>{TRADITIONAL}'
    assert open_document("a.html", page.encode("big5")) == TRADITIONAL


def test_a_page_that_declares_a_charset_it_is_not_in_is_read_all_the_same():
    for declared, real in (("gb2312", "utf-8"), ("utf-8", "gb18030"), ("x-unknown", "gb18030")):
        page = f'<html><head><meta charset="{declared}"><body>{PROSE}'
        assert open_document("a.html", page.encode(real)) == PROSE


def test_a_fragment_is_html_by_its_name_and_text_without_it():
    fragment = "<p>专利<p>商标"
    assert open_document("a.html", fragment.encode()) == "专利\n商标"
    assert open_document("a.md", fragment.encode()) == fragment


def test_a_page_without_visible_text_is_empty():
    assert refused("a.html", "<html><body><script>专利</script></body></html>".encode()) == "empty"


def test_a_page_nested_beyond_measure_is_refused_at_once():
    page = "<html><body>" + "<div>" * 1_000_000 + "专利"
    assert refused("a.html", page.encode()) == "broken_html"


# Size and speed


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_text_of_50_mb_is_opened_in_seconds(encoding):
    content = (PROSE + "\r\n").encode(encoding)
    content *= 50_000_000 // len(content)
    started = time.process_time()
    text = open_document("a.txt", content)
    assert time.process_time() - started < 10
    assert text.startswith(PROSE + "\n")


@pytest.mark.parametrize("body", ["<b>" * 200_000, "<p>" * 200_000, "<" * 1_000_000, "\n" * 1_000_000 + "专"])
def test_a_hostile_page_takes_no_more_than_seconds(body):
    started = time.process_time()
    open_document("a.html", f"<html><body>专利{body}利".encode())
    assert time.process_time() - started < 10


def test_reading_text_loads_no_library_for_other_kinds():
    script = (
        "import sys\n"
        "from fangzhi.reader.documents import open_document\n"
        "open_document('a.txt', '专利'.encode())\n"
        "heavy = {'docx', 'lxml', 'pypdfium2', 'selectolax', 'zipfile', 'django'} & set(sys.modules)\n"
        "sys.exit(f'loaded: {heavy}' if heavy else 0)\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
