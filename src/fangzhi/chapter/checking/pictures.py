"""How many pictures a draft holds: what they show is not read."""

from __future__ import annotations

import re

from fangzhi.reader.documents.pdf import PDFIUM

_PICTURE = re.compile(r"!\[[^\]\n]{0,200}\]\([^)\n]{1,500}\)|<img\b", re.IGNORECASE)


def of_text(text: str) -> int:
    """The pictures that Markdown or HTML shows."""
    return len(_PICTURE.findall(text))


def of_pdf(content: bytes) -> int:
    """The pictures on the pages of a PDF that can be read."""
    import pypdfium2

    number = 0
    with PDFIUM:
        document = pypdfium2.PdfDocument(content)
        for page in document:
            number += sum(1 for _ in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=2))
            page.close()
        document.close()
    return number
