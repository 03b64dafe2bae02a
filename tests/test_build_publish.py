"""Publishing: the old edition or the new one, never half of one."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path

import pytest

from evidencebook.build import publish
from evidencebook.errors import BuildError


def _stage(folder: Path, text: str) -> Path:
    (folder / "index.html").write_text(text)
    edition = {"name": text, "edition": "e", "pdf": None}
    (folder / "edition.json").write_text(json.dumps(edition))
    return folder


def _publish(site: Path, text: str) -> Path:
    with publish.staging(site, "testshire") as folder:
        return publish.publish(_stage(folder, text), site, "testshire")


def _names(site: Path) -> list[str]:
    return sorted(path.name for path in site.iterdir())


def test_a_new_edition_takes_the_old_ones_place(tmp_path: Path) -> None:
    """Nothing else is left behind."""
    _publish(tmp_path, "old")
    target = _publish(tmp_path, "new")
    assert (target / "index.html").read_text() == "new"
    assert _names(tmp_path) == ["testshire"]


def test_without_exchange_the_old_one_is_moved_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on systems that cannot exchange two folders."""
    monkeypatch.setattr(publish, "exchange", lambda one, other: False)
    _publish(tmp_path, "old")
    _publish(tmp_path, "new")
    assert (tmp_path / "testshire" / "index.html").read_text() == "new"
    assert _names(tmp_path) == ["testshire"]


@pytest.mark.parametrize("stop", [KeyboardInterrupt, OSError(errno.EIO, "broken")])
def test_a_stop_between_the_renames_brings_the_old_one_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop: type[BaseException] | OSError
) -> None:
    """Whatever it was that stopped it."""
    _publish(tmp_path, "old")
    monkeypatch.setattr(publish, "exchange", lambda one, other: False)
    rename = os.rename

    def failing(one: Path, other: Path) -> None:
        if publish._STAGED in Path(one).name:
            raise stop
        rename(one, other)

    monkeypatch.setattr(os, "rename", failing)
    with pytest.raises(type(stop) if isinstance(stop, OSError) else stop):
        _publish(tmp_path, "new")
    assert (tmp_path / "testshire" / "index.html").read_text() == "old"
    assert _names(tmp_path) == ["testshire"]


def test_a_failure_while_staging_leaves_the_old_one(tmp_path: Path) -> None:
    """Ctrl-C half-way: the old edition is whole, and no debris is left."""
    _publish(tmp_path, "old")
    with pytest.raises(KeyboardInterrupt), publish.staging(tmp_path, "testshire") as folder:
        _stage(folder, "half")
        raise KeyboardInterrupt
    assert (tmp_path / "testshire" / "index.html").read_text() == "old"
    assert _names(tmp_path) == ["testshire"]


def test_a_full_disk_is_said(tmp_path: Path) -> None:
    """And the old edition is whole."""
    _publish(tmp_path, "old")
    with (
        pytest.raises(BuildError, match="The disk is full"),
        publish.staging(tmp_path, "testshire"),
    ):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert (tmp_path / "testshire" / "index.html").read_text() == "old"


def test_what_a_crash_left_is_cleaned(tmp_path: Path) -> None:
    """Staging folders of dead processes go; an edition that was moved aside comes back."""
    dead = 2**22 + 1
    _stage_at = tmp_path / f".staging-testshire-{dead}-0123abcd"
    _stage_at.mkdir()
    aside = tmp_path / f".old-testshire-{dead}-0123abcd"
    aside.mkdir()
    _stage(aside, "old")
    publish.clean(tmp_path)
    assert (tmp_path / "testshire" / "index.html").read_text() == "old"
    assert _names(tmp_path) == ["testshire"]


def test_a_running_builds_staging_folder_is_left_alone(tmp_path: Path) -> None:
    """Another build may be at work in the same folder."""
    other = tmp_path / f".staging-elsewhere-{os.getppid()}-0123abcd"
    other.mkdir()
    publish.clean(tmp_path)
    assert other.is_dir()


def test_a_file_in_the_books_place_is_refused(tmp_path: Path) -> None:
    """What stands there is not the tool's to replace."""
    (tmp_path / "testshire").write_text("mine")
    with publish.staging(tmp_path, "testshire") as staged, pytest.raises(BuildError, match="file"):
        publish.publish(staged, tmp_path, "testshire")
    assert (tmp_path / "testshire").read_text() == "mine"
