"""The tables of a consultation: from its suggestions to its options and their scores."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from evidencebook.board.models import Base, Comment, Evidence, one_of

WORKSHOP, COMMENT = SOURCES = ("workshop", "comment")
FOR, AGAINST = STANCES = ("for", "against")
# The lowest and the highest score of a criterion.
LOWEST, HIGHEST = 1, 5


class Consultation(Base):
    """One exercise for the strategy of a book: what was suggested, and what is made of it."""

    __tablename__ = "consultations"
    __table_args__ = (UniqueConstraint("book", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    book: Mapped[str] = mapped_column(String(200))
    slug: Mapped[str] = mapped_column(String(100))
    title: Mapped[str]
    # Whether its suggestions are made up, to try things out; told wherever any of it is shown.
    test: Mapped[bool]
    # From when on readers see its page; None before.
    published_at: Mapped[dt.datetime | None]
    options_at_most: Mapped[int]
    # From when on panel members score the options, which then stay as they are; None before.
    scoring_since: Mapped[dt.datetime | None]
    # From when on no score is taken any more; None before.
    scoring_until: Mapped[dt.datetime | None]
    created_at: Mapped[dt.datetime]

    groups: Mapped[list[Group]] = relationship(order_by="Group.id")
    options: Mapped[list[Option]] = relationship(order_by="Option.position")
    criteria: Mapped[list[Criterion]] = relationship(order_by="Criterion.position")
    members: Mapped[list[Member]] = relationship(order_by="Member.id")


class Group(Base):
    """Suggestions that belong together, as the tool proposed or a moderator decided."""

    __tablename__ = "suggestion_groups"
    # A number is never another's: forms that are open name things by it.
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 (as SQLAlchemy reads it)

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"), index=True)
    name: Mapped[str]
    # Words by which its suggestions differ from the others, in the order of their weight.
    words: Mapped[list[Any]]
    # Whether it is still the tool's draft, that no person has looked at.
    draft: Mapped[bool]

    suggestions: Mapped[list[Suggestion]] = relationship(order_by="Suggestion.number")


class Suggestion(Base):
    """What was suggested, at a workshop or in a published comment. It names no person."""

    __tablename__ = "suggestions"
    __table_args__ = (
        UniqueConstraint("consultation_id", "number"),
        UniqueConstraint("consultation_id", "origin", "row"),
        UniqueConstraint("consultation_id", "comment_id"),
        one_of("source", SOURCES),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"))
    # Its own in the consultation, by which people speak of it: from 1, in the order they came.
    number: Mapped[int]
    source: Mapped[str] = mapped_column(String(20))
    # The workshop's name and the suggestion's line in its file; or "comments" and the number.
    origin: Mapped[str] = mapped_column(String(200))
    row: Mapped[int]
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"), index=True)
    text: Mapped[str]
    # What kind of participant suggested it, such as "college"; empty where that is not known.
    participants: Mapped[str]
    # The book's chapter and the place that it was made about; empty where that is not known.
    priority: Mapped[str] = mapped_column(String(100))
    place: Mapped[str]
    group_id: Mapped[int | None] = mapped_column(ForeignKey("suggestion_groups.id"), index=True)
    # When a moderator removed personal details from it; of one from a comment, the comment says.
    redacted_at: Mapped[dt.datetime | None]

    comment: Mapped[Comment | None] = relationship()


class Option(Base):
    """What the place might do, as a moderator wrote it, for the board to decide on."""

    __tablename__ = "options"
    # A number is never another's: forms that are open name things by it.
    __table_args__ = {"sqlite_autoincrement": True}  # noqa: RUF012 (as SQLAlchemy reads it)

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"), index=True)
    position: Mapped[int]
    title: Mapped[str]
    rationale: Mapped[str]
    # Slugs of chapters, and codes or slugs of areas.
    priorities: Mapped[list[Any]]
    places: Mapped[list[Any]]
    updated_at: Mapped[dt.datetime]

    evidence: Mapped[list[OptionEvidence]] = relationship(order_by="OptionEvidence.id")
    behind: Mapped[list[OptionSuggestion]] = relationship(order_by="OptionSuggestion.suggestion_id")


class OptionEvidence(Base):
    """A block that speaks for or against an option, as the edition had it when it was named."""

    __tablename__ = "option_evidence"
    __table_args__ = (
        UniqueConstraint("option_id", "evidence_id"),
        one_of("stance", STANCES),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    option_id: Mapped[int] = mapped_column(ForeignKey("options.id"))
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"), index=True)
    edition: Mapped[str] = mapped_column(String(200))
    released: Mapped[str] = mapped_column(String(10))
    stance: Mapped[str] = mapped_column(String(20))
    note: Mapped[str]

    evidence: Mapped[Evidence] = relationship()


class OptionSuggestion(Base):
    """That a suggestion stands behind an option."""

    __tablename__ = "option_suggestions"

    option_id: Mapped[int] = mapped_column(ForeignKey("options.id"), primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(
        ForeignKey("suggestions.id"), primary_key=True, index=True
    )

    suggestion: Mapped[Suggestion] = relationship()


class Criterion(Base):
    """By what options are scored, in the words of whoever asks."""

    __tablename__ = "criteria"
    __table_args__ = (
        UniqueConstraint("consultation_id", "position"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"))
    position: Mapped[int]
    name: Mapped[str]
    # What the lowest and the highest score mean.
    lowest: Mapped[str]
    highest: Mapped[str]


class Member(Base):
    """Someone invited to score, who comes by an address of their own."""

    __tablename__ = "members"
    __table_args__ = (UniqueConstraint("consultation_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"))
    name: Mapped[str] = mapped_column(String(100))
    # The hash of what their address holds; it is shown once, when they are invited.
    token: Mapped[str] = mapped_column(String(64), unique=True)
    active: Mapped[bool]
    invited_at: Mapped[dt.datetime]

    scores: Mapped[list[Score]] = relationship(order_by="Score.id")
    remarks: Mapped[list[Remark]] = relationship(order_by="Remark.id")


class Score(Base):
    """What a member gave an option by a criterion; a later one replaces an earlier one."""

    __tablename__ = "scores"
    __table_args__ = (
        UniqueConstraint("member_id", "option_id", "criterion_id"),
        CheckConstraint(f"points BETWEEN {LOWEST} AND {HIGHEST}", name="points"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    option_id: Mapped[int] = mapped_column(ForeignKey("options.id"), index=True)
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criteria.id"), index=True)
    points: Mapped[int]
    at: Mapped[dt.datetime]


class Remark(Base):
    """Why a member scored an option so, in their words."""

    __tablename__ = "remarks"
    __table_args__ = (UniqueConstraint("member_id", "option_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"))
    option_id: Mapped[int] = mapped_column(ForeignKey("options.id"), index=True)
    text: Mapped[str]
    at: Mapped[dt.datetime]
    # When a moderator removed personal details from it; None again once its member rewrites it.
    redacted_at: Mapped[dt.datetime | None]
