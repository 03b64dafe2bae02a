"""The board's server and its PostgreSQL, started for a measurement, stopped or killed."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from evidencebook import settings

sys.path.insert(0, str(settings.ROOT / "tests"))

from board import postgres

SERVE, UVICORN = "evidencebook serve", "uvicorn --workers 2"
# For the load alone: all of it comes from one address.
_LIMIT = "1000000000"


def free_port() -> int:
    """A port that nothing listens to."""
    with socket.create_server(("127.0.0.1", 0)) as sock:
        return int(sock.getsockname()[1])


class Server:
    """The board's server in processes of its own.

    Parameters
    ----------
    kind : str
        `SERVE` or `UVICORN`.
    site : Path
        The folder of all books.
    url : str
        The database's address.
    port : int
    log : Path
        Where its words go.
    """

    def __init__(self, kind: str, site: Path, url: str, port: int, log: Path) -> None:
        self.port = port
        here = Path(sys.executable).parent
        command = {
            SERVE: [str(here / "evidencebook"), "serve", "--port", str(port)],
            UVICORN: [
                *(str(here / "uvicorn"), "--factory", "evidencebook.board.web.app:application"),
                *("--host", "127.0.0.1", "--port", str(port), "--workers", "2"),
                *("--no-access-log", "--no-server-header", "--log-level", "warning"),
            ],
        }[kind]
        given: Mapping[str, str] = {
            "EVIDENCEBOOK_SITE": str(site),
            "EVIDENCEBOOK_DATABASE_URL": url,
            "EVIDENCEBOOK_COMMENTS_PER_HOUR": _LIMIT,
        }
        with log.open("ab") as said:
            self.process = subprocess.Popen(
                command, stdout=said, stderr=said, env=os.environ | given, start_new_session=True
            )
        self._log = log
        self._wait()

    def _wait(self) -> None:
        for _ in range(600):
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        sys.exit(f"the server did not start:\n{self._log.read_text()[-3000:]}")

    def stop(self) -> None:
        """Let it end what it does."""
        self.process.terminate()
        self.process.wait(60)

    def kill(self) -> None:
        """End all its processes at once, as kill -9 does."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(60)


@contextlib.contextmanager
def databases(kind: str, folder: Path) -> Iterator[tuple[str, postgres.Server | None]]:
    """The address of an empty database, ``sqlite`` or ``postgresql``, and the server of the latter.

    PostgreSQL waits for the disk, as it does where nobody tells it otherwise.
    """
    if kind == "sqlite":
        yield f"sqlite:///{tempfile.mkdtemp(dir=folder)}/comments.sqlite3", None
        return
    if (programs := postgres.programs()) is None:
        sys.exit("PostgreSQL was not found: apt-get install postgresql")
    with postgres.served(programs, safe=True) as server:
        yield postgres.new_database(server.address), server
