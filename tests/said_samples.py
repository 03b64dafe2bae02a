"""What was said of the small sample book: of evidence as it is, as it was, and that is gone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import build_samples as samples

from evidencebook.build.said import Comment, Evidence, Figures, Response, Said

ATTACKS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<!-- said-to --><b>bold</b><!-- said-from -->",
    'https://x.org/"onmouseover="alert(1)',
    "</li></ol></details><iframe src=https://x.org></iframe>",
)
TYPST = '#panic("out") $x$ #import "@preview/a:1.0.0" *b* _e_ `raw` \\ <label> @ref // /* ] ) "'
NOTED = Response("noted", "", "It does.\n\nSee https://example.org/answer.", "2026-07-03")
CHANGED = Response("changed", "2026-06-24-dc7be695", "Mended.", "2026-07-04")


def comment(id: int, block: str, hash: str, **fields: Any) -> Comment:
    """A comment of which all is said."""
    plain = {
        "edition": "2026-03-24-a1d2ef05",
        "released": "2026-03-24",
        "kind": "question",
        "text": "Does this count the islands?",
        "link": "",
        "name": "Ann Example",
        "organisation": "Example College",
        "date": "2026-07-01",
        "redacted": False,
    }
    return Comment(id, block, hash, **{**plain, **fields})


def records(chapter: str = "alpha") -> dict[str, dict[str, Any]]:
    """The blocks of a chapter by id, each with its data."""
    return {block.id: block.record() for block in samples.blocks(chapter)}


def spoken(extra: int = 0) -> Said:
    """What was said of chapter alpha, and of a block that it has no more."""
    blocks = records()
    now = {id: str(block["hash"]) for id, block in blocks.items()}
    figure = Evidence.of(blocks["alpha.trend"])
    was = replace(figure, hash="ab" * 32, title="Output fell", alt="It fell from £40 to £36.10.")
    gone = replace(figure, block="alpha.lost", kind="claim", title="", text="It was £31 in 2019.")
    comments = [
        comment(
            1,
            "alpha.trend",
            now["alpha.trend"],
            responses=(NOTED, CHANGED),
            replies=(comment(4, "alpha.trend", was.hash, text="Also the ferries?", name=""),),
        ),
        comment(2, "alpha.trend", was.hash, kind="evidence", link="https://example.org/data?a=1&b"),
        comment(3, "alpha.lost", gone.hash, text="One.\nTwo.\n\nThree.", redacted=True),
        comment(5, "alpha.message-one", now["alpha.message-one"], kind="support", text="Agreed."),
        comment(6, "alpha.headline", now["alpha.headline"], kind="correction"),
        comment(7, "alpha.not-published", now["alpha.not-published"], kind="suggestion"),
    ]
    comments += [
        comment(100 + number, "alpha.by-authority", now["alpha.by-authority"], text=f"No. {number}")
        for number in range(extra)
    ]
    every = [one for thread in comments for one in thread.all]
    known = {(e.block, e.hash): e for e in (was, gone, *map(Evidence.of, blocks.values()))}
    evidence = {(one.block, one.hash): known[one.block, one.hash] for one in every}
    figures = Figures(len(every) + 2, len(every), 1, 2.5)
    return Said(figures, tuple(comments), tuple(evidence[key] for key in sorted(evidence)))
