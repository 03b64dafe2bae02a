"""What new figures must be like before they take the place of those that are held.

`check` refuses what cannot be true. `doubts` finds what may be true and is more often a fault at
the source or in reading it: whoever looks after the data decides.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pandas as pd

from evidencebook.indicators import Indicator
from evidencebook.sources import schema
from evidencebook.sources.revisions import compare
from evidencebook.sources.snapshot import Table, check_observations

# More than this share of an indicator's areas or periods gone, or a median that moved by so
# many times, is a doubt.
LOST, FOLD = 0.2, 10.0
# More than the first share of all values revised, and half of those by more than the second share
# of what they were, is a doubt.
MOST, SHIFT = 0.5, 0.1
# How many codes or periods a line names.
NAMED = 4


def check(table: Table) -> None:
    """Refuse a table that breaks the contract of the snapshot, or has periods that cannot be.

    Raises
    ------
    DataError
        With the first rule that is broken, see `schema`.
    """
    if table.kind == "indicator":
        check_observations(table.name, table.frame)
        schema.check(table.name, table.frame, schema.plausible(table.retrieved))


def other_unit(unit: str, card: Indicator | None) -> str:
    """What is wrong if an indicator is published in another unit than its card is written for.

    Parameters
    ----------
    unit : str
        As the publisher names it; empty where it does not.
    card : Indicator, optional
        Its ``upstream["unit"]`` is the publisher's name of the unit that the card is about.
    """
    expected = card.upstream.get("unit", "") if card else ""
    if not unit or not expected or unit == expected:
        return ""
    return f"published as “{unit}”, where its card is written for “{expected}”"


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
        periods without as many later ones in their place; a median that moved tenfold; most values
        revised, typically by over a tenth of what they were; a value below nought, or a percentage
        above 100, where no value held was.

    Notes
    -----
    The bounds of a revision are drawn from what Explore Local Statistics held in March and in June
    2026. Of eight indicators with revised values, seven had less than a quarter of their values
    revised, and these typically by 2.6% at most, but for one with two revised values in all. In
    the eighth, achievements in further education, a count had become a rate: every value was
    another, typically by 39%. A tenth lies between the two. Figures close to nought, such as
    growth, may pass it in an honest revision: they are held back too, until accepted.
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
    moved = [*_median(after, before), *_shift(after, before)]
    return [*found, *moved, *_range(after, before, card)]


def _periods(after: pd.DataFrame, before: pd.DataFrame) -> tuple[list[str], int, int]:
    """The periods that are gone, how many there were, and how many later ones came.

    A publisher that gives the latest figure alone, or those of the last ten years, takes one
    period out for each that it puts in: that is no loss.
    """
    later = after.loc[after["period_end"] > before["period_end"].max(), "period"]
    gone = before.loc[~before["period"].isin(after["period"].unique()), ["period_end", "period"]]
    named = gone.sort_values("period_end", kind="stable")["period"].unique()
    return list(named), before["period"].nunique(), later.nunique()


def _median(after: pd.DataFrame, before: pd.DataFrame) -> list[str]:
    old, new = (float(frame["value"].median()) for frame in (before, after))
    if not old or abs(old) / FOLD < abs(new) < abs(old) * FOLD:
        return []
    return [] if pd.isna(old) else [f"the median value is {new:.6g}, and was {old:.6g}"]


def _shift(after: pd.DataFrame, before: pd.DataFrame) -> list[str]:
    """Values that are other ones almost throughout: a unit or base may have changed."""
    found = compare(before, after)
    if found.revised <= MOST * found.compared or (found.typical or 0.0) <= SHIFT:
        return []
    return [
        f"{found.revised:,} of {found.compared:,} values are revised, typically by "
        f"{found.typical:.0%}: the unit or base may be another"
    ]


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
