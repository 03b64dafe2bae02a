"""What new figures must be like before they take the place of those that are held.

`check` refuses what cannot be true. `doubts` finds what may be true and is more often a fault at
the source or in reading it: whoever looks after the data decides.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pandas as pd

from evidencebook.errors import DataError
from evidencebook.indicators import Indicator
from evidencebook.sources.snapshot import Table, check_observations

# More than this share of an indicator's areas or periods gone, or a median that moved by so
# many times, is a doubt.
LOST, FOLD = 0.2, 10.0
# No source has figures from before the year, of longer periods (in days), or of a period that
# ends so many days after they were fetched: a financial year under way ends within the next.
EARLIEST, LONGEST, AHEAD = 1900, 3653, 366
# How many codes or periods a line names.
NAMED = 4


def check(table: Table) -> None:
    """Refuse a table that breaks the contract of the snapshot, or has periods that cannot be.

    Raises
    ------
    DataError
        With the first rule that is broken.
    """
    if table.kind != "indicator":
        return
    frame = table.frame
    check_observations(table.name, frame)
    longest = (frame["period_end"] - frame["period_start"]).dt.days.max()
    faults = {
        f"{EARLIEST} or later": frame["period_start"].dt.year.min() < EARLIEST,
        "periods of ten years at most": longest > LONGEST,
    }
    if table.retrieved:
        latest = pd.Timestamp(table.retrieved[:10]) + pd.Timedelta(days=AHEAD)
        faults[f"no period that ends after {latest:%d %B %Y}"] = frame["period_end"].max() > latest
    for expected, broken in faults.items():
        if broken:
            span = f"{frame['period_start'].min():%Y-%m-%d} to {frame['period_end'].max():%Y-%m-%d}"
            raise DataError(
                f"The periods of {table.name} cannot be right.",
                where=table.source,
                expected=expected,
                found=f"{span}, the longest of {longest + 1} days",
                do="look at the source; if it is right, the connector misread it",
            )


def doubts(
    after: pd.DataFrame,
    before: pd.DataFrame | None,
    known: Collection[str],
    card: Indicator | None = None,
) -> list[str]:
    """What makes it doubtful that an indicator's new figures are what they should be.

    Parameters
    ----------
    after, before : DataFrame
        Observations as just read and as held, if any are, both under today's codes.
    known : collection of str
        Codes of the areas that the project knows.
    card : Indicator, optional
        Its card; tells a percentage.

    Returns
    -------
    list of str
        A line for each: areas that are not known; over a fifth of the areas gone, or of the
        periods without as many later ones in their place; a median that moved tenfold; a value
        below nought, or a percentage above 100, where no value held was.
    """
    held = set() if before is None else set(before["area"])
    strange = sorted(set(after["area"]) - held - set(known))
    found = [f"areas that are not known: {_few(strange)}"] if strange else []
    if before is None or before.empty:
        return found
    gone = {
        "areas": (sorted(held - set(after["area"])), len(held), 0),
        "periods": _periods(after, before),
    }
    for what, (codes, every, come) in gone.items():
        if len(codes) - come > LOST * every:
            found.append(f"{len(codes)} of {every} {what} are gone: {_few(codes)}")
    return [*found, *_median(after, before), *_range(after, before, card)]


def _periods(after: pd.DataFrame, before: pd.DataFrame) -> tuple[list[str], int, int]:
    """The periods that are gone, how many there were, and how many later ones came.

    A publisher that gives the latest figure alone, or those of the last ten years, takes one
    period out for each that it puts in: that is no loss.
    """
    later = after.loc[after["period_end"] > before["period_end"].max(), "period"]
    gone = before.loc[~before["period"].isin(after["period"]), ["period_end", "period"]]
    named = gone.sort_values("period_end", kind="stable")["period"].unique()
    return list(named), before["period"].nunique(), later.nunique()


def _median(after: pd.DataFrame, before: pd.DataFrame) -> list[str]:
    old, new = (float(frame["value"].median()) for frame in (before, after))
    if not old or abs(old) / FOLD < abs(new) < abs(old) * FOLD:
        return []
    return [] if pd.isna(old) else [f"the median value is {new:.6g}, and was {old:.6g}"]


def _range(after: pd.DataFrame, before: pd.DataFrame, card: Indicator | None) -> list[str]:
    old, new = before["value"], after["value"]
    found = []
    if old.min() >= 0 > new.min():
        found.append(f"a value of {new.min():.6g}, where none was below nought")
    if card and card.suffix == "%" and old.max() <= 100 < new.max():
        found.append(f"a value of {new.max():.6g}%, where none was above 100%")
    return found


def _few(texts: Sequence[str]) -> str:
    more = f" and {len(texts) - NAMED} more" if len(texts) > NAMED else ""
    return ", ".join(texts[:NAMED]) + more
