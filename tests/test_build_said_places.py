"""Where in a page what was said stands, and how it is taken out."""

from __future__ import annotations

from evidencebook.build import said_places as places

PAGE = f"<p>a</p>{places.mark('alpha.trend')}<p>b</p>{places.mark('alpha.other')}"


def test_what_is_told_stands_at_its_place() -> None:
    """Nothing stands where nothing is told."""
    made = places.put(PAGE, lambda block: "<p>said</p>" if block == "alpha.trend" else "")
    assert made.replace("<!-- said-from --><p>said</p><!-- said-to -->", "") == PAGE
    assert made.index("said</p>") < made.index("<p>b</p>")


def test_taken_out_the_page_is_as_without() -> None:
    """Byte for byte."""
    made = places.put(PAGE, lambda block: f"<p>\n{block}</p>")
    assert places.without(made) == places.without(PAGE) == PAGE


def test_an_earlier_edition_says_where_it_is() -> None:
    """On its page of all that was said."""
    page = f"<h1>x</h1>{places.mark(places.ALL)}"
    made = places.without(places.put(page, lambda _: "<p>Ann Example</p>"))
    assert "with the newest edition alone" in made and "Ann" not in made
