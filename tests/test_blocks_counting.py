"""What is counted, in words."""

from __future__ import annotations

import doctest

from evidencebook.blocks import counting


def test_the_examples_hold() -> None:
    """Those of the docstring."""
    assert doctest.testmod(counting).failed == 0
