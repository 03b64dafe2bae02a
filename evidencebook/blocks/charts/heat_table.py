"""Many measures of many places: who stands where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.colors import ListedColormap

from evidencebook.blocks.charts.canvas import LEADING, SMALL, Canvas, house_style
from evidencebook.blocks.charts.fonts import text_width
from evidencebook.blocks.charts.heat_scores import base_name, scored
from evidencebook.blocks.charts.labels import wrap
from evidencebook.blocks.charts.measure import Measure
from evidencebook.blocks.charts.palette import (
    INK,
    LOWER_TO_HIGHER,
    NOTE,
    WORSE_TO_BETTER,
    readable_on,
    style,
)
from evidencebook.blocks.charts.size import Size

COLOURS = (*WORSE_TO_BETTER, *LOWER_TO_HIGHER)
ROLE_ORDER = {"area": 0, "region": 2, "nation": 3, "uk": 4}
HEAD_LEADING = 14.0
# From the left and the top, and the width and height of a cell.
Corner = tuple[float, float, float, float]


@house_style
def heat(
    frame: pd.DataFrame,
    size: Size = Size.WIDE,
    *,
    measures: Mapping[str, Measure] | None = None,
    uid: str = "heat",
    reference: str = "uk",
) -> str:
    """Draw a table whose cells are coloured by how far they are from a reference.

    A cell's distance is (value − reference) ÷ standard deviation of the column over
    the places, turned round where lower is better: within half a standard deviation
    is similar, beyond one and a half is much better or much worse.

    Parameters
    ----------
    frame : pandas.DataFrame
        Columns label, role, column (short title of the measure), value, better
        (higher, lower or neither); optional text (what the cell prints).
    size : Size
        Width to lay out for; columns that do not fit go into a further table below.
    measures : mapping of str to Measure, optional
        How each column is written, where the frame has no text.
    uid : str
        Prefix of the ids, unique on the page.
    reference : str
        Role of the row to compare with; where a column lacks it, the nation, then the mean.

    Returns
    -------
    str
        SVG.
    """
    cells = scored(frame, measures, reference)
    places, key = _places(cells), _key_items(cells, reference)
    groups, corners, foot = _layout(cells, places["label"], size, _key_height(key, size))
    canvas = Canvas.of(size, foot - 8)
    grids = [_grid(cells, places, group) for group in groups]
    # seaborn renders the whole figure once for each heat map: keep text out of it until then.
    for grid, corner in zip(grids, corners, strict=True):
        _fill(canvas, grid, corner)
    _key(canvas, key, size)
    for grid, corner in zip(grids, corners, strict=True):
        _heads(canvas, list(grid.classes.columns), places, corner)
        _texts(canvas, grid, corner)
    return canvas.svg(uid)


def _places(cells: pd.DataFrame) -> pd.DataFrame:
    """The places from top to bottom: our area, the others, and the wider areas below."""
    order = cells.drop_duplicates("label")
    order = order.assign(rank=order["role"].map(ROLE_ORDER).fillna(1))
    return order.sort_values("rank", kind="stable")[["label", "role"]]


def _layout(
    cells: pd.DataFrame, labels: pd.Series, size: Size, top: float
) -> tuple[list[list[str]], list[Corner], float]:
    """The columns of each table, its corner and the size of its cells, and where the last ends."""
    left = min(size.choose(165, 96), max(text_width(x, 13, "semibold") for x in labels)) + 8
    groups = _groups(cells, size.width - left)
    width = (size.width - left) / _most(groups)
    height = max(_place_height(label, left) for label in labels)
    corners = []
    for group in groups:
        top += max(_head_lines(group, width)) * HEAD_LEADING + 10
        corners.append((left, top, width, height))
        top += height * len(labels) + 16
    return groups, corners, top


def _groups(cells: pd.DataFrame, width: float) -> list[list[str]]:
    """Split the columns into tables that are wide enough for their words."""
    columns = list(dict.fromkeys(cells["column"].astype(str)))
    words = [text_width(word, SMALL, "semibold") for title in columns for word in title.split()]
    texts = [text_width(str(text)) for text in cells["text"]]
    most = max(1, int(width // max(46, max(words) + 6, max(texts) + 8)))
    tables = -(-len(columns) // most)
    most = -(-len(columns) // tables)
    return [columns[i : i + most] for i in range(0, len(columns), most)]


def _most(groups: list[list[str]]) -> int:
    return max(len(group) for group in groups)


def _head_lines(group: list[str], width: float) -> list[int]:
    return [len(wrap(title, width - 5, SMALL, "semibold")) for title in group]


def _place_height(label: str, left: float) -> float:
    return max(26.0, len(wrap(label, left - 8)) * 15 + 6)


@dataclass(frozen=True)
class Grid:
    """One table: places down, measures across."""

    classes: pd.DataFrame
    texts: pd.DataFrame
    blank: pd.DataFrame


def _grid(cells: pd.DataFrame, places: pd.DataFrame, group: list[str]) -> Grid:
    once = cells.drop_duplicates(["label", "column"])
    classes, texts, values = (
        once.pivot(index="label", columns="column", values=name).reindex(
            index=places["label"], columns=group
        )
        for name in ("class", "text", "value")
    )
    return Grid(classes, texts, values.isna())


def _fill(canvas: Canvas, grid: Grid, corner: Corner) -> None:
    import seaborn as sns  # here, as it takes a second and most chapters do without

    left, top, width, height = corner
    rows, columns = grid.classes.shape
    plot = canvas.plot((left, top, width * columns, height * rows))
    sns.heatmap(
        grid.classes.fillna(0).to_numpy(float), mask=grid.blank.to_numpy(), vmin=-0.5,
        vmax=len(COLOURS) - 0.5, cmap=ListedColormap(COLOURS), cbar=False, xticklabels=False,
        yticklabels=False, ax=plot.axes, linewidths=2, linecolor="white", clip_on=False,
    )  # fmt: skip


def _heads(
    canvas: Canvas,
    group: list[str],
    places: pd.DataFrame,
    corner: Corner,
) -> None:
    left, top, width, height = corner
    for number, title in enumerate(group):
        lines = wrap(title, width - 5, SMALL, "semibold")
        middle = top - 8 - HEAD_LEADING * (len(lines) - 1) / 2
        look: dict[str, Any] = {
            "size": SMALL,
            "weight": "semibold",
            "anchor": "center",
        }
        canvas.lines(left + (number + 0.5) * width, middle, lines, leading=HEAD_LEADING, **look)
    for number, (label, role) in enumerate(places.itertuples(index=False)):
        weight = "semibold" if role == "area" else "normal"
        ink = style(role).text if role in ("area", "region") else INK
        lines = wrap(label, left - 8, 13, weight)
        middle = top + (number + 0.5) * height
        canvas.lines(0, middle, lines, leading=15, weight=weight, colour=ink)


def _texts(canvas: Canvas, grid: Grid, corner: Corner) -> None:
    left, top, width, height = corner
    classes = grid.classes.to_numpy(float)
    for row, column in np.ndindex(*grid.classes.shape):
        x, y = left + (column + 0.5) * width, top + (row + 0.5) * height
        if grid.blank.iat[row, column]:
            canvas.hatched(x - width / 2 + 1, y - height / 2 + 1, width - 2, height - 2)
            canvas.text(x, y, "–", anchor="center", halo=True)
            continue
        shade = readable_on(COLOURS[int(classes[row, column])])
        canvas.text(x, y, str(grid.texts.iat[row, column]), anchor="center", colour=shade)


def _key_items(cells: pd.DataFrame, reference: str) -> list[tuple[str, str]]:
    against = base_name(cells, reference)
    items: list[tuple[str, str]] = []
    if (cells["better"] != "neither").any():
        words = ("Much worse", "Worse", f"Similar to {against}", "Better", "Much better")
        items += list(zip(WORSE_TO_BETTER, words, strict=True))
    if (cells["better"] == "neither").any():
        items += [(LOWER_TO_HIGHER[0], "Lower"), (LOWER_TO_HIGHER[2], "Higher (neither is better)")]
    if cells["value"].isna().any():
        items.append(("", "No data"))
    return items


def _key_places(key: list[tuple[str, str]], size: Size) -> list[tuple[float, float]]:
    spots, x, y = [], 0.0, 10.0
    for _, text in key:
        wide = 20 + text_width(text, SMALL) + 14
        if x and x + wide - 14 > size.width:
            x, y = 0.0, y + 20
        spots.append((x, y))
        x += wide
    return spots


def _key_height(key: list[tuple[str, str]], size: Size) -> float:
    return _key_places(key, size)[-1][1] + LEADING


def _key(canvas: Canvas, key: list[tuple[str, str]], size: Size) -> None:
    for (colour, text), (x, y) in zip(key, _key_places(key, size), strict=True):
        if colour:
            canvas.box(x, y - 7, 14, 14, facecolor=colour, edgecolor="#A9AEB3", linewidth=0.5)
        else:
            canvas.hatched(x, y - 7, 14, 14)
        canvas.text(x + 20, y, text, size=SMALL, colour=NOTE)
