"""The board's JSON as its description says it is, whatever is asked."""

from __future__ import annotations

from typing import Any

import pytest

from board.samples import BOOK, CHANGED, NOW, SAME, publish_june, redacted, sent
from evidencebook.board import moderation
from evidencebook.board.database import Database
from evidencebook.board.evidence import Books
from evidencebook.board.models import NOTED, PUBLISHED, User

schemathesis = pytest.importorskip("schemathesis", reason="see requirements-described.txt")
from hypothesis import HealthCheck, given, settings  # noqa: E402 (it comes with schemathesis)

DESCRIPTION = "/board/api/openapi.json"
# The same questions at each run, as many as take some seconds.
BOUNDED = settings(
    max_examples=25,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def talked_about(database: Database, books: Books, moderator: User) -> None:
    """Comments with everything a comment can have, of two editions."""
    with database.writing() as session:
        first = sent(session, books, SAME, "1", text="See https://example.org/.")
        sent(session, books, CHANGED, "2", link="https://example.org/x", kind="evidence")
        for number in (1, 2):
            moderation.decide(session, number, PUBLISHED, seen="waiting", user=moderator, now=NOW)
        sent(session, books, SAME, "3", parent=first.id)
        moderation.decide(session, 3, PUBLISHED, seen="waiting", user=moderator, now=NOW)
        redacted(session, 3, {"name": ""}, moderator)
        moderation.respond(
            session, 1, outcome=NOTED, text="So it is.", edition="", editions=(), form="4",
            user=moderator, now=NOW,
        )  # fmt: skip
    publish_june(books.site)


@pytest.mark.parametrize("known", [True, False], ids=["our book", "any book"])
@pytest.mark.parametrize("meant", [True, False], ids=["as described", "otherwise"])
def test_answers_are_those_described(
    address: str, talked_about: None, known: bool, meant: bool
) -> None:
    """Never a failure of ours, no answer that is not described, none of another form."""
    mode = schemathesis.GenerationMode
    # With the book put right, what was otherwise may be as described.
    left = [schemathesis.checks.negative_data_rejection] if known and not meant else []
    schema = schemathesis.openapi.from_url(f"{address}{DESCRIPTION}")
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) == 2
    for operation in operations:
        asked = operation.as_strategy(mode.POSITIVE if meant else mode.NEGATIVE)

        def ask(case: Any) -> None:
            if known:
                case.path_parameters["book"] = BOOK
            case.call_and_validate(excluded_checks=left, timeout=30)

        BOUNDED(given(case=asked)(ask))()
