"""Kill the board while people write, again and again: what was acknowledged must be there, whole.

Run ``make bench``, or ``python benchmarks/board_kills.py``. People send comments as fast as they
can to a server that is ended by SIGKILL after a moment; every tenth time PostgreSQL is killed with
it, and started again on what it left. It exits with 1 if a comment that was acknowledged is gone,
or anything is there by half. A kill leaves to the system what was handed to it: what happens when
the power fails depends on the disk, which both databases wait for.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from pathlib import Path

from board_load import lost
from board_people import Client, Seen, written
from board_servers import SERVE, UVICORN, Server, databases, free_port
from board_stock import copies
from sqlalchemy import select

from evidencebook.board.database import Database
from evidencebook.board.models import Comment, Evidence
from evidencebook.build.book import build

BOOKS, PEOPLE = 4, 20


def main() -> None:
    """Kill each server so many times, look at what is left, and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--book", type=Path, help="a built book; else Lancashire's is built")
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--database", nargs="+", default=["sqlite", "postgresql"])
    parser.add_argument("--server", nargs="+", choices=[SERVE, UVICORN], default=[SERVE])
    chosen = parser.parse_args()
    print("| database | server | kills | of PostgreSQL too | acknowledged | kept | lost | half |")
    print("|---|---|---:|---:|---:|---:|---:|---:|")
    with tempfile.TemporaryDirectory(prefix="evidencebook-kills-") as name:
        folder = Path(name)
        book = chosen.book or build("lancashire", out=folder / "built", with_pdf=False, workers=2)
        (folder / "site").mkdir()
        slugs = copies(book, folder / "site", BOOKS)
        blocks = [one["id"] for one in json.loads((book / "blocks.json").read_text())]
        pages = [(slug, block) for slug in slugs for block in blocks]
        bad = [
            _killed(kind, server, folder, pages, chosen.times)
            for kind in chosen.database
            for server in chosen.server
        ]
    sys.exit(1 if any(bad) else 0)


def _killed(kind: str, server: str, folder: Path, pages: list[tuple[str, str]], times: int) -> int:
    """How many comments were lost or are there by half."""
    rng, seen, both = random.Random(times), Seen(), 0
    with databases(kind, folder) as (url, postgres):
        Database(url).migrate()
        for turn in range(times):
            running = Server(server, folder / "site", url, free_port(), folder / "log")
            asyncio.run(_write_until_killed(running, pages, rng, seen))
            if postgres and turn % 10 == 9:
                postgres.kill()
                postgres.start()
                both += 1
                _answers(url)
        database = Database(url)
        gone, half = lost(database, seen), _halves(database)
        kept = _kept(database)
        database.close()
    cells = [kind, f"`{server}`", times, both, len(seen.kept), kept, len(gone), len(half)]
    print(f"| {' | '.join(map(str, cells))} |", flush=True)
    for one in [*gone, *half][:10]:
        print(f"- {one}", file=sys.stderr)
    return len(gone) + len(half)


async def _write_until_killed(
    server: Server, pages: list[tuple[str, str]], rng: random.Random, seen: Seen
) -> None:
    """People write without a pause until the server is killed, a moment after the first."""

    async def person(number: int) -> None:
        own, client = random.Random(f"{rng.random()} {number}"), Client(server.port)
        while True:
            await written(client, *own.choice(pages), own, 0, seen)

    begun = len(seen.kept)
    people = [asyncio.create_task(person(number)) for number in range(PEOPLE)]
    while len(seen.kept) == begun and not all(one.done() for one in people):
        await asyncio.sleep(0.005)
    await asyncio.sleep(rng.uniform(0, 0.5))
    server.kill()
    await asyncio.wait(people, timeout=5)
    for one in people:
        one.cancel()
    await asyncio.gather(*people, return_exceptions=True)


def _answers(url: str) -> None:
    """Wait until PostgreSQL has brought its files in order."""
    for _ in range(300):
        database = Database(url)
        try:
            database.check()
            return
        except Exception:
            time.sleep(0.1)
        finally:
            database.close()
    sys.exit("PostgreSQL did not come up again")


def _kept(database: Database) -> int:
    with database.reading() as session:
        return len(session.scalars(select(Comment.id)).all())


def _halves(database: Database) -> list[str]:
    """What is there by half: a file in disorder, or a comment without all that belongs to it."""
    found = []
    with database.reading() as session:
        if session.connection().dialect.name == "sqlite":
            for pragma in ("integrity_check", "foreign_key_check"):
                rows = session.connection().exec_driver_sql(f"PRAGMA {pragma}").all()
                found += [f"{pragma}: {row}" for row in rows if tuple(row) != ("ok",)]
        asked = select(Comment, Evidence).outerjoin(Evidence, Comment.evidence_id == Evidence.id)
        for comment, evidence in session.execute(asked):
            about = evidence and (evidence.book, evidence.block, evidence.record["hash"])
            if about != (comment.book, comment.block, evidence and evidence.hash):
                found.append(f"comment {comment.id} has not its evidence")
            if not (comment.text.startswith("Test data: ") and comment.text.endswith(".")):
                found.append(f"comment {comment.id} has not its text")
    return found


if __name__ == "__main__":
    main()
