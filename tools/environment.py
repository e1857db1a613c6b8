"""Prepare .venv: a virtual environment with the locked requirements and the project itself.

Run with the machine's own python3 (standard library only): `python3 tools/environment.py build` for what a
run needs, `dev` for what the tests need. Where the folder bundle/ lies in the checkout (unpacked from the
archive that `make bundle` writes), wheels come from it and the network is not asked.
"""

from __future__ import annotations

import subprocess
import sys
import venv
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WHEELS = ROOT / "bundle" / "wheels"


def fail(sentence: str) -> None:
    """Say in one sentence what is missing and stop."""
    sys.exit(f"fangzhi: {sentence}")


def create(folder: Path) -> None:
    """Make the environment; pip comes with it where Python can put it there."""
    own_pip = find_spec("ensurepip") is not None
    if not own_pip and find_spec("pip") is None:
        fail("this python3 has neither ensurepip nor pip (Debian, Ubuntu: apt-get install python3-venv)")
    venv.create(folder, with_pip=own_pip, symlinks=True)


def python_of(folder: Path) -> Path:
    """The interpreter of an environment."""
    return folder / "bin" / "python"


def pip_of(folder: Path) -> list[str]:
    """The command that installs into the environment: its own pip, else this Python's pip pointed at it."""
    python = str(python_of(folder))
    own = subprocess.run([python, "-c", "import pip"], capture_output=True, check=False)
    return [python, "-m", "pip"] if own.returncode == 0 else [sys.executable, "-m", "pip", "--python", python]


def pip() -> list[str]:
    """The pip of the running interpreter, else of the Python that its environment was made from."""
    python = sys.executable if find_spec("pip") else getattr(sys, "_base_executable", sys.executable)
    return [python, "-m", "pip"]


def install(folder: Path, *what: str) -> None:
    """Run `pip install` quietly; from the bundle alone where there is one."""
    offline = ["--no-index", "--find-links", str(WHEELS)] if WHEELS.is_dir() else []
    quiet = ["--quiet", "--disable-pip-version-check", "--no-input"]
    done = subprocess.run([*pip_of(folder), "install", *quiet, *offline, *what], cwd=ROOT, check=False)
    if done.returncode:
        fail(f"installing {' '.join(what)} failed: see pip's words above")


def main(lock: str, folder: str = ".venv") -> None:
    """Create the environment where it is missing, then install a lock and, but for peers, the project."""
    place = ROOT / folder
    if not python_of(place).exists():
        create(place)
    install(place, "--require-hashes", "-r", f"requirements/{lock}.txt")
    if lock != "bench":
        install(place, "--no-deps", "--no-build-isolation", "-e", ".")


if __name__ == "__main__":
    main(*sys.argv[1:])
