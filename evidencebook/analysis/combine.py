"""Put the figures of authorities together, one period after the other, by the card's rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from evidencebook.analysis import aggregate
from evidencebook.analysis.aggregate import SPAN, Values, Wide
from evidencebook.analysis.chaining import chained
from evidencebook.indicators import Aggregation, Indicator

COLUMNS = [*SPAN, "value", "lower_95", "upper_95", "status", "computed", "joined"]


@dataclass
class Combiner:
    """Figures of several authorities made into one, with what they are weighted by.

    Parameters
    ----------
    read : callable
        Indicator, codes, dimensions → the figures of those areas; totals where none are named.
    cards : mapping of str to Indicator
    kept : callable
        Key, how to make it → a result, kept for the next time.
    """

    read: Callable[[str, Sequence[str], Mapping[str, str]], pd.DataFrame]
    cards: Mapping[str, Indicator]
    kept: Callable[[tuple[object, ...], Callable[[], Wide | None]], Wide | None]

    def rows(
        self,
        card: Indicator,
        members: tuple[str, ...],
        groups: dict[str, tuple[str, ...]],
        frame: pd.DataFrame,
        dims: Mapping[str, str],
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
        dims : mapping
            The category of each dimension that they are of, where it is not the total.

        Returns
        -------
        DataFrame
            `COLUMNS`; `computed` says how, `joined` whether a part is joined on.
        """
        if frame.empty:
            return pd.DataFrame(columns=COLUMNS)
        if card.aggregation.reference:
            return self._chained(card, members, frame, dims)
        joined = frame["joined"].eq(True) if "joined" in frame else False
        names = ("value", "lower_95", "upper_95", "joined")
        sides = aggregate.wide(frame.assign(joined=joined), *names)
        rows = [self._row(card, members, groups, sides, at) for at in range(len(sides[0].periods))]
        made = pd.DataFrame([row for row in rows if row is not None], columns=COLUMNS)
        return made.astype({name: frame[name].dtype for name in SPAN[:2]})

    def _chained(
        self,
        card: Indicator,
        members: tuple[str, ...],
        frame: pd.DataFrame,
        dims: Mapping[str, str],
    ) -> pd.DataFrame:
        """Chained volumes of the authorities themselves; nothing where one has none."""
        money = self.read(card.aggregation.weight, members, dims)
        parts = frame[frame["area"].isin(members)]
        level, spans = _chain(card, members, money.assign(whole=""), parts.assign(whole=""))
        made = spans.assign(
            value=level[""].to_numpy(), lower_95=np.nan, upper_95=np.nan, status="", joined=False,
            computed=describe(card, members, len(members), "", interval=False, cards=self.cards),
        )  # fmt: skip
        return made.loc[made["value"].notna(), COLUMNS].reset_index(drop=True)

    def chained_by(
        self,
        card: Indicator,
        members: tuple[str, ...],
        dimension: str,
        money: pd.DataFrame,
        frame: pd.DataFrame,
    ) -> pd.DataFrame:
        """Chained volumes of the authorities, for each category of a dimension.

        Parameters
        ----------
        money, frame : DataFrame
            Observations of the authorities in all categories: what they are weighted by, and they.

        Returns
        -------
        DataFrame
            As from `series.summed`: NaN where an authority has no figure.
        """
        named_by = {dimension: "whole"}
        level, spans = _chain(
            card, members, money.rename(columns=named_by), frame.rename(columns=named_by)
        )
        long = level.rename_axis(columns=dimension).stack(future_stack=True).rename("value")
        codes = [c for c in frame.columns if c == f"{dimension}_code"]
        named = frame[[dimension, *codes]].drop_duplicates(dimension)
        table = long.reset_index().merge(spans, on="period").merge(named, on=dimension)
        text = describe(card, members, len(members), "", interval=False, cards=self.cards)
        order = [dimension, *codes, *SPAN, "value"]
        return table[order].sort_values(order[:-1], ignore_index=True).assign(computed=text)

    def _row(
        self,
        card: Indicator,
        members: tuple[str, ...],
        groups: dict[str, tuple[str, ...]],
        sides: tuple[Wide, ...],
        at: int,
    ) -> list[object] | None:
        """One computed row, or None where a part is missing."""
        known = ~np.isnan(sides[0].values[at, :-1])
        available = {area for area, place in sides[0].columns.items() if known[place]}
        parts = aggregate.partition(members, groups, available)
        if parts is None:
            return None
        values, lower, upper, past = (side.of(at, parts) for side in sides)
        start, end = sides[0].starts[at], sides[0].ends[at]
        value, weights, when = self._value(card.aggregation, values, parts, start, end)
        if np.isnan(value):
            return None
        half = float("nan") if weights is None else aggregate.half_width(lower, upper, weights)
        used = int((~np.isnan(values)).sum())
        text = describe(card, parts, used, when, interval=not np.isnan(half), cards=self.cards)
        joined = bool((past == 1).any())
        if joined:
            text += "; some of these are made up of the figures of authorities they replaced"
        span = [start, end, sides[0].periods[at]]
        return [*span, value, value - half, value + half, "", text, joined]

    def _value(
        self,
        rule: Aggregation,
        values: Values,
        parts: list[str],
        start: np.datetime64,
        end: np.datetime64,
    ) -> tuple[float, Values | None, str]:
        """The figure by the rule; of a mean, also the weights and their period."""
        if rule.rule == "sum":
            return aggregate.total(values), None, ""
        if rule.numerator:
            over, _ = self._helper(rule.numerator, parts, start, end)
            return aggregate.ratio_by_numerator(values, over), None, ""
        weights, when = self._helper(rule.denominator or rule.weight, parts, start, end)
        mean = aggregate.ratio_by_denominator if rule.rule == "ratio" else aggregate.weighted_mean
        return mean(values, weights), weights, when

    def _helper(
        self, indicator: str, parts: list[str], start: np.datetime64, end: np.datetime64
    ) -> tuple[Values, str]:
        """Another indicator's totals for the parts, at the nearest period, and that period."""
        table = self._wide_totals(indicator, tuple(parts))
        row = table.nearest(start, end) if table else None
        if table is None or row is None:
            return np.full(len(parts), np.nan), ""
        return table.of(row, parts), table.periods[row]

    def _wide_totals(self, indicator: str, parts: tuple[str, ...]) -> Wide | None:
        """Periods for which all parts have a figure; None where one has none at all."""

        def complete() -> Wide | None:
            frame = self.read(indicator, parts, {})
            if not set(parts) <= set(frame["area"]):
                return None
            (table,) = aggregate.wide(frame, "value")
            return table.complete()

        return self.kept(("totals", indicator, parts), complete)


def _chain(
    card: Indicator, members: tuple[str, ...], money: pd.DataFrame, volume: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Chained volumes by period and `whole`, and the periods' spans."""
    spans = volume[SPAN].drop_duplicates("period").sort_values("period_start")
    columns = pd.MultiIndex.from_product([sorted(volume["whole"].unique()), members])
    wide = [
        side.pivot(index="period", columns=["whole", "area"], values="value").reindex(
            index=spans["period"], columns=columns
        )
        for side in (money, volume)
    ]
    return chained(wide[0], wide[1], card.aggregation.reference), spans


def describe(
    card: Indicator,
    parts: Sequence[str],
    used: int,
    weights: str,
    *,
    interval: bool,
    cards: Mapping[str, Indicator],
) -> str:
    """Say how a figure was computed, for the reader."""
    rule = card.aggregation
    kind = "areas" if any(code.startswith(("E10", "TL")) for code in parts) else ""
    whole = f"{used if used == len(parts) else f'{used} of {len(parts)}'} {kind or 'authorities'}"

    def called(slug: str) -> str:
        return cards[slug].phrase if slug in cards else slug.replace("-", " ")

    if rule.reference:
        return (
            f"chained over the published figures of {whole}, their growth from year to year "
            f"weighted by {called(rule.weight)} a year before"
        )
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
