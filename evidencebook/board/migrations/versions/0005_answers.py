"""A trace of what was removed from responses, and an index that tells what readers see."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

# Whether readers see a reply hangs on what it replies to: so the index names that as well.
_OLD, _NEW = "ix_comments_book_state_block", "ix_comments_book_state_block_parent_id"


def upgrade() -> None:
    """Add the column, and put one index in the place of another."""
    op.add_column("responses", sa.Column("redacted_at", sa.DateTime()))
    op.drop_index(_OLD, "comments")
    op.create_index(_NEW, "comments", ["book", "state", "block", "parent_id"])
    if op.get_bind().dialect.name == "sqlite":  # told what it holds, as in the migration before
        op.execute(f"DELETE FROM sqlite_stat1 WHERE idx = '{_OLD}'")
        op.execute(f"INSERT INTO sqlite_stat1 VALUES ('comments', '{_NEW}', '100000 250 60 3 3')")
