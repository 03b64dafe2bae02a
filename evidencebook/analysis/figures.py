"""Figures for any area: published where there is one, else computed by the card's rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from evidencebook.analysis.combine import COLUMNS, Combiner
from evidencebook.analysis.enterprises import rounding_error
from evidencebook.analysis.memory import Memory
from evidencebook.analysis.readings import PUBLISHED, Readings, as_published
from evidencebook.analysis.series import filled, matches, summed
from evidencebook.areas import ENGLAND_WALES, GREAT_BRITAIN, UK, Area, Areas
from evidencebook.errors import UnknownPeriodError
from evidencebook.indicators import Indicator, indicators
from evidencebook.store import Release, Rows, Store

T = TypeVar("T")

# Counts that the publisher rounds, of which rates are shares.
ROUNDED_COUNTS = (
    "active-businesses",
    "business-births-number",
    "businesses-ten-or-more-employees",
)
# How many results of each kind are kept in a process.
SERIES, VALUES, BREAKDOWNS, KEPT = 4_000, 20_000, 50, 2_000
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
        Whether intervals are published for the indicator, or for the parts of a sum: a figure
        without one is then of too few answers, or a sum, and no one can say how sure it is.
    rounding : float
        By how much it may be off because the counts behind it are rounded, in its own unit;
        nought where they are not.
    category : str
        What part of a measure that is broken down it is of, such as an industry, or its total;
        empty for other measures.
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
    rounding: float = 0.0
    category: str = ""

    @property
    def summed(self) -> bool:
        """Whether it was added up here from the figures of its parts."""
        return bool(self.computed) and self.indicator.aggregation.rule == "sum"

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

    def __post_init__(self) -> None:
        self._readings = Readings(self.store, self.areas, self.data)
        self._series: Memory[pd.DataFrame] = Memory(self.store, SERIES)
        self._values: Memory[Figure | None] = Memory(self.store, VALUES)
        self._breakdowns: Memory[pd.DataFrame] = Memory(self.store, BREAKDOWNS)
        self._kept: Memory[Any] = Memory(self.store, KEPT)

    @cached_property
    def _combiner(self) -> Combiner:
        return Combiner(
            lambda slug, codes, dims: self._readings.slice(slug, codes, dict(dims)),
            self.cards,
            self.kept,
        )

    def kept(self, key: tuple[object, ...], make: Callable[[], T]) -> T:
        """A result that holds for many areas, made once in this process.

        Parameters
        ----------
        key : tuple
            What it is, and all that it depends on but the snapshot and the cards.
        make : callable
            Makes it; what it reads is noted whenever the result is asked for. Nobody may
            change what it returns.
        """
        made: T = self._kept.get(key, make)
        return made

    @classmethod
    def open(cls, data: Path) -> Figures:
        """Open a data folder."""
        store = Store(data / "snapshot")
        return cls(store, Areas(store, data / "areas"), indicators(data), data)

    def card(self, indicator: str) -> Indicator:
        """The indicator's card. Raises UnknownIndicatorError."""
        return self._readings.card(indicator)

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
            `status`, `computed` (how; empty for published), `joined` (whether it is of before
            the area, or one that it is made of, was made), in order of time. Empty where there
            is neither a published nor a computable figure.
        """
        key = (indicator, area.code, area.members, how, *sorted(dims.items()))
        found = self._series.get(key, lambda: self._find(indicator, area, how, dims))
        return found.copy(deep=False)

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

        def found() -> Figure | None:
            if how == "computed" and period is not None:
                made = self._computed(indicator, area, dims, period)
                if len(made):
                    return self._figure(indicator, area, _row(made, -1), dims)
            series = self.series(indicator, area, how=how, **dims)
            return self._at(indicator, area, series, period, dims)

        return self._values.get(key, found)

    def values(
        self, indicator: str, areas: Iterable[Area], period: str, **dims: str
    ) -> list[Figure | None]:
        """The figures of many areas for one period, those of single authorities in one reading.

        Returns
        -------
        list of Figure or None
            In the order of the areas; None where there is none, or its value is missing.
        """
        areas = list(areas)
        simple = [a for a in areas if self._simple(a) and a.codes == (a.code,)]
        if (whole := self.card(indicator).aggregation.denominator) in ROUNDED_COUNTS:
            self.read_ahead(whole, simple)
        rows = self._published_at(indicator, [area.code for area in simple], period, dims)
        made: list[Figure | None] = []
        for area in areas:
            if area.code not in rows:
                made.append(self._known(indicator, area, period, dims))
            else:
                row = rows[area.code]
                made.append(self._figure(indicator, area, row, dims) if row else None)
        return made

    def _known(
        self, indicator: str, area: Area, period: str, dims: dict[str, str]
    ) -> Figure | None:
        try:
            found = self.value(indicator, area, period, **dims)
        except UnknownPeriodError:
            return None
        return found if found is not None and pd.notna(found.value) else None

    def _published_at(
        self, indicator: str, codes: Sequence[str], period: str, dims: dict[str, str]
    ) -> dict[str, dict[str, Any]]:
        """Rows of a series at a period by area; empty where there is no figure for it.

        Areas with figures, but none that is called by this period, are left out.
        """
        frame = self._readings.slice(indicator, codes, dims)
        others = set(frame["area"])
        frame = frame[frame["period"] == period]
        made = zip(frame["area"], *(frame[name] for name in PUBLISHED), strict=True)
        said = {"computed": "", "joined": False}
        rows = {code: dict(zip(PUBLISHED, row, strict=True)) | said for code, *row in made}
        known = {code: row if pd.notna(row["value"]) else {} for code, row in rows.items()}
        return {code: {} for code in codes if code not in others} | known

    def _simple(self, area: Area) -> bool:
        """Whether all its figures are published ones under its own codes."""
        return area.single and not area.former and area.code not in self.areas.made_of_others

    def _at(
        self,
        indicator: str,
        area: Area,
        series: pd.DataFrame,
        period: str | None,
        dims: dict[str, str],
    ) -> Figure | None:
        there = series["value"].notna() if period is None else matches(series, period)
        rows = np.flatnonzero(there)
        if not len(rows):
            if period is None or series.empty:
                return None
            raise UnknownPeriodError(
                f"{self.card(indicator).title} has no figure for '{period}'.",
                expected=f"one of {', '.join(series['period'].tail(8))}",
            )
        return self._figure(indicator, area, _row(series, rows[-1]), dims)

    def computed(self, indicator: str, area: Area, period: str) -> float:
        """One period's total as the card's rule makes it, published or not; NaN without one."""
        made = self._computed(indicator, area, {}, period)
        return float(made["value"].iloc[-1]) if len(made) else float("nan")

    def panel(self, indicator: str, areas: Iterable[Area], **dims: str) -> pd.DataFrame:
        """The series of several areas, stacked, with `area` and `name` in front."""
        areas = list(areas)
        self.read_ahead(indicator, areas, **dims)
        series = [(area, self.series(indicator, area, **dims)) for area in areas]
        there = [(area, found) for area, found in series if not found.empty]
        if not there:
            return pd.DataFrame(columns=["area", "name", *COLUMNS])
        stacked = pd.concat([found for _, found in there])
        sizes = [len(found) for _, found in there]
        for place, name in enumerate(("area", "name")):
            texts = [area.code if name == "area" else area.name for area, _ in there]
            stacked.insert(place, name, pd.array(np.repeat(texts, sizes), dtype="str"))
        return stacked

    def parts(self, indicator: str, area: Area, **dims: str) -> list[Area]:
        """The authorities of an area, or its counties where figures are published for those.

        Upper-tier measures (schools, healthy life expectancy) have no figures for districts.
        """
        key = ("parts", indicator, area.code, area.members, *sorted(dims.items()))
        return list(self.kept(key, lambda: self._parts(indicator, area, dims)))

    def _parts(self, indicator: str, area: Area, dims: dict[str, str]) -> list[Area]:
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
        key = ("members", indicator, area.code, area.members, period, *sorted(dims.items()))
        found = self._series.get(key, lambda: self._members(indicator, area, period, dims))
        return found.copy(deep=False)

    def _members(
        self, indicator: str, area: Area, period: str | None, dims: dict[str, str]
    ) -> pd.DataFrame:
        panel = self.panel(indicator, self.parts(indicator, area, **dims), **dims)
        panel = panel[panel["value"].notna()]
        if panel.empty:
            return panel
        if period is None:
            period = _common_period(panel)
        return panel[panel["period"] == period].reset_index(drop=True)

    def newest(self, indicator: str, areas: Iterable[Area]) -> pd.DataFrame:
        """The newest published total of each area, in one reading.

        Returns
        -------
        DataFrame
            `period`, `value`, `lower_95`, `upper_95`, indexed by area code; areas without a
            published figure are left out.
        """
        frame = self._readings.slice(indicator, [area.code for area in areas], {})
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
        key = (indicator, area.code, area.members, dimension)
        found = self._breakdowns.get(key, lambda: self._breakdown(indicator, area, dimension))
        return found.copy(deep=False)

    def _breakdown(self, indicator: str, area: Area, dimension: str) -> pd.DataFrame:
        card = self.card(indicator)
        totals = {name: total for name, total in card.totals.items() if total is not None}
        totals.pop(dimension, None)
        frame = self._readings.rows(indicator, [*area.codes, *area.members], totals)
        if frame.empty:
            return frame.assign(computed="")
        for code in area.codes:
            published = frame[frame["area"] == code]
            if published["value"].notna().any():
                return published.assign(computed="").reset_index(drop=True)
        if card.aggregation.rule != "sum":
            return frame.iloc[:0].assign(computed="")
        frame = frame[frame["area"].isin(area.members)]
        if card.aggregation.reference:
            money = self._readings.rows(card.aggregation.weight, [*area.members], totals)
            return self._combiner.chained_by(card, area.members, dimension, money, frame)
        return summed(frame, dimension, len(area.members))

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
            for codes in self._readings.past(self.areas[member]):
                frame = self._readings.slice(indicator, codes, dims)
                if (frame.loc[frame["value"].notna(), "period_start"] < start).any():
                    names, name = self._readings.names(codes), self.areas[member].in_text
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
        return self.kept(
            ("releases", *slugs),
            lambda: tuple(self.store.release(slug) for slug in slugs if self.store.has(slug)),
        )

    def read_ahead(self, indicator: str, areas: Iterable[Area], **dims: str) -> None:
        """Read the series of all single authorities at once: what `series` would find.

        Those with a past under other codes are left to `series`. Of rates of rounded counts, what
        they are shares of is read too.
        """
        areas = list(areas)
        if (whole := self.card(indicator).aggregation.denominator) in ROUNDED_COUNTS:
            self.read_ahead(whole, areas)
        keys = {
            area: (indicator, area.code, area.members, "any", *sorted(dims.items()))
            for area in areas
            if self._simple(area)
        }
        wanted = [area for area, key in keys.items() if key not in self._series]
        if len(wanted) < 2:
            return
        codes = [code for area in wanted for code in area.codes]
        rows = Rows.sorted_by_area(self._readings.slice(indicator, codes, dims))
        series, known = as_published(rows.frame), rows.frame["value"].notna().to_numpy()
        for area in wanted:
            spans = (slice(*rows.spans.get(code, (0, 0))) for code in area.codes)
            own = series[next((span for span in spans if known[span].any()), slice(0))]
            reads = {indicator: set(area.codes)}
            self._series.put(keys[area], own.reset_index(drop=True), reads)

    def _figure(
        self, indicator: str, area: Area, row: dict[str, Any], dims: dict[str, str]
    ) -> Figure:
        parted = self.card(indicator).totals | dims
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
            sampled=self._is_sampled(indicator, area, row["computed"]),
            rounding=self._rounding(indicator, area, row),
            category=", ".join(name for name in parted.values() if name),
        )

    def _is_sampled(self, indicator: str, area: Area, computed: str) -> bool:
        """Whether intervals are published: the figures of the nations, or of parts, have them."""
        summed = computed and self.card(indicator).aggregation.rule == "sum"
        parts = area.members if summed else ()

        def known() -> bool:
            rows = self._readings.rows(indicator, [*WHOLE_NATIONS, *parts])
            return bool(rows["lower_95"].notna().any())

        return self.kept(("sampled", indicator, *parts), known)

    def _rounding(self, indicator: str, area: Area, row: dict[str, Any]) -> float:
        """By how much a rate of rounded counts may be off, in per cent of what it is a share of."""
        whole = self.card(indicator).aggregation.denominator
        if whole not in ROUNDED_COUNTS:
            return 0.0
        counts = self.series(whole, area)
        count = counts.loc[matches(counts, row["period"]) & (counts["value"] > 0), "value"]
        error = rounding_error(self._added(area) if row["computed"] else 1)
        return 100 * error / float(count.iloc[-1]) if len(count) else 0.0

    def _added(self, area: Area) -> int:
        """How many published counts a computed one is the sum of."""
        if not area.single:
            return len(area.members)
        return 1 if area.former else max(map(len, self._readings.past(area)), default=1)

    def _find(self, indicator: str, area: Area, how: str, dims: dict[str, str]) -> pd.DataFrame:
        if how == "computed":
            return self._computed(indicator, area, dims)
        published = self._readings.published(indicator, area, dims)
        if how == "published":
            return published
        joined = self._readings.with_past(published, indicator, area, dims, self._combiner)
        if published["value"].notna().any():
            return joined
        return filled(joined, self._computed(indicator, area, dims))

    def _computed(
        self, indicator: str, area: Area, dims: dict[str, str], period: str | None = None
    ) -> pd.DataFrame:
        card = self.card(indicator)
        if card.aggregation.rule == "none" or area.single or not area.members:
            return pd.DataFrame(columns=COLUMNS)
        groups = self.areas.wholly_within(area)
        frame = self._joined(indicator, [*area.members, *groups], dims)
        if period is None:
            return self._combiner.rows(card, area.members, groups, frame, dims)
        # A chain needs all years; all else is made of the one that is asked for.
        frame = frame if card.aggregation.reference else frame[frame["period"] == period]
        made = self._combiner.rows(card, area.members, groups, frame, dims)
        return made[made["period"] == period]

    def _joined(self, indicator: str, codes: list[str], dims: dict[str, str]) -> pd.DataFrame:
        """Observations of some areas, those made of earlier ones with their past."""
        frame = self._readings.slice(indicator, codes, dims)
        merged = self.areas.made_of_others.intersection(codes)
        if not merged:
            return frame
        whole = [
            self.series(indicator, self.areas[code], **dims).assign(area=code)
            for code in sorted(merged)
        ]
        parts = [frame[~frame["area"].isin(merged)], *whole]
        return pd.concat([part for part in parts if not part.empty] or [frame])


def _common_period(panel: pd.DataFrame) -> str:
    """The newest period for which nearly as many areas have a figure as for any."""
    rows = zip(panel["period_end"], panel["period"], panel["area"], strict=True)
    counts = Counter((end, period) for end, period, _ in dict.fromkeys(rows))
    most = max(counts.values())
    return str(max(when for when, count in counts.items() if count >= 0.9 * most)[1])


def _row(series: pd.DataFrame, place: int) -> dict[str, Any]:
    """One row of a series by column."""
    return {column: series[column].iat[place] for column in COLUMNS}


@lru_cache(maxsize=4)
def opened(data: Path) -> Figures:
    """One `Figures` per data folder and process, so that tables are read once."""
    return Figures.open(data)
