"""The one object that a notebook talks to.

>>> from evidencebook import Chapter
>>> chapter = Chapter("productivity", area)          # doctest: +SKIP
>>> chapter.trend("output-per-hour", "gross-value-added-per-hour-worked")  # doctest: +SKIP

Each method makes one block and returns it for the cell to show. Where the figures for the
place are missing it returns a gap block, which says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
from IPython.display import display

from evidencebook import settings
from evidencebook.analysis.figures import Figures, opened
from evidencebook.analysis.place import Place
from evidencebook.areas import Area
from evidencebook.blocks import (
    alongside,
    claims,
    connections,
    economy,
    energy,
    enterprise,
    figures,
    gaps,
    gateways,
    housing,
    industry,
    likeness,
    paths,
    places,
    research,
    shifts,
    tables,
    trade,
)
from evidencebook.blocks.block import KEY_MESSAGES, Block
from evidencebook.blocks.metrics import metric
from evidencebook.errors import ChapterError

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class Chapter:
    """One priority's evidence for one area.

    Parameters
    ----------
    name : str
        The chapter's slug: the notebook's file name and the first part of its block ids.
    area : str
        Code, slug or name.
    comparators : str
        Areas to compare with instead of the statistical neighbours: codes, slugs or names,
        separated by commas.
    data : Path, optional
        The data folder; by default the one that the settings name.

    Raises
    ------
    UnknownAreaError
        With the nearest names.
    """

    def __init__(
        self, name: str, area: str, comparators: str = "", data: Path | None = None
    ) -> None:
        self.name = name
        self.figures: Figures = opened(data or settings.data_folder())
        areas = self.figures.areas
        found = areas.find(area)
        if noted := settings.reads_folder():
            self.figures.store.log_reads(noted / f"{found.slug}.{name}.jsonl")
        chosen = tuple(areas.comparators(found, comparators.split(",")))
        self.place = Place(self.figures, found, chosen)
        self.blocks: dict[str, Block] = {}
        self._used: dict[str, None] = {}

    @property
    def area(self) -> Area:
        """The area that the chapter is about."""
        return self.place.area

    def together(self, *made: Block) -> None:
        """Show the blocks of one topic; of gaps one, and only where there is nothing else."""
        for block in [b for b in made if b.kind != "gap"] or list(made[:1]):
            display(block)

    # Claims

    def key_messages(self, *made: Block) -> None:
        """Show claims as the chapter's key messages; gaps among them are left out."""
        for block in [b for b in made if b.kind == "claim"]:
            self.blocks[block.id] = replace(block, group=KEY_MESSAGES)
            display(self.blocks[block.id])

    def compare(self, slug: str, indicator: str, **dims: str) -> Block:
        """Claim: the newest figure against the wider areas'."""
        return self._about(claims.compare, slug, indicator, **dims)

    def change(self, slug: str, indicator: str, years: int = claims.YEARS, **dims: str) -> Block:
        """Claim: how the figure has moved over some years."""
        return self._about(claims.change, slug, indicator, years, **dims)

    def rank(self, slug: str, indicator: str, **dims: str) -> Block:
        """Claim: the area's rank among areas of its kind."""
        return self._about(claims.rank, slug, indicator, **dims)

    def spread(self, slug: str, indicator: str, **dims: str) -> Block:
        """Claim: the highest and lowest of the area's authorities."""
        return self._about(claims.spread, slug, indicator, **dims)

    def index(self, slug: str, indicator: str, years: int = claims.YEARS, **dims: str) -> Block:
        """Claim: the figure as a share of the widest area's, now and before."""
        return self._about(claims.index, slug, indicator, years, **dims)

    def share(self, slug: str, indicator: str, **dims: str) -> Block:
        """Claim: an amount, and its share of the widest area's."""
        return self._about(claims.share, slug, indicator, **dims)

    # Figures of one or more indicators

    def metric(self, slug: str, indicator: str, **dims: str) -> Block:
        """Metric: a headline figure with its change and comparison."""
        return self._about(metric, slug, indicator, **dims)

    def trend(self, slug: str, indicator: str) -> Block:
        """Figure: lines over time, with intervals where published."""
        return self._about(figures.trend, slug, indicator)

    def index_trend(self, slug: str, indicator: str) -> Block:
        """Figure: lines over time as a share of the widest area's (UK = 100)."""
        return self._about(figures.index_trend, slug, indicator)

    def compared(self, slug: str, indicator: str) -> Block:
        """Figure: the area, the wider areas and the neighbours, in order."""
        return self._about(figures.compared, slug, indicator)

    def across(self, slug: str, indicator: str) -> Block:
        """Figure: the authorities of the area, or around it, in order."""
        return self._about(figures.across, slug, indicator)

    def map(self, slug: str, indicator: str) -> Block:
        """Figure: the authorities of the area, or around it, on a map."""
        return self._about(figures.map_of, slug, indicator)

    def slope(self, slug: str, indicator: str, years: int = claims.YEARS) -> Block:
        """Figure: the area and its authorities at two moments."""
        return self._about(figures.slope, slug, indicator, years)

    def multiples(self, slug: str, title: str, indicators: Sequence[str]) -> Block:
        """Figure: several indicators over time, a panel each."""
        return self._of_several(figures.multiples, slug, title, indicators)

    def heat(self, slug: str, title: str, indicators: Sequence[str]) -> Block:
        """Figure: the authorities on several measures at once."""
        return self._of_several(figures.heat, slug, title, indicators)

    def scatter(self, slug: str, title: str, x: str, y: str) -> Block:
        """Figure: two indicators of all authorities of the nation."""
        return self._keep(figures.scatter(self.place, self._id(slug), title, x, y), x, y)

    def table(self, slug: str, title: str, indicators: Sequence[str]) -> Block:
        """Table: the area, the wider areas and the change on several indicators."""
        return self._of_several(tables.summary, slug, title, indicators)

    # Analyses

    def economy(self, make: str, slug: str, **options: Any) -> Block:
        """A claim or figure of `blocks.economy`: industries, growth, the gap."""
        return self._make(economy, make, slug, **options)

    def connections(self, make: str, slug: str, **options: Any) -> Block:
        """A claim, figure or table of `blocks.connections`: journeys, traffic, stations."""
        return self._make(connections, make, slug, **options)

    def energy(self, make: str, slug: str, **options: Any) -> Block:
        """A claim or figure of `blocks.energy`: renewable projects."""
        return self._make(energy, make, slug, **options)

    def enterprise(self, make: str, slug: str, **options: Any) -> Block:
        """A claim, figure or table of `blocks.enterprise`: the firms, and what they say."""
        return self._make(enterprise, make, slug, **options)

    def places(self, make: str, slug: str, **options: Any) -> Block:
        """A claim, figure or table of `blocks.places`: growth, and who is ahead on what."""
        return self._make(places, make, slug, **options)

    def housing(self, make: str, slug: str, **options: Any) -> Block:
        """A claim or figure of `blocks.housing`: prices and pay, supply, short-term lets."""
        return self._make(housing, make, slug, **options)

    def industry(self, make: str, slug: str, **options: Any) -> Block:
        """A claim or figure of `blocks.industry`: one industry, or those that live by knowledge."""
        return self._make(industry, make, slug, **options)

    def research(self, make: str, slug: str, **options: Any) -> Block:
        """A claim or figure of `blocks.research`: research and development of the region."""
        return self._make(research, make, slug, **options)

    def gateways(self, make: str, slug: str, **options: Any) -> Block:
        """A claim, figure or table of `blocks.gateways`: the logistics industries."""
        return self._make(gateways, make, slug, **options)

    def likeness(self, make: str, slug: str, **options: Any) -> Block:
        """A claim or figure of `blocks.likeness`: the distance from places like it."""
        return self._make(likeness, make, slug, **options)

    def paths(self, make: str, slug: str, **options: Any) -> Block:
        """A claim or figure of `blocks.paths`: whether the authorities draw together."""
        return self._make(paths, make, slug, **options)

    def shifts(self, make: str, slug: str, **options: Any) -> Block:
        """A claim or figure of `blocks.shifts`: growth beside the nation's, specialisations."""
        return self._make(shifts, make, slug, **options)

    def trade(self, make: str, slug: str, **options: Any) -> Block:
        """A claim or figure of `blocks.trade`: exports, partners, investment."""
        return self._make(trade, make, slug, **options)

    def alongside(self, make: str, slug: str, **options: Any) -> Block:
        """A claim, figure or table of `blocks.alongside`: a few places side by side."""
        return self._make(alongside, make, slug, **options)

    def side_by_side(self, slug: str, title: str, indicators: Sequence[str]) -> None:
        """Show a claim on each of several indicators, and a figure of all, place by place."""
        said = [self._about(alongside.in_words, one, one) for one in indicators]
        self.together(*said, self._of_several(alongside.chart, slug, title, indicators))

    # What stands at the end of every chapter

    def unknowns(self) -> Block:
        """Table: what is missing, dated, computed or without intervals in this chapter."""
        return tables.unknowns(self.place, self._id("unknowns"), list(self._used), self._shown())

    def sources(self) -> Block:
        """Table: every publication that the chapter's blocks rest on."""
        return tables.sources(self.place, self._id("sources"), self._shown())

    def gap(self, slug: str, title: str, text: str) -> Block:
        """Gap: something that no figure in the snapshot can tell."""
        return self._keep(gaps.gap(self.place, self._id(slug), title, text))

    def known(self, *indicators: str, within: bool = False) -> str:
        """The first of some indicators that has a figure for the area, else the first.

        For what each nation publishes under a name of its own. With `within`, figures of the
        authorities of the area, or around it, will do: for maps and the like.
        """
        found = (
            slug
            for slug in indicators
            if self.place.own(slug) is not None
            or (within and len(claims.within(self.place, slug)) > 1)
        )
        return next(found, indicators[0])

    def frame(self, indicator: str, **dims: str) -> pd.DataFrame:
        """The area's series as a data frame, for work at the bench."""
        return self.figures.series(indicator, self.area, **dims)

    def _make(self, module: Any, make: str, slug: str, **options: Any) -> Block:
        name = make.replace("-", "_")
        if name not in module.__all__:
            raise ChapterError(
                f"There is no '{make}'.",
                where=f"chapter {self.name}, block {slug}",
                expected=f"one of {', '.join(module.__all__)}",
            )
        made: Block = getattr(module, name)(self.place, self._id(slug), **options)
        return self._keep(made)

    def _about(
        self, make: Callable[..., Block], slug: str, indicator: str, *more: Any, **dims: str
    ) -> Block:
        made = make(self.place, self._id(slug), indicator, *more, **dims)
        return self._keep(made, indicator)

    def _of_several(
        self, make: Callable[..., Block], slug: str, title: str, indicators: Sequence[str]
    ) -> Block:
        return self._keep(make(self.place, self._id(slug), title, indicators), *indicators)

    def _id(self, slug: str) -> str:
        if not _SLUG.fullmatch(slug):
            raise ChapterError(
                "A block's name is not a slug.",
                where=f"chapter {self.name}",
                expected="small letters, digits and hyphens, such as output-per-hour",
                found=repr(slug),
            )
        return f"{self.name}.{slug}"

    def _keep(self, block: Block, *asked: str) -> Block:
        """Remember a block, and the indicators used: a gap names none, so those asked for too."""
        self.blocks[block.id] = block
        asserted = [str(fact["indicator"]) for fact in block.asserts if "indicator" in fact]
        self._used |= dict.fromkeys((*asked, *asserted, *block.indicators))
        return block

    def _shown(self) -> list[Block]:
        return list(self.blocks.values())
