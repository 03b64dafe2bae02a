"""Chapters run in JupyterLab, cell by cell, from their own folder."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from evidencebook import settings
from evidencebook.build.execute import KERNEL, read_notebook

FOLDER = settings.ROOT / "chapters"
CHAPTERS = sorted(path.name for path in FOLDER.glob("*.ipynb"))
TOKEN = "for-this-test"


def _run_in_folder(name: str) -> nbformat.NotebookNode:
    """Run a chapter as an editor does: in its folder, with the parameters that it has."""
    notebook = read_notebook(FOLDER / name)
    place = {"metadata": {"path": str(FOLDER)}}
    NotebookClient(notebook, kernel_name=KERNEL, resources=place, timeout=300).execute()
    return notebook


def test_a_chapter_runs_in_its_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """The package is found, and the data, without any setting."""
    monkeypatch.delenv("EVIDENCEBOOK_DATA", raising=False)
    monkeypatch.setenv("PYTHONPATH", str(settings.ROOT))
    notebook = _run_in_folder("productivity.ipynb")
    shown = [out for c in notebook.cells for out in c.get("outputs", []) if "data" in out]
    assert any("Lancashire" in out.data.get("text/plain", "") for out in shown)


@pytest.fixture(scope="module")
def lab() -> Iterator[str]:
    """The address of a JupyterLab that shows the chapters, without a browser."""
    pytest.importorskip("jupyterlab", reason="JupyterLab is not installed: make lab installs it")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root"]
    command += [f"--ServerApp.port={port}", "--ServerApp.ip=127.0.0.1"]
    command += ["--ServerApp.root_dir=chapters", f"--IdentityProvider.token={TOKEN}"]
    environment = {k: v for k, v in os.environ.items() if k != "EVIDENCEBOOK_DATA"}
    environment["PYTHONPATH"] = str(settings.ROOT)
    server = subprocess.Popen(
        command,
        cwd=settings.ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(f"127.0.0.1:{port}")
        yield f"127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)


def _wait(address: str) -> None:
    for _ in range(120):
        try:
            _ask(address, "api/status")
            return
        except OSError:
            time.sleep(0.5)
    raise AssertionError("JupyterLab did not start")


def _ask(address: str, path: str, data: dict[str, Any] | None = None) -> Any:
    request = urllib.request.Request(
        f"http://{address}/{path}",
        data=json.dumps(data).encode() if data else None,
        headers={"Authorization": f"token {TOKEN}"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.loads(answer.read() or "null")


@pytest.mark.wide
@pytest.mark.parametrize("name", CHAPTERS)
def test_every_chapter_runs_in_the_lab(lab: str, name: str) -> None:
    """Opened and run through the server's own kernels, cell by cell, with its parameters."""
    sockets = pytest.importorskip("websocket")
    content = _ask(lab, f"api/contents/{name}")["content"]
    kernel = {"name": KERNEL}
    session = _ask(
        lab, "api/sessions", {"path": name, "name": name, "type": "notebook", "kernel": kernel}
    )
    channel = sockets.create_connection(
        f"ws://{lab}/api/kernels/{session['kernel']['id']}/channels?token={TOKEN}", timeout=300
    )
    shown = ""
    try:
        for cell in content["cells"]:
            if cell["cell_type"] == "code":
                shown += _executed(channel, cell["source"])
    finally:
        channel.close()
    assert "Lancashire" in shown


def _executed(channel: Any, source: str) -> str:
    """The plain text that one cell shows."""
    header = {"msg_id": uuid.uuid4().hex, "msg_type": "execute_request", "version": "5.3"}
    header |= {"username": "", "session": uuid.uuid4().hex}
    message = {"header": header, "parent_header": {}, "metadata": {}, "channel": "shell"}
    channel.send(json.dumps({**message, "content": {"code": source, "silent": False}}))
    shown = ""
    while True:
        answer = json.loads(channel.recv())
        if answer.get("parent_header", {}).get("msg_id") != header["msg_id"]:
            continue
        assert answer["msg_type"] != "error", answer["content"]
        shown += answer["content"].get("data", {}).get("text/plain", "")
        if answer["msg_type"] == "status" and answer["content"]["execution_state"] == "idle":
            return shown


def test_the_lab_is_pinned_apart_from_the_book() -> None:
    """A book is built without JupyterLab; what the lab adds is pinned."""
    book, lab = (
        Path(settings.ROOT / name).read_text(encoding="utf-8")
        for name in ("requirements.txt", "requirements-lab.txt")
    )
    assert "jupyterlab==" not in book and "jupyterlab==" in lab
    pins = [line for line in lab.splitlines() if line and line[0] not in "#-"]
    assert all("==" in line for line in pins)
    assert not {line.split("==")[0] for line in pins} & {
        line.split("==")[0] for line in book.splitlines()
    }
