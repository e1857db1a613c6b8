"""Charts on paper: bars, and the map of one tile a region, as SVG without script.

Every figure is written beside its bar or in its tile, so that no axis, legend or colour is needed to read it;
shades differ in lightness and hold in grey print. Text stays text: it can be searched, copied and read aloud.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, NamedTuple

from fangzhi.chapter.document import Chart
from fangzhi.chapter.paper.layout import UNKNOWN, WORDS, described, measure
from fangzhi.gazetteer import tile_grid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fangzhi.chapter.document import Cell, Language, TileMap

FONTS = (
    "'Source Han Sans SC', 'Noto Sans CJK SC', 'Microsoft YaHei', 'PingFang SC', 'WenQuanYi Micro Hei',"
    " 'Noto Serif SC', sans-serif"
)
WIDTH = 660
ROW, BAR = 20, 13
LABELLED = 200
"""The widest a label's column gets; longer labels are set smaller."""
FIGURE = 120
"""Room for a printed figure and its note behind the longest bar."""
TILE, PITCH = 76, 80
NAMED, SHORT = 46, 4
"""Room for the lines of a name in a tile, and how wide a name is that may be set large."""
SHADES = ("#ffffff", "#e3edf6", "#bcd5eb", "#8ab6dc", "#2f74b0", "#0f4780")
INK, PALE, FAINT = "#10243a", "#ffffff", "#52606d"
FILL = "#2f74b0"


class Picture(NamedTuple):
    """A chart with its size in pixels."""

    svg: str
    width: int
    height: int


def picture(block: Chart | TileMap, language: Language, *, linked: bool = False) -> Picture:
    """A chart as SVG; `linked` makes the marks of notes links to #note-N of the page it stands in (so
    that it is a group of things and no picture to who hears the page)."""
    if isinstance(block, Chart):
        height = len(block.bars) * ROW + 4
        drawn = "\n".join(_bars(block, linked=linked))
    else:
        places = _places(block)
        height = max((row for row, _column in places.values()), default=0) * PITCH + PITCH
        drawn = "\n".join(_tiles(block, places, linked=linked))
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}"'
        f' height="{height}" role="{"group" if linked else "img"}" font-family="{FONTS}">\n'
        f"<title>{escape(block.caption)}</title>\n"
        f"<desc>{escape(described(block, WORDS[language]))}</desc>\n"
    )
    return Picture(f"{head}{drawn}\n</svg>\n", WIDTH, height)


# -- bars --------------------------------------------------------------------------------------------------


def _bars(chart: Chart, *, linked: bool) -> Iterator[str]:
    """Bars from the longest down; negative ones go to the left of the same line."""
    left = min(max((measure(label) * 12 for label, _length, _cell in chart.bars), default=0), LABELLED) + 8
    lengths = [length for _label, length, _cell in chart.bars]
    low, high = min(0.0, *lengths, 0.0), max(0.0, *lengths, 0.0)
    scale = (WIDTH - left - FIGURE) / ((high - low) or 1.0)
    zero = left - low * scale
    for at, (label, length, cell) in enumerate(chart.bars):
        top = 2 + at * ROW
        base = top + BAR - 2
        size = min(12.0, LABELLED / max(measure(label), 1.0))
        begin, end = sorted((zero, zero + length * scale))
        yield _text(left - 6, base, label, size, "end", INK)
        wide = f'width="{max(end - begin, 0.5):.1f}" height="{BAR}"'
        yield f'<rect x="{begin:.1f}" y="{top}" {wide} fill="{FILL}"/>'
        yield _figure(end + 5, base, cell, 12, "start", INK, linked=linked)
    yield (
        f'<line x1="{zero:.1f}" y1="0" x2="{zero:.1f}" y2="{len(chart.bars) * ROW + 2}" stroke="{FAINT}"'
        ' stroke-width="1"/>'
    )


# -- tiles -------------------------------------------------------------------------------------------------


def _places(block: TileMap) -> dict[str, tuple[int, int]]:
    """Row and column of every tile; regions that the grid does not know stand in a row of their own."""
    grid = tile_grid()
    known = {code: grid[code] for code, *_rest in block.tiles if code in grid}
    below = max((row for row, _column in known.values()), default=-1) + 1
    strangers = [code for code, *_rest in block.tiles if code not in grid]
    return known | {code: (below + at // 8, at % 8) for at, code in enumerate(strangers)}


def shades(block: TileMap) -> dict[str, int]:
    """The shade of every region with a value, 1 to 5, by its rank among them; equal values share one."""
    values = sorted({value for _code, _label, value, _cell in block.tiles if value is not None})
    steps = len(SHADES) - 1
    return {
        code: 1 + values.index(value) * steps // len(values)
        for code, _label, value, _cell in block.tiles
        if value is not None
    }


def _tiles(block: TileMap, places: dict[str, tuple[int, int]], *, linked: bool) -> Iterator[str]:
    shade = shades(block)
    size = 15.0 if all(measure(label) <= SHORT for _code, label, *_rest in block.tiles) else 11.0
    for code, label, _value, cell in block.tiles:
        row, column = places[code]
        x, y = 10 + column * PITCH, 2 + row * PITCH
        tone = shade.get(code, 0)
        ink = PALE if tone > 3 else (INK if tone else FAINT)
        frame = '" stroke-dasharray="3 2' if not tone else ""
        yield (
            f'<rect x="{x}" y="{y}" width="{TILE}" height="{TILE}" rx="3" fill="{SHADES[tone]}"'
            f' stroke="{FAINT if not tone else "#9aa5b1"}{frame}"/>'
        )
        yield from _tile_words((x + TILE / 2, y), (label, size), cell, ink, linked=linked)


def _tile_words(
    place: tuple[float, float], name: tuple[str, float], cell: Cell, ink: str, *, linked: bool
) -> Iterator[str]:
    """Name, with its size where there is room, and figure in a tile; `place` is the middle of its top."""
    middle, y = place
    lines = _lines(name[0])
    size = min(name[1], (TILE - 6) / max(map(measure, lines)), NAMED / len(lines) - 2)
    step = size + 2
    top = y + 30 - (len(lines) - 1) * step / 2
    for at, line in enumerate(lines):
        yield _text(middle, top + at * step, line, size, "middle", ink)
    below = top + (len(lines) - 1) * step + 20
    if cell.text:
        room = (TILE - 6) / (measure(cell.text) + measure(_mark(cell)) * 0.65)
        yield _figure(middle, below, cell, min(12.0, room), "middle", ink, linked=linked)
    else:
        yield _text(middle, below, UNKNOWN, 12, "middle", ink)


def _lines(label: str) -> list[str]:
    """A label in lines that fit a tile: only at spaces."""
    lines = [""]
    for word in label.split(" "):
        joined = f"{lines[-1]} {word}".strip()
        if lines[-1] and measure(joined) > 8:
            lines.append(word)
        else:
            lines[-1] = joined
    return lines


# -- text --------------------------------------------------------------------------------------------------


def _mark(cell: Cell) -> str:
    return f"[{cell.note}]" if cell.note else ""


def _figure(x: float, y: float, cell: Cell, size: float, anchor: str, ink: str, *, linked: bool) -> str:
    """A printed figure with the mark of its note behind it."""
    mark = ""
    if cell.note:
        mark = f'<tspan font-size="{size * 0.65:.1f}" dy="{-size * 0.3:.1f}">{_mark(cell)}</tspan>'
        if linked:
            mark = f'<a href="#note-{cell.note}">{mark}</a>'
    return _opening(x, y, size, anchor, ink) + f"{escape(cell.text or UNKNOWN)}{mark}</text>"


def _text(x: float, y: float, text: str, size: float, anchor: str, ink: str) -> str:
    return f"{_opening(x, y, size, anchor, ink)}{escape(text)}</text>"


def _opening(x: float, y: float, size: float, anchor: str, ink: str) -> str:
    at = f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:.1f}" text-anchor="{anchor}"'
    return f'{at} fill="{ink}">'
