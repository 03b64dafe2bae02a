"""The commands about chapters."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Run

from evidencebook import settings


def test_chapters_are_checked(run: Run) -> None:
    """The project's own have nothing to find; an unknown name is wrong use."""
    assert run("chapter", "check", "productivity") == (0, "Nothing to find fault with.\n", "")
    code, _, err = run("chapter", "check", "nothing")
    assert code == 2
    assert "productivity" in err


def test_a_chapter_is_begun_checked_and_tidied(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """New says what to do next; check exits 1 until it is written."""
    monkeypatch.setenv("EVIDENCEBOOK_DATA", str(settings.data_folder()))
    monkeypatch.setattr(settings, "ROOT", tmp_path)
    (tmp_path / "chapters").mkdir()
    toc = "root: book/index\nparts:\n- chapters:\n  - file: chapters/visitors\n"
    (tmp_path / "_toc.yml").write_text(toc.replace("visitors", "energy"))
    code, out, _ = run("chapter", "new", "visitors", "--title", "Visitors")
    assert code == 0
    for part in ("make lab", "chapter check visitors", "--chapters visitors", "'To write:'"):
        assert part in out
    code, out, err = run("chapter", "check", "visitors")
    assert code == 1
    assert out.splitlines()[0].startswith("chapters/visitors.ipynb, cell 1 (title), line 3: ")
    assert err == "5 findings.\n"
    assert run("chapter", "tidy", "visitors")[:2] == (0, "visitors: nothing to do\n")
    assert run("chapter", "new", "visitors")[0] == 2
    assert run("chapter", "new", "Not a slug")[0] == 2
