"""How messages leave: by a real server on this machine, or as files."""

from __future__ import annotations

import shutil
import ssl
import stat
import subprocess
from pathlib import Path

import pytest

from board.mail_samples import FRAME, Inbox, read, serving
from evidencebook.board.mail import post
from evidencebook.board.mail.messages import for_author
from evidencebook.board.mail.news import ForAuthor
from evidencebook.errors import EvidenceBookError

NEWS = ForAuthor(7, "highland", "r" * 32, "ann@example.org", ("published",), ("a",))
MESSAGE = for_author(NEWS, FRAME)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of this machine with its key, signed by itself."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl was not found")
    folder = tmp_path_factory.mktemp("certificate")
    made = ["-keyout", "key.pem", "-out", "cert.pem", "-days", "2", "-nodes"]
    named = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", *made, *named],
        check=True, capture_output=True, cwd=folder,
    )  # fmt: skip
    return folder


@pytest.fixture
def tls(certificate: Path) -> ssl.SSLContext:
    """The server's side of it."""
    made = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    made.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    return made


def test_sent_to_this_machine() -> None:
    """To the one address, in an envelope of its own."""
    inbox = Inbox()
    with serving(inbox) as where, post.server(*where) as send:
        send(MESSAGE)
    assert inbox.to == [["ann@example.org"]]
    assert inbox.taken[0]["Subject"] == MESSAGE["Subject"]
    assert inbox.taken[0].get_content() == read(MESSAGE.as_bytes()).get_content()


def test_one_that_is_refused_leaves_the_others() -> None:
    """The message says why, and names no address."""
    inbox = Inbox()
    inbox.refused["ann@example.org"] = "550 no such mailbox"
    other = for_author(ForAuthor(8, "highland", "s", "bea@example.org", ("published",), ()), FRAME)
    with serving(inbox) as where, post.server(*where) as send:
        with pytest.raises(post.RefusedError, match=r"refuses its address \(550\)"):
            send(MESSAGE)
        send(other)
    assert inbox.to == [["bea@example.org"]]


def test_encrypted_with_a_password(certificate: Path, tls: ssl.SSLContext) -> None:
    """Where the server can; its certificate must be trusted, and the password right."""
    inbox = Inbox()
    trusted = ssl.create_default_context(cafile=str(certificate / "cert.pem"))
    with serving(inbox, tls, "secret words") as where:
        with post.server(*where, ("board", "secret words"), trusted) as send:
            send(MESSAGE)
        with pytest.raises(EvidenceBookError, match="does not take") as raised:
            post.server(*where, ("board", "wrong words"), trusted).__enter__()
        assert "wrong words" not in str(raised.value)
        with pytest.raises(EvidenceBookError, match="SSLCertVerificationError"):
            post.server(*where, ("board", "secret words")).__enter__()
    assert len(inbox.taken) == 1


def test_never_unencrypted_to_another_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server there that offers no STARTTLS is sent nothing."""
    monkeypatch.setattr(post, "_HERE", ())
    inbox = Inbox()
    with serving(inbox) as where, pytest.raises(EvidenceBookError, match="no encryption"):
        post.server(*where).__enter__()
    assert inbox.taken == []


def test_a_server_that_is_not_there() -> None:
    """The message says which setting names it."""
    with serving(Inbox()) as where:
        pass
    with pytest.raises(EvidenceBookError, match="EVIDENCEBOOK_SMTP"):
        post.server(*where).__enter__()


def test_written_to_a_folder(tmp_path: Path) -> None:
    """As a file that mail programs open, for its owner alone; the same news is the same file."""
    for _ in range(2):
        with post.folder(tmp_path / "outbox") as send:
            send(MESSAGE)
    (file,) = (tmp_path / "outbox").iterdir()
    assert file.suffix == ".eml" and stat.S_IMODE(file.stat().st_mode) == 0o600
    assert read(file.read_bytes())["To"] == "ann@example.org"
