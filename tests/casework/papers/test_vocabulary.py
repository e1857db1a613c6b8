"""Values have names and examples; archives keep their parts; the language of templates reads its fields."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment

from fangzhi.casework.papers import PaperError, example, faults, field_names
from fangzhi.casework.papers.archive import BadArchive, pack, unpack
from fangzhi.casework.papers.sandbox import FILTERS, Sandbox, han, paths, refused, wrapped
from fangzhi.casework.papers.typesetting import literal, pt
from tools import assets

NAMES = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=12)


def test_an_example_is_nested_as_its_paths_say() -> None:
    """Lists of records, lists of texts, records in records."""
    made = example(["office.name", "panel", "panel[].name", "panel[].role", "orders", "orders[]", "number"])
    assert made["office"] == {"name": "示例市知识产权局"}
    assert [sorted(one) for one in made["panel"]] == [["name", "role"]] * 3
    assert len(made["orders"]) == 2
    assert made["number"] == "京知裁字〔2026〕6号"


def test_a_value_that_is_not_known_has_no_example_and_its_path_as_name() -> None:
    """An office's own value."""
    assert example(["own.value"]) == {}
    assert field_names("own.value") == ("own.value", "own.value")


def test_a_value_in_a_list_has_the_same_name_wherever_it_stands() -> None:
    """parties[1].name is the name of a party."""
    assert (
        field_names("parties[1].name")
        == field_names("parties[].name")
        == ("Name of a party", "当事人姓名或者名称")
    )


@pytest.mark.parametrize(
    "fault",
    [
        faults.UnknownTemplate("a"),
        faults.UnusableTemplate("a", "why", "原因"),
        faults.MissingField("a", ["b"], [("B", "乙")]),
        faults.UnfitValue("a", 1, "form", "形式"),
        faults.UnusableDocument("why", "原因"),
        faults.MissingGlyph(["龘"]),
        faults.InvalidNumber("a", "why", "原因"),
        faults.NotWhatItSays("a", ".b", "c"),
        faults.TooLarge("a", 2, 1),
        faults.NotAccepted("a", ".b", "c"),
        faults.UnusableItem("a", "why", "原因"),
    ],
    ids=lambda fault: type(fault).__name__,
)
def test_every_refusal_is_one_sentence_in_each_language(fault: PaperError) -> None:
    """Ended by a full stop, on one line."""
    assert fault.sentence(chinese=False).endswith(".")
    assert fault.sentence(chinese=True).endswith("。")
    assert "\n" not in str(fault)


@given(st.dictionaries(NAMES, st.binary(max_size=50), max_size=6))
def test_parts_of_an_archive_come_out_as_they_went_in(parts: dict[str, bytes]) -> None:
    """In their order, and the same bytes each time."""
    whole = {"word/document.xml": b"<a/>", **parts}
    assert list(unpack(pack(whole)).items()) == list(whole.items())
    assert pack(whole) == pack(dict(whole))


@given(st.binary(max_size=200))
def test_no_bytes_make_a_fault_of_the_archive(content: bytes) -> None:
    """They are refused with a reason in both languages."""
    with pytest.raises(BadArchive) as refusal:
        unpack(content)
    assert refusal.value.en
    assert refusal.value.zh


@given(st.binary(max_size=60), st.integers(0, 3_000))
def test_a_damaged_archive_is_refused_or_read(noise: bytes, at: int) -> None:
    """Wherever it is damaged."""
    sound = pack({"word/document.xml": b"<a/>" * 500, "b": b"b" * 500})
    try:
        assert unpack(sound[:at] + noise + sound[at + len(noise) :])
    except BadArchive as refusal:
        assert refusal.en  # noqa: PT017 - either outcome is right


@pytest.mark.parametrize(
    ("source", "needed", "optional"),
    [
        ("{{ a }}", {"a"}, set()),
        ("{{ a.b.c }}", {"a.b.c"}, set()),
        ("{{ a|date }}{{ b|default('x') }}", {"a"}, {"b"}),
        ("{% if a %}{{ b }}{% else %}{{ c }}{% endif %}", set(), {"a", "b", "c"}),
        ("{% if a %}{{ a }}{% endif %}{{ a }}", {"a"}, set()),
        ("{{ a if b else c }}", set(), {"a", "b", "c"}),
        ("{{ a or b }}", {"b"}, {"a"}),
        (
            "{% for x in a.b %}{{ x.c }}{% for y in x.d %}{{ y }}{% endfor %}{% endfor %}",
            {"a.b", "a.b[].c", "a.b[].d", "a.b[].d[]"},
            set(),
        ),
        ("{% for x in a %}{{ loop.index }}{% else %}{{ e }}{% endfor %}", {"a", "e"}, set()),
        ("{% if a is defined %}x{% endif %}{{ 1 + 2 }}", set(), {"a"}),
        ("{{ a ~ b }}{{ a[0] }}{{ a['k'] }}", {"a", "b", "a[]", "a.k"}, set()),
        ("no fields", set(), set()),
    ],
)
def test_fields_of_a_template_are_read_without_values(
    source: str, needed: set[str], optional: set[str]
) -> None:
    """What it prints in any case, and what it prints or asks for at times."""
    assert paths(Sandbox("t").parse(source)) == (needed, optional)


@pytest.mark.parametrize("filter_name", sorted(set(Environment().filters) - set(FILTERS)))
def test_filters_of_jinja_that_reach_or_grow_are_not_there(filter_name: str) -> None:
    """Only those that a document needs."""
    assert filter_name not in Sandbox("t").filters


def test_a_template_may_print_ask_and_repeat() -> None:
    """Anything else is named."""
    assert (
        refused(Sandbox("t").parse("{% for a in b %}{% if a %}{{ a|upper }}{% endif %}{% endfor %}")) is None
    )
    assert refused(Sandbox("t").parse("{% set a = 1 %}")) == "Assign"


def test_values_know_their_path_and_null_is_absent() -> None:
    """So that one that is missing can be named by its place."""
    made = wrapped({"a": [{"b": None, "c": 1}], "d": None})
    assert made == {"a": [{"c": 1}]}
    assert (made["a"].path, made["a"][0].path) == ("a", "a[0]")


@given(st.integers(1, 99))
def test_chinese_numerals_can_be_read_back(number: int) -> None:
    """Against an oracle that adds up tens and ones."""
    tens, _, ones = han(number).rpartition("十")
    digits = "零一二三四五六七八九"
    value = (digits.index(tens) if tens else 1) * 10 if "十" in han(number) else 0
    assert value + (digits.index(ones) if ones else 0) == number


@given(st.text(max_size=40))
def test_a_literal_of_typst_has_no_quote_of_its_own(text: str) -> None:
    """Every quote and backslash in it is escaped, so that it ends where it should."""
    inner = literal(text)[1:-1]
    plain = inner.replace("\\\\", "").replace('\\"', "").replace("\\n", "")
    assert '"' not in plain
    assert "\\" not in plain


@pytest.mark.parametrize(
    ("length", "written"),
    [(0, "0pt"), (-0.0, "0pt"), (28, "28pt"), (10.5, "10.5pt"), (1 / 3, "0.33pt"), (100, "100pt")],
)
def test_lengths_are_written_short_and_the_same_each_time(length: float, written: str) -> None:
    """Two decimals at most."""
    assert pt(length) == written


def test_the_fonts_and_their_licence_are_in_place() -> None:
    """`make .venv` has copied them beside the code that uses them."""
    assert [name for name in assets.FONT_FILES.values() if not (assets.FONTS / name).is_file()] == []
    assert "SIL OPEN FONT LICENSE" in (assets.FONTS / "LICENSE").read_text(encoding="utf-8")


def test_the_room_starts_without_django_and_without_what_it_may_not_need() -> None:
    """Word, typst and pdfium are loaded when a paper is made."""
    heavy = "{'django', 'docx', 'docxtpl', 'jinja2', 'typst', 'pypdfium2'}"
    code = f"import sys, fangzhi.casework.papers; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
