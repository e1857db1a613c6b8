"""What a register's declaration may not say."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.utils import translation

from fangzhi.casework import service
from fangzhi.casework.declaration import RESERVED, BadDeclaration, Counted, check, register


@pytest.mark.parametrize("name", sorted(RESERVED))
def test_no_act_of_a_register_has_the_name_of_an_event_of_the_kernel(name: str) -> None:
    """It would be read as the kernel's, for example as the correction of a date."""
    kind = register("mediation")
    act = replace(kind.transitions[-1], id=name)
    with pytest.raises(BadDeclaration, match=name):
        check(replace(kind, transitions=(*kind.transitions[:-1], act), counts=()))


def test_no_field_is_named_as_a_part_of_the_proof_of_service(monkeypatch: pytest.MonkeyPatch) -> None:
    """Serving a document would overwrite it."""
    monkeypatch.setattr(service, "PROOF", (*service.PROOF, "respondent"))
    with pytest.raises(BadDeclaration, match="respondent"):
        check(register("infringement"))


def test_two_registers_never_share_a_code() -> None:
    """It is part of every access class."""
    with pytest.raises(BadDeclaration, match="belongs to infringement"):
        check(replace(register("mediation"), id="other", code=register("infringement").code))


@pytest.mark.parametrize("added", ["place", "nothing"])
def test_only_what_its_acts_ask_for_is_added_up(added: str) -> None:
    """And of the act itself: a field of the record says what it is now, not what it was then."""
    kind = register("campaign")
    counted = Counted("report", "report", ("report",), adds=added)
    with pytest.raises(BadDeclaration, match=f"report does not ask for {added}"):
        check(replace(kind, counts=(counted,)))


@pytest.mark.parametrize(
    ("context", "word", "casework", "elsewhere"),
    [
        ("office", "Code", "机关代码", "验证码"),
        ("office", "Rank", "级别", "名次"),
        ("column", "Count", "统计项目", "统计条数"),
        ("button", "Count", "统计", "统计条数"),
        ("case", "Document", "文书", "文献"),
        ("penalty", "Serve the decision", "送达行政处罚决定书", "送达裁决书"),
        ("penalty", "Day of the hearing", "听证日期", "口头审理日期"),
    ],
)
def test_a_word_with_two_meanings_is_said_for_each(
    context: str, word: str, casework: str, elsewhere: str
) -> None:
    with translation.override("zh-hans"):
        assert (translation.pgettext(context, word), translation.gettext(word)) == (casework, elsewhere)
