"""Read a table of one's own, CSV or XLSX, by a mapping that says what its columns hold.

The mapping is a YAML file beside the table::

    file: visitors.csv            # or a workbook, with sheet: its name
    indicator: town-visitors      # the slug of the card in data/indicators
    source: town-survey           # the slug of the card in data/sources, with local: true
    columns: {area: Code, period: Year, value: Visits}   # lower and upper if there are intervals
    dimensions: {mode: Mode}      # dimension of the card: column, if it has any
    missing: ["", x]              # what stands for a figure that is not given
    released: 2026-01-15          # when the figures were given out, if known

What it holds is local data: the book prints it beside official statistics, and says that it is
not one.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

import pandas as pd
import yaml

from evidencebook import periods, settings
from evidencebook.errors import DataError, EvidenceBookError
from evidencebook.indicators import Indicator, Source, find_indicator
from evidencebook.indicators import sources as read_sources
from evidencebook.sources.authority_csv import financial_year
from evidencebook.sources.numbers import numbers
from evidencebook.sources.snapshot import KEY, LocalTable, Table, arrange, raw_file, read_manifest
from evidencebook.store import Store

# Names of mappings end so.
SUFFIXES = (".yml", ".yaml")
NEEDED = ("area", "period", "value")
INTERVAL = ("lower", "upper")
_FIELDS = ("file", "sheet", "indicator", "source", "columns", "dimensions", "missing", "released")
# The row of the file, counted from 1, that has the first figures: the headings are above it.
_FIRST_ROW = 2
_THOUSANDS = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?")
_SPLIT_YEAR = re.compile(r"\d{4}[-/]\d\d")
_NAMED = 5
Answer = tuple[list[Table], list[dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True)
class Columns:
    """What the columns of one table hold."""

    path: Path
    file: Path
    indicator: str
    source: str
    columns: Mapping[str, str]
    sheet: str = ""
    dimensions: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ("",)
    released: str = ""


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
    mapping = read_mapping(path)
    card, source = _cards(data, mapping)
    raw = _table(mapping)
    kept, dropped = _known_areas(raw, mapping, data)
    frame = _observations(kept, mapping, card)
    table = LocalTable(
        card.slug,
        frame,
        "indicator",
        source.slug,
        publisher=source.publisher,
        title=local_title(source),
        released=mapping.released,
        url=source.url,
    )
    return [table], [raw_file(mapping.path), raw_file(mapping.file)], {"dropped": dropped}


def local_title(source: Source) -> str:
    """The title of local data as every block prints it, which says what it is."""
    return f"{source.title} (local data, supplied by {source.publisher}, not an official statistic)"


def read_mapping(path: Path) -> Columns:
    """Read and check a mapping. Raises DataError, which names the field."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise DataError("A mapping cannot be read.", where=str(path), found=str(error)) from error
    if not isinstance(content, dict):
        _refuse(path, "is not a list of fields", ", ".join(_FIELDS), type(content).__name__)
    if unknown := sorted(set(map(str, content)) - set(_FIELDS)):
        _refuse(path, "has a field that is not known", ", ".join(_FIELDS), unknown[0])
    for name in ("file", "indicator", "source", "columns"):
        if not content.get(name):
            _refuse(path, f"lacks '{name}'", f"a value for '{name}'", "none")
    columns, dimensions = _texts(path, content, "columns"), _texts(path, content, "dimensions")
    _check_columns(path, columns)
    missing = content.get("missing", [""])
    return Columns(
        path=path,
        file=path.parent / str(content["file"]),
        sheet=str(content.get("sheet") or ""),
        indicator=str(content["indicator"]),
        source=str(content["source"]),
        columns=columns,
        dimensions=dimensions,
        missing=tuple("" if m is None else str(m) for m in _list(missing)),
        released=_released(path, content.get("released")),
    )


def _check_columns(path: Path, columns: Mapping[str, str]) -> None:
    expected = f"{', '.join(NEEDED)}, and {' and '.join(INTERVAL)} together if there are intervals"
    if lacking := [name for name in NEEDED if name not in columns]:
        _refuse(path, f"names no column for '{lacking[0]}'", expected, ", ".join(columns))
    if unknown := sorted(set(columns) - {*NEEDED, *INTERVAL}):
        _refuse(path, "names a column for what is not known", expected, unknown[0])
    if len(set(INTERVAL) & set(columns)) == 1:
        _refuse(path, "names one end of an interval", expected, ", ".join(columns))


def _texts(path: Path, content: Mapping[str, Any], name: str) -> dict[str, str]:
    found = content.get(name) or {}
    if not isinstance(found, dict):
        _refuse(path, f"has '{name}' that is no mapping", "names and columns", str(found))
    return {str(key): str(value) for key, value in found.items()}


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list) else [value]


def _released(path: Path, value: Any) -> str:
    if value is None:
        return ""
    text = value.isoformat() if isinstance(value, dt.date) else str(value)
    try:
        return dt.date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        _refuse(path, "has a date of release that is none", "a day, such as 2026-01-15", text)


def _cards(data: Path, mapping: Columns) -> tuple[Indicator, Source]:
    """The cards of the indicator and the source, which must fit the mapping."""
    card = find_indicator(data, mapping.indicator)
    source = read_sources(data).get(mapping.source)
    where, wanted = mapping.path, f"{data / 'sources' / mapping.source}.yml"
    if source is None:
        _refuse(where, "names a source that has no card", wanted, "no such file")
    if not source.local:
        _refuse(where, "names a source that is not local data", f"'local: true' in {wanted}", "no")
    if card.source != source.slug:
        _refuse(where, "and the indicator's card differ in the source", source.slug, card.source)
    if set(mapping.dimensions) != set(card.dimensions):
        named = ", ".join(mapping.dimensions) or "none"
        wanted = ", ".join(card.dimensions) or "none"
        _refuse(where, "and the indicator's card differ in the dimensions", wanted, named)
    held = read_manifest(data / "snapshot")["tables"].get(card.slug)
    if held and not held.get("local"):
        found = f"'{card.slug}' of {held.get('publisher') or held['source']}"
        _refuse(where, "would take the place of an official table", "a slug of its own", found)
    return card, source


def _table(mapping: Columns) -> pd.DataFrame:
    """The cells of the table as text; the index counts the rows below the headings from 0."""
    path = mapping.file
    try:
        if path.suffix.lower() == ".csv":
            frame = pd.read_csv(
                path,
                header=None,
                dtype=str,
                keep_default_na=False,
                encoding="utf-8-sig",
                skip_blank_lines=False,
            )
        else:
            frame = pd.read_excel(
                path, sheet_name=mapping.sheet or 0, header=None, dtype=object, engine="calamine"
            )
    except FileNotFoundError:
        _refuse(mapping.path, "names a file that is not there", str(path), "no such file")
    except UnicodeDecodeError:
        _refuse(path, "is not in UTF-8", "a CSV file in UTF-8", "other bytes", "save it as UTF-8")
    except pd.errors.ParserError as error:
        do = "put figures and names with commas in them in quotation marks"
        _refuse(path, "has a row of more cells than headings", "a heading each", str(error), do)
    except Exception as error:  # whatever a reader of workbooks raises
        _refuse(path, "cannot be read", "a CSV file, or a workbook and its sheet", str(error))
    frame = _under_headings(frame.map(_text))
    wanted = [*mapping.columns.values(), *mapping.dimensions.values()]
    if twice := [name for name in wanted if list(frame).count(name) > 1]:
        _refuse(path, f"has more than one column '{twice[0]}'", "one", ", ".join(frame))
    if lacking := [name for name in wanted if name not in frame]:
        _refuse(path, f"has no column '{lacking[0]}'", ", ".join(wanted), ", ".join(frame))
    frame = frame[(frame != "").any(axis=1)]
    if frame.empty:
        _refuse(path, "has no rows", "a row for each figure", "none")
    return frame


def _under_headings(cells: pd.DataFrame) -> pd.DataFrame:
    """The rows below the first, which holds the headings."""
    frame = cells.iloc[1:].reset_index(drop=True)
    return frame.set_axis(list(cells.iloc[0]) if len(cells) else [], axis=1)


def _text(cell: Any) -> str:
    if cell is None or cell is pd.NaT or cell != cell:
        return ""
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _known_areas(
    raw: pd.DataFrame, mapping: Columns, data: Path
) -> tuple[pd.DataFrame, dict[str, int]]:
    """The rows of areas that the project knows, and how many others there are, by code."""
    store = Store(data / "snapshot")
    known = {*store.lookup("areas")["code"], *store.lookup("successors")["former"]}
    codes = raw[mapping.columns["area"]].str.upper()
    there = codes.isin(known)
    unknown = list(dict.fromkeys(raw.loc[~there, mapping.columns["area"]]))
    if not there.any():
        found, do = ", ".join(unknown[:_NAMED]), "run 'evidencebook areas TEXT' to find the codes"
        _refuse(mapping.file, "has no area that is known", "codes such as E07000117", found, do)
    more = f" and {len(unknown) - _NAMED} more" if len(unknown) > _NAMED else ""
    named = ", ".join(text or "none given" for text in unknown[:_NAMED])
    why = f"of areas that the project does not know ({named}{more})"
    kept = raw[there].assign(**{mapping.columns["area"]: codes[there]})
    return kept, {why: int((~there).sum())} if unknown else {}


def _observations(raw: pd.DataFrame, mapping: Columns, card: Indicator) -> pd.DataFrame:
    columns, where = mapping.columns, mapping.file.name
    frame = pd.DataFrame({"indicator": card.slug, "area": raw[columns["area"]]})
    frame["when"] = _each(raw[columns["period"]], _period, where)
    frame = periods.add_periods(frame, "when").drop(columns="when")
    marks = {"value": mapping.missing, **dict.fromkeys(INTERVAL, (*mapping.missing, ""))}
    for name in (name for name in (*NEEDED[2:], *INTERVAL) if name in columns):
        cells = raw[columns[name]].map(_without_commas)
        ours = name if name == "value" else f"{name}_95"
        frame[ours] = _figures(cells, where, marks[name])
    frame["status"] = raw[columns["value"]].where(frame["value"].isna(), "")
    for dimension, column in mapping.dimensions.items():
        frame[dimension] = raw[column]
    _check_rows(frame, mapping)
    return arrange(frame.reset_index(drop=True))


def _figures(cells: pd.Series, where: str, marks: tuple[str, ...]) -> pd.Series:
    """Read every cell as a number; the error says what the owner of the table can do."""
    try:
        return numbers(cells, where, first_row=_FIRST_ROW, marks=marks)
    except DataError as error:
        raise DataError(
            f"{error.what.rstrip('.')}.",
            where=error.where,
            expected=error.expected,
            found=error.found,
            do="write a plain number such as 1204.5; if this marks a figure that is not given, "
            "add it to the mapping's 'missing'",
        ) from error


def _check_rows(frame: pd.DataFrame, mapping: Columns) -> None:
    """Each key once, and each value within its interval."""
    keys = frame[[*KEY, *mapping.dimensions]]
    if (again := keys.duplicated(keep=False)).any():
        rows = [int(row) + _FIRST_ROW for row in frame.index[again]][:_NAMED]
        first = frame[again].iloc[0]
        found = f"{first['area']}, {first['period']} in rows {', '.join(map(str, rows))}"
        _refuse(mapping.file, "gives a figure more than once", "a row for each figure", found)
    if "lower_95" not in frame:
        return
    outside = (frame["value"] < frame["lower_95"]) | (frame["value"] > frame["upper_95"])
    if outside.any():
        row = f"row {int(frame.index[outside][0]) + _FIRST_ROW}"
        _refuse(mapping.file, "has a figure outside its interval", "lower ≤ value ≤ upper", row)


def _each(cells: pd.Series, read: Callable[[str], str], where: str) -> pd.Series:
    """Read every cell; an error names the row and the column."""
    found = []
    for row, text in cells.items():
        try:
            found.append(read(text))
        except EvidenceBookError as error:
            raise DataError(
                error.what,
                where=f"{where}, row {int(str(row)) + _FIRST_ROW}, column {cells.name}",
                expected="2023, 2023-24 (a financial year), 2023-06-30 or 2023-01-01/P1M",
                found=repr(text),
                do="write the period in one of these forms",
            ) from error
    return pd.Series(found, index=cells.index)


def _period(text: str) -> str:
    """The publisher's form of a period; a split year such as 2023-24 is a financial year."""
    form = financial_year(text.replace("/", "-")) if _SPLIT_YEAR.fullmatch(text) else text
    periods.parse(form)
    return form


def _without_commas(text: str) -> str:
    return text.replace(",", "") if _THOUSANDS.fullmatch(text) else text


def _refuse(path: Path, what: str, expected: str, found: str, do: str = "") -> NoReturn:
    kind = "mapping" if path.suffix in SUFFIXES else "table"
    raise DataError(
        f"The {kind} {what}.",
        where=str(path),
        expected=expected,
        found=found,
        do=do or f"correct the {kind}; docs/new-indicator.md describes it",
    )
