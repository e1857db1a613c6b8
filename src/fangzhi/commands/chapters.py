"""`chapters`: issuing a chapter, and what is asked of the issued ones."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fangzhi.commands import WrongUse, context, say, speaks_chinese
from fangzhi.commands.loading import person
from fangzhi.commands.printing import print_table
from fangzhi.commands.replacing import replacing
from fangzhi.commands.writing import deliver, from_the_data, refuse_terminal
from fangzhi.opening import open_home

if TYPE_CHECKING:
    from fangzhi.chapter.document import Language
    from fangzhi.chapter.models import IssuedChapter
    from fangzhi.commands.writing import Asked

LISTED = ("id", "year", "region", "language", "title", "issued_at", "issued_by")
SHOWN = ("kind", "region", "indicator", "measure", "text", "old", "new", "new_source")


def issue(year: int, region: str | None, language: Language, *, complete: bool) -> int:
    """Write the chapter, issue it and print its number; 0. Raises `WrongUse` where nothing is known."""
    context(region, None, year, None)
    open_home()
    from fangzhi.chapter.issuing import Asked, issue_here

    with from_the_data():
        issued = issue_here(Asked(year, region, complete, language), person())
    sys.stdout.write(f"{issued.pk}\n")
    say(
        f"《{issued.title}》已印发，编号 {issued.pk}。"
        if speaks_chinese()
        else f"Issued as number {issued.pk}: {issued.title}."
    )
    return 0


def listed(form: str) -> int:
    """Print the issued chapters, the newest first; 0."""
    open_home()
    from fangzhi.chapter.issuing import issued_fact
    from fangzhi.chapter.models import IssuedChapter

    facts = [issued_fact(one) for one in IssuedChapter.objects.all()]
    if form == "json":
        _print_json({"chapters": facts})
    else:
        print_table(LISTED, facts)
    return 0


def differences(number: int, form: str) -> int:
    """Print what is known otherwise than the issued chapter tells; 1 when something is, else 0.

    Raises `WrongUse`.
    """
    issued = _issued(number)
    from fangzhi.chapter.issuing import differences as found_in
    from fangzhi.chapter.issuing import is_whole

    with from_the_data():
        rows = [one._asdict() for one in found_in(issued)]
    if form == "json":
        _print_json({"chapter": number, "differences": rows})
    else:
        print_table(SHOWN, rows)
    if not is_whole(issued):
        say(
            "所存的内容与印发时不同：校验值不符。请恢复备份。"
            if speaks_chinese()
            else "What is kept of this chapter is not what was issued: its digest differs. Restore a backup."
        )
        return 1
    return 1 if rows else 0


def printed(number: int, asked: Asked) -> int:
    """Put a form of an issued chapter into its file or on stdout; 0. Raises `WrongUse`."""
    refuse_terminal(asked.format, asked.output)
    issued = _issued(number)
    from fangzhi.chapter.issuing import chapter_issued

    deliver(chapter_issued(issued), asked)
    return 0


def site(number: int, output: str) -> int:
    """Write an issued chapter as a site of its own into a new folder, or into a ZIP file; 0.

    Raises `WrongUse` for a folder in which something lies already.
    """
    issued = _issued(number)
    from fangzhi.chapter.issuing import site_of
    from fangzhi.chapter.paper.site import zipped

    files = site_of(issued)
    target = Path(output)
    if target.suffix.lower() == ".zip":
        with replacing(target) as path:
            path.write_bytes(zipped(files))
        return 0
    _fill(target, files)
    return 0


def _fill(target: Path, files: dict[str, bytes]) -> None:
    """A new folder with all files, or none."""
    try:
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise WrongUse(
                f"{target}：已有内容；请指定一个新的文件夹。"
                if speaks_chinese()
                else f"{target}: something lies there already; name a new folder."
            )
    except OSError as error:
        raise WrongUse(f"{target}: cannot be read ({error.strerror or error}).") from None
    with replacing(target) as folder:
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def _issued(number: int) -> IssuedChapter:
    open_home()
    from fangzhi.chapter.models import IssuedChapter

    found = IssuedChapter.objects.filter(pk=number).first()
    if found is None:
        raise WrongUse(
            f"没有编号为 {number} 的印发章节；fangzhi chapters list 列出全部。"
            if speaks_chinese()
            else f"No issued chapter has the number {number}; fangzhi chapters list names them."
        )
    return found


def _print_json(facts: dict[str, Any]) -> None:
    json.dump(facts, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")
