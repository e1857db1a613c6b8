"""What a correction may say."""

from __future__ import annotations

import pytest

from fangzhi.indicators.catalogue import catalogue
from fangzhi.indicators.corrections import Unfit, checked

GOOD = {
    "indicator": "patent_applications",
    "measure": "level",
    "value": "123300",
    "unit": "件",
    "region": "110000",
    "period": "2013",
    "qualifier": "exact",
    "status": "actual",
}


def test_a_value_may_be_written_with_separators() -> None:
    assert checked(GOOD | {"value": " 123,300.50 "}, catalogue())["value"] == "123300.5"


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("indicator", "nonsense"),
        ("measure", "size"),
        ("value", "12万"),
        ("value", ""),
        ("value", "NaN"),
        ("value", "1e999"),
        ("unit", "斤"),
        ("region", "999999"),
        ("period", "2013年"),
        ("period", "2013-13"),
        ("period", "@2013-02-30"),
        ("period", "2013-09/2013-01"),
        ("period", "2018/2016"),
        ("base_of", "nonsense"),
        ("base_of", "patent_grants:size"),
        ("base_of", "patent_grants:level"),
        ("base_of", "patent_grants@999999"),
        ("base_of", "patent_grants@"),
        ("base_of", "patent_grants:growth_rate@"),
        ("place", "市" * 101),
        ("qualifier", "roughly"),
        ("status", "hoped"),
    ],
)
def test_what_does_not_fit_is_named_by_its_field(field: str, wrong: str) -> None:
    with pytest.raises(Unfit) as unfit:
        checked(GOOD | {field: wrong}, catalogue())
    assert list(unfit.value.problems) == [field]


def test_a_range_needs_its_upper_end() -> None:
    with pytest.raises(Unfit) as unfit:
        checked(GOOD | {"qualifier": "range"}, catalogue())
    assert list(unfit.value.problems) == ["value_high"]
    assert checked(GOOD | {"qualifier": "range", "value_high": "2e5"}, catalogue())["value_high"] == "200000"


def test_a_range_ends_above_its_beginning() -> None:
    for end in ("123300", "5"):
        with pytest.raises(Unfit) as unfit:
            checked(GOOD | {"qualifier": "range", "value_high": end}, catalogue())
        assert list(unfit.value.problems) == ["value_high"]
    assert (
        checked(GOOD | {"qualifier": "range", "value_high": "123301"}, catalogue())["value_high"] == "123301"
    )


@pytest.mark.parametrize(
    "base",
    [
        "",
        "patent_grants",
        "patent_grants:growth_rate",
        "patent_grants:growth_rate@000000",
        "patent_grants@350000",
    ],
)
def test_every_form_of_a_base_can_be_written(base: str) -> None:
    assert checked(GOOD | {"base_of": base}, catalogue())["base_of"] == base


@pytest.mark.parametrize(
    "period", ["", "2013", "2013H2", "2013Q3", "2013-09", "2013-01/2013-09", "2016/2018", "@2013-12-31"]
)
def test_every_form_of_a_period_can_be_written(period: str) -> None:
    assert checked(GOOD | {"period": period}, catalogue())["period"] == period
