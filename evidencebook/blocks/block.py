"""A block: one piece of evidence in a chapter, with everything a reader may ask of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd

from evidencebook.analysis.figures import Figure
from evidencebook.store import Release

Kind = Literal["claim", "figure", "table", "metric", "gap"]
MIME = "application/vnd.evidencebook.block+json"
KEY_MESSAGES = "key-messages"
# How the ids of a chapter's tables of its sources, and of what it does not know, end.
SOURCES, CAVEATS = ".sources", ".unknowns"


@dataclass(frozen=True)
class Block:
    """One piece of evidence.

    Attributes
    ----------
    id : str
        ``<chapter>.<slug>``, stable over editions and areas.
    title, subtitle : str
        The finding or the measure; the measure, unit and period.
    text : str
        What a claim, metric or gap says, as printed.
    alt : str
        The text alternative of a figure.
    unit, area, period : str
        The unit as printed, the area's code, the period's label.
    indicators : tuple of str
        Slugs of the indicators that it shows.
    sources : tuple of Release
    computed : str
        How a figure was computed; empty when all are published.
    data : DataFrame or None
        The small table behind it, with column titles for people.
    svg : mapping
        A figure's ``wide`` and ``narrow`` drawings, and the ``line`` of a metric.
    asserts : tuple of dict
        What a claim asserts, apart from its figures.
    group : str
        ``key-messages`` for a chapter's key messages.
    notes : tuple of str
        Caveats printed under it.
    detail : mapping
        The parts of a metric card: ``value``, ``change``, ``comparison``.
    """

    id: str
    kind: Kind
    title: str
    subtitle: str = ""
    text: str = ""
    alt: str = ""
    unit: str = ""
    area: str = ""
    period: str = ""
    indicators: tuple[str, ...] = ()
    sources: tuple[Release, ...] = ()
    computed: str = ""
    data: pd.DataFrame | None = None
    svg: Mapping[str, str] = field(default_factory=dict)
    asserts: tuple[dict[str, Any], ...] = ()
    group: str = ""
    notes: tuple[str, ...] = ()
    detail: Mapping[str, str] = field(default_factory=dict)

    @property
    def chapter(self) -> str:
        """The chapter's slug: the id's first part."""
        return self.id.partition(".")[0]

    @property
    def anchor(self) -> str:
        """The block's HTML id."""
        return anchor(self.id)

    @property
    def csv(self) -> str:
        """The data as CSV text, empty without data."""
        return "" if self.data is None else self.data.to_csv(index=False, lineterminator="\n")

    @property
    def hash(self) -> str:
        """SHA-256 of what the block says and shows, not of how it is drawn."""
        return hashlib.sha256(json.dumps(self._content(), sort_keys=True).encode()).hexdigest()

    def record(self) -> dict[str, Any]:
        """The block as JSON data: its content, its drawings and its hash."""
        return {**self._content(), "svg": dict(self.svg), "group": self.group, "hash": self.hash}

    def _content(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "chapter": self.chapter,
            "kind": self.kind,
            "title": self.title,
            "subtitle": self.subtitle,
            "text": self.text,
            "alt": self.alt,
            "unit": self.unit,
            "area": self.area,
            "period": self.period,
            "indicators": list(self.indicators),
            "sources": [source(release) for release in self.sources],
            "computed": self.computed or None,
            "notes": list(self.notes),
            "detail": dict(self.detail),
            "asserts": list(self.asserts),
            "csv": self.csv,
        }

    def _repr_mimebundle_(
        self, include: Iterable[str] | None = None, exclude: Iterable[str] | None = None
    ) -> dict[str, Any]:
        from evidencebook.blocks.html import html

        plain = self.text or self.alt or self.title
        return {"text/plain": plain, "text/html": html(self), MIME: self.record()}


def anchor(id: str) -> str:
    """The HTML id of the block with that id, and the prefix of the ids in its drawing."""
    return id.replace(".", "-")


def source(release: Release) -> dict[str, Any]:
    """What a reader needs to know of a publication; `local` only where it is local data."""
    return {
        "publisher": release.publisher,
        "title": release.title,
        "released": release.released,
        "url": release.url,
        **({"local": True} if release.local else {}),
    }


def releases_of(figures: Iterable[Figure]) -> tuple[Release, ...]:
    """The publications that some figures rest on, each once."""
    return unique(release for figure in figures for release in figure.releases)


def unique(releases: Iterable[Release]) -> tuple[Release, ...]:
    """Releases without repetition, in their order; those that read the same are one."""
    found: dict[tuple[str, str, str], Release] = {}
    for one in releases:
        found.setdefault((one.publisher, one.title, one.released), one)
    return tuple(found.values())
