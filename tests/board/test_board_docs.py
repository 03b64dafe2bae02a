"""What docs/board-production.md says of a server is taken by the programs that it is for."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from evidencebook import settings

pytestmark = pytest.mark.wide
TEXT = (settings.ROOT / "docs" / "board-production.md").read_text(encoding="utf-8")


def _found(pattern: str) -> str:
    found = re.search(pattern, TEXT, re.DOTALL)
    assert found is not None
    return found.group(1)


def _program(name: str) -> str:
    if (path := shutil.which(name, path="/usr/sbin:/usr/bin:/sbin:/bin")) is None:
        pytest.skip(f"{name} is not installed")
    return path


def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    """With its programs where they are here."""
    unit = _found(r"```text\n(\[Unit\].*?)```")
    place = tmp_path / "evidencebook-board.service"
    place.write_text(unit.replace("/srv/evidencebook/.venv", str(settings.ROOT / ".venv")))
    command = [_program("systemd-analyze"), "verify", str(place)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "evidencebook-board" not in done.stderr, done.stderr


def test_nginx_takes_the_server(tmp_path: Path) -> None:
    """With a certificate made for the test."""
    nginx, openssl = _program("nginx"), _program("openssl")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=evidence.example.org"]
    subprocess.run(
        [openssl, *made, "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True,
    )  # fmt: skip
    server = _found(r"```nginx\n(.*?)```").replace(
        "access_log off;",
        f"access_log off; ssl_certificate {certificate}; ssl_certificate_key {key};",
    )
    place = tmp_path / "nginx.conf"
    head = f"pid {tmp_path}/pid; error_log {tmp_path}/log; events {{}}"
    place.write_text(f"{head} http {{ {server} }}")
    command = [nginx, "-t", "-c", str(place)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
