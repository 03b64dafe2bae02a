"""A site of two real editions of one book, and what a reviewer may send."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from evidencebook.blocks.block import Block
from evidencebook.blocks.html import html
from evidencebook.board import comments, moderation
from evidencebook.board.comments import Target
from evidencebook.board.evidence import Books
from evidencebook.board.models import Comment, User

EDITIONS = Path(__file__).parents[1] / "data" / "editions"
BOOK = "highland"
# One that says the same in both editions, and one that does not.
SAME, CHANGED = "energy.emissions", "digital.gigabit"
MARCH, JUNE = "2026-06-24-a1d2ef05", "2026-06-24-dc7be695"
NOW = dt.datetime(2026, 7, 1, 12, tzinfo=dt.UTC)
FILLED = {
    "kind": "question",
    "text": "Does this count the islands?",
    "name": "Ann Example",
    "organisation": "Example College",
    "email": "ann@example.org",
    "consent": "yes",
}


def publish_march(site: Path) -> Path:
    """Publish the older edition."""
    return _published(site, "march", "2026-03-24")


def publish_june(site: Path) -> Path:
    """Publish the newer edition, with the older one kept beside it."""
    book = _published(site, "june", "2026-06-24")
    shutil.copytree(EDITIONS / "march", book / "editions" / MARCH)
    _dated(book / "editions" / MARCH, "2026-03-24")
    return book


def drawn(folder: Path, block: str, fill: str) -> None:
    """Let a block of an edition be a figure, with a drawing of that colour in its page."""
    listed = blocks(folder)
    one = next(one for one in listed if one["id"] == block)
    one |= {"kind": "figure", "alt": f"Everything is {fill}."}
    (folder / "blocks.json").write_text(json.dumps(listed))
    figure = Block(
        block,
        "figure",
        one["title"],
        alt=one["alt"],
        svg={"wide": _svg(640, fill), "narrow": _svg(330, fill)},
    )
    (folder / f"{figure.chapter}.html").write_text(f"<html><body>{html(figure)}</body></html>")
    touched(folder)


def _svg(width: int, fill: str) -> str:
    root = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} 200.4" width="{width}">'
    return f'{root}<path d="M0 0h9v9z" fill="{fill}" /></svg>'


def without(book: Path, block: str) -> None:
    """Take a block out of the published edition, as a new one would."""
    for name in ("edition.json", "blocks.json"):
        said = json.loads((book / name).read_text())
        listed = said["blocks"] if name == "edition.json" else said
        listed[:] = [one for one in listed if one["id"] != block]
        new = book / f".{name}"
        new.write_text(json.dumps(said))
        new.replace(book / name)


def target(books: Books, block: str, parent: int | None = None) -> Target:
    """A block of the newest edition, as a form about it names it."""
    book = books.book(BOOK)
    return Target(BOOK, block, book.blocks[block]["hash"], book.edition.id, parent)


def sent(
    session: Session, books: Books, block: str, form: str, parent: int | None = None, **said: Any
) -> Comment:
    """A comment that is kept, with the form's number."""
    at = said.pop("now", NOW)
    made = comments.draft({**FILLED, **said})
    about = target(books, block, parent)
    return comments.submit(session, books, about, made, form=form, now=at)


def redacted(
    session: Session, number: int, fields: dict[str, str], user: User, now: dt.datetime = NOW
) -> Comment:
    """A comment of which a moderator removed something that stands in it."""
    seen = moderation.as_shown(moderation.comment(session, number))
    return moderation.redact(session, number, fields, seen=seen, user=user, now=now)


def _published(site: Path, name: str, released: str) -> Path:
    book = site / BOOK
    shutil.rmtree(book, ignore_errors=True)
    shutil.copytree(EDITIONS / name, book)
    _dated(book, released)
    for page in ("index", "about", "energy", "digital"):
        (book / f"{page}.html").write_text(f"<html><body><h1>{page}</h1></body></html>")
    (site / "index.html").write_text("<html><body><h1>All books</h1></body></html>")
    return book


def _dated(folder: Path, released: str) -> None:
    """Give an edition the date of its newest release: the samples share theirs."""
    path = folder / "edition.json"
    said = json.loads(path.read_text())
    path.unlink()
    path.write_text(json.dumps({**said, "released": released}))


def blocks(book: Path) -> list[dict[str, Any]]:
    """The blocks of a published edition."""
    return list(json.loads((book / "blocks.json").read_text()))


def touched(book: Path) -> None:
    """Let an edition be another file, as one that is published anew is."""
    path = book / "edition.json"
    new = book / ".edition.json"
    shutil.copy(path, new)
    new.replace(path)
