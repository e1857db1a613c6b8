"""The rules of time (期限规则) as versioned data: one row for each rule and era, the law beside it.

A case is not frozen as a whole: each clock takes the version in force on the day of its own starting event.
A rule of a province goes before the national one; an office lays rows of its own over the shipped ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from fangzhi.casework.clock.moments import day_of
from fangzhi.casework.clock.shipped import basis, names, term

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from fangzhi.casework.clock.moments import Moment
    from fangzhi.casework.clock.office import Refusal
    from fangzhi.casework.clock.shipped import Words

Unit = Literal["wd", "d", "m", "h"]
"""Working day, calendar day, month, hour."""
BODIES = ("patent_office", "market_bureau")
UNVERIFIED = "K"


class Extension(NamedTuple):
    """An extension that a rule allows: at most `amount`, approved by `by`.

    `amount` is None where the law names no limit; the unit is then that of the rule.
    """

    amount: int | None
    unit: Unit
    by: str
    reason: str


class Rule(NamedTuple):
    """One rule in one era. A negative amount is at least that long before the event.

    `certainty`: V text read, S secondary source, K unverified, L local rule. `decided_by`, `decided_on` and
    `reason` tell who laid the row over the shipped ones, and are empty for a shipped row.
    """

    id: str
    case: str
    body: str
    region: str
    from_event: str
    amount: int
    unit: Unit
    extensions: tuple[Extension, ...]
    stops: tuple[str, ...]
    condition: str
    valid_from: date
    valid_to: date | None
    source: str
    certainty: str
    note_zh: str = ""
    note_en: str = ""
    own_name: str = ""
    reason: str = ""
    decided_by: str = ""
    decided_on: date | None = None

    @property
    def version(self) -> str:
        """Names this row for good: `infr.close@2025-02-01`, with region, body and an office's decision."""
        own = f"+office-{self.decided_on}" if self.decided_on else ""
        parts = (f"{self.id}@{self.valid_from}", self.region, self.body)
        return "/".join(filter(None, parts)) + own

    @property
    def verified(self) -> bool:
        """Whether a text stands behind the value; pages and papers mark the others as unverified."""
        return self.certainty != UNVERIFIED

    @property
    def name_zh(self) -> str:
        """What the period is for, in Chinese."""
        return self.own_name or (names()[self.id].zh if self.id in names() else self.id)

    @property
    def name_en(self) -> str:
        """What the period is for, in English."""
        return self.own_name or (names()[self.id].en if self.id in names() else self.id)

    @property
    def basis(self) -> Words:
        """The legal basis as shown to an officer, with the mark of a value that no text confirms."""
        said = basis(self.source)
        if self.verified:
            return said
        mark = term("certainty", self.certainty)
        return said._replace(zh=f"{said.zh}（{mark.zh}）", en=f"{said.en} ({mark.en})")

    def in_force(self, day: date) -> bool:
        """Whether this row holds on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class UnknownRule(ValueError):  # noqa: N818 - the field says "unknown rule"
    """No rule has this id; `near` are ids that look like it."""

    def __init__(self, name: str, near: tuple[str, ...]) -> None:
        hint_zh = f"；相近的有 {'、'.join(near)}" if near else ""
        hint_en = f"; near it: {', '.join(near)}" if near else ""
        self.message_zh = f"{name}：没有这条期限规则{hint_zh}。"
        self.message_en = f"{name}: no rule has this id{hint_en}."
        super().__init__(self.message_en)
        self.near = near


class NotInForce(ValueError):  # noqa: N818 - the field says "not in force"
    """The rule exists, but not on that day, in that region or for that body.

    `since` is the next day from which it is in force there, None when there is no such day.
    """

    def __init__(self, zh: str, en: str, since: date | None) -> None:
        super().__init__(en)
        self.message_zh, self.message_en, self.since = zh, en, since


class RuleBook:
    """All rules: shipped and those of the office."""

    def __init__(self, rows: Iterable[Rule], refused: Iterable[Refusal] = ()) -> None:
        """Of two rows with the same id, region, body and first day the later one stands."""
        kept = {(row.id, row.region, row.body, row.valid_from): row for row in rows}
        self._by_id: dict[str, list[Rule]] = {}
        for row in kept.values():
            self._by_id.setdefault(row.id, []).append(row)
        self.refused = tuple(refused)

    def ids(self) -> tuple[str, ...]:
        """The id of every rule, in the order of the files."""
        return tuple(self._by_id)

    def rows(self, name: str | None = None) -> tuple[Rule, ...]:
        """Every version of every rule, or of one rule, oldest first. Raises `UnknownRule`."""
        ids = self.ids() if name is None else (name,)
        return tuple(row for one in ids for row in sorted(self._versions(one), key=_by_age))

    def on(self, name: str, day: Moment, *, region: str | None = None, body: str | None = None) -> Rule:
        """The version in force on the day of the starting event.

        The row of the narrowest region that holds `region` (any six-digit code) goes first, then one made for
        the body, then the youngest. Without `body` a patent office is meant where the bodies differ. Raises
        `UnknownRule` or `NotInForce`.
        """
        day = day_of(day)
        bodies = (body, "") if body else ("", *BODIES)
        places = places_of(region)
        for place in places:
            there = [row for row in self._versions(name) if row.region == place and row.in_force(day)]
            for wanted in bodies:
                fitting = [row for row in there if row.body == wanted]
                if fitting:
                    return max(fitting, key=_by_age)
        raise self._not_in_force(name, day, places, bodies)

    def _versions(self, name: str) -> list[Rule]:
        try:
            return self._by_id[name]
        except KeyError:
            raise UnknownRule(name, self.near(name)) from None

    def near(self, name: str) -> tuple[str, ...]:
        """Ids that look like a name: of the same family, or spelt alike."""
        from difflib import get_close_matches

        family = [one for one in self._by_id if name and one.startswith(name.split(".")[0] + ".")]
        return tuple(dict.fromkeys([*get_close_matches(name, self._by_id, 5, 0.5), *family]))[:5]

    def _not_in_force(
        self, name: str, day: date, places: tuple[str, ...], bodies: tuple[str, ...]
    ) -> NotInForce:
        versions = self._versions(name)
        here = [row for row in versions if row.region in places and row.body in bodies]
        if not here:
            where = sorted({"/".join(filter(None, (row.region, row.body))) for row in versions})
            return NotInForce(
                f"{name}：只适用于 {'、'.join(where)}；请写明相应的地区或机关。",
                f"{name} holds only for {', '.join(where)}; give that region or body.",
                None,
            )
        since = min((row.valid_from for row in here if row.valid_from > day), default=None)
        if since is not None:
            return NotInForce(
                f"{name}：{day} 尚未施行，自 {since} 起施行。",
                f"{name} is not in force on {day}; it is from {since}.",
                since,
            )
        until = max(row.valid_to for row in here if row.valid_to)
        return NotInForce(
            f"{name}：{day} 已经失效，施行至 {until} 为止。",
            f"{name} is not in force on {day}; it was until {until}.",
            None,
        )


def _by_age(row: Rule) -> tuple[date, str, str]:
    return row.valid_from, row.region, row.body


def places_of(region: str | None) -> tuple[str, ...]:
    """The regions whose rules hold in a region, narrowest first; the whole country is the empty code."""
    if not region:
        return ("",)
    return tuple(dict.fromkeys((region, f"{region[:4]}00", f"{region[:2]}0000", "")))
