"""The engine that forks: the outputs of papermill's own, isolation, deaths, limits."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from many_samples import hear_ctrl_c
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.engines import papermill_engines
from papermill.exceptions import PapermillExecutionError

from evidencebook import settings
from evidencebook.build import engine, plan
from evidencebook.build.engine import NAME, ForkEngine, Unforkable, WarmProcess
from evidencebook.build.execute import execute
from evidencebook.build.job import Limits

Run = Callable[..., nbformat.NotebookNode]
ROOT = settings.ROOT

pytestmark = pytest.mark.skipif(bool(engine.obstacle()), reason="nothing can be forked here")


@pytest.fixture(scope="module")
def process() -> Iterator[WarmProcess]:
    """One warm process for all tests of this module."""
    with WarmProcess() as process:
        yield process


@pytest.fixture
def run(tmp_path: Path, process: WarmProcess) -> Run:
    """Run cells, in a fork or with papermill's own engine; return the executed notebook."""
    papermill_engines.register(NAME, ForkEngine)

    def run(*cells: str, own: bool = False, **options: Any) -> nbformat.NotebookNode:
        forked = {"engine_name": NAME, "warm_process": process}
        return papermill.execute_notebook(
            _written(tmp_path / "cells.ipynb", cells),
            tmp_path / "out.ipynb",
            progress_bar=False,
            **({} if own else forked | options),
        )

    return run


def _written(path: Path, cells: tuple[str, ...], kernel: str = "python3") -> Path:
    nbformat.write(
        nbformat.v4.new_notebook(
            cells=[
                nbformat.v4.new_code_cell(source, id=f"cell-{at}")
                for at, source in enumerate(cells)
            ],
            metadata={"kernelspec": {"name": kernel, "display_name": kernel, "language": "python"}},
        ),
        path,
    )
    return path


def _printed(notebook: nbformat.NotebookNode, cell: int = -1) -> str:
    return "".join(output.text for output in notebook.cells[cell].outputs if "text" in output)


def _without_times(notebook: nbformat.NotebookNode) -> Any:
    """What two runs of a notebook have in common."""
    found = json.loads(nbformat.writes(notebook))
    for part in [found, *found["cells"]]:
        for key in ("start_time", "end_time", "duration", "output_path"):
            part["metadata"].get("papermill", {}).pop(key, None)
        part["metadata"].pop("execution", None)
    for cell in found["cells"]:
        if "injected-parameters" in cell["metadata"].get("tags", []):
            cell.pop("id")
    return found


SHOWN = {
    "text": "print('one')\nprint('two')",
    "both streams": "import sys\nprint('out')\nprint('err', file=sys.stderr)\nprint('out again')",
    "flushed": "print('one', flush=True)\nprint('two', flush=True)",
    "a result": "{'a': [1, 2.5, None], 2: 'two'}",
    "a frame": "import pandas as pd\npd.DataFrame({'a': [1, 2], 'b': ['x', None]})",
    "several outputs": "from IPython.display import HTML, display\nprint('before')\n"
    "display(HTML('<b>one</b>'), {'text/plain': 'two', 'x/y': {'z': 1}}, raw=False)\n"
    "display({'text/plain': 'three'}, raw=True, metadata={'k': 'v'})\nprint('after')\n'result'",
    "an updated display": "from IPython.display import display\n"
    "shown = display('first', display_id='it')\ndisplay('other')\nshown.update('second')",
    "a cleared output": "from IPython.display import clear_output\n"
    "print('gone')\nclear_output()\nprint('stays')",
    "a plot": "import matplotlib.pyplot as plt\nfigure, axes = plt.subplots(figsize=(2, 1))\n"
    "axes.plot([1, 2])\nplt.show()\nprint(plt.get_backend(), plt.get_fignums())",
    "a plot not shown": "import matplotlib.pyplot as plt\nplt.figure(figsize=(1, 1))",
    "logging": "import logging\nlogging.warning('heed this')\nlogging.info('not this')",
    "bytes": "from IPython.display import Image\nImage(data=bytes(range(9)), format='png')",
    "magics": "%precision 2\n%alias_magic t time\nx = 3.14159\n%pwd",
    "a shell": "!echo from the shell",
    "awaited": "import asyncio\nawait asyncio.sleep(0)\nprint(await asyncio.sleep(0, 'awaited'))",
    "a widget": "import comm\nc = comm.create_comm(target_name='jupyter.widget', comm_id='c1',\n"
    "    data={'state': {'_model_name': 'M', '_model_module': 'm', "
    "'_model_module_version': '1', 'value': 7}})\nc.send({'state': {'value': 8}})",
    "history": "1 + 1\n_ih[-1], In[-1][:5]",
    "the last result": "_ = 3\nOut",
}


FAILING = {
    "an exception": "def fail(figure):\n    return 1 / figure\n\nfail(0)",
    "a syntax error": "for x in\n",
    "one after another": "try:\n    {}['a']\nexcept KeyError as error:\n"
    "    raise ValueError from error",
    "input": "name = input('Who? ')",
    "a password": "from getpass import getpass\ngetpass()",
    "an exit": "raise SystemExit(3)",
    "a magic that is none": "%nosuchmagic",
    "a representation": "class Bad:\n    def _repr_html_(self):\n"
    "        raise ValueError('no')\nBad()",
    "an interrupt": "raise KeyboardInterrupt",
}


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, process: WarmProcess) -> tuple[Any, Any]:
    """One notebook of all these cells, by this engine and by papermill's own."""
    papermill_engines.register(NAME, ForkEngine)
    folder = tmp_path_factory.mktemp("both")
    path = _written(folder / "cells.ipynb", (*SHOWN.values(), *FAILING.values()))
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        cell.metadata["tags"] = ["raises-exception"]  # so that the next cell runs
    nbformat.write(notebook, path)
    forked = {"engine_name": NAME, "warm_process": process}
    return _left(path, folder / "fork.ipynb", **forked), _left(path, folder / "own.ipynb")


def _left(path: Path, out: Path, **options: Any) -> Any:
    """What is left of a notebook that fails, without what papermill says of the failure."""
    with pytest.raises(PapermillExecutionError):
        papermill.execute_notebook(path, out, progress_bar=False, **options)
    notebook = nbformat.read(out, as_version=4)
    notebook.cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return json.loads(_without_numbers(json.dumps(_without_times(notebook))))


@pytest.mark.parametrize("at", range(len(SHOWN) + len(FAILING)), ids=[*SHOWN, *FAILING])
def test_outputs_are_those_of_papermills_own_engine(both: tuple[Any, Any], at: int) -> None:
    """Outputs, tracebacks, counts and metadata of a cell: all but the times."""
    fork, own = both
    assert fork["cells"][at] == own["cells"][at]


def test_metadata_are_those_of_papermills_own_engine(both: tuple[Any, Any]) -> None:
    """Parameters, the language, what widgets hold."""
    fork, own = both
    assert fork["metadata"] == own["metadata"]
    assert fork["metadata"]["widgets"]


def test_a_failure_is_that_of_papermills_own_engine(run: Run, tmp_path: Path) -> None:
    """The same error, and the same notebook left behind, with the marks of the failure."""
    found = []
    for own in (False, True):
        with pytest.raises(PapermillExecutionError) as caught:
            run("a = 1", "1 / 0", "print('not reached')", own=own)
        left = _without_times(nbformat.read(tmp_path / "out.ipynb", as_version=4))
        for cell in left["cells"]:
            cell.pop("id")
        found.append((str(caught.value), _without_numbers(json.dumps(left))))
    assert found[0] == found[1]


def _without_numbers(text: str) -> str:
    """Cells are files named after the process that runs them, and objects after their address."""
    return re.sub(r"ipykernel_\d+|0x[0-9a-f]+", "", text)


def test_a_process_begins_like_one_of_papermills_own(run: Run) -> None:
    """Path, working directory, names, warnings, threads of the cells: what code can ask for."""
    asks = (
        "import sys, os, warnings, json, logging",
        "print(json.dumps([os.getcwd(), sys.path, __name__, sys.flags[:], sys.argv[0],"
        "sys.modules['__main__'].__dict__ is globals(), logging.getLogger().handlers,"
        "sorted(set(dir()) - {'exit', 'quit'}), sys.stdout.encoding, sys.stdout.isatty(),"
        "sorted(f'{key}={value}' for key, value in os.environ.items()"
        " if key not in ('JPY_PARENT_PID', 'PYDEVD_USE_FRAME_EVAL', 'JPY_SESSION_NAME'))]))",
    )
    assert json.loads(_printed(run(*asks))) == json.loads(_printed(run(*asks, own=True)))


def test_nothing_leaks_into_the_next_notebook(run: Run, tmp_path: Path) -> None:
    """Globals, modules, environment, directory, figures, options, random state."""
    asks = (
        "import os, sys, random, numpy as np, pandas as pd, matplotlib.pyplot as plt, seaborn\n"
        "print('left' in globals(), hasattr(np, 'left'), os.getcwd(), os.environ.get('LEFT'),"
        "plt.get_fignums(), pd.options.display.max_rows, plt.rcParams['lines.linewidth'],"
        "random.random(), np.random.rand(), len(sys.path), 'this' in sys.modules)"
    )
    spoils = (
        "import os, sys, random, numpy as np, pandas as pd, matplotlib.pyplot as plt, seaborn\n"
        "left = np.left = 1\nos.environ['LEFT'] = '1'\nos.chdir('/')\nplt.ion(); plt.figure()\n"
        "%config InlineBackend.close_figures = False\nplt.figure()\nseaborn.set_theme()\n"
        "pd.options.display.max_rows = 3\nplt.rcParams['lines.linewidth'] = 9\nrandom.seed(5)\n"
        "np.random.seed(5)\nnp.random.rand(9)\nsys.path.append('/nowhere')\nimport this"
    )
    before = _printed(run(asks))
    run(spoils)
    assert _printed(run(asks)) == before
    assert f"False False {Path.cwd()} None [] 60 1.5" in before


def test_a_relative_data_folder_is_meant_from_where_the_notebook_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The warm process, which runs elsewhere, reads nothing ahead from a folder of that name."""
    monkeypatch.setenv("EVIDENCEBOOK_DATA", "data")
    monkeypatch.chdir(tmp_path)
    papermill_engines.register(NAME, ForkEngine)
    opens = (
        "from evidencebook import settings\nfrom evidencebook.analysis.figures import opened\n"
        "opened(settings.data_folder())"
    )
    path = _written(tmp_path / "cells.ipynb", (opens,))
    with WarmProcess() as process:
        for _ in range(3):  # it reads ahead in between
            with pytest.raises(PapermillExecutionError, match="There is no snapshot"):
                papermill.execute_notebook(
                    path, None, engine_name=NAME, progress_bar=False, warm_process=process
                )


def test_random_numbers_are_the_same_in_every_fork(run: Run) -> None:
    """Those of the global generators, which are seeded; a generator of one's own is as ever."""
    draw = "import random, numpy as np\nprint(random.random(), np.random.rand())"
    assert _printed(run(draw)) == _printed(run(draw))
    own = "import numpy as np\nprint(np.random.default_rng().random())"
    assert _printed(run(own)) != _printed(run(own))


def test_a_fork_that_ends_itself_is_dead_with_its_code(run: Run) -> None:
    """The error says how it ended, and the next notebook runs."""
    with pytest.raises(DeadKernelError, match="it ended by itself, with exit code 3"):
        run("import os", "os._exit(3)")
    assert _printed(run("print('alive')")) == "alive\n"


def test_a_fork_that_is_killed_is_dead_with_the_signal(run: Run) -> None:
    """As by the system when memory runs out."""
    with pytest.raises(DeadKernelError, match="killed by the signal SIGKILL"):
        run("import os, signal", "os.kill(os.getpid(), signal.SIGKILL)")
    assert _printed(run("print('alive')")) == "alive\n"


def test_a_cell_that_hangs_is_ended(run: Run, tmp_path: Path) -> None:
    """At its time limit, with what it had started."""
    note = tmp_path / "pids"
    hangs = (
        "import os, subprocess, time\np = subprocess.Popen(['sleep', '600'])\n"
        f"open({str(note)!r}, 'w').write(f'{{os.getpid()}} {{p.pid}}')\ntime.sleep(600)"
    )
    with pytest.raises(CellTimeoutError):
        run(hangs, execution_timeout=1)
    _wait_until(lambda: not any(_runs(int(pid)) for pid in note.read_text().split()))
    assert _printed(run("print('alive')")) == "alive\n"


def test_a_cell_can_be_interrupted(run: Run) -> None:
    """Where nbclient is told to interrupt at the time limit."""
    with pytest.raises(PapermillExecutionError, match="KeyboardInterrupt"):
        run("while True:\n    pass", execution_timeout=1, interrupt_on_timeout=True)


def test_a_cell_that_fills_memory_fails(run: Run) -> None:
    """With a MemoryError of its own, beyond what it is allowed."""
    fills = "kept = []\nwhile True:\n    kept.append(bytearray(10_000_000))"
    with pytest.raises(PapermillExecutionError, match="MemoryError"):
        run(fills, limits=Limits(memory=200_000_000))
    assert _printed(run("x = bytearray(50_000_000)\nprint('enough')")) == "enough\n"


def test_a_million_lines_are_cut(run: Run) -> None:
    """What is kept is the beginning, and a line that says how much is not."""
    notebook = run("for n in range(1_000_000):\n    print('line', n)", "print('next')")
    text = _printed(notebook, 0)
    assert len(text) < 1_000_200
    assert text.startswith("line 0\nline 1\n")
    assert "… 10,888,890 more characters, beyond the 1,000,000 that are kept of one cell" in text
    assert _printed(notebook, 1) == "next\n"


def test_a_programs_flood_is_cut(run: Run) -> None:
    """What subprocesses write is counted too, and does not fill memory."""
    text = _printed(run("import os\nstatus = os.system('yes | head -c 30000000')"))
    assert len(text) < 1_000_200
    assert "more characters" in text


def test_too_much_flushing_is_not_heeded(run: Run) -> None:
    """Else each would be an output of its own."""
    notebook = run("for n in range(5000):\n    print(n, flush=True)")
    assert len(notebook.cells[0].outputs) == Limits().pieces + 1
    assert _printed(notebook).split() == [str(n) for n in range(5000)]


@pytest.mark.parametrize(
    ("cell", "limits"),
    [
        ("for n in range(50):\n    display(n)", Limits(pieces=20)),
        ("display({'text/html': 'x' * 5_000_000}, raw=True)", Limits(shown=1_000_000)),
        ("from IPython.display import HTML\nHTML('x' * 5_000_000)", Limits(shown=1_000_000)),
    ],
)
def test_a_cell_that_shows_too_much_fails(run: Run, cell: str, limits: Limits) -> None:
    """Displays are not cut off in the middle: the error says what is allowed."""
    with pytest.raises(PapermillExecutionError, match="A cell shows too much"):
        run(cell, limits=limits)


def test_what_other_programs_write_is_kept(run: Run) -> None:
    """All of it by the end of the cell, where papermill's own engine may miss some."""
    notebook = run("import os\nstatus = os.system('echo out; echo err >&2')")
    assert [(o.name, o.text) for o in notebook.cells[0].outputs] == [
        ("stdout", "out\n"),
        ("stderr", "err\n"),
    ]


def test_text_of_a_forked_child_is_kept(run: Run) -> None:
    """A process that the notebook forks writes to the notebook's output, and sends nothing."""
    forks = "import os\npid = os.fork()\nif not pid:\n    print('child')\n    os._exit(0)\n"
    assert _printed(run(forks + "done = os.waitpid(pid, 0)")) == "child\n"


def test_no_port_is_opened(run: Run) -> None:
    """A fork holds Unix sockets only, and the parent's are closed in it."""
    asks = (
        "import os, socket\nfor name in sorted(os.listdir('/proc/self/fd'), key=int):\n"
        "    path = f'/proc/self/fd/{name}'\n"
        "    if os.path.exists(path) or os.path.islink(path):\n"
        "        if os.readlink(path).startswith('socket:'):\n"
        "            print(socket.socket(fileno=os.dup(int(name))).family.name)"
    )
    # The fork's own, and the pair by which an event loop of asyncio wakes itself.
    assert _printed(run(asks)).split() == ["AF_UNIX"] * 3


def test_forks_leave_nothing_behind(run: Run, process: WarmProcess) -> None:
    """No process, no descriptor."""
    run("1")
    _wait_until(lambda: not _children(process.pid))
    before = len(list(Path(f"/proc/{process.pid}/fd").iterdir()))
    mine = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(5):
        run("1")
    _wait_until(lambda: not _children(process.pid))
    assert len(list(Path(f"/proc/{process.pid}/fd").iterdir())) == before
    assert len(list(Path("/proc/self/fd").iterdir())) == mine


def test_closing_ends_forks_too() -> None:
    """Whatever they do."""
    process = WarmProcess()
    with process.fork():
        _wait_until(lambda: bool(_children(process.pid)))
        children = _children(process.pid)
        process.close()
        _wait_until(lambda: not any(_runs(pid) for pid in [process.pid, *children]))


def test_forks_die_with_the_warm_process() -> None:
    """Even if it is killed; what runs in it is told of as dead."""
    with WarmProcess() as process, process.fork() as fork:
        children = _children(process.pid)
        os.kill(process.pid, signal.SIGKILL)
        _wait_until(lambda: not any(_runs(pid) for pid in children))
        assert fork.ending() == "the warm process that it was forked from is gone"
        with pytest.raises(Unforkable, match="the warm process is gone"):
            process.fork()


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGKILL])
def test_everything_ends_with_the_builder(tmp_path: Path, sent: signal.Signals) -> None:
    """On Ctrl-C, and if it is killed."""
    note = tmp_path / "pids"
    cell = f"import os, time\nopen({str(note)!r}, 'w').write(f'{{os.getpid()}} {{os.getppid()}}')"
    path = _written(tmp_path / "slow.ipynb", (f"{cell}\ntime.sleep(600)",))
    code = (
        "import papermill, sys\nfrom papermill.engines import papermill_engines\n"
        "from evidencebook.build.engine import ForkEngine, NAME\n"
        "papermill_engines.register(NAME, ForkEngine)\n"
        f"papermill.execute_notebook({str(path)!r}, None, engine_name=NAME)"
    )
    builder = subprocess.Popen(
        [sys.executable, "-c", code], stderr=subprocess.DEVNULL, preexec_fn=hear_ctrl_c
    )
    _wait_until(lambda: note.exists() and len(note.read_text().split()) == 2)
    builder.send_signal(sent)
    builder.wait()
    _wait_until(lambda: not any(_runs(int(pid)) for pid in note.read_text().split()))


def test_papermills_command_line_knows_it(tmp_path: Path) -> None:
    """`papermill --engine evidencebook` runs cells in a fork, once the package is installed."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    installed = tmp_path / "evidencebook-0.dist-info"
    installed.mkdir()
    lines = [f"{name} = {at}" for name, at in project["entry-points"]["papermill.engine"].items()]
    (installed / "entry_points.txt").write_text("\n".join(["[papermill.engine]", *lines]))
    cell = "import os\nprint(open(f'/proc/{os.getppid()}/cmdline').read().replace(chr(0), ' '))"
    path = _written(tmp_path / "cells.ipynb", (cell,))
    out = tmp_path / "out.ipynb"
    command = [sys.executable, "-m", "papermill", "--engine", NAME, str(path), str(out)]
    found = os.pathsep.join([str(tmp_path), str(ROOT)])
    subprocess.run(
        command, check=True, capture_output=True, env={**os.environ, "PYTHONPATH": found}
    )
    assert "evidencebook.build.warm" in _printed(nbformat.read(out, as_version=4))


def test_another_kernel_is_papermills_own_affair(
    tmp_path: Path, process: WarmProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says so, and papermill's own engine runs the notebook."""
    spec = tmp_path / "share" / "kernels" / "other"
    spec.mkdir(parents=True)
    argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    (spec / "kernel.json").write_text(
        json.dumps({"argv": argv, "display_name": "Other", "language": "python"})
    )
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "share"))
    papermill_engines.register(NAME, ForkEngine)
    said: list[str] = []
    path = _written(tmp_path / "cells.ipynb", ("print('ran')",), "other")
    notebook = papermill.execute_notebook(
        path, None, engine_name=NAME, progress_bar=False, warm_process=process, say=said.append
    )
    assert _printed(notebook) == "ran\n"
    assert "which takes longer: the kernel is 'other', not 'python3'" in said[0]


def test_without_forks_papermills_own_engine_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On other systems; the reason is said."""
    monkeypatch.setattr(sys, "platform", "darwin")
    with pytest.raises(Unforkable, match="not safe on darwin"):
        WarmProcess()


def test_a_process_with_threads_is_not_forked(tmp_path: Path, process: WarmProcess) -> None:
    """The warm process itself runs none; it asks the system before each fork."""
    assert len(list(Path(f"/proc/{process.pid}/task").iterdir())) == 1
    code = (
        "import threading\nfrom evidencebook.build import warm\n"
        "threading.Thread(target=threading.Event().wait, daemon=True).start()\n"
        "print(len(warm.threads()))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "1\n"


def test_a_process_that_does_not_start_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """And nobody waits for it."""
    monkeypatch.setenv("PYTHONHOME", "/nowhere")
    with WarmProcess() as process, pytest.raises(Unforkable, match="it did not start"):
        process.fork()


@pytest.mark.wide
def test_every_chapter_has_the_same_outputs(tmp_path: Path) -> None:
    """Byte for byte, but for the times."""
    chapters = plan.contents(ROOT).chapters
    found = {}
    for name in ("fork", "papermill"):
        (tmp_path / name).mkdir()
        made = execute(
            chapters, {"area": "lancashire"}, tmp_path / name, root=ROOT, engine=name, workers=2
        )
        found[name] = {
            slug: _without_times(nbformat.read(path, as_version=4)) for slug, path in made.items()
        }
    assert found["fork"] == found["papermill"]


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def _wait_until(true: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


@pytest.mark.parametrize("first", ["evidencebook.build.engine", "papermill"])
def test_it_may_be_imported_before_papermill(first: str) -> None:
    """Engines that are installed are loaded by papermill while it is imported, this one too."""
    code = f"import {first}; from papermill.engines import papermill_engines as e; print(e)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
