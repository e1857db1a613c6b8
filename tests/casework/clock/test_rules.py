"""The shipped rules: every entry of the domain's list of clocks, and which version answers for a day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from fangzhi.casework.clock import NotInForce, UnknownRule, reckon, rule_book, rule_on
from fangzhi.casework.clock.rule_files import shipped_rules
from fangzhi.casework.clock.rules import RuleBook
from fangzhi.casework.clock.shipped import instruments, names, term

if TYPE_CHECKING:
    from pathlib import Path

    from fangzhi.casework.clock import Rule

SHIPPED = RuleBook(shipped_rules())
BESIDE = {
    "coop.answer",
    "coop.awaited",
    "publ.withdraw",
    "officer.renew",
    "fake.docket.market",
    "fake.publish",
    "penalty.deferred",
}
"""Clocks of days that offices agree on, and of what is told of elsewhere than in the list."""
CONDITIONS = {
    "respondent has no fixed domicile in China": "respondent_abroad",
    "named reporter": "named_reporter",
    None: "",
}


@pytest.fixture(autouse=True)
def no_office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FANGZHI_HOME", str(tmp_path / "none"))


@pytest.fixture(scope="module")
def listed(shared: Path) -> list[dict[str, Any]]:
    """The clocks as the domain lists them."""
    return list(yaml.safe_load((shared / "domain" / "deadlines.yaml").read_text("utf-8")))


def row_of(entry: dict[str, Any]) -> Rule:
    key = (entry["id"], entry.get("region", ""), entry.get("body", ""), entry["valid_from"])
    return next(row for row in shipped_rules() if (row.id, row.region, row.body, row.valid_from) == key)


def extensions_of(entry: dict[str, Any]) -> list[tuple[Any, ...]]:
    given = entry.get("extend", [])
    return [
        (one.get("amount"), one.get("unit", entry["unit"]), one["by"].lower().replace(" ", "_"))
        for one in (given if isinstance(given, list) else [given])
    ]


def test_all_sixty_two_clocks_are_shipped_with_their_values(listed):
    assert len(listed) == 62
    for entry in listed:
        row = row_of(entry)
        assert (row.case, row.from_event, row.amount, row.unit, row.valid_to, row.certainty) == (
            entry["case"],
            entry["from_event"],
            entry["amount"],
            entry["unit"],
            entry.get("valid_to"),
            entry["sure"],
        )
        assert list(row.stops) == entry.get("stops", [])
        assert [(one.amount, one.unit, one.by) for one in row.extensions] == extensions_of(entry)
        assert row.condition == CONDITIONS[entry.get("when")]


def test_what_is_believed_of_earlier_years_is_an_unverified_version(listed):
    earlier = [entry for entry in listed if "same_before" in entry]
    beside = [row for row in shipped_rules() if row.id in BESIDE]
    assert len(shipped_rules()) == len(listed) + len(earlier) + len(beside)
    for entry in earlier:
        row = rule_on(entry["id"], entry["valid_from"] - timedelta(days=1))
        assert (row.amount, row.unit, row.certainty, row.verified) == (
            entry["amount"],
            entry["unit"],
            entry["same_before"],
            False,
        )
        assert row.valid_to == entry["valid_from"] - timedelta(days=1)


@pytest.mark.parametrize("row", shipped_rules(), ids=lambda row: row.version)
def test_every_version_answers_on_its_first_and_last_day(row):
    for day in (row.valid_from, row.valid_to or date(2026, 7, 1)):
        assert rule_on(row.id, day, region=row.region or None, body=row.body or None) == row


@pytest.mark.parametrize("row", shipped_rules(), ids=lambda row: row.version)
def test_every_version_is_named_in_both_languages_with_its_law(row):
    assert row.id in names()
    assert row.name_zh != row.name_en
    assert "第" in row.basis.zh or row.certainty in "KS"
    assert all(part.split(":")[0].strip() in instruments() for part in row.source.split(";"))
    for kind, ids in (
        ("event", [row.from_event]),
        ("stop", row.stops),
        ("approver", [one.by for one in row.extensions]),
        ("reason", [one.reason for one in row.extensions if one.reason]),
        ("condition", [row.condition] if row.condition else []),
        ("case", [row.case]),
        ("body", [row.body] if row.body else []),
        ("certainty", [row.certainty]),
    ):
        assert all(term(kind, one).zh != one for one in ids), kind
    assert bool(row.note_zh) == bool(row.note_en)


def test_versions_are_names_for_good():
    versions = [row.version for row in shipped_rules()]
    assert len(set(versions)) == len(versions)
    assert "infr.close@2025-02-01" in versions
    assert "infr.close@2016-01-01/330000" in versions
    assert "fake.close@2019-04-01/market_bureau" in versions


def test_an_agreed_day_is_itself_the_end_unless_it_is_a_rest_day():
    rule = rule_on("coop.answer", date(2026, 4, 17))
    assert (rule.amount, rule.verified) == (0, False)
    assert reckon(rule, date(2026, 4, 17)).due == date(2026, 4, 17)
    assert reckon(rule, date(2026, 4, 18)).due == date(2026, 4, 20)


def test_closing_took_four_months_in_2013_and_three_from_2015():
    assert [rule_on("infr.close", day).amount for day in (date(2013, 5, 1), date(2015, 7, 1))] == [4, 3]


@pytest.mark.parametrize(("region", "amount"), [("330000", 2), ("330106", 2), ("500112", 4), ("110000", 3)])
def test_the_rule_of_a_province_goes_first_anywhere_in_it(region, amount):
    assert rule_on("infr.close", date(2026, 1, 5), region=region).amount == amount


def test_before_the_provincial_rule_the_national_one_holds():
    assert rule_on("infr.close", date(2015, 12, 31), region="330000").region == ""


def test_the_body_that_docketed_chooses_the_closing_period():
    day = date(2024, 3, 1)
    assert rule_on("fake.close", day, body="market_bureau").amount == 90
    assert rule_on("fake.close", day, body="patent_office").unit == "m"
    assert rule_on("fake.close", day) == rule_on("fake.close", day, body="patent_office")
    assert rule_on("complaint.accept", day).body == "market_bureau"


def test_an_instant_chooses_by_its_day():
    assert rule_on("crim.send", datetime.fromisoformat("2026-01-05T10:00")).unit == "h"


def test_a_rule_before_its_time_says_from_when_it_is_in_force():
    with pytest.raises(NotInForce, match="2025-02-01") as refused:
        rule_on("infr.serve", date(2013, 1, 1))
    assert refused.value.since == date(2025, 2, 1)
    assert "2025-02-01" in refused.value.message_zh


def test_a_rule_after_its_time_says_until_when_it_was():
    book = RuleBook([row for row in shipped_rules() if row.version == "pledge.decide@2010-10-01"])
    with pytest.raises(NotInForce, match="2021-11-14") as refused:
        book.on("pledge.decide", date(2022, 1, 1))
    assert refused.value.since is None


def test_a_rule_of_one_province_is_not_in_force_elsewhere():
    with pytest.raises(NotInForce, match="330000"):
        rule_on("infr.accept", date(2026, 1, 5), region="110000")
    with pytest.raises(NotInForce, match="market_bureau"):
        rule_on("complaint.accept", date(2026, 1, 5), body="patent_office")


def test_an_unknown_rule_names_near_ones():
    with pytest.raises(UnknownRule, match=r"infr\.close") as unknown:
        rule_on("infr.clos", date(2026, 1, 5))
    assert "infr.close" in unknown.value.near
    with pytest.raises(UnknownRule):
        rule_on("", date(2026, 1, 5))


def test_the_rows_of_one_rule_come_oldest_first():
    assert [row.valid_from.year for row in rule_book().rows("suit.general")] == [1990, 2015]
    assert len(rule_book().rows()) == len(shipped_rules())


@given(
    st.sampled_from(SHIPPED.ids()),
    st.dates(date(1985, 1, 1), date(2060, 1, 1)),
    st.sampled_from([None, "330000", "500100", "110000"]),
    st.sampled_from([None, "patent_office", "market_bureau"]),
)
def test_the_version_that_answers_is_in_force_there_and_the_youngest_of_its_kind(name, day, region, body):
    try:
        row = SHIPPED.on(name, day, region=region, body=body)
    except NotInForce:
        return
    assert row.in_force(day)
    assert row.region in ("", f"{(region or '')[:2]}0000")
    assert row.body in ("", body) or body is None
    rivals = [one for one in SHIPPED.rows(name) if (one.region, one.body) == (row.region, row.body)]
    assert row.valid_from == max(one.valid_from for one in rivals if one.in_force(day))
