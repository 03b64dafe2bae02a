"""A workshop's file of suggestions: read, looked through line by line, and taken whole or not."""

from __future__ import annotations

import contextlib
import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from evidencebook.board import words
from evidencebook.errors import DataError

COLUMNS = ("suggestion", "participants", "priority", "place", "test")
# The longest text of each column, in characters, and the longest file.
LONGEST = {"suggestion": 2000, "participants": 100, "priority": 100, "place": 100}
BYTES, LINES = 5_000_000, 2_000
# In the order of trying: the last one takes nearly any bytes.
_ENCODINGS = {"utf-8-sig": "UTF-8", "cp1252": "Windows-1252"}
_TEST = {"": False, "no": False, "yes": True}
# How many faults one message lists.
_TOLD = 20


@dataclass(frozen=True)
class Line:
    """One suggestion of a file.

    Attributes
    ----------
    row : int
        The line of the file that it begins on, the head being line 1.
    text, participants, priority, place : str
        `priority` is the slug of a chapter; all but the text may be empty.
    """

    row: int
    text: str
    participants: str
    priority: str
    place: str


@dataclass(frozen=True)
class Workshop:
    """What a file holds.

    Attributes
    ----------
    lines : tuple of Line
    test : bool
        Whether the file says of itself that it is made up.
    encoding : str
        How it was read: ``UTF-8`` or ``Windows-1252``.
    """

    lines: tuple[Line, ...]
    test: bool
    encoding: str


def read(
    path: Path,
    *,
    chapter: Callable[[str], str],
    chapters: tuple[str, ...],
    place: Callable[[str], str],
) -> Workshop:
    """Read a workshop's file.

    Parameters
    ----------
    path : Path
        A CSV file whose columns are of `COLUMNS`, ``suggestion`` among them.
    chapter : callable
        The slug of the chapter that a text names; empty where it names none.
    chapters : tuple of str
        What a text may name, for the message.
    place : callable
        The name of the area that a text names, or the text.

    Raises
    ------
    DataError
        With everything that is wrong, by line and column; nothing of the file is taken then.
    """
    text, encoding = _decoded(path)
    head, rows = _table(path, text)
    lines: list[Line] = []
    faults: list[str] = []
    test = False
    for row, cells in rows:
        said, wrong = _cells(head, cells)
        if said.get("priority") and not (slug := chapter(said["priority"])):
            wrong["priority"] = f"'{said['priority']}' is no chapter of the book"
        faults += [f"line {row}, {column}: {fault}" for column, fault in wrong.items()]
        if not wrong:
            test = test or _TEST[said["test"].lower()]
            slug = slug if said["priority"] else ""
            where = place(said["place"]) if said["place"] else ""
            lines.append(Line(row, said["suggestion"], said["participants"], slug, where))
    if faults:
        raise _faulty(path, faults, chapters)
    if not lines:
        raise _refused(path, "There is no suggestion in the file.", "a line for each suggestion")
    return Workshop(tuple(lines), test, encoding)


def _decoded(path: Path) -> tuple[str, str]:
    content = path.read_bytes()
    if len(content) > BYTES:
        expected = f"at most {BYTES // 1_000_000} megabytes"
        raise _refused(path, "The file is too large for a workshop's.", expected)
    if b"\0" in content:
        expected = "a CSV file in UTF-8: in Excel, 'CSV UTF-8 (Comma delimited)'"
        raise _refused(path, "The file is no CSV file that can be read.", expected)
    for encoding, name in _ENCODINGS.items():
        with contextlib.suppress(UnicodeDecodeError):
            return content.decode(encoding), name
    expected = " or ".join(_ENCODINGS.values())
    raise _refused(path, "The file is in an encoding that is not known.", expected)


def _table(path: Path, text: str) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """The columns, and each line that is not blank with its number."""
    first = text.lstrip("\r\n").partition("\n")[0]
    # Excel writes semicolons where the system's decimal sign is a comma.
    comma = max(",;\t", key=lambda sign: (first.count(sign), sign == ","))
    rows = _numbered(path, text, comma)
    head = [words.one_line(name).lower() for name in next(rows, (1, []))[1]]
    unknown = [name or "a column without a name" for name in head if name not in COLUMNS]
    twice = sorted({name for name in head if head.count(name) > 1})
    if unknown or twice or "suggestion" not in head:
        raise DataError(
            "The file has other columns than a workshop's.",
            where=str(path),
            expected=f"suggestion, and any of {', '.join(COLUMNS[1:])}",
            found=", ".join(name for name in head if name) or "no column",
            do="rename or remove: " + ", ".join(unknown or twice)
            if unknown or twice
            else "name the column of the suggestions 'suggestion'",
        )
    return head, rows


def _numbered(path: Path, text: str, comma: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=comma, strict=True)
    count = 0
    while True:
        start = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise DataError(
                "The file is no CSV file that can be read.",
                where=f"{path}, line {start}",
                found=str(error),
                do="see whether a quotation mark is missing there",
            ) from error
        if not any(cell.strip() for cell in cells):
            continue
        count += 1
        if count > LINES + 1:
            expected = f"at most {LINES:,} suggestions"
            raise _refused(path, "The file has too many lines.", expected)
        yield start, cells


def _cells(head: list[str], cells: list[str]) -> tuple[dict[str, str], dict[str, str]]:
    """The texts of one line by column, and what is wrong with each."""
    said = dict.fromkeys(COLUMNS, "")
    wrong: dict[str, str] = {}
    if len(cells) > len(head) and any(cell.strip() for cell in cells[len(head) :]):
        wrong["the whole"] = f"{len(cells)} cells, but the head has {len(head)}"
    for name, cell in zip(head, cells, strict=False):
        said[name] = (words.clean if name == "suggestion" else words.one_line)(cell)
        if (most := LONGEST.get(name)) and len(said[name]) > most:
            wrong[name] = f"{len(said[name]):,} characters, at most {most:,} are taken"
    if not said["suggestion"]:
        wrong["suggestion"] = "empty"
    if said["test"].lower() not in _TEST:
        wrong["test"] = f"'{said['test'][:20]}' is neither yes nor no"
    return said, wrong


def _faulty(path: Path, faults: list[str], chapters: tuple[str, ...]) -> DataError:
    more = len(faults) - _TOLD
    told = [*faults[:_TOLD], *([f"and {more:,} more"] if more > 0 else [])]
    named = any(", priority: '" in fault for fault in faults)
    return DataError(
        "Some lines of the file cannot be taken, so none was.",
        where=str(path),
        expected=f"as priority one of {', '.join(chapters)}, or nothing" if named else "",
        found="\n    ".join(told),
        do="correct these lines, and import the file again",
    )


def _refused(path: Path, what: str, expected: str) -> DataError:
    return DataError(what, where=str(path), expected=expected, do="save it anew, and import that")
