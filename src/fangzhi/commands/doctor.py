"""`doctor`: whether this installation can do its work, one line a check, and what to do where it cannot."""

from __future__ import annotations

import json
import shutil
import sys
from typing import TYPE_CHECKING, NamedTuple

from fangzhi.commands import WrongUse, catalogue
from fangzhi.home import home_folder, key_file
from fangzhi.opening import open_home

if TYPE_CHECKING:
    from collections.abc import Callable

ENOUGH_SPACE = 500_000_000
"""Bytes free on the disk of the state folder."""
SHORTEST_KEY = 40
"""Characters a secret has at least."""


class Finding(NamedTuple):
    """One check: what was looked at, whether it is well, and what was found or is to be done."""

    check: str
    ok: bool
    said: str


def examine(form: str) -> int:
    """Print every finding; 1 when something is not well, else 0."""
    open_home()
    findings = [check() for check in CHECKS]
    if form == "json":
        answer = {"ok": all(one.ok for one in findings), "checks": [one._asdict() for one in findings]}
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    else:
        for one in findings:
            sys.stdout.write(f"{'well  ' if one.ok else 'NOT OK'}  {one.check}: {one.said}\n")
    return 0 if all(one.ok for one in findings) else 1


def _folder() -> Finding:
    folder = home_folder()
    free = shutil.disk_usage(folder).free
    said = f"{folder}, {free // 1_000_000} MB free"
    if free < ENOUGH_SPACE:
        return Finding("state folder", False, f"{said}; make room on this disk")
    return Finding("state folder", True, said)


def _key() -> Finding:
    key = key_file(home_folder())
    if len(key.read_bytes().strip()) < SHORTEST_KEY:
        return Finding(
            "secret key", False, f"{key} is too short; remove it, and the next start draws another"
        )
    if key.stat().st_mode & 0o077:
        return Finding("secret key", False, f"others can read {key}; run chmod 600 on it")
    return Finding("secret key", True, "drawn, and readable by this account alone")


def _database() -> Finding:
    from django.db import connection

    from fangzhi.indicators.models import Source

    if connection.vendor != "sqlite":
        return Finding("database", True, f"{connection.vendor}, {Source.objects.count()} sources")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check(1)")
        said = cursor.fetchone()[0]
    if said != "ok":
        return Finding("database", False, f"damaged ({said}); restore it from a backup")
    return Finding("database", True, f"sqlite, whole, {Source.objects.count()} sources")


def _ledger() -> Finding:
    """Whether the database still guards the ledger."""
    from django.db import connection

    tables = ("casework_event", "casework_dailyhead")
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        known = {name for (name,) in cursor.fetchall()}
    missing = [f"{table}_no_{act}" for table in tables for act in ("update", "delete")]
    missing = [name for name in missing if name not in known]
    if missing:
        said = f"triggers are missing ({', '.join(missing)}); run `fangzhi verify` and restore a backup"
        return Finding("ledger", False, said)
    return Finding("ledger", True, "only grows")


def _rules() -> Finding:
    """Whether the office's own rules and rest days can be used."""
    from fangzhi.casework.clock import calendar, rule_book

    refused = [*rule_book().refused, *calendar().refused]
    if refused:
        return Finding("rules and rest days", False, "; ".join(one.said(False) for one in refused[:5]))
    return Finding("rules and rest days", True, f"{len(rule_book().ids())} rules")


def _catalogue() -> Finding:
    from fangzhi.reader import check_catalogue

    try:
        known = catalogue()
    except WrongUse as error:
        return Finding("catalogue", False, str(error))
    own = [row.id for row in known.values() if row.origin == "office"]
    wrong = check_catalogue(known, own)
    if wrong:
        return Finding("catalogue", False, "; ".join(f"{name}: {said}" for name, said in wrong.items()))
    return Finding("catalogue", True, f"{len(known)} indicators, {len(own)} of them the office's own")


def _corrections() -> Finding:
    from fangzhi.home import amendment_files
    from fangzhi.indicators.amendments import AmendmentError, load_amendments

    try:
        standing = load_amendments(amendment_files())
    except AmendmentError as error:
        return Finding("standing corrections", False, str(error))
    return Finding("standing corrections", True, f"{len(standing)}")


def _assets() -> Finding:
    from django.contrib.staticfiles import finders

    missing = [path for path in ("fangzhi/app.css", "vendor/htmx/htmx.min.js") if not finders.find(path)]
    if missing:
        return Finding("page assets", False, f"{', '.join(missing)} missing; prepare the installation again")
    return Finding("page assets", True, "present")


def _translations() -> Finding:
    from django.utils import translation

    with translation.override("zh-hans"):
        well = translation.gettext("Overview") != "Overview"
    said = "Chinese and English" if well else "Chinese is not compiled; prepare the installation again"
    return Finding("languages", well, said)


CHECKS: tuple[Callable[[], Finding], ...] = (
    _folder,
    _key,
    _database,
    _ledger,
    _rules,
    _catalogue,
    _corrections,
    _assets,
    _translations,
)
