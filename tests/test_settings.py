"""Settings: the environment, the project's .env, the defaults."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidencebook import settings


@pytest.fixture(autouse=True)
def _root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "ROOT", tmp_path)
    for key in ("EVIDENCEBOOK_DATA", "EVIDENCEBOOK_SITE"):
        monkeypatch.delenv(key, raising=False)


def test_the_defaults(tmp_path: Path) -> None:
    """Without a .env and with nothing in the environment."""
    assert (settings.data_folder(), settings.site_folder()) == (tmp_path / "data", Path("site"))


def test_the_projects_env_file(tmp_path: Path) -> None:
    """Folders are meant from the project's; comments and quotes are understood."""
    text = "# where things are\nEVIDENCEBOOK_DATA=other\nEVIDENCEBOOK_SITE='/srv/books'\n"
    (tmp_path / ".env").write_text(text)
    assert settings.data_folder() == tmp_path / "other"
    assert settings.site_folder() == Path("/srv/books")


def test_the_environment_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over the file."""
    (tmp_path / ".env").write_text("EVIDENCEBOOK_DATA=other\n")
    monkeypatch.setenv("EVIDENCEBOOK_DATA", "mine")
    assert settings.data_folder() == Path("mine")
