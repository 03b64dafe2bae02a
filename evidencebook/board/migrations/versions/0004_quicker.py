"""What lets questions to a board of many comments be answered from an index."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"

# SQLite does not look at its tables by itself, as PostgreSQL does. It would take the state of a
# comment, of which there are four, to tell comments apart better than the one that they reply to.
# How many rows of so many there are for each value of an index's columns:
_TOLD = {
    "ix_comments_book_state_block": "100000 250 60 3",
    "ix_comments_state_received_at": "100000 25000 1",
    "ix_comments_parent_id": "100000 20",
    "ix_comments_evidence_id": "100000 3",
}


def upgrade() -> None:
    """Add an index for what is removed after a day; tell SQLite what comments are like."""
    op.create_index("ix_attempts_at", "attempts", ["at"])
    if op.get_bind().dialect.name != "sqlite":
        return
    op.execute("ANALYZE sqlite_master")  # makes the table of such figures
    op.execute("DELETE FROM sqlite_stat1 WHERE tbl = 'comments'")
    for name, figures in _TOLD.items():
        op.execute(f"INSERT INTO sqlite_stat1 VALUES ('comments', '{name}', '{figures}')")
