"""Editions built again, from a zip and from a folder, and compared."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import build_samples as samples
import edition_samples as editions
import nbformat
import pytest

from evidencebook import settings
from evidencebook.build import inputs
from evidencebook.build import verify as verifying
from evidencebook.build.book import build
from evidencebook.build.pack import pack
from evidencebook.build.past import EDITIONS, opened
from evidencebook.build.verify import Verdict, verify
from evidencebook.errors import BuildError, UsageError

Files = dict[str, bytes]

# Put before everything that Python starts: no connection leaves the machine.
NO_NETWORK = """
import ipaddress, socket

def _local(address):
    if isinstance(address, (str, bytes)):
        return True
    try:
        return ipaddress.ip_address(address[0]).is_loopback
    except ValueError:
        return False

class Guarded(socket.socket):
    def connect(self, address):
        if not _local(address):
            raise AssertionError(f"a connection to {address}")
        return super().connect(address)

    def connect_ex(self, address):
        self.connect(address)
        return 0

def _no_names(host, *rest, **more):
    raise AssertionError(f"a look-up of {host}")

socket.socket = Guarded
socket.getaddrinfo = socket.gethostbyname = _no_names
"""


@pytest.fixture(scope="module")
def top(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a project, its data, a site with two editions, and the zip of the newest."""
    top = editions.project(tmp_path_factory.mktemp("verify"))
    project, site = top / "project", top / "site"
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(settings.ROOT / "evidencebook", top / "code" / "evidencebook", ignore=ignored)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inputs, "code", lambda: inputs.files(top / "code", ["evidencebook"]))
        patch.setenv("EVIDENCEBOOK_DATA", str(top / "data"))
        patch.setenv("EVIDENCEBOOK_PUBLISHER", "Testshire Council")
        build("Testshire", out=site, root=project, with_pdf=False)
        path = project / "chapters" / "beta.ipynb"
        nbformat.write(samples.runnable("beta", price="£36.20"), path)
        build("Testshire", out=site, root=project)
        pack(site / "testshire", top / "a.zip", root=project)
    return top


@pytest.fixture(autouse=True)
def _as_built(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The data, and the program as it was when the first edition was built."""
    monkeypatch.setenv("EVIDENCEBOOK_DATA", str(top / "data"))
    monkeypatch.setattr(inputs, "code", lambda: inputs.files(top / "code", ["evidencebook"]))


@pytest.fixture
def quick(top: Path, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, object]]:
    """Instead of building, take the edition as it was built; what was asked for."""
    asked: list[dict[str, object]] = []

    def again(area: str, *, out: Path, **options: object) -> Path:
        found = {"kept": settings.editions_kept(), "publisher": settings.publisher()["name"]}
        asked.append({"area": area, **options, **found})
        shutil.rmtree(out / "testshire", ignore_errors=True)
        return shutil.copytree(top / "site" / "testshire", out / "testshire")

    monkeypatch.setattr(verifying, "build", again)
    return asked


def _tampered(top: Path, tmp_path: Path, tamper: Callable[[Files], object]) -> Path:
    files = editions.content(top / "a.zip")
    tamper(files)
    return editions.rewritten(tmp_path / "b.zip", files)


def _sealed(files: Files) -> None:
    own = {n: hashlib.sha256(c).hexdigest() for n, c in files.items() if n != "manifest.json"}
    files["manifest.json"] = editions.changed(files["manifest.json"], files=own)


def test_there_are_two_editions(top: Path) -> None:
    """The second says what changed since the first."""
    newest = opened(top / "site" / "testshire")
    assert newest.before and "36.20" in (newest.folder / "changes.html").read_text()


def test_an_untouched_zip_passes_on_another_machine_without_a_network(
    top: Path, tmp_path: Path
) -> None:
    """Built again in earnest, in another folder, by a program that can reach no host."""
    shutil.copy(top / "a.zip", tmp_path / "a.zip")
    (tmp_path / "guard").mkdir()
    (tmp_path / "guard" / "sitecustomize.py").write_text(NO_NETWORK)
    script = (
        "import socket, sys; from pathlib import Path\n"
        "assert socket.socket.__name__ == 'Guarded'\n"
        "from evidencebook.build.verify import verify\n"
        "found = verify(Path('a.zip'), root=Path(sys.argv[1]))\n"
        "print(found)\n"
        "sys.exit(not (found.fine and found.same > 40))\n"
    )
    kept = {k: v for k, v in os.environ.items() if not k.startswith("EVIDENCEBOOK_")}
    path = os.pathsep.join([str(tmp_path / "guard"), str(settings.ROOT)])
    done = subprocess.run(
        [sys.executable, "-c", script, str(top / "project")],
        cwd=tmp_path,
        env={**kept, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_folder_among_those_that_are_kept(top: Path, tmp_path: Path) -> None:
    """Built again in earnest and marked as an earlier one: all is the same but what was changed."""
    newest = opened(top / "site" / "testshire")
    old = newest.folder / EDITIONS / newest.before
    root = tmp_path / "project"
    shutil.copytree(top / "project", root)
    path = root / "chapters" / "beta.ipynb"
    nbformat.write(samples.runnable("beta"), path)
    page = old / "alpha.html"
    good = page.read_text()
    try:
        page.unlink()
        page.write_text(good.replace("£36.10", "£63.10", 1))
        found = verify(old, root=root)
    finally:
        page.write_text(good)
    (odd,) = found.differences
    assert (odd.file, odd.block) == ("alpha.html", "alpha.message-one")
    assert found.same > 40 and not found.fine


def test_a_zip_with_its_own_code(top: Path, tmp_path: Path) -> None:
    """In earnest: by the zip's program, of which another one gives the same edition."""

    def tamper(files: Files) -> None:
        files["project/evidencebook/__init__.py"] += b"\n# Another program.\n"
        package = {n: c for n, c in files.items() if n.startswith("project/evidencebook/")}
        for name, content in package.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        found = inputs.files(tmp_path / "project", ["evidencebook"])
        said = opened(top / "site" / "testshire").said["made_from"]
        made = {**said, "code": inputs.digest(found)}
        record = files["edition/edition.json"]
        files["edition/edition.json"] = editions.changed(record, made_from=made)
        _sealed(files)

    path = _tampered(top, tmp_path, tamper)
    said: list[str] = []
    found = verify(path, root=top / "project", with_its_code=True, say=said.append)
    assert found.fine and found.notes == (), found
    assert any("all chapters" in line for line in said)


def test_another_program_gives_the_same(
    top: Path, tmp_path: Path, quick: list[dict[str, object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It passes, and it is said that another program built it."""
    code = dict(inputs.code())
    code.pop("evidencebook/errors.py")
    monkeypatch.setattr(inputs, "code", lambda: code)
    found = verify(top / "a.zip", root=top / "project")
    assert found.fine
    assert "--with-its-code" in found.notes[0]


def test_what_is_built_again(top: Path, quick: list[dict[str, object]]) -> None:
    """The area, chapters, comparators, PDF and publisher that the edition names, from its zip."""
    verify(top / "a.zip", root=top / "project", workers=2)
    (asked,) = quick
    assert asked["area"] == "testshire"
    assert asked["chapters"] == ["alpha", "beta"]
    assert (asked["comparators"], asked["with_pdf"], asked["workers"]) == ([], True, 2)
    assert asked["compare"] == []
    assert (asked["kept"], asked["publisher"]) == (1, "Testshire Council")
    assert settings.publisher()["name"] == ""
    assert str(asked["root"]).endswith("/zip/project")
    assert os.environ["EVIDENCEBOOK_DATA"] == str(top / "data")


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("downloads/alpha.trend.csv", b"36.1", b"36.3", "block alpha.trend: line 2"),
        ("downloads/alpha.trend.csv-metadata.json", b"Area", b"Arena", "block alpha.trend: line "),
        ("downloads/testshire.xlsx", b"xl/", b"XL/", "testshire.xlsx: "),
        ("downloads/datapackage.json", b"Area", b"Arena", "datapackage.json: line "),
        ("blocks.json", b"was \xc2\xa336.20", b"was \xc2\xa336.30", "block beta.message-one: text"),
        ("beta.html", b"was \xc2\xa336.20", b"was \xc2\xa336.30", "block beta.message-one: "),
        ("alpha.html", b'width="500"', b'width="400"', "block alpha.trend: its drawing"),
        ("edition.json", b'"lock": "', b'"lock": "0', "edition.json: lock: '0"),
        ("book.pdf", b"obj", b"OBJ", "book.pdf: "),
        ("method.html", b"</h1>", b"</h1>!", "method.html: line "),
    ],
)
@pytest.mark.parametrize("sealed", [False, True])
def test_a_zip_that_was_tampered_with(
    top: Path,
    tmp_path: Path,
    quick: list[dict[str, object]],
    name: str,
    old: bytes,
    new: bytes,
    told: str,
    sealed: bool,
) -> None:
    """The file and the block are named, whether or not the manifest was made to fit."""

    def tamper(files: Files) -> None:
        content = files[f"edition/{name}"]
        assert old in content
        files[f"edition/{name}"] = content.replace(old, new, 1)
        if sealed:
            _sealed(files)

    found = verify(_tampered(top, tmp_path, tamper), root=top / "project")
    assert not found.fine and found.why_not == ""
    assert told in str([one for one in found.differences if one.file == name][-1])
    # A block's hash tells that it was tampered with, not in which of its two files.
    assert name in {one.file for one in found.differences}
    assert len({one.block or one.file for one in found.differences}) == 1


def test_files_added_and_missing(top: Path, tmp_path: Path, quick: list[dict[str, object]]) -> None:
    """Both are named."""

    def tamper(files: Files) -> None:
        files["edition/more.html"] = b"x"
        del files["edition/downloads/beta.trend.csv"]

    told = [
        str(d) for d in verify(_tampered(top, tmp_path, tamper), root=top / "project").differences
    ]
    assert "downloads/beta.trend.csv: block beta.trend: is missing" in told
    assert "more.html: is not in the edition built again" in told


def test_data_that_were_tampered_with(
    top: Path, tmp_path: Path, quick: list[dict[str, object]]
) -> None:
    """Nothing is built from them."""

    def tamper(files: Files) -> None:
        table = next(name for name in files if "/snapshot/areas" in name)
        files[table] += b"x"

    found = verify(_tampered(top, tmp_path, tamper), root=top / "project")
    assert not found.fine and quick == [] and "/snapshot/areas" in found.differences[0].file


def test_what_cannot_be_built_again(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Why is said, with the libraries that are not as pinned."""

    def fails(*_: object, **__: object) -> Path:
        raise BuildError("A cell of a chapter failed.")

    monkeypatch.setattr(verifying, "build", fails)
    monkeypatch.setattr(inputs, "other_versions", lambda _: ["numpy 1 (pinned: 2)"])
    found = verify(top / "a.zip", root=top / "project")
    assert "A cell of a chapter failed." in found.why_not
    assert "numpy 1 (pinned: 2)" in found.notes[0]


def test_libraries_are_named_only_where_something_differs(
    top: Path, quick: list[dict[str, object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An edition that is the same needs no excuse."""
    monkeypatch.setattr(inputs, "other_versions", lambda _: ["numpy 1 (pinned: 2)"])
    assert verify(top / "a.zip", root=top / "project").notes == ()


def test_the_zips_own_program_fails(top: Path, tmp_path: Path) -> None:
    """The last lines of what it said are told."""

    def tamper(files: Files) -> None:
        files["project/evidencebook/cli/__main__.py"] = b"raise SystemExit('no such thing')\n"
        _sealed(files)

    found = verify(_tampered(top, tmp_path, tamper), root=top / "project", with_its_code=True)
    assert "no such thing" in found.why_not
    assert re.match(r"does not name the program's code", found.differences[0].what)


def test_a_folder_has_no_code_of_its_own(top: Path) -> None:
    """It is wrong use to ask for it."""
    with pytest.raises(UsageError, match="no program of its own"):
        verify(top / "site" / "testshire", root=top / "project", with_its_code=True)


def test_only_a_whole_verdict_is_fine() -> None:
    """No difference, and built again."""
    assert Verdict("1", "Testshire", 3).fine
    assert not Verdict("1", "Testshire", why_not="No data.").fine
