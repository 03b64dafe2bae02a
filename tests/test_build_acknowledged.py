"""What an editor has said about flipped claims: Highland's of March and June 2026."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidencebook.build import acknowledged
from evidencebook.build.changes import Changes, of_folders
from evidencebook.build.collect import Record
from evidencebook.build.past import opened
from evidencebook.errors import BuildError

PAIR = Path(__file__).parent / "data" / "editions"
APPRENTICES, BROADBAND = "workforce.apprenticeships", "digital.slow-spread"


@pytest.fixture(scope="module")
def changes() -> Changes:
    """The real pair's changes: two claims flipped."""
    return of_folders(PAIR / "march", PAIR / "june")


@pytest.fixture(scope="module")
def blocks() -> list[Record]:
    """The blocks of June."""
    return opened(PAIR / "june").blocks()


def write(data: Path, text: str) -> Path:
    """A strategy's file of Highland."""
    path = acknowledged.strategy_file(data, "highland")
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return path


def test_no_file_acknowledges_nothing(tmp_path: Path) -> None:
    """Nor does one that is about other things."""
    assert acknowledged.acknowledged(tmp_path, "highland") == ()
    write(tmp_path, "priorities: [skills]\n")
    assert acknowledged.acknowledged(tmp_path, "highland") == ()


def test_what_is_refused_says_what_to_write_and_that_is_enough(
    changes: Changes, blocks: list[Record], tmp_path: Path
) -> None:
    """The lines of the error, in the file, let the same claims pass."""
    path = acknowledged.strategy_file(tmp_path, "highland")
    with pytest.raises(BuildError) as refused:
        acknowledged.refuse_unacknowledged(changes, blocks, {}, path)
    said = str(refused.value)
    assert "2 claims are no longer true as they were said" in said
    assert APPRENTICES in said and BROADBAND in said and str(path) in said
    write(tmp_path, said[said.index("    acknowledged:") :].replace("note: ''", "note: Seen."))
    known = acknowledged.acknowledged(tmp_path, "highland")
    noted = acknowledged.notes(changes, blocks, known)
    assert noted == {APPRENTICES: "Seen.", BROADBAND: "Seen."}
    acknowledged.refuse_unacknowledged(changes, blocks, noted, path)


def test_a_claim_that_changes_again_must_be_seen_again(
    changes: Changes, blocks: list[Record], tmp_path: Path
) -> None:
    """The hash is that of the claim as the editor saw it."""
    entry = "acknowledged:\n- claim: workforce.apprenticeships\n  hash: '00000000'\n"
    path = write(tmp_path, entry)
    known = acknowledged.acknowledged(tmp_path, "highland")
    assert acknowledged.notes(changes, blocks, known) == {}
    with pytest.raises(BuildError, match="2 claims"):
        acknowledged.refuse_unacknowledged(changes, blocks, {}, path)


@pytest.mark.parametrize(
    "text",
    [
        "acknowledged: {",
        "acknowledged: some words",
        "acknowledged: [{claim: alpha.a, hush: '12345678'}]",
        "acknowledged: [{claim: alpha.a}]",
        "acknowledged: [{claim: alpha.a, hash: 12345678}]",
        "acknowledged: [{claim: alpha.a, hash: '1234'}]",
    ],
)
def test_a_file_that_cannot_be_read(tmp_path: Path, text: str) -> None:
    """Its name, and what was found in it."""
    path = write(tmp_path, text)
    with pytest.raises(BuildError, match="cannot be read") as failed:
        acknowledged.acknowledged(tmp_path, "highland")
    assert str(path) in str(failed.value)
