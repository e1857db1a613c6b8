"""What an office decides about legal time (期限): own versions of rules, own rest days, notices of a year.

Each verb writes a row into the table of the state folder and an event into the chain of the office, both or
neither, and then counts the clocks again that hang on it. Heads of division and directors decide.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from fangzhi import gazetteer
from fangzhi.casework import deadlines, ledger, offices, own_tables
from fangzhi.casework.access.roles import APPROVERS
from fangzhi.casework.access.scope import everything
from fangzhi.casework.clock import Rule, calendar
from fangzhi.casework.clock.office import BadCell, Row
from fangzhi.casework.clock.rule_files import parse_rule
from fangzhi.casework.clock.working_days import FIRST, LAST
from fangzhi.casework.declaration import registers
from fangzhi.casework.history import past_of
from fangzhi.casework.models import Deadline, Event, Office, Record
from fangzhi.casework.own_tables import UnusableTable
from fangzhi.casework.refusals import NotAllowed, Refused
from fangzhi.casework.turns import turn

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from fangzhi.casework.access.viewer import Held, Viewer
    from fangzhi.casework.own_tables import Table

RULE_COLUMNS = (
    "id", "case", "body", "region", "from_event", "amount", "unit", "extensions", "stops", "condition",
    "valid_from", "valid_to", "source", "certainty", "note_zh", "note_en", "name", "reason", "by", "at",
)  # fmt: skip
RULE_KEY = ("id", "region", "body", "valid_from")
"""What tells one version of a rule from another."""
DAY_COLUMNS = ("day", "kind", "reason", "by", "at")
DECIDED = (
    "region", "body", "amount", "unit", "extensions", "stops", "valid_from", "valid_to", "source",
    "certainty", "reason",
)  # fmt: skip
"""What an office decides about a version; the rest is that of the version it is made from."""
LONGEST = 500
"""Characters of a source or a reason: the ledger keeps no more."""
MOST_DAYS = 31
"""Days that one decision about the calendar may cover."""
BATCH = 200
"""Records whose clocks are counted in one transaction."""


class Changed(NamedTuple):
    """A decision about legal time: its event, and how many records have another due date by it."""

    event: Event
    records: int


def deciding(viewer: Viewer) -> dict[int, Held]:
    """The offices for which a person may decide about legal time, with the role by which he may: head or
    director, in his own right before as a deputy."""
    found: dict[int, Held] = {}
    for one in sorted(viewer.held, key=lambda one: one.behalf is not None):
        if one.role in APPROVERS:
            found.setdefault(one.office, one)
    return found


def change_rule(viewer: Viewer, base: Rule, cells: Mapping[str, str], office: int | None = None) -> Changed:
    """Add a version of a rule, or put it in the place of the one with the same region, body and first day.

    `base` is the version it is made from; `cells` are those named in `DECIDED`, as a rule file writes them.
    Raises `NotAllowed`, or `Refused` with what is wrong in which field.
    """
    held = _held(viewer, office)
    row = row_of(base) | {name: " ".join(cells.get(name, "").split()) for name in DECIDED}
    if not base.verified:
        row |= {"note_zh": "", "note_en": ""}
    row |= {"by": _signature(viewer, held), "at": timezone.localdate().isoformat()}
    rule = _checked_rule(row)
    row |= {"amount": str(rule.amount), "valid_from": rule.valid_from.isoformat()}
    row["valid_to"] = rule.valid_to.isoformat() if rule.valid_to else ""
    key = tuple(row[name] for name in RULE_KEY)

    def edit(table: Table) -> dict[str, Any]:
        _only_here("rules", RULE_KEY, key, "valid_from")
        return {"row": row, "before": table.lay(RULE_KEY, row)}

    event = _decide(_Desk("rules", RULE_COLUMNS, "rule_changed"), viewer, held, row["reason"], edit)
    return Changed(event, recompute_all({base.id}))


def take_back_rule(viewer: Viewer, own: Rule, reason: str, office: int | None = None) -> Changed:
    """Take back a version that the office laid over the shipped ones; a shipped one stands again.

    Raises `NotAllowed`, or `Refused` when the version is none of the office's.
    """
    held, reason = _held(viewer, office), _reasoned(reason)
    key = (own.id, own.region, own.body, own.valid_from.isoformat())

    def edit(table: Table) -> dict[str, Any]:
        _only_here("rules", RULE_KEY, key, "")
        before = table.take(RULE_KEY, key)
        if before is None:
            raise Refused(_("This version is not the office's own: it cannot be taken back."))
        return {"row": None, "before": before}

    event = _decide(_Desk("rules", RULE_COLUMNS, "rule_changed"), viewer, held, reason, edit)
    return Changed(event, recompute_all({own.id}))


def row_of(rule: Rule) -> Row:
    """A version of a rule as a row of a rule file, without who decided it and why."""
    extensions = [
        " ".join(
            filter(
                None,
                (
                    f"{one.amount} {one.unit}" if one.amount else "any",
                    one.by,
                    f"({one.reason})" if one.reason else "",
                ),
            )
        )
        for one in rule.extensions
    ]
    return {
        "id": rule.id,
        "case": rule.case,
        "body": rule.body,
        "region": rule.region,
        "from_event": rule.from_event,
        "amount": str(rule.amount),
        "unit": rule.unit,
        "extensions": "; ".join(extensions),
        "stops": "; ".join(rule.stops),
        "condition": rule.condition,
        "valid_from": rule.valid_from.isoformat(),
        "valid_to": rule.valid_to.isoformat() if rule.valid_to else "",
        "source": rule.source,
        "certainty": rule.certainty,
        "note_zh": rule.note_zh,
        "note_en": rule.note_en,
        "name": rule.own_name,
    }


def _checked_rule(row: Row) -> Rule:
    """The rule of a row that a person wrote. Raises `Refused` with the field."""
    wrong = {name: _("At most %s characters.") % LONGEST for name in DECIDED if len(row[name]) > LONGEST}
    if not row["reason"]:
        wrong["reason"] = _("Say why the office decides so; it is kept with the version.")
    if row["region"] and not known_region(row["region"]):
        wrong["region"] = _("No region has this code: write six digits, for example 330000, or nothing.")
    try:
        rule = parse_rule(row)
    except BadCell as cell:
        wrong.setdefault(cell.column, cell.zh if translation.get_language() != "en" else cell.en)
    if wrong:
        raise Refused(_("Nothing is kept yet: look at the marked fields."), wrong)
    if not FIRST <= rule.valid_from <= LAST:
        words = _("A day between %(first)s and %(last)s.") % {"first": FIRST, "last": LAST}
        raise Refused(words, {"valid_from": words})
    return rule


def known_region(code: str) -> bool:
    """Whether a six-digit code lies in a province of the gazetteer."""
    try:
        gazetteer.region(f"{code[:2]}0000")
    except gazetteer.UnknownRegion:
        return False
    return len(code) == len("000000") and code.isdigit()


class OwnDay(NamedTuple):
    """A row that the office laid over the shipped calendar; the day of a notice is 1 January of its year."""

    file: str
    day: date
    kind: str
    reason: str
    by: str
    at: str


def own_days(year: int) -> list[OwnDay]:
    """The office's own days and notice of a year, the later of two rows on the same day; in order."""
    found: dict[tuple[date, bool], OwnDay] = {}
    for path in (
        *own_tables.other_tables("calendar"),
        own_tables.folder_of("calendar") / own_tables.OWN_FILE,
    ):
        found |= {(one.day, one.kind == "notice"): one for one in _days_in(path) if one.day.year == year}
    return sorted(found.values(), key=lambda one: (one.day, one.kind))


def _days_in(path: Any) -> Iterable[OwnDay]:
    try:
        table = own_tables.read(path)
    except UnusableTable:
        return
    for row in map(table.row, table.lines):
        text = row.get("day", "")
        notice = row.get("kind") == "notice"
        try:
            day = date.fromisoformat(f"{text}-01-01" if notice and len(text) == len("2027") else text)
        except ValueError:
            continue
        yield OwnDay(
            path.name, day, row.get("kind", ""), row.get("reason", ""), row.get("by", ""), row.get("at", "")
        )


def mark_days(
    viewer: Viewer, first: date, last: date, kind: str, reason: str, office: int | None = None
) -> Changed:
    """Make the days from one to another rest days (`rest`) or working days (`working`).

    Raises `NotAllowed`, or `Refused` with the field: days that are so already are refused.
    """
    held, reason = _held(viewer, office), _reasoned(reason)
    days = _days_between(first, last, kind)
    rows = [_day_row(viewer, held, day.isoformat(), kind, reason) for day in days]

    def edit(table: Table) -> dict[str, Any]:
        for row in rows:
            _only_here("calendar", ("day",), (row["day"],), "first")
        return {"rows": rows, "before": [table.lay(("day",), row) for row in rows]}

    return _calendar_decided(viewer, held, reason, edit, (first, last))


def take_back_day(viewer: Viewer, day: date, reason: str, office: int | None = None) -> Changed:
    """Take back what the office decided about a day; the shipped calendar holds again. Raises `NotAllowed`
    or `Refused`."""
    return _take_back(viewer, day.isoformat(), (day, day), reason, office)


def enter_notice(viewer: Viewer, year: int, reason: str, office: int | None = None) -> Changed:
    """Say that the days of the State Council's notice (放假安排) for a year are all entered: what is reckoned
    in it is provisional no longer. Raises `NotAllowed` or `Refused`."""
    held, reason = _held(viewer, office), _reasoned(reason)
    if not FIRST.year <= year <= LAST.year:
        raise Refused(_("A year between %(first)s and %(last)s.") % {"first": FIRST.year, "last": LAST.year})
    if year in calendar().notices:
        raise Refused(_("The notice for %s is entered already.") % year)
    row = _day_row(viewer, held, str(year), "notice", reason)

    def edit(table: Table) -> dict[str, Any]:
        return {"rows": [row], "before": [table.lay(("day",), row)]}

    return _calendar_decided(viewer, held, reason, edit, (date(year, 1, 1), date(year, 12, 31)))


def take_back_notice(viewer: Viewer, year: int, reason: str, office: int | None = None) -> Changed:
    """Take back that the notice for a year is entered. Raises `NotAllowed` or `Refused`."""
    return _take_back(viewer, str(year), (date(year, 1, 1), date(year, 12, 31)), reason, office)


def _take_back(viewer: Viewer, day: str, span: tuple[date, date], reason: str, office: int | None) -> Changed:
    held, reason = _held(viewer, office), _reasoned(reason)

    def edit(table: Table) -> dict[str, Any]:
        _only_here("calendar", ("day",), (day,), "")
        before = table.take(("day",), (day,))
        if before is None:
            raise Refused(_("The office has decided nothing of its own about %s.") % day)
        return {"rows": [], "before": [before]}

    return _calendar_decided(viewer, held, reason, edit, span)


def _days_between(first: date, last: date, kind: str) -> list[date]:
    if kind not in ("rest", "working"):
        raise _wrong("kind", _("Choose rest day or working day."))
    if not FIRST <= first <= LAST:
        raise _wrong("first", _("A day between %(first)s and %(last)s.") % {"first": FIRST, "last": LAST})
    if not timedelta(0) <= last - first < timedelta(MOST_DAYS) or last > LAST:
        raise _wrong("last", _("Not before the first day, and at most %s days at once.") % MOST_DAYS)
    days = [first + timedelta(one) for one in range((last - first).days + 1)]
    new = [day for day in days if calendar().is_working(day) != (kind == "working")]
    if not new:
        words = _("It is a working day already.") if kind == "working" else _("It is a rest day already.")
        raise _wrong("first", words)
    return new


def _day_row(viewer: Viewer, held: Held, day: str, kind: str, reason: str) -> Row:
    at = timezone.localdate().isoformat()
    return {"day": day, "kind": kind, "reason": reason, "by": _signature(viewer, held), "at": at}


def _calendar_decided(
    viewer: Viewer,
    held: Held,
    reason: str,
    edit: Callable[[Table], dict[str, Any]],
    span: tuple[date, date],
) -> Changed:
    event = _decide(_Desk("calendar", DAY_COLUMNS, "calendar_changed"), viewer, held, reason, edit)
    return Changed(event, recompute_all(days=span))


class _Desk(NamedTuple):
    """Which table a decision changes, and of which kind its event is."""

    folder: str
    columns: Sequence[str]
    kind: str


def _decide(
    desk: _Desk, viewer: Viewer, held: Held, reason: str, edit: Callable[[Table], dict[str, Any]]
) -> Event:
    """Change a table and write the event, both or neither: the file is written last before the transaction
    ends, and put back when that fails."""
    try:
        with own_tables.in_hand(desk.folder) as path, turn(), transaction.atomic(durable=True):
            table = own_tables.read(path, desk.columns)
            body = {"file": f"{desk.folder}/{path.name}", **edit(table)}
            entry = ledger.Entry(
                desk.kind, timezone.localdate(), by=viewer.user, behalf=held.behalf, reason=reason, body=body
            )
            event = ledger.append(Office.objects.get(pk=held.office), entry)
            own_tables.write_whole(path, table.content())
    except UnusableTable as fault:
        raise Refused(
            _("The file %s of the state folder cannot be read: correct it there first.") % fault
        ) from fault
    return event


def _only_here(folder: str, key: Sequence[str], wanted: tuple[str, ...], field: str) -> None:
    """Refuse to lay a row under or over one that a person keeps by hand in another file."""
    for path in own_tables.other_tables(folder):
        try:
            table = own_tables.read(path)
        except UnusableTable:
            continue
        if table.find(key, wanted) is not None:
            raise _wrong(
                field, _("This stands in the file %s of the state folder: change it there.") % path.name
            )


def _wrong(field: str, sentence: str) -> Refused:
    return Refused(sentence, {field: sentence} if field else {})


def _reasoned(reason: str) -> str:
    reason = " ".join(reason.split())
    if not reason:
        raise _wrong("reason", _("Say why; the reason is kept in the ledger."))
    if len(reason) > LONGEST:
        raise _wrong("reason", _("At most %s characters.") % LONGEST)
    return reason


def _held(viewer: Viewer, office: int | None) -> Held:
    """The role by which a person decides, in the given office or in the only one. Raises `NotAllowed`."""
    may = deciding(viewer)
    found = may.get(office) if office is not None else next(iter(may.values()), None)
    if found is None:
        raise NotAllowed(
            _("Rules and rest days are decided by a head of division or a director of an office.")
        )
    return found


def _signature(viewer: Viewer, held: Held) -> str:
    """Who decided, as the table and the pages show it: the person and the name of the office."""
    office = Office.objects.prefetch_related("stages").get(pk=held.office)
    return f"{viewer.name} · {offices.stage_on(office, timezone.localdate()).name_zh}"


def recompute_all(rules: Collection[str] | None = None, days: tuple[date, date] | None = None) -> int:
    """Count the clocks of running records again and give how many records changed.

    `rules` are ids: only records in which one of them was started. `days`: only records with a clock that
    runs over one of these days, because no other can depend on them. Works in batches, each a transaction of
    its own; where nothing changed it writes nothing, and calling it twice is as good as once.
    """
    with everything():
        keys = list(_concerned(rules, days))
    return sum(_recompute(keys[at : at + BATCH]) for at in range(0, len(keys), BATCH))


def _concerned(rules: Collection[str] | None, days: tuple[date, date] | None) -> Iterable[int]:
    """Records that are open or have a clock that runs, in the order of their keys."""
    running = Q(closed_on__isnull=True) | Q(pk__in=Deadline.objects.filter(running=True).values("record"))
    found = Record.objects.filter(running, register__in=registers())
    if rules is not None:
        started = Q(pk__in=())
        for rule in rules:
            started |= Q(body__contains=f'"{rule}":')
        found = found.filter(pk__in=Event.objects.filter(started, record__isnull=False).values("record"))
    if days is not None:
        found = found.filter(pk__in=_touched(*days).values("record"))
    return found.order_by("pk").values_list("pk", flat=True)


def _touched(first: date, last: date) -> Any:
    """Running clocks that have no end or reach into a span; those counted backwards end before they begin."""
    forwards = Q(started_on__lte=last, due_on__gte=first)
    backwards = Q(due_on__lt=F("started_on"), due_on__lte=last, started_on__gte=first)
    return Deadline.objects.filter(Q(due_on__isnull=True) | forwards | backwards, running=True)


def _recompute(keys: Sequence[int]) -> int:
    """Count the clocks of some records in one transaction."""
    with turn(), transaction.atomic(), everything():
        lockable = connection.features.has_select_for_update
        rows = Record.objects.select_for_update() if lockable else Record.objects
        events = defaultdict(list)
        for event in Event.objects.filter(record__in=keys).order_by("seq"):
            events[event.record_id].append(event)
        before = _standing(keys)
        for record in rows.filter(pk__in=keys).order_by("pk"):
            deadlines.recompute(record, registers()[record.register], past_of(events[record.pk]))
        after = _standing(keys)
    return sum(before.get(key) != after.get(key) for key in keys)


def _standing(keys: Sequence[int]) -> dict[int, list[tuple[Any, ...]]]:
    """The clocks of records as they are written down."""
    found = defaultdict(list)
    rows = Deadline.objects.filter(record__in=keys).order_by("rule", "turn")
    for record, *told in rows.values_list("record", "rule", "turn", *deadlines.FIELDS):
        found[record].append(tuple(told))
    return found
