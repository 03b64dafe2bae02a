"""Whether homes cost more of people's pay where the jobs and the output are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from evidencebook.analysis.figures import Figure
from evidencebook.analysis.housing import FEWEST_GROUPS, rank_correlation, sign
from evidencebook.analysis.jobs import (
    OUTPUT,
    PER_JOB,
    POPULATION,
    fair_year,
    jobs_per_resident,
)
from evidencebook.analysis.place import Place
from evidencebook.analysis.ranks import Estimate
from evidencebook.areas import Area
from evidencebook.blocks import gaps
from evidencebook.blocks.block import Block
from evidencebook.blocks.cautions import JOBS_FAIR
from evidencebook.blocks.claims import statement
from evidencebook.blocks.facts import fact
from evidencebook.blocks.frames import headed
from evidencebook.blocks.housing.affordability import RATIO
from evidencebook.blocks.numbers import format_value
from evidencebook.indicators import Indicator

FIRST_BUYERS, PER_HOUR = "first-time-buyer-mortgage-sales", "gross-value-added-per-hour-worked"
# What the cost of homes is set beside, and where it is higher.
WITH = {
    "jobs for each resident": "there are more jobs for each resident",
    "output per hour worked": "output per hour worked is higher",
}
NOT_CAUSE = "That two measures go together does not show that one causes the other."
WIDENED = (
    "Authorities near each other are alike. The intervals allow for this, by leaving out one {} "
    "after the other."
)
TOO_NARROW = (
    "Authorities near each other are alike. The intervals take them as independent, for want of "
    "more areas, and are too narrow."
)
JOBS_MADE = (
    "jobs: output over output per job, for each resident of the same year's middle, or the year "
    "before's where no later count is held"
)


def near_the_jobs(place: Place, id: str) -> Block:
    """Claim: whether homes cost more of a year's pay where jobs and output gather.

    Over the authorities of the nation: rank correlations of the affordability ratio (where it
    is not published, of first-time buyers' mortgages) with jobs for each resident and with
    output per hour.
    """
    areas = [a for a in place.figures.areas.of_level("ltla") if a.nation == place.area.nation]
    slug, cost = _cost(place, areas)
    jobs, hourly = jobs_per_resident(place.figures, areas), place.figures.newest(PER_HOUR, areas)
    near, kind_of_group = _nearby(place, areas)
    sides = dict(zip(WITH, (jobs, hourly), strict=True))
    # No jobs are known of a nation whose output per job ends before the last year.
    found = {
        name: rank_correlation(one["value"], cost["value"], near)
        for name, one in sides.items()
        if len(one)
    }
    links = {name: link for name, link in found.items() if link}
    if not links or len(links) < len(found):
        return _too_few(place, id)
    card, nation = place.figures.card(slug), place.figures.areas[place.area.nation]
    text, used = _in_words(place, card, links)
    data = pd.DataFrame(
        {headed("Jobs", "per resident"): jobs["value"], "£ per hour worked": hourly["value"]}
    )
    data = data.join(cost["value"].rename(headed(card.title, card.unit)), how="inner")
    data = data.dropna(axis="columns", how="all")
    data.insert(0, "Area", [place.figures.areas.name(code) for code in data.index])
    facts = [
        fact("association", slug, nation.code, str(cost["period"].max()))
        | {"with": beside, "value": round(link.value, 4)}
        for beside, link in links.items()
    ]
    return statement(
        id, "Homes and jobs", f"{text}.", used, facts, unit="rank correlation",
        data=data.rename_axis("Area code").reset_index().round(4),
        computed=f"Spearman's rank correlation over authorities, newest figures; {JOBS_MADE}",
        notes=(
            NOT_CAUSE,
            TOO_NARROW if near is None else WIDENED.format(kind_of_group),
            JOBS_FAIR,
        ),
    )  # fmt: skip


def _cost(place: Place, areas: Sequence[Area]) -> tuple[str, pd.DataFrame]:
    """What a home costs in years' pay or, where that is not published, the stand-in for it."""
    found = place.figures.newest(RATIO, areas)
    if len(found):
        return RATIO, found
    return FIRST_BUYERS, place.figures.newest(FIRST_BUYERS, areas)


def _in_words(
    place: Place, card: Indicator, links: Mapping[str, Estimate]
) -> tuple[str, list[Figure]]:
    """The links and the area's own jobs in words, and the figures they rest on."""
    nation = place.figures.areas[place.area.nation]
    said = " and ".join(f"{_link(link, name)} {_numbers(link)}" for name, link in links.items())
    text = f"Across the authorities of {nation.in_text}, {card.phrase} {said}"
    used = [one for one in (place.own(PER_HOUR), place.own(card.slug)) if one]
    if own := _own_jobs(place):
        here = format_value(100 * own[0], decimals=0)
        text += f"; in {place.area.in_text} there were {here} jobs for every 100 residents"
        text += f" in {own[1][0].period}"
        if own[1][-1].start.year < own[1][0].start.year:
            text += f", residents being those of {own[1][-1].period}"
        used = [*own[1], *used]
    elif len(links) < len(WITH):
        text += (
            ". How many jobs there are for each resident is not known there for "
            f"{fair_year(place.figures)}, for which no output per job is published"
        )
    return text, used or [one for one in [place.at(nation, PER_HOUR, None)] if one]


def _too_few(place: Place, id: str) -> Block:
    text = (
        f"Too few authorities of one nation go with {place.area.in_text} to say whether homes "
        "cost more of people's pay where there are more jobs."
    )
    return gaps.gap(place, id, "Homes and jobs: too few authorities", text)


def _nearby(place: Place, areas: Sequence[Area]) -> tuple[pd.Series | None, str]:
    """The larger area that each authority lies in, and of what kind: the largest with enough.

    An authority that lies whole in none stands for itself.
    """
    known = place.figures.areas
    for level, kind in (("itl2", "ITL 2 area"), ("itl3", "ITL 3 area")):
        holds = {code: larger.code for larger in known.of_level(level) for code in larger.members}
        groups = pd.Series(
            {area.code: holds.get(area.code, area.code) for area in areas}, dtype=str
        )
        if FEWEST_GROUPS <= len(set(groups) & set(holds.values())) < len(areas):
            return groups, kind
    return None, ""


def _own_jobs(place: Place) -> tuple[float, list[Figure]] | None:
    """Jobs for each resident of the area, and the figures that it is made of."""
    year = fair_year(place.figures)
    per_job, output = (place.own(slug, year) for slug in (PER_JOB, OUTPUT))
    counts = (place.own(POPULATION, f"mid-{at}") for at in (int(year), int(year) - 1))
    people = next((count for count in counts if count), None)
    if per_job and output and people:
        value = 1e6 * output.value / per_job.value / people.value
        return value, [per_job, output, people]
    return None


def _link(link: Estimate, name: str) -> str:
    if not sign(link):
        return f"shows no clear link with {name}"
    return f"tends to be {'higher' if sign(link) > 0 else 'lower'} where {WITH[name]}"


def _numbers(link: Estimate) -> str:
    ends = (format_value(end, decimals=2) for end in (link.lower_95, link.upper_95))
    value = format_value(link.value, decimals=2)
    return f"(rank correlation {value}, 95% interval {' to '.join(ends)})"
