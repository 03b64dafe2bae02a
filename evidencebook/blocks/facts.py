"""Facts: what a claim asserts, apart from its words, so that editions can be set side by side."""

from __future__ import annotations

from typing import Any

from evidencebook.analysis.figures import Figure

Fact = dict[str, Any]


def fact(kind: str, indicator: str, area: str, period: str, **told: Any) -> Fact:
    """One thing that a claim asserts.

    Parameters
    ----------
    kind : str
        How it stands: ``level``, ``higher``, ``rising``, ``rank`` and the like.
    indicator : str
        Its slug; empty where the figures are of none that a block shows.
    area, period : str
        The code of the area and the label of the period.
    **told
        The number as ``value``; what it is held against as ``than`` and ``reference``, ``since``
        and ``from``; what a test found.
    """
    named = {"indicator": indicator} if indicator else {}
    return {"kind": kind, **named, "area": area, "period": period, **told}


def fact_of(figure: Figure, kind: str, **told: Any) -> Fact:
    """A fact about one figure, whose value is that of the figure unless another is told."""
    whole = {"value": tidy(figure), **told}
    return fact(kind, figure.indicator.slug, figure.area.code, figure.period, **whole)


def tidy(figure: Figure) -> float:
    """A value without the noise of binary fractions."""
    return round(figure.value, figure.indicator.decimals + 3)
