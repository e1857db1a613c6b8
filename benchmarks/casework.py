"""Pages of casework over very many cases, on a real server.

`python -m benchmarks.casework [--cases N] [--rounds N]` fills a state folder under build/ once with synthetic
cases of 100 offices, starts `fangzhi up` on it and asks for the list of a register as people with 1, 10 and
1,000 access classes, for a record, for the statistics of a year and, as peer, for a page that does nothing
behind the same middleware. Exits 1 when something is above its ceiling. With FANGZHI_DATABASE_URL the cases
lie in PostgreSQL: `python -m tools.postgres python -m benchmarks.casework`.
"""

from __future__ import annotations

import argparse
import http.client
import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import TYPE_CHECKING, NamedTuple

from tools.postgres import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
OFFICES, CLASSES = 100, (1, 10, 1000)
MOST_MILLISECONDS, LEAST_SHARE, MOST_QUERIES = 100.0, 1 / 20, {"list": 7, "record": 15}
STATISTICS_MILLISECONDS = 1000.0
PEER = "/healthz"


class Person(NamedTuple):
    """Somebody whose pages are measured: how many access classes, and the cookie of the session."""

    classes: int
    user: int
    cookie: str


def prepare(cases: int) -> list[Person]:
    """A state folder with so many synthetic cases, and three people who see 1, 10 and 1,000 classes. One
    whose filling was cut off is filled anew."""
    database = "-elsewhere" if os.environ.get("FANGZHI_DATABASE_URL") else ""
    home = ROOT / "build" / "bench" / f"cases-{cases}{database}"
    os.environ["FANGZHI_HOME"] = str(home)
    if not (home / "filled").exists():
        shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True, exist_ok=True)
    from fangzhi.opening import open_home

    open_home()
    from fangzhi.casework.models import Office
    from fangzhi.registers.synthetic import make_many

    if not Office.objects.exists():
        begin = time.perf_counter()
        make_many(cases, OFFICES)
        print(f"Filled in {time.perf_counter() - begin:.0f} s", file=sys.stderr)
        rest()
        (home / "filled").touch()
    return [_person(classes) for classes in CLASSES]


def rest() -> None:
    """Let PostgreSQL tidy up behind the filling, as it does by itself within minutes."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def _person(classes: int) -> Person:
    """Somebody with so many classes of the register: one level in some offices, or three in very many."""
    from django.contrib.auth.models import User
    from django.test import Client

    from fangzhi.casework.access import grants
    from fangzhi.casework.models import Grant, Office

    user, new = User.objects.get_or_create(username=f"classes-{classes}")
    level = 0 if classes < CLASSES[-1] else 2
    wanted = -(-classes // (level + 1))
    if new:
        _enough_offices(wanted)
        for office in Office.objects.order_by("pk")[1 : wanted + 1]:
            grants.give(
                user,
                office,
                "officer",
                office.founded,
                reason="benchmark",
                level=level,
                registers=["infringement"],
            )
    assert Grant.objects.filter(user=user).count() == wanted
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.select_related("account").get(pk=user.pk))
    return Person(classes, user.pk, client.cookies["sessionid"].value)


def _enough_offices(wanted: int) -> None:
    from fangzhi.casework import offices
    from fangzhi.casework.models import Office

    known = Office.objects.count()
    for number in range(known, wanted + 1):
        stage = offices.Stage(f"示例空局{number}", "", "county", "patent_office")
        offices.found(f"97{number:04}", "970000", "空", Office.objects.order_by("pk")[0].founded, stage)


@contextmanager
def server() -> Iterator[int]:
    """`fangzhi up` on a free port for as long as the block runs, with the worker's first round behind it."""
    port = free_port()
    command = [sys.executable, "-m", "fangzhi.cli", "up", "--port", str(port)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        for line in process.stderr or []:
            if line.startswith("Ready"):
                break
        try:
            settle(process.pid)
            yield port
        finally:
            process.terminate()
            process.communicate()


def settle(pid: int) -> None:
    """Wait until the server's children rest; where the system does not tell, at once."""
    while (before := _ticks(pid)) is not None:
        time.sleep(1)
        after = _ticks(pid)
        if after is None or after - before < RESTING:
            return


RESTING = 5
"""Hundredths of a second of work in a second."""


def _ticks(pid: int) -> int | None:
    """Hundredths of a second that the children of a process have worked; None where nobody tells."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
        fields = [
            Path(f"/proc/{one}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            for one in children
        ]
    except OSError:
        return None
    return sum(int(one[11]) + int(one[12]) for one in fields)


def times(port: int, path: str, cookie: str, rounds: int) -> list[float]:
    """Milliseconds of one answer after the other, over one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    taken = []
    for _ in range(rounds + 5):
        begin = time.perf_counter()
        connection.request("GET", path, headers={"Cookie": f"sessionid={cookie}"} if cookie else {})
        answer = connection.getresponse()
        answer.read()
        taken.append((time.perf_counter() - begin) * 1000)
        if answer.status != 200:
            sys.exit(f"{path} answered {answer.status}")
    connection.close()
    return taken[5:]


def queries(user: int, path: str) -> int:
    """How many queries one answer takes, the session and the person included."""
    from django.contrib.auth.models import User
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.select_related("account").get(pk=user))
    client.get(path)
    with CaptureQueriesContext(connection) as taken:
        client.get(path)
    return len(taken)


def a_record(person: Person) -> str:
    """The address of a record that the person sees."""
    from django.contrib.auth.models import User

    from fangzhi.casework import lists
    from fangzhi.casework.access.viewer import viewer_of
    from fangzhi.casework.declaration import register
    from fangzhi.casework.lists import Asked

    viewer = viewer_of(User.objects.select_related("account").get(pk=person.user))
    return f"/records/{lists.listed(viewer, register('infringement'), Asked()).rows[0]['id']}"


def measure(people: list[Person], rounds: int) -> int:
    """Ask for every page and print a line for each; 1 when one is above its ceiling."""
    over = 0
    year = time.localtime().tm_year - 1
    with server() as port:
        peer = median(times(port, PEER, people[0].cookie, rounds))
        print(f"{'page':28}{'classes':>8}{'median ms':>11}{'p95 ms':>9}{'share of peer':>15}{'queries':>9}")
        print(f"{PEER:28}{'—':>8}{peer:>11.2f}")
        for person in people:
            record = a_record(person)
            pages = {
                "list": "/registers/infringement",
                "list by state": "/registers/infringement?state=served",
                "list by due date": "/registers/infringement?due=1",
                "record": record,
                "statistics": f"/statistics?first={year}-01-01&last={year}-12-31&cut=office",
            }
            for name, path in pages.items():
                taken = times(port, path, person.cookie, rounds if name != "statistics" else 10)
                over += line(name, person, taken, peer, queries(person.user, path))
    return min(1, over)


def line(name: str, person: Person, taken: list[float], peer: float, asked: int) -> bool:
    """Print what was measured of one page; whether it is above its ceiling."""
    p95, share = quantiles(taken, n=20)[-1], peer / median(taken)
    ceiling = STATISTICS_MILLISECONDS if name == "statistics" else MOST_MILLISECONDS
    above = p95 > ceiling or asked > MOST_QUERIES.get(name.split()[0], 10)
    above |= name == "list" and share < LEAST_SHARE
    verdict = "  above its ceiling" if above else ""
    print(f"{name:28}{person.classes:>8}{median(taken):>11.1f}{p95:>9.1f}{share:>15.3f}{asked:>9}{verdict}")
    return above


def main() -> int:
    """Fill where needed, measure, report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=100)
    arguments = parser.parse_args()
    people = prepare(arguments.cases)
    print(f"\nPages of casework at {arguments.cases:,} cases, {arguments.rounds} requests each, one client")
    print(
        f"Ceilings: p95 {MOST_MILLISECONDS:.0f} ms; lists {MOST_QUERIES['list']} queries and 1/20 of {PEER}\n"
    )
    return measure(people, arguments.rounds)


if __name__ == "__main__":
    sys.exit(main())
