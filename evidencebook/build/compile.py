"""Run Jupyter Book's compiler: ``python -m evidencebook.build.compile SOURCE OUTPUT``.

A process of its own, as Sphinx changes docutils for the whole process.
"""

from __future__ import annotations

import sys
from pathlib import Path

from jupyter_book.sphinx import build_sphinx


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


if __name__ == "__main__":
    sys.exit(compile_book(Path(sys.argv[1]), Path(sys.argv[2])))
