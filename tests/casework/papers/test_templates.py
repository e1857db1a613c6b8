"""The shipped templates: complete, in step with their description, carrying what every form carries."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from fangzhi.casework.papers import (
    UnknownTemplate,
    UnusableTemplate,
    field_names,
    fields,
    optional_fields,
    remedy,
    render,
    template,
    templates,
)
from fangzhi.casework.papers.register import shipped, template_for
from fangzhi.casework.papers.vocabulary import vocabulary
from tests.casework.papers.made import dense, lines, rendered, values, word_lines
from tools import papers

if TYPE_CHECKING:
    from pathlib import Path

IDS = list(shipped())
RECORDS = {"infringement-hearing-record", "infringement-panel-record", "mediation-record"}
FORMS = {"infringement-extension", "infringement-docketing-approval", "common-cover", "common-contents"}
NAMES = """
补正通知书 立案通知书 答辩通知书 送达回证 中止处理通知书 恢复处理通知书 口头审理通知书 审理笔录 合议笔录
延长办案期限审批表 专利侵权纠纷案件行政裁决书 专利侵权纠纷处理决定书 专利侵权纠纷调解协议书
撤销专利侵权纠纷案件决定书 补正（更正）决定书 催告书 强制执行申请书 立案审批表 案件移送函
追加当事人通知书 专利侵权纠纷处理请求不予受理通知书 陈述意见通知书 不予立案通知书 调解笔录 调解协议书
撤案通知书 司法确认申请书 期限说明 案件基本情况表 卷宗封面 卷内文件目录
"""


@pytest.fixture(scope="module")
def written() -> tuple[dict[str, bytes], str]:
    """What the tool would write now."""
    return papers.written()


def test_every_document_of_a_case_is_shipped() -> None:
    """Infringement, mediation of other disputes, and what both need."""
    assert set(NAMES.split()) <= {one.name_zh for one in shipped().values()}


@pytest.mark.parametrize("identity", IDS)
def test_the_word_file_is_in_step_with_its_description(
    identity: str, written: tuple[dict[str, bytes], str]
) -> None:
    """`python -m tools.papers` would change nothing."""
    assert written[0][identity] == shipped()[identity].content


def test_the_register_is_in_step_with_the_fields_of_the_files(written: tuple[dict[str, bytes], str]) -> None:
    """The column of needed fields is written by the tool."""
    assert papers.REGISTER.read_text(encoding="utf-8") == written[1]


def test_no_description_and_no_word_file_is_left_over() -> None:
    """One description and one file for each row."""
    assert {path.stem for path in papers.FORMS.glob("*.txt")} | {"infringement-decision-2013"} == set(IDS)
    assert {path.stem for path in (papers.PAPERS / "templates").glob("*.docx")} == set(IDS)


@pytest.mark.parametrize("identity", IDS)
def test_every_form_carries_its_title_version_pages_and_copies(identity: str) -> None:
    """Title, who issues it, copies and addressees; version of the template and page x of y in the footer."""
    one = shipped()[identity]
    text = dense("".join(word_lines(rendered(identity))))
    title = "示例科技有限公司与示例制造有限公司专利侵权纠纷案" if identity == "common-cover" else one.name_zh
    assert title in text
    assert "示例市知识产权局" in text
    assert f"本文书一式{'〇一二三四'[one.copies]}份：{one.addressees}" in text
    footer = papers.footer({"id": one.id, "version": one.version})
    assert {" PAGE ", " NUMPAGES ", f"文书式样 {one.id} {one.version}"} <= set(
        footer.replace(">", "<").split("<")
    )


@pytest.mark.parametrize("identity", sorted(set(IDS) - FORMS))
def test_every_document_names_its_legal_ground(identity: str) -> None:
    """The instrument and article come from the rules, as a value."""
    assert "legal_ground" in fields(shipped()[identity])


@pytest.mark.parametrize(
    "identity", sorted(set(IDS) - {"common-contents", "common-case-sheet", "mediation-confirmation"})
)
def test_every_document_has_a_place_for_its_number(identity: str) -> None:
    """Joint requests of the parties and lists of what lies in the file are not numbered by the office."""
    assert "number" in fields(shipped()[identity])


@pytest.mark.parametrize("identity", sorted(set(IDS) - RECORDS - FORMS - {"infringement-docketing-approval"}))
def test_every_document_that_leaves_the_office_has_its_day(identity: str) -> None:
    """Records carry the time of the sitting instead."""
    assert "date" in fields(shipped()[identity])


def test_what_belongs_to_the_sealed_part_says_so_in_print() -> None:
    """Deliberation and internal approvals (副卷)."""
    sealed = {one.id for one in shipped().values() if one.sealed}
    assert sealed == {
        "infringement-panel-record",
        "infringement-extension",
        "infringement-docketing-approval",
        "handover-approval",
        "passing-off-docketing",
        "passing-off-refusal",
        "passing-off-report",
        "passing-off-review",
    }
    assert all("副卷" in "".join(word_lines(rendered(identity))) for identity in sealed)
    assert not any("副卷" in "".join(word_lines(rendered(one))) for one in set(IDS) - sealed)


@pytest.mark.parametrize("identity", IDS)
def test_every_value_has_a_name_in_both_languages(identity: str) -> None:
    """So that a missing one can be asked for."""
    one = shipped()[identity]
    paths = fields(one) | optional_fields(one)
    assert [path for path in paths if path not in vocabulary()] == []
    assert all(field_names(path)[0].isascii() and not field_names(path)[1].isascii() for path in paths)


def test_no_value_is_described_that_no_template_prints() -> None:
    """The vocabulary is no larger than its use."""
    used = set().union(*(fields(one) | optional_fields(one) for one in shipped().values()))
    assert set(vocabulary()) - used == set()


@pytest.mark.parametrize("identity", IDS)
def test_brackets_of_numbers_are_those_of_the_standard(identity: str) -> None:
    """U+3014 and U+3015, never square brackets."""
    text = "".join(word_lines(rendered(identity)))
    assert "[" not in text
    assert "【" not in text


def test_a_decision_before_2019_bears_its_old_name() -> None:
    """处理决定书 became 行政裁决书 with the guide of 2019."""
    assert template_for("infringement-decision", date(2018, 12, 31)).name_zh == "专利侵权纠纷处理决定书"
    assert template_for("infringement-decision", date(2019, 1, 1)).name_zh == "专利侵权纠纷案件行政裁决书"
    assert template_for("infringement-stay", date(2013, 5, 1)).id == "infringement-stay"


def test_the_remedy_clause_is_that_of_the_day() -> None:
    """Six months to sue since 2015-05-01, three before; a decision on infringement always fifteen days."""
    assert "六个月" in remedy("infringement-refusal", date(2026, 1, 5))
    assert "三个月" in remedy("infringement-refusal", date(2013, 1, 5))
    assert "十五日" in remedy("infringement-decision", date(2026, 1, 5))
    assert remedy("infringement-stay", date(2026, 1, 5)) == ""


@pytest.mark.parametrize("identity", [one.id for one in shipped().values() if one.remedy])
def test_a_document_with_a_remedy_clause_prints_it(identity: str) -> None:
    """The clause is a needed value of just those templates."""
    assert "remedy" in fields(shipped()[identity])


def test_without_a_remedy_clause_none_is_asked_for() -> None:
    """The register and the templates agree."""
    assert {one.id for one in shipped().values() if "remedy" in fields(one)} == {
        one.id for one in shipped().values() if one.remedy
    }


def test_an_unknown_template_is_named() -> None:
    """In both languages."""
    with pytest.raises(UnknownTemplate, match="nothing-such") as refusal:
        template("nothing-such")
    assert "没有名为nothing-such的文书式样" in refusal.value.sentence(chinese=True)


def test_an_office_replaces_a_template_by_its_own(tmp_path: Path) -> None:
    """The file <id>.docx goes before the shipped one; the version beside it, else its digest."""
    (tmp_path / "infringement-stay.docx").write_bytes(lines("本局样式：{{ number }}", "{{ own.value }}"))
    one = template("infringement-stay", tmp_path)
    assert one.own
    assert one.version.startswith("own-")
    assert one.fields == ("number", "own.value")
    assert one.name_zh == "中止处理通知书"
    (tmp_path / "infringement-stay.version").write_text("2027.1\n", encoding="utf-8")
    assert templates(tmp_path)["infringement-stay"].version == "2027.1"
    assert not templates(tmp_path)["infringement-resume"].own
    assert "本局样式：5号" in word_lines(render(one, {"number": "5号", "own": {"value": "甲"}}))


def test_an_offices_broken_template_is_refused_by_name(tmp_path: Path) -> None:
    """One sentence, no traceback."""
    (tmp_path / "infringement-stay.docx").write_bytes(b"no Word file at all")
    with pytest.raises(
        UnusableTemplate, match=r"infringement-stay\.docx cannot be used: it is no Word document"
    ):
        template("infringement-stay", tmp_path)


def test_the_state_folder_is_where_an_offices_templates_lie(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """$FANGZHI_HOME/templates."""
    monkeypatch.setenv("FANGZHI_HOME", str(tmp_path))
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "common-deadline.docx").write_bytes(lines("{{ date|date }}"))
    assert template("common-deadline").fields == ("date",)


def test_the_shipped_files_are_small_and_carry_nothing_but_text() -> None:
    """No macros, no pictures, no links to anywhere."""
    for identity in IDS:
        with ZipFile(papers.PAPERS / "templates" / f"{identity}.docx") as archive:
            assert sum(member.file_size for member in archive.infolist()) < 120_000
            assert all(name.endswith((".xml", ".rels")) for name in archive.namelist())
            assert b'TargetMode="External"' not in b"".join(archive.read(name) for name in archive.namelist())


def test_a_needed_value_left_out_is_always_noticed() -> None:
    """For every template and every needed value at the top."""
    from fangzhi.casework.papers import MissingField

    for identity in IDS:
        whole = values(identity)
        for name in {path.partition(".")[0].removesuffix("[]") for path in shipped()[identity].fields}:
            without = {key: value for key, value in whole.items() if key != name}
            with pytest.raises(MissingField) as refusal:
                render(shipped()[identity], without)
            assert all(path.partition(".")[0] == name for path in refusal.value.fields)
