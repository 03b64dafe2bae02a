"""One area among others: its own figures, and those it is read against."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from evidencebook.analysis import neighbours
from evidencebook.analysis.figures import Figure, Figures
from evidencebook.areas import ENGLAND_WALES, GREAT_BRITAIN, SET, UK, Area
from evidencebook.errors import UnknownPeriodError

LISTED = "its statistical neighbours, as listed by the Office for National Statistics"
# Among which areas an area of each level is ranked.
RANKED_AMONG = {"group": "ctry", "uk": "", "subrgn": "rgn", "mcty": "cauth"}


@dataclass(frozen=True)
class Place:
    """An area with the figures and comparators that a chapter needs.

    Parameters
    ----------
    figures : Figures
    area : Area
    chosen : tuple of Area, optional
        Comparators chosen by the user, instead of statistical neighbours.
    """

    figures: Figures
    area: Area
    chosen: tuple[Area, ...] = ()

    @cached_property
    def neighbours(self) -> list[Area]:
        """The comparators that the user or the area's file names, else statistical neighbours."""
        return self._peers[0]

    @property
    def origin_of_neighbours(self) -> str:
        """Where its neighbours come from, in words; empty where it has none."""
        return self._peers[1] if self.neighbours else ""

    @cached_property
    def _peers(self) -> tuple[list[Area], str]:
        """What it is compared with, and where that comes from."""
        if self.chosen:
            return list(self.chosen), "chosen for this edition"
        if named := self.figures.areas.named_in_file(self.area):
            return named, "named in the area's own file"
        if listed := self.figures.areas.neighbours(self.area):
            return listed, LISTED
        return neighbours.nearest(self.figures, self.area), neighbours.described()

    @cached_property
    def circle(self) -> Area:
        """The area whose authorities are shown side by side.

        That is the area itself; for a single authority, the county, combined authority,
        region or nation that it lies within.
        """
        areas = self.figures.areas
        if not self.area.single:
            return self.area
        county = areas.county_of(self.area.code)
        around = [areas[county]] if county != self.area.code else []
        around += [a for a in areas.of_level("cauth") if self.area.code in a.members]
        around += [areas[c] for c in (self.area.region, self.area.nation) if c]
        return next((a for a in around if len(a.members) > 2), self.area)

    @property
    def among(self) -> str:
        """``Within Lancashire`` or, for one authority, ``Across the authorities of …``."""
        if self.circle is self.area:
            return f"Within {self.area.in_text}"
        kind = " (county)" if self.circle.level == "county" else ""
        return f"Across the authorities of {self.circle.in_text}{kind}"

    @cached_property
    def wider(self) -> list[Area]:
        """The United Kingdom, the nation and the region that the area lies within, widest first."""
        codes = dict.fromkeys([UK, self.area.nation, self.area.region])
        return [self.figures.areas[c] for c in codes if c and c not in self.area.codes]

    @cached_property
    def outward(self) -> list[Area]:
        """The area, then those that hold it whole, smallest first.

        ITL areas and combined authorities, the region, the nation, the United Kingdom: one of
        these stands in for a place that has no figure of its own.
        """
        wider = self.wider[::-1]
        # Northern Ireland is also an ITL 2 area, of which no reader has heard.
        known = {code for area in wider for code in area.codes}
        near = [a for a in self.figures.areas.holding(self.area) if a.code not in known]
        return [self.area, *near, *wider]

    def own(self, indicator: str, period: str | None = None, **dims: str) -> Figure | None:
        """The area's figure: the newest or that of a period; None where there is none."""
        return self.at(self.area, indicator, period, **dims)

    def at(
        self, area: Area, indicator: str, period: str | None, how: str = "any", **dims: str
    ) -> Figure | None:
        """Another area's figure of a period; None where there is none."""
        try:
            found = self.figures.value(indicator, area, period, how=how, **dims)
        except UnknownPeriodError:
            return None
        return found if found is not None and pd.notna(found.value) else None

    def references(self, indicator: str, period: str, **dims: str) -> list[Figure]:
        """Figures of the wider areas for the same period, widest first.

        The widest is the United Kingdom; where the indicator does not cover it, Great
        Britain, England and Wales, or the nation. The region follows.
        """
        widest = self.widest(indicator, period, **dims)
        region = self.area.region
        found = [widest] if widest else []
        if region and region not in self.area.codes and region not in (f.area.code for f in found):
            near = self.at(self.figures.areas[region], indicator, period, **dims)
            found += [near] if near else []
        return found

    def widest(self, indicator: str, period: str, **dims: str) -> Figure | None:
        """The figure of the widest area that the indicator covers and this one lies within."""
        for code in (UK, *self._groups, self.area.nation):
            if code and code not in self.area.codes:
                figure = self.at(self.figures.areas[code], indicator, period, "published", **dims)
                if figure is not None:
                    return figure
        return None

    def outdated(self, own: Figure, **dims: str) -> Figure | None:
        """The region's newest figure, or the nation's, where it is of a later year than this."""
        for area in self.wider[::-1]:
            found = self.at(area, own.indicator.slug, None, "published", **dims)
            if found:
                return found if found.end.year > own.end.year else None
        return None

    def ranked_among(self, indicator: str, period: str, **dims: str) -> list[Figure]:
        """Figures of all areas of its kind for one period, this area's among them."""
        areas = self.figures.areas.of_level(self._rank_level)
        official = set(self.area.codes)
        others = [area for area in areas if area.code not in official and area != self.area]
        found = self.figures.values(indicator, [self.area, *others], period, **dims)
        return [figure for figure in found if figure is not None]

    @property
    def _rank_level(self) -> str:
        level = self.area.level
        if level == SET:
            official = self.area.official
            level = self.figures.areas[official].level if official else "lep"
        return RANKED_AMONG.get(level, level)

    @property
    def kind_of_peers(self) -> str:
        """What the areas that it is ranked among are called."""
        names = {
            "ltla": "local authorities",
            "county": "counties",
            "cauth": "combined authorities",
            "rgn": "regions",
            "ctry": "nations",
            "lep": "local enterprise partnership areas",
            "": "areas of its kind",
        }
        return names.get(
            self._rank_level, f"{self._rank_level.upper().replace('ITL', 'ITL ')} areas"
        )

    @property
    def _groups(self) -> tuple[str, ...]:
        nation = self.area.nation[:1]
        if nation in ("E", "W"):
            return (GREAT_BRITAIN, ENGLAND_WALES)
        return (GREAT_BRITAIN,) if nation == "S" else ()
