"""Patents: their numbers, and the patent database: loading and snapshots. Pure Python and DuckDB."""
