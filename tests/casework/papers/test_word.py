"""A Word file is read as Word shows it: styles, lengths, fields, tables, notes, boxes."""

from __future__ import annotations

from typing import Any

import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.shared import Pt, RGBColor

from fangzhi.casework.papers import to_pdf
from fangzhi.casework.papers.archive import pack, unpack
from fangzhi.casework.papers.layout import Cell, Look, Paragraph, Sign, Table, Text
from fangzhi.casework.papers.lists import Lists, written
from fangzhi.casework.papers.styles import Styles, edge, hexadecimal, merged, on, points, settings
from fangzhi.casework.papers.word import parse, read_word
from tests.casework.papers.made import W, lines, running, word

NS = f'xmlns:w="{W}"'


def body(xml: str, numbering: str = "", **parts: str) -> bytes:
    """A Word file with this body."""
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    links = "".join(
        f'<Relationship Id="r{name}" Type="{kinds}/{name}" Target="{name}.xml"/>'
        for name in [*parts, "numbering"]
    )
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    links = f'<Relationships xmlns="{relations}">{links}</Relationships>'
    return pack(
        {
            "word/document.xml": f"<w:document {NS}><w:body>{xml}</w:body></w:document>".encode(),
            "word/_rels/document.xml.rels": links.encode(),
            "word/numbering.xml": f"<w:numbering {NS}>{numbering}</w:numbering>".encode(),
            **{f"word/{name}.xml": text.encode() for name, text in parts.items()},
        }
    )


def blocks(content: bytes) -> list[Any]:
    """The blocks of the first section."""
    return list(read_word(content)[0][0].blocks)


def paragraph(properties: str = "", runs: str = "<w:r><w:t>文</w:t></w:r>") -> Any:
    """One paragraph with these properties as it is laid out."""
    return blocks(body(f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"))[0]


def look(properties: str) -> Any:
    """How a run with these properties looks."""
    runs = f"<w:r><w:rPr>{properties}</w:rPr><w:t>文</w:t></w:r>"
    return paragraph(runs=runs).pieces[0].look


def shown(one: Paragraph) -> str:
    """The characters of a paragraph, signs in angle brackets."""
    return "".join(piece.text if isinstance(piece, Text) else f"<{piece.kind}>" for piece in one.pieces)


def test_a_style_takes_what_it_does_not_say_from_the_one_below() -> None:
    """Down to the defaults of the document; what the paragraph says goes first."""

    def build(document: Any) -> None:
        base = document.styles.add_style("甲", WD_STYLE_TYPE.PARAGRAPH)
        base.font.size, base.font.bold = Pt(22), True
        base.paragraph_format.space_before = Pt(7)
        upper = document.styles.add_style("乙", WD_STYLE_TYPE.PARAGRAPH)
        upper.base_style = base
        upper.font.color.rgb = RGBColor(0xC0, 0, 0)
        document.add_paragraph("文", style="乙").add_run("字").bold = False

    one = blocks(word(build))[0]
    assert one.before == 7
    assert [piece.look for piece in one.pieces] == [
        Look(22, bold=True, color="C00000"),
        Look(22, bold=False, color="C00000"),
    ]


def test_a_style_based_on_itself_makes_no_endless_search() -> None:
    """A broken template is still read."""
    loop = '<w:style w:styleId="a" w:type="paragraph"><w:basedOn w:val="b"/><w:rPr><w:b/></w:rPr></w:style>'
    back = '<w:style w:styleId="b" w:type="paragraph"><w:basedOn w:val="a"/></w:style>'
    styles = Styles(parse(f"<w:styles {NS}>{loop}{back}</w:styles>".encode()))
    assert on(styles.chain("a", "rPr"), "b")


@pytest.mark.parametrize(
    ("properties", "wanted"),
    [
        ('<w:sz w:val="44"/><w:b/>', Look(22, bold=True)),
        ('<w:b w:val="0"/><w:sz w:val="32"/>', Look(16)),
        ('<w:b w:val="false"/><w:i/><w:sz w:val="32"/>', Look(16, italic=True)),
        ('<w:rFonts w:eastAsia="方正小标宋简体"/><w:sz w:val="32"/>', Look(16, bold=True)),
        ('<w:rFonts w:eastAsia="黑体"/><w:sz w:val="32"/>', Look(16, bold=True)),
        ('<w:rFonts w:eastAsia="仿宋"/><w:sz w:val="32"/>', Look(16)),
        ('<w:u w:val="single"/><w:strike/><w:sz w:val="32"/>', Look(16, underline=True, strike=True)),
        ('<w:u w:val="none"/><w:sz w:val="32"/>', Look(16)),
        ('<w:color w:val="auto"/><w:sz w:val="32"/>', Look(16)),
        (
            '<w:color w:val="ff0000"/><w:vertAlign w:val="superscript"/><w:sz w:val="32"/>',
            Look(16, color="FF0000", script="super"),
        ),
        ("", Look(10)),
    ],
)
def test_characters_look_as_their_properties_say(properties: str, wanted: Look) -> None:
    """Heavy typefaces are drawn by the bold weight of the one family."""
    assert look(properties) == wanted


@pytest.mark.parametrize(
    ("properties", "wanted"),
    [
        ('<w:ind w:firstLineChars="200" w:firstLine="1"/>', {"first": 20}),
        ('<w:ind w:firstLine="640"/>', {"first": 32}),
        ('<w:ind w:left="640" w:hanging="320"/>', {"left": 32, "first": -16}),
        ('<w:ind w:leftChars="300" w:rightChars="100"/>', {"left": 30, "right": 10}),
        ('<w:ind w:start="200" w:end="100"/>', {"left": 10, "right": 5}),
        ('<w:spacing w:before="200" w:after="100"/>', {"before": 10, "after": 5}),
        ('<w:spacing w:line="560" w:lineRule="exact"/>', {"line": 28}),
        ('<w:spacing w:line="40" w:lineRule="exact"/>', {"line": 10}),
        ('<w:spacing w:line="600" w:lineRule="atLeast"/>', {"line": 30}),
        ('<w:spacing w:line="360" w:lineRule="auto"/>', {"line": 19.5}),
        ("", {"line": 13, "align": "both"}),
        ('<w:jc w:val="center"/>', {"align": "center"}),
        ('<w:jc w:val="end"/>', {"align": "right"}),
        ('<w:jc w:val="distribute"/>', {"align": "both"}),
        ("<w:keepNext/><w:pageBreakBefore/>", {"keep": True, "new_page": True}),
        ('<w:keepNext w:val="0"/>', {"keep": False}),
        ('<w:tabs><w:tab w:val="right" w:pos="8000"/></w:tabs>', {"far_tab": True}),
        ('<w:ind w:firstLine="not a number"/>', {"first": 0}),
    ],
)
def test_lengths_of_a_paragraph_are_read_in_points(properties: str, wanted: dict[str, object]) -> None:
    """In characters of its size where it says so, else in twentieths of a point."""
    one = paragraph(properties)
    assert {name: getattr(one, name) for name in wanted} == wanted


def test_lines_above_and_below_a_paragraph_are_kept() -> None:
    """The red line under the head of a letter."""
    one = paragraph('<w:pBdr><w:bottom w:val="single" w:sz="16" w:space="6" w:color="C00000"/></w:pBdr>')
    assert one.edges == (None, (2.0, "C00000", 6.0))
    assert edge({"x": {"val": "nil"}}, "x") is None
    assert edge({"x": {"val": "single"}}, "x") == (0.5, "000000", 0)


def run(*parts: str) -> str:
    """A run of each part."""
    return "".join(f"<w:r>{part}</w:r>" for part in parts)


BEGIN, SEPARATE, END = (f'<w:fldChar w:fldCharType="{kind}"/>' for kind in ("begin", "separate", "end"))


@pytest.mark.parametrize(
    ("runs", "printed"),
    [
        (run(BEGIN, "<w:instrText> PAGE </w:instrText>", SEPARATE, "<w:t>7</w:t>", END), "<number>"),
        (run(BEGIN, "<w:instrText>PA</w:instrText>", "<w:instrText>GE</w:instrText>", END), "<number>"),
        (
            run(
                BEGIN, r"<w:instrText> numpages \* MERGEFORMAT </w:instrText>", SEPARATE, "<w:t>9</w:t>", END
            ),
            "<count>",
        ),
        (run(BEGIN, "<w:instrText> DATE </w:instrText>", SEPARATE, "<w:t>今日</w:t>", END), "今日"),
        (run("<w:t>前</w:t>", BEGIN, "<w:instrText> X </w:instrText>", END, "<w:t>后</w:t>"), "前后"),
        ('<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>', "<number>"),
        ('<w:fldSimple w:instr=" TITLE "><w:r><w:t>题</w:t></w:r></w:fldSimple>', "题"),
        ("<w:hyperlink><w:r><w:t>链</w:t></w:r></w:hyperlink>", "链"),
        (run(END, "<w:t>文</w:t>"), "文"),
        (run("<w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t>"), "甲<tab>乙<line>丙"),
        (run('<w:t>甲</w:t><w:br w:type="page"/>'), "甲<page>"),
        (run("<w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t><w:softHyphen/>"), "a-b"),
        (run('<w:sym w:font="Wingdings" w:char="F0A8"/><w:sym w:font="Wingdings" w:char="F0FF"/>'), "□□"),
    ],
)
def test_what_stands_in_a_line_is_read_in_order(runs: str, printed: str) -> None:
    """Fields of pages become signs, other fields show their result."""
    assert shown(paragraph(runs=runs)) == printed


def test_a_page_number_in_a_field_is_never_printed_as_it_was_kept() -> None:
    """Word keeps the number of the last time; the PDF counts."""
    runs = run(BEGIN, "<w:instrText>PAGE</w:instrText>", SEPARATE, "<w:t>77</w:t>", END)
    assert running(to_pdf(body(f"<w:p>{runs}</w:p>"))) == "1"


def test_a_footnote_stands_at_the_foot_of_its_page() -> None:
    """With its mark."""
    note = '<w:footnote w:id="2"><w:p><w:r><w:t>脚注文字</w:t></w:r></w:p></w:footnote>'
    content = body(
        '<w:p><w:r><w:t>正文</w:t><w:footnoteReference w:id="2"/></w:r></w:p>',
        footnotes=f"<w:footnotes {NS}>{note}</w:footnotes>",
    )
    assert running(to_pdf(content)) == "正文11脚注文字"


def test_the_text_of_a_box_follows_its_paragraph_once() -> None:
    """Word writes it a second time for old versions."""
    space = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    box = "<w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent>"
    choices = f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    both = f'<mc:AlternateContent xmlns:mc="{space}">{choices}</mc:AlternateContent>'
    assert running(to_pdf(body(f"<w:p><w:r><w:t>文</w:t>{both}</w:r></w:p>"))) == "文框"


def cell(text: str, properties: str = "") -> str:
    """A cell of a table."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"


def table(rows: str, properties: str = "", columns: int = 2) -> Any:
    """A table of equal columns of 50 pt."""
    grid = '<w:gridCol w:w="1000"/>' * columns
    return blocks(
        body(f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl><w:p/>")
    )[0]


def spans(one: Table) -> list[list[tuple[int, int]]]:
    """Columns and rows that each cell covers."""
    return [[(cell_.columns, cell_.rows) for cell_ in row.cells] for row in one.rows]


def test_joined_cells_are_read_with_their_spans() -> None:
    """To the right by number, downwards by marks."""
    rows = (
        f"<w:tr>{cell('一', '<w:gridSpan w:val=' + chr(34) + '2' + chr(34) + '/>')}</w:tr>"
        f"<w:tr>{cell('二', '<w:vMerge w:val=' + chr(34) + 'restart' + chr(34) + '/>')}{cell('三')}</w:tr>"
        f"<w:tr>{cell('', '<w:vMerge/>')}{cell('四')}</w:tr>"
        f"<w:tr>{cell('五', '<w:vMerge w:val=' + chr(34) + 'restart' + chr(34) + '/>')}{cell('六')}</w:tr>"
    )
    assert spans(table(rows)) == [[(2, 1)], [(1, 2), (1, 1)], [(1, 1)], [(1, 1), (1, 1)]]


def test_a_row_that_begins_late_or_ends_early_is_filled_up() -> None:
    """So that every row covers all columns."""
    late = f'<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>{cell("甲")}</w:tr>'
    assert spans(table(late + f"<w:tr>{cell('乙')}</w:tr>")) == [[(1, 1), (1, 1)], [(1, 1), (1, 1)]]


def test_more_cells_than_columns_make_more_columns() -> None:
    """A table whose grid is out of step is still set whole."""
    one = table(f"<w:tr>{cell('甲')}{cell('乙')}{cell('丙')}</w:tr>")
    assert one.widths == (50, 50, 50)
    assert len(table(f"<w:tr>{cell('甲')}</w:tr>", columns=0).widths) == 1


BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="{size}"/>'
    for side, size in [("top", 8), ("left", 8), ("bottom", 8), ("right", 8), ("insideH", 4), ("insideV", 4)]
)


def test_lines_of_a_table_are_outer_inner_or_the_cells_own() -> None:
    """What a cell says of itself goes first."""
    own = '<w:tcBorders><w:left w:val="nil"/><w:bottom w:val="single" w:sz="24"/></w:tcBorders>'
    rows = f"<w:tr>{cell('甲', own)}{cell('乙')}</w:tr><w:tr>{cell('丙')}{cell('丁')}</w:tr>"
    one = table(rows, f"<w:tblBorders>{BORDERS}</w:tblBorders>")

    def widths(of: Cell) -> list[float | None]:
        return [line and line[0] for line in of.edges]

    assert widths(one.rows[0].cells[0]) == [1, 0.5, 3, None]
    assert widths(one.rows[1].cells[1]) == [0.5, 1, 1, 0.5]


def test_heights_shading_and_heads_of_a_table_are_kept() -> None:
    """Least height of a row, colour of a cell, place of its text."""
    first = '<w:trPr><w:trHeight w:val="800"/><w:tblHeader/></w:trPr>'
    shaded = '<w:shd w:val="clear" w:fill="eeeeee"/><w:vAlign w:val="center"/>'
    one = table(f"<w:tr>{first}{cell('甲', shaded)}{cell('乙')}</w:tr>", '<w:jc w:val="center"/>')
    assert (one.rows[0].height, one.rows[0].header, one.align) == (40, True, "center")
    assert (one.rows[0].cells[0].fill, one.rows[0].cells[0].align) == ("EEEEEE", "horizon")


def test_a_table_within_a_cell_is_set_there() -> None:
    """Nothing of it is lost or doubled."""
    grid = '<w:tblGrid><w:gridCol w:w="500"/></w:tblGrid>'
    inner = f"<w:tbl>{grid}<w:tr>{cell('内')}</w:tr></w:tbl>"
    holder = f"<w:tc><w:p><w:r><w:t>外</w:t></w:r></w:p>{inner}<w:p/></w:tc>"
    assert running(to_pdf(body(f"<w:tbl>{grid}<w:tr>{holder}</w:tr></w:tbl><w:p/>"))) == "外内"


def numbering(*levels: tuple[str, str]) -> Lists:
    """A list with these levels: form and words."""
    written_levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:numFmt w:val="{form}"/><w:lvlText w:val="{words}"/></w:lvl>'
        for at, (form, words) in enumerate(levels)
    )
    return Lists(
        parse(
            f'<w:numbering {NS}><w:abstractNum w:abstractNumId="1">{written_levels}</w:abstractNum>'
            '<w:num w:numId="5"><w:abstractNumId w:val="1"/></w:num></w:numbering>'.encode()
        )
    )


def at(level: int, identity: str = "5") -> dict[str, dict[str, str]]:
    """The settings of a paragraph at a level of the list."""
    return {"numPr/numId": {"val": identity}, "numPr/ilvl": {"val": str(level)}}


def test_levels_of_a_list_count_on_and_begin_again() -> None:
    """一、(1)(2) 二、(1), and numbers of several levels."""
    lists = numbering(("chineseCounting", "%1、"), ("decimal", "%1.%2"))
    assert [lists.label(at(level))[0] for level in (0, 1, 1, 0, 1)] == [
        "一、",
        "一.1",
        "一.2",
        "二、",
        "二.1",
    ]


def test_a_paragraph_in_no_list_has_no_number() -> None:
    """Nor one whose list is not there, nor one at a level the list lacks."""
    lists = numbering(("decimal", "%1."))
    assert [lists.label(one)[0] for one in ({}, at(0, "0"), at(0, "77"), at(3))] == ["", "", "", ""]
    assert Lists(None).label(at(0)) == ("", {})


@pytest.mark.parametrize(
    ("number", "form", "wanted"),
    [
        (27, "lowerLetter", "aa"),
        (2, "upperLetter", "B"),
        (4, "lowerRoman", "iv"),
        (19, "upperRoman", "XIX"),
        (3, "decimalZero", "03"),
        (12, "chineseCountingThousand", "十二"),
        (21, "decimalEnclosedCircle", "21"),
        (5, "none", ""),
        (7, "something else", "7"),
    ],
)
def test_numbers_are_written_in_the_form_of_their_list(number: int, form: str, wanted: str) -> None:
    """Digits where the form is not known."""
    assert written(number, form) == wanted


def test_settings_of_nested_elements_are_found_by_their_path() -> None:
    """And later layers replace single attributes."""
    found = settings(
        parse(f'<w:pPr {NS}><w:numPr><w:ilvl w:val="1"/></w:numPr><w:jc w:val="left"/></w:pPr>'.encode())
    )
    assert found["numPr/ilvl"] == {"val": "1"}
    assert merged({"ind": {"left": "1", "right": "2"}}, {"ind": {"left": "3"}}) == {
        "ind": {"left": "3", "right": "2"}
    }
    assert points(found, "missing") == 0
    assert [hexadecimal(color) for color in ("auto", "c00000", "12345", "gggggg")] == ["", "C00000", "", ""]


def test_an_entity_in_a_document_is_not_followed() -> None:
    """No file of the machine comes into a paper."""
    xml = (
        '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
        f"<w:document {NS}><w:body><w:p><w:r><w:t>甲&x;乙</w:t></w:r></w:p></w:body></w:document>"
    )
    content = pack({**unpack(lines("文")), "word/document.xml": xml.encode()})
    assert shown(blocks(content)[0]) in ("甲", "甲乙")


def test_a_link_to_another_machine_is_not_followed() -> None:
    """A picture that lies elsewhere is left where it is."""
    parts = unpack(lines("文"))
    links = parts["word/_rels/document.xml.rels"].decode()
    outside = '<Relationship Id="x9" Type="a/image" Target="http://127.0.0.1:9/p.png" TargetMode="External"/>'
    changed = links.replace("</Relationships>", f"{outside}</Relationships>")
    assert running(to_pdf(pack({**parts, "word/_rels/document.xml.rels": changed.encode()}))) == "文"


def test_a_mark_of_page_in_a_table_makes_no_fault() -> None:
    """Pages break between rows there."""
    sheet = f'<w:tbl><w:tblGrid><w:gridCol w:w="900"/></w:tblGrid><w:tr>{cell("甲")}</w:tr></w:tbl>'
    broken = sheet.replace("</w:t>", '</w:t><w:br w:type="page"/><w:t>乙</w:t>')
    assert running(to_pdf(body(broken))) == "甲乙"
    assert isinstance(Sign("page", Look()), Sign)
