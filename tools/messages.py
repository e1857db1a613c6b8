"""Translations: compile *.po to the *.mo that the pages read, and compare them with the strings of the code.

`python -m tools.messages compile` writes the *.mo beside every *.po (they are built, never committed);
`python -m tools.messages check` names every English string of the code that has no Chinese, and exits 1;
`python -m tools.messages extract` adds new strings to every *.po with an empty translation.
Needs Babel, which is in the build lock; GNU gettext is not needed.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "fangzhi"
METHODS = [("**.py", "python"), ("**/jinja2/**.html", "jinja2"), ("**/jinja2/**.txt", "jinja2")]
OPTIONS = {"**/jinja2/**.html": {"extensions": "jinja2.ext.i18n,jinja2.ext.do"}}
KEYWORDS: dict[str, tuple[int | tuple[int, int] | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}


def catalogues() -> list[Path]:
    """Every *.po of the package."""
    return sorted(SOURCE.glob("**/locale/*/LC_MESSAGES/*.po"))


def read(path: Path) -> Catalog:
    """One *.po with its translations."""
    with path.open("rb") as file:
        return read_po(file, abort_invalid=True)


def compile_one(path: Path) -> None:
    """Write the *.mo beside a *.po."""
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, read(path))


def strings() -> Iterator[tuple[str, int, str | tuple[str, ...], str | None]]:
    """Every translatable string of code and templates: file, line, msgid (a pair for a plural), context."""
    found = extract_from_dir(SOURCE, METHODS, OPTIONS, keywords=KEYWORDS)
    for file, line, message, _comments, context in found:
        yield file, line, message, context


def missing(catalogue: Catalog) -> list[str]:
    """One line for each string of the code that the catalogue does not translate."""
    lines = []
    for file, line, message, context in strings():
        entry = catalogue.get(message if isinstance(message, str) else message[0], context)
        texts = (
            () if entry is None else (entry.string if isinstance(entry.string, tuple) else (entry.string,))
        )
        if not texts or not all(texts) or (entry is not None and entry.fuzzy):
            lines.append(f"{file}:{line}: no translation of {message!r}")
    return lines


def extract() -> None:
    """Bring every *.po in step with the code: new strings come in empty, strings out of use go."""
    template = Catalog(charset="utf-8")
    for file, line, message, context in strings():
        template.add(message, locations=[(f"src/fangzhi/{file}", line)], context=context)
    for path in catalogues():
        catalogue = read(path)
        catalogue.update(template, no_fuzzy_matching=True)
        with path.open("wb") as out:
            write_po(out, catalogue, width=110, ignore_obsolete=True, include_lineno=False)


def check() -> int:
    """Print what is missing; the number of lines printed, at most 1, is the exit code."""
    lines = [line for path in catalogues() for line in missing(read(path))]
    print(*lines, sep="\n", end="\n" if lines else "")
    return min(1, len(lines))


def main(verb: str) -> int:
    """Carry out one verb; the exit code."""
    if verb == "check":
        return check()
    if verb == "extract":
        extract()
    for path in catalogues():
        compile_one(path)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
