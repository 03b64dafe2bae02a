"""Which pages of which books are read every day, and which when there is more time."""

from __future__ import annotations

from typing import Any

import pytest

from evidencebook import settings
from evidencebook.build.plan import contents

# Lancashire has most evidence; Belfast, most gaps.
BELFAST, LANCASHIRE = "N09000003", "lancashire"
SLUGS = {BELFAST: "belfast", LANCASHIRE: "lancashire"}
FRONT_DOOR = "index.html"
EVERY_DAY = ("index", "energy", "productivity", "about")


def _names() -> list[str]:
    book = contents(settings.ROOT)
    return [page.slug for page in (book.front, *book.pages)] + ["search"]


def _page(area: str, name: str, *marks: pytest.MarkDecorator) -> Any:
    return pytest.param(area, f"{SLUGS[area]}/{name}.html", marks=marks, id=f"{area}-{name}")


# For a test of each page: the area whose book must be there, and the page's path on the site.
PAGES = [
    pytest.param(BELFAST, FRONT_DOOR, id="front-door"),
    *(_page(BELFAST, name) for name in EVERY_DAY),
    *(_page(LANCASHIRE, name, pytest.mark.wide) for name in _names()),
]
each_page = pytest.mark.parametrize(("site", "path"), PAGES, indirect=["site"])
