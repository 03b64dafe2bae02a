"""What observations must be like, whoever published them: a pandera schema, its errors in words.

`contract` is what every indicator's table in the snapshot keeps; `plausible` is what periods that
were just fetched can be. That areas are known, and values in their usual range, is a matter of
judgement: see `guards.doubts`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import pandas as pd
import pandera.pandas as pandera
from pandera.errors import SchemaError, SchemaErrorReason, SchemaErrors

from evidencebook.errors import DataError
from evidencebook.sources.snapshot import (
    DATES,
    KEY,
    NUMBERS,
    OBSERVATION_COLUMNS,
    key_columns,
)

# No source has figures from before the year, of longer periods (in days), or of a period that
# ends so many days after they were fetched: a financial year under way ends within the next.
EARLIEST, LONGEST, AHEAD = 1900, 3653, 366
# How a table breaks the schema itself, by pandera's reasons.
_BROKEN = {
    SchemaErrorReason.COLUMN_NOT_IN_DATAFRAME: "has the wrong columns",
    SchemaErrorReason.COLUMN_NOT_IN_SCHEMA: "has the wrong columns",
    SchemaErrorReason.COLUMN_NOT_ORDERED: "has the wrong columns",
    SchemaErrorReason.SERIES_CONTAINS_NULLS: "lacks an entry",
    SchemaErrorReason.DUPLICATES: "has a key more than once",
}
_KINDS = {**dict.fromkeys(DATES, "dates"), **dict.fromkeys(NUMBERS, "numbers")}


def contract(indicator: str, columns: Iterable[str]) -> pandera.DataFrameSchema:
    """The schema of one indicator's observations.

    Parameters
    ----------
    indicator : str
        Its slug, which every row must carry.
    columns : iterable of str
        Those that the table has; beyond `OBSERVATION_COLUMNS` they are text: dimensions, of which
        the key is made together with area and period, and notes.
    """
    columns = list(columns)
    extra = [column for column in columns if column not in OBSERVATION_COLUMNS]
    key = key_columns([*OBSERVATION_COLUMNS, *extra])
    only = pandera.Check.equal_to(indicator, name="holds another indicator", error=indicator)
    return pandera.DataFrameSchema(
        {
            "indicator": pandera.Column(str, only),
            "area": pandera.Column(str),
            "period_start": pandera.Column("datetime64[s]"),
            "period_end": pandera.Column("datetime64[s]"),
            "period": pandera.Column(str),
            **{column: _number() for column in NUMBERS},
            "status": pandera.Column(str),
            **{column: pandera.Column(str) for column in extra},
        },
        checks=[
            _rule("has no rows", "at least one observation", lambda frame: len(frame) > 0),
            _rule("has a period that ends before it starts", "start ≤ end", _forwards),
            _rule(
                "is not sorted", f"order of {', '.join(key)}", lambda frame: _in_order(frame[key])
            ),
        ],
        unique=key,
        ordered=True,
        strict=True,
    )


def plausible(retrieved: str = "") -> pandera.DataFrameSchema:
    """The schema of periods as official statistics have them.

    Parameters
    ----------
    retrieved : str
        ISO date of the fetch, if known.
    """
    what = "has periods that cannot be right"
    year = pandera.Check(
        lambda start: start.dt.year >= EARLIEST,
        name=what, error=f"{EARLIEST} or later", n_failure_cases=1,
    )  # fmt: skip
    latest = pd.Timestamp(retrieved[:10]) + pd.Timedelta(days=AHEAD) if retrieved else None
    ahead = pandera.Check(
        lambda end: end <= latest,
        name=what, error=f"no period that ends after {latest:%d %B %Y}", n_failure_cases=1,
    ) if latest else None  # fmt: skip
    return pandera.DataFrameSchema(
        {
            "period_start": pandera.Column("datetime64[s]", year),
            "period_end": pandera.Column("datetime64[s]", ahead),
        },
        checks=[_rule(what, "periods of ten years at most", _short)],
    )


def check(name: str, frame: pd.DataFrame, schema: pandera.DataFrameSchema) -> None:
    """Check a table against a schema.

    Raises
    ------
    DataError
        With the first rule that is broken, and the first row that breaks it.
    """
    try:
        schema.validate(frame.reset_index(drop=True), inplace=True)
    except SchemaError as broken:
        raise _refusal(name, frame, schema, broken) from broken
    except SchemaErrors as broken:
        raise _refusal(name, frame, schema, broken.schema_errors[0]) from broken


def _number() -> pandera.Column:
    finite = pandera.Check(
        lambda column: ~np.isinf(column),
        name="has an infinite number", error="finite or missing", n_failure_cases=1,
    )  # fmt: skip
    return pandera.Column(float, finite, nullable=True)


def _rule(what: str, expected: str, holds: Callable[[pd.DataFrame], object]) -> pandera.Check:
    """A rule about whole rows; its name says how a table breaks it."""
    return pandera.Check(holds, name=what, error=expected, n_failure_cases=1)


def _forwards(frame: pd.DataFrame) -> pd.Series:
    return frame["period_start"] <= frame["period_end"]


def _short(frame: pd.DataFrame) -> pd.Series:
    return (frame["period_end"] - frame["period_start"]).dt.days <= LONGEST


def _in_order(keys: pd.DataFrame) -> pd.Series:
    """Whether each row is where sorting would put it."""
    order = keys.sort_values(list(keys), kind="stable").index
    return pd.Series(order.to_numpy() == np.arange(len(keys)), index=keys.index)


def _refusal(
    name: str, frame: pd.DataFrame, schema: pandera.DataFrameSchema, error: SchemaError
) -> DataError:
    """The error in words: which rule, and which row or column."""
    column = getattr(error.schema, "name", None)
    rule = error.check if isinstance(error.check, pandera.Check) else None
    what = str(rule.name) if rule else _BROKEN.get(error.reason_code, "breaks the schema")
    expected = str(rule.error) if rule else str(error.check)
    found = _found(frame, column, error)
    if what == "has the wrong columns":
        expected, found = (", ".join(map(str, part)) for part in (schema.columns, frame))
    elif error.reason_code == SchemaErrorReason.DUPLICATES:
        expected = "one row for each key"
    elif error.reason_code == SchemaErrorReason.WRONG_DATATYPE:
        what, found = f"has no {_KINDS.get(str(column), 'text')}", str(frame[column].dtype)
        expected = str(schema.columns[column].dtype)
    return DataError(
        f"The table {name} {what}{f' in {column}' if column else ''}",
        where=f"snapshot table {name}",
        expected=expected,
        found=found,
        do="correct the importer or the raw file; nothing was written",
    )


def _found(frame: pd.DataFrame, column: str | None, error: SchemaError) -> str:
    """The first row that breaks the rule, by its key and the entry in question."""
    cases = error.failure_cases
    if not isinstance(cases, pd.DataFrame) or "index" not in cases or frame.empty:
        return "none" if frame.empty else str(cases)
    first = frame.iloc[int(cases["index"].min())]
    named = [*KEY, *([column] if column and column not in KEY else [])]
    return ", ".join(
        f"{key} {first[key]:%Y-%m-%d}" if key in DATES else f"{key} {first[key]}" for key in named
    )
