"""Errors say what happened, where, what was expected and found, and what to do."""

from __future__ import annotations

import inspect

import pytest

from evidencebook import errors
from evidencebook.errors import EvidenceBookError, UsageError


def test_all_details_are_printed_in_order() -> None:
    """An error prints one line a detail."""
    error = EvidenceBookError("It broke.", where="here", expected="a", found="b", do="mend it")
    assert str(error).splitlines() == [
        "It broke.",
        "  where: here",
        "  expected: a",
        "  found: b",
        "  what to do: mend it",
    ]


def test_details_that_are_not_given_are_left_out() -> None:
    """An error with nothing but its message is one line."""
    assert str(EvidenceBookError("It broke.")) == "It broke."


def test_details_can_be_read_from_the_error() -> None:
    """Each detail is an attribute."""
    error = EvidenceBookError("It broke.", where="here", do="mend it")
    assert (error.what, error.where, error.do, error.expected) == (
        "It broke.",
        "here",
        "mend it",
        "",
    )


@pytest.mark.parametrize(
    "name", ["UnknownAreaError", "UnknownIndicatorError", "UnknownPeriodError"]
)
def test_wrong_use_exits_with_two(name: str) -> None:
    """What the user named wrongly ends with exit code 2."""
    kind = getattr(errors, name)
    assert issubclass(kind, UsageError)
    assert kind.exit_code == 2


@pytest.mark.parametrize(
    "name", ["DataError", "FetchError", "SnapshotError", "ChapterError", "BuildError"]
)
def test_failures_exit_with_one(name: str) -> None:
    """What failed ends with exit code 1."""
    assert getattr(errors, name).exit_code == 1


def test_every_error_belongs_to_the_tree_drawn_at_the_top() -> None:
    """Every class descends from the base and stands in the module's drawing."""
    for name, kind in inspect.getmembers(errors, inspect.isclass):
        assert issubclass(kind, EvidenceBookError)
        assert name in (errors.__doc__ or "")
