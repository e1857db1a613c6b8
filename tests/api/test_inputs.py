"""Inputs as JSON: whatever is sent, the way to the form ends in values or in a refusal at the field."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from fangzhi.api.inputs import people_in, schema_of_inputs, taken
from fangzhi.api.reading import day, moment
from fangzhi.casework.declaration import registers
from fangzhi.casework.refusals import Refused

ACTS = [(kind, one) for kind in registers().values() for one in kind.by_id.values()]
NAMES = sorted({name for kind, one in ACTS for name in schema_of_inputs(kind, one)["properties"]})
SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.dates().map(str)
)
JSON = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=5)


@given(st.sampled_from(ACTS), st.dictionaries(st.sampled_from(NAMES) | st.text(), JSON, max_size=4))
def test_whatever_is_sent_is_taken_or_refused_at_its_field(act: Any, sent: dict[str, Any]) -> None:
    kind, one = act
    people = people_in(kind.id, one.id)
    sent = {name: value for name, value in sent.items() if name not in people}
    refused: dict[str, str] | None = None
    try:
        assert set(taken(kind, one, None, sent)) == set(sent)
    except Refused as error:
        refused = error.fields
    assert refused is None or (refused and set(refused) <= set(sent))


@pytest.mark.django_db
def test_a_person_is_found_by_name_and_kept_by_key() -> None:
    user = User.objects.create_user("reader")
    kind = registers()["infringement"]
    assert taken(kind, kind.by_id["assign"], None, {"officer": "reader"}) == {"officer": user.pk}
    assert people_in("infringement", "recuse") == {"person"}
    assert people_in("infringement", "undo") == frozenset()


@given(st.dates(date(1900, 1, 1), date(2999, 12, 31)))
def test_every_day_is_read_as_it_is_written(when: date) -> None:
    assert day(when.isoformat()) == when


@given(st.text() | st.integers() | st.none() | st.dates().map(lambda one: f"{one:%Y%m%d}"))
def test_anything_else_is_no_day(value: Any) -> None:
    with pytest.raises(ValueError, match="2026-03-02"):
        day(value)


@given(
    st.datetimes(timezones=st.timezones()).filter(lambda one: 1900 <= one.year <= 2999 and one.utcoffset())
)
def test_every_moment_is_read_as_it_is_written(when: Any) -> None:
    found = moment(when.isoformat())
    assert found is not None
    assert found.isoformat() == when.isoformat()


def test_no_moment_is_none() -> None:
    assert moment(None) is None


def test_labels_follow_the_language() -> None:
    kind = registers()["infringement"]
    with translation.override("en"):
        english = schema_of_inputs(kind, kind.by_id["note"])
    with translation.override("zh-hans"):
        chinese = schema_of_inputs(kind, kind.by_id["note"])
    assert english["properties"]["text"]["title"] == "Note"
    assert english["required"] == chinese["required"] == ["text"]


def test_a_blank_choice_is_none_of_the_choices() -> None:
    kind = registers()["infringement"]
    source = schema_of_inputs(kind, kind.opening)["properties"]["source"]
    assert source["oneOf"][0]["const"] == "petition"
    assert all(one["title"] for one in source["oneOf"])
