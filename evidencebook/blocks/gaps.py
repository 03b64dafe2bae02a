"""Gap blocks: what is not known here, and what was shown instead."""

from __future__ import annotations

from collections.abc import Sequence

from evidencebook.analysis.figures import Figure
from evidencebook.analysis.place import Place
from evidencebook.blocks.block import Block, unique
from evidencebook.blocks.wording import listed, sentence_case
from evidencebook.indicators import Indicator
from evidencebook.store import Release

NEAREST = " The nearest of today's areas with a figure is"
# The first letters of the codes of places in the four nations.
NATIONS = {"E", "N", "S", "W"}


def gap(place: Place, id: str, title: str, text: str, sources: Sequence[Release] = ()) -> Block:
    """A gap in words of its own: what is missing, why, and what stands instead."""
    return Block(
        id=id, kind="gap", title=title, text=text, area=place.area.code, sources=unique(sources)
    )


def missing(place: Place, id: str, indicator: str, instead: str = "") -> Block:
    """No figure of the indicator is published for the area and none can be computed.

    Where the source covers other nations alone, others may publish one: it is not held.
    """
    card = place.figures.card(indicator)
    if not place.wider and None not in card.totals.values() and place.own(indicator):
        return _no_wider(place, id, card)
    covered = _covered(place, card)
    state = "published" if covered.startswith(NEAREST) or not _abroad(place, card) else "held"
    text = (
        f"No figure for {card.phrase} is {state} for {place.area.in_text}{_why(place, card)}."
        f"{covered}{' ' + instead if instead else ''}"
    )
    return gap(place, id, f"Not {state} here: {card.title}", text, _sources(place, card))


def _no_wider(place: Place, id: str, card: Indicator) -> Block:
    """The figure is known, but it is of the widest area that there is."""
    text = (
        f"{sentence_case(card.phrase)} {'are' if card.plural else 'is'} known for "
        f"{place.area.in_text}, which has no wider area to be set against."
    )
    return gap(place, id, f"Nothing to set it against: {card.title}", text, _sources(place, card))


def no_change(place: Place, id: str, indicator: str) -> Block:
    """Fewer than two comparable periods are known."""
    card = place.figures.card(indicator)
    own = place.own(indicator)
    if own is None:
        return missing(place, id, indicator)
    series = place.figures.series(indicator, place.area)["value"].notna().sum()
    why = (
        f"is known for {place.area.in_text} for {own.period} alone"
        if series < 2
        else f"of {place.area.in_text} has no wider area to be set against"
    )
    text = f"{sentence_case(card.phrase)} {why}, so nothing can be said of change."
    return gap(place, id, f"Change not known: {card.title}", text, _sources(place, card))


def no_rank(place: Place, id: str, indicator: str) -> Block:
    """Too few areas of the same kind have a figure."""
    card = place.figures.card(indicator)
    if place.own(indicator) is None:
        return missing(place, id, indicator)
    text = (
        f"Too few {place.kind_of_peers} have a figure for {card.phrase} in the same period "
        f"to rank {place.area.in_text} among them."
    )
    return gap(place, id, f"Rank not known: {card.title}", text, _sources(place, card))


def unsure_rank(place: Place, id: str, own: Figure) -> Block:
    """The figure comes from a survey and has no interval, so its rank may be chance."""
    text = (
        f"The figure of {place.area.in_text} rests on so few answers that no interval is "
        f"published with it, so its rank among {place.kind_of_peers} is not told."
    )
    return gap(place, id, f"Rank not known: {own.indicator.title}", text, own.releases)


def alone(
    place: Place, id: str, title: str, what: str, value: str, sources: Sequence[Release],
    beside: str = "",
) -> Block:  # fmt: skip
    """No other area has a figure to draw beside the area's own.

    Parameters
    ----------
    what : str
        Of what, and when.
    value : str
        The area's own figure, as printed.
    beside : str
        The one wider area's figure that there is, with its name, if there is one.
    """
    text = (
        f"No area that {place.area.in_text} is compared with has a figure for {what}, so its own, "
        f"{value}, stands {f'beside {beside} ' if beside else ''}alone."
    )
    return gap(place, id, f"Nothing to compare it with: {title}", text, sources)


def no_members(place: Place, id: str, indicator: str) -> Block:
    """The area has no parts, or its parts have no figures.

    Where the source covers other nations alone, that is the reason.
    """
    card = place.figures.card(indicator)
    abroad = _abroad(place, card)
    state = "held for" if abroad else "published for enough of"
    text = (
        f"No figures for {card.phrase} are {state} the local authorities of "
        f"{place.circle.in_text}, so differences among them are not known."
        f"{_nations(place, card) if abroad else ''}"
    )
    return gap(place, id, f"Differences not known: {card.title}", text, _sources(place, card))


def _why(place: Place, card: Indicator) -> str:
    because = card.aggregation.because
    if place.area.single:
        return ""
    if card.aggregation.rule == "none" and because:
        return f", and none can be computed from its authorities: {because}"
    return ", and not for all the authorities that it is made of"


def _covered(place: Place, card: Indicator) -> str:
    """The nearest area with a figure, else the nations that the source covers."""
    if not place.figures.store.has(card.slug):
        return " The snapshot holds no table of it."
    around = [place.circle] if place.circle is not place.area else []
    for area in (*around, *place.wider[::-1]):
        if place.at(area, card.slug, None, "published"):
            kind = " (county)" if area.level == "county" else ""
            return f"{NEAREST} {area.in_text}{kind}."
    return _nations(place, card)


def _nations(place: Place, card: Indicator) -> str:
    """The nations that the source covers, or those whose own sources are held."""
    names = _covering(place, card)
    if len(_family(place, card)) > 1 and names:
        each = ", each nation's from a source of its own" if len(names) > 1 else ""
        return f" Figures of {listed(names)} are held{each}."
    return f" The source covers {listed(names)}." if names else ""


def not_covered(place: Place, card: Indicator) -> str:
    """That the source leaves out a nation that the area is in, as a predicate; empty if not."""
    left_out = _own_initials(place) & NATIONS - _initials(place, card)
    nations = _covering(place, card)
    if not left_out or not nations:
        return ""
    part = "all " if _own_initials(place) - left_out else ""
    return f"covers {listed(nations)} alone, and so not {part}{place.area.in_text}"


def _covering(place: Place, card: Indicator) -> list[str]:
    """The names of the nations with figures."""
    found = _initials(place, card)
    return [n.name for n in place.figures.areas.of_level("ctry") if n.code[0] in found]


def _abroad(place: Place, card: Indicator) -> bool:
    """Whether the source has figures, but none of the nation or nations that the area is in."""
    found = _initials(place, card) & NATIONS
    return bool(found) and not _own_initials(place) & found


def _own_initials(place: Place) -> set[str]:
    """The first letters of the codes of the nations that the area is in."""
    return {code[0] for code in (place.area.nation, *place.area.members) if code}


def _initials(place: Place, card: Indicator) -> set[str]:
    """The first letters of the codes of the areas that have figures: E, N, S, W and others."""
    store = place.figures.store
    return {
        str(code)[0]
        for slug in _family(place, card)
        for code in store.observations(slug)["area"].unique()
    }


def _family(place: Place, card: Indicator) -> list[str]:
    """The measure, and what other nations publish of it under a name of their own, if held.

    Their phrase is the same, and neither is broken down, as a count by industry would be.
    """
    alike = [
        other.slug
        for other in place.figures.cards.values()
        if other.phrase == card.phrase and not other.dimensions and not card.dimensions
    ]
    return [slug for slug in dict.fromkeys([card.slug, *alike]) if place.figures.store.has(slug)]


def _sources(place: Place, card: Indicator) -> list[Release]:
    return [place.figures.store.release(slug) for slug in _family(place, card)]
