"""A draft on its page: verdicts in the margin, right figures at a click, reasons that are kept, the file
back."""

from __future__ import annotations

import io
import json
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import docx
import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from fangzhi.chapter.checking import drafts
from fangzhi.chapter.checking.drafts import UNTOUCHED
from fangzhi.chapter.checking.models import CheckedDraft
from fangzhi.chapter.paper.markdown import markdown
from fangzhi.chapter.writing import write
from fangzhi.indicators.loads import shipped
from fangzhi.indicators.models import Acceptance
from tests.examples import HOSTILE
from tests.web.conftest import PASSWORD

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

MOST_QUERIES = 16
BODY = "2013年，发明专利申请67545件，同比增长28.1%，居全国第5位。举办展览会12场。\n"
TEXT = f"### 北京市\n\n{BODY}"
pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> Client:
    """A person signed in, beside the shipped figures and tables."""
    shipped.plant()
    shipped.plant_tables()
    return signed_in("editor")


def signed_in(name: str) -> Client:
    User.objects.create_user(name, password=PASSWORD)
    client = Client()
    client.login(username=name, password=PASSWORD)
    return client


def given(client: Client, content: str | bytes = TEXT, name: str = "draft.txt", **more: str) -> Any:
    """The answer to a draft that is uploaded."""
    data = content.encode() if isinstance(content, str) else content
    return client.post("/check", {"file": SimpleUploadedFile(name, data), "year": "2013", **more})


def desk(client: Client, content: str | bytes = TEXT, name: str = "draft.txt", **more: str) -> str:
    """The address of a draft that was taken."""
    answer = given(client, content, name, **more)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"]).partition("?")[0]


def html(client: Client, address: str, **query: str) -> str:
    answer = client.get(address, query)
    assert answer.status_code == 200
    return answer.content.decode()


def figures(client: Client, address: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(client.get(f"{address}.json").content)["figures"]
    return found


def code(client: Client, address: str, quote: str) -> str:
    return str(next(one["id"] for one in figures(client, address) if one["quote"] == quote))


def decide(client: Client, address: str, quote: str, verb: str, **more: str) -> Any:
    return client.post(f"{address}/decide", {"figure": code(client, address, quote), "verb": verb, **more})


def back(client: Client, address: str) -> str:
    return client.get(f"{address}/file").content.decode()


def test_the_answer_comes_first_with_the_words_of_every_verdict(officer: Client) -> None:
    page = html(officer, desk(officer))
    assert "稿件中有 2 个数字与现有数据不符" in page
    for words in ("不一致", "四舍五入后一致", "无从对照", "应为", "67554件", "第4位"):
        assert words in page
    english = html(officer, desk(officer), lang="en")
    assert "2 figures of the draft contradict what is kept." in english
    assert "nothing known" in english


def test_a_pasted_text_is_checked_like_a_file(officer: Client) -> None:
    answer = officer.post(
        "/check", {"text": "2013年，发明专利申请67545件。", "year": "2013", "region": "110000"}
    )
    page = html(officer, answer["Location"])
    assert "粘贴的文字" in page
    assert "67554件" in page


def test_the_right_figure_is_taken_at_one_click_and_left_again(officer: Client) -> None:
    address = desk(officer)
    assert back(officer, address) == TEXT
    assert decide(officer, address, "67545件", "take").status_code == 302
    page = html(officer, address)
    assert "<del>67545件</del>" in page
    assert back(officer, address) == TEXT.replace("67545件", "67554件")
    decide(officer, address, "67545件", "leave")
    assert back(officer, address) == TEXT


def test_all_right_figures_are_taken_at_once(officer: Client) -> None:
    address = desk(officer)
    assert "全部改正（2 处）" in html(officer, address)
    officer.post(f"{address}/decide", {"verb": "take-all"})
    assert back(officer, address) == TEXT.replace("67545件", "67554件").replace("第5位", "第4位")
    assert "没有待决定的不符数字" in html(officer, address)


def test_a_contradiction_inside_the_draft_is_decided_by_the_person(officer: Client) -> None:
    """Nobody knows which of the two is right, so it is not among those put right at once."""
    text = f"{TEXT}\n全年举办展览会21场。\n"
    address = desk(officer, text)
    assert "全部改正（2 处）" in html(officer, address)
    officer.post(f"{address}/decide", {"verb": "take-all"})
    assert "21场" in back(officer, address)
    decide(officer, address, "21场", "take")
    assert "21场" not in back(officer, address)


def test_a_fall_is_put_right_with_its_verb(officer: Client) -> None:
    text = "### 北京市\n\n2013年，发明专利申请67554件，同比下降28.1%。\n"
    address = desk(officer, text)
    decide(officer, address, "28.1%", "take")
    assert back(officer, address) == text.replace("下降", "增长")


def test_a_figure_is_kept_with_a_reason_that_stays(officer: Client) -> None:
    address = desk(officer)
    empty = decide(officer, address, "67545件", "keep", reason=" ")
    assert empty.status_code == 400
    assert "请说明为什么保留原数字" in empty.content.decode()
    decide(officer, address, "67545件", "keep", reason="依省局口径")
    page = html(officer, address)
    assert "依省局口径" in page
    assert "稿件中有 1 个数字与现有数据不符" in page
    kept = Acceptance.objects.get()
    assert (kept.reason, kept.made_by, kept.expected, kept.accepted) == (
        "依省局口径",
        "editor",
        "67554",
        True,
    )
    again = desk(officer, name="again.txt")
    assert next(one["kept"] for one in figures(officer, again) if one["quote"] == "67545件") == "依省局口径"
    decide(officer, address, "67545件", "keep-no-longer", reason="口径已统一")
    assert "稿件中有 2 个数字与现有数据不符" in html(officer, address)
    assert Acceptance.objects.count() == 2


def test_keeping_a_figure_leaves_the_right_one(officer: Client) -> None:
    address = desk(officer)
    decide(officer, address, "67545件", "take")
    decide(officer, address, "67545件", "keep", reason="依省局口径")
    assert back(officer, address) == TEXT


def test_what_is_not_in_question_cannot_be_decided(officer: Client) -> None:
    address = desk(officer)
    answer = decide(officer, address, "28.1%", "take")
    assert answer.status_code == 400
    assert "已不存在疑问" in answer.content.decode()


@pytest.mark.parametrize("heading", ["### 北京市", "**北京市**", "北京市"])
def test_the_draft_is_narrowed_to_a_verdict_under_its_headings(officer: Client, heading: str) -> None:
    address = desk(officer, f"### 天津市\n\n发明专利申请21946件。\n\n{heading}\n\n{BODY}")
    page = html(officer, address, only="differs")
    assert "67545件" in page
    assert re.search(r'<h2 class="heading" lang="zh">北京市</h2>', page)
    assert "21946件" not in page
    assert "天津" not in re.sub(r"<option.*?</option>", "", page)
    assert officer.get(address, {"only": "nonsense"}).status_code == 404


def test_a_word_draft_comes_back_as_one_with_its_formatting(officer: Client) -> None:
    document = docx.Document()
    document.add_heading("北京市", 2)
    paragraph = document.add_paragraph("2013年，发明专利申请")
    paragraph.add_run("675").bold = True
    paragraph.add_run("45件").italic = True
    paragraph.add_run("。")
    saved = io.BytesIO()
    document.save(saved)
    address = desk(officer, saved.getvalue(), "北京.docx")
    decide(officer, address, "67545件", "take")
    answer = officer.get(f"{address}/file")
    assert answer["Content-Type"].startswith("application/vnd.openxmlformats")
    assert "%E5%8C%97%E4%BA%AC-checked.docx" in answer["Content-Disposition"]
    runs = [run for run in docx.Document(io.BytesIO(answer.content)).paragraphs[1].runs if run.text]
    assert [(run.text, run.bold) for run in runs] == [
        ("2013年，发明专利申请", None), ("67554件", True), ("。", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "name", "more", "words"),
    [
        (b"", "empty.txt", {}, "空"),
        (b"%PDF-1.4 broken", "broken.pdf", {}, "损坏"),
        (b"PK\x03\x04 broken", "broken.docx", {}, "损坏"),
        ("### 北京市\n\n2012年，专利申请9件。\n".encode(), "old.txt", {}, "请按 2012 年的稿件核对"),
        (TEXT.encode(), "draft.txt", {"year": "13"}, "四位"),
        (TEXT.encode(), "draft.txt", {"region": "999999"}, "请选择所列地区之一"),
    ],
)
def test_a_draft_that_cannot_be_used_is_refused_in_one_sentence(
    officer: Client, content: bytes, name: str, more: dict[str, str], words: str
) -> None:
    answer = given(officer, content, name, **more)
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert not CheckedDraft.objects.exists()


def test_a_form_without_file_and_text_asks_for_one(officer: Client) -> None:
    answer = officer.post("/check", {"year": "2013"})
    assert answer.status_code == 400
    assert "请先选择文件或粘贴文字" in answer.content.decode()


def test_a_draft_too_large_is_refused_before_it_is_opened(
    officer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafts, "LARGEST", 10)
    file = SimpleUploadedFile("report.pdf", b"%PDF-1.7 and no more of it")
    answer = officer.post("/check", {"year": "2013", "file": file})
    assert answer.status_code == 400
    assert "fangzhi check" in answer.content.decode()


def test_a_draft_too_long_is_refused(officer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "LONGEST", 10)
    answer = officer.post("/check", {"year": "2013", "text": "2013年，专利申请12件。"})
    assert answer.status_code == 400
    assert "fangzhi check" in answer.content.decode()


def test_a_year_of_too_many_digits_is_none(officer: Client) -> None:
    answer = officer.post("/check", {"year": "2" * 5000, "text": "专利申请12件。"})
    assert answer.status_code == 400
    assert "年度请写四位数字" in answer.content.decode()


def test_what_is_not_read_is_said(officer: Client) -> None:
    text = "### 台湾省\n\n2013年，举办展览会12场。\n\n![图](a.png)\n"
    page = html(officer, desk(officer, text, "draft.md"))
    assert "没有台湾省 2013 年的数据" in page
    assert "稿件中有 1 张图片，图片中的数字没有阅读" in page
    assert "稿件中没有发现数据" in html(officer, desk(officer, "### 北京市\n\n继续做好宣传工作。\n"))


def test_only_its_owner_sees_a_draft(officer: Client) -> None:
    address = desk(officer)
    stranger = signed_in("other")
    assert stranger.get(address).status_code == 404
    assert stranger.get(f"{address}/file").status_code == 404
    assert stranger.post(f"{address}/drop").status_code == 404
    assert "draft.txt" in html(officer, "/check")
    assert "draft.txt" not in html(stranger, "/check")


def test_a_reader_is_led_to_the_sign_in(officer: Client) -> None:
    address = desk(officer)
    reader = Client()
    for path in ("/check", address, f"{address}/file"):
        assert reader.get(path)["Location"].startswith("/sign-in")
    assert reader.post(f"{address}/decide", {}).status_code == 403
    assert given(reader).status_code == 403


def test_a_draft_is_dropped_by_its_owner_or_after_thirty_days(officer: Client) -> None:
    address = desk(officer)
    officer.post(f"{address}/drop")
    assert officer.get(address).status_code == 404
    old = desk(officer)
    CheckedDraft.objects.update(touched_at=timezone.now() - UNTOUCHED - timedelta(hours=1))
    desk(officer, name="new.txt")
    assert officer.get(old).status_code == 404


def test_a_hostile_draft_stays_text(officer: Client) -> None:
    page = html(officer, desk(officer, HOSTILE.replace("2014", "2013"), "<script>alert(9)</script>.txt"))
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_the_data_of_a_page_are_the_same_in_json_and_csv(officer: Client) -> None:
    address = desk(officer)
    rows = officer.get(f"{address}.csv").content.decode().splitlines()
    assert rows[0].startswith("start,end,quote,region,place,indicator,measure,period,value,unit,verdict")
    assert len(rows) == 1 + len(figures(officer, address))


def test_a_long_draft_is_shown_in_parts_with_few_queries(
    officer: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    address = desk(officer, markdown(write(2013)), "chapter.md")
    with django_assert_max_num_queries(MOST_QUERIES):
        page = html(officer, address)
    assert "没有待决定的不符数字" in page
    assert "下一部分" in page


def test_a_draft_that_a_source_has_overtaken_is_told_so(officer: Client) -> None:
    """What was in question a moment ago need not be so now."""
    address = desk(officer)
    answer = officer.post(f"{address}/decide", {"figure": "0" * 20, "verb": "take"})
    assert answer.status_code == 400
