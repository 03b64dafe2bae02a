"""What people write, as HTML."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from said_samples import ATTACKS

from evidencebook.build import plain_text


@pytest.mark.parametrize("text", ATTACKS)
def test_what_is_written_is_text(text: str) -> None:
    """It reads as it was written, and no element is in it but paragraphs, lines and links."""
    soup = BeautifulSoup(plain_text.as_html(text), "html.parser")
    assert soup.get_text() == text
    assert {one.name for one in soup.find_all()} <= {"p", "br", "a"}


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("<p>a<script>alert(1)</script></p>", "<p>a</p>"),
        ('<p onclick="x()" style="color:red" class="evb-by">a</p>', '<p class="evb-by">a</p>'),
        ('<a href="javascript:alert(1)">a</a>', "<a>a</a>"),
        ('<a href="data:text/html,x">a</a><img src="x"><form></form>', "<a>a</a>"),
        ("<svg><title>a</title></svg><iframe></iframe><!-- x -->", ""),
    ],
)
def test_the_second_wall(html: str, kept: str) -> None:
    """Whatever made it: no script, no handler, no style, no address but of the web."""
    assert plain_text.walled(html) == kept


def test_what_pages_use_passes_the_second_wall() -> None:
    """Elements, links within the book and on the web, ids and names for screen readers."""
    html = (
        '<details class="evb-comments"><summary>1 comment</summary><ol><li id="comment-1">'
        '<section aria-label="x"><a href="said.html#on-a-b">a</a> '
        '<a href="https://x.org/?a=1&amp;b" rel="nofollow ugc noopener">x</a></section></li></ol>'
        '<div role="region" tabindex="0"><table><thead><tr><th scope="col">a</th></tr></thead>'
        "</table></div></details>"
    )
    assert plain_text.walled(html) == html
