"""What moderators do, and what they saw before."""

from __future__ import annotations

import pytest

from board.samples import NOW
from evidencebook.board import audit
from evidencebook.board.database import Database
from evidencebook.board.models import User
from evidencebook.board.options.acts import Act
from evidencebook.board.words import digest
from evidencebook.errors import AlreadyDoneError


def test_only_what_was_seen_is_changed(database: Database, moderator: User) -> None:
    """And the log says who did it."""
    act = Act(moderator, NOW, digest(["a", 1]))
    act.check(digest(["a", 1]), "this")
    with pytest.raises(AlreadyDoneError, match="Someone has changed this since"):
        act.check(digest(["a", 2]), "this")
    with database.writing() as session:
        act.note(session, "group named", 1, "group 2")
        line = audit.lines(session)[0]
        assert (line.actor, line.at, line.detail) == ("Mo", NOW, "consultation 1: group 2")
