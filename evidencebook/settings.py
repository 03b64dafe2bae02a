"""Settings, read in this one place: from the environment, else from ``.env`` in the project.

A line of ``.env`` is ``KEY=VALUE``; a folder in it is meant from the project's folder.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from pathlib import Path

from dotenv import dotenv_values

from evidencebook.errors import SettingsError

ROOT = Path(__file__).resolve().parent.parent

_DATABASE = "EVIDENCEBOOK_DATABASE_URL"
_BOARD_FILE = ROOT / "board" / "comments.sqlite3"

# Where sources are fetched from: EVIDENCEBOOK_ONS_ELS_URL and so on name another address.
ADDRESSES = {
    "ONS_ELS": "https://www.ons.gov.uk/explore-local-statistics",
    "GOVUK": "https://www.gov.uk",
    "ONS_WEBSITE": "https://www.ons.gov.uk",
    "NOMIS": "https://www.nomisweb.co.uk",
}

# What a publisher says of itself, each a line of text that readers see.
PUBLISHER = {
    "name": "EVIDENCEBOOK_PUBLISHER",
    "contact": "EVIDENCEBOOK_CONTACT",
    "website": "EVIDENCEBOOK_WEBSITE",
    "reviewed": "EVIDENCEBOOK_STATEMENT_REVIEWED",
    "board": "EVIDENCEBOOK_BOARD",
}


def data_folder() -> Path:
    """The data folder: cards, named sets of areas and the snapshot (``EVIDENCEBOOK_DATA``)."""
    return _folder("EVIDENCEBOOK_DATA", ROOT / "data")


def site_folder() -> Path:
    """Where published books go (``EVIDENCEBOOK_SITE``)."""
    return _folder("EVIDENCEBOOK_SITE", Path("site"))


def cache_folder() -> Path:
    """What is fetched is kept here, byte for byte (``EVIDENCEBOOK_CACHE``)."""
    return _folder("EVIDENCEBOOK_CACHE", ROOT / ".cache")


def database_url() -> str:
    """Where the board keeps comments (``EVIDENCEBOOK_DATABASE_URL``); by default in a file."""
    default = f"sqlite:///{_BOARD_FILE}"
    return (os.environ.get(_DATABASE) or _from_file(_DATABASE) or default).strip()


def board_at_hand() -> bool:
    """Whether there is a database of a board: one is named, or the file by default is there."""
    named = os.environ.get(_DATABASE) or _from_file(_DATABASE)
    return bool(named) or _BOARD_FILE.is_file()


def comments_per_hour() -> int:
    """How many comments the board takes from one address (``EVIDENCEBOOK_COMMENTS_PER_HOUR``)."""
    return int(_amount("COMMENTS_PER_HOUR", 30))


def email_days() -> int:
    """For how many days the board keeps an e-mail address (``EVIDENCEBOOK_EMAIL_DAYS``).

    They count from when its comment was last dealt with. Raises SettingsError for anything but a
    whole number above nought.
    """
    key = "EVIDENCEBOOK_EMAIL_DAYS"
    text = (os.environ.get(key) or _from_file(key) or "365").strip()
    if not re.fullmatch(r"[1-9][0-9]{0,4}", text):
        raise SettingsError(
            "The number of days for which e-mail addresses are kept is no whole number of days.",
            where=key,
            expected="such as 365",
            found=text,
            do="correct the setting, or remove it",
        )
    return int(text)


def site_address() -> str:
    """Where readers find the books, without a slash at the end.

    It is the address of the board without its ``/board``, else that of the publisher's website,
    else where ``evidencebook serve`` shows them.
    """
    said = publisher()
    website = said["website"].rstrip("/")
    known = re.fullmatch(r"https?://[^\s\"'<>{}]+", website)
    return said["board"].removesuffix("/board") or (website if known else "http://127.0.0.1:8000")


def moderators() -> list[str]:
    """To whom digests go, separated by commas (``EVIDENCEBOOK_MODERATORS_EMAIL``)."""
    listed = (part.strip() for part in _said("EVIDENCEBOOK_MODERATORS_EMAIL").split(","))
    return list(dict.fromkeys(part for part in listed if part))


def mail_from() -> str:
    """Whom e-mails come from (``EVIDENCEBOOK_MAIL_FROM``), else the publisher's contact."""
    return _said("EVIDENCEBOOK_MAIL_FROM").strip() or publisher()["contact"]


def mail_server() -> tuple[str, int] | None:
    """The server that sends e-mails, by host and port (``EVIDENCEBOOK_SMTP``); None without one.

    Raises SettingsError for anything else.
    """
    key = "EVIDENCEBOOK_SMTP"
    text = _said(key).strip()
    if not text:
        return None
    found = re.fullmatch(r"\[?([A-Za-z0-9.:-]+?)\]?:([1-9][0-9]{0,4})", text)
    if not found or int(found[2]) > 65535:
        raise SettingsError(
            "The address of the mail server is not a host and a port.",
            where=key,
            expected="such as mail.example.org:587",
            found=text,
            do="correct the setting, or remove it",
        )
    return found[1], int(found[2])


def mail_login() -> tuple[str, str] | None:
    """User and password at the mail server; None where it asks for none.

    ``EVIDENCEBOOK_SMTP_USER`` and ``EVIDENCEBOOK_SMTP_PASSWORD``.
    """
    user = _said("EVIDENCEBOOK_SMTP_USER").strip()
    return (user, _said("EVIDENCEBOOK_SMTP_PASSWORD")) if user else None


def cache_bytes() -> int:
    """How much room executed chapters may take in the cache (``EVIDENCEBOOK_CACHE_MEGABYTES``)."""
    return int(_amount("CACHE_MEGABYTES", 4000) * 1e6)


def reads_folder() -> Path | None:
    """Where chapters note what they read; set by the build (``EVIDENCEBOOK_READS``)."""
    value = os.environ.get("EVIDENCEBOOK_READS")
    return Path(value) if value else None


def editions_kept() -> int:
    """How many editions before the newest are kept of each book (``EVIDENCEBOOK_EDITIONS``).

    Raises SettingsError for anything but a whole number above nought: without the edition
    before, the page "What changed" could not be made again.
    """
    key = "EVIDENCEBOOK_EDITIONS"
    text = (os.environ.get(key) or _from_file(key) or "6").strip()
    if not text.isdecimal() or int(text) < 1:
        raise SettingsError(
            "The number of editions to keep is not a whole number above nought.",
            where=key,
            expected="such as 6",
            found=text,
            do="correct the setting, or remove it",
        )
    return int(text)


def address(source: str) -> str:
    """Where a source of `ADDRESSES` is fetched from, without a slash at the end.

    ``EVIDENCEBOOK_<source>_URL`` lets a mirror or a test server stand in for the publisher.
    Raises SettingsError for anything that is no web address.
    """
    key = f"EVIDENCEBOOK_{source}_URL"
    url = (os.environ.get(key) or _from_file(key) or ADDRESSES[source]).strip().rstrip("/")
    if not url.startswith(("https://", "http://")) or url.partition("://")[2] == "":
        raise SettingsError(
            "A source's address is not a web address.",
            where=key,
            expected=f"such as {ADDRESSES[source]}",
            found=url,
            do="correct the setting, or remove it to use the publisher's own address",
        )
    return url


def nomis_uid() -> str:
    """A registered user's identifier at Nomis (``EVIDENCEBOOK_NOMIS_UID``), if there is one."""
    key = "EVIDENCEBOOK_NOMIS_UID"
    return (os.environ.get(key) or _from_file(key) or "").strip()


def publisher() -> dict[str, str]:
    """Who publishes the books, by the keys of `PUBLISHER`; empty where it is not said.

    They are the publisher's name, an address to write to (by e-mail or on the web), the address
    of the website that the books are on, the ISO date on which the publisher last reviewed its
    accessibility statement, and the address of the sounding board, without a slash at the end.
    An empty variable of the environment takes the place of a line of ``.env``. Raises
    SettingsError for a date that is none, and a board whose address is none.
    """
    said = {part: " ".join(_said(key).split()) for part, key in PUBLISHER.items()}
    try:
        if said["reviewed"]:
            dt.date.fromisoformat(said["reviewed"])
    except ValueError as error:
        raise SettingsError(
            "The date of the accessibility statement is not a date.",
            where=PUBLISHER["reviewed"],
            expected="such as 2026-06-30",
            found=said["reviewed"],
            do="correct the setting, or remove it",
        ) from error
    said["board"] = said["board"].rstrip("/")
    if said["board"] and not re.fullmatch(r"https?://[^\s\"'<>{}]+", said["board"]):
        raise SettingsError(
            "The address of the sounding board is not a web address.",
            where=PUBLISHER["board"],
            expected="such as https://evidence.example.org/board",
            found=said["board"],
            do="correct the setting, or remove it",
        )
    return said


def _said(key: str) -> str:
    value = os.environ.get(key)
    return (_from_file(key) or "") if value is None else value


def engine() -> str:
    """What runs the chapters (``EVIDENCEBOOK_ENGINE``): ``fork``, or ``papermill`` for its own."""
    key = "EVIDENCEBOOK_ENGINE"
    text = (os.environ.get(key) or _from_file(key) or "fork").strip()
    if text not in ("fork", "papermill"):
        raise SettingsError(
            "There is no such engine.",
            where=key,
            expected="fork or papermill",
            found=text,
            do="correct the setting, or remove it",
        )
    return text


def cell_seconds() -> float:
    """How long one cell of a chapter may run (``EVIDENCEBOOK_CELL_SECONDS``)."""
    return _amount("CELL_SECONDS", 600)


def chapter_seconds() -> float:
    """How long a whole chapter may run (``EVIDENCEBOOK_CHAPTER_SECONDS``)."""
    return _amount("CHAPTER_SECONDS", 1800)


def chapter_megabytes() -> float:
    """How much memory a chapter may use in a fork (``EVIDENCEBOOK_CHAPTER_MEGABYTES``)."""
    return _amount("CHAPTER_MEGABYTES", 4000)


def _amount(name: str, default: float) -> float:
    """A number above nought. Raises SettingsError for anything else."""
    key = f"EVIDENCEBOOK_{name}"
    text = (os.environ.get(key) or _from_file(key) or str(default)).strip()
    if not re.fullmatch(r"\d+(\.\d+)?", text) or not float(text):
        raise SettingsError(
            "A setting is not a number above nought.",
            where=key,
            expected=f"such as {default:g}",
            found=text,
            do="correct the setting, or remove it",
        )
    return float(text)


def _folder(key: str, default: Path) -> Path:
    if value := os.environ.get(key):
        return Path(value)
    if value := _from_file(key):
        return ROOT / value
    return default


def _from_file(key: str) -> str | None:
    return dotenv_values(ROOT / ".env", interpolate=False).get(key)
