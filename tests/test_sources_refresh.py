"""A refresh from what was published in March to what was in June 2026, from a server.

The held figures are those of the publisher's files of March (``revisions/2026-03-01``); the
server gives the figures of June (``revisions/2026-06-26``) in the layout of the API.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from els_server import DATASET, LIST, MARCH, SERVICE, Rows, body, june, serve
from replay import Answer, Replay, replaying

from evidencebook import cli, settings
from evidencebook.errors import FetchError, SnapshotError, UsageError
from evidencebook.indicators import Indicator
from evidencebook.indicators import indicators as read_cards
from evidencebook.sources import geography, refresh, registry
from evidencebook.sources import ons_els_files as els
from evidencebook.sources.lock import LOCK, locked
from evidencebook.sources.refresh import Outcome
from evidencebook.sources.snapshot import Table, publish
from evidencebook.store import Store

ELS, OTHER = els.SOURCE, "orr-station-usage"
HOUSING, INWARD = "housing-affordability-ratio", "inward-foreign-direct-investment"
LOSING = ("business-births", "business-deaths")
# A refresh whose steps on the disk take a while, so that kills fall between them.
SLOWLY = """
import os, time

def slowly(step):
    def slow(*given, **named):
        time.sleep(0.02)
        return step(*given, **named)
    return slow

os.replace, os.fsync, os.unlink = slowly(os.replace), slowly(os.fsync), slowly(os.unlink)
from evidencebook.cli import main
main()
"""
Refresh = Callable[..., Outcome]


@pytest.fixture(scope="module")
def cards() -> Mapping[str, Indicator]:
    """The project's own cards."""
    return read_cards(settings.ROOT / "data")


@pytest.fixture
def offered(cards: Mapping[str, Indicator]) -> dict[str, tuple[dict[str, Any], Rows]]:
    """What the server has; births and deaths lose areas, so they have a test of their own."""
    return {slug: both for slug, both in june(cards).items() if slug not in LOSING}


@pytest.fixture
def data(tmp_path: Path, cards: Mapping[str, Indicator], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with the files of March, and the areas and their successors."""
    folder, source = tmp_path / "data", settings.ROOT / "data"
    folder.mkdir()
    for name in ("areas", "indicators"):
        (folder / name).symlink_to(source / name)
    (folder / "sources").mkdir()
    for name in (ELS, OTHER):
        (folder / "sources" / f"{name}.yml").symlink_to(source / "sources" / f"{name}.yml")
    own = Store(source / "snapshot")
    names = ("areas", "memberships", "neighbours", "successors")
    lookups = [Table(name, own.lookup(name), "lookup", "areas") for name in names]
    tables, raw, _ = els.read(MARCH, cards)
    publish(folder / "snapshot", [*lookups, *tables], {ELS: raw})
    monkeypatch.setenv("EVIDENCEBOOK_DATA", str(folder))
    monkeypatch.setenv("EVIDENCEBOOK_CACHE", str(tmp_path / "cache"))
    return folder


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, offered: Any) -> Iterator[Replay]:
    """The API on this machine, as of June."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    with replaying() as replay:
        monkeypatch.setenv("EVIDENCEBOOK_ONS_ELS_URL", f"{replay.url}{SERVICE}")
        serve(replay, offered)
        yield replay


@pytest.fixture
def said() -> list[str]:
    """What the refresh said."""
    return []


@pytest.fixture
def run(data: Path, server: Replay, said: list[str]) -> Refresh:
    """Refresh the data folder from the server."""
    return lambda *names, **options: refresh.refresh(names, data, said.append, **options)


def held(data: Path, indicator: str) -> str:
    """The hash of one indicator's table."""
    return str(Store(data / "snapshot").manifest["tables"][indicator]["sha256"])


def hash_of(data: Path) -> str:
    """The snapshot's hash, after all of it was checked."""
    store = Store(data / "snapshot")
    store.verify()
    return store.hash


def value(data: Path, indicator: str, area: str, period: str) -> float:
    """One figure of the snapshot."""
    frame = Store(data / "snapshot").observations(indicator, [area])
    (found,) = frame.loc[frame["period"] == period, "value"]
    return float(found)


def test_new_and_revised_figures_come_in(data: Path, run: Refresh, offered: Any) -> None:
    """The figures of June are published, and what they changed is kept."""
    old = hash_of(data)
    outcome = run()
    assert (outcome.old, outcome.new) == (old, hash_of(data))
    assert {one.name for one in outcome.revisions} == set(offered)
    for slug, (_, rows) in offered.items():
        frame = Store(data / "snapshot").observations(slug)
        known = [row for row in rows if els.KNOWN_AREA.fullmatch(row["areacd"])]
        assert sorted(frame["value"]) == sorted(float(row["observation"]) for row in known)
    row = next(row for row in offered[HOUSING][1] if row["period"] == "2025-04-01")
    frame = Store(data / "snapshot").observations(HOUSING, [row["areacd"]])
    latest = frame.loc[frame["period_end"] == "2025-04-01", "value"]
    assert latest.tolist() == [float(row["observation"])]


def test_the_record_says_what_changed(data: Path, run: Refresh, cards: Any) -> None:
    """Named after both snapshots; codes that the API gives otherwise are no news."""
    outcome = run()
    assert outcome.record == data / "revisions" / f"{outcome.old[:8]}-{outcome.new[:8]}.json"
    kept = json.loads(outcome.record.read_text(encoding="utf-8"))
    assert (kept["from"], kept["to"]) == (outcome.old, outcome.new)
    assert kept["tables"] == json.loads(json.dumps([r.record() for r in outcome.revisions]))
    (inward,) = (one for one in outcome.revisions if one.name == INWARD)
    assert inward.revised or inward.added
    assert not set(geography.ITL1) & {*inward.new_areas, *inward.lost_areas}
    assert not set(geography.ITL1.values()) & {*inward.new_areas, *inward.lost_areas}
    assert [path.name for path in (data / "revisions").iterdir()] == [outcome.record.name]


def test_the_bytes_are_kept_with_address_and_time(
    data: Path, run: Refresh, offered: Any, tmp_path: Path, server: Replay
) -> None:
    """By content, in the cache; the manifest says where they came from and when."""
    run()
    raw = {entry["name"]: entry for entry in Store(data / "snapshot").manifest["raw"][ELS]}
    entry = raw[f"els-{HOUSING}.csv"]
    kept = tmp_path / "cache" / "raw" / entry["sha256"][:2] / entry["sha256"]
    assert kept.read_bytes() == body(offered[HOUSING][1])
    assert entry["url"].startswith(server.url)
    assert entry["time"].endswith("Z")
    assert f"{HOUSING}.csv" in raw


def test_notes_stay_with_figures_that_stand(data: Path, run: Refresh, offered: Any) -> None:
    """The API has no notes; those of the files are kept where the figure is the same."""
    store = Store(data / "snapshot")
    frame = store.observations(INWARD).assign(note="")
    row = offered[INWARD][1][0]
    same = (frame["area"] == row["areacd"]) & (frame["period"] == row["period"][:4])
    assert same.sum() == 1
    frame.loc[same, ["value", "note"]] = [float(row["observation"]), "provisional"]
    entry = store.manifest["tables"][INWARD]
    facts = {key: entry[key] for key in ("publisher", "title", "released", "url", "retrieved")}
    publish(data / "snapshot", [Table(INWARD, frame, "indicator", ELS, **facts)], {})
    run()
    after = Store(data / "snapshot").observations(INWARD, [row["areacd"]])
    assert after.loc[after["note"] != "", "period"].tolist() == [row["period"][:4]]


def test_nothing_new_changes_nothing(data: Path, run: Refresh, server: Replay) -> None:
    """After a refresh of later date, the next one only asks for the list."""
    manifest = data / "snapshot" / "manifest.json"
    run()
    after = json.loads(manifest.read_text(encoding="utf-8"))
    for entry in after["tables"].values():
        entry["retrieved"] = "2026-06-30"
    manifest.write_text(json.dumps(after), encoding="utf-8")
    old = hash_of(data)
    server.requests.clear()
    outcome = run(ELS)
    assert server.paths == [LIST]
    assert (outcome.new, outcome.revisions, outcome.record) == (old, (), None)
    assert outcome.lines() == [f"{ELS}: nothing new", f"snapshot {old[:8]} as it was"]


def test_a_dry_run_shows_the_same_and_publishes_nothing(data: Path, run: Refresh) -> None:
    """The revisions are those of the refresh itself."""
    old = hash_of(data)
    files = sorted(path.name for path in (data / "snapshot").iterdir())
    outcome = run(dry_run=True)
    assert hash_of(data) == old
    assert sorted(path.name for path in (data / "snapshot").iterdir()) == files
    assert not (data / "revisions").exists()
    assert outcome.record is None
    assert any(line.startswith("not published") for line in outcome.lines())
    assert run().revisions == outcome.revisions


def other_fetched_by(data: Path, fetch: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a second source fetched by a connector of the test's own."""
    path = data / "sources" / f"{OTHER}.yml"
    text = path.read_text(encoding="utf-8")
    path.unlink()
    path.write_text(f"{text}fetch: {{connector: other}}\n", encoding="utf-8")
    monkeypatch.setitem(registry.CONNECTORS, "other", registry.Connector(fetch, fetch))


def test_one_source_fails_and_the_others_go_on(
    data: Path, run: Refresh, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its figures are as they were, and the outcome says why."""

    def fails(*_: object) -> Any:
        raise FetchError("The server did not answer.")

    other_fetched_by(data, fails, monkeypatch)
    held = hash_of(data)
    outcome = run()
    assert [result.source for result in outcome.failed] == [OTHER]
    assert {result.source for result in outcome.results} == {ELS, OTHER}
    assert hash_of(data) == outcome.new != held
    assert any("FAILED" in line and OTHER in line for line in outcome.lines())


def test_a_fault_of_a_connector_is_an_error_of_its_source(
    data: Path, run: Refresh, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The others go on, and the log has where it happened."""

    def fails(*_: object) -> Any:
        raise KeyError("observation")

    other_fetched_by(data, fails, monkeypatch)
    outcome = run()
    assert [result.source for result in outcome.failed] == [OTHER]
    assert "KeyError: 'observation'" in str(outcome.failed[0].error)
    assert "Traceback" in caplog.text
    assert outcome.published


def test_an_import_in_between_is_kept(
    data: Path, run: Refresh, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both are in the snapshot, and no record claims to tell all of it."""
    other = Table("other", pd.DataFrame({"code": ["E1"]}), "lookup", "somebody")

    def late(folder: Path, tables: Any, raw: Any) -> Any:
        if folder == data / "snapshot":
            publish(folder, [other], {})
        return publish(folder, tables, raw)

    monkeypatch.setattr(refresh, "publish", late)
    outcome = run()
    assert outcome.new == hash_of(data)
    assert Store(data / "snapshot").has("other")
    assert (outcome.published, outcome.record) == (True, None)
    assert "an import came in between" in outcome.lines()[-1]
    assert not list((data / "revisions").iterdir())


def test_a_source_that_answers_wrongly_keeps_its_figures(
    data: Path, run: Refresh, server: Replay
) -> None:
    """Figures that are not those of the API's list are not published."""
    old = hash_of(data)
    query = {"indicator": INWARD, "time": "all", "includeStatus": "true"}
    server.serve(DATASET, Answer(b"areacd,areanm,period,value,status\n"), **query)
    outcome = run()
    assert len(outcome.failed) == 1
    assert (hash_of(data), outcome.new, outcome.record) == (old, old, None)


def test_a_loss_of_areas_is_held_back_until_accepted(
    data: Path, run: Refresh, server: Replay, cards: Mapping[str, Indicator], said: list[str]
) -> None:
    """Two of the six areas whose business births were given in March are not there in June.

    The other indicators of the source are brought up to date.
    """
    serve(server, june(cards))
    old, other = held(data, "business-births"), held(data, HOUSING)
    outcome = run()
    (failed,) = outcome.failed
    assert "held back" in str(failed.error)
    assert "FAILED in part" in outcome.lines()[0]
    gone = "business-births: 2 of 6 areas are gone: E08000038, E47000001"
    assert gone in str(failed.error)
    assert "--accept" in str(failed.error)
    assert held(data, "business-births") == old
    assert held(data, HOUSING) != other
    outcome = run(accept=True)
    assert not outcome.failed
    assert any(line.startswith("  accepted: business-births: ") for line in said)
    assert held(data, "business-births") != old


def test_a_median_that_moves_tenfold_is_held_back(
    data: Path, run: Refresh, server: Replay, offered: Any
) -> None:
    """Such as pounds in place of millions."""
    facts, rows = offered[INWARD]
    large = [{**row, "observation": str(float(row["observation"]) * 1000)} for row in rows]
    ends = [end * 1000 for end in facts["valueDomain"]]
    serve(server, {**offered, INWARD: ({**facts, "valueDomain": ends}, large)})
    old = held(data, INWARD)
    (failed,) = run().failed
    assert f"{INWARD}: the median value is" in str(failed.error)
    assert held(data, INWARD) == old


def test_another_unit_is_held_back_whatever_is_accepted(
    data: Path, run: Refresh, server: Replay, offered: Any
) -> None:
    """The book would print the figures with the unit of the card."""
    facts, rows = offered[INWARD]
    serve(server, {**offered, INWARD: ({**facts, "unit": "Number"}, rows)})
    old, other = held(data, INWARD), held(data, HOUSING)
    (failed,) = run(accept=True).failed
    assert "published as “Number”, where its card is written for “£ million”" in str(failed.error)
    assert "correct title, unit and definition in the indicator's card" in str(failed.error)
    assert held(data, INWARD) == old
    assert held(data, HOUSING) != other


def test_sources_are_named_or_refused(data: Path) -> None:
    """Only those that a connector can fetch."""
    assert [card.slug for card in refresh.fetchable(data)] == [ELS]
    with pytest.raises(UsageError, match="no source 'ons-explore'"):
        refresh.fetchable(data, ["ons-explore"])
    with pytest.raises(UsageError, match="cannot be fetched"):
        refresh.fetchable(data, [OTHER])


def test_a_connector_that_there_is_not_is_an_error_of_its_source(
    data: Path, run: Refresh, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The card's fault is told, and the others go on."""
    other_fetched_by(data, None, monkeypatch)
    monkeypatch.delitem(registry.CONNECTORS, "other")
    outcome = run()
    (failed,) = outcome.failed
    assert "names a connector that there is not" in str(failed.error)
    assert "govuk" in str(failed.error)
    assert outcome.published


def test_the_second_refresh_says_who_holds_the_lock(
    data: Path, run: Refresh, said: list[str]
) -> None:
    """It waits, then gives up; when the first is done, it can go on."""
    with (
        locked(data / LOCK, "refresh", said.append, 0),
        pytest.raises(SnapshotError, match=f"process {os.getpid()}, since 20"),
    ):
        run(wait=0.2)
    assert [line for line in said if f"(process {os.getpid()}, since" in line]
    assert not run(wait=0.2).failed


def test_the_second_refresh_waits_for_the_first(data: Path, run: Refresh) -> None:
    """A process that holds the lock and ends, however it ends, lets the next one in."""
    code = (
        "import sys, time\nfrom pathlib import Path\nfrom evidencebook.sources.lock import locked\n"
        "with locked(Path(sys.argv[1]), 'refresh', print, 0):\n"
        "    print('held', flush=True)\n    time.sleep(60)\n"
    )
    command = [sys.executable, "-c", code, str(data / LOCK)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout
        assert first.stdout.readline() == "held\n"
        with pytest.raises(SnapshotError, match=f"process {first.pid}"):
            run(wait=0)
        first.kill()
        assert not run(wait=10).failed


def test_a_record_that_a_kill_left_behind_is_seen_to(data: Path, run: Refresh) -> None:
    """One that ends in the snapshot as it is gets its name; another is dropped."""
    outcome = run()
    assert outcome.record
    waiting = outcome.record.with_name(outcome.record.name + ".pending")
    outcome.record.rename(waiting)
    other = waiting.with_name("00000000-11111111.json.pending")
    other.write_text("{}")
    run(dry_run=True)
    assert outcome.record.exists()
    assert not waiting.exists()
    assert not other.exists()


def killed(data: Path, after: float) -> bool:
    """Start a refresh and kill it so many seconds after it begins; whether it was still at work."""
    command = [sys.executable, "-c", SLOWLY, "data", "refresh"]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=quiet) as process:
        assert process.stdout
        process.stdout.readline()
        time.sleep(after)
        process.kill()
        process.stdout.read()
    return process.returncode == -signal.SIGKILL


def kill_often(data: Path, times: int) -> Counter[str]:
    """Kill refreshes at random moments: each leaves the old snapshot or a whole new one.

    Returns how often a kill left which, and how often with work half done beside it.
    """
    chance = random.Random(26)
    manifest = data / "snapshot" / "manifest.json"
    before = manifest.read_bytes()
    tables = {path: path.read_bytes() for path in (data / "snapshot").glob("*.parquet")}
    old, left = hash_of(data), Counter[str]()
    for _ in range(times):
        early = killed(data, chance.uniform(0.2, 1.6))
        now = hash_of(data)
        if early:
            left["old" if now == old else "new"] += 1
            half = [*data.glob("revisions/*.pending"), *data.glob("snapshot/.*.tmp")]
            left["half done"] += bool(half)
        waiting = list((data / "revisions").glob(f"*-{now[:8]}.json*"))
        assert (now == old) == (not waiting)
        for path, content in tables.items():
            path.write_bytes(content)
        manifest.write_bytes(before)
    assert not refresh.refresh([], data, lambda _: None, wait=0).failed
    assert not list((data / "revisions").glob("*.pending"))
    return left


def test_a_refresh_that_is_killed_leaves_a_whole_snapshot(data: Path, server: Replay) -> None:
    """A handful of times."""
    assert kill_often(data, 5)


@pytest.mark.wide
def test_a_hundred_kills_leave_a_whole_snapshot(data: Path, server: Replay) -> None:
    """As above, a hundred times, some of which fall before the rename and some after."""
    left = kill_often(data, 100)
    assert left["old"]
    assert left["new"]
    assert left["half done"]


def test_the_command_tells_and_fails_as_the_refresh_does(
    data: Path, server: Replay, capsys: pytest.CaptureFixture[str], monkeypatch: Any
) -> None:
    """Revisions, a line for each source, the snapshot; exit 1 if a source failed."""
    command = ["evidencebook", "data", "refresh", ELS]
    monkeypatch.setattr("signal.signal", lambda *_: None)
    monkeypatch.setattr(sys, "argv", [*command, "--dry-run"])
    with pytest.raises(SystemExit) as done:
        cli.main()
    told = capsys.readouterr()
    assert done.value.code == 0
    assert HOUSING in told.out
    assert "not published: snapshot" in told.out
    server.serve(LIST, Answer(b"", status=404))
    monkeypatch.setattr(sys, "argv", command)
    with pytest.raises(SystemExit) as done:
        cli.main()
    told = capsys.readouterr()
    assert done.value.code == 1
    assert f"{ELS}: FAILED" in told.out
    assert told.err
    assert pd.notna(hash_of(data))
