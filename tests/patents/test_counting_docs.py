"""What the page of the patent database says of Python is so."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

from tests.patents.counting_stores import Made, store

DOCS = Path(__file__).parents[2] / "docs"
ROW = re.compile(r"^\| (`\w+\(.*?`) \| (`fangzhi\.[^|]*`) \|", re.MULTILINE)


def page(language: str) -> str:
    return (DOCS / language / "patents.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_function_is_in_the_module_that_is_named_beside_it(language: str) -> None:
    rows = ROW.findall(page(language))
    assert len(rows) == 7
    for named, where in rows:
        modules = re.findall(r"`([\w.]+)`", where)
        functions = re.findall(r"`(\w+)\(", named)
        pairs = zip(functions, modules if len(modules) > 1 else modules * len(functions), strict=True)
        for function, module in pairs:
            assert callable(getattr(import_module(module), function)), (module, function)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_examples_run(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    granted = Made(1).filed.replace(month=12)
    store(tmp_path / "state folder", [Made(1, granted=granted), Made(2, granted=granted)]).close()
    examples = re.findall(r"```python\n(.*?)```", page(language), re.DOTALL)
    assert len(examples) == 2
    for example in examples:
        exec(example, {})
    assert capsys.readouterr().out == "('340100', 'invention') 2 2\n"
