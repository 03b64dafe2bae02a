"""A notebook's kernel within a fork: IPython's own, with one socket and no history.

Everything that makes an output is ipykernel's: its shell, display hook, display publisher and
messages, so that a notebook's outputs are what papermill's own engine gives. Its own are the
streams of text, which are sent when a cell displays something, asks for it or ends, and not
five times a second, so that a cell's outputs are the same however fast the machine is; and the
limits of what a cell may put out.

No configuration of the user's is read (``ipython_config.py``, start-up files), as a book must
not depend on who builds it.
"""

from __future__ import annotations

import asyncio
import codecs
import contextlib
import gc
import inspect
import io
import logging
import os
import random
import resource
import select
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import ipykernel
import numpy as np
from ipykernel.ipkernel import IPythonKernel
from jupyter_client.session import Session, new_id
from traitlets.config import Config

from evidencebook.build.job import KEY, Job, Limits
from evidencebook.build.wire import Wire
from evidencebook.errors import BuildError

# What ipykernel sets, for its subprocesses and for matplotlib, before a job's environment is known.
OWN = ("TERM", "CLICOLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "PAGER", "GIT_PAGER", "MPLBACKEND")
SEED = 0
RARELY = (50_000, 10, 10)
_CHUNK = 1 << 16
_CHUNKS_AT_ONCE = 64
_RESERVE = 64_000_000


class _Session(Session):
    """Messages as ipykernel makes them, within the limits of what may be shown."""

    limits = Limits()
    pieces = shown = 0

    def send(self, stream: Any, msg_or_type: Any, *args: Any, **options: Any) -> Any:
        """Send a message; raise BuildError in the cell that shows too much."""
        if isinstance(msg_or_type, dict):
            self._count(msg_or_type)
        return super().send(stream, msg_or_type, *args, **options)

    def _count(self, message: dict[str, Any]) -> None:
        kind = message["msg_type"]
        if kind not in ("display_data", "execute_result", "update_display_data"):
            return
        self.pieces += kind != "update_display_data"
        self.shown += len(self.pack(message["content"]))
        if self.pieces > self.limits.pieces:
            self._refuse(f"{self.limits.pieces:,} outputs in one cell", f"{self.pieces:,}")
        if self.shown > self.limits.shown:
            found = f"{self.shown / 1e6:,.0f} MB"
            self._refuse(f"{self.limits.shown / 1e6:,.0f} MB of outputs in one notebook", found)

    def _refuse(self, most: str, found: str) -> None:
        raise BuildError(
            "A cell shows too much.", expected=f"at most {most}", found=found, do="show less"
        )


class _Text(io.TextIOBase):
    """A cell's standard output or error."""

    encoding = "UTF-8"

    def __init__(self, name: str, number: int, kernel: ForkKernel) -> None:
        self.name, self.kernel, self.limits = name, kernel, kernel.session.limits
        self._number, self._elsewhere = number, False
        self._lock = threading.RLock()
        self._held: list[str] = []
        self.set_parent({})
        self._drain = _captured(self)
        os.register_at_fork(after_in_child=self._leave)

    def _leave(self) -> None:
        """In a process that the notebook has forked: write to the descriptor from now on."""
        self._elsewhere, self._held = True, []

    def fileno(self) -> int:
        """The descriptor that subprocesses write to, which is captured too."""
        return self._number

    def writable(self) -> bool:
        """Whether it can be written to: yes."""
        return True

    def set_parent(self, parent: dict[str, Any]) -> None:
        """Begin a cell: the message that asked for it."""
        with self._lock:
            self._parent = parent
            self._left, self._cut, self._sent = self.limits.text, 0, 0

    def write(self, text: str) -> int:
        """Keep text until it is asked for; what exceeds the limit is only counted."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        if self._elsewhere:
            return os.write(self._number, text.encode())
        with self._lock:
            size = min(len(text), self._left)
            self._left -= size
            self._cut += len(text) - size
            if size:
                self._held.append(text[:size])
        return len(text)

    def flush(self) -> None:
        """Send what is held as one output; a cell that asks too often is not heeded."""
        if self._elsewhere or self._sent >= self.limits.pieces:
            return
        self._send()

    def finish(self) -> None:
        """End a cell: send the rest, and say how much was cut off."""
        self._drain()
        with self._lock:
            if self._cut:
                self._held.append(
                    f"\n… {self._cut:,} more characters, beyond the {self.limits.text:,} that "
                    "are kept of one cell\n"
                )
            self._send()

    def _send(self) -> None:
        with self._lock:
            text, self._held = "".join(self._held), []
            if text:
                self._sent += 1
                content = {"name": self.name, "text": text}
                self.kernel.publish("stream", content, self._parent)


class ForkKernel(IPythonKernel):
    """IPython's kernel, with a `Wire` in the place of its sockets."""

    session: Any
    shell: Any
    texts: tuple[_Text, ...] = ()
    memory = 0

    def publish(self, kind: str, content: dict[str, Any], parent: dict[str, Any]) -> None:
        """Send a message to whoever listens to the kernel."""
        self.session.send(self.iopub_socket, self.session.msg(kind, content, parent=parent))

    async def handle(self, request: dict[str, Any]) -> None:
        """Answer one request: busy, what it is answered with, idle."""
        kind = request["msg_type"]
        self.set_parent([], request, "shell")
        for text in self.texts:  # even where a cell has put something in the place of one
            text.set_parent(request)
        self.publish("status", {"execution_state": "busy"}, request)
        if kind == "execute_request":
            self._reply(request, await self._executed(request))
        elif kind == "kernel_info_request":
            self._reply(request, {"status": "ok", **self.kernel_info})
        elif kind in self.shell_handlers:  # those of widgets
            answer = self.shell_handlers[kind](self.iopub_socket, [], request)
            if inspect.isawaitable(answer):
                await answer
        self.publish("status", {"execution_state": "idle"}, request)

    def _reply(self, request: dict[str, Any], content: dict[str, Any]) -> None:
        kind = request["msg_type"].replace("_request", "_reply")
        self.session.send(self.iopub_socket, self.session.msg(kind, content, parent=request))

    async def _executed(self, request: dict[str, Any]) -> dict[str, Any]:
        asked = request["content"]
        self.session.pieces = 0
        count = {"code": asked["code"], "execution_count": self.execution_count}
        self.publish("execute_input", count, request)
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        self._limit(0)
        try:
            return await self.do_execute(
                asked["code"],
                asked["silent"],
                asked["store_history"],
                asked["user_expressions"],
                asked["allow_stdin"],
            )
        finally:
            signal.signal(signal.SIGINT, before)
            self._limit(_RESERVE)
            for text in self.texts:
                text.finish()

    def _limit(self, reserve: int) -> None:
        """Limit the memory to what a cell may have and a reserve, for telling that it is full."""
        if self.memory:
            most = self.memory + _RESERVE
            resource.setrlimit(resource.RLIMIT_DATA, (self.memory + reserve, most))


def made() -> ForkKernel:
    """Make the kernel, in the parent, for all forks. No cell ever runs in that one."""
    config = Config()
    config.HistoryManager.enabled = False  # it would start a thread
    kernel: ForkKernel = ForkKernel.instance(
        config=config,
        session=_Session(key=KEY),
        log=logging.getLogger(__name__),
        user_ns=None,  # so that it makes a module of its own
    )
    # Only a cell that waits in an event loop asks for it.
    kernel.shell_channel_thread = SimpleNamespace(parent_thread=None)
    kernel.shell.extension_manager.load_extension("storemagic")
    return kernel


def run(kernel: ForkKernel, wire: Wire) -> None:
    """Run a notebook's cells, in the fork, until the other end closes."""
    first = wire.receive()
    if first is None:
        return
    _become(kernel, wire, Job.unpacked(first[0]))
    with contextlib.suppress(BrokenPipeError):  # nobody wants to know any more
        asyncio.run(_serve(kernel, wire))


async def _serve(kernel: ForkKernel, wire: Wire) -> None:
    while not wire.closed:
        for parts in wire.arrived():
            _, rest = kernel.session.feed_identities(parts)
            await kernel.handle(kernel.session.deserialize(rest))
        await _readable(wire)


async def _readable(wire: Wire) -> None:
    """Wait for more, while what the cells have begun in the event loop goes on."""
    loop = asyncio.get_running_loop()
    there = loop.create_future()
    loop.add_reader(wire.end, there.set_result, None)
    try:
        await there
    finally:
        loop.remove_reader(wire.end)


def _become(kernel: ForkKernel, wire: Wire, job: Job) -> None:
    """Make of a copy of the parent what a new kernel is: its surroundings, state and limits."""
    os.chdir(job.folder)
    # A fork lives for seconds, within a limit of memory: it need not look for litter all the time.
    gc.set_threshold(*RARELY)
    own = {key: os.environ[key] for key in OWN}
    os.environ.clear()
    os.environ.update(job.environment | own)
    del sys.path[0]  # where the package is, as for any program that is started as a module
    installed = [path.endswith(("site-packages", "dist-packages")) for path in sys.path]
    sys.path.insert(installed.index(True) if any(installed) else len(sys.path), "")
    sys.argv[:] = [str(Path(ipykernel.__file__).parent.parent / "ipykernel_launcher.py")]
    # A copy would go on with the parent's numbers: random's is seeded anew by Python itself from
    # chance, numpy's is not. Both begin at one known place, so that a book can be built again.
    random.seed(SEED)
    np.random.seed(SEED)
    kernel.session.limits = job.limits
    kernel.session.pid, kernel.session.session = os.getpid(), new_id()
    kernel.iopub_socket = wire
    kernel.shell.displayhook.pub_socket = kernel.shell.display_pub.pub_socket = wire
    kernel.texts = (_Text("stdout", 1, kernel), _Text("stderr", 2, kernel))
    sys.stdout, sys.stderr = kernel.texts
    if job.limits.memory:
        kernel.memory = _private() + job.limits.memory


def _captured(stream: _Text) -> Callable[[], bool]:
    """Read what C code and subprocesses write; return how to fetch what is there at once."""
    reader, writer = os.pipe()
    os.dup2(writer, stream.fileno())
    os.close(writer)
    os.set_blocking(reader, False)
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    poll = select.poll()
    poll.register(reader, select.POLLIN)
    lock = threading.Lock()

    def drain() -> bool:
        with lock:
            return _drained(reader, lambda data: stream.write(decoder.decode(data)))

    def watch() -> None:
        while drain():
            poll.poll()

    threading.Thread(target=watch, daemon=True).start()
    return drain


def _drained(reader: int, take: Callable[[bytes], object]) -> bool:
    """Read what is there, up to a bound; whether there may be more later."""
    for _ in range(_CHUNKS_AT_ONCE):
        try:
            data = os.read(reader, _CHUNK)
        except BlockingIOError:
            return True
        if not data:
            return False
        take(data)
    return True


def _private() -> int:
    """The bytes of private memory that this process has; Linux counts what may be written to."""
    lines = Path("/proc/self/status").read_text().splitlines()
    kilobytes = next(line.split()[1] for line in lines if line.startswith("VmData:"))
    return int(kilobytes) * 1024
