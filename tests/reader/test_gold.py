"""The reader against readings made by hand; the bounds are those the project promises."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from fangzhi.reader import read
from fangzhi.reader.observation import observation_json

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

MODES = ("fwdigits", "fwpunct", "hwpunct", "spaces", "thousands")
Facts = list[dict[str, Any]]
Passage = tuple[str, Facts, dict[str, str | None]]


def lines(path: Path) -> Facts:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def tool(shared: Path, name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, shared / "gold" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def predicted(text: str, **context: Any) -> Facts:
    reading = read(text, events=False, **context)
    return [dict(observation_json(reading.digest, one)) for one in reading.observations]


def scores(shared: Path, pairs: list[tuple[Facts, Facts]]) -> dict[str, float]:
    """F1 by level, over all passages together."""
    score = tool(shared, "score")
    gold, told = sum(len(one) for one, _ in pairs), sum(len(two) for _, two in pairs)
    return {
        level: score.prf(sum(len(score.match(one, two, fits)) for one, two in pairs), gold, told)[2]
        for level, fits in score.LEVELS
    }


def chapter(shared: Path) -> tuple[Path, Path]:
    return shared / "corpus" / "sipo-2013-chapter7.txt", shared / "gold" / "seed-2013.jsonl"


def passages(shared: Path) -> list[Passage]:
    folder = shared / "gold" / "dev"
    return [
        (
            (folder / f"{one['id']}.txt").read_text(encoding="utf-8"),
            lines(folder / f"{one['id']}.jsonl"),
            {key: one[key] for key in ("region", "place", "issued")},
        )
        for one in lines(folder / "context.jsonl")
    ]


def test_the_chapter_is_read_as_its_annotators_read_it(shared: Path) -> None:
    text, gold = chapter(shared)
    found = scores(shared, [(lines(gold), predicted(text.read_text(encoding="utf-8")))])
    assert found["L1"] >= 0.995
    assert found["L2"] >= 0.97
    assert found["L3"] >= 0.96


def test_the_development_passages_are_read_as_their_annotators_read_them(shared: Path) -> None:
    found = scores(shared, [(gold, predicted(text, **context)) for text, gold, context in passages(shared)])
    assert found["L1"] >= 0.97
    assert found["L2"] >= 0.90
    assert found["L3"] >= 0.85


@pytest.mark.parametrize("mode", MODES)
def test_another_typographic_habit_changes_nothing_that_matters(
    shared: Path, tmp_path: Path, mode: str
) -> None:
    text, gold = chapter(shared)
    other, moved = tmp_path / "text.txt", tmp_path / "gold.jsonl"
    command = [
        sys.executable,
        str(shared / "gold" / "perturb.py"),
        mode,
        str(text),
        str(gold),
        str(other),
        str(moved),
    ]
    subprocess.run(command, check=True)
    clean = scores(shared, [(lines(gold), predicted(text.read_text(encoding="utf-8")))])
    changed = scores(shared, [(lines(moved), predicted(other.read_text(encoding="utf-8")))])
    assert all(changed[level] >= clean[level] - 0.01 for level in clean)


def test_every_hard_case_is_read_right(shared: Path, tmp_path: Path) -> None:
    cases = shared / "gold" / "hard_cases.jsonl"
    told = [
        {"id": case["id"], "facts": predicted(case["text"], region="110000", year=2013)}
        for case in lines(cases)
    ]
    answers = tmp_path / "told.jsonl"
    answers.write_text("\n".join(json.dumps(one) for one in told), encoding="utf-8")
    command = [sys.executable, str(shared / "gold" / "score_hard.py"), str(cases), str(answers)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
def test_the_command_reads_every_hard_case_right(shared: Path) -> None:
    command = f"{sys.executable} -m fangzhi.cli read - --format jsonl --region 110000 --year 2013"
    scorer = [sys.executable, str(shared / "gold" / "score_hard.py")]
    run = [*scorer, str(shared / "gold" / "hard_cases.jsonl"), "--run", command]
    done = subprocess.run(run, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
