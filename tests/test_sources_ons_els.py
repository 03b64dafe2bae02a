"""ONS Explore Local Statistics through its API, replayed from excerpts of real answers.

The excerpt of the whole data set holds the rows of the files' excerpts (``ons-els``), the rows
with the extremes that the metadata name, and all of homicide offences; that indicator's own CSV
is as recorded, byte for byte.
"""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from replay import Answer, Replay, replaying

from evidencebook import settings
from evidencebook.errors import DataError, FetchError
from evidencebook.indicators import Indicator, Source, sources
from evidencebook.indicators import indicators as read_cards
from evidencebook.sources import geography, ons_els, ons_els_files
from evidencebook.sources.fetch import Client, Fetched, Held, keep
from evidencebook.sources.snapshot import Table, check_observations, publish

DATA = Path(__file__).parent / "data"
RECORDED, FILES = DATA / "ons-els-api", DATA / "ons-els" / "2026-06-26"
METADATA = (RECORDED / "indicators.json").read_bytes()
PACKED = (RECORDED / "all-datasets.csv.gz").read_bytes()
WHOLE = gzip.decompress(PACKED)
HOMICIDE = (RECORDED / "homicide-offences.csv").read_bytes()
PAGE = (RECORDED / "unknown-indicator.html").read_bytes()
FACTS = {facts["slug"]: facts for facts in json.loads(METADATA)}
FULL = Path(__file__).parents[2] / "shared" / "data"
SERVICE = "/explore-local-statistics"
LIST, DATASET, ALL = (
    f"{SERVICE}/{path}"
    for path in ("api/v1/metadata/indicators", "api/v1/data.csv", "files/all-datasets.csv")
)
CODES = {**geography.ITL1, "TLB": geography.ENGLAND}
Fetch = Callable[..., list[Fetched]]


def single(slug: str) -> bytes:
    """One indicator's CSV, of the excerpt's rows in the API's layout for a single indicator."""
    facts = FACTS[slug]
    table = pd.read_csv(io.BytesIO(WHOLE), dtype=str, keep_default_na=False)
    intervals = ["lci_95", "uci_95"] if facts["confidenceIntervals"] else []
    columns = ["areacd", "areanm", "period", "value", *intervals, "status"]
    rows = table.loc[table["indicator"] == facts["label"], columns]
    return rows.to_csv(index=False, lineterminator="\n").rstrip("\n").encode()


def as_held(**changes: str) -> dict[str, dict[str, Any]]:
    """The manifest's entries of all that the excerpt offers, each as the API has it."""
    offered = ons_els.offers(Fetched("list", METADATA, "", ""))
    return {
        slug: {
            **vars(offer.publication),
            "retrieved": "2026-06-30",
            "modified": offer.modified,
            **changes,
        }
        for slug, offer in offered.items()
    }


@pytest.fixture(scope="module")
def cards() -> Mapping[str, Indicator]:
    """The project's own cards."""
    return read_cards(settings.ROOT / "data")


@pytest.fixture
def card() -> Source:
    """The source's card."""
    return sources(settings.ROOT / "data")[ons_els.SOURCE]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Replay]:
    """The API on this machine, which answers all questions rightly."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    with replaying() as replay:
        monkeypatch.setenv("EVIDENCEBOOK_ONS_ELS_URL", f"{replay.url}{SERVICE}")
        replay.serve(LIST, Answer(METADATA, type="application/json"))
        replay.serve(ALL, Answer(PACKED, type="text/csv", headers={"Content-Encoding": "gzip"}))
        for slug in FACTS:
            query = {"indicator": slug, "time": "all", "includeStatus": "true"}
            replay.serve(DATASET, Answer(single(slug)), **query)
        yield replay


@pytest.fixture
def said() -> list[str]:
    """What the connector said."""
    return []


@pytest.fixture
def fetch(server: Replay, card: Source, said: list[str]) -> Fetch:
    """Fetch from the server, without waits."""

    def run(held: Mapping[str, Mapping[str, Any]], **options: Any) -> list[Fetched]:
        with Client(**{"backoff": 0.0, "timeout": 5.0, **options}) as client:
            return ons_els.fetch(card, client, Held(held), said.append)

    return run


def body(content: bytes, *wanted: str, name: str = "") -> Fetched:
    """An answer as if it had been fetched."""
    name = name or (ons_els.SINGLE.format(slug=wanted[0]) if wanted else ons_els.WHOLE)
    return Fetched(name, content, "https://example.org/x", "2026-06-30T10:00:00Z", wanted=wanted)


LISTED = body(METADATA, name=ons_els.METADATA)


def tables(*bodies: Fetched) -> dict[str, Table]:
    """What is read from answers."""
    return {table.name: table for table in ons_els.read([LISTED, *bodies])[0]}


def test_a_first_fetch_takes_the_whole_data_set(server: Replay, fetch: Fetch) -> None:
    """Where much is to be fetched, one request brings all of it."""
    about, whole = fetch({})
    assert server.paths == [LIST, ALL]
    assert (about.name, whole.name) == (ons_els.METADATA, ons_els.WHOLE)
    assert whole.content == WHOLE
    assert set(whole.wanted) == set(FACTS)


def test_nothing_is_fetched_when_nothing_changed(
    server: Replay, fetch: Fetch, said: list[str]
) -> None:
    """If every indicator is held as the API has it, only the list is asked for."""
    assert fetch(as_held()) == []
    assert server.paths == [LIST]
    assert said == ["  Explore Local Statistics: nothing new"]


def test_few_changes_are_fetched_one_by_one(server: Replay, fetch: Fetch, said: list[str]) -> None:
    """An indicator that changed and one that is not held are asked for, each parameter once."""
    held = as_held()
    held["employment-rate"]["modified"] = "2025-12-01"
    del held["homicide-offences"]
    bodies = fetch(held)
    assert [found.wanted for found in bodies[1:]] == [("employment-rate",), ("homicide-offences",)]
    assert server.requests[1].query == {
        "indicator": "employment-rate",
        "time": "all",
        "includeStatus": "true",
    }
    assert server.requests[1].headers["accept"] == "*/*"
    assert server.requests[0].headers["accept"] == "application/json"
    assert "2 indicators (employment-rate, homicide-offences) to fetch" in said[-1]


@pytest.mark.parametrize(
    ("changes", "fetched"),
    [
        ({"modified": ""}, False),  # imported from files after the last change
        ({"modified": "", "retrieved": "2026-01-12"}, True),  # taken on the day of the change
        ({"modified": "", "retrieved": ""}, True),  # of unknown age
        ({"retrieved": "2026-01-12"}, True),  # fetched on the day of the change
        ({"modified": "2026-01-11"}, True),  # changed since, though fetched later
        ({"modified": "2026-01-13"}, False),  # the API is behind
        ({"modified": "", "released": "2027-01-01"}, False),  # the API is behind the files
        ({"released": "2023-01-01"}, True),  # a new release
        ({"url": "https://www.ons.gov.uk/old"}, True),  # published at another address
    ],
)
def test_what_counts_as_changed(fetch: Fetch, changes: dict[str, str], fetched: bool) -> None:
    """An indicator is fetched where the API may have another state, and no older one."""
    held = as_held()
    held["employment-rate"].update(changes)
    assert bool(fetch(held)) is fetched


def test_what_is_not_fetched_is_told(server: Replay, fetch: Fetch, said: list[str]) -> None:
    """Indicators without a card, no longer offered, or older at the API are named."""
    unknown = {**FACTS["employment-rate"], "slug": "new-thing", "label": "New thing"}
    listed = json.dumps([*FACTS.values(), unknown]).encode()
    server.serve(LIST, Answer(listed, type="application/json"))
    held = {**as_held(), "gone-thing": {}}
    held["homicide-offences"]["modified"] = "2026-06-29"
    assert fetch(held) == []
    assert said[:3] == [
        "  1 indicator (new-thing) offered, but without a card here",
        "  1 indicator (gone-thing) held, but not offered by the API: kept as they are",
        "  1 indicator (homicide-offences) older at the API than what is held: kept as they are",
    ]


def test_a_packed_file_is_unpacked(server: Replay, fetch: Fetch) -> None:
    """The whole data set may come as a gzip file that does not say that it is one."""
    server.serve(ALL, Answer(PACKED, type="application/gzip"))
    assert fetch({})[1].content == WHOLE


def test_the_api_is_asked_again(server: Replay, fetch: Fetch) -> None:
    """A fault of the server, a refusal for now and a slow start cost no more than a wait."""
    right = Answer(METADATA, type="application/json")
    wait = Answer(b"", 429, headers={"Retry-After": "0"})
    server.serve(LIST, Answer(b'{"message":"Internal Error"}', 500), wait, right)
    packed = Answer(PACKED, headers={"Content-Encoding": "gzip"})
    server.serve(ALL, replace(packed, delay=1.5), replace(packed, cut=900), packed)
    assert fetch({}, timeout=1.0)[1].content == WHOLE
    assert server.paths == [LIST] * 3 + [ALL] * 3


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(PAGE, type="text/html"), "web page"),
        (Answer(PAGE), "web page"),
        (Answer(b""), "empty"),
        (Answer(METADATA, type="application/json"), "something else"),
        (Answer(METADATA), "not in the known layout|no CSV"),
        (Answer(PACKED[:-20]), "cannot be unpacked"),
        (Answer(PACKED[:-20], headers={"Content-Encoding": "gzip"}), "cannot be unpacked"),
        (Answer(WHOLE, cut=900), "breaks off"),
        (Answer(WHOLE[: WHOLE.rindex(b",")]), "cut short"),
        (Answer(WHOLE[: WHOLE.index(b"\nHomicide")]), "lacks indicators"),
        (
            Answer(WHOLE.replace(b",2023-01-01/P1Y,73.7,70.7,", b",2023-01-01/P1Y,7.37,7.07,")),
            "API says",
        ),
        (Answer(status=302, headers={"Location": "http://localhost:9/x"}), "another place"),
        (Answer(b'{"message":"Internal Error"}', 500), "Internal Error"),
    ],
)
def test_a_wrong_data_set_is_an_error(
    server: Replay, fetch: Fetch, answer: Answer, reason: str
) -> None:
    """Whatever comes in place of the whole data set, nothing is returned."""
    server.serve(ALL, answer)
    with pytest.raises(FetchError, match=reason) as caught:
        fetch({}, tries=2)
    assert caught.value.where.startswith(server.url)


def test_another_indicators_figures_are_an_error(server: Replay, fetch: Fetch) -> None:
    """A body that is not the asked indicator's is noticed, though its columns are right."""
    held = as_held()
    del held["gross-value-added-per-hour-worked"]
    swapped = Answer(single("gross-value-added-per-filled-job"))
    server.serve(
        DATASET,
        swapped,
        indicator="gross-value-added-per-hour-worked",
        time="all",
        includeStatus="true",
    )
    with pytest.raises(
        FetchError, match="gross-value-added-per-hour-worked are not what"
    ) as caught:
        fetch(held)
    low, high = FACTS["gross-value-added-per-hour-worked"]["valueDomain"]
    assert caught.value.expected.startswith(f"from {low:.12g} to {high:.12g}, 2004-01-01/P1Y to")


def test_a_redirect_within_the_service_is_followed(server: Replay, fetch: Fetch) -> None:
    """The API's own redirects lead to the data."""
    server.serve(LIST, Answer(status=308, headers={"Location": f"{SERVICE}/list"}))
    server.serve(f"{SERVICE}/list", Answer(METADATA, type="application/json"))
    assert fetch(as_held()) == []


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (b"Homicide offences", b"Other offences", "lacks indicators"),
        (b"indicator,areacd", b"topic,areacd", "not in the known layout"),
        (b",value,", b",observation,", "not in the known layout"),
        (b",x\n", b",q\n", "status that is not known"),
        (b",x\n", b",\n", "status that is not known"),
        (b",2023-01-01/P1Y,73.7,70.7,76.7,", b",2023-01-01/P1Y,,70.7,76.7,", "status that is"),
        (b",2023-01-01/P1Y,73.7,70.7,76.7,", b",2023-01-01/P1Y,seventy,70.7,76.7,", "number"),
        (b",status\n", b",status,sex\n", "cut short"),
        (b",2023-01-01/P1Y,73.7,", b",2023-Q1,73.7,", "what the API says|period"),
    ],
)
def test_a_data_set_that_has_changed_is_an_error(old: bytes, new: bytes, reason: str) -> None:
    """Missing columns or indicators, unknown marks and words for numbers are noticed."""
    assert old in WHOLE
    with pytest.raises(DataError, match=reason):
        tables(body(WHOLE.replace(old, new)))


def test_an_indicator_divided_by_sex_is_not_taken_for_a_total() -> None:
    """Further columns are refused where they hold something, and no harm where they do not."""
    lines = HOMICIDE.decode().split("\n")
    columns = [lines[0] + ",sex", *(f"{line}," for line in lines[1:])]
    assert tables(body("\n".join(columns).encode(), "homicide-offences"))
    columns[1] += "female"
    with pytest.raises(FetchError, match="columns that are not known") as caught:
        tables(body("\n".join(columns).encode(), "homicide-offences"))
    assert caught.value.found == "also sex"


@pytest.mark.parametrize(
    "listed",
    [
        b"{}",
        b"[]",
        b"not JSON",
        b'{"message": "no"}',
        json.dumps([FACTS["employment-rate"], FACTS["employment-rate"]]).encode(),
        json.dumps([{**FACTS["employment-rate"], "dataModified": "June"}]).encode(),
        json.dumps([{**FACTS["employment-rate"], "valueDomain": None}]).encode(),
        json.dumps([{**FACTS["employment-rate"], "source": []}]).encode(),
        json.dumps([{**FACTS["employment-rate"], "label": None}]).encode(),
    ],
)
def test_a_list_that_cannot_be_used_is_an_error(
    server: Replay, fetch: Fetch, listed: bytes
) -> None:
    """A list of indicators with a hole or a repetition is refused, and nothing else asked for."""
    server.serve(LIST, Answer(listed, type="application/json"))
    with pytest.raises(FetchError, match="list of indicators"):
        fetch({})
    assert server.paths == [LIST]


def test_figures_are_those_of_the_files(cards: Mapping[str, Indicator]) -> None:
    """Where both have a figure, value, interval, period and mark are the same, and all is there."""
    ours = tables(body(WHOLE))
    compared = 0
    for theirs in ons_els_files.read(FILES, cards)[0]:
        frame = theirs.frame.assign(area=theirs.frame["area"].replace(CODES))
        both = frame.merge(
            ours[theirs.name].frame,
            on=["indicator", "area", "period_start", "period_end", "period", "status"],
            suffixes=("_files", ""),
            validate="one_to_one",
        )
        assert len(both) == len(frame)
        for column in ons_els_files.NUMBERS:
            assert both[f"{column}_files"].equals(both[column].rename(f"{column}_files"))
        compared += len(both)
        table = ours[theirs.name]
        assert (table.publisher, table.released, table.url, table.title) == (
            theirs.publisher,
            theirs.released,
            theirs.url,
            theirs.title,
        )
    assert compared == 83


@pytest.mark.parametrize("slug", ["homicide-offences", "employment-rate"])
def test_both_ways_give_the_same_table(slug: str) -> None:
    """An indicator fetched alone gives the same observations as in the whole data set."""
    content = HOMICIDE if slug == "homicide-offences" else single(slug)
    alone, whole = tables(body(content, slug))[slug], tables(body(WHOLE, name=ons_els.WHOLE))[slug]
    pd.testing.assert_frame_equal(alone.frame, whole.frame, check_exact=True)


def test_single_layout_is_the_recorded_one() -> None:
    """The tests' own way to one indicator's CSV gives the recorded bytes."""
    assert single("homicide-offences") == HOMICIDE


def test_tables_say_which_state_they_are() -> None:
    """A table keeps when it was fetched and when the publisher had changed it last."""
    table = tables(body(WHOLE))["gross-value-added-per-hour-worked"]
    assert (table.retrieved, table.modified) == ("2026-06-30", "2026-06-18")
    assert table.released == "2025-06-19"
    assert table.title == "Regional and subregional labour productivity, UK"


def test_marks_intervals_and_the_onshore_uk_are_kept() -> None:
    """Marks stand without a value; productivity of the UK says that it is onshore only."""
    found = tables(body(WHOLE))
    absences = found["persistent-absences-pupils-looked-after-by-local-authorities"].frame
    marked = absences[absences["status"] != ""]
    assert set(marked["status"]) == {"x", "c", "z"}
    assert marked["value"].isna().all()
    hourly = found["gross-value-added-per-hour-worked"].frame
    uk = hourly[(hourly["area"] == "K02000001") & (hourly["period"] == "2023")].iloc[0]
    assert (uk["value"], uk["note"]) == (41.87, "UK without its offshore economy")


def test_only_what_was_wanted_is_read() -> None:
    """Of the whole data set, indicators that had not changed are left alone."""
    wanted = replace(body(WHOLE), wanted=("employment-rate", "homicide-offences"))
    assert set(tables(wanted)) == {"employment-rate", "homicide-offences"}


def test_what_is_fetched_can_be_published(fetch: Fetch, tmp_path: Path) -> None:
    """Tables keep the contract, the manifest tells the state, and the next fetch finds it."""
    found, raw, reports = ons_els.read(fetch({}))
    for table in found:
        check_observations(table.name, table.frame)
    manifest = publish(tmp_path, found, {ons_els.SOURCE: raw})
    assert [entry["name"] for entry in manifest["raw"][ons_els.SOURCE]] == [
        ons_els.WHOLE,
        ons_els.METADATA,
    ]
    assert all(entry["url"] and entry["time"] for entry in raw)
    assert fetch(manifest["tables"]) == []
    (report,) = reports
    dropped = sum(report.unknown_areas.values()) + report.repeated + len(report.conflicting)
    assert report.read == report.kept + dropped


def test_notes_on_unchanged_figures_are_kept(cards: Mapping[str, Indicator]) -> None:
    """A note from the files stays with its figure, and goes when the figure is another."""
    held = {table.name: table.frame for table in ons_els_files.read(FILES, cards)[0]}
    before = held["employment-rate"]
    noted = before["note"] == "unreliable: a sample of 3 to 9 people"
    assert noted.any()
    after = tables(body(WHOLE))["employment-rate"].frame
    kept = ons_els.carry_notes(after, before)
    assert kept.drop(columns="note").equals(after)
    key = ["area", "period"]
    assert kept.loc[kept["note"] != "", key].to_numpy().tolist() == (
        before.loc[noted, key].to_numpy().tolist()
    )
    revised = before.assign(value=before["value"].where(~noted, 1.0))
    assert ons_els.carry_notes(after, revised).equals(after)
    assert ons_els.carry_notes(after, before.drop(columns="note")).equals(after)


def test_the_note_on_the_onshore_uk_is_the_apis_own() -> None:
    """What the connector itself notes is there once, whatever is held."""
    after = tables(body(WHOLE))["gross-value-added-per-hour-worked"].frame
    assert (
        ons_els.carry_notes(after, after.assign(note="other"))
        .loc[after["area"] == "K02000001", "note"]
        .tolist()
        == after.loc[after["area"] == "K02000001", "note"].tolist()
    )


def test_nothing_fetched_gives_nothing() -> None:
    """No answers, no tables."""
    assert ons_els.read([]) == ([], [], [])


def test_a_folder_of_answers_is_read(tmp_path: Path, fetch: Fetch) -> None:
    """Answers kept in a folder named by a date give the same tables, retrieved on that date."""
    folder = tmp_path / "2026-06-30"
    folder.mkdir()
    bodies = fetch({})
    for found in bodies:
        (folder / found.name).write_bytes(found.content)
    before = {table.name: table for table in ons_els.read(bodies)[0]}
    for table in ons_els.read(folder)[0]:
        assert table.frame.equals(before[table.name].frame)
        assert table.retrieved == "2026-06-30"
    (folder / ons_els.WHOLE).unlink()
    (folder / "els-homicide-offences.csv").write_bytes(HOMICIDE)
    assert [table.name for table in ons_els.read(folder)[0]] == ["homicide-offences"]
    with pytest.raises(DataError, match="no answers of the API"):
        ons_els.read(tmp_path)


def test_kept_bytes_give_the_same_tables(tmp_path: Path, fetch: Fetch) -> None:
    """What was fetched can be read again from the cache."""
    about, whole = fetch({})
    again = replace(whole, content=keep(whole, tmp_path).read_bytes())
    first, second = (ons_els.read([about, found])[0] for found in (whole, again))
    assert all(a.frame.equals(b.frame) for a, b in zip(first, second, strict=True))


@pytest.mark.skipif(not FULL.exists(), reason="the publishers' raw files are not at hand")
def test_the_whole_recording_agrees_with_the_files(cards: Mapping[str, Indicator]) -> None:
    """Every indicator is the same from the API and from the files, but for codes and empty rows."""
    recorded = FULL / "api-recordings" / "ons-explore-local-statistics"
    about = replace(LISTED, content=(recorded / "metadata" / "indicators.json").read_bytes())
    whole = body((recorded / "files" / "all-datasets.csv.gz").read_bytes())
    ours = {table.name: table.frame for table in ons_els.read([about, whole], cards)[0]}
    files = FULL / "ons-explore-local-statistics" / "2026-06-26"
    theirs = {table.name: table.frame for table in ons_els_files.read(files, cards)[0]}
    assert set(ours) == set(theirs)
    alike = 0
    for slug, frame in theirs.items():
        plain = frame.drop(columns="note", errors="ignore")
        mine = ours[slug].drop(columns="note", errors="ignore")
        alike += mine.equals(plain)
        said = plain["value"].notna() | (plain["status"] != "")
        plain = plain[said].assign(area=plain["area"].replace(CODES))
        key = ["area", "period_start", "period_end"]
        plain = plain.drop_duplicates().sort_values(key, kind="stable", ignore_index=True)
        pd.testing.assert_frame_equal(mine, plain, check_exact=True)
    assert (len(ours), alike) == (89, 78)
