"""The messages themselves."""

from __future__ import annotations

import dataclasses

import pytest

from board.mail_samples import BOARD, FRAME, read
from board.samples import NOW
from evidencebook.board.mail.messages import for_author, for_moderators
from evidencebook.board.mail.news import ForAuthor, ForModerators
from evidencebook.errors import InvalidError

AUTHOR = ForAuthor(7, "highland", "r" * 32, "ann@example.org", ("published", "answered"), ("a",))
MODERATORS = ForModerators(
    {"highland": 2, "ynys-mon": 1}, {"highland": 1}, {"highland": 1, "ynys-mon": 3}, NOW, 9, "k"
)


def test_what_an_author_reads() -> None:
    """What became of it, and where; plain text of seven bits."""
    content = for_author(AUTHOR, FRAME).as_bytes()
    found = read(content)
    text = found.get_content().replace("\r\n", "\n")
    assert found["To"] == "ann@example.org" and found["From"] == "board@example.org"
    assert found["Subject"] == "Your comment on the Highland evidence base"
    assert found.get_content_type() == "text/plain" and content.isascii()
    assert "Your comment is published.\nYour comment is answered.\n" in text
    assert f"{BOARD}/highland/sent/{'r' * 32}\n" in text and "365 days" in text


def test_what_moderators_read() -> None:
    """How many, and where the queue is."""
    found = read(for_moderators(MODERATORS, "mo@example.org", FRAME).as_bytes())
    assert found["Subject"] == "Sounding board: 3 comments wait"
    assert found.get_content().replace("\r\n", "\n") == (
        "3 comments wait for a moderator:\n  Highland evidence base: 2\n"
        "  Ynys-Mon evidence base: 1\n\nCame since 1 July 2026:\n  Highland evidence base: 1\n\n"
        "4 published comments have no answer yet:\n  Highland evidence base: 1\n"
        "  Ynys-Mon evidence base: 3\n\n"
        f"The queue: {BOARD}/moderation\n\nWhat is written in them stays on the board.\n"
    )


def test_the_same_news_has_the_same_name() -> None:
    """So that a second copy is known as one; other news has another."""
    first, second = (for_author(AUTHOR, FRAME) for _ in range(2))
    assert first.as_bytes() == second.as_bytes()
    other = for_author(dataclasses.replace(AUTHOR, keys=("b",)), FRAME)
    assert first["Message-ID"] != other["Message-ID"]
    assert str(first["Message-ID"]).endswith("@evidence.example.org>")


def test_no_address_becomes_a_header() -> None:
    """Whatever is no plain address is refused."""
    for text in ("ann@example.org\nBcc: all@example.org", "ann@example.org>, <all@example.org"):
        with pytest.raises(InvalidError):
            for_author(dataclasses.replace(AUTHOR, email=text), FRAME)


def test_a_title_is_one_line() -> None:
    """Whatever a book is called."""
    frame = dataclasses.replace(FRAME, title=lambda slug: "A\nBcc: all@example.org\r\n\r\nB")
    found = read(for_author(AUTHOR, frame).as_bytes())
    assert found["Bcc"] is None
    assert found["Subject"] == "Your comment on the A Bcc: all@example.org B"
