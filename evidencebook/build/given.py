"""Figures of the snapshot that an edition was built from, where that snapshot is at hand."""

from __future__ import annotations

import json
from pathlib import Path

from evidencebook.analysis.figures import Figures
from evidencebook.build.changes import nothing_given
from evidencebook.build.turns import Given
from evidencebook.errors import EvidenceBookError


def from_snapshot(data: Path, edition: Path) -> Given:
    """A function from indicator, area and period to the figure that the snapshot gives.

    Parameters
    ----------
    data : Path
        The data folder.
    edition : Path
        The folder of an edition. If it was built from another snapshot, nothing is given.
    """
    try:
        said = json.loads((edition / "edition.json").read_text(encoding="utf-8"))
        figures = Figures.open(data)
        same = figures.store.hash == said["snapshot"]
    except (OSError, ValueError, KeyError, TypeError, EvidenceBookError):
        return nothing_given
    return (lambda *key: _figure(figures, *key)) if same else nothing_given


def _figure(figures: Figures, indicator: str, area: str, period: str) -> float | None:
    """One figure as a claim's facts hold it; None for a part of an indicator with dimensions."""
    try:
        card = figures.card(indicator)
        found = figures.value(indicator, figures.areas.find(area), period)
    except EvidenceBookError:
        return None
    return None if card.dimensions or found is None else round(found.value, card.decimals + 3)
