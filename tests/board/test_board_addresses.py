"""E-mail addresses: the form takes those that a message can be sent to, and no other."""

from __future__ import annotations

import pytest

from board.samples import FILLED
from evidencebook.board import comments
from evidencebook.board.addresses import address
from evidencebook.errors import InvalidError


@pytest.mark.parametrize(
    "text",
    [
        "ann@example.org\nBcc: all@example.org",
        "ann@example.org\r\n\r\nBuy!",
        "ann@example.org, all@example.org",
        "ann@example.org>, <all@example.org",
        "Ann <ann@example.org>",
        "änn@example.org",
        "ann@" + "x" * 64 + ".org",
        "ann@exa\u2028mple.org",
        'a"nn@example.org',
        "ann@example..org",
        "ann@example.org.",
        "ann@[1.2",
        "ann@[192.0.2.1]",
        "ann@-example.org",
        "ann@ex_ample.org",
        ".a@example.org",
        "a.@example.org",
        "a..b@example.org",
        "a(b)@example.org",
        "a@b@example.org",
        "x" * 65 + "@example.org",
        "a@" + "b." * 200_000 + "org",
        "ann@example",
        "ann",
        "@example.org",
        "",
    ],
)
def test_what_is_none(text: str) -> None:
    """Whatever is no plain address, or one that not every server can write to."""
    with pytest.raises(InvalidError) as raised:
        address(text)
    assert list(raised.value.fields) == ["email"]


@pytest.mark.parametrize("text", ["änn@example.org", "ann@example..org", "ann@[1.2"])
def test_the_form_asks_for_the_same(text: str) -> None:
    """So that nobody waits for a message that can never be sent."""
    with pytest.raises(InvalidError) as raised:
        comments.draft({**FILLED, "email": text})
    assert list(raised.value.fields) == ["email"]
    assert "leave it out" in raised.value.fields["email"]


@pytest.mark.parametrize(
    "text", ["ann@example.org", "Ann.O'Hara+board@mail.example.co.uk", "a_b-c@1.xn--p1ai"]
)
def test_what_is_one(text: str) -> None:
    """As people have them."""
    assert address(text).addr_spec == text
    assert comments.draft({**FILLED, "email": text}).email == text


def test_a_domain_beyond_ascii() -> None:
    """It is written as mail servers know it."""
    assert address("ann@bücher.example").addr_spec == "ann@xn--bcher-kva.example"
