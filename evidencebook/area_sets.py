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
        Codes, slugs or names of authorities, or of larger areas, which stand for theirs.

    Raises
    ------
    UnknownAreaError
        When a member is not known.
    UsageError
        When the set would be empty, is there already, or has no usable name.
    """
    members, notes = _members(areas, wanted)
    slug = _slug(areas, name)
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
    path.write_text(_text(name, members, same), encoding="utf-8")
    return NewSet(slug, path, tuple(members), tuple(notes))


def _members(areas: Areas, wanted: Sequence[str]) -> tuple[list[Area], list[str]]:
    """Today's authorities, each once, and what was done to get them."""
    found: dict[str, Area] = {}
    notes: list[str] = []
    for text in filter(None, (part.strip() for part in wanted)):
        area = areas.find(text)
        if text.upper() != area.code and re.fullmatch(r"[A-Z]\d{8}", text.upper()):
            notes.append(f"{text.upper()} is today's {area.name} ({area.code})")
        if not area.single:
            notes.append(f"{area.name} stands for its {len(area.members)} authorities")
        for code in area.members:
            if code in found:
                notes.append(f"{found[code].name} was named twice and is counted once")
            found[code] = areas[code]
    if not found:
        raise UsageError(
            "A set needs members.",
            expected="codes of local authorities, separated by commas",
            do="run 'evidencebook areas TEXT' to find them",
        )
    return [found[code] for code in sorted(found)], list(dict.fromkeys(notes))


def _slug(areas: Areas, name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain.lower().replace("'", "")).strip("-")
    if not slug:
        raise UsageError("A set needs a name.", found=repr(name))
    return f"{slug}-set" if areas.is_official(slug) else slug


def _text(name: str, members: Sequence[Area], same: Sequence[Area]) -> str:
    lines = [yaml.safe_dump({"name": name, "kind": "set"}, allow_unicode=True, sort_keys=False)]
    lines += [f"# The same extent as {area.name} ({area.code}).\n" for area in same]
    lines += ["members:\n", *(f"- {area.code}  # {area.name}\n" for area in members)]
    lines += ["# Areas to compare with, by code; without any, statistical neighbours.\n"]
    return "".join([*lines, "comparators: []\n"])
