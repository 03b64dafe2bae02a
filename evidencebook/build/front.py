"""The front door of all published books: the page ``index.html`` beside them.

It works from a folder and without its script, which adds the search, the names on the map and
the keys that move over it. Its own files lie in ``_front``, so that nothing stands in the page
but text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from string import Template

from evidencebook import settings
from evidencebook.build import front_map
from evidencebook.build.front_books import (
    Entry,
    Group,
    Place,
    by_level,
    grouped,
    in_welsh,
    newest,
    read,
)
from evidencebook.build.front_map import Outlines, Target
from evidencebook.build.front_names import welsh
from evidencebook.build.plan import Say
from evidencebook.build.web_fonts import web_font
from evidencebook.errors import BuildError
from evidencebook.files import write_whole
from evidencebook.periods import long_date
from evidencebook.store import Store

# Where the page's own files lie beside it, and where they come from in the project.
OWN, TEMPLATES = "_front", Path("book") / "front"
# What it shares with the books: the icon, and how light or dark is chosen.
_SHARED = [Path("book") / "_static" / name for name in ("icon.svg", "mode.js")]
FACES = ("Regular", "Bold")
# How many books are named as new, and from how many on their lists are folded up.
NEW, FOLDED = 6, 40
# Books in which no one looks for one authority.
_TOO_WIDE = ("uk", "group", "ctry", "rgn", "subrgn")
_NONE = "<p>No book has been published yet.</p>"


def write_index(site: Path, root: Path, say: Say = lambda _: None) -> Path:
    """Write the page that lists every published book, and what it needs beside it.

    Parameters
    ----------
    site : Path
        The folder of all editions.
    root : Path
        The project's folder, for ``book/front``.
    say : callable
        Told of each book that is left out because its ``edition.json`` is damaged.

    Raises
    ------
    BuildError
        When a template is missing.
    SettingsError
        When the Welsh names of places cannot be read.
    """
    page = Template(_template(root / TEMPLATES / "front.html").decode())
    own = {name: _template(root / TEMPLATES / name) for name in ("front.css", "front.js")}
    own |= {path.name: _template(root / path) for path in _SHARED}
    own |= {f"fonts/SourceSansPro-{face}.woff": web_font(face) for face in FACES}
    for name, content in own.items():
        write_whole(site / OWN / name, content)
    entries = in_welsh(read(site, say), welsh(settings.data_folder()))
    text = page.substitute(
        count=_counted(len(entries), "book"),
        new=_new(entries),
        map=_map(entries),
        books=_books(entries),
    )
    write_whole(site / "index.html", text.encode())
    return site / "index.html"


def _template(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise BuildError(
            "A part of the front page is missing.",
            where=str(path),
            expected="the files of book/front and book/_static as the repository has them",
            do="restore it: git checkout -- book",
        ) from error


def _new(entries: Sequence[Entry]) -> str:
    """The books with the newest data, and how many of their claims turned."""
    listed = newest(entries, NEW)
    if not listed:
        return ""
    date = listed[0].released
    many = sum(entry.released == date for entry in entries)
    rest = "one book rests" if many == 1 else f"{many:,} books rest"
    items = "\n".join(_new_item(entry) for entry in listed)
    return (
        '<section aria-labelledby="new">\n<h2 id="new">What is new</h2>\n'
        f"<p>The newest data were released on {long_date(date)}; {rest} on them.</p>\n"
        f'<ul class="new">\n{items}\n</ul>\n</section>'
    )


def _new_item(entry: Entry) -> str:
    told = f"Data released up to {long_date(entry.released)}."
    if entry.turned:
        says = "claim is no longer true as it was said"
        if entry.turned > 1:
            says = "claims are no longer true as they were said"
        address = f"{escape(entry.slug)}/changes.html"
        told += f' <a href="{address}">{entry.turned:,} {says}<i>, {escape(entry.name)}</i></a>.'
    elif entry.turned == 0:
        told += " No claim has turned since the edition before."
    return f"<li>{_link(entry)}{_kind(entry)} <small>{told}</small></li>"


def _kind(entry: Entry) -> str:
    return f' <span class="kind">{escape(entry.kind)}</span>' if entry.kind else ""


def _map(entries: Sequence[Entry]) -> str:
    """The map, if the snapshot at hand has boundaries."""
    store = Store(settings.data_folder() / "snapshot")
    outlines = front_map.outlines(store) if entries else None
    if outlines is None:
        return ""
    targets = _targets(entries)
    within = any(one.part_of for one in targets.values())
    weaker = ", in weaker colour to that of a larger area" if within else ""
    return (
        '<section class="map" aria-labelledby="map-heading">\n'
        '<h2 id="map-heading">Pick from the map</h2>\n<p class="help" id="map-help">Authorities in '
        f"strong colour lead to a book of their own{weaker}; grey ones have none. All books are in "
        'the <a href="#books">list</a>.</p>\n<p class="named" id="named" aria-hidden="true"></p>\n'
        f"{front_map.svg(outlines, targets)}\n"
        f"{_apart(outlines)}</section>"
    )


def _apart(made: Outlines) -> str:
    """What is said of places that are not drawn where they lie, or not only there."""
    moved = any(one.code == front_map.SHETLAND for one in made.main)
    said = ["Shetland is drawn nearer than it lies"] if moved else []
    if made.enlarged:
        said.append("London once more, larger" if said else "London is drawn once more, larger")
    return f'<p class="help">{", and ".join(said)}.</p>\n' if said else ""


def _targets(entries: Iterable[Entry]) -> dict[str, Target]:
    """Where each authority on the map leads: to its own book, or else the smallest it lies in."""
    found: dict[str, Target] = {}
    local = [entry for entry in entries if entry.level not in _TOO_WIDE]
    for entry in sorted(local, key=lambda entry: len(entry.members)):
        if entry.authority:
            found[entry.authority] = Target(entry.address)
        for member in entry.members:
            found.setdefault(member.code, Target(entry.address, entry.name))
    return found


def _books(entries: Sequence[Entry]) -> str:
    """Every book, by nation, region and kind of area, with a menu to jump to each."""
    groups = grouped(entries)
    fold = len(entries) > FOLDED
    listed = "\n".join(_group(group, fold) for group in groups) or _NONE
    many = len(groups) > 1 or any(len(group.parts) > 1 for group in groups)
    menu = "".join(_jump(group) for group in groups) if many else ""
    jump = f'<nav aria-label="Nations and regions">\n<ul class="jump">{menu}</ul>\n</nav>\n'
    return (
        '<section id="books" aria-labelledby="books-heading" tabindex="-1">\n'
        f'<h2 id="books-heading">All books</h2>\n{jump if menu else ""}{listed}\n</section>'
    )


def _jump(group: Group) -> str:
    parts = "".join(_jump(part) for part in group.parts)
    inner = f"<ul>{parts}</ul>" if parts else ""
    return f'<li><a href="#{_anchor(group)}">{escape(group.title)}</a>{inner}</li>\n'


def _group(group: Group, fold: bool) -> str:
    """A nation: its books, or its regions with theirs."""
    if not group.parts:
        return _folding(group, fold, 3)
    parts = "\n".join(_folding(part, fold, 4) for part in group.parts)
    count = _counted(len(group.entries), "book")
    return (
        f'<h3 id="{_anchor(group)}">{escape(group.title)} <span class="kind">{count}</span></h3>\n'
        f'<div class="parts">\n{parts}\n</div>'
    )


def _folding(group: Group, fold: bool, level: int) -> str:
    """A list of books that folds up, below a heading of that level."""
    heading = f"<h{level}>{escape(group.title)}</h{level}>"
    count = _counted(len(group.entries), "book")
    lists = "\n".join(
        f"<h{level + 1}>{kind}</h{level + 1}>\n" + _list(entries)
        for kind, entries in by_level(group.entries)
    )
    return (
        f'<details id="{_anchor(group)}"{"" if fold else " open"}>\n'
        f'<summary>{heading} <span class="kind">{count}</span></summary>\n{lists}\n</details>'
    )


def _list(entries: Iterable[Entry]) -> str:
    items = "\n".join(map(_item, entries))
    return f'<ul class="books">\n{items}\n</ul>'


def _item(entry: Entry) -> str:
    """A book in the list, with what the search and the map know it by."""
    name = escape(entry.name)
    known = [
        ("codes", " ".join(entry.known)),
        ("kind", ", ".join(filter(None, [entry.kind, _in(entry)]))),
    ]
    known += [("welsh", "|".join(entry.welsh))]
    known += [("was", "|".join(f"{one.code} {one.name}" for one in entry.formerly))]
    if not entry.authority:
        known += [("members", " ".join(_codes(entry.members)))]
    data = "".join(f' data-{key}="{escape(value)}"' for key, value in known if value)
    pdf = f' <a href="{escape(entry.slug)}/book.pdf">PDF<i>, {name}</i></a>' if entry.pdf else ""
    return f"<li{data}>{_link(entry)}{pdf} <small>{escape(entry.line)}</small></li>"


def _link(entry: Entry) -> str:
    return f'<a href="{escape(entry.address)}">{escape(entry.name)}</a>'


def _in(entry: Entry) -> str:
    """Where an area lies, as far as its edition says and its name does not."""
    place = entry.region or entry.nation
    return place.name if place and place.name != entry.name else ""


def _codes(places: Iterable[Place]) -> list[str]:
    return [place.code for place in places]


def _anchor(group: Group) -> str:
    return "in-" + re.sub(r"[^a-z]+", "-", group.title.lower()).strip("-")


def _counted(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
