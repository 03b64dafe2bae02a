"""Open publishers' workbooks, read their sheets, and refuse one that is laid out otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from evidencebook.errors import DataError

Rows = list[list[Any]]


@dataclass(frozen=True)
class Layout:
    """What an importer expects of its workbook.

    Attributes
    ----------
    subject : str
        What the workbook is about, as errors name it.
    module : str
        The importer, in ``evidencebook/sources``.
    edition : str
        The year whose workbook it reads; empty if any edition's will do.
    """

    subject: str
    module: str
    edition: str = ""

    def other(self, expected: str, found: str, sheet: str = "") -> DataError:
        """The error that says what is not as it should be, and on which sheet."""
        use = f"use the workbook of {self.edition}, or" if self.edition else "look at it, and"
        return DataError(
            f"The workbook of {self.subject} is laid out otherwise",
            where=f"sheet {sheet}" if sheet else "",
            expected=expected,
            found=found,
            do=f"{use} adapt evidencebook/sources/{self.module}.py",
        )


class Workbook:
    """A publisher's workbook, of whose sheets an importer knows the layout.

    Parameters
    ----------
    path : Path
    layout : Layout

    Raises
    ------
    DataError
        If it is no workbook, or a damaged one.
    """

    def __init__(self, path: Path, layout: Layout) -> None:
        self.layout = layout
        try:
            self._book = CalamineWorkbook.from_path(str(path))
        except CalamineError as cause:
            raise DataError(
                "A workbook cannot be read",
                where=str(path),
                expected="a workbook (.xlsx, .xls or .ods)",
                found=str(cause),
                do="fetch the file again; it may be cut short",
            ) from cause

    @property
    def sheets(self) -> list[str]:
        """The names of its sheets, in their order."""
        return list(self._book.sheet_names)

    def rows(self, sheet: str) -> Rows:
        """The cells of a sheet, row by row; spaces around its name do not count.

        Raises
        ------
        DataError
            If there is no such sheet.
        """
        named = {name.strip(): name for name in self.sheets}
        if sheet.strip() not in named:
            raise self.layout.other(f"the sheet {sheet}", ", ".join(self.sheets))
        found: Rows = self._book.get_sheet_by_name(named[sheet.strip()]).to_python()
        return found
