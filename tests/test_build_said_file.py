"""A file of comments may come from anyone."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from said_samples import spoken

from evidencebook.build import said_file
from evidencebook.errors import BuildError

Said = dict[str, Any]


def test_what_was_written_is_read(tmp_path: Path) -> None:
    """All of it, byte for byte."""
    path = tmp_path / "comments.json"
    path.write_text(spoken(3).text, encoding="utf-8")
    found = said_file.opened(path)
    assert found == spoken(3)
    assert found.text == path.read_text(encoding="utf-8")


def test_a_file_of_an_older_version() -> None:
    """It does not tell whether something was removed from a response: nothing was."""
    said = json.loads(spoken().text)
    for one in said["comments"][0]["responses"]:
        del one["redacted"]
    assert said_file.parsed(json.dumps(said)) == spoken()


def _set(*keys: Any, to: Any) -> Callable[[Said], None]:
    def change(said: Said) -> None:
        for key in keys[:-1]:
            said = said[key]
        said[keys[-1]] = to

    return change


FIRST = ("comments", 0)
WRONG = {
    "another format": _set("format", to=2),
    "something else": _set("more", to=1),
    "a field too many": _set(*FIRST, "email", to="ann@example.org"),
    "no kind": _set(*FIRST, "kind", to="insult"),
    "no outcome": _set(*FIRST, "responses", 0, "outcome", to="won"),
    "no date": _set(*FIRST, "date", to="yesterday"),
    "no day of a release": _set(*FIRST, "released", to="June"),
    "no block": _set(*FIRST, "block", to="../alpha"),
    "no hash": _set(*FIRST, "hash", to="<b>"),
    "no edition": _set(*FIRST, "edition", to="../../etc"),
    "no edition of a change": _set(*FIRST, "responses", 0, "edition", to="<b>"),
    "no text": _set(*FIRST, "text", to=None),
    "no number": _set(*FIRST, "id", to="1"),
    "a number twice": _set(*FIRST, "id", to=2),
    "yes for a number": _set(*FIRST, "id", to=True),
    "no evidence": _set("evidence", to=[]),
    "cells of numbers": _set("evidence", 0, "rows", to=[[1, 2]]),
    "no figures": _set("figures", to={}),
    "text for a figure": _set("figures", "received", to="many"),
    "no list": _set("comments", to={"a": 1}),
    "nothing for a comment": _set("comments", to=[None]),
}


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG.keys())
def test_what_is_not_as_it_should_be(change: Callable[[Said], None]) -> None:
    """Is refused, and the error says where."""
    said = json.loads(spoken().text)
    change(said)
    with pytest.raises(BuildError, match="What was said of the book cannot be read") as refused:
        said_file.parsed(json.dumps(said), where="a file")
    assert refused.value.where == "a file"


@pytest.mark.parametrize("text", ["", "[]", "null", "{", "[" * 100_000])
def test_what_is_no_such_file(text: str) -> None:
    """Is refused too, however it is broken."""
    with pytest.raises(BuildError):
        said_file.parsed(text)


def test_a_reply_to_a_reply() -> None:
    """Is refused: replies are one level deep."""
    said = json.loads(spoken().text)
    (reply,) = said["comments"][0]["replies"]
    reply["replies"] = [{**reply, "id": 99}]
    with pytest.raises(BuildError, match="one level deep"):
        said_file.parsed(json.dumps(said))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """Is named."""
    with pytest.raises(BuildError, match="cannot be read"):
        said_file.opened(tmp_path / "none.json")
