"""A server on this machine that replays answers, rightly or with a fault, for tests."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

Key = tuple[str, frozenset[tuple[str, str]] | None]
NOTHING = b'{"message":"There is nothing here."}'
TWICE = b'{"message":"A parameter is given twice."}'


@dataclass(frozen=True)
class Answer:
    """One answer.

    Attributes
    ----------
    body : bytes
    status : int
    type : str
        Content type; no such header if empty.
    headers : mapping
        Further headers.
    delay : float
        Seconds before anything is sent.
    pause : float
        Seconds in the middle of the body.
    cut : int, optional
        So many bytes of the body are sent, though all are announced.
    """

    body: bytes = b""
    status: int = 200
    type: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    pause: float = 0.0
    cut: int | None = None


@dataclass(frozen=True)
class Request:
    """What was asked: path, query (each name once), headers in lower case."""

    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]


class Replay:
    """Answers by path and query, and the requests that came."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.requests: list[Request] = []
        self._answers: dict[Key, list[Answer]] = {}
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        """The server's address."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def elsewhere(self) -> str:
        """The same server under another host's name."""
        return f"http://localhost:{self.port}"

    @property
    def paths(self) -> list[str]:
        """The paths that were asked for, in order."""
        return [request.path for request in self.requests]

    def serve(self, path: str, *answers: Answer, **query: str) -> None:
        """Give these answers in turn, the last one ever after.

        With a query, only to that query and before any answer that is for all; else to any.
        """
        self._answers[path, frozenset(query.items()) if query else None] = list(answers)

    def answer(self, target: str, headers: Mapping[str, str]) -> Answer:
        """Note a request, and find its answer."""
        parts = urlsplit(target)
        pairs = parse_qsl(parts.query, keep_blank_values=True)
        query = dict(pairs)
        with self._lock:
            self.requests.append(Request(parts.path, query, headers))
            if len(query) < len(pairs):
                return Answer(TWICE, 400, "application/json")
            for key in ((parts.path, frozenset(pairs)), (parts.path, None)):
                if answers := self._answers.get(key):
                    return answers.pop(0) if len(answers) > 1 else answers[0]
        return Answer(NOTHING, 404, "application/json")


@contextmanager
def replaying() -> Iterator[Replay]:
    """Run a server until the block ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    _Handler.replays[server.server_port] = replay = Replay(server.server_port)
    # How often the server looks whether it is to stop; the usual half second adds up.
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield replay
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        del _Handler.replays[server.server_port]


class _Handler(BaseHTTPRequestHandler):
    replays: dict[int, Replay] = {}  # noqa: RUF012
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        assert isinstance(self.server, ThreadingHTTPServer)
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = self.replays[self.server.server_port].answer(self.path, headers)
        time.sleep(answer.delay)
        try:
            self._send(answer)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        if answer.type:
            self.send_header("Content-Type", answer.type)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if "Transfer-Encoding" not in answer.headers:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        body = answer.body[: answer.cut]
        middle = len(body) // 2
        self.wfile.write(body[:middle])
        self.wfile.flush()
        time.sleep(answer.pause)
        self.wfile.write(body[middle:])
        self.close_connection = self.close_connection or answer.cut is not None

    def log_message(self, *_: object) -> None:
        """Say nothing."""
