"""A board with many comments: real evidence under many books, and texts made up as test data."""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from evidencebook.board.database import Database
from evidencebook.board.models import (
    KINDS,
    NOTED,
    PUBLISHED,
    REJECTED,
    SPAM,
    WAITING,
    Comment,
    Evidence,
    Response,
    User,
)

# Of a hundred comments so many are in each state; of published ones so many have a response.
STATES, ANSWERED = {PUBLISHED: 80, WAITING: 10, REJECTED: 5, SPAM: 5}, 40
# Of a hundred comments so many are replies, and so many about evidence that has changed since.
REPLIES, EARLIER = 10, 10
BEGUN = dt.datetime(2026, 7, 1, tzinfo=dt.UTC)
_ONCE = 5000
_SENTENCE = (
    "test data made up for measuring the board the figure seems low for a place like ours because "
    "it leaves out firms on the industrial estate and people who travel in from the villages we "
    "counted again last spring and found more than the table says could you look at the source"
)
_WORDS = _SENTENCE.split()


@dataclass(frozen=True)
class Stock:
    """What was made.

    Attributes
    ----------
    pages : list of (str, str)
        The book and block of every published comment, so that one at random is of a block that
        people talk about.
    comments, responses : int
    """

    pages: list[tuple[str, str]]
    comments: int
    responses: int


def copies(book: Path, site: Path, number: int) -> list[str]:
    """Publish a built book under so many names, its files shared; the names."""
    slugs = [f"{book.name}-{n:03}" for n in range(number)]
    for slug in slugs:
        shutil.copytree(book, site / slug, copy_function=_linked)
    (site / "index.html").write_text("<html><body>Books made up for measuring.</body></html>")
    return slugs


def _linked(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # on another disk
        shutil.copy2(source, target)


def stocked(database: Database, book: Path, slugs: Sequence[str], number: int) -> Stock:
    """Fill an empty board with comments; the same each time.

    Parameters
    ----------
    database : Database
        With its tables, and nothing in them.
    book : Path
        The folder of the built book that all of these are copies of.
    slugs : sequence of str
    number : int
        Of comments, over all books.
    """
    records = _records(book)
    edition = json.loads((book / "edition.json").read_text(encoding="utf-8"))
    user = {"name": "Test data", "password": "", "active": False, "failures": 0}
    with database.writing() as session:
        session.execute(insert(User), {**user, "created_at": BEGUN})
        who = session.connection().exec_driver_sql("SELECT max(id) FROM users").scalar_one()
    made = _comments(slugs, records, edition, number)
    _keep(database, Evidence, list(_evidence(made, records)))
    _keep(database, Comment, made)
    answers = list(_responses(made, who))
    _keep(database, Response, answers)
    _in_order(database)
    pages = [(one["book"], one["block"]) for one in made if one["state"] == PUBLISHED]
    return Stock(pages, len(made), len(answers))


def _records(book: Path) -> list[dict[str, Any]]:
    """The blocks of a book, each with its data, as the board keeps them."""
    found = json.loads((book / "blocks.json").read_text(encoding="utf-8"))
    return [
        {**one, "csv": (book / one["data"]).read_text(encoding="utf-8") if one["data"] else ""}
        for one in found
    ]


def _evidence(
    made: Iterable[dict[str, Any]], records: Sequence[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """What the comments are about: blocks as they are, and as if they had said something else."""
    named = {one["id"]: one for one in records}
    about = {one["evidence_id"]: (one["book"], one["block"]) for one in made}
    for id, (book, block) in about.items():
        record = named[block]
        hash = record["hash"] if id % 2 else record["hash"][::-1]
        said = {"id": id, "book": book, "block": block, "hash": hash}
        yield {**said, "record": {**record, "hash": hash}}


def _comments(
    slugs: Sequence[str], records: Sequence[dict[str, Any]], edition: dict[str, Any], number: int
) -> list[dict[str, Any]]:
    rng = random.Random(1)
    # A few blocks are talked about much, most little: the nth has a share of one nth.
    shares = [1 / (n + 1) for n in range(len(records))]
    first: dict[tuple[int, int], int] = {}
    made = []
    for id, which in enumerate(rng.choices(range(len(records)), shares, k=number), start=1):
        book = rng.randrange(len(slugs))
        state = rng.choices(list(STATES), list(STATES.values()))[0]
        parent = first.get((book, which)) if rng.randrange(100) < REPLIES else None
        if parent is None and state == PUBLISHED:
            first[book, which] = id
        earlier = rng.randrange(100) < EARLIER
        made.append(
            {
                "id": id,
                "ref": f"test-data-{id:022}",
                "form": f"test-data-{id}",
                "book": slugs[book],
                "block": records[which]["id"],
                "edition": edition["id"],
                "released": edition["released"],
                "evidence_id": (book * len(records) + which) * 2 + 1 + earlier,
                "parent_id": parent,
                "kind": rng.choice(list(KINDS)),
                "text": text(rng),
                "link": "",
                "name": "Test Data",
                "organisation": "Made up for measuring",
                "email": "",
                "state": state,
                "reason": "Test data" if state == REJECTED else "",
                "received_at": BEGUN + dt.timedelta(seconds=id),
                "decided_at": None,
                "redacted_at": None,
            }
        )
    return made


def text(rng: random.Random) -> str:
    """A made-up comment of 30 to 200 words, marked as test data."""
    return f"Test data: {' '.join(rng.choices(_WORDS, k=rng.randint(30, 200)))}."


def _responses(made: Iterable[dict[str, Any]], user: int) -> Iterator[dict[str, Any]]:
    rng = random.Random(2)
    for one in made:
        if one["state"] == PUBLISHED and rng.randrange(100) < ANSWERED:
            at = one["received_at"] + dt.timedelta(days=rng.randint(1, 30))
            said = {"form": one["form"], "comment_id": one["id"], "user_id": user, "at": at}
            yield {**said, "outcome": NOTED, "edition": "", "text": text(rng)}


def _keep(database: Database, table: type[Any], rows: Sequence[dict[str, Any]]) -> None:
    with database.writing() as session:
        for begin in range(0, len(rows), _ONCE):
            session.execute(insert(table), rows[begin : begin + _ONCE])


def _in_order(database: Database) -> None:
    """Let new rows be numbered after those that were given their numbers, and be planned for."""
    with database.engine.connect() as connection:
        connection = connection.execution_options(isolation_level="AUTOCOMMIT")
        if connection.dialect.name == "postgresql":
            for name in ("evidence", "comments"):
                connection.exec_driver_sql(
                    f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM {name}"
                )
            connection.exec_driver_sql("VACUUM ANALYZE")
