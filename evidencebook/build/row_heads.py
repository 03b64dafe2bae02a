"""Mark the heads of rows in a tagged PDF, which Typst leaves as plain cells."""

from __future__ import annotations

from io import BytesIO

import pikepdf


def mark_row_heads(made: bytes) -> bytes:
    """The PDF with the first cell of each row of a table's body as the head of its row.

    A screen reader can then say what a figure far to the right is of, as it does on the pages.

    Parameters
    ----------
    made : bytes
        A PDF with a tag tree.
    """
    with pikepdf.open(BytesIO(made)) as document:
        for body in document.objects:
            if isinstance(body, pikepdf.Dictionary) and body.get("/S") == "/TBody":
                for row in body.K:
                    _mark(row.K[0])
        out = BytesIO()
        packed = pikepdf.ObjectStreamMode.generate
        document.save(out, deterministic_id=True, object_stream_mode=packed)
    return out.getvalue()


def _mark(cell: pikepdf.Object) -> None:
    """Make a cell a head of its row; it keeps its link to the head of its column."""
    cell.S = pikepdf.Name.TH
    own = pikepdf.Dictionary(O=pikepdf.Name.Table, Scope=pikepdf.Name.Row)
    headers = [attribute.Headers for attribute in cell.get("/A", []) if "/Headers" in attribute]
    if headers:
        own.Headers = headers[0]
    cell.A = pikepdf.Array([own])
