"""Files of a record: added as multipart, fetched again, and kept secret."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from tests.api.conftest import opened

if TYPE_CHECKING:
    from tests.api.conftest import Program


def file(name: str, content: bytes) -> BytesIO:
    """A file to send."""
    made = BytesIO(content)
    made.name = name
    return made


TEXT = "证据一。".encode()
PNG = b"\x89PNG\r\n\x1a\n"


def test_a_file_is_added_and_fetched_as_it_was(intake: Program, officer: Program) -> None:
    record = opened(intake)["id"]
    added = intake.upload(f"/records/{record}/attachments", file=file("证据.txt", TEXT))
    assert (added["name"], added["size"], added["secret"]) == ("证据.txt", len(TEXT), False)
    assert officer.get(f"/records/{record}")["attachments"] == [added]
    response = officer.request("GET", added["address"].removeprefix("/api"))
    assert b"".join(response.streaming_content) == TEXT
    assert response.headers["Content-Disposition"].startswith("attachment;")


def test_a_secret_file_is_not_found_by_those_who_may_not_open_it(intake: Program, officer: Program) -> None:
    record = opened(intake)["id"]
    added = officer.upload(f"/records/{record}/attachments", file=file("笔录.txt", TEXT), secret="true")
    assert intake.get(f"/records/{record}")["attachments"] == []
    assert "笔录" not in str(intake.get(f"/records/{record}"))
    intake.get(f"/records/{record}/attachments/{added['id']}", 404)


def test_a_file_that_is_not_what_its_name_says_is_refused(intake: Program) -> None:
    record = opened(intake)["id"]
    refused = intake.upload(f"/records/{record}/attachments", 422, file=file("证据.pdf", PNG))
    assert refused["fields"]["file"] == refused["sentence"]


def test_without_a_file_nothing_is_added(intake: Program) -> None:
    record = opened(intake)["id"]
    assert "file" in intake.upload(f"/records/{record}/attachments", 422, other="x")["fields"]
    assert "file" in intake.post(f"/records/{record}/attachments", {"file": "x"}, 422)["fields"]


def test_a_file_is_not_in_the_past_before_it_was_added(intake: Program) -> None:
    record = opened(intake)["id"]
    moment = intake.get(f"/records/{record}")["events"][0]["recorded_at"].replace("+", "%2B")
    intake.upload(f"/records/{record}/attachments", file=file("证据.txt", TEXT))
    assert intake.get(f"/records/{record}?as_of={moment}")["attachments"] == []
