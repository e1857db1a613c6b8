"""Styles of a Word file: what holds for a paragraph or a run after defaults, styles and its own settings."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from fangzhi.casework.papers.layout import Edge, Look

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
Settings = dict[str, dict[str, str]]
"""Name of a setting (pBdr/top for nested ones) → its attributes."""
OFF = frozenset(("0", "false", "off", "none"))
HEAVY = ("黑", "标宋", "Hei", "hei")
"""Typefaces that the one family of the PDF stands in for by its bold weight."""


def settings(properties: Any, prefix: str = "") -> Settings:
    """The settings of a pPr, rPr, tcPr … element."""
    found: Settings = {}
    for child in properties if properties is not None else ():
        if not isinstance(child.tag, str):
            continue
        name = prefix + child.tag.rpartition("}")[2]
        found[name] = {key.rpartition("}")[2]: value for key, value in child.attrib.items()}
        if len(child) and name != "rPr":
            found |= settings(child, f"{name}/")
    return found


def merged(*layers: Settings) -> Settings:
    """Later layers over earlier ones, attribute by attribute."""
    whole: Settings = {}
    for layer in layers:
        for name, attributes in layer.items():
            whole[name] = {**whole.get(name, {}), **attributes}
    return whole


def on(found: Settings, name: str) -> bool:
    """Whether a switch is set and not set to off."""
    return name in found and found[name].get("val", "1") not in OFF


def points(found: Settings, name: str, key: str = "val", per: float = 20.0) -> float:
    """A length in twentieths of a point (or other parts) as points; 0 where it is not given."""
    value = found.get(name, {}).get(key, "")
    try:
        return float(value) / per
    except ValueError:
        return 0.0


def edge(found: Settings, name: str) -> Edge:
    """A line of a border, if there is one."""
    line = found.get(name)
    if line is None or line.get("val", "nil") in ("nil", "none"):
        return None
    color = line.get("color", "000000")
    return (
        points(found, name, "sz", 8) or 0.5,
        hexadecimal(color) or "000000",
        points(found, name, "space", 1),
    )


def hexadecimal(color: str) -> str:
    """RRGGBB, or empty for auto and anything else."""
    valid = len(color) == 6 and all(digit in "0123456789abcdefABCDEF" for digit in color)
    return color.upper() if valid else ""


def look(found: Settings) -> Look:
    """How characters of these run settings look."""
    font = found.get("rFonts", {}).get("eastAsia", "")
    return Look(
        size=points(found, "sz", per=2) or 10.0,
        bold=on(found, "b") or any(mark in font for mark in HEAVY),
        italic=on(found, "i"),
        underline=found.get("u", {}).get("val", "none") != "none" and "u" in found,
        strike=on(found, "strike") or on(found, "dstrike"),
        color=hexadecimal(found.get("color", {}).get("val", "")),
        script={"superscript": "super", "subscript": "sub"}.get(
            found.get("vertAlign", {}).get("val", ""), ""
        ),
    )


class Styles:
    """The styles of one document."""

    def __init__(self, root: Any) -> None:
        self._styles = (
            {one.get(f"{W}styleId"): one for one in root.iter(f"{W}style")} if root is not None else {}
        )
        defaults = root.find(f"{W}docDefaults") if root is not None else None
        self._run = settings(defaults.find(f"{W}rPrDefault/{W}rPr")) if defaults is not None else {}
        self._paragraph = settings(defaults.find(f"{W}pPrDefault/{W}pPr")) if defaults is not None else {}
        self.default = next(
            (
                name
                for name, one in self._styles.items()
                if one.get(f"{W}default") in ("1", "true") and one.get(f"{W}type") == "paragraph"
            ),
            "",
        )
        self.chain = lru_cache(maxsize=None)(self._chain)

    def _chain(self, name: str, part: str) -> Settings:
        """The settings of a style and of those it is based on."""
        layers: list[Settings] = []
        seen: set[str] = set()
        while name in self._styles and name not in seen:
            seen.add(name)
            style = self._styles[name]
            layers.append(settings(style.find(f"{W}{part}")))
            base = style.find(f"{W}basedOn")
            name = base.get(f"{W}val", "") if base is not None else ""
        return merged(*reversed(layers))

    def paragraph(self, properties: Any, table_style: str = "") -> tuple[str, Settings]:
        """The style of a paragraph and all its settings."""
        own = settings(properties)
        name = own.get("pStyle", {}).get("val", self.default)
        around = self.chain(table_style, "pPr") if table_style else {}
        return name, merged(self._paragraph, around, self.chain(name, "pPr"), own)

    def run(self, paragraph_style: str, properties: Any, table_style: str = "") -> Settings:
        """All settings of a run."""
        own = settings(properties)
        character = own.get("rStyle", {}).get("val", "")
        layers = [self._run]
        if table_style:
            layers.append(self.chain(table_style, "rPr"))
        layers += [self.chain(paragraph_style, "rPr"), self.chain(character, "rPr"), own]
        return merged(*layers)

    def table(self, name: str) -> Settings:
        """The settings of a table style."""
        return self.chain(name, "tblPr")
