"""What was said of a book, beside the evidence that the new edition has: where each comment stands.

Known only once the blocks are made. A comment hangs on a block's id and hash, and on nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from evidencebook.build import said
from evidencebook.build.said import Comment, Evidence, Said


@dataclass(frozen=True)
class OnBlock:
    """The comments on one block, the newest first.

    Attributes
    ----------
    block : str
        Its id.
    today : Evidence or None
        What the edition says; None where it has no such block.
    last : Evidence
        What it says, or what it was when it was commented on last.
    comments : tuple of Comment
        Those that are no replies.
    """

    block: str
    today: Evidence | None
    last: Evidence
    comments: tuple[Comment, ...]

    @property
    def number(self) -> int:
        """How many comments, replies among them, as the board counts them."""
        return sum(len(comment.all) for comment in self.comments)


class Threads:
    """What was said of a book, by its blocks.

    Parameters
    ----------
    spoken : Said
    blocks : sequence of dict
        The new edition's, in order, each with its data as ``csv``.
    """

    def __init__(self, spoken: Said, blocks: Sequence[Mapping[str, Any]]) -> None:
        self.said = spoken
        self._records = {str(block["id"]): block for block in blocks}
        self._hashes = {id: str(block["hash"]) for id, block in self._records.items()}

    @cached_property
    def on_blocks(self) -> dict[str, OnBlock]:
        """The blocks of the edition that comments are about, in its order."""
        return {id: self._on(id) for id in self._records if id in self._comments}

    @cached_property
    def gone(self) -> list[OnBlock]:
        """The blocks that it has no more, by id."""
        return [self._on(id) for id in sorted(self._comments) if id not in self._records]

    def by_chapter(self, chapters: Iterable[str]) -> dict[str, list[OnBlock]]:
        """The blocks with comments of each chapter that has some."""
        found = {
            slug: [one for id, one in self.on_blocks.items() if id.partition(".")[0] == slug]
            for slug in chapters
        }
        return {slug: blocks for slug, blocks in found.items() if blocks}

    def standing(self, comment: Comment) -> str:
        """How a comment stands to the edition; see `said.standing`."""
        return said.standing(self._hashes, comment.block, comment.hash)

    def about(self, comment: Comment) -> str:
        """Which edition a comment is about, where that is not the new one; else empty."""
        return said.about(self.standing(comment), comment.released)

    def read(self, comment: Comment) -> Evidence:
        """The evidence as the author of a comment read it."""
        return self.said.read[comment.block, comment.hash]

    @cached_property
    def _comments(self) -> dict[str, list[Comment]]:
        """The comments on each block, the newest first."""
        found: dict[str, list[Comment]] = {}
        for comment in sorted(self.said.comments, key=_received, reverse=True):
            found.setdefault(comment.block, []).append(comment)
        return found

    def _on(self, block: str) -> OnBlock:
        comments = tuple(self._comments[block])
        record = self._records.get(block)
        today = Evidence.of(record) if record else None
        return OnBlock(block, today, today or self.read(comments[0]), comments)


def _received(comment: Comment) -> tuple[str, int]:
    """When a comment came: its number says when it came to this board."""
    return comment.date, comment.id
