"""What each mark of a chart stands for, said in the drawing for the reader who points at it.

A chart's points are many, so they are told in one attribute of an empty group, not in an element
each: ``*Lancashire|45 120 2023: £37.25|…`` is a place, and the middle of each of its marks in
pixels with what stands there. The page's script reads it; print and PDF pass it by.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from evidencebook.blocks.charts.canvas import Canvas
from evidencebook.blocks.charts.svg import SERIES, short

CLASS = "evb-marks"


@dataclass(frozen=True)
class Mark:
    """The middle of a mark in pixels from the canvas's top left, and what it says."""

    x: float
    y: float
    text: str


def tell(canvas: Canvas, places: Iterable[tuple[str, Iterable[Mark]]]) -> None:
    """Say in the drawing what its marks stand for.

    Parameters
    ----------
    canvas : Canvas
    places : iterable of (str, iterable of Mark)
        Each place's name with its marks, the most important place first.
    """
    told = "|".join(part for name, marks in places for part in _told(name, marks))
    if told:
        canvas.texts.append(ET.Element("g", {"class": CLASS, "data-marks": told}))


def belongs(canvas: Canvas, lines: int, series: int) -> None:
    """Note of the lines of text written last that they belong to a series."""
    for element in canvas.texts[len(canvas.texts) - lines :]:
        element.set(SERIES, str(series))


def _told(name: str, marks: Iterable[Mark]) -> list[str]:
    found = [f"{short(m.x, 0)} {short(m.y, 0)} {_plain(m.text)}" for m in marks]
    return [f"*{_plain(name)}", *found] if found else []


def _plain(text: str) -> str:
    """A text without the sign that parts marks."""
    return text.replace("|", "/")
