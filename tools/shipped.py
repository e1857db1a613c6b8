"""Make the shipped figures of 2013 anew from the chapter's text: `python -m tools.shipped CHAPTER`.

It reads the text with the reader of this checkout; use a state folder of its own (FANGZHI_HOME).
"""

from __future__ import annotations

import sys
from pathlib import Path

from fangzhi.opening import open_home

DATA = Path(__file__).resolve().parent.parent / "src" / "fangzhi" / "indicators" / "data"


def main() -> None:
    """Write the shipped file."""
    open_home()
    from fangzhi.indicators.loads.shipped import FILE, as_file, harvest
    from fangzhi.reader.documents import open_document

    chapter = Path(sys.argv[1])
    text = open_document(chapter.name, chapter.read_bytes())
    (DATA / FILE).write_text(as_file(harvest(chapter.name, text)), "utf-8")


if __name__ == "__main__":
    main()
