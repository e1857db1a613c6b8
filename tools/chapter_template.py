"""Write the shipped Word template of the chapter (src/fangzhi/chapter/paper/data/chapter.docx).

Its styles are Word's own (Heading 1 and 2, Body Text, Caption, Endnote Text …), so that people go on in Word
or WPS with the styles they know; 仿宋 小四 with an indent of two characters, headings in 黑体. Sources are
endnotes that stand at the end of their section. `python -m tools.chapter_template` writes the file; a test
holds it in step.
"""

from __future__ import annotations

from pathlib import Path

from fangzhi.casework.papers.archive import pack
from tools.papers import FANG, HEI, SONG, XML, W, field, font_table, package

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = ROOT / "src" / "fangzhi" / "chapter" / "paper" / "data" / "chapter.docx"
SERIF = 'w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"'
KEPT = "<w:keepNext/><w:keepLines/>"
STYLES = {
    "Heading1": ("heading 1", SONG, 44, "center", 'w:before="240" w:after="360"', "", KEPT, 0),
    "Heading2": ("heading 2", HEI, 28, "left", 'w:before="320" w:after="120"', "", KEPT, 1),
    "BodyText": ("Body Text", FANG, 24, "both", 'w:line="440" w:lineRule="exact"', "indent", "", None),
    "Caption": ("caption", HEI, 21, "center", 'w:before="120" w:after="120"', "", KEPT, None),
    "Picture": ("Picture", FANG, 24, "center", 'w:before="120"', "", KEPT, None),
    "SourceNote": ("Source Note", FANG, 18, "left", 'w:before="60" w:after="240"', "", "", None),
    "TableText": ("Table Text", FANG, 18, "left", 'w:before="20" w:after="20"', "", "", None),
    "TableFigure": ("Table Figure", FANG, 18, "right", 'w:before="20" w:after="20"', "", "", None),
    "TableHead": ("Table Head", HEI, 18, "center", 'w:before="40" w:after="40"', "", KEPT, None),
    "EndnoteText": ("endnote text", FANG, 18, "left", 'w:line="260" w:lineRule="exact"', "hanging", "", None),
    "Footer": ("footer", "宋体", 18, "center", 'w:line="240" w:lineRule="auto"', "", "", None),
}
"""Id → name, font, half points, alignment, spacing, indent, keeping, outline level."""
INDENTS = {
    "": "",
    "indent": '<w:ind w:firstLineChars="200" w:firstLine="480"/>',
    "hanging": '<w:ind w:left="420" w:hanging="420"/>',
}
NOTES = (
    '<w:endnotePr><w:pos w:val="sectEnd"/><w:numFmt w:val="decimal"/><w:numRestart w:val="continuous"/>'
    '<w:endnote w:id="-1"/><w:endnote w:id="0"/></w:endnotePr>'
)


def style(identity: str) -> str:
    """One paragraph style."""
    name, font, size, align, spacing, indent, keep, level = STYLES[identity]
    custom = ' w:customStyle="1"' if name[0].isupper() and name != "Body Text" else ""
    outline = "" if level is None else f'<w:outlineLvl w:val="{level}"/>'
    following = '<w:next w:val="BodyText"/>' if level is not None else ""
    return (
        f'<w:style w:type="paragraph"{custom} w:styleId="{identity}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="Normal"/>{following}<w:qFormat/><w:pPr>{keep}<w:spacing {spacing}/>'
        f'{INDENTS[indent]}<w:jc w:val="{align}"/>{outline}</w:pPr><w:rPr><w:rFonts w:eastAsia="{font}"/>'
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>'
    )


def styles() -> str:
    """word/styles.xml."""
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="{weight}" w:space="0" w:color="595959"/>'
        for edge, weight in (("top", 8), ("bottom", 8), ("insideH", 4))
    )
    cells = '<w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar>'
    return (
        f'{XML}<w:styles {W}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts {SERIF} w:eastAsia="{FANG}"/>'
        '<w:sz w:val="24"/><w:szCs w:val="24"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr>'
        "</w:rPrDefault><w:pPrDefault/></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        "</w:style>"
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        f"<w:tblPr>{cells}</w:tblPr></w:style>"
        f"{''.join(map(style, STYLES))}"
        '<w:style w:type="character" w:styleId="EndnoteReference"><w:name w:val="endnote reference"/>'
        '<w:basedOn w:val="DefaultParagraphFont"/><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
        '<w:style w:type="table" w:customStyle="1" w:styleId="KeyFigures"><w:name w:val="Key Figures"/>'
        f'<w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>{edges}</w:tblBorders></w:tblPr></w:style>'
        "</w:styles>"
    )


def endnotes() -> str:
    """word/endnotes.xml with the two lines that Word draws above notes and above what runs on."""
    lines = "".join(
        f'<w:endnote w:type="{kind}" w:id="{number}"><w:p><w:pPr><w:spacing w:before="120"/></w:pPr>'
        f"<w:r><w:{kind}/></w:r></w:p></w:endnote>"
        for number, kind in ((-1, "separator"), (0, "continuationSeparator"))
    )
    return f"{XML}<w:endnotes {W}>{lines}</w:endnotes>"


def page() -> str:
    """The page: A4, the page number below."""
    return (
        '<w:sectPr><w:footerReference w:type="default" r:id="rId3"/>'
        '<w:endnotePr><w:numFmt w:val="decimal"/><w:numRestart w:val="continuous"/></w:endnotePr>'
        '<w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1701" w:right="1474" w:bottom="1588" w:left="1588" w:header="851" w:footer="992"'
        ' w:gutter="0"/></w:sectPr>'
    )


def parts() -> dict[str, bytes]:
    """The parts of the template."""
    settings = (
        '<w:characterSpacingControl w:val="compressPunctuation"/>'
        f'{NOTES}<w:compat><w:compatSetting w:name="compatibilityMode"'
        ' w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
    )
    footer = f'<w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>{field("PAGE")}</w:p>'
    beside = {
        "styles": styles(),
        "fontTable": font_table(),
        "footer": f"{XML}<w:ftr {W}>{footer}</w:ftr>",
        "settings": f"{XML}<w:settings {W}>{settings}</w:settings>",
        "endnotes": endnotes(),
    }
    return package("", page(), beside, '<Default Extension="png" ContentType="image/png"/>')


def main() -> None:
    """Write the template."""
    TEMPLATE.write_bytes(pack(parts()))


if __name__ == "__main__":
    main()
