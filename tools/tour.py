"""The tour of the README: its commands, and what they print.

`python -m tools.tour` runs the commands of the README and writes below them what they print, in both
languages.
A test holds the page to it.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGES = (ROOT / "README.md", ROOT / "README.zh-CN.md")
BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)


def steps(page: Path) -> list[tuple[str, str]]:
    """The commands of a page's tour with the lines below each, in order."""
    blocks = BLOCK.findall(page.read_text(encoding="utf-8"))
    shown = [part for block in blocks for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]]
    return [(command, printed) for command, _, printed in (part.partition("\n") for part in shown)]


def run(command: str, folder: Path) -> str:
    """What a command prints in a shell whose state folder lies in `folder`.

    A command may exit with 1, which says that it found something; raises CalledProcessError for more.
    """
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    own = {"PATH": path, "FANGZHI_HOME": str(folder / "home"), "COLUMNS": "120", "LANG": "C.UTF-8"}
    shell = {**os.environ, **own}
    done = subprocess.run(
        ["bash", "-c", command], cwd=folder, env=shell, capture_output=True, text=True, check=False
    )
    if done.returncode > 1:
        done.check_returncode()
    return done.stdout


def rewrite(page: Path) -> None:
    """Run the page's tour and put what it prints into the page."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)

        def block(found: re.Match[str]) -> str:
            commands = re.findall(r"^\$ (.*)$", found[0], re.MULTILINE)
            return "".join(f"$ {command}\n{run(command, folder)}" for command in commands)

        page.write_text(BLOCK.sub(block, page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    for readme in PAGES:
        rewrite(readme)
