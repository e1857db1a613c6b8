"""The texts that the reader's benchmarks read: real prose where at hand, else the catalogue's examples."""

from __future__ import annotations

import os
from pathlib import Path

from fangzhi.indicators.catalogue import catalogue

ROOT = Path(__file__).resolve().parent.parent
CHAPTER = Path(os.environ.get("FANGZHI_SHARED", ROOT.parent / "shared")) / "corpus" / "sipo-2013-chapter7.txt"


def prose() -> tuple[str, str]:
    """A piece of the genre, and where it comes from."""
    if CHAPTER.is_file():
        return CHAPTER.read_text(encoding="utf-8"), f"the chapter of 2013 ({CHAPTER.name})"
    return "\n".join(
        row.example for row in catalogue().values() if row.example
    ), "the examples of the catalogue"


def of_length(characters: int) -> str:
    """The prose repeated, a paragraph between each, to at least so many characters."""
    piece = prose()[0].strip() + "\n\n"
    return piece * (characters // len(piece) + 1)


HARD = {
    "a line of 100,000 digits": "专利申请" + "7" * 100_000 + "件。",
    "100,000 nested brackets": "（" * 100_000 + "12件" + "）" * 100_000,
    "100,000 opening title marks": "《" * 100_000 + "印发12件",
    "a sentence of 20,000 figures": "、".join(["授权12件"] * 20_000) + "。",
}
"""Texts on which a careless reader takes quadratic time, or longer."""
