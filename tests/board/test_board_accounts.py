"""Moderators: accounts, passwords, sessions, lock-out; and how often one address may try."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from board.conftest import PASSWORD
from board.samples import NOW
from evidencebook.board import accounts, audit, limits
from evidencebook.board.database import Database
from evidencebook.board.models import Attempt, SignedIn, User
from evidencebook.errors import NotAllowedError, TooOftenError, UsageError


def test_a_password_is_kept_as_a_hash(database: Database, moderator: User) -> None:
    """By argon2id, with a salt."""
    assert moderator.password.startswith("$argon2id$")
    with database.reading() as session:
        assert [one.name for one in accounts.everyone(session)] == ["Mo"]


@pytest.mark.parametrize(
    ("name", "password"),
    [("Mo", PASSWORD), ("", PASSWORD), ("x" * 101, PASSWORD), ("New", "short"), ("New", "x" * 201)],
)
def test_accounts_that_are_refused(
    database: Database, moderator: User, name: str, password: str
) -> None:
    """A name that is taken or none, a password that is too short or too long."""
    with pytest.raises(UsageError), database.writing() as session:
        accounts.add(session, name, password, NOW)


def test_signing_in(database: Database, moderator: User) -> None:
    """The token is kept as a hash, and is worth nothing after signing out."""
    token = accounts.sign_in(database, " Mo ", PASSWORD, NOW)
    with database.reading() as session:
        assert token not in session.scalars(select(SignedIn.token)).all()
    found = accounts.signed_in(database, token, NOW)
    assert found and found.name == "Mo"
    with database.writing() as session:
        accounts.sign_out(session, token)
    assert accounts.signed_in(database, token, NOW) is None


@pytest.mark.parametrize("token", ["", "x", "' OR '1'='1", "\x00"])
def test_no_other_token_will_do(database: Database, moderator: User, token: str) -> None:
    """Whatever is tried."""
    accounts.sign_in(database, "Mo", PASSWORD, NOW)
    assert accounts.signed_in(database, token, NOW) is None


def test_signing_in_again_renews_the_session(database: Database, moderator: User) -> None:
    """A token that someone knew before is worth nothing."""
    old = accounts.sign_in(database, "Mo", PASSWORD, NOW)
    new = accounts.sign_in(database, "Mo", PASSWORD, NOW, old)
    assert new != old
    assert accounts.signed_in(database, old, NOW) is None
    assert accounts.signed_in(database, new, NOW)


def test_a_session_ends(database: Database, moderator: User) -> None:
    """When it is idle, or has lasted a day's work."""
    token = accounts.sign_in(database, "Mo", PASSWORD, NOW)
    assert accounts.signed_in(database, token, NOW + accounts.IDLE) is None
    at = NOW
    while at < NOW + accounts.AT_MOST:
        assert accounts.signed_in(database, token, at)
        at += timedelta(hours=1)
    assert accounts.signed_in(database, token, at) is None


@pytest.mark.parametrize("name", ["Mo", "nobody"])
def test_a_wrong_password(database: Database, moderator: User, name: str) -> None:
    """The same answer whether there is such an account or not."""
    with pytest.raises(NotAllowedError) as raised:
        accounts.sign_in(database, name, "another password", NOW)
    assert str(raised.value).startswith("The name or the password is wrong, or")


def test_an_account_is_locked_for_a_while(database: Database, moderator: User) -> None:
    """After five wrong passwords also the right one is refused, until a quarter of an hour on."""
    for _ in range(accounts.FAILURES):
        with pytest.raises(NotAllowedError):
            accounts.sign_in(database, "Mo", "another password", NOW)
    with pytest.raises(NotAllowedError):
        accounts.sign_in(database, "Mo", PASSWORD, NOW)
    assert accounts.sign_in(database, "Mo", PASSWORD, NOW + accounts.LOCKED)
    with database.reading() as session:
        assert "account locked" in [line.action for line in audit.lines(session)]


def test_another_password_ends_all_sessions(database: Database, moderator: User) -> None:
    """And the old one is worth nothing."""
    token = accounts.sign_in(database, "Mo", PASSWORD, NOW)
    with database.writing() as session:
        accounts.set_password(session, "Mo", "quite another password", NOW)
    assert accounts.signed_in(database, token, NOW) is None
    with pytest.raises(NotAllowedError):
        accounts.sign_in(database, "Mo", PASSWORD, NOW)
    assert accounts.sign_in(database, "Mo", "quite another password", NOW)


def test_a_closed_account(database: Database, moderator: User) -> None:
    """It signs in no more, until it is given a password."""
    token = accounts.sign_in(database, "Mo", PASSWORD, NOW)
    with database.writing() as session:
        accounts.close(session, "Mo", NOW)
    assert accounts.signed_in(database, token, NOW) is None
    with pytest.raises(NotAllowedError):
        accounts.sign_in(database, "Mo", PASSWORD, NOW)
    with pytest.raises(UsageError), database.writing() as session:
        accounts.close(session, "nobody", NOW)


def test_one_address_may_not_try_for_ever(database: Database) -> None:
    """What was tried is forgotten after a day."""

    def attempt(who: str, after: timedelta) -> None:
        with database.writing() as session:
            limits.count(session, "x", who, NOW + after, most=3, within=timedelta(hours=1))

    for minute in range(3):
        attempt("a", timedelta(minutes=minute))
    with pytest.raises(TooOftenError, match="try again in 60 minutes"):
        attempt("a", timedelta(minutes=3))
    attempt("b", timedelta(minutes=3))
    attempt("a", timedelta(hours=1, seconds=1))
    attempt("a", timedelta(days=2))
    with database.reading() as session:
        assert len(session.scalars(select(Attempt)).all()) == 1
