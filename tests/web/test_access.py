"""Signing in, uploading and correcting: only for the local account, and nothing by accident."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fangzhi.indicators.corrections import CORRECTABLE
from fangzhi.indicators.models import Correction, Document, Figure, Source, Upload
from tests.examples import FUJIAN, FUJIAN_REVISED, NOTHING
from tests.web.conftest import PASSWORD

if TYPE_CHECKING:
    from django.conf import LazySettings
    from django.http import HttpResponse


def send(client: Client, content: bytes, name: str = "new.txt", **fields: str) -> HttpResponse:
    return client.post("/upload", {"file": SimpleUploadedFile(name, content), **fields})  # type: ignore[return-value]


def form(figure: Figure, **changes: Any) -> dict[str, Any]:
    fields = {key: getattr(figure, key) for key in CORRECTABLE if getattr(figure, key)}
    return fields | changes


def test_the_account_signs_in_and_comes_back_to_where_it_was(reader: Client) -> None:
    User.objects.create_user("editor", password=PASSWORD)
    response = reader.post("/sign-in", {"user": "editor", "password": PASSWORD, "next": "/upload"})
    assert (response.status_code, response.headers["Location"]) == (302, "/upload")
    assert "editor" in reader.get("/").content.decode()
    reader.post("/sign-out")
    assert reader.get("/upload").status_code == 302


def test_signing_in_leads_to_no_other_site(reader: Client) -> None:
    User.objects.create_user("editor", password=PASSWORD)
    for elsewhere in ("https://example.org/", "//example.org/", "javascript:alert(1)"):
        response = reader.post("/sign-in", {"user": "editor", "password": PASSWORD, "next": elsewhere})
        assert response.headers["Location"] == "/"


def test_guessing_a_password_becomes_slow(reader: Client) -> None:
    User.objects.create_user("editor", password=PASSWORD)
    for _ in range(5):
        assert reader.post("/sign-in", {"user": "editor", "password": "wrong"}).status_code == 400
    response = reader.post("/sign-in", {"user": "editor", "password": PASSWORD})
    assert response.status_code == 429
    assert "十五分钟" in response.content.decode()


def test_guessing_elsewhere_does_not_lock_out_the_person_of_the_account(reader: Client) -> None:
    User.objects.create_user("editor", password=PASSWORD)
    right = {"user": "editor", "password": PASSWORD}
    for _ in range(6):
        reader.post("/sign-in", right | {"password": "wrong"}, REMOTE_ADDR="203.0.113.9")
    assert reader.post("/sign-in", right, REMOTE_ADDR="203.0.113.9").status_code == 429
    assert reader.post("/sign-in", right, REMOTE_ADDR="192.0.2.1").status_code == 302
    assert reader.post("/sign-in", right, REMOTE_ADDR="203.0.113.9").status_code == 429


def test_an_address_that_tries_many_names_has_to_wait(reader: Client) -> None:
    for number in range(20):
        wrong = {"user": f"name{number}", "password": "wrong"}
        assert reader.post("/sign-in", wrong).status_code == 400
    assert reader.post("/sign-in", {"user": "another", "password": "wrong"}).status_code == 429


def test_the_forwarded_address_counts_only_behind_a_trusted_proxy(
    reader: Client, settings: LazySettings
) -> None:
    User.objects.create_user("editor", password=PASSWORD)

    def attempt(forwarded: str, password: str = "wrong") -> int:
        typed = {"user": "editor", "password": password}
        return reader.post("/sign-in", typed, headers={"X-Forwarded-For": forwarded}).status_code

    for _ in range(5):
        assert attempt("198.51.100.7") == 400
    assert attempt("192.0.2.1", PASSWORD) == 429
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    for _ in range(5):
        assert attempt("192.0.2.1, 198.51.100.7") == 400
    assert attempt("192.0.2.1, 198.51.100.7", PASSWORD) == 429
    assert attempt("nonsense", PASSWORD) == 429
    assert attempt("192.0.2.1", PASSWORD) == 302


@pytest.mark.parametrize(
    "address", ["/sign-in", "/upload", "/figures/0123456789abcdef0123/correct", "/sign-out"]
)
def test_a_form_from_elsewhere_is_refused(reader: Client, address: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    response = strict.post(address, {"user": "editor", "password": "x"})
    assert response.status_code == 403
    assert "表单已过期" in response.content.decode()


def test_loading_and_correcting_need_the_account(reader: Client) -> None:
    figure = Figure.objects.get(quote="58075件")
    assert reader.get("/upload").headers["Location"].startswith("/sign-in?next=")
    assert send(reader, FUJIAN.encode()).status_code == 403
    assert reader.post(f"/figures/{figure.code}/correct", form(figure, value="1")).status_code == 403
    assert not Upload.objects.exists()
    assert not Correction.objects.exists()


def test_an_upload_is_shown_before_it_is_kept(editor: Client) -> None:
    before = Source.objects.count()
    response = send(editor, FUJIAN_REVISED.encode(), "report.txt")
    preview = editor.get(response.headers["Location"]).content.decode()
    assert "58076件" in preview
    assert "它将替代" in preview
    assert Source.objects.count() == before
    kept = editor.post(response.headers["Location"] + "/keep")
    page = editor.get(kept.headers["Location"]).content.decode()
    assert "已保存" in page
    assert "已保存" not in editor.get(kept.headers["Location"]).content.decode()
    assert "已保存" not in editor.get(kept.headers["Location"], {"accepted": "7"}).content.decode()
    assert Figure.objects.get(quote="58076件").current
    assert not Upload.objects.exists()


def test_a_preview_says_how_many_corrections_would_stay_with_the_old_version(editor: Client) -> None:
    figure = Figure.objects.get(quote="58075件")
    editor.post(f"/figures/{figure.code}/correct", form(figure, value="58070"))
    address = send(editor, FUJIAN_REVISED.encode(), "report.txt").headers["Location"]
    assert "1 条更正留在旧版本" in editor.get(address).content.decode()


def test_a_dropped_upload_leaves_nothing(editor: Client) -> None:
    before = Source.objects.count()
    address = send(editor, FUJIAN_REVISED.encode()).headers["Location"]
    editor.post(address + "/drop")
    assert Source.objects.count() == before
    assert not Upload.objects.exists()
    assert editor.get(address).status_code == 404


def test_an_upload_belongs_to_the_person_who_made_it(editor: Client) -> None:
    address = send(editor, FUJIAN_REVISED.encode()).headers["Location"]
    User.objects.create_user("other", password=PASSWORD)
    other = Client()
    other.login(username="other", password=PASSWORD)
    assert other.get(address).status_code == 404
    assert other.post(address + "/keep").status_code == 404


def test_what_the_text_does_not_say_can_be_given(editor: Client) -> None:
    text = "全市专利申请量达1234件。"
    address = send(editor, text.encode(), region="350000", place="厦门市", year="2014").headers["Location"]
    editor.post(address + "/keep")
    figure = Figure.objects.get(quote="1234件")
    assert (figure.region, figure.place, figure.year) == ("350000", "厦门市", 2014)


def test_an_upload_in_which_nothing_is_found_can_be_kept(editor: Client) -> None:
    address = send(editor, NOTHING.encode()).headers["Location"]
    assert "没有读出数据" in editor.get(address).content.decode()
    editor.post(address + "/keep")
    assert Document.objects.get(source__name="new.txt").figures == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.txt", b""),
        ("binary.txt", bytes(range(256)) * 40),
        ("latin.txt", "Städte und Gemeinden".encode("latin-1")),
        ("english.txt", b"The office received 100 applications."),
        ("broken.docx", b"PK\x03\x04 no archive"),
        ("broken.pdf", b"%PDF-1.4 nothing"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_in_a_sentence_and_nothing_is_stored(
    editor: Client, name: str, content: bytes
) -> None:
    response = send(editor, content, name)
    assert response.status_code == 400
    html = response.content.decode()
    assert 'role="alert"' in html
    assert name in html
    assert not Upload.objects.exists()


def test_a_form_without_a_file_and_an_impossible_year_are_named(editor: Client) -> None:
    assert "请先选择文件" in editor.post("/upload", {}).content.decode()
    response = send(editor, FUJIAN.encode(), year="20x4", place="厦门市")
    assert response.status_code == 400
    assert "厦门市" in response.content.decode()
    assert send(editor, FUJIAN.encode(), issued="2014-13").status_code == 400
    assert send(editor, FUJIAN.encode(), region="999999").status_code == 400


def test_a_request_larger_than_any_document_is_not_read(editor: Client) -> None:
    response = editor.get("/upload", headers={"Content-Length": "200000000"})
    assert response.status_code == 413


def test_a_correction_stands_beside_the_reading_with_who_and_when(editor: Client) -> None:
    figure = Figure.objects.get(quote="58075件")
    response = editor.post(f"/figures/{figure.code}/correct", form(figure, value="58,076", reason="印误"))
    assert response.status_code == 302
    html = editor.get(f"/figures/{figure.code}").content.decode()
    assert "58,076" in html
    assert "58,075" in html
    assert "editor" in html
    assert "印误" in html
    assert "已更正" in editor.get("/regions/350000/2014").content.decode()
    facts = json.loads(editor.get(f"/figures/{figure.code}.json").content)
    assert facts["value"] == 58076
    assert facts["corrections"][0]["read"]["value"] == "58075"


def test_a_correction_that_does_not_fit_keeps_what_was_typed(editor: Client) -> None:
    figure = Figure.objects.get(quote="58075件")
    response = editor.post(f"/figures/{figure.code}/correct", form(figure, value="五万八", reason="印误"))
    assert response.status_code == 400
    html = response.content.decode()
    assert 'value="五万八"' in html
    assert 'value="印误"' in html
    assert not Correction.objects.exists()


def test_the_gold_lines_of_one_text_come_alone(editor: Client) -> None:
    for quote in ("58075件", Figure.objects.exclude(source__name="report.txt").earliest("pk").quote):
        figure = Figure.objects.filter(quote=quote).first()
        assert figure
        editor.post(f"/figures/{figure.code}/correct", form(figure, indicator="patent_grants", period="2014"))
    assert len(editor.get("/corrections.jsonl").content.splitlines()) == 2
    document = Source.objects.get(name="report.txt").code
    lines = editor.get("/corrections.jsonl", {"document": document}).content.decode().splitlines()
    assert [json.loads(line)["quote"] for line in lines] == ["58075件"]
    page = editor.get(f"/documents/{document}").content.decode()
    assert f'href="/corrections.jsonl?document={document}"' in page
    missing = editor.get("/corrections.jsonl", {"document": "0123456789abcdef"})
    assert missing.status_code == 404
    assert "error" in json.loads(missing.content)


def test_a_session_that_ended_loses_nothing_of_what_was_typed(editor: Client) -> None:
    figure = Figure.objects.get(quote="58075件")
    editor.logout()
    typed = form(figure, value="58,076", reason="印误")
    address = f"/figures/{figure.code}/correct"
    response = editor.post(address, typed)
    assert response.status_code == 403
    html = response.content.decode()
    assert 'value="58,076"' in html
    assert 'value="印误"' in html
    assert 'name="password"' in html
    wrong = editor.post(address, typed | {"user": "editor", "password": "wrong"})
    assert wrong.status_code == 400
    assert 'value="58,076"' in wrong.content.decode()
    assert PASSWORD not in wrong.content.decode()
    assert not Correction.objects.exists()
    kept = editor.post(address, typed | {"user": "editor", "password": PASSWORD})
    assert kept.status_code == 302
    assert Correction.objects.get().fields["value"] == "58076"
    assert Correction.objects.get().made_by == "editor"
    assert "editor" in editor.get("/").content.decode()


def test_what_is_said_to_be_no_figure_leaves_the_pages(editor: Client) -> None:
    figure = Figure.objects.get(quote="58075件")
    editor.post(f"/figures/{figure.code}/correct", {"rejected": "on"})
    assert figure.code not in editor.get("/regions/350000/2014").content.decode()
    assert "经人工认定不是数据" in editor.get(f"/figures/{figure.code}").content.decode()
    assert editor.get("/corrections.jsonl").content == b""


def test_corrections_are_listed_and_exported_as_gold_lines(editor: Client) -> None:
    figure = Figure.objects.get(quote="58075件")
    editor.post(f"/figures/{figure.code}/correct", form(figure, value="1"))
    editor.post(f"/figures/{figure.code}/correct", form(figure, value="58076"))
    assert editor.get("/corrections").content.decode().count("58075件") == 2
    lines = editor.get("/corrections.jsonl").content.decode().splitlines()
    assert len(lines) == 1
    gold = json.loads(lines[0])
    assert (gold["id"], gold["value"], gold["start"]) == (figure.code, 58076, figure.start)
    assert FUJIAN[gold["start"] :].startswith(gold["quote"])
    assert len(json.loads(editor.get("/corrections.json").content)["corrections"]) == 2
