"""What the tests of the core share: the repository's snapshot, figures, a small copy."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from evidencebook import cli, settings
from evidencebook.analysis.figures import Figure, Figures, opened
from evidencebook.analysis.place import Place
from evidencebook.build import lock
from evidencebook.build.book import build

MakeFigure = Callable[..., Figure]
OpenPlace = Callable[[str], Place]
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test finds what another run of the tests, or a build, has kept."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EVIDENCEBOOK_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Publish the whole book of a real area, once in a run whichever process asks; its folder.

    It is shared: tests that alter a book publish one of their own.
    """
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own

    def folder(area: str) -> Path:
        site = shared / "published" / area
        with lock.of_book(shared / "published", area):
            made = next(site.glob("[!.]*/edition.json"), None)
            return made.parent if made else build(area, out=site, workers=2)

    return folder


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command as the shell would; its exit code, output and errors."""

    def command(*args: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["evidencebook", *args])
        monkeypatch.setattr("signal.signal", lambda *_: None)
        with pytest.raises(SystemExit) as ended:
            cli.main()
        shown = capsys.readouterr()
        code = ended.value.code
        return (code if isinstance(code, int) else 0), shown.out, shown.err

    return command


@pytest.fixture(scope="session")
def figures() -> Figures:
    """Every figure of the repository's own snapshot."""
    return opened(settings.data_folder())


@pytest.fixture(scope="session")
def place(figures: Figures) -> OpenPlace:
    """Open a place by code, slug or name."""
    return lambda area: Place(figures, figures.areas.find(area))


@pytest.fixture(scope="session")
def lancashire(place: OpenPlace) -> Place:
    """The county of fourteen authorities."""
    return place("lancashire")


@pytest.fixture
def make_figure(figures: Figures) -> MakeFigure:
    """Make a figure of the employment rate with numbers of the test's choosing."""

    def make(
        value: float,
        lower: float = float("nan"),
        upper: float = float("nan"),
        *,
        indicator: str = "employment-rate",
        area: str = "E07000117",
        year: int = 2023,
    ) -> Figure:
        return Figure(
            indicator=figures.card(indicator),
            area=figures.areas[area],
            period=str(year),
            start=pd.Timestamp(year, 1, 1),
            end=pd.Timestamp(year, 12, 31),
            value=value,
            lower_95=lower,
            upper_95=upper,
            status="",
            computed="",
            releases=(),
        )

    return make


@pytest.fixture
def small_data(tmp_path: Path) -> Path:
    """A data folder with the repository's cards and a snapshot of five tables."""
    kept = ("areas", "memberships", "neighbours", "successors", "population")
    source, data = settings.data_folder(), tmp_path / "data"
    (data / "snapshot").mkdir(parents=True)
    for folder in ("areas", "indicators", "sources"):
        (data / folder).symlink_to((source / folder).resolve())
    manifest = json.loads((source / "snapshot" / "manifest.json").read_text(encoding="utf-8"))
    manifest["tables"] = {name: manifest["tables"][name] for name in kept}
    for entry in manifest["tables"].values():
        content = (source / "snapshot" / entry["file"]).read_bytes()
        (data / "snapshot" / entry["file"]).write_bytes(content)
    (data / "snapshot" / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return data


@pytest.fixture
def table_file(small_data: Path) -> Callable[[str], Path]:
    """Find the Parquet file of one table of the small snapshot."""
    manifest = json.loads((small_data / "snapshot" / "manifest.json").read_text(encoding="utf-8"))
    return lambda name: small_data / "snapshot" / manifest["tables"][name]["file"]


@pytest.fixture
def grouped_snapshot(tmp_path: Path) -> Path:
    """A snapshot of one made-up indicator, two areas in each row group."""
    day = pd.Timestamp(2023, 1, 1).as_unit("s")
    frame = pd.DataFrame(
        {
            "indicator": "made-up",
            "area": ["A1", "A2", "B1", "B2"],
            "period_start": day,
            "period_end": pd.Timestamp(2023, 12, 31).as_unit("s"),
            "period": "2023",
            "value": [1.0, 2.0, 3.0, float("nan")],
            "lower_95": float("nan"),
            "upper_95": float("nan"),
            "status": ["", "", "", "x"],
        }
    )
    path = tmp_path / "made-up.parquet"
    pq.write_table(pa.Table.from_pandas(frame, preserve_index=False), path, row_group_size=2)
    entry = {
        "file": path.name,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "rows": 4,
        "kind": "indicator",
        "source": "nobody",
        "publisher": "Nobody",
        "title": "Made up",
        "released": "2024-01-01",
        "url": "",
        "retrieved": "2024-01-02",
    }
    manifest = {"format": 1, "tables": {"made-up": entry}, "raw": {}}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return tmp_path
