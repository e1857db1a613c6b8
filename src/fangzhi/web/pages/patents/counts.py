"""Counts of patents (统计表): by one or two keys, beside those of the year before, each with its records."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from django.shortcuts import render
from django.utils.translation import gettext as _

from fangzhi.gazetteer import places, province_names
from fangzhi.gazetteer.places import level
from fangzhi.patents.counting.cells import CELL_COLUMNS, BadCell, Cell, check_keys, condition
from fangzhi.patents.counting.comparing import ComparedRow, Comparison, behind, comparison
from fangzhi.patents.counting.fields import fields
from fangzhi.patents.counting.industries import SHIPPED, BadScheme, scheme_of, schemes
from fangzhi.patents.counting.keys import KEYS, TIMES
from fangzhi.patents.counting.spans import BadPeriod
from fangzhi.web import labels, numbers
from fangzhi.web.answers import Page, Table, answer, json_answer, page_number
from fangzhi.web.environment import address
from fangzhi.web.pages.patents import keys
from fangzhi.web.pages.patents.records import described
from fangzhi.web.pages.patents.refusals import refusal
from fangzhi.web.pages.patents.store import common, on_store, snapshot
from fangzhi.web.reference import COUNTRY, mapped_regions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from django.http import HttpRequest, HttpResponse, QueryDict
    from django.http.response import HttpResponseBase

    from fangzhi.patents.store import Manifest, Snapshot

SHOWN = 200
"""Rows of one page; the twins hold all."""
MOST = 50_000
"""Counts at most: nobody reads a longer table, and the command has no such bound."""
_NARROWING = ("region", "type", "kind", "ipc", "field", "industry")


class Asked(NamedTuple):
    """What the address asks for, as it was written."""

    fields: dict[str, str]

    @classmethod
    def of(cls, given: QueryDict, manifest: Manifest) -> Asked:
        """The words of an address or a form; without any it is applications by province in the last year.

        A `year`, as the pages beside this one have it, is a period too; `by` given twice, as the command has
        it, names both keys.
        """
        names = ("column", "by", "then", "period", "scheme", *_NARROWING)
        found = {name: given.get(name, "").strip() for name in names}
        found["column"] = found["column"] or CELL_COLUMNS[0]
        by, *then = [one.strip() for one in given.getlist("by") if one.strip()] or [KEYS[0]]
        found["by"], found["then"] = by, then[0] if then else found["then"]
        found["scheme"] = found["scheme"] or SHIPPED
        found["period"] = found["period"] or given.get("year", "").strip()
        if "period" not in given and "year" not in given:
            found["period"] = _last_year(manifest)
        return cls(found)

    def get(self, name: str) -> str:
        """One field, empty where it was not given."""
        return self.fields[name]

    @property
    def by(self) -> tuple[str, ...]:
        """The keys, one or two."""
        return tuple(key for key in (self.fields["by"], self.fields["then"]) if key)

    def part(self, *names: str) -> Cell:
        """The cell with some of the fields alone. Raises `BadCell`."""
        given: dict[str, Any] = {name: self.fields[name] for name in names if self.fields[name]}
        if "region" in given:
            given["region"] = _region(given["region"])
        if given.get("field", "").isascii() and given.get("field", "").isdigit():
            given["field"] = int(given["field"])
        return Cell(**given)

    def cell(self) -> Cell:
        """What is counted. Raises `BadCell`."""
        return self.part("column", "period", *_NARROWING)


def _last_year(manifest: Manifest) -> str:
    """The last year of which the records may be whole: that of the last filing, or the one before."""
    last = (manifest.dates.get("application_date") or [None])[-1]
    if not last:
        return ""
    return last[:4] if last[5:7] == "12" else str(int(last[:4]) - 1)


def _region(written: str) -> str:
    """The code of a region that was written as code or as name. Raises `BadCell`."""
    if written.isascii() and written.isdigit():
        return written
    english = {one.name_en: one.code for one in mapped_regions()}
    known = {**province_names(), **english, "全国": COUNTRY, "China": COUNTRY}
    if written in known:
        return known[written]
    standing = [one.code for one in places(written, None) if not one.last]
    highest = [code for code in standing if level(code) == level(standing[0])]
    if len(highest) != 1:
        raise BadCell(f"{written!r} names no region, or several: write its code.", "region_name")
    return highest[0]


@on_store
def counted(request: HttpRequest, twin: str = "") -> HttpResponseBase:
    """The page with its form and table; the twins hold every row."""
    held = snapshot()
    asked = Asked.of(request.GET, held.manifest)
    problems = _problems(held, asked)
    if problems:
        return _refused(request, held, asked, problems, twin)
    try:
        found = comparison(held, asked.cell(), asked.by, asked.get("scheme"), MOST)
    except (BadCell, BadPeriod, BadScheme) as error:
        return _refused(request, held, asked, dict([refusal(error, "by")]), twin)
    return answer(request, twin, _page(request, held, asked, found))


def _problems(held: Snapshot, asked: Asked) -> dict[str, str]:
    """What is wrong with each field by itself, all at once."""
    cell = Cell(asked.get("column"))
    found = [_tried(name, lambda one: condition(asked.part(one), held.home)) for name in _NARROWING]
    found.append(_tried("column", lambda one: condition(asked.part(one, "period"), held.home)))
    found += [
        _tried(name, lambda one: check_keys(cell, [asked.get(one)]))
        for name in ("by", "then")
        if asked.get(name)
    ]
    found.append(_tried("scheme", lambda one: scheme_of(asked.get(one), held.home)))
    return dict(one for one in found if one)


def _tried(name: str, check: Callable[[str], object]) -> tuple[str, str] | None:
    """The field and sentence of a check that fails."""
    try:
        check(name)
    except (BadCell, BadPeriod, BadScheme) as error:
        return refusal(error, name)
    return None


def _refused(
    request: HttpRequest, held: Snapshot, asked: Asked, problems: dict[str, str], twin: str
) -> HttpResponse:
    if twin:
        named = "; ".join(f"{name}: {sentence}" for name, sentence in problems.items())
        return json_answer({"error": named}, 400)
    context = _context(held, asked) | {"problems": problems, "found": None}
    return render(request, "patents/counts.html", context, status=400)


# --- the page ---------------------------------------------------------------------------------------------


class Shown(NamedTuple):
    """A row as the page shows it: the names of its keys, the count with where its records are, and what
    stands beside it, empty where there is nothing."""

    names: list[str]
    value: int
    records: str
    beside: dict[str, str]


def _page(request: HttpRequest, held: Snapshot, asked: Asked, found: Comparison) -> Page:
    rows = found.rows if set(found.by) & set(TIMES) else sorted(found.rows, key=_greatest)
    pages = max(1, -(-len(rows) // SHOWN))
    number = min(page_number(request), pages)
    first = (number - 1) * SHOWN
    cell = asked.cell()
    context = _context(held, asked) | {
        "found": found,
        "by": [str(keys.KEY[key]) for key in found.by],
        "what": described(cell, "", keys.industries(held.home)),
        "whole": address(request, "/patents/records", **keys.query(cell, held.id)),
        "rows": list(_shown(request, held, asked, found, rows[first : first + SHOWN])),
        "of_country": cell.region == COUNTRY and "province" not in found.by,
        "first": first,
        "number": number,
        "pages": pages,
    }
    return Page(
        "patents/counts.html",
        context,
        lambda: {
            "snapshot": held.id,
            "synthetic_rows": held.manifest.synthetic_rows,
            "asked": {name: word for name, word in asked.fields.items() if word},
            "whole": found.whole,
            "total": len(rows),
            "rows": [
                {name: _json(word) for name, word in fact.items()} for fact in _facts(held, asked, found)
            ],
        },
        lambda: Table((*found.by, "name", "value", *found.measures), _facts(held, asked, found)),
        f"patents-{'synthetic-' if held.manifest.synthetic_rows else ''}{cell.column}",
    )


def _greatest(row: ComparedRow) -> tuple[bool, int]:
    """The greatest count first, those of records without a key last."""
    return None in row.keys, -row.value


def _facts(held: Snapshot, asked: Asked, found: Comparison) -> list[dict[str, Any]]:
    """Every row as data, with the names of its keys."""
    branches = keys.industries(held.home)
    return [
        {**fact, "name": " · ".join(_names(asked, row, branches))}
        for fact, row in zip(found.facts(), found.rows, strict=True)
    ]


def _json(word: object) -> object:
    return float(word) if isinstance(word, Decimal) else word


def _names(asked: Asked, row: ComparedRow, branches: Mapping[str, str]) -> list[str]:
    at = behind(Cell(), asked.by, row.keys, asked.get("scheme")).at
    return [keys.value(key, value, branches) for key, value in at]


def _shown(
    request: HttpRequest, held: Snapshot, asked: Asked, found: Comparison, rows: list[ComparedRow]
) -> Iterator[Shown]:
    cell, branches = asked.cell(), keys.industries(held.home)
    for row in rows:
        at = behind(cell, asked.by, row.keys, asked.get("scheme"))
        beside = zip(found.measures, row.printed(), strict=False)
        yield Shown(
            _names(asked, row, branches),
            row.value,
            address(request, "/patents/records", **keys.query(at, held.id)),
            {name: numbers.exact(str(value)) if value is not None else "" for name, value in beside},
        )


def _context(held: Snapshot, asked: Asked) -> dict[str, Any]:
    """What the form needs."""
    branches = keys.industries(held.home)
    return common(held) | {
        "asked": asked,
        "keys": keys,
        "problems": {},
        "fields": [str(one.number) for one in fields()],
        "industries": branches,
        "schemes": schemes(held.home) if branches else {},
        "regions": [_("China"), *(labels.region(one.code) for one in mapped_regions())],
    }
