"""Trade both ways: what comes in beside what goes out, and how much of it is with the EU."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from evidencebook.analysis.figures import Figure
from evidencebook.analysis.place import Place
from evidencebook.areas import Area
from evidencebook.blocks import charts, gaps
from evidencebook.blocks.block import Block
from evidencebook.blocks.charts.measure import Measure
from evidencebook.blocks.claims import statement
from evidencebook.blocks.facts import fact
from evidencebook.blocks.figures import figure
from evidencebook.blocks.frames import headed
from evidencebook.blocks.numbers import percent
from evidencebook.blocks.trade.stand_ins import MILLIONS, nearest, of_place, old
from evidencebook.blocks.wording import (
    MORE_OR_LESS,
    NO_INTERVAL,
    difference,
    listed,
    possessive,
    printed,
    uncapitalised,
)
from evidencebook.indicators import Indicator
from evidencebook.sources.partners import ALL, ENERGY

UNION, REST = "European Union", "Rest of the world"
# Of a flow of goods, the share (%) from which energy without a business is told.
MUCH = 1.0
OFFSHORE = (
    "It went through pipelines or straight from rigs, and no business there is known to trade it. "
    "Oil and gas from under the sea are in no region's output."
)
PENCE = Measure("£ of imports for each £1 of exports", prefix="£", decimals=2)
COUNTED = (
    "Goods are counted where the businesses that trade them have their employees, not at the port "
    "or airport that they pass, nor where they are made or used. "
)
UNALLOCATED = (
    "The United Kingdom's figures hold trade that is given to no area; those of areas smaller than "
    "a region leave out energy through pipelines and businesses below the reporting threshold."
)
WITHOUT_TRAVEL = (
    "Services are shown without travel: what people spend abroad is published for regions only, "
    "and what visitors spend here not at all."
)


@dataclass(frozen=True)
class Flow:
    """Exports or imports of one kind, all of it and the part with the European Union."""

    name: str
    whole: float
    union: float
    used: tuple[Figure, ...]

    @property
    def share(self) -> float:
        """The European Union's share, per cent."""
        return 100 * self.union / self.whole


def goods(place: Place, area: Area, period: str | None = None) -> list[Flow] | None:
    """Exports and imports of goods of an area; None where either is unknown."""
    return _both(_goods, ("Goods exports", "Goods imports"), place, area, period)


def services(place: Place, area: Area, period: str | None = None) -> list[Flow] | None:
    """Exports and imports of services of an area, without travel; None where unknown."""
    return _both(_services, ("Services exports", "Services imports"), place, area, period)


def energy(place: Place, *both: tuple[Area, Sequence[Flow]]) -> tuple[str, ...]:
    """A note where much of the goods of these areas is energy without a business there.

    Parameters
    ----------
    *both : (Area, sequence of Flow)
        An area and its exports and imports of goods, as from `goods`.
    """
    said = [
        f"{printed(found)} ({percent(100 * found.value / flow.whole)}) of {possessive(area)} "
        f"{uncapitalised(flow.name)}"
        for area, flows in both
        for flow in flows
        if (found := _energy(place, area, flow)) and 100 * found.value >= MUCH * flow.whole
    ]
    return (f"Energy was {listed(said)}. {OFFSHORE}",) if said else ()


def balance(place: Place, id: str) -> Block:
    """Claim: goods bought abroad beside goods sold abroad, and the United Kingdom's."""
    found = nearest(place, goods)
    if found is None:
        return gaps.missing(place, id, "goods-imports")
    area, (sold, bought) = found
    period, ratio = sold.used[0].period, bought.whole / sold.whole
    text = (
        f"In {period}, businesses in {area.in_text} bought goods worth "
        f"{MILLIONS.text(bought.whole)} abroad and sold goods worth {MILLIONS.text(sold.whole)}: "
        f"{PENCE.text(ratio)} of imports for each £1 of exports"
    )
    used = [bought.used[0], sold.used[0]]
    said = fact("level", "goods-imports", area.code, period, value=round(ratio, 4))
    nation = _widest(goods, place, area, period)
    if nation:
        there = nation[1][1].whole / nation[1][0].whole
        side = difference(ratio, there)
        text += f", {MORE_OR_LESS[side]} {possessive(nation[0])} {PENCE.text(there)}"
        used += [nation[1][1].used[0], nation[1][0].used[0]]
        said |= {"kind": side, "than": nation[0].code}
    made = statement(
        id, "Goods in and out", f"{text} ({NO_INTERVAL}).", used, [said], unit=PENCE.unit,
        computed="imports of goods over exports of goods",
        notes=(
            COUNTED + UNALLOCATED,
            *energy(place, found, *([nation] if nation else [])),
            *old(period),
        ),
    )  # fmt: skip
    return of_place(place, area, made)


def goods_blocs(place: Place, id: str) -> Block:
    """Claim: the European Union's share of goods sold and bought."""
    return _blocs(place, id, goods, "goods", "goods-imports", COUNTED)


def services_blocs(place: Place, id: str) -> Block:
    """Claim: the European Union's share of services sold and bought."""
    return _blocs(place, id, services, "services", "services-imports", WITHOUT_TRAVEL)


def blocs(place: Place, id: str) -> Block:
    """Figure: goods and services, out and in, with the European Union and with the rest."""
    found = nearest(place, _all_flows)
    if found is None:
        return gaps.missing(place, id, "services-imports")
    area, flows = found
    table = pd.DataFrame(
        [
            {"label": flow.name, "series": name, "value": value}
            for flow in flows
            for name, value in ((UNION, flow.union), (REST, flow.whole - flow.union))
        ]
    )
    years = [flow.used[0].period for flow in flows]
    title = f"In {_with_union(flows, area)}"
    made = figure(
        place,
        id,
        title=title,
        subtitle=f"Trade by partner, £ million: goods in {years[0]}, services in {years[-1]}",
        chart=charts.diverging_chart(table, MILLIONS, signed=False),
        data=_flow_table(flows),
        cards=_cards(place, flows),
        period=years[0],
        computed="the rest of the world: all countries less the European Union",
        notes=(COUNTED + WITHOUT_TRAVEL, *energy(place, found), *old(*years)),
        unit=MILLIONS.unit,
    )
    return of_place(place, area, made)


def sections(place: Place, id: str) -> Block:
    """Figure: the balance of goods by section, and exports and imports behind it."""
    found = nearest(place, _sections)
    if found is None:
        return _no_sections(place, id)
    area, (table, period) = found
    drawn = table.rename(columns={"Section of goods": "label", "Balance": "value"})
    title = f"In {period}, {_ends_of_balance(drawn, area)}"
    made = figure(
        place,
        id,
        title=title,
        subtitle=f"Exports less imports by section of goods, £ million, {period}",
        chart=charts.contributions_chart(drawn, MILLIONS),
        data=table.rename(columns={n: headed(n, MILLIONS.unit) for n in table.columns[1:]}),
        cards=[place.figures.card(f"goods-{flow}-by-sitc") for flow in ("exports", "imports")],
        period=period,
        computed="exports less imports; sections with a part that is withheld or rounds to nothing "
        "are left out",
        notes=(COUNTED.strip(), *old(period)),
        unit=MILLIONS.unit,
    )
    # Sections have no total of their own; the caveats are those of the trade by partner.
    made = replace(made, indicators=("goods-exports", "goods-imports"))
    return of_place(place, area, made)


def _with_union(flows: Sequence[Flow], area: Area) -> str:
    """In how many of the flows the European Union had the larger part."""
    larger = sum(flow.share > 50 for flow in flows)
    of_all = f"{possessive(area)} {len(flows)} flows of trade"
    if not larger:
        return f"none of {of_all} was more than half with the European Union"
    count = "all" if larger == len(flows) else str(larger)
    return f"{count} of {of_all}, more than half was with the European Union"


def _ends_of_balance(drawn: pd.DataFrame, area: Area) -> str:
    """The sections with the largest surplus and the largest deficit."""
    most, least = (uncapitalised(str(drawn["label"].iloc[end])) for end in (0, -1))
    whose = possessive(area)
    if drawn["value"].iloc[0] <= 0:
        return f"no section of {whose} goods had a surplus; the largest deficit was in {least}"
    if drawn["value"].iloc[-1] >= 0:
        return f"no section of {whose} goods had a deficit; the largest surplus was in {most}"
    return f"{whose} largest surplus in goods was in {most}, the largest deficit in {least}"


def _blocs(
    place: Place, id: str, flows: Callable[..., list[Flow] | None], kind: str, slug: str, note: str
) -> Block:
    found = nearest(place, flows)
    if found is None:
        return gaps.missing(place, id, slug)
    area, (sold, bought) = found
    period = sold.used[0].period
    nation = _widest(flows, place, area, period)
    there = [""] * 2
    used = [*bought.used, *sold.used]
    if nation:
        there = [f" ({percent(flow.share)} for {nation[0].in_text})" for flow in nation[1]]
        used += [one for flow in nation[1] for one in flow.used]
    text = (
        f"In {period}, the European Union took {percent(sold.share)} of the {kind} that businesses "
        f"in {area.in_text} sold abroad{there[0]} and sent {percent(bought.share)} of those that "
        f"they bought{there[1]}"
    )
    made = statement(
        id, f"The European Union in {kind}", f"{text}; {NO_INTERVAL}.", used,
        [fact("level", slug, area.code, period, value=round(bought.share, 3))], unit="%",
        computed="trade with the European Union over trade with all countries",
        notes=(
            note.strip(),
            *energy(place, found, *([nation] if nation else [])),
            *old(period),
        ),
    )  # fmt: skip
    return of_place(place, area, made)


def _widest(
    flows: Callable[..., list[Flow] | None], place: Place, area: Area, period: str
) -> tuple[Area, list[Flow]] | None:
    """The widest area that this one lies within, with its flows of that period."""
    for wider in place.wider:
        found = None if wider.code == area.code else flows(place, wider, period)
        if found:
            return wider, found
    return None


def _energy(place: Place, area: Area, flow: Flow) -> Figure | None:
    whole = flow.used[0]
    if whole.indicator.slug not in ("goods-exports", "goods-imports"):
        return None
    return place.at(area, whole.indicator.slug, whole.period, "published", partner=ENERGY)


def _both(
    one: Callable[[Place, Area, str, str, str | None], Flow | None], names: tuple[str, str],
    place: Place, area: Area, period: str | None,
) -> list[Flow] | None:  # fmt: skip
    """Exports and imports, None where either is unknown."""
    slugs = [name.lower().replace(" ", "-") for name in names]
    found = [one(place, area, slug, name, period) for slug, name in zip(slugs, names, strict=True)]
    flows = [flow for flow in found if flow and flow.whole > 0]
    return flows if len(flows) == len(names) else None


def _goods(place: Place, area: Area, slug: str, name: str, period: str | None) -> Flow | None:
    whole = place.at(area, slug, period)
    union = place.at(area, slug, whole.period, partner="EU") if whole else None
    return Flow(name, whole.value, union.value, (whole, union)) if whole and union else None


def _services(place: Place, area: Area, slug: str, name: str, period: str | None) -> Flow | None:
    """A flow of services less travel, which only the larger areas' imports hold."""
    pairs = []
    for destination in (ALL, "EU"):
        whole = place.at(area, slug, period, destination=destination)
        if whole is None:
            return None
        travel = None
        if slug == "services-imports":
            travel = place.at(
                area, slug, whole.period, "published", destination=destination, industry="Travel"
            )
        pairs.append([whole, *([travel] if travel else [])])
    whole_value, union_value = (pair[0].value - sum(t.value for t in pair[1:]) for pair in pairs)
    return Flow(name, whole_value, union_value, tuple(one for pair in pairs for one in pair))


def _all_flows(place: Place, area: Area) -> list[Flow] | None:
    of_goods, of_services = goods(place, area), services(place, area)
    return [*of_goods, *of_services] if of_goods and of_services else None


def _flow_table(flows: Sequence[Flow]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Flow": [flow.name for flow in flows],
            "Period": [flow.used[0].period for flow in flows],
            "All countries (£ million)": [flow.whole for flow in flows],
            "European Union (£ million)": [flow.union for flow in flows],
            "European Union (%)": [round(flow.share, 3) for flow in flows],
        }
    )


def _cards(place: Place, flows: Sequence[Flow]) -> list[Indicator]:
    slugs = dict.fromkeys(flow.used[0].indicator.slug for flow in flows)
    return [place.figures.card(slug) for slug in slugs]


def _sections(place: Place, area: Area) -> tuple[pd.DataFrame, str] | None:
    """Exports, imports and balance of each section of goods, largest surplus first; the period."""
    slugs = [f"goods-{flow}-by-sitc" for flow in ("exports", "imports")]
    sides = [place.figures.breakdown(slug, area, "sitc_section") for slug in slugs]
    if any(side.empty for side in sides):
        return None
    values = [side.set_index("sitc_section")["value"] for side in sides]
    wide = pd.concat(values, axis=1, keys=["Exports", "Imports"]).dropna()
    wide["Balance"] = wide["Exports"] - wide["Imports"]
    wide = wide.sort_values("Balance", ascending=False, kind="stable")
    if wide.empty:
        return None
    return wide.rename_axis("Section of goods").reset_index(), str(sides[0]["period"].iloc[0])


def _no_sections(place: Place, id: str) -> Block:
    text = (
        "What kinds of goods are bought and sold abroad is published for ITL 2 areas with the "
        f"boundaries of its year, and none that still exists holds {place.area.in_text} whole."
    )
    releases = [place.figures.store.release("goods-imports-by-sitc")]
    return gaps.gap(place, id, "Not published here: goods by section", text, releases)
