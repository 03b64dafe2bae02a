"""Figures under a former code of the same place."""

from __future__ import annotations

import pandas as pd
import pytest

from evidencebook import periods
from evidencebook.sources.recode import ALWAYS, recoded, under_current_codes
from evidencebook.sources.snapshot import Table, arrange


def table(rows: list[tuple[str, str, float]]) -> Table:
    frame = pd.DataFrame(rows, columns=["area", "when", "value"]).assign(indicator="claimant-count")
    return Table("claimant-count", arrange(periods.add_periods(frame, "when")), "indicator", "ons")


CODES = {"E08000019": "E08000039"}


def test_former_code_becomes_todays() -> None:
    """Sheffield's figures under its old code stand under its new one."""
    made = under_current_codes(table([("E08000019", "2024", 5.4)]), CODES).frame
    assert made["area"].tolist() == ["E08000039"]
    assert made["value"].tolist() == [5.4]


def test_todays_code_wins_where_both_are_published() -> None:
    """A figure under today's code is not overwritten by one under the former."""
    both = table([("E08000019", "2024", 5.4), ("E08000039", "2024", 5.5)])
    assert under_current_codes(both, CODES).frame["value"].tolist() == [5.5]


def test_merged_authorities_keep_their_codes() -> None:
    """Only areas whose code alone changed are renamed."""
    successors = pd.DataFrame(
        {
            "former": ["E07000026", "E08000019"],
            "current": ["E06000063", "E08000039"],
            "recoded": [False, True],
        }
    )
    assert recoded(successors) == {"E08000019": "E08000039", **ALWAYS}


@pytest.mark.parametrize(
    ("itl", "gss"),
    [("TLB", "E92000001"), ("TLD", "E12000002"), ("TLI", "E12000007"), ("TLN", "N92000002")],
)
def test_regions_and_nations_go_by_their_gss_codes(itl: str, gss: str) -> None:
    """An area of ITL 1 is the region or nation of another code."""
    made = under_current_codes(table([(itl, "2024", 5.4), ("TLD3", "2024", 5.5)]), ALWAYS).frame
    assert made["area"].tolist() == [gss, "TLD3"]
