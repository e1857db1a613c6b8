"""What is kept of 2013, as a new installation holds it."""

from __future__ import annotations

import pytest

from fangzhi.indicators.loads import shipped
from tests.indicators.conftest import load  # noqa: F401


@pytest.fixture
def kept(db: None) -> None:
    """The shipped figures and official tables."""
    shipped.plant()
    shipped.plant_tables()
