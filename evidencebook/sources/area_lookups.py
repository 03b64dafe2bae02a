"""The raw lookups between areas, each read once and brought to today's authorities."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
from shapely.geometry.base import BaseGeometry

from evidencebook.errors import DataError
from evidencebook.sources.boundaries import all_shapes

FILES = {
    "hierarchy": "area-lookups/ons-els-areas.json",
    "similar": "area-lookups/ons-els-similar-areas.json",
    "clusters": "area-lookups/ons-els-clusters.json",
    "codes": "area-lookups/la_all_codes.csv",
    "combined": "area-lookups/"
    "Local_Authority_District_to_Combined_Authority_(May_2025)_Lookup_in_EN.csv",
    "itl": "area-lookups/master_2025_geography_lookup.csv",
    "lep": "area-lookups/lep_lad_lookup_derived.csv",
    "earlier_itl": "labour/BRES.parquet",
    "topology": "boundaries/uk-local-areas.topojson",
}
LEVELS = {
    **dict.fromkeys(("E06", "E07", "E08", "E09", "W06", "S12", "N09"), "ltla"),
    **dict.fromkeys(("E92", "W92", "S92", "N92"), "ctry"),
    **{"E10": "county", "E11": "mcty", "E47": "cauth", "E12": "rgn", "K02": "uk"},
}
# The lookup puts all of North Ayrshire where only its islands, Arran and Cumbrae, lie; the
# mainland is with East Ayrshire. Neither area consists of whole authorities.
SPLIT = {"S12000021": ("TLM20", "TLM93")}


@dataclass(frozen=True)
class Lookups:
    """The raw lookups, each read once.

    Attributes
    ----------
    paths : dict
        Key of `FILES` → file.
    """

    paths: dict[str, Path]

    @cached_property
    def notes(self) -> list[str]:
        """Oddities met on the way, for the import report."""
        return []

    @cached_property
    def hierarchy(self) -> dict[str, dict[str, Any]]:
        """Code → areanm, parents, children, start, end."""
        return self.json("hierarchy")

    @cached_property
    def topology(self) -> dict[str, Any]:
        """The TopoJSON of the boundaries."""
        return self.json("topology")

    @cached_property
    def shapes(self) -> dict[str, BaseGeometry]:
        """Code → polygon in EPSG:27700, of every area that is drawn."""
        return all_shapes(self.topology)

    @cached_property
    def years(self) -> dict[str, dict[str, int]]:
        """Code → start and end year, from the boundaries and, first, the hierarchy."""
        found: dict[str, dict[str, int]] = defaultdict(dict)
        layers = self.topology["objects"].values()
        drawn = [shape["properties"] for layer in layers for shape in layer["geometries"]]
        for row in [*drawn, *self.hierarchy.values()]:
            found[row["areacd"]] |= {key: row[key] for key in ("start", "end") if key in row}
        return found

    @cached_property
    def authorities(self) -> frozenset[str]:
        """Codes of the local authorities that exist now."""
        rows = self.hierarchy.items()
        return frozenset(c for c, row in rows if LEVELS[c[:3]] == "ltla" and "end" not in row)

    @cached_property
    def successors(self) -> pd.DataFrame:
        """Columns former, current, name, ended, recoded (it was the only one to be replaced)."""
        table = self.csv("codes")
        follows = dict(zip(table["LADCD"], table["LADCD_ACTIVE"], strict=True))
        pairs = {code: _last(code, follows) for code in follows if follows[code] != code}
        if strange := sorted(set(pairs.values()) - self.authorities):
            refuse("codes", "authorities that exist now", f"successors {', '.join(strange)}")
        count = Counter(pairs.values())
        names = dict(zip(table["LADCD"], table["LADNM"], strict=True))
        rows = [
            (old, new, names[old], self.years[old].get("end"), count[new] == 1)
            for old, new in sorted(pairs.items())
        ]
        frame = pd.DataFrame(rows, columns=["former", "current", "name", "ended", "recoded"])
        return frame.astype({"ended": "Int64"})

    @cached_property
    def follows(self) -> dict[str, str]:
        """Former → current authority."""
        return dict(zip(self.successors["former"], self.successors["current"], strict=True))

    @cached_property
    def itl(self) -> pd.DataFrame:
        """Columns authority, itl1, itl2, itl3, their names, and part (name of the LAU)."""
        table = self.csv("itl")
        columns = {f"ITL{n}25CD": f"itl{n}" for n in (1, 2, 3)}
        names = {f"ITL{n}25NM": f"itl{n}_name" for n in (1, 2, 3)}
        table = table.rename(columns=columns | names | {"LAU125NM": "part", "LAD25NM": "whole"})
        return table.assign(authority=table["LAD25CD"].replace(self.follows))

    @cached_property
    def lep(self) -> pd.DataFrame:
        """Columns lep_code, lep_name, lad_code, authority; LEP areas of England only."""
        table = self.csv("lep")
        others = table.loc[~table["lep_code"].str.startswith("E37"), "lep_name"].unique()
        if len(others):
            self.notes.append(f"left out, not LEP areas: {', '.join(others)}")
        table = table[table["lep_code"].str.startswith("E37")]
        return table.assign(authority=table["lad_code"].replace(self.follows))

    @cached_property
    def approximate(self) -> dict[str, str]:
        """Code → why it does not consist of whole authorities of today."""
        return _split_itl(self.itl) | _partial_leps(self.lep)

    def csv(self, key: str) -> pd.DataFrame:
        """Read one of the CSV files as text, blanks as empty strings."""
        return pd.read_csv(self.paths[key], encoding="utf-8-sig", dtype=str, keep_default_na=False)

    def json(self, key: str) -> dict[str, Any]:
        """Read one of the JSON files."""
        return json.loads(self.paths[key].read_text(encoding="utf-8"))

    def expand(self, code: str) -> set[str]:
        """The current authorities below an area of the hierarchy, or the authority itself."""
        if code in self.authorities:
            return {code}
        return set().union(*(self.expand(child) for child in self.hierarchy[code]["children"]))

    def current(self, level: str) -> list[str]:
        """Codes of the areas of the hierarchy that exist now, of one level."""
        rows = self.hierarchy.items()
        return [c for c, row in rows if LEVELS[c[:3]] == level and "end" not in row]


def _split_itl(itl: pd.DataFrame) -> dict[str, str]:
    """ITL areas that hold a part of an authority only."""
    split = set(itl.loc[itl["part"] != itl["whole"], "authority"])
    if split != set(SPLIT):
        refuse("itl", f"only {', '.join(SPLIT)} to be split", ", ".join(sorted(split)) or "none")
    found: dict[str, str] = {}
    for authority, parts in SPLIT.items():
        why = f"no members given, for it holds a part of {authority} only"
        found |= dict.fromkeys(parts, why)
        for level in ("itl2", "itl1"):
            above = set(itl.loc[itl["itl3"].isin(parts), level])
            if len(above) > 1:
                found |= dict.fromkeys(sorted(above), why)
    return found


def _partial_leps(lep: pd.DataFrame) -> dict[str, str]:
    """LEP areas that held some, not all, of the districts that a later authority replaced.

    Every district of England is in a LEP area, so the lookup itself lists all districts of
    its time.
    """
    everything = {str(name): set(held) for name, held in lep.groupby("authority")["lad_code"]}
    found: dict[str, str] = {}
    for key, held in lep.groupby(["lep_code", "authority"])["lad_code"]:
        code, authority = map(str, key)  # type: ignore[arg-type]
        if set(held) != everything[authority]:
            found[code] = f"it held a part of {authority} only"
    return found


def _last(code: str, follows: Mapping[str, str]) -> str:
    """Follow a chain of successors to its end."""
    seen = {code}
    while follows.get(code, code) != code:
        code = follows[code]
        if code in seen:
            refuse("codes", "successors that end", f"a circle at {code}")
        seen.add(code)
    return code


def paths(folder: Path) -> dict[str, Path]:
    """Find the files of `FILES` in a folder.

    Raises
    ------
    DataError
        If any is missing.
    """
    found = {key: folder / name for key, name in FILES.items()}
    if missing := [name for key, name in FILES.items() if not found[key].is_file()]:
        raise DataError(
            "Lookups of areas are missing",
            where=str(folder),
            expected=f"{len(FILES)} files",
            found="no " + ", no ".join(missing),
            do="give the folder that holds area-lookups and boundaries",
        )
    return found


def refuse(key: str, expected: str, found: str) -> None:
    """Raise the error of a lookup that contradicts the others."""
    raise DataError(
        "A lookup of areas is not as expected",
        where=FILES[key],
        expected=expected,
        found=found,
        do="compare the file with the others; a newer version of one may need newer ones of all",
    )
