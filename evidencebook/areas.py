"""Areas: official places and named sets of local authorities, found by code, slug or name.

Every area knows the current local authorities that it is made of. Comparators are its
nation, its region, the United Kingdom and the statistical neighbours that ONS lists for it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NoReturn

import pandas as pd

from evidencebook import set_files
from evidencebook.errors import SettingsError, UnknownAreaError, UsageError
from evidencebook.store import Store

UK, GREAT_BRITAIN, ENGLAND_WALES = "K02000001", "K03000001", "K04000001"
SET = "set"
LEVELS = {
    "ltla": "local authority",
    "county": "county",
    "mcty": "metropolitan county",
    "cauth": "combined authority",
    "rgn": "region",
    "subrgn": "part of a region",
    "ctry": "nation",
    "group": "group of nations",
    "uk": "United Kingdom",
    "itl1": "ITL 1 area",
    "itl2": "ITL 2 area",
    "itl3": "ITL 3 area",
    "lep": "local enterprise partnership area",
    SET: "set of local authorities",
}
NEIGHBOURS = 5
# Names that take "the" in a sentence.
_ARTICLE = re.compile(
    r"(United Kingdom|(North|South) (East|West)|(East|West) Midlands|East of England|North East"
    r"|Isles? of (Scilly|Wight|Anglesey)|Vale of .+|Scottish Borders|City of (London|Edinburgh)"
    r"|Western Isles|Wirral|Forest of Dean|Malvern Hills|West of England|Derbyshire Dales"
    r"|Orkney Islands|Shetland Islands|Liverpool City Region|Cotswolds|Highlands and Islands"
    r"|Black Country|East Riding of Yorkshire|New Forest|Staffordshire Moorlands)( \(England\))?"
)


@dataclass(frozen=True)
class Area:
    """A place.

    Attributes
    ----------
    code : str
        The official code; a set's slug.
    slug, name, level : str
        `level` is a key of `LEVELS`.
    members : tuple of str
        Codes of the current local authorities it is made of (itself for one).
    region, nation : str
        Codes; empty where it spans several.
    official : str
        The official area with the same extent, for a set.
    equivalents : tuple of str
        Other official areas that are made of the same authorities.
    approximate : bool
        True where today's authorities only approximate its extent.
    peers : tuple of str
        Comparators that its file names.
    former : tuple of str
        Counties and combined authorities of the past with the same extent, latest first.
    """

    code: str
    slug: str
    name: str
    level: str
    members: tuple[str, ...]
    region: str = ""
    nation: str = ""
    official: str = ""
    equivalents: tuple[str, ...] = ()
    approximate: bool = False
    peers: tuple[str, ...] = ()
    former: tuple[str, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes under which publishers may print a figure for it, best first."""
        own = () if self.level == SET else (self.code,)
        return tuple(dict.fromkeys((*own, *filter(None, [self.official]), *self.equivalents)))

    @property
    def in_text(self) -> str:
        """The name as it stands within a sentence: ``the North West``, ``Bristol``."""
        if _ARTICLE.fullmatch(self.name):
            return f"the {self.name}"
        return self.name.removesuffix(", City of").removesuffix(", County of")

    @property
    def single(self) -> bool:
        """Whether it is one local authority."""
        return self.level == "ltla"


class Areas:
    """Every area of a snapshot, and the sets in ``data/areas``.

    Parameters
    ----------
    store : Store
    folder : Path
        The folder of the sets' YAML files.
    """

    def __init__(self, store: Store, folder: Path) -> None:
        self.store, self.folder = store, folder
        self._made: dict[str, Area] = {}

    def find(self, text: str) -> Area:
        """The area with that code, slug or name.

        Raises
        ------
        UnknownAreaError
            When nothing or more than one area fits; it lists the nearest.
        """
        wanted = text.strip()
        found = self._fitting(wanted)
        if len(found) == 1:
            return self[found[0]]
        raise self._unknown(wanted, found)

    def search(self, text: str) -> list[Area]:
        """Areas whose name, slug or code holds the text, largest kinds last."""
        part = text.lower()
        fits = [
            code
            for code, row in self._rows.items()
            if part in row["name"].lower() or part in row["slug"] or part == code.lower()
        ]
        return [self[code] for code in fits]

    def __getitem__(self, code: str) -> Area:
        if code not in self._made:
            self._made[code] = self._area(code)
        return self._made[code]

    def __contains__(self, code: str) -> bool:
        return code in self._rows

    def name(self, code: str) -> str:
        """The name of an area by code; a former area's by its old code."""
        if code in self._rows:
            return str(self._rows[code]["name"])
        return self._former_names.get(code, code)

    def of_level(self, level: str) -> list[Area]:
        """All current areas of one level, by code."""
        return [self[code] for code, row in self._rows.items() if row["level"] == level]

    def everywhere(self) -> list[Area]:
        """Every current area and every set."""
        return [self[code] for code in self._rows]

    def is_official(self, slug: str) -> bool:
        """Whether an official area goes by that slug."""
        return slug in self._slugs and self._rows[self._slugs[slug]]["level"] != SET

    def of_same_extent(self, members: Iterable[Area]) -> list[str]:
        """Codes of the official areas made of just these authorities."""
        return list(self._by_extent.get(frozenset(member.code for member in members), []))

    def county_of(self, authority: str) -> str:
        """The county that a district lies in, or the authority itself."""
        return self._counties.get(authority, authority)

    def predecessors(self, authority: str) -> list[tuple[str, ...]]:
        """Former authorities that together are one of today's, one group a time, latest first.

        Somerset was Mendip, Sedgemoor, South Somerset and Somerset West and Taunton until
        2022; until 2018 Taunton Deane and West Somerset stood in place of the last.
        """
        return list(self._predecessors.get(authority, []))

    def formerly(self, area: Area) -> dict[str, str]:
        """Codes and names under which the area, or what was merged into it, went before."""
        table = self.store.lookup("successors")
        past = table[table["current"].isin(area.codes)].sort_values("former")
        before = {code: self.name(code) for code in area.former}
        return before | dict(zip(past["former"], past["name"], strict=True))

    def neighbours(self, area: Area, kind: str = "global", count: int = NEIGHBOURS) -> list[Area]:
        """The statistical neighbours that the Office for National Statistics lists, in order.

        It lists them for local authorities, counties and combined authorities, and so for
        areas of the same extent; there are none for others.
        """
        for code in area.codes:
            if own := self._neighbours.get((code, kind)):
                return [self[n] for n in own if n in self._rows][:count]
        return []

    def comparators(self, area: Area, wanted: Iterable[str]) -> list[Area]:
        """The areas that an area is to be compared with, each once.

        Parameters
        ----------
        area : Area
        wanted : iterable of str
            Codes, slugs or names. A name that holds commas may come in pieces, as it does
            where a list is split at its commas.

        Raises
        ------
        UnknownAreaError
            When one is not known.
        UsageError
            When one is the area itself, or has the same extent.
        """
        found: dict[str, Area] = {}
        for text in self.put_together(wanted):
            other = self.meant(text)
            if other.code in area.codes or set(other.members) == set(area.members) != set():
                raise UsageError(
                    f"{area.name} cannot be compared with itself.",
                    found=text,
                    expected="areas of another extent",
                    do="leave it out",
                )
            found[other.code] = other
        return list(found.values())

    def put_together(self, wanted: Iterable[str]) -> list[str]:
        """The texts without blank ones, and names that were split at their commas whole again."""
        pieces = [piece for piece in (text.strip() for text in wanted) if piece]
        whole: list[str] = []
        while pieces:
            joined = [", ".join(pieces[:count]) for count in range(1, len(pieces) + 1)]
            fits = [n for n, text in enumerate(joined) if self._fitting(text)]
            last = fits[-1] if fits else 0
            whole.append(joined[last])
            pieces = pieces[last + 1 :]
        return whole

    def meant(self, text: str) -> Area:
        """The area with that code, slug or name; of some with one extent the most official."""
        extents = {frozenset(self[code].members) for code in self._fitting(text)}
        same = self._by_extent.get(next(iter(extents)), []) if len(extents) == 1 else []
        named = [code for code in same if code in self._fitting(text)]
        return self[named[0]] if named else self.find(text)

    def named_in_file(self, area: Area) -> list[Area]:
        """The comparators that the file of a set names. Raises SettingsError."""
        try:
            return self.comparators(area, area.peers)
        except UsageError as error:
            raise SettingsError(
                error.what,
                where=str(self.folder / f"{area.slug}.yml"),
                expected=error.expected,
                found=error.found,
                do="correct its comparators",
            ) from error

    def holding(self, area: Area) -> list[Area]:
        """Larger ITL areas and combined authorities that hold the area whole, smallest first.

        Among them are ITL areas that also hold a part of an authority, and so have no members.
        """
        inside, found = set(area.members), []
        for level in ("itl3", "cauth", "itl2"):
            for other in self.of_level(level):
                held = set(other.members) or self._held_in_part.get(other.code, set())
                if inside <= held and set(other.members) != inside:
                    found.append((len(held), other.code, other))
        return [other for *_, other in sorted(found, key=lambda row: row[:2])]

    def wholly_within(self, area: Area) -> dict[str, tuple[str, ...]]:
        """Counties and ITL areas smaller than the area and wholly within it, with members."""
        inside = set(area.members)
        return {
            code: members
            for code, members in self._members.items()
            if self._rows[code]["level"] in ("county", "itl2", "itl3")
            and len(members) < len(inside)
            and inside.issuperset(members)
        }

    def _area(self, code: str) -> Area:
        row = self._rows[code]
        members = row.get("members") or self._members.get(code, ())
        same = self._by_extent.get(frozenset(members), []) if members else []
        return Area(
            code=code,
            slug=row["slug"],
            name=row["name"],
            level=row["level"],
            members=members,
            region=row["region"] or "",
            nation=row["nation"] or "",
            official=row.get("official", ""),
            equivalents=tuple(c for c in same if c != code),
            approximate=bool(row.get("approximate")),
            peers=tuple(row.get("peers", ())),
            former=tuple(self._former_by_extent.get(frozenset(members), ())),
        )

    def _fitting(self, wanted: str) -> list[str]:
        """Codes of the areas that a code, a slug or else a name stands for."""
        for code in (wanted, wanted.upper(), self._successors.get(wanted.upper(), "")):
            if code in self._rows:
                return [code]
        if wanted in self._slugs:
            return [self._slugs[wanted]]
        return [code for code, row in self._rows.items() if row["name"].lower() == wanted.lower()]

    def _unknown(self, text: str, named: list[str]) -> UnknownAreaError:
        if named:
            choices = [f"{self._rows[c]['slug']} ({LEVELS[self._rows[c]['level']]})" for c in named]
            return UnknownAreaError(
                f"More than one area is called '{text}'.",
                expected=f"one of {', '.join(choices)}",
                do="name it by its slug or code",
            )
        names = {row["name"].lower(): code for code, row in self._rows.items()} | self._slugs
        near = difflib.get_close_matches(text.lower(), names, n=8, cutoff=0.6)
        slugs = list(dict.fromkeys(str(self._rows[names[n]]["slug"]) for n in near))
        return UnknownAreaError(
            f"There is no area '{text}'.",
            expected=f"a code, slug or name, such as {', '.join(slugs[:5])}" if slugs else "",
            do="run 'evidencebook areas TEXT' to search",
        )

    @cached_property
    def _rows(self) -> dict[str, dict[str, Any]]:
        table = self.store.lookup("areas")
        table = table[table["current"]].astype(object).where(table.notna(), None)
        official = {row["code"]: row for row in table.to_dict("records")}
        sets = {slug: self._set(slug, row) for slug, row in set_files.read(self.folder).items()}
        if taken := sorted(set(sets) & {row["slug"] for row in official.values()}):
            raise SettingsError(
                "A set of areas has the slug of an official area.",
                where=str(self.folder / f"{taken[0]}.yml"),
                expected="a file name that no official area has as its slug",
                found=taken[0],
                do="give the file another name",
            )
        return official | sets

    def _set(self, slug: str, row: dict[str, Any]) -> dict[str, Any]:
        members = tuple(row["members"])
        table = self.store.lookup("areas").set_index("code")
        info = table[table["current"] & (table["level"] == "ltla")].reindex(members)
        official = row.get("official") or ""
        if unknown := [m for m in members if pd.isna(info["name"][m])]:
            self._refuse(slug, "names what is no local authority of today", unknown)
        if official and self._official_members.get(official) != frozenset(members):
            self._refuse(slug, "gives an official area that has other members", [official])
        one = {key: set(info[key]) for key in ("region", "nation")}
        return {
            "slug": slug,
            "name": row["name"],
            "level": SET,
            "members": members,
            "official": official,
            "peers": tuple(row.get("comparators") or ()),
            **{key: found.pop() if len(found) == 1 else None for key, found in one.items()},
        }

    def _refuse(self, slug: str, what: str, codes: list[str]) -> NoReturn:
        today = [self._successors.get(code, "") for code in codes]
        raise SettingsError(
            f"A set of areas {what}.",
            where=str(self.folder / f"{slug}.yml"),
            expected="today's local authorities, and the official area of just those, if any",
            found=", ".join(
                f"{code} (today {now})" if now else code
                for code, now in zip(codes, today, strict=True)
            ),
            do="correct the file; run 'evidencebook areas TEXT' to find today's codes",
        )

    @cached_property
    def _official_members(self) -> dict[str, frozenset[str]]:
        groups = self.store.lookup("memberships").groupby("area")["member"]
        return {str(area): frozenset(members) for area, members in groups}

    @cached_property
    def _slugs(self) -> dict[str, str]:
        return {row["slug"]: code for code, row in self._rows.items()}

    @cached_property
    def _members(self) -> dict[str, tuple[str, ...]]:
        table = self.store.lookup("memberships")
        groups = table[table["area"].isin(list(self._rows))].groupby("area")["member"]
        found = {str(area): tuple(sorted(members)) for area, members in groups}
        own = {code: (code,) for code, row in self._rows.items() if row["level"] == "ltla"}
        return own | found

    @cached_property
    def _by_extent(self) -> dict[frozenset[str], list[str]]:
        """Official areas by their members, those of the most official kind first."""
        order = list(LEVELS)
        found: dict[frozenset[str], list[str]] = {}
        for code in sorted(self._members, key=lambda c: (order.index(self._rows[c]["level"]), c)):
            if not self._rows[code].get("approximate"):
                found.setdefault(frozenset(self._members[code]), []).append(code)
        return found

    @cached_property
    def made_of_others(self) -> frozenset[str]:
        """Codes of the local authorities of today that were made by merging others."""
        return frozenset(self._predecessors)

    @cached_property
    def _former_by_extent(self) -> dict[frozenset[str], list[str]]:
        """Counties and combined authorities of the past by today's members, latest first."""
        table = self.store.lookup("areas")
        past = table[~table["current"] & table["level"].isin(["county", "cauth"])]
        members = self.store.lookup("memberships").groupby("area")["member"].agg(frozenset)
        found: dict[frozenset[str], list[str]] = {}
        for code in past.sort_values("end", ascending=False)["code"]:
            if code in members.index:
                found.setdefault(members[code], []).append(str(code))
        return found

    @cached_property
    def _predecessors(self) -> dict[str, list[tuple[str, ...]]]:
        table = self.store.lookup("successors")
        starts = self.store.lookup("areas").set_index("code")["start"]
        merged = table[~table["recoded"].astype(bool) & table["ended"].notna()]
        merged = merged.assign(start=merged["former"].map(starts).fillna(0))
        found: dict[str, list[tuple[str, ...]]] = {}
        for current, rows in merged.groupby("current"):
            for year in sorted(rows["ended"].unique(), reverse=True):
                there = rows["start"].le(year) & rows["ended"].ge(year)
                found.setdefault(str(current), []).append(tuple(rows.loc[there, "former"]))
        return found

    @cached_property
    def _held_in_part(self) -> dict[str, set[str]]:
        """The authorities of which ITL areas that cut through some hold a part, or all."""
        groups = self.store.lookup("holders").groupby("area")["member"]
        return {str(code): set(held) for code, held in groups}

    @cached_property
    def _counties(self) -> dict[str, str]:
        return {
            m: code for code, found in self._members.items() if code[:3] == "E10" for m in found
        }

    @cached_property
    def _neighbours(self) -> dict[tuple[str, str], list[str]]:
        table = self.store.lookup("neighbours").sort_values("rank")
        groups = table.groupby(["area", "kind"])["neighbour"]
        return {(str(key[0]), str(key[1])): list(found) for key, found in groups}

    @cached_property
    def _successors(self) -> dict[str, str]:
        table = self.store.lookup("successors")
        return dict(zip(table["former"], table["current"], strict=True))

    @cached_property
    def _former_names(self) -> dict[str, str]:
        table = self.store.lookup("areas")
        past = table[~table["current"]]
        return dict(zip(past["code"], past["name"], strict=True))
