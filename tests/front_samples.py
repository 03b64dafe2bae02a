"""Published books made up for the front page: real areas, and editions that no one built."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from evidencebook.areas import Area, Areas
from evidencebook.build.whereabouts import whereabouts

# Said in each, lest one is taken for a book.
MADE_UP = "A made-up edition, for a test"
LEVELS = ("uk", "ctry", "rgn", "cauth", "county", "set", "ltla")
DATES = ("2026-03-19", "2026-06-26", "2026-05-12")


def books(site: Path, areas: Areas, count: int = 400) -> list[Area]:
    """Write the records of books of so many areas, the widest kinds first; return the areas."""
    made = [area for level in LEVELS for area in areas.of_level(level)][:count]
    for number, area in enumerate(made):
        write(site / area.slug, said(area, areas, number))
    return made


def said(area: Area, areas: Areas, number: int = 0) -> dict[str, Any]:
    """What the edition of a book would say of itself; a number tells the books apart."""
    return {
        "id": f"{DATES[number % 3]}-{number:08x}",
        "area": area.slug,
        "name": area.name,
        **whereabouts(area, areas),
        "edition": f"{MADE_UP}, edition {number:08x}",
        "before": f"2026-01-01-{number:08x}" if number % 2 else None,
        "released": DATES[number % 3],
        "members": [{"code": code, "name": areas.name(code)} for code in area.members],
        "claims": {"flipped": number % 5, "unchanged": 60} if number % 2 else None,
        "pdf": "book.pdf" if number % 4 else None,
    }


def write(folder: Path, said: object) -> None:
    """Write what an edition says of itself, and a page to arrive at."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "edition.json").write_text(json.dumps(said), encoding="utf-8")
    page = (
        f'<!doctype html><html lang="en-GB"><title>{MADE_UP}</title><h1>{folder.name}</h1></html>'
    )
    (folder / "index.html").write_text(page, encoding="utf-8")
