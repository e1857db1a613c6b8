"""Synthetic figures: plainly marked, as many as asked for, and without influence on how much a page asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fangzhi.indicators.models import Document, Figure, Source
from fangzhi.indicators.synthetic import TITLE, fill_synthetic

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries


@pytest.mark.django_db
def test_as_many_as_asked_for_and_every_source_says_so() -> None:
    fill_synthetic(2000)
    assert Figure.objects.count() == 2000
    assert set(Source.objects.values_list("title", flat=True)) == {TITLE}


@pytest.mark.django_db
def test_pages_ask_no_more_when_much_is_kept(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    fill_synthetic(20_000)
    figure = Figure.objects.latest("pk")
    document = Document.objects.latest("pk")
    for address in (
        "/",
        f"/regions/{figure.region}/{figure.year}",
        f"/indicators/{figure.indicator}",
        "/documents",
        f"/documents/{document.source.code}",
        f"/figures/{figure.code}",
    ):
        with django_assert_max_num_queries(8):
            assert client.get(address).status_code == 200
