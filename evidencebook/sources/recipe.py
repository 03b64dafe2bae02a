r"""A recipe: what the columns of one plain table hold, and how it becomes observations.

Recipes are written in YAML: as the mapping beside a table of one's own, and as the section
``recipe`` of an official source's card (see `tabular` for both)::

    indicator: town-visitors      # the slug of the card in data/indicators
    columns: {area: Code, period: Year, value: Visits}   # lower and upper if there are intervals
    across: {period: '20\d\d'}     # in place of one of them: headings like this hold values
    dimensions: {mode: Mode}      # dimension of the card: column, if it has any
    sheet: Table 1                # of a workbook; its first unless given
    header: 4                     # the row that has the headings, counted from 1; 1 unless given;
                                  # an empty heading goes by its place, such as column 1
    period: mid-year              # how dates are written (`dates.RULES`), or the one period
    times: 1000                   # what values are multiplied by to be in the card's unit
    missing: ["", x]              # what stands for a figure that is not given
    leave_out_missing: true       # such rows are left out; they are kept, with the mark, unless
    title, released, retrieved    # of the publication, where nothing else tells
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

import pandas as pd

from evidencebook import periods
from evidencebook.errors import DataError, EvidenceBookError
from evidencebook.indicators import Indicator
from evidencebook.sources import dates
from evidencebook.sources.numbers import numbers
from evidencebook.sources.snapshot import KEY, arrange

# What columns can hold, and the text that stands for it in a frame.
INTERVAL = ("lower", "upper")
HELD = ("area", "period", "value", *INTERVAL)
FIELDS = (
    *("indicator", "columns", "across", "dimensions", "sheet", "header", "period", "times"),
    *("missing", "leave_out_missing", "title", "released", "retrieved"),
)
WITHOUT = "rows without a figure"
_THOUSANDS = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?")
_NAMED = 5


@dataclass(frozen=True)
class Recipe:
    """What the columns of one table hold; `path` is where that is written, for errors."""

    path: Path
    indicator: str
    columns: Mapping[str, str]
    across: Mapping[str, str] = field(default_factory=dict)
    dimensions: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""
    header: int = 1
    period: str = ""
    times: float = 1.0
    missing: tuple[str, ...] = ("",)
    leave_out_missing: bool = False
    title: str = ""
    released: str = ""
    retrieved: str = ""

    @property
    def first_row(self) -> int:
        """The row of the file, counted from 1, that is the first below the headings."""
        return self.header + 1

    @property
    def named(self) -> list[str]:
        """Every column that is named."""
        return [*self.columns.values(), *self.dimensions.values()]


def parse(path: Path, content: Mapping[str, Any]) -> Recipe:
    """Check a recipe's fields. Raises DataError, which names the field."""
    if unknown := sorted(set(map(str, content)) - set(FIELDS)):
        refuse(path, "has a field that is not known", ", ".join(FIELDS), unknown[0])
    for name in ("indicator", "columns"):
        if not content.get(name):
            refuse(path, f"lacks '{name}'", f"a value for '{name}'", "none")
    missing = content.get("missing", [""])
    found = Recipe(
        path=path,
        indicator=str(content["indicator"]),
        columns=_texts(path, content, "columns"),
        across=_texts(path, content, "across"),
        dimensions=_texts(path, content, "dimensions"),
        sheet=str(content.get("sheet") or ""),
        period=str(content.get("period") or ""),
        title=str(content.get("title") or ""),
        released=_date(path, content.get("released")),
        retrieved=_date(path, content.get("retrieved")),
        header=_number(path, content, "header", int),
        times=_number(path, content, "times", float),
        missing=tuple("" if m is None else str(m) for m in _list(missing)),
        leave_out_missing=bool(content.get("leave_out_missing", False)),
    )
    _check_columns(found)
    _check_period(found)
    return found


def cells(recipe: Recipe, file: Path) -> pd.DataFrame:
    """The rows of a table as text, under its headings.

    Returns
    -------
    DataFrame
        A column for each heading; empty rows are left out; the index counts the rows below the
        headings from 0.

    Raises
    ------
    DataError
        If the file or the sheet cannot be read, or a column is missing or there twice.
    """
    frame = _under_headings(_raw(recipe, file).map(_text), recipe.header)
    if twice := [name for name in recipe.named if list(frame).count(name) > 1]:
        refuse(file, f"has more than one column '{twice[0]}'", "one", ", ".join(frame))
    if lacking := [name for name in recipe.named if name not in frame]:
        refuse(file, f"has no column '{lacking[0]}'", ", ".join(recipe.named), ", ".join(frame))
    frame = frame[(frame != "").any(axis=1)]
    if frame.empty:
        refuse(file, "has no rows", "a row for each figure", "none")
    return frame


def observations(
    raw: pd.DataFrame,
    recipe: Recipe,
    card: Indicator,
    where: str,
    report: dict[str, Any],
) -> pd.DataFrame:
    """Turn rows of text into observations.

    Parameters
    ----------
    raw : DataFrame
        As `cells` gives them, of areas that are known.
    recipe : Recipe
    card : Indicator
        Of the recipe's indicator.
    where : str
        What the table is called in errors.
    report : dict
        Gains, under ``dropped``, how many rows without a figure were left out.

    Raises
    ------
    DataError
        If a figure is no number, a period cannot be read, a key is there twice, or a value
        lies outside its interval. The error says in which row and column.
    """
    check_dimensions(recipe, card)
    parts = [_part(part, recipe, card, where, report) for part in _long(raw, recipe, where)]
    frame = pd.concat(parts)
    _check_rows(frame, recipe, where)
    return arrange(frame.reset_index(drop=True))


def check_dimensions(recipe: Recipe, card: Indicator) -> None:
    """Refuse a recipe whose dimensions are not those of its indicator's card."""
    named = [*recipe.dimensions, *(name for name in recipe.across if name != "period")]
    if sorted(named) != sorted(card.dimensions):
        what = "and the indicator's card differ in the dimensions"
        wanted = ", ".join(card.dimensions) or "none"
        refuse(recipe.path, what, wanted, ", ".join(named) or "none")


def _long(raw: pd.DataFrame, recipe: Recipe, where: str) -> list[pd.DataFrame]:
    """The rows with columns `HELD`, as far as they are there, and dimensions.

    One frame; or, where values stand across, one for each heading, whose name the values have.
    """
    ours = {**recipe.columns, **recipe.dimensions}
    plain = pd.DataFrame({name: raw[column] for name, column in ours.items()})
    if not {*recipe.columns, *recipe.across} & {"period"}:
        plain["period"] = recipe.period
    if not recipe.across:
        plain.attrs = {"value": recipe.columns["value"]}
        return [plain]
    ((held, pattern),) = recipe.across.items()
    headings = [head for head in raw if re.fullmatch(pattern, head)]
    if not headings or len(set(headings)) < len(headings):
        refuse(Path(where), f"has no headings like '{pattern}'", "each once", ", ".join(raw))
    parts = []
    for head in headings:
        part = plain.assign(**{held: head, "value": raw[head]})
        part.attrs = {"value": head}
        parts.append(part)
    return parts


def _part(
    rows: pd.DataFrame, recipe: Recipe, card: Indicator, where: str, report: dict[str, Any]
) -> pd.DataFrame:
    """Read the periods and figures of rows whose values stand in one column."""
    named = {**recipe.columns, **rows.attrs}
    if recipe.leave_out_missing:
        without = rows["value"].isin(recipe.missing)
        _count(report, WITHOUT, int(without.sum()))
        rows = rows[~without]
    frame = pd.DataFrame({"indicator": card.slug, "area": rows["area"]})
    period = rows["period"].rename(named.get("period", "period"))
    frame["when"] = _each(period, _rule(recipe), where, recipe.first_row)
    frame = periods.add_periods(frame, "when").drop(columns="when")
    marks = {"value": recipe.missing, **dict.fromkeys(INTERVAL, (*recipe.missing, ""))}
    for name in ("value", *(name for name in INTERVAL if name in rows)):
        texts = rows[name].map(_without_commas).rename(named[name])
        figures = _figures(texts, where, recipe.first_row, marks[name])
        frame[name if name == "value" else f"{name}_95"] = figures * recipe.times
    frame["status"] = rows["value"].where(frame["value"].isna(), "")
    for dimension in card.dimensions:
        frame[dimension] = rows[dimension]
    return frame


def _rule(recipe: Recipe) -> Callable[[str], str]:
    return dates.RULES.get(recipe.period, dates.as_written)


def _count(report: dict[str, Any], why: str, rows: int) -> None:
    dropped = report.setdefault("dropped", {})
    if rows:
        dropped[why] = dropped.get(why, 0) + rows


def _check_columns(recipe: Recipe) -> None:
    where, columns, across = recipe.path, recipe.columns, recipe.across
    expected = "area, value and period, or two of them and the third across or, for a table of "
    expected += f"one period, in 'period'; {' and '.join(INTERVAL)} together if there are intervals"
    if len(across) > 1 or (across and "value" in columns):
        refuse(where, "has values in a column and across", expected, ", ".join(columns))
    needed = {"area"} | (set() if across else {"value"})
    needed |= set() if "period" in across or recipe.period not in ("", *dates.RULES) else {"period"}
    if lacking := [name for name in HELD if name in needed and name not in columns]:
        refuse(where, f"names no column for '{lacking[0]}'", expected, ", ".join(columns))
    if unknown := sorted(set(columns) - set(HELD)):
        refuse(where, "names a column for what is not known", expected, unknown[0])
    if len(set(INTERVAL) & set(columns)) == 1:
        refuse(where, "names one end of an interval", expected, ", ".join(columns))
    if across and set(INTERVAL) & set(columns):
        refuse(where, "has intervals beside values across", expected, ", ".join(columns))


def _check_period(recipe: Recipe) -> None:
    """The one period of a table without a column for it, or a known way to write dates."""
    one = not {*recipe.columns, *recipe.across} & {"period"}
    if one or recipe.period not in ("", *dates.RULES):
        expected = f"one of {', '.join(dates.RULES)}; or the one period of the table, such as 2024"
        if not one:
            refuse(recipe.path, "has a 'period' that is not known", expected, recipe.period)
        try:
            dates.as_written(recipe.period)
        except EvidenceBookError:
            refuse(recipe.path, "has a 'period' that is not known", expected, recipe.period)


def _texts(path: Path, content: Mapping[str, Any], name: str) -> dict[str, str]:
    found = content.get(name) or {}
    if not isinstance(found, dict):
        refuse(path, f"has '{name}' that is no mapping", "names and columns", str(found))
    return {str(key): str(value) for key, value in found.items()}


def _number(path: Path, content: Mapping[str, Any], name: str, kind: Callable[[Any], Any]) -> Any:
    given = content.get(name, 1)
    try:
        found = kind(given)
    except (TypeError, ValueError):
        found = 0
    if found <= 0:
        refuse(path, f"has '{name}' that is no number above nought", "such as 4", str(given))
    return found


def _list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list) else [value]


def _date(path: Path, value: Any) -> str:
    if value is None:
        return ""
    text = value.isoformat() if isinstance(value, dt.date) else str(value)
    try:
        return dt.date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        refuse(path, "has a date of release that is none", "a day, such as 2026-01-15", text)


def _raw(recipe: Recipe, path: Path) -> pd.DataFrame:
    """All cells of a file, the headings among them."""
    try:
        if path.suffix.lower() == ".csv":
            return pd.read_csv(
                path,
                header=None,
                dtype=str,
                keep_default_na=False,
                encoding="utf-8-sig",
                skip_blank_lines=False,
            )
        return pd.read_excel(
            path, sheet_name=recipe.sheet or 0, header=None, dtype=object, engine="calamine"
        )
    except FileNotFoundError:
        refuse(recipe.path, "names a file that is not there", str(path), "no such file")
    except UnicodeDecodeError:
        refuse(path, "is not in UTF-8", "a CSV file in UTF-8", "other bytes", "save it as UTF-8")
    except pd.errors.ParserError as error:
        do = "put figures and names with commas in them in quotation marks"
        refuse(path, "has a row of more cells than headings", "a heading each", str(error), do)
    except Exception as error:  # whatever a reader of workbooks raises
        refuse(path, "cannot be read", "a CSV file, or a workbook and its sheet", str(error))


def _under_headings(every: pd.DataFrame, header: int) -> pd.DataFrame:
    """The rows below the one that holds the headings; an empty one becomes ``column 1``."""
    frame = every.iloc[header:].reset_index(drop=True)
    row = list(every.iloc[header - 1]) if len(every) >= header else []
    return frame.set_axis([head or f"column {i}" for i, head in enumerate(row, 1)], axis=1)


def _text(cell: Any) -> str:
    if cell is None or cell is pd.NaT or cell != cell:
        return ""
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _figures(texts: pd.Series, where: str, first_row: int, marks: tuple[str, ...]) -> pd.Series:
    """Read every cell as a number; the error says what the owner of the table can do."""
    try:
        return numbers(texts, where, first_row=first_row, marks=marks)
    except DataError as error:
        raise DataError(
            f"{error.what.rstrip('.')}.",
            where=error.where,
            expected=error.expected,
            found=error.found,
            do="write a plain number such as 1204.5; if this marks a figure that is not given, "
            "add it to the mapping's 'missing'",
        ) from error


def _check_rows(frame: pd.DataFrame, recipe: Recipe, where: str) -> None:
    """Each key once, and each value within its interval."""
    keys = frame[[*KEY, *(name for name in frame if name in (*recipe.dimensions, *recipe.across))]]
    keys = keys.loc[:, ~keys.columns.duplicated()]
    if (again := keys.duplicated(keep=False)).any():
        rows = [int(row) + recipe.first_row for row in frame.index[again]][:_NAMED]
        first = frame[again].iloc[0]
        found = f"{first['area']}, {first['period']} in rows {', '.join(map(str, rows))}"
        refuse(Path(where), "gives a figure more than once", "a row for each figure", found)
    if "lower_95" not in frame:
        return
    outside = (frame["value"] < frame["lower_95"]) | (frame["value"] > frame["upper_95"])
    if outside.any():
        row = f"row {int(frame.index[outside][0]) + recipe.first_row}"
        refuse(Path(where), "has a figure outside its interval", "lower ≤ value ≤ upper", row)


def _each(texts: pd.Series, read: Callable[[str], str], where: str, first_row: int) -> pd.Series:
    """Read every cell; an error names the row and the column."""
    known: dict[str, str] = {}
    for row, text in texts.items():
        if text in known:
            continue
        try:
            known[text] = read(text)
        except EvidenceBookError as error:
            raise DataError(
                error.what,
                where=f"{where}, row {int(str(row)) + first_row}, column {texts.name}",
                expected=error.expected
                if read is not dates.as_written
                else "2023, 2023-24 (a financial year), 2023-06-30 or 2023-01-01/P1M",
                found=repr(text),
                do="write the period in one of these forms",
            ) from error
    return texts.map(known)


def _without_commas(text: str) -> str:
    return text.replace(",", "") if _THOUSANDS.fullmatch(text) else text


def refuse(path: Path, what: str, expected: str, found: str, do: str = "") -> NoReturn:
    """Raise DataError about a mapping, if the path is one's, or else about a table."""
    kind = "mapping" if path.suffix in (".yml", ".yaml") else "table"
    raise DataError(
        f"The {kind} {what}.",
        where=str(path),
        expected=expected,
        found=found,
        do=do or f"correct the {kind}; docs/new-indicator.md and docs/fresh-data.md describe it",
    )
