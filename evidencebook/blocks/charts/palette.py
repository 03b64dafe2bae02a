"""The Government Analysis Function's accessible colours, and who wears which."""

from __future__ import annotations

from dataclasses import dataclass

DARK_BLUE = "#12436D"
TURQUOISE = "#28A197"
DARK_PINK = "#801650"
ORANGE = "#F46A25"
DARK_GREY = "#3D3D3D"
LIGHT_PURPLE = "#A285D1"

INK = "#0B0C0C"
NOTE = "#505A5F"
LIGHT = "#BFC3C7"
GRID = "#E1E4E7"
BASE = "#EBEDEF"
WHITE = "#FFFFFF"
# The palette's turquoise and orange are too pale for text on white (WCAG asks 4.5 to 1).
TURQUOISE_TEXT = "#14736B"
ORANGE_DEEP = "#BF4B0B"

CATEGORIES = (DARK_BLUE, ORANGE, TURQUOISE, DARK_PINK)
BLUES = ("#DCE9F5", "#A9C8E3", "#6FA3CC", "#33719F", DARK_BLUE)
WORSE_TO_BETTER = (ORANGE_DEEP, "#F8C3A0", "#F1F2F3", "#A3C4E2", DARK_BLUE)
LOWER_TO_HIGHER = ("#D9D7DE", "#F1F2F3", "#C5B3E3")


@dataclass(frozen=True)
class Style:
    """How the mark and the name of one role are drawn."""

    colour: str
    text: str
    width: float
    dash: str | tuple[float, tuple[float, ...]]
    weight: str
    order: int


STYLES = {
    "area": Style(DARK_BLUE, DARK_BLUE, 3.2, "-", "semibold", 9),
    "region": Style(TURQUOISE, TURQUOISE_TEXT, 2.0, "-", "normal", 7),
    "uk": Style(DARK_GREY, DARK_GREY, 1.8, (0, (5, 3)), "normal", 8),
    "nation": Style(DARK_GREY, DARK_GREY, 1.5, (0, (1.2, 2.2)), "normal", 6),
}
BACKGROUND = Style(LIGHT, NOTE, 1.0, "-", "normal", 3)
NOTABLE = Style("#8C9297", NOTE, 1.3, "-", "normal", 4)


def style(role: str) -> Style:
    """Return a role's style; places that only set the scene share one."""
    return STYLES.get(role, BACKGROUND)


def readable_on(colour: str) -> str:
    """Return black or white, whichever is read better on a colour."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return INK if (luminance + 0.05) / 0.053 > 1.05 / (luminance + 0.05) else WHITE
