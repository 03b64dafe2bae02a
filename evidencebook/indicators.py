"""Indicator and source cards: what a measured thing is, and how it may be used.

One YAML file each under ``data/indicators`` and ``data/sources``; the file's name is the slug.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

import yaml

from evidencebook.errors import SettingsError, UnknownIndicatorError

Better = Literal["higher", "lower", "neither"]
# The loader in C is ten times as fast; PyYAML may have been built without it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
RULES = ("sum", "ratio", "mean", "none")


@dataclass(frozen=True)
class Aggregation:
    """How a figure for an area is made from its local authorities' figures.

    ``sum`` adds; ``ratio`` divides a summed numerator by a summed denominator, one of which is
    named, the other derived from it and the value; ``mean`` weighs by an indicator that stands
    in for the true denominator; ``none`` forbids a figure and says why. Chained volumes add up in
    the `reference` year alone, in whose prices they are: from there their growth is weighed by an
    indicator at current prices, see `analysis.chaining`.
    """

    rule: Literal["sum", "ratio", "mean", "none"]
    numerator: str = ""
    denominator: str = ""
    weight: str = ""
    reference: str = ""
    because: str = ""


@dataclass(frozen=True)
class Indicator:
    """One measured thing.

    Attributes
    ----------
    phrase : str
        A noun phrase for sentences: "In 2023, `phrase` in Burnley was 4.1%."
    unit : str
        As on an axis; `prefix`, `suffix` and `decimals` print a value.
    better : str
        ``higher``, ``lower`` or ``neither``.
    dimensions : mapping
        Dimension columns and the value of each that is its total.
    dated : bool
        No later figures are held: the series has ended or is suspended, or is continued elsewhere.
    nominal : bool
        In the money of each year: a rise may be inflation alone.
    smoothed : bool
        A year's figure is a moving average over several: a trend looks steadier than it is.
    upstream : mapping
        The names under which the publisher's files hold it.
    """

    slug: str
    title: str
    phrase: str
    definition: str
    unit: str
    source: str
    better: Better
    aggregation: Aggregation
    decimals: int = 1
    prefix: str = ""
    suffix: str = ""
    plural: bool = False
    topic: str = ""
    dimensions: Mapping[str, str | None] = field(default_factory=dict)
    caveats: tuple[str, ...] = ()
    dated: bool = False
    nominal: bool = False
    smoothed: bool = False
    upstream: Mapping[str, str] = field(default_factory=dict)

    @property
    def totals(self) -> dict[str, str | None]:
        """Each dimension and its total; a code column beside a named one is left out."""
        whole = self.dimensions.items()
        return {d: t for d, t in whole if d.removesuffix("_code") not in set(self.dimensions) - {d}}

    @property
    def verb(self) -> str:
        """``was``, or ``were`` for a plural phrase."""
        return "were" if self.plural else "was"


@dataclass(frozen=True)
class Fetching:
    """How a source is fetched: a card's section ``fetch``.

    Attributes
    ----------
    connector : str
        One of `registry.CONNECTORS`: a module of ``evidencebook/sources``.
    page : str
        The publisher's page, as the path of its address.
    document : str
        Of a page that lists documents, which: the newest whose title is like this is taken.
    edition : str
        Of a page that lists editions, which: the newest whose name is like this is taken.
    attachment : str
        Which of the page's files: exactly one whose title or name is like this.
    dataset : str
        The name of a data set at an interface that has many.
    query : mapping
        What is asked of it.
    """

    connector: str
    page: str = ""
    document: str = ""
    edition: str = "*"
    attachment: str = ""
    dataset: str = ""
    query: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Source:
    """One publisher's data set; `local` where it is no official statistic.

    Attributes
    ----------
    licence : str
        Of local data, empty unless the card names one.
    reader : str
        The module of ``evidencebook/sources`` that reads the publisher's files.
    recipe : mapping
        For the reader ``tabular``: what the columns of the file hold, see there.
    fetch : Fetching or None
        How it is fetched; None for a source whose files are imported.
    """

    slug: str
    title: str
    publisher: str
    url: str = ""
    licence: str = "Open Government Licence v3.0"
    cadence: str = "irregular"
    reader: str = ""
    recipe: Mapping[str, Any] = field(default_factory=dict)
    fetch: Fetching | None = None
    geography: str = ""
    period: str = ""
    attribution: str = ""
    copies: str = ""
    local: bool = False
    notes: tuple[str, ...] = ()


def indicators(data: Path) -> Mapping[str, Indicator]:
    """All indicator cards by slug. Raises SettingsError for a card that cannot be used."""
    return _cards(data / "indicators", _indicator)


def sources(data: Path) -> Mapping[str, Source]:
    """All source cards by slug. Raises SettingsError for a card that cannot be used."""
    return _cards(data / "sources", _source)


def find_indicator(data: Path, slug: str) -> Indicator:
    """One card. Raises UnknownIndicatorError with the nearest slugs."""
    cards = indicators(data)
    if slug in cards:
        return cards[slug]
    near = difflib.get_close_matches(slug, cards, n=5, cutoff=0.5)
    raise UnknownIndicatorError(
        f"There is no indicator '{slug}'.",
        expected=f"one of {len(cards)} indicators"
        + (f", such as {', '.join(near)}" if near else ""),
        do=f"look in {data / 'indicators'}",
    )


@cache
def _cards(folder: Path, make: Any) -> Mapping[str, Any]:
    # Read-only, as every caller in the process gets the same one.
    found = {path.stem: make(path, _load(path)) for path in sorted(folder.glob("*.yml"))}
    return MappingProxyType(found)


def _load(path: Path) -> dict[str, Any]:
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise _bad_card(path, str(error)) from error
    if not isinstance(content, dict):
        raise SettingsError("A card is not a list of fields.", where=str(path), expected="YAML")
    return content


def _check_fields(path: Path, content: dict[str, Any], kind: type[Indicator | Source]) -> None:
    """Refuse a card that lacks a field, or has one that is not known."""
    known = {found.name: found for found in fields(kind) if found.name != "slug"}
    needed = [n for n, f in known.items() if f.default is MISSING and f.default_factory is MISSING]
    if lacking := [name for name in needed if name not in content]:
        raise _bad_card(path, f"no field '{lacking[0]}'")
    if unknown := [name for name in content if name not in known]:
        raise _bad_card(path, f"a field that is not known: '{unknown[0]}'")
    if not isinstance(content.get("decimals", 0), int):
        raise _bad_card(path, f"decimals '{content['decimals']}', which is no whole number")


def _indicator(path: Path, content: dict[str, Any]) -> Indicator:
    _check_fields(path, content, Indicator)
    given = {**content, "slug": path.stem, "caveats": tuple(content.get("caveats") or ())}
    given["dimensions"] = content.get("dimensions") or {}
    given["upstream"] = content.get("upstream") or {}
    try:
        given["aggregation"] = Aggregation(**content["aggregation"])
        card = Indicator(**given)
    except (KeyError, TypeError) as error:
        raise _bad_card(path, str(error)) from error
    if card.aggregation.rule not in RULES or card.better not in ("higher", "lower", "neither"):
        raise _bad_card(path, f"rule '{card.aggregation.rule}', better '{card.better}'")
    return card


def _source(path: Path, content: dict[str, Any]) -> Source:
    _check_fields(path, content, Source)
    given = {**content, "slug": path.stem, "notes": tuple(content.get("notes") or ())}
    if content.get("local"):  # nobody but its supplier can say under which
        given.setdefault("licence", "")
    given["recipe"] = content.get("recipe") or {}
    if not isinstance(given["recipe"], dict):
        raise _bad_card(path, "a 'recipe' that is not a list of fields")
    if content.get("fetch"):
        given["fetch"] = _fetching(path, content["fetch"])
    return Source(**given)


def _fetching(path: Path, content: Any) -> Fetching:
    """Check a section ``fetch``; values of a query are text, as in an address."""
    if not isinstance(content, dict):
        raise _bad_card(path, "a section 'fetch' that is not a list of fields")
    query = content.get("query") or {}
    if not isinstance(query, dict):
        raise _bad_card(path, "a 'query' that is not a list of fields")
    try:
        whole = {**content, "query": {str(k): str(v) for k, v in query.items()}}
        return Fetching(**whole)
    except TypeError as error:
        raise _bad_card(path, f"a section 'fetch' that cannot be used: {error}") from error


def _bad_card(path: Path, found: str) -> SettingsError:
    return SettingsError(
        "A card cannot be used.",
        where=str(path),
        expected="the fields that the other cards in the folder have",
        found=found,
        do="compare it with a neighbouring card",
    )
