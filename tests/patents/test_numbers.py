"""Printed forms of patent numbers, and the real numbers that decide which are right."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangzhi.patents.numbers import BadNumber, check_digit, describe, parse, this_year


@pytest.mark.parametrize(
    "vector",
    [
        "201710601862.3", "97101765.4", "95115608.X", "200310102344.5", "201310000001.1", "201320000001.7",
        "201330000001.2", "201380000001.X",
    ],
)  # fmt: skip
def test_vectors_of_the_standard_hold(vector):
    assert parse(vector).written == vector


def test_the_real_numbers_decide(shared):
    with (shared / "data" / "application_numbers_checkdigit.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 108
    for row in rows:
        found = describe(row["application_number"])
        assert found.valid == (row["valid"] == "1"), row
        assert (found.year, found.type) == (int(row["year"]), parse(found.input.split(".")[0]).type)
        assert found.check == ("ok" if row["valid"] == "1" else "wrong")


@pytest.mark.parametrize(
    "printed",
    [
        "ZL201710601862.3", "ZL 2017 1 0601862.3", "CN201710601862.3", "CNZL201710601862.3", "2017106018623",
        "zl２０１７１０６０１８６２．３", " 201710601862.3 ", "201710601862", "ZL2017-1-0601862.3",
        "专利号ZL201710601862.3", "专利号：ZL 201710601862.3", "申请号：201710601862.3",
        "专利申请号:2017106018623",
        "ZL:201710601862.3", "ZL：201710601862.3", "（专利号：ZL201710601862.3）", "申请号 CN201710601862.3",
        "CN201710601862.3A", "CN201710601862A", "CN 201710601862.3 A",
    ],
)  # fmt: skip
def test_every_printed_form_has_one_normal_form(printed):
    assert describe(printed).number == "201710601862.3"


def test_a_small_x_is_the_check_digit_ten():
    assert describe("95115608x").number == "95115608.X"


def test_a_missing_check_digit_is_offered_and_said():
    found = describe("201710601862")
    assert (found.check, found.valid, found.number) == ("missing", True, "201710601862.3")


def test_a_wrong_check_digit_is_an_error_and_never_repaired():
    found = describe("201710601862.4")
    assert (found.check, found.valid, found.number) == ("wrong", False, "201710601862.4")


def test_the_check_digit_that_belongs_to_the_digits_is_said_beside_a_wrong_one():
    assert describe("201710601862.4").expected == "3"
    assert describe("申请号：95115608.1").expected == "X"
    assert describe("201710601862.3").expected is describe("CN1234567C").expected is None


def test_a_number_with_zl_is_that_of_a_patent():
    assert (describe("ZL201710601862.3").kind, describe("201710601862.3").kind) == ("patent", "application")
    assert describe("专利号：201710601862.3").kind == "patent"


def test_a_letter_behind_an_application_is_the_one_of_its_type():
    for number, right, wrong in (("201310000001.1", "A", "U"), ("201320000001.7", "U", "A"),
                                 ("201330000001.2", "F", "A")):  # fmt: skip
        assert describe(f"CN{number}{right}").number == number
        assert not describe(f"CN{number}{wrong}").valid
    assert describe("201710601862.3A").kind == "unknown", "the letter goes with the country before it"
    assert describe("CN201710601862.4A").check == "wrong"


def test_no_number_is_of_a_year_that_has_not_come():
    now, later = this_year(), this_year() + 1
    assert describe(f"{now}10000001").valid
    for one in (f"{later}10000001", "210010000001", f"PCT/CN{later}/070001", f"WO{later}/123456"):
        assert describe(one)[1:3] == (None, "unknown")
    with pytest.raises(BadNumber, match="year"):
        parse(f"{later}10000001")
    assert describe("PCT/CN1977/070001").kind == "unknown", "before the treaty was in force"


@pytest.mark.parametrize(
    ("printed", "number", "kind"),
    [
        ("CN 102345678 A", "CN102345678A", "invention"),
        ("CN203456789U", "CN203456789U", "utility_model"),
        ("CN302345678S", "CN302345678S", "design"),
        ("CN1234567C", "CN1234567C", "invention"),
    ],
)
def test_publication_numbers_have_no_check_digit(printed, number, kind):
    assert describe(printed)[1:] == (number, "publication", kind, None, None, True, None)


@pytest.mark.parametrize(
    ("printed", "number", "year"),
    [
        ("PCT/CN2013/070001", "PCT/CN2013/070001", 2013),
        ("PCT/CN99/00123", "PCT/CN1999/000123", 1999),
        ("WO 2013/123456", "WO2013/123456", 2013),
    ],
)
def test_pct_numbers(printed, number, year):
    assert (describe(printed).number, describe(printed).kind, describe(printed).year) == (number, "pct", year)


@pytest.mark.parametrize(
    "junk", ["", "一种电池", "12345", "201740000001", "201710000000", "00000000", "CN", "X" * 50]
)
def test_what_is_no_number_is_unknown(junk):
    assert describe(junk)[1:] == (None, "unknown", None, None, None, False, None)
    with pytest.raises(BadNumber):
        parse(junk)


@given(st.integers(2004, this_year()), st.sampled_from("12389"), st.integers(1, 9_999_999))
def test_a_number_is_read_back_from_every_form(year, kind, serial):
    digits = f"{year}{kind}{serial:07}"
    for form in ("{0}.{1}", "ZL{0}.{1}", "cn{0}{1}", "ZL {0} . {1}", "{0}"):
        assert parse(form.format(digits, check_digit(digits).lower())).key == digits + check_digit(digits)


@given(st.integers(2004, this_year()), st.sampled_from("123"), st.integers(1, 9_999_999), st.integers(0, 11))
def test_one_changed_digit_is_found(year, kind, serial, place):
    digits = f"{year}{kind}{serial:07}"
    changed = digits[:place] + str((int(digits[place]) + 1) % 10) + digits[place + 1 :]
    assert not describe(f"{changed}.{check_digit(digits)}").valid


@given(st.text(max_size=30))
def test_any_text_is_answered(text):
    assert describe(text).input == text
