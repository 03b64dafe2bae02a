"""Marks of personal details that were removed from suggestions and remarks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add a moment to both tables; none where nothing was removed."""
    for table in ("suggestions", "remarks"):
        op.add_column(table, sa.Column("redacted_at", sa.DateTime()))
