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


@contextlib.contextmanager
def running(programs: Path, *, safe: bool = False) -> Iterator[str]:
    """A server that listens to a socket in a folder of its own; the address of it.

    It does not wait for the disk, as nothing of a test need outlast it, unless it is to be `safe`.
    """
    with tempfile.TemporaryDirectory(prefix="evb-pg-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        plain = _hand_over(folder)
        made = ["-D", str(folder / "data"), "-U", "board", "-A", "trust", "-E", "UTF8", "-N"]
        subprocess.run(
            [str(programs / "initdb"), *made], check=True, capture_output=True, cwd=folder, **plain
        )
        options = ["-D", str(folder / "data"), "-k", str(folder), "-c", "listen_addresses="]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [str(programs / "postgres"), *options, "-c", f"fsync={'on' if safe else 'off'}"],
                stdout=log, stderr=log, cwd=folder, **plain,
            )  # fmt: skip
            try:
                yield f"postgresql+psycopg://board@/%s?host={folder}"
            finally:
                server.send_signal(signal.SIGINT)  # wait for no one
                server.wait(60)


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
