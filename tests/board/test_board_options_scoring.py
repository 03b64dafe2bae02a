"""Scoring: begun, ended, and what a member gives."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from board import option_samples as made
from board.samples import NOW
from evidencebook.board import audit
from evidencebook.board.database import Database
from evidencebook.board.options import gathering, panel, scoring
from evidencebook.board.options.models import Score
from evidencebook.board.options.scoring import Sent
from evidencebook.errors import AlreadyDoneError, InvalidError, NotAllowedError

LATER = NOW + timedelta(days=1)


def _ready(session: Session) -> tuple[int, int, int, int]:
    """A consultation, its option, a criterion, and a member, with scoring open."""
    number = made.consultation(session)
    option = made.option(session, number, "Test sites")
    effect, _ = made.criteria(session, number)
    member, _ = made.member(session, number, "Ann")
    made.begun(session, number)
    return number, option, effect, member


def _turn(session: Session, number: int, deed: str) -> None:
    scoring.turn(session, number, deed, actor="Mo", now=LATER)


def test_from_beginning_to_end(database: Database) -> None:
    """Each deed where it can be done, noted in the log."""
    with database.writing() as session:
        number, option, effect, member = _ready(session)
        found = gathering.consultation(session, number)
        assert scoring.possible(session, found) == (scoring.BACK, scoring.END)
        _turn(session, number, scoring.BACK)
        assert found.scoring_since is None and not scoring.is_open(found)
        _turn(session, number, scoring.BEGIN)
        assert found.scoring_since == LATER and scoring.is_open(found)
        made.scores(session, member, {(option, effect): 4})
        with pytest.raises(AlreadyDoneError):
            _turn(session, number, scoring.BACK)
        _turn(session, number, scoring.END)
        assert found.scoring_until == LATER and not scoring.is_open(found)
        with pytest.raises(AlreadyDoneError):
            _turn(session, number, scoring.BEGIN)
        _turn(session, number, scoring.RESUME)
        assert scoring.is_open(found)
        actions = [one.action for one in audit.lines(session)][:4]
    assert actions == ["scoring resumed", "scoring ended", "scoring begun", "scoring taken back"]


def test_a_remark_alone_keeps_the_beginning(database: Database) -> None:
    """What a member said must not come to stand under another option."""
    with database.writing() as session:
        number, option, _, member = _ready(session)
        made.remark(session, member, option, "Begin small.")
        with pytest.raises(AlreadyDoneError):
            _turn(session, number, scoring.BACK)


def test_what_it_takes_to_begin(database: Database) -> None:
    """An option and a criterion; and a deed that there is."""
    with database.writing() as session:
        number = made.consultation(session)
        with pytest.raises(InvalidError) as error:
            _turn(session, number, scoring.BEGIN)
        assert set(error.value.fields) == {"options", "name-1"}
        with pytest.raises(InvalidError):
            _turn(session, number, "burn")
        assert gathering.consultation(session, number).scoring_since is None


def test_what_a_form_holds(database: Database) -> None:
    """Points, no view and remarks, of the options and criteria that there are."""
    with database.writing() as session:
        number, option, effect, _ = _ready(session)
        found = gathering.consultation(session, number)
        form = {f"score-{option}-{effect}": "5", f"remark-{option}": " Yes.\r\n", "form": "x"}
        assert scoring.sent(form, found) == Sent({(option, effect): 5}, {option: "Yes."})
        form = {f"score-{option}-{effect}": ""}
        assert scoring.sent(form, found) == Sent({(option, effect): None}, {})
        with pytest.raises(InvalidError) as error:
            scoring.sent({f"remark-{option}": "x" * 2001}, found)
        assert list(error.value.fields) == [f"remark-{option}"]


def test_forged_forms(database: Database) -> None:
    """Options and criteria of another consultation, and points that the page does not offer."""
    with database.writing() as session:
        number, option, effect, _ = _ready(session)
        other = made.consultation(session, slug="other")
        strange = made.option(session, other, "Strange")
        foreign, _ = made.criteria(session, other)
        found = gathering.consultation(session, number)
        for field, value in (
            (f"score-{strange}-{effect}", "3"),
            (f"score-{option}-{foreign}", "3"),
            (f"remark-{strange}", "Hello."),
            *((f"score-{option}-{effect}", points) for points in ("0", "6", "-1", "4.5", "٣", "x")),
            *((field, "3") for field in ("score-", "score-1", "remark-x", f"score-{option}-²")),
            (f"score-{option}-99999999999", "3"),
        ):
            with pytest.raises(NotAllowedError):
                scoring.sent({field: value}, found)


def test_later_scores_replace_earlier_ones(database: Database) -> None:
    """What is not sent stays; no view takes a score back; a remark goes when it is emptied."""
    with database.writing() as session:
        number, option, effect, key = _ready(session)
        cost = gathering.consultation(session, number).criteria[1].id
        member = panel.by_name(session, number, "Ann")
        first = Sent({(option, effect): 4, (option, cost): None}, {option: "Soon."})
        scoring.take(session, member, first, opened=NOW, now=NOW)
        scoring.take(session, member, Sent({(option, cost): 2}, {}), opened=NOW, now=LATER)
        kept = scoring.own(member)
        assert kept == {f"score-{option}-{effect}": "4", f"score-{option}-{cost}": "2",
                        f"remark-{option}": "Soon."}  # fmt: skip
        last = Sent({(option, effect): 5, (option, cost): None}, {option: ""})
        scoring.take(session, member, last, opened=NOW, now=LATER)
    with database.reading() as session:
        assert scoring.own(panel.by_name(session, number, "Ann")) == {
            f"score-{option}-{effect}": "5"
        }
        assert [(one.points, one.at) for one in scoring.everyones(session, number)] == [(5, LATER)]
        assert scoring.given(session, number) == 1
        assert key


def test_scores_are_taken_while_scoring_is_open_alone(database: Database) -> None:
    """Neither before it begins nor after it ends."""
    with database.writing() as session:
        number, option, effect, _ = _ready(session)
        member = panel.by_name(session, number, "Ann")
        found = gathering.consultation(session, number)
        for since, until in ((None, None), (NOW, LATER)):
            found.scoring_since, found.scoring_until = since, until
            session.flush()
            with pytest.raises(AlreadyDoneError):
                scoring.take(
                    session, member, Sent({(option, effect): 4}, {}), opened=NOW, now=LATER
                )
        assert session.scalar(select(func.count(Score.id))) == 0


def test_a_page_from_before_a_new_beginning_is_refused(database: Database) -> None:
    """Options may have changed between the two."""
    with database.writing() as session:
        number, option, effect, _ = _ready(session)
        member = panel.by_name(session, number, "Ann")
        gathering.consultation(session, number).scoring_since = LATER
        session.flush()
        given = Sent({(option, effect): 4}, {})
        with pytest.raises(AlreadyDoneError, match="begun anew"):
            scoring.take(session, member, given, opened=NOW, now=LATER)
        scoring.take(session, member, given, opened=LATER, now=LATER)
        assert scoring.given(session, number) == 1
