"""Area codes: what publishers write, and which code of the project means the same area.

Regions and nations go by their GSS codes, whatever the source calls them. Areas of ITL 2 and 3
go by their codes of 2025. An area of NUTS 2016 or ITL 2021 gets the code of 2025 only where it is
the same area; otherwise it keeps its own code, which no area of 2025 has. Which areas are the
same was found by members: the districts that the 2025 lookup gives to an area, and, for areas
that cut through districts, the sums of gross value added.
"""

from __future__ import annotations

import re
from functools import cache

import pandas as pd

from evidencebook.sources import nuts2016

# Where the folder of raw data has the authorities' names and codes of every year.
AUTHORITIES = "area-lookups/la_all_codes.csv"
UNITED_KINGDOM = "K02000001"
GREAT_BRITAIN = "K03000001"
ENGLAND = "E92000001"

# ITL 1 areas are the English regions and the other three nations.
ITL1 = {
    "TLC": "E12000001",
    "TLD": "E12000002",
    "TLE": "E12000003",
    "TLF": "E12000004",
    "TLG": "E12000005",
    "TLH": "E12000006",
    "TLI": "E12000007",
    "TLJ": "E12000008",
    "TLK": "E12000009",
    "TLL": "W92000004",
    "TLM": "S92000003",
    "TLN": "N92000002",
}

_REGIONS = {
    "north east": "E12000001",
    "north west": "E12000002",
    "yorkshire and the humber": "E12000003",
    "yorkshire and humber": "E12000003",
    "east midlands": "E12000004",
    "west midlands": "E12000005",
    "east": "E12000006",
    "eastern": "E12000006",
    "east of england": "E12000006",
    "london": "E12000007",
    "south east": "E12000008",
    "south west": "E12000009",
    "wales": "W92000004",
    "scotland": "S92000003",
    "northern ireland": "N92000002",
    "england": ENGLAND,
    "england and wales": "K04000001",
    "great britain": GREAT_BRITAIN,
    "united kingdom": UNITED_KINGDOM,
}

# The same area under another code in the 2025 edition: old code → code of 2025. Compared by
# member authorities; one area changed level (Suffolk was one ITL 3 area, and is one of ITL 2).
RECODED = {
    "TLC11": "TLC31", "TLC12": "TLC32", "TLC13": "TLC33", "TLC14": "TLC41",
    "TLC21": "TLC42", "TLC22": "TLC43", "TLC23": "TLC44", "TLE32": "TLE36",
    "TLH11": "TLH41", "TLH12": "TLH42", "TLH14": "TLH6", "TLH15": "TLH51",
    "TLH16": "TLH52", "TLH17": "TLH53", "TLK11": "TLK51", "TLK13": "TLK73",
    "TLK14": "TLK71", "TLK15": "TLK72", "TLK23": "TLK62", "TLL11": "TLL31",
    "TLL12": "TLL32", "TLL13": "TLL33", "TLL16": "TLL53", "TLL18": "TLL43",
    "TLL21": "TLL54", "TLL22": "TLL52", "TLL23": "TLL34", "TLM71": "TLM03",
    "TLM72": "TLM01", "TLM73": "TLM11", "TLM75": "TLM13", "TLM76": "TLM12",
    "TLM77": "TLM02", "TLM78": "TLM14", "TLM82": "TLM32", "TLM83": "TLM33",
    "TLM84": "TLM34", "TLN10": "TLN0A", "TLN11": "TLN0B", "TLN12": "TLN0C",
    "TLN13": "TLN0D", "TLN14": "TLN0E", "TLN15": "TLN0F", "TLN16": "TLN0G",
}  # fmt: skip

# Areas of NUTS 2016 with no counterpart of the same extent in 2025. Beware of names: South West
# Wales, Eastern Scotland, Highlands and Islands and West Central Scotland are names of areas of
# 2025 as well, with other borders. (TLM9 and TLM93 are not here: both editions leave Arran and
# the Cumbraes out of them.)
CHANGED = frozenset({
    "TLC1", "TLC2", "TLD11", "TLD12", "TLE31", "TLH1", "TLH23", "TLI31", "TLI32",
    "TLJ11", "TLK1", "TLK12", "TLK2", "TLK21", "TLK22", "TLL1", "TLL14", "TLL15",
    "TLL17", "TLL2", "TLL24", "TLM6", "TLM61", "TLM62", "TLM63", "TLM64", "TLM65",
    "TLM66", "TLM7", "TLM8", "TLM81",
})  # fmt: skip

_KNOWN = re.compile(
    r"(E0[6-9]|E1[0-2]|E37|E47|E92|W06|W92|S12|S92|N09|N92|K02|K03|K04)\d{6}"
    r"|TL[C-N][0-9A-Z]{1,2}"
)


def plain(name: str) -> str:
    """Reduce an area's name to what a comparison needs: lower case, no marks, ``&`` as and.

    A county's ``CC`` and what stands in brackets after a space are left out where they only
    repeat the kind of the area; word order such as ``Bristol, City of`` is put right.
    """
    text = name.lower().replace("&", " and ").replace("st.", "st ")
    text = re.sub(r"\((western isles|england|met county|inc unallocated)\)", " ", text)
    text = re.sub(r"^(.*), (city|county) of$", r"\1", text.strip())
    text = re.sub(r"^(city|county) of ", "", text)
    text = re.sub(r"[^a-z0-9()]+", " ", text)
    return re.sub(r" (cc|ua|county borough)$", "", text.strip()).strip()


def authorities_by_name(lookup: pd.DataFrame) -> dict[str, str]:
    """Code of today's authority by the plain name of any authority since 2011.

    Parameters
    ----------
    lookup : DataFrame
        `LADNM`, `LADCD_ACTIVE`, as in the file `AUTHORITIES`.
    """
    pairs = zip(lookup["LADNM"], lookup["LADCD_ACTIVE"], strict=True)
    return {plain(name): code for name, code in pairs}


def region_code(name: str) -> str | None:
    """GSS code of a region or nation by its name in any of the usual spellings."""
    return _REGIONS.get(plain(name))


def current_itl(code: str) -> str:
    """Code in the project of an ITL 2021 or NUTS 2016 area, written with TL.

    Level 1 becomes the GSS code of the region or nation. An area that is not an area of 2025
    (one of `CHANGED`) keeps its code.
    """
    return ITL1.get(code) or RECODED.get(code, code)


def from_nuts(code: str) -> str:
    """Code in the project of a NUTS 2016 area, such as ``UKD4``."""
    return current_itl("TL" + code.removeprefix("UK"))


def itl_by_name(name: str, level: int) -> str | None:
    """Code in the project of a NUTS 2016 area by name; None for a name that is no area."""
    code = _codes_of_names(level).get(plain(name))
    return None if code is None else current_itl(code)


@cache
def _codes_of_names(level: int) -> dict[str, str]:
    # A code of level 2 has four characters, one of level 3 five.
    return {plain(name): code for code, name in nuts2016.NAMES.items() if len(code) == level + 2}


def keep_known(frame: pd.DataFrame, report: dict[str, object], key: str = "") -> pd.DataFrame:
    """Drop rows whose area is none of the project's, and count them in the report.

    Parameters
    ----------
    frame : DataFrame
        Column ``area`` (code, or missing).
    report : dict
        Gains ``dropped``: what → number of rows.
    key : str
        What to call the rows in the report when their area is missing.
    """
    known = {code for code in frame["area"].dropna().unique() if _KNOWN.fullmatch(str(code))}
    bad = ~frame["area"].isin(known)
    dropped: dict[str, int] = report.setdefault("dropped", {})  # type: ignore[assignment]
    for code, rows in frame.loc[bad, "area"].fillna(key or "no area").value_counts().items():
        dropped[str(code)] = dropped.get(str(code), 0) + int(rows)
    return frame[~bad].reset_index(drop=True)
