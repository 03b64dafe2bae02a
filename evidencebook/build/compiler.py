"""The process that compiles books with Jupyter Book, as the builder sees it."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
from functools import cache
from pathlib import Path

from evidencebook import settings
from evidencebook.errors import BuildError

# A fixed hash seed keeps the order of everything in the output the same.
FIXED = {"PYTHONHASHSEED": "0", "SOURCE_DATE_EPOCH": "0", "NO_COLOR": "1"}
# How many lines of a report an error shows.
SHOWN = 8
END_SECONDS = 10


class Compiler:
    """A process that has Jupyter Book loaded, and compiles one book at a time.

    It loads by itself; the first book waits until it has. Close it, or use it as a context.
    """

    def __init__(self) -> None:
        self._one = threading.Lock()
        self._said = tempfile.TemporaryFile("w+", errors="replace")  # noqa: SIM115 (closed below)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "evidencebook.build.compile"],
            cwd=settings.ROOT,  # so that it is this package, installed or not
            env={**os.environ, **FIXED},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            text=True,
        )

    def compile(self, pages: Path, folder: Path) -> None:
        """Compile a folder of pages to a website in another folder.

        Raises
        ------
        BuildError
            When Jupyter Book warns or fails, with the first of its warnings.
        """
        code, report = self._asked(json.dumps([str(pages), str(folder)]))
        if code:
            lines = [line for line in report.splitlines() if line.strip()]
            raise BuildError(
                "Jupyter Book could not compile the pages.",
                where="the first of its warnings and errors",
                found="\n    ".join(lines[:SHOWN]).replace(f"{pages}/", ""),
            )

    def close(self) -> None:
        """End the process."""
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()  # type: ignore[union-attr]
        try:
            self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()  # type: ignore[union-attr]
        self._said.close()

    def __enter__(self) -> Compiler:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _asked(self, line: str) -> tuple[int, str]:
        """The exit code and report of one book; if the process is gone, its last words."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin and stdout
        with self._one:
            with contextlib.suppress(BrokenPipeError):
                stdin.write(f"{line}\n")
                stdin.flush()
            if answer := stdout.readline():
                code, report = json.loads(answer)
                return int(code), str(report)
            self._said.seek(0)
            return 1, self._said.read() or "the process that compiles is gone"


@cache
def own() -> Compiler:
    """One compiler for this process, started when it is first asked for."""
    compiler = Compiler()
    atexit.register(compiler.close)
    return compiler
