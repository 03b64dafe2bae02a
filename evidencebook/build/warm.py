"""The warm process: it has the libraries imported and the snapshot read, and forks.

Starting Python and importing pandas and matplotlib takes longer than many a chapter computes. So
one process does it once, and each notebook runs in a fork of it: a copy, of which nothing comes
back, so that no chapter can change what the next one finds.

What is warmed is what every new process would come to by itself and what does not depend on the
notebook: modules, cards, areas, the tables of the snapshot, the typeface; and where many books
are to be built, what the package remembers of the country (`rehearsal`). What is refused: to
fork while threads run here, as a lock that one holds would stay locked in the copy for ever.
Therefore BLAS is limited to one thread, and Arrow is kept from starting any.

It is a program of its own (``python -m evidencebook.build.warm DESCRIPTOR``), started by
`evidencebook.build.engine`, since the builder has threads. It listens on one socket that it
inherits: for each notebook it is sent two ends, one for the fork to talk through and one, the
leash, to tell how the fork ended. A leash that is let go, by closing it or by the builder's
death, kills the fork; if the socket itself closes, everything ends.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import json
import os
import selectors
import signal
import socket
import sys
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from evidencebook.errors import EvidenceBookError

if TYPE_CHECKING:
    from evidencebook.build.fork_kernel import ForkKernel

# What is said over the sockets: by the warm process, and to it.
READY, FORKED, REFUSED = b"ready", b"forked", b"refused: "
FORK, INTERRUPT = b"fork", b"interrupt"
# Set before the libraries are loaded; they start a thread for each processor, or one of their own.
ONE_THREAD = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
    "VECLIB_MAXIMUM_THREADS": "1",
    "ARROW_IO_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
}
MODULES = (
    "numpy",
    "pandas",
    "pyarrow.parquet",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
    "seaborn",
    "shapely",
    # What these libraries would import at their first use.
    "encodings.unicode_escape",
    "matplotlib.backends.backend_mixed",
    "pandas.core.methods.to_dict",
    "pandas.core.reshape.reshape",
    "pandas.io.formats.csvs",
    "evidencebook.blocks.html",
    "evidencebook.chapter",
)
BACKEND = "module://matplotlib_inline.backend_inline"
_PR_SET_PDEATHSIG = 1


def threads() -> list[str]:
    """Names of the threads that run in this process beside the one that asks."""
    tasks = Path("/proc/self/task")
    return [
        (task / "comm").read_text().strip()
        for task in tasks.iterdir()
        if task.name != str(os.getpid())
    ]


def _refusal() -> bytes:
    """Why it would not be safe to fork now; empty if it is."""
    running = threads()
    return REFUSED + f"threads are running: {', '.join(running)}".encode() if running else b""


@contextlib.contextmanager
def _without(name: str) -> Iterator[None]:
    """Let nothing import a package for now: seaborn can do without scipy, and no chart needs it.

    Importing it takes a second, which every build would pay.
    """
    sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[name]


def main() -> None:
    """Warm up, say so, and fork until the builder is gone."""
    control = socket.socket(fileno=int(sys.argv[1]))
    # As in ipykernel; the backend itself is for a fork to load, where it finds a shell.
    os.environ.setdefault("MPLBACKEND", BACKEND)
    with _without("scipy"):
        for name in MODULES:
            importlib.import_module(name)
    from evidencebook.build import fork_kernel

    warm, ahead = Warm(control, fork_kernel.made()), _snapshot()
    if len(sys.argv) > 2:
        for _ in chain(ahead, _rehearsal(*json.loads(sys.argv[2]))):
            pass
    control.send(_refusal() or READY)
    warm.run(ahead)
    os._exit(0)  # nobody waits for half a second of tidying up


def _snapshot() -> Iterator[None]:
    """Read the snapshot ahead, a little at each step."""
    from evidencebook import settings
    from evidencebook.analysis.figures import opened
    from evidencebook.blocks.charts import fonts

    for weight in fonts.WEIGHTS:
        fonts.text_width("0", weight=weight)
    yield
    data = settings.data_folder()
    if not data.is_absolute():
        return  # a fork runs in another folder, where the same path is another snapshot
    # A snapshot that cannot be read is for the chapters to complain of.
    with contextlib.suppress(EvidenceBookError):
        figures = opened(data)
        figures.areas.search("")
        store = figures.store
        for kind in ("lookup", "indicator"):
            for name in store.names(kind):
                yield
                store.preload(name)


def _rehearsal(area: str, notebooks: list[str]) -> Iterator[None]:
    """Practise what many chapters will do; without a snapshot or the area there is nothing to."""
    from evidencebook.build.rehearsal import rehearse

    with contextlib.suppress(EvidenceBookError):
        yield from rehearse(map(Path, notebooks), area)


@dataclass
class _Fork:
    """One notebook's process."""

    pid: int
    end: int
    leash: socket.socket | None

    def signal(self, number: int) -> None:
        """Send a signal to it and to all that it has started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, number)


class Warm:
    """The process that forks, and looks after its forks.

    Parameters
    ----------
    control : socket
        Where it is asked to fork.
    kernel : ForkKernel
        What each fork runs a copy of.
    """

    def __init__(self, control: socket.socket, kernel: ForkKernel) -> None:
        self.control, self.kernel = control, kernel
        self.forks: dict[int, _Fork] = {}
        self.selector = selectors.DefaultSelector()
        self.selector.register(control, selectors.EVENT_READ, self._asked)
        self.over = False

    def run(self, ahead: Iterator[None]) -> None:
        """Do what is asked, and in between what is `ahead`."""
        busy = True
        while not self.over:
            for key, _ in self.selector.select(0 if busy else None):
                key.data()
            if busy and next(ahead, self) is self:
                busy = False
                gc.collect()
                gc.freeze()  # so that a fork's collector does not write to what it shares
        for fork in self.forks.values():
            fork.signal(signal.SIGKILL)

    def _asked(self) -> None:
        asked, ends, _, _ = socket.recv_fds(self.control, len(FORK), 2)
        if not asked:
            self.over = True
            return
        talk, leash = (socket.socket(fileno=end) for end in ends)
        if refusal := _refusal():
            leash.send(refusal)
            talk.close()
            leash.close()
            return
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            _live(partial(self._leave_behind, leash), self.kernel, talk, parent)
        with contextlib.suppress(PermissionError, ProcessLookupError):
            os.setpgid(pid, pid)  # the fork does so too; whoever is first
        talk.close()
        with contextlib.suppress(BrokenPipeError):
            leash.send(FORKED)
        fork = self.forks[pid] = _Fork(pid, os.pidfd_open(pid), leash)
        self.selector.register(fork.end, selectors.EVENT_READ, partial(self._ended, fork))
        self.selector.register(leash, selectors.EVENT_READ, partial(self._pulled, fork))

    def _pulled(self, fork: _Fork) -> None:
        """The builder wants a fork interrupted, or no longer wants it at all."""
        assert fork.leash is not None
        if fork.leash.recv(len(INTERRUPT)) == INTERRUPT:
            fork.signal(signal.SIGINT)
            return
        self._let_go(fork)
        fork.signal(signal.SIGKILL)

    def _ended(self, fork: _Fork) -> None:
        fork.signal(signal.SIGKILL)  # what it has left running
        _, status = os.waitpid(fork.pid, 0)
        self.selector.unregister(fork.end)
        os.close(fork.end)
        if fork.leash is not None:
            with contextlib.suppress(OSError):
                fork.leash.send(json.dumps(os.waitstatus_to_exitcode(status)).encode())
            self._let_go(fork)
        del self.forks[fork.pid]

    def _let_go(self, fork: _Fork) -> None:
        assert fork.leash is not None
        self.selector.unregister(fork.leash)
        fork.leash.close()
        fork.leash = None

    def _leave_behind(self, leash: socket.socket) -> None:
        """Close, in a fork, what is the parent's."""
        self.selector.close()
        self.control.close()
        leash.close()
        for other in self.forks.values():
            os.close(other.end)
            if other.leash is not None:
                other.leash.close()


def _live(
    leave_behind: Callable[[], None], kernel: ForkKernel, talk: socket.socket, parent: int
) -> None:
    """The whole life of a fork; it never returns into the parent's code."""
    from evidencebook.build import fork_kernel
    from evidencebook.build.wire import Wire

    status, stderr = 1, os.dup(2)  # as the notebook's own takes its place
    try:
        os.setpgid(0, 0)
        # Should the parent die, its forks die with it; it may have died before this was said.
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() == parent:
            leave_behind()
            fork_kernel.run(kernel, Wire(talk))
            status = 0
    except BaseException:
        os.write(stderr, traceback.format_exc().encode())
    finally:
        os._exit(status)


if __name__ == "__main__":
    main()
