"""What people write: kept as text, shown as text."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from evidencebook.board import words


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  one\r\ntwo\rthree  ", "one\ntwo\nthree"),
        ("a\x00b\x1b[31m", "ab[31m"),
        ("one\n\n\n\n\ntwo", "one\n\ntwo"),
        ("safe\u202etxt.exe", "safetxt.exe"),
        ("e\u0301", "é"),
        ("tab\there", "tabhere"),
    ],
)
def test_text_as_it_is_kept(written: str, kept: str) -> None:
    """Lines end alike; what does not print or turns the direction of text is left out."""
    assert words.clean(written) == kept


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("a\nb\n\nc", "<p>a<br>b</p><p>c</p>"),
        ("\"x\" onload='y' & z", "<p>\"x\" onload='y' &amp; z</p>"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("", ""),
    ],
)
def test_markup_is_text(text: str, shown: str) -> None:
    """Nothing that is written becomes an element but paragraphs and lines."""
    assert words.as_html(text) == shown


def test_addresses_become_plain_links() -> None:
    """They show where they lead; the sentence's own signs are no part of them."""
    shown = words.as_html("See (https://example.org/a?b=1&c=2), please.")
    assert shown == (
        '<p>See (<a href="https://example.org/a?b=1&amp;c=2" rel="nofollow ugc noopener">'
        "https://example.org/a?b=1&amp;c=2</a>), please.</p>"
    )


@pytest.mark.parametrize(
    "text",
    ['https://x.org/"onmouseover="alert(1)', "https://x.org/'><img src=x>", "https://x.org/<b>"],
)
def test_a_link_cannot_be_broken_out_of(text: str) -> None:
    """An address ends where a sign comes that could end the attribute."""
    shown = str(words.as_html(text))
    found = [(one.name, one.attrs) for one in BeautifulSoup(shown, "html.parser").find_all()]
    address = {"href": "https://x.org/", "rel": ["nofollow", "ugc", "noopener"]}
    assert found == [("p", {}), ("a", address)]


@pytest.mark.parametrize(
    "text",
    ["javascript:alert(1)", "https://", "data:text/html,x", "//x.org", "https://a b", "https:///x"],
)
def test_what_is_no_address(text: str) -> None:
    """It is shown as text, and no form takes it."""
    assert not words.is_link(text)
    assert "<a" not in words.link(text)


def test_addresses_are_counted() -> None:
    """Whatever their case."""
    assert words.links("https://a.org HTTP://b.org ftp://c.org") == 2


@pytest.mark.parametrize(
    "text", ["e\x00\u0301", "e\ufeff\u0301 ", "a\n\n\x00\n\nb", "\u2000a", "e \u0301"]
)
def test_what_is_clean_stays_as_it_is(text: str) -> None:
    """So that what was kept can be taken out and in."""
    once = words.clean(text)
    assert words.clean(once) == once
    line = words.one_line(text)
    assert words.one_line(line) == line
