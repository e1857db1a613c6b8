"""Translations: from the .po text that people edit to the .mo file that gettext reads.

`python -m fangzhi.web.translations` compiles; a package that came without the compiled file compiles it at the start.
"""

from __future__ import annotations

import ast
import struct
from pathlib import Path

FOLDER = Path(__file__).parent / "locale"


def messages(po: str) -> dict[str, str]:
    """The translated messages of a .po text: msgid to msgstr, plural forms joined by NUL as gettext wants them."""
    found: dict[str, str] = {}
    for entry in po.split("\n\n"):
        fields: dict[str, str] = {}
        name = ""
        for line in entry.splitlines():
            if line.startswith("#") or not line.strip():
                continue
            if not line.startswith('"'):
                name, _, line = line.partition(" ")
            fields[name] = fields.get(name, "") + ast.literal_eval(line.strip())
        if "msgid" not in fields:
            continue
        forms = [text for key, text in fields.items() if key.startswith("msgstr")]
        if all(forms):
            key = fields["msgid"]
            if "msgctxt" in fields:
                key = f"{fields['msgctxt']}\x04{key}"
            if "msgid_plural" in fields:
                key += "\0" + fields["msgid_plural"]
            found[key] = "\0".join(forms)
    return found


def compiled(found: dict[str, str]) -> bytes:
    """The .mo file of these messages (GNU gettext manual, section 10.3)."""
    pairs = [(key.encode(), text.encode()) for key, text in sorted(found.items())]
    count, header = len(pairs), 28
    keys_at, texts_at = header, header + 8 * count
    body, at, index = b"", header + 16 * count, ([], [])  # type: tuple[bytes, int, tuple[list[int], list[int]]]
    for side in (0, 1):
        for pair in pairs:
            index[side].extend((len(pair[side]), at))
            body += pair[side] + b"\0"
            at += len(pair[side]) + 1
    start = struct.pack("<7I", 0x950412DE, 0, count, keys_at, texts_at, 0, 0)
    return start + struct.pack(f"<{4 * count}I", *index[0], *index[1]) + body


def compile_all() -> None:
    """Compile every .po file beside itself."""
    for po in sorted(FOLDER.glob("*/LC_MESSAGES/*.po")):
        target = po.with_suffix(".mo")
        fresh = target.with_suffix(".new")
        fresh.write_bytes(compiled(messages(po.read_text("utf-8"))))
        fresh.replace(target)


def compile_where_stale() -> None:
    """Compile when a .mo file is missing or older than its .po; a folder that cannot be written is left as it is."""
    for po in FOLDER.glob("*/LC_MESSAGES/*.po"):
        target = po.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < po.stat().st_mtime:
            try:
                compile_all()
            except OSError:
                return


if __name__ == "__main__":
    compile_all()
