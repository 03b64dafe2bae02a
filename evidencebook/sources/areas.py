"""Build the lookup tables of areas: which places there are, and how they nest.

Local authorities, counties, combined authorities, regions and nations come from the Office
for National Statistics' Explore Local Statistics; combined authorities' members from its
lookup of May 2025; ITL areas from the lookup of 2025; LEP areas from a lookup of 2021, brought
to today's authorities; boundaries from its TopoJSON.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from evidencebook import settings
from evidencebook.sources.area_lookups import LEVELS, SPLIT, Lookups, paths, refuse
from evidencebook.sources.boundaries import boundaries, covering, same_extent, within
from evidencebook.sources.snapshot import Table, raw_file

SOURCE, SOURCE_BOUNDARIES = "ons-areas", "ons-boundaries"
PUBLISHED = {
    SOURCE: {
        "publisher": "Office for National Statistics",
        "title": "Areas of Explore Local Statistics and lookups between areas",
        "url": "https://www.ons.gov.uk/explore-local-statistics/",
        "retrieved": "2026-06-29",
    },
    SOURCE_BOUNDARIES: {
        "publisher": "Office for National Statistics",
        "title": "Generalised boundaries of the United Kingdom's areas",
        "url": "https://github.com/ONSvisual/uk-topojson",
        "retrieved": "2025-06-11",
    },
}
ENGLAND, WALES, SCOTLAND, NORTHERN_IRELAND = "E92000001", "W92000004", "S92000003", "N92000002"
UK = "K02000001"
GROUPS = {
    "K03000001": ("Great Britain", (ENGLAND, WALES, SCOTLAND)),
    "K04000001": ("England and Wales", (ENGLAND, WALES)),
}
# Inner and Outer London are whole ITL 2 areas of the lookup, told by how their names begin.
LONDON = {"E13000001": "Inner London", "E13000002": "Outer London"}
SUFFIXES = {
    "ltla": "district",
    "county": "county",
    "cauth": "combined-authority",
    "rgn": "region",
    "ctry": "nation",
    "uk": "uk",
    "group": "group",
    "mcty": "metropolitan-county",
    "subrgn": "sub-region",
    "itl1": "itl1",
    "itl2": "itl2",
    "itl3": "itl3",
    "lep": "lep",
    "itl1_2021": "itl1-2021",
    "itl2_2021": "itl2-2021",
    "itl3_2021": "itl3-2021",
}
COLUMNS = ["code", "name", "slug", "level", "nation", "region", "current", "start", "end"]


def read(folder: Path) -> tuple[list[Table], dict[str, list[dict[str, Any]]], dict[str, Any]]:
    """Read every lookup and build the tables of areas.

    Parameters
    ----------
    folder : Path
        Holds the raw files named in `area_lookups.FILES`.

    Returns
    -------
    tables : list of Table
        ``areas``, ``memberships``, ``holders``, ``successors``, ``neighbours``,
        ``clusters``, ``boundaries``, all of kind ``lookup``.
    raw : dict
        Source → description of each raw file.
    report : dict
        ``rows`` of each table, ``levels`` (current areas of each) and ``notes``.

    Raises
    ------
    DataError
        If a file is missing, or the lookups contradict one another.
    """
    lookups = Lookups(paths(Path(folder)))
    members = memberships(lookups)
    listed = areas(lookups, members)
    current = listed[listed["current"]]
    levels = dict(zip(current["code"], current["level"], strict=True))
    _check(members, levels)
    _check_merged(lookups)
    frames = {
        "areas": listed,
        "memberships": members,
        "holders": holders(lookups),
        "successors": lookups.successors,
        "neighbours": neighbours(lookups),
        "clusters": clusters(lookups),
        "boundaries": boundaries(lookups.shapes, levels),
    }
    report = {
        "rows": {name: len(frame) for name, frame in frames.items()},
        "levels": dict(Counter(current["level"])),
        "notes": lookups.notes,
    }
    return [_table(name, frame) for name, frame in frames.items()], _raw(lookups.paths), report


def memberships(lookups: Lookups) -> pd.DataFrame:
    """The local authorities that each larger area is made of.

    Returns
    -------
    pandas.DataFrame
        Columns area, member; an area that does not consist of whole authorities of today has
        no rows (a LEP area keeps its nearest authorities).
    """
    found = {
        code: lookups.expand(code)
        for level in ("county", "cauth", "ctry", "uk")
        for code in lookups.current(level)
    }
    found |= _regional(lookups)
    _compare_combined(lookups, found)
    found |= _metropolitan(lookups)
    found |= {
        code: set().union(*(found[nation] for nation in nations))
        for code, (_, nations) in GROUPS.items()
    }
    itl = lookups.itl
    found |= {
        code: set(itl.loc[itl["itl2_name"].str.startswith(name), "authority"])
        for code, name in LONDON.items()
    }
    for level in ("itl1", "itl2", "itl3"):
        whole = itl[~itl[level].isin(list(lookups.approximate))]
        found |= {str(code): set(group) for code, group in whole.groupby(level)["authority"]}
    found |= {str(c): set(g) for c, g in lookups.lep.groupby("lep_code")["authority"]}
    found |= _former(lookups)
    rows = [(area, member) for area, group in found.items() for member in group]
    frame = pd.DataFrame(rows, columns=["area", "member"])
    return frame.sort_values(["area", "member"], ignore_index=True)


def holders(lookups: Lookups) -> pd.DataFrame:
    """The authorities that an ITL area holds whole, where it also holds a part of another.

    Returns
    -------
    pandas.DataFrame
        Columns area, member: not all of the area, so never to be added up to it.
    """
    whole = lookups.itl[~lookups.itl["authority"].isin(list(SPLIT))]
    frames = [
        whole[whole[level].isin(list(lookups.approximate))]
        .drop_duplicates([level, "authority"])
        .rename(columns={level: "area", "authority": "member"})[["area", "member"]]
        for level in ("itl2", "itl3")
    ]
    return pd.concat(frames).sort_values(["area", "member"], ignore_index=True)


def areas(lookups: Lookups, members: pd.DataFrame) -> pd.DataFrame:
    """List every area, with its nation and region.

    Returns
    -------
    pandas.DataFrame
        Columns code, name, slug, level, nation, region, current, start, end, approximate.
        Region is the nation for Wales, Scotland and Northern Ireland. Nation and region are
        null where an area spans several; years are null where they are not known, and `end`
        is the last year in force. Sorted by level and code.
    """
    rows = [*_listed(lookups), *_itl_and_lep(lookups), *_earlier_itl(lookups)]
    frame = pd.DataFrame(rows, columns=["code", "name", "level", "current"])
    for year in ("start", "end"):
        values = [lookups.years.get(code, {}).get(year) for code in frame["code"]]
        frame[year] = pd.array(values, dtype="Int64")
    frame["approximate"] = frame["code"].isin(list(lookups.approximate))
    lookups.notes.extend(f"{code}: {why}" for code, why in lookups.approximate.items())
    region = _regions(lookups, members, list(frame["code"]))
    frame["region"] = [region.get(code) for code in frame["code"]]
    frame["nation"] = [_nation(code, region.get(code), members) for code in frame["code"]]
    frame["slug"] = slugs(frame)
    order = frame["level"].map(list(SUFFIXES).index).rename("order")
    frame = frame.assign(order=order).sort_values(["order", "code"], ignore_index=True)
    return frame[[*COLUMNS, "approximate"]]


def reserved() -> set[str]:
    """The slugs of the named sets of areas in the data folder."""
    return {path.stem for path in (settings.data_folder() / "areas").glob("*.yml")}


def slugs(frame: pd.DataFrame) -> list[str]:
    """Give each area a slug of its own.

    Areas of the same name take the bare slug in the order of `SUFFIXES`, those that exist now
    first; the others get a suffix. The slugs of the named sets are kept free.
    """
    rows = frame[["code", "name", "level", "current", "end"]].to_dict("records")
    rank = list(SUFFIXES).index
    rows.sort(key=lambda row: (not row["current"], rank(row["level"]), row["code"]))
    taken = reserved()
    found: dict[str, str] = {}
    for row in rows:
        bare, code = _plain(row["name"]), row["code"].lower()
        kind = SUFFIXES[row["level"]] if row["current"] else _until(row["end"], code)
        choices = [bare, f"{bare}-{kind}", f"{bare}-{code}"]
        found[row["code"]] = next(slug for slug in choices if slug not in taken)
        taken.add(found[row["code"]])
    return [found[code] for code in frame["code"]]


def neighbours(lookups: Lookups) -> pd.DataFrame:
    """Statistical neighbours: columns area, kind, rank (1 is the most alike), neighbour."""
    similar = lookups.json("similar")
    rows = [
        (lookups.follows.get(area, area), kind, rank, lookups.follows.get(other, other))
        for area, kinds in similar.items()
        for kind, others in kinds.items()
        for rank, other in enumerate(others, start=1)
    ]
    frame = pd.DataFrame(rows, columns=["area", "kind", "rank", "neighbour"])
    _known(lookups, "similar", [*frame["area"], *frame["neighbour"]])
    return frame.sort_values(["area", "kind", "rank"], ignore_index=True)


def clusters(lookups: Lookups) -> pd.DataFrame:
    """The statistical cluster of each authority or county: columns area, kind, cluster."""
    rows = [
        (lookups.follows.get(area, area), kind, cluster)
        for area, kinds in lookups.json("clusters")["lookup"].items()
        for kind, cluster in kinds.items()
    ]
    frame = pd.DataFrame(rows, columns=["area", "kind", "cluster"])
    _known(lookups, "clusters", frame["area"])
    return frame.sort_values(["area", "kind"], ignore_index=True)


def _listed(lookups: Lookups) -> Iterable[tuple[str, str, str, bool]]:
    for code, row in lookups.hierarchy.items():
        yield code, row["areanm"], LEVELS[code[:3]], "end" not in row
    former = lookups.successors
    for code, name in zip(former["former"], former["name"], strict=True):
        if code not in lookups.hierarchy:
            yield code, name, "ltla", False
    for code, (name, _) in GROUPS.items():
        yield code, name, "group", True
    for code, name in LONDON.items():
        yield code, name, "subrgn", True


def _itl_and_lep(lookups: Lookups) -> Iterable[tuple[str, str, str, bool]]:
    for level in ("itl1", "itl2", "itl3"):
        pairs = lookups.itl[[level, f"{level}_name"]].drop_duplicates()
        yield from ((code, name, level, True) for code, name in pairs.itertuples(index=False))
    pairs = lookups.lep[["lep_code", "lep_name"]].drop_duplicates()
    yield from ((code, name, "lep", True) for code, name in pairs.itertuples(index=False))


def _earlier_itl(lookups: Lookups) -> Iterable[tuple[str, str, str, bool]]:
    """ITL areas of before 2025, which statistics of those years use; no lookup has members."""
    columns = ["geography.code", "geography.name"]
    pairs = pd.read_parquet(lookups.paths["earlier_itl"], columns=columns).drop_duplicates()
    today = {code for level in ("itl1", "itl2", "itl3") for code in lookups.itl[level]}
    for code, name in pairs.itertuples(index=False):
        if code.startswith("TL") and code not in today:
            yield code, name, f"itl{len(code) - 2}_2021", False


def _regional(lookups: Lookups) -> dict[str, set[str]]:
    """English regions from the list of codes.

    The hierarchy puts every member of a combined authority into one region, although Greater
    Lincolnshire lies in two.
    """
    table = lookups.csv("codes")
    table = table[table["LADCD"].isin(lookups.authorities)]
    found = {
        code: set(table.loc[table["RGNCD"] == code, "LADCD"]) for code in lookups.current("rgn")
    }
    for code, group in found.items():
        if moved := sorted(group - lookups.expand(code)):
            lookups.notes.append(f"{code} holds {', '.join(moved)}, not as in the hierarchy")
    return found


def _compare_combined(lookups: Lookups, found: Mapping[str, set[str]]) -> None:
    table = lookups.csv("combined")
    listed = table.assign(member=table["LAD25CD"].replace(lookups.follows))
    official = {str(code): set(g) for code, g in listed.groupby("CAUTH25CD")["member"]}
    derived = {code: found[code] for code in lookups.current("cauth")}
    if wrong := sorted(c for c in official | derived if official.get(c) != derived.get(c)):
        refuse("combined", "the members of the hierarchy", f"others for {', '.join(wrong)}")


def _metropolitan(lookups: Lookups) -> dict[str, set[str]]:
    """Metropolitan counties hold the authorities that lie in them: no lookup lists them."""
    shapes = lookups.shapes
    counties = {code: shapes[code] for code in lookups.current("mcty")}
    found: dict[str, set[str]] = {code: set() for code in counties}
    for code in sorted(lookups.authorities):
        if code.startswith("E08"):
            found[str(covering(shapes[code], counties))].add(code)
    return found


def _former(lookups: Lookups) -> dict[str, set[str]]:
    """Counties and combined authorities of the past whose borders today's authorities keep.

    Dorset is not among them: a part of it went to Bournemouth, Christchurch and Poole.
    """
    shapes, today = lookups.shapes, sorted(lookups.authorities)
    found: dict[str, set[str]] = {}
    for code, row in lookups.hierarchy.items():
        if "end" in row and code[:3] in ("E10", "E47") and code in shapes:
            outline = shapes[code]
            inside = {one for one in today if outline.covers(shapes[one].representative_point())}
            if same_extent(outline, [shapes[one] for one in inside]):
                found[code] = inside
            else:
                lookups.notes.append(f"{code} {row['areanm']} was not made of whole authorities")
    return found


def _regions(
    lookups: Lookups, members: pd.DataFrame, codes: Iterable[str]
) -> dict[str, str | None]:
    """The region that an area's members, successor, ITL 1 area or boundary lies in."""
    regions = [*lookups.current("rgn"), WALES, SCOTLAND, NORTHERN_IRELAND]
    parts = members[members["area"].isin(regions)]
    own: dict[str, str | None] = dict(zip(parts["member"], parts["area"], strict=True))
    own |= {old: own[new] for old, new in lookups.follows.items()}
    for area, group in members.groupby("area")["member"]:
        spanned = {own[member] for member in group}
        own[str(area)] = spanned.pop() if len(spanned) == 1 else None
    shapes = lookups.shapes
    outlines = {code: shapes[code] for code in regions if code in shapes}
    for code in codes:
        if code not in own and code.startswith("TL"):
            own[code] = own.get(code[:3])
        elif code not in own and code in shapes:
            own[code] = covering(shapes[code], outlines)
    return own


def _nation(code: str, region: str | None, members: pd.DataFrame) -> str | None:
    if region:
        return ENGLAND if region.startswith("E12") else region
    letters = {member[0] for member in members.loc[members["area"] == code, "member"]}
    return ENGLAND if letters == {"E"} else None


def _check(members: pd.DataFrame, levels: Mapping[str, str]) -> None:
    """Every authority lies in one region or nation of its own, and ITL 1 areas are these."""
    lowest = {code for code, level in levels.items() if level == "ltla"}
    regions = {code for code, level in levels.items() if level == "rgn"}
    regions |= {WALES, SCOTLAND, NORTHERN_IRELAND}
    groups = {str(area): frozenset(group) for area, group in members.groupby("area")["member"]}
    for name, codes in (
        ("regions", regions),
        ("nations", {code for code, level in levels.items() if level == "ctry"}),
        ("ITL 1 areas", {code for code, level in levels.items() if level == "itl1"}),
    ):
        listed = [member for code in codes for member in groups.get(code, ())]
        if len(listed) != len(set(listed)) or set(listed) != lowest:
            refuse("hierarchy", f"each authority in one of the {name}", f"{len(listed)} rows")
    firsts = {groups[code] for code, level in levels.items() if level == "itl1"}
    if firsts != {groups[code] for code in regions}:
        refuse("itl", "ITL 1 areas that are the regions and nations", "others")


def _check_merged(lookups: Lookups) -> None:
    """Every former authority lies whole in its successor: figures of the parts may be joined."""
    shapes = lookups.shapes
    for former, today in lookups.follows.items():
        if former in shapes and not within(shapes[former], shapes[today]):
            refuse("codes", f"{former} to lie within {today}", "a boundary that it crosses")


def _known(lookups: Lookups, key: str, codes: Iterable[str]) -> None:
    today = {code for code, row in lookups.hierarchy.items() if "end" not in row}
    if strange := sorted(set(codes) - today):
        refuse(key, "codes of areas that exist now", ", ".join(strange[:5]))


def _until(end: Any, code: str) -> str:
    return code if pd.isna(end) else f"to-{end}"


def _plain(name: str) -> str:
    """``St. Helens`` → ``st-helens``, ``Bristol, City of`` → ``bristol``."""
    name = re.sub(r", (City|County) of$", "", name)
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", re.sub(r"['.]", "", ascii_name.lower())).strip("-")


def _raw(files: Mapping[str, Path]) -> dict[str, list[dict[str, Any]]]:
    lookups = [raw_file(path) for key, path in files.items() if key != "topology"]
    return {SOURCE: lookups, SOURCE_BOUNDARIES: [raw_file(files["topology"])]}


def _table(name: str, frame: pd.DataFrame) -> Table:
    source = SOURCE_BOUNDARIES if name == "boundaries" else SOURCE
    return Table(name, frame, "lookup", source, **PUBLISHED[source])
