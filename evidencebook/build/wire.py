"""Messages in parts over a Unix socket: how a notebook's process and the builder talk.

A frame is the number of parts, the length of each, and the parts. What the parts of a Jupyter
message are, `jupyter_client.session.Session` knows: it writes them here as it would to ZeroMQ.
There is no port and no file that another user could open.
"""

from __future__ import annotations

import select
import socket
import struct
import threading
from collections.abc import Iterator, Sequence

_NUMBER = struct.Struct(">I")
_CHUNK = 1 << 18


class Wire:
    """One end of a pair of sockets.

    Parameters
    ----------
    end : socket

    Attributes
    ----------
    closed : bool
        Whether the other end is closed and everything it sent has been read.
    """

    def __init__(self, end: socket.socket) -> None:
        self.end = end
        self.closed = False
        self._held = bytearray()
        self._sending = threading.Lock()

    def send_multipart(self, parts: Sequence[bytes | memoryview], copy: bool = True) -> None:
        """Send one message; it waits while the other end is busy. Raises OSError if closed."""
        sizes = [memoryview(part).nbytes for part in parts]
        head = struct.pack(f">{len(sizes) + 1}I", len(sizes), *sizes)
        with self._sending:
            self.end.sendall(b"".join([head, *(bytes(part) for part in parts)]))

    def arrived(self) -> Iterator[list[bytes]]:
        """Yield the messages that are whole, having read once if there is something to read."""
        if not self.closed and self._readable(0):
            self._take()
        while (message := self._next()) is not None:
            yield message

    def receive(self) -> list[bytes] | None:
        """Wait for one message; None when the other end is closed."""
        while (message := self._next()) is None and not self.closed:
            self._readable(None)
            self._take()
        return message

    def close(self) -> None:
        """Close this end."""
        self.end.close()

    def _readable(self, seconds: float | None) -> bool:
        # poll, as select() takes no file descriptors above 1023
        poll = select.poll()
        poll.register(self.end, select.POLLIN)
        return bool(poll.poll(None if seconds is None else seconds * 1000))

    def _take(self) -> None:
        try:
            data = self.end.recv(_CHUNK)
        except ConnectionResetError:
            data = b""
        self._held += data
        self.closed = not data

    def _next(self) -> list[bytes] | None:
        """The first whole message of what has been read."""
        held = self._held
        if len(held) < _NUMBER.size:
            return None
        (count,) = _NUMBER.unpack_from(held)
        start = (count + 1) * _NUMBER.size
        if len(held) < start:
            return None
        sizes = struct.unpack_from(f">{count}I", held, _NUMBER.size)
        if len(held) < start + sum(sizes):
            return None
        parts = []
        for size in sizes:
            parts.append(bytes(held[start : start + size]))
            start += size
        del held[:start]
        return parts
