"""axe-core finds nothing against WCAG 2.0, 2.1 or 2.2, level A or AA."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from browser.pages import each_page
from browser.reader import SCHEMES, WIDTHS, Reader, open_details

if TYPE_CHECKING:
    from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
CONTRAST = ["color-contrast", "link-in-text-block"]
# Contrast is reckoned for each text there is, slowly: of a table's rows, which are alike but for
# stripes, four are enough; drawings are read as pictures, and their colours tested elsewhere.
FEWER_ROWS = """document.querySelectorAll('tbody > tr:nth-child(n + 5)').forEach(
    row => row.remove())"""
RUN = """([context, options]) =>
    axe.run(context, {...options, preload: false}).then(found => found.violations)"""


def violations(page: Page, rules: dict[str, Any], context: Any = None) -> list[str]:
    """What axe-core has against a page as it now stands: rule, element, its HTML, and why."""
    from axe_playwright_python.base import AXE_SCRIPT

    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(AXE_SCRIPT)
    options = {**rules, "resultTypes": ["violations"]}
    return [
        f"{rule['id']}: {node['target']} {node['html'][:240]} {_why(node)}"
        for rule in page.evaluate(RUN, [context or {"include": [["html"]]}, options])
        for node in rule["nodes"]
    ]


def structure(page: Page) -> list[str]:
    """Every rule of the levels, without those of contrast."""
    rules: dict[str, Any] = {one: {"enabled": False} for one in CONTRAST}
    rules["target-size"] = {"enabled": True}
    return violations(page, {"runOnly": {"type": "tag", "values": TAGS}, "rules": rules})


def contrast(page: Page) -> list[str]:
    """The rules of contrast, for text outside drawings."""
    asked = {"runOnly": {"type": "rule", "values": CONTRAST}}
    return violations(page, asked, {"exclude": [["svg"]]})


def _why(node: dict[str, Any]) -> str:
    checks = [*node["any"], *node["all"], *node["none"]]
    return "; ".join(str(check["message"]) for check in checks)


def _resized(page: Page, width: int) -> Page:
    page.set_viewport_size({"width": width, "height": 800})
    return page


@each_page
def test_no_rule_is_broken(read: Reader, path: str) -> None:
    """At three widths, folded and unfolded."""
    page = read.open(path)
    found = [f"{path}: {one}" for one in structure(page)]
    open_details(page)
    for width in WIDTHS:
        found += [f"{path}, {width} px: {one}" for one in structure(_resized(page, width))]
    assert not found, "\n".join(found)


@each_page
@pytest.mark.parametrize("scheme", SCHEMES)
def test_text_stands_out(read: Reader, path: str, scheme: str) -> None:
    """In light and dark, at three widths, all unfolded."""
    page = read.open(path, scheme=scheme)
    open_details(page)
    page.evaluate(FEWER_ROWS)
    found: list[str] = []
    for width in WIDTHS:
        found += [f"{path}, {width} px: {one}" for one in contrast(_resized(page, width))]
    assert not found, "\n".join(found)


def test_the_rules_are_at_work(read: Reader) -> None:
    """A faint text, a field without a name and small targets do not pass."""
    page = read.open("belfast/about.html")
    page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('afterbegin',"
        ' \'<p style="color: #ccc; background: #fff">Faint</p><input type=text>'
        '<button style="all: unset; font-size: 9px">a</button>'
        '<button style="all: unset; font-size: 9px">b</button>\')'
    )
    assert {one.partition(":")[0] for one in structure(page)} >= {"label", "target-size"}
    assert "color-contrast" in {one.partition(":")[0] for one in contrast(page)}
