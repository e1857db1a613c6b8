"""Files that a command writes: each is there whole or not at all; until then what stood there stays."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from fangzhi.commands import WrongUse

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A file to write, which takes the place of the target once it is whole. Raises `WrongUse`."""
    try:
        with TemporaryDirectory(dir=target.absolute().parent, prefix=".fangzhi-") as folder:
            path = Path(folder) / target.name
            yield path
            path.replace(target)
    except OSError as error:
        raise WrongUse(f"{target}: cannot be written ({error.strerror or error}).") from None
