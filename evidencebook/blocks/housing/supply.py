"""Homes added, and affordable homes among what is supplied."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from evidencebook.analysis.housing import supply, yearly_mean
from evidencebook.analysis.place import Place
from evidencebook.analysis.series import joined
from evidencebook.areas import Area
from evidencebook.blocks import charts, figures, gaps
from evidencebook.blocks.block import Block
from evidencebook.blocks.charts.measure import Measure
from evidencebook.blocks.claims import statement
from evidencebook.blocks.facts import fact
from evidencebook.blocks.figures import figure
from evidencebook.blocks.frames import MOST_ROWS, by_place, labels, middles
from evidencebook.blocks.numbers import format_value, percent
from evidencebook.blocks.wording import listed, sentence_case, uncapitalised

NET, AFFORDABLE = "net-additional-dwellings", "affordable-homes"
RATES = (
    "net-additions-housing-stock",
    "net-additions-housing-stock-wales",
    "net-additions-housing-stock-northern-ireland",
)
UNKNOWN = "Tenure not known"
TENURES = {
    "Social Rent": "Social rent",
    "Affordable Rent": "Affordable or intermediate rent",
    "London Affordable Rent": "Affordable or intermediate rent",
    "Intermediate Rent": "Affordable or intermediate rent",
    "Shared Ownership": "Shared ownership and other ways to buy",
    "Affordable Home Ownership": "Shared ownership and other ways to buy",
    "First Homes": "Shared ownership and other ways to buy",
    "Unknown": UNKNOWN,
}
ALL_TENURES = "All tenures"
ENGLAND = "E92000001"
YEARS = 5
HOMES = Measure("homes", decimals=0)
GROSS = (
    "Affordable homes are counted before losses, and some were bought rather than built, so they "
    "are not a part of the net number of homes added; the two are set side by side."
)
NONE_IS_NONE = (
    "Authorities that the publication does not list for a year supplied none: the listed ones "
    "add up to England's total."
)
ENGLANDS = "Registers of brownfield land are kept in England alone, too."
ADDED_UP = "homes by tenure, added up over authorities and years"


def homes_added(place: Place, id: str) -> Block:
    """Figure: homes added each year beside affordable homes supplied; else the nation's rate."""
    series = place.figures.series(NET, place.area)
    mean = yearly_mean(series, YEARS)
    if mean is None:
        known = (slug for slug in RATES if place.own(slug) is not None)
        slug = next(known, None)
        return figures.trend(place, id, slug) if slug else gaps.missing(place, id, RATES[0])
    value, last, years = mean
    frames = [_line(series, "Homes added, net", "area")]
    table = _affordable(_tenures(place), place.area)
    if table is not None:
        spans = ["period_start", "period_end", "period"]
        total = table.groupby(spans, as_index=False)["value"].sum()
        total = total[total["period"].isin(series["period"])]
        frames.append(_line(total, "Affordable homes supplied", "region"))
    drawn = pd.concat(frames, ignore_index=True)
    title = _added_title(place, value, last, years)
    span = f"{series['period'].iloc[0]} to {last}"
    newest = "" if series["joined"].iloc[-1] else str(series["computed"].iloc[-1])
    made = "; ".join(filter(None, [newest, joined(series), f"mean of {years} years"]))
    return figure(
        place,
        id,
        title=title,
        subtitle=f"Net additional homes, and affordable homes supplied, a year, {span}",
        chart=charts.line_chart(drawn, HOMES),
        data=drawn[["label", "period", "value"]].set_axis(["Series", "Year", "Homes"], axis=1),
        cards=[place.figures.card(slug) for slug in (NET, AFFORDABLE)[: len(frames)]],
        period=span,
        computed=made,
        notes=(GROSS,) if table is not None else (),
        unit=HOMES.unit,
    )


def affordable_in_words(place: Place, id: str) -> Block:
    """Claim: affordable homes supplied over five years, by tenure, beside all homes added."""
    rows = _tenures(place)
    here = _five_years(rows, place.area)
    if here is None:
        return gaps.missing(place, id, AFFORDABLE, ENGLANDS)
    kinds, years, last = here
    total = float(kinds.sum())
    text = f"{sentence_case(_over(years, last))}, {homes(total, 'affordable ')} were supplied in "
    text += place.area.in_text
    shares = [
        f"{percent(100 * number / total)} {_small(str(kind))}"
        for kind, number in kinds.items()
        if number
    ]
    text += f": {listed(shares)}" if shares else ""
    added, against = _added(place, place.area, years, last), ""
    if added and added > 0 and total:
        text += f". They were equal to {percent(100 * total / added)} of the homes added there, net"
        against = _in_england(place, rows, years, last)
    net = place.own(NET)
    used = [one for one in (place.own(AFFORDABLE), net) if one]
    data = kinds.rename("Homes").rename_axis("Tenure").reset_index()
    facts = [fact("level", AFFORDABLE, place.area.code, last, value=total)]
    return statement(
        id, "Affordable homes", f"{text}{against}.", used, facts, data=data,
        computed="; ".join(filter(None, [ADDED_UP, before(place, [place.area])])),
        notes=(GROSS, NONE_IS_NONE), unit="homes",
    )  # fmt: skip


def affordable_by_tenure(place: Place, id: str) -> Block:
    """Figure: affordable homes supplied over five years by tenure, authority by authority."""
    areas = [place.figures.areas[code] for code in place.circle.members]
    areas = areas if english(areas) else []
    tenures = _tenures(place)
    found = {area: _five_years(tenures, area) for area in areas}
    known = {area: kinds for area, kinds in found.items() if kinds is not None}
    if not known:
        return gaps.missing(place, id, AFFORDABLE, ENGLANDS)
    names = labels(known)
    ordered = sorted(known, key=lambda area: (-known[area][0].sum(), area.name))
    shown = ordered[:MOST_ROWS]
    shown += [area for area in ordered[MOST_ROWS:] if area.code in place.area.codes]
    totals = pd.DataFrame({area.code: kinds[0] for area, kinds in known.items()}).sum(axis=1)
    supplied = set(totals[totals > 0].index)
    rows = [
        {"area": area.code, "label": names[area.code], "series": kind, "value": number}
        for area in shown
        for kind, number in known[area][0].items()
        if kind in supplied
    ]
    table = pd.DataFrame(rows)
    _, years, last = known[ordered[0]]
    few = (
        f", {MOST_ROWS} largest of {len(ordered)} authorities" if len(shown) < len(ordered) else ""
    )
    most = "" if len(ordered) < 2 else f": most in {ordered[0].in_text}"
    title = f"{homes(float(totals.sum()), 'affordable ')} were supplied"
    title += f" in {place.circle.in_text} {_over(years, last)}{most}"
    return figure(
        place,
        id,
        title=title,
        subtitle=f"Affordable homes supplied by tenure, {years} years to {last}{few}",
        chart=charts.diverging_chart(table, HOMES, signed=False),
        data=by_place(table, {"series": "Tenure", "value": "Homes"}),
        cards=[place.figures.card(AFFORDABLE)],
        period=f"{years} years to {last}",
        computed=ADDED_UP,
        notes=(NONE_IS_NONE,),
    )


def _added_title(place: Place, mean: float, last: str, years: int) -> str:
    moved = f"{homes(abs(mean))} {'was' if round(abs(mean)) == 1 else 'were'} "
    moved += "lost on balance" if mean < 0 else "added"
    if years == 1:
        return f"{moved} in {place.area.in_text} in {last}"
    return f"{moved} a year on average in {place.area.in_text} {_over(years, last)}"


def _line(series: pd.DataFrame, label: str, role: str) -> pd.DataFrame:
    table = series[["period", "value"]].assign(label=label, role=role)
    return table.assign(x=middles(series))


def homes(number: float, kind: str = "") -> str:
    """``1 home``, ``1,204 affordable homes``."""
    return f"{format_value(number)} {kind}{'home' if round(number) == 1 else 'homes'}"


def _over(years: int, last: str) -> str:
    return f"over the {years} years to {last}" if years > 1 else f"in {last}"


def _small(kind: str) -> str:
    return "of unknown tenure" if kind == UNKNOWN else f"for {uncapitalised(kind)}"


def english(areas: Iterable[Area]) -> bool:
    """Whether all these areas lie in England."""
    codes = [code for area in areas for code in area.members]
    return bool(codes) and all(code.startswith("E") for code in codes)


def _tenures(place: Place) -> pd.DataFrame:
    """Affordable homes of all areas by group of tenures, without totals."""
    rows = place.figures.store.observations(AFFORDABLE)
    rows = rows[rows["tenure"] != ALL_TENURES]
    return rows.assign(tenure=rows["tenure"].map(TENURES).astype(str))


def _affordable(rows: pd.DataFrame, area: Area) -> pd.DataFrame | None:
    """Affordable homes of one area by group of tenures and year; None outside England."""
    if not english([area]):
        return None
    return supply(rows, [ENGLAND] if ENGLAND in area.codes else area.members)


def _five_years(rows: pd.DataFrame, area: Area) -> tuple[pd.Series, int, str] | None:
    """Homes by group of tenures over the newest five years, how many years, and the last."""
    newest = rows.drop_duplicates("period").sort_values("period_end").tail(YEARS)
    table = _affordable(rows[rows["period"].isin(newest["period"])], area)
    if table is None:
        return None
    order = list(dict.fromkeys(TENURES.values()))
    kinds = table.groupby("tenure")["value"].sum().reindex(order).fillna(0.0)
    return kinds, len(newest), str(newest["period"].iloc[-1])


def before(place: Place, areas: Iterable[Area]) -> str:
    """How homes added over the newest years were put together for areas made since."""
    series = ((area, place.figures.series(NET, area).tail(YEARS)) for area in areas)
    said = ((area, joined(rows)) for area, rows in series)
    return "; ".join(f"{area.name}, {how}" for area, how in said if how)


def _added(place: Place, area: Area, years: int, last: str) -> float | None:
    """Homes added, net, over just these years; None where a year is missing."""
    mean = yearly_mean(place.figures.series(NET, area), years)
    return mean[0] * years if mean and mean[1:] == (last, years) else None


def _in_england(place: Place, rows: pd.DataFrame, years: int, last: str) -> str:
    england = place.figures.areas[ENGLAND]
    there, added = _five_years(rows, england), _added(place, england, years, last)
    if ENGLAND in place.area.codes or there is None or not added:
        return ""
    return f", against {percent(100 * float(there[0].sum()) / added)} in England"
