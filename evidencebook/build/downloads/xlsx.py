"""Write a workbook of plain, marked-up sheets, the same bytes each time.

The parts are those of ECMA-376 (Office Open XML). Of two libraries tried, one knows neither the
styles of headings nor a document's language, which readers of screens need, and the other takes a
second; see ``docs/decisions``.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from itertools import count
from math import ceil
from typing import NamedTuple

# A zip knows no year before this one.
_DATE = (1980, 1, 1, 0, 0, 0)
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
# Cell formats by their place in the list of them; formats of numbers follow.
PLAIN, HEADING, SUBHEADING, WRAPPED, LINK, WRAPPED_LINK = range(6)
_COLUMN_HEAD, _NUMBER_HEAD, _NUMBERS = range(6, 9)
# Widths in digits of the ordinary font; heights in points.
_NARROWEST, _WIDEST = 11, 60
_LINE = 15.75
_LETTERS_A_DIGIT = 1.06
_HEIGHTS = {HEADING: 21.0, SUBHEADING: 24.0}
# The longest text that a cell may hold.
_LONGEST = 32_767


class Number(NamedTuple):
    """A number as it is written in a CSV file, and the code of how it is shown: ``#,##0.0``."""

    value: str
    shown: str


class Link(NamedTuple):
    """Text that leads to a web address, or to a sheet of the workbook as ``#Name``."""

    text: str
    target: str


Cell = str | Number | Link


@dataclass
class Sheet:
    """A worksheet: lines of text, one a row, and under them at most one table.

    Attributes
    ----------
    name : str
        At most 31 letters, digits, full stops and underscores.
    width : int
        Of the first column, in which text wraps; 0 for a sheet with a table, above which it runs
        on over the other columns.
    """

    name: str
    width: int = 0
    _lines: list[tuple[Cell, int]] = field(default_factory=list)
    _table: tuple[str, Sequence[str], Sequence[Sequence[Cell]]] | None = None

    def heading(self, text: str) -> None:
        """The title of the sheet."""
        self._lines.append((text, HEADING))

    def subheading(self, text: str) -> None:
        """The title of a part."""
        self._lines.append((text, SUBHEADING))

    def line(self, text: Cell) -> None:
        """A line of text."""
        link, plain = (WRAPPED_LINK, WRAPPED) if self.width else (LINK, PLAIN)
        self._lines.append((text, link if isinstance(text, Link) else plain))

    def table(self, name: str, heads: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
        """The sheet's table.

        Parameters
        ----------
        name : str
            Unlike that of any other table; letters, digits and underscores, no cell's address.
        heads : sequence of str
            No two alike.
        rows : sequence of sequence of Cell
            One at least.
        """
        self._table = (name, heads, rows)


class Workbook:
    """A workbook in the making.

    Parameters
    ----------
    title, subject, creator : str
        What the document says of itself.
    created : str
        Its ISO date; empty if there is none.
    """

    def __init__(self, *, title: str, subject: str, creator: str, created: str) -> None:
        self._about = (title, subject, creator, created)
        self._sheets: list[Sheet] = []
        self._formats: dict[str, int] = {}

    def sheet(self, name: str, *, width: int = 0) -> Sheet:
        """A new sheet, after those there are."""
        self._sheets.append(Sheet(name, width))
        return self._sheets[-1]

    def content(self) -> bytes:
        """The bytes of the file."""
        parts: dict[str, str] = {}
        ids = count(1)
        for number, sheet in enumerate(self._sheets, 1):
            parts |= self._parts(sheet, number, ids)
        whole = {
            "[Content_Types].xml": _content_types(parts),
            "_rels/.rels": _relations(_DOCUMENT),
            "docProps/core.xml": _core(*self._about),
            "docProps/app.xml": _APP,
            "xl/workbook.xml": _book([sheet.name for sheet in self._sheets]),
            "xl/_rels/workbook.xml.rels": _relations(
                [
                    *(("worksheet", f"worksheets/sheet{n}.xml") for n in _numbers(self._sheets)),
                    ("styles", "styles.xml"),
                ]
            ),
            "xl/styles.xml": _styles(self._formats),
            **parts,
        }
        made = BytesIO()
        with zipfile.ZipFile(made, "w") as file:
            for name, text in whole.items():
                entry = zipfile.ZipInfo(name, _DATE)
                entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
                file.writestr(entry, text.encode(), compresslevel=6)
        return made.getvalue()

    def _parts(self, sheet: Sheet, number: int, ids: Iterator[int]) -> dict[str, str]:
        """The parts of one sheet: itself, its table, and what it is related to."""
        made, links = _Rows(self._formats), []
        for line, style in sheet._lines:
            made.add([line], [style], {0: sheet.width} if sheet.width else {})
        parts, top, related = {}, len(made.lines), []
        widths = _widths(sheet)
        if sheet._table:
            name, heads, rows = sheet._table
            over = [_NUMBER_HEAD if isinstance(c, Number) else _COLUMN_HEAD for c in rows[0]]
            # Heads are bold, and so wider.
            made.add(heads, over, {at: width - 2 for at, width in enumerate(widths)})
            styles = [WRAPPED] * len(heads)
            full = {at: width for at, width in enumerate(widths) if width == _WIDEST}
            for row in rows:
                made.add(row, styles, full)
            at = next(ids)
            span = f"A{top + 1}:{_letters(len(heads))}{len(made.lines)}"
            parts[f"xl/tables/table{at}.xml"] = _table(at, name, heads, span)
            related.append(("table", f"../tables/table{at}.xml"))
        for address, link in made.links:
            if link.target.startswith("#"):
                place = escaped(f"'{link.target[1:]}'!A1")
                links.append(f'<hyperlink ref="{address}" location="{place}"/>')
            else:
                related.append(("hyperlink", link.target))
                links.append(f'<hyperlink ref="{address}" r:id="rId{len(related)}"/>')
        if related:
            parts[f"xl/worksheets/_rels/sheet{number}.xml.rels"] = _relations(related)
        xml = _sheet(_columns(widths), made.lines, links, bool(sheet._table), number == 1)
        return {f"xl/worksheets/sheet{number}.xml": xml, **parts}


class _Rows:
    """Rows of a sheet as XML."""

    def __init__(self, formats: dict[str, int]) -> None:
        self.lines: list[str] = []
        self.links: list[tuple[str, Link]] = []
        self._formats = formats

    def add(
        self, cells: Sequence[Cell], styles: Sequence[int], wrapping: Mapping[int, int]
    ) -> None:
        """One more row.

        Parameters
        ----------
        cells : sequence of Cell
        styles : sequence of int
            Of each cell that holds no number.
        wrapping : mapping of int to int
            Width of each cell whose text may take several lines.
        """
        row = len(self.lines) + 1
        made = [
            self._cell(cell, f"{letters}{row}", style)
            for cell, letters, style in zip(cells, _first_letters(len(cells)), styles, strict=True)
        ]
        height = _height(cells, styles[0], wrapping)
        self.lines.append(f'<row r="{row}"{height}>{"".join(made)}</row>')

    def _cell(self, cell: Cell, address: str, style: int) -> str:
        if isinstance(cell, Number):
            shown = self._formats.setdefault(cell.shown, _NUMBERS + len(self._formats))
            return f'<c r="{address}" s="{shown}"><v>{cell.value}</v></c>'
        if isinstance(cell, Link):
            self.links.append((address, cell))
            cell, style = cell.text, WRAPPED_LINK if style == WRAPPED else style
        text = escaped(cell[:_LONGEST])
        return (
            f'<c r="{address}" s="{style}" t="inlineStr">'
            f'<is><t xml:space="preserve">{text}</t></is></c>'
        )


def escaped(text: str) -> str:
    """Text for an element or an attribute in double quotes."""
    plain = _NOT_XML.sub("", text) if not text.isprintable() else text
    marks = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}
    for mark, written in marks.items():
        if mark in plain:
            plain = plain.replace(mark, written)
    return plain


def _letters(column: int) -> str:
    """The letters of a column, by its number from 1."""
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


_LETTERS = [_letters(column) for column in range(1, 101)]


def _first_letters(number: int) -> list[str]:
    known = _LETTERS if number <= len(_LETTERS) else map(_letters, range(1, number + 1))
    return list(known)[:number]


def _height(cells: Sequence[Cell], style: int, wrapping: Mapping[int, int]) -> str:
    """How high a row has to be, as not every program finds that out when it opens the file."""
    most = 1
    for at, width in wrapping.items():
        most = max(most, ceil(len(_text(cells[at])) / (width * _LETTERS_A_DIGIT)))
    height = _HEIGHTS.get(style, _LINE * most)
    return f' ht="{height:g}" customHeight="1"' if height > _LINE else ""


def _widths(sheet: Sheet) -> list[int]:
    if not sheet._table:
        return [sheet.width or _WIDEST]
    _, heads, rows = sheet._table
    return [
        _width(head, column) for head, column in zip(heads, zip(*rows, strict=True), strict=True)
    ]


def _width(head: str, column: Sequence[Cell]) -> int:
    """The width that shows the words of a head and most of the texts of a column whole."""
    longest = max(len(_text(cell)) for cell in column)
    word = max(len(word) for word in head.split())
    return min(max(longest + 2, word + 3, _NARROWEST), _WIDEST)


def _text(cell: Cell) -> str:
    """What a cell shows; of a number about that."""
    if isinstance(cell, str):
        return cell
    return cell.text if isinstance(cell, Link) else cell.value[:12]


def _columns(widths: Sequence[int]) -> str:
    return "".join(
        f'<col min="{at}" max="{at}" width="{width}" customWidth="1"/>'
        for at, width in enumerate(widths, 1)
    )


def _sheet(
    columns: str, rows: Sequence[str], links: Sequence[str], has_table: bool, is_first: bool
) -> str:
    chosen = ' tabSelected="1"' if is_first else ""
    linked = f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else ""
    table = '<tableParts count="1"><tablePart r:id="rId1"/></tableParts>' if has_table else ""
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<sheetViews><sheetView workbookViewId="0"{chosen}><selection activeCell="A1" sqref="A1"/>'
        '</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15.75"/>'
        f"<cols>{columns}</cols><sheetData>{''.join(rows)}</sheetData>{linked}"
        '<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
        f"{table}</worksheet>"
    )


def _table(number: int, name: str, heads: Sequence[str], span: str) -> str:
    """A table without buttons to filter by, and without stripes."""
    columns = "".join(
        f'<tableColumn id="{at}" name="{escaped(head)}"/>' for at, head in enumerate(heads, 1)
    )
    return (
        f'{_HEAD}<table xmlns="{_MAIN}" id="{number}" name="{name}" displayName="{name}" '
        f'ref="{span}" totalsRowShown="0"><tableColumns count="{len(heads)}">{columns}'
        '</tableColumns><tableStyleInfo name="TableStyleLight1" showFirstColumn="0" '
        'showLastColumn="0" showRowStripes="0" showColumnStripes="0"/></table>'
    )


_DOCUMENT = [
    ("officeDocument", "xl/workbook.xml"),
    ("metadata/core-properties", "docProps/core.xml"),
    ("extended-properties", "docProps/app.xml"),
]
_APP = (
    f'{_HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    'extended-properties"><Application>evidencebook</Application></Properties>'
)


def _numbers(found: Sequence[object]) -> range:
    return range(1, len(found) + 1)


def _relations(found: Iterable[tuple[str, str]]) -> str:
    made = []
    for number, (kind, target) in enumerate(found, 1):
        top = f"{_PACKAGE}/relationships" if kind.startswith("metadata/") else _OFFICE
        mode = ' TargetMode="External"' if kind == "hyperlink" else ""
        address = f'Type="{top}/{kind}" Target="{escaped(target)}"'
        made.append(f'<Relationship Id="rId{number}" {address}{mode}/>')
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{"".join(made)}</Relationships>'


def _content_types(parts: Iterable[str]) -> str:
    kinds = {
        "xl/workbook.xml": f"{_KIND}.sheet.main+xml",
        "xl/styles.xml": f"{_KIND}.styles+xml",
        "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "docProps/app.xml": "application/vnd.openxmlformats-officedocument.extended-properties+xml",
    }
    for part in parts:
        if not part.endswith(".rels"):
            kind = "table" if part.startswith("xl/tables/") else "worksheet"
            kinds[part] = f"{_KIND}.{kind}+xml"
    named = "".join(
        f'<Override PartName="/{part}" ContentType="{kind}"/>' for part, kind in kinds.items()
    )
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{named}</Types>'
    )


def _core(title: str, subject: str, creator: str, created: str) -> str:
    dates = "".join(
        f'<dcterms:{kind} xsi:type="dcterms:W3CDTF">{created}T00:00:00Z</dcterms:{kind}>'
        for kind in ("created", "modified")
        if created
    )
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escaped(title)}</dc:title><dc:subject>{escaped(subject)}</dc:subject>"
        f"<dc:creator>{escaped(creator)}</dc:creator><dc:language>en-GB</dc:language>{dates}"
        "</cp:coreProperties>"
    )


def _book(names: Sequence[str]) -> str:
    sheets = "".join(
        f'<sheet name="{escaped(name)}" sheetId="{number}" r:id="rId{number}"/>'
        for number, name in enumerate(names, 1)
    )
    return (
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><bookViews><workbookView '
        f'activeTab="0"/></bookViews><sheets>{sheets}</sheets></workbook>'
    )


def _styles(formats: dict[str, int]) -> str:
    """Fonts, the named styles of headings and links, and a cell format for each number format."""
    codes = "".join(
        f'<numFmt numFmtId="{at}" formatCode="{escaped(code)}"/>'
        for at, code in enumerate(formats, _OWN_FORMATS)
    )
    shown = "".join(
        f'<xf numFmtId="{at}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" '
        'applyAlignment="1"><alignment horizontal="right" vertical="top" indent="1"/></xf>'
        for at in range(_OWN_FORMATS, _OWN_FORMATS + len(formats))
    )
    numbers = f'<numFmts count="{len(formats)}">{codes}</numFmts>' if formats else ""
    return (
        f'{_HEAD}<styleSheet xmlns="{_MAIN}">{numbers}{_FONTS}'
        f'<cellXfs count="{_NUMBERS + len(formats)}">{_CELLS}{shown}</cellXfs>{_NAMED}</styleSheet>'
    )


# Numbers below this one are of formats that every program knows.
_OWN_FORMATS = 164
_WRAP = 'applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>'
_FONTS = (
    '<fonts count="5">'
    '<font><sz val="12"/><name val="Arial"/><family val="2"/></font>'
    '<font><b/><sz val="16"/><name val="Arial"/><family val="2"/></font>'
    '<font><b/><sz val="14"/><name val="Arial"/><family val="2"/></font>'
    '<font><b/><sz val="12"/><name val="Arial"/><family val="2"/></font>'
    '<font><u/><sz val="12"/><color rgb="FF0563C1"/><name val="Arial"/><family val="2"/></font>'
    '</fonts><fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" applyFont="1"/>'
    '<xf numFmtId="0" fontId="2" fillId="0" borderId="0" applyFont="1"/>'
    '<xf numFmtId="0" fontId="4" fillId="0" borderId="0" applyFont="1"/></cellStyleXfs>'
)
_CELLS = (
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="1" applyFont="1"/>'
    '<xf numFmtId="0" fontId="2" fillId="0" borderId="0" xfId="2" applyFont="1"/>'
    f'<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" {_WRAP}'
    '<xf numFmtId="0" fontId="4" fillId="0" borderId="0" xfId="3" applyFont="1"/>'
    f'<xf numFmtId="0" fontId="4" fillId="0" borderId="0" xfId="3" applyFont="1" {_WRAP}'
    f'<xf numFmtId="0" fontId="3" fillId="0" borderId="0" xfId="0" applyFont="1" {_WRAP}'
    '<xf numFmtId="0" fontId="3" fillId="0" borderId="0" xfId="0" applyFont="1" '
    'applyAlignment="1"><alignment horizontal="right" vertical="top" wrapText="1" indent="1"/></xf>'
)
_NAMED = (
    '<cellStyles count="4"><cellStyle name="Normal" xfId="0" builtinId="0"/>'
    '<cellStyle name="Heading 1" xfId="1" builtinId="16"/>'
    '<cellStyle name="Heading 2" xfId="2" builtinId="17"/>'
    '<cellStyle name="Hyperlink" xfId="3" builtinId="8"/></cellStyles>'
)
