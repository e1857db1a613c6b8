"""What the commands of the patent database say alike, in the language of the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fangzhi.commands import say, speaks_chinese

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from fangzhi.patents.store import Manifest, NoSnapshot

_WORDS = {
    # what a table is headed by
    "input": "原文", "number": "号码", "kind": "种类", "type": "专利类型", "year": "年份", "check": "校验位",
    "valid": "有效", "expected": "应为", "status": "状态", "ipc_main": "主分类号", "title": "名称",
    "applicants": "申请人", "application_date": "申请日", "publication_date": "公布日",
    "grant_date": "授权公告日",
    # what stands in it
    "invention": "发明", "utility_model": "实用新型", "design": "外观设计",
    "application": "申请号", "patent": "专利号", "publication": "公布公告号", "pct": "PCT", "unknown": "不明",
    "ok": "正确", "wrong": "不对", "missing": "未写",
    "in_force": "有效", "ended": "失效", "ungranted": "未授权",
}  # fmt: skip
"""Words of the commands in Chinese."""
_NAMED = ("kind", "type", "check", "status")
"""Columns whose values are words of ours."""


def either(english: str, chinese: str) -> str:
    """The sentence in the language of the terminal."""
    return chinese if speaks_chinese() else english


def word(name: str) -> str:
    """A type, kind, state or column in the language of the terminal."""
    return either(name, _WORDS.get(name, name))


def print_in_words(columns: tuple[str, ...], rows: Iterable[Mapping[str, Any]]) -> None:
    """Print a table in the language of the terminal; nothing where there are no rows."""
    from fangzhi.commands.printing import print_table

    shown = tuple(word(name) for name in columns)
    print_table(shown, [{word(name): _cell(name, row[name]) for name in columns} for row in rows])


def _cell(name: str, value: object) -> object:
    if isinstance(value, bool):
        return either("yes", "是") if value else either("no", "否")
    return word(value) if name in _NAMED and isinstance(value, str) else value


def no_snapshot(error: NoSnapshot) -> str:
    """That there is no such snapshot, none at all, or one of another version."""
    chinese = getattr(error, "message_zh", None) or (
        f"专利数据库没有快照 {error.id}；`fangzhi patents status` 列出现有的快照。"
        if error.id
        else "专利数据库中还没有数据；请用 `fangzhi patents load 文件…` 载入。"
    )
    return either(str(error), chinese)


def synthetic_mark() -> str:
    """What stands behind a line about synthetic records."""
    return either("  SYNTHETIC", "  合成数据")


def say_synthetic(manifest: Manifest) -> None:
    """Say that records are synthetic where some are."""
    if made_up := manifest.synthetic_rows:
        say(
            either(
                f"SYNTHETIC: {made_up:,} of the records are no real patents.",
                f"合成数据：库中 {made_up:,} 件并非真实专利。",
            )
        )
