"""What the theme leaves broken is mended in every page."""

from __future__ import annotations

from pathlib import Path

from evidencebook.build import theme

PAGE = """<!DOCTYPE html>
<html lang="en-GB" data-content_root="./" >
<head>
<meta name="viewport" content="width=device-width" /><meta name="viewport" content="two" />
<title>A page</title>
<meta name="viewport" content="three"/>
</head>
<body>
<header id="pst-header" class="bd-header"><div><button class="primary-toggle">1</button></div>
</header>
<button class="primary-toggle" title="Toggle primary sidebar">2</button>
</body>
</html>
"""


def test_the_button_that_is_seen_is_the_first_of_its_kind() -> None:
    """The shell of the header stays, empty."""
    page = theme.mended(PAGE)
    assert page.count("primary-toggle") == 1 and ">2<" in page
    assert '<header id="pst-header" class="bd-header"></header>' in page


def test_buttons_say_what_they_do() -> None:
    """In a reader's words, not the theme's."""
    assert '<button class="primary-toggle" title="Contents of the book">2<' in theme.mended(PAGE)


def test_a_page_says_once_how_wide_it_is_and_is_light_by_default() -> None:
    """The rest of it stays as it was; mending twice changes nothing more."""
    page = theme.mended(PAGE)
    assert page.count("viewport") == 1 and 'content="width=device-width"' in page
    assert '<html data-theme="light" lang="en-GB"' in page
    assert "<title>A page</title>" in page
    assert theme.mended(page) == page


def test_a_pressed_button_keeps_the_keyboard(tmp_path: Path) -> None:
    """The theme's script no longer takes it away, and does all else that it did."""
    scripts = tmp_path / "_static" / "scripts"
    scripts.mkdir(parents=True)
    taken = 't&&t.addEventListener("click",(()=>{t.blur()}),!0)'
    (scripts / "sphinx-book-theme.js").write_text(f"before();const t=one();{taken};after();")
    (tmp_path / "index.html").write_text(PAGE)
    theme.mend(tmp_path)
    assert (scripts / "sphinx-book-theme.js").read_text() == "before();const t=one();t;after();"
    assert (tmp_path / "index.html").read_text() == theme.mended(PAGE)
