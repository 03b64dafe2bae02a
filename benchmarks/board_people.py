"""Readers and writers of the board, as light as they can be: they share the server's processors."""

from __future__ import annotations

import asyncio
import html
import random
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from board_stock import text

_TOKEN = re.compile(rb'name="form" value="([^"]+)"')
_FORM = "application/x-www-form-urlencoded"
PATIENCE = 20.0


class Client:
    """One connection to a server, as a browser keeps it: opened anew when it was closed."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str) -> tuple[int, bytes, bytes]:
        """Status, head and body of a page."""
        request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n\r\n"
        used = self._streams is not None
        try:
            return await self._ask(request)
        except (ConnectionError, asyncio.IncompleteReadError):
            # The server may have closed an idle connection just now; a browser asks again.
            if not used:
                raise
            return await self._ask(request)

    async def post(self, path: str, fields: dict[str, str]) -> tuple[int, bytes, bytes]:
        """Status, head and body of the answer to a form."""
        body = urlencode(fields)
        head = f"Host: 127.0.0.1:{self.port}\r\nContent-Type: {_FORM}\r\n"
        length = f"Content-Length: {len(body)}\r\n\r\n"
        return await self._ask(f"POST {path} HTTP/1.1\r\n{head}{length}{body}")

    async def _ask(self, request: str) -> tuple[int, bytes, bytes]:
        try:
            return await asyncio.wait_for(self._asked(request), PATIENCE)
        except BaseException:
            self.close()
            raise

    async def _asked(self, request: str) -> tuple[int, bytes, bytes]:
        if self._streams and self._streams[0].at_eof():  # the server does not keep it for ever
            self.close()
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self.port, limit=2**20)
        reader, writer = self._streams
        writer.write(request.encode())
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
        body = await reader.readexactly(int(length.group(1))) if length else b""
        if b"connection: close" in head.lower():
            self.close()
        return int(head.split(b" ", 2)[1]), head, body

    def close(self) -> None:
        """Let go of the connection."""
        if self._streams:
            self._streams[1].close()
        self._streams = None


@dataclass
class Seen:
    """What the people met with.

    Attributes
    ----------
    reads, writes : list of float
        Seconds from when a page was asked for, or a form sent, to the end of the answer. A person
        who was kept waiting past the moment of the next asks at once, and the wait counts.
    kept : dict of str to (str, str, str)
        Book, block and text of each comment that was acknowledged, by its reference.
    troubles : list of str
        Answers that are none of those that were meant.
    """

    reads: list[float] = field(default_factory=list)
    writes: list[float] = field(default_factory=list)
    kept: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Crowd:
    """How many people there are, and how long each waits between two pages, in seconds."""

    readers: int
    writers: int
    reads_every: float
    writes_every: float


def gathered(
    port: int, pages: list[tuple[str, str]], crowd: Crowd, seconds: float, warm: float = 15.0
) -> Seen:
    """Let a crowd loose on a server, and say what it met with; the first seconds do not count."""
    return asyncio.run(_gathered(port, pages, crowd, seconds, warm))


async def _gathered(
    port: int, pages: list[tuple[str, str]], crowd: Crowd, seconds: float, warm: float
) -> Seen:
    seen = Seen()
    begun = time.perf_counter()
    counted, end = begun + warm, begun + warm + seconds

    async def reader(number: int) -> None:
        rng, client = random.Random(f"reader {number}"), Client(port)

        async def turn(due: float) -> None:
            book, block = rng.choice(pages)
            status, _, _ = await client.get(f"/board/{book}/{block}")
            if due >= counted:
                seen.reads.append(time.perf_counter() - due)
            if status != 200:
                seen.troubles.append(f"{status} for {book}/{block}")

        await _paced(turn, crowd.reads_every, rng, end, seen)
        client.close()

    async def writer(number: int) -> None:
        rng, client = random.Random(f"writer {number}"), Client(port)

        async def turn(due: float) -> None:
            book, block = rng.choice(pages)
            taken = await written(client, book, block, rng, crowd.writes_every / 2, seen)
            if due >= counted and taken is not None:
                seen.writes.append(taken)

        await _paced(turn, crowd.writes_every, rng, end, seen)
        client.close()

    people = [reader(n) for n in range(crowd.readers)] + [writer(n) for n in range(crowd.writers)]
    await asyncio.gather(*people)
    return seen


async def written(
    client: Client, book: str, block: str, rng: random.Random, thinks: float, seen: Seen
) -> float | None:
    """Get a form, fill it in, send it, and note it if it is acknowledged; how long that took."""
    path = f"/board/{book}/{block}"
    status, _, page = await client.get(path)
    found = _TOKEN.search(page)
    if status != 200 or found is None:
        seen.troubles.append(f"{status} and no form for {path}")
        return None
    await asyncio.sleep(thinks * rng.uniform(0.5, 1))
    said = text(rng)
    filled = {"kind": "question", "text": said, "consent": "yes", "name": "Test Data"}
    begun = time.perf_counter()
    status, head, _ = await client.post(
        path, {**filled, "form": html.unescape(found.group(1).decode())}
    )
    taken = time.perf_counter() - begun
    led = re.search(rb"location: \S*/sent/(\S+)", head, re.IGNORECASE)
    if status == 303 and led:
        seen.kept[led.group(1).decode()] = (book, block, said)
    else:
        seen.troubles.append(f"{status} for a comment on {path}")
    return taken


async def _paced(
    turn: Callable[[float], Awaitable[None]],
    every: float,
    rng: random.Random,
    end: float,
    seen: Seen,
) -> None:
    """Take turns at a pace, the first at any moment of the first pace, until the end."""
    due = time.perf_counter() + rng.uniform(0, every)
    while due < end:
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        try:
            await turn(due)
        except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
            seen.troubles.append(f"{type(error).__name__}")
        due += every * rng.uniform(0.5, 1.5)
