"""The tools of the house refuse what is not what the lock names, and find what is not translated."""

from __future__ import annotations

import base64
import hashlib
import io
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from tools import assets, messages, postgres

ROOT = Path(__file__).resolve().parents[2]


def integrity(content: bytes) -> str:
    """The integrity that npm writes into its lock."""
    return "sha512-" + base64.b64encode(hashlib.sha512(content).digest()).decode()


def test_a_tarball_of_the_lock_is_accepted(tmp_path: Path) -> None:
    """The hash is that of the whole file."""
    tarball = tmp_path / "a-1.tgz"
    tarball.write_bytes(b"as published")
    assets.verify(tarball, integrity(b"as published"))


def test_a_changed_tarball_is_refused_by_name(tmp_path: Path) -> None:
    """One sentence names the file."""
    tarball = tmp_path / "a-1.tgz"
    tarball.write_bytes(b"changed on the way")
    with pytest.raises(SystemExit, match=r"a-1\.tgz is not the file"):
        assets.verify(tarball, integrity(b"as published"))


def test_a_scoped_package_packs_under_a_flat_name() -> None:
    """As `npm pack` names it."""
    assert assets.tarball_name("@scope/name", "1.2.3") == "scope-name-1.2.3.tgz"


def test_the_pages_assets_and_their_licences_are_in_place() -> None:
    """`make .venv` has copied them."""
    assert [name for name in assets.FILES.values() if not (assets.VENDOR / name).is_file()] == []


def test_a_string_without_chinese_is_named_with_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty and a missing translation are both found; a translated string is not."""
    found = [("a.py", 3, "Kept", None), ("a.py", 4, "Empty", None), ("b.py", 5, "Absent", None)]
    monkeypatch.setattr(messages, "strings", lambda: iter(found))
    catalogue = Catalog(locale="zh_Hans_CN")
    catalogue.add("Kept", "保存")
    catalogue.add("Empty", "")
    lines = messages.missing(catalogue)
    assert [line.partition(": ")[0] for line in lines] == ["a.py:4", "b.py:5"]


def test_an_uncertain_translation_counts_as_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """gettext does not use entries that are marked fuzzy, so a reader would see English."""
    monkeypatch.setattr(messages, "strings", lambda: iter([("a.py", 1, "Kept", None)]))
    catalogue = Catalog(locale="zh_Hans_CN")
    catalogue.add("Kept", "保存", flags=["fuzzy"])
    assert len(messages.missing(catalogue)) == 1


def test_compiling_keeps_every_translation(tmp_path: Path) -> None:
    """What a person writes in the .po is what gettext reads from the .mo."""
    source = tmp_path / "django.po"
    source.write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Kept"\nmsgstr "保存"\n'
    )
    messages.compile_one(source)
    with source.with_suffix(".mo").open("rb") as file:
        assert (
            read_mo(file)["Kept"].string == read_po(io.BytesIO(source.read_bytes()))["Kept"].string == "保存"
        )


def test_without_a_server_the_postgresql_tests_are_left_out_with_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The line names the package; where everything is required it is an error."""
    monkeypatch.setattr(postgres, "programs", lambda: None)
    monkeypatch.delenv("FANGZHI_TEST_DATABASE_URL", raising=False)
    monkeypatch.delenv("FANGZHI_TEST_REQUIRE", raising=False)
    assert postgres.main(["true"]) == 0
    monkeypatch.setenv("FANGZHI_TEST_REQUIRE", "all")
    assert postgres.main(["true"]) == 1
    assert capsys.readouterr().err.count("apt-get install postgresql") == 2


def test_a_given_server_is_used_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """FANGZHI_TEST_DATABASE_URL reaches the command as FANGZHI_DATABASE_URL."""
    monkeypatch.setenv("FANGZHI_TEST_DATABASE_URL", "postgres://someone@127.0.0.1/office")
    expected = '[ "$FANGZHI_DATABASE_URL" = postgres://someone@127.0.0.1/office ]'
    assert postgres.main(["sh", "-c", expected]) == 0
    assert postgres.main(["sh", "-c", f"! {expected}"]) == 1
