"""A small book to download from, and checks by others' programs and the rules for spreadsheets."""

from __future__ import annotations

import warnings
from pathlib import Path

import build_samples as samples
import frictionless
import openpyxl
from csvw import CSVW
from openpyxl.worksheet.worksheet import Worksheet

from evidencebook.build import plan
from evidencebook.build.downloads.licences import OGL, Licences, Terms
from evidencebook.build.downloads.names import METADATA, PACKAGE
from evidencebook.build.edition import Book

CREDIT = "Contains public sector information."
LICENCES = Licences(
    {
        (samples.RELEASE.publisher, samples.RELEASE.title, samples.RELEASE.url): Terms(OGL, CREDIT),
    }
)


def sample_book(folder: Path) -> Book:
    """The book of the small project, of two chapters with blocks of each kind."""
    chapters = ("alpha", "beta")
    return Book(
        slug="testshire",
        name=samples.PLACE,
        contents=plan.contents(samples.project(folder / "project")),
        executed=samples.executed_project(folder / "executed"),
        blocks=[block.record() for name in chapters for block in samples.blocks(name)],
    )


def package_faults(folder: Path) -> list[str]:
    """What the Frictionless framework says against the package and every row of its files."""
    report = frictionless.validate(str(folder / PACKAGE))
    found = [error.message for error in report.errors]
    found += [f"{task.name}: {e.message}" for task in report.tasks for e in task.errors]
    held = {path.name for path in folder.iterdir() if path.suffix != ".json"}
    listed = {Path(task.place).name for task in report.tasks}
    return found + [f"{name}: is not in the package" for name in sorted(held ^ listed)]


def csvw_faults(folder: Path) -> list[str]:
    """What a validator of CSV on the Web says against each file and its description."""
    found = []
    for path in sorted(folder.glob(f"*{METADATA}")):
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            file = CSVW(str(path), validate=True)
            try:
                why = "" if file.is_valid else "is not valid"
            except ValueError as error:  # a key that is none
                why = str(error)
        found += [f"{path.name}: {why}"] if why else []
        found += [f"{path.name}: {one.message}" for one in [*said, *file.warnings]]
    return found


def workbook_faults(path: Path) -> list[str]:
    """Where a workbook breaks the rules for statistics in spreadsheets."""
    book = openpyxl.load_workbook(path)
    found = [f"{sheet.title}: {fault}" for sheet in book for fault in _sheet_faults(sheet)]
    names = [name for sheet in book for name in sheet.tables]
    if len({name.lower() for name in names}) < len(names):
        found.append("two tables have one name")
    if book.sheetnames[:3] != ["Cover", "Contents", "Notes"]:
        found.append(f"begins with {', '.join(book.sheetnames[:3])}")
    about = book.properties
    if not about.title or not about.creator or about.language != "en-GB":
        found.append("does not say its title, creator or language")
    return found


def _sheet_faults(sheet: Worksheet) -> list[str]:
    found = []
    if sheet["A1"].style != "Heading 1":
        found.append("has no title in A1")
    if sheet.merged_cells.ranges or sheet.freeze_panes or sheet.sheet_state != "visible":
        found.append("has merged cells, frozen panes or is hidden")
    if len(sheet.tables) > 1 or len(sheet.title) > 31 or " " in sheet.title:
        found.append("has more than one table, or a long name")
    rows = list(sheet.iter_rows())
    if any(row[0].value in (None, "") for row in rows):
        found.append("has a blank row")
    if any(cell.font.sz < 12 for row in rows for cell in row):
        found.append("has small print")
    for table in sheet.tables.values():
        head, *body = sheet[table.ref]
        if [cell.value for cell in head] != [column.name for column in table.tableColumns]:
            found.append("has other heads than its table says")
        if table.autoFilter or not body or body[-1] != rows[-1][: len(head)]:
            found.append("has a filter, an empty table or something under it")
        if any(cell.value in (None, "") for row in (head, *body) for cell in row):
            found.append("has an empty cell in its table")
    for link in sheet._hyperlinks:
        if link.location and link.location.split("'")[1] not in sheet.parent.sheetnames:
            found.append(f"links to {link.location}")
    return found
