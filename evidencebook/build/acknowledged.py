"""What an editor has said about claims that are no longer true as they were said.

``data/strategies/<area>.yml`` holds it::

    acknowledged:
      - claim: workforce.apprenticeships
        hash: '1f2e3d4c'
        note: The former fall was that of the pandemic's first year.

The hash is the beginning of that of the claim's block as it now is: should the claim change
again, an editor has to look again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from evidencebook.build.changes import Change, Changes
from evidencebook.build.collect import Record
from evidencebook.errors import BuildError

FOLDER = "strategies"
_FIELDS = {"claim", "hash", "note"}
# How many digits of a hash tell a claim's state.
DIGITS = 8


@dataclass(frozen=True)
class Acknowledged:
    """That an editor has seen what became of a claim.

    Attributes
    ----------
    claim, hash : str
        The block's id, and the first digits of its hash.
    note : str
        What readers are told; may be empty.
    """

    claim: str
    hash: str
    note: str = ""


def acknowledged(data: Path, slug: str) -> tuple[Acknowledged, ...]:
    """What the file of an area acknowledges; nothing where there is no file.

    Raises
    ------
    BuildError
        When the file cannot be read.
    """
    path = strategy_file(data, slug)
    if not path.is_file():
        return ()
    try:
        listed = (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get("acknowledged") or []
        return tuple(_entry(entry) for entry in listed)
    except (OSError, ValueError, TypeError, AttributeError, yaml.YAMLError) as error:
        raise BuildError(
            "A strategy's file cannot be read.",
            where=str(path),
            expected="a list 'acknowledged' of entries with claim, hash and, if wanted, note",
            found=f"{type(error).__name__}: {error}",
            do="correct the entry, or take it out",
        ) from error


def strategy_file(data: Path, slug: str) -> Path:
    """Where the file of an area is, if there is one."""
    return data / FOLDER / f"{slug}.yml"


def notes(
    changes: Changes, blocks: Iterable[Record], known: Sequence[Acknowledged]
) -> dict[str, str]:
    """The flipped claims that are acknowledged: id → note."""
    hashes = {block["id"]: block["hash"] for block in blocks}
    return {
        one.claim: one.note
        for change in changes.of("flipped")
        for one in known
        if one.claim == change.id and hashes[one.claim].startswith(one.hash)
    }


def refuse_unacknowledged(
    changes: Changes, blocks: Iterable[Record], noted: Mapping[str, str], path: Path
) -> None:
    """Refuse flipped claims that no editor has acknowledged.

    Raises
    ------
    BuildError
        With the lines to add to the file.
    """
    hashes = {block["id"]: block["hash"] for block in blocks}
    open_ = [change for change in changes.of("flipped") if change.id not in noted]
    if not open_:
        return
    lines = [line for change in open_ for line in _lines(change, hashes[change.id])]
    plural = len(open_) > 1
    raise BuildError(
        f"{len(open_)} claim{'s are' if plural else ' is'} no longer true as "
        f"{'they were' if plural else 'it was'} said, and nobody has acknowledged "
        f"{'them' if plural else 'it'}.",
        where=str(path),
        expected="an entry for each, so that an editor has seen what became of it",
        found=", ".join(change.id for change in open_),
        do="read 'evidencebook edition diff' or the page 'What changed' of a build without "
        "--strict, see whether the prose around each claim still holds, then add:\n\n"
        + "\n".join(["    acknowledged:", *lines]),
    )


def _lines(change: Change, digest: str) -> list[str]:
    return [f"      - claim: {change.id}", f"        hash: '{digest[:DIGITS]}'", "        note: ''"]


def _entry(entry: Any) -> Acknowledged:
    if odd := sorted(set(entry) - _FIELDS):
        raise ValueError(f"an entry knows no '{odd[0]}'")
    made = Acknowledged(**{key: value or "" for key, value in entry.items()})
    if not isinstance(made.hash, str) or len(made.hash) < DIGITS:
        raise ValueError(f"the hash of {made.claim} needs quotes, and {DIGITS} digits or more")
    return made
