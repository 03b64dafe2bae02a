"""What fetching from publishers' pages has in common: which file to take, and how it is read."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

from evidencebook.errors import DataError, FetchError
from evidencebook.indicators import Source
from evidencebook.sources.bodies import MEGABYTE
from evidencebook.sources.fetch import Client, Fetched, Held, Say
from evidencebook.sources.snapshot import Table

# Publishers name moments; a day of release is that of the clocks in London.
LONDON = ZoneInfo("Europe/London")
_BYTES = ("application/octet-stream", "binary/octet-stream")
_PACKED = "application/zip"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# How files may be announced, by how their name ends, and how those begin that are packed.
TYPES = {
    ".xlsx": (_SHEET, _PACKED, *_BYTES),
    ".ods": ("application/vnd.oasis.opendocument.spreadsheet", _PACKED, *_BYTES),
    ".csv": ("text/csv", "text/plain", "application/csv", *_BYTES),
}
ZIP = b"PK\x03\x04"
# How the names end under which pages are kept.
PAGE = "-page.json"
_NAMED = 8
Answer = tuple[list[Table], list[dict[str, Any]], Any]


@dataclass(frozen=True)
class Publication:
    """What a page says of its publication: title, ISO day of release, address for readers."""

    title: str
    released: str
    url: str


@dataclass(frozen=True)
class Attachment:
    """A file of a page: title, name, address, and how many bytes it has, if that is said.

    `hosts` are those to which its address may lead on.
    """

    title: str
    name: str
    url: str
    size: int | None = None
    hosts: frozenset[str] = frozenset()


def fetch_page(client: Client, url: str, name: str) -> Fetched:
    """Fetch what a page is made of, as JSON."""
    kind = "application/json"
    return client.get(url, accept=kind, name=name, limit=10 * MEGABYTE, types=(kind, *_BYTES))


def content(page: Fetched) -> dict[str, Any]:
    """The JSON object that a page is. Raises FetchError if it is none."""
    try:
        found = json.loads(page.content)
    except ValueError as cause:
        raise not_as_known(page, str(cause)) from cause
    if not isinstance(found, dict):
        raise not_as_known(page, type(found).__name__)
    return found


def not_as_known(page: Fetched, found: str) -> FetchError:
    """A page that is made otherwise than its publisher's pages were."""
    return FetchError(
        "A page cannot be read.",
        where=page.url,
        expected="a page made as the publisher's pages are",
        found=found,
        do="fetch again; if it stays so, the publisher has changed and the connector must follow",
    )


def refuse(page: Fetched, what: str, expected: str, found: str, do: str) -> NoReturn:
    """Raise FetchError about a page that can be read and is of no use."""
    raise FetchError(what, where=page.url, expected=expected, found=found, do=do)


def like(text: str, pattern: str) -> bool:
    """Whether a text is like a pattern with ``*`` and ``?``, in capitals or not."""
    return fnmatchcase(text.strip().lower(), pattern.strip().lower())


def chosen(page: Fetched, listed: Iterable[Attachment], pattern: str) -> Attachment:
    """The one file of a page whose title or name is like a pattern.

    Raises FetchError if there is none, or more than one.
    """
    known = list(listed)
    found = [file for file in known if like(file.title, pattern) or like(file.name, pattern)]
    if len(found) == 1:
        return found[0]
    names = [f"'{file.title or file.name}' ({file.name})" for file in found or known]
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    refuse(
        page,
        "A page has more than one file of that name."
        if found
        else "A page does not have the file that is looked for.",
        f"one file whose title or name is like '{pattern}'",
        (", ".join(names[:_NAMED]) or "no files") + more,
        "look at the page, and correct 'attachment' in the source's card",
    )


def day(moment: str) -> str:
    """The ISO day, in London, of a moment such as ``2020-09-09T23:00:00.000Z``.

    Raises ValueError if it is none.
    """
    found = dt.datetime.fromisoformat(moment)
    return (found.astimezone(LONDON) if found.tzinfo else found).date().isoformat()


def fetch_file(client: Client, file: Attachment, held: Held, say: Say) -> Fetched | None:
    """Fetch a file of a page, and check what can be checked of it; None if it is held already.

    Raises FetchError if it does not come, is of another kind, or of another size than the page
    says.
    """
    say(f"  {file.name} to fetch")
    suffix = Path(file.name).suffix.lower()
    body = client.get(file.url, name=file.name, types=TYPES.get(suffix, ()), hosts=file.hosts)
    if suffix in (".xlsx", ".ods") and not body.content.startswith(ZIP):
        _wrong(body, f"a workbook ({suffix})", repr(body.content[:20]))
    if file.size and len(body.content) != file.size:
        _wrong(body, f"{file.size:,} bytes, as the page says", f"{len(body.content):,} bytes")
    last = last_file(held)
    if last["sha256"] == body.sha256 if last else held.has(body):
        say(f"  {file.name} is what is held: nothing new")
        return None
    return body


def _wrong(body: Fetched, expected: str, found: str) -> NoReturn:
    raise FetchError(
        "A file is not what its page says.",
        where=body.url,
        expected=expected,
        found=found,
        do="fetch again later: the publisher may be changing it; else look at the page",
    )


def read(
    card: Source,
    fetched: Sequence[Fetched],
    publication: Callable[[Sequence[Fetched]], Publication],
    reader: Callable[[Path], Answer],
) -> Answer:
    """Read the file of a page, the last of what was fetched, by the importer of its layout.

    Parameters
    ----------
    card : Source
    fetched : sequence of Fetched
        The page or pages, then the file.
    publication : callable
        What the pages say of the publication, which goes into every table.
    reader : callable
        The source's importer: takes a path.

    Raises
    ------
    DataError
        If the file is not in the layout that the importer knows.
    """
    file, facts = fetched[-1], publication(fetched)
    with tempfile.TemporaryDirectory(prefix="evidencebook-") as folder:
        path = Path(folder) / file.name
        path.write_bytes(file.content)
        try:
            tables, _, report = reader(path)
        except DataError as error:
            place = error.where.replace(str(path), "").strip(", :")
            raise DataError(
                error.what,
                where=", ".join(part for part in (file.url, place) if part),
                expected=error.expected,
                found=error.found,
                do=f"look at the file; if it is laid out otherwise than before, {_reading(card)} "
                "must follow",
            ) from error
    named = {**vars(facts), "publisher": card.publisher, "retrieved": file.time[:10]}
    return [replace(table, **named) for table in tables], _raw(fetched), report


def _reading(card: Source) -> str:
    if card.reader == "tabular":
        return f"'recipe' in data/sources/{card.slug}.yml"
    return f"evidencebook/sources/{card.reader}.py"


def _raw(fetched: Sequence[Fetched]) -> list[dict[str, Any]]:
    return [body.raw_entry() for body in fetched]


def last_file(held: Held) -> Mapping[str, Any] | None:
    """The entry of the file that was fetched last, if any was; pages are no files."""
    fetched = [entry for entry in held.raw if entry.get("url")]
    entries = [entry for entry in fetched if not entry["name"].endswith(PAGE)]
    return max(entries, key=lambda entry: str(entry.get("time", "")), default=None)
