"""A consultation with options, a panel and its scores, by rows of the tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from board.samples import BOOK, NOW
from evidencebook import settings
from evidencebook.board import evidence
from evidencebook.board.database import Database
from evidencebook.board.evidence import Books
from evidencebook.board.options import panel
from evidencebook.board.options.models import (
    AGAINST,
    FOR,
    WORKSHOP,
    Consultation,
    Criterion,
    Group,
    Option,
    OptionEvidence,
    OptionSuggestion,
    Remark,
    Score,
    Suggestion,
)
from evidencebook.board.options.paper import Paper, paper
from evidencebook.board.options.references import Places

SLUG = "innovation-strategy"
CRITERIA = ("Effect", "Cost")


def consultation(session: Session, *, book: str = BOOK, slug: str = SLUG, **given: object) -> int:
    """The number of a consultation without anything in it."""
    said = {"title": "Innovation strategy", "test": True, "options_at_most": 6, **given}
    made = Consultation(book=book, slug=slug, created_at=NOW, **said)
    session.add(made)
    session.flush()
    return made.id


def suggestions(session: Session, number: int, texts: Sequence[str], group: str = "") -> list[int]:
    """Suggestions of one workshop, in a group if it has a name; their keys."""
    row = Group(consultation_id=number, name=group, words=[], draft=False) if group else None
    if row:
        session.add(row)
        session.flush()
    first = session.query(Suggestion).filter_by(consultation_id=number).count() + 1
    made = [
        Suggestion(
            consultation_id=number,
            number=at,
            source=WORKSHOP,
            origin="Inverness",
            row=at + 1,
            text=text,
            participants="college",
            priority="",
            place="",
            group_id=row.id if row else None,
        )
        for at, text in enumerate(texts, start=first)
    ]
    session.add_all(made)
    session.flush()
    return [one.id for one in made]


def option(
    session: Session,
    number: int,
    title: str,
    *,
    rationale: str = "It would help.",
    priorities: Sequence[str] = (),
    places: Sequence[str] = (),
    behind: Sequence[int] = (),
) -> int:
    """An option, after those there are; its key."""
    position = session.query(Option).filter_by(consultation_id=number).count() + 1
    made = Option(
        consultation_id=number,
        position=position,
        title=title,
        rationale=rationale,
        priorities=list(priorities),
        places=list(places),
        updated_at=NOW,
    )
    session.add(made)
    session.flush()
    session.add_all(OptionSuggestion(option_id=made.id, suggestion_id=id) for id in behind)
    session.flush()
    return made.id


def named(
    session: Session, books: Books, option: int, block: str, stance: str = FOR, note: str = ""
) -> None:
    """A block of the newest edition that speaks for or against an option."""
    found = session.get_one(Option, option)
    book = books.book(session.get_one(Consultation, found.consultation_id).book)
    kept = evidence.copied(session, book.slug, books.today(book.slug, block))
    session.add(
        OptionEvidence(
            option_id=option,
            evidence_id=kept.id,
            edition=book.edition.id,
            released=book.released,
            stance=stance,
            note=note,
        )
    )
    session.flush()


def criteria(session: Session, number: int, names: Sequence[str] = CRITERIA) -> list[int]:
    """Criteria of a consultation; their keys."""
    made = [
        Criterion(
            consultation_id=number, position=at, name=name, lowest="none", highest="very much"
        )
        for at, name in enumerate(names, start=1)
    ]
    session.add_all(made)
    session.flush()
    return [one.id for one in made]


def member(session: Session, number: int, name: str) -> tuple[int, str]:
    """A member: their key, and the token of their address."""
    made, token = panel.invite(session, number, name, actor="Mo", now=NOW)
    return made.id, token


def begun(session: Session, number: int, at: dt.datetime = NOW) -> None:
    """Let scoring have begun."""
    session.get_one(Consultation, number).scoring_since = at
    session.flush()


def scores(
    session: Session, member: int, given: Mapping[tuple[int, int], int], at: dt.datetime = NOW
) -> None:
    """Scores of a member, by option and criterion."""
    session.add_all(
        Score(member_id=member, option_id=option, criterion_id=criterion, points=points, at=at)
        for (option, criterion), points in given.items()
    )
    session.flush()


def remark(session: Session, member: int, option: int, text: str) -> None:
    """What a member says of an option."""
    session.add(Remark(member_id=member, option_id=option, text=text, at=NOW))
    session.flush()


def whole(session: Session, books: Books) -> int:
    """A consultation with two options, evidence, a panel of four and their scores."""
    number = consultation(session)
    behind = suggestions(session, number, ["More test sites.", "Share the laboratory."], "Sites")
    suggestions(session, number, ["Paint the bridge."])
    one = option(session, number, "Test sites", priorities=["energy"], places=[BOOK],
                 behind=behind)  # fmt: skip
    two = option(session, number, "A fund")
    named(session, books, one, "energy.emissions", FOR, "As the college said.")
    named(session, books, one, "digital.gigabit", AGAINST)
    effect, cost = criteria(session, number)
    members = [member(session, number, name)[0] for name in ("Ann", "Ben", "Cat", "Dan")]
    begun(session, number)
    for person, points in zip(members, ((5, 4), (4, 4), (5, 3), (4, 5)), strict=True):
        scores(session, person, {(one, effect): points[0], (one, cost): points[1]})
    for person, points in zip(members, ((1, 2), (5, 2), (1, 1), (5, 2)), strict=True):
        scores(session, person, {(two, effect): points[0], (two, cost): points[1]})
    remark(session, members[0], one, "Ready to begin.")
    return number


def gathered(database: Database, books: Books, number: int = 0) -> Paper:
    """The board paper of a consultation; by default of `whole`."""
    with database.writing() as session:
        number = number or whole(session, books)
        return paper(session, books, PLACES, session.get_one(Consultation, number))


PLACES = Places(settings.data_folder())
# What someone may write who wants more than to be read.
ATTACKS = (
    '#import "x.typ"; #panic("taken")',
    "$ sum $ and @label and <label>",
    "[link](javascript:alert(1)) ![x](y)",
    "`code` ~~~ ``` {raw}`x`",
    "<script>alert(1)</script><b>bold</b> &amp; &#35;",
    "| a | b |",
    "# Heading",
    "1. One",
    "- item",
    '=HYPERLINK("https://evil.example")',
    "+1+1",
    "@SUM(A1)",
    "\\ * _emph_ __x__ \\#x",
    "::: {note}",
    "---",
    "#{",
    "]]) //",
    '"); #x("',
)


def hostile(session: Session, books: Books) -> int:
    """A consultation in which every text is an attack."""
    every = "\n".join(ATTACKS)
    number = consultation(session, title=ATTACKS[0])
    behind = suggestions(session, number, [*ATTACKS, every], group=ATTACKS[1])
    for title in ATTACKS:
        one = option(session, number, title, rationale=f"{every}\n\n{every}",
                     priorities=[ATTACKS[2]], places=[ATTACKS[3]], behind=behind[:-1])  # fmt: skip
        named(session, books, one, "energy.emissions", FOR, every)
    asked = criteria(session, number, ATTACKS[:8])
    person, _ = member(session, number, ATTACKS[4])
    begun(session, number)
    scores(session, person, {(one, asked[0]): 3})
    remark(session, person, one, every)
    return number
