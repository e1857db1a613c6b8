"""Pages of the administrators: only theirs, only for a while, and in both languages."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.models import User
from django.test import Client

from fangzhi.accounts import people
from fangzhi.accounts.log import Act, Actor, record
from fangzhi.accounts.models import SecurityEvent, account_of
from tests.accounts.conftest import OTHER_PASSWORD, PASSWORD, Phone, let_in, person, sign_in
from tests.accounts.test_log import tampered

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db
AtWork = "Callable[[str], Client]"
ADMINISTRATIVE = ["/people", "/people/new", "/people/1", "/security-log"]


@pytest.mark.parametrize("address", ADMINISTRATIVE)
def test_a_reader_is_led_to_the_sign_in_and_a_person_is_refused(address: str) -> None:
    assert Client().get(address).headers["Location"].startswith("/sign-in?next=")
    person()
    client = Client()
    sign_in(client)
    response = client.get(address)
    assert response.status_code == 403
    assert "不属于您的职责" in response.content.decode()


@pytest.mark.parametrize(
    ("kind", "allowed"),
    [("system", ["/people", "/people/new"]), ("security", ["/people"]), ("audit", ["/security-log"])],
)
def test_each_administrator_sees_their_own_pages_alone(
    administrator: Callable[[str], Client], kind: str, allowed: list[str]
) -> None:
    client = administrator(kind)
    for address in ("/people", "/people/new", "/security-log"):
        assert client.get(address).status_code == (200 if address in allowed else 403), address


def test_the_log_is_read_by_the_audit_administrator_and_by_nobody_else(
    administrator: Callable[[str], Client],
) -> None:
    for kind in ("system", "security"):
        client = administrator(kind)
        for address in ("/security-log", "/security-log.json", "/security-log.csv"):
            assert client.get(address).status_code == 403
    assert Client().get("/security-log.json").status_code == 403


def test_rights_are_taken_with_a_reason_and_end(
    phone_of: Callable[[User], Phone], later: Callable[[timedelta], None]
) -> None:
    phone = phone_of(person("root", "system"))
    client = Client()
    sign_in(client, "root")
    client.post("/sign-in/code", {"code": phone.next_code()})
    assert client.get("/people").headers["Location"] == "/account/rights?next=%2Fpeople"
    assert client.post("/people/new", {"name": "li"}).status_code == 403
    form = {"reason": "new colleague", "password": PASSWORD, "next": "/people"}
    assert client.post("/account/rights", form | {"code": "000000"}).status_code == 400
    assert client.post("/account/rights", form | {"password": "x", "code": phone.code()}).status_code == 400
    assert client.post("/account/rights", form | {"reason": "x", "code": phone.code()}).status_code == 400
    taken = client.post("/account/rights", form | {"code": phone.next_code()})
    assert taken.headers["Location"] == "/people"
    assert client.get("/people").status_code == 200
    event = SecurityEvent.objects.get(act=Act.ELEVATED)
    assert (event.who, event.details["reason"]) == ("root", "new colleague")
    later(timedelta(minutes=29))
    assert client.get("/people").status_code == 200
    later(timedelta(minutes=2))
    assert client.get("/people").status_code == 302


def test_a_field_with_a_nul_is_taken_without_it(administrator: Callable[[str], Client]) -> None:
    client = administrator("system")
    assert sign_in(Client(), "zh\x00ang", "x\x00y") == "400"
    assert client.get("/people", {"q": "\x00"}).status_code == 200
    assert client.post("/people/new", {"name": "zh\x00ang", "full_name": "\x00"}).status_code == 200
    user = User.objects.get(username="zhang")
    assert client.post(f"/people/{user.pk}/link", {"subject": "a\x00b"}).status_code == 302
    form = {"reason": "a\x00 reason", "password": "\x00", "code": "\x00"}
    assert client.post("/account/rights", form).status_code == 400


def test_rights_can_be_laid_down(administrator: Callable[[str], Client]) -> None:
    client = administrator("system")
    assert "权限有效至" in client.get("/account").content.decode()
    client.post("/account/rights/lay-down")
    assert client.get("/people").status_code == 302


def test_somebody_who_is_no_administrator_takes_no_rights() -> None:
    person()
    client = Client()
    sign_in(client)
    form = {"reason": "curiosity", "password": PASSWORD}
    assert client.post("/account/rights", form).status_code == 403
    assert not SecurityEvent.objects.filter(act=Act.ELEVATED).exists()


def test_taking_rights_leads_to_no_other_site(
    phone_of: Callable[[User], Phone],
) -> None:
    phone = phone_of(person("root", "system"))
    client = Client()
    sign_in(client, "root")
    client.post("/sign-in/code", {"code": phone.next_code()})
    form = {"reason": "new colleague", "password": PASSWORD, "code": phone.next_code()}
    response = client.post("/account/rights", form | {"next": "https://example.org/"})
    assert response.headers["Location"] == "/account"


def test_the_system_administrator_makes_an_account_whose_password_is_shown_once(
    administrator: Callable[[str], Client],
) -> None:
    client = administrator("system")
    page = client.post("/people/new", {"name": "zhang", "full_name": "张三"})
    shown = re.search(r'class="big"><code>([^<]+)<', page.content.decode())
    assert shown
    assert "no-store" in page.headers["Cache-Control"]
    user = User.objects.get(username="zhang")
    assert shown[1] not in client.get(f"/people/{user.pk}").content.decode()
    other = Client()
    assert sign_in(other, "zhang", shown[1]) == "/account/password"


def test_a_name_that_cannot_be_taken_keeps_what_was_typed(administrator: Callable[[str], Client]) -> None:
    client = administrator("system")
    response = client.post("/people/new", {"name": "<b>", "full_name": "张三"})
    assert response.status_code == 400
    html = response.content.decode()
    assert 'value="&lt;b&gt;"' in html
    assert 'value="张三"' in html
    assert 'role="alert"' in html


def test_the_list_finds_people_by_either_name(administrator: Callable[[str], Client]) -> None:
    client = administrator("security")
    people.add_account("zhang", full_name="张三")
    people.add_account("li", full_name="李四")
    for word in ("zhan", "张"):
        html = client.get("/people", {"q": word}).content.decode()
        assert "张三" in html
        assert "李四" not in html
    assert "没有这个姓名" in client.get("/people", {"q": "nobody"}).content.decode()


def test_a_long_list_costs_no_query_a_person_and_has_pages(
    administrator: Callable[[str], Client], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = administrator("system")
    for number in range(120):
        user = User.objects.create(username=f"person-{number:03}")
        account_of(user)
    with django_assert_num_queries(3):
        html = client.get("/people").content.decode()
    assert "person-098" in html
    assert "person-119" not in html
    assert "person-119" in client.get("/people", {"page": "2"}).content.decode()
    assert client.get("/people", {"page": "9999"}).status_code == 200


def test_an_account_is_disabled_and_enabled_on_its_page(administrator: Callable[[str], Client]) -> None:
    client, user, theirs = administrator("system"), person(), Client()
    sign_in(theirs)
    address = f"/people/{user.pk}"
    assert client.post(f"{address}/disable").headers["Location"] == f"{address}?done=1"
    assert "已停用" in client.get(address).content.decode()
    assert not let_in(theirs)
    client.post(f"{address}/enable")
    assert sign_in(theirs) == "/"


def test_the_duty_of_the_other_administrator_is_refused(administrator: Callable[[str], Client]) -> None:
    system, security, user = administrator("system"), administrator("security"), person()
    address = f"/people/{user.pk}"
    response = system.post(f"{address}/unlock")
    assert response.status_code == 403
    assert "安全管理员" in response.content.decode()
    assert security.post(f"{address}/disable").status_code == 403
    assert security.post(f"{address}/password").status_code == 403
    assert security.post(f"{address}/link", {"subject": "x"}).status_code == 403
    assert security.post(f"{address}/unlock").status_code == 302
    assert security.post(f"{address}/end-sessions").status_code == 302
    assert "解锁" in security.get(address).content.decode()
    assert f"{address}/unlock" not in system.get(address).content.decode()


def test_what_nobody_does_and_who_is_not_there_is_said(administrator: Callable[[str], Client]) -> None:
    client = administrator("system")
    assert client.get("/people/999999").status_code == 404
    assert client.post("/people/999999/disable").status_code == 404
    assert client.post(f"/people/{person().pk}/promote").status_code == 404
    oneself = User.objects.get(username="the-system")
    response = client.post(f"/people/{oneself.pk}/disable")
    assert response.status_code == 400
    assert "自己的账号" in response.content.decode()
    assert f"/people/{oneself.pk}/disable" not in client.get(f"/people/{oneself.pk}").content.decode()


def test_a_new_password_and_an_identity_are_given_on_the_page(administrator: Callable[[str], Client]) -> None:
    client, user = administrator("system"), person()
    page = client.post(f"/people/{user.pk}/password").content.decode()
    shown = re.search(r'class="big"><code>([^<]+)<', page)
    assert shown
    assert sign_in(Client(), password=shown[1]) == "/account/password"
    client.post(f"/people/{user.pk}/link", {"subject": "subject-1"})
    assert "subject-1" in client.get(f"/people/{user.pk}").content.decode()
    other = person("li")
    response = client.post(f"/people/{other.pk}/link", {"subject": "subject-1"})
    assert response.status_code == 400
    assert "另一账号" in response.content.decode()


def test_the_log_is_filtered_and_taken_out_whole(administrator: Callable[[str], Client]) -> None:
    client = administrator("audit")
    for number in range(5):
        record(Act.WRONG_PASSWORD, Actor(f"=name-{number}", "192.0.2.1"), refused=True)
    html = client.get("/security-log", {"act": "wrong_password"}).content.decode()
    assert html.count("被拒绝") == 5
    assert "提升权限" in client.get("/security-log").content.decode()
    found = json.loads(client.get("/security-log.json", {"who": "=name-3"}).content)
    assert [one["who"] for one in found["events"]] == ["=name-3"]
    assert found["next"] is None
    rows = list(csv.DictReader(io.StringIO(client.get("/security-log.csv").content.decode())))
    assert {"number", "at", "who", "act", "result", "digest"} <= set(rows[0])
    assert "'=name-3" in {row["who"] for row in rows}
    assert SecurityEvent.objects.filter(act=Act.LOG_READ, who="the-audit").count() == 2


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"from": "2000-01-01", "to": "2100-01-01"}, True),
        ({"to": "2000-01-01"}, False),
        ({"from": "2100-01-01"}, False),
        ({"from": "nonsense", "to": "0001-01-01"}, True),
        ({"act": "nonsense"}, True),
        ({"page": "7"}, False),
        ({"who": "no\x00body"}, False),
    ],
)
def test_the_log_of_some_days(
    administrator: Callable[[str], Client], query: dict[str, str], shown: bool
) -> None:
    response = administrator("audit").get("/security-log", query)
    assert response.status_code == 200
    assert ("没有符合条件的记录" in response.content.decode()) is not shown


def test_the_page_says_whether_the_chain_is_whole(administrator: Callable[[str], Client]) -> None:
    client = administrator("audit")
    assert "每条记录均与写入时一致" in client.get("/security-log", {"check": "1"}).content.decode()
    tampered("UPDATE accounts_securityevent SET who = %s WHERE number = 2", "somebody else")
    html = client.get("/security-log", {"check": "1"}).content.decode()
    assert "日志在第 2 号处不完整" in html


@pytest.mark.parametrize(
    "address",
    [
        "/sign-in",
        "/account",
        "/account/password",
        "/account/second-factor",
        "/account/rights",
    ],
)
def test_every_page_speaks_english_too(address: str) -> None:
    person()
    client = Client()
    sign_in(client)
    html = client.get(address, {"lang": "en"}).content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    assert not re.search(r"[\u4e00-\u9fff]", main)


def test_nothing_on_the_pages_needs_what_the_content_policy_forbids(
    administrator: Callable[[str], Client],
) -> None:
    system, audit = administrator("system"), administrator("audit")
    user = person()
    own = Client()
    sign_in(own)
    pages = [
        *(system.get(address) for address in ("/people", "/people/new", f"/people/{user.pk}", "/account")),
        audit.get("/security-log"),
        *(own.get(address) for address in ("/account/second-factor", "/account/password")),
    ]
    for page in pages:
        html = page.content.decode()
        assert page.status_code == 200
        assert not re.search(r' style="|<script>| on[a-z]+="|data:', html)


def test_an_act_is_refused_without_the_token_of_its_form(administrator: Callable[[str], Client]) -> None:
    client = administrator("system")
    client.handler.enforce_csrf_checks = True
    user = person()
    for address in (f"/people/{user.pk}/disable", "/people/new", "/account/rights", "/account/password"):
        assert client.post(address, {"name": "x"}).status_code == 403
    assert User.objects.get(pk=user.pk).is_active


def test_a_page_that_only_acts_answers_no_get(administrator: Callable[[str], Client]) -> None:
    client, user = administrator("system"), person()
    for address in (f"/people/{user.pk}/disable", "/account/sessions/end", "/sign-in/go-on"):
        assert client.get(address).status_code == 405


def test_a_signed_out_person_is_led_back_to_the_password_page() -> None:
    person()
    response = Client().get("/account/password")
    assert response.headers["Location"] == "/sign-in?next=%2Faccount%2Fpassword"
    assert Client().post("/account/second-factor", {"code": "1"}).status_code == 302
    assert OTHER_PASSWORD not in response.content.decode()
