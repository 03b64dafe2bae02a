"""What stands on each worksheet of a book's workbook that has a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from evidencebook.blocks.block import CAVEATS, KEY_MESSAGES, SOURCES
from evidencebook.blocks.html import cited
from evidencebook.build import collect
from evidencebook.build.collect import Record
from evidencebook.build.downloads import numbers
from evidencebook.build.downloads.licences import Licences
from evidencebook.build.downloads.numbers import ABSENT
from evidencebook.build.downloads.tables import INTERVAL, PART, UNIT, Column, Table
from evidencebook.build.downloads.xlsx import Cell, Link, Number
from evidencebook.build.edition import Book
from evidencebook.periods import long_date

_MIXED = ("Value", *INTERVAL)
_FIGURES = ("Area code", "Area", "Measure", "Period", "Value", "Unit", *INTERVAL, "Computed")


@dataclass(frozen=True)
class Content:
    """What stands on a worksheet with a table.

    Attributes
    ----------
    sheet, title : str
        The sheet's name and heading.
    table : str
        The name of the table.
    heads : tuple of str
    rows : sequence of sequence of Cell
        One at least.
    lines : tuple of str
        What is said above the table: measure, unit and period, sources.
    notes : tuple of str
        What has to be said of it, which stands on a sheet of notes.
    chapter : str
        The chapter it is of; empty where it is of all.
    """

    sheet: str
    title: str
    table: str
    heads: tuple[str, ...]
    rows: Sequence[Sequence[Cell]]
    lines: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    chapter: str = field(default="All chapters")


def contents(book: Book, tables: Sequence[Table], licences: Licences) -> list[Content]:
    """Every worksheet with a table, in order; what a book has nothing of is left out.

    Parameters
    ----------
    book : Book
    tables : sequence of Table
        The data of its blocks.
    licences : Licences
        Of the sources.
    """
    chapters = {
        page.slug: f"{number} {book.chapter_title(page.slug)}"
        for number, page in enumerate(book.contents.chapters, 1)
    }
    found = [
        _headlines(tables, chapters),
        _claims(book.blocks, chapters),
        _figures(tables),
        *_numbered(tables, chapters),
        _caveats(tables, chapters),
        _gaps(book.blocks, chapters),
        _sources(tables, licences),
    ]
    return [content for content in found if content.rows]


def _headlines(tables: Sequence[Table], chapters: Mapping[str, str]) -> Content:
    rows = [
        [
            chapters[table.block["chapter"]],
            table.title,
            *_headline(table),
            *(table.block["detail"].get(key) or ABSENT for key in ("change", "comparison")),
            _cited(table.block),
        ]
        for table in tables
        if table.block["kind"] == "metric"
    ]
    return Content(
        "Headline_figures",
        "Headline figures",
        "headline_figures",
        ("Chapter", "Measure", "Value", "Unit", "Period", "Change", "Comparison", "Source"),
        rows,
        ("The figures that open each chapter, with their change and how they compare.",),
    )


def _headline(table: Table) -> list[Cell]:
    """Value, unit and period of the area itself, or the value as it is printed."""
    block = table.block
    about: list[Cell] = [block["unit"] or ABSENT, _period(block)]
    amounts = [at for at, column in enumerate(table.columns) if column.is_number]
    codes = table.values("Area code")
    if block["area"] not in codes or not amounts:
        return [block["detail"].get("value") or ABSENT, *about]
    value = table.rows[codes.index(block["area"])][amounts[0]]
    return [*numbers.cells([value], table.columns[amounts[0]].kind), *about]


def _claims(blocks: Iterable[Record], chapters: Mapping[str, str]) -> Content:
    rows = [
        [
            chapters[block["chapter"]],
            block["id"],
            block["text"],
            "yes" if block["group"] == KEY_MESSAGES else "no",
            block["unit"] or ABSENT,
            _period(block),
            block["computed"] or "no",
            _cited(block),
        ]
        for block in blocks
        if block["kind"] == "claim"
    ]
    return Content(
        "Claims",
        "Claims",
        "claims",
        ("Chapter", "Claim", "What it says", "Key message", "Unit", "Period", "Computed", "Source"),
        rows,
        ("Every sentence of the book that rests on figures, with its period and its sources.",),
    )


def _figures(tables: Sequence[Table]) -> Content:
    """The figures that claims rest on, of those that come as area, measure and period."""
    rows = [row for table in tables if table.block["kind"] == "claim" for row in _behind(table)]
    return Content(
        "Figures_in_claims",
        "The figures that claims rest on",
        "figures_in_claims",
        ("Claim", *_FIGURES),
        rows,
        (
            "Claims that rest on figures of other kinds, such as shares of industries, have them "
            "in their CSV files alone.",
        ),
    )


def _behind(table: Table) -> Iterator[list[Cell]]:
    """A claim's figures in the columns of all such; none where it has other columns."""
    other = [at for at, column in enumerate(table.columns) if column.title not in {*_FIGURES, PART}]
    mixed = bool(table.values("Value"))
    named = bool(table.values("Area") and table.values("Period"))
    if (
        not named
        or len(other) != (not mixed)
        or not all(table.columns[at].is_number for at in other)
    ):
        return
    value = "Value" if mixed else table.columns[other[0]].title
    size = len(table.rows)
    parts: dict[str, Sequence[Cell]] = {
        "Measure": _measures(table),
        "Value": _of(table, value),
        # The head of its only amount is its unit; the claim may be of another, such as a share.
        "Unit": table.values("Unit") or [value] * size,
        "Computed": table.values("Computed") or ["no"] * size,
    }
    columns = [parts.get(head) or _of(table, head) for head in _FIGURES]
    for row in zip(*columns, strict=True):
        yield [table.id, *row]


def _measures(table: Table) -> list[Cell]:
    """What each row measures, and of which part of it where there are several."""
    named = table.values("Measure") or [table.title] * len(table.rows)
    parts = table.values(PART) or [""] * len(table.rows)
    return [": ".join(filter(None, pair)) for pair in zip(named, parts, strict=True)]


def _of(table: Table, title: str) -> list[Cell]:
    """The cells of the column with that head; if there is none, as many that say so."""
    for at, column in enumerate(table.columns):
        if column.title == title:
            return _cells(table, at, column)
    return [ABSENT] * len(table.rows)


def _cells(table: Table, at: int, column: Column) -> list[Cell]:
    mixed = column.by_row or column.title in _MIXED
    groups = (table.values("Measure") or table.values(UNIT)) if mixed else []
    return numbers.cells([row[at] for row in table.rows], column.kind, groups)


def _numbered(tables: Sequence[Table], chapters: Mapping[str, str]) -> Iterator[Content]:
    """A sheet for each figure and table, numbered by chapter."""
    count = dict.fromkeys(chapters, 0)
    for number, chapter in enumerate(chapters, 1):
        for table in tables:
            if table.block["chapter"] == chapter and _has_own_sheet(table):
                count[chapter] += 1
                yield _numbered_one(table, f"{number}.{count[chapter]}", chapters[chapter])


def _has_own_sheet(table: Table) -> bool:
    # Every chapter has these tables: they stand together on sheets of their own.
    shared = table.id.endswith((CAVEATS, SOURCES))
    return table.block["kind"] in ("figure", "table") and bool(table.rows) and not shared


def _numbered_one(table: Table, number: str, chapter: str) -> Content:
    block = table.block
    columns = [_cells(table, at, column) for at, column in enumerate(table.columns)]
    made = f"Computed: {block['computed']}." if block["computed"] else ""
    unit = f"Unit: {block['unit']}." if block["unit"] else ""
    lines = (block["subtitle"], unit, *_source_lines(block), f"CSV file: {table.file}")
    return Content(
        f"Table_{number}",
        f"Table {number}: {table.title}",
        _name(table.id),
        _unlike([column.title for column in table.columns]),
        list(zip(*columns, strict=True)),
        tuple(line for line in lines if line),
        tuple(note for note in (*block["notes"], made) if note),
        chapter,
    )


def _caveats(tables: Sequence[Table], chapters: Mapping[str, str]) -> Content:
    rows = [
        [chapters[table.block["chapter"]], *(text or ABSENT for text in row)]
        for table in tables
        if table.id.endswith(CAVEATS) and len(table.columns) == 2
        for row in table.rows
    ]
    return Content(
        "What_to_bear_in_mind",
        "What we do not know, and what to bear in mind",
        "what_to_bear_in_mind",
        ("Chapter", "Measure", "What to know"),
        rows,
    )


def _gaps(blocks: Iterable[Record], chapters: Mapping[str, str]) -> Content:
    rows = [
        [chapters[block["chapter"]], block["title"], block["text"] or ABSENT]
        for block in blocks
        if block["kind"] == "gap"
    ]
    return Content("Not_known", "What is not known", "not_known", ("Chapter", "What", "Why"), rows)


def _sources(tables: Sequence[Table], licences: Licences) -> Content:
    rows: list[list[Cell]] = []
    for source in collect.used_sources(table.block for table in tables):
        terms, url = licences.find(source), source["url"]
        web = url.startswith(("https://", "http://"))
        rows.append(
            [
                source["publisher"],
                Link(source["title"], url) if web else source["title"],
                long_date(source["released"]) or ABSENT,
                terms.licence.title,
                terms.attribution or ABSENT,
            ]
        )
    heads = ("Publisher", "Publication", "Released", "Licence", "Attribution")
    return Content("Sources", "Sources and their licences", "sources", heads, rows)


def _period(block: Record) -> Cell:
    """A block's period, a year as a number."""
    period = str(block["period"] or ABSENT)
    return Number(period, "0") if period.isdigit() else period


def _source_lines(block: Record) -> list[str]:
    return [f"Source: {cited(source)}" for source in block["sources"]]


def _cited(block: Record) -> str:
    return "; ".join(map(cited, block["sources"])) or ABSENT


def _name(id: str) -> str:
    """A table's name, which may not begin with a digit."""
    name = id.replace(".", "_").replace("-", "_")
    return f"_{name}" if name[0].isdigit() else name


def _unlike(heads: Sequence[str]) -> tuple[str, ...]:
    """Heads of which no two are the same but for capitals, as a marked-up table needs."""
    found: list[str] = []
    for at, head in enumerate(heads, 1):
        taken = head.lower() in {other.lower() for other in found}
        found.append(f"{head} ({at})" if taken else head)
    return tuple(found)
