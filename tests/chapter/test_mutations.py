"""One figure of a written chapter is edited: the edit is found, and nothing else is accused.

`benchmarks.mutations` makes two thousand such edits over all regions; this is a part of them.
"""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from benchmarks import mutations
from benchmarks.mutations import FLOOR, Written, check_text, edits, is_beyond_rounding, tally

EDITS = 250
TEXT = "### 北京市\n\n2013年，专利申请12.33万件，同比增长33.6%，居全国第3位。\n"


@pytest.mark.django_db
def test_nearly_every_edit_is_found_and_nothing_else_is_accused(kept: None) -> None:
    found = tally(EDITS, 2013)
    assert found.accused == []
    assert found.share >= FLOOR, found.missed


@pytest.mark.django_db
def test_the_edits_are_of_every_kind(kept: None) -> None:
    """A digit, a digit less, 万 for 亿, a fall for a rise, another place."""
    written = Written(TEXT, "110000", check_text(TEXT, "110000"))
    kinds = {edit.kind for mark in written.checked.marks for edit in edits(written, mark, random.Random(1))}
    assert kinds == {"digit", "dropped digit", "unit", "verb", "rank"}


@pytest.mark.django_db
def test_an_edit_within_rounding_is_told_from_one_that_changes_the_meaning(kept: None) -> None:
    """67554件 may be printed as 6.76万件 or, cut off, as 6.75万件."""
    text = "### 北京市\n\n2013年，发明专利申请6.76万件。\n"
    mark = check_text(text, "110000").marks[0]
    edit = mutations.Edit("digit", text, mark.figure.start, Decimal(67500))
    assert not is_beyond_rounding(mark, edit)
    assert is_beyond_rounding(mark, edit._replace(value=Decimal(67400)))
