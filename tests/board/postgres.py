"""A PostgreSQL of the tests' own, where its programs are found."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_WHERE = (*Path("/usr/lib/postgresql").glob("*/bin"), Path("/usr/local/bin"))
_PLAIN = ("postgres", "nobody")


def programs() -> Path | None:
    """The folder of initdb and postgres."""
    found = [Path(path).resolve().parent for path in [shutil.which("initdb")] if path]
    return next((f for f in (*found, *_WHERE) if {"initdb", "postgres"} <= _names(f)), None)


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} if folder.is_dir() else set()


class Server:
    """A server that listens to a socket in a folder of its own.

    Parameters
    ----------
    programs : Path
        The folder of initdb and postgres.
    folder : Path
        An empty one.
    safe : bool
        Whether it waits for the disk; nothing of a test need outlast it.
    """

    def __init__(self, programs: Path, folder: Path, *, safe: bool = False) -> None:
        self.address = f"postgresql+psycopg://board@/%s?host={folder}"
        self._folder, self._plain = folder, _hand_over(folder)
        data = ["-D", str(folder / "data")]
        made = ["-U", "board", "-A", "trust", "-E", "UTF8", *([] if safe else ["-N"])]
        subprocess.run(
            [str(programs / "initdb"), *data, *made],
            check=True, capture_output=True, cwd=folder, **self._plain,
        )  # fmt: skip
        given = [
            "-k",
            str(folder),
            "-c",
            "listen_addresses=",
            "-c",
            f"fsync={'on' * safe or 'off'}",
        ]
        self._command = [str(programs / "postgres"), *data, *given]
        self.start()

    def start(self) -> None:
        """Let it run, at first or again."""
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                stdout=log, stderr=log, cwd=self._folder, start_new_session=True, **self._plain,
            )  # fmt: skip

    def stop(self) -> None:
        """End it, waiting for no one."""
        self._process.send_signal(signal.SIGINT)
        self._process.wait(60)

    def kill(self) -> None:
        """End it and all that it started at once, as when the machine stops."""
        every = [self._process.pid, *_children(self._process.pid)]
        for pid in every:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait(60)


def _children(pid: int) -> list[int]:
    """The processes that one has started."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return [int(child) for task in tasks for child in (task / "children").read_text().split()]


@contextlib.contextmanager
def running(programs: Path, *, safe: bool = False) -> Iterator[str]:
    """The address of a server that runs until the end; see `Server`."""
    with served(programs, safe=safe) as server:
        yield server.address


@contextlib.contextmanager
def served(programs: Path, *, safe: bool = False) -> Iterator[Server]:
    """A server that runs until the end, or is started again when it was killed."""
    with tempfile.TemporaryDirectory(prefix="evb-pg-", ignore_cleanup_errors=True) as name:
        server = Server(programs, Path(name), safe=safe)
        try:
            yield server
        finally:
            server.stop()


def _hand_over(folder: Path) -> dict[str, Any]:
    """Give the folder to a plain user if we are root, whom PostgreSQL refuses to run for."""
    if os.geteuid() != 0:
        return {}
    known = {one.pw_name: one for one in pwd.getpwall()}
    user = next(known[name] for name in _PLAIN if name in known)
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def new_database(address: str, template: str = "template0") -> str:
    """Make a database like another, waiting for the server to come up; its address."""
    import psycopg
    import tenacity

    name = f"board_{uuid.uuid4().hex}"
    target = (address % "postgres").replace("+psycopg", "")
    for attempt in tenacity.Retrying(
        wait=tenacity.wait_fixed(0.1), stop=tenacity.stop_after_delay(30), reraise=True
    ):
        with attempt, psycopg.connect(target, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return address % name
