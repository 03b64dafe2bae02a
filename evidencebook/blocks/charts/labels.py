"""Putting text where it can be read: wrapping it and keeping labels apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from evidencebook.blocks.charts.fonts import text_width

Box = tuple[float, float, float, float]


def wrap(text: str, width: float, size: float = 13, weight: str = "normal") -> list[str]:
    """Break a text between words into lines no wider than ``width`` pixels."""
    lines: list[str] = []
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(joined, size, weight) <= width:
            lines[-1] = joined
        else:
            lines.append(word)
    return lines or [""]


@dataclass
class _Cluster:
    start: float
    height: float
    wanted: list[float] = field(default_factory=list)
    members: list[int] = field(default_factory=list)


def spread(
    centres: Sequence[float], heights: Sequence[float], low: float, high: float
) -> list[float]:
    """Move labels as little as possible until none overlaps another.

    Least squares under order constraints, by pooling adjacent violators: labels
    that would touch become one cluster, centred on where its members wanted to be.

    Parameters
    ----------
    centres, heights : sequence of float
        Where each label would like its middle to be, and how tall it is.
    low, high : float
        The span to stay within, as far as there is room.

    Returns
    -------
    list of float
        The middles, in the order given.
    """
    clusters: list[_Cluster] = []
    for i in sorted(range(len(centres)), key=lambda i: (centres[i], i)):
        cluster = _Cluster(0, heights[i], [centres[i] - heights[i] / 2], [i])
        _settle(cluster, low, high)
        while clusters and clusters[-1].start + clusters[-1].height > cluster.start:
            before = clusters.pop()
            shifted = [wanted - before.height for wanted in cluster.wanted]
            cluster = _Cluster(
                0,
                before.height + cluster.height,
                before.wanted + shifted,
                before.members + cluster.members,
            )
            _settle(cluster, low, high)
        clusters.append(cluster)
    middles = [0.0] * len(centres)
    for cluster in clusters:
        top = cluster.start
        for i in cluster.members:
            middles[i] = top + heights[i] / 2
            top += heights[i]
    return middles


def _settle(cluster: _Cluster, low: float, high: float) -> None:
    wanted = sum(cluster.wanted) / len(cluster.wanted)
    cluster.start = max(low, min(wanted, high - cluster.height))


def overlap(one: Box, other: Box) -> float:
    """Return the area that two boxes (left, top, right, bottom) share."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return across * down if across > 0 and down > 0 else 0.0
