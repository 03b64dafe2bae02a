"""Settings: the environment, the project's .env, the defaults."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidencebook import settings
from evidencebook.errors import SettingsError


@pytest.fixture(autouse=True)
def _root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "ROOT", tmp_path)
    addresses = [f"EVIDENCEBOOK_{source}_URL" for source in settings.ADDRESSES]
    for key in ("EVIDENCEBOOK_DATA", "EVIDENCEBOOK_SITE", "EVIDENCEBOOK_CACHE", *addresses):
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


def test_the_cache_is_in_the_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unless it is said to be elsewhere."""
    assert settings.cache_folder() == tmp_path / ".cache"
    monkeypatch.setenv("EVIDENCEBOOK_CACHE", "/srv/cache")
    assert settings.cache_folder() == Path("/srv/cache")


def test_a_publisher_says_who_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In lines of text, of the file or the environment; nothing is made up."""
    for key in settings.PUBLISHER.values():
        monkeypatch.delenv(key, raising=False)
    assert set(settings.publisher().values()) == {""}
    (tmp_path / ".env").write_text("EVIDENCEBOOK_PUBLISHER='Burnley  Council'\n")
    monkeypatch.setenv("EVIDENCEBOOK_STATEMENT_REVIEWED", "2026-06-30")
    found = settings.publisher()
    assert (found["name"], found["reviewed"]) == ("Burnley Council", "2026-06-30")
    monkeypatch.setenv("EVIDENCEBOOK_PUBLISHER", "")
    assert settings.publisher()["name"] == ""


def test_the_date_of_a_review_is_a_date(monkeypatch: pytest.MonkeyPatch) -> None:
    """Anything else is refused, and named."""
    monkeypatch.setenv("EVIDENCEBOOK_STATEMENT_REVIEWED", "last summer")
    with pytest.raises(SettingsError, match="last summer"):
        settings.publisher()


@pytest.mark.parametrize("source", ["ONS_ELS", "GOVUK", "ONS_WEBSITE", "NOMIS"])
def test_addresses_are_the_publishers(source: str) -> None:
    """By default, and over a connection that proves who answers."""
    assert settings.address(source) == settings.ADDRESSES[source]
    assert settings.address(source).startswith("https://www.")


def test_another_server_may_stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Named in the file or the environment, with or without a slash at the end."""
    (tmp_path / ".env").write_text("EVIDENCEBOOK_NOMIS_URL=https://mirror.example/nomis/\n")
    assert settings.address("NOMIS") == "https://mirror.example/nomis"
    monkeypatch.setenv("EVIDENCEBOOK_NOMIS_URL", "http://127.0.0.1:8000")
    assert settings.address("NOMIS") == "http://127.0.0.1:8000"


def test_a_users_identifier_at_nomis(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """None unless it is given, in the file or the environment."""
    monkeypatch.delenv("EVIDENCEBOOK_NOMIS_UID", raising=False)
    assert settings.nomis_uid() == ""
    (tmp_path / ".env").write_text("EVIDENCEBOOK_NOMIS_UID=0x12\n")
    assert settings.nomis_uid() == "0x12"
    monkeypatch.setenv("EVIDENCEBOOK_NOMIS_UID", "0x34")
    assert settings.nomis_uid() == "0x34"


@pytest.mark.parametrize("url", ["mirror.example", "ftp://mirror.example", "https://"])
def test_what_is_no_address_is_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error names the setting."""
    monkeypatch.setenv("EVIDENCEBOOK_GOVUK_URL", url)
    with pytest.raises(SettingsError, match="EVIDENCEBOOK_GOVUK_URL"):
        settings.address("GOVUK")


def test_limits_of_chapters(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine, and how long and how much a chapter may take."""
    assert (settings.engine(), settings.chapter_megabytes()) == ("fork", 4000)
    monkeypatch.setenv("EVIDENCEBOOK_ENGINE", "papermill")
    monkeypatch.setenv("EVIDENCEBOOK_CELL_SECONDS", "1.5")
    monkeypatch.setenv("EVIDENCEBOOK_CHAPTER_SECONDS", "90")
    assert settings.engine() == "papermill"
    assert (settings.cell_seconds(), settings.chapter_seconds()) == (1.5, 90)


@pytest.mark.parametrize("text", ["0", "-1", "long", "1e3"])
def test_a_limit_that_is_none_is_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """So is an engine that there is not."""
    monkeypatch.setenv("EVIDENCEBOOK_CELL_SECONDS", text)
    monkeypatch.setenv("EVIDENCEBOOK_ENGINE", text)
    with pytest.raises(SettingsError, match="not a number above nought"):
        settings.cell_seconds()
    with pytest.raises(SettingsError, match="no such engine"):
        settings.engine()


def test_what_e_mails_need(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server by host and port; who they come from and go to; for how long addresses are kept."""
    for key in ("SMTP", "SMTP_USER", "MODERATORS_EMAIL", "MAIL_FROM", "EMAIL_DAYS", "CONTACT"):
        monkeypatch.delenv(f"EVIDENCEBOOK_{key}", raising=False)
    assert (settings.mail_server(), settings.mail_login(), settings.moderators()) == (
        None,
        None,
        [],
    )
    assert (settings.mail_from(), settings.email_days()) == ("", 365)
    monkeypatch.setenv("EVIDENCEBOOK_SMTP", "[::1]:25")
    assert settings.mail_server() == ("::1", 25)
    monkeypatch.setenv("EVIDENCEBOOK_SMTP", "mail.example.org:587")
    assert settings.mail_server() == ("mail.example.org", 587)
    monkeypatch.setenv("EVIDENCEBOOK_CONTACT", "board@example.org")
    assert settings.mail_from() == "board@example.org"
    for key, text in {"SMTP": "mail.example.org", "EMAIL_DAYS": "0"}.items():
        monkeypatch.setenv(f"EVIDENCEBOOK_{key}", text)
    for read in (settings.mail_server, settings.email_days):
        with pytest.raises(SettingsError):
            read()


def test_where_readers_find_the_books(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the board is, else on the publisher's website, else on this machine."""
    for key in settings.PUBLISHER.values():
        monkeypatch.delenv(key, raising=False)
    assert settings.site_address() == "http://127.0.0.1:8000"
    monkeypatch.setenv("EVIDENCEBOOK_WEBSITE", "our website")
    assert settings.site_address() == "http://127.0.0.1:8000"
    monkeypatch.setenv("EVIDENCEBOOK_WEBSITE", "https://example.org/books/")
    assert settings.site_address() == "https://example.org/books"
    monkeypatch.setenv("EVIDENCEBOOK_BOARD", "https://evidence.example.org/board/")
    assert settings.site_address() == "https://evidence.example.org"
