"""Read a plain table, CSV or XLSX, by a recipe that says what its columns hold.

A table of one's own has the recipe in a YAML file beside it, the mapping, which also names the
file and the source::

    file: visitors.csv            # or a workbook, with sheet: its name
    source: town-survey           # the slug of the card in data/sources, with local: true
    indicator: town-visitors      # and so on, see `recipe`

What it holds is local data: the book prints it beside official statistics, and says that it is
not one. A table of an official source has the recipe in the source's card, as ``recipe``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from evidencebook import settings
from evidencebook.errors import DataError
from evidencebook.indicators import Indicator, Source, find_indicator
from evidencebook.indicators import sources as read_sources
from evidencebook.sources import geography, recipe
from evidencebook.sources.recipe import Recipe, refuse
from evidencebook.sources.snapshot import LocalTable, Table, raw_file, read_manifest
from evidencebook.store import Store

# Names of mappings end so.
SUFFIXES = (".yml", ".yaml")
_OWN = ("file", "source")
_NAMED = 5
Answer = tuple[list[Table], list[dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True)
class Mapped:
    """A table of one's own: its file, the slug of its source, and its recipe."""

    file: Path
    source: str
    recipe: Recipe


def read(path: Path) -> Answer:
    """Read the table that a mapping describes.

    Parameters
    ----------
    path : Path
        The mapping.

    Returns
    -------
    tuple
        One table of observations, the two files it was read from, and a report: the rows left
        out because the project does not know their area, which it names.

    Raises
    ------
    DataError
        When the mapping, its cards or the table cannot be used: a figure that is no number, a
        period that cannot be read, two rows of one key, an interval without its value in it.
    UnknownIndicatorError
        When the indicator has no card.
    """
    data = settings.data_folder()
    mapped = read_mapping(path)
    card, source = _cards(data, mapped)
    raw = recipe.cells(mapped.recipe, mapped.file)
    kept, dropped = _known_areas(raw, mapped, data)
    report: dict[str, Any] = {"dropped": dropped}
    frame = recipe.observations(kept, mapped.recipe, card, mapped.file.name, report)
    table = LocalTable(
        card.slug,
        frame,
        "indicator",
        source.slug,
        publisher=source.publisher,
        title=local_title(source),
        released=mapped.recipe.released,
        url=source.url,
    )
    return [table], [raw_file(path), raw_file(mapped.file)], report


def read_official(path: Path, source: str) -> Answer:
    """Read the table of an official source by the recipe of its card.

    Parameters
    ----------
    path : Path
        The table.
    source : str
        The slug of the source's card.

    Returns
    -------
    tuple
        One table of observations, the file, and a report: rows of areas that are none of the
        project's and rows without a figure, both left out.

    Raises
    ------
    DataError
        When the recipe, the indicator's card or the table cannot be used.
    """
    card, how = official(source)
    raw = recipe.cells(how, path)
    report: dict[str, Any] = {"source": source}
    frame = recipe.observations(known(raw, how, report), how, find(how), path.name, report)
    report["rows"] = {how.indicator: len(frame)}
    table = Table(
        how.indicator,
        frame,
        "indicator",
        source,
        publisher=card.publisher,
        title=how.title or card.title,
        released=how.released,
        url=card.url,
        retrieved=how.retrieved,
    )
    return [table], [raw_file(path)], report


def official(source: str) -> tuple[Source, Recipe]:
    """The card of an official source, and its recipe. Raises DataError if it has none."""
    folder = settings.data_folder() / "sources"
    card, path = read_sources(folder.parent).get(source), folder / f"{source}.yml"
    if card is None or not card.recipe:
        refuse(path, "is not there", "a card with a section 'recipe'", "none")
    return card, recipe.parse(path, card.recipe)


def find(how: Recipe) -> Indicator:
    """The card of a recipe's indicator. Raises UnknownIndicatorError if there is none."""
    return find_indicator(settings.data_folder(), how.indicator)


def known(raw: pd.DataFrame, how: Recipe, report: dict[str, Any]) -> pd.DataFrame:
    """The rows of areas that are the project's; the report counts the others by code."""
    column = how.columns["area"]
    rows = pd.DataFrame({"area": raw[column], "row": raw.index})
    return raw.loc[geography.keep_known(rows, report, key="no area")["row"]]


def local_title(source: Source) -> str:
    """The title of local data as every block prints it, which says what it is."""
    return f"{source.title} (local data, supplied by {source.publisher}, not an official statistic)"


def read_mapping(path: Path) -> Mapped:
    """Read and check a mapping. Raises DataError, which names the field."""
    fields = ", ".join((*_OWN, *recipe.FIELDS))
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise DataError("A mapping cannot be read.", where=str(path), found=str(error)) from error
    if not isinstance(content, dict):
        refuse(path, "is not a list of fields", fields, type(content).__name__)
    for name in _OWN:
        if not content.get(name):
            refuse(path, f"lacks '{name}'", f"a value for '{name}'", "none")
    rest: Mapping[str, Any] = {k: v for k, v in content.items() if k not in _OWN}
    file, source = path.parent / str(content["file"]), str(content["source"])
    return Mapped(file, source, recipe.parse(path, rest))


def _cards(data: Path, mapped: Mapped) -> tuple[Indicator, Source]:
    """The cards of the indicator and the source, which must fit the mapping."""
    card = find_indicator(data, mapped.recipe.indicator)
    source = read_sources(data).get(mapped.source)
    where, wanted = mapped.recipe.path, f"{data / 'sources' / mapped.source}.yml"
    if source is None:
        refuse(where, "names a source that has no card", wanted, "no such file")
    if not source.local:
        refuse(where, "names a source that is not local data", f"'local: true' in {wanted}", "no")
    if card.source != source.slug:
        refuse(where, "and the indicator's card differ in the source", source.slug, card.source)
    recipe.check_dimensions(mapped.recipe, card)
    held = read_manifest(data / "snapshot")["tables"].get(card.slug)
    if held and not held.get("local"):
        found = f"'{card.slug}' of {held.get('publisher') or held['source']}"
        refuse(where, "would take the place of an official table", "a slug of its own", found)
    return card, source


def _known_areas(
    raw: pd.DataFrame, mapped: Mapped, data: Path
) -> tuple[pd.DataFrame, dict[str, int]]:
    """The rows of areas that the project knows, and how many others there are, by code."""
    store, column = Store(data / "snapshot"), mapped.recipe.columns["area"]
    there = {*store.lookup("areas")["code"], *store.lookup("successors")["former"]}
    codes = raw[column].str.upper()
    kept = codes.isin(there)
    unknown = list(dict.fromkeys(raw.loc[~kept, column]))
    if not kept.any():
        found, do = ", ".join(unknown[:_NAMED]), "run 'evidencebook areas TEXT' to find the codes"
        refuse(mapped.file, "has no area that is known", "codes such as E07000117", found, do)
    more = f" and {len(unknown) - _NAMED} more" if len(unknown) > _NAMED else ""
    named = ", ".join(text or "none given" for text in unknown[:_NAMED])
    why = f"of areas that the project does not know ({named}{more})"
    rows = raw[kept].assign(**{column: codes[kept]})
    return rows, {why: int((~kept).sum())} if unknown else {}
