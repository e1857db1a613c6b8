"""Mappings are data: checked when read, and an office's own come first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fangzhi.indicators.catalogue import catalogue
from fangzhi.indicators.tables import MappingError, mappings
from fangzhi.indicators.tables.checks import parts_rules
from fangzhi.indicators.tables.mapping import parse_mapping

if TYPE_CHECKING:
    from pathlib import Path

OWN = 'kind = "tables"\nlayout = "long"\n[columns]\nyear = ["jahr"]\n[[values]]\nheaders = ["wert"]\n'


def test_every_series_of_a_shipped_mapping_is_in_the_catalogue() -> None:
    named = {series.indicator for one in mappings() for series in one.series.values()}
    named |= {one.indicator for one in mappings() if one.indicator}
    assert named - set(catalogue()) == set()


def test_every_total_and_part_is_in_the_catalogue() -> None:
    named = {name.partition("?")[0] for total, parts in parts_rules() for name in (total, *parts)}
    assert named - set(catalogue()) == set()


def test_an_office_s_mapping_comes_first_and_replaces_the_shipped_one_of_its_name(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text(OWN, "utf-8")
    (tmp_path / "facts.toml").write_text('version = 7\nkind = "facts"\nlayout = "facts"\n', "utf-8")
    known = mappings(tmp_path)
    assert [one.name for one in known[:2]] == ["facts", "own"]
    assert [one.version for one in known if one.name == "facts"] == [7]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("kind =", "is no TOML"),
        ('kind = "letters"', "kind: write one of tables"),
        ('kind = "tables"\nlayout = "round"', "layout: write one of long"),
        (OWN + "[series]\na = 1", "series.a: write an indicator's id"),
        (OWN.replace('"wert"]', '"wert"]\nspan = "week"'), "values: "),
        (OWN.replace('["jahr"]', '"jahr"'), "columns.year: write a list"),
        (OWN.replace("year = ", "epoch = "), "columns.epoch"),
        ('required = ["month"]\n' + OWN, "required: month has no entry"),
    ],
)
def test_a_mapping_that_cannot_be_used_is_refused_naming_file_and_entry(text: str, said: str) -> None:
    with pytest.raises(MappingError) as refused:
        parse_mapping("own.toml", text)
    assert str(refused.value).startswith(f"own.toml: {said}")
