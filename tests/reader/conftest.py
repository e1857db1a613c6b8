"""What the tests of the reader share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pytest

from fangzhi.reader import read

if TYPE_CHECKING:
    from fangzhi.reader import Observation


class Figures(Protocol):
    """Reads a text and returns its figures by quote."""

    def __call__(self, text: str, **context: object) -> dict[str, Observation]: ...


@pytest.fixture(scope="session")
def figures() -> Figures:
    """The figures of a text about 湖北省 in 2016 by their quotes; every quote of the text must be its own."""

    def by_quote(text: str, **context: object) -> dict[str, Observation]:
        known: dict[str, object] = {"region": "420000", "year": 2016, "events": False} | context
        found = read(text, **known).observations  # type: ignore[arg-type]
        assert len({one.quote for one in found}) == len(found), "write the example with different numbers"
        return {one.quote: one for one in found}

    return by_quote
