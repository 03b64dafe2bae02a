"""What there is to build an edition again from, and what is odd before anything is built.

These looks are cheap: files against the hashes that name them, and an edition's records against
each other.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from evidencebook import settings
from evidencebook.build import inputs
from evidencebook.build.differences import Difference
from evidencebook.build.downloads.names import PACKAGE, block_of, files_of, workbook_name
from evidencebook.build.edition import DOWNLOADS
from evidencebook.build.pack import (
    CONTENTS,
    DATA,
    EDITION,
    FORMAT,
    OF_THE_PROJECT,
    PROJECT,
    SITE,
    book_name,
    earlier,
    is_kept,
    site_files,
)
from evidencebook.build.past import BLOCKS, RECORD, Past, opened
from evidencebook.build.said import COMMENTS
from evidencebook.build.unpack import unpack
from evidencebook.errors import BuildError, UsageError

# What a block's hash is made from; see `Block.hash`.
_HASHED = (
    *("id", "chapter", "kind", "title", "subtitle", "text", "alt", "unit", "area", "period"),
    *("indicators", "sources", "computed", "notes", "detail", "asserts"),
)
_ENTRY = ("file", "sha256")
# Both become names of folders, and may come from anyone.
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_ID = re.compile(r"(\d{4}-\d{2}-\d{2}|undated)-[0-9a-f]{8}")
_SHA = re.compile(r"[0-9a-f]{64}")
_NAMED = 3


@dataclass(frozen=True)
class Case:
    """An edition to verify, and what to build it again from.

    Attributes
    ----------
    past : Past
    root, data, site : Path
        The project, its data, and a site that holds the editions before.
    faults : tuple of Difference
        What the cheap looks have found.
    why_not : str
        Why it cannot be built again; empty where it can.
    notes : tuple of str
    code_apart : bool
        Whether its own program lies in the zip, while the one that is installed builds it.
    """

    past: Past
    root: Path
    data: Path
    site: Path
    faults: tuple[Difference, ...] = ()
    why_not: str = ""
    notes: tuple[str, ...] = ()
    code_apart: bool = False


def of_folder(folder: Path, work: Path, root: Path) -> Case:
    """The case of a published edition, which the project and the data at hand build again.

    Parameters
    ----------
    folder : Path
        The edition's.
    work : Path
        An empty folder.
    root : Path
        The project's folder.
    """
    past, data = _checked(opened(folder)), settings.data_folder().resolve()
    case = Case(past, root, data, work / SITE)
    others = inputs.others(past.said, root, data)
    if others and {one.key for one in others} - {"code", "lock"}:
        why = "Not built again, as what is at hand is not what this edition was built from: "
        do = ". Verify its zip, or verify it where its data and chapters are."
        return replace(case, why_not=f"{why}{'; '.join(map(str, others))}{do}")
    if past.said.get("comments_annex") and not (past.folder / COMMENTS).is_file():
        why = "Not built again, as what its PDF has in the annex is kept with the newest edition."
        return replace(case, why_not=why)
    before = tuple(map(_checked, earlier(past)))
    for name, path in site_files(before, book_name(past.said, root)).items():
        (case.site / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, case.site / name)
    return replace(case, notes=tuple(f"Other than it was built with: {one}." for one in others))


def of_zip(path: Path, work: Path, root: Path, with_its_code: bool) -> Case:
    """The case of a packed edition, which is built again from what the zip holds.

    Parameters
    ----------
    path : Path
        The zip.
    work : Path
        An empty folder.
    root : Path
        The project's folder: what runs has to be its own, unless the zip's code is asked for.
    with_its_code : bool
    """
    folder = work / "zip"
    found = unpack(_existing(path), folder)
    named = _contents(folder, path)
    past, project = _checked(opened(folder / EDITION)), folder / PROJECT
    case = Case(past, project, project / DATA, folder / SITE)
    for record in case.site.rglob(RECORD):
        _checked(opened(record.parent))
    faults = _unlike(named, found, past)
    if any(not one.file.startswith(f"{EDITION}/") for one in faults):
        why = "Not built again, as what the zip holds to build it from is not as it should be."
        return replace(case, faults=_as_own(faults), why_not=why)
    package = inputs.files(project, [inputs.PACKAGE])
    others = inputs.others(past.said, project, case.data, package)
    faults += [Difference(f"{EDITION}/{RECORD}", f"does not name {one}") for one in others]
    case = replace(case, faults=_as_own(faults))
    return case if with_its_code else _with_installed_code(case, package, path, work, root)


def _with_installed_code(
    case: Case, package: Mapping[str, Path], path: Path, work: Path, root: Path
) -> Case:
    """The case where nothing that came with the zip may run: it is put out of reach."""
    other_code = inputs.digest(package) != inputs.digest(inputs.code())
    if package:  # kernels run in the project's folder, and would import it
        (work / "code").mkdir()
        (case.root / inputs.PACKAGE).rename(work / "code" / inputs.PACKAGE)
    why = _foreign(case.root, root, path)
    notes = (_not_its_code(path),) if other_code and not why else ()
    return replace(case, why_not=why, notes=notes, code_apart=True)


def _existing(path: Path) -> Path:
    if not path.is_file():
        raise UsageError(
            "There is no such zip or folder.",
            where=str(path),
            do="name a zip that 'evidencebook edition pack' wrote, or a published book's folder",
        )
    return path


def _as_own(faults: Sequence[Difference]) -> tuple[Difference, ...]:
    """Files of the edition by their paths in it, as comparing names them."""
    return tuple(replace(one, file=one.file.removeprefix(f"{EDITION}/")) for one in faults)


def record_faults(past: Past) -> list[Difference]:
    """Where what an edition says of its blocks, its list of them and its downloads disagree."""
    try:
        blocks = past.blocks()
    except BuildError as error:
        return [Difference(BLOCKS, f"its blocks cannot be read: {error.found}")]
    said = {block["id"]: block["hash"] for block in past.said["blocks"]}
    listed = {str(block.get("id")): block for block in blocks}
    found = [Difference(BLOCKS, "is missing", one) for one in said if one not in listed]
    for name, block in listed.items():
        if said.get(name) != block.get("hash"):
            found.append(Difference(BLOCKS, f"its hash is not that of {RECORD}", name))
        elif set(_HASHED) <= block.keys() and _hash(block) != block["hash"]:
            what = "what it says or its data is not what its hash was made from"
            found.append(Difference(block["data"] or BLOCKS, what, name))
    known = {name for block in blocks if block["data"] for name in files_of(block["id"])}
    known |= {PACKAGE, workbook_name(str(past.said["area"]))}
    extra = sorted({path.name for path in (past.folder / DOWNLOADS).glob("*")} - known)
    found += [Difference(f"{DOWNLOADS}/{name}", "is of no block") for name in extra]
    return found + comments_fault(past)


def comments_fault(past: Past) -> list[Difference]:
    """Where an edition's comments are not those that it says."""
    said, path = past.said.get("comments") or "", past.folder / COMMENTS
    if said == inputs.sha256(path) or (not path.is_file() and is_kept(past.folder)):
        return []
    return [Difference(COMMENTS, f"its hash is not that of {RECORD}" if said else "was added")]


def _hash(block: Mapping[str, Any]) -> str:
    """The hash of a block from what the edition says of it; see `Block.hash`."""
    content = {key: block[key] for key in _HASHED} | {"csv": block["csv"]}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _not_its_code(path: Path) -> str:
    return (
        "The program in the zip is not the one that is installed here, which built it again. To "
        f"use the zip's own, if you trust it: evidencebook edition verify {path} --with-its-code"
    )


def _foreign(project: Path, root: Path, path: Path) -> str:
    """Why a zip's chapters and templates may not run here: they are not this project's own."""
    found = {file.relative_to(project).as_posix(): file for file in project.rglob("*")}
    odd = [
        name
        for name, file in sorted(found.items())
        if file.is_file() and not name.startswith(f"{DATA}/") and name not in OF_THE_PROJECT
        if inputs.sha256(file) != inputs.sha256(root / name)
    ]
    if not odd:
        return ""
    more = f" and {len(odd) - _NAMED} more" if len(odd) > _NAMED else ""
    return (
        f"Not built again, as what would run is not of this installation "
        f"({', '.join(odd[:_NAMED])}{more}). If you trust whoever packed it, run: "
        f"evidencebook edition verify {path} --with-its-code"
    )


def _contents(folder: Path, path: Path) -> dict[str, str]:
    """The files that the zip's manifest names, each with its SHA-256."""
    try:
        said = json.loads((folder / CONTENTS).read_text(encoding="utf-8"))
        if said["format"] != FORMAT:
            raise ValueError(f"format {said['format']}")
        return {str(name): str(digest) for name, digest in said["files"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BuildError(
            "The zip holds no edition.",
            where=f"{path}, {CONTENTS}",
            expected=f"what 'evidencebook edition pack' writes, of format {FORMAT}",
            found=f"{type(error).__name__}: {error}",
        ) from error


def _unlike(named: Mapping[str, str], found: Mapping[str, str], past: Past) -> list[Difference]:
    """The files of a zip that are missing, added, or not as its manifests say."""
    named = {**named, **_tables(past)}
    faults = []
    for name in sorted({*named, *found} - {CONTENTS}):
        if name not in found:
            what = f"is missing, though {CONTENTS} names it"
        elif name not in named:
            what = f"was added, as {CONTENTS} does not name it"
        elif named[name] != found[name]:
            what = f"is not what was packed: {CONTENTS} names another hash"
        else:
            continue
        file = Path(name)
        block = block_of(file.name) if file.parent.as_posix() == f"{EDITION}/{DOWNLOADS}" else ""
        faults.append(Difference(name, what + _bears_on(name, past), block))
    return faults


def _tables(past: Past) -> dict[str, str]:
    """The tables of the packed snapshot, each with its hash by the snapshot's own manifest."""
    tables = _snapshot(past).values()
    top = f"{PROJECT}/{DATA}/{inputs.SNAPSHOT}"
    return {f"{top}/{entry['file']}": str(entry["sha256"]) for entry in tables}


def _snapshot(past: Past) -> dict[str, dict[str, str]]:
    """The tables of the packed snapshot by name; none where its manifest cannot be read."""
    path = past.folder.parent / PROJECT / DATA / inputs.MANIFEST
    try:
        tables = json.loads(path.read_text(encoding="utf-8"))["tables"]
        return {name: {key: entry[key] for key in _ENTRY} for name, entry in tables.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _bears_on(name: str, past: Past) -> str:
    """Which blocks rest on a file of the data or on a chapter, in words."""
    path = Path(name)
    if name.startswith(f"{PROJECT}/") and path.suffix == ".ipynb":
        return f"; all of chapter {path.stem} rests on it"
    slugs = {slug for slug, entry in _snapshot(past).items() if entry["file"] == path.name}
    if not slugs:
        return ""
    try:
        ids = [block["id"] for block in past.blocks() if slugs & set(block["indicators"])]
    except BuildError:
        return ""
    return f"; on it rest {_ids(ids)}" if ids else ""


def _ids(ids: list[str]) -> str:
    more = f" and {len(ids) - _NAMED} more" if len(ids) > _NAMED else ""
    return f"block{'s' if len(ids) > 1 else ''} {', '.join(ids[:_NAMED])}{more}"


def _checked(past: Past) -> Past:
    """The edition, if it says what it was built of in the form that a build writes."""
    said = past.said
    chapters, others = said.get("chapters"), said.get("comparators")
    compared = said.get("compared") or []
    blocks, publisher = said["blocks"], said.get("publisher") or {}
    whole = (
        _SLUG.fullmatch(str(said["area"]))
        and _ID.fullmatch(past.id)
        and isinstance(chapters, dict)
        and bool(chapters)
        and all(isinstance(one, list) for one in (others, compared, blocks))
        and all(isinstance(one, dict) and "code" in one for one in [*(others or []), *compared])
        and all(isinstance(one, dict) and {"id", "hash"} <= one.keys() for one in blocks)
        and isinstance(publisher, dict)
        and (said.get("comments") is None or bool(_SHA.fullmatch(str(said["comments"]))))
        and all(isinstance(text, str) and text.isprintable() for text in publisher.values())
    )
    if not whole:
        raise BuildError(
            "What an edition says of itself cannot be read.",
            where=str(past.folder / RECORD),
            expected="id, area, chapters, comparators and blocks as a build writes them",
            do="take the edition from where it was published",
        )
    return past
