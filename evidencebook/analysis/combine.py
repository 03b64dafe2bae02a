"""Put the figures of authorities together, one period after the other, by the card's rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from evidencebook.analysis import aggregate
from evidencebook.analysis.aggregate import SPAN
from evidencebook.indicators import Aggregation, Indicator

COLUMNS = [*SPAN, "value", "lower_95", "upper_95", "status", "computed", "joined"]


@dataclass
class Combiner:
    """Figures of several authorities made into one, with what they are weighted by.

    Parameters
    ----------
    read : callable
        Indicator, codes → the totals of those areas.
    cards : mapping of str to Indicator
    """

    read: Callable[[str, Sequence[str]], pd.DataFrame]
    cards: Mapping[str, Indicator]
    _totals: dict[tuple[str, tuple[str, ...]], pd.DataFrame] = field(default_factory=dict)

    def rows(
        self,
        card: Indicator,
        members: tuple[str, ...],
        groups: dict[str, tuple[str, ...]],
        frame: pd.DataFrame,
    ) -> pd.DataFrame:
        """The figures of some authorities together, one row for each period that has them.

        Parameters
        ----------
        members : tuple of str
            Codes of the authorities.
        groups : dict
            Larger areas wholly within them, which may stand in: code → authorities.
        frame : DataFrame
            Observations of these; with a column `joined` where some are themselves joined on from
            before an authority was made.

        Returns
        -------
        DataFrame
            `COLUMNS`; `computed` says how, `joined` whether a part is joined on.
        """
        if frame.empty:
            return pd.DataFrame(columns=COLUMNS)
        sides = {name: aggregate.wide(frame, name) for name in ("value", "lower_95", "upper_95")}
        if "joined" in frame:
            sides["joined"] = aggregate.wide(frame, "joined").eq(True)
        rows = [self._row(card, members, groups, sides, at) for at in sides["value"].index]
        made = [row for row in rows if row is not None]
        return pd.DataFrame(made, columns=COLUMNS)

    def _row(
        self,
        card: Indicator,
        members: tuple[str, ...],
        groups: dict[str, tuple[str, ...]],
        sides: dict[str, pd.DataFrame],
        at: tuple[pd.Timestamp, pd.Timestamp, str],
    ) -> list[object] | None:
        """One computed row, or None where a part is missing."""
        values = sides["value"].loc[at]
        parts = aggregate.partition(members, groups, set(values.dropna().index))
        if parts is None:
            return None
        values, half = values.reindex(parts), float("nan")
        value, weights, when = self._value(card.aggregation, values, at)
        if np.isnan(value):
            return None
        if weights is not None:
            lower, upper = (sides[s].loc[at].reindex(parts) for s in ("lower_95", "upper_95"))
            half = aggregate.half_width(lower, upper, weights)
        text = describe(card, values, when, interval=not np.isnan(half), cards=self.cards)
        joined = "joined" in sides and bool(sides["joined"].loc[at].reindex(parts).any())
        if joined:
            text += "; some of these are made up of the figures of authorities they replaced"
        return [*at, value, value - half, value + half, "", text, joined]

    def _value(
        self, rule: Aggregation, values: pd.Series, at: tuple[pd.Timestamp, pd.Timestamp, str]
    ) -> tuple[float, pd.Series | None, str]:
        """The figure by the rule; of a mean, also the weights and their period."""
        parts = list(values.index)
        if rule.rule == "sum":
            return aggregate.total(values), None, ""
        if rule.numerator:
            over, _ = self._helper(rule.numerator, parts, at)
            return aggregate.ratio_by_numerator(values, over), None, ""
        weights, when = self._helper(rule.denominator or rule.weight, parts, at)
        mean = aggregate.ratio_by_denominator if rule.rule == "ratio" else aggregate.weighted_mean
        return mean(values, weights), weights, when

    def _helper(
        self, indicator: str, parts: list[str], at: tuple[pd.Timestamp, pd.Timestamp, str]
    ) -> tuple[pd.Series, str]:
        """Another indicator's totals for the parts, at the nearest period, and that period."""
        table = self._wide_totals(indicator, tuple(parts))
        row = aggregate.nearest_row(table, at[0], at[1])
        if row is None:
            return pd.Series(np.nan, index=parts), ""
        return row.reindex(parts), str(row.name[2])  # type: ignore[index]

    def _wide_totals(self, indicator: str, parts: tuple[str, ...]) -> pd.DataFrame:
        key = (indicator, parts)
        if key not in self._totals:
            frame = self.read(indicator, parts)
            table = aggregate.wide(frame) if not frame.empty else pd.DataFrame()
            complete = table.dropna() if set(parts) <= set(table.columns) else table.iloc[:0]
            self._totals[key] = complete
        return self._totals[key]


def describe(
    card: Indicator,
    parts: pd.Series,
    weights: str,
    *,
    interval: bool,
    cards: Mapping[str, Indicator],
) -> str:
    """Say how a figure was computed, for the reader."""
    rule, used = card.aggregation, int(parts.notna().sum())
    kind = "areas" if any(str(code).startswith(("E10", "TL")) for code in parts.index) else ""
    whole = f"{used if used == len(parts) else f'{used} of {len(parts)}'} {kind or 'authorities'}"

    def called(slug: str) -> str:
        return cards[slug].phrase if slug in cards else slug.replace("-", " ")

    if rule.rule == "sum":
        return f"sum of the published figures of {whole}"
    if rule.numerator:
        return (
            f"{called(rule.numerator)} summed over {whole}, divided by the summed denominator "
            "that each published ratio implies"
        )
    when = f" ({weights})" if weights else ""
    by = called(rule.denominator or rule.weight)
    kind = "" if rule.rule == "ratio" else "estimate: "
    text = f"{kind}mean of the published figures of {whole}, weighted by {by}{when}"
    return text + ("; its interval takes their sampling errors as independent" if interval else "")
