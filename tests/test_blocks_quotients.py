"""Location quotients: what their titles say."""

from __future__ import annotations

import pandas as pd
import pytest
from conftest import OpenPlace

from evidencebook.blocks.quotients import outweighing


@pytest.mark.parametrize(
    ("quotients", "said"),
    [
        ([1.4, 1.2, 0.3], "2 of 3 logistics industries weigh more in Burnley than in the"),
        ([1.4, 0.3], "1 of 2 logistics industries weighs more in Burnley than in the"),
        ([0.4, 0.3], "None of the 2 logistics industries weighs more in Burnley than in the"),
        ([1.4], "The one logistics industry with a figure weighs more in Burnley than in the"),
        ([0.4], "The one logistics industry with a figure does not weigh more in Burnley than"),
    ],
)
def test_how_many_weigh_more(place: OpenPlace, quotients: list[float], said: str) -> None:
    """One industry alone is not counted."""
    table = pd.DataFrame({"quotient": quotients})
    assert outweighing(place("E07000117"), table, "logistics").startswith(said)
