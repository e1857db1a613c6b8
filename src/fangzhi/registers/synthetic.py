"""Synthetic offices (合成数据): one to try things out in, and a great many cases for measuring. Never real data.

`make_office` goes through the real acts of people in every role, so that everything is as in life: papers,
clocks, notices, approvals, ledger. `make_many` goes through bulk import. Both draw from the stories in
`stories`, and the same seed on the same day gives the same cases.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from fangzhi.accounts.people import add_account
from fangzhi.casework import acts, approvals, offices
from fangzhi.casework.access import grants
from fangzhi.casework.access.roles import CONFIDENTIAL, ORDINARY, RESTRICTED
from fangzhi.casework.access.scope import everything
from fangzhi.casework.access.viewer import viewer_of
from fangzhi.casework.attachments import attach
from fangzhi.casework.daily import take_stock
from fangzhi.casework.declaration import register
from fangzhi.casework.importing import BATCH, Done, Incoming, import_records
from fangzhi.casework.publishing import PUBLISH, proposed
from fangzhi.casework.turns import turn
from fangzhi.registers.stories import (
    ADDRESSEES,
    HEAD,
    INTAKE,
    MAKERS,
    OFFICER,
    PANEL,
    STORIES,
    petition,
    tell,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fangzhi.casework.access.viewer import Viewer
    from fangzhi.casework.models import Office, Record
    from fangzhi.registers.stories import Story

FOUNDED = date(2001, 1, 1)
REASON = "synthetic"
MARK = "（合成数据）"


class Person(NamedTuple):
    """An account of the demonstration, with the password that is shown this once."""

    user: str
    password: str
    roles: tuple[str, ...]
    office: str


class Place(NamedTuple):
    """One office of the demonstration: code, name, short name, level, the code above it, share of the cases,
    and its people as name → roles."""

    code: str
    name: str
    short: str
    level: str
    above: str
    share: int
    people: dict[str, tuple[str, ...]]


PLACES = (
    Place("990000", "示例省知识产权局", "例", "province", "", 2, {
        "demo-province-officer": ("officer", "intake"), "demo-province": ("director", "head"),
    }),
    Place("990100", "示例甲市知识产权局", "例甲", "prefecture", "990000", 10, {
        "demo-intake": ("intake",), "demo-officer": ("officer",), "demo-officer-2": ("officer",),
        "demo-head": ("head",), "demo-director": ("director", "head"), "demo-archivist": ("archivist",),
        "demo-statistician": ("statistician",),
    }),
    Place("990200", "示例乙市知识产权局", "例乙", "prefecture", "990000", 6, {
        "demo-b-officer": ("officer", "intake"), "demo-b-director": ("director", "head"),
    }),
    Place("990102", "示例县市场监督管理局", "例县", "county", "990100", 2, {
        "demo-county-officer": ("officer", "intake"), "demo-county-director": ("director", "head"),
    }),
)  # fmt: skip
"""Codes that begin with 99 belong to no place."""
SEES_BELOW = frozenset({"demo-province", "demo-director"})


class _Staff(NamedTuple):
    """An office with its people as access sees them, by role."""

    office: Office
    by_role: dict[str, list[Viewer]]

    def one(self, role: str, n: int = 0) -> Viewer:
        """Somebody with a role; the director is one who may act as head of division too."""
        found = self.by_role[role]
        return found[n % len(found)]


def make_office(
    seed: int = 1,
    *,
    infringement: int = 60,
    mediation: int = 20,
    passing_off: int = 30,
    today: date | None = None,
) -> list[Person]:
    """Found the demonstration's offices and let their people work: cases in every state, with due dates
    around today. All of it or nothing is kept. Returns the accounts."""
    today, dice = today or timezone.localdate(), Random(seed)  # noqa: S311 - nothing secret is drawn
    with turn(), transaction.atomic():
        people, staffs = _found()
        wanted = {"infringement": infringement, "mediation": mediation, "passing_off": passing_off}
        for kind, number in wanted.items():
            for serial, (story, staff) in enumerate(_shared(STORIES[kind], number, staffs, dice)):
                _live(kind, story, staff, serial, today, dice)
        _waiting(staffs[1], today, dice)
        _twists(staffs[1], today, dice)
    return people


def _found() -> tuple[list[Person], list[_Staff]]:
    known: dict[str, Office] = {}
    people, staffs = [], []
    for place in PLACES:
        body = "market_bureau" if place.level == "county" else "patent_office"
        stage = offices.Stage(
            place.name + MARK, f"Synthetic {place.level} office", place.level, body, known.get(place.above)
        )
        office = known[place.code] = offices.found(place.code, place.code, place.short, FOUNDED, stage)
        accounts = [_account(name, roles, office, place.name) for name, roles in place.people.items()]
        people += accounts
        staffs.append(_Staff(office, _by_role(accounts)))
    return people, staffs


def _account(name: str, roles: tuple[str, ...], office: Office, where: str) -> Person:
    user, password = add_account(name, full_name=f"示例人员 {name}", lasting=True)
    for role in roles:
        grants.give(user, office, role, FOUNDED, reason=REASON, below=name in SEES_BELOW)
    return Person(name, password, roles, where)


def _by_role(accounts: list[Person]) -> dict[str, list[Viewer]]:
    found: dict[str, list[Viewer]] = {}
    for one in accounts:
        viewer = viewer_of(User.objects.get(username=one.user))
        for role in one.roles:
            found.setdefault(role, []).append(viewer)
    return found


def _shared(
    stories: dict[str, Story], number: int, staffs: list[_Staff], dice: Random
) -> Iterator[tuple[Story, _Staff]]:
    """So many stories with the office where each happens: every story once, then by weight; the first round
    in the office with most of the work."""
    every = list(stories.values())
    more = dice.choices(every, [one.weight for one in every], k=max(0, number - len(every)))
    shares = [place.share for place in PLACES]
    for n, story in enumerate((every + more)[:number]):
        yield story, staffs[1] if n < len(every) else dice.choices(staffs, shares)[0]


def _live(kind: str, story: Story, staff: _Staff, serial: int, today: date, dice: Random) -> Record:
    """Let one case come in and go as its story says."""
    received = today - timedelta(days=story.length + dice.randint(*story.since))
    fields = MAKERS[kind](dice, serial, received)
    record = _opened(kind, staff, received, fields)
    for one in tell(story, received, fields, fields[ADDRESSEES[kind]]):
        inputs = one.inputs | ({"officer": staff.one(OFFICER, serial).user} if one.kind == "assign" else {})
        inputs |= {"text": _public_text(record)} if one.kind == PUBLISH else {}
        acts.perform(record, one.kind, staff.one(one.who), one.day, **inputs)
    return record


def _public_text(record: Record) -> str:
    """What the form of publishing proposes."""
    with everything():
        return proposed(record, register(record.register).model._base_manager.get(pk=record.pk))


def _opened(kind: str, staff: _Staff, received: date, fields: dict[str, Any]) -> Record:
    event = acts.open_record(register(kind), staff.office, staff.one(INTAKE), received, **fields)
    assert event.record is not None
    return event.record


def _waiting(staff: _Staff, today: date, dice: Random) -> None:
    """Acts that wait for approval at each step, and one that was returned."""
    officer, head = staff.one(OFFICER), staff.one(HEAD)
    for serial in range(3):
        record = _live(
            "infringement", STORIES["infringement"]["just received"], staff, 900 + serial, today, dice
        )
        made = approvals.propose(record, "docket", officer, today, panel=PANEL)
        if serial == 2:
            approvals.send_back(made, head, "请先核对专利登记簿副本。")
    record = _live("infringement", STORIES["infringement"]["deliberated"], staff, 903, today, dice)
    decision: dict[str, Any] = {
        "finding": "infringing",
        "holding": "一、责令立即停止侵权行为。",
        "grounds": "示例理由。",
    }
    approvals.approve(approvals.propose(record, "decide", officer, today, **decision), head)


def _twists(staff: _Staff, today: date, dice: Random) -> None:
    """What also happens: an act undone, a case made confidential, a person recused, a file, a note."""
    stories = STORIES["infringement"]
    officer, head = staff.one(OFFICER), staff.one(HEAD)
    undone = _live("infringement", stories["answered"], staff, 910, today, dice)
    acts.undo(undone, officer, "示例：误送，重新送达。")
    quiet = _live("infringement", stories["served"], staff, 911, today, dice)
    acts.perform(quiet, "set_level", head, today, level=RESTRICTED, why="示例：涉及商业秘密。")
    kept = _live("infringement", stories["heard"], staff, 912, today, dice)
    acts.perform(kept, "recuse", head, today, person=staff.one(OFFICER, 1).user, why="示例：近亲属。")
    attach(kept, officer, ContentFile("示例证据清单（合成数据）".encode(), "示例证据.txt"))
    acts.perform(kept, "note", officer, today, text="示例备注：已电话联系双方。")


# --- a great many cases ------------------------------------------------------------------------------------------

CHUNK = 500
"""Cases that come into one office at a time, so that the offices stand mixed in the lists."""
LEVELS = ((ORDINARY, 80), (RESTRICTED, 15), (CONFIDENTIAL, 5))
YEARS = 5


def make_many(n: int, offices_: int = 100, seed: int = 1, *, today: date | None = None) -> list[Office]:
    """Bring `n` synthetic cases of infringement into so many new offices below one province, over five years
    and in three levels of confidentiality. Returns the offices, the province first; each has a head of
    division and three officers."""
    today, dice = today or timezone.localdate(), Random(seed)  # noqa: S311 - nothing secret is drawn
    top = _many_office(0, None)
    places = [_many_office(number + 1, top) for number in range(offices_)]
    staffs = [_many_people(place) for place in places]
    stories = list(STORIES["infringement"].values())
    serials = dict.fromkeys(range(offices_), 0)
    left = [n // offices_ + (place < n % offices_) for place in range(offices_)]
    while any(left):
        for place in dice.sample(range(offices_), offices_):
            portion = min(CHUNK, left[place])
            rows = []
            for _ in range(portion):
                serials[place] += 1
                rows.append(_many_case(places[place], staffs[place], serials[place], stories, today, dice))
            import_records(
                register("infringement"), places[place], rows, staffs[place][0], source=REASON, batch=BATCH
            )
            left[place] -= portion
    take_stock()
    return [top, *places]


def _many_office(number: int, above: Office | None) -> Office:
    """One of many offices; number 0 is the province above them."""
    code = f"98{number:04}"
    stage = offices.Stage(
        f"示例第{number}市知识产权局{MARK}", "", "prefecture" if above else "province", "patent_office", above
    )
    short = "合" + "".join("零一二三四五六七八九"[int(one)] for one in str(number))
    return offices.found(code, code, short, FOUNDED, stage)


def _many_people(office: Office) -> list[Viewer]:
    """A head of division and three officers, who cannot sign in."""
    found = []
    for n, role in enumerate(("head", "officer", "officer", "officer")):
        user = User.objects.create_user(f"many-{office.code}-{n}")
        grants.give(user, office, role, FOUNDED, reason=REASON, level=CONFIDENTIAL)
        found.append(viewer_of(User.objects.get(pk=user.pk)))
    return found


def _many_case(
    office: Office, staff: list[Viewer], serial: int, stories: list[Story], today: date, dice: Random
) -> Incoming:
    """One case: most are over, some are under way."""
    story = dice.choices(stories, [one.weight for one in stories])[0]
    ended = story.steps and story.steps[-1].kind in (
        "archive",
        "refuse",
        "mediate",
        "cancel",
        "comply",
        "sue",
    )
    since = dice.randint(0, YEARS * 365) if ended else dice.randint(*story.since)
    received = today - timedelta(days=story.length + since)
    fields = petition(dice, serial, received)
    officer = dice.choice(staff[1:]).user
    told = [
        Done(one.kind, one.day, one.inputs | ({"officer": officer} if one.kind == "assign" else {}))
        for one in tell(story, received, fields, fields["respondent"])
    ]
    level = dice.choices([level for level, _share in LEVELS], [share for _level, share in LEVELS])[0]
    docketed = next((one.day for one in told if one.kind == "docket"), None)
    number = f"{office.short}知裁字〔{docketed.year}〕{serial}号" if docketed else None
    return Incoming(received, fields, told, number=number, level=level, reference=f"{office.code}-{serial}")
