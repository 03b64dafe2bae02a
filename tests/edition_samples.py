"""Editions of the small project, written without building them, and zips to tamper with."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import build_samples as samples

from evidencebook.build import edition, inputs, plan
from evidencebook.build.edition import Book
from evidencebook.build.history import History
from evidencebook.build.past import EDITIONS, Past, opened
from evidencebook.store import Store

CHAPTERS = ("alpha", "beta")


# Some of the program's files, which stand for all of them where nothing is built.
CODE = {
    name: path
    for name, path in inputs.code().items()
    if name.startswith(("evidencebook/e", "evidencebook/build/p"))
}


def project(folder: Path) -> Path:
    """A folder with ``project`` and ``data`` in it."""
    samples.project(folder / "project")
    samples.data_folder(folder / "data")
    return folder


def written(folder: Path, top: Path, *, snapshot: str = "", before: Past | None = None) -> Past:
    """An edition's records and a front page, as a build of the project would leave them.

    `snapshot` makes it an edition of other data, which says other things. EVIDENCEBOOK_DATA has
    to name the data folder.
    """
    told = {"price": f"£{int(snapshot[:4], 16)}.00"} if snapshot else {}
    book = Book(
        slug="testshire",
        name=samples.PLACE,
        contents=plan.contents(top / "project"),
        blocks=[block.record() for name in CHAPTERS for block in samples.blocks(name, **told)],
        snapshot=snapshot or Store(top / "data" / "snapshot").hash,
        history=History((before,) if before else ()),
        made_from=inputs.made_from("testshire", top / "project", top / "data"),
        with_pdf=False,
    )
    folder.mkdir(parents=True)
    edition.write_records(book, folder, root=top / "project")
    (folder / "index.html").write_text(f"<h1>{book.title}</h1>\n<p>{book.id}</p>\n")
    (folder / "alpha.html").write_text('<h1>Alpha</h1>\n<p id="alpha-closing">£36.10</p>\n')
    listed = f'<li><a href="{EDITIONS}/{before.id}/index.html">it</a></li>' if before else ""
    (folder / "changes.html").write_text(f"<h1>What changed</h1>\n<ul>{listed}</ul>\n")
    return opened(folder)


def content(path: Path) -> dict[str, bytes]:
    """The files of a zip."""
    with zipfile.ZipFile(path) as found:
        return {entry.filename: found.read(entry) for entry in found.infolist()}


def rewritten(path: Path, files: dict[str, bytes]) -> Path:
    """A zip of these files."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return path


def changed(record: bytes, **fields: object) -> bytes:
    """JSON as builds write it, with other values of some fields."""
    said = {**json.loads(record), **fields}
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()
