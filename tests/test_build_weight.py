"""A website is cut to what its pages use."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from evidencebook.build import weight

USED = frozenset({"card", "open", "main"})


@pytest.mark.parametrize(
    ("sheet", "kept"),
    [
        (".card{color:red}", ".card{color:red}"),
        (".other{color:red}", ""),
        (".card,.other{color:red}", ".card{color:red}"),
        ("#main .card > p{a:b}", "#main .card > p{a:b}"),
        (".card .other{a:b}", ""),
        ("p:not(.other){a:b}", "p:not(.other){a:b}"),
        (':is(.other, p) a[href$=".pdf"]{a:b}', ':is(.other, p) a[href$=".pdf"]{a:b}'),
        ("@media print{.card{a:b}.other{a:b}}", "@media print{.card{a:b}}"),
        ("@media print{.other{a:b}}", ""),
        ("/* .x{ */.card{content:'}'}", ".card{content:'}'}"),
        ('@import "../a.css";', '@import "../a.css";'),
        ("@font-face{font-family:a}", "@font-face{font-family:a}"),
        ("@keyframes turn{to{a:b}}", ""),
        ("@keyframes turn{to{a:b}}.card{animation:turn}", None),
        (".card{}", ""),
    ],
)
def test_rules_for_what_is_not_there_go(sheet: str, kept: str | None) -> None:
    """Every class and id of a selector must be in use; what is in brackets is left alone."""
    expected = kept if kept is not None else ".card{animation:turn}"
    made = weight.cut_sheet(sheet, USED)
    assert expected in made if kept is None else made.strip() == expected


def test_custom_properties_that_nothing_asks_for_go() -> None:
    """Also those whose value holds a semicolon or a brace."""
    sheet = ":root{--a:1;--b:url(\"data:x;{}\");color:red;--c: 'x;y'}"
    assert weight.without_unused(sheet, {"--b"}) == ':root{--b:url("data:x;{}");color:red;}'


def test_no_script_of_a_page_blocks_or_stands_in_it() -> None:
    """But for the choice of light or dark, which comes before the first paint."""
    page = (
        "<head><script>inline()</script>"
        '<script src="_static/doctools.js?v=1"></script><script src="_static/own.js"></script>'
        '<link rel="preload" as="script" href="x.js" />'
        '<script src="_static/mode.js"></script></head>'
    )
    made = weight.lightened(page, "alpha.html")
    assert re.findall(r"<script[^>]*>", made) == [
        '<script src="_static/mode.js">',
        '<script defer src="_static/own.js">',
    ]
    assert "inline" not in made and "preload" not in made
    assert "doctools" in weight.lightened(page, "search.html")


def test_names_come_from_pages_and_scripts() -> None:
    """A script may set a class that no page has yet."""
    found = weight.names_in(['<p class="a b" id="c">'], ['x.classList.add("is-open")'])
    assert {"a", "b", "c", "is-open"} <= found


def test_a_website(tmp_path: Path) -> None:
    """Scripts that no page needs go, and so do rules; the book's own sheet stays whole."""
    static = tmp_path / "_static"
    static.mkdir()
    (static / "documentation_options.js").write_text("const DOCUMENTATION_OPTIONS = {};")
    (static / "theme.css").write_text(".x{a:b}.card{a:b}")
    (static / "evidencebook.css").write_text(".x{a:b}")
    page = '<head></head><p class="card"></p><script defer src="_static/scripts/bootstrap.js">'
    (tmp_path / "index.html").write_text(f"{page}</script>")
    weight.lighten(tmp_path)
    assert (static / "theme.css").read_text() == ".card{a:b}"
    assert (static / "evidencebook.css").read_text() == ".x{a:b}"
    assert "bootstrap" not in (tmp_path / "index.html").read_text()
    assert "pagename" in (static / "documentation_options.js").read_text()
