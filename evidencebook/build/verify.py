"""Build an edition again from what it was made from, offline, and compare every file.

Cheap looks come first: files against the hashes that name them, and an edition's records against
each other. What is compared with is always the edition built again.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evidencebook import settings
from evidencebook.build import inputs
from evidencebook.build.book import build
from evidencebook.build.cases import Case, of_folder, of_zip, record_faults
from evidencebook.build.differences import Difference, differences
from evidencebook.build.history import as_earlier
from evidencebook.build.pack import (
    PROJECT,
    book_name,
    build_options,
    is_kept,
    own_files,
    publisher_settings,
)
from evidencebook.build.past import RECORD
from evidencebook.build.plan import Say
from evidencebook.build.said import COMMENTS, Ask, Figures, Said, nothing_said
from evidencebook.build.said_file import opened
from evidencebook.errors import BuildError, EvidenceBookError, UsageError

WARNING = (
    "The zip's own program and chapters will run now, with all that you may do on this machine. "
    "Go on only if you trust whoever packed it."
)


@dataclass(frozen=True)
class Verdict:
    """What came of verifying an edition.

    Attributes
    ----------
    id, name : str
        The edition's, and its area's name.
    same : int
        How many files are the same when built again.
    differences : tuple of Difference
    why_not : str
        Why it was not built again; empty where it was.
    notes : tuple of str
        What may lie behind a difference, or limits what was shown.
    """

    id: str
    name: str
    same: int = 0
    differences: tuple[Difference, ...] = ()
    why_not: str = ""
    notes: tuple[str, ...] = ()

    @property
    def fine(self) -> bool:
        """Whether the edition was built again and every file is the same."""
        return not self.differences and not self.why_not


def verify(
    path: Path,
    *,
    with_its_code: bool = False,
    root: Path | None = None,
    workers: int | None = None,
    say: Say = lambda _: None,
) -> Verdict:
    """Verify an edition.

    Parameters
    ----------
    path : Path
        A zip as `pack` writes it, or the folder of a published edition, which is built again from
        the data and chapters at hand.
    with_its_code : bool
        Build a zip's edition with the program in the zip. It can do whatever the user can do.
    root : Path, optional
        The project's folder.
    workers : int, optional
        How many chapters run at once.
    say : callable
        Told of each step done, in a line of text.

    Raises
    ------
    UsageError
        When there is no edition, or a folder's own program is asked for.
    BuildError
        When the zip or what an edition says of itself cannot be read.
    """
    root = (root or settings.ROOT).resolve()
    if with_its_code and path.is_dir():
        raise UsageError(
            "A folder holds no program of its own.", where=str(path), do="leave --with-its-code out"
        )
    with tempfile.TemporaryDirectory(prefix="evidencebook-") as temporary:
        work = Path(temporary).resolve()
        if path.is_dir():
            case = of_folder(path.resolve(), work, root)
        else:
            case = of_zip(path, work, root, with_its_code)
        return _verdict(case, workers, with_its_code, say)


def _verdict(case: Case, workers: int | None, with_its_code: bool, say: Say) -> Verdict:
    past, notes = case.past, case.notes
    found = [*case.faults, *record_faults(past)]
    name, why, same = str(past.said.get("name", "")), case.why_not, 0
    if not why:
        try:
            again = _built(case, workers, with_its_code, say)
            same, other = differences(past.folder, again)
            seen = {one.file for one in other}
            found = [one for one in found if one.file not in seen] + other
        except EvidenceBookError as error:
            why = f"It could not be built again. {error}"
        if (why or found) and (libraries := inputs.other_versions(case.root / inputs.LOCK)):
            notes = (*notes, _likely(libraries))
    return Verdict(past.id, name, same, tuple(dict.fromkeys(found)), why, notes)


def _likely(libraries: list[str]) -> str:
    return (
        "These libraries are not as requirements.txt pins them, which is a likely cause of a "
        f"difference: {', '.join(libraries)}. What to do: pip install -r requirements.txt"
    )


def _built(case: Case, workers: int | None, with_its_code: bool, say: Say) -> Path:
    """Build the edition again beside the editions before it; return its folder."""
    said, count = case.past.said, _count(case.site)
    environment = {"EVIDENCEBOOK_DATA": str(case.data), "EVIDENCEBOOK_EDITIONS": str(count)}
    environment |= publisher_settings(said)
    if with_its_code:
        _run_its_code(case, workers, environment, say)
    else:
        with _environment(environment):
            build(
                str(said["area"]),
                out=case.site,
                chapters=list(said["chapters"]),
                comparators=[one["code"] for one in said["comparators"]],
                compare=[one["code"] for one in said.get("compared") or []],
                with_pdf=bool(said.get("pdf")),
                said=_spoken(case),
                annex=bool(said.get("comments_annex")),
                workers=workers,
                root=case.root,
                say=say,
                fresh=True,
            )
    made = case.site / book_name(said, case.root)
    if case.code_apart:
        _say_its_code(made / RECORD, said)
    if is_kept(case.past.folder):
        if said.get("comments"):
            _without_comments(made, str(said["comments"]))
        for name, path in own_files(made).items():
            if name.endswith(".html"):
                path.write_text(as_earlier(path.read_text(encoding="utf-8")), encoding="utf-8")
    return made


def _spoken(case: Case) -> Ask:
    """What was said of the edition: an earlier one keeps nothing of it but its hash."""
    path = case.past.folder / COMMENTS
    if not case.past.said.get("comments"):
        return nothing_said
    found = opened(path) if path.is_file() else Said(Figures(0, 0, 0, None))
    return lambda _: found


def _without_comments(made: Path, digest: str) -> None:
    """Let an edition that was built again be as it was kept, without what was said of it."""
    (made / COMMENTS).unlink()
    _say(made / RECORD, "comments", digest)


def _count(site: Path) -> int:
    """How many editions before are to be kept: those that are there."""
    return max(1, len(list(site.rglob(RECORD))))


def _say_its_code(path: Path, said: Mapping[str, Any]) -> None:
    """Name the code that the zip holds, which its hash was held against, not the one that ran."""
    found = json.loads(path.read_text(encoding="utf-8"))["made_from"]
    _say(path, "made_from", {**found, "code": said["made_from"]["code"]})


def _say(path: Path, key: str, value: Any) -> None:
    """Let an edition's record say something else."""
    made = json.loads(path.read_text(encoding="utf-8"))
    text = json.dumps({**made, key: value}, ensure_ascii=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8")


def _run_its_code(
    case: Case, workers: int | None, environment: Mapping[str, str], say: Say
) -> None:
    """Build with the zip's program, in a process of its own; pass on what it says."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("EVIDENCEBOOK_", "PYTHON"))}
    own = {"PYTHONPATH": str(case.root), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}
    asked = [*build_options(case.past.said), "--out", str(case.site), "--fresh"]
    asked += ["--workers", str(workers)] if workers else []
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as errors,
        subprocess.Popen(
            [sys.executable, "-m", "evidencebook.cli", "build", *asked],
            cwd=case.root,
            env={**kept, **environment, **own},
            stdout=subprocess.PIPE,
            stderr=errors,
            encoding="utf-8",
            errors="replace",
        ) as running,
    ):
        for line in running.stdout or ():
            if line.startswith("  "):
                say(line.rstrip())
        running.wait()
        errors.seek(0)
        said = errors.read().strip().splitlines()
    if running.returncode:
        raise BuildError(
            "The zip's own program could not build the edition.",
            where=f"{PROJECT}/{inputs.PACKAGE} of the zip",
            found="\n    ".join(said[-6:]),
        )


@contextlib.contextmanager
def _environment(wanted: Mapping[str, str]) -> Iterator[None]:
    before = {key: os.environ.get(key) for key in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for key, value in before.items():
            if value is None:
                os.environ.pop(key, None)
            else:
                os.environ[key] = value
