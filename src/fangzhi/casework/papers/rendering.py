"""From a template and values to a Word document, byte for byte the same each time.

The values are plain JSON data. The document carries no time and no author: those are the record's affair.
"""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from fangzhi.casework.papers.archive import BadArchive, pack, unpack
from fangzhi.casework.papers.faults import MissingField, PaperError, UnusableTemplate
from fangzhi.casework.papers.vocabulary import field_names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from docxtpl import DocxTemplate  # type: ignore[import-untyped]

    from fangzhi.casework.papers.register import Template

CORE = "docProps/core.xml"
CORE_XML = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    "<cp:coreProperties"
    ' xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title></cp:coreProperties>'
)


def render(template: Template, values: Mapping[str, Any]) -> bytes:
    """The Word document of a template filled with values; equal inputs give equal bytes.

    Raises MissingField with all values that are missing (null counts as missing), UnfitValue for one of the
    wrong form, UnusableTemplate where the template itself is at fault. Values it does not print are ignored.
    """
    from fangzhi.casework.papers.sandbox import Sandbox, wrapped

    read_fields(template.id, template.content)
    sandbox = Sandbox(template.id)
    opened, _ = _opened(template.id, template.content)
    try:
        opened.render(wrapped(dict(values)), sandbox, autoescape=True)
        out = BytesIO()
        opened.save(out)
    except PaperError:
        raise
    except Exception as fault:
        raise _fault(template.id, fault) from fault
    if sandbox.missing:
        missing = list(sandbox.missing)
        raise MissingField(template.id, missing, [field_names(path) for path in missing])
    return _stable(out.getvalue(), template.name_zh)


def fields(template: Template) -> frozenset[str]:
    """The paths of the values that a template needs, such as parties[].name; raises UnusableTemplate."""
    return read_fields(template.id, template.content)[0]


def optional_fields(template: Template) -> frozenset[str]:
    """The paths of the values that a template prints where they are given; raises UnusableTemplate."""
    return read_fields(template.id, template.content)[1]


@lru_cache(maxsize=128)
def read_fields(name: str, content: bytes) -> tuple[frozenset[str], frozenset[str]]:
    """Needed and optional values of a Word file; raises UnusableTemplate for what is none."""
    from fangzhi.casework.papers.sandbox import Sandbox, paths, refused

    opened, sources = _opened(name, content)
    needed: set[str] = set()
    optional: set[str] = set()
    for source in sources:
        try:
            tree = Sandbox(name).parse(opened.patch_xml(source))
        except Exception as fault:
            raise _fault(name, fault) from fault
        word = refused(tree)
        if word is not None:
            raise UnusableTemplate(
                name,
                f"it uses {word}; templates may only print, ask and repeat",
                f"使用了{word}，式样中只能填值、判断和重复",
            )
        printed, asked = paths(tree)
        needed |= printed
        optional |= asked
    _prove(name, opened)
    return frozenset(needed), frozenset(optional - needed)


def _opened(name: str, content: bytes) -> tuple[DocxTemplate, list[str]]:
    """The template and the XML of its body, headers and footers."""
    from docx.opc.oxml import parse_xml
    from docxtpl import DocxTemplate

    try:
        unpack(content)
        opened = DocxTemplate(BytesIO(content))
        opened.render_init()
        uris = (opened.HEADER_URI, opened.FOOTER_URI)
        around = [part for uri in uris for _key, part in opened.get_headers_footers(uri)]
        sources = [opened.get_xml(), *(opened.xml_to_string(parse_xml(part.blob)) for part in around)]
    except BadArchive as fault:
        raise UnusableTemplate(name, fault.en, fault.zh) from fault
    except Exception as fault:  # whatever the libraries stumble over, this is no sound document
        raise UnusableTemplate(name, "it is a damaged Word document", "Word文档已损坏") from fault
    return opened, sources


def _prove(name: str, opened: DocxTemplate) -> None:
    """Refuse a template whose core properties hold template code: they are written without values."""
    properties = opened.core_properties
    if any(
        "{{" in text or "{%" in text for text in (properties.title, properties.subject, properties.author)
    ):
        raise UnusableTemplate(name, "its properties hold fields", "文档属性中含有填值项")


def _fault(name: str, fault: Exception) -> UnusableTemplate:
    from jinja2.exceptions import SecurityError, TemplateError

    if isinstance(fault, SecurityError):
        return UnusableTemplate(
            name, f"it reaches beyond its values ({fault})", f"试图访问填写内容以外的对象（{fault}）"
        )
    if isinstance(fault, TemplateError):
        return UnusableTemplate(
            name, f"a field is not written as it must be ({fault})", f"填值项书写有误（{fault}）"
        )
    return UnusableTemplate(
        name,
        f"a field stands where it breaks the document ({fault})",
        f"填值项的位置破坏了文档结构（{fault}）",
    )


def _stable(content: bytes, title: str) -> bytes:
    """The same archive without times, author and thumbnail."""
    from markupsafe import escape

    parts = unpack(content)
    parts[CORE] = CORE_XML.format(title=escape(title)).encode()
    return pack(parts)
