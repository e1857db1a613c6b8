"""A table of counts as a Parquet file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fangzhi.patents.store.engine import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from fangzhi.patents.store import Snapshot


def write_parquet(
    snapshot: Snapshot, path: Path, columns: Sequence[str], rows: Sequence[Sequence[Any]]
) -> None:
    """Write rows of texts and whole numbers; the id of the snapshot stands in the file's metadata.

    Raises `OSError` where the file cannot be written.
    """
    import duckdb

    texts = {place for row in rows for place, value in enumerate(row) if isinstance(value, str)}
    kinds = ["VARCHAR" if place in texts else "BIGINT" for place in range(len(columns))]
    values = ", ".join(
        f"unnest($c{place}::{kind}[]) AS {name}"
        for place, (name, kind) in enumerate(zip(columns, kinds, strict=True))
    )
    given = {f"c{place}": [row[place] for row in rows] for place in range(len(columns))}
    made_up = str(snapshot.manifest.synthetic_rows > 0).lower()
    metadata = f"KV_METADATA {{snapshot: {quoted(snapshot.id)}, synthetic: {quoted(made_up)}}}"
    with snapshot.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE written AS SELECT {values}", given)
        try:
            cursor.execute(f"COPY written TO {quoted(path)} (FORMAT parquet, {metadata})")
        except duckdb.IOException as error:
            raise OSError(str(error)) from None
