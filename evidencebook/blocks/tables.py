"""Tables: indicators side by side, what is not known, and the sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from evidencebook.analysis import accuracy
from evidencebook.analysis.figures import Figure
from evidencebook.analysis.place import Place
from evidencebook.blocks import gaps
from evidencebook.blocks.block import Block, releases_of, unique
from evidencebook.blocks.cautions import cautions
from evidencebook.blocks.claims import ends
from evidencebook.blocks.frames import titled
from evidencebook.blocks.movement import movement
from evidencebook.blocks.numbers import MISSING, percent
from evidencebook.blocks.wording import (
    NO_SUM_INTERVAL,
    in_pandemic,
    printed,
    relation,
    sentence_case,
    with_interval,
)
from evidencebook.periods import long_date
from evidencebook.store import Release

YEARS = 5
_RELATIONS = {"same": "the same here", "unclear": "not certainly different"}
IN_MONEY = "Amounts in pounds are in the money of each year: a rise may be inflation alone."


def summary(place: Place, id: str, title: str, indicators: Sequence[str]) -> Block:
    """Several indicators: the area's figure, the wider areas', the change over five years."""
    rows, used = [], []
    for slug in indicators:
        own = place.own(slug)
        if own is None:
            continue
        others = place.references(slug, own.period)
        used += [own, *others]
        rows.append(_summary_row(place, own, others))
    if not rows:
        return gaps.missing(place, id, indicators[0])
    return Block(
        id=id,
        kind="table",
        title=title,
        subtitle="Higher, lower, up and down are said only where 95% intervals do not "
        "overlap, or where none are published",
        area=place.area.code,
        period=used[0].period,
        indicators=tuple(dict.fromkeys(figure.indicator.slug for figure in used)),
        sources=releases_of(used),
        computed="; ".join(dict.fromkeys(how_made(f) for f in used if f.computed)),
        data=pd.DataFrame(rows),
        notes=(*_in_money(used), *cautions(place, used)),
    )


def how_made(figure: Figure) -> str:
    """Of which measure and area a figure was computed, and how: the rows do not tell."""
    return f"{figure.indicator.title}, {figure.area.name}: {figure.computed}"


def _in_money(used: Sequence[Figure]) -> tuple[str, ...]:
    return (IN_MONEY,) if any(figure.indicator.nominal for figure in used) else ()


def _summary_row(place: Place, own: Figure, others: Sequence[Figure]) -> dict[str, str]:
    """A measure, the area's figure, the widest area's, the region's, and the change."""
    region = [f for f in others if f.area.code == place.area.region]
    widest = [f for f in others if f not in region][:1]
    pair = ends(place, place.area, own.indicator.slug, YEARS)
    row = {
        "Measure": f"{titled(own.indicator)}, {own.period}",
        place.area.name: with_interval(own),
        "Country": _beside(own, widest),
    }
    if place.wider[1:] and place.area.region and place.area.region not in place.area.codes:
        row["Region"] = _beside(own, region)
    return row | {"Change": _changed(*pair) if pair else MISSING}


def _changed(first: Figure, last: Figure) -> str:
    """``Up since 2018 (£33.21)``: two figures tell no more than that."""
    kind = movement(first, last)
    words = {"rising": "up", "falling": "down"}.get(kind, kind)
    when = f"{first.period}, in the pandemic" if in_pandemic(first) else first.period
    return f"{sentence_case(words)} since {when} ({printed(first)})"


def _beside(own: Figure, others: Sequence[Figure]) -> str:
    """``North West £39.31: lower here``."""
    said = (
        f"{f.area.name} {printed(f)}: {_RELATIONS.get(kind, f'{kind} here')}"
        for f in others
        for kind in [relation(own, f)]
    )
    return "; ".join(said) or MISSING


def unknowns(place: Place, id: str, indicators: Sequence[str], shown: Sequence[Block]) -> Block:
    """What is missing, dated, estimated or without intervals among the chapter's figures."""
    # Of two gaps about one thing, the one that tells more.
    missing: dict[str, str] = {}
    for block in (b for b in shown if b.kind == "gap"):
        missing[block.title] = max(missing.get(block.title, ""), block.text, key=len)
    rows = [{"Measure": title, "What to know": text} for title, text in missing.items()]
    for slug in indicators:
        card = place.figures.card(slug)
        own = place.own(slug) if None not in card.totals.values() else None
        if own is None and None not in card.totals.values():
            continue
        said = [*_known_limits(place, own), *card.caveats] if own else list(card.caveats)
        rows.append({"Measure": card.title, "What to know": " ".join(said)})
    return Block(
        id=id,
        kind="table",
        title="What we do not know, and what to bear in mind",
        area=place.area.code,
        sources=unique(release for block in shown for release in block.sources),
        data=pd.DataFrame(rows, columns=["Measure", "What to know"]).drop_duplicates(),
    )


def _known_limits(place: Place, own: Figure) -> Iterator[str]:
    """What to bear in mind of a figure: its age, how it was computed, its interval, a break."""
    if own.indicator.dated:
        yield f"Dated: the newest figure held is of {own.period}."
    elif later := place.outdated(own):
        yield (
            f"The newest figure of {place.area.in_text} is of {own.period}, that of "
            f"{later.area.in_text} of {later.period}."
        )
    if own.computed:
        yield f"Computed here: {own.computed}."
        yield from _margin(place, own)
    if not own.has_interval:
        yield f"{sentence_case(_no_interval(own))}."
    if broken := place.figures.broken(own.indicator.slug, place.area):
        yield broken


def _no_interval(own: Figure) -> str:
    if own.summed and own.sampled:
        return NO_SUM_INTERVAL
    return f"no confidence interval {'can be computed' if own.computed else 'is published'}"


def _margin(place: Place, own: Figure) -> list[str]:
    """How far estimates of this kind lie from published figures, where both exist."""
    if "estimate" not in own.computed:
        return []
    found = accuracy.margin(place.figures, own.indicator.slug)
    if found is None:
        return ["How far such estimates lie from published figures cannot be checked."]
    worst, median = percent(found.worst), percent(found.median)
    return [
        f"Where both exist, for {found.count} combined authorities and counties, such estimates "
        f"differ from the published figure by at most {worst} of it, half of them by {median} or "
        "less."
    ]


def sources(place: Place, id: str, shown: Sequence[Block]) -> Block:
    """Every publication that these blocks rest on."""
    releases = sorted(
        unique(release for block in shown for release in block.sources),
        key=lambda r: (r.publisher, r.title, r.released),
    )
    return Block(
        id=id,
        kind="table",
        title="Sources",
        area=place.area.code,
        sources=tuple(releases),
        data=pd.DataFrame(
            [_row(r) for r in releases], columns=["Publication", "Publisher", "Released"]
        ),
    )


def _row(release: Release) -> dict[str, str]:
    return {
        "Publication": release.title,
        "Publisher": release.publisher,
        "Released": long_date(release.released) if release.released else MISSING,
    }
