"""What each chapter can show for an area, from what, and what is missing, before it is built."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import import_module
from importlib.util import find_spec
from typing import NamedTuple

import nbformat
import pandas as pd

from evidencebook.analysis import aggregate
from evidencebook.analysis.figures import Figures
from evidencebook.analysis.place import Place
from evidencebook.areas import LEVELS, Area, Areas
from evidencebook.build.plan import Contents, Page
from evidencebook.indicators import Indicator

BLOCKS = "evidencebook.blocks"
LARGER, MISSING = "larger area", "missing"
HOWS = ("published", "computed", LARGER, MISSING)
_IN_WORDS = {LARGER: "for a larger area"}


@dataclass(frozen=True)
class Held:
    """What is held of one indicator for one area, as a chapter shows it.

    Attributes
    ----------
    how : str
        One of `HOWS`; ``larger area`` where the chapter shows the figures of an area that holds
        this one whole.
    area : str
        Code of the area whose figures they are; empty where there are none.
    """

    chapter: str
    indicator: str
    title: str
    how: str
    period: str
    source: str
    area: str


class Need(NamedTuple):
    """An indicator, or a choice of which the first known is shown; if need be for a larger area."""

    choice: tuple[str, ...]
    larger: bool


class Found(NamedTuple):
    """How figures are known, for which newest period and of which area."""

    how: str
    period: str = ""
    area: str = ""


@dataclass
class Coverage:
    """Looks up what is held, reading each indicator once for any number of areas.

    A figure counts as computed where its rule and its parts allow it in some period, as
    `Figures.series` would find.
    """

    figures: Figures
    contents: Contents
    _known: dict[str, dict[tuple[pd.Timestamp, str], dict[str, float]]] = field(
        default_factory=dict
    )

    def of(self, area: Area) -> list[Held]:
        """Every indicator of every chapter, in the order of the book."""
        groups = self.figures.areas.wholly_within(area)
        around = Place(self.figures, area).outward[1:]
        own = {slug: self._own(self.figures.cards[slug], area, groups) for slug in self._slugs}
        rows = []
        for chapter, needs in self.needed.items():
            for need in needs:
                slug = next((s for s in need.choice if own[s].how != MISSING), need.choice[0])
                found = own[slug]
                if found.how == MISSING and need.larger:
                    found = self._around(slug, around)
                rows.append(self._held(chapter, slug, found))
        return rows

    @cached_property
    def needed(self) -> dict[str, list[Need]]:
        """What each chapter reads."""
        return {page.slug: self._read_by(page) for page in self.contents.chapters}

    @cached_property
    def _slugs(self) -> list[str]:
        choices = (need.choice for needs in self.needed.values() for need in needs)
        return list(dict.fromkeys(slug for choice in choices for slug in choice))

    def _read_by(self, page: Page) -> list[Need]:
        cells = nbformat.read(page.path, as_version=4).cells
        code = [ast.parse(cell.source) for cell in cells if cell.cell_type == "code"]
        nodes = [node for tree in code for node in ast.walk(tree)]
        modules = [node.attr for node in nodes if isinstance(node, ast.Attribute)]
        larger = {slug for name in modules for slug in _declared(name, "FROM_LARGER_AREAS")}
        found = dict.fromkeys(choice for node in nodes for choice in self._named(node))
        chosen = {slug for choice in found if len(choice) > 1 for slug in choice}
        return [
            Need(choice, larger.issuperset(choice))
            for choice in found
            if len(choice) > 1 or choice[0] not in chosen
        ]

    def _named(self, node: ast.AST) -> list[tuple[str, ...]]:
        """The indicators that one piece of code names, each alone or as a choice."""
        if isinstance(node, ast.Constant) and node.value in self.figures.cards:
            return [(str(node.value),)]
        if isinstance(node, ast.Attribute):
            return [(slug,) for slug in _declared(node.attr, "READS")]
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "known"
        ):
            return [tuple(str(a.value) for a in node.args if isinstance(a, ast.Constant))]
        return []

    def _held(self, chapter: str, slug: str, found: Found) -> Held:
        store = self.figures.store
        source = store.release(slug).title if store.has(slug) else ""
        title = self.figures.cards[slug].title
        return Held(chapter, slug, title, found.how, found.period, source, found.area)

    def _own(self, card: Indicator, area: Area, groups: Mapping[str, tuple[str, ...]]) -> Found:
        if period := self._published(card.slug, area):
            return Found("published", period, area.code)
        if period := self._computed(card, area, groups):
            return Found("computed", period, area.code)
        return Found(MISSING)

    def _around(self, slug: str, around: Sequence[Area]) -> Found:
        """The smallest larger area for which it is published."""
        found = ((area, self._published(slug, area)) for area in around)
        known = (Found(LARGER, period, area.code) for area, period in found if period)
        return next(known, Found(MISSING))

    def _published(self, slug: str, area: Area) -> str:
        codes = set(area.codes)
        periods = self._totals(slug).items()
        return next((label for (_, label), values in periods if codes & values.keys()), "")

    def _computed(self, card: Indicator, area: Area, groups: Mapping[str, tuple[str, ...]]) -> str:
        former = set(area.former)
        for (_, label), values in self._totals(card.slug).items():
            if former & values.keys() or self._combines(card, area, groups, values.keys()):
                return label
        return ""

    def _combines(
        self,
        card: Indicator,
        area: Area,
        groups: Mapping[str, tuple[str, ...]],
        known: Set[str],
    ) -> bool:
        """Whether the area's authorities, or those that it replaced, can be put together."""
        if card.aggregation.rule == "none" or not area.members:
            return False
        known = known | self._replaced(card, area.members, known)
        if area.single:
            return area.code in known
        parts = aggregate.partition(area.members, groups, set(known))
        return parts is not None and self._complete(card, parts, known)

    def _replaced(self, card: Indicator, members: Iterable[str], known: Set[str]) -> set[str]:
        """The authorities for which those that they replaced stand in."""
        areas = self.figures.areas
        return {
            code
            for code in areas.made_of_others.intersection(members) - known
            if not known.isdisjoint(areas[code].former)
            or any(self._complete(card, old, known) for old in areas.predecessors(code))
        }

    def _complete(self, card: Indicator, parts: Sequence[str], known: Set[str]) -> bool:
        """Whether all parts have the figure and what it is combined with."""
        rule = card.aggregation
        helpers = [slug for slug in (rule.numerator, rule.denominator, rule.weight) if slug]
        whole = {slug: self._whole(slug, parts) for slug in helpers}
        if not all(whole.values()):
            return False
        if rule.rule != "mean":
            return known >= set(parts)
        weights = whole[rule.weight]
        there = sum(weights[part] for part in parts if part in known)
        return there >= (1 - aggregate.MEAN_MAY_MISS) * sum(weights.values())

    def _whole(self, slug: str, parts: Sequence[str]) -> dict[str, float]:
        """A helper's newest values for all the parts, empty where a part has none."""
        for values in self._totals(slug).values():
            if values.keys() >= set(parts):
                return {part: values[part] for part in parts}
        return {}

    def _totals(self, slug: str) -> dict[tuple[pd.Timestamp, str], dict[str, float]]:
        """Known totals by period, newest first, then by area."""
        if slug not in self._known:
            store, card = self.figures.store, self.figures.card(slug)
            frame = store.observations(slug) if store.has(slug) else pd.DataFrame()
            for name, total in card.totals.items() if not frame.empty else ():
                frame = frame[frame[name] == total] if total is not None else frame
            self._known[slug] = _by_period(frame) if not frame.empty else {}
        return self._known[slug]


def told(areas: Areas, name: str, found: Sequence[Held]) -> str:
    """The coverage of one area in lines: how much of what for each chapter, and what is not."""
    lines = [name]
    for chapter in dict.fromkeys(row.chapter for row in found):
        own = {how: [r for r in found if (r.chapter, r.how) == (chapter, how)] for how in HOWS}
        said = {how: f"{len(rows)} {_IN_WORDS.get(how, how)}" for how, rows in own.items() if rows}
        lines.append(f"  {chapter:<14} {', '.join(said.values())}")
        for area in dict.fromkeys(row.area for row in own[LARGER]):
            name, kind = areas.name(area), LEVELS[areas[area].level]
            where = name if name == kind else f"{name} ({kind})"
            titles = (row.title for row in own[LARGER] if row.area == area)
            lines += [f"    shown for {where}: {title}" for title in titles]
        lines += [f"    not known: {row.title}" for row in own[MISSING]]
    return "\n".join(lines)


@cache
def _declared(module: str, name: str) -> tuple[str, ...]:
    """What a module of analyses says of itself.

    ``READS`` is what it rests on, beside what a chapter's cells name; ``FROM_LARGER_AREAS`` what
    it shows for a larger area where the place has no figures.
    """
    if find_spec(f"{BLOCKS}.{module}") is None:
        return ()
    return tuple(getattr(import_module(f"{BLOCKS}.{module}"), name, ()))


def _by_period(frame: pd.DataFrame) -> dict[tuple[pd.Timestamp, str], dict[str, float]]:
    frame = frame[frame["value"].notna()]
    groups = frame.groupby(["period_end", "period"], sort=True)
    found = {(key[0], str(key[1])): group for key, group in groups}
    return {
        key: dict(zip(found[key]["area"], found[key]["value"], strict=True))
        for key in sorted(found, reverse=True)
    }
