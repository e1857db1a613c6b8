"""A program has the text of a draft checked; it learns what the command and the page say."""

from __future__ import annotations

from typing import Any

import pytest

from fangzhi.chapter.checking.models import CheckedDraft
from fangzhi.indicators.loads import shipped
from tests.api.conftest import Program

TEXT = "### 北京市\n\n2013年，发明专利申请67545件，同比增长28.1%，居全国第5位。\n"


@pytest.fixture
def kept(db: None) -> None:
    """The shipped figures and official tables."""
    shipped.plant()
    shipped.plant_tables()


def body(text: str = TEXT, **more: Any) -> dict[str, Any]:
    return {"text": text, "year": 2013} | more


def test_every_figure_comes_with_its_verdict_and_nothing_is_kept(nobody: Program, kept: None) -> None:
    """A role in an office is not needed: what a draft is compared with is public."""
    told = nobody.post("/checks", body())
    assert [(one["quote"], one["verdict"], one["expected"]) for one in told["figures"]] == [
        ("67545件", "differs", 67554),
        ("28.1%", "rounded", pytest.approx(28.1373, abs=1e-4)),
        ("第5位", "differs", 4),
    ]
    assert told["remarks"] == []
    assert not CheckedDraft.objects.exists()


def test_the_region_of_a_text_without_headings_is_named(nobody: Program, kept: None) -> None:
    text = "2013年，发明专利申请67554件。"
    assert nobody.post("/checks", body(text, region="110000"))["figures"][0]["verdict"] == "equal"
    told = nobody.post("/checks", body(text))
    assert told["remarks"] == ["1 figure has no region: name the region of the draft."]


@pytest.mark.parametrize(
    ("asked", "field", "sentence"),
    [
        (body(TEXT.replace("2013", "2012")), "year", "- reports on 2012, not on 2013"),
        (body(region="990000"), "region", "No region has the code 990000"),
        (body("no Chinese words at all"), "text", "holds no Chinese characters"),
        (body(" "), "text", "is empty"),
        (body(issued="2014"), "issued", "Please look at"),
        ({"text": TEXT}, "year", "Please look at"),
    ],
)
def test_what_cannot_be_used_is_named(
    nobody: Program, asked: dict[str, Any], field: str, sentence: str
) -> None:
    said = nobody.post("/checks", asked, 422)
    assert sentence in said["sentence"]
    assert field in said["fields"]


def test_who_shows_no_token_is_not_answered(nobody: Program) -> None:
    assert "Say who you are" in Program().post("/checks", body(), 401)["sentence"]
