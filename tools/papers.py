"""Write the shipped templates of official documents (src/fangzhi/casework/papers/templates/*.docx).

Each form is described in tools/forms/<id>.txt, a line a paragraph; names, versions and copies come from
papers/data/templates.csv, whose column `fields` this tool keeps in step. `python -m tools.papers` writes
everything; a test holds it in step. Layout follows GB/T 9704 where a form leaves it open: A4 with margins of
37, 35, 28 and 26 mm, 仿宋 三号 on lines of 28 pt, the office's name above, brackets U+3014 and U+3015.

A line begins with: `=` a heading, `>` no indent, `>>` to the right, `>|` centred, `-` small, `|` a row of a
table (`|:` its columns in per cent; a cell `<` joins the one before, `*` is a label, `%` is centred, `h40` is
at least 40 pt high), `{%` a condition or a repetition, `@` one of the parts in PARTS; else it is text of the
body.
"""

from __future__ import annotations

import csv
import re
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from fangzhi.casework.papers.archive import pack
from fangzhi.casework.papers.rendering import CORE, CORE_XML, read_fields

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).resolve().parent.parent
FORMS = ROOT / "tools" / "forms"
PAPERS = ROOT / "src" / "fangzhi" / "casework" / "papers"
REGISTER = PAPERS / "data" / "templates.csv"
WIDTH = 8845
"""Width of the text in twentieths of a point: 156 mm."""
CONTROL = re.compile(r"\{%\s*(.*?)\s*%\}")
CELLS = re.compile(r"((?:\{\{.*?\}\}|\{%.*?%\}|[^|])*)\|")
"""The cells of a row: a bar inside a field belongs to the field."""
MARKS = {"= ": "Heading", "> ": "Plain", ">> ": "Right", ">| ": "Centred", "- ": "Small"}
PARTS = {
    "head": [
        "@OfficeHead {{ office.name }}",
        "@Number {{ number }}",
        "@Title {name}",
    ],
    "case-if": ["{% if case_number %}", "@Case 案号：{{ case_number }}", "{% endif %}"],
    "judgment": [
        "@OfficeName {{ office.name }}",
        "@Title {name}",
        "@Right {{ number }}",
        "案号：{{ case_number }}",
    ],
    "name": ["@OfficeName {{ office.name }}", "@Title {name}"],
    "case": ["> 编号：{{ number }}　　案号：{{ case_number }}"],
    "secret": ["@Secret 副卷（不对外提供）"],
    "parties": [
        "{% for party in parties %}",
        "{{ party.role }}：{{ party.name }}",
        "{% if party.address %}",
        "住所：{{ party.address }}",
        "{% endif %}",
        "{% if party.representative %}",
        "法定代表人（负责人）：{{ party.representative }}",
        "{% endif %}",
        "{% if party.agent %}",
        "委托代理人：{{ party.agent }}",
        "{% endif %}",
        "{% endfor %}",
    ],
    "patent": ["涉案专利：“{{ patent.title }}”（{{ patent.type }}）", "专利号：{{ patent.number }}"],
    "ground": ["@BodyKept 依据：{{ legal_ground }}。"],
    "basis": ["- 依据：{{ legal_ground }}。"],
    "remedy": ["@BodyKept {{ remedy }}"],
    "contact": ["- 联系人：{{ contact.name }}　电话：{{ contact.phone }}　地址：{{ office.address }}"],
    "panelists": [
        "{% for member in panel %}",
        "@Panel {{ member.role }}　{{ member.name }}",
        "{% endfor %}",
    ],
    "sign": ["@Gap", "@Signature {{ office.name }}", "@Signature {{ date|date }}", "@Seal （盖章）"],
    "true-copy": ["- 本件与原件核对无异　　　　　　　　　　　　　　　　　　　　　核对人："],
    "copies": ["@Copies 本文书一式{copies}份：{addressees}"],
    "cover": [
        "@CoverOffice {{ office.name }}",
        "@CoverTitle {{ title }}",
        "|: 24 76",
        "|h36 *案号|{{ case_number }}|",
        "|h36 *案由|{{ cause }}|",
        "|h36 *当事人|{% for party in parties %}{{ party.role }}：{{ party.name }}"
        "{% if not loop.last %}；{% endif %}{% endfor %}|",
        "|h36 *立案日期|{{ docketed_on|date }}|",
        "|h36 *结案日期|{{ closed_on|date }}|",
        "|h36 *处理结果|{{ result }}|",
        "|: 24 26 24 26",
        "|h36 *承办人|{{ officer }}|*归档日期|{{ archived_on|date }}|",
        "|h36 *保管期限|{{ retention }}|*卷号|{{ number }}|",
        "|h36 *本卷页数|{{ pages }}|*本卷册次|{{ volume }}|",
    ],
}
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SONG, FANG, HEI, KAI = "方正小标宋简体", "仿宋", "黑体", "楷体"
RED_RULE = '<w:pBdr><w:bottom w:val="single" w:sz="16" w:space="6" w:color="C00000"/></w:pBdr>'
EDGE = 'w:val="single" w:sz="8" w:space="4" w:color="000000"'
RULES = f"<w:pBdr><w:top {EDGE}/><w:bottom {EDGE}/></w:pBdr>"
STYLES = {
    "OfficeHead": (
        SONG,
        84,
        "center",
        '<w:color w:val="C00000"/><w:spacing w:val="20"/>',
        'before="0" after="160" line="960"',
        "",
        "",
    ),
    "OfficeName": (SONG, 44, "center", "", 'before="0" after="60" line="640"', "", ""),
    "Number": (
        FANG,
        32,
        "center",
        "",
        'after="320" line="560"',
        "",
        RED_RULE,
    ),
    "Title": (SONG, 44, "center", "", 'before="0" after="240" line="640"', "", ""),
    "Case": (FANG, 28, "center", "", 'after="240" line="480"', "", ""),
    "Secret": (HEI, 28, "right", "", 'after="120" line="480"', "", ""),
    "Body": (FANG, 32, "both", "", 'line="560"', 'firstLineChars="200" firstLine="640"', ""),
    "BodyKept": (FANG, 32, "both", "", 'line="560"', 'firstLineChars="200" firstLine="640"', "<w:keepNext/>"),
    "Plain": (FANG, 32, "both", "", 'line="560"', "", ""),
    "Right": (FANG, 32, "right", "", 'after="120" line="560"', "", ""),
    "Centred": (FANG, 32, "center", "", 'line="560"', "", ""),
    "Heading": (
        HEI,
        32,
        "both",
        "",
        'before="120" line="560"',
        'firstLineChars="200" firstLine="640"',
        "<w:keepNext/>",
    ),
    "Panel": (FANG, 32, "left", "", 'line="560"', 'left="4480"', "<w:keepNext/>"),
    "Signature": (FANG, 32, "center", "", 'before="0" line="560"', 'left="4000"', "<w:keepNext/>"),
    "Seal": (FANG, 24, "center", '<w:color w:val="7F7F7F"/>', 'after="240" line="480"', 'left="4000"', ""),
    "Small": (FANG, 24, "both", "", 'before="120" line="420"', "", ""),
    "Copies": (
        FANG,
        24,
        "both",
        "",
        'before="240" line="440"',
        "",
        RULES,
    ),
    "Cell": (FANG, 24, "both", "", 'before="40" after="40" line="360"', "", ""),
    "CellCentred": (FANG, 24, "center", "", 'before="40" after="40" line="360"', "", ""),
    "Label": (HEI, 24, "center", "", 'before="40" after="40" line="360"', "", ""),
    "Gap": (FANG, 12, "both", "", 'line="400"', "", "<w:keepNext/>"),
    "Between": (FANG, 12, "both", "", 'line="120"', "", ""),
    "CoverOffice": (SONG, 52, "center", "", 'before="1000" after="500" line="800"', "", ""),
    "CoverTitle": (SONG, 64, "center", "", 'after="1000" line="960"', "", ""),
    "Footer": ("宋体", 18, "center", "", 'line="240"', "", ""),
}
"""Style → font, half points, alignment, further run properties, spacing, indents, borders or keeping."""


def qualified(attributes: str) -> str:
    """Attributes with the prefix of Word's namespace."""
    return re.sub(r"(\w+)=", r"w:\1=", attributes)


def style(name: str) -> str:
    """One paragraph style."""
    font, size, align, run, spacing, indent, extra = STYLES[name]
    keep, border = (extra, "") if extra.startswith("<w:keep") else ("", extra)
    rule = qualified(spacing)
    indents = f"<w:ind {qualified(indent)}/>" if indent else ""
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{name}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>{keep}{border}<w:spacing {rule} w:lineRule="exact"/>'
        f'{indents}<w:jc w:val="{align}"/></w:pPr><w:rPr><w:rFonts w:eastAsia="{font}"/>{run}'
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>'
    )


def styles() -> str:
    """word/styles.xml."""
    latin = 'w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"'
    return (
        f'{XML}<w:styles {W}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts {latin} w:eastAsia="{FANG}"/>'
        '<w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr>'
        "</w:rPrDefault></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        "</w:style>"
        f"{''.join(style(name) for name in STYLES)}</w:styles>"
    )


def paragraph(name: str, text: str) -> str:
    """One paragraph in a style."""
    run = f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    return f'<w:p><w:pPr><w:pStyle w:val="{name}"/></w:pPr>{run}</w:p>'


def control(text: str, kind: str) -> str:
    """A condition or repetition of paragraphs (p) or rows (tr) as docxtpl writes it."""
    return f"{{%{kind} {CONTROL.fullmatch(text.strip())[1]} %}}"  # type: ignore[index]


def cell(text: str, width: int, span: int) -> str:
    """One cell of a table."""
    height = re.match(r"h(\d+) ", text)
    text = text[height.end() :] if height else text
    kind = {"*": "Label", "%": "CellCentred"}.get(text[:1] if not text.startswith("{%") else "", "Cell")
    words = text[1:] if kind != "Cell" else text
    spanning = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spanning}<w:vAlign w:val="center"/></w:tcPr>'
        f"{paragraph(kind, words)}</w:tc>"
    )


def row(line: str, widths: list[int]) -> str:
    """One row of a table, or the control of rows."""
    line = line[1:]
    if CONTROL.fullmatch(line.strip()):
        return f"<w:tr><w:tc>{paragraph('Cell', control(line, 'tr'))}</w:tc></w:tr>"
    texts = CELLS.findall(line)
    height = re.match(r"h(\d+) ", texts[0])
    tall = f'<w:trHeight w:val="{int(height[1]) * 20}" w:hRule="atLeast"/>' if height else ""
    repeat = "<w:tblHeader/>" if len(texts) > 1 and all(text.startswith("*") for text in texts) else ""
    cells: list[str] = []
    at = 0
    while at < len(texts):
        span = 1
        while at + span < len(texts) and texts[at + span] == "<":
            span += 1
        cells.append(cell(texts[at], sum(widths[at : at + span]), span))
        at += span
    return f"<w:tr><w:trPr><w:cantSplit/>{tall}{repeat}</w:trPr>{''.join(cells)}</w:tr>"


def table(lines: list[str]) -> str:
    """A table from its lines; the first names the columns."""
    shares = [int(one) for one in lines[0][2:].split()]
    widths = [WIDTH * share // sum(shares) for share in shares]
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="6" w:space="0" w:color="000000"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    rows = "".join(row(line, widths) for line in lines[1:])
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{edges}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>'
    )


def signers(words: str) -> str:
    """Places to sign, two in a row, each with a place for the day."""
    names = words.split("|")
    names += [""] * (len(names) % 2)
    lines = ["|: 20 30 20 30"]
    for left, right in zip(names[::2], names[1::2], strict=True):
        day = "%　　　年　月　日"
        lines.append(f"|h44 *{left}|{day}|*{right}|{day if right else ''}|")
    return table(lines) + paragraph("Between", "")


def described(identity: str) -> list[str]:
    """The lines of a form, one that stands for another with that one's lines."""
    lines = (FORMS / f"{identity}.txt").read_text(encoding="utf-8").splitlines()
    if lines[0].startswith("@use "):
        return described(lines[0].removeprefix("@use "))
    return lines


def expanded(lines: list[str], row_: dict[str, str]) -> Iterator[str]:
    """The lines with the shared parts written out and the facts of the register filled in."""
    facts = {
        "{name}": row_["name_zh"],
        "{copies}": number_word(int(row_["copies"])),
        "{addressees}": row_["addressees"],
    }
    for line in lines:
        word = line.removeprefix("@").partition(" ")[0] if line.startswith("@") else ""
        if word == "address":
            yield f"> {line.partition(' ')[2]}："
        elif word in PARTS:
            for part in PARTS[word]:
                for mark, fact in facts.items():
                    part = part.replace(mark, fact)
                yield part
        else:
            yield line


def number_word(number: int) -> str:
    """How many copies, in words."""
    return "〇一二三四五六七八九"[number]


def body(lines: list[str]) -> Iterator[str]:
    """The paragraphs and tables of a form."""
    rows: list[str] = []
    for line in [*lines, ""]:
        if rows and (not line.startswith("|") or line.startswith("|:")):
            yield table(rows) + paragraph("Between", "")
            rows = []
        if line.startswith("|"):
            rows.append(line)
        elif line:
            yield block(line)


def block(line: str) -> str:
    """One paragraph of a form."""
    if CONTROL.fullmatch(line.strip()):
        return paragraph("Body", control(line, "p"))
    if line.startswith("@signers "):
        return signers(line.partition(" ")[2])
    if line.startswith("@"):
        name, _, words = line[1:].partition(" ")
        return paragraph(name, words)
    for mark, name in MARKS.items():
        if line.startswith(mark):
            return paragraph(name, line[len(mark) :])
    return paragraph("Body", line)


def field(instruction: str) -> str:
    """A field that Word fills in: the page, the number of pages."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def footer(row_: dict[str, str]) -> str:
    """Page x of y, and which template this is."""
    words = [f"<w:r><w:t>{one}</w:t></w:r>" for one in ("第", "页 共", "页")]
    count = f"{words[0]}{field('PAGE')}{words[1]}{field('NUMPAGES')}{words[2]}"
    mark = f"文书式样 {row_['id']} {row_['version']}"
    return (
        f'{XML}<w:ftr {W}><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>{count}</w:p>'
        '<w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr><w:r><w:rPr><w:color w:val="7F7F7F"/>'
        f'<w:sz w:val="15"/></w:rPr><w:t xml:space="preserve">{mark}</w:t></w:r></w:p></w:ftr>'
    )


def font_table() -> str:
    """word/fontTable.xml: what to take where a font is not installed."""
    others = {SONG: "宋体", FANG: "仿宋_GB2312", KAI: "楷体_GB2312", HEI: "SimHei"}
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/></w:font>' for name, other in others.items()
    )
    return f"{XML}<w:fonts {W}>{fonts}</w:fonts>"


def parts(row_: dict[str, str]) -> dict[str, bytes]:
    """The parts of one template's Word file."""
    blocks = "".join(body(list(expanded(described(row_["id"]), row_))))
    page = (
        '<w:sectPr><w:footerReference w:type="default" r:id="rId3"/><w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="2098" w:right="1474" w:bottom="1985" w:left="1587" w:header="851" w:footer="1134"'
        ' w:gutter="0"/></w:sectPr>'
    )
    settings = (
        '<w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:compatSetting'
        ' w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    )
    beside = {
        "styles": styles(),
        "fontTable": font_table(),
        "footer": footer(row_),
        "settings": f"{XML}<w:settings {W}>{settings}</w:settings>",
    }
    return package(row_["name_zh"], f"{blocks}{page}", beside)


def package(title: str, body: str, beside: Mapping[str, str], types: str = "") -> dict[str, bytes]:
    """The parts of a Word file: the body of its document, the parts beside it by their kind, of which the
    third is `rId3` in the body, and types of files that come later."""
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    core = f"{relations}/metadata/core-properties"
    paths = {kind: "footer1.xml" if kind == "footer" else f"{kind}.xml" for kind in beside}
    links = "".join(
        f'<Relationship Id="rId{at}" Type="{KINDS}/{kind}" Target="{path}"/>'
        for at, (kind, path) in enumerate(paths.items(), 1)
    )
    texts = {
        "[Content_Types].xml": content_types(paths, types),
        "_rels/.rels": f'{XML}<Relationships xmlns="{relations}"><Relationship Id="rId1"'
        f' Type="{KINDS}/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="{core}"'
        f' Target="{CORE}"/></Relationships>',
        CORE: CORE_XML.format(title=title),
        "word/document.xml": f"{XML}<w:document {W} {R}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": f'{XML}<Relationships xmlns="{relations}">{links}</Relationships>',
        **{f"word/{path}": beside[kind] for kind, path in paths.items()},
    }
    return {name: text.encode() for name, text in texts.items()}


def content_types(paths: Mapping[str, str], types: str) -> str:
    """[Content_Types].xml."""
    kinds = {"document.main": "document.xml", **paths}
    overrides = "".join(
        f'<Override PartName="/word/{path}" ContentType="{OFFICE}.{kind}+xml"/>'
        for kind, path in kinds.items()
    )
    core = "application/vnd.openxmlformats-package.core-properties+xml"
    return (
        f'{XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{types}{overrides}'
        f'<Override PartName="/{CORE}" ContentType="{core}"/></Types>'
    )


def rows() -> list[dict[str, str]]:
    """The rows of the register of templates."""
    return list(csv.DictReader(StringIO(REGISTER.read_text(encoding="utf-8"))))


def written() -> tuple[dict[str, bytes], str]:
    """The Word files by id and the register with its column of fields, as they should be."""
    register = rows()
    files = {row_["id"]: pack(parts(row_)) for row_ in register}
    for row_ in register:
        row_["fields"] = " ".join(sorted(read_fields(row_["id"], files[row_["id"]])[0]))
    out = StringIO()
    writer = csv.DictWriter(out, list(register[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(register)
    return files, out.getvalue()


def main() -> None:
    """Write templates and register."""
    files, register = written()
    for identity, content in files.items():
        (PAPERS / "templates" / f"{identity}.docx").write_bytes(content)
    REGISTER.write_text(register, encoding="utf-8")


if __name__ == "__main__":
    main()
