"""A board with something of everything, to take out and in."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from sqlalchemy.orm import Session

from board.samples import CHANGED, MARCH, NOW, SAME, redacted, sent
from evidencebook.board import moderation
from evidencebook.board.database import Database
from evidencebook.board.evidence import Books
from evidencebook.board.exchange import files
from evidencebook.board.models import CHANGED as WAS_CHANGED
from evidencebook.board.models import NOTED, PUBLISHED, REJECTED, WAITING, User

BASE = "https://evidence.example.org"
FORMULA = "=HYPERLINK(1)\n'quoted', \"twice\"\n\n“Ünï” 漢 😀"
LATER = NOW + dt.timedelta(hours=1, microseconds=7)


def filled(database: Database, books: Books, moderator: User) -> None:
    """Published, replied to and answered, rejected, waiting, redacted; with every kind of text."""
    with database.writing() as session:
        first = sent(session, books, SAME, "one", text=FORMULA, name="@Ann", organisation="'Tis")
        _publish(session, first.id, moderator)
        reply = sent(
            session, books, SAME, "two", first.id, kind="evidence",
            link="https://example.org/a", name="", email="", now=LATER,
        )  # fmt: skip
        _publish(session, reply.id, moderator)
        for outcome, edition in ((NOTED, ""), (WAS_CHANGED, MARCH)):
            made = moderation.respond(
                session, first.id, outcome=outcome, text="-1 it was, and is mended.",
                edition=edition, editions=(MARCH,), form=outcome, user=moderator, now=LATER,
            )  # fmt: skip
        moderation.redact_response(
            session, first.id, made.id, "-1 it was, and is [removed].",
            seen=moderation.as_shown(made), user=moderator, now=LATER,
        )  # fmt: skip
        poor = sent(session, books, CHANGED, "three", kind="support", name="", organisation="")
        moderation.decide(
            session, poor.id, REJECTED, seen=WAITING, user=moderator, now=LATER, reason="+ rude"
        )
        sent(session, books, CHANGED, "four", kind="correction", name="", email="")
        told = sent(session, books, CHANGED, "five", kind="suggestion")
        redacted(session, told.id, {"name": "[removed]"}, moderator, LATER)


def exported(database: Database, folder: Path, *, public: bool = False) -> dict[str, bytes]:
    """What a board is exported as, by the files' names."""
    files.export(database, folder, BASE, NOW, public=public)
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def _publish(session: Session, number: int, moderator: User) -> None:
    moderation.decide(session, number, PUBLISHED, seen=WAITING, user=moderator, now=LATER)
