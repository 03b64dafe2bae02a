"""Names that hold on every board, marks of erasure, and which e-mails were sent."""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the columns, name what is there, and make the table."""
    for table in ("comments", "responses"):
        _name_rows(table)
    op.add_column("comments", sa.Column("erased_at", sa.DateTime()))
    op.create_table(
        "messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("claimed_at", sa.DateTime(), nullable=False),
        sa.Column("sent_at", sa.DateTime()),
        sa.Column("through", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_messages"),
        sa.UniqueConstraint("key", name="uq_messages_key"),
    )


def _name_rows(table: str) -> None:
    """Give each row a name; SQLite adds a column that must be filled only with a default."""
    op.add_column(table, sa.Column("uid", sa.String(36), nullable=False, server_default=""))
    rows = sa.table(table, sa.column("id"), sa.column("uid"))
    connection = op.get_bind()
    ids = connection.scalars(sa.select(rows.c.id)).all()
    named = [{"number": id, "name": str(uuid.uuid4())} for id in ids]
    if named:
        update = sa.update(rows).where(rows.c.id == sa.bindparam("number"))
        connection.execute(update.values(uid=sa.bindparam("name")), named)
    op.create_index(f"ix_{table}_uid", table, ["uid"], unique=True)
