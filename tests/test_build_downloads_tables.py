"""Tests of tables read from the CSV of blocks: kinds of columns, units, keys, names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import build_samples as samples
import pandas as pd
import pytest

from evidencebook.build.downloads.tables import Table, table, tables


def _table(data: Mapping[str, Any], unit: str = "") -> Table:
    block = samples.block("alpha", "trend", "figure", data=pd.DataFrame(data), unit=unit)
    return table(block.record())


@pytest.mark.parametrize(
    ("head", "values", "kind"),
    [
        ("Homes", [1204, -3], "integer"),
        ("Homes", [1204.0, None], "number"),
        ("Homes", [1e-7, 2.5], "number"),
        ("Code", ["01", "02"], "string"),
        ("Share", ["12.4%", "–"], "string"),
        ("Number", [None, None], "string"),
        ("Period", [2023, 2024], "year"),
        ("Period", ["2023-24", "2024"], "string"),
        ("Homes", [2023, 2024], "integer"),
    ],
)
def test_kinds_of_columns(head: str, values: list[Any], kind: str) -> None:
    """Amounts, years under their heads alone, text, codes that begin with a zero."""
    assert _table({head: values}).columns[0].kind == kind


def test_a_figure_of_one_measure_has_one_unit() -> None:
    """Which its interval has too, and its years and counts of other things have not."""
    data = {"Area": ["A"], "Period": [2023], "£ a week": [540.1], "Lower 95%": [489.0]}
    units = {c.title: c.unit for c in _table(data, "£ a week").columns}
    assert units == {"Area": "", "Period": "", "£ a week": "£ a week", "Lower 95%": "£ a week"}


def test_units_in_heads() -> None:
    """A head may be a unit, or end in one; where there are several, nothing is guessed."""
    data = {"Share (%)": [1.5], "£ million": [2.0], "Firms asked": [30], "Quotient (2023)": [1.2]}
    assert [c.unit for c in _table(data, "%; £ million").columns] == ["%", "£ million", "", ""]
    data = {"By car (minutes)": [7.3], "Number of homes, maximum": [30]}
    assert [c.unit for c in _table(data).columns] == ["minutes", "homes"]
    assert _table({"Enterprises": [30]}, "% of enterprises").columns[0].unit == ""
    assert _table({"Value": [30]}, "MW").columns[0].unit == "MW"


def test_values_with_a_unit_each_have_no_common_one() -> None:
    """A column Unit says what each row's is."""
    data = {"Measure": ["a", "b"], "Value": [1.0, 2.0], "Unit": ["homes", "£"]}
    value = _table(data, "homes").columns[1]
    assert value.unit == "" and value.by_row


def test_the_head_of_figures_of_one_measure_is_their_unit() -> None:
    """Whatever the unit of the claim that rests on them."""
    data = {"Area code": ["E1"], "Area": ["A"], "Period": [2024], "enterprises": [30]}
    assert _table(data, "% of enterprises").columns[3].unit == "enterprises"


@pytest.mark.parametrize(
    ("data", "key"),
    [
        ({"Area code": ["E1", "E1"], "Area": ["A", "A"], "Period": [2023, 2024]},
         ["Area code", "Period"]),
        ({"Measure": ["Pay", "Jobs"], "Here": ["£1", "2"]}, ["Measure"]),
        ({"Period": [2023, 2023], "Value": [1.5, 1.7], "Measure": ["a", "b"]},
         ["Period", "Measure"]),
        ({"Project": ["Wind", "Wind"], "Megawatts": [5.0, 6.0]}, []),
        ({"Project": ["Wind", None], "Megawatts": [5.0, 6.0]}, []),
        ({"Measure": ["Pay", "Pay"], "What to know": ["Long. " * 30, "Other. " * 30]}, []),
    ],
)  # fmt: skip
def test_keys_are_true(data: dict[str, list[Any]], key: list[str]) -> None:
    """The first names that tell rows apart; none where they do not, are missing or are prose."""
    assert [column.title for column in _table(data).key] == key


def test_names_of_columns() -> None:
    """Letters, digits and underscores, and no two alike."""
    data = {"£ a week": [1], "Share (%)": [1], "share %": [2], "–": [3], "2013 = 100": [4]}
    names = [column.name for column in _table(data).columns]
    assert names == ["gbp_a_week", "share_percent", "share_percent_3", "column_4", "2013_100"]


def test_what_has_no_data_is_no_table() -> None:
    """Every block but a gap, in order, with its rows as they are written."""
    found = tables(block.record() for block in samples.blocks("alpha"))
    assert len(found) == 6
    assert found[0].file == "alpha.message-one.csv"
    assert found[0].rows == [["North *<b>*", "36.1"], ["South #x", "31.0"]]
