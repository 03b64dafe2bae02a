"""The book's style sheet: every colour of the charts has one for the dark, as easy to see."""

from __future__ import annotations

import re
from itertools import chain

import pytest

from evidencebook import settings
from evidencebook.blocks.charts import canvas, palette, scatters

SHEET = (settings.ROOT / "book" / "_static" / "evidencebook.css").read_text()
RULE = re.compile(r'svg \[(fill|stroke)="(#\w{6})" i\][^{]*\{ (?:fill|stroke): (#\w{6}); \}')
TURNED = {light: dark for _, light, dark in RULE.findall(SHEET)}
GROUND = "#14181e"
# Text of the charts, and the fills on which it stands.
TEXT = (palette.INK, palette.NOTE, palette.DARK_BLUE, palette.TURQUOISE_TEXT, palette.DARK_GREY)
FILLS = (*palette.BLUES, *palette.WORSE_TO_BETTER, *palette.LOWER_TO_HIGHER)


def _colours() -> set[str]:
    found = {canvas.HATCH, *(look[0] for look in scatters.LOOKS.values()), palette.NOTABLE.colour}
    named = (value for value in vars(palette).values() if isinstance(value, str | tuple))
    flat = chain.from_iterable([one] if isinstance(one, str) else one for one in named)
    found |= {colour for colour in flat if re.fullmatch(r"#\w{6}", str(colour))}
    return {colour.lower() for colour in found}


def _contrast(one: str, other: str) -> float:
    lighter, darker = sorted(map(_luminance, (one, other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("part", ["fill", "stroke"])
def test_every_colour_of_the_charts_is_turned(part: str) -> None:
    """As a fill and as a stroke."""
    assert _colours() <= {light for kind, light, _ in RULE.findall(SHEET) if kind == part}


@pytest.mark.parametrize("colour", TEXT)
def test_text_can_be_read_on_either_ground(colour: str) -> None:
    """4.5 to 1, as WCAG asks."""
    assert _contrast(colour, palette.WHITE) >= 4.5
    assert _contrast(TURNED[colour.lower()], GROUND) >= 4.5


@pytest.mark.parametrize("fill", FILLS)
def test_text_can_be_read_on_the_shades_of_maps(fill: str) -> None:
    """Black or white turns with the shade that it was chosen for."""
    text = palette.readable_on(fill)
    assert _contrast(text, fill) >= 4.5
    assert _contrast(TURNED[text.lower()], TURNED[fill.lower()]) >= 4.5


def test_marks_are_as_easy_to_see_in_the_dark() -> None:
    """No colour that is 3 to 1 on white is less on the dark ground."""
    seen = {light for light in TURNED if _contrast(light, palette.WHITE) >= 3}
    assert all(_contrast(TURNED[light], GROUND) >= 3 for light in seen)
