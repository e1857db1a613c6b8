"""Why a file cannot be read: one sentence in English and in Chinese that says what to do."""

from __future__ import annotations

from pathlib import PurePath

REFUSALS = {
    "empty": (
        "{name} is empty: choose the file that holds the text.",
        "{name} 是空文件：请选择含有正文的文件。",
    ),
    "binary": (
        "{name} is neither text nor Word, PDF or HTML: save it as .docx, .pdf, .html or plain text.",
        "{name} 既不是文本，也不是 Word、PDF 或 HTML 文档：请另存为 .docx、.pdf、.html 或纯文本。",
    ),
    "old_word": (
        "{name} is in an old Word or WPS format: save it as .docx.",
        "{name} 是旧版 Word 或 WPS 格式：请另存为 .docx。",
    ),
    "encoding": (
        "{name} is text in an encoding other than UTF-8 or GB18030: save it as UTF-8.",
        "{name} 的编码不是 UTF-8 或 GB18030：请另存为 UTF-8。",
    ),
    "scan": (
        "{name} holds pictures of pages without a text layer: run text recognition (OCR) on it first.",
        "{name} 是没有文字层的扫描件：请先进行文字识别（OCR）。",
    ),
    "too_large": (
        "{name} is larger than 100 MB: divide it and load the parts.",
        "{name} 超过 100 MB：请拆分后再导入。",
    ),
    "unpacks_too_large": (
        "{name} unpacks to far more than a document holds: save its text in a new file.",
        "{name} 解压后远超正常文档大小：请将正文另存为新文件。",
    ),
    "not_chinese": (
        "{name} holds no Chinese characters, and Fangzhi reads Chinese: choose the Chinese text.",
        "{name} 中没有汉字，本系统只读中文：请选择中文文本。",
    ),
    "broken_docx": (
        "{name} is a damaged Word document: open it in a word processor and save it again.",
        "{name} 是已损坏的 Word 文档：请用文字处理软件打开后重新保存。",
    ),
    "broken_pdf": (
        "{name} is a damaged PDF: open it in a PDF reader and save it again.",
        "{name} 是已损坏的 PDF：请用 PDF 阅读器打开后重新保存。",
    ),
    "broken_html": (
        "{name} is HTML nested too deeply to be a page: save its text as plain text.",
        "{name} 的 HTML 嵌套过深，不是正常网页：请将正文另存为纯文本。",
    ),
    "encrypted": (
        "{name} is protected by a password: save it without one.",
        "{name} 有密码保护：请取消密码后另存。",
    ),
    "missing": ("{name} does not exist: check the path.", "{name} 不存在：请检查路径。"),
    "not_a_file": (
        "{name} is a folder or a device, not a file: name the files to be read.",
        "{name} 是文件夹或设备，不是文件：请指明要读取的文件。",
    ),
    "no_permission": (
        "{name} may not be read by this user: change its permissions or copy it.",
        "当前用户无权读取 {name}：请修改权限或另行复制。",
    ),
    "unreadable": (
        "{name} cannot be read from the disk: check the disk or copy the file.",
        "无法从磁盘读取 {name}：请检查磁盘或另行复制。",
    ),
}


class UnreadableDocument(ValueError):  # noqa: N818 - it is a document, not a fault of ours
    """A file that holds no text to read: `code` is a key of `REFUSALS`, `name` names the file."""

    def __init__(self, name: str, code: str) -> None:
        self.name = name
        self.code = code
        super().__init__(self.message_en)

    @property
    def message_en(self) -> str:
        """What is wrong and what to do, in English."""
        return REFUSALS[self.code][0].format(name=self.name)

    @property
    def message_zh(self) -> str:
        """What is wrong and what to do, in Chinese."""
        return REFUSALS[self.code][1].format(name=self.name)

    def __reduce__(self) -> tuple[type[UnreadableDocument], tuple[str, str]]:
        return UnreadableDocument, (self.name, self.code)


def broken_kind(name: str) -> str | None:
    """The code for a file that is named as a document but does not begin as one: it lost its beginning."""
    return {".docx": "broken_docx", ".pdf": "broken_pdf"}.get(PurePath(name).suffix.lower())
