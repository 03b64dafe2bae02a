"""Run the chapters whose results are not kept, and take the others as they are kept."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from evidencebook.build.engine import WarmProcess
from evidencebook.build.execute import execute
from evidencebook.build.plan import Page, Say
from evidencebook.build.results import Found, Results

READS = "EVIDENCEBOOK_READS"


def run_chapters(
    chapters: Sequence[Page],
    parameters: Mapping[str, Any],
    folder: Path,
    *,
    root: Path,
    results: Results | None = None,
    workers: int | None = None,
    say: Say = lambda _: None,
    explain: bool = False,
    warm_process: WarmProcess | None = None,
) -> dict[str, Path]:
    """Put the executed chapters into a folder, and return them by slug in their order.

    Parameters
    ----------
    chapters : sequence of Page
    parameters : mapping
    folder : Path
        Empty.
    root : Path
        The working directory of the kernels.
    results : Results, optional
        What is kept; without it, every chapter runs.
    workers : int, optional
        How many run at once.
    say : callable
        Told of each chapter.
    explain : bool
        Whether to say of each chapter why it runs, or that it need not.
    warm_process : WarmProcess, optional
        What to fork from.

    Raises
    ------
    BuildError
        When a chapter fails.
    """
    found = {page.slug: results.find(page, parameters) for page in chapters} if results else {}
    for slug, one in found.items():
        if explain:
            say(f"  {slug:<16} {_because(one)}")
    to_run = [page for page in chapters if not found.get(page.slug, Found("", "")).digest]
    with _reads(folder / "reads") as noted:
        ran = _run(to_run, parameters, folder, root, workers, say, warm_process)
    for page in chapters:
        path = folder / page.path.name
        if page.slug not in ran and results:
            results.write(found[page.slug].digest, path)
        elif results:
            log = noted / f"{parameters['area']}.{page.slug}.jsonl"
            results.keep(page, parameters, path, log)
    return {page.slug: folder / page.path.name for page in chapters}


def _run(
    chapters: Sequence[Page],
    parameters: Mapping[str, Any],
    folder: Path,
    root: Path,
    workers: int | None,
    say: Say,
    warm_process: WarmProcess | None,
) -> dict[str, Path]:
    if not chapters:
        return {}
    return execute(
        chapters, parameters, folder, root=root, workers=workers, say=say, warm_process=warm_process
    )


def _because(found: Found) -> str:
    return f"runs: {found.why}" if found.why else "kept: nothing that it rests on changed"


@contextlib.contextmanager
def _reads(folder: Path) -> Iterator[Path]:
    """Let chapters note what they read in a folder."""
    folder.mkdir()
    before = os.environ.get(READS)
    os.environ[READS] = str(folder)
    try:
        yield folder
    finally:
        if before is None:
            os.environ.pop(READS, None)
        else:
            os.environ[READS] = before
