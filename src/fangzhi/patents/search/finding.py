"""Finding: a query and filters to the records that match, how many there are, and how they are spread."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from fangzhi.patents.search import query as asked
from fangzhi.patents.search.records import day_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    import tantivy

    from fangzhi.patents.search.index import Opened
    from fangzhi.patents.search.wording import Phrase

TYPES = ("invention", "utility_model", "design")
STATUSES = ("in_force", "ended", "ungranted")
"""On the day of asking: granted and in force, no longer in force, not granted by what the records say."""
_PLACE = re.compile(r"\d{6}|[A-Za-z]{2}", re.ASCII)
ORDERS = ("newest", "oldest", "relevance")
FACETS = ("type", "province", "prefecture", "year", "subclass", "status")
_MOST_VALUES = 2000
"""Above the number of values of any facet, so that its counts are exact."""


class Filters(NamedTuple):
    """What records are narrowed to; None and empty mean no narrowing."""

    type: str | None = None
    region: str | None = None
    """Six-digit code of a province, prefecture or county, or two letters of a country."""
    year: int | None = None
    """Of the application."""
    ipc: str | None = None
    """From section to group; of a design its Locarno class."""
    status: str | None = None
    filed: tuple[date | None, date | None] = (None, None)
    """First and last day of filing."""
    granted: tuple[date | None, date | None] = (None, None)
    """First and last day on which the grant was announced."""
    name: str | None = None
    """Whole name of one of the applicants."""
    classes: tuple[str, ...] | None = None
    """One of these classes, such as those of an industry."""


NO_FILTERS = Filters()


class Found(NamedTuple):
    """What a search came to: keys of the page asked for, the exact total, and the facets."""

    keys: list[int]
    total: int
    facets: dict[str, list[tuple[str, int]]]
    """By facet its values with their counts, most frequent first; years and nothing else by their order."""
    phrases: tuple[Phrase, ...]
    """What to highlight."""


def find(
    index: Opened,
    text: str,
    filters: Filters = NO_FILTERS,
    *,
    limit: int = 20,
    offset: int = 0,
    order: str = "newest",
    facets: bool = False,
    today: date | None = None,
) -> Found:
    """Search. Raises `WrongQuery` for a query or a filter that cannot be understood.

    The counts of the facets are exact, and of the records that all filters let through.
    """
    day = today or _today()
    understood = asked.parse(text)
    query = _query(index.schema, understood.tree, _checked(filters), day)
    if facets and order != "relevance":
        return Found(*_at_once(index.searcher, query, (limit, offset), order, day), understood.phrases)
    hits = _hits(index.searcher, query, limit, offset, order)
    counts = _counts(index.searcher.aggregate(query, _wanted(day))) if facets else {}
    # The library's types leave out that a result knows how many there are.
    total: int = hits.count  # type: ignore[attr-defined]
    return Found(_keys(index.searcher, hits.hits), total, counts, understood.phrases)


def every_key(
    index: Opened,
    text: str,
    filters: Filters = NO_FILTERS,
    today: date | None = None,
    order: str = "newest",
) -> list[int]:
    """The keys of all records that match, in the order of `find`."""
    query = _query(index.schema, asked.parse(text).tree, _checked(filters), today or _today())
    hits = _hits(index.searcher, query, max(1, index.searcher.num_docs), 0, order)
    return _keys(index.searcher, hits.hits)


def _today() -> date:
    return datetime.now(ZoneInfo("Asia/Shanghai")).date()


def _hits(
    searcher: tantivy.Searcher, query: tantivy.Query, limit: int, offset: int, order: str
) -> tantivy.SearchResult:
    from tantivy import Order

    if order == "relevance":
        return searcher.search(query, limit, offset=offset)
    by = Order.Asc if order == "oldest" else Order.Desc
    return searcher.search(query, limit, offset=offset, order_by_field="filed", order=by)


def _keys(searcher: tantivy.Searcher, hits: list[tuple[Any, tantivy.DocAddress]]) -> list[int]:
    if not hits:
        return []
    return [
        int(one) for one in searcher.fast_field_values("patent_id", [at for _, at in hits]) if one is not None
    ]


def _checked(filters: Filters) -> Filters:
    """The filters in the form of the index. Raises `WrongQuery`."""
    _one_of(filters.type, TYPES, "类型", "type")
    _one_of(filters.status, STATUSES, "状态", "status")
    region, ipc = filters.region, filters.ipc
    if region and not _PLACE.fullmatch(region):
        raise asked.WrongQuery(
            f"“{region}”不是地区代码：请写六位数字（例如 350000）或两个字母的国别代码。",
            f"“{region}” is no region; write six digits, for example 350000, or two letters of a country.",
        )
    if ipc:
        ipc = asked.parse(f"ipc:{ipc.replace(' ', '')}").tree.symbol  # type: ignore[union-attr] # of ipc: it is a Class
    for first, last in (filters.filed, filters.granted):
        if first and last and first > last:
            raise asked.WrongQuery(
                "起始日期晚于截止日期：请把两个日期对调。", "The first day is after the last; exchange them."
            )
    return filters._replace(region=region.upper() if region else None, ipc=ipc)


def _one_of(value: str | None, known: tuple[str, ...], zh: str, en: str) -> None:
    if value and value not in known:
        names = ", ".join(known)
        raise asked.WrongQuery(
            f"没有“{value}”这种{zh}：可以写 {names}。", f"There is no {en} “{value}”; write one of {names}."
        )


def _query(schema: tantivy.Schema, tree: asked.Node, filters: Filters, day: date) -> tantivy.Query:
    """The query of the library: the tree and the filters, all of which must hold."""
    from tantivy import Occur, Query

    parts = [_node(schema, tree), *_narrowing(schema, filters, day)]
    return Query.boolean_query([(Occur.Must, one) for one in parts]) if len(parts) > 1 else parts[0]


def _narrowing(schema: tantivy.Schema, filters: Filters, day: date) -> Iterator[tantivy.Query]:
    terms = {name: getattr(filters, name) for name in ("type", "region", "year", "ipc", "name")}
    for name, value in terms.items():
        if value:
            yield _term(schema, name, value)
    if filters.classes is not None:
        yield _one_of_classes(schema, filters.classes)
    if filters.status:
        yield _between(schema, "until", *_standing(day)[filters.status])
    for name, (first, last) in (("filed", filters.filed), ("granted", filters.granted)):
        if first or last:
            yield _between(schema, name, day_key(first) or 1, day_key(last) or None)


def _standing(day: date) -> dict[str, tuple[int | None, int | None]]:
    """Between which days `until` lies, both included."""
    now = day_key(day)
    return {"ungranted": (None, 0), "ended": (1, now), "in_force": (now + 1, None)}


def _term(schema: tantivy.Schema, name: str, value: str | int) -> tantivy.Query:
    from tantivy import Query

    return Query.const_score_query(Query.term_query(schema, name, value, "basic"), 0.0)


def _one_of_classes(schema: tantivy.Schema, classes: tuple[str, ...]) -> tantivy.Query:
    from tantivy import Query

    if not classes:
        return Query.empty_query()
    return Query.const_score_query(Query.term_set_query(schema, "ipc", list(classes)), 0.0)


def _between(schema: tantivy.Schema, name: str, first: int | None, last: int | None) -> tantivy.Query:
    from tantivy import FieldType, Query

    return Query.const_score_query(Query.range_query(schema, name, FieldType.Integer, first, last), 0.0)


def _node(schema: tantivy.Schema, node: asked.Node) -> tantivy.Query:
    """A node of the tree as a query of the library."""
    from tantivy import Occur, Query

    match node:
        case asked.Words():
            return _words(schema, node)
        case asked.Number():
            return Query.boolean_query([(Occur.Should, _term(schema, "number", one)) for one in node.keys])
        case asked.Class():
            return _term(schema, "ipc", node.symbol)
        case asked.Any():
            return Query.boolean_query([(Occur.Should, _node(schema, one)) for one in node.parts])
        case asked.Not():
            left_out = (Occur.MustNot, _node(schema, node.part))
            return Query.boolean_query([(Occur.Must, Query.all_query()), left_out])
        case asked.All():
            return _all(schema, node)


def _all(schema: tantivy.Schema, node: asked.All) -> tantivy.Query:
    from tantivy import Occur, Query

    parts = []
    for one in node.parts:
        if isinstance(one, asked.Not):
            parts.append((Occur.MustNot, _node(schema, one.part)))
        else:
            parts.append((Occur.Must, _node(schema, one)))
    if all(occur == Occur.MustNot for occur, _ in parts):
        parts.append((Occur.Must, Query.all_query()))
    return Query.boolean_query(parts)


def _words(schema: tantivy.Schema, node: asked.Words) -> tantivy.Query:
    """A phrase: its units follow one another."""
    from tantivy import Query

    units: list[str | tuple[int, str]] = [*node.phrase.units]
    if len(units) == 1:
        return Query.term_query(schema, node.place, units[0], "freq")
    return Query.phrase_query(schema, node.place, units)


def _at_once(
    searcher: tantivy.Searcher, query: tantivy.Query, page: tuple[int, int], order: str, day: date
) -> tuple[list[int], int, dict[str, list[tuple[str, int]]]]:
    """Keys of a page, total and facets in one pass, because looking at phrases is what takes time."""
    limit, offset = page
    sort = [{"filed": "asc" if order == "oldest" else "desc"}]
    # The library breaks off where a page begins behind the last record, so that it is cut here.
    top = {"size": offset + limit, "sort": sort, "docvalue_fields": ["patent_id"]}
    found = searcher.aggregate(query, _wanted(day) | {"top": {"top_hits": top}})
    keys = [int(one["docvalue_fields"]["patent_id"][0]) for one in found["top"]["hits"][offset:]]
    counts = _counts(found)
    return keys, sum(number for _type, number in counts["type"]), counts


def _wanted(day: date) -> dict[str, Any]:
    """The facets as the library is asked for them."""
    terms = ("type", "province", "prefecture", "year", "subclass")
    wanted: dict[str, Any] = {name: {"terms": {"field": name, "size": _MOST_VALUES}} for name in terms}
    now = day_key(day)
    ranges = [{"key": "ungranted", "to": 1}, {"key": "ended", "from": 1, "to": now + 1}]
    ranges.append({"key": "in_force", "from": now + 1})
    return wanted | {"status": {"range": {"field": "until", "ranges": ranges}}}


def _counts(found: dict[str, Any]) -> dict[str, list[tuple[str, int]]]:
    counts = {name: _buckets(found[name]["buckets"]) for name in FACETS}
    counts["year"].sort()
    return counts


def _buckets(found: list[dict[str, Any]]) -> list[tuple[str, int]]:
    """The values with their counts, most frequent first, those of equal count by their name."""
    counted = [(_name(one["key"]), int(one["doc_count"])) for one in found if one["doc_count"]]
    return sorted(counted, key=lambda one: (-one[1], one[0]))


def _name(key: str | float) -> str:
    return key if isinstance(key, str) else str(int(key))
