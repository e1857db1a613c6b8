"""A rule in words, and the explanation of a due date as a paper for the parties."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from fangzhi import home
from fangzhi.casework.access.scope import scope
from fangzhi.casework.clock import rule_on
from fangzhi.casework.clock.rule_files import shipped_rules
from fangzhi.casework.explaining import explanation_paper, rule_words
from fangzhi.casework.models import Deadline
from fangzhi.casework.papers import fields, render, template, to_pdf
from fangzhi.casework.refusals import Refused
from tests.casework.conftest import done
from tests.casework.examples import PANEL

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from fangzhi.casework.clock import Rule
    from fangzhi.casework.models import Record
    from tests.casework.conftest import Staff

DAY = date(2026, 3, 6)


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A state folder for one test."""
    for name in home.FOLDERS:
        (tmp_path / name).mkdir()
    monkeypatch.setenv("FANGZHI_HOME", str(tmp_path))


def clock_of(case: Record, rule: str) -> Deadline:
    """A clock of a case."""
    found: Deadline = Deadline.objects.select_related("record__office", "record__officer").get(
        record=case.pk, rule=rule
    )
    return found


def paper(case: Record, city: Staff, rule: str = "infr.close") -> dict[str, Any]:
    with scope(city.officer):
        return explanation_paper(clock_of(case, rule))


@pytest.mark.parametrize(
    ("rule", "zh", "en"),
    [
        ("infr.close", "自立案之日起3个月", "3 months from: docketed"),
        ("infr.serve", "自立案之日起5个工作日", "5 working days from: docketed"),
        ("crim.send", "自批准移送之时起24小时", "24 hours from: transfer approved"),
        ("hearing.notice", "口头审理或者听证之前至少7个工作日", "at least 7 working days before: hearing"),
    ],
)
def test_a_period_is_said_with_its_event(rule: str, zh: str, en: str) -> None:
    assert rule_words(rule_on(rule, DAY)).period == (zh, en)


def test_stops_extensions_and_conditions_are_said() -> None:
    words = rule_words(rule_on("fake.close", DAY, body="market_bureau"))
    assert words.stops.zh == "中止、听证、公告、检验鉴定"
    assert words.extensions.zh == "30日（本机关负责人批准）；期限不限（集体讨论批准，合理期限）"
    assert words.extensions.en.endswith(
        "without a limit (approved by collective decision, a reasonable period)"
    )
    assert rule_words(rule_on("infr.answer.abroad", DAY)).condition.zh == "被请求人在中国没有固定住所"


@pytest.mark.parametrize("rule", shipped_rules(), ids=lambda rule: rule.version)
def test_every_shipped_version_is_said_in_both_languages(rule: Rule) -> None:
    words = rule_words(rule)
    assert words.period.zh.isascii() is False
    assert words.period.en.isascii()
    for part in words[1:]:
        assert bool(part.zh) == bool(part.en)
        assert "_" not in part.en


def test_the_paper_of_a_case_states_rule_version_steps_and_due_day(
    city: Staff, received: Callable[..., Record]
) -> None:
    case = received()
    done(case, "docket", city.head, DAY, panel=PANEL)
    told = paper(case, city)
    assert told["case_number"] == "厦知裁字〔2026〕1号"
    assert told["addressee"] == "示例科技有限公司、示例制造有限公司"
    assert told["office"]["name"] == "厦门市知识产权局"
    assert told["deadline"] == {
        "name": "侵权纠纷结案",
        "words": (
            "自立案之日起3个月；中止、公告、检验鉴定、管辖争议、当事人申请延期举证、和解期间不计入；"
            "可以延长：1个月（本机关负责人批准）；2个月（上级机关批准）。"
        ),
        "version": "infr.close@2025-02-01",
        "event": "立案",
        "start": "2026-03-06",
        "due": "2026-06-08",
        "provisional": False,
    }
    assert told["steps"] == [
        {"day": "2026-03-06", "words": "2026-03-06 立案，当日不计"},
        {"day": "2026-06-06", "words": "加3个月 → 2026-06-06"},
        {"day": "2026-06-08", "words": "2026-06-06 是休息日 → 2026-06-08"},
    ]
    assert told["legal_ground"].endswith("第37条")


def test_the_template_takes_the_paper_as_word_and_as_pdf(
    city: Staff, received: Callable[..., Record]
) -> None:
    told = paper(received(), city, "infr.docket")
    word = render(template("common-deadline"), told)
    assert word.startswith(b"PK")
    assert to_pdf(word, title="期限说明").startswith(b"%PDF")
    assert {path.split(".")[0].removesuffix("[]") for path in fields(template("common-deadline"))} <= set(
        told
    )


def test_an_hour_is_named_where_the_period_runs_in_hours(
    city: Staff, received: Callable[..., Record]
) -> None:
    case = received()
    event_of(case, city, {"starts": {"crim.send": "2026-03-02"}})
    with scope(city.officer):
        Deadline.objects.create(record=case, rule="crim.send", started_on=date(2026, 3, 2))
    told = paper(case, city, "crim.send")
    assert told["deadline"]["words"].endswith("届满时刻为2026-03-03 00:00。")
    assert render(template("common-deadline"), told)


def event_of(case: Record, city: Staff, body: dict[str, Any]) -> None:
    """An event that says this of the clocks of a case."""
    from fangzhi.casework import ledger

    ledger.append(city.office, ledger.Entry("note", date(2026, 3, 2), case.pk, body=body))


def test_a_stopped_clock_has_nothing_to_explain(city: Staff, received: Callable[..., Record]) -> None:
    case = received()
    done(case, "docket", city.head, DAY, panel=PANEL)
    event_of(case, city, {"opens": "stay"})
    with pytest.raises(Refused, match=r"stopped|中止"):
        paper(case, city)


def test_a_clock_whose_rule_is_not_in_force_has_nothing_to_explain(
    city: Staff, received: Callable[..., Record]
) -> None:
    case = received()
    with scope(city.officer):
        Deadline.objects.create(record=case, rule="infr.gone", started_on=DAY + timedelta(1))
    with pytest.raises(Refused):
        paper(case, city, "infr.gone")
