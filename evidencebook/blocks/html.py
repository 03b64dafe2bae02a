"""Blocks as accessible HTML, for the notebook and the website alike."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from html import escape
from typing import Any

import pandas as pd

from evidencebook.blocks.block import KEY_MESSAGES, SOURCES, Block, source
from evidencebook.blocks.numbers import MISSING, format_value, unparted
from evidencebook.periods import long_date
from evidencebook.store import Release

ROWS_SHOWN = 300
# The most decimals of a number in a table, and about how many digits tell something.
DECIMALS, DIGITS = 4, 4
# Where the book, which a block knows nothing of, puts what it adds: address and citation.
MORE = "<!-- more -->"
# A number as people write it: 12.4%, −£1,204, 0.97.
_WRITTEN = re.compile(r"[−+-]?£?\d[\d,]*(\.\d+)?( (million|billion))?%?")


def html(block: Block) -> str:
    """The block as HTML, with its id, title, sources and data."""
    makers = {
        "claim": _claim,
        "figure": _figure,
        "table": _table,
        "metric": _metric,
        "gap": _gap,
    }
    return makers[block.kind](block)


def as_html(text: str) -> str:
    """Text as the content of an element; for an attribute `html.escape` is enough."""
    return unparted(escape(text))


def source_line(block: Block) -> str:
    """Publisher, title and release date of every source, in text."""
    return "; ".join(cited(source(release)) for release in block.sources)


def cited(source: Mapping[str, Any]) -> str:
    """Publisher, title and release date of one source, as a block's record has it, in text."""
    date = f", released {long_date(source['released'])}" if source["released"] else ""
    return f"{source['publisher']}, {source['title']}{date}"


def table(frame: pd.DataFrame, caption: str, *, id: str = "") -> str:
    """A data frame as a table with a caption, column heads and row heads.

    The first column that holds text names the row. Numbers are right-aligned.
    """
    columns = [frame.iloc[:, place] for place in range(frame.shape[1])]
    numbers = [_in_numbers(column) for column in columns]
    decimals = [_decimals(column) for column in columns]
    head = "".join(
        f'<th scope="col"{_number(is_number)}>{as_html(str(name))}</th>'
        for name, is_number in zip(frame.columns, numbers, strict=True)
    )
    lead = _lead(list(frame.columns))
    body = "".join(
        _row(list(row), numbers, decimals, lead) for row in frame.itertuples(index=False)
    )
    return (
        f'<div class="evb-scroll" role="region" tabindex="0" aria-label="{escape(caption)}">'
        f'<table class="evb-data-table"{_id(id)}><caption>{as_html(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _claim(block: Block) -> str:
    key = block.group == KEY_MESSAGES
    notes = "" if key else _notes(block)
    return (
        f'<div class="evb-claim{" evb-key" if key else ""}" id="{block.anchor}">'
        f"<p>{as_html(block.text)}</p>{notes}{_sources(block, folded=True)}</div>"
    )


def _figure(block: Block) -> str:
    drawings = "".join(
        f'<div class="evb-{width}" role="img" aria-label="{escape(block.alt)}">{svg}</div>'
        for width, svg in block.svg.items()
    )
    return (
        f'<figure class="evb-figure" id="{block.anchor}" aria-labelledby="{block.anchor}-title">'
        f'<figcaption>{_heading(block)}</figcaption><div class="evb-drawing">{drawings}</div>'
        f"{_notes(block)}{_sources(block)}{_actions(block, _data(block))}</figure>"
    )


def _table(block: Block) -> str:
    frame = block.data if block.data is not None else pd.DataFrame()
    return (
        f'<figure class="evb-table" id="{block.anchor}" aria-labelledby="{block.anchor}-title">'
        f"<figcaption>{_heading(block)}</figcaption>{_rows(block, table(frame, block.title))}"
        f"{_actions(block)}</figure>"
    )


def _rows(block: Block, made: str) -> str:
    """A table with its notes and sources; one of sources names and links them by itself."""
    if not block.id.endswith(SOURCES):
        return f"{made}{_notes(block)}{_sources(block)}"
    links = iter([_link(release, release.title) for release in block.sources])
    return re.sub(r'(?<=<th scope="row">).*?(?=</th>)', lambda named: next(links, named[0]), made)


def _metric(block: Block) -> str:
    detail = block.detail
    lines = "".join(
        f'<p class="evb-metric-{key}">{said(detail, block.svg, key)}</p>'
        for key in ("value", "period", "change", "comparison")
        if detail.get(key)
    )
    return (
        f'<div class="evb-metric" id="{block.anchor}"><p class="evb-title">{as_html(block.title)}'
        f"</p>{lines}{_sources(block, folded=True)}</div>"
    )


def said(detail: Mapping[str, str], svg: Mapping[str, str], part: str) -> str:
    """One line of a metric; its value stands out from a unit in words, and has the small line."""
    if part != "value":
        return as_html(detail[part])
    amount = _WRITTEN.match(detail[part])
    end = amount.end() if amount else len(detail[part])
    unit = detail[part][end:].strip()
    named = f' <span class="evb-unit">{as_html(unit)}</span>' if unit else ""
    # Hidden: what it shows is said in words beside it.
    drawn = (
        f'<span class="evb-line" aria-hidden="true">{svg["line"]}</span>' if svg.get("line") else ""
    )
    return f"<span>{as_html(detail[part][:end])}</span>{named}{drawn}"


def _gap(block: Block) -> str:
    return (
        f'<div class="evb-gap" id="{block.anchor}" role="note"><p class="evb-title">'
        f"{as_html(block.title)}</p><p>{as_html(block.text)}</p>{_sources(block)}</div>"
    )


def _heading(block: Block) -> str:
    subtitle = f'<p class="evb-subtitle">{as_html(block.subtitle)}</p>' if block.subtitle else ""
    return f'<p class="evb-title" id="{block.anchor}-title">{as_html(block.title)}</p>{subtitle}'


def _notes(block: Block) -> str:
    return "".join(f'<p class="evb-note">{as_html(note)}</p>' for note in block.notes)


def _sources(block: Block, *, folded: bool = False) -> str:
    if not block.sources:
        return ""
    linked = "; ".join(_link(release) for release in block.sources)
    made = f" Computed: {as_html(block.computed)}." if block.computed else ""
    cited = f'<p class="evb-source">Source: {linked}.{made}</p>'
    if not folded:
        return cited
    evidence = _figures(block, "The figures behind this")
    # A key message stands alone; what to bear in mind is one step away.
    notes = _notes(block) if block.group == KEY_MESSAGES else ""
    return (
        '<details class="evb-evidence"><summary>Evidence<span class="evb-hidden"> for: '
        f"{as_html(block.text)}</span></summary>{notes}{cited}{evidence}{_actions(block)}</details>"
    )


def _actions(block: Block, first: str = "") -> str:
    """What a reader may do with a block, in one row."""
    return f'<div class="evb-actions">{first}{_download(block)}{MORE}</div>'


def _data(block: Block) -> str:
    shown = _figures(block, f"Data: {block.title}")
    return shown and (
        '<details class="evb-data"><summary>View the data<span class="evb-hidden"> of: '
        f"{as_html(block.title)}</span></summary>{shown}</details>"
    )


def _figures(block: Block, caption: str) -> str:
    """The table behind a block, of which a page shows the first rows; nothing without one."""
    if block.data is None:
        return ""
    rows = len(block.data)
    more = (
        f'<p class="evb-note">The first {ROWS_SHOWN} of {rows:,} rows; the download has all.</p>'
        if rows > ROWS_SHOWN
        else ""
    )
    return table(block.data.head(ROWS_SHOWN), caption) + more


def _download(block: Block) -> str:
    if block.data is None:
        return ""
    return (
        f'<a class="evb-download" href="downloads/{block.id}.csv" download>Download CSV'
        f'<span class="evb-hidden"> of: {as_html(block.title or block.text)}</span></a>'
    )


def _link(release: Release, words: str = "") -> str:
    text = as_html(words or cited(source(release)))
    # Nothing but a web address may become a link: a card could hold any text.
    web = release.url.startswith(("https://", "http://"))
    return f'<a href="{escape(release.url)}">{text}</a>' if web else text


def _lead(columns: list[str]) -> int:
    """The column that heads each row: the place's name, else the first."""
    names = ("Area", "Place", "Industry", "Indicator", "Measure")
    return next((columns.index(n) for n in names if n in columns), 0)


def _row(values: list[object], numbers: list[bool], decimals: list[int], lead: int) -> str:
    cells = []
    for place, (value, is_number) in enumerate(zip(values, numbers, strict=True)):
        text = as_html(_printed(value, is_number, decimals[place]))
        start = '<th scope="row">' if place == lead else f"<td{_number(is_number)}>"
        cells.append(f"{start}{text}{'</th>' if place == lead else '</td>'}")
    return f"<tr>{''.join(cells)}</tr>"


def _printed(value: object, is_number: bool, decimals: int) -> str:
    if pd.isna(value):  # type: ignore[call-overload]
        return MISSING
    if not is_number or isinstance(value, str):
        return str(value)
    return format_value(float(value), decimals=decimals)  # type: ignore[arg-type]


def _decimals(column: pd.Series) -> int:
    """The decimals of a column of numbers: alike in all its cells, and no more than tell."""
    if not pd.api.types.is_numeric_dtype(column) or not column.notna().any():
        return 0
    sizes = column.dropna().abs().astype(float)
    whole = math.floor(math.log10(max(sizes.max(), 1e-9)))
    most = min(DECIMALS, max(1, DIGITS - 1 - whole))
    return next((d for d in range(most) if (sizes - sizes.round(d)).abs().max() < 1e-6), most)


def _in_numbers(column: pd.Series) -> bool:
    """Whether a column holds numbers, or numbers written out with their sign and unit."""
    if pd.api.types.is_numeric_dtype(column):
        return True
    written = [str(value) for value in column.dropna() if str(value) != MISSING]
    whole = all(_WRITTEN.fullmatch(text) for text in written)
    return whole and any(not text.isdigit() for text in written)  # years are no amounts


def _number(is_number: bool) -> str:
    return ' class="evb-number"' if is_number else ""


def _id(value: str) -> str:
    return f' id="{value}"' if value else ""
