"""Location quotients: how much an industry weighs here against the United Kingdom."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from evidencebook.analysis.industries import SECTIONS, TOTAL, location_quotients
from evidencebook.analysis.place import Place
from evidencebook.areas import UK
from evidencebook.blocks import charts, gaps
from evidencebook.blocks.block import Block
from evidencebook.blocks.cautions import ONSHORE
from evidencebook.blocks.charts.measure import Measure
from evidencebook.blocks.figures import figure
from evidencebook.blocks.frames import headed
from evidencebook.blocks.numbers import format_value

CURRENT = "gross-value-added-current-prices"
QUOTIENT = Measure("United Kingdom = 1", decimals=2)
HEAD = headed("Location quotient", QUOTIENT.unit)
HOW_QUOTIENT = "location quotient: share of the area's output over share of the United Kingdom's"


def quotients(
    place: Place, industries: Sequence[str] = SECTIONS
) -> tuple[pd.DataFrame, str] | None:
    """Location quotients of some industries, by gross value added, and their period.

    Returns
    -------
    (DataFrame, str) or None
        As from `analysis.industries.location_quotients`; None without a figure, or without
        anything to read it against.
    """
    own = place.own(CURRENT)
    if own is None or UK in place.area.codes:
        return None
    tables = []
    for area in (place.area, place.figures.areas[UK]):
        table = place.figures.breakdown(CURRENT, area, "industry")
        tables.append(
            table[(table["period"] == own.period) & table["industry"].isin([*industries, TOTAL])]
        )
    found = location_quotients(*tables)
    return (found, own.period) if len(found) else None


def quotient_figure(
    place: Place, id: str, title: str, table: pd.DataFrame, period: str, notes: Sequence[str] = (),
    *, of: str = "gross value added", slug: str = CURRENT, computed: str = HOW_QUOTIENT,
    data: pd.DataFrame | None = None,
) -> Block:  # fmt: skip
    """Figure: location quotients beside the United Kingdom's 1.

    Parameters
    ----------
    table : DataFrame
        `industry`, `quotient`, as from `quotients`.
    of : str
        What the shares are of.
    slug : str
        The indicator that they are made from.
    computed : str
        How, in words.
    data : DataFrame, optional
        The table behind it, where that is not `quotient_table`.
    """
    drawn = table.assign(label=table["industry"], role="member", value=table["quotient"])
    uk = pd.DataFrame([{"label": "United Kingdom", "role": "uk", "value": 1.0}])
    drawn = pd.concat([drawn[["label", "role", "value"]], uk], ignore_index=True)
    return figure(
        place,
        id,
        title=title,
        subtitle=f"Location quotient: share of {of} against the UK share (1 = the same), {period}",
        chart=charts.ranked_chart(drawn, QUOTIENT, kind="dots", rows="industries"),
        data=quotient_table(table) if data is None else data,
        cards=[place.figures.card(slug)],
        period=period,
        computed=computed,
        notes=(*notes, *((ONSHORE,) if slug == CURRENT else ())),
        unit=QUOTIENT.unit,
    )


def quotient_table(table: pd.DataFrame) -> pd.DataFrame:
    """Location quotients by output as a table for people."""
    shares = ["£ million", "Share of output (%)", "UK share (%)"]
    return table.round(3).set_axis(["Industry", *shares, HEAD], axis=1)


def outweighing(place: Place, table: pd.DataFrame, kind: str) -> str:
    """A title: how many industries of a kind weigh more here than in the United Kingdom."""
    over = int((table["quotient"] > 1).sum())
    if len(table) == 1:
        weighs = "weighs" if over else "does not weigh"
        return (
            f"The one {kind} industry with a figure {weighs} more in {place.area.in_text} than in "
            "the United Kingdom"
        )
    count = f"{over} of" if over else "None of the"
    return (
        f"{count} {len(table)} {kind} industries {'weigh' if over > 1 else 'weighs'} more in "
        f"{place.area.in_text} than in the United Kingdom"
    )


def no_yardstick(place: Place, id: str, topic: str, industries: str = "industries") -> Block:
    """Gap: output of the industries is not known, or there is nothing to read it against."""
    text = (
        f"The weight of {industries} in {place.area.in_text} is read against the United "
        "Kingdom's, and there are no figures to do so."
    )
    return gaps.gap(place, id, f"Not known: {topic}", text)


def times(value: float) -> str:
    """How many times as much: ``1.84 times``."""
    return format_value(value, suffix=" times", decimals=2)
