"""The guide of the interface is true: its worked example is carried out as printed."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fangzhi.api.document import document

if TYPE_CHECKING:
    from tests.api.conftest import Program

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
STEPS = re.compile(r"^```sh\n(.*?)^```\n\n```json\n(.*?)^```", re.MULTILINE | re.DOTALL)
HOST = "http://127.0.0.1:8000/api"


class Command:
    """One printed call of curl."""

    def __init__(self, text: str, known: dict[str, str]) -> None:
        words = shlex.split(re.sub(r"\$(\w+)", lambda found: known[found[1]], text.replace("\\\n", " ")))
        self.headers: list[str] = []
        self.method, self.body, self.address = "GET", None, ""
        assert words.pop(0) == "curl"
        while words:
            word = words.pop(0)
            if word == "-X":
                self.method = words.pop(0)
            elif word == "-H":
                self.headers.append(words.pop(0))
            elif word == "-d":
                self.body = words.pop(0)
            else:
                self.address = word.removeprefix(HOST)

    @property
    def who(self) -> str:
        """Whose token it sends."""
        return next(one.rpartition(" ")[2] for one in self.headers if one.startswith("Authorization"))


def holds(printed: Any, said: Any, place: str = "answer") -> None:
    """What is printed is in the answer; the answer may say more."""
    if isinstance(printed, dict):
        for name, value in printed.items():
            assert name in said, f"{place}.{name}"
            holds(value, said[name], f"{place}.{name}")
    else:
        assert printed == said, place


def test_the_worked_example_goes_as_printed(intake: Program, head: Program, officer: Program) -> None:
    speakers = {"INTAKE": intake, "HEAD": head, "OFFICER": officer}
    known = {name: name for name in speakers}
    steps = STEPS.findall(GUIDE)
    assert len(steps) >= 5
    for text, printed in steps:
        command = Command(text, known)
        body = json.loads(command.body) if command.body else None
        said = json.loads(
            speakers[command.who]
            .request(command.method, command.address.removesuffix("lang=en").rstrip("?&"), body)
            .content
        )
        holds(json.loads(printed), said)
        if "steps" in said:
            known["PROPOSAL"] = str(said["id"])
        elif said.get("record"):
            known["RECORD"] = str(said["record"]["id"])


def test_the_guide_names_every_operation() -> None:
    named = {
        path
        for cell in re.findall(r"^\| (`(?:GET|POST) .*?) \|", GUIDE, re.MULTILINE)
        for path in addresses(cell)
    }
    there = {
        f"{method.upper()} {path}" for path, methods in document()["paths"].items() for method in methods
    }
    beside = {"GET /api/proposals/{number}", "GET /api/records/{number}/attachments/{key}"}
    assert named == {one.replace("{ending}", "docx") for one in there} - beside


def addresses(cell: str) -> list[str]:
    """The operations of a cell of the table; … stands for the address before it without its last word."""
    method, found = "GET", []
    for word in re.findall(r"`([^`]+)`", cell):
        if word.startswith(("GET ", "POST ")):
            method, _space, path = word.partition(" ")
            found.append(f"{method} {path.partition('?')[0]}")
        elif word.startswith("…"):
            found.append(found[-1].rpartition("/")[0] + word.removeprefix("…"))
    return found
