"""The published books as the front page lists them: what each says of itself, and in which order.

A book is listed by what its own ``edition.json`` says, whatever the data at hand say by now.
Editions of before some of it was written down are listed by what they do say.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any, TypeVar

from evidencebook.areas import LEVELS
from evidencebook.blocks.wording import listed
from evidencebook.build.past import RECORD
from evidencebook.build.plan import Say
from evidencebook.build.publish import DRAFT

# Nations in the order in which the country's statistics list them.
NATIONS = ("E92000001", "S92000003", "W92000004", "N92000002")
# Kinds of areas, the widest first, and last those of which the edition does not say.
WIDEST = (
    *("uk", "group", "ctry", "rgn", "subrgn", "cauth", "mcty", "county", "set", "lep"),
    *("itl1", "itl2", "itl3", "ltla", ""),
)
ACROSS, UNPLACED = "Across nations", "Other books"
T = TypeVar("T")


@dataclass(frozen=True)
class Place:
    """An area that is named: its code and its name."""

    code: str
    name: str


@dataclass(frozen=True)
class Entry:
    """One published book.

    Attributes
    ----------
    slug, name, line : str
        Its folder, the area's name, and which data it rests on, in words.
    pdf : bool
    released : str
        The newest ISO date of a release that it rests on; empty if none is known.
    level : str
        A key of `LEVELS`; empty where the edition does not say.
    nation, region : Place or None
    codes : tuple of str
        Under which publishers print figures for the area, best first.
    members : tuple of Place
        Its local authorities.
    formerly : tuple of Place
        Under which the area, or what was merged into it, went before.
    turned : int or None
        How many claims are no longer true as the edition before said them; None if there is none.
    welsh : tuple of str
        Its area's Welsh names, where they differ from the English ones.
    """

    slug: str
    name: str
    line: str
    pdf: bool = False
    released: str = ""
    level: str = ""
    nation: Place | None = None
    region: Place | None = None
    codes: tuple[str, ...] = ()
    members: tuple[Place, ...] = ()
    formerly: tuple[Place, ...] = ()
    turned: int | None = None
    welsh: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        """Of its first page, from the front page."""
        return f"{self.slug}/index.html"

    @property
    def kind(self) -> str:
        """The kind of its area in words; empty where the edition, or the name, says no more."""
        kind = LEVELS.get(self.level, "")
        return "" if kind == self.name else kind

    @property
    def authority(self) -> str:
        """The code of the one local authority that it is about; empty for other areas."""
        alone = len(self.members) == 1 and self.level in ("ltla", "")
        return self.members[0].code if alone and self.members[0].name == self.name else ""

    @property
    def known(self) -> tuple[str, ...]:
        """The codes that it is looked for by."""
        return self.codes or tuple(filter(None, [self.authority]))


@dataclass(frozen=True)
class Group:
    """Books under one heading, or groups of them."""

    title: str
    entries: tuple[Entry, ...]
    parts: tuple[Group, ...] = ()


def read(site: Path, say: Say = lambda _: None) -> list[Entry]:
    """Every published book but drafts, by name.

    Parameters
    ----------
    site : Path
        The folder of all editions.
    say : callable
        Told of each book that is left out because its ``edition.json`` is damaged.
    """
    found = []
    for path in sorted(site.glob(f"[!.]*/{RECORD}")):
        slug = path.parent.name
        if slug.endswith(DRAFT):
            continue
        if entry := _entry(slug, path):
            found.append(entry)
        else:
            say(f"  left out of the index, for {path} is damaged: build '{slug}' again")
    return _by_name(found)


def in_welsh(entries: Iterable[Entry], names: Mapping[str, str]) -> list[Entry]:
    """The same books with the Welsh names of their areas, from names by code."""
    return [
        replace(entry, welsh=tuple(names[code] for code in entry.known if code in names))
        for entry in entries
    ]


def grouped(entries: Iterable[Entry]) -> list[Group]:
    """Books by nation, England's by region, then those that lie in no single one or do not say."""
    found = sorted(entries, key=_nation)
    return [_group(title, tuple(group)) for (_, title), group in groupby(found, key=_nation)]


def by_level(entries: Iterable[Entry]) -> list[tuple[str, list[Entry]]]:
    """Books by the kind of their areas, the widest first: the kind in words, and the books."""
    found = sorted(entries, key=lambda entry: WIDEST.index(entry.level))
    return [
        (plural(LEVELS[level]) if level else "Areas", _by_name(group))
        for level, group in groupby(found, key=lambda entry: entry.level)
    ]


def newest(entries: Iterable[Entry], most: int) -> list[Entry]:
    """The books with the newest data; of one day those first in which most claims turned."""
    dated = [entry for entry in entries if entry.released]
    dated.sort(key=lambda entry: entry.turned or 0, reverse=True)
    dated.sort(key=lambda entry: entry.released, reverse=True)
    return dated[:most]


def plural(kind: str) -> str:
    """A kind of area as a heading: ``Local authorities``, ``Sets of local authorities``."""
    if kind == LEVELS["uk"]:
        return kind
    head, of, rest = kind.partition(" of ")
    head = f"{head[:-1]}ies" if head.endswith("y") else f"{head}s"
    return f"{head[0].upper()}{head[1:]}{of}{rest}"


def _by_name(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: (entry.name.lower(), entry.slug))


def _nation(entry: Entry) -> tuple[int, str]:
    if entry.nation is None:
        return (len(NATIONS) + 1, ACROSS) if entry.level else (len(NATIONS) + 2, UNPLACED)
    code = entry.nation.code
    return NATIONS.index(code) if code in NATIONS else len(NATIONS), entry.nation.name


def _group(title: str, entries: tuple[Entry, ...]) -> Group:
    regions: dict[str, list[Entry]] = {}
    for entry in entries:
        regions.setdefault(entry.region.name if entry.region else "", []).append(entry)
    if not any(regions):
        return Group(title, entries)
    whole = f"{title}, and areas in several of its regions"
    parts = [Group(name or whole, tuple(regions[name])) for name in sorted(regions)]
    return Group(title, entries, tuple(parts))


def _entry(slug: str, path: Path) -> Entry | None:
    """What an edition says of itself; None where that cannot be read."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    known = isinstance(said, dict) and all(
        isinstance(said.get(k), str) for k in ("name", "edition")
    )
    if not known:
        return None
    claims = said.get("claims")
    turned = claims.get("flipped", 0) if isinstance(claims, dict) else None
    return Entry(
        slug=slug,
        name=_named(said),
        line=said["edition"],
        pdf=bool(said.get("pdf")),
        released=_text(said.get("released")),
        level=level if (level := _text(said.get("level"))) in LEVELS else "",
        nation=_place(said.get("nation")),
        region=_place(said.get("region")),
        codes=_all(said.get("codes"), lambda code: _text(code) or None),
        members=_all(said.get("members"), _place),
        formerly=_all(said.get("formerly"), _place),
        turned=turned if isinstance(turned, int) else None,
    )


def _named(said: Mapping[str, Any]) -> str:
    """The name of a book's place, and of those that a page of it sets beside the place."""
    others = [place.name for place in _all(said.get("compared"), _place)]
    return f"{said['name']}{', compared with ' + listed(others) if others else ''}"


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _place(value: Any) -> Place | None:
    if not isinstance(value, Mapping):
        return None
    place = Place(_text(value.get("code")), _text(value.get("name")))
    return place if place.code and place.name else None


def _all(value: Any, made: Callable[[Any], T | None]) -> tuple[T, ...]:
    items: Sequence[Any] = value if isinstance(value, list) else ()
    return tuple(one for item in items if (one := made(item)) is not None)
