"""The OpenAPI document of the interface, kept in docs/openapi.json so that a change of it is seen.

`python -m tools.openapi` writes it; `python -m tools.openapi check` exits 1 where file and code differ.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

PLACE = Path(__file__).resolve().parent.parent / "docs" / "openapi.json"


def made() -> str:
    """The document that the code makes."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fangzhi.config.settings")
    import django

    django.setup()
    from fangzhi.api.document import text

    return text()


def main(words: list[str]) -> str | None:
    """Write the document, or say how it differs; nothing where all is well."""
    new = made()
    if words == ["check"]:
        kept = PLACE.read_text(encoding="utf-8") if PLACE.is_file() else ""
        return (
            None if kept == new else "docs/openapi.json is not what the code makes: python -m tools.openapi"
        )
    PLACE.write_text(new, encoding="utf-8")
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
