"""Papers (文书): official documents from templates, their PDF, the whole file of a case, attachments.

Everything here is plain data in, bytes out; no Django. A document is rendered from its template and values
kept as JSON (`render`), laid out as a PDF (`to_pdf`) with the fonts of the package and the office alone, and
bound with the rest of the file (`whole_file`). What is attached is known by its bytes (`sniff`, `accept`).
Every refusal is a `PaperError` with one sentence in English and one in Chinese.
"""

from fangzhi.casework.papers.attachments import Kind, accept, sniff
from fangzhi.casework.papers.faults import (
    InvalidNumber,
    MissingField,
    MissingGlyph,
    NotAccepted,
    NotWhatItSays,
    PaperError,
    TooLarge,
    UnfitValue,
    UnknownTemplate,
    UnusableDocument,
    UnusableItem,
    UnusableTemplate,
)
from fangzhi.casework.papers.numbering import DocumentNumber, document_number, parse_number
from fangzhi.casework.papers.pdf import to_pdf
from fangzhi.casework.papers.register import Template, remedy, template, templates
from fangzhi.casework.papers.rendering import fields, optional_fields, render
from fangzhi.casework.papers.vocabulary import Field, example, field_names
from fangzhi.casework.papers.whole_file import Item, whole_file, write_whole_file

__all__ = [
    "DocumentNumber",
    "Field",
    "InvalidNumber",
    "Item",
    "Kind",
    "MissingField",
    "MissingGlyph",
    "NotAccepted",
    "NotWhatItSays",
    "PaperError",
    "Template",
    "TooLarge",
    "UnfitValue",
    "UnknownTemplate",
    "UnusableDocument",
    "UnusableItem",
    "UnusableTemplate",
    "accept",
    "document_number",
    "example",
    "field_names",
    "fields",
    "optional_fields",
    "parse_number",
    "remedy",
    "render",
    "sniff",
    "template",
    "templates",
    "to_pdf",
    "whole_file",
    "write_whole_file",
]
