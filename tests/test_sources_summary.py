"""What an import says of each source."""

from __future__ import annotations

import pandas as pd

from evidencebook.sources.ons_els_files import Report
from evidencebook.sources.snapshot import Table
from evidencebook.sources.summary import Summary, summarise

TABLE = Table("made-up", pd.DataFrame({"value": [1.0, None]}), "indicator", "nobody")
LOOKUP = Table("places", pd.DataFrame({"code": ["A"]}), "lookup", "nobody")


def test_a_mapping_is_summed_up() -> None:
    """Rows kept, left out by reason, without a value, and the rest as notes."""
    report = {
        "source": "nobody",
        "rows": {"made-up": 2},
        "dropped": {"E13000001": 3, "TLZ": 1, "unallocated": 4, "rows without a figure": 0},
        "computed": 5,
        "placed by": {"point": 6},
        "codes": ["A", "B"],
    }
    assert summarise([report], [TABLE, LOOKUP]).lines() == [
        "  rows of the files left out: 4 of areas that the project does not know "
        "(E13000001, TLZ); 4 unallocated",
        "  without a value: 1 of the rows kept",
        "  note: 5 computed; placed by point 6; 2 codes",
    ]


def test_data_sets_are_added_up() -> None:
    """Over data sets and folders; conflicts are counted and the first named."""
    clash = tuple(f"E0700011{n}, pay, 2023: {n}" for n in range(4))
    first = Report("pay", 10, 4, {"E23000001": 2}, 0, clash)
    second = Report("rent", problem="no CSV, so no figures")
    found = summarise([[first], [first, second]], [LOOKUP])
    assert (found.kept, found.withheld, len(found.conflicts)) == (1, 0, 8)
    assert found.dropped == {"of areas that the project does not know (E23000001)": 4}
    assert found.lines()[1].startswith("  in conflict, so left out: 8 rows: E07000110, pay")
    assert found.lines()[1].endswith("and 5 more")
    assert found.notes == ("rent: no CSV, so no figures",)


def test_nothing_to_say() -> None:
    """No line without content."""
    assert Summary(3).lines() == []
