"""Which figures of the edition before were revised: Highland's, and some of the test's own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from evidencebook import settings
from evidencebook.build.given import from_snapshot
from evidencebook.build.past import opened
from evidencebook.build.revised import revised
from evidencebook.build.turns import nothing_given
from evidencebook.indicators import indicators
from evidencebook.store import Store

PAIR = Path(__file__).parent / "data" / "editions"
CARDS = indicators(settings.ROOT / "data")
UNIT = CARDS["employment-rate"].unit


def block(rows: str, indicator: str = "employment-rate") -> dict[str, Any]:
    """A claim with a plain table of employment rates."""
    head = f"Area code,Area,Period,{UNIT}\n"
    return {"id": "alpha.a", "indicators": [indicator], "csv": head + rows}


def test_real_figures() -> None:
    """Scotland's apprenticeship starts of 2024-25: 555.054 in March's file, 548.53 in June's."""
    before, after = (opened(PAIR / name).blocks() for name in ("march", "june"))
    data = settings.ROOT / "data"
    given = from_snapshot(data, Store(data / "snapshot").hash)
    found = {one.indicator: one for one in revised(before, after, CARDS, given)}
    starts = found["apprenticeship-starts-scotland"]
    assert (starts.compared, starts.revised) == (4, 2)
    assert (starts.area, starts.period) == ("S92000003", "2024-25")
    assert (starts.before, starts.after) == (555.054, 548.53)


def test_counts_the_typical_and_the_largest() -> None:
    """Two of three moved: by 10% and by 1%; one is as it was."""
    old = block("A1,Ayton,2022,50\nA1,Ayton,2023,60\nB1,Beeton,2023,70\n")
    new = block("A1,Ayton,2022,55\nA1,Ayton,2023,60.6\nB1,Beeton,2023,70\n")
    (one,) = revised([old], [new], CARDS, nothing_given)
    assert (one.compared, one.revised) == (3, 2)
    assert one.typical == pytest.approx(0.055)
    assert (one.area, one.period, one.before, one.after) == ("A1", "2022", 50, 55)


def test_what_is_shown_no_more_is_looked_up() -> None:
    """The snapshot of the later edition still gives the former year."""
    old, new = block("A1,Ayton,2022,50\n"), block("A1,Ayton,2023,60\n")
    (one,) = revised([old], [new], CARDS, lambda *key: 51.0 if key[2] == "2022" else None)
    assert (one.compared, one.before, one.after) == (1, 50, 51)
    assert revised([old], [new], CARDS, nothing_given) == ()


def test_tables_that_name_each_measure() -> None:
    """Several indicators in one table, each row with its own unit."""
    head = "Area code,Area,Measure,Period,Value,Unit\n"
    title = CARDS["employment-rate"].title
    old, new = (
        {"id": "alpha.a", "indicators": ["employment-rate", "population"], "csv": head + rows}
        for rows in (
            f"A1,Ayton,{title},2022,50,{UNIT}\nA1,Ayton,Something,2022,1,{UNIT}\n",
            f"A1,Ayton,{title},2022,51,{UNIT}\nA1,Ayton,Something,2022,2,{UNIT}\n",
        )
    )
    (one,) = revised([old], [new], CARDS, nothing_given)
    assert (one.indicator, one.compared, one.before, one.after) == ("employment-rate", 1, 50, 51)


def test_what_is_not_compared() -> None:
    """Indicators without a card, tables in another unit, differences beyond what facts hold."""
    old, new = "A1,Ayton,2022,50\n", "A1,Ayton,2022,51\n"
    unheard = [[block(rows, "unheard-of")] for rows in (old, new)]
    assert revised(unheard[0], unheard[1], CARDS, nothing_given) == ()
    pounds = [[{**block(r), "csv": block(r)["csv"].replace(UNIT, "£")}] for r in (old, new)]
    assert revised(pounds[0], pounds[1], CARDS, nothing_given) == ()
    fine = block("A1,Ayton,2022,50.0000001\n")
    assert revised([block(old)], [fine], CARDS, nothing_given) == ()
