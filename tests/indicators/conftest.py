"""Documents kept for a test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from fangzhi.indicators.catalogue import catalogue
from fangzhi.indicators.loads.documents import Context, Loading, Outcome, load_text
from fangzhi.indicators.loads.tables import TableLoading, load_table
from fangzhi.indicators.tables import mappings
from tests.examples import FUJIAN

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Load = "Callable[..., Outcome]"


@pytest.fixture
def load(db: None) -> Callable[..., Outcome]:
    """Load a text under a file name, as a person called tester."""

    def load_one(text: str = FUJIAN, name: str = "report.txt", **options: object) -> Outcome:
        context = Context(**{key: options.pop(key) for key in Context._fields if key in options})  # type: ignore[arg-type]
        how = Loading(by="tester", context=context, catalogue=catalogue(), **options)  # type: ignore[arg-type]
        return load_text(name, text, how)

    return load_one


@pytest.fixture
def load_shared_tables(db: None, shared: Path) -> Callable[..., None]:
    """Load tables of the shared data by their file names."""

    def load_them(*names: str) -> None:
        how = TableLoading(by="tester", catalogue=catalogue(), mappings=mappings())
        for name in names:
            assert load_table(name, (shared / "data" / name).read_bytes(), how).refused == 0

    return load_them
