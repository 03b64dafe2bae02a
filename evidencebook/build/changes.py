"""Compare two editions: which claims flipped, moved, appeared or vanished, and why.

A claim is known by its block's id, and what it asserts is kept apart from its words. Nothing
here reads the snapshot: two editions' own records are enough.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

from evidencebook.blocks.block import KEY_MESSAGES
from evidencebook.build.collect import Record
from evidencebook.build.past import opened
from evidencebook.build.turns import Given, Shown, Turn, figures, nothing_given, table, turns
from evidencebook.errors import UsageError

Kind = Literal["flipped", "moved", "appeared", "vanished", "reworded", "unchanged"]
ORDER: tuple[Kind, ...] = ("flipped", "vanished", "appeared", "moved", "reworded", "unchanged")


@dataclass(frozen=True)
class Change:
    """What became of one claim.

    Attributes
    ----------
    id, chapter, title : str
        Of its block.
    kind : str
    key : bool
        Whether it is a key message of its chapter, in either edition.
    before, after : str
        What it says; empty where there is no such claim, or the words of the gap in its place.
    unit : str
        Of the block, as printed.
    turns : tuple of Turn
        The assertions that changed or whose figures did, the farthest first.
    """

    id: str
    chapter: str
    title: str
    kind: Kind
    key: bool
    before: str
    after: str
    unit: str = ""
    turns: tuple[Turn, ...] = ()

    @property
    def rank(self) -> tuple[Any, ...]:
        """What orders changes by importance: kind, key message, how far it turned and moved."""
        step = max((turn.step for turn in self.turns), default=0)
        far = max((turn.far for turn in self.turns), default=0.0)
        return (ORDER.index(self.kind), not self.key, -step, -far)


@dataclass(frozen=True)
class Renewal:
    """A release or an indicator that is newer than before, or another unit, method or caveat.

    Attributes
    ----------
    what : str
        The indicator's slug, the release's title or the id of the first block.
    field : str
        ``released``, ``period``, ``computed``, ``unit`` or ``notes``.
    title, before, after : str
    blocks : int
        How many blocks it bears on.
    """

    what: str
    field: str
    title: str
    before: str
    after: str
    blocks: int = 1


@dataclass(frozen=True)
class Changes:
    """What changed between two editions of a book.

    Attributes
    ----------
    claims : tuple of Change
        All but the unchanged, the most important first.
    unchanged : int
        How many claims say the same.
    releases, periods, methods : tuple of Renewal
    new_chapters, lost_chapters : tuple of str
        Chapters that one edition alone has; their claims are not compared.
    names : mapping
        Area code → name, for every area that the compared claims name.
    """

    claims: tuple[Change, ...]
    unchanged: int
    releases: tuple[Renewal, ...] = ()
    periods: tuple[Renewal, ...] = ()
    methods: tuple[Renewal, ...] = ()
    new_chapters: tuple[str, ...] = ()
    lost_chapters: tuple[str, ...] = ()
    names: Mapping[str, str] | None = None

    def of(self, *kinds: Kind) -> list[Change]:
        """The claims of some kinds, in order of importance."""
        return [change for change in self.claims if change.kind in kinds]

    @property
    def counts(self) -> dict[str, int]:
        """How many claims there are of each kind that occurs, and how many say the same."""
        counts = Counter[str](change.kind for change in self.claims)
        return {**counts, "unchanged": self.unchanged}

    def record(self) -> dict[str, Any]:
        """The changes as JSON data."""
        content = {name: value for name, value in asdict(self).items() if name != "names"}
        return {"counts": self.counts, **content}


def of_folders(before: Path, after: Path, given: Given = nothing_given) -> Changes:
    """Compare two editions in their folders; see `compare`.

    Raises
    ------
    UsageError
        When a folder holds no edition, or the two are of different places.
    BuildError
        When an edition cannot be read.
    """
    editions = [opened(folder) for folder in (before, after)]
    places = [str(edition.said["area"]) for edition in editions]
    if places[0] != places[1]:
        raise UsageError(
            "The two editions are of different places.",
            expected="two editions of one book",
            found=" and ".join(places),
        )
    return compare(editions[0].blocks(), editions[1].blocks(), given)


def compare(
    before: Iterable[Record], after: Iterable[Record], given: Given = nothing_given
) -> Changes:
    """Compare the blocks of two editions of one book.

    Parameters
    ----------
    before, after : iterable of dict
        Blocks as `Past.blocks` or `Block.record` gives them: what `blocks.json` lists, and ``csv``.
    given : callable, optional
        Indicator, area and period → the figure of the later edition's snapshot, to tell whether
        a figure of a former period was revised as well.

    Returns
    -------
    Changes
    """
    old, new = ({str(block["id"]): block for block in side} for side in (before, after))
    chapters = [list(dict.fromkeys(block["chapter"] for block in s.values())) for s in (old, new)]
    shared = set(chapters[0]) & set(chapters[1])
    both = [{i: b for i, b in side.items() if b["chapter"] in shared} for side in (old, new)]
    shown = (figures(old.values()), figures(new.values()), given)
    ids = dict.fromkeys([*both[1], *both[0]])
    found = [_claim(both[0].get(i), both[1].get(i), shown) for i in ids]
    claims = [change for change in found if change]
    changed = [change for change in claims if change.kind != "unchanged"]
    return Changes(
        claims=tuple(sorted(changed, key=lambda change: change.rank)),
        unchanged=len(claims) - len(changed),
        releases=_releases(both[0].values(), both[1].values()),
        periods=_periods(*both),
        methods=_methods(*both),
        new_chapters=tuple(c for c in chapters[1] if c not in shared),
        lost_chapters=tuple(c for c in chapters[0] if c not in shared),
        names=_names([*old.values(), *new.values()]),
    )


def _claim(before: Record | None, after: Record | None, shown: Shown) -> Change | None:
    """What became of one block, if it is or was a claim."""
    said = [block if block and block["kind"] == "claim" else None for block in (before, after)]
    block = said[1] or said[0]
    if block is None:
        return None
    turned = turns(said[0], said[1], shown) if said[0] and said[1] else ()
    return Change(
        id=block["id"],
        chapter=block["chapter"],
        title=block["title"],
        kind=_kind(said[0], said[1], turned),
        key=any(one.get("group") == KEY_MESSAGES for one in said if one),
        before=_text(before),
        after=_text(after),
        unit=block.get("unit") or "",
        turns=turned,
    )


def _kind(before: Record | None, after: Record | None, turned: Sequence[Turn]) -> Kind:
    if before is None or after is None:
        return "appeared" if before is None else "vanished"
    if any(turn.step for turn in turned):
        return "flipped"
    if before["text"] == after["text"]:
        return "unchanged"
    figures = before.get("csv") != after.get("csv") or before.get("period") != after.get("period")
    return "moved" if turned or figures else "reworded"


def _text(block: Record | None) -> str:
    return str(block["text"]) if block and block["kind"] in ("claim", "gap") else ""


def _names(blocks: Iterable[Record]) -> dict[str, str]:
    """The areas that the claims' tables name."""
    rows = (row for block in blocks if block["kind"] == "claim" for row in table(block))
    return {row["Area code"]: row["Area"] for row in rows if {"Area code", "Area"} <= row.keys()}


def _releases(before: Iterable[Record], after: Iterable[Record]) -> tuple[Renewal, ...]:
    """The publications that a newer release has taken the place of."""
    old, new = (_dates(side) for side in (before, after))
    counts = {key: blocks for key, (_, blocks) in new.items()}
    return tuple(
        Renewal(title, "released", f"{publisher}: {title}", old[key][0], date, counts[key])
        for key, (date, _) in sorted(new.items(), key=lambda item: (item[1][0], item[0]))
        for publisher, title in [key]
        if key in old and old[key][0] != date
    )


def _shows_figures(block: Record) -> bool:
    """Not a gap, nor a list of what a chapter rests on or does not know."""
    listing = str(block["id"]).rpartition(".")[2] in ("sources", "unknowns")
    return block["kind"] != "gap" and not listing


def _dates(blocks: Iterable[Record]) -> dict[tuple[str, str], tuple[str, int]]:
    """Publisher and title → the newest date of release, and how many blocks rest on it."""
    found: dict[tuple[str, str], tuple[str, int]] = {}
    for block in filter(_shows_figures, blocks):
        for source in block["sources"]:
            key = (source["publisher"], source["title"])
            date, count = found.get(key, ("", 0))
            found[key] = (max(date, source["released"] or ""), count + 1)
    return found


def _periods(before: Mapping[str, Record], after: Mapping[str, Record]) -> tuple[Renewal, ...]:
    """The indicators whose figures are of another period, by how many blocks show them alone."""
    moved: Counter[tuple[str, str, str]] = Counter()
    for block_id, new in after.items():
        slugs = new.get("indicators") or []
        periods = [str(b.get("period") or "") for b in (before.get(block_id, {}), new)]
        if len(slugs) == 1 and all(periods) and periods[0] != periods[1]:
            moved[slugs[0], periods[0], periods[1]] += 1
    ordered = sorted(moved.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Renewal(slug, "period", slug, a, b, count) for (slug, a, b), count in ordered)


def _methods(before: Mapping[str, Record], after: Mapping[str, Record]) -> tuple[Renewal, ...]:
    """What is computed otherwise, or of another unit, or bears other caveats.

    Blocks of one indicator whose method changed the same way are told as one.
    """
    found: dict[tuple[Any, ...], Renewal] = {}
    for block_id, new in after.items():
        old = before.get(block_id)
        if old is None or old["kind"] != new["kind"]:
            continue
        for name in ("computed", "unit", "notes"):
            texts = [_joined(block.get(name)) for block in (old, new)]
            if _undated(texts[0]) == _undated(texts[1]):
                continue
            slugs = tuple(new.get("indicators") or [block_id])
            alike = (slugs, name, bool(texts[0]), bool(texts[1]))
            first = found.get(alike, Renewal(block_id, name, new["title"], texts[0], texts[1], 0))
            found[alike] = replace(first, blocks=first.blocks + 1)
    return tuple(sorted(found.values(), key=lambda one: -one.blocks))


def _joined(value: Any) -> str:
    return "; ".join(map(str, value)) if isinstance(value, list | tuple) else str(value or "")


def _undated(text: str) -> str:
    """A text without its figures, which change with every period."""
    return re.sub(r"\d[\d,.]*", "#", text)
