"""The second factor: RFC 6238 to the letter, each code once, secrets hidden, administrators never without."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.test import Client, RequestFactory

from fangzhi.accounts import second_factor
from fangzhi.accounts.log import Act, Actor
from fangzhi.accounts.models import FailedAttempt, SecurityEvent, account_of
from fangzhi.accounts.sessions import SessionStore
from fangzhi.web.pages.account import enter
from tests.accounts.conftest import OTHER_PASSWORD, PASSWORD, Phone, let_in, person, sign_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.conf import LazySettings

ZHANG = Actor("zhang")
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
"""`12345678901234567890` of RFC 6238, appendix B, in base 32."""


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_codes_are_those_of_rfc_6238(seconds: int, code: str) -> None:
    assert second_factor.code_at(RFC_SECRET, seconds // second_factor.SECONDS) == code


@pytest.mark.django_db
def test_a_code_is_taken_once_and_not_after_a_later_one(phone_of: Callable[[User], Phone]) -> None:
    user = person()
    phone = phone_of(user)
    assert not second_factor.accept(user, phone.code())
    early, present = phone.next_code(), phone.next_code()
    assert second_factor.accept(user, f" {present[:3]} {present[3:]} ")
    assert not second_factor.accept(user, present)
    assert not second_factor.accept(user, early)


@pytest.mark.django_db
def test_a_clock_may_be_half_a_minute_wrong_and_no_more(phone_of: Callable[[User], Phone]) -> None:
    user = person()
    phone = phone_of(user)
    phone.step += 10
    assert not second_factor.accept(user, second_factor.code_at(phone.secret, phone.step + 2))
    assert not second_factor.accept(user, second_factor.code_at(phone.secret, phone.step - 2))
    assert second_factor.accept(user, second_factor.code_at(phone.secret, phone.step - 1))
    assert second_factor.accept(user, second_factor.code_at(phone.secret, phone.step + 1))


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "１２３", "0" * 500, "12345678", "\x00" * 6])
def test_what_is_no_code_does_not_fit(phone_of: Callable[[User], Phone], typed: str) -> None:
    user = person()
    phone_of(user)
    assert not second_factor.accept(user, typed)
    assert not second_factor.accept(person("without"), typed)


@pytest.mark.django_db
def test_full_width_digits_are_digits(phone_of: Callable[[User], Phone]) -> None:
    user = person()
    wide = phone_of(user).next_code().translate({48 + number: 0xFF10 + number for number in range(10)})
    assert second_factor.accept(user, wide)


@pytest.mark.django_db
def test_no_secret_stands_in_the_database(phone_of: Callable[[User], Phone]) -> None:
    user = person()
    phone = phone_of(user)
    kept = " ".join(str(row.data) for row in Authenticator.objects.filter(user=user))
    assert phone.secret not in kept
    assert second_factor.opened(second_factor.sealed("secret")) == "secret"


@pytest.mark.django_db
def test_a_factor_of_another_server_key_fits_nothing(
    phone_of: Callable[[User], Phone], settings: LazySettings
) -> None:
    user = person()
    phone = phone_of(user)
    settings.SECRET_KEY = "another key of this server, drawn anew"
    assert not second_factor.accept(user, phone.next_code())
    assert second_factor.recovery_codes_left(user) == 0


@pytest.mark.django_db
def test_a_recovery_code_lets_in_once() -> None:
    user = person()
    secret = second_factor.new_secret()
    code = second_factor.code_at(secret, second_factor.now_step())
    codes = second_factor.enrol(user, secret, code, ZHANG)
    assert len(set(codes)) == 10
    assert second_factor.accept(user, codes[3])
    assert not second_factor.accept(user, codes[3])
    assert second_factor.recovery_codes_left(user) == 9
    renewed = second_factor.renew_recovery_codes(user, ZHANG)
    assert not second_factor.accept(user, codes[0])
    assert second_factor.accept(user, renewed[0])


@pytest.mark.django_db
def test_a_person_sets_it_up_with_the_picture_and_signs_in_by_it(monkeypatch: pytest.MonkeyPatch) -> None:
    user, client = person(), Client()
    sign_in(client)
    html = client.get("/account/second-factor").content.decode()
    assert "<svg" in html
    assert "data:" not in html
    assert "style=" not in html
    found = re.search(r'class="digest">([A-Z2-7 ]+)<', html)
    assert found
    phone = Phone(found[1].replace(" ", ""), second_factor.now_step())
    monkeypatch.setattr(second_factor, "now_step", lambda: phone.step)
    assert "验证码不对" in client.post("/account/second-factor", {"code": "000000"}).content.decode()
    page = client.post("/account/second-factor", {"code": phone.code()})
    assert page.headers["Cache-Control"].startswith("max-age=0")
    assert len(re.findall(r"<code>\d{4} \d{4}</code>", page.content.decode())) == 10
    other = Client()
    assert sign_in(other, next="/upload") == "/sign-in/code"
    assert not let_in(other)
    assert other.post("/sign-in/code", {"code": phone.code()}).status_code == 400
    assert other.post("/sign-in/code", {"code": phone.next_code()}).headers["Location"] == "/upload"
    assert let_in(other)
    assert account_of(User.objects.get(pk=user.pk)).second_factor_at


def test_the_picture_tells_the_app_issuer_name_and_key(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []

    def draw(_self: object, url: str) -> str:
        told.append(url)
        return '<?xml version="1.0"?>\n<svg><path d="M0,0"/></svg>'

    monkeypatch.setattr(second_factor.Adapter, "build_totp_svg", draw)
    svg = second_factor.picture(User(username="张三+&"), "ABC")
    assert svg.startswith("<svg>")
    assert unquote(told[0]) == "otpauth://totp/Fangzhi:张三+&?secret=ABC&issuer=Fangzhi"


@pytest.mark.django_db
def test_the_code_page_is_of_no_use_without_a_password_first() -> None:
    assert Client().get("/sign-in/code").status_code == 403
    assert Client().post("/sign-in/code", {"code": "123456"}).status_code == 403


@pytest.mark.django_db
def test_between_the_steps_neither_password_nor_factor_can_be_set(
    phone_of: Callable[[User], Phone],
) -> None:
    user, client = person(), Client()
    phone_of(user)
    sign_in(client)
    form = {"new": OTHER_PASSWORD, "repeated": OTHER_PASSWORD}
    assert client.post("/account/password", form).status_code == 403
    assert client.get("/account/second-factor").status_code == 403
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


@pytest.mark.django_db
def test_wrong_codes_make_wait_and_at_last_lock_the_account(phone_of: Callable[[User], Phone]) -> None:
    user = person()
    phone = phone_of(user)
    for number in range(10):
        client = Client(REMOTE_ADDR=f"203.0.113.{number // 4}")
        sign_in(client)
        assert client.post("/sign-in/code", {"code": "000000"}).status_code == (400 if number < 9 else 403)
    assert FailedAttempt.objects.filter(user_name="zhang").count() == 10
    client = Client(REMOTE_ADDR="192.0.2.7")
    assert sign_in(client) == "403"
    assert "已锁定" in client.post("/sign-in", {"user": "zhang", "password": PASSWORD}).content.decode()
    assert client.post("/sign-in/code", {"code": phone.next_code()}).status_code == 403
    assert SecurityEvent.objects.filter(act=Act.LOCKED, who="zhang").count() == 1


@pytest.mark.django_db
def test_five_wrong_codes_from_one_address_make_it_wait(phone_of: Callable[[User], Phone]) -> None:
    phone = phone_of(person())
    client = Client()
    sign_in(client)
    for _ in range(5):
        assert client.post("/sign-in/code", {"code": "000000"}).status_code == 400
    assert client.post("/sign-in/code", {"code": phone.next_code()}).status_code == 429
    assert not let_in(client)


@pytest.mark.django_db
def test_an_administrator_must_set_it_up_before_the_first_page(monkeypatch: pytest.MonkeyPatch) -> None:
    person("root", "system")
    client = Client()
    assert sign_in(client, "root") == "/account/second-factor"
    assert not let_in(client)
    html = client.get("/account/second-factor").content.decode()
    found = re.search(r'class="digest">([A-Z2-7 ]+)<', html)
    assert found
    code = second_factor.code_at(found[1].replace(" ", ""), second_factor.now_step())
    assert "/sign-in/go-on" in client.post("/account/second-factor", {"code": code}).content.decode()
    assert client.post("/sign-in/go-on").headers["Location"] == "/"
    assert let_in(client)


@pytest.mark.django_db
def test_the_office_can_require_it_of_everybody(settings: LazySettings) -> None:
    person()
    settings.POLICY = replace(settings.POLICY, require_totp=True)
    assert sign_in(Client()) == "/account/second-factor"


@pytest.mark.django_db
def test_switching_it_off_takes_the_password_and_a_code(phone_of: Callable[[User], Phone]) -> None:
    user, client = person(), Client()
    phone = phone_of(user)
    sign_in(client)
    client.post("/sign-in/code", {"code": phone.next_code()})
    off = "/account/second-factor/off"
    assert client.post(off, {"password": "wrong", "code": phone.next_code()}).status_code == 400
    assert client.post(off, {"password": PASSWORD, "code": "000000"}).status_code == 400
    assert account_of(User.objects.get(pk=user.pk)).second_factor_at
    assert client.post(off, {"password": PASSWORD, "code": phone.next_code()}).status_code == 302
    assert not account_of(User.objects.get(pk=user.pk)).second_factor_at
    assert not Authenticator.objects.filter(user=user).exists()
    assert sign_in(Client()) == "/"


@pytest.mark.django_db
def test_new_recovery_codes_take_the_password_and_a_code(phone_of: Callable[[User], Phone]) -> None:
    user, client = person(), Client()
    phone = phone_of(user)
    sign_in(client)
    client.post("/sign-in/code", {"code": phone.next_code()})
    assert client.get("/account/recovery-codes").status_code == 200
    form = {"password": PASSWORD, "code": phone.next_code()}
    html = client.post("/account/recovery-codes", form).content.decode()
    found = re.findall(r"<code>(\d{4} \d{4})</code>", html)
    assert len(found) == 10
    assert second_factor.accept(user, found[0])


@pytest.mark.django_db
def test_a_form_about_something_else_takes_the_code_too(phone_of: Callable[[User], Phone]) -> None:
    user = person()
    phone = phone_of(user)

    def attempt(code: str) -> SessionStore | None:
        typed = {"user": "zhang", "password": PASSWORD, "code": code}
        request = RequestFactory().post("/figures/x/correct", typed)
        request.session = kept = SessionStore()
        return kept if enter(request) is None else None

    assert attempt("000000") is None
    assert attempt("") is None
    assert FailedAttempt.objects.count() == 1
    entered = attempt(phone.next_code())
    assert entered is not None
    assert entered["_auth_user_id"] == str(user.pk)
