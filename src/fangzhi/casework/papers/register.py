"""The register of templates: what is shipped, and what an office has put in its place.

`data/templates.csv` says of each template its case, version, names, kind of number, remedy clause, copies and
addressees, and whether it belongs to the sealed part (副卷). An office replaces a template by putting
`<id>.docx` into the folder `templates` of the state folder, with its version in `<id>.version` (one line;
without it the version is `own-` and eight characters of the file's SHA-256).
"""

from __future__ import annotations

import csv
import hashlib
from functools import lru_cache
from importlib.resources import files
from io import StringIO
from typing import TYPE_CHECKING, NamedTuple

from fangzhi.casework.papers.faults import UnknownTemplate, UnusableTemplate
from fangzhi.home import home_folder

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

HOUSE = files("fangzhi.casework.papers")


class Template(NamedTuple):
    """One template. `content` is the Word file; `fields` are the paths of the values it needs."""

    id: str
    case: str
    version: str
    name_zh: str
    name_en: str
    number_kind: str
    remedy: str
    copies: int
    addressees: str
    sealed: bool
    valid_from: str
    valid_to: str
    fields: tuple[str, ...]
    content: bytes
    own: bool = False

    def name(self, *, chinese: bool) -> str:
        """The name of the document in one language."""
        return self.name_zh if chinese else self.name_en


@lru_cache(maxsize=1)
def _rows() -> dict[str, dict[str, str]]:
    text = HOUSE.joinpath("data/templates.csv").read_text(encoding="utf-8")
    return {row["id"]: row for row in csv.DictReader(StringIO(text))}


@lru_cache(maxsize=1)
def shipped() -> dict[str, Template]:
    """The shipped templates by id, in the order of a case."""
    return {identity: _shipped(row) for identity, row in _rows().items()}


def _shipped(row: dict[str, str]) -> Template:
    return Template(
        id=row["id"],
        case=row["case"],
        version=row["version"],
        name_zh=row["name_zh"],
        name_en=row["name_en"],
        number_kind=row["number_kind"],
        remedy=row["remedy"],
        copies=int(row["copies"]),
        addressees=row["addressees"],
        sealed=row["sealed"] == "yes",
        valid_from=row["valid_from"],
        valid_to=row["valid_to"],
        fields=tuple(row["fields"].split()),
        content=HOUSE.joinpath("templates", f"{row['id']}.docx").read_bytes(),
    )


def templates(folder: Path | None = None) -> dict[str, Template]:
    """All templates by id, an office's own in place of the shipped; `folder` is that of the office's files.

    Raises UnusableTemplate where an office's file cannot be used.
    """
    return {identity: template(identity, folder) for identity in shipped()}


def template(identity: str, folder: Path | None = None) -> Template:
    """The template of an id, the office's own if there is one; raises UnknownTemplate, UnusableTemplate."""
    known = shipped().get(identity)
    if known is None:
        raise UnknownTemplate(identity)
    path = (folder or home_folder() / "templates") / f"{identity}.docx"
    try:
        content = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return known
    except OSError as fault:
        raise UnusableTemplate(path.name, "it cannot be read", "文件无法读取") from fault
    return _own(known, content, path.with_suffix(".version"))


@lru_cache(maxsize=64)
def _needed(name: str, content: bytes) -> tuple[str, ...]:
    from fangzhi.casework.papers.rendering import read_fields

    return tuple(sorted(read_fields(name, content)[0]))


def _own(known: Template, content: bytes, stated: Path) -> Template:
    version = f"own-{hashlib.sha256(content).hexdigest()[:8]}"
    if stated.is_file():
        version = stated.read_text(encoding="utf-8-sig").strip()[:40] or version
    needed = _needed(f"{known.id}.docx", content)
    return known._replace(content=content, version=version, fields=needed, own=True)


def template_for(identity: str, day: date) -> Template:
    """The template in use on a day, where a document has had another form before: the decision was called
    处理决定书 before 2019. Raises UnknownTemplate where no form of it was in use."""
    known = template(identity)
    rivals = [known, *(template(one) for one in shipped() if one.startswith(f"{identity}-"))]
    for one in rivals:
        if (one.valid_from or "0") <= day.isoformat() < (one.valid_to or "9999-99"):
            return one
    raise UnknownTemplate(f"{identity} ({day})")


@lru_cache(maxsize=1)
def _remedies() -> list[dict[str, str]]:
    text = HOUSE.joinpath("data/remedies.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(StringIO(text)))


def remedy(identity: str, day: date) -> str:
    """The remedy clause (救济告知) of a template in the law's wording of a day; empty where it has none.

    Pass it as the value `remedy`, so that it is frozen with the document.
    """
    clause = template(identity).remedy
    for row in _remedies():
        if row["id"] == clause and row["valid_from"] <= day.isoformat() < (row["valid_to"] or "9999-99"):
            return row["text_zh"]
    return ""
