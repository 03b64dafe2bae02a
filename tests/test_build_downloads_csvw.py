"""Tests of what describes a CSV file: what it says, and that a validator takes it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import build_samples as samples
import pandas as pd
import pytest
from download_samples import CREDIT, LICENCES, csvw_faults

from evidencebook.build.downloads.csvw import BY_ROW, described, metadata
from evidencebook.build.downloads.licences import OGL, Licences
from evidencebook.build.downloads.tables import table

DATA = pd.DataFrame({"Area": ["A", "B"], "Period": [2023, 2023], "£ an hour": [36.1, None]})
BLOCK = replace(
    samples.block("alpha", "trend", "figure", data=DATA, unit="£ an hour"),
    subtitle="Output, £ an hour",
    text="",
    notes=("Not adjusted.",),
    computed="sum of two",
)


def test_what_it_says() -> None:
    """Title, words, licence, attribution, source, publisher and date, and each column."""
    said = metadata(table(BLOCK.record()), LICENCES)
    assert said["url"] == "alpha.trend.csv"
    assert said["dc:title"] == "Trend"
    assert said["dc:description"] == "Output, £ an hour. Not adjusted. Computed: sum of two."
    assert said["dc:license"] == [{"@id": OGL.url}]
    assert said["dc:rights"] == [CREDIT]
    assert said["dc:publisher"] == ["Office for National Statistics"]
    assert said["dc:source"][0]["@id"] == samples.RELEASE.url
    assert said["dc:issued"] == {"@value": "2025-06-09", "@type": "xsd:date"}
    columns = said["tableSchema"]["columns"]
    assert [column["datatype"] for column in columns] == ["string", "gYear", "number"]
    assert columns[2]["schema:unitText"] == "£ an hour"
    assert said["tableSchema"]["primaryKey"] == ["area"]


def test_units_of_rows_are_told_of_the_column() -> None:
    """Where the rows of a column are of several units, it is said which column gives them."""
    data = pd.DataFrame({"Measure": ["a", "b"], "Value": [1.0, 2.0], "Unit": ["homes", "£"]})
    said = metadata(table(replace(BLOCK, data=data).record()), LICENCES)
    value = said["tableSchema"]["columns"][1]
    assert value["dc:description"] == BY_ROW and "schema:unitText" not in value


def test_what_is_not_known_is_left_out() -> None:
    """A date that no source gives, a key that does not hold; a licence is said not to be stated."""
    block = replace(BLOCK, sources=(replace(samples.RELEASE, released="", url=""),))
    block = replace(block, data=pd.DataFrame({"Area": ["A", "A"], "Homes": [1, 2]}))
    said = metadata(table(block.record()), Licences())
    assert "dc:issued" not in said and "dc:rights" not in said
    assert "primaryKey" not in said["tableSchema"]
    assert said["dc:license"] == ["Not stated: ask whoever supplied the data"]


def test_words_of_a_claim() -> None:
    """A claim is described by itself."""
    assert described(samples.blocks("alpha")[6].record()).startswith("In 2023, output per hour")


@pytest.mark.parametrize("change", [{}, {"datatype": "integer"}, {"titles": "Other"}])
def test_a_validator_takes_what_is_true(change: dict[str, Any], tmp_path: Path) -> None:
    """And nothing else: neither another type nor another head."""
    said = metadata(table(BLOCK.record()), LICENCES)
    said["tableSchema"]["columns"][0] |= change
    (tmp_path / "alpha.trend.csv").write_text(BLOCK.csv, encoding="utf-8")
    (tmp_path / "alpha.trend.csv-metadata.json").write_text(json.dumps(said))
    assert bool(csvw_faults(tmp_path)) == bool(change)
