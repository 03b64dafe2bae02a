"""Members of the panel: invited by name, let in by an address of their own."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from board import option_samples as made
from board.samples import NOW
from evidencebook.board import audit
from evidencebook.board.database import Database
from evidencebook.board.options import panel
from evidencebook.board.options.models import Member
from evidencebook.errors import InvalidError, NotThereError


def test_an_address_lets_in_until_it_is_closed_or_renewed(database: Database) -> None:
    """A new one ends the old one, and opens what was closed."""
    with database.writing() as session:
        number = made.consultation(session)
        member, first = panel.invite(session, number, "  Ann   Example ", actor="Mo", now=NOW)
        assert member.name == "Ann Example"
        assert panel.by_token(session, first).id == member.id
        panel.close(session, number, member.id, actor="Mo", now=NOW)
        with pytest.raises(NotThereError):
            panel.by_token(session, first)
        _, second = panel.renew(session, number, member.id, actor="Mo", now=NOW)
        assert panel.by_token(session, second, lock=True).id == member.id
        with pytest.raises(NotThereError):
            panel.by_token(session, first)


def test_neither_token_nor_name_is_kept_in_the_open(database: Database) -> None:
    """Of the token the hash is kept; the log names members by number."""
    with database.writing() as session:
        number = made.consultation(session)
        member, token = panel.invite(session, number, "Ann Example", actor="Mo", now=NOW)
        panel.renew(session, number, member.id, actor="Mo", now=NOW)
        panel.close(session, number, member.id, actor="Mo", now=NOW)
        assert token not in session.scalars(select(Member.token)).all()
        lines = audit.lines(session)
    assert [one.action for one in lines] == [
        "member's address closed",
        "member's address renewed",
        "member invited",
    ]
    assert {one.detail for one in lines} == {f"consultation {number}, member {member.id}"}


@pytest.mark.parametrize("token", ["", "x", "é" * 43, "A" * 43, "../../etc/passwd", "A" * 5000])
def test_no_other_token_lets_in(database: Database, token: str) -> None:
    """Whatever it looks like."""
    with database.writing() as session:
        number = made.consultation(session)
        made.member(session, number, "Ann")
        with pytest.raises(NotThereError):
            panel.by_token(session, token)


def test_names_that_are_refused(database: Database) -> None:
    """None, one that is too long, one that is taken; another consultation may have it."""
    with database.writing() as session:
        number, other = made.consultation(session), made.consultation(session, slug="other")
        made.member(session, number, "Ann")
        for name in ("", " ", "A" * 101, "Ann"):
            with pytest.raises(InvalidError):
                panel.invite(session, number, name, actor="Mo", now=NOW)
        made.member(session, other, "Ann")


def test_a_panel_has_its_limit(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is invited to a full one."""
    monkeypatch.setattr(panel, "AT_MOST", 1)
    with database.writing() as session:
        number = made.consultation(session)
        made.member(session, number, "Ann")
        with pytest.raises(InvalidError):
            panel.invite(session, number, "Ben", actor="Mo", now=NOW)


def test_members_of_another_consultation(database: Database) -> None:
    """They are neither renewed nor closed nor found by name from here."""
    with database.writing() as session:
        number, other = made.consultation(session), made.consultation(session, slug="other")
        member, token = made.member(session, other, "Ann")
        for deed in (panel.renew, panel.close):
            with pytest.raises(NotThereError):
                deed(session, number, member, actor="Mo", now=NOW)
        with pytest.raises(NotThereError):
            panel.by_name(session, number, "Ann")
        assert panel.by_name(session, other, "Ann").id == member
        assert panel.by_token(session, token).id == member
