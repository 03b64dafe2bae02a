"""Make a set of authorities of one's own, as a YAML file in ``data/areas``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from evidencebook.areas import Area, Areas
from evidencebook.errors import UsageError

# What sets a set's slug apart from an official area's.
_APART = "-set"
# How the folders of books of some chapters end, which a set's own must not.
_DRAFT = "-draft"
_LONGEST = 80


@dataclass(frozen=True)
class NewSet:
    """A set as written: its slug, its file, its members, and what was done to what was asked."""

    slug: str
    path: Path
    members: tuple[Area, ...]
    notes: tuple[str, ...]


def write_set(areas: Areas, name: str, wanted: Sequence[str]) -> NewSet:
    """Write a set of authorities.

    Parameters
    ----------
    areas : Areas
    name : str
        What the set is called in sentences.
    wanted : sequence of str
        Codes, slugs or names of authorities, or of larger areas, which stand for theirs. A name
        that holds commas may come in pieces.

    Raises
    ------
    UnknownAreaError
        When a member is not known.
    UsageError
        When the set would be empty, is there already, has no usable name, or a member is an
        area that cuts through authorities.
    """
    name = " ".join(name.split())
    members, notes = _members(areas, wanted)
    slug = _slug(areas, name)
    if areas.is_official(slug.removesuffix(_APART)) and slug.endswith(_APART):
        notes.append(f"an official area is called {slug.removesuffix(_APART)}, so this is {slug}")
    path = areas.folder / f"{slug}.yml"
    if path.exists():
        raise UsageError(
            f"There is a set '{slug}' already.",
            where=str(path),
            do="choose another name, or remove the file",
        )
    if len({member.nation for member in members}) > 1:
        notes.append(
            "its members lie in different nations, so it is compared with the United Kingdom alone"
        )
    same = [areas[code] for code in areas.of_same_extent(members)]
    areas.folder.mkdir(parents=True, exist_ok=True)
    path.write_text(_text(name, members, same), encoding="utf-8")
    return NewSet(slug, path, tuple(members), tuple(notes))


def _members(areas: Areas, wanted: Sequence[str]) -> tuple[list[Area], list[str]]:
    """Today's authorities, each once, and what was done to get them."""
    found: dict[str, tuple[Area, Area]] = {}
    notes: list[str] = []
    for text in areas.put_together(wanted):
        area = areas.meant(text)
        notes += _what_it_stands_for(area, text)
        for code in area.members:
            if code in found:
                notes.append(_twice(*found[code], area))
            found.setdefault(code, (areas[code], area))
    if not found:
        raise UsageError(
            "A set needs members.",
            expected="codes of local authorities, separated by commas",
            do="run 'evidencebook areas TEXT' to find them",
        )
    return [found[code][0] for code in sorted(found)], list(dict.fromkeys(notes))


def _what_it_stands_for(area: Area, text: str) -> list[str]:
    """What was taken in the place of what was asked for.

    Raises
    ------
    UsageError
        When it is not made of whole authorities.
    """
    if not area.members:
        raise UsageError(
            f"{area.name} cannot be part of a set.",
            where=f"--members {text}",
            expected="areas made of whole local authorities",
            found=f"{area.name} ({area.code}), an area that cuts through authorities",
            do="name the authorities themselves",
        )
    said = []
    if text.upper() != area.code and re.fullmatch(r"[A-Z]\d{8}", text.upper()):
        said.append(f"{text.upper()} is today's {area.name} ({area.code})")
    if not area.single:
        count = len(area.members)
        authorities = f"{count} authorities" if count > 1 else "one authority"
        roughly = ", which only approximate its extent" if area.approximate else ""
        said.append(f"{area.name} ({area.code}) stands for its {authorities}{roughly}")
    return said


def _twice(member: Area, first: Area, second: Area) -> str:
    """What became of an authority that two of the areas asked for hold."""
    if first.code == second.code or (first.single and second.single):
        return f"{member.name} was named twice and is counted once"
    inside = first if second.single else second
    if first.single or second.single:
        return f"{member.name} lies in {inside.name} ({inside.code}), and is counted once"
    return f"{member.name} lies in both {first.name} and {second.name}, and is counted once"


def _slug(areas: Areas, name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain.lower().replace("'", "")).strip("-")
    expected = "words, such as Pennine Lancashire"
    if not slug or not re.search(r"[a-z]", slug):
        raise UsageError("A set needs a name.", expected=expected, found=repr(name))
    if slug.upper() in areas or len(slug) > _LONGEST or f"-{slug}".endswith(_DRAFT):
        limits = f"no area's code, no 'draft' at its end, {_LONGEST} letters at most"
        raise UsageError(
            "A set cannot have this name.",
            expected=f"{expected}; {limits}",
            found=repr(name),
            do="choose another name",
        )
    return f"{slug}{_APART}" if areas.is_official(slug) else slug


def _text(name: str, members: Sequence[Area], same: Sequence[Area]) -> str:
    lines = [yaml.safe_dump({"name": name, "kind": "set"}, allow_unicode=True, sort_keys=False)]
    lines += [f"# The same extent as {area.name} ({area.code}).\n" for area in same]
    lines += ["members:\n", *(f"- {area.code}  # {area.name}\n" for area in members)]
    lines += ["# Areas to compare with, by code; without any, statistical neighbours.\n"]
    return "".join([*lines, "comparators: []\n"])
