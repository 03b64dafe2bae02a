"""Research and development: known by region and nation only, so the region is named throughout."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from evidencebook.analysis.figures import Figure
from evidencebook.analysis.place import Place
from evidencebook.areas import LEVELS, UK, Area
from evidencebook.blocks import charts, gaps
from evidencebook.blocks.block import Block
from evidencebook.blocks.cautions import ONSHORE, onshore
from evidencebook.blocks.charts.measure import Measure
from evidencebook.blocks.claims import statement
from evidencebook.blocks.facts import fact_of
from evidencebook.blocks.figures import figure
from evidencebook.blocks.frames import by_place
from evidencebook.blocks.numbers import format_value
from evidencebook.blocks.wording import NO_INTERVAL, printed

BUSINESS = "expenditure-research-and-development-business"
PUBLIC = "expenditure-research-and-development-public"
OUTPUT, POPULATION = "gross-value-added-current-prices", "population"
# Per cent of gross domestic product, for all research in the UK (HM Government 2017,
# Industrial Strategy: building a Britain fit for the future).
TARGET = 2.4
SHARE = Measure("% of gross value added", suffix="%", decimals=1)
HOW = (
    "spending over gross value added at current prices and over mid-year population, both of the "
    "calendar year in which the year of spending begins"
)
DIFFERENT_YEARS = (
    "The tables of business and of publicly funded research are of different years and overlap "
    "where public money pays for research in firms, so they are not added up here."
)
NOT_THE_TARGET = (
    "The target is set for the whole country, for all research and development whoever pays for "
    "it, as a share of gross domestic product, which is somewhat larger than gross value added."
)
__all__ = ["business", "by_region", "local", "public", "target"]
# Shown for a larger area where the place has no figures.
FROM_LARGER_AREAS = (
    "expenditure-research-and-development-business",
    "expenditure-research-and-development-public",
)
# What these rest on, for `evidencebook coverage`.
READS = (*FROM_LARGER_AREAS, "population")


@dataclass(frozen=True)
class Effort:
    """Research spending of one area and year, beside its output and population."""

    spent: Figure
    output: Figure
    people: Figure | None

    @property
    def share(self) -> float:
        """Per cent of gross value added."""
        return 100 * self.spent.value / self.output.value

    @property
    def per_head(self) -> float:
        """Pounds for each person; not a number where the population is not held."""
        return 1e6 * self.spent.value / self.people.value if self.people else float("nan")

    @property
    def used(self) -> list[Figure]:
        """The figures that it rests on."""
        return [self.spent, self.output, *([self.people] if self.people else [])]


def business(place: Place, id: str) -> Block:
    """Claim: business research in the region, per head and as a share of its output."""
    return _in_words(place, id, BUSINESS, "businesses {of} spent", "Research by businesses")


def public(place: Place, id: str) -> Block:
    """Claim: publicly funded research in the region, per head and as a share of its output."""
    verb = "public funds paid for research and development {of} worth"
    return _in_words(place, id, PUBLIC, verb, "Publicly funded research")


def target(place: Place, id: str) -> Block:
    """Claim: business research as a share of the region's output, against the national target."""
    area = _known_for(place, BUSINESS)
    own = _effort(place, area, BUSINESS) if area else None
    if area is None or own is None:
        return gaps.missing(place, id, BUSINESS)
    side = "above" if own.share > TARGET else "below"
    if SHARE.text(own.share) == SHARE.text(TARGET):
        side = "level with"
    text = (
        f"In {own.spent.period}, business research alone came to {SHARE.text(own.share)} of "
        f"gross value added in {_named(place, area).removesuffix(',')}, {side} the "
        f"{SHARE.text(TARGET)} of gross domestic product that the United Kingdom set itself as a "
        "target for all research, public and private"
    )
    other = _effort(place, area, PUBLIC)
    used = own.used
    if other:
        text += (
            f"; publicly funded research, part of it in the same firms, came to "
            f"{SHARE.text(other.share)} in {other.spent.period}"
        )
        used = [*used, *other.used]
    said = fact_of(own.spent, side, value=round(own.share, 3), reference=TARGET)
    return statement(
        id, "Research against the national target", f"{text} ({NO_INTERVAL}).", used,
        [said], computed=HOW,
        notes=(NOT_THE_TARGET, DIFFERENT_YEARS, *onshore(used)), unit=SHARE.unit,
    )  # fmt: skip


def local(place: Place, id: str) -> Block:
    """Gap: research below the level of regions and nations."""
    area = _known_for(place, BUSINESS)
    if area is None:
        return gaps.missing(place, id, BUSINESS)
    text = "Spending on research and development is published for regions and nations only. "
    if set(area.codes) & set(place.area.codes):
        text += f"How it is spread over the parts of {area.in_text} is not known."
    else:
        text += (
            f"What is spent in {place.area.in_text} itself is not known: the figures here are of "
            f"{area.in_text}, and a place's part of them need not follow its size."
        )
    releases = [place.figures.store.release(slug) for slug in (BUSINESS, PUBLIC)]
    return gaps.gap(place, id, "Not known: research and development in places", text, releases)


def by_region(place: Place, id: str, indicator: str = BUSINESS) -> Block:
    """Figure: research as a share of output in every region and nation."""
    area = _known_for(place, indicator)
    own = _effort(place, area, indicator) if area else None
    if area is None or own is None:
        return gaps.missing(place, id, indicator)
    period, rows = own.spent.period, []
    for other in _regions(place):
        if found := _effort(place, other, indicator, period):
            rows.append(_row(found, "area" if other.code == area.code else "member"))
    whole = _effort(place, place.figures.areas[UK], indicator, period)
    rows += [_row(whole, "area" if area.code == UK else "uk")] if whole else []
    table = pd.DataFrame(rows)
    card = place.figures.card(indicator)
    title = (
        f"{card.title} came to {SHARE.text(own.share)} of gross value added in {area.in_text} "
        f"in {period}"
    )
    drawn = table[["label", "role", "value"]]
    heads = {"period": "Period", "spent": "£ million", "value": SHARE.unit.capitalize()}
    return figure(
        place,
        id,
        title=title,
        subtitle=f"{card.title}, % of gross value added, regions and nations, {period}",
        chart=charts.ranked_chart(drawn, SHARE),
        data=by_place(table, heads | {"per_head": "£ per person"}),
        cards=[card, place.figures.card(OUTPUT), place.figures.card(POPULATION)],
        period=period,
        computed=HOW,
        notes=(
            NOT_THE_TARGET if indicator == BUSINESS else DIFFERENT_YEARS,
            *((ONSHORE,) if whole else ()),
        ),
        unit=SHARE.unit,
    )  # fmt: skip


def _in_words(place: Place, id: str, indicator: str, verb: str, title: str) -> Block:
    area = _known_for(place, indicator)
    own = _effort(place, area, indicator) if area else None
    if area is None or own is None:
        return gaps.missing(place, id, indicator)
    card, period = place.figures.card(indicator), own.spent.period
    done = verb.format(of=f"in {_named(place, area)}")
    what = " on research and development" if indicator == BUSINESS else ""
    text = (
        f"In {period}, {done} {printed(own.spent)}{what}: {SHARE.text(own.share)} of gross "
        "value added"
    )
    used = own.used
    wider = _wider(place, area, indicator, period)
    if wider:
        text += f" (against {SHARE.text(wider.share)} in {wider.spent.area.in_text})"
        used = [*used, *wider.used]
    peopled = _effort(place, area, indicator, peopled=True)
    if peopled:
        said, figures = _per_head(place, peopled, period)
        text += f" and {said}" if peopled.spent.period == period else f"; {said}"
        used = [*used, *figures]
    newest = place.at(area, indicator, None)
    if newest and newest.period != period:
        text += f"; in {newest.period}, for which output is not yet held, {printed(newest)}"
        used = [*used, newest]
    notes: tuple[str, ...] = () if indicator == BUSINESS else (DIFFERENT_YEARS,)
    if card.dated:
        notes += (f"{card.title}: dated, no later figures are held.",)
    return statement(
        id, title, f"{text} ({NO_INTERVAL}).", used,
        [fact_of(own.spent, "level", value=round(own.share, 3))],
        computed=HOW, unit=SHARE.unit, notes=(*notes, *onshore(used)),
    )  # fmt: skip


def _per_head(place: Place, own: Effort, said: str) -> tuple[str, list[Figure]]:
    """Pounds a person, against the widest area with a population for the year."""
    area, indicator, period = own.spent.area, own.spent.indicator.slug, own.spent.period
    text = f"{_pounds(own.per_head)} a person" + (f" in {period}" if period != said else "")
    wider = _wider(place, area, indicator, period, peopled=True)
    if wider is None:
        return text, own.used
    text += f" (against {_pounds(wider.per_head)} in {wider.spent.area.in_text})"
    return text, [*own.used, *wider.used]


def _known_for(place: Place, indicator: str) -> Area | None:
    """The area, else the smallest that holds it and has figures, which is its region or nation."""
    return next((a for a in place.outward if place.at(a, indicator, None, "published")), None)


def _effort(
    place: Place, area: Area, indicator: str, period: str | None = None, *, peopled: bool = False
) -> Effort | None:
    """The newest year, or a given one, with spending and output (and with population)."""
    series = place.figures.series(indicator, area)
    periods = [period] if period else list(series.loc[series["value"].notna(), "period"])[::-1]
    made = (_of_year(place, area, indicator, p) for p in periods)
    return next((e for e in made if e and (e.people or not peopled)), None)


def _of_year(place: Place, area: Area, indicator: str, period: str) -> Effort | None:
    spent = place.at(area, indicator, period)
    if spent is None:
        return None
    output = place.at(area, OUTPUT, str(spent.start.year))
    people = place.at(area, POPULATION, f"mid-{spent.start.year}")
    return Effort(spent, output, people) if output else None


def _wider(
    place: Place, area: Area, indicator: str, period: str, *, peopled: bool = False
) -> Effort | None:
    """The United Kingdom's, else the nation's, for the same year."""
    for code in (UK, area.nation):
        if code and code not in area.codes:
            around = place.figures.areas[code]
            if found := _effort(place, around, indicator, period, peopled=peopled):
                return found
    return None


def _regions(place: Place) -> list[Area]:
    areas = place.figures.areas
    nations = [a for a in areas.of_level("ctry") if not a.code.startswith("E92")]
    return [*areas.of_level("rgn"), *nations]


def _row(effort: Effort, role: str) -> dict[str, object]:
    area = effort.spent.area
    return {
        "area": area.code,
        "label": area.name,
        "role": role,
        "period": effort.spent.period,
        "spent": effort.spent.value,
        "value": effort.share,
        "per_head": effort.per_head,
    }


def _named(place: Place, area: Area) -> str:
    """``the North West, the region that Lancashire lies in,`` or the area's own name."""
    if set(area.codes) & set(place.area.codes):
        return area.in_text
    kind = {"rgn": "region", "ctry": "nation"}.get(area.level, LEVELS[area.level].lower())
    return f"{area.in_text}, the {kind} that {place.area.in_text} lies in,"


def _pounds(value: float) -> str:
    return format_value(value, prefix="£", decimals=0)
