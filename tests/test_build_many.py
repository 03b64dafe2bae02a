"""The books of many areas: a pool of workers, what fails, what is told, and what a kill leaves."""

from __future__ import annotations

import contextlib
import io
import json
import re
import shutil
import signal
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import many_samples as many
import psutil
import pytest

from evidencebook.areas import Area, Areas
from evidencebook.build import lock, pool
from evidencebook.build.book import build
from evidencebook.build.many import Report, Summary, build_many, duration, largest_first
from evidencebook.build.pool import Pool, WorkerProcess
from evidencebook.build.unit import Options, Outcome, Unit, told
from evidencebook.errors import BuildError, UsageError
from evidencebook.store import Store

# One area's chapter fails, another's ends the worker, three processes up: fork, warm process.
CELLS = [
    "if area == 'southshire':\n    raise ValueError('no such figure')",
    "import os, psutil\nif area == 'eastshire':\n    psutil.Process(os.getppid()).parent().kill()",
]


@dataclass
class Run:
    """What was built, and what was told."""

    root: Path
    options: Options
    areas: list[Area]
    summary: Summary
    out: str
    err: str


def _areas(root: Path) -> list[Area]:
    return Areas(Store(root / "data" / "snapshot"), root / "data" / "areas").of_level("ltla")


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Four books by two workers: two are made, one fails, one ends its worker."""
    root = many.project(tmp_path_factory.mktemp("many") / "project", CELLS)
    options = Options(root.parent / "site", root, with_pdf=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EVIDENCEBOOK_DATA", str(root / "data"))
        out, err = io.StringIO(), io.StringIO()
        areas = _areas(root)
        summary = build_many(areas, options, workers=2, out=out, err=err)
        return Run(root, options, areas, summary, out.getvalue(), err.getvalue())


@pytest.fixture(autouse=True)
def _data(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if "books" in request.fixturenames:
        run = request.getfixturevalue("books")
        monkeypatch.setenv("EVIDENCEBOOK_DATA", str(run.root / "data"))


def test_one_that_fails_stops_no_other(books: Run) -> None:
    """All others are made; each failure says where, what, and by what a worker died."""
    assert (books.summary.made, books.summary.stood) == (2, 0)
    south, east = sorted(books.summary.failed, key=lambda one: one.name, reverse=True)
    assert south.error["what"] == "A cell of a chapter failed."
    assert "beta.ipynb, cell 4: if area == 'southshire':" in south.error["where"]
    assert "ValueError: no such figure" in books.err
    assert east.error["found"].startswith("killed by SIGKILL")
    assert east.error["where"] == "Eastshire (E00000001)"
    assert str(books.summary).endswith("2 made, 2 failed")


def test_lines_of_books_do_not_mix(books: Run) -> None:
    """What a build says stands below its line, whoever else was building."""
    made = re.split(r"^\[\d/4\] ", books.out, flags=re.MULTILINE)[1:]
    assert len(made) == 4
    for first, *rest in map(str.splitlines, made):
        said = {line.split()[0] for line in rest}
        if first.startswith(("Northshire", "Westshire")):
            assert re.fullmatch(
                r"\w+: 2 chapters, [\d.]+ s \([\d.]+ books a minute, .+ left\)", first
            )
            assert said == {"alpha", "beta", "all", "website"}
        else:
            assert re.match(r"\w+: failed, ", first)
            assert said <= {"alpha"}


def test_the_index_is_written_after_all_also_after_failures(books: Run) -> None:
    """It lists what there is; nothing else is left in the folder."""
    site = books.options.out
    assert sorted(path.name for path in site.iterdir() if not path.name.startswith(".")) == [
        "_front",
        "index.html",
        "northshire",
        "westshire",
    ]
    index = (site / "index.html").read_text()
    assert "northshire/index.html" in index and "westshire/index.html" in index


def test_a_book_of_many_is_the_book_alone(books: Run, tmp_path: Path) -> None:
    """Byte for byte."""
    alone = build("northshire", out=tmp_path, root=books.root, with_pdf=False)
    assert many.files(alone) == many.files(books.options.out / "northshire")


def test_books_that_stand_are_left_alone(books: Run) -> None:
    """The same again makes what is missing, here nothing, and takes the kept chapters."""
    areas = [area for area in books.areas if area.slug in ("northshire", "westshire")]
    out = io.StringIO()
    assert build_many(areas, books.options, workers=1, out=out).stood == 2
    assert out.getvalue().count("shire: nothing changed") == 2
    shutil.copytree(books.options.out, again := books.options.out.with_name("again"))
    shutil.rmtree(again / "westshire")
    out = io.StringIO()
    options = replace(books.options, out=again, explain=True)
    summary = build_many(areas, options, workers=1, out=out)
    assert (summary.made, summary.stood) == (1, 1)
    assert out.getvalue().count("kept: nothing that it rests on changed") == 2


def test_two_builds_of_one_book_at_once(books: Run, tmp_path: Path) -> None:
    """The second waits, and finds it made."""
    unit = Unit.of(books.areas[1], replace(books.options, out=tmp_path / "site"))
    with Pool(2) as running:
        outcomes = list(running.build([unit, unit]))
    assert sorted(one.made for one in outcomes) == [True, True]
    waited = [one for one in outcomes if any("nothing changed" in line for line in one.lines)]
    assert len(waited) == 1
    assert "waiting for another build of this book" in waited[0].lines[0]
    assert [path.name for path in (tmp_path / "site").iterdir()] == ["northshire"]


def test_workers_are_replaced(books: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """After some books; and when the data are no longer those that a worker has read."""
    started: list[WorkerProcess] = []

    class Noted(WorkerProcess):
        def __init__(self, *given: object) -> None:
            super().__init__()
            started.append(self)

    monkeypatch.setattr(pool, "WorkerProcess", Noted)
    unit = Unit.of(books.areas[1], books.options)
    with Pool(1, books=3) as running:
        running.build_one(unit)
        running.build_one(unit)
        assert len(started) == 1
        manifest = books.root / "data" / "snapshot" / "manifest.json"
        before = manifest.read_text()
        manifest.write_text(before + "\n")
        try:
            outcome = running.build_one(replace(unit, options=replace(books.options, chapters=())))
        finally:
            manifest.write_text(before)
        assert (outcome.stale, len(started)) == (False, 2)
        running.build_one(unit)
        assert len(started) == 3
        running.build_one(unit)
        running.build_one(unit)
        assert len(started) == 3
        running.build_one(unit)
        assert len(started) == 4
    many.wait_until_gone([p for one in started for p in _process(one)])


def _commands(processes: Iterable[psutil.Process]) -> Iterator[list[str]]:
    """What processes run; those that have just ended run nothing."""
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            yield process.cmdline()


def _process(worker: WorkerProcess) -> list[psutil.Process]:
    pid = worker.process.pid
    return [psutil.Process(pid)] if psutil.pid_exists(pid) else []


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (signal.SIGKILL, -9),
        pytest.param(signal.SIGINT, 130, marks=pytest.mark.wide),
        pytest.param(signal.SIGTERM, 143, marks=pytest.mark.wide),
    ],
)
def test_stopped_it_leaves_nothing_running_and_goes_on_when_run_again(
    tmp_path: Path, number: int, code: int
) -> None:
    """No process, no half-published book; what was made is not made again."""
    hold = tmp_path / "hold"
    hold.mkdir()
    for name in ("southshire", "westshire"):
        (hold / name).touch()
    cell = many.HOLD.format(path=str(hold))
    root = many.with_program(many.project(tmp_path / "project", [cell]))
    words = ("build", "--all", "--no-pdf", "--workers", "2", "--out", str(tmp_path / "site"))
    first = many.command(root, *words)
    many.until(first, "[2/4]")
    running = psutil.Process(first.pid).children(recursive=True)
    assert len([line for line in _commands(running) if "evidencebook.build.worker" in line]) == 2
    first.send_signal(number)
    assert first.wait(60) == code
    many.wait_until_gone(running)
    assert {path.parent.name for path in (tmp_path / "site").glob("[!.]*/edition.json")} == {
        "eastshire",
        "northshire",
    }
    shutil.rmtree(hold)
    second = many.command(root, *words)
    said, _ = second.communicate(timeout=120)
    assert second.returncode == 0, said
    assert said.count("nothing changed") == 2
    assert "4 books in" in said and "2 made, 2 unchanged" in said
    assert sorted(path.name for path in (tmp_path / "site").iterdir()) == [
        *("_front", "eastshire", "index.html", "northshire", "southshire", "westshire")
    ]


def test_wrong_chapters_are_refused_before_anything_is_built(books: Run) -> None:
    """Not once for each area."""
    with pytest.raises(UsageError, match="There is no chapter 'gamma'"):
        build_many(books.areas, replace(books.options, chapters=("gamma",)), workers=1)


def test_the_largest_first(books: Run, tmp_path: Path) -> None:
    """Those without a book by their authorities, then the others by their blocks."""
    north, south, west = (
        replace(books.areas[0], slug=slug, members=tuple("x" * size))
        for slug, size in (("north", 1), ("south", 5), ("west", 1))
    )
    for slug, blocks in (("north", 30), ("west", 40)):
        (tmp_path / slug).mkdir()
        (tmp_path / slug / "edition.json").write_text(json.dumps({"blocks": ["x"] * blocks}))
    (tmp_path / "south").mkdir()
    (tmp_path / "south" / "edition.json").write_text("damaged")
    options = replace(books.options, out=tmp_path)
    assert [area.slug for area in largest_first([north, west, south], options)] == [
        *("south", "west", "north")
    ]


def test_units_and_outcomes_travel_as_lines() -> None:
    """Of JSON; what comes out is what went in."""
    options = Options(
        Path("/site"), Path("/project"), chapters=("a",), comparators=("E1", "E2"), compare=("E3",)
    )
    unit = Unit("E1", "north", "North", options, 2)
    error = told(BuildError("It\nfailed.", where="here", do="this"))
    outcome = Outcome("E1", "North", 1.5, ("a\nb", "c"), True, error)
    assert Unit.unpacked(unit.packed()) == unit
    assert Outcome.unpacked(outcome.packed()) == outcome
    assert "\n" not in unit.packed() + outcome.packed()
    assert str(outcome.failure) == "It\nfailed.\n  where: here\n  what to do: this"


def test_a_terminal_has_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    """And lines above it."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    out, err = io.StringIO(), Terminal()
    with Report(2, out, err) as report:
        report.done(Outcome("E1", "North", 1.0, ("North: 2 chapters", "  alpha"), True))
        report.done(Outcome("E2", "South", 0.5, error=told(BuildError("It failed."))))
    assert out.getvalue() == "[1/2] North: 2 chapters, 1.0 s\n  alpha\n[2/2] South: failed, 0.5 s\n"
    assert "2/2" in err.getvalue() and "South: It failed." in err.getvalue()


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.4, "0 s"), (89, "89 s"), (720, "12 min"), (7500, "2 h 5 min")]
)
def test_durations(seconds: float, text: str) -> None:
    """As people say them."""
    assert duration(seconds) == text


def test_a_lock_is_waited_for_and_removed(tmp_path: Path) -> None:
    """By another that wants it, who is told."""
    said: list[str] = []
    waited: list[bool] = []

    def other() -> None:
        with lock.of_book(tmp_path, "north", said.append) as had_to_wait:
            waited.append(had_to_wait)

    with lock.of_book(tmp_path, "north") as had_to_wait:
        assert not had_to_wait
        thread = threading.Thread(target=other)
        thread.start()
        while not said:
            thread.join(0.01)
        assert not waited
    thread.join()
    assert waited == [True]
    assert said == ["  north: waiting for another build of this book to end"]
    assert list(tmp_path.iterdir()) == []


def test_workers_practise_only_where_each_builds_many(books: Run) -> None:
    """For a few books it would take longer than it saves."""
    seen: list[bool] = []

    class Noting:
        def __init__(self, workers: int) -> None: ...

        def __enter__(self) -> Noting:
            return self

        def __exit__(self, *_: object) -> None: ...

        def build(self, units: Sequence[Unit]) -> Iterator[Outcome]:
            seen.extend(unit.one_of_many for unit in units)
            return iter(())

    for areas in (books.areas, books.areas * 10):
        build_many(areas, books.options, workers=1, builders=Noting, out=io.StringIO())
    assert set(seen[: len(books.areas)]) == {False}
    assert set(seen[len(books.areas) :]) == {True}
