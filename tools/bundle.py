"""Write one archive from which `make up` installs with no network: sources, wheels and npm tarballs.

build/fangzhi-bundle.tar holds one folder `fangzhi`: the files that git keeps, and in it bundle/wheels and
bundle/npm. The wheels serve this kind of machine under every Python named with `--pythons`,
by default 3.11 to 3.13. Everything in the archive is checked against the locks when it is installed.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from tools.assets import locked, npm, tarball_name, verify
from tools.environment import pip

ROOT = Path(__file__).resolve().parent.parent
ARCHIVE = ROOT / "build" / "fangzhi-bundle.tar"
PYTHONS = ("3.11", "3.12", "3.13")


def run(what: str, command: list[str], **options: object) -> bytes:
    """Run a command and return what it prints; one sentence and its words when it fails."""
    done = subprocess.run(command, capture_output=True, check=False, **options)  # type: ignore[call-overload]
    if done.returncode:
        sys.exit(f"{done.stderr.decode(errors='replace')}fangzhi: {what} failed: see the words above")
    printed: bytes = done.stdout
    return printed


def fetch_wheels(folder: Path, pythons: list[str]) -> None:
    """The wheels of the build lock for each Python; source distributions are not taken."""
    for version in pythons:
        command = [*pip(), "download", "--quiet", "--disable-pip-version-check"]
        command += ["--only-binary=:all:", "--python-version", version, "--require-hashes"]
        command += ["-r", "requirements/build.txt", "--dest", str(folder)]
        run(f"fetching the wheels for Python {version}", command, cwd=ROOT)


def fetch_tarballs(folder: Path) -> None:
    """The npm packages of the lock, each checked against its hash."""
    command, environment = npm()
    folder.mkdir(parents=True)
    for name, package in locked().items():
        words = [*command, "pack", f"{name}@{package['version']}", "--pack-destination", str(folder)]
        run(f"fetching the npm package {name}", words, cwd=ROOT, env=environment)
        verify(folder / tarball_name(name, package["version"]), package["integrity"])


def committed_files() -> list[str]:
    """The files of the checkout that git keeps."""
    return (
        run("listing the files with git", ["git", "ls-files", "-z"], cwd=ROOT)
        .decode()
        .rstrip("\0")
        .split("\0")
    )


def pack(fetched: Path) -> None:
    """Write the archive: owner, times and order of its entries do not depend on who makes it."""
    ARCHIVE.parent.mkdir(exist_ok=True)
    with tarfile.open(ARCHIVE, "w") as archive:
        for file in committed_files():
            archive.add(ROOT / file, f"fangzhi/{file}", filter=anonymous)
        for path in sorted(path for path in fetched.rglob("*") if path.is_file()):
            archive.add(path, f"fangzhi/bundle/{path.relative_to(fetched)}", filter=anonymous)


def anonymous(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    """An entry without the name and the clock of the person who packs."""
    entry.uid = entry.gid = entry.mtime = 0
    entry.uname = entry.gname = ""
    return entry


def main() -> None:
    """Fetch, check, pack; say where the archive is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pythons", nargs="+", default=list(PYTHONS), metavar="X.Y")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="fangzhi-bundle-") as name:
        fetched = Path(name)
        fetch_wheels(fetched / "wheels", arguments.pythons)
        fetch_tarballs(fetched / "npm")
        pack(fetched)
    print(f"{ARCHIVE.relative_to(ROOT)}: {ARCHIVE.stat().st_size / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
