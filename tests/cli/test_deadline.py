"""`fangzhi deadline`: a due date with its steps, by the version in force on the day of the event."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
import yaml

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Ran

CHINESE = "zh_CN.UTF-8"
CLOSE = ("deadline", "infr.close", "--event", "2026-01-05")


def answer(ran: Ran) -> dict[str, Any]:
    assert (ran.code, ran.err) == (0, "")
    return dict(json.loads(ran.out))


def test_the_answer_names_rule_version_due_date_and_steps(run: Callable[..., Ran]) -> None:
    found = answer(run(*CLOSE, "--format", "json"))
    assert {"rule", "version", "due", "provisional", "steps"} <= set(found)
    assert (found["rule"], found["version"]) == ("infr.close", "infr.close@2025-02-01")
    assert (found["due"], found["provisional"]) == ("2026-04-07", False)
    assert [step["kind"] for step in found["steps"]] == ["event", "counted", "rest_day"]
    assert found["steps"][0]["en"] == "2026-01-05 docketed, not counted"
    assert found["steps"][0]["zh"] == "2026-01-05 立案，当日不计"
    assert (found["certainty"], found["verified"], found["basis_en"][-7:]) == ("V", True, "Art. 37")


def test_stops_and_extensions_are_steps(run: Callable[..., Ran]) -> None:
    options = ("--stop", "2026-02-01..2026-02-13@stay", "--stop", "2026-02-10..2026-02-20")
    more = ("--extend", "1@2026-04-01", "--extend", "2m@2026-05-05@superior_office")
    ran = run(*CLOSE, *options, *more)
    assert ran.out.splitlines() == [
        "infr.close@2025-02-01  Close an infringement case",
        "  Measures for Administrative Adjudication and Mediation of Patent Disputes "
        "(CNIPA Order 81, 2024), Art. 37",
        "  2026-01-05 docketed, not counted",
        "  +3 months → 2026-04-05",
        "  stopped 19 days 2026-02-01..2026-02-20 → 2026-04-24",
        "  extended by 1 month, approved 2026-04-01 by the head of the office → 2026-05-24",
        "  extended by 2 months, approved 2026-05-05 by the superior office → 2026-07-24",
        "due 2026-07-24",
    ]


def test_a_late_extension_is_listed_and_the_answer_stands(run: Callable[..., Ran]) -> None:
    found = answer(run(*CLOSE, "--extend", "1m@2026-05-01", "--format", "json"))
    assert found["due"] == "2026-04-07"
    assert [step["why"] for step in found["refused_extensions"]] == ["late"]


def test_a_stop_that_is_still_open_leaves_no_due_date(run: Callable[..., Ran]) -> None:
    found = answer(run(*CLOSE, "--stop", "2026-02-01..", "--format", "json"))
    assert (found["due"], found["stopped_since"]) == (None, "2026-02-01")
    assert "no due date (stopped)" in run(*CLOSE, "--stop", "2026-02-01..").out


def test_the_rule_of_a_province_and_the_body_choose(run: Callable[..., Ran]) -> None:
    zhejiang = answer(run(*CLOSE, "--region", "330106", "--format", "json"))
    assert (zhejiang["version"], zhejiang["due"]) == ("infr.close@2016-01-01/330000", "2026-03-05")
    fake = ("deadline", "fake.close", "--event", "2024-01-31", "--body", "market_bureau", "--format", "json")
    market = answer(run(*fake))
    assert (market["version"], market["due"]) == ("fake.close@2019-04-01/market_bureau", "2024-04-30")


def test_hours_run_from_the_instant(run: Callable[..., Ran]) -> None:
    asked = ("deadline", "crim.send", "--format", "json", "--event")
    assert answer(run(*asked, "2026-02-16T15:20"))["due"] == "2026-02-17T15:20"
    assert "no time of day is given" in answer(run(*asked, "2026-02-16"))["steps"][1]["en"]


def test_what_is_unverified_or_provisional_says_so(run: Callable[..., Ran]) -> None:
    ran = run("deadline", "pledge.decide", "--event", "2026-12-30")
    assert "(unverified)" in ran.out
    assert ran.out.endswith("due 2027-01-07 (provisional)\n")
    assert (
        answer(run("deadline", "penalty.pay", "--event", "2013-05-06", "--format", "json"))["verified"]
        is False
    )


def test_conditions_and_notes_are_said(run: Callable[..., Ran]) -> None:
    ran = run("deadline", "infr.answer.abroad", "--event", "2026-03-02")
    assert "if the respondent has no fixed domicile in China" in ran.out
    assert "silence does not stop the case" in ran.out


def test_a_chinese_terminal_is_answered_in_chinese(run: Callable[..., Ran]) -> None:
    ran = run(*CLOSE, "--extend", "1m@2026-04-01", LC_ALL=CHINESE)
    assert "侵权纠纷结案" in ran.out
    assert "国家知识产权局令第81号）第37条" in ran.out
    assert "本机关负责人于 2026-04-01 批准延长1个月 → 2026-05-05" in ran.out
    assert ran.out.endswith("届满日 2026-05-06\n")
    assert "没有这条期限规则" in run("deadline", "infr.clos", LC_ALL=CHINESE).err
    assert "尚未施行" in run("deadline", "infr.serve", "--event", "2013-01-01", LC_ALL=CHINESE).err


def test_the_rules_are_listed(run: Callable[..., Ran]) -> None:
    lines = run("deadline", "--list", "infr.close").out.splitlines()
    assert [line.split()[0] for line in lines] == [
        "version",
        "infr.close@2011-02-01",
        "infr.close@2011-11-25/500000",
        "infr.close@2015-07-01",
        "infr.close@2016-01-01/330000",
        "infr.close@2025-02-01",
    ]
    rows = json.loads(run("deadline", "--list", "--format", "json").out)
    assert len({row["id"] for row in rows}) == 57
    assert all(row["name_zh"] and row["name_en"] and row["basis_zh"] for row in rows)
    here = json.loads(run("deadline", "--list", "--region", "330106", "--format", "json").out)
    assert {row["region"] for row in here} == {None, "330000"}
    bureau = json.loads(run("deadline", "fake", "--list", "--body", "market_bureau", "--format", "json").out)
    assert {row["body"] for row in bureau} == {None, "market_bureau"}


def test_the_rules_of_an_office_are_followed_and_a_bad_row_is_named(
    run: Callable[..., Ran], home: Path
) -> None:
    (home / "rules").mkdir(parents=True)
    header = "id,from_event,amount,unit,valid_from,source,reason,by,at\n"
    good = "infr.docket,petition_received,3,wd,2026-01-01,本局规定,提速,局长,2026-01-01\n"
    (home / "rules" / "own.csv").write_text(
        header + good + "infr.serve,docketed,x,wd,2026-01-01,,,,\n", "utf-8"
    )
    ran = run("deadline", "infr.docket", "--event", "2026-03-02", "--format", "json")
    assert ran.code == 0
    assert json.loads(ran.out)["version"] == "infr.docket@2026-01-01+office-2026-01-01"
    assert json.loads(ran.out)["due"] == "2026-03-05"
    assert "own.csv, line 3, column amount" in ran.err


def test_no_state_folder_is_made(run: Callable[..., Ran], home: Path) -> None:
    run(*CLOSE)
    assert not home.exists()


def test_a_deadline_imports_no_django_and_no_library_of_holidays() -> None:
    program = (
        "import sys; from fangzhi.cli import main\n"
        "sys.argv = ['fangzhi', 'deadline', 'infr.close', '--event', '2026-01-05', '--region', '330000']\n"
        "try: main()\nexcept SystemExit: pass\n"
        "roots = {name.split('.')[0] for name in sys.modules}\n"
        "sys.exit(bool(roots & {'django', 'holidays', 'chinese_calendar'}))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("deadline",), "--list"),
        (("deadline", "infr.clos", "--event", "2026-01-05"), "infr.close"),
        (("deadline", "infr.clos"), "infr.close"),
        (("deadline", "infr.close"), "--event"),
        (("deadline", "infr.close", "--event", "2026-02-30"), "2026-02-30"),
        (("deadline", "infr.close", "--event", "5 January"), "5 January"),
        (("deadline", "infr.close", "--event", "20260105"), "20260105"),
        (("deadline", "infr.close", "--event", "1850-01-05"), "not in force"),
        (("deadline", "infr.close", "--event", "9999-12-31"), "2199"),
        (("deadline", "infr.serve", "--event", "2013-01-05"), "2025-02-01"),
        (("deadline", "infr.accept", "--event", "2026-01-05"), "330000"),
        ((*CLOSE, "--region", "999999"), "999999"),
        ((*CLOSE, "--region", "33"), "33"),
        ((*CLOSE, "--body", "court"), "court"),
        ((*CLOSE, "--stop", "2026-02-01"), "2026-02-01"),
        ((*CLOSE, "--stop", "2026-02-01..2026-13-01"), "2026-13-01"),
        ((*CLOSE, "--stop", "2026-02-13..2026-02-01"), "before it begins"),
        ((*CLOSE, "--extend", "1"), "1m@2026-03-30"),
        ((*CLOSE, "--extend", "1x@2026-03-30"), "1m@2026-03-30"),
        ((*CLOSE, "--extend", "1m@2026-02-30"), "2026-02-30"),
        (("deadline", "--list", "nothing"), "No rule"),
    ],
)
def test_wrong_use_ends_with_two_and_a_sentence(
    run: Callable[..., Ran], arguments: tuple[str, ...], said: str
) -> None:
    ran = run(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_all_sixty_two_clocks_answer_on_the_first_day_of_their_era(shared: Path) -> None:
    """Through the command's function, each in its region and for its body."""
    entries = yaml.safe_load((shared / "domain" / "deadlines.yaml").read_text("utf-8"))
    calls = [
        [
            "deadline",
            entry["id"],
            *("--event", str(entry["valid_from"]), "--format", "json"),
            *(("--region", entry["region"]) if "region" in entry else ()),
            *(("--body", entry["body"]) if "body" in entry else ()),
        ]
        for entry in entries
    ]
    program = (
        "import json, sys\nfrom fangzhi.cli import app\n"
        "for call in json.loads(sys.stdin.read()): assert app(call, standalone_mode=False) == 0"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], input=json.dumps(calls).encode(), capture_output=True, check=True
    )
    decoder, text, found = json.JSONDecoder(), done.stdout.decode("utf-8"), []
    while text:
        one, end = decoder.raw_decode(text)
        found.append(one)
        text = text[end:].lstrip()
    assert len(found) == len(entries) == 62
    for one, entry in zip(found, entries, strict=True):
        assert (one["rule"], one["amount"], one["unit"], one["certainty"]) == (
            entry["id"],
            entry["amount"],
            entry["unit"],
            entry["sure"],
        )
        assert f"{entry['id']}@{entry['valid_from']}" in one["version"]
        moved = date.fromisoformat(one["due"][:10]) - entry["valid_from"]
        assert (moved.days > 0) == (entry["amount"] > 0)
