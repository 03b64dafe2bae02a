"""Consultations: suggestions, groups, options, and the panel that scores them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables."""
    _consultations()
    _suggestions()
    _options()
    _panel()
    _scores()


def _consultations() -> None:
    op.create_table(
        "consultations",
        _id(),
        sa.Column("book", sa.String(200), nullable=False),
        sa.Column("slug", sa.String(100), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("test", sa.Boolean(), nullable=False),
        sa.Column("published_at", sa.DateTime()),
        sa.Column("options_at_most", sa.Integer(), nullable=False),
        sa.Column("scoring_since", sa.DateTime()),
        sa.Column("scoring_until", sa.DateTime()),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        *_keys("consultations"),
        sa.UniqueConstraint("book", "slug", name="uq_consultations_book_slug"),
    )


def _suggestions() -> None:
    op.create_table(
        "suggestion_groups",
        _id(),
        _whole("consultation_id"),
        _text("name"),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("draft", sa.Boolean(), nullable=False),
        *_keys("suggestion_groups", consultation_id="consultations"),
        sqlite_autoincrement=True,
    )
    _index("suggestion_groups", "consultation_id")
    op.create_table(
        "suggestions",
        _id(),
        _whole("consultation_id"),
        _whole("number"),
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("origin", sa.String(200), nullable=False),
        _whole("row"),
        sa.Column("comment_id", sa.Integer()),
        _text("text"),
        _text("participants"),
        sa.Column("priority", sa.String(100), nullable=False),
        _text("place"),
        sa.Column("group_id", sa.Integer()),
        *_keys(
            "suggestions",
            consultation_id="consultations",
            comment_id="comments",
            group_id="suggestion_groups",
        ),
        _once("suggestions", "consultation_id", "number"),
        _once("suggestions", "consultation_id", "origin", "row"),
        _once("suggestions", "consultation_id", "comment_id"),
        sa.CheckConstraint("source IN ('workshop', 'comment')", name=op.f("ck_suggestions_source")),
    )
    _index("suggestions", "comment_id")
    _index("suggestions", "group_id")


def _options() -> None:
    op.create_table(
        "options",
        _id(),
        _whole("consultation_id"),
        _whole("position"),
        _text("title"),
        _text("rationale"),
        sa.Column("priorities", sa.JSON(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        *_keys("options", consultation_id="consultations"),
        sqlite_autoincrement=True,
    )
    _index("options", "consultation_id")
    op.create_table(
        "option_evidence",
        _id(),
        _whole("option_id"),
        _whole("evidence_id"),
        sa.Column("edition", sa.String(200), nullable=False),
        sa.Column("released", sa.String(10), nullable=False),
        sa.Column("stance", sa.String(20), nullable=False),
        _text("note"),
        *_keys("option_evidence", option_id="options", evidence_id="evidence"),
        _once("option_evidence", "option_id", "evidence_id"),
        sa.CheckConstraint("stance IN ('for', 'against')", name=op.f("ck_option_evidence_stance")),
    )
    _index("option_evidence", "evidence_id")
    op.create_table(
        "option_suggestions",
        _whole("option_id"),
        _whole("suggestion_id"),
        sa.PrimaryKeyConstraint("option_id", "suggestion_id", name="pk_option_suggestions"),
        *_foreign("option_suggestions", option_id="options", suggestion_id="suggestions"),
    )
    _index("option_suggestions", "suggestion_id")


def _panel() -> None:
    op.create_table(
        "criteria",
        _id(),
        _whole("consultation_id"),
        _whole("position"),
        _text("name"),
        _text("lowest"),
        _text("highest"),
        *_keys("criteria", consultation_id="consultations"),
        _once("criteria", "consultation_id", "position"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "members",
        _id(),
        _whole("consultation_id"),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("invited_at", sa.DateTime(), nullable=False),
        *_keys("members", consultation_id="consultations"),
        _once("members", "consultation_id", "name"),
        _once("members", "token"),
    )


def _scores() -> None:
    op.create_table(
        "scores",
        _id(),
        _whole("member_id"),
        _whole("option_id"),
        _whole("criterion_id"),
        _whole("points"),
        sa.Column("at", sa.DateTime(), nullable=False),
        *_keys("scores", member_id="members", option_id="options", criterion_id="criteria"),
        _once("scores", "member_id", "option_id", "criterion_id"),
        sa.CheckConstraint("points BETWEEN 1 AND 5", name=op.f("ck_scores_points")),
    )
    _index("scores", "option_id")
    _index("scores", "criterion_id")
    op.create_table(
        "remarks",
        _id(),
        _whole("member_id"),
        _whole("option_id"),
        _text("text"),
        sa.Column("at", sa.DateTime(), nullable=False),
        *_keys("remarks", member_id="members", option_id="options"),
        _once("remarks", "member_id", "option_id"),
    )
    _index("remarks", "option_id")


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), nullable=False)


def _whole(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _keys(table: str, **foreign: str) -> tuple[sa.Constraint, ...]:
    return sa.PrimaryKeyConstraint("id", name=f"pk_{table}"), *_foreign(table, **foreign)


def _foreign(table: str, **foreign: str) -> tuple[sa.Constraint, ...]:
    return tuple(
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}_{other}")
        for column, other in foreign.items()
    )


def _once(table: str, *columns: str) -> sa.Constraint:
    return sa.UniqueConstraint(*columns, name=f"uq_{table}_{'_'.join(columns)}")


def _index(table: str, column: str) -> None:
    op.create_index(f"ix_{table}_{column}", table, [column])
