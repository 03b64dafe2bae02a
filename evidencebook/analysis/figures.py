"""Figures for any area: published where there is one, else computed by the card's rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from evidencebook import periods
from evidencebook.analysis.aggregate import SPAN
from evidencebook.analysis.combine import COLUMNS, Combiner
from evidencebook.areas import ENGLAND_WALES, GREAT_BRITAIN, UK, Area, Areas
from evidencebook.errors import ChapterError, UnknownIndicatorError, UnknownPeriodError
from evidencebook.indicators import Indicator, find_indicator, indicators
from evidencebook.store import Release, Store

WHOLE_NATIONS = (UK, GREAT_BRITAIN, ENGLAND_WALES, "E92000001", "N92000002")


@dataclass(frozen=True)
class Figure:
    """One figure: an indicator, an area, a period.

    Attributes
    ----------
    computed : str
        How it was computed; empty for a published figure.
    releases : tuple of Release
        The publications it rests on, the indicator's own first.
    sampled : bool
        Whether intervals are published for the indicator: a figure without one is then of too
        few answers for anyone to say how sure it is.
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
    sampled: bool = False

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
    _values: dict[tuple[object, ...], Figure | None] = field(default_factory=dict)
    _sampled: dict[str, bool] = field(default_factory=dict)

    @cached_property
    def _combiner(self) -> Combiner:
        return Combiner(lambda slug, codes: self._slice(slug, codes, {}), self.cards)

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
        key = (indicator, area.code, area.members, period, how, *sorted(dims.items()))
        if key not in self._values:
            series = self.series(indicator, area, how=how, **dims)
            self._values[key] = self._at(indicator, area, series, period)
        return self._values[key]

    def _at(
        self, indicator: str, area: Area, series: pd.DataFrame, period: str | None
    ) -> Figure | None:
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

    def computed(self, indicator: str, area: Area, period: str) -> float:
        """One period's total as the card's rule makes it, published or not; NaN without one."""
        made = self._computed(indicator, area, {}, period)
        return float(made["value"].iloc[-1]) if len(made) else float("nan")

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
        frame = self._joined(indicator, [*area.members, *self.areas.wholly_within(area)], dims)
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

    def broken(self, indicator: str, area: Area, **dims: str) -> str:
        """Why a series starts late, where figures of before the area was made cannot be joined.

        Returns
        -------
        str
            A sentence; empty where there are no earlier figures, or the series has them.
        """
        own = self.series(indicator, area, **dims)
        own = own[own["value"].notna()]
        if own.empty or not (area.single or own["computed"].iloc[0]):
            return ""
        start, first = own["period_start"].iloc[0], own["period"].iloc[0]
        for member in sorted(self.areas.made_of_others.intersection(area.members)):
            for codes in self._past(self.areas[member]):
                frame = self._slice(indicator, codes, dims)
                if (frame.loc[frame["value"].notna(), "period_start"] < start).any():
                    names, name = self._names(codes), self.areas[member].in_text
                    return (
                        f"The series starts in {first}: earlier figures are of {names}, which "
                        f"{name} replaced, and cannot be put together."
                    )
        return ""

    def releases(self, indicator: str, *, computed: bool) -> tuple[Release, ...]:
        """The publications a figure rests on."""
        rule = self.card(indicator).aggregation
        helpers = (rule.numerator, rule.denominator, rule.weight) if computed else ()
        slugs = dict.fromkeys([indicator, *(h for h in helpers if h)])
        return tuple(self.store.release(slug) for slug in slugs if self.store.has(slug))

    def read_ahead(self, indicator: str, areas: Iterable[Area], **dims: str) -> None:
        """Read the series of all single authorities at once: what `series` would find.

        Those with a past under other codes are left to `series`.
        """
        keys = {
            area: (indicator, area.code, area.members, "any", *sorted(dims.items()))
            for area in areas
            if area.single and not area.former and area.code not in self.areas.made_of_others
        }
        wanted = [area for area, key in keys.items() if key not in self._series]
        if len(wanted) < 2:
            return
        codes = [code for area in wanted for code in area.codes]
        frame = self._slice(indicator, codes, dims).assign(computed="")
        known = frame[frame.groupby("area")["value"].transform("count") > 0]
        rows = {str(code): found for code, found in known.groupby("area", sort=False)}
        for area in wanted:
            own = next((rows[code] for code in area.codes if code in rows), frame.iloc[:0])
            self._series[keys[area]] = own[COLUMNS].reset_index(drop=True)

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
            sampled=self._is_sampled(indicator),
        )

    def _is_sampled(self, indicator: str) -> bool:
        """Whether intervals are published: the figures of the nations then have them."""
        if indicator not in self._sampled:
            nations = self._rows(indicator, WHOLE_NATIONS)
            self._sampled[indicator] = bool(nations["lower_95"].notna().any())
        return self._sampled[indicator]

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
        if how == "published":
            return published
        joined = self._with_past(published, indicator, area, dims)
        if published["value"].notna().any():
            return joined
        return _filled(joined, self._computed(indicator, area, dims))

    def _published(self, indicator: str, area: Area, dims: dict[str, str]) -> pd.DataFrame:
        frame = self._slice(indicator, area.codes, dims).assign(computed="")
        for code in area.codes:
            own = frame[frame["area"] == code]
            if own["value"].notna().any():
                return own[COLUMNS].reset_index(drop=True)
        return frame[COLUMNS].iloc[:0]

    def _computed(
        self, indicator: str, area: Area, dims: dict[str, str], period: str | None = None
    ) -> pd.DataFrame:
        card = self.card(indicator)
        if card.aggregation.rule == "none" or area.single or not area.members:
            return pd.DataFrame(columns=COLUMNS)
        groups = self.areas.wholly_within(area)
        frame = self._joined(indicator, [*area.members, *groups], dims)
        frame = frame if period is None else frame[frame["period"] == period]
        return self._combiner.rows(card, area.members, groups, frame)

    def _past(self, area: Area) -> tuple[tuple[str, ...], ...]:
        """What was there before it: a county of the same extent, or the authorities merged."""
        merged = self.areas.predecessors(area.code) if area.single else []
        return (*((code,) for code in area.former), *merged)

    def _with_past(
        self, own: pd.DataFrame, indicator: str, area: Area, dims: dict[str, str]
    ) -> pd.DataFrame:
        """A series, and before it the figures of what the area was until it was made.

        A county of the same extent had figures of its own; those of merged authorities are put
        together by the card's rule, where it allows that.
        """
        card = self.card(indicator)
        for codes in self._past(area):
            frame = _missing_from(own, self._slice(indicator, codes, dims))
            if frame.empty:
                continue
            if len(codes) == 1:
                text = f"as published for {self._former(codes[0])}, which had the same boundary"
                earlier = frame.assign(computed=text)[COLUMNS]
            elif card.aggregation.rule != "none":
                earlier = self._combiner.rows(card, codes, {}, frame)
                earlier["computed"] += f": {self._names(codes)}, which it replaced"
            else:
                continue
            own = _filled(own, earlier)
        return own

    def _former(self, code: str) -> str:
        kind = "county" if code.startswith("E10") else "combined authority"
        return f"the former {kind} of {self.areas.name(code)}"

    def _names(self, codes: Iterable[str]) -> str:
        *most, last = [self.areas.name(code) for code in codes]
        return f"{', '.join(most)} and {last}" if most else last

    def _joined(self, indicator: str, codes: list[str], dims: dict[str, str]) -> pd.DataFrame:
        """Observations of some areas, those made of earlier ones with their past."""
        frame = self._slice(indicator, codes, dims)
        merged = self.areas.made_of_others.intersection(codes)
        if not merged:
            return frame
        whole = [
            self.series(indicator, self.areas[code], **dims).assign(area=code)
            for code in sorted(merged)
        ]
        parts = [frame[~frame["area"].isin(merged)], *whole]
        return pd.concat([part for part in parts if not part.empty] or [frame])


def joined(series: pd.DataFrame) -> str:
    """Which figures of a series are joined on from before the area was made, and how.

    Returns
    -------
    str
        ``2019 to 2023: sum of …``, once for each way; empty where all are of one kind.
    """
    rows = series[series["value"].notna()]
    how_now = "".join(rows["computed"].tail(1))
    earlier = rows[(rows["computed"] != "") & (rows["computed"] != how_now)]
    spans = [
        (part["period"].iloc[0], part["period"].iloc[-1], str(how))
        for how, part in earlier.groupby("computed", sort=False)
    ]
    return "; ".join(f"{a} to {b}: {how}" if a != b else f"{a}: {how}" for a, b, how in spans)


def _matches(series: pd.DataFrame, period: str) -> pd.Series:
    """Rows of that label or publisher's form, or of one day in that year if there is just one."""
    exact = series["period"] == period
    if exact.any():
        return exact
    spans = _spans(series)
    forms = [periods.publisher_form(start.date(), end.date()) for start, end in spans]
    found = [form == period for form in forms]
    days = [start == end and str(end.year) == period for start, end in spans]
    if not any(found) and sum(days) == 1:
        found = days
    return pd.Series(found, index=series.index, dtype=bool)


def _missing_from(own: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """The known figures of another frame in periods for which this one has none."""
    spans = set(_spans(own[own["value"].notna()]))
    other = other[other["value"].notna()]
    return other[[span not in spans for span in _spans(other)]]


def _spans(frame: pd.DataFrame) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    return list(zip(frame["period_start"], frame["period_end"], strict=True))


def _filled(own: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """A series with the figures of another where it has none, in order of time."""
    new = _missing_from(own, other)
    if new.empty:
        return own
    spans = set(_spans(new))
    kept = own[[span not in spans for span in _spans(own)]]
    frames = [frame for frame in (new, kept) if not frame.empty]
    return pd.concat(frames).sort_values(SPAN, ignore_index=True)


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
