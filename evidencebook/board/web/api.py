"""The board's data for other programs: published comments, and how many there are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi import Path as InPath
from pydantic import BaseModel, ConfigDict, Field

from evidencebook.board import published
from evidencebook.board.evidence import Book
from evidencebook.board.published import Answer, Said
from evidencebook.board.web.context import Board, board

router = APIRouter(prefix="/board/api", tags=["board"])


class Refusal(BaseModel):
    """Why there is no answer."""

    detail: str


class Counts(BaseModel):
    """How many published comments each block has, replies among them."""

    book: str
    edition: str
    blocks: dict[str, int]


class Comment(BaseModel):
    """A published comment, and the evidence that it is about."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    block: str
    kind: str
    text: str
    link: str
    name: str
    organisation: str
    received: dt.datetime
    edition: str = Field(description="the id of the edition that was read")
    standing: str = Field(description="current, earlier or gone: what the newest edition says")
    hash: str = Field(description="of the evidence as it was read")
    redacted: bool
    answers: tuple[Answer, ...]
    replies: list[Comment]


class Comments(BaseModel):
    """A page of published comments."""

    book: str
    page: int
    pages: int
    comments: list[Comment]


Slug = Annotated[str, InPath(description="the book: the name of its folder", max_length=200)]
_REFUSED: Mapping[int | str, dict[str, Any]] = {
    404: {"model": Refusal, "description": "There is no such book."},
    422: {"model": Refusal, "description": "What was asked is not understood."},
    503: {
        "model": Refusal,
        "description": "The database does not answer at the moment.",
        "headers": {
            "Retry-After": {
                "description": "after how many seconds to ask again",
                "schema": {"type": "integer"},
            }
        },
    },
}


@router.get("/{book}/counts", responses=dict(_REFUSED))
def counts(request: Request, book: Slug) -> Counts:
    """How many published comments each block has."""
    where, found = _book(request, book)
    with where.database.reading() as session:
        numbers = published.counts(session, found.slug)
    return Counts(book=found.slug, edition=found.edition.id, blocks=numbers)


@router.get("/{book}/comments", responses=dict(_REFUSED))
def comments(
    request: Request,
    book: Slug,
    block: Annotated[
        str,
        Query(description="a block's id; by default all", max_length=200, pattern=r"^[a-z0-9.-]*$"),
    ] = "",
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> Comments:
    """Published comments with replies and responses: of a block oldest first, else newest first."""
    where, found = _book(request, book)
    with where.database.reading() as session:
        if block:
            listed = published.on_block(session, found, block, page)
        else:
            listed = published.of_book(session, found, page)
        pages = published.pages(session, found.slug, page, listed, block)
    shown = [_comment(one) for one in listed]
    return Comments(book=found.slug, page=page, pages=pages, comments=shown)


def _book(request: Request, slug: str) -> tuple[Board, Book]:
    where = board(request)
    return where, where.books.book(slug)


def _comment(said: Said) -> Comment:
    given = {name: getattr(said, name) for name in Comment.model_fields if name not in _MADE}
    replies = [_comment(one) for one in said.replies]
    return Comment(**given, hash=said.evidence["hash"], replies=replies)


_MADE = ("hash", "replies")
