"""Forms are signed: none is forged, aged or sent as another."""

from __future__ import annotations

from datetime import timedelta

import pytest

from board.samples import NOW
from evidencebook.board.database import Database
from evidencebook.board.signing import LASTS, Signer, signer
from evidencebook.errors import NotAllowedError

SIGNER = Signer(b"a secret")


def test_a_form_says_what_it_is_about() -> None:
    """And has a number of its own."""
    one, two = (SIGNER.sign("comment", NOW, {"block": "energy.x"}) for _ in range(2))
    said = SIGNER.opened("comment", one, NOW)
    assert said["block"] == "energy.x"
    assert said["form"] != SIGNER.opened("comment", two, NOW)["form"]


@pytest.mark.parametrize("change", ["", "x", ".", "x.y", "é.ü", "{token}x", "x{token}", "\x00"])
def test_a_forged_form_is_refused(change: str) -> None:
    """Whatever is changed in it."""
    token = SIGNER.sign("comment", NOW)
    with pytest.raises(NotAllowedError):
        SIGNER.opened("comment", change.format(token=token), NOW)


def test_a_form_for_something_else_is_refused() -> None:
    """As is one that another board signed."""
    token = SIGNER.sign("sign-in", NOW)
    for other, purpose in ((SIGNER, "comment"), (Signer(b"another"), "sign-in")):
        with pytest.raises(NotAllowedError):
            other.opened(purpose, token, NOW)


@pytest.mark.parametrize("after", [LASTS + timedelta(seconds=1), timedelta(minutes=-2)])
def test_a_form_lasts_for_half_a_day(after: timedelta) -> None:
    """Nor may it come from the future."""
    with pytest.raises(NotAllowedError):
        SIGNER.opened("comment", SIGNER.sign("comment", NOW), NOW + after)


def test_the_secret_is_made_once(database: Database) -> None:
    """And kept with the comments, for all processes that serve the board."""
    token = signer(database).sign("comment", NOW)
    assert signer(database).opened("comment", token, NOW)
