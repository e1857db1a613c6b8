"""Pages of legal time: rules, the calculator, the calendar, and who may change what they show."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from fangzhi import home
from fangzhi.casework import acts
from fangzhi.casework.access import grants
from fangzhi.casework.access.scope import everything
from fangzhi.casework.access.viewer import forget
from fangzhi.casework.clock import calendar, rule_book, rule_on
from fangzhi.casework.declaration import register
from fangzhi.casework.models import Deadline, Event, Record
from tests.casework.conftest import FOUNDED, Staff, office, staff
from tests.casework.examples import PANEL, PETITION
from tests.web.conftest import PASSWORD

if TYPE_CHECKING:
    from pathlib import Path

    from django.http import HttpResponse
    from pytest_django import DjangoAssertNumQueries

QUESTION = "rule=infr.close&event=2026-01-05"
FORM = {
    "amount": "2", "unit": "m", "valid_from": "2026-01-01", "valid_to": "", "region": "350200", "body": "",
    "stops": ["stay", "appraisal"], "source": "厦知〔2026〕9号", "certainty": "L", "reason": "缩短办结期限",
    "extension_amount": ["15", "", ""], "extension_unit": ["d", "m", "m"],
    "extension_by": ["head", "", ""], "extension_reason": ["very_complex", "", ""],
    "base": "infr.close@2025-02-01",
}  # fmt: skip


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A state folder for one test, on a day in May 2026."""
    for name in home.FOLDERS:
        (tmp_path / name).mkdir()
    monkeypatch.setenv("FANGZHI_HOME", str(tmp_path))
    monkeypatch.setattr(timezone, "localdate", lambda *_given: date(2026, 5, 20))
    forget()
    return tmp_path


@pytest.fixture
def city(db: None) -> Staff:
    """The people of a city's office."""
    return staff(office("350200", "厦门市知识产权局", "厦"))


@pytest.fixture
def case(city: Staff) -> Record:
    """A case docketed on 6 March 2026."""
    made = acts.open_record(register("infringement"), city.office, city.intake, date(2026, 3, 2), **PETITION)
    assert made.record
    acts.perform(made.record, "docket", city.head, date(2026, 3, 6), panel=PANEL)
    return made.record


@pytest.fixture
def anybody(db: None) -> Client:
    """A reader who is not signed in."""
    return Client()


def signed_in(city: Staff, role: str) -> Client:
    """Somebody of the office at his browser."""
    user = User.objects.get(pk=getattr(city, role).user)
    user.set_password(PASSWORD)
    user.save()
    client = Client()
    assert client.login(username=user.username, password=PASSWORD)
    return client


@pytest.fixture
def head(city: Staff) -> Client:
    """The head of division, signed in."""
    return signed_in(city, "head")


def html(response: HttpResponse | Any, status: int = 200) -> str:
    assert response.status_code == status, response.content.decode()[:2000]
    text: str = response.content.decode()
    return text


def facts(client: Client, address: str, status: int = 200) -> Any:
    response = client.get(address)
    assert response.status_code == status
    return json.loads(response.content)


def table(client: Client, address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(address).content.decode())))


def problem(page: str, field: str) -> str:
    """The sentence beside a field."""
    found = re.search(rf'<p class="problem" id="p-{field}">(.*?)</p>', page)
    assert found, f"{field} is not marked"
    return found[1]


# The rules


def test_everybody_reads_the_rules_with_words_for_their_certainty(anybody: Client) -> None:
    page = html(anybody.get("/rules"))
    for words in (
        "侵权纠纷结案",
        "自立案之日起3个月",
        "检验鉴定",
        "本机关负责人批准",
        "未核实",
        "不在施行期",
    ):
        assert words in page
    assert 'action="/rules/' not in page
    assert "3 months from: docketed" in html(anybody.get("/rules?lang=en"))


def test_the_twins_say_the_same_as_the_page(anybody: Client) -> None:
    rows = facts(anybody, "/rules.json")["rules"]
    assert len(rows) == len(rule_book().rows())
    close = next(row for row in rows if row["version"] == "infr.close@2025-02-01")
    assert close["period_en"] == "3 months from: docketed"
    assert (close["in_force"], close["verified"], close["office"], close["valid_to"]) == (
        True,
        True,
        False,
        None,
    )
    assert close["extensions"][0] == {"amount": 1, "unit": "m", "by": "head", "reason": ""}
    assert [row["version"] for row in table(anybody, "/rules.csv")] == [row["version"] for row in rows]


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("case=mediation", "med.reply", "infr.close"),
        ("body=market_bureau", "complaint.accept", "fake.close@2015-07-01/patent_office"),
        ("region=330000", "infr.close@2016-01-01/330000", "infr.close@2011-11-25/500000"),
        ("certainty=K", "pledge.decide@2021-11-15", "infr.serve@2025-02-01"),
    ],
)
def test_filters_narrow_page_and_twins_alike(anybody: Client, query: str, shown: str, hidden: str) -> None:
    versions = " ".join(row["version"] for row in facts(anybody, f"/rules.json?{query}")["rules"])
    assert shown in versions
    assert hidden not in versions
    page = html(anybody.get(f"/rules?{query}"))
    assert f'href="/rules/{shown.partition("@")[0]}"' in page
    assert f"/rules.json?{query}" in page


def test_a_filter_that_fits_nothing_says_so(anybody: Client) -> None:
    page = html(anybody.get("/rules?case=<b>"))
    assert "没有这样的期限规则" in page
    assert "<b>" not in page.partition("<main")[2].partition('class="state"')[0]


def test_a_rule_shows_all_its_versions_newest_first(anybody: Client) -> None:
    versions = [row["version"] for row in facts(anybody, "/rules/infr.close.json")["versions"]]
    assert versions[0] == "infr.close@2025-02-01"
    assert "infr.close@2016-01-01/330000" in versions
    page = html(anybody.get("/rules/infr.close"))
    assert "浙江省" in page
    assert "2015年修改时期限由四个月缩短为三个月" in page
    assert [row["id"] for row in table(anybody, "/rules/infr.close.csv")] == ["infr.close"] * len(versions)


def test_an_unknown_rule_is_not_found_and_names_those_near_it(anybody: Client) -> None:
    page = html(anybody.get("/rules/infr.clos?lang=en"), 404)
    assert "infr.close" in page
    assert "error" in facts(anybody, "/rules/infr.clos.json", 404)


def test_rows_of_files_that_cannot_stand_are_named(anybody: Client, folder: Path) -> None:
    (folder / "rules" / "hand.csv").write_text("id,amount\nx,1\n", encoding="utf-8")
    (folder / "calendar" / "hand.csv").write_text("day,kind,reason\nmorgen,rest,x\n", encoding="utf-8")
    assert "hand.csv 第1行“from_event”列" in html(anybody.get("/rules"))
    assert "hand.csv 第2行“day”列" in html(anybody.get("/calendar"))


# An office's own version


def test_a_head_keeps_a_version_and_the_page_tells_who_and_why(head: Client, case: Record) -> None:
    response = head.post("/rules/infr.close", FORM)
    assert response.status_code == 302
    assert response.headers["Location"] == "/rules/infr.close?kept=1&moved=1#main"
    own = rule_on("infr.close", date(2026, 3, 6), region="350200")
    assert (own.amount, own.stops, own.extensions[0].reason) == (2, ("stay", "appraisal"), "very_complex")
    page = html(head.get("/rules/infr.close?kept=1&moved=1"))
    assert "重新计算了1件案件的期限" in page
    assert "缩短办结期限——head-350200 · 厦门市知识产权局，2026-05-20" in page
    assert "本机关自定" in html(Client().get("/rules"))
    with everything():
        assert Deadline.objects.get(record=case.pk, rule="infr.close").due_on == date(2026, 5, 6)
        assert Event.objects.get(kind="rule_changed").reason == "缩短办结期限"


def test_the_form_opens_with_the_version_it_is_made_from(head: Client) -> None:
    page = html(head.get("/rules/infr.close?from=infr.close@2016-01-01/330000"))
    assert 'name="base" value="infr.close@2016-01-01/330000"' in page
    assert 'name="region" value="330000"' in page
    assert 'name="valid_from" value="2026-05-20"' in page
    head.post("/rules/infr.close", FORM)
    own = rule_on("infr.close", date(2026, 5, 20), region="350200")
    page = html(head.get("/rules/infr.close", {"from": own.version}))
    assert 'name="valid_from" value="2026-01-01"' in page
    assert 'value="厦知〔2026〕9号"' in page


@pytest.mark.parametrize(
    ("field", "cell"),
    [("amount", "0"), ("valid_from", "31.12.2026"), ("region", "99"), ("source", ""), ("reason", "")],
)
def test_bad_input_is_answered_at_its_field_and_kept_in_the_form(
    head: Client, folder: Path, field: str, cell: str
) -> None:
    page = html(head.post("/rules/infr.close", FORM | {field: cell}), 400)
    assert problem(page, field)
    assert f'id="f-{field}"' in page
    assert 'aria-invalid="true"' in page
    if field != "source":
        assert 'value="厦知〔2026〕9号"' in page
    assert not (folder / "rules" / "office.csv").exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"extension_amount": ["soon", "", ""]},
        {"extension_unit": ["h", "m", "m"]},
        {"extension_by": ["", "", ""]},
    ],
)
def test_a_bad_extension_is_answered_at_its_lines(head: Client, changes: dict[str, list[str]]) -> None:
    page = html(head.post("/rules/infr.close", FORM | changes), 400)
    assert problem(page, "extensions").startswith("请写整数或者留空，并选择批准人")
    amount = changes.get("extension_amount", ["15"])[0]
    assert f'name="extension_amount" value="{amount}"' in page
    assert page.count('name="extension_amount"') == 3


def test_an_extension_without_a_length_has_no_limit(head: Client) -> None:
    changes = {"extension_amount": ["", "", ""], "extension_by": ["collective", "", ""]}
    assert head.post("/rules/infr.close", FORM | changes).status_code == 302
    own = rule_on("infr.close", date(2026, 5, 20), region="350200")
    assert [(one.amount, one.by) for one in own.extensions] == [(None, "collective")]


def test_a_form_without_its_fields_is_refused_and_not_a_fault(head: Client) -> None:
    page = html(head.post("/rules/infr.close", {}), 400)
    assert problem(page, "unit")


def test_an_own_version_is_taken_back_with_a_reason(head: Client) -> None:
    head.post("/rules/infr.close", FORM)
    own = rule_on("infr.close", date(2026, 5, 20), region="350200")
    without = head.post("/rules/infr.close/take-back", {"version": own.version, "why": ""})
    assert "请写明理由" in html(without, 400)
    back = head.post("/rules/infr.close/take-back", {"version": own.version, "why": "录错"})
    assert back.headers["Location"].startswith("/rules/infr.close?kept=back")
    assert "已撤回" in html(head.get("/rules/infr.close?kept=back&moved=0"))
    assert rule_on("infr.close", date(2026, 5, 20), region="350200").amount == 3
    gone = head.post("/rules/infr.close/take-back", {"version": own.version, "why": "录错"})
    assert gone.status_code == 404


ACTS = [
    ("/rules/infr.close", FORM),
    ("/rules/infr.close/take-back", {"version": "infr.close@2025-02-01", "why": "x"}),
    ("/calendar/2026/mark", {"first": "2026-06-03", "kind": "rest", "reason": "x"}),
    ("/calendar/2026/take-back", {"day": "2026-06-03", "why": "x"}),
    ("/calendar/2027/notice", {"why": "x"}),
]


@pytest.mark.parametrize(("address", "sent"), ACTS)
@pytest.mark.parametrize("role", ["intake", "officer", ""])
def test_nobody_but_heads_and_directors_decides(
    city: Staff, folder: Path, role: str, address: str, sent: dict[str, Any]
) -> None:
    client = signed_in(city, role) if role else Client()
    assert "处（科）长或者局长" in html(client.post(address, sent), 403)
    assert not (folder / "rules" / "office.csv").exists()
    assert not (folder / "calendar" / "office.csv").exists()
    with everything():
        assert not Event.objects.filter(kind__in=("rule_changed", "calendar_changed")).exists()


@pytest.mark.parametrize("address", ["/rules/infr.close", "/calendar/2026"])
def test_forms_are_shown_to_those_who_may_use_them(city: Staff, address: str) -> None:
    for role, shown in (("director", True), ("head", True), ("officer", False)):
        assert ('id="change"' in html(signed_in(city, role).get(address))) is shown
    assert "/sign-in?next=" in html(Client().get(address))


def test_whoever_decides_for_two_offices_says_for_which(city: Staff, head: Client) -> None:
    other = office("350100", "福州市知识产权局", "榕")
    grants.give(User.objects.get(pk=city.head.user), other, "head", FOUNDED, reason="test")
    page = html(head.get("/rules/infr.close"))
    assert f'<option value="{other.pk}">福州市知识产权局</option>' in page
    head.post("/rules/infr.close", FORM | {"office": str(other.pk)})
    with everything():
        assert Event.objects.get(kind="rule_changed").chain_id == other.pk
    assert head.post("/rules/infr.close", FORM | {"office": "999"}).status_code == 403


# The calculator


def test_the_due_date_comes_first_and_then_each_step(anybody: Client) -> None:
    query = f"{QUESTION}&stop=2026-02-01..2026-02-13@stay&extend=1m@2026-03-30&extend=9m@2026-04-01"
    page = html(anybody.get(f"/deadline?{query}"))
    due, steps = page.index("2026-05-18 届满"), page.index("加3个月")
    assert due < steps < page.index("2026-05-17 是休息日") < page.index("<form class=")
    assert "超过规则允许的最长延长期" in page
    found = facts(anybody, f"/deadline.json?{query}")
    assert (found["due"], found["version"], found["provisional"]) == (
        "2026-05-18",
        "infr.close@2025-02-01",
        False,
    )
    assert [step["kind"] for step in found["steps"]][:2] == ["event", "counted"]
    assert len(found["refused_extensions"]) == 1
    assert [row["kind"] for row in table(anybody, f"/deadline.csv?{query}")] == [
        step["kind"] for step in found["steps"]
    ]


def test_the_form_asks_the_same_as_the_short_address(anybody: Client) -> None:
    query = {
        "rule": "infr.close", "event": "2026-01-05", "time": "", "region": "", "body": "",
        "stop_since": ["2026-02-01", ""], "stop_until": ["2026-02-13", ""], "stop_ground": ["stay", ""],
        "extension_amount": ["1", ""], "extension_unit": ["m", ""],
        "extension_approved": ["2026-03-30", ""], "extension_by": ["head", ""],
    }  # fmt: skip
    page = html(anybody.get("/deadline", query))
    link = re.search(r'href="/deadline\?([^"]+)">本次计算的链接', page)
    assert link
    short = link[1].replace("&amp;", "&")
    assert short == f"{QUESTION}&stop=2026-02-01..2026-02-13%40stay&extend=1m%402026-03-30%40head"
    assert facts(anybody, f"/deadline.json?{short}")["due"] == "2026-05-18"
    assert 'name="stop_since" value="2026-02-01"' in html(anybody.get(f"/deadline?{short}"))


def test_region_and_body_choose_the_version(anybody: Client) -> None:
    found = facts(anybody, f"/deadline.json?{QUESTION}&region=330106")
    assert found["version"] == "infr.close@2016-01-01/330000"
    query = "rule=fake.close&event=2026-01-05&body=market_bureau"
    assert facts(anybody, f"/deadline.json?{query}")["version"].endswith("/market_bureau")


def test_a_year_without_a_notice_and_an_unverified_rule_are_marked(anybody: Client) -> None:
    assert "暂定" in html(anybody.get("/deadline?rule=infr.close&event=2026-12-05"))
    page = html(anybody.get("/deadline?rule=pledge.decide&event=2026-01-05"))
    assert "规则未核实" in page
    assert "暂定" not in page.partition("<form class=")[0]


def test_an_open_stop_leaves_no_due_date(anybody: Client) -> None:
    query = f"{QUESTION}&stop=2026-02-01.."
    assert "届满日未定：自2026-02-01起中止" in html(anybody.get(f"/deadline?{query}"))
    assert facts(anybody, f"/deadline.json?{query}")["due"] is None


def test_hours_run_from_the_instant(anybody: Client) -> None:
    page = html(anybody.get("/deadline?rule=crim.send&event=2026-01-05&time=09:30"))
    assert "2026-01-06 09:30 届满" in page
    assert 'type="time" name="time" value="09:30"' in page
    found = facts(
        anybody,
        "/deadline.json?rule=crim.send&event=2026-01-05T09:30&stop=2026-01-05T10:00..2026-01-05T11:00",
    )
    assert found["due"] == "2026-01-06T10:30"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("event=2026-01-05", "rule"),
        ("rule=infr.clos&event=2026-01-05", "rule"),
        ("rule=infr.accept&event=2026-01-05", "rule"),
        ("rule=infr.close", "event"),
        ("rule=infr.close&event=2026-02-30", "event"),
        ("rule=infr.close&event=1990-01-05", "event"),
        ("rule=infr.close&event=2199-12-05", "event"),
        (f"{QUESTION}&region=35", "region"),
        (f"{QUESTION}&region=990000", "region"),
        (f"{QUESTION}&body=court", "body"),
        (f"{QUESTION}&stop=morgen", "stop0"),
        (f"{QUESTION}&stop=2026-02-01..soon", "stop0"),
        (f"{QUESTION}&stop=2026-02-01..2026-02-03&stop=2026-03-03..2026-03-01", "stop1"),
        (f"{QUESTION}&extend=1m", "extension0"),
        (f"{QUESTION}&extend=-1m@2026-03-01", "extension0"),
        (f"{QUESTION}&extend=99999m@2026-03-01", "extension0"),
        (
            f"{QUESTION}&extension_amount=1&extension_unit=y&extension_approved=2026-03-01&extension_by=",
            "extension0",
        ),
    ],
)
def test_a_bad_question_is_answered_at_its_field(anybody: Client, query: str, field: str) -> None:
    for lang in ("zh", "en"):
        assert problem(html(anybody.get(f"/deadline?{query}&lang={lang}"), 400), field)
    told = facts(anybody, f"/deadline.json?{query}", 400)
    assert list(told["fields"]) == [field]


def test_an_empty_question_shows_the_form_and_its_twin_asks_for_it(anybody: Client) -> None:
    page = html(anybody.get("/deadline"))
    assert 'class="problem"' not in page
    assert set(facts(anybody, "/deadline.json", 400)["fields"]) == {"rule", "event"}


@pytest.mark.parametrize("name", ["rule", "event", "region", "stop", "extend", "stop_since"])
def test_what_is_asked_never_becomes_markup(anybody: Client, name: str) -> None:
    page = anybody.get("/deadline", {"rule": "infr.close", "event": "2026-01-05", name: '"><script>x'})
    assert "<script>x" not in page.content.decode()


def test_so_many_stops_that_nobody_has_are_cut(anybody: Client) -> None:
    stops = "&".join(["stop=2026-02-01..2026-02-02"] * 500)
    assert len(re.findall('name="stop_since"', html(anybody.get(f"/deadline?{QUESTION}&{stops}")))) == 41


# The calendar


def test_the_calendar_shows_twelve_months_and_the_years_beside(anybody: Client) -> None:
    page = html(anybody.get("/calendar"))
    assert page.count('<table class="month">') == 12
    assert '<td class="made-up"' in page
    assert 'href="/calendar/2025" rel="prev"' in page
    assert 'href="/calendar/2027" rel="next"' in page
    assert "共248个工作日" in page
    assert "暂定" not in page


def test_a_year_without_a_notice_is_provisional(anybody: Client) -> None:
    assert "暂定：本年的放假安排尚未录入" in html(anybody.get("/calendar/2027"))
    assert facts(anybody, "/calendar/2027.json")["notice"] is False


def test_the_twins_of_a_year_hold_every_day(anybody: Client) -> None:
    found = facts(anybody, "/calendar/2024.json")
    assert (found["year"], found["notice"], len(found["days"])) == (2024, True, 366)
    assert found["working_days"] == sum(
        calendar().is_working(date.fromisoformat(one["day"])) for one in found["days"]
    )
    rows = table(anybody, "/calendar/2024.csv")
    assert rows[0] == {
        "day": "2024-01-01",
        "weekday": "1",
        "working": "false",
        "reason": "元旦",
        "office": "false",
    }


@pytest.mark.parametrize(("year", "status"), [("1948", 404), ("1949", 200), ("2199", 200), ("2200", 404)])
def test_the_calendar_ends_where_reckoning_ends(anybody: Client, year: str, status: int) -> None:
    page = html(anybody.get(f"/calendar/{year}"), status)
    assert ('rel="prev"' in page) is (year == "2199")
    assert ('rel="next"' in page) is (year == "1949")


def test_a_head_changes_days_and_takes_them_back(head: Client, case: Record) -> None:
    sent = {"first": "2026-06-08", "last": "2026-06-09", "kind": "rest", "reason": "台风停工"}
    response = head.post("/calendar/2026/mark", sent)
    assert response.headers["Location"] == "/calendar/2026?kept=1&moved=1"
    page = html(head.get("/calendar/2026"))
    assert page.count('<td class="rest own"') == 2
    assert "台风停工" in page
    with everything():
        assert Deadline.objects.get(record=case.pk, rule="infr.close").due_on == date(2026, 6, 10)
    assert [one["reason"] for one in facts(head, "/calendar/2026.json")["office"]] == ["台风停工"] * 2
    for day in ("2026-06-08", "2026-06-09"):
        assert head.post("/calendar/2026/take-back", {"day": day, "why": "取消"}).status_code == 302
    assert "rest own" not in html(head.get("/calendar/2026"))


def test_a_head_enters_the_notice_of_a_year_and_takes_it_back(head: Client) -> None:
    assert head.post("/calendar/2027/notice", {"why": "国办发明电〔2026〕9号"}).status_code == 302
    page = html(head.get("/calendar/2027"))
    assert "国务院放假安排已录入" in page
    assert "国办发明电〔2026〕9号" in page
    assert head.post("/calendar/2027/notice", {"back": "1", "why": "未录全"}).status_code == 302
    assert "暂定：" in html(head.get("/calendar/2027"))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"first": "morgen"}, "first"),
        ({"last": "2026-13-01"}, "last"),
        ({"last": "2026-06-02"}, "last"),
        ({"kind": "feast"}, "kind"),
        ({"reason": ""}, "reason"),
        ({"first": "2026-10-01"}, "first"),
    ],
)
def test_a_bad_day_is_answered_at_its_field(head: Client, changes: dict[str, str], field: str) -> None:
    sent = {"first": "2026-06-03", "last": "", "kind": "rest", "reason": "停工"} | changes
    page = html(head.post("/calendar/2026/mark", sent), 400)
    assert problem(page, field)
    if field == "last":
        assert 'name="first" value="2026-06-03"' in page


@pytest.mark.parametrize(
    ("address", "sent", "words"),
    [
        ("/calendar/2026/take-back", {"day": "2026-10-01", "why": "x"}, "没有本机关自定"),
        ("/calendar/2026/take-back", {"day": "x", "why": "x"}, "请写日期"),
        ("/calendar/2026/notice", {"why": "x"}, "已经录入"),
        ("/calendar/2027/notice", {"why": ""}, "请写明理由"),
    ],
)
def test_what_cannot_be_taken_back_or_entered_is_said(
    head: Client, address: str, sent: dict[str, str], words: str
) -> None:
    page = html(head.post(address, sent), 400)
    assert words in page.partition('class="problem" role="alert"')[2]


@pytest.mark.parametrize(("address", "_sent"), ACTS[1:])
def test_acts_take_forms_only(anybody: Client, address: str, _sent: object) -> None:
    assert anybody.get(address).status_code == 405


# The paper


def test_a_person_who_sees_the_record_prints_the_explanation(city: Staff, case: Record) -> None:
    client = signed_in(city, "officer")
    with everything():
        key = Deadline.objects.get(record=case.pk, rule="infr.close").pk
    pdf = client.get(f"/records/{case.pk}/deadlines/{key}.pdf")
    assert (pdf.status_code, pdf.headers["Content-Type"]) == (200, "application/pdf")
    assert pdf.content.startswith(b"%PDF")
    word = client.get(f"/records/{case.pk}/deadlines/{key}.docx")
    assert word.content.startswith(b"PK")
    assert client.get(f"/records/{case.pk + 1}/deadlines/{key}.pdf").status_code == 404
    assert client.get(f"/records/{case.pk}/deadlines/{key + 99}.pdf").status_code == 404


def test_what_somebody_does_not_see_is_not_found(city: Staff, case: Record) -> None:
    other = signed_in(staff(office("350100", "福州市知识产权局", "榕")), "director")
    with everything():
        key = Deadline.objects.filter(record=case.pk).first().pk
    address = f"/records/{case.pk}/deadlines/{key}.pdf"
    assert other.get(address).status_code == 404
    assert Client().get(address).headers["Location"].startswith("/sign-in?next=")


def test_a_clock_without_a_due_date_is_explained_by_a_sentence(city: Staff, case: Record) -> None:
    with everything():
        key = Deadline.objects.create(record=case, rule="infr.gone", started_on=date(2026, 3, 2)).pk
    page = html(signed_in(city, "officer").get(f"/records/{case.pk}/deadlines/{key}.pdf"), 409)
    assert "没有施行中的规则" in page


# Speed


@pytest.mark.parametrize(
    "address", ["/rules", "/rules/infr.close", f"/deadline?{QUESTION}", "/calendar/2026"]
)
def test_a_page_asks_few_questions(
    city: Staff, address: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(city, "head")
    client.get(address)
    with django_assert_max_num_queries(8):
        html(client.get(address))
    with django_assert_max_num_queries(0):
        html(Client().get(address))
