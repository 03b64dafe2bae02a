"""A project of several small areas, and the command line run in it as its own process."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import build_samples as samples
import nbformat
import psutil

from evidencebook import settings

NAMES = ("Eastshire", "Northshire", "Southshire", "Westshire")
# Wait, in an area's chapter, for as long as a file is there.
HOLD = "import pathlib, time\nwhile pathlib.Path({path!r}, area).exists():\n    time.sleep(0.05)"


def project(folder: Path, cells: list[str] | None = None) -> Path:
    """A project's folder with its data; its second chapter runs `cells`."""
    root = samples.project(folder)
    samples.data_folder(root / "data", NAMES)
    rewrite(root, cells or [])
    return root


def rewrite(root: Path, cells: list[str], kind: str = "higher") -> None:
    """Let the second chapter run other cells, and assert something else."""
    chapter = samples.runnable("beta", cells, kind=kind)
    nbformat.write(chapter, root / "chapters" / "beta.ipynb")


def with_program(root: Path) -> Path:
    """Put a copy of the package into a project, so that its command line builds this project."""
    leave = shutil.ignore_patterns("__pycache__")
    shutil.copytree(settings.ROOT / "evidencebook", root / "evidencebook", ignore=leave)
    return root


def command(root: Path, *words: str) -> subprocess.Popen[str]:
    """Begin a command of a project that has the program."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("EVIDENCEBOOK_")}
    return subprocess.Popen(
        [sys.executable, "-m", "evidencebook.cli", *words],
        cwd=root,
        env={**environment, "PYTHONPATH": str(root)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=hear_ctrl_c,
    )


def hear_ctrl_c() -> None:
    """What a shell starts in the background ignores it, and so would all that it starts."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def until(running: subprocess.Popen[str], start: str) -> list[str]:
    """What a command says up to a line that begins so."""
    said: list[str] = []
    for line in running.stdout or ():
        said.append(line)
        if line.startswith(start):
            return said
    raise AssertionError(f"no line begins with {start!r}:\n{''.join(said)}")


def wait_until_gone(processes: list[psutil.Process], seconds: float = 30) -> None:
    """Wait until none of some processes runs."""
    end = time.monotonic() + seconds
    while running := [p for p in processes if p.is_running() and p.status() != "zombie"]:
        if time.monotonic() > end:
            raise AssertionError(f"still running: {[p.cmdline() for p in running]}")
        time.sleep(0.05)


def files(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
