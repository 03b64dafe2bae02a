"""Find areas, and say what is known of them."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from evidencebook import settings
from evidencebook.cli.base import Group, cli, counted, find_area, open_figures
from evidencebook.errors import EvidenceBookError

if TYPE_CHECKING:
    from evidencebook.areas import Area

# How many names a message lists.
_NAMED = 5


class _Search(Group):
    """A group whose first word may be the text to search for."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take ``areas TEXT`` as ``areas search TEXT``."""
        if not args or (args[0] not in self.commands and not args[0].startswith("-")):
            args = ["search", *args]
        return super().parse_args(ctx, args)


@cli.group(
    cls=_Search,
    epilog="\b\nExample:\n  evidencebook areas lancaster\n  evidencebook areas show E10000017",
)
def areas() -> None:
    """Find areas by name, slug or code (areas TEXT), show one, or make a set."""


@areas.command(example="evidencebook areas lancaster\nevidencebook areas E10000017")
@click.argument("text", default="")
def search(text: str) -> None:
    """List the areas whose name, slug or code holds TEXT."""
    from evidencebook.areas import LEVELS

    known = open_figures().areas
    for area in known.search(text) or [find_area(known, text)]:
        click.echo(f"{area.code:<24} {area.slug:<40} {area.name} ({LEVELS[area.level]})")


@areas.command(example="evidencebook areas show lancashire")
@click.argument("area")
def show(area: str) -> None:
    """Show one area: what it is made of, and what it is compared with."""
    from evidencebook.analysis.place import Place
    from evidencebook.areas import LEVELS

    figures = open_figures()
    found = find_area(figures.areas, area)
    place = Place(figures, found)
    rows = {
        "code": ", ".join(found.codes) or found.code,
        "slug": found.slug,
        "kind": LEVELS[found.level] + (", extent approximated" if found.approximate else ""),
        "authorities": "; ".join(figures.areas.name(code) for code in found.members),
        "lies in": ", ".join(wider.name for wider in place.wider),
        "compared with": "; ".join(f"{peer.name} ({peer.code})" for peer in place.neighbours),
        "they are": place.origin_of_neighbours,
    }
    click.echo(found.name)
    for name, text in rows.items():
        click.echo(f"  {name:<14} {text or '–'}")


@areas.command(example='evidencebook areas new "Cumbria" --members E06000063,E06000064')
@click.argument("name")
@click.option(
    "--members", required=True, help="Codes, slugs or names of authorities, separated by commas."
)
def new(name: str, members: str) -> None:
    """Make a set of authorities of your own, called NAME.

    A county or another larger area among the members stands for its authorities, a code that
    is no longer used for today's.
    """
    from evidencebook.area_sets import write_set

    made = write_set(open_figures().areas, name, members.split(","))
    for note in made.notes:
        click.echo(f"  {note}")
    click.echo(f"{made.path}: {counted(len(made.members), 'authority', 'authorities')}")
    click.echo(f"To build it: evidencebook build {made.slug}")


@cli.command(
    example="evidencebook value gross-value-added-per-hour-worked lancashire\n"
    "evidencebook value population E07000117 --period mid-2023 --json"
)
@click.argument("indicator")
@click.argument("area")
@click.option("--period", help="A label such as 2023 or 2023-24, or the publisher's own form.")
@click.option("--computed", is_flag=True, help="Compute it even where a figure is published.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def value(indicator: str, area: str, period: str | None, computed: bool, as_json: bool) -> None:
    """Print one figure, its interval, period and source, and how it was computed."""
    figures = open_figures()
    place = find_area(figures.areas, area)
    figure = figures.value(indicator, place, period, how="computed" if computed else "any")
    if figure is None:
        because = figures.card(indicator).aggregation.because
        raise EvidenceBookError(
            f"{figures.card(indicator).title} is not known for {place.name}.",
            expected="a published figure, or figures of its authorities that can be combined",
            found=because or _lacking(figures, indicator, place),
        )
    record = _record(figure)
    click.echo(json.dumps(record, ensure_ascii=False, indent=1) if as_json else _lines(figure))


@cli.command(example="evidencebook coverage highland\nevidencebook coverage --all --json")
@click.argument("area", default="")
@click.option("--all", "everything", is_flag=True, help="Every area.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def coverage(area: str, everything: bool, as_json: bool) -> None:
    """Say what each chapter can show for an area, and what is missing, before it is built.

    A larger area is one that holds the area whole and whose figures a chapter shows, saying so,
    where the area itself has none.
    """
    from evidencebook.build import plan
    from evidencebook.build.coverage import Coverage, told

    if not area and not everything:
        raise click.UsageError("Name an area, or give --all.")
    figures = open_figures()
    looked = Coverage(figures, plan.contents(settings.ROOT))
    chosen = figures.areas.everywhere() if everything else [find_area(figures.areas, area)]
    if as_json:
        rows = {one.slug: [asdict(row) for row in looked.of(one)] for one in chosen}
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for one in chosen:
        click.echo(told(figures.areas, one.name, looked.of(one)))


def _lacking(figures: Any, indicator: str, place: Area) -> str:
    """The authorities without a figure that one for the whole would need."""
    without = [
        figures.areas.name(code)
        for code in place.members
        if code != place.code and figures.value(indicator, figures.areas[code]) is None
    ]
    more = f" and {len(without) - _NAMED} more" if len(without) > _NAMED else ""
    return f"no figure of {', '.join(without[:_NAMED])}{more}" if without else "neither"


def _record(figure: Any) -> dict[str, Any]:
    source = figure.releases[0] if figure.releases else None
    fields = ("publisher", "title", "released", "url")
    return {
        "indicator": figure.indicator.slug,
        "area": figure.area.code,
        "period": figure.period,
        "value": _number(figure.value),
        "lower_95": _number(figure.lower_95),
        "upper_95": _number(figure.upper_95),
        "unit": figure.indicator.unit,
        "status": figure.status or None,
        "computed": figure.computed or None,
        "source": {name: getattr(source, name) for name in fields} if source else None,
    }


def _lines(figure: Any) -> str:
    from evidencebook.blocks.wording import with_interval

    card = figure.indicator
    known = "not published" if math.isnan(figure.value) else with_interval(figure)
    lines = [f"{card.title}, {figure.area.name}, {figure.period}: {known}", f"unit: {card.unit}"]
    lines += [f"status: {figure.status}"] if figure.status else []
    lines += [f"computed: {figure.computed}"] if figure.computed else []
    for release in figure.releases:
        told = filter(None, (release.publisher, release.title, release.released))
        lines.append(f"source: {', '.join(told)}")
    return "\n".join(lines)


def _number(number: float) -> float | None:
    return None if math.isnan(number) else number
