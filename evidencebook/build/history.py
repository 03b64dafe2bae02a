"""What a new edition knows of those before it, and how they are kept beside it.

Older editions lie in ``editions/<id>`` of the book's folder, as many as the setting allows.
They are laid there by hard links while the new edition is staged, so that one rename publishes
the new edition and moves the old one aside.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from evidencebook.build.changes import Changes, compare
from evidencebook.build.collect import Record
from evidencebook.build.past import EDITIONS, Past, published
from evidencebook.build.revised import Revised, revised
from evidencebook.build.said import COMMENTS
from evidencebook.build.said_places import without
from evidencebook.build.turns import Given
from evidencebook.indicators import Indicator

# The line that names the edition on every page, as `edition_line` writes it.
_LINE = re.compile(r'<p class="evb-edition"><span>(.*?)</span>.*?</p>', re.DOTALL)
# What only the newest edition can say: where others lie.
_NEWEST_ONLY = re.compile(r'<ul class="evb-editions">.*?</ul>', re.DOTALL)
_BEFORE = re.compile(r'<a class="evb-before"[^>]*>(.*?)</a>', re.DOTALL)


@dataclass(frozen=True)
class History:
    """What came before a new edition, and what changed since.

    Attributes
    ----------
    earlier : tuple of Past
        The editions that are kept beside it, the newest first; it is compared with the first.
    changes : Changes or None
        None for a first edition.
    revised : tuple of Revised
    noted : mapping
        Flipped claims that an editor has acknowledged: id → note for readers.
    """

    earlier: tuple[Past, ...] = ()
    changes: Changes | None = None
    revised: tuple[Revised, ...] = ()
    noted: Mapping[str, str] = field(default_factory=dict)

    @property
    def before(self) -> Past | None:
        """The edition that the new one is compared with."""
        return self.earlier[0] if self.earlier else None


def look_back(
    blocks: Sequence[Record],
    earlier: tuple[Past, ...],
    cards: Mapping[str, Indicator],
    given: Given,
) -> History:
    """Compare the blocks of a new edition with the edition before it.

    Parameters
    ----------
    blocks : sequence of dict
    earlier : tuple of Past
        The editions to keep, the newest first.
    cards : mapping
        Indicator cards by slug.
    given : callable
        Indicator, area and period → the figure of the new edition's snapshot.
    """
    if not earlier:
        return History()
    old = earlier[0].blocks()
    changes = compare(old, blocks, given)
    return History(earlier, changes, revised(old, blocks, cards, given))


def earlier(site: Path, slug: str, new: str, most: int) -> tuple[Past, ...]:
    """The published editions to keep beside a new one, the newest first.

    Parameters
    ----------
    site : Path
        The folder of all books.
    slug : str
        The area's.
    new : str
        The new edition's id: published again, it is not earlier than itself.
    most : int
        How many to keep.
    """
    return tuple(past for past in published(site, slug) if past.id != new)[:most]


def stamp(page: str, line: str) -> str:
    """A page with the line that names its edition, under its heading."""
    more = '<a href="changes.html">What changed</a>'
    words = f'</h1>\n<p class="evb-edition"><span>{escape(line)}</span> {more}</p>'
    return page.replace("</h1>", words, 1)


def as_earlier(page: str) -> str:
    """A page as it stands in an older edition: it says so, and links to the newest."""
    says = r'<p class="evb-edition evb-earlier"><strong>An earlier edition.</strong> \1. '
    newest = '<a href="../../index.html">Read the newest edition</a></p>'
    listed = '<p><a href="../../changes.html">The newest edition</a> lists those that are kept.</p>'
    text = _LINE.sub(says + newest, page)
    return without(_BEFORE.sub(r"\1", _NEWEST_ONLY.sub(listed, text)))


def keep(earlier: Sequence[Past], staged: Path) -> None:
    """Lay older editions into the folder of a new one, without what was said of them.

    Parameters
    ----------
    earlier : sequence of Past
    staged : Path
        The new edition's folder, not yet published.
    """
    for past in earlier:
        target = staged / EDITIONS / past.id
        if past.folder.parent.name == EDITIONS:
            shutil.copytree(past.folder, target, copy_function=_link)
        else:
            leave = shutil.ignore_patterns(EDITIONS, COMMENTS)
            shutil.copytree(past.folder, target, ignore=leave, copy_function=_link_or_mark)


def _link_or_mark(source: str, target: str) -> Any:
    if not source.endswith(".html"):
        return _link(source, target)
    text = Path(source).read_text(encoding="utf-8")
    Path(target).write_text(as_earlier(text), encoding="utf-8")
    return target


def _link(source: str, target: str) -> Any:
    """The same file under another name; a copy where the disk knows no links."""
    try:
        os.link(source, target)
    except OSError:
        return shutil.copy(source, target)
    return target
