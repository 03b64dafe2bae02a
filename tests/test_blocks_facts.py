"""Facts: what claims assert, alike in form."""

from __future__ import annotations

from collections.abc import Callable

from evidencebook.analysis.figures import Figure
from evidencebook.blocks.facts import fact, fact_of, tidy


def test_a_fact_names_what_where_and_when() -> None:
    """What is told stands after the four names; an indicator that no block shows is left out."""
    made = fact("level", "employees", "E07000117", "2022", value=5.0)
    assert made == {
        "kind": "level",
        "indicator": "employees",
        "area": "E07000117",
        "period": "2022",
        "value": 5.0,
    }
    assert "indicator" not in fact("level", "", "E07000117", "2022")


def test_a_fact_of_a_figure_has_its_value(make_figure: Callable[..., Figure]) -> None:
    """The figure's own value without binary noise, unless the claim is of another number."""
    figure = make_figure(0.1 + 0.2)
    assert tidy(figure) == 0.3
    assert fact_of(figure, "level")["value"] == 0.3
    assert fact_of(figure, "level", value=7.0)["value"] == 7.0
    assert fact_of(figure, "rank", rank=3)["rank"] == 3
