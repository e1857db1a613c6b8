"""From values to a Word document: strict about what is missing, blind to everything but the values."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangzhi.casework.papers import (
    MissingField,
    UnfitValue,
    UnusableTemplate,
    fields,
    optional_fields,
    render,
    template,
)
from fangzhi.casework.papers.archive import MAX_PARTS, pack, unpack
from fangzhi.casework.papers.sandbox import cleaned, han
from tests.casework.papers.made import lines, office_template, rendered, values, word, word_lines

PRINTABLE = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Zl", "Zp")), min_size=1
)


def test_the_same_values_give_the_same_bytes() -> None:
    """In this process and in another one."""
    code = (
        "import hashlib; from tests.casework.papers.made import rendered;"
        "print(hashlib.sha256(rendered('infringement-decision')).hexdigest())"
    )
    import hashlib

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == hashlib.sha256(rendered("infringement-decision")).hexdigest()
    again = render(template("infringement-decision"), dict(reversed(values("infringement-decision").items())))
    assert again == rendered("infringement-decision")


def test_the_document_carries_no_time_and_no_author() -> None:
    """Members of the archive are dated 1980, the properties hold the title alone."""
    with ZipFile(BytesIO(rendered("infringement-stay"))) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        properties = archive.read("docProps/core.xml").decode()
    assert "中止处理通知书" in properties
    assert "created" not in properties
    assert "creator" not in properties


def test_all_missing_values_are_named_at_once_in_both_languages() -> None:
    """With their place in a list."""
    given_values = values("infringement-stay") | {"petitioner": None}
    del given_values["respondent"], given_values["office"]["name"]
    with pytest.raises(MissingField) as refusal:
        render(template("infringement-stay"), given_values)
    assert set(refusal.value.fields) == {"office.name", "petitioner", "respondent"}
    assert "Petitioner (petitioner)" in refusal.value.sentence(chinese=False)
    assert "本局名称（office.name）" in refusal.value.sentence(chinese=True)


def test_a_value_missing_in_one_entry_of_a_list_is_named_with_its_place() -> None:
    """The second member of the panel has no name."""
    given_values = values("infringement-docketing")
    del given_values["panel"][1]["name"]
    with pytest.raises(MissingField, match=r"Name of a panel member \(panel\[1\]\.name\)"):
        render(template("infringement-docketing"), given_values)


def test_what_a_template_only_asks_for_may_be_missing() -> None:
    """No hearing, no answer, no evidence: the decision says so or leaves it out."""
    given_values = values("infringement-decision")
    for name in ("hearing", "answer", "evidence"):
        del given_values[name]
    text = "".join(word_lines(render(template("infringement-decision"), given_values)))
    assert "被请求人未在规定期限内提交答辩意见" in text
    assert "当事人未提交证据" in text
    assert "口头审理" not in text


def test_within_a_condition_that_holds_a_value_is_needed() -> None:
    """A hearing without its place cannot be printed."""
    given_values = values("infringement-decision")
    del given_values["hearing"]["place"]
    with pytest.raises(MissingField, match=r"hearing\.place"):
        render(template("infringement-decision"), given_values)


def test_values_that_are_not_printed_are_ignored() -> None:
    """An act may freeze more than one document needs."""
    more = values("infringement-stay") | {"something": {"else": [1, 2]}, "own": None}
    assert render(template("infringement-stay"), more) == rendered("infringement-stay")


def test_needed_and_optional_values_of_a_template_are_told_apart() -> None:
    """Conditions, alternatives and defaults make a value optional; loops name the entries."""
    one = office_template(
        "{{ a.b }}{% if c %}{{ c.d }}{% endif %}{{ e or '无' }}{{ f|default('无') }}",
        "{% for g in gs %}{{ g.h }}{{ loop.index }}{% endfor %}{{ list[0].k }}{{ a['m'] }}",
    )
    assert fields(one) == {"a.b", "gs", "gs[].h", "list[].k", "a.m"}
    assert optional_fields(one) == {"c", "c.d", "e", "f"}


@given(PRINTABLE)
def test_any_text_stands_in_the_document_as_it_was_given(text: str) -> None:
    """Signs of XML, of Jinja and of docxtpl included."""
    made = render(office_template("甲{{ x }}乙"), {"x": text})
    assert word_lines(made) == [f"甲{text}乙"]


@pytest.mark.parametrize(
    "text",
    ["<w:p/>&amp;", "{{ 7*7 }}", "{% if x %}", "{_{x}_}", "{_%", "%_}", "]]>", "“引号”‘'", "{{r x }}", "#}"],
)
def test_a_value_is_never_taken_for_a_template(text: str) -> None:
    """Neither before nor after it is filled in."""
    assert word_lines(render(office_template("{{ x }}"), {"x": text})) == [text]


def test_a_line_of_a_value_becomes_a_paragraph_of_the_same_form() -> None:
    """So that long reasons keep their indent."""
    made = render(
        template("infringement-refusal"), values("infringement-refusal") | {"reasons": "一\r\n二\n三\n"}
    )
    assert [one for one in word_lines(made) if one and one in "一二三"] == ["一", "二", "三"]


def test_what_xml_cannot_hold_becomes_visible() -> None:
    """Control characters and half pairs are replaced, never dropped."""
    assert cleaned("a\x00b\x07c\x0cd\ud800e") == "a\ufffdb\ufffdc\ufffdd\ufffde"
    assert word_lines(render(office_template("{{ x }}"), {"x": "a\x00b\x0cc\td"}))[0].startswith(
        "a\ufffdb\ufffdc"
    )


def test_numbers_flags_and_days_are_printed_as_an_office_writes_them() -> None:
    """Filters: date, han_date, han, yuan; a flag is 是 or 否."""
    one = office_template(
        "{{ n }}|{{ yes }}|{{ no }}|{{ d|date }}|{{ d|han_date }}|{{ n|han }}|{{ fen|yuan }}"
    )
    made = render(one, {"n": 12, "yes": True, "no": False, "d": "2026-10-05", "fen": 123456789})
    assert word_lines(made) == ["12|是|否|2026年10月5日|二〇二六年十月五日|十二|1,234,567.89元"]


@pytest.mark.parametrize(
    ("number", "word_"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九"), (100, "100")]
)
def test_numerals_count_as_headings_do(number: int, word_: str) -> None:
    """Beyond ninety-nine in digits."""
    assert han(number) == word_


@pytest.mark.parametrize(
    ("field", "value", "form"),
    [
        ("{{ x|date }}", "5 January", "a day such as 2026-01-05"),
        ("{{ x|han_date }}", 20260105.5, "a day such as 2026-01-05"),
        ("{{ x|han }}", "one", "a whole number"),
        ("{{ x|yuan }}", 1.5, "a whole number of fen"),
        ("{{ x }}", {"a": 1}, "a text or a number"),
        ("{{ x }}", [1], "a text or a number"),
    ],
)
def test_a_value_of_the_wrong_form_is_refused_with_what_is_expected(
    field: str, value: object, form: str
) -> None:
    """Naming the template and the value."""
    with pytest.raises(UnfitValue, match=form):
        render(office_template(field), {"x": value})


@pytest.mark.parametrize(
    "attack",
    [
        "{{ x.__class__ }}",
        "{{ x['__class__'] }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ x|attr('__class__') }}",
        "{{ x.upper() }}",
        "{{ '%999999999d'|format(1) }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ lipsum() }}",
        "{{ 'a' * 999999999 }}",
        "{{ 9 ** 9 ** 9 }}",
        "{{ '%999999999d' % 1 }}",
        "{{ range(9) }}",
        "{% set a = x %}",
        "{% macro m() %}{% endmacro %}",
        "{% include 'x' %}",
        "{% import 'x' as y %}",
        "{% extends 'x' %}",
        "{% for a in x recursive %}{{ loop(a) }}{% endfor %}",
        "{{ self.__init__ }}",
        "{{ loop.__class__ }}",
        "{{ [1,2].append }}",
        "{{ x.format }}",
        "{{ not closed",
        "{% if x %}",
        "{% unknown %}",
    ],
)
def test_a_template_reaches_nothing_but_its_values(attack: str) -> None:
    """Whatever it tries, it is refused with one sentence or finds a value missing, and shows nothing."""
    with pytest.raises((UnusableTemplate, MissingField)) as refusal:
        render(office_template(attack), {"x": "text"})
    assert "Traceback" not in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_field_in_the_properties_of_a_template_is_refused() -> None:
    """They are written without values."""

    def build(document):
        document.core_properties.title = "{{ x }}"

    with pytest.raises(UnusableTemplate, match="its properties hold fields"):
        render(template("infringement-stay")._replace(content=word(build)), {"x": "a"})


def _with(name: str, content: bytes) -> bytes:
    return pack({**unpack(lines("文")), name: content})


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "it is no Word document"),
        (b"PK\x03\x04 cut off", "it is no Word document"),
        (pack({"xl/workbook.xml": b"<a/>"}), "it is no Word document"),
        (_with("word/vbaProject.bin", b"macros"), "it carries macros"),
        (_with("word/document.xml", b"<not xml"), "it is a damaged Word document"),
        (lines("文")[:2000], "it is no Word document"),
        (
            pack({f"{at}.xml": b"" for at in range(MAX_PARTS + 1)}),
            "it unpacks to more than a document can be",
        ),
    ],
)
def test_what_is_no_sound_word_document_is_no_template(content: bytes, why: str) -> None:
    """Each with its reason in both languages."""
    with pytest.raises(UnusableTemplate, match=why) as refusal:
        render(template("infringement-stay")._replace(content=content), {})
    assert refusal.value.zh.startswith("文书式样infringement-stay无法使用：")


def test_a_document_that_unpacks_without_end_is_refused() -> None:
    """Its stated size is looked at before anything is unpacked."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 101_000_000)
    with pytest.raises(UnusableTemplate, match="unpacks to more"):
        render(template("infringement-stay")._replace(content=out.getvalue()), {})


def test_fields_in_header_and_footer_are_filled_as_well() -> None:
    """An office's letterhead may carry the case number."""

    def build(document):
        document.sections[0].header.paragraphs[0].text = "案号 {{ case_number }}"
        document.sections[0].footer.paragraphs[0].text = "{{ office.name }}"
        document.add_paragraph("正文")

    one = template("infringement-stay")._replace(content=word(build))
    assert fields(one) == {"case_number", "office.name"}
    parts = unpack(render(one, {"case_number": "1号", "office": {"name": "局"}}))
    assert "案号 1号" in parts["word/header1.xml"].decode()
