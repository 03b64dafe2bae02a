"""What a server's answer holds: unpacked, and refused where it is not what was asked for."""

from __future__ import annotations

import json
import re
import zlib
from dataclasses import dataclass

import httpx

from evidencebook.errors import FetchError

MEGABYTE = 1_000_000
LIMIT = 200 * MEGABYTE
# What an error repeats of a server's own words.
WORDS = 200
_PAGE = re.compile(rb"\s*(<!doctype html|<html\b)", re.IGNORECASE)
_GZIP = b"\x1f\x8b"
_UTF8_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Asked:
    """A question to a server: what is wanted, what is understood, how much, of which types.

    `hosts` are those to which it may be redirected beside its own.
    """

    url: str
    accept: str
    limit: int
    types: frozenset[str]
    hosts: frozenset[str] = frozenset()


class Unpacker:
    """Unpacks gzip piece by piece, and notices when the end is missing."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._gzip = zlib.decompressobj(wbits=31)

    def feed(self, piece: bytes) -> bytes:
        """Unpack the next piece."""
        try:
            return self._gzip.decompress(piece)
        except zlib.error as cause:
            raise self._broken(str(cause)) from cause

    def finish(self) -> None:
        """Check that the end was reached."""
        if not self._gzip.eof:
            raise self._broken("an end before the end of the file")
        if self._gzip.unused_data:
            raise self._broken("more after the end of the file")

    def _broken(self, found: str) -> FetchError:
        return FetchError(
            "Packed data cannot be unpacked.",
            where=self._where,
            expected="a whole gzip file",
            found=found,
            do="fetch it again later; if it stays so, tell the publisher",
        )


def unpacked(content: bytes, where: str, limit: int = LIMIT) -> bytes:
    """Unpack bytes that are a gzip file; return any others as they are.

    Raises FetchError if the file is damaged, cut short or larger than allowed.
    """
    if not content.startswith(_GZIP):
        return content
    unpack = Unpacker(where)
    plain = bytearray()
    for start in range(0, len(content), 65_536):
        plain += unpack.feed(content[start : start + 65_536])
        check_size(where, len(plain), limit)
    unpack.finish()
    return bytes(plain)


def check_size(where: str, size: int, limit: int) -> None:
    """Raise FetchError for more bytes than allowed."""
    if size > limit:
        raise FetchError(
            "An answer is larger than it may be.",
            where=where,
            expected=f"at most {limit / MEGABYTE:,.1f} MB",
            found=f"{size / MEGABYTE:,.1f} MB or more",
            do="check the address; if the data have grown, raise the limit",
        )


def check_type(asked: Asked, response: httpx.Response) -> None:
    """Raise FetchError where the server says that it gives something else than was asked for."""
    found = content_type(response)
    page = found in ("text/html", "application/xhtml+xml") and "html" not in asked.accept
    if page:
        raise _web_page(asked.url, f"a page of the type {found}{words(response)}")
    if asked.types and found and found not in asked.types:
        raise FetchError(
            "A server gives something else than was asked for.",
            where=asked.url,
            expected=" or ".join(sorted(asked.types)),
            found=found,
            do="check the address; if the publisher has changed it, so must the connector",
        )


def check_content(asked: Asked, content: bytes) -> None:
    """Raise FetchError for an empty answer, and for a web page in place of data."""
    if not content.strip():
        raise FetchError(
            "A server's answer is empty.",
            where=asked.url,
            expected="data",
            found=f"{len(content)} bytes",
            do="try later; if it stays so, check the address",
        )
    if _PAGE.match(content.removeprefix(_UTF8_MARK)) and "html" not in asked.accept:
        raise _web_page(asked.url, "a page that does not say that it is one")


def _web_page(url: str, found: str) -> FetchError:
    return FetchError(
        "A server gives a web page in place of data.",
        where=url,
        expected="data",
        found=found,
        do="open the address in a browser: the page may say why; else try later",
    )


def content_type(response: httpx.Response) -> str:
    """The type that a server says it gives, without parameters; empty if it says nothing."""
    return str(response.headers.get("Content-Type", "")).partition(";")[0].strip().lower()


def words(response: httpx.Response) -> str:
    """The server's own words about an error, in brief."""
    text = next(response.iter_text(WORDS * 10), "")
    if _PAGE.match(text.encode()):
        title = re.search(r"<title>\s*(.*?)\s*</title>", text, re.DOTALL | re.IGNORECASE)
        return f": {title[1][:WORDS]}" if title and title[1] else ""
    try:
        message = json.loads(text)["message"]
    except (ValueError, TypeError, KeyError):
        message = text
    return f": {' '.join(str(message).split())[:WORDS]}" if message else ""
