"""Jupyter Book's compiler, loaded once: ``python -m evidencebook.build.compile``.

A process of its own, as Sphinx changes docutils for the whole process. It reads a line of JSON
for each book, the folder of the pages and the folder to compile to, compiles it in a fork, so
that no book changes what the next one finds, and answers with a line: exit code and warnings.
It ends when its input does.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path

from bs4 import BeautifulSoup
from jupyter_book.sphinx import build_sphinx
from sphinx.application import builtin_extensions

# What Sphinx would import for every book, beside what it has built in.
MODULES = (
    *("docutils.languages.en", "docutils.parsers.rst.directives.body", "jupyter_book"),
    *("myst_nb.sphinx_ext", "myst_parser.sphinx_ext.main", "pydata_sphinx_theme"),
    *("sphinx.builders.html", "sphinx.jinja2glue", "sphinx.search.en", "sphinx.writers.html5"),
    *("sphinx_book_theme", "sphinx_comments", "sphinx_external_toc", "sqlalchemy"),
)
# The theme picks parts of its pages by such selectors, whose grammar takes a tenth of a second to
# compile at its first use.
SELECTOR = "nav.a > ul li:not(.b) a[href='c'], #d"


def compile_book(source: Path, output: Path) -> int:
    """Compile the pages in `source` to HTML in `output`; return an exit code."""
    result = build_sphinx(
        str(source),
        str(output),
        path_config=str(source / "_config.yml"),
        doctreedir=str(output.parent / "doctrees"),
        confoverrides={"latex_individualpages": False, "external_toc_path": "_toc.yml"},
        noconfig=True,
        freshenv=True,
        force_all=True,
        quiet=True,
        keep_going=True,
        warningiserror=True,
    )
    return result if isinstance(result, int) else 1


def serve() -> None:
    """Compile the books that are asked for, one after the other."""
    for name in (*builtin_extensions, *MODULES):
        importlib.import_module(name)
    BeautifulSoup("", "html.parser").select(SELECTOR)
    gc.freeze()  # so that a fork's collector does not write to what it shares
    for line in sys.stdin:
        source, output = map(Path, json.loads(line))
        with tempfile.TemporaryFile() as said:
            code = _in_fork(source, output, said.fileno())
            said.seek(0)
            warnings = said.read().decode("utf-8", "replace")
        print(json.dumps([code, warnings]), flush=True)
    os._exit(0)  # nobody waits for half a second of tidying up


def _in_fork(source: Path, output: Path, said: int) -> int:
    """Compile in a fork that writes what it says to a file; return its exit code.

    Where the system knows no forks, another process starts anew, which takes longer.
    """
    if not hasattr(os, "fork"):
        again = [sys.executable, "-m", "evidencebook.build.compile", str(source), str(output)]
        return subprocess.run(again, stdout=said, stderr=said, check=False).returncode
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    code = 1
    gc.disable()  # a fork lives for seconds
    with contextlib.suppress(BaseException):  # a fork must never come back into the loop
        os.dup2(said, 1)
        os.dup2(said, 2)
        try:
            code = compile_book(source, output)
        except BaseException:
            traceback.print_exc()
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    if sys.argv[1:]:
        sys.exit(compile_book(Path(sys.argv[1]), Path(sys.argv[2])))
    serve()
