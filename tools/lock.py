"""Write the locks again from pyproject.toml and package.json: names, versions and hashes, never an address.

`make lock` runs it; it asks the package registries. Versions in a lock stay unless `--upgrade` is given.
base: what a run imports · build: base and what builds the package · dev: build and what tests need ·
node: npm for machines that have none · bench: the peers that the benchmarks measure beside the reader.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

from tools.assets import run_npm

ROOT = Path(__file__).resolve().parent.parent
FULL = {"base": [], "build": ["build"], "dev": ["build", "dev"]}
"""Locks that hold the project's own requirements, with the extras they add."""
ALONE = ("node", "bench")
"""Locks of one extra without the project's own requirements."""


def compile_lock(name: str, source: str, words: list[str], upgrade: bool) -> None:
    """Compile one lock with uv; `source` is a file, or `-` for the requirements in `words[0]`."""
    stdin = words.pop(0) if source == "-" else None
    command = [
        sys.executable,
        "-m",
        "uv",
        "pip",
        "compile",
        "--quiet",
        source,
        "--universal",
        "--generate-hashes",
    ]
    command += ["--python-version", "3.11", "--no-emit-index-url", "--no-emit-find-links", "--no-header"]
    command += ["--no-annotate", *(["--upgrade"] if upgrade else []), *words]
    command += ["--output-file", f"requirements/{name}.txt"]
    subprocess.run(command, cwd=ROOT, input=stdin, text=True, check=True)


def lock_python(upgrade: bool) -> None:
    """The Python locks, each held to the versions of the one before."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    held: list[str] = []
    for name, extras in FULL.items():
        words = [word for extra in extras for word in ("--extra", extra)]
        compile_lock(name, "pyproject.toml", words + held, upgrade)
        held = ["--constraint", f"requirements/{name}.txt"]
    for name in ALONE:
        compile_lock(name, "-", ["\n".join(project["optional-dependencies"][name])], upgrade)


def lock_npm() -> None:
    """The npm lock, without the addresses of funding pages that npm adds."""
    run_npm("install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund")
    path = ROOT / "package-lock.json"
    lock = json.loads(path.read_text(encoding="utf-8"))
    for package in lock["packages"].values():
        package.pop("funding", None)
    path.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    lock_python("--upgrade" in sys.argv)
    lock_npm()
