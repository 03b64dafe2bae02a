"""Moderators: their passwords, how they sign in and out, and when they are locked out."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import secrets
from collections.abc import Sequence
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import ColumnElement, delete, or_, select
from sqlalchemy.orm import Session

from evidencebook.board import audit, words
from evidencebook.board.database import Database
from evidencebook.board.models import SignedIn, User
from evidencebook.errors import NotAllowedError, UnansweredError, UsageError

SHORTEST, LONGEST = 12, 200
# After so many wrong passwords in a row an account is locked for so long.
FAILURES = 5
LOCKED = dt.timedelta(minutes=15)
# A session ends when it is idle, and at the latest after a day's work.
IDLE, AT_MOST = dt.timedelta(hours=2), dt.timedelta(hours=12)
_HASHER = PasswordHasher()


def add(session: Session, name: str, password: str, now: dt.datetime) -> User:
    """A new account. Raises UsageError for a name that is taken or a password that is too short."""
    name = _name(name)
    if taken := session.scalar(select(User).where(User.name == name)):
        opens = "" if taken.active else " and opens it"
        raise UsageError(
            f"There is an account of that name{'' if taken.active else ', which is closed'}.",
            found=name,
            do=f"'evidencebook board user password' gives it another password{opens}",
        )
    made = User(name=name, password=_hashed(password), active=True, failures=0, created_at=now)
    session.add(made)
    audit.note(session, audit.SYSTEM, "account added", now, detail=name)
    return made


def add_closed(session: Session, name: str, now: dt.datetime) -> User:
    """An account of a name that is known from elsewhere, which nobody can sign in to.

    `set_password` opens it.
    """
    made = User(
        name=_name(name),
        password=_HASHER.hash(secrets.token_urlsafe(32)),
        active=False,
        failures=0,
        created_at=now,
    )
    session.add(made)
    audit.note(session, audit.SYSTEM, "account added, closed", now, detail=made.name)
    return made


def set_password(session: Session, name: str, password: str, now: dt.datetime) -> None:
    """Give an account another password, open it again, and end its sessions."""
    user = _user(session, name)
    user.password, user.active = _hashed(password), True
    user.failures, user.locked_until = 0, None
    session.execute(delete(SignedIn).where(SignedIn.user_id == user.id))
    audit.note(session, audit.SYSTEM, "password set", now, detail=user.name)


def close(session: Session, name: str, now: dt.datetime) -> None:
    """Let an account sign in no more; what its owner did stays."""
    user = _user(session, name)
    user.active = False
    session.execute(delete(SignedIn).where(SignedIn.user_id == user.id))
    audit.note(session, audit.SYSTEM, "account closed", now, detail=user.name)


def everyone(session: Session) -> Sequence[User]:
    """All accounts, by name."""
    return session.scalars(select(User).order_by(User.name)).all()


def sign_in(database: Database, name: str, password: str, now: dt.datetime, old: str = "") -> str:
    """Begin a session, and return the token that the browser is to hold.

    Parameters
    ----------
    database : Database
    name, password : str
    now : datetime
    old : str
        The token that the browser held before, which is worth nothing afterwards.

    Raises
    ------
    NotAllowedError
        When name or password is wrong, or the account is closed or locked; it says no more.
    """
    with database.reading() as session:
        user = session.scalar(select(User).where(User.name == words.one_line(name)))
    # Whoever asks must not learn from the time it takes whether there is such an account.
    nobody = _nobody()
    right = _is(user.password if user else nobody, password[: LONGEST + 1])
    with database.writing() as session:
        user = session.get(User, user.id, with_for_update=True) if user else None
        locked = bool(user and user.locked_until and user.locked_until > now)
        allowed = bool(user and user.active and not locked and right)
        if user and not allowed and not locked:
            _failed(session, user, now)
        if user and allowed:
            return _begin(session, user, password, now, old)
    raise NotAllowedError(
        "The name or the password is wrong, or the account is locked.",
        do=f"after {FAILURES} wrong passwords an account is locked for "
        f"{round(LOCKED.total_seconds() / 60)} minutes",
    )


def signed_in(database: Database, token: str, now: dt.datetime) -> User | None:
    """Whose session a token is; None when it has ended or never was."""
    with database.reading() as session:
        found = session.get(SignedIn, _digest(token)) if token else None
        if found is None or not _lasts(found, now):
            return None
        user, seen = found.user, found.seen_at
    if now - seen > dt.timedelta(minutes=1):
        # It is not worth waiting for, nor worth a fault.
        with contextlib.suppress(UnansweredError), database.writing(wait=0.5) as session:
            if again := session.get(SignedIn, _digest(token)):
                again.seen_at = now
    return user if user.active else None


def sign_out(session: Session, token: str) -> None:
    """End the session of a token."""
    session.execute(delete(SignedIn).where(SignedIn.token == _digest(token)))


def ended(now: dt.datetime) -> ColumnElement[bool]:
    """Which sessions have ended."""
    return or_(SignedIn.seen_at <= now - IDLE, SignedIn.created_at <= now - AT_MOST)


def _begin(session: Session, user: User, password: str, now: dt.datetime, old: str) -> str:
    user.failures, user.locked_until = 0, None
    if _HASHER.check_needs_rehash(user.password):
        user.password = _HASHER.hash(password)
    sign_out(session, old)
    session.execute(delete(SignedIn).where(SignedIn.created_at < now - AT_MOST))
    token = secrets.token_urlsafe(32)
    session.add(SignedIn(token=_digest(token), user_id=user.id, created_at=now, seen_at=now))
    audit.note(session, user.name, "signed in", now)
    return token


def _failed(session: Session, user: User, now: dt.datetime) -> None:
    user.failures += 1
    audit.note(session, user.name, "sign-in refused", now)
    if user.failures >= FAILURES:
        user.failures, user.locked_until = 0, now + LOCKED
        audit.note(session, user.name, "account locked", now)


def _lasts(found: SignedIn, now: dt.datetime) -> bool:
    return now - found.seen_at < IDLE and now - found.created_at < AT_MOST


def _user(session: Session, name: str) -> User:
    found = session.scalar(select(User).where(User.name == words.one_line(name)))
    if found is None:
        raise UsageError(
            "There is no account of that name.", found=name, do="see 'evidencebook board user list'"
        )
    return found


def _name(text: str) -> str:
    name = words.one_line(text)
    if not 1 <= len(name) <= 100:
        raise UsageError("A name has 1 to 100 characters.", found=f"{len(name)}")
    return name


def _hashed(password: str) -> str:
    if not SHORTEST <= len(password) <= LONGEST:
        raise UsageError(
            "The password is too short or too long.",
            expected=f"{SHORTEST} to {LONGEST} characters",
            found=f"{len(password)}",
        )
    return _HASHER.hash(password)


def _is(hashed: str, password: str) -> bool:
    try:
        return _HASHER.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    return _HASHER.hash(secrets.token_urlsafe(16))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
