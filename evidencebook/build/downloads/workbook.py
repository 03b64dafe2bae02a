"""All tables of a book in one workbook, by the Analysis Function's rules for spreadsheets.

A cover, contents and notes come first, then one marked-up table a sheet with its title, sources
and notes above it. No cell is merged, none is empty, and none speaks by its colour.
"""

from __future__ import annotations

from collections.abc import Sequence

from evidencebook.build.downloads.licences import OURS, Licences
from evidencebook.build.downloads.numbers import ABSENT
from evidencebook.build.downloads.sheets import Content, contents
from evidencebook.build.downloads.tables import Table
from evidencebook.build.downloads.xlsx import Cell, Link, Number, Sheet, Workbook
from evidencebook.build.edition import Book

_COVER, _CONTENTS, _NOTES = "Cover", "Contents", "Notes"
_COVER_WIDTH = 90
_ABSENT_MEANS = (
    f"{ABSENT} means not available: no figure is published or can be computed, or there is "
    "nothing to compare with."
)
_COMPUTED_MEANS = (
    "Computed: yes stands in the rows whose figures are not published, and were computed for "
    "this book from published ones."
)


def workbook(book: Book, tables: Sequence[Table], licences: Licences) -> bytes:
    """The workbook as bytes; the same book gives the same bytes.

    Parameters
    ----------
    book : Book
    tables : sequence of Table
        The data of its blocks.
    licences : Licences
        Of the sources.
    """
    found = contents(book, tables, licences)
    notes = list(dict.fromkeys(note for content in found for note in content.notes))
    made = Workbook(
        title=f"{book.title}: data tables",
        subject=book.edition_line,
        creator="evidencebook",
        created=book.released,
    )
    _cover(made.sheet(_COVER, width=_COVER_WIDTH), book, tables, licences)
    _list(made.sheet(_CONTENTS), found)
    _explain(made.sheet(_NOTES), found, notes)
    for content in found:
        _write(made.sheet(content.sheet), content, notes)
    return made.content()


def _cover(sheet: Sheet, book: Book, tables: Sequence[Table], licences: Licences) -> None:
    sheet.heading(f"{book.title}: data tables")
    sheet.line(f"{book.edition_line}.")
    sheet.line(
        f"The tables behind the figures, tables and claims of the {book.title}, which sets out "
        f"what statistics say about {book.name}. What is not known is said to be."
    )
    sheet.subheading("How to use this workbook")
    sheet.line(Link("The contents list every worksheet, with a link to it.", f"#{_CONTENTS}"))
    sheet.line(Link("The notes explain shorthand and single tables.", f"#{_NOTES}"))
    sheet.line(
        "Every other worksheet holds one table, with its title, its sources and the numbers of "
        "its notes above it. Tables are numbered by chapter. Cells may show numbers rounded, and "
        "hold them as precisely as the table's CSV file has them."
    )
    sheet.line(
        "Each table is a CSV file too, whose name is given, in the book's folder of downloads. "
        "Beside each lies a description by the standard CSV on the Web; datapackage.json "
        "describes all of them as a Frictionless Data Package."
    )
    sheet.subheading("Contact")
    sheet.line(
        "Send questions and comments to the team that published this book; its page 'About and "
        "how to comment' says how. Its page 'What changed' tells what was revised."
    )
    sheet.subheading("Licences")
    sheet.line(
        "Figures are under the licence of their source: the worksheet Sources names it for each "
        "publication, and how to attribute it."
    )
    used = dict.fromkeys(one for table in tables for one in licences.licences(table.block))
    for licence in used:
        sheet.line(Link(licence.title, licence.url) if licence.url else licence.title)
    sheet.line(Link(f"Titles, notes and other words: {OURS.title}", OURS.url))


def _list(sheet: Sheet, found: Sequence[Content]) -> None:
    rows: list[list[Cell]] = [
        [
            Link(content.sheet, f"#{content.sheet}"),
            content.title,
            content.chapter,
            Number(str(len(content.rows)), "#,##0"),
        ]
        for content in found
    ]
    sheet.heading("Contents")
    sheet.line("This worksheet contains one table, which lists the others and links to them.")
    sheet.line(Link("Cover", f"#{_COVER}"))
    sheet.line(Link("Notes", f"#{_NOTES}"))
    sheet.table("contents", ("Worksheet", "Title", "Chapter", "Rows"), rows)


def _explain(sheet: Sheet, found: Sequence[Content], notes: Sequence[str]) -> None:
    """The sheet of notes: what shorthand is used, and every note with its number."""
    sheet.heading("Notes")
    if notes:
        sheet.line("This worksheet contains one table, of the notes that other tables refer to.")
    else:
        sheet.line("No table of this workbook refers to a note.")
    if any(map(_has_absent, found)):
        sheet.line(_ABSENT_MEANS)
    if any("Computed" in content.heads for content in found):
        sheet.line(_COMPUTED_MEANS)
    sheet.line(Link("Go to the contents", f"#{_CONTENTS}"))
    if notes:
        rows: list[list[Cell]] = [
            [Number(str(number), "0"), note] for number, note in enumerate(notes, 1)
        ]
        sheet.table("notes", ("Note", "What it says"), rows)


def _write(sheet: Sheet, content: Content, notes: Sequence[str]) -> None:
    """A sheet with a table: title, how many tables and notes, what it shows, the table."""
    own = [notes.index(note) + 1 for note in content.notes]
    marks = "".join(f" [note {number}]" for number in own)
    sheet.heading(f"{content.title}{marks}")
    sheet.line(f"This worksheet contains one table.{_said_of_notes(len(own))}")
    if _has_absent(content):
        sheet.line(_ABSENT_MEANS)
    for line in content.lines:
        sheet.line(line)
    sheet.line(Link("Go to the contents", f"#{_CONTENTS}"))
    sheet.table(content.table, content.heads, content.rows)


def _said_of_notes(count: int) -> str:
    if not count:
        return ""
    of, stand = ("note", "stands") if count == 1 else ("notes", "stand")
    return f" It refers to {count} {of}, which {stand} on the worksheet Notes."


def _has_absent(content: Content) -> bool:
    return any(ABSENT in row for row in content.rows)
