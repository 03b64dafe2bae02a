"""The board under load: people who read and people who write at once, over many comments.

Run ``make bench``, or ``python benchmarks/board_load.py``. It fills a board with 100,000 made-up
comments, marked as test data, on the real evidence of a built book that is published under 400
names; lets 200 readers and 20 writers loose on the server for a minute; and sees whether every
comment that was acknowledged is in the database. Whoever asks the pages shares the processors
with the server and the database. It exits with 1 if a comment is lost or an answer is not what it
should be, never for being slow.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from board_people import Crowd, Seen, gathered
from board_servers import SERVE, UVICORN, Server, databases, free_port
from board_stock import copies, stocked
from sqlalchemy import select

from evidencebook.board.database import Database
from evidencebook.board.models import Comment
from evidencebook.build.book import build

HEAD = (
    "| database | server | pages/s | comments/s | a block's page p50 / p95 / p99 ms "
    "| sending a comment p50 / p95 / p99 ms | acknowledged | lost | other answers |\n"
    "|---|---|---:|---:|---:|---:|---:|---:|---:|"
)


def main() -> None:
    """Fill, serve, ask, and print a line for each database and server."""
    chosen = _chosen()
    with tempfile.TemporaryDirectory(prefix="evidencebook-board-") as name:
        folder = Path(name)
        book = chosen.book or build("lancashire", out=folder / "built", with_pdf=False, workers=2)
        site = folder / "site"
        site.mkdir()
        slugs = copies(book, site, chosen.books)
        print(HEAD)
        bad = 0
        for kind in chosen.database:
            with databases(kind, folder) as (url, _):
                database = Database(url)
                database.migrate()
                stock = stocked(database, book, slugs, chosen.comments)
                for server in chosen.server:
                    for pace in chosen.reads_every:
                        crowd = Crowd(chosen.readers, chosen.writers, pace, chosen.writes_every)
                        seen = _run(server, site, url, stock.pages, crowd, chosen, folder)
                        gone = lost(database, seen)
                        print(_row(kind, server, seen, gone, chosen.seconds), flush=True)
                        for trouble in sorted(set(seen.troubles))[:5]:
                            print(f"- {trouble}", file=sys.stderr)
                        bad += len(gone) + len(seen.troubles)
                database.close()
    sys.exit(1 if bad else 0)


def _chosen() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--book", type=Path, help="a built book; else Lancashire's is built")
    parser.add_argument("--books", type=int, default=400)
    parser.add_argument("--comments", type=int, default=100_000)
    parser.add_argument("--readers", type=int, default=200)
    parser.add_argument("--writers", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--warm", type=float, default=15, help="seconds that do not count")
    parser.add_argument("--reads-every", type=float, nargs="+", default=[2.0])
    parser.add_argument("--writes-every", type=float, default=4.0)
    parser.add_argument("--database", nargs="+", default=["sqlite", "postgresql"])
    parser.add_argument("--server", nargs="+", default=[SERVE, UVICORN])
    return parser.parse_args()


def _run(
    server: str,
    site: Path,
    url: str,
    pages: list[tuple[str, str]],
    crowd: Crowd,
    chosen: argparse.Namespace,
    folder: Path,
) -> Seen:
    running = Server(server, site, url, free_port(), folder / "log")
    try:
        return gathered(running.port, pages, crowd, chosen.seconds, chosen.warm)
    finally:
        running.stop()


def lost(database: Database, seen: Seen) -> list[str]:
    """The acknowledged comments that are not in the database as they were sent."""
    with database.reading() as session:
        asked = select(Comment.ref, Comment.book, Comment.block, Comment.text)
        found = {ref: (book, block, text) for ref, book, block, text in session.execute(asked)}
    return [ref for ref, said in seen.kept.items() if found.get(ref) != said]


def _row(kind: str, server: str, seen: Seen, gone: list[str], seconds: float) -> str:
    rates = [len(seen.reads) / seconds, len(seen.writes) / seconds]
    cells = [
        *(kind, f"`{server}`", *(f"{rate:.0f}" for rate in rates)),
        *(_spread(seen.reads), _spread(seen.writes)),
        *(str(len(seen.kept)), str(len(gone)), str(len(seen.troubles))),
    ]
    return f"| {' | '.join(cells)} |"


def _spread(times: list[float]) -> str:
    """The middle, the 95th and the 99th of a hundred, in milliseconds."""
    ordered = sorted(times)
    if not ordered:
        return "–"
    chosen = (ordered[int(len(ordered) * share)] for share in (0.5, 0.95, 0.99))
    return " / ".join(f"{1000 * one:.0f}" for one in chosen)


if __name__ == "__main__":
    main()
