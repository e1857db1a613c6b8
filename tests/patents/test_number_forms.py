"""Printed forms of numbers, by eras and places in which they stand, and how files are read that hold them."""

from __future__ import annotations

import pytest

from fangzhi.patents.numbers import check_digit, describe, parse
from tests.patents.loads import ask, load_records, record

FORMS = (
    "{digits}.{check}", "{digits}{check}", "ZL{digits}.{check}", "ZL {digits}.{check}", "zl{digits}.{check}",
    "CN{digits}.{check}", "CN{digits}{check}", "CNZL{digits}.{check}", "cnzl {digits} . {check}",
    "  {digits}.{check}\t", "{year} {type} {serial}.{check}", "ZL{year}-{type}-{serial}.{check}",
    "{digits}．{check}", "{digits}.{small}", "ＺＬ{wide}．{check}",
)  # fmt: skip
NUMBERS = (
    ("85100007", 1985, "invention"),
    ("89213456", 1989, "utility_model"),
    ("97301234", 1997, "design"),
    ("02804321", 2002, "invention"),
    ("03900018", 2003, "utility_model"),
    ("200410000017", 2004, "invention"),
    ("200920123456", 2009, "utility_model"),
    ("201330654321", 2013, "design"),
    ("201080012345", 2010, "invention"),
    ("201590000123", 2015, "utility_model"),
    ("202410999999", 2024, "invention"),
)
"""Digits without check digit, the year and the type that they say, in both eras and of every type digit."""
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def printed(digits, form):
    """A number in one of the forms."""
    year, check = (4 if len(digits) == 12 else 2), check_digit(digits)
    return form.format(
        digits=digits, check=check, small=check.lower(), wide=digits.translate(WIDE),
        year=digits[:year], type=digits[year], serial=digits[year + 1 :],
    )  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("digits", "year", "kind"), NUMBERS)
def test_a_number_reads_the_same_in_every_printed_form(digits, year, kind, form):
    found = describe(printed(digits, form))
    assert found.valid
    assert (found.number, found.type, found.year, found.check) == (
        f"{digits}.{check_digit(digits)}", kind, year, "ok",
    )  # fmt: skip


@pytest.mark.parametrize(("digits", "year", "kind"), NUMBERS)
def test_without_its_check_digit_a_number_is_unchecked_and_the_digit_offered(digits, year, kind):
    for form in ("{0}", "ZL{0}", "CN {0}"):
        found = describe(form.format(digits))
        assert (found.check, found.type, found.year) == ("missing", kind, year)
        assert found.number == f"{digits}.{check_digit(digits)}"


@pytest.mark.parametrize(("digits", "year", "kind"), NUMBERS)
def test_of_eleven_check_digits_one_is_right(digits, year, kind):
    right = [one for one in "0123456789X" if describe(f"{digits}.{one}").valid]
    assert right == [check_digit(digits)]
    assert (describe(digits).year, describe(digits).type) == (year, kind)


@pytest.mark.parametrize("form", FORMS)
def test_a_file_is_read_as_the_command_reads_it(tmp_path, form):
    rows = [
        record(
            application_number=printed(digits, form), type=kind, application_date=f"{year}-12-01",
            ipc="14-03" if kind == "design" else "H01M10/0525",
        )
        for digits, year, kind in NUMBERS
    ]  # fmt: skip
    load_records(tmp_path, *rows)
    kept = ask(tmp_path, "SELECT application_number, type FROM patent ORDER BY patent_id")
    expected = sorted((parse(digits).key, kind) for digits, _, kind in NUMBERS)
    assert sorted(kept) == expected


@pytest.mark.parametrize(
    ("text", "number", "kind"),
    [
        ("CN 108765432 A", "CN108765432A", "invention"),
        ("cn108765432b", "CN108765432B", "invention"),
        ("CN 1765432 C", "CN1765432C", "invention"),
        ("CN 2765432 Y", "CN2765432Y", "utility_model"),
        ("CN 208765432 U", "CN208765432U", "utility_model"),
        ("CN 3654321 D", "CN3654321D", "design"),
        ("CN 308765432 S", "CN308765432S", "design"),
    ],
)
def test_publications_of_every_letter_and_era_are_known(text, number, kind):
    found = describe(text)
    assert (found.number, found.kind, found.type, found.check, found.valid) == (
        number, "publication", kind, None, True,
    )  # fmt: skip
