"""Serve the site and the board to this machine, with nothing to set up."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn

from evidencebook.board.database import Database
from evidencebook.board.web.app import create
from evidencebook.errors import EvidenceBookError

HOST = "127.0.0.1"


def serve(site: Path, url: str, port: int, *, say: Callable[[str], object]) -> None:
    """Serve until Ctrl-C, with the database's tables brought up to date first.

    Parameters
    ----------
    site : Path
        The folder of all published books.
    url : str
        The database's address.
    port : int
    say : callable
        Told where to look.

    Raises
    ------
    EvidenceBookError
        When the port is taken, or the database cannot be used.
    """
    with listening(port) as sock:
        database = Database(url)
        database.migrate()
        app = create(site, database)
        # No line for each request: addresses of readers come into no log. No proxy is before it:
        # whoever names another address as theirs is not believed.
        config = uvicorn.Config(
            app, log_level="warning", access_log=False, server_header=False, proxy_headers=False
        )
        say(f"http://{HOST}:{port}/  (Ctrl-C stops it)")
        say(f"The sounding board keeps comments in {database}")
        uvicorn.Server(config).run(sockets=[sock])
        database.close()


def listening(port: int) -> socket.socket:
    """A socket on this machine's own address; any free port for 0.

    Raises EvidenceBookError when the port is taken.
    """
    try:
        made = socket.create_server((HOST, port))
    except OSError as error:
        raise EvidenceBookError(
            f"Port {port} cannot be used.", found=str(error), do="choose another with --port"
        ) from error
    # Else the end of an answer waits, for some 40 ms, until its beginning is acknowledged.
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return made
