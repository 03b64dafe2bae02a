"""On what terms the figures of a source may be used, from its card."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evidencebook.build.collect import Record
from evidencebook.indicators import Source, sources
from evidencebook.store import Store


@dataclass(frozen=True)
class Licence:
    """A licence.

    Attributes
    ----------
    name : str
        Its short name in the list of the Open Definition.
    title : str
        As the card has it.
    url : str
        Where its text is; empty if that is not known.
    """

    name: str
    title: str
    url: str = ""


OGL = Licence(
    "OGL-UK-3.0",
    "Open Government Licence v3.0",
    "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
)
# Of our own text: titles, descriptions, notes.
OURS = Licence(
    "CC-BY-4.0",
    "Creative Commons Attribution 4.0",
    "https://creativecommons.org/licenses/by/4.0/",
)
NOT_STATED = Licence("notspecified", "Not stated: ask whoever supplied the data")
_CC0 = Licence(
    "CC0-1.0",
    "Creative Commons Zero 1.0",
    "https://creativecommons.org/publicdomain/zero/1.0/",
)
_ODBL = Licence(
    "ODbL-1.0",
    "Open Database License 1.0",
    "https://opendatacommons.org/licenses/odbl/1-0/",
)
_KNOWN = {
    written.lower(): licence
    for licence in (OGL, OURS, _CC0, _ODBL)
    for written in (licence.name, licence.name.replace("-", " "), licence.title)
}


@dataclass(frozen=True)
class Terms:
    """The licence of a source, and how it wants to be named; empty if it does not say."""

    licence: Licence
    attribution: str = ""


_UNKNOWN = Terms(NOT_STATED)


@dataclass(frozen=True)
class Licences:
    """The terms of every release of a snapshot, by publisher, title and address."""

    known: Mapping[tuple[str, str, str], Terms] = field(default_factory=dict)

    @classmethod
    def of(cls, data: Path) -> Licences:
        """Those of the snapshot and the cards in a data folder."""
        cards = sources(data)
        tables = Store(data / "snapshot").manifest["tables"].values()
        return cls({_key(entry): _terms(cards.get(entry.get("source", ""))) for entry in tables})

    def find(self, source: Mapping[str, Any]) -> Terms:
        """The terms of a source that a block names."""
        return self.known.get(_key(source), _UNKNOWN)

    def licences(self, block: Record) -> list[Licence]:
        """The licences of a block's sources, each once."""
        return list(dict.fromkeys(terms.licence for terms in self._all(block)))

    def attributions(self, block: Record) -> list[str]:
        """How a block's sources want to be named, each once."""
        return list(dict.fromkeys(t.attribution for t in self._all(block) if t.attribution))

    def _all(self, block: Record) -> Iterable[Terms]:
        return (self.find(source) for source in block["sources"])


def _key(source: Mapping[str, Any]) -> tuple[str, str, str]:
    publisher, title, url = (str(source.get(key) or "") for key in ("publisher", "title", "url"))
    return publisher, title, url


def licence_of(card: Source) -> Licence:
    """The licence that a card names."""
    written = card.licence.strip()
    # Words that are none of the licences known here may allow little: nothing is read into them.
    other = Licence("other-closed", written) if written else NOT_STATED
    return _KNOWN.get(written.lower(), other)


def _terms(card: Source | None) -> Terms:
    return Terms(licence_of(card), card.attribution) if card else _UNKNOWN
