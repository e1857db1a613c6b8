"""The figures that come with the program: those of the 2013 chapter, without its sentences.

`data/annual-2013.json` holds offsets, quotes (number and unit), the reading and the rule of every figure,
and of every event kind, offsets and year, with the digest of the text.

`harvest`, `as_file` and `main` are a developer's tool inside the product, beside `plant` because both know
the form of the file: `python -m tools.shipped CHAPTER` makes the file anew from the text.
No command and no page calls them.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

FILE = "annual-2013.json"
TABLES = ("official-2013.csv", "population-2013.csv")
TITLE = "国家知识产权局2013年年报 第七章 地方知识产权工作"
PUBLISHER = "国家知识产权局"
NAMED = {"policy_issued", "law_enacted", "designation", "award_won", "centre_established", "agreement_signed"}
"""Kinds of events whose object is the name of something."""
LONGEST_NAME = 20
"""Characters of an event's object that is still a name and not a sentence."""


def plant(shipped: dict[str, Any] | None = None) -> None:
    """Put the shipped figures into an empty database, in one transaction."""
    from django.db import transaction
    from django.utils import timezone

    from fangzhi.indicators.models import Document, Source
    from fangzhi.indicators.rows import EventRow, FigureRow, SectionRow, write

    shipped = shipped or shipped_figures()
    with transaction.atomic():
        source = Source.objects.create(
            code=shipped["digest"][:16],
            digest=shipped["digest"],
            name=shipped["name"],
            title=TITLE,
            publisher=PUBLISHER,
            year=shipped["year"],
            loaded_at=timezone.now(),
            loaded_by="Fangzhi",
        )
        Document.objects.create(
            source=source,
            characters=shipped["characters"],
            figures=len(shipped["figures"]),
            events=len(shipped["events"]),
        )
        write(FigureRow, (FigureRow(source_id=source.pk, **row) for row in shipped["figures"]))
        write(EventRow, (EventRow(source_id=source.pk, **row) for row in shipped["events"]))
        write(SectionRow, (SectionRow(source.pk, *row) for row in shipped["sections"]))


def plant_tables() -> None:
    """Load the official tables that come with the program, like any other table."""
    from fangzhi.indicators.catalogue import catalogue
    from fangzhi.indicators.loads.tables import TableLoading, load_table
    from fangzhi.indicators.tables import mappings

    how = TableLoading("Fangzhi", catalogue(), mappings())
    folder = files("fangzhi.indicators").joinpath("data", "tables")
    for name in TABLES:
        load_table(name, folder.joinpath(name).read_bytes(), how)


def shipped_figures() -> dict[str, Any]:
    """The shipped file: about the text, and its sections, figures and events."""
    found: dict[str, Any] = json.loads(files("fangzhi.indicators").joinpath("data", FILE).read_text("utf-8"))
    return found


def harvest(name: str, text: str) -> dict[str, Any]:
    """The shipped form of a text: its figures and events without its sentences."""
    from fangzhi.indicators.loads.documents import event_row, figure_rows, section_rows
    from fangzhi.reader import read

    reading = read(text)
    left_out = ("source_id", "review", "original", "current")
    figures = [_without(row._asdict(), left_out) for row in figure_rows(0, reading)]
    for figure in figures:
        if len(figure["note"]) > LONGEST_NAME:
            figure["note"] = ""
    events = [_without(event_row(0, reading.digest, one)._asdict(), left_out) for one in reading.events]
    for event in events:
        event["quote"] = ""
        named = event["kind"] in NAMED and len(event["object"]) <= LONGEST_NAME
        if event["caption"] or not named:
            event["object"] = ""
    sections = [
        [number, "" if caption else title, start, end, region, caption]
        for _, number, title, start, end, region, caption in section_rows(0, reading)
    ]
    return {
        "name": name,
        "digest": reading.digest,
        "characters": len(text),
        "year": reading.year,
        "sections": sections,
        "figures": figures,
        "events": events,
    }


def _without(fields: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if key not in names}


def as_file(shipped: dict[str, Any]) -> str:
    """The file's text: one figure or event a line, so that changes can be reviewed."""
    parts = []
    for key, value in shipped.items():
        if isinstance(value, list):
            lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in value)
            parts.append(f'"{key}": [\n{lines}\n]')
        else:
            parts.append(f'"{key}": {json.dumps(value, ensure_ascii=False)}')
    return "{\n" + ",\n".join(parts) + "\n}\n"
