"""`reconcile` and `explain`: where sources of one figure disagree, and why a figure is what it is."""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

from fangzhi.commands import WrongUse, catalogue, say
from fangzhi.commands.printing import print_table
from fangzhi.opening import open_home
from fangzhi.tables import safe_cell

if TYPE_CHECKING:
    from fangzhi.indicators.explanation import Node

_SHOWN = ("verdict", "region", "indicator", "measure", "claimed", "expected", "difference", "basis", "reason")


def reconcile(year: int, region: str | None, form: str) -> int:
    """Print every claim of a year beside its other sources; 1 when an unaccepted one differs, else 0."""
    _known_region(region)
    open_home()
    from fangzhi.indicators.reconciliation import open_differences, reconcile, row_json

    found = reconcile(year, region)
    rows = [row_json(row) for row in found.rows]
    if form == "json":
        json.dump({"year": year, "rows": rows}, sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
    elif form == "csv":
        _write_csv(rows)
    else:
        _print_rounded(rows)
    from fangzhi.indicators.loads.tables import findings_of

    for sentence in findings_of(year, chinese=False):
        say(f"Official tables: {sentence}")
    if found.kept.fault:
        say(f"{found.kept.fault}; none of the office's corrections was applied.")
    for failure in found.kept.failed:
        say(str(failure))
    if not rows:
        say(f"No claim of {year} stands beside another source; load documents and tables of {year} first.")
    return 1 if open_differences(found.rows) else 0


def _write_csv(rows: list[dict[str, Any]]) -> None:
    from fangzhi.indicators.reconciliation import COLUMNS

    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([safe_cell(row[column]) for column in COLUMNS] for row in rows)


def _print_rounded(rows: list[dict[str, Any]]) -> None:
    """The rows for the eye, numbers to four places, and how many there are of each verdict."""
    numbers = ("expected", "difference")
    short = [
        row | {name: None if row[name] is None else round(row[name], 4) for name in numbers} for row in rows
    ]
    print_table(_SHOWN, short)
    counts = Counter(row["verdict"] for row in rows)
    if counts:
        say(", ".join(f"{verdict} {count}" for verdict, count in counts.most_common()))


def explain(asked: tuple[str, str, int, str, int | None], form: str) -> int:
    """Print why a figure is what it is; 1 when nothing tells the figure, else 0.

    `asked` is indicator, region, year, measure and, for a sum over years, the first of them.
    """
    indicator, region, year, measure, since = asked
    _known_region(region)
    if since is not None and (since >= year or measure != "level"):
        raise WrongUse(f"--since {since}: name a year before {year}; only amounts (level) are summed.")
    if indicator not in catalogue():
        raise WrongUse(
            f"{indicator}: no indicator has this id; /indicators and `load catalogue` show which there are."
        )
    open_home()
    from fangzhi.indicators.explanation import explain, node_json

    node = explain(*asked)
    if node is None:
        say(f"Nothing tells {measure} of {indicator} for {region} in {year}.")
        return 1
    if form == "json":
        json.dump(node_json(node), sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
    else:
        _draw(node, "")
    return 0


def _draw(node: Node, indent: str, mark: str = "") -> None:
    from fangzhi.indicators.derived import shown

    said = node.source or node.formula
    value = f"{shown(node.value.value)} {node.unit}".rstrip()
    sys.stdout.write(
        f"{indent}{mark}{node.indicator} {node.measure} {node.region} {node.period} = {value}  {said}\n"
    )
    for one in node.inputs:
        _draw(one, indent + "  ", "← ")
    for one in node.alternatives:
        _draw(one, indent + "  ", "or ")


def _known_region(region: str | None) -> None:
    from fangzhi import gazetteer

    try:
        if region is not None:
            gazetteer.region(region)
    except gazetteer.UnknownRegion:
        raise WrongUse(
            f"--region {region}: no region has this code; write six digits, for example 110000."
        ) from None
