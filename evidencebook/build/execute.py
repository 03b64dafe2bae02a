"""Execute chapters with papermill, several at once, each in a kernel of its own.

The kernel is a fork of one warm process (`evidencebook.build.engine`), or where that cannot be,
or is not wanted, one that papermill starts anew.
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import sys
import tempfile
import time
import uuid
import warnings
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import nbformat
import papermill
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.engines import papermill_engines
from papermill.exceptions import PapermillExecutionError
from papermill.translators import papermill_translators

from evidencebook import settings
from evidencebook.build.engine import KERNEL as KERNEL
from evidencebook.build.engine import (
    NAME,
    ForkEngine,
    Unforkable,
    WarmProcess,
    without_forks,
)
from evidencebook.build.job import Limits
from evidencebook.build.plan import Page, Say
from evidencebook.errors import BuildError

Parameters = Mapping[str, str | int | float | bool | None]
START_SECONDS = 120


class _ThisPython(AsyncKernelManager):
    """A kernel of the running interpreter, whatever kernels the machine has installed.

    It is spoken to over sockets in a private folder, which no other user can reach.
    """

    running: ClassVar[list[_ThisPython]] = []

    def __init__(self, **options: Any) -> None:
        options["kernel_spec_manager"] = KernelSpecManager(kernel_dirs=[])
        if sys.platform != "win32":
            options["transport"] = "ipc"
            options["connection_file"] = str(Path(_sockets().name) / f"{uuid.uuid4().hex[:8]}.json")
        super().__init__(**options)
        self.running.append(self)

    @classmethod
    def stop_all(cls) -> None:
        """Kill every kernel that still runs."""
        for manager in cls.running:
            pid = getattr(manager.provisioner, "pid", None)
            if pid is not None:
                with contextlib.suppress(OSError):
                    os.kill(pid, signal.SIGKILL)
        cls.running.clear()


@cache
def _sockets() -> tempfile.TemporaryDirectory[str]:
    # A short path: the name of a socket may have about a hundred characters.
    return tempfile.TemporaryDirectory(prefix="evb-")


def execute(
    chapters: Sequence[Page],
    parameters: Parameters,
    folder: Path,
    *,
    root: Path,
    workers: int | None = None,
    say: Say = lambda _: None,
    engine: str | None = None,
    warm_process: WarmProcess | None = None,
) -> dict[str, Path]:
    """Execute chapters, `workers` at a time, and return the executed notebooks by slug.

    Parameters
    ----------
    chapters : sequence of Page
    parameters : mapping
        Passed to every chapter; each must be assigned in the chapter's `parameters` cell.
    folder : Path
        Where the executed notebooks are written.
    root : Path
        The working directory of the kernels.
    workers : int, optional
        How many run at once; as many as there are processors by default.
    say : callable
        Told of each chapter done and how long it took.
    engine : {"fork", "papermill"}, optional
        What runs them; by default the setting's.
    warm_process : WarmProcess, optional
        What to fork from; by default one is started for these chapters, and ended with them.

    Raises
    ------
    BuildError
        When a chapter does not take the parameters, or one of its cells fails, takes too long
        or ends its kernel.
    """
    with contextlib.ExitStack() as stack:
        if (engine or settings.engine()) == "fork" and warm_process is None:
            warm_process = _warm_process(stack, say)
        for chapter in chapters:
            check_parameters(chapter.path, parameters)
        workers = max(1, min(workers or os.cpu_count() or 1, len(chapters)))
        _sockets()  # made here, before threads could make two
        stack.enter_context(_working_directory(root))
        pool = stack.enter_context(_pool(workers))
        once = cache(lambda text: say(f"  {text}"))  # the reason is the same for every chapter
        jobs = {
            pool.submit(_timed, chapter, parameters, folder, warm_process, once): chapter
            for chapter in chapters
        }
        _watch(jobs, say)
    return {chapter.slug: folder / chapter.path.name for chapter in chapters}


def execute_one(
    path: Path,
    parameters: Parameters,
    output: Path,
    warm_process: WarmProcess | None = None,
    say: Say = lambda _: None,
) -> Path:
    """Execute one notebook in the current directory and return the executed one's path.

    Parameters
    ----------
    path, output : Path
    parameters : mapping
    warm_process : WarmProcess, optional
        What to fork from; without it papermill starts a kernel.
    say : callable
        Told where no fork could be had after all.

    Raises
    ------
    BuildError
        Naming the notebook, the cell and the cause.
    """
    logging.getLogger("papermill").setLevel(logging.CRITICAL)
    papermill_engines.register(NAME, ForkEngine)  # for a checkout that is not installed
    cells = _Cells(settings.cell_seconds(), settings.chapter_seconds())
    forked = _forked(warm_process, say) if warm_process else {}
    try:
        _run(path, parameters, output, cells, forked)
    except PapermillExecutionError as error:
        raise _failed(path, error) from error
    except DeadKernelError as error:
        raise BuildError(
            "A chapter's kernel died.",
            where=_where(path, cells.source, cells.index),
            found=str(error),
            do="look for a shortage of memory; build with --workers 1",
        ) from error
    except CellTimeoutError as error:
        raise BuildError(
            "A chapter takes too long.",
            where=_where(path, cells.source, cells.index),
            expected=f"at most {cells.each:g} s for a cell and {cells.all:g} s for a chapter",
            do="see whether it waits for something; EVIDENCEBOOK_CELL_SECONDS and "
            "EVIDENCEBOOK_CHAPTER_SECONDS allow it more",
        ) from error
    return output


def _forked(warm_process: WarmProcess, say: Say) -> dict[str, Any]:
    """What papermill is told where a kernel is forked."""
    return {
        "engine_name": NAME,
        "warm_process": warm_process,
        "limits": Limits(memory=int(settings.chapter_megabytes() * 1e6)),
        "say": say,
    }


def _run(
    path: Path, parameters: Parameters, output: Path, cells: _Cells, forked: dict[str, Any]
) -> None:
    """Have papermill execute a notebook as every chapter is executed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        papermill.execute_notebook(
            str(path),
            str(output),
            parameters=dict(parameters),
            kernel_name=KERNEL,
            language="python",
            progress_bar=False,
            request_save_on_cell_execute=False,
            start_timeout=START_SECONDS,
            kernel_manager_class=_ThisPython,
            shutdown_kernel="immediate",
            on_cell_execute=cells.begun,
            timeout_func=cells.seconds,
            **forked,
        )


class _Cells:
    """Which cell of a notebook runs, and how long it may.

    Parameters
    ----------
    each, all : float
        Seconds that one cell may run, and all together.
    """

    def __init__(self, each: float, all: float) -> None:
        self.each, self.all = each, all
        self.source, self.index = "", 0
        self._end: float | None = None

    def begun(self, cell: nbformat.NotebookNode, cell_index: int) -> None:
        """Note the cell that begins; with the first one, the time begins."""
        self.source, self.index = str(cell.source), cell_index
        self._end = self._end or time.monotonic() + self.all

    def seconds(self, cell: nbformat.NotebookNode) -> float:
        """How long this cell may run."""
        left = self.all if self._end is None else self._end - time.monotonic()
        return max(0.01, min(self.each, left))  # nought would be no limit


def _warm_process(stack: contextlib.ExitStack, say: Say) -> WarmProcess | None:
    try:
        return stack.enter_context(WarmProcess())
    except Unforkable as reason:
        say(f"  {without_forks(reason)}")
        return None


@contextlib.contextmanager
def _pool(workers: int) -> Iterator[ThreadPoolExecutor]:
    """Threads that are left to themselves, with their kernels killed, if anything goes wrong."""
    pool = ThreadPoolExecutor(workers)
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        _ThisPython.stop_all()
        raise
    pool.shutdown()


def check_parameters(path: Path, parameters: Parameters) -> None:
    """Check that a notebook has a `parameters` cell that assigns each parameter.

    Raises
    ------
    BuildError
    """
    cell = next((c for c in read_notebook(path).cells if is_parameters(c)), None)
    if cell is None:
        raise BuildError(
            "A chapter has no cell tagged 'parameters'.",
            where=str(path),
            expected=f"a cell with that tag that assigns {', '.join(parameters)}",
            do="tag the cell that assigns the chapter's parameters",
        )
    translator = papermill_translators.find_translator(KERNEL, "python")
    known = [parameter.name for parameter in translator.inspect(cell)]
    if unknown := sorted(set(parameters) - set(known)):
        raise BuildError(
            f"A chapter does not know the parameter '{unknown[0]}'.",
            where=str(path),
            expected=f"one of {', '.join(known) or 'none'}",
            found=unknown[0],
            do="assign it in the cell tagged 'parameters', or leave it out",
        )


def read_notebook(path: Path) -> nbformat.NotebookNode:
    """Read a notebook. Raises BuildError when it is not one."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return nbformat.read(path, as_version=4)
    except (OSError, ValueError, AttributeError, KeyError) as error:
        raise BuildError(
            "A notebook cannot be read.", where=str(path), found=f"{type(error).__name__}: {error}"
        ) from error


def is_parameters(cell: nbformat.NotebookNode) -> bool:
    """Whether a cell is tagged as the one that assigns the parameters."""
    return "parameters" in cell.metadata.get("tags", [])


def _timed(
    chapter: Page,
    parameters: Parameters,
    folder: Path,
    warm_process: WarmProcess | None,
    say: Say,
) -> float:
    start = time.monotonic()
    execute_one(chapter.path, parameters, folder / chapter.path.name, warm_process, say)
    return time.monotonic() - start


def _watch(jobs: Mapping[Future[float], Page], say: Say) -> None:
    """Say what is done as it is done; raise the first failure at once."""
    waiting = set(jobs)
    while waiting:
        done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
        for job in done:
            say(f"  {jobs[job].slug:<16} {job.result():5.1f} s")


_TRY = "open the chapter in Jupyter and run it up to this cell"


def _failed(path: Path, error: PapermillExecutionError) -> BuildError:
    return BuildError(
        "A cell of a chapter failed.",
        where=_where(path, str(error.source), error.cell_index),
        found=f"{error.ename}: {error.evalue}".replace("\n", "\n  "),
        # The project's own errors say what to do themselves.
        do="" if "what to do:" in error.evalue else _TRY,
    )


def _where(path: Path, source: str, index: int) -> str:
    """The notebook, the cell's number in the file, counting every cell from 1, and its first line.

    Papermill puts a cell of parameters into what it runs; count as the author's file does.
    """
    sources = [cell.source for cell in read_notebook(path).cells]
    number = sources.index(source) + 1 if source in sources else index
    lines = [line for line in source.splitlines() if line.strip()]
    return f"{path}, cell {number}: {lines[0].strip() if lines else ''}"


@contextlib.contextmanager
def _working_directory(folder: Path) -> Iterator[None]:
    """Run in `folder`, as the kernels inherit it; paths given must be absolute."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
