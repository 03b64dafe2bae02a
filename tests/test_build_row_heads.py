"""Heads of rows in the tags of a PDF."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import typst

from evidencebook.build.row_heads import mark_row_heads

TABLE = b'#set document(title: "T")\n#table(columns: 2, table.header[A][B], [x], [1], [y], [2])'


def test_the_first_cell_of_a_row_heads_it() -> None:
    """It says so, keeps the head of its column, and the bytes are the same each time."""
    plain = typst.compile(TABLE, format="pdf", pdf_standards=["ua-1"], timestamp=0)
    made = mark_row_heads(plain)
    with pikepdf.open(BytesIO(made)) as document:
        found = [o for o in document.objects if isinstance(o, pikepdf.Dictionary)]
        cells = [o for o in found if o.get("/S") in ("/TH", "/TD")]
        heads = [o for o in cells if o.S == "/TH" and o.A[0].Scope == "/Row"]
        assert len(heads) == 2
        assert all("/Headers" in head.A[0] for head in heads)
        assert len([o for o in cells if o.S == "/TD"]) == 2
    assert mark_row_heads(plain) == made
