"""How the panel's scores of one option are spread, as a drawing."""

from __future__ import annotations

from evidencebook.blocks.charts.fonts import CSS_FAMILY, text_width
from evidencebook.blocks.charts.palette import DARK_BLUE, GRID, INK, NOTE, ORANGE, WHITE
from evidencebook.blocks.charts.svg import short
from evidencebook.board.options import paper_words as say
from evidencebook.board.options.paper import Paper, PaperOption
from evidencebook.board.options.results import POINTS, Spread

WIDTH, ROW, TOP, LEFT, RIGHT = 480, 38, 26, 172, 28
SIZE = 14
# The radius of a mark for one score, and the largest.
_ONE, _LARGEST = 8.0, 15.0


def chart(paper: Paper, option: PaperOption) -> str:
    """A row for each criterion, a mark for each score that was given, as large as it was often.

    The same scores give the same text of an SVG.
    """
    height = TOP + ROW * len(paper.criteria) + 6
    heads = "".join(
        _text(_x(points), 16, str(points), anchor="middle", colour=NOTE) for points in POINTS
    )
    rows = "".join(
        _row(TOP + ROW * (at + 0.5), criterion.name, found)
        for at, (criterion, found) in enumerate(zip(paper.criteria, option.scores, strict=True))
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}" font-family="{CSS_FAMILY}" font-size="{SIZE}">'
        f"{heads}{rows}</svg>"
    )


def alt(paper: Paper, option: PaperOption) -> str:
    """The same in words."""
    rows = zip(paper.criteria, option.scores, strict=True)
    told = "; ".join(f"{criterion.name}: {say.distribution(found)}" for criterion, found in rows)
    return f"How often each score was given to option {option.number}. {told}."


def _row(y: float, name: str, found: Spread) -> str:
    made = (
        f'<line x1="{_x(POINTS[0])}" x2="{_x(POINTS[-1])}" y1="{short(y)}" y2="{short(y)}" '
        f'stroke="{GRID}" stroke-width="1.5"/>'
    )
    if found.mean is not None:
        x = short(_x(found.mean))
        made += (
            f'<line x1="{x}" x2="{x}" y1="{short(y - 18)}" y2="{short(y + 18)}" '
            f'stroke="{ORANGE}" stroke-width="2.5"/>'
        )
    for points, count in zip(POINTS, found.counts, strict=True):
        if count:
            made += _mark(_x(points), y, count)
    lines = _lines(name)
    first = y + 5 - 8.5 * (len(lines) - 1)
    return made + "".join(
        _text(0, first + 17 * at, line, colour=INK) for at, line in enumerate(lines)
    )


def _mark(x: float, y: float, count: int) -> str:
    radius = min(_LARGEST, _ONE * count**0.5)
    return (
        f'<circle cx="{short(x)}" cy="{short(y)}" r="{short(radius)}" fill="{DARK_BLUE}"/>'
        + _text(x, y + 4.5, str(count), anchor="middle", colour=WHITE, size=12)
    )


def _x(points: float) -> float:
    step = (WIDTH - LEFT - RIGHT) / (len(POINTS) - 1)
    return LEFT + (points - POINTS[0]) * step


def _lines(name: str) -> list[str]:
    """A name on up to two lines that fit; what does not fit is cut, and stands in the table."""
    room, lines, words = LEFT - 30, [""], name.split()
    for word in words:
        longer = f"{lines[-1]} {word}".strip()
        if text_width(longer, SIZE) <= room or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > 2:
        lines = [lines[0], f"{lines[1]} …"]
    return [_cut(line, room) for line in lines]


def _cut(line: str, room: float) -> str:
    while text_width(line, SIZE) > room:
        line = f"{line.rstrip('…')[:-1]}…"
    return line


def _text(
    x: float, y: float, words: str, *, anchor: str = "start", colour: str = INK, size: int = SIZE
) -> str:
    # Escaped by hand: quotes and markup of a criterion's name are text here as well.
    safe = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return (
        f'<text x="{short(x)}" y="{short(y)}" text-anchor="{anchor}" fill="{colour}" '
        f'font-size="{size}">{safe}</text>'
    )
