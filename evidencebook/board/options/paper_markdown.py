"""A board paper as Markdown: what people wrote stands in it as text, and means nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from evidencebook.board.options import paper_words as say
from evidencebook.board.options.models import AGAINST, FOR
from evidencebook.board.options.paper import Paper, PaperOption, Said, Shown, in_a_line
from evidencebook.board.options.results import POINTS

# Signs with a meaning anywhere in a line: of CommonMark, its tables and strikethrough, mathematics
# in dollars, names after @, entities, roles.
_ANYWHERE = re.compile(r"([\\`*_\[\]<>{}#|~$@&!^])")
# And those at the start of a line: lists, headings underlined, rules, directives.
_AT_START = re.compile(r"^(\d{1,9})([.)])|^([-+=:])")


def markdown(paper: Paper) -> str:
    """The paper as Markdown (CommonMark with tables)."""
    parts = [
        f"# {within(paper.title)}",
        *_mark(paper),
        line(say.dated(paper)),
        *_section("How it came about", map(line, say.came_about(paper))),
        *_section("The options in brief", _brief(paper)),
        *_section("What the panel says", _verdict(paper)),
    ]
    for option in paper.options:
        parts += _option(paper, option)
    if paper.left:
        heading = "Annex: suggestions behind no option"
        parts += _section(heading, [_suggestions(paper.left)])
    parts += _section("How this paper was made", _method(paper))
    return "\n\n".join(parts) + "\n"


def line(text: str) -> str:
    """Text as a line of Markdown that reads the same."""
    return _AT_START.sub(lambda m: f"{m[1]}\\{m[2]}" if m[1] else f"\\{m[3]}", within(text))


def within(text: str) -> str:
    """Text as a part of a line of Markdown, not its first."""
    return _ANYWHERE.sub(r"\\\1", " ".join(text.split()))


def paragraphs(text: str) -> str:
    """Text of several paragraphs as Markdown, its lines kept."""
    parts = (part for part in re.split(r"\n\s*\n", text) if part.strip())
    return "\n\n".join(
        "\\\n".join(line(one) for one in part.split("\n") if one.strip()) for part in parts
    )


def _method(paper: Paper) -> Iterator[str]:
    for name, told in say.method(paper):
        yield f"**{within(name)}.** {within(told)}"


def _mark(paper: Paper) -> list[str]:
    return [f"**{within(say.test(paper))}**"] if paper.test else []


def _section(heading: str, parts: Iterable[str], level: int = 2) -> list[str]:
    """A heading and what stands under it; nothing where nothing does."""
    found = [part for part in parts if part]
    return [f"{'#' * level} {heading}", *found] if found else []


def _brief(paper: Paper) -> Iterator[str]:
    if not paper.options:
        yield "No option has been written yet."
        return
    head = ["Option", "Priorities", "Places", "Suggestions"]
    rows = [
        [
            f"{one.number}. {one.title}",
            "; ".join(one.priorities) or "–",
            "; ".join(one.places) or "–",
            str(len(one.said)),
        ]
        for one in paper.options
    ]
    if paper.scored:
        head.append("Mean over all criteria")
        for row, one in zip(rows, paper.options, strict=True):
            row.append(say.overall(one))
    yield _table(head, rows)
    if paper.scored:
        yield line(say.BRACKETS)


def _verdict(paper: Paper) -> Iterator[str]:
    yield from map(line, say.panel(paper))
    if said := say.verdict(paper):
        yield "\n".join(f"- {line(one)}" for one in said)
    if paper.criteria:
        yield _table(["Criterion", *say.SCALE], say.scale(paper))


def _option(paper: Paper, option: PaperOption) -> list[str]:
    parts = [f"## Option {option.number}: {within(option.title)}", paragraphs(option.rationale)]
    if option.priorities:
        parts.append(f"**Priorities:** {within('; '.join(option.priorities))}")
    if option.places:
        parts.append(f"**Places:** {within('; '.join(option.places))}")
    for heading, stance in (("Evidence for", FOR), ("Evidence against", AGAINST)):
        parts += _section(heading, [_evidence(option.side(stance)) or say.NONE_NAMED], 3)
    parts += _section("What people said", [line(say.sayings(option.said)),
                                           _suggestions(option.said)], 3)  # fmt: skip
    if paper.scored:
        parts += _section("Scores", _scores(paper, option), 3)
    remarks = "\n".join(f"- {line(say.remark(one))}" for one in option.remarks)
    parts += _section("Remarks of members", [remarks], 3)
    return [part for part in parts if part]


def _evidence(found: Sequence[Shown]) -> str:
    return "\n".join(f"- {_one(shown)}" for shown in found)


def _one(shown: Shown) -> str:
    words = f"{in_a_line(shown.said, shown.more)}."
    parts = [words, say.source(shown), say.standing(shown)]
    text = " ".join(line(part) for part in parts if part)
    # A moderator's opinion stands on a line of its own, not as part of the evidence.
    note = f"\\\n  **{say.ABOUT}** {within(shown.note)}" if shown.note else ""
    return f"{text} Block {within(shown.block)}{_at(shown.address)}.{note}"


def _at(address: str) -> str:
    if not address:
        return ""
    if address.startswith(("https://", "http://")):
        return f": <{address}>" if not re.search(r"[\s<>]", address) else f": {within(address)}"
    return f", {within(address)}"


def _suggestions(said: Sequence[Said]) -> str:
    return "\n".join(
        f"- {one.number}: {within(one.text)} ({within(say.origin(one))})" for one in said
    )


def _scores(paper: Paper, option: PaperOption) -> Iterator[str]:
    head = ["Criterion", "Scores", "Median", "Mean", "Range", "SD", *map(str, POINTS)]
    rows = [
        [
            criterion.name + (" (divided)" if found.divided else ""),
            str(found.count),
            say.whole(found.median),
            say.decimal(found.mean),
            say.extent(found),
            say.decimal(found.deviation),
            *map(str, found.counts),
        ]
        for criterion, found in zip(paper.criteria, option.scores, strict=True)
    ]
    yield _table(head, rows)
    yield line(say.overall_said(option))


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(
        f"| {' | '.join(cell if at == 1 else within(cell) for cell in row)} |"
        for at, row in enumerate(lines)
    )
