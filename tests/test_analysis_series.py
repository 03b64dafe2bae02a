"""Series put together from several: what is filled, what is joined, which row is meant."""

from __future__ import annotations

import pandas as pd

from evidencebook.analysis.series import filled, joined, listed, matches, missing_from


def years(values: dict[int, float | None]) -> pd.DataFrame:
    """A series of calendar years."""
    rows = [
        {"period_start": pd.Timestamp(year, 1, 1), "period_end": pd.Timestamp(year, 12, 31)}
        | {"period": str(year), "value": value}
        for year, value in values.items()
    ]
    return pd.DataFrame(rows).astype({"value": float})


def test_joined_years_are_named_once_for_each_way() -> None:
    """Years made in one way stand together, with a break where there is one; others are not told.

    What is computed in another way from year to year is not joined on for that.
    """
    made = ["a", "a", "b", "a", "c", "d"]
    table = pd.DataFrame({"period": list("123456"), "value": [1.0] * 6, "computed": made})
    assert joined(table.assign(joined=[True] * 4 + [False] * 2)) == "1 to 2 and 4: a; 3: b"
    assert joined(table.assign(joined=False)) == "" == joined(table.assign(joined=True).iloc[:0])


def test_names_in_a_row() -> None:
    """With commas, and an ``and`` before the last."""
    assert [listed("A"), listed("AB"), listed("ABC")] == ["A", "A and B", "A, B and C"]


def test_gaps_are_filled_from_another_series() -> None:
    """Where it has no figure it takes the other's; its own stand; all are in order of time."""
    own, other = (
        years({2020: None, 2021: 5.0}),
        years({2019: 1.0, 2020: 2.0, 2021: 3.0, 2022: None}),
    )
    assert missing_from(own, other)["period"].tolist() == ["2019", "2020"]
    whole = filled(own, other)
    assert dict(zip(whole["period"], whole["value"], strict=True)) == {
        "2019": 1.0, "2020": 2.0, "2021": 5.0,
    }  # fmt: skip
    assert filled(own, other.iloc[3:]) is own


def test_a_period_is_known_by_its_label_or_the_publishers_form() -> None:
    """A label is matched to the letter; else the form of the publisher's files."""
    table = years({2022: 1.0, 2023: 2.0})
    for asked in ("2023", "2023-01-01/P1Y"):
        assert table.loc[matches(table, asked), "value"].tolist() == [2.0]
    assert not matches(table, "2024").any()
