"""A board paper as PDF (PDF/UA-1), with the fonts and the look of the books.

All that people wrote goes to Typst as JSON, and is set as text: no sign in it means anything.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from evidencebook import settings
from evidencebook.board.options import paper_chart
from evidencebook.board.options import paper_words as say
from evidencebook.board.options.models import AGAINST, FOR
from evidencebook.board.options.paper import Paper, PaperOption, Said, Shown
from evidencebook.board.options.results import POINTS
from evidencebook.build.pdf import laid_ready, typeset
from evidencebook.build.typst_prose import curled

TEMPLATE = "paper.typ"


def pdf(paper: Paper) -> bytes:
    """The paper as the bytes of a PDF; the same paper gives the same bytes.

    Raises BuildError when Typst refuses it.
    """
    with tempfile.TemporaryDirectory(prefix="evidencebook-") as name:
        folder = Path(name)
        laid_ready(folder, settings.ROOT)
        text = json.dumps(content(paper), ensure_ascii=False, sort_keys=True)
        (folder / "book.json").write_text(text, encoding="utf-8")
        return typeset(folder, TEMPLATE)


def content(paper: Paper) -> dict[str, Any]:
    """All that the template reads."""
    return {
        "blocks": {},
        "title": curled(paper.title),
        "author": "evidencebook",
        "book": curled(paper.book),
        "dated": curled(say.dated(paper)),
        "test": say.test(paper),
        "came": _all(say.came_about(paper)),
        "panel": _all(say.panel(paper)),
        "verdict": _all(say.verdict(paper)),
        "scale": {"head": ["Criterion", *say.SCALE], "rows": [*map(_all, say.scale(paper))]},
        "scored": paper.scored > 0,
        "brackets": curled(say.BRACKETS),
        "none-named": say.NONE_NAMED,
        "about": say.ABOUT,
        "points": [*map(str, POINTS)],
        "options": [_option(paper, option) for option in paper.options],
        "left": [*map(_said, paper.left)],
        "method": [*map(_all, say.method(paper))],
    }


def _option(paper: Paper, option: PaperOption) -> dict[str, Any]:
    return {
        "number": str(option.number),
        "title": curled(option.title),
        "rationale": paragraphs(option.rationale),
        "priorities": curled("; ".join(option.priorities)),
        "places": curled("; ".join(option.places)),
        "overall": say.overall(option),
        "for": [*map(_shown, option.side(FOR))],
        "against": [*map(_shown, option.side(AGAINST))],
        "sayings": say.sayings(option.said),
        "said": [*map(_said, option.said)],
        "scores": _scores(paper, option) if paper.scored else [],
        "overall-said": curled(say.overall_said(option)),
        "svg": paper_chart.chart(paper, option) if paper.scored else "",
        "alt": curled(paper_chart.alt(paper, option)) if paper.scored else "",
        "remarks": [paragraphs(say.remark(one)) for one in option.remarks],
    }


def _scores(paper: Paper, option: PaperOption) -> list[list[str]]:
    return [
        [
            curled(criterion.name) + (" (divided)" if found.divided else ""),
            str(found.count),
            say.whole(found.median),
            say.decimal(found.mean),
            say.extent(found),
            say.decimal(found.deviation),
        ]
        for criterion, found in zip(paper.criteria, option.scores, strict=True)
    ]


def _shown(shown: Shown) -> dict[str, str]:
    link = shown.address if shown.address.startswith(("https://", "http://")) else ""
    return {
        "said": curled(shown.said),
        "more": curled(shown.more),
        "source": curled(say.source(shown)),
        "note": curled(shown.note),
        "standing": say.standing(shown),
        "block": shown.block,
        "address": shown.address,
        "link": link,
    }


def _said(said: Said) -> dict[str, str]:
    origin = curled(say.origin(said))
    return {"number": str(said.number), "text": curled(said.text), "origin": origin}


def paragraphs(text: str) -> list[list[str]]:
    """Paragraphs of a text, each as its lines."""
    parts = (part for part in re.split(r"\n\s*\n", text) if part.strip())
    return [[curled(line.strip()) for line in part.split("\n") if line.strip()] for part in parts]


def _all(texts: Sequence[str]) -> list[str]:
    return [*map(curled, texts)]
