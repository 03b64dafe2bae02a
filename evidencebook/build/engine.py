"""A papermill engine that runs each notebook in a fork of one warm process.

``papermill --engine evidencebook chapter.ipynb out.ipynb`` uses it too. Everything but the kernel
is papermill's own engine: this one hands it a kernel that is there already (`Fork`), and all that
becomes of cells, outputs, errors and metadata is the work of papermill and nbclient.

Linux only: elsewhere, where threads run in the warm process, and for kernels that are not Python,
papermill's own engine runs the notebook, and a warning says why.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import json
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, cast

from jupyter_client.session import Session
from nbclient.exceptions import DeadKernelError
from papermill.engines import NBClientEngine
from papermill.log import logger

from evidencebook import settings
from evidencebook.build import warm
from evidencebook.build.job import KEY, Job, Limits
from evidencebook.build.wire import Wire

NAME = "evidencebook"
KERNEL = "python3"
START_SECONDS = 120
END_SECONDS = 10
# The option is that of ipykernel's own kernels: their tracebacks show the same lines.
_PROGRAM = (sys.executable, "-Xfrozen_modules=off", "-m", warm.__name__)


class Unforkable(Exception):
    """Why notebooks cannot run in forks here; another engine must run them."""


class WarmProcess:
    """The process that forks, as the builder sees it. Close it, or use it as a context.

    It warms up by itself; the first `fork` waits until it is ready.

    Parameters
    ----------
    rehearsal : tuple of str and sequence of Path, optional
        An area and notebooks to practise with before the first fork, which takes as long as a
        book's chapters: see `evidencebook.build.rehearsal`.

    Raises
    ------
    Unforkable
        On a system where it cannot work.
    """

    def __init__(self, rehearsal: tuple[str, Sequence[Path]] | None = None) -> None:
        if why := obstacle():
            raise Unforkable(why)
        self._control, theirs = _pair(socket.SOCK_SEQPACKET)
        self._asking = threading.Lock()
        self._answer = b""
        self._process = subprocess.Popen(
            [*_PROGRAM, str(theirs.fileno()), *_given(rehearsal)],
            cwd=settings.ROOT,  # so that it is this package, installed or not
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            env={**os.environ, **warm.ONE_THREAD},
            pass_fds=[theirs.fileno()],
            start_new_session=True,  # Ctrl-C is for the builder, which then ends this one
        )
        theirs.close()

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self._process.poll() is None

    def fork(self, limits: Limits | None = None) -> Fork:
        """Fork for one notebook, which runs in the present working directory and environment.

        Raises
        ------
        Unforkable
            When the process did not start, is gone, or has threads that run.
        """
        self._wait_until_ready()
        (mine, talk), (leash, theirs) = _pair(socket.SOCK_STREAM), _pair(socket.SOCK_SEQPACKET)
        fork = Fork(Wire(mine), leash)
        with self._asking, talk, theirs, contextlib.suppress(OSError):
            socket.send_fds(self._control, [warm.FORK], [talk.fileno(), theirs.fileno()])
        if (said := fork.said()) != warm.FORKED:
            fork.close()
            raise Unforkable(_reason(said, "the warm process is gone"))
        fork.begin(Job(str(Path.cwd()), dict(os.environ), limits or Limits()))
        return fork

    def close(self) -> None:
        """End the process, and with it every fork that still runs."""
        self._control.close()
        if not self._answer:  # it has forked nothing, and is still loading libraries
            self._process.kill()
        try:
            self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def __enter__(self) -> WarmProcess:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _wait_until_ready(self) -> None:
        with self._asking:
            if not self._answer:
                self._answer = _received(self._control, START_SECONDS) or b"it did not start"
        if self._answer != warm.READY:
            raise Unforkable(_reason(self._answer, "it did not start"))


class Fork:
    """One notebook's kernel, as nbclient expects a manager of kernels to be. A context.

    Parameters
    ----------
    wire : Wire
        To the fork.
    leash : socket
        To the warm process, which kills the fork when this end is closed.
    """

    has_kernel = True

    def __init__(self, wire: Wire, leash: socket.socket) -> None:
        self.wire, self.leash = wire, leash
        self._client = _Client(wire)

    def client(self) -> _Client:
        """Return what nbclient sends cells through."""
        return self._client

    async def interrupt_kernel(self) -> None:
        """Interrupt the cell that runs, as Ctrl-C would."""
        self.leash.send(warm.INTERRUPT)

    def begin(self, job: Job) -> None:
        """Tell the fork where and how it runs."""
        with contextlib.suppress(BrokenPipeError):  # it is dead already; nbclient will notice
            self.wire.send_multipart([job.packed()])

    def said(self) -> bytes:
        """What the warm process says next of the fork; empty if it is gone, or says nothing."""
        return _received(self.leash, END_SECONDS)

    def ending(self) -> str:
        """How a fork that is dead came to its end."""
        said = self.said()
        if not said:
            return "the warm process that it was forked from is gone"
        code = int(said)
        if code < 0:
            return f"it was killed by the signal {signal.Signals(-code).name}"
        return f"it ended by itself, with exit code {code}"

    def close(self) -> None:
        """Let the fork go: whatever it does, it is killed."""
        self._client.stop_channels()
        self.wire.close()
        self.leash.close()

    def __enter__(self) -> Fork:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Client:
    """What nbclient sends cells through and gets messages from."""

    allow_stdin = False

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.session = Session(key=KEY)
        self.shell_channel = _Channel(self)
        self.iopub_channel = _Channel(self)
        self._loop: asyncio.AbstractEventLoop | None = None

    def start_channels(self) -> None:
        """Begin to listen, when first asked for a message."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """A fork is ready as soon as it is there."""

    async def is_alive(self) -> bool:
        """Whether the fork still has its end open."""
        return not self.wire.closed

    def execute(self, code: str, store_history: bool = True, stop_on_error: bool = True) -> str:
        """Send a cell; return the message's id."""
        content = {
            "code": code,
            "silent": False,
            "store_history": store_history,
            "user_expressions": {},
            "allow_stdin": False,
            "stop_on_error": stop_on_error,
        }
        return self.send("execute_request", content)

    def kernel_info(self) -> str:
        """Ask what kernel it is; return the message's id."""
        return self.send("kernel_info_request", {})

    def send(self, message: str | dict[str, Any], content: dict[str, Any] | None = None) -> str:
        """Send a message, or one of a kind; return its id."""
        made = self.session.msg(message, content) if isinstance(message, str) else message
        with contextlib.suppress(BrokenPipeError):  # nbclient asks by itself whether it is alive
            self.session.send(cast(Any, self.wire), made)
        return str(made["header"]["msg_id"])

    def listen(self) -> None:
        """Sort messages into the channels as they arrive, in the event loop that runs now."""
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
            self._loop.add_reader(self.wire.end, self._arrived)

    def stop_channels(self) -> None:
        """Listen no more; the loop must forget the socket before it is closed."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.remove_reader(self.wire.end)

    def _arrived(self) -> None:
        for parts in self.wire.arrived():
            _, rest = self.session.feed_identities(parts)
            message = self.session.deserialize(rest)
            replies = message["msg_type"].endswith("_reply")
            (self.shell_channel if replies else self.iopub_channel).messages.put_nowait(message)
        if self.wire.closed:
            self.stop_channels()


class _Channel:
    """The messages of one kind: replies, or what is published."""

    def __init__(self, client: _Client) -> None:
        self.client = client
        self.messages: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:
        """Wait for the next message. Raises queue.Empty when there is none in time."""
        self.client.listen()
        try:
            return await asyncio.wait_for(self.messages.get(), timeout)
        except TimeoutError:
            raise queue.Empty from None

    def send(self, message: dict[str, Any]) -> None:
        """Send a message that a widget has made."""
        self.client.send(message)


class ForkEngine(NBClientEngine):  # type: ignore[misc]
    """The engine that papermill calls ``evidencebook``.

    papermill knows an engine by its class and makes no instance of it, so that the warm process
    travels as a keyword, `warm_process`; without it, there is one for the whole of this process.
    """

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,
        kernel_name: str,
        *args: Any,
        warm_process: WarmProcess | None = None,
        limits: Limits | None = None,
        say: Callable[[str], object] = logger.warning,
        **options: Any,
    ) -> None:
        """Execute the notebook's cells in a fork, or say why not and leave it to papermill."""
        try:
            if kernel_name != KERNEL:
                raise Unforkable(f"the kernel is '{kernel_name}', not '{KERNEL}'")
            fork = (warm_process or _own()).fork(limits)
        except Unforkable as reason:
            say(without_forks(reason))
            super().execute_managed_notebook(nb_man, kernel_name, *args, **options)
            return
        with fork:
            try:
                super().execute_managed_notebook(nb_man, kernel_name, *args, km=fork, **options)
            except DeadKernelError as error:
                raise DeadKernelError(f"{error}: {fork.ending()}") from error


def without_forks(reason: Unforkable) -> str:
    """What to tell the user where another engine runs a notebook."""
    return f"papermill starts a kernel for each notebook, which takes longer: {reason}"


def obstacle() -> str:
    """Why no process can be forked safely on this system; empty if one can."""
    if not sys.platform.startswith("linux"):
        return f"forking a process that uses such libraries is not safe on {sys.platform}"
    try:
        os.close(os.pidfd_open(os.getpid()))
    except (AttributeError, OSError) as error:
        return f"the system cannot watch processes ({error})"
    return ""


def _given(rehearsal: tuple[str, Sequence[Path]] | None) -> list[str]:
    if rehearsal is None:
        return []
    area, notebooks = rehearsal
    return [json.dumps([area, [str(path) for path in notebooks]])]


@cache
def _own() -> WarmProcess:
    """One warm process for this process: papermill's command line has no one to hand it one."""
    process = WarmProcess()
    atexit.register(process.close)
    return process


def _pair(kind: socket.SocketKind) -> tuple[socket.socket, socket.socket]:
    return socket.socketpair(socket.AF_UNIX, kind)


def _received(end: socket.socket, seconds: float) -> bytes:
    """One message; empty if the other end is closed, or says nothing in that time."""
    try:
        end.settimeout(seconds)
        return end.recv(1000)
    except OSError:
        return b""


def _reason(said: bytes, otherwise: str) -> str:
    text = said.decode()
    return text.removeprefix(warm.REFUSED.decode()) if text else otherwise
