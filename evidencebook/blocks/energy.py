"""Energy: renewable projects, and who uses the electricity and gas."""

from __future__ import annotations

import pandas as pd

from evidencebook.analysis.figures import Figure
from evidencebook.analysis.place import Place
from evidencebook.areas import GREAT_BRITAIN, UK, Area
from evidencebook.blocks import charts, gaps
from evidencebook.blocks.block import Block
from evidencebook.blocks.cautions import few_residents
from evidencebook.blocks.charts.measure import Measure
from evidencebook.blocks.claims import ends, statement
from evidencebook.blocks.facts import fact_of
from evidencebook.blocks.figures import figure
from evidencebook.blocks.frames import MOST_ROWS, by_place, headed, labels
from evidencebook.blocks.geometry import shapes
from evidencebook.blocks.numbers import percent
from evidencebook.blocks.wording import (
    NO_INTERVAL,
    difference,
    listed,
    sentence_case,
    uncapitalised,
    when,
)

STAGES = {
    "operational": "Operating",
    "under-construction": "Under construction",
    "awaiting-construction": "Permitted, not yet begun",
    "in-planning": "In planning",
}
COMING = list(STAGES)[1:]
PROJECTS = "renewable-energy-projects"
INDICATOR = "renewable-electricity-capacity-"
POPULATION = "population"
TOTAL = "All renewables"
# Beside the total, not in it.
BESIDE = ("Battery storage", "Other storage", "Hydrogen and not classified")
USES = {
    "electricity-consumption-domestic": "Electricity, homes",
    "electricity-consumption-non-domestic": "Electricity, all others",
    "gas-consumption-domestic": "Gas, homes",
    "gas-consumption-non-domestic": "Gas, all others",
}
ELECTRICITY = tuple(USES)[:2]
MEGAWATTS = Measure("megawatts", suffix=" MW", decimals=1)
CAPACITY = headed("Capacity", "MW")
GIGAWATT_HOURS = Measure("gigawatt-hours (GWh)", suffix=" GWh", decimals=0)
WATTS = Measure("watts a person", suffix=" watts", decimals=0)
MOST_POINTS = 200
# Of the other storage, what people know by a name of its own.
PUMPED = "Pumped Storage Hydroelectricity"
SMALLEST = (
    "The planning database lists projects of 150 kW and more (1 MW and more before 2021), so "
    "rooftop panels are not in it. Offshore projects belong to no authority and are left out."
)
MAY_LAPSE = "Not every permitted project is built."
YEARS_DIFFER = (
    "Gas years differ from electricity years, and gas is not corrected for the weather. Meters "
    "below 73,200 kWh of gas a year count as homes, some small firms among them."
)
__all__ = [
    "capacity_by_stage",
    "capacity_in_words",
    "capacity_per_person",
    "electricity_in_words",
    "projects_map",
    "use_by_authority",
]
# What these rest on, for `evidencebook coverage`.
READS = (
    "renewable-electricity-capacity-operational",
    "renewable-electricity-capacity-under-construction",
    "renewable-electricity-capacity-awaiting-construction",
    "renewable-electricity-capacity-in-planning",
    "electricity-consumption-total",
    "electricity-consumption-domestic",
    "electricity-consumption-non-domestic",
    "gas-consumption-total",
    "gas-consumption-domestic",
    "gas-consumption-non-domestic",
    "population",
)


def capacity_in_words(place: Place, id: str) -> Block:
    """Claim: capacity operating, by its largest technologies, and what is still to come."""
    table = _capacity(place)
    if table.empty:
        return gaps.missing(place, id, f"{INDICATOR}operational")
    stages = table[table["label"] == TOTAL].set_index("series")["value"]
    built, coming = float(stages.iloc[0]), float(stages.iloc[1:].sum())
    said = MEGAWATTS.text(built) if built else "no listed project"
    text = (
        f"{when(str(table['period'].iloc[0]))}, {said} of renewable electricity"
        f"{' capacity' if built else ''} was operating in {place.area.in_text}"
    )
    running = table[(table["series"] == STAGES["operational"]) & (table["value"] > 0)]
    running = running[~running["label"].isin([TOTAL, *BESIDE])]
    most = [
        f"{uncapitalised(r.label)} ({MEGAWATTS.text(r.value)})"
        for r in running.sort_values("value", ascending=False).head(2).itertuples()
    ]
    if most:
        alone = uncapitalised(str(running["label"].iloc[0]))
        text += f", the most from {listed(most)}" if len(running) > 1 else f", all of it {alone}"
    more = f"; {'a further ' if built else ''}{MEGAWATTS.text(coming)}" if coming else ", and none"
    text += f"{more} was being built, permitted or in planning."
    own = [place.own(INDICATOR + stage, technology=TOTAL) for stage in STAGES]
    used = [one for one in own if one]
    return statement(
        id, "Renewable electricity", text, used, data=_people(table), notes=(SMALLEST, MAY_LAPSE)
    )


def capacity_per_person(place: Place, id: str) -> Block:
    """Claim: renewable capacity operating for each resident, here and in the United Kingdom."""
    whole = place.figures.areas[UK]
    here, there = _per_person(place, place.area), _per_person(place, whole)
    if here is None or there is None:
        return gaps.missing(place, id, f"{INDICATOR}operational")
    own, used = here
    text = (
        f"{when(used[0].period)}, renewable projects operating in {place.area.in_text} could "
        f"generate {WATTS.text(own)} for each resident"
    )
    said = fact_of(used[0], "level", value=round(own, 3))
    if UK not in place.area.codes:
        text += f", against {WATTS.text(there[0])} in the United Kingdom as a whole"
        used += there[1]
        said |= {"kind": difference(own, there[0]), "than": UK, "reference": round(there[0], 3)}
    return statement(
        id, "Renewable capacity for each resident", text + " (projects on land only).", used,
        [said], unit=WATTS.unit, notes=few_residents(place, [place.area]),
        computed=f"capacity operating over the population of {used[1].period}",
    )  # fmt: skip


def capacity_by_stage(place: Place, id: str) -> Block:
    """Figure: capacity by technology and stage, in megawatts."""
    table = _capacity(place)
    stored = table[table["label"].isin(BESIDE)].groupby("label")["value"].sum()
    drawn = table[(table["value"] > 0) & ~table["label"].isin([TOTAL, *BESIDE])]
    if table.empty:
        return gaps.missing(place, id, f"{INDICATOR}operational")
    if drawn.empty:
        return _none_listed(place, id)
    period = str(table["period"].iloc[0])
    top = drawn.groupby("label")["value"].sum().idxmax()
    title = f"{top} has the most capacity in {place.area.in_text}, counting what is still to come"
    return figure(
        place,
        id,
        title=title,
        subtitle=f"Capacity by technology and stage, megawatts, {period}",
        chart=charts.diverging_chart(drawn, MEGAWATTS, signed=False),
        data=_people(table[table["label"] != TOTAL]),
        cards=[place.figures.card(INDICATOR + stage) for stage in STAGES],
        period=period,
        computed=str(table["computed"].iloc[0]),
        notes=(*_beside(stored[stored > 0]), SMALLEST, MAY_LAPSE),
    )


def projects_map(place: Place, id: str, coming: bool = False) -> Block:
    """Figure: the projects that operate, or those still to come, on a map of the authorities."""
    projects, stages = _projects(place), COMING if coming else ["operational"]
    projects = projects[projects["stage"].isin(stages)].head(MOST_POINTS)
    if projects.empty:
        return _no_projects(place, id, coming)
    count = int(_projects(place)["stage"].isin(stages).sum())
    geometries = shapes(place.figures.store, place.circle.members)
    areas = pd.DataFrame({"area": list(geometries)}).assign(value=float("nan"))
    areas["label"] = areas["area"].map(place.figures.areas.name)
    areas["role"] = ["area" if c in place.area.codes else "member" for c in areas["area"]]
    points = projects.rename(columns={"capacity_mw": "size", "technology": "category"})
    points = points[["x", "y", "size", "category"]]
    period = place.figures.series(INDICATOR + "operational", place.circle)["period"].iloc[-1]
    few = f", the {len(projects)} largest of {count:,}" if count > len(projects) else ""
    title = _map_title(place, projects, count, coming)
    return figure(
        place,
        id,
        title=title,
        subtitle=f"Projects of power and storage by technology and capacity, {period}{few}",
        chart=charts.map_chart(areas, geometries, MEGAWATTS, points=points),
        data=_project_table(projects),
        cards=[],
        period=period,
        sources=[place.figures.store.release(PROJECTS)],
        notes=(SMALLEST, MAY_LAPSE) if coming else (SMALLEST,),
        unit=MEGAWATTS.unit,
    )  # fmt: skip


def use_by_authority(place: Place, id: str) -> Block:
    """Figure: electricity and gas used by homes and by all others, by authority."""
    members = [place.figures.areas[code] for code in place.circle.members]
    for slug in USES:
        place.figures.read_ahead(slug, members)
    found = [(area, _use(place, area)) for area in members]
    known = sorted(((a, u) for a, u in found if u), key=lambda pair: -sum(f.value for f in pair[1]))
    if len(known) < 2:
        return gaps.no_members(place, id, next(iter(USES)))
    names = labels(area for area, _ in known)
    rows = [
        {"area": a.code, "label": names[a.code], "series": USES[f.indicator.slug], "value": f.value}
        | {"period": f.period}
        for a, used in known[:MOST_ROWS]
        for f in used
    ]
    drawn, spans = pd.DataFrame(rows), [f.period for f in known[0][1]]
    few = f", {MOST_ROWS} largest of {len(known)} authorities" if len(known) > MOST_ROWS else ""
    title = f"{known[0][0].name} uses most electricity and gas in {place.circle.in_text}"
    return figure(
        place,
        id,
        title=title,
        subtitle=f"Electricity {spans[0]} and gas {spans[-1]}, gigawatt-hours{few}",
        chart=charts.diverging_chart(drawn, GIGAWATT_HOURS, signed=False),
        data=by_place(drawn, {"series": "Use", "value": "GWh", "period": "Period"}),
        cards=[place.figures.card(slug) for slug in USES],
        period=spans[0],
        notes=(YEARS_DIFFER,),
    )


def electricity_in_words(place: Place, id: str, years: int = 10) -> Block:
    """Claim: electricity used by homes and others, the split in Great Britain, and the change."""
    at_home, elsewhere = (ends(place, place.area, slug, years) for slug in ELECTRICITY)
    if at_home is None or elsewhere is None:
        return gaps.missing(place, id, ELECTRICITY[0])
    (homes_then, homes), (others_then, others) = at_home, elsewhere
    total, before = homes.value + others.value, homes_then.value + others_then.value
    change = 100 * (total / before - 1)
    text = (
        f"{when(homes.period)}, {GIGAWATT_HOURS.text(total)} of electricity was used in "
        f"{place.area.in_text}: {_share(homes.value, total)} by homes and "
        f"{_share(others.value, total)} by all others"
    )
    used = [homes, others, homes_then, others_then]
    britain = place.figures.areas[GREAT_BRITAIN]
    nation = [place.at(britain, slug, homes.period, "published") for slug in ELECTRICITY]
    if nation[0] and nation[1] and GREAT_BRITAIN not in place.area.codes:
        theirs = _share(nation[1].value, nation[0].value + nation[1].value)
        text += f" (in Great Britain, {theirs} by all others)"
        used += [nation[0], nation[1]]
    moved = difference(total, before)
    sizes = {side: f"{percent(abs(change))} {side} than" for side in ("higher", "lower")}
    text += (
        f"; the total was {sizes.get(moved, 'similar to that')} in {homes_then.period} "
        f"({NO_INTERVAL})."
    )
    kinds = {"higher": "rising", "lower": "falling", "similar": "little changed"}
    said = fact_of(homes, kinds[moved], value=round(change, 3), since=homes_then.period)
    return statement(
        id, "Electricity use", text, used, [said],
        computed="homes and all others added up, and the share of each",
    )  # fmt: skip


def _capacity(place: Place) -> pd.DataFrame:
    """`label` (technology), `series` (stage), `value` (MW), `period`, `computed`."""
    frames = []
    for stage, name in STAGES.items():
        table = place.figures.breakdown(INDICATOR + stage, place.area, "technology")
        if not table.empty:
            table = table[table["period_end"] == table["period_end"].max()]
            frames.append(table.rename(columns={"technology": "label"}).assign(series=name))
    columns = ["label", "series", "value", "period", "computed"]
    whole = len(frames) == len(STAGES)
    return pd.concat(frames)[columns] if whole else pd.DataFrame(columns=columns)


def _people(table: pd.DataFrame) -> pd.DataFrame:
    shown = table.loc[table["value"] > 0, ["label", "series", "value"]]
    return shown.set_axis(["Technology", "Stage", CAPACITY], axis=1)


def _beside(stored: pd.Series) -> tuple[str, ...]:
    """What is not drawn: storage, which holds electricity and makes none, and hydrogen."""
    if stored.empty:
        return ()
    parts = [
        f"{uncapitalised(str(kind))} {MEGAWATTS.text(value)}" for kind, value in stored.items()
    ]
    return (f"Not drawn, as it stores power or is not classified: {listed(parts)}, all stages.",)


def _per_person(place: Place, area: Area) -> tuple[float, list[Figure]] | None:
    """Watts of capacity for each resident, for the newest population that the UK has too."""
    newest = place.at(place.figures.areas[UK], POPULATION, None)
    people = place.at(area, POPULATION, newest.period) if newest else None
    capacity = place.at(area, f"{INDICATOR}operational", None, technology=TOTAL)
    if people is None or capacity is None:
        return None
    return 1e6 * capacity.value / people.value, [capacity, people]


def _projects(place: Place) -> pd.DataFrame:
    """Projects on land in the authorities shown, the largest first."""
    projects = place.figures.store.lookup(PROJECTS)
    projects = projects[projects["area"].isin(list(place.circle.members)) & projects["x"].notna()]
    order = ["capacity_mw", "reference"]
    return projects.sort_values(order, ascending=[False, True], na_position="last")


def _map_title(place: Place, projects: pd.DataFrame, count: int, coming: bool) -> str:
    noun = "project" if count == 1 else "projects"
    state = ("is" if count == 1 else "are") + (" on the way" if coming else " operating")
    title = f"{count:,} {noun} on land {state} in {place.circle.in_text}"
    largest = projects.iloc[0]
    if count == 1 or pd.isna(largest["capacity_mw"]):
        return title
    pumped = largest["technology_type"] == PUMPED
    kind = "pumped storage" if pumped else uncapitalised(largest["technology"])
    return f"{title}; the largest is {largest['project']} ({kind}, {MEGAWATTS.text(largest['capacity_mw'])})"  # noqa: E501


def _project_table(projects: pd.DataFrame) -> pd.DataFrame:
    table = projects.assign(stage=projects["stage"].map(STAGES))
    table = table[["project", "technology", "stage", "capacity_mw", "planning_authority"]]
    heads = ["Project", "Technology", "Stage", CAPACITY, "Planning authority"]
    return table.set_axis(heads, axis=1)


def _no_projects(place: Place, id: str, coming: bool) -> Block:
    state = "being built, permitted or in planning" if coming else "operating"
    text = (
        f"The planning database lists no renewable electricity project {state} in "
        f"{place.circle.in_text}. {SMALLEST}"
    )
    release = place.figures.store.release(PROJECTS)
    return gaps.gap(place, id, sentence_case(f"no projects {state}"), text, [release])


def _none_listed(place: Place, id: str) -> Block:
    text = (
        f"The planning database lists no project of renewable electricity in {place.area.in_text} "
        f"at any stage, so there is nothing to draw by technology. {SMALLEST}"
    )
    release = place.figures.store.release(PROJECTS)
    return gaps.gap(place, id, "Nothing listed: renewables by technology", text, [release])


def _use(place: Place, area: Area) -> list[Figure]:
    """The four uses of energy in an area; empty unless all are known."""
    found = [place.at(area, slug, None) for slug in USES]
    kept = [one for one in found if one]
    return kept if len(kept) == len(USES) else []


def _share(part: float, whole: float) -> str:
    return percent(100 * part / whole)
