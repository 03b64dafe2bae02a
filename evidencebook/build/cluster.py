"""Build books on a Dask cluster, and publish them here.

A unit is an area's book, as in the pool on one machine. What it is built from is sent to a worker
once, each file by its hash; the finished edition and the executed chapters come back, into the
same site and the same store of results. A job whose worker dies is given to another by Dask.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evidencebook import settings
from evidencebook.build import book, history, inputs, lock, plan, publish, remote
from evidencebook.build.past import BLOCKS, EDITIONS, RECORD, Past, published
from evidencebook.build.plan import Order
from evidencebook.build.remote import Done, Files, Job
from evidencebook.build.results import folder as kept_in
from evidencebook.build.unit import Outcome, Unit, told
from evidencebook.errors import BuildError, EvidenceBookError, of_the_system
from evidencebook.files import write_whole

if TYPE_CHECKING:
    from distributed import Client, Future

CONNECT_SECONDS = 15
# How many bytes are sent to a worker at once.
BATCH = 8_000_000
# How many jobs wait on the cluster for each that runs.
WAITING = 2
# How often a book is given to a worker that lacks files, before it is given up.
AGAIN = 10


class Cluster:
    """A Dask cluster that builds books. A context, connected from its beginning to its end.

    Parameters
    ----------
    address : str
        The scheduler's, such as ``tcp://10.0.0.1:8786``.

    Raises
    ------
    BuildError
        When Dask is not installed, the scheduler or its workers are not there, or a worker has
        another version of the program or of a library.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self._about = remote.about()
        self._projects: dict[str, Files] = {}
        self._before: dict[str, tuple[str, ...]] = {}
        self._again: Counter[str] = Counter()

    def build(self, units: Sequence[Unit]) -> Iterator[Outcome]:
        """Build books, begun in the order given, and tell of each as it is done."""
        from distributed import as_completed

        waiting, running = list(reversed(units)), as_completed(loop=self._client.loop)
        jobs: dict[Future, tuple[Unit, Order]] = {}
        while waiting or jobs:
            while waiting and len(jobs) < self._room():
                unit = waiting.pop()
                started = self._start(unit)
                if isinstance(started, Outcome):
                    yield started
                else:
                    future, order = started
                    jobs[future] = (unit, order)
                    running.add(future)
            if jobs:
                future = next(running)
                unit, order = jobs.pop(future)
                outcome = self._ended(future, unit, order)
                if outcome is None:
                    waiting.append(unit)
                else:
                    yield outcome

    def close(self) -> None:
        """Let the cluster go; what still runs for this client is given up."""
        self._client.close()

    def __enter__(self) -> Cluster:
        self._client = _connected(self.address)
        try:
            self._refuse_others()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _refuse_others(self) -> None:
        """Raise BuildError where a worker would not make the same book."""
        found = self._client.run(remote.about, on_error="return")
        for worker, there in sorted(found.items()):
            if not isinstance(there, Mapping):
                raise _not_at_hand(worker, there)
            if other := remote.others(self._about, there):
                raise remote.foreign(worker, other)

    def _room(self) -> int:
        return WAITING * max(1, sum(self._client.nthreads().values()))

    def _start(self, unit: Unit) -> tuple[Future, Order] | Outcome:
        """Give a book to the cluster, unless it stands, or cannot be ordered."""
        options = unit.options
        try:
            order = book.of_unit(unit)
            if not (options.fresh or options.strict) and book.stands(order):
                return Outcome(unit.area, unit.name, lines=(f"{unit.name}: nothing changed",))
            job = self._job(unit, order)
        except EvidenceBookError as error:
            return Outcome(unit.area, unit.name, error=told(error))
        except OSError as error:
            return Outcome(unit.area, unit.name, error=told(of_the_system(error)))
        return self._client.submit(remote.build, job, pure=False), order

    def _job(self, unit: Unit, order: Order) -> Job:
        before = published(order.site, order.name)
        self._before[unit.area] = tuple(past.id for past in before)
        return Job(
            unit,
            order.name,
            self._project(order),
            self._about,
            _settings(),
            _earlier(before, order.name),
            {} if unit.options.fresh else remote.results_of(kept_in(), unit.slug),
        )

    def _project(self, order: Order) -> str:
        """The hash of the list of what a book is built from; its files are held ready to send."""
        paths = project_files(order.root, settings.data_folder())
        listed = {name: inputs.sha256(path) for name, path in paths.items()}
        text = json.dumps(listed, sort_keys=True).encode()
        digest = hashlib.sha256(text).hexdigest()
        if digest not in self._projects:
            contents = [path.read_bytes() for path in paths.values()]
            found = {hashlib.sha256(content).hexdigest(): content for content in contents}
            self._projects = {digest: {digest: text, **found}}
        return digest

    def _ended(self, future: Future, unit: Unit, order: Order) -> Outcome | None:
        """What came of a job; None where it has to be given to the cluster again."""
        try:
            done: Done = future.result()
        except CancelledError as error:
            raise BuildError(
                "The connection to the scheduler was lost.",
                where=self.address,
                do="see whether it runs, and run the same command again: it goes on where it was",
            ) from error
        except Exception as error:  # whatever a worker's death or its Dask make of it
            return Outcome(unit.area, unit.name, error=told(_lost(unit, error)))
        finally:
            future.release()
        if done.lacking:
            return self._sent(done.worker, unit)
        if not done.outcome.error:
            if not self._publish(done, unit, order):
                return None
            for name, content in done.results.items():
                write_whole(remote.inside(kept_in(), name), content)
        return done.outcome

    def _sent(self, worker: str, unit: Unit) -> Outcome | None:
        """Send a worker the files that it does not keep; the outcome if it cannot keep them."""
        (files,) = self._projects.values()
        wanted = self._asked(worker, remote.lacking, list(files))
        problem = "" if isinstance(wanted, list) else str(wanted)
        for batch in _batches(files, wanted if isinstance(wanted, list) else []):
            answer = self._asked(worker, remote.put, batch)
            problem = problem or ("" if answer is None else f"{type(answer).__name__}: {answer}")
        self._again[unit.area] += 1
        if self._again[unit.area] < AGAIN:
            return None
        error = BuildError(
            "A worker of the cluster does not keep what a book is built from.",
            where=worker,
            found=problem or "files that were sent are not there",
            do="see that its cache folder can be written to and has room; look at its log",
        )
        return Outcome(unit.area, unit.name, error=told(error))

    def _asked(self, worker: str, function: Callable[..., Any], *given: Any) -> Any:
        """What a function says on a worker, or the error; a worker may be gone by now."""
        try:
            said = self._client.run(function, *given, workers=[worker], on_error="return")
        except (OSError, ValueError) as error:
            return error
        return said.get(worker)

    def _publish(self, done: Done, unit: Unit, order: Order) -> bool:
        """Publish a finished edition; False where another has been published in the meantime."""
        site, name = order.site, order.name
        with lock.of_book(site, name):
            now = tuple(past.id for past in published(site, name))
            if now != self._before[unit.area]:
                return False
            new = str(json.loads(done.edition[RECORD])["id"])
            with publish.staging(site, name) as staged:
                remote.write_all(staged, done.edition)
                kept = history.earlier(site, name, new, settings.editions_kept())
                history.keep(kept, staged)
                publish.publish(staged, site, name)
        return True


def project_files(root: Path, data: Path) -> dict[str, Path]:
    """What books are built from, by path in a project's folder with its data in ``data``."""
    contents = plan.contents(root, compared=True)
    pages = [page.path for page in (contents.front, *contents.pages)]
    kept = {**inputs.files(data, [*inputs.CARDS, inputs.STRATEGIES]), **inputs.tables(data)}
    found = {
        **inputs.templates(root),
        **{path.relative_to(root).as_posix(): path for path in pages},
        **{f"data/{name}": path for name, path in kept.items()},
    }
    return {inputs.LOCK: root / inputs.LOCK, **found} if (root / inputs.LOCK).is_file() else found


def _batches(files: Files, wanted: Sequence[str]) -> Iterator[Files]:
    batch: Files = {}
    for digest in wanted:
        batch[digest] = files[digest]
        if sum(map(len, batch.values())) > BATCH:
            yield batch
            batch = {}
    yield batch


def _earlier(before: Sequence[Past], name: str) -> Files:
    """Of the editions before, what a new one is compared with, laid out as in a site.

    It is compared with the newest; with the one before that, if the newest is published again.
    """
    found: Files = {}
    for number, past in enumerate(before[: settings.editions_kept() + 1]):
        # Folders are read in the reverse order of their names.
        top = f"{name}/{EDITIONS}/{999 - number}-{past.id}" if number else name
        names = [RECORD]
        if number < 2:
            names += [BLOCKS, *(block["data"] for block in past.blocks() if block["data"])]
        found |= {f"{top}/{one}": (past.folder / one).read_bytes() for one in names}
    return found


def _settings() -> dict[str, str]:
    """The settings that a book depends on, as they are here."""
    publisher = settings.publisher()
    return {
        **{key: publisher[part] for part, key in settings.PUBLISHER.items()},
        "EVIDENCEBOOK_EDITIONS": str(settings.editions_kept()),
        "EVIDENCEBOOK_CELL_SECONDS": f"{settings.cell_seconds():g}",
        "EVIDENCEBOOK_CHAPTER_SECONDS": f"{settings.chapter_seconds():g}",
        "EVIDENCEBOOK_CHAPTER_MEGABYTES": f"{settings.chapter_megabytes():g}",
    }


def _connected(address: str) -> Client:
    try:
        from distributed import Client
    except ImportError as error:
        raise BuildError(
            "Dask is not installed, which --scheduler needs.",
            found=str(error),
            do="pip install 'evidencebook[dask]', or: pip install -r requirements-dask.txt",
        ) from error
    client: Client | None = None
    try:
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
        client.wait_for_workers(1, timeout=CONNECT_SECONDS)
    except (OSError, ValueError) as error:  # a time that has run out is an OSError
        if client:
            client.close()
        raise BuildError(
            "The cluster has no workers." if client else "The scheduler cannot be reached.",
            where=address,
            expected="a Dask scheduler and at least one worker",
            found=str(error) or type(error).__name__,
            do="start them with 'dask scheduler' and 'dask worker'; see docs/many-areas.md",
        ) from error
    return client


def _not_at_hand(worker: str, error: Any) -> BuildError:
    return BuildError(
        "A worker of the cluster cannot run the program.",
        where=worker,
        expected="evidencebook, installed where 'dask worker' runs",
        found=f"{type(error).__name__}: {error}",
        do="install it on each worker, with the same requirements.txt, and start the worker again",
    )


def _lost(unit: Unit, error: Exception) -> BuildError:
    return BuildError(
        "The cluster could not build the book.",
        where=f"{unit.name} ({unit.area})",
        found=f"{type(error).__name__}: {error}",
        do="look at the workers' logs; a shortage of memory kills workers",
    )
