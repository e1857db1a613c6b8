"""Classes in a query mean what Django's own `in` means."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangzhi.casework.access.classes import Classes
from fangzhi.casework.access.scope import everything
from fangzhi.casework.models import Event, Record

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.casework.conftest import Staff


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chosen=st.sets(st.integers(0, 2**31 - 1), max_size=5), held=st.booleans())
def test_the_same_rows_fit(
    city: Staff, received: Callable[..., Record], chosen: set[int], held: bool
) -> None:
    record = received()
    those = tuple(sorted(chosen | ({record.access_class} if held else set())))
    with everything():
        rows = Record.objects.filter(access_class__in=those)
        assert set(Record.objects.filter(access_class__among=Classes(those))) == set(rows)
        walked = Record.objects.annotate(_class=F("access_class") + 0)
        assert set(walked.filter(_class__among=Classes(those))) == set(rows)
        events = Event.objects.filter(record__access_class__among=Classes(those))
        assert set(events) == set(Event.objects.filter(record__access_class__in=those))
        assert rows.exists() is held


def test_nobody_s_classes_open_nothing(city: Staff, received: Callable[..., Record]) -> None:
    received()
    with everything():
        assert list(Record.objects.filter(access_class__among=Classes(()))) == []
        assert Record.objects.filter(access_class__among=Classes(())).count() == 0


def test_only_integers_reach_the_statement() -> None:
    assert Classes((7, 10_012)).text == "7, 10012"
    with pytest.raises(ValueError, match="invalid literal"):
        Classes(("0) OR (1=1",))  # type: ignore[arg-type]
