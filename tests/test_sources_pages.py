"""A refresh from a page, end to end: GOV.UK on this machine, a data folder of the test's own.

What is held are the tables of the workbook's excerpt with an earlier day of release and other
values, so that the release that the page offers revises them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from replay import Answer, Replay, replaying

from evidencebook import settings
from evidencebook.errors import UsageError
from evidencebook.sources import govuk, hmrc_trade, pages, refresh
from evidencebook.sources.fetch import Held
from evidencebook.sources.refresh import Outcome
from evidencebook.sources.snapshot import Table, publish, raw_file
from evidencebook.store import Store

DATA = Path(__file__).parent / "data"
COLLECTION = json.loads((DATA / "govuk-content" / "collection.json").read_bytes())
DOCUMENT = json.loads((DATA / "govuk-content" / "statistics-2019.json").read_bytes())
FILE = DATA / "hmrc-regional-trade" / "hmrc_local_area_tables_2019.xlsx"
TABLES = DOCUMENT["details"]["attachments"][1]
TRADE, OTHER, ENDED = hmrc_trade.SOURCE, "orr-station-usage", "desnz-repd"
LIST, ONE = (f"/api/content{page['base_path']}" for page in (COLLECTION, DOCUMENT))
ASSET = TABLES["url"].removeprefix(govuk.ASSETS)
Refresh = Callable[..., Outcome]


def hold(folder: Path, times: float = 1.0) -> None:
    """Publish the excerpt's tables as of the year before, with values so many times as high."""
    held, _, _ = hmrc_trade.read(FILE)
    earlier = [
        replace(
            table,
            frame=table.frame.assign(value=table.frame["value"] * times + 1),
            released="2019-11-07",
        )
        for table in held
    ]
    publish(folder, earlier, {TRADE: [{"name": "held.xlsx", "sha256": "0", "bytes": 1}]})


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder that holds trade in goods, with two cards beside it of imported sources."""
    folder, source = tmp_path / "data", settings.ROOT / "data"
    (folder / "sources").mkdir(parents=True)
    for name in ("areas", "indicators"):
        (folder / name).symlink_to(source / name)
    for name in (TRADE, OTHER, ENDED):
        text = (source / "sources" / f"{name}.yml").read_text(encoding="utf-8")
        text = text.replace("cadence: quarterly", "cadence: ended") if name == ENDED else text
        (folder / "sources" / f"{name}.yml").write_text(text, encoding="utf-8")
    own = Store(source / "snapshot")
    lookups = [Table(n, own.lookup(n), "lookup", "areas") for n in ("areas", "successors")]
    publish(folder / "snapshot", lookups, {})
    hold(folder / "snapshot")
    monkeypatch.setenv("EVIDENCEBOOK_DATA", str(folder))
    monkeypatch.setenv("EVIDENCEBOOK_CACHE", str(tmp_path / "cache"))
    return folder


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Replay]:
    """A mirror of GOV.UK on this machine."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    files = [{**TABLES, "file_size": FILE.stat().st_size}]
    document = {**DOCUMENT, "details": {"attachments": files}}
    with replaying() as replay:
        monkeypatch.setenv("EVIDENCEBOOK_GOVUK_URL", replay.url)
        for path, page in ((LIST, COLLECTION), (ONE, document)):
            replay.serve(path, Answer(json.dumps(page).encode(), type="application/json"))
        replay.serve(ASSET, Answer(FILE.read_bytes()))
        yield replay


@pytest.fixture
def said() -> list[str]:
    """What the refresh said."""
    return []


@pytest.fixture
def run(data: Path, server: Replay, said: list[str]) -> Refresh:
    """Refresh the data folder from the server."""
    return lambda *names, **options: refresh.refresh(names, data, said.append, **options)


def entries(data: Path) -> Mapping[str, Mapping[str, Any]]:
    """The snapshot's tables of the source, after all of it was checked."""
    store = Store(data / "snapshot")
    store.verify()
    return {n: e for n, e in store.manifest["tables"].items() if e["source"] == TRADE}


def test_a_refresh_brings_the_new_release(
    data: Path, run: Refresh, server: Replay, said: list[str], tmp_path: Path
) -> None:
    """Figures as the importer reads them, with what the page says; the bytes are kept."""
    outcome = run()
    assert not outcome.failed
    assert server.paths == [LIST, ONE, ASSET]
    store, expected = Store(data / "snapshot"), hmrc_trade.read(FILE)[0]
    assert {one.name for one in outcome.revisions} == {table.name for table in expected}
    for table in expected:
        frame = store.observations(table.name)
        assert frame.map(str).equals(table.frame.map(str))
    for entry in entries(data).values():
        assert (entry["released"], entry["title"]) == ("2020-11-05", DOCUMENT["title"])
        assert entry["url"] == f"https://www.gov.uk{DOCUMENT['base_path']}"
    raw = {entry["name"]: entry for entry in store.manifest["raw"][TRADE]}
    kept = raw["Local_Area_Tables_2019.xlsx"]
    assert kept["sha256"] == raw_file(FILE)["sha256"]
    assert kept["url"] == server.url + ASSET
    cached = tmp_path / "cache" / "raw" / kept["sha256"][:2] / kept["sha256"]
    assert cached.read_bytes() == FILE.read_bytes()
    assert said[0] == f"{TRADE}: has ended; looking for corrections"


def test_a_second_refresh_asks_for_the_pages_alone(
    data: Path, run: Refresh, server: Replay
) -> None:
    """And leaves the snapshot as it is."""
    first = run()
    server.requests.clear()
    second = run()
    assert server.paths == [LIST, ONE]
    assert (second.old, second.new, second.published) == (first.new, first.new, False)
    assert second.lines()[0] == f"{TRADE}: nothing new"


def test_a_dry_run_publishes_nothing(data: Path, run: Refresh) -> None:
    """It shows what a refresh would do."""
    before = entries(data)
    outcome = run(dry_run=True)
    assert outcome.revisions
    assert not outcome.published
    assert entries(data) == before


def test_doubtful_figures_are_held_back(data: Path, run: Refresh, said: list[str]) -> None:
    """Figures a hundredth of those held, until they are accepted."""
    hold(data / "snapshot", times=100.0)
    before = entries(data)
    (failed,) = run().failed
    assert "held back" in str(failed.error)
    assert "goods-exports: the median value is" in str(failed.error)
    assert entries(data) == before
    assert run(accept=True).published
    assert any(line.startswith("  accepted: goods-exports: the median") for line in said)


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        (LIST, Answer(b"", 410)),
        (ONE, Answer(b"<!DOCTYPE html><html></html>", type="text/html")),
        (ASSET, Answer(b"<!DOCTYPE html><html></html>", type="text/html")),
        (ASSET, Answer(b"PK\x03\x04" + bytes(FILE.stat().st_size - 4))),
    ],
)
def test_a_page_that_fails_leaves_the_figures(
    data: Path, run: Refresh, server: Replay, path: str, answer: Answer
) -> None:
    """A page gone, a web page in its place, a file that is no workbook: an error of the source."""
    server.serve(path, answer)
    before = entries(data)
    outcome = run()
    (failed,) = outcome.failed
    assert failed.error and failed.error.where.startswith(server.url)
    assert not outcome.published
    assert entries(data) == before


def test_sources_that_cannot_be_fetched_say_so(data: Path) -> None:
    """Their files are imported; one that has ended says that too."""
    assert [card.slug for card in refresh.fetchable(data)] == [TRADE]
    with pytest.raises(UsageError, match=r"cannot be fetched; its files are imported\.") as caught:
        refresh.fetchable(data, [OTHER])
    assert "data import" in caught.value.do
    with pytest.raises(UsageError, match="its publisher gives out no more"):
        refresh.fetchable(data, [ENDED])


def test_a_new_source_needs_no_more_than_cards(data: Path, run: Refresh, births: Path) -> None:
    """A wide sheet of a page, by a recipe: header row, years across, areas by place."""
    outcome = run("births")
    assert not outcome.failed, outcome.failed[0].error
    frame = Store(data / "snapshot").observations("births", ["K02000001"])
    assert frame[["period", "value"]].to_numpy().tolist() == [
        ["2021", 363995.0],
        ["2022", 336925.0],
        ["2023", 316025.0],
    ]
    assert Store(data / "snapshot").manifest["tables"]["births"]["title"] == DOCUMENT["title"]


@pytest.fixture
def births(data: Path, server: Replay) -> Path:
    """Cards of a new source and its indicator, whose page has a real workbook's excerpt."""
    workbook = DATA / "ons-business-demography" / "businessdemographyexceltables2024.xlsx"
    server.serve(ASSET, Answer(workbook.read_bytes()))
    files = [{**TABLES, "file_size": workbook.stat().st_size}]
    page = {**DOCUMENT, "details": {"attachments": files}}
    server.serve(ONE, Answer(json.dumps(page).encode(), type="application/json"))
    own = (data / "indicators").resolve()
    (data / "indicators").unlink()
    (data / "indicators").mkdir()
    text = (own / "population.yml").read_text(encoding="utf-8")
    text = text.replace("ons-population-estimates", "births")
    (data / "indicators" / "births.yml").write_text(text, encoding="utf-8")
    card = {
        "title": "Births of businesses",
        "publisher": "Office for National Statistics",
        "reader": "tabular",
        "recipe": {
            "indicator": "births",
            "sheet": "Table 1.1c",
            "header": 4,
            "columns": {"area": "column 1"},
            "across": {"period": r"20\d\d"},
        },
        "fetch": {"connector": "govuk", "page": DOCUMENT["base_path"], "attachment": "*Tables 2*"},
    }
    path = data / "sources" / "births.yml"
    path.write_text(json.dumps(card), encoding="utf-8")
    return path


def test_days_are_those_of_london() -> None:
    """Publishers give moments in universal time, and midnight in summer is an hour before."""
    assert pages.day("2020-09-09T23:00:00.000Z") == "2020-09-10"
    assert pages.day("2020-11-05T09:30:03.000+00:00") == "2020-11-05"
    assert pages.day("2021-01-27T23:30:00Z") == "2021-01-27"
    with pytest.raises(ValueError, match="Invalid"):
        pages.day("soon")


def test_the_file_fetched_last() -> None:
    """Pages and imported files are none."""
    page = {"name": govuk.PAGE, "url": "u", "time": "2026-03-01T00:00:00Z", "sha256": "p"}
    old = {"name": "a", "url": "u", "time": "2026-01-01T00:00:00Z", "sha256": "a"}
    new = {"name": "b", "url": "u", "time": "2026-02-01T00:00:00Z", "sha256": "b"}
    assert pages.last_file(Held({}, [new, page, old, {"name": "c", "sha256": "c"}])) == new
    assert pages.last_file(Held({}, [page, {"name": "c", "sha256": "c"}])) is None
