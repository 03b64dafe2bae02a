"""Figures of the snapshot that an edition was built from, where that snapshot is at hand."""

from __future__ import annotations

from pathlib import Path

from evidencebook.analysis.figures import Figures
from evidencebook.build.turns import Given, nothing_given
from evidencebook.errors import EvidenceBookError


def from_snapshot(data: Path, snapshot: str) -> Given:
    """A function from indicator, area and period to the figure that a snapshot gives.

    Parameters
    ----------
    data : Path
        The data folder.
    snapshot : str
        The hash of the snapshot that is meant. If the data folder holds another, or none,
        nothing is given.
    """
    try:
        figures = Figures.open(data)
    except EvidenceBookError:
        return nothing_given
    same = figures.store.hash == snapshot
    return (lambda *key: _figure(figures, *key)) if same else nothing_given


def _figure(figures: Figures, indicator: str, area: str, period: str) -> float | None:
    """One figure as a claim's facts hold it; None for a part of an indicator with dimensions."""
    try:
        card = figures.card(indicator)
        found = figures.value(indicator, figures.areas.find(area), period)
    except EvidenceBookError:
        return None
    return None if card.dimensions or found is None else round(found.value, card.decimals + 3)
