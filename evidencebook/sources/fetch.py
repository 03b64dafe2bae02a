"""Fetch bytes from a publisher's server, and check that they are what was asked for.

A client asks politely: it says who it is, waits ever longer between its tries and as long as
the server wants it to, and follows redirects on the same host only. What it returns is whole,
unpacked, not empty, no web page in place of data, and no larger than allowed.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import ssl
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt
from tqdm import tqdm

from evidencebook import __version__
from evidencebook.errors import FetchError
from evidencebook.files import write_whole
from evidencebook.sources import bodies

USER_AGENT = f"evidencebook/{__version__} (a reproducible evidence base from official statistics)"
MOST_REDIRECTS = 5
# Answers after which the same question may be answered later on.
PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})

Say = Callable[[str], None]


@dataclass(frozen=True)
class Fetched:
    """What a server gave, byte for byte but for the packing of the transfer.

    Attributes
    ----------
    name : str
        What it is called among the raw files of its source.
    content : bytes
    url : str
        The address that it came from in the end.
    time : str
        When it had arrived: ISO, UTC, to the second.
    content_type : str
        As the server says, without parameters; empty if it says nothing.
    status : int
    wanted : tuple of str
        Of content that holds more than was asked for, the indicators that were; empty for all.
    """

    name: str
    content: bytes
    url: str
    time: str
    content_type: str = ""
    status: int = 200
    wanted: tuple[str, ...] = ()

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the content."""
        return hashlib.sha256(self.content).hexdigest()

    def raw_entry(self) -> dict[str, Any]:
        """Describe it for the manifest: name, SHA-256, size in bytes, address and time."""
        return {
            "name": self.name,
            "sha256": self.sha256,
            "bytes": len(self.content),
            "url": self.url,
            "time": self.time,
        }


@dataclass(frozen=True)
class Held:
    """What the snapshot has of one source.

    Attributes
    ----------
    tables : mapping
        The manifest's tables: slug → entry.
    raw : sequence of mapping
        The manifest's entries of the files that they were read from.
    """

    tables: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    raw: Sequence[Mapping[str, Any]] = ()

    def has(self, fetched: Fetched) -> bool:
        """Whether tables were read from the same bytes."""
        return any(entry["sha256"] == fetched.sha256 for entry in self.raw)

    @property
    def released(self) -> set[str]:
        """The days on which the tables were released."""
        return {str(entry.get("released", "")) for entry in self.tables.values()}


class Client:
    """Asks servers for data, again if need be. A context manager.

    Parameters
    ----------
    timeout : float
        Seconds to wait for a connection, and for each next piece of an answer.
    patience : float
        Seconds that one whole answer may take.
    tries : int
        How often to ask for the same thing.
    backoff : float
        Seconds before the second try; each further wait is twice as long.
    longest_wait : float
        Seconds that are waited at most. A server that wants to be left alone for longer is not
        asked again: the error says how long it wants.
    limit : int
        Bytes that an answer may have, unpacked.
    hosts : collection of str
        Further hosts to which a redirect may lead.
    say : callable, optional
        Gets a line about each further try.
    sleep : callable
        How to wait.
    """

    def __init__(
        self,
        *,
        timeout: float = 30.0,
        patience: float = 600.0,
        tries: int = 5,
        backoff: float = 1.0,
        longest_wait: float = 120.0,
        limit: int = bodies.LIMIT,
        hosts: Collection[str] = (),
        say: Say | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.patience, self.tries, self.backoff = patience, tries, backoff
        self.longest_wait, self.limit, self.hosts = longest_wait, limit, frozenset(hosts)
        self._say, self._sleep = say or (lambda line: None), sleep
        agreed = {"User-Agent": USER_AGENT, "Accept-Encoding": "gzip"}
        self._http = httpx.Client(timeout=timeout, headers=agreed, follow_redirects=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections that are open."""
        self._http.close()

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, str] | None = None,
        accept: str = "*/*",
        name: str | None = None,
        limit: int | None = None,
        types: Collection[str] = (),
        hosts: Collection[str] = (),
    ) -> Fetched:
        """Fetch what is at an address.

        Parameters
        ----------
        url : str
        params : mapping, optional
            The address's query; each name once.
        accept : str
            What is understood. A web page is refused unless this says ``text/html``.
        name : str, optional
            What to call it; the last part of the address unless given.
        limit : int, optional
            Bytes that the answer may have, unpacked; the client's own unless given.
        types : collection of str
            Content types that are what is expected; none given, all are. An answer that does
            not say its type passes.
        hosts : collection of str
            Further hosts to which this may be redirected.

        Raises
        ------
        FetchError
            If there is no answer, it is an error, or it is not what was asked for.
        """
        address = _address(url, params)
        most, further = limit or self.limit, self.hosts | frozenset(hosts)
        asked = bodies.Asked(address, accept, most, frozenset(types), further)
        retrying = Retrying(
            sleep=self._sleep,
            stop=stop_after_attempt(self.tries),
            wait=self._wait,
            retry=retry_if_exception_type(_TryAgain),
            before_sleep=self._tell,
            reraise=True,
        )
        try:
            response, content = retrying(self._try, asked)
        except _TryAgain as last:
            raise last.error from last
        return Fetched(
            name=name or Path(httpx.URL(address).path).name,
            content=content,
            url=str(response.url),
            time=f"{dt.datetime.now(dt.UTC):%Y-%m-%dT%H:%M:%SZ}",
            content_type=bodies.content_type(response),
            status=response.status_code,
        )

    def _try(self, asked: bodies.Asked) -> tuple[httpx.Response, bytes]:
        try:
            response = self._open(asked)
            try:
                if response.status_code != httpx.codes.OK:
                    raise self._refused(asked, response)
                bodies.check_type(asked, response)
                content = _body(asked, response, self.patience)
            finally:
                response.close()
        except httpx.HTTPError as cause:
            raise _not_reached(asked.url, cause) from cause
        bodies.check_content(asked, content)
        return response, content

    def _open(self, asked: bodies.Asked) -> httpx.Response:
        """Ask, and follow redirects as far as they are allowed."""
        request = self._http.build_request("GET", asked.url, headers={"Accept": asked.accept})
        for _ in range(MOST_REDIRECTS + 1):
            response = self._http.send(request, stream=True)
            if response.next_request is None:
                return response
            response.close()
            self._check_redirect(asked, request.url, response.next_request.url)
            request = response.next_request
        raise FetchError(
            "A server sends one from address to address.",
            where=asked.url,
            expected=f"an answer after at most {MOST_REDIRECTS} redirects",
            found=f"another, to {request.url}",
            do="try later; if it stays so, look for the data's new address",
        )

    def _check_redirect(self, asked: bodies.Asked, old: httpx.URL, new: httpx.URL) -> None:
        safe = new.scheme == "https" or (old.scheme, new.scheme) == ("http", "http")
        upgraded = (old.port, new.port) == (None, None)
        same = new.host == old.host and (new.port == old.port or upgraded)
        if safe and (same or new.host in asked.hosts):
            return
        raise FetchError(
            "A server redirects to another place.",
            where=asked.url,
            expected=f"the data, or a redirect on {old.host}",
            found=f"a redirect to {new}",
            do="if the publisher has moved, set the source's new address",
        )

    def _refused(self, asked: bodies.Asked, response: httpx.Response) -> Exception:
        status = response.status_code
        wait = _retry_after(response)
        error = FetchError(
            f"A server answers with an error ({status}).",
            where=asked.url,
            expected="status 200",
            found=f"{status} {response.reason_phrase}{bodies.words(response)}".strip(),
            do=_advice(status, wait),
        )
        too_long = wait is not None and wait > self.longest_wait
        return error if status not in PASSING or too_long else _TryAgain(error, wait)

    def _wait(self, state: RetryCallState) -> float:
        after = _failure(state).after
        own = self.backoff * 2.0 ** (state.attempt_number - 1)
        return min(own if after is None else after, self.longest_wait)

    def _tell(self, state: RetryCallState) -> None:
        wait = state.next_action.sleep if state.next_action else 0.0
        what = _failure(state).error.what.lower().rstrip(".")
        self._say(f"  {what}; try {state.attempt_number + 1} of {self.tries} in {wait:.0f} s")


def keep(fetched: Fetched, cache: Path) -> Path:
    """Keep the bytes under their hash: ``<cache>/raw/<first two digits>/<SHA-256>``.

    A file that is there already, and whole, is left alone. Returns its path.
    """
    path = Path(cache) / "raw" / fetched.sha256[:2] / fetched.sha256
    if path.exists() and path.stat().st_size == len(fetched.content):
        return path
    write_whole(path, fetched.content)
    return path


class _TryAgain(Exception):
    """Something failed that may go well the next time, after that many seconds if known."""

    def __init__(self, error: FetchError, after: float | None = None) -> None:
        super().__init__(str(error))
        self.error, self.after = error, after


def _address(url: str, params: Mapping[str, str] | None) -> str:
    try:
        return str(httpx.Request("GET", url, params=params or None).url)
    except httpx.InvalidURL as cause:
        raise FetchError(
            "This is no web address.", where=url, expected="https://…", found=str(cause),
            do="correct the setting or the source's card",
        ) from cause  # fmt: skip


def _body(asked: bodies.Asked, response: httpx.Response, patience: float) -> bytes:
    """Read the whole answer, unpacked, as long as it is neither too large nor too slow."""
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip", "x-gzip"):
        raise FetchError(
            "A server packs its answer in a way that is not known.",
            where=asked.url, expected="gzip or nothing", found=encoding,
            do="try later; if it stays so, tell the publisher",
        )  # fmt: skip
    unpack = None if encoding == "identity" else bodies.Unpacker(asked.url)
    length = response.headers.get("Content-Length", "")
    size = int(length) if length.isdecimal() else None
    bodies.check_size(asked.url, size or 0, asked.limit)
    content, deadline = bytearray(), time.monotonic() + patience
    with _progress(asked.url, size) as bar:
        for piece in response.iter_raw():
            bar.update(len(piece))
            try:
                content += unpack.feed(piece) if unpack else piece
            except FetchError as error:
                raise _TryAgain(error) from error
            bodies.check_size(asked.url, len(content), asked.limit)
            if time.monotonic() > deadline:
                raise httpx.ReadTimeout(f"not all there after {patience:g} s")
    try:
        if unpack and content:
            unpack.finish()
    except FetchError as error:
        raise _TryAgain(error) from error
    return bytes(content)


def _progress(url: str, size: int | None) -> Any:
    """A bar for people at a terminal, when it takes more than a moment."""
    label = Path(httpx.URL(url).path).name
    return tqdm(
        total=size, desc=label, unit="B", unit_scale=True, disable=None, delay=1.0, leave=False
    )


def _not_reached(url: str, cause: Exception) -> Exception:
    """What a failure of the connection means; another try may help, but not with a bad proof."""
    what = "A server cannot be reached."
    if isinstance(cause, httpx.TimeoutException):
        what = "A server does not answer in time."
    elif isinstance(cause, httpx.RemoteProtocolError):
        what = "An answer breaks off or cannot be read."
    error = FetchError(
        what,
        where=url,
        expected="a whole answer",
        found=f"{type(cause).__name__}: {cause}".rstrip(": "),
        do="check the connection and the address, then try again",
    )
    final = isinstance(cause, httpx.UnsupportedProtocol) or _unproven(cause)
    error.__cause__ = cause
    return error if final else _TryAgain(error)


def _unproven(cause: BaseException | None) -> bool:
    """Whether a server could not prove who it is."""
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return True
        cause = cause.__cause__ or cause.__context__
    return False


def _failure(state: RetryCallState) -> _TryAgain:
    failed = state.outcome.exception() if state.outcome else None
    assert isinstance(failed, _TryAgain)
    return failed


def _retry_after(response: httpx.Response) -> float | None:
    """Seconds that the server wants to be left alone for: it names them, or a date."""
    text = response.headers.get("Retry-After", "").strip()
    if text.isdecimal():
        return float(text)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=dt.UTC)
    return max(0.0, (until - dt.datetime.now(dt.UTC)).total_seconds())


def _advice(status: int, wait: float | None) -> str:
    if wait is not None and status in PASSING:
        return f"try again in {wait:.0f} seconds, as the server wishes"
    if status in PASSING:
        return "try later; the fault is the server's"
    return "check the address; the publisher may have moved or withdrawn it"
