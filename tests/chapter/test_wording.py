"""An expert extends the wordings by a file; a row that cannot stand is refused with its place."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from fangzhi.chapter.facts import Fact
from fangzhi.chapter.sentences import Composer
from fangzhi.chapter.wording import WordingError, Words, load_wordings
from fangzhi.indicators.catalogue import catalogue

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "indicator,form,zh,en\n"
GRANTS = Fact("420000", "patent_grants", "level", "2013", Decimal(28760), "件")


def told(path: Path) -> str:
    """How grants are told with an office's own file."""
    composer = Composer(Words(catalogue(), load_wordings([path], catalogue())), "420000", 2013)
    ((sentence,), _) = composer.compose([GRANTS])
    return sentence.text


def test_an_own_wording_goes_before_the_shipped_one(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text(f"{HEADER}patent_grants,,全年获得专利授权{{}},\n", encoding="utf-8")
    assert told(path) == "全年获得专利授权28760件"


def test_an_own_wording_that_says_something_else_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text(f"{HEADER}patent_grants,,专利申请{{}},\n", encoding="utf-8")
    assert told(path) == "专利授权28760件"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("indicator,zh,en\n", "own.csv: line 1: column form is missing"),
        (f"{HEADER}no_such,,甲{{}},\n", "own.csv: line 2: indicator 'no_such' is not in the catalogue"),
        (f"{HEADER}patent_grants,often,甲{{}},\n", "own.csv: line 2: form 'often'"),
        (f"{HEADER}patent_grants,,专利授权,\n", "own.csv: line 2: '专利授权': write {} once"),
        (f"{HEADER}patent_grants,,专利授权{{}}\n", "own.csv: line 2: the number of cells differs"),
    ],
)
def test_a_row_that_cannot_stand_is_refused(text: str, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(WordingError) as refusal:
        load_wordings([path], catalogue())
    assert str(refusal.value).startswith(sentence)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(WordingError, match="cannot be read as UTF-8"):
        load_wordings([path], catalogue())
