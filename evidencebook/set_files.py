"""Read named sets of local authorities: one YAML file each, whose name is the set's slug."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from evidencebook.errors import SettingsError

# What the file of a set may hold; `about` and `lep` are for its readers.
FIELDS = ("name", "kind", "about", "official", "lep", "members", "comparators")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def read(folder: Path) -> dict[str, dict[str, Any]]:
    """The sets in a folder by slug, each with the fields of `FIELDS` that its file has.

    Raises
    ------
    SettingsError
        When a file is no YAML, lacks a name or members, or holds what it may not.
    """
    return {path.stem: _load(path) for path in sorted(folder.glob("*.yml"))}


def _load(path: Path) -> dict[str, Any]:
    try:
        row = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise SettingsError(
            "A set of areas cannot be read.",
            where=str(path),
            expected="YAML in UTF-8",
            found=str(error),
            do="compare it with another file in the folder",
        ) from error
    if not isinstance(row, dict) or not row.get("name") or not row.get("members"):
        raise SettingsError(
            "A set of areas cannot be used.",
            where=str(path),
            expected="a name and a list of members",
            do="compare it with another file in the folder",
        )
    for expected, wrong in _faults(path.stem, row).items():
        if wrong:
            raise SettingsError(
                "A set of areas cannot be used.",
                where=str(path),
                expected=expected,
                found=", ".join(map(str, wrong)),
                do="correct the file, or its name",
            )
    return row


def _faults(slug: str, row: dict[str, Any]) -> dict[str, list[Any]]:
    """What the file of a set should be, each with what is otherwise in it."""
    lists = {key: row[key] for key in ("members", "comparators") if row.get(key)}
    flat = [f"{key}: {held}" for key, held in lists.items() if not isinstance(held, list)]
    members = [] if flat else row["members"]
    return {
        "a file name of small letters, digits and hyphens": [] if _SLUG.fullmatch(slug) else [slug],
        f"the fields {', '.join(FIELDS)}": [key for key in row if key not in FIELDS],
        "members and comparators as lists, such as [E07000117, E07000122]": flat,
        "each member once": [one for n, one in enumerate(members) if one in members[:n]],
    }
