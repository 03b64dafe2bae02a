"""DESNZ Renewable Energy Planning Database: every project, and capacity by local authority.

The database names the planning authority and gives a point on the National Grid. The point
decides where a project is, unless the named authority's border is so near that the generalised
boundary cannot tell; the name decides where there is no point or the point is at sea. Projects
at sea, and those that a government decided and whose point is off the map, have no authority.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from evidencebook import periods
from evidencebook.errors import DataError
from evidencebook.sources import geography
from evidencebook.sources.boundaries import decode
from evidencebook.sources.numbers import numbers
from evidencebook.sources.snapshot import Table, arrange, raw_file

SOURCE = "desnz-repd"
PROJECTS = "renewable-energy-projects"
PERIOD = "2024-07-01/P1M"
BOUNDARIES = "boundaries/uk-local-areas.topojson"
# How far off the generalised boundaries may be, in metres.
BORDER = 500
ALL = "All renewables"
STAGES = {
    "Operational": "operational",
    "Under Construction": "under-construction",
    "Awaiting Construction": "awaiting-construction",
    # No consent is needed: nothing but building is left to do.
    "No Application Required": "awaiting-construction",
    "Application Submitted": "in-planning",
    "Appeal Lodged": "in-planning",
}
ENDED = {
    "Abandoned", "Appeal Refused", "Appeal Withdrawn", "Application Refused",
    "Application Withdrawn", "Decommissioned", "Planning Permission Expired", "Revised",
}  # fmt: skip
RENEWABLES = {
    "Wind Onshore": "Onshore wind",
    "Wind Offshore": "Offshore wind",
    "Solar Photovoltaics": "Solar",
    "Anaerobic Digestion": "Bioenergy",
    "Biomass (co-firing)": "Bioenergy",
    "Biomass (dedicated)": "Bioenergy",
    "Landfill Gas": "Bioenergy",
    "Sewage Sludge Digestion": "Bioenergy",
    "EfW Incineration": "Energy from waste",
    "Advanced Conversion Technologies": "Energy from waste",
    "Large Hydro": "Hydro",
    "Small Hydro": "Hydro",
    "Tidal Lagoon": "Other renewables",
    "Tidal Stream": "Other renewables",
    "Shoreline Wave": "Other renewables",
    "Geothermal": "Other renewables",
    "Hot Dry Rocks (HDR)": "Other renewables",
}
# Storage gives back what was generated elsewhere, and hydrogen is made from electricity: neither
# is in the total of renewables.
OTHERS = {
    "Battery": "Battery storage",
    "Pumped Storage Hydroelectricity": "Other storage",
    "Liquid Air Energy Storage": "Other storage",
    "Compressed Air Energy Storage": "Other storage",
    "Flywheels": "Other storage",
    "Hydrogen": "Hydrogen and not classified",
    "Fuel Cell (Hydrogen)": "Hydrogen and not classified",
    "Air Source Heat Pumps": "Hydrogen and not classified",
    "Gas Boiler": "Hydrogen and not classified",
    "Unknown": "Hydrogen and not classified",
}
TECHNOLOGIES = {**RENEWABLES, **OTHERS}
COLUMNS = {
    "Ref ID": "reference",
    "Site Name": "project",
    "Operator (or Applicant)": "operator",
    "Technology Type": "technology_type",
    "Installed Capacity (MWelec)": "capacity_mw",
    "Development Status (short)": "status",
    "Planning Authority": "planning_authority",
    "Region": "region",
    "X-coordinate": "x",
    "Y-coordinate": "y",
    "Operational": "operational_on",
}
PUBLICATION = {
    "source": SOURCE,
    "publisher": "Department for Energy Security and Net Zero",
    "title": "Renewable Energy Planning Database, quarter 2 of 2024 (July 2024)",
    "url": "https://www.gov.uk/government/publications/"
    "renewable-energy-planning-database-monthly-extract",
}


def read(path: Path) -> tuple[list[Table], list[dict[str, Any]], dict[str, Any]]:
    """Read the projects, place them, and add up their capacity.

    Parameters
    ----------
    path : Path
        The CSV file. The lookup of authorities and the boundaries are sought in the folders
        ``area-lookups`` and ``boundaries`` beside the file's own folder.
    """
    shared = path.resolve().parent.parent
    for name in (geography.AUTHORITIES, BOUNDARIES):
        if not (shared / name).is_file():
            raise DataError(
                "What places energy projects in local authorities is missing",
                where=str(shared / name),
                do="keep the folders area-lookups and boundaries beside the folder of the file",
            )
    lookup = pd.read_csv(shared / geography.AUTHORITIES, dtype="str")
    shapes = authority_shapes(json.loads((shared / BOUNDARIES).read_text("utf-8")), lookup)
    projects = place(parse(path), geography.authorities_by_name(lookup), shapes)
    tables = [Table(PROJECTS, projects.drop(columns="region"), "lookup", **PUBLICATION)]
    for stage in dict.fromkeys(STAGES.values()):
        slug = f"renewable-electricity-capacity-{stage}"
        rows = capacity(projects, stage, sorted(shapes))
        tables.append(Table(slug, rows, "indicator", **PUBLICATION))
    return tables, [raw_file(path)], _report(projects, tables)


def parse(path: Path) -> pd.DataFrame:
    """Read the file: one row a project, with group of technology and stage added.

    Raises
    ------
    DataError
        If a number or a date cannot be read, or there is a technology or a status that the
        module does not know.
    """
    raw = pd.read_csv(path, dtype="str", encoding="utf-8-sig", usecols=list(COLUMNS))
    frame = raw.rename(columns=COLUMNS)[list(COLUMNS.values())]
    for column in frame.columns:
        frame[column] = frame[column].str.strip()
    for column in ("capacity_mw", "x", "y"):
        texts = frame[column].str.replace(",", "")
        frame[column] = numbers(texts, path.name, first_row=2, marks=("",))
    frame["operational_on"] = _dates(frame["operational_on"], path.name)
    _only_known(frame["technology_type"], set(TECHNOLOGIES), "technology")
    _only_known(frame["status"], set(STAGES) | ENDED, "status")
    frame["technology"] = frame["technology_type"].map(TECHNOLOGIES)
    frame["stage"] = frame["status"].map(STAGES).fillna("ended")
    return frame


def authority_shapes(topology: dict[str, Any], lookup: pd.DataFrame) -> dict[str, BaseGeometry]:
    """Polygons (EPSG:27700) of today's local authorities by today's code."""
    active = dict(zip(lookup["LADCD"], lookup["LADCD_ACTIVE"], strict=True))
    current = [(p["areacd"], shape) for p, shape in decode(topology, "ltla") if "end" not in p]
    return {active.get(code, code): shape for code, shape in current}


def place(
    frame: pd.DataFrame, by_name: dict[str, str], shapes: dict[str, BaseGeometry]
) -> pd.DataFrame:
    """Add the local authority of each project and what told it.

    Parameters
    ----------
    frame : DataFrame
        As from `parse`.
    by_name : dict
        Plain name → code, see `geography.authorities_by_name`.
    shapes : dict
        Code → polygon in EPSG:27700.

    Returns
    -------
    DataFrame
        With ``area`` (code or missing) and ``placed_by``: ``point``, ``name`` or ``none``.
    """
    named = frame["planning_authority"].fillna("").map(geography.plain).map(by_name)
    codes = list(shapes)
    points = shapely.points(frame["x"], frame["y"])
    tree = shapely.STRtree([shapes[code] for code in codes])
    rows, hits = tree.query(points, predicate="intersects")
    pointed = pd.Series(pd.NA, index=frame.index, dtype="str")
    pointed.iloc[rows] = [codes[hit] for hit in hits]
    at_sea = (frame["region"] == "Offshore") | (frame["technology"] == "Offshore wind")
    disagree = frame.index[named.notna() & pointed.notna() & (named != pointed)]
    near = [row for row in disagree if shapely.distance(points[row], shapes[named[row]]) < BORDER]
    by_point = pointed.notna()
    by_point.loc[near] = False
    area = pointed.where(by_point, named).mask(at_sea)
    placed = by_point.map({True: "point", False: "name"}).mask(area.isna(), "none")
    columns = [
        "reference", "project", "operator", "technology", "technology_type", "capacity_mw",
        "status", "stage", "planning_authority", "area", "placed_by", "x", "y", "operational_on",
        "region",
    ]  # fmt: skip
    return frame.assign(area=area, placed_by=placed)[columns]


def capacity(projects: pd.DataFrame, stage: str, authorities: list[str]) -> pd.DataFrame:
    """Add up the capacity (MW) of a stage by authority and technology.

    An authority without a project of a technology has a zero: the database lists all projects
    above its threshold. Projects whose capacity is not known add nothing.
    """
    slug = f"renewable-electricity-capacity-{stage}"
    rows = projects[(projects["stage"] == stage) & projects["area"].notna()]
    groups = [group for group in dict.fromkeys(TECHNOLOGIES.values()) if group != "Offshore wind"]
    summed = rows.pivot_table(
        index="area", columns="technology", values="capacity_mw", aggfunc="sum", observed=True
    ).reindex(index=authorities, columns=groups, fill_value=0.0)
    summed = summed.fillna(0.0).round(6)
    summed[ALL] = summed[[g for g in groups if g in set(RENEWABLES.values())]].sum(axis=1).round(6)
    frame = summed.rename_axis("area").reset_index()
    frame = frame.melt("area", var_name="technology", value_name="value")
    frame = periods.add_periods(frame.assign(indicator=slug, when=PERIOD), "when")
    return arrange(frame.drop(columns="when"))


def _report(projects: pd.DataFrame, tables: list[Table]) -> dict[str, Any]:
    live = projects["stage"] != "ended"
    return {
        "source": SOURCE,
        "rows": {table.name: len(table.frame) for table in tables},
        "placed by": projects["placed_by"].value_counts().to_dict(),
        "live projects without a capacity": int((live & projects["capacity_mw"].isna()).sum()),
        "live MW without an authority": float(
            projects.loc[live & projects["area"].isna(), "capacity_mw"].sum()
        ),
    }


def _dates(texts: pd.Series, where: str) -> pd.Series:
    dates = pd.to_datetime(texts, format="%d/%m/%Y", errors="coerce")
    unread = texts[dates.isna() & (texts.fillna("") != "")]
    if len(unread):
        raise DataError(
            "A date could not be read",
            where=f"{where}, row {unread.index[0] + 2}, {texts.name}",
            expected="day/month/year or nothing",
            found=repr(unread.iloc[0]),
            do="look at the file: its layout may have changed",
        )
    return dates.dt.date


def _only_known(values: pd.Series, known: set[str], what: str) -> None:
    unknown = sorted(set(values.dropna()) - known)
    if unknown or values.isna().any():
        raise DataError(
            f"The planning database has a {what} that the importer does not know",
            found=", ".join(unknown) or "an empty cell",
            do="add it to the tables at the top of evidencebook/sources/repd.py",
        )
