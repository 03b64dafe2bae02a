"""Fetch a file of a GOV.UK statistics page through the site's content API.

A card's `page` is a publication, a statistical data set, or a collection, whose newest document
like `document` is taken. Of the page's files the one like `attachment` is fetched. Files lie on
a host of their own; with ``EVIDENCEBOOK_GOVUK_URL`` set, they come from there under the same
path, so that one mirror serves both.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx

from evidencebook import settings
from evidencebook.errors import FetchError
from evidencebook.indicators import Fetching, Source
from evidencebook.sources import pages
from evidencebook.sources.fetch import Client, Fetched, Held, Say
from evidencebook.sources.pages import Attachment, Publication

PAGE = f"govuk{pages.PAGE}"
ASSETS = "https://assets.publishing.service.gov.uk"
# Where files may lie, and lead from one to the other.
HOSTS = frozenset(httpx.URL(url).host for url in (ASSETS, settings.ADDRESSES["GOVUK"]))
COLLECTION = "document_collection"


def fetch(card: Source, client: Client, held: Held, say: Say) -> list[Fetched]:
    """Fetch the page, and its file if that is not held.

    Parameters
    ----------
    card : Source
        With `page`, `attachment` and perhaps `document` in its section ``fetch``.
    client : Client
    held : Held
    say : callable
        Gets lines about what is fetched.

    Returns
    -------
    list of Fetched
        Nothing if there is nothing new; else the page of the document, then the file.

    Raises
    ------
    FetchError
        If an answer does not come or is not what was asked for: a page that is gone, withdrawn
        or has become something else; a file that is missing or there more than once.
    """
    how = card.fetch or Fetching("govuk")
    page = _document(client, _page(client, how.page), how)
    file = pages.chosen(page, _attachments(page), how.attachment)
    facts = publication([page])
    if _is_held(held, facts, file):
        say(f"  {facts.title}, {facts.released}: nothing new")
        return []
    say(f"  {facts.title}, {facts.released}")
    body = pages.fetch_file(client, file, held, say)
    return [page, body] if body else []


def publication(fetched: Sequence[Fetched]) -> Publication:
    """What the page says of its publication, with the address at GOV.UK itself."""
    page = fetched[0]
    found = pages.content(page)
    try:
        url = settings.ADDRESSES["GOVUK"] + found["base_path"]
        return Publication(found["title"].strip(), pages.day(found["public_updated_at"]), url)
    except (KeyError, TypeError, ValueError, AttributeError) as cause:
        raise pages.not_as_known(page, f"{type(cause).__name__}: {cause}") from cause


def _is_held(held: Held, facts: Publication, file: Attachment) -> bool:
    """Whether the file is held: a new file gets a new address; an imported one has none."""
    if not held.tables:
        return False
    last = pages.last_file(held)
    if last:
        return bool(last["url"] == file.url)
    return held.released == {facts.released}


def _page(client: Client, path: str) -> Fetched:
    """Fetch a page's content, if it is there to be used."""
    page = pages.fetch_page(client, f"{settings.address('GOVUK')}/api/content{path}", PAGE)
    _check(page, pages.content(page))
    return page


def _check(page: Fetched, found: dict[str, Any]) -> None:
    """Refuse a page that is gone, leads elsewhere, or is withdrawn."""
    kind, details = found.get("schema_name"), found.get("details") or {}
    look = "look for the statistics' new page, and correct 'page' in the source's card"
    if kind == "gone":
        told = [details.get("explanation"), details.get("alternative_path")]
        said = "; see ".join(str(text) for text in told if text)
        pages.refuse(page, "A page is gone.", "the page", said or "no explanation", look)
    if kind == "redirect":
        to = [str(one.get("destination")) for one in found.get("redirects") or []]
        pages.refuse(page, "A page has moved.", "the page", f"now at {', '.join(to)}", look)
    if notice := found.get("withdrawn_notice"):
        said = f"{notice.get('explanation', '')} ({notice.get('withdrawn_at', 'no date')})"
        pages.refuse(page, "A page is withdrawn.", "a page in force", said, look)


def _document(client: Client, page: Fetched, how: Fetching) -> Fetched:
    """The page itself; of a collection, the page of its newest document."""
    found = pages.content(page)
    collected = found.get("document_type") == COLLECTION
    if not collected and not how.document:
        return page
    look = "look at the page, and correct 'page' and 'document' in the source's card"
    if not collected:
        kind = str(found.get("document_type"))
        pages.refuse(page, "A page is no longer a collection.", COLLECTION, kind, look)
    links = (found.get("links") or {}).get("documents") or []
    if not how.document:
        titles = ", ".join(str(link.get("title")) for link in links)
        pages.refuse(page, "A page has become a collection.", "a page with files", titles, look)
    dated = [
        (str(link["public_updated_at"]), str(link["base_path"]))
        for link in links
        if pages.like(str(link.get("title")), how.document) and not link.get("withdrawn")
    ]
    if not dated:
        titles = ", ".join(str(link.get("title")) for link in links) or "no documents"
        what = "A collection does not have the document that is looked for."
        pages.refuse(page, what, f"a title like '{how.document}'", titles, look)
    newest = _page(client, max(dated)[1])
    if pages.content(newest).get("document_type") == COLLECTION:
        pages.refuse(newest, "A document is a collection.", "a page with files", COLLECTION, look)
    return newest


def _attachments(page: Fetched) -> list[Attachment]:
    listed = (pages.content(page).get("details") or {}).get("attachments") or []
    mirrored = settings.address("GOVUK") != settings.ADDRESSES["GOVUK"]
    try:
        return [
            Attachment(
                title=str(one.get("title") or ""),
                name=Path(str(one["filename"])).name,
                url=_address(str(one["url"]), page),
                size=one.get("file_size"),
                hosts=frozenset() if mirrored else HOSTS,
            )
            for one in listed
            if one.get("filename")
        ]
    except (KeyError, TypeError, AttributeError) as cause:
        raise pages.not_as_known(page, f"{type(cause).__name__}: {cause}") from cause


def _address(url: str, page: Fetched) -> str:
    """A file's address: at GOV.UK or its host for files, or under the same path at a mirror."""
    official, base, where = settings.ADDRESSES["GOVUK"], settings.address("GOVUK"), httpx.URL(url)
    if where.scheme != "https" or where.host not in HOSTS:
        raise FetchError(
            "A page's file lies at a place that is not known.",
            where=page.url,
            expected=f"an address at {' or '.join(sorted(HOSTS))}",
            found=url,
            do="look at the page; if the publisher has moved its files, the connector must follow",
        )
    return url if base == official else base + where.raw_path.decode()
