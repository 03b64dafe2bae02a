"""What to bear in mind beside a figure: counts that are rounded, residents that are few."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from evidencebook.analysis.figures import Figure
from evidencebook.analysis.jobs import POPULATION, jobs_per_resident
from evidencebook.analysis.place import Place
from evidencebook.areas import UK, Area
from evidencebook.blocks.numbers import format_value
from evidencebook.blocks.wording import relation, sentence_case
from evidencebook.indicators import Indicator

ROUNDED = (
    "Counts are rounded to five by the publisher, so small ones are rough and a zero may stand "
    "for one or two."
)
ONSHORE = (
    "The United Kingdom's output is shown less Extra-Regio, which belongs to no region and would "
    "hide what regions are strong in: oil and gas under the sea, embassies and forces abroad."
)
JOBS_FAIR = (
    "Jobs are worked out here as output over output per job. The two are not of one series: output "
    "per job is smoothed over the years and output is not. Together they make a fair count of jobs "
    "for the last year of output per job only, and for earlier years one that is too low, which "
    "is not used."
)
OUTPUT_BY_INDUSTRY = "ons-regional-gva"
# By how much rounding alone may move a rate, in its own unit, before that is told.
ROUGH = 1.0
# Jobs for each resident, from which figures for each resident tell little of those who live there.
CROWDED = 2.0


def cautions(place: Place, figures: Sequence[Figure]) -> tuple[str, ...]:
    """What to bear in mind beside these figures; empty where there is nothing."""
    areas = [one.area for one in figures if for_each_resident(one.indicator)]
    return (*rough(figures), *few_residents(place, areas))


def onshore(figures: Iterable[Figure]) -> tuple[str, ...]:
    """A caution where output of the United Kingdom is among these figures: what it leaves out."""
    among = any(f.area.code == UK and f.indicator.source == OUTPUT_BY_INDUSTRY for f in figures)
    return (ONSHORE,) if among else ()


def rough(figures: Iterable[Figure]) -> tuple[str, ...]:
    """A caution where rounding of the counts may move one of these rates by a point or more.

    Or where it alone may set the first figure of a measure apart from another of it.
    """
    figures = list(figures)
    # Of each measure, the first.
    leads = {one.indicator.slug: one for one in reversed(figures)}
    alike = any(_by_rounding(leads[one.indicator.slug], one) for one in figures)
    return (ROUNDED,) if alike or coarse(figures) else ()


def coarse(figures: Iterable[Figure]) -> bool:
    """Whether rounding of the counts may move one of these rates by a point or more."""
    return any(one.rounding >= ROUGH for one in figures)


def _by_rounding(one: Figure, other: Figure) -> bool:
    """Whether rounding alone may set two figures apart, which `relation` then does not."""
    off = one.rounding + other.rounding
    return off > 0 and one is not other and relation(one, other) == "unclear"


def few_residents(place: Place, areas: Iterable[Area]) -> tuple[str, ...]:
    """A caution for each of these authorities that has far more jobs than residents."""
    return tuple(
        f"{sentence_case(area.in_text)} had {jobs}: a figure for each resident "
        "is divided by few people there, and much of what it counts may come of those who work "
        "there and live elsewhere."
        for area, jobs in crowded(place, areas).items()
    )


def crowded(place: Place, areas: Iterable[Area]) -> dict[Area, str]:
    """Those with far more jobs than residents: ``53 jobs for each resident in 2023``."""
    known = {area.code: area for area in areas if area.single}
    if not known:
        return {}
    table = jobs_per_resident(place.figures, list(known.values()))
    return {
        known[str(code)]: f"{_jobs(row['value'])} for each resident in {row['year']:.0f}"
        for code, row in table.iterrows()
        if row["value"] >= CROWDED
    }


def _jobs(value: float) -> str:
    return format_value(value, suffix=" jobs", decimals=0 if value >= 10 else 1)


def for_each_resident(card: Indicator) -> bool:
    """Whether a measure counts something for each resident, and is not a share of residents."""
    rule = card.aggregation
    return rule.denominator == POPULATION and not card.unit.startswith("%")
