"""Figures for any area: published where there is one, else computed by the card's rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from evidencebook import periods
from evidencebook.analysis import aggregate
from evidencebook.analysis.aggregate import SPAN
from evidencebook.areas import Area, Areas
from evidencebook.errors import ChapterError, UnknownIndicatorError, UnknownPeriodError
from evidencebook.indicators import Indicator, find_indicator, indicators
from evidencebook.store import Release, Store

COLUMNS = [*SPAN, "value", "lower_95", "upper_95", "status", "computed"]


@dataclass(frozen=True)
class Figure:
    """One figure: an indicator, an area, a period.

    Attributes
    ----------
    computed : str
        How it was computed; empty for a published figure.
    releases : tuple of Release
        The publications it rests on, the indicator's own first.
    """

    indicator: Indicator
    area: Area
    period: str
    start: pd.Timestamp
    end: pd.Timestamp
    value: float
    lower_95: float
    upper_95: float
    status: str
    computed: str
    releases: tuple[Release, ...]

    @property
    def has_interval(self) -> bool:
        """Whether a 95% interval stands with it."""
        return not (np.isnan(self.lower_95) or np.isnan(self.upper_95))


@dataclass
class Figures:
    """The snapshot, the areas and the cards together: where every figure comes from.

    Parameters
    ----------
    store : Store
    areas : Areas
    cards : mapping of str to Indicator
    data : Path
        The data folder.
    """

    store: Store
    areas: Areas
    cards: Mapping[str, Indicator]
    data: Path
    _series: dict[tuple[object, ...], pd.DataFrame] = field(default_factory=dict)
    _totals: dict[tuple[str, tuple[str, ...]], pd.DataFrame] = field(default_factory=dict)

    @classmethod
    def open(cls, data: Path) -> Figures:
        """Open a data folder."""
        store = Store(data / "snapshot")
        return cls(store, Areas(store, data / "areas"), indicators(data), data)

    def card(self, indicator: str) -> Indicator:
        """The indicator's card. Raises UnknownIndicatorError."""
        return find_indicator(self.data, indicator)

    def series(self, indicator: str, area: Area, *, how: str = "any", **dims: str) -> pd.DataFrame:
        """All periods of one indicator for one area.

        Parameters
        ----------
        indicator : str
        area : Area
        how : {"any", "published", "computed"}
            A published figure wins over a computed one unless one kind is asked for.
        **dims : str
            Values of the indicator's dimensions; totals by default.

        Returns
        -------
        DataFrame
            `period_start`, `period_end`, `period`, `value`, `lower_95`, `upper_95`,
            `status`, `computed` (how; empty for published), in order of time. Empty where
            there is neither a published nor a computable figure.
        """
        key = (indicator, area.code, area.members, how, *sorted(dims.items()))
        if key not in self._series:
            self._series[key] = self._find(indicator, area, how, dims)
        return self._series[key].copy()

    def value(
        self,
        indicator: str,
        area: Area,
        period: str | None = None,
        *,
        how: str = "any",
        **dims: str,
    ) -> Figure | None:
        """One figure: of a period, or the newest that is not missing.

        Returns
        -------
        Figure or None
            None where nothing is published and nothing can be computed.

        Raises
        ------
        UnknownPeriodError
            When a period is asked for that the series does not have.
        """
        series = self.series(indicator, area, how=how, **dims)
        if period is None:
            series = series[series["value"].notna()]
            return None if series.empty else self._figure(indicator, area, series.iloc[-1])
        rows = series[_matches(series, period)]
        if rows.empty and not series.empty:
            raise UnknownPeriodError(
                f"{self.card(indicator).title} has no figure for '{period}'.",
                expected=f"one of {', '.join(series['period'].tail(8))}",
            )
        return None if rows.empty else self._figure(indicator, area, rows.iloc[-1])

    def panel(self, indicator: str, areas: Iterable[Area], **dims: str) -> pd.DataFrame:
        """The series of several areas, stacked, with `area` and `name` in front."""
        areas = list(areas)
        self.read_ahead(indicator, areas, **dims)
        frames = [
            self.series(indicator, area, **dims).assign(area=area.code, name=area.name)
            for area in areas
        ]
        columns = ["area", "name", *COLUMNS]
        kept = [frame for frame in frames if not frame.empty]
        return pd.concat(kept)[columns] if kept else pd.DataFrame(columns=columns)

    def parts(self, indicator: str, area: Area, **dims: str) -> list[Area]:
        """The authorities of an area, or its counties where figures are published for those.

        Upper-tier measures (schools, healthy life expectancy) have no figures for districts.
        """
        frame = self._slice(indicator, [*area.members, *self.areas.wholly_within(area)], dims)
        known = set(frame.loc[frame["value"].notna(), "area"])
        counties = {
            code: districts
            for code, districts in self.areas.wholly_within(area).items()
            if code.startswith("E10") and code in known and not known & set(districts)
        }
        covered = {district for districts in counties.values() for district in districts}
        parts = [*counties, *(m for m in area.members if m not in covered)]
        return [self.areas[code] for code in sorted(parts)]

    def members(
        self, indicator: str, area: Area, period: str | None = None, **dims: str
    ) -> pd.DataFrame:
        """The newest common period (or a given one) for each part of the area, see `parts`.

        Returns
        -------
        DataFrame
            `area`, `name`, the columns of `series`; one row an authority with a figure.
        """
        panel = self.panel(indicator, self.parts(indicator, area, **dims), **dims)
        panel = panel[panel["value"].notna()]
        if panel.empty:
            return panel
        if period is None:
            counts = panel.groupby(["period_end", "period"])["area"].nunique()
            full = counts[counts >= 0.9 * counts.max()]
            period = str(full.index[-1][1])
        return panel[panel["period"] == period].reset_index(drop=True)

    def newest(self, indicator: str, areas: Iterable[Area]) -> pd.DataFrame:
        """The newest published total of each area, in one reading.

        Returns
        -------
        DataFrame
            `period`, `value`, `lower_95`, `upper_95`, indexed by area code; areas without a
            published figure are left out.
        """
        frame = self._slice(indicator, [area.code for area in areas], {})
        frame = frame[frame["value"].notna()].drop_duplicates("area", keep="last")
        return frame.set_index("area")[["period", "value", "lower_95", "upper_95"]]

    def breakdown(self, indicator: str, area: Area, dimension: str) -> pd.DataFrame:
        """All categories of one dimension: published for the area, else summed over members.

        Returns
        -------
        DataFrame
            The dimension, `period_start`, `period_end`, `period`, `value`, `computed`, and
            any code column that goes with the dimension.
        """
        card = self.card(indicator)
        frame = self._rows(indicator, [*area.codes, *area.members])
        if frame.empty:
            return frame.assign(computed="")
        for name, total in card.totals.items():
            if name != dimension and total is not None:
                frame = frame[frame[name] == total]
        for code in area.codes:
            published = frame[frame["area"] == code]
            if published["value"].notna().any():
                return published.assign(computed="").reset_index(drop=True)
        if card.aggregation.rule != "sum":
            return frame.iloc[:0].assign(computed="")
        return _summed(frame[frame["area"].isin(area.members)], dimension, len(area.members))

    def releases(self, indicator: str, *, computed: bool) -> tuple[Release, ...]:
        """The publications a figure rests on."""
        rule = self.card(indicator).aggregation
        helpers = (rule.numerator, rule.denominator, rule.weight) if computed else ()
        slugs = dict.fromkeys([indicator, *(h for h in helpers if h)])
        return tuple(self.store.release(slug) for slug in slugs if self.store.has(slug))

    def read_ahead(self, indicator: str, areas: Iterable[Area], **dims: str) -> None:
        """Read the series of all single authorities at once: what `series` would find."""
        keys = {
            area.code: (indicator, area.code, area.members, "any", *sorted(dims.items()))
            for area in areas
            if area.single and area.codes == (area.code,)
        }
        wanted = [code for code, key in keys.items() if key not in self._series]
        if len(wanted) < 2:
            return
        frame = self._slice(indicator, wanted, dims).assign(computed="")
        known = {str(code): rows for code, rows in frame.groupby("area", sort=False)}
        for code in wanted:
            own = known.get(code, frame.iloc[:0])
            own = own if own["value"].notna().any() else own.iloc[:0]
            self._series[keys[code]] = own[COLUMNS].reset_index(drop=True)

    def _figure(self, indicator: str, area: Area, row: pd.Series) -> Figure:
        return Figure(
            indicator=self.card(indicator),
            area=area,
            period=row["period"],
            start=row["period_start"],
            end=row["period_end"],
            value=float(row["value"]),
            lower_95=float(row["lower_95"]),
            upper_95=float(row["upper_95"]),
            status=row["status"] or "",
            computed=row["computed"],
            releases=self.releases(indicator, computed=bool(row["computed"])),
        )

    def _rows(self, indicator: str, codes: Iterable[str]) -> pd.DataFrame:
        self.card(indicator)
        try:
            return self.store.observations(indicator, codes)
        except UnknownIndicatorError:
            return pd.DataFrame(columns=["indicator", "area", *COLUMNS])

    def _slice(self, indicator: str, codes: Iterable[str], dims: dict[str, str]) -> pd.DataFrame:
        frame, totals = self._rows(indicator, codes), self.card(indicator).totals
        if unknown := sorted(set(dims) - set(totals)):
            raise ChapterError(
                f"'{indicator}' has no dimension {', '.join(unknown)}.",
                expected=", ".join(totals) or "none",
                do="leave it out, or look at the indicator's card",
            )
        for name, default in totals.items():
            wanted = dims.get(name, default)
            if wanted is None:
                raise ChapterError(
                    f"'{indicator}' has no total over its {name}.",
                    expected=f"a choice of {name}",
                    do=f"name one: {name}=…",
                )
            frame = frame[frame[name] == wanted]
        return frame

    def _find(self, indicator: str, area: Area, how: str, dims: dict[str, str]) -> pd.DataFrame:
        if how == "computed":
            return self._computed(indicator, area, dims)
        published = self._published(indicator, area, dims)
        if how == "published" or published["value"].notna().any():
            return published
        return self._computed(indicator, area, dims)

    def _published(self, indicator: str, area: Area, dims: dict[str, str]) -> pd.DataFrame:
        frame = self._slice(indicator, area.codes, dims).assign(computed="")
        for code in area.codes:
            own = frame[frame["area"] == code]
            if own["value"].notna().any():
                return own[COLUMNS].reset_index(drop=True)
        return frame[COLUMNS].iloc[:0]

    def _computed(self, indicator: str, area: Area, dims: dict[str, str]) -> pd.DataFrame:
        card = self.card(indicator)
        if card.aggregation.rule == "none" or area.single or not area.members:
            return pd.DataFrame(columns=COLUMNS)
        groups = self.areas.wholly_within(area)
        frame = self._slice(indicator, [*area.members, *groups], dims)
        if frame.empty:
            return pd.DataFrame(columns=COLUMNS)
        sides = {name: aggregate.wide(frame, name) for name in ("value", "lower_95", "upper_95")}
        rows = [self._combine(card, area, groups, sides, at) for at in sides["value"].index]
        made = [row for row in rows if row is not None]
        return pd.DataFrame(made, columns=COLUMNS)

    def _combine(
        self,
        card: Indicator,
        area: Area,
        groups: dict[str, tuple[str, ...]],
        sides: dict[str, pd.DataFrame],
        at: tuple[pd.Timestamp, pd.Timestamp, str],
    ) -> list[object] | None:
        """One computed row, or None where a part is missing."""
        values = sides["value"].loc[at]
        parts = aggregate.partition(area.members, groups, set(values.dropna().index))
        if parts is None:
            return None
        values = values.reindex(parts)
        rule, half, how = card.aggregation, float("nan"), ""
        if rule.rule == "sum":
            value = aggregate.total(values)
        elif rule.numerator and rule.denominator:
            over, _ = self._helper(rule.numerator, parts, at)
            under, _ = self._helper(rule.denominator, parts, at)
            value = rule.scale * aggregate.divide(aggregate.total(over), aggregate.total(under))
        elif rule.numerator:
            value = aggregate.ratio_by_numerator(values, self._helper(rule.numerator, parts, at)[0])
        else:
            weights, when = self._helper(rule.denominator or rule.weight, parts, at)
            exact = rule.rule == "ratio"
            value = (aggregate.ratio_by_denominator if exact else aggregate.weighted_mean)(
                values, weights
            )
            lower, upper = (sides[s].loc[at].reindex(parts) for s in ("lower_95", "upper_95"))
            half, how = aggregate.half_width(lower, upper, weights), when
        if np.isnan(value):
            return None
        text = describe(card, values, how, interval=not np.isnan(half), cards=self.cards)
        return [*at, value, value - half, value + half, "", text]

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
            frame = self._slice(indicator, parts, {})
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
    if rule.numerator and rule.denominator:
        return f"{called(rule.numerator)} over {called(rule.denominator)}, each summed over {whole}"
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


def _matches(series: pd.DataFrame, period: str) -> pd.Series:
    """Rows of that label or publisher's form, or of one day in that year if there is just one."""
    exact = series["period"] == period
    if exact.any():
        return exact
    spans = list(zip(series["period_start"], series["period_end"], strict=True))
    forms = [periods.publisher_form(start.date(), end.date()) for start, end in spans]
    found = [form == period for form in forms]
    days = [start == end and str(end.year) == period for start, end in spans]
    if not any(found) and sum(days) == 1:
        found = days
    return pd.Series(found, index=series.index, dtype=bool)


def _summed(frame: pd.DataFrame, dimension: str, count: int) -> pd.DataFrame:
    """Categories summed over members; missing where any member's figure is."""
    extra = [c for c in frame.columns if c == f"{dimension}_code"]
    groups = frame.groupby([dimension, *extra, *SPAN], observed=True, sort=True)["value"]
    table = groups.agg(value="sum", there="count").reset_index()
    table["value"] = table["value"].where(table["there"] == count)
    text = f"sum of the published figures of {count} authorities"
    return table.drop(columns="there").assign(computed=text)


@lru_cache(maxsize=4)
def opened(data: Path) -> Figures:
    """One `Figures` per data folder and process, so that tables are read once."""
    return Figures.open(data)
