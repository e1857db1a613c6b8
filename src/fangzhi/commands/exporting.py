"""`export`: figures with their sources into a file, as CSV, a workbook, Parquet or SDMX."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from fangzhi.commands import STDIN, WrongUse, catalogue, say, speaks_chinese
from fangzhi.commands.replacing import replacing
from fangzhi.opening import open_home

if TYPE_CHECKING:
    from fangzhi.indicators.export import Selection


class Wanted(NamedTuple):
    """What a person wants exported: a form, where to, and which figures."""

    format: str
    output: str
    structure: Path | None
    indicators: list[str]
    groups: list[str]
    years: list[int]
    regions: list[str]
    measures: list[str]


def export(wanted: Wanted) -> int:
    """Write the figures; 1 when there are none, else 0. Raises `WrongUse`."""
    if wanted.output == STDIN and wanted.format in ("xlsx", "parquet"):
        raise WrongUse(f"--format {wanted.format} needs a file; name one with -o FILE.")
    if wanted.structure and wanted.format != "sdmx":
        raise WrongUse("--structure describes SDMX files; give it together with --format sdmx.")
    open_home()
    from django.utils import translation

    with translation.override("zh-hans" if speaks_chinese() else "en"):
        return _write(wanted, _selection(wanted))


def _selection(wanted: Wanted) -> Selection:
    from fangzhi.indicators.export import WrongSelection, selected

    try:
        return selected(
            catalogue(),
            indicators=wanted.indicators,
            groups=wanted.groups,
            years=wanted.years,
            regions=wanted.regions,
            measures=wanted.measures,
        )
    except WrongSelection as error:
        raise WrongUse(str(error)) from None


def _write(wanted: Wanted, selection: Selection) -> int:
    from fangzhi.indicators.export import FORMATS, TooManyRows, extract, sdmx_structure, write
    from fangzhi.indicators.figures import indicators

    known = catalogue()
    with extract(selection, known) as figures:
        if wanted.structure:
            with replacing(wanted.structure) as path:
                path.write_bytes(sdmx_structure(known, indicators()))
        pieces = FORMATS[wanted.format].pieces
        if wanted.output == STDIN and pieces:
            sys.stdout.writelines(pieces(figures))
        else:
            try:
                with replacing(Path(wanted.output)) as path:
                    write(wanted.format, figures, path)
            except TooManyRows as error:
                raise WrongUse(str(error)) from None
        if not figures.used:
            say("No figure is kept for this choice; the file has a header only.")
            return 1
        say(figures.citation())
    return 0
