"""Moments as rows have them."""

from __future__ import annotations

import doctest

from evidencebook.board.exchange import checking, rows


def test_the_examples_hold() -> None:
    """Those of the docstrings."""
    assert doctest.testmod(rows).failed == doctest.testmod(checking).failed == 0
