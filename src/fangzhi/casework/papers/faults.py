"""What can be wrong with a paper, each with one sentence in English and one in Chinese."""

# ruff: noqa: N818 - the names say what is wrong with the paper
from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class PaperError(ValueError):
    """Something is wrong with a template, a value or a file; `en` and `zh` say what and what to do."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(f"{en} {zh}")
        self.en = en
        self.zh = zh

    def sentence(self, *, chinese: bool) -> str:
        """The sentence in one language."""
        return self.zh if chinese else self.en


class UnknownTemplate(PaperError):
    """No template of this id is shipped or kept by the office."""

    def __init__(self, identity: str) -> None:
        super().__init__(
            f"There is no template {identity}: look at the list of templates.",
            f"没有名为{identity}的文书式样，请查看式样清单。",
        )


class UnusableTemplate(PaperError):
    """A template is no Word document, or holds what a template may not hold."""

    def __init__(self, name: str, why: str, why_zh: str) -> None:
        super().__init__(
            f"The template {name} cannot be used: {why}.",
            f"文书式样{name}无法使用：{why_zh}。",
        )


class MissingField(PaperError):
    """Values lack what a template prints; `fields` are their paths, as parties[1].name."""

    def __init__(self, name: str, fields: Sequence[str], labels: Sequence[tuple[str, str]]) -> None:
        self.template = name
        self.fields = tuple(fields)
        english = ", ".join(f"{label[0]} ({path})" for path, label in zip(fields, labels, strict=True))
        chinese = "、".join(f"{label[1]}（{path}）" for path, label in zip(fields, labels, strict=True))
        super().__init__(
            f"The template {name} needs values that are missing: {english}; fill them in and try again.",
            f"文书式样{name}缺少必填内容：{chinese}，请补填后重试。",
        )


class UnfitValue(PaperError):
    """A value is not of the form that the template asks for."""

    def __init__(self, name: str, value: object, form: str, form_zh: str) -> None:
        shown = str(value)[:60]
        super().__init__(
            f"The template {name} cannot print “{shown}”: {form} is expected.",
            f"文书式样{name}无法填入“{shown}”：应当是{form_zh}。",
        )


class UnusableDocument(PaperError):
    """What should become a PDF is no sound Word document."""

    def __init__(self, why: str, why_zh: str) -> None:
        super().__init__(f"The document cannot be laid out: {why}.", f"文书无法排版：{why_zh}。")


class MissingGlyph(PaperError):
    """Characters that no font at hand can draw; `characters` lists them."""

    def __init__(self, characters: Sequence[str]) -> None:
        self.characters = tuple(characters)
        named = "、".join(f"{char} (U+{ord(char):04X})" for char in self.characters)
        super().__init__(
            f"The fonts at hand cannot draw {named}: put a font that has them into the folder fonts of the "
            "state folder, or write them otherwise.",
            f"现有字体无法显示{named}：请将含有这些字的字体放入状态目录的 fonts 文件夹，或者改用其他写法。",
        )


class InvalidNumber(PaperError):
    """A document number is not of the form 京知裁字〔2026〕1号."""

    def __init__(self, shown: object, why: str, why_zh: str) -> None:
        super().__init__(
            f"“{shown}” is no document number such as 京知裁字〔2026〕1号: {why}.",
            f"“{shown}”不是“京知裁字〔2026〕1号”形式的文号：{why_zh}。",
        )


class AttachmentError(PaperError):
    """An attached file is not taken; `name` is its name."""

    def __init__(self, name: str, en: str, zh: str) -> None:
        self.name = name
        super().__init__(en, zh)


class NotWhatItSays(AttachmentError):
    """The bytes of a file are of another type than its name says."""

    def __init__(self, name: str, claimed: str, found: str) -> None:
        super().__init__(
            name,
            f"{name} says it is {claimed}, but its content is {found}: save it again or correct its name.",
            f"{name}的扩展名为{claimed}，但内容是{found}：请重新保存或者更正文件名。",
        )


class TooLarge(AttachmentError):
    """A file is larger than is allowed."""

    def __init__(self, name: str, size: int, limit: int) -> None:
        super().__init__(
            name,
            f"{name} has {size:,} bytes; at most {limit:,} are taken: split or shrink it.",
            f"{name}有{size:,}字节，最多接收{limit:,}字节：请拆分或者压缩后再上传。",
        )


class NotAccepted(AttachmentError):
    """A file is of a type that is not taken."""

    def __init__(self, name: str, claimed: str, found: str) -> None:
        super().__init__(
            name,
            f"{name} (named {claimed}, content {found}) is of a type that is not taken: attach a PDF, a "
            "picture, a recording, an office document without macros, a plain text or an archive.",
            f"{name}（扩展名{claimed}，内容{found}）的类型不予接收："
            "请提交PDF、图片、音视频、不含宏的办公文档、纯文本或者压缩包。",
        )


class UnusableItem(PaperError):
    """A part of the file of a case cannot be bound in."""

    def __init__(self, name: str, why: str, why_zh: str) -> None:
        super().__init__(f"{name} cannot be bound into the file: {why}.", f"“{name}”无法装入卷宗：{why_zh}。")
