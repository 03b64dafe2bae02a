"""What the snapshot has of an indicator for an area, under the codes that it goes or went by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from evidencebook.analysis.combine import COLUMNS, Combiner
from evidencebook.analysis.series import filled, listed, missing_from
from evidencebook.areas import Area, Areas
from evidencebook.errors import ChapterError, UnknownIndicatorError
from evidencebook.indicators import Indicator, find_indicator
from evidencebook.store import Store

# What a series has of its own, not being computed or joined on.
PUBLISHED = COLUMNS[:-2]


@dataclass(frozen=True)
class Readings:
    """Observations as the store has them, and a series put together from an area's past.

    Parameters
    ----------
    store : Store
    areas : Areas
    data : Path
        The data folder, for the indicators' cards.
    """

    store: Store
    areas: Areas
    data: Path

    def card(self, indicator: str) -> Indicator:
        """The indicator's card. Raises UnknownIndicatorError."""
        return find_indicator(self.data, indicator)

    def rows(
        self, indicator: str, codes: Iterable[str], dims: Mapping[str, str] | None = None
    ) -> pd.DataFrame:
        """Observations of some areas; empty where the snapshot has none of the indicator."""
        self.card(indicator)
        try:
            return self.store.observations(indicator, codes, dims)
        except UnknownIndicatorError:
            return pd.DataFrame(columns=["indicator", "area", *COLUMNS])

    def slice(self, indicator: str, codes: Iterable[str], dims: dict[str, str]) -> pd.DataFrame:
        """Observations of some areas: of the dimensions' values that are named, else the totals.

        Raises ChapterError for a dimension that is not there, or one without a total or a choice.
        """
        totals = self.card(indicator).totals
        if unknown := sorted(set(dims) - set(totals)):
            raise ChapterError(
                f"'{indicator}' has no dimension {', '.join(unknown)}.",
                expected=", ".join(totals) or "none",
                do="leave it out, or look at the indicator's card",
            )
        chosen: dict[str, str] = {}
        for name, default in totals.items():
            wanted = dims.get(name, default)
            if wanted is None:
                raise ChapterError(
                    f"'{indicator}' has no total over its {name}.",
                    expected=f"a choice of {name}",
                    do=f"name one: {name}=…",
                )
            chosen[name] = wanted
        return self.rows(indicator, codes, chosen)

    def published(self, indicator: str, area: Area, dims: dict[str, str]) -> pd.DataFrame:
        """An area's series as published, under the first of its codes that has figures."""
        frame = self.slice(indicator, area.codes, dims)
        codes = frame["area"].to_numpy(object)
        there = frame["value"].notna().to_numpy()
        for code in area.codes:
            if there[own := codes == code].any():
                return as_published(frame[own])
        return as_published(frame.iloc[:0])

    def past(self, area: Area) -> tuple[tuple[str, ...], ...]:
        """What was there before it: a county of the same extent, or the authorities merged."""
        merged = self.areas.predecessors(area.code) if area.single else []
        return (*((code,) for code in area.former), *merged)

    def with_past(
        self,
        own: pd.DataFrame,
        indicator: str,
        area: Area,
        dims: dict[str, str],
        combiner: Combiner,
    ) -> pd.DataFrame:
        """A series, and before it the figures of what the area was until it was made.

        A county of the same extent had figures of its own; those of merged authorities are put
        together by the card's rule, where it allows that.
        """
        card = self.card(indicator)
        for codes in self.past(area):
            frame = missing_from(own, self.slice(indicator, codes, dims))
            if frame.empty:
                continue
            if len(codes) == 1:
                text = f"as published for {self._former(codes[0])}, which had the same boundary"
                earlier = frame.assign(computed=text, joined=True)[COLUMNS]
            elif card.aggregation.rule != "none":
                earlier = combiner.rows(card, codes, {}, frame, dims)
                earlier["computed"] += f": {self.names(codes)}, which it replaced"
                earlier["joined"] = True
            else:
                continue
            own = filled(own, earlier)
        return own

    def _former(self, code: str) -> str:
        kind = "county" if code.startswith("E10") else "combined authority"
        return f"the former {kind} of {self.areas.name(code)}"

    def names(self, codes: Iterable[str]) -> str:
        """The names of areas in a sentence."""
        return listed([self.areas.name(code) for code in codes])


def as_published(rows: pd.DataFrame) -> pd.DataFrame:
    """Observations as a series: published, not joined on."""
    columns = {name: rows[name].array for name in PUBLISHED}
    columns["computed"] = pd.array([""] * len(rows), dtype="str")
    return pd.DataFrame(columns | {"joined": np.zeros(len(rows), dtype=bool)}, copy=False)
