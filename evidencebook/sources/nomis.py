"""Fetch a data set of Nomis, page by page, and read its figures.

Nomis gives at most 25,000 rows at once and cuts off the rest without a word. Each row says where
it stands (``RECORD_OFFSET``) and how many there are (``RECORD_COUNT``), so that a page that is
cut short, a gap and a change between two pages are noticed. Nomis does not say when figures were
released: whether anything is new is told by the bytes alone.

With ``EVIDENCEBOOK_NOMIS_UID``, the identifier that Nomis gives its registered users, more may be
asked for in a while. It is part of the address asked and stands in nothing that is kept or said.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NoReturn
from urllib.parse import quote

import httpx
import pandas as pd

from evidencebook import settings
from evidencebook.errors import FetchError
from evidencebook.indicators import Fetching, Source
from evidencebook.sources import recipe, tabular
from evidencebook.sources.fetch import Client, Fetched, Held, Say
from evidencebook.sources.snapshot import Table

# The rows that Nomis gives at once.
ROWS = 25_000
# More pages than any data set of local authorities needs.
MOST_PAGES = 100
NAME = "nomis-{dataset}-{offset:07d}.csv"
TYPES = ("text/csv", "text/plain", "application/csv", "application/octet-stream")
# Dimensions of every data set, then what the rows say of themselves.
AREA, DATE, VALUE, STATUS = "GEOGRAPHY_CODE", "DATE", "OBS_VALUE", "OBS_STATUS"
OFFSET, COUNT = "RECORD_OFFSET", "RECORD_COUNT"
NEEDED = (AREA, DATE, VALUE, STATUS, OFFSET, COUNT)
NORMAL, MISSING = "A", ""
# Parts of a query that choose rows by more than the codes in a column.
_CHOICES = ("geography", "date", "time")
Answer = tuple[list[Table], list[dict[str, Any]], dict[str, Any]]


def fetch(card: Source, client: Client, held: Held, say: Say) -> list[Fetched]:
    """Fetch all pages of a query.

    Parameters
    ----------
    card : Source
        With `dataset` and `query` in its section ``fetch``.
    client : Client
    held : Held
    say : callable
        Gets a line about how many rows there are.

    Returns
    -------
    list of Fetched
        Nothing if these are the bytes that are held; else a CSV for each page.

    Raises
    ------
    FetchError
        If a page does not come, is not what was asked for, or does not join its neighbours.
    """
    how = card.fetch or Fetching("nomis")
    bodies: list[Fetched] = []
    offset, count = 0, 1
    while offset < count and len(bodies) < MOST_PAGES:
        body = _get(client, how, offset)
        rows = _rows(body)
        count = _joined(body, rows, offset, count if bodies else None)
        bodies.append(body)
        offset += len(rows)
    if offset < count:
        _wrong(
            bodies[-1],
            "Nomis has more rows than can be right.",
            f"at most {offset:,}",
            f"{count:,}",
        )
    if held.tables and all(held.has(body) for body in bodies):
        say(f"  {how.dataset}: {count:,} rows, as held: nothing new")
        return []
    say(f"  {how.dataset}: {count:,} rows")
    return bodies


def read(card: Source, fetched: Sequence[Fetched]) -> Answer:
    """Read pages by the recipe of the source's card, in which Nomis's columns take their places.

    Parameters
    ----------
    card : Source
        Its recipe names the indicator and how periods are meant.
    fetched : sequence of Fetched

    Returns
    -------
    tuple
        One table of observations, the pages, and a report: areas given at two levels, areas that
        are none of the project's, and rows without a figure, each left out.

    Raises
    ------
    DataError
        If rows are of another thing than was asked for, an area has two figures, or a figure has
        a mark that is not known.
    """
    how = card.fetch or Fetching("nomis")
    _, own = tabular.official(card.slug)
    columns = {"area": AREA, "period": DATE, "value": VALUE}
    plan = replace(own, columns=columns, missing=(MISSING,), leave_out_missing=True)
    raw = pd.concat([_rows(body) for body in fetched], ignore_index=True)
    _check_meaning(fetched[0], raw, how)
    report: dict[str, Any] = {"source": card.slug}
    kept = tabular.known(_once(fetched[0], raw, report), plan, report)
    frame = recipe.observations(kept, plan, tabular.find(plan), how.dataset, report)
    report["rows"] = {plan.indicator: len(frame)}
    latest = frame.loc[frame["period_end"].idxmax(), "period"]
    table = Table(
        plan.indicator,
        frame,
        "indicator",
        card.slug,
        publisher=card.publisher,
        title=f"{card.title}: {latest}",
        url=card.url,
        retrieved=fetched[0].time[:10],
    )
    return [table], [body.raw_entry() for body in fetched], report


def _get(client: Client, how: Fetching, offset: int) -> Fetched:
    """Fetch a page; the user's identifier is in no address that is kept, and in no error."""
    url = f"{settings.address('NOMIS')}/api/v01/dataset/{how.dataset}.data.csv"
    asked = {**how.query, "recordoffset": str(offset), "recordlimit": str(ROWS)}
    secret = settings.nomis_uid()
    name = NAME.format(dataset=how.dataset, offset=offset)
    try:
        body = client.get(
            url, params=asked | ({"uid": secret} if secret else {}), name=name, types=TYPES
        )
    except FetchError as error:
        if not secret:
            raise
        parts = [_without(secret, part) for part in (error.where, error.found)]
        raise FetchError(
            error.what, where=parts[0], expected=error.expected, found=parts[1], do=error.do
        ) from None
    return replace(body, url=str(httpx.URL(url, params=asked)))


def _without(secret: str, text: str) -> str:
    """A text without the secret, as it is or as it stands in an address."""
    return text.replace(secret, "…").replace(quote(secret, safe=""), "…")


def _rows(body: Fetched) -> pd.DataFrame:
    """The rows of a page as text."""
    try:
        text = body.content.decode("utf-8-sig")
        rows = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
    except ValueError as cause:
        _wrong(body, "Nomis's answer is no CSV.", "a table", f"{type(cause).__name__}: {cause}")
    if lacking := [name for name in NEEDED if name not in rows]:
        found = f"no {', '.join(lacking)} among {', '.join(rows)}"
        _wrong(body, "Nomis's CSV is not in the known layout.", ", ".join(NEEDED), found)
    if rows.empty:
        _wrong(body, "Nomis gives no rows.", "at least one", "none")
    return rows


def _joined(body: Fetched, rows: pd.DataFrame, offset: int, count: int | None) -> int:
    """Check that a page begins where the last one ended, and is whole; how many rows there are."""
    counts = sorted(set(rows[COUNT]))
    expected = counts if count is None else [str(count)]
    if counts != expected or len(counts) != 1 or not counts[0].isdecimal():
        what = "Nomis's data changed while they were fetched, or their rows disagree."
        _wrong(body, what, f"{count or 'one number of'} rows in {COUNT}", ", ".join(counts))
    size = min(ROWS, int(counts[0]) - offset)
    if list(rows[OFFSET]) != [str(offset + number) for number in range(size)]:
        _wrong(
            body,
            "A page of Nomis's data is cut short, or does not join the one before.",
            f"{size:,} rows, from {offset:,} to {offset + size - 1:,} in {OFFSET}",
            f"{len(rows):,} rows, from {rows[OFFSET].iloc[0]} to {rows[OFFSET].iloc[-1]}",
        )
    return int(counts[0])


def _check_meaning(body: Fetched, raw: pd.DataFrame, how: Fetching) -> None:
    """Refuse rows of another sex, age or measure than was asked for, and unknown marks."""
    for name, wanted in how.query.items():
        column = name.upper()
        if name in _CHOICES:
            continue
        found = set(raw[column]) if column in raw else {"no such column"}
        if strange := sorted(found - set(wanted.split(","))):
            what = "Nomis gives other figures than were asked for."
            _wrong(body, what, f"{column} {wanted}", ", ".join(strange[:5]))
    marked = (raw[VALUE] != MISSING) & (raw[STATUS] != NORMAL)
    if marked.any():
        row = raw[marked].iloc[0]
        given = f"{row[VALUE]} marked {row[STATUS]} for {row[AREA]}, {row[DATE]}"
        _wrong(body, "A figure has a mark that is not known.", f"the mark {NORMAL}", given)


def _once(body: Fetched, raw: pd.DataFrame, report: dict[str, Any]) -> pd.DataFrame:
    """Each area and date once: an area may be given among the areas of two levels."""
    key = [AREA, DATE]
    plain = raw.drop_duplicates([*key, VALUE])
    if (again := plain.duplicated(key)).any():
        row = plain[again].iloc[0]
        values = ", ".join(plain.loc[(plain[key] == row[key]).all(axis=1), VALUE])
        _wrong(body, "An area has two figures.", "one", f"{values} for {row[AREA]}, {row[DATE]}")
    repeated = len(raw) - len(plain)
    report["dropped"] = {"that repeat another": repeated} if repeated else {}
    return plain


def _wrong(body: Fetched, what: str, expected: str, found: str) -> NoReturn:
    raise FetchError(
        what,
        where=body.url or body.name,
        expected=expected,
        found=found,
        do="fetch again; if it stays so, Nomis has changed, and the source's card or the "
        "connector must follow",
    )
