"""Longitudinal Small Business Survey, SME employers: chosen answers by nation, size and sector.

One sheet holds all tables, one below the other: a title that starts with ``Table 91``, a row of
headings, two rows of bases, then a row for each answer, in whole per cent. The workbook gives
neither confidence intervals nor a design effect. Firms are sampled unevenly by size, nation and
sector, so that an interval worked out from the number that answered would be too narrow: none is
made. That number stands in the note of each row instead.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from evidencebook import periods
from evidencebook.sources import geography
from evidencebook.sources.numbers import numbers
from evidencebook.sources.snapshot import Table, arrange, raw_file
from evidencebook.sources.workbooks import Layout, Workbook

SOURCE = "dbt-small-business-survey"
INDICATOR = "small-business-survey"
SHEET = "Tables"
YEAR = "2024"
LAYOUT = Layout("the small business survey", "lsbs", YEAR)
UNDER_HALF = "low"
ALL_SIZES = "All SME employers"
PUBLICATION = {
    "source": SOURCE,
    "publisher": "Department for Business and Trade",
    "title": "Longitudinal Small Business Survey 2024: SME employers",
    "released": "2025-09-25",
    "url": "https://www.gov.uk/government/statistics/"
    "small-business-survey-2024-businesses-with-employees",
    "retrieved": "2026-02-26",
}
NATIONS = {
    "Total": geography.UNITED_KINGDOM,
    "Nation England": geography.ENGLAND,
    "Nation Scotland": "S92000003",
    "Nation Wales": "W92000004",
    "Nation Northern Ireland": "N92000002",
}
# Groups of the United Kingdom's firms, named as in the rest of the project where they are there.
GROUPS = {
    "Size Micro": "1 to 9 employees",
    "Size Small": "10 to 49 employees",
    "Size Medium": "50 to 249 employees",
    "Sector ABDE": "Agriculture, mining, energy and water",
    "Sector C": "Manufacturing",
    "Sector F": "Construction",
    "Sector G": "Wholesale, retail and motor trades",
    "Sector H": "Transport and storage",
    "Sector I": "Accommodation and food services",
    "Sector J": "Information and communication",
    "Sector KL": "Finance and property",
    "Sector M": "Professional, scientific and technical",
    "Sector N": "Administrative and support services",
    "Sector P": "Education",
    "Sector Q": "Health and social work",
    "Sector R": "Arts and recreation",
    "Sector S": "Other services",
}
# A column's heading → area and group.
COLUMNS = {head: (area, ALL_SIZES) for head, area in NATIONS.items()} | {
    head: (geography.UNITED_KINGDOM, group) for head, group in GROUPS.items()
}


@dataclass(frozen=True)
class Answer:
    """Which row of which table is kept, and what it says in our words."""

    table: int
    row: str
    measure: str


ANSWERS = (
    Answer(89, "Yes", "New or improved goods in three years"),
    Answer(90, "Yes", "New or improved services in three years"),
    Answer(
        91,
        "Any new or significantly improved goods and/or services",
        "New or improved goods or services in three years",
    ),
    Answer(92, "At least some new to the market", "Of innovators: something new to the market"),
    Answer(44, "Yes", "Exported goods in a year"),
    Answer(42, "Yes", "Exported services in a year"),
    Answer(46, "Yes", "Exported goods or services in a year"),
    Answer(49, "The European Union", "Of exporters: sold to the European Union"),
    Answer(49, "ANY OUTSIDE THE EU", "Of exporters: sold outside the European Union"),
    Answer(
        55,
        "We have never exported but have a suitable product or service that could be developed "
        "for export",
        "Of non-exporters: have something to export",
    ),
    Answer(66, "ANY FINANCE", "Use external finance"),
    Answer(70, "No", "Sought no external finance in a year"),
    Answer(79, "All", "Of seekers of finance: obtained all"),
    Answer(79, "None", "Of seekers of finance: obtained none"),
    Answer(85, "Yes", "Needed finance and did not apply"),
    Answer(
        86,
        "You don't want to take on additional risk",
        "Of those that did not apply: feared the risk",
    ),
    Answer(
        86,
        "You thought it would be too expensive",
        "Of those that did not apply: thought it too dear",
    ),
    Answer(
        86,
        "You thought you would be rejected",
        "Of those that did not apply: expected a refusal",
    ),
    Answer(136, "LIKELY", "Likely to seek finance within three years"),
    Answer(94, "Yes", "Took outside information or advice in a year"),
    Answer(120, "ANY TRAINING", "Train their staff"),
    Answer(134, "Yes", "Aim to grow sales over three years"),
    Answer(41, "More than currently", "Expect more employees within a year"),
    Answer(129, "Increase", "Expect higher turnover within a year"),
    Answer(125, "Increased", "Turnover higher than the year before"),
    Answer(125, "Decreased", "Turnover lower than the year before"),
    Answer(133, "Yes", "Made a profit or surplus"),
)
_TITLE = re.compile(r"Table (\d+) ")
_UNIT = re.compile(r"\s*(\(%\)|Col %)$")
_BASES = "Unweighted Bases"


def read(path: Path) -> tuple[list[Table], list[dict[str, Any]], dict[str, Any]]:
    """Read the chosen answers into one table."""
    frame = parse(Workbook(path, LAYOUT).rows(SHEET))
    table = Table(INDICATOR, arrange(frame), "indicator", **PUBLICATION)
    report = {"source": SOURCE, "rows": {INDICATOR: len(frame)}}
    return [table], [raw_file(path)], report


def parse(rows: list[list[Any]]) -> pd.DataFrame:
    """Turn the sheet's rows into observations with `measure` and `group`.

    Raises
    ------
    DataError
        If a table or an answer is not there.
    """
    if YEAR not in str(rows[0][0]):
        raise LAYOUT.other(f"the tables of {YEAR}", str(rows[0][0]))
    starts = {
        int(found[1]): number
        for number, row in enumerate(rows)
        if (found := _TITLE.match(str(row[0])))
    }
    frames = [_answer(rows, starts, answer) for answer in ANSWERS]
    frame = pd.concat(frames, ignore_index=True).assign(indicator=INDICATOR, year=YEAR)
    return periods.add_periods(frame, "year").drop(columns="year")


def _answer(rows: list[list[Any]], starts: dict[int, int], answer: Answer) -> pd.DataFrame:
    """One answer: a row for each nation, and for each size and sector of the United Kingdom."""
    where = f"sheet {SHEET}, table {answer.table}"
    if answer.table not in starts:
        raise LAYOUT.other(f"table {answer.table}", "no such table")
    start = starts[answer.table]
    heads, bases = rows[start + 1], rows[start + 2]
    if bases[0] != _BASES:
        raise LAYOUT.other(f"{_BASES} in {where}", str(bases[0]))
    row = next((i for i in _body(rows, start) if _label(rows[i]) == answer.row), None)
    if row is None:
        raise LAYOUT.other(f"the answer '{answer.row}' in {where}", "no such row")
    columns = {i: COLUMNS[head] for i, head in enumerate(heads) if head in COLUMNS}
    cells, asked = (
        pd.Series([line[i] for i in columns], name=name)
        for line, name in ((rows[row], answer.row), (bases, _BASES))
    )
    return pd.DataFrame(
        {
            "area": [area for area, _ in columns.values()],
            "value": numbers(cells, where, first_row=1, marks=(UNDER_HALF,)),
            "status": [UNDER_HALF if cell == UNDER_HALF else "" for cell in cells],
            "note": [f"{n:,.0f} firms asked" for n in numbers(asked, where, first_row=1)],
            "measure": answer.measure,
            "group": [group for _, group in columns.values()],
        }
    )


def _body(rows: list[list[Any]], start: int) -> range:
    """The rows of a table's answers: down to the first empty row."""
    end = next((i for i in range(start, len(rows)) if str(rows[i][0]) == ""), len(rows))
    return range(start + 3, end)


def _label(row: list[Any]) -> str:
    return _UNIT.sub("", str(row[0]).strip())
