"""What the commands of the patent database say alike, in the language of the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fangzhi.commands import say, speaks_chinese

if TYPE_CHECKING:
    from fangzhi.patents.store import Manifest


def either(english: str, chinese: str) -> str:
    """The sentence in the language of the terminal."""
    return chinese if speaks_chinese() else english


def say_synthetic(manifest: Manifest) -> None:
    """Say that records are synthetic where some are."""
    if made_up := manifest.synthetic_rows:
        say(
            either(
                f"SYNTHETIC: {made_up:,} of the records are no real patents.",
                f"合成数据：库中 {made_up:,} 件并非真实专利。",
            )
        )
