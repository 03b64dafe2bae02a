"""Groups: drafted by the tool, made into what they are by a person."""

from __future__ import annotations

import pytest

from board import option_samples as made
from board.gathered import BUSES, FIBRE, consultation, lines, propose, sorted_groups
from board.samples import NOW, SAME, redacted, sent
from evidencebook.board import audit, moderation
from evidencebook.board.database import Database
from evidencebook.board.evidence import Books
from evidencebook.board.models import PUBLISHED, WAITING, User
from evidencebook.board.options import gathering, grouping, incoming, resting, writing
from evidencebook.board.options.acts import Act
from evidencebook.board.options.resting import Behind
from evidencebook.errors import AlreadyDoneError, InvalidError, NotThereError


@pytest.fixture
def number(database: Database, moderator: User) -> int:
    """A consultation with two drafted groups, and one suggestion that resembles nothing."""
    with database.writing() as session:
        found = consultation(session, (*BUSES, "Otters!", *FIBRE))
        assert propose(session, found.id, moderator) == 2
        return found.id


def _groups(database: Database, number: int) -> list[list[int]]:
    with database.reading() as session:
        return sorted_groups(session, number)


def _ids(database: Database, number: int) -> list[tuple[int, str]]:
    """The number and the state of each group, that of the buses first."""
    with database.reading() as session:
        found = sorted(grouping.groups(session, number), key=lambda one: one.suggestions[0].number)
        return [(one.id, grouping.state(one)) for one in found]


def test_a_proposal_is_a_draft(database: Database, number: int) -> None:
    """It has words and is called by them, and says what it left alone."""
    assert _groups(database, number) == [[1, 2, 3], [5, 6, 7], [4]]
    with database.reading() as session:
        for group in grouping.groups(session, number):
            assert group.draft and group.words and group.name.lower().startswith(group.words[0])


def test_proposing_again(database: Database, number: int, moderator: User) -> None:
    """Drafts are made anew; no group that a person has looked at is touched."""
    (buses, seen), (fibre, _) = _ids(database, number)
    with database.writing() as session:
        grouping.accept(session, number, buses, "Buses", Act(moderator, NOW, seen))
        found = gathering.consultation(session, number)
        incoming.take_lines(
            session,
            found,
            "Wick",
            lines("A late bus to Wick.", "Otters! Otters!", "A late bus to Wick, too."),
            test=False,
            actor="Mo",
            now=NOW,
        )
        propose(session, number, moderator)
    groups = _groups(database, number)
    assert [1, 2, 3] in groups and [5, 6, 7] in groups and [8, 10] in groups
    with database.reading() as session:
        kept = [one for one in grouping.groups(session, number) if not one.draft]
        assert [(one.id, one.name) for one in kept] == [(buses, "Buses")]
        assert fibre not in [one.id for one in kept]


def test_a_wish(database: Database, number: int, moderator: User) -> None:
    """Of how many groups; one that makes no sense is refused, and all stays."""
    with database.writing() as session:
        assert propose(session, number, moderator, 1) == 1
    for count in (0, 51):
        with pytest.raises(InvalidError), database.writing() as session:
            propose(session, number, moderator, count)


def test_what_changed_while_groups_were_drafted(
    database: Database, number: int, moderator: User
) -> None:
    """Is told, and nothing is kept of the draft."""
    (buses, seen), _ = _ids(database, number)
    with database.reading() as session:
        proposal = grouping.drafted(grouping.free(session, number), 1)
    with database.writing() as session:
        grouping.accept(session, number, buses, "Buses", Act(moderator, NOW, seen))
    before = _groups(database, number)
    with pytest.raises(AlreadyDoneError, match="while"), database.writing() as session:
        grouping.propose(session, number, proposal, user=moderator, now=NOW)
    assert _groups(database, number) == before


def test_a_comment_that_changed_while_groups_were_drafted(
    database: Database, books: Books, moderator: User
) -> None:
    """Its words of before name no group."""
    with database.writing() as session:
        found = consultation(session, BUSES)
        one = sent(session, books, SAME, "one", kind="suggestion", text="A late bus for Jo.")
        moderation.decide(session, one.id, PUBLISHED, seen=WAITING, user=moderator, now=NOW)
        incoming.take_comments(session, found, chapters=(), actor="Mo", now=NOW)
    with database.reading() as session:
        proposal = grouping.drafted(grouping.free(session, found.id))
    with database.writing() as session:
        removed = {"text": "A late bus."}
        redacted(session, one.id, removed, moderator)
    with pytest.raises(AlreadyDoneError), database.writing() as session:
        grouping.propose(session, found.id, proposal, user=moderator, now=NOW)


def test_merging(database: Database, number: int, moderator: User) -> None:
    """All goes into the other, which is no draft any more."""
    (buses, seen), (fibre, _) = _ids(database, number)
    with database.writing() as session:
        grouping.merge(session, number, buses, fibre, Act(moderator, NOW, seen))
    assert _groups(database, number) == [[1, 2, 3, 5, 6, 7], [4]]
    with database.reading() as session:
        assert [one.draft for one in grouping.groups(session, number)] == [False]
        assert audit.lines(session)[0].detail == "consultation 1: 3 from 1 into 2"
    with pytest.raises(NotThereError), database.writing() as session:
        grouping.merge(session, number, buses, fibre, Act(moderator, NOW, seen))


def test_splitting_and_moving(database: Database, number: int, moderator: User) -> None:
    """Some to a group of their own, to another, or out of all; an empty group is gone."""
    (buses, _), (fibre, _) = _ids(database, number)
    with database.writing() as session:
        made = grouping.split(
            session, number, buses, [1, 2], " Late  buses ", user=moderator, now=NOW
        )
        assert made.name == "Late buses"
        grouping.move(session, number, buses, [3], None, user=moderator, now=NOW)
        grouping.move(session, number, fibre, [7], made.id, user=moderator, now=NOW)
        grouping.move(session, number, None, [4], fibre, user=moderator, now=NOW)
    assert _groups(database, number) == [[1, 2, 7], [4, 5, 6], [3]]
    with database.reading() as session:
        assert not any(one.draft for one in grouping.groups(session, number))


def test_groups_change_while_the_panel_scores(
    database: Database, number: int, moderator: User
) -> None:
    """What stands behind an option does not: it is suggestions, not groups."""
    (buses, _), (fibre, _) = _ids(database, number)
    with database.writing() as session:
        option = made.option(session, number, "Late buses")
        (one,) = writing.options(session, number)
        act = Act(moderator, NOW, writing.state(one))
        resting.rest_on(session, number, option, Behind(groups=[buses]), act)
        made.begun(session, number)
    with database.writing() as session:
        grouping.move(session, number, buses, [1], fibre, user=moderator, now=NOW)
        grouping.split(session, number, buses, [2], "Harbour", user=moderator, now=NOW)
    with database.reading() as session:
        (one,) = writing.options(session, number)
        assert [link.suggestion.number for link in one.behind] == [1, 2, 3]


def test_two_at_once(database: Database, number: int, moderator: User) -> None:
    """Who changes what has changed since is told, and changes nothing."""
    (buses, seen), (fibre, _) = _ids(database, number)
    with database.writing() as session:
        grouping.move(session, number, buses, [1], None, user=moderator, now=NOW)
    before = _groups(database, number)
    with pytest.raises(AlreadyDoneError), database.writing() as session:
        grouping.accept(session, number, buses, "Buses", Act(moderator, NOW, seen))
    with pytest.raises(AlreadyDoneError), database.writing() as session:
        grouping.merge(session, number, buses, fibre, Act(moderator, NOW, seen))
    with pytest.raises(AlreadyDoneError), database.writing() as session:
        grouping.move(session, number, buses, [1, 2], fibre, user=moderator, now=NOW)
    with pytest.raises(AlreadyDoneError), database.writing() as session:
        grouping.split(session, number, buses, [1], "Mine", user=moderator, now=NOW)
    assert _groups(database, number) == before


def test_nothing_of_another_consultation(database: Database, number: int, moderator: User) -> None:
    """Neither its groups nor its suggestions, whatever a form says."""
    (buses, seen), _ = _ids(database, number)
    with database.writing() as session:
        other = consultation(session, BUSES, "Another").id
        propose(session, other, moderator)
    ((far, far_seen),) = _ids(database, other)
    with database.writing() as session:
        with pytest.raises(NotThereError):
            grouping.accept(session, number, far, "x", Act(moderator, NOW, far_seen))
        with pytest.raises(NotThereError):
            grouping.merge(session, number, buses, far, Act(moderator, NOW, seen))
        with pytest.raises(NotThereError):
            grouping.move(session, number, buses, [1], far, user=moderator, now=NOW)
        with pytest.raises(AlreadyDoneError):
            grouping.move(session, number, far, [1], None, user=moderator, now=NOW)
        with pytest.raises(NotThereError):
            propose(session, 99, moderator)


def test_what_a_form_lacks(database: Database, number: int, moderator: User) -> None:
    """A name, a suggestion, another group."""
    (buses, seen), _ = _ids(database, number)
    with database.writing() as session:
        for name in ("", " ", "x" * 101):
            with pytest.raises(InvalidError):
                grouping.accept(session, number, buses, name, Act(moderator, NOW, seen))
            with pytest.raises(InvalidError):
                grouping.split(session, number, buses, [1], name, user=moderator, now=NOW)
        with pytest.raises(InvalidError):
            grouping.move(session, number, buses, [], None, user=moderator, now=NOW)
        with pytest.raises(InvalidError):
            grouping.merge(session, number, buses, buses, Act(moderator, NOW, seen))
        with pytest.raises(AlreadyDoneError):
            grouping.move(session, number, buses, [1, 999], None, user=moderator, now=NOW)
