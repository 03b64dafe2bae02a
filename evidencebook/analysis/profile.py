"""The profile by which areas are likened: its measures, and where every area stands on them.

After the method of the Office for National Statistics, "Clustering similar local authorities
and statistical nearest neighbours in the UK" (2025 and 2026): values beyond the 1st and 99th
percentile of the local authorities are drawn in to them, and each measure is counted in
standard deviations of the authorities. Skewed measures are put on a log scale first. The
measures are those of ONS's own profile that the snapshot holds for nearly every authority of
the United Kingdom and that can be combined over authorities; household income stands in for
pay and house prices, which cannot.

An area's value is the mean of its authorities' by the weight that each measure names, and is
missing where those without a figure weigh more than `aggregate.MEAN_MAY_MISS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import shapely

from evidencebook.analysis.aggregate import MEAN_MAY_MISS
from evidencebook.analysis.figures import Figures
from evidencebook.areas import Area

POPULATION, ENTERPRISES = "population", "enterprises-by-industry"
TAILS = 0.01
YEARS_OF_CHANGE, MONTHS = 10, 12
_SQUARE_METRES = 1e6

Pair = tuple[pd.Series, pd.Series]


@dataclass(frozen=True)
class Profiles:
    """Where every area stands that is made of whole authorities.

    Attributes
    ----------
    table : DataFrame
        One row an area, one column a measure, in standard deviations of local authorities.
    population : Series
        Residents, by area.
    """

    table: pd.DataFrame
    population: pd.Series


class Authorities:
    """The newest figures of all local authorities, each read once.

    Parameters
    ----------
    figures : Figures
    """

    def __init__(self, figures: Figures) -> None:
        self.figures = figures
        self._read: dict[str, pd.Series] = {}

    @cached_property
    def codes(self) -> list[str]:
        """The local authorities of today."""
        return [area.code for area in self._places if area.single]

    def newest(self, *indicators: str) -> pd.Series:
        """The newest figure of each, from the first indicator that has one for it.

        Where a figure is published for a county and not for its district, the county's stands.
        """
        found = self._one(indicators[0])
        for indicator in indicators[1:]:
            found = found.fillna(self._one(indicator))
        return found

    @property
    def population(self) -> pd.Series:
        """Residents of each."""
        return self._one(POPULATION)

    def history(self, indicator: str) -> pd.DataFrame:
        """All rows of one indicator."""
        return self.figures.store.observations(indicator, self.codes)

    def _one(self, indicator: str) -> pd.Series:
        if indicator not in self._read:
            newest = self.figures.newest(indicator, self._places)["value"]
            own = newest.reindex(self.codes)
            around = newest.reindex([self.figures.areas.county_of(code) for code in self.codes])
            self._read[indicator] = own.fillna(around.set_axis(self.codes))
        return self._read[indicator]

    @cached_property
    def _places(self) -> list[Area]:
        return [a for level in ("ltla", "county") for a in self.figures.areas.of_level(level)]


@dataclass(frozen=True)
class Measure:
    """One measure of the profile.

    Attributes
    ----------
    title, why : str
        What it is, and what it tells of a place.
    read : callable
        Values and weights of the local authorities.
    log : bool
        Whether it is skewed, and put on a log scale.
    """

    title: str
    why: str
    read: Callable[[Authorities], Pair]
    log: bool = False


def profiles(figures: Figures) -> Profiles:
    """The profiles of all areas, computed once for a snapshot and process."""
    return figures.kept(("profiles",), lambda: _computed(figures))


def combine(
    values: pd.DataFrame, weights: pd.DataFrame, members: Mapping[str, Iterable[str]]
) -> pd.DataFrame:
    """Weighted means over the members of each area.

    Parameters
    ----------
    values, weights : DataFrame
        One row an authority, one column a measure.
    members : mapping of str to iterable of str
        Authorities by area.

    Returns
    -------
    DataFrame
        One row an area, one column a measure; missing where too much weight has no value.
    """
    rows = {code: place for place, code in enumerate(values.index)}
    inside = np.zeros((len(members), len(rows)))
    for place, codes in enumerate(members.values()):
        inside[place, [rows[code] for code in codes]] = 1
    weight = weights[values.columns].fillna(0).to_numpy()
    known = weight * values.notna().to_numpy()
    whole, there = inside @ weight, inside @ known
    summed = inside @ (known * values.fillna(0).to_numpy())
    enough = (there > 0) & (there >= (1 - MEAN_MAY_MISS) * whole)
    means = np.divide(summed, there, out=np.full_like(summed, np.nan), where=enough)
    return pd.DataFrame(means, index=list(members), columns=values.columns)


def standardise(values: pd.Series, among: pd.Series, *, log: bool = False) -> pd.Series:
    """Values as standard deviations from the mean of a field, its tails drawn in.

    Parameters
    ----------
    values, among : Series
        What is placed, and the field it is placed in.
    log : bool
        Whether to take logarithms first.
    """
    if log:
        with np.errstate(divide="ignore"):
            values, among = np.log(values), np.log(among)
    low, high = among.quantile(TAILS), among.quantile(1 - TAILS)
    field = among.clip(low, high)
    return (values.clip(low, high) - field.mean()) / field.std()


def _computed(figures: Figures) -> Profiles:
    single = Authorities(figures)
    read = {measure.title: measure.read(single) for measure in MEASURES}
    values = pd.DataFrame({title: pair[0] for title, pair in read.items()})
    weights = pd.DataFrame({title: pair[1] for title, pair in read.items()})
    places = figures.areas.everywhere()
    members = {area.code: area.members for area in places if area.members}
    table = combine(values, weights, members)
    for measure in MEASURES:
        column = table[measure.title]
        table[measure.title] = standardise(column, column[single.codes], log=measure.log)
    residents = single.population.to_dict()
    people = {code: sum(residents[one] for one in inside) for code, inside in members.items()}
    return Profiles(table, pd.Series(people))


def _figure(single: Authorities, *indicators: str) -> Pair:
    """A published figure, and the weight that its card names."""
    rule = single.figures.card(indicators[0]).aggregation
    return single.newest(*indicators), single.newest(rule.denominator or rule.weight)


def _per_hour(single: Authorities) -> Pair:
    """Output per hour, by the hours that gross domestic product implies.

    Its card derives them from gross value added, whose table is very large; the product per
    head, which moves with it, is not.
    """
    value = single.newest("gross-value-added-per-hour-worked")
    product = single.newest("gross-domestic-product-per-head-current-market-price")
    return value, product * single.population / value


def _share(single: Authorities, industry: str) -> Pair:
    """An industry's share of all enterprises, in per cent."""
    frame = single.history(ENTERPRISES)
    part = frame[frame["industry"] == industry].drop_duplicates("area", keep="last")
    whole = single.newest(ENTERPRISES)
    return 100 * part.set_index("area")["value"].reindex(single.codes) / whole, whole


def _visitors(single: Authorities) -> Pair:
    """Nights in short-term lets over the last twelve months, per head."""
    frame = single.history("number-of-guest-nights-at-a-short-term-let")
    year = frame["period_end"] > frame["period_end"].max() - pd.DateOffset(years=1)
    nights = frame[year].groupby("area")["value"].sum(min_count=MONTHS).reindex(single.codes)
    return nights / single.population, single.population


def _healthy(single: Authorities) -> Pair:
    """Healthy life expectancy, the mean of females' and males'."""
    both = [single.newest(f"healthy-life-expectancy-{sex}") for sex in ("female", "male")]
    return pd.concat(both, axis=1).mean(axis=1, skipna=False), single.population


def _density(single: Authorities) -> Pair:
    """People a square kilometre, within generalised boundaries."""
    table = single.figures.store.lookup("boundaries")
    table = table[table["level"] == "ltla"]
    metres = shapely.area(shapely.from_wkb(table["geometry"].to_list()))
    extent = pd.Series(metres / _SQUARE_METRES, index=table["area"].to_list())
    extent = extent.reindex(single.codes)
    return single.population / extent, extent


def _growth(single: Authorities) -> Pair:
    """The change of the population over the ten years to its newest figure, in per cent."""
    frame = single.history(POPULATION)
    frame = frame[frame["value"].notna()].assign(year=frame["period_end"].dt.year)
    table = frame.pivot(index="area", columns="year", values="value").reindex(single.codes)
    last = frame.groupby("area")["year"].max().reindex(single.codes)
    first = [
        table.at[code, year] if year in table.columns else np.nan
        for code, year in (last - YEARS_OF_CHANGE).items()
    ]
    before = pd.Series(first, index=single.codes)
    return 100 * (single.population / before - 1), before


def _of(*indicators: str) -> Callable[[Authorities], Pair]:
    return lambda single: _figure(single, *indicators)


def _industry(name: str) -> Callable[[Authorities], Pair]:
    return lambda single: _share(single, name)


_INCOME = "gross-disposable-household-income-per-head"
_LEVEL_3 = "level-3-or-above-qualifications"
_POVERTY = "children-in-relative-poverty-after-housing"

MEASURES = (
    Measure("output per hour worked", "how productive work is", _per_hour, log=True),
    Measure("household income per head", "what residents live on", _of(_INCOME), log=True),
    Measure("employment rate", "who works", _of("employment-rate", "employment-rate-ni")),
    Measure("qualified to level 3 or above", "skills", _of(_LEVEL_3, f"{_LEVEL_3}-ni")),
    Measure("business birth rate", "how readily firms start", _of("business-births")),
    Measure("high-growth businesses", "how many firms grow fast", _of("high-growth-businesses")),
    Measure("production's share of enterprises", "industry", _industry("Production")),
    Measure("construction's share of enterprises", "building", _industry("Construction")),
    Measure("nights in short-term lets per head", "visitors", _visitors, log=True),
    Measure("people per square kilometre", "city, town or country", _density, log=True),
    Measure("population change over ten years", "whether people come or go", _growth),
    Measure("children in relative poverty", "deprivation of families", _of(_POVERTY)),
    Measure("cigarette smokers", "a habit that shapes health", _of("cigarette-smokers")),
    Measure("healthy life expectancy", "health", _healthy),
    Measure("anxiety", "strain", _of("wellbeing-anxiety")),
    Measure("life satisfaction", "contentment", _of("wellbeing-satisfaction")),
    Measure("gigabit-capable broadband", "connectivity", _of("gigabit-capable-broadband")),
    Measure(
        "greenhouse gas emissions per head",
        "heavy industry, farms and roads",
        _of("greenhouse-gas-emissions"),
        log=True,
    ),
)
