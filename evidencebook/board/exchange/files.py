"""The folder that a board is taken out to, and what can be taken in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from evidencebook.board import audit
from evidencebook.board.database import Database
from evidencebook.board.evidence import Books
from evidencebook.board.exchange import as_annotations, foreign, from_annotations, sheets
from evidencebook.board.exchange.rows import Row, Rows, held, of_comments, place
from evidencebook.board.exchange.taking import Taken, refused, take
from evidencebook.errors import UsageError
from evidencebook.files import write_whole


@dataclass(frozen=True)
class Read:
    """What files hold.

    Attributes
    ----------
    rows : Rows
    others : list of (str, dict)
        Annotations of other tools, each with where it stands.
    faults : list of str
    """

    rows: Rows
    others: list[tuple[str, dict[str, Any]]]
    faults: list[str]


def export(
    database: Database,
    folder: Path,
    base: str,
    now: dt.datetime,
    *,
    book: str = "",
    public: bool = False,
) -> Rows:
    """Write what a board holds as CSV files and as Web Annotations; what was written.

    The log says so beforehand, unless it is what readers see.

    Parameters
    ----------
    database : Database
    folder : Path
    base : str
        The address of the site, without a slash at the end.
    now : datetime
    book : str
        A book's slug; by default all.
    public : bool
        Only what is published, as readers see it. Else the files are for their owner alone.
    """
    with database.reading() as session:
        rows = held(session, book, public=public)
    if not public:
        with database.writing() as session:
            detail = f"{len(rows.comments)} comments, private"
            audit.note(session, audit.SYSTEM, "exported", now, detail=detail)
    files = sheets.written(rows, public=public)
    files[as_annotations.FILE] = as_annotations.written(rows, base)
    folder.mkdir(mode=0o777 if public else 0o700, parents=True, exist_ok=True)
    for name, content in files.items():
        write_whole(folder / name, content, private=not public)
    return rows


def read(path: Path) -> Read:
    """What a folder of CSV files or of annotations, or a file of annotations, holds.

    Raises UsageError when it is neither.
    """
    faults: list[str] = []
    if (path / "comments.csv").is_file():
        rows = [_sheet(path / name, faults) for name in sheets.FILES]
        return Read(Rows(*rows), [], faults)
    file = path / as_annotations.FILE if path.is_dir() else path
    if not file.is_file() or file.suffix not in (".jsonld", ".json"):
        raise UsageError(
            "There are no comments to take in.",
            where=str(path),
            expected=f"a folder with {', '.join(sheets.FILES)}, or {as_annotations.FILE}",
            do="name a folder that 'evidencebook board export' wrote, or a file of annotations",
        )
    found = from_annotations.read(file.name, file.read_bytes(), faults)
    return Read(found.rows, found.others, faults)


def bring_in(
    session: Session, found: Read, books: Books, base: str, now: dt.datetime
) -> tuple[Taken, list[str]]:
    """Take what files hold into a board: what was new, and what of other tools is not taken.

    Raises DataError when anything of a board's own is wrong; nothing is then written.
    """
    if found.faults:  # what could not be read would be told again as missing
        raise refused(found.faults)
    theirs, passed = foreign.comments(found.others, books, base)
    known = of_comments(session, [row.get("id") for row in theirs.comments])
    new = [row for row in theirs.comments if row.get("id") not in known]
    ours = {place(row) for row in found.rows.evidence}
    copies = [row for row in theirs.evidence if place(row) not in ours]
    used = {place(row) for row in new}
    rows = Rows(
        [*found.rows.comments, *new],
        found.rows.responses,
        [*found.rows.evidence, *(row for row in copies if place(row) in used)],
    )
    return take(session, rows, now), passed


def _sheet(path: Path, faults: list[str]) -> list[Row]:
    if not path.is_file():
        faults.append(f"{path.name}: the file is missing")
        return []
    return sheets.read(path.name, path.read_bytes(), faults)
