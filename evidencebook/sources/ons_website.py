"""Fetch a file of a data set page of the ONS website.

Each page of the website is to be had as JSON under ``/data``. A data set's landing page lists
its editions, an edition's page its files and earlier versions. The figures in force were released
on the day of the edition, or when the last version was replaced by a corrected one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from evidencebook import settings
from evidencebook.indicators import Fetching, Source
from evidencebook.periods import long_date
from evidencebook.sources import pages
from evidencebook.sources.fetch import Client, Fetched, Held, Say
from evidencebook.sources.pages import Attachment, Publication

LANDING, EDITION = f"ons-landing{pages.PAGE}", f"ons-edition{pages.PAGE}"
CURRENT = "current"
# How much of a notice a line repeats.
_WORDS = 160


def fetch(card: Source, client: Client, held: Held, say: Say) -> list[Fetched]:
    """Fetch the landing page and the newest edition, and its file if that is not held.

    Parameters
    ----------
    card : Source
        With `page`, `attachment` and perhaps `edition` in its section ``fetch``.
    client : Client
    held : Held
    say : callable
        Gets lines about what is fetched, notices about it, and when the next release is.

    Returns
    -------
    list of Fetched
        Nothing if there is nothing new; else landing page, edition's page and file.

    Raises
    ------
    FetchError
        If an answer does not come or is not what was asked for.
    """
    how = card.fetch or Fetching("ons_website")
    landing = pages.fetch_page(client, f"{_base()}{how.page}/data", LANDING)
    edition = _newest(client, landing, how.edition)
    facts = publication([landing, edition])
    if following := (pages.content(landing).get("description") or {}).get("nextRelease"):
        say(f"  next release: {following}")
    if held.tables and held.released == {facts.released}:
        say(f"  {facts.title}, {facts.released}: nothing new")
        return []
    say(f"  {facts.title}, {facts.released}")
    for line in notices(landing):
        say(f"  {line}")
    file = pages.chosen(edition, _files(edition), how.attachment)
    body = pages.fetch_file(client, file, held, say)
    return [landing, edition, body] if body else []


def publication(fetched: Sequence[Fetched]) -> Publication:
    """What landing page and edition say of the publication, with the address at the ONS itself."""
    landing, edition = fetched[0], fetched[1]
    about, found = pages.content(landing), pages.content(edition)
    try:
        title = about["description"]["title"].strip()
        name = found["description"]["edition"].strip()
        url = settings.ADDRESSES["ONS_WEBSITE"] + about["uri"]
        versions = [version["updateDate"] for version in found.get("versions") or []]
        released = max(map(pages.day, [found["description"]["releaseDate"], *versions]))
    except (KeyError, TypeError, ValueError, AttributeError) as cause:
        raise pages.not_as_known(edition, f"{type(cause).__name__}: {cause}") from cause
    named = name and name.lower() != CURRENT and name not in title
    return Publication(f"{title}: {name}" if named else title, released, url)


def notices(landing: Fetched) -> list[str]:
    """A line for each correction or other notice of a landing page, the newest last."""
    lines = []
    for alert in _dicts(pages.content(landing).get("alerts")):
        words = " ".join(str(alert.get("markdown", "")).split())
        brief = words if len(words) <= _WORDS else f"{words[:_WORDS].rpartition(' ')[0]} …"
        lines.append(f"{alert.get('type') or 'notice'}, {_long(alert.get('date'))}: {brief}")
    return lines


def _base() -> str:
    return settings.address("ONS_WEBSITE")


def _long(moment: Any) -> str:
    try:
        return long_date(pages.day(str(moment)))
    except ValueError:
        return "without a date"


def _newest(client: Client, landing: Fetched, pattern: str) -> Fetched:
    """The page of the newest edition whose name is like a pattern.

    The one released when the landing page says; they are asked for in the order of the list, the
    newest first. If none was released then, the latest.
    """
    about = pages.content(landing)
    listed = [str(one.get("uri")) for one in _dicts(about.get("datasets"))]
    found = [uri for uri in listed if pages.like(uri.rpartition("/")[2], pattern)]
    if about.get("type") != "dataset_landing_page" or not found:
        pages.refuse(
            landing,
            "A page lists no edition of a data set.",
            f"a data set's landing page, with an edition like '{pattern}'",
            f"a page of the type {about.get('type')}; editions: {', '.join(listed) or 'none'}",
            "look for the data set's new page, and correct 'page' and 'edition' in its card",
        )
    now = _released(landing)
    seen: list[Fetched] = []
    for uri in found:
        seen.append(pages.fetch_page(client, f"{_base()}{uri}/data", EDITION))
        if _released(seen[-1]) == now:
            return seen[-1]
    return max(seen, key=_released)


def _released(page: Fetched) -> str:
    try:
        return pages.day(pages.content(page)["description"]["releaseDate"])
    except (KeyError, TypeError, ValueError) as cause:
        raise pages.not_as_known(page, f"{type(cause).__name__}: {cause}") from cause


def _files(edition: Fetched) -> list[Attachment]:
    found = pages.content(edition)
    names = [str(one.get("file") or "") for one in _dicts(found.get("downloads"))]
    address = f"{_base()}/file?uri={found.get('uri')}/"
    return [Attachment("", Path(name).name, address + name) for name in names if name]


def _dicts(listed: Any) -> Iterable[dict[str, Any]]:
    return [one for one in listed or [] if isinstance(one, dict)]
