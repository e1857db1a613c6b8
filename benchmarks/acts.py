"""Acts of many clients at once over HTTP, and how fast the ledger is written in bulk, verified and replayed.

`python -m benchmarks.acts [--clients N] [--seconds N] [--import N]` makes a state folder under build/, starts
`fangzhi up` on it and lets the clients open and docket cases through the interface. Afterwards nothing may be
lost, no number missing, and the ledger must hold. Exits 1 when something misses its target.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import re
import shutil
import sys
import threading
import time
from collections import defaultdict
from datetime import date
from itertools import cycle
from pathlib import Path
from statistics import median, quantiles
from typing import Any, TypeAlias

from benchmarks.casework import server

ROOT = Path(__file__).resolve().parent.parent
PLACES = ("350200", "350100")
LEAST_ACTS, MOST_SECONDS = 60.0, 1.0
LEAST_IMPORTED, LEAST_VERIFIED, LEAST_REPLAYED = 10_000, 50_000, 8_000
DAY = "2026-03-02"
Cases: TypeAlias = tuple[str, dict[str, Any], dict[str, Any]]
PETITION = {
    "source": "petition", "petitioner": "示例科技有限公司", "petitioner_address": "示例路1号",
    "petitioner_contact": "李示例",
    "respondent": "示例制造有限公司", "respondent_address": "示例路8号", "patent_number": "201320000001.7",
    "patent_title": "一种示例装置", "filing_date": "2013-01-04", "grant_date": "2013-08-07",
    "legal_status_proof": "certificate", "asserted_claims": "1", "facts": "示例", "requests": "停止",
    "evidence": "证书", "no_suit": True,
}  # fmt: skip
LEAD = {
    "source": "report", "party": "示例制造有限公司", "party_kind": "entity", "goods": "水杯",
    "seen_at": "示例商场", "mark": "ZL201320000001.7", "facts": "示例",
}  # fmt: skip
PETITIONS: tuple[Cases, ...] = (("infringement", PETITION, {"panel": "王一\n李二\n张三"}),)
LEADS: tuple[Cases, ...] = (("passing_off", LEAD, {}),)
"""Cases of a register: what opens one, and what puts it on the docket."""


def prepare(clients: int) -> list[tuple[str, str]]:
    """A fresh state folder with two offices; the token and the office of each client."""
    home = ROOT / "build" / "bench" / "acts"
    shutil.rmtree(home, ignore_errors=True)
    os.environ["FANGZHI_HOME"] = str(home)
    return people(clients)


def people(clients: int) -> list[tuple[str, str]]:
    """The offices and so many people in the state folder; the token and the office of each."""
    from fangzhi.opening import open_home

    open_home()
    from django.contrib.auth.models import User

    from fangzhi.accounts.log import COMMAND_LINE, Actor
    from fangzhi.accounts.tokens import make_token
    from fangzhi.casework import offices
    from fangzhi.casework.access import grants

    made = []
    for number in range(clients):
        office, _new = offices.office_of(PLACES[number % len(PLACES)])
        user = User.objects.create_user(f"client-{number}")
        for role in ("intake", "head"):
            grants.give(user, office, role, date(2020, 1, 1), reason="benchmark")
        made.append((make_token(user, Actor(COMMAND_LINE)), office.code))
    return made


class Client(threading.Thread):
    """One person's program: opens a case, puts it on the docket, and again, until the time is over."""

    cases = PETITIONS

    def __init__(self, port: int, token: str, office: str, until: float) -> None:
        super().__init__()
        self.port, self.token, self.office, self.until = port, token, office, until
        self.taken: list[float] = []
        self.done: list[tuple[int, str]] = []
        self.refused: list[str] = []

    def run(self) -> None:
        """Until the time is over."""
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        for register, given, docketing in cycle(self.cases):
            if time.perf_counter() >= self.until:
                return
            opened = self.act(f"/registers/{register}/records", {"office": self.office, "inputs": given})
            if opened:
                record = opened["record"]
                inputs = {"version": record["version"], "inputs": docketing}
                self.act(f"/records/{record['id']}/acts/docket", inputs)

    def act(self, path: str, body: dict[str, Any]) -> dict[str, Any] | None:
        """Do one act and remember how long it took."""
        begin = time.perf_counter()
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        self.connection.request("POST", f"/api{path}", json.dumps({"occurred_on": DAY} | body), headers)
        answer = self.connection.getresponse()
        told = json.loads(answer.read())
        self.taken.append(time.perf_counter() - begin)
        if answer.status not in (200, 201):
            self.refused.append(f"{answer.status} {told}")
            return None
        self.done.append((told["record"]["id"], path.rpartition("/")[2]))
        return dict(told)


def rush(tokens: list[tuple[str, str]], seconds: float) -> int:
    """All clients at once; 1 when too slow or something was lost."""
    with server() as port:
        until = time.perf_counter() + seconds
        clients = [Client(port, *one, until) for one in tokens]
        begin = time.perf_counter()
        for one in clients:
            one.start()
        for one in clients:
            one.join()
        passed = time.perf_counter() - begin
    taken = [one for client in clients for one in client.taken]
    rate, p99 = len(taken) / passed, quantiles(taken, n=100)[-1]
    print(f"{len(tokens)} clients: {rate:.0f} acts/s (at least {LEAST_ACTS:.0f}), ", end="")
    print(
        f"median {median(taken) * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms (at most {MOST_SECONDS * 1000:.0f})"
    )
    refused = [one for client in clients for one in client.refused]
    lost = losses([one for client in clients for one in client.done])
    for sentence in (*refused[:3], *lost):
        print(f"  {sentence}")
    return int(rate < LEAST_ACTS or p99 > MOST_SECONDS or bool(refused or lost))


def losses(done: list[tuple[int, str]]) -> list[str]:
    """What was acknowledged and is not there, numbers that are missing, what the ledger does not explain."""
    from fangzhi.casework.access.scope import everything
    from fangzhi.casework.models import Event, Record
    from fangzhi.casework.verification import verify

    kinds = {"records": "receive", "docket": "docket"}
    with everything():
        kept = set(Event.objects.filter(record__isnull=False).values_list("record", "kind"))
        numbers = Record.objects.filter(number__isnull=False).values_list("number", flat=True)
        drawn = [re.fullmatch(r"(.+?)(\d+)号", number) for number in numbers]
    found = [f"lost: {key} {act}" for key, act in done if (key, kinds[act]) not in kept]
    series: dict[str, list[int]] = defaultdict(list)
    for one in filter(None, drawn):
        series[one[1]].append(int(one[2]))
    for name, serials in series.items():
        if sorted(serials) != list(range(1, len(serials) + 1)):
            found.append(f"the numbers {name} have a gap")
    verdict = verify()
    return found + [str(one) for one in verdict.faults]


def bulk(count: int) -> int:
    """Import so many cases, then verify and replay; 1 when one is too slow."""
    from fangzhi.casework.models import ChainHead
    from fangzhi.casework.verification import verify
    from fangzhi.registers.synthetic import make_many

    before = sum(ChainHead.objects.values_list("seq", flat=True))
    begin = time.perf_counter()
    make_many(count, 10)
    written = time.perf_counter() - begin
    events = sum(ChainHead.objects.values_list("seq", flat=True)) - before
    begin = time.perf_counter()
    chains = verify(replay=False)
    read = time.perf_counter() - begin
    begin = time.perf_counter()
    whole = verify()
    replayed = time.perf_counter() - begin - read
    rates = (
        ("imported", events / written, LEAST_IMPORTED, "events/s, with the making of the cases"),
        ("verified", chains.events / read, LEAST_VERIFIED, "events/s"),
        ("replayed", whole.records / replayed, LEAST_REPLAYED, "records/s"),
    )
    for name, rate, least, unit in rates:
        print(f"{name}: {rate:,.0f} {unit} (at least {least:,})")
    if not whole.ok:
        print(f"  {whole.faults[0]}")
    return int(not whole.ok or any(rate < least for _name, rate, least, _unit in rates))


def main() -> int:
    """Prepare, rush, import."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--import", type=int, default=50_000, dest="imported")
    arguments = parser.parse_args()
    tokens = prepare(arguments.clients)
    return rush(tokens, arguments.seconds) | bulk(arguments.imported)


if __name__ == "__main__":
    sys.exit(main())
