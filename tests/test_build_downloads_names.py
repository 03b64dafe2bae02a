"""Tests of the names of downloads."""

from __future__ import annotations

import pytest

from evidencebook.build.downloads.names import block_of, files_of


@pytest.mark.parametrize("block", ["energy.heat", "alpha.csv-of-all"])
def test_a_file_names_its_block(block: str) -> None:
    """The CSV file and what describes it."""
    assert [block_of(name) for name in files_of(block)] == [block, block]


@pytest.mark.parametrize("name", ["datapackage.json", "lancashire.xlsx"])
def test_some_are_of_no_block(name: str) -> None:
    """What is of all of them."""
    assert block_of(name) == ""
