"""What each chapter can show for an area, from what, and what is missing, before it is built."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import import_module
from importlib.util import find_spec

import nbformat
import pandas as pd

from evidencebook.analysis import aggregate
from evidencebook.analysis.figures import Figures
from evidencebook.areas import Area
from evidencebook.build.plan import Contents, Page
from evidencebook.indicators import Indicator

BLOCKS = "evidencebook.blocks"


@dataclass(frozen=True)
class Held:
    """One indicator for one area: ``published``, ``computed`` or ``missing``."""

    chapter: str
    indicator: str
    title: str
    how: str
    period: str
    source: str


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
        rows = []
        for chapter, needs in self.needed.items():
            for choice in needs:
                cards = (self.figures.card(slug) for slug in choice)
                found = [self._held(chapter, card, area, groups) for card in cards]
                rows.append(next((row for row in found if row.how != "missing"), found[0]))
        return rows

    @cached_property
    def needed(self) -> dict[str, list[tuple[str, ...]]]:
        """What each chapter reads: indicators, or choices of which the first known is read."""
        return {page.slug: self._read_by(page) for page in self.contents.chapters}

    def _read_by(self, page: Page) -> list[tuple[str, ...]]:
        found: dict[tuple[str, ...], None] = {}
        for cell in nbformat.read(page.path, as_version=4).cells:
            if cell.cell_type == "code":
                for node in ast.walk(ast.parse(cell.source)):
                    found |= dict.fromkeys(self._named(node))
        chosen = {slug for choice in found if len(choice) > 1 for slug in choice}
        return [choice for choice in found if len(choice) > 1 or choice[0] not in chosen]

    def _named(self, node: ast.AST) -> list[tuple[str, ...]]:
        """The indicators that one piece of code names, each alone or as a choice."""
        if isinstance(node, ast.Constant) and node.value in self.figures.cards:
            return [(str(node.value),)]
        if isinstance(node, ast.Attribute):
            return [(slug,) for slug in _reads(node.attr)]
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(called, ast.Attribute) and called.attr == "known":
            arguments = node.args if isinstance(node, ast.Call) else []
            return [tuple(str(a.value) for a in arguments if isinstance(a, ast.Constant))]
        return []

    def _held(
        self, chapter: str, card: Indicator, area: Area, groups: Mapping[str, tuple[str, ...]]
    ) -> Held:
        how, period = self._published(card, area), ""
        if how:
            how, period = "published", how
        elif made := self._computed(card, area, groups):
            how, period = "computed", made
        there = self.figures.store.has(card.slug)
        source = self.figures.store.release(card.slug).title if there else ""
        return Held(chapter, card.slug, card.title, how or "missing", period, source)

    def _published(self, card: Indicator, area: Area) -> str:
        codes = {*area.codes, *area.former}
        periods = self._totals(card.slug).items()
        return next((label for (_, label), values in periods if codes & values.keys()), "")

    def _computed(self, card: Indicator, area: Area, groups: Mapping[str, tuple[str, ...]]) -> str:
        if card.aggregation.rule == "none" or not area.members:
            return ""
        if area.single:
            return self._joined(card, area)
        for (_, label), values in self._totals(card.slug).items():
            parts = aggregate.partition(area.members, groups, set(values))
            if parts and self._complete(card, parts, values):
                return label
        return ""

    def _joined(self, card: Indicator, area: Area) -> str:
        """The newest period for which the authorities that it replaced can stand in for it."""
        merged = self.figures.areas.predecessors(area.code)
        for (_, label), values in self._totals(card.slug).items() if merged else ():
            if any(self._complete(card, list(codes), values) for codes in merged):
                return label
        return ""

    def _complete(self, card: Indicator, parts: list[str], values: Mapping[str, float]) -> bool:
        """Whether all parts have the figure and what it is combined with."""
        rule = card.aggregation
        helpers = [slug for slug in (rule.numerator, rule.denominator, rule.weight) if slug]
        whole = {slug: self._whole(slug, parts) for slug in helpers}
        if not all(whole.values()):
            return False
        if rule.rule != "mean":
            return values.keys() >= set(parts)
        weights = whole[rule.weight]
        there = sum(weights[part] for part in parts if part in values)
        return there >= (1 - aggregate.MEAN_MAY_MISS) * sum(weights.values())

    def _whole(self, slug: str, parts: list[str]) -> dict[str, float]:
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


@cache
def _reads(module: str) -> tuple[str, ...]:
    """What a module of analyses says that it rests on, beside what a chapter's cells name."""
    if find_spec(f"{BLOCKS}.{module}") is None:
        return ()
    return tuple(getattr(import_module(f"{BLOCKS}.{module}"), "READS", ()))


def _by_period(frame: pd.DataFrame) -> dict[tuple[pd.Timestamp, str], dict[str, float]]:
    frame = frame[frame["value"].notna()]
    groups = frame.groupby(["period_end", "period"], sort=True)
    found = {(key[0], str(key[1])): group for key, group in groups}
    return {
        key: dict(zip(found[key]["area"], found[key]["value"], strict=True))
        for key in sorted(found, reverse=True)
    }
