"""Many cases: a page of a list is read in its own order, not gathered and sorted, whatever is asked for."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fangzhi.casework import lists
from fangzhi.casework.access import grants
from fangzhi.casework.access.viewer import viewer_of
from fangzhi.casework.daily import take_stock
from fangzhi.casework.declaration import register
from fangzhi.casework.lists import Asked
from fangzhi.casework.models import Office
from fangzhi.registers.synthetic import make_many
from tests.casework.conftest import FOUNDED

if TYPE_CHECKING:
    from collections.abc import Callable

    from fangzhi.casework.access.viewer import Viewer

KIND = "infringement"


@pytest.fixture
def everywhere(db: None, monkeypatch: pytest.MonkeyPatch) -> Viewer:
    """Somebody who sees so many cases that they are walked."""
    monkeypatch.setattr(lists, "WALKED", 20)
    user = User.objects.create_user("everywhere")
    for office in make_many(1200, 3, today=date(2026, 6, 15))[1:]:
        grants.give(user, office, "director", FOUNDED, reason="test")
    return viewer_of(User.objects.get(pk=user.pk))


@pytest.fixture
def in_one_class(everywhere: Viewer) -> Viewer:
    """Somebody who sees the ordinary cases of one office."""
    user = User.objects.create_user("in-one-class")
    office = Office.objects.get(code="980001")
    grants.give(user, office, "intake", FOUNDED, reason="test", registers=[KIND])
    return viewer_of(User.objects.get(pk=user.pk))


READ: dict[str, Callable[[Viewer], object]] = {
    "list": lambda one: lists.listed(one, register(KIND), Asked()),
    "older": lambda one: lists.listed(one, register(KIND), Asked(after=500)),
    "by state": lambda one: lists.listed(one, register(KIND), Asked(state="archived")),
    "due first": lambda one: lists.listed(one, register(KIND), Asked(due="due")),
    "board": lambda one: lists.newest_open(one, register(KIND)),
}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the plans of SQLite are read")
@pytest.mark.parametrize("name", READ)
@pytest.mark.parametrize("who", ["everywhere", "in_one_class"])
def test_rows_come_in_their_order_out_of_an_index(
    name: str, who: str, request: pytest.FixtureRequest
) -> None:
    viewer = request.getfixturevalue(who)
    with CaptureQueriesContext(connection) as taken:
        assert READ[name](viewer)
    asked = [one["sql"] for one in taken if "ORDER BY" in one["sql"]]
    assert asked
    for sql in asked:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            plan = [row[3] for row in cursor.fetchall()]
        assert not any("TEMP B-TREE" in step for step in plan), plan


def test_lists_with_and_without_the_walk_say_the_same(
    everywhere: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many may be seen decides how they are read, never which they are."""
    asked = (Asked(), Asked(state="archived"), Asked(due="due"), Asked(text="灯具"), Asked(after=700))
    walked = [lists.listed(everywhere, register(KIND), one).rows for one in asked]
    monkeypatch.setattr(lists, "WALKED", 10_000)
    assert walked == [lists.listed(everywhere, register(KIND), one).rows for one in asked]


def test_the_database_learns_how_the_headers_are_spread(everywhere: Viewer) -> None:
    """And learns it anew the next day."""
    for _day in range(2):
        take_stock()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT stat FROM sqlite_stat1 WHERE idx = 'record_order'")
            assert cursor.fetchone()[0].split()[:2] == ["1200", "1200"]
