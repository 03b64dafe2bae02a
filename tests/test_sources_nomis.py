"""Nomis's CSV API, replayed from rows of a real answer.

The recorded answer is an extract of a larger one: its rows are genuine, and are numbered here as
in an answer of their own. All are of mid-2021, persons of all ages, but for the last, of an age.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from replay import Answer, Replay, replaying

from evidencebook import settings
from evidencebook.errors import DataError, FetchError
from evidencebook.indicators import Source, sources
from evidencebook.sources import nomis, refresh, registry
from evidencebook.sources.fetch import Client, Fetched, Held
from evidencebook.sources.snapshot import Table, check_observations
from evidencebook.store import Store

DATA = Path(__file__).parent / "data"
RECORDED = (DATA / "nomis" / "NM_2002_1.csv").read_text(encoding="utf-8")
LINES = list(csv.DictReader(io.StringIO(RECORDED)))
ROWS, CHILDREN = LINES[:-1], LINES[-1]
PAGE = (DATA / "ons-els-api" / "unknown-indicator.html").read_bytes()
DATASET = "/api/v01/dataset/NM_2002_1.data.csv"
SECRET = "0x+secret"
Fetch = Callable[..., list[Fetched]]
Rows = list[dict[str, str]]


def body(rows: Rows, start: int = 0, count: int | None = None) -> bytes:
    """A page: rows numbered from a start, of so many in all."""
    out = io.StringIO()
    writer = csv.DictWriter(out, LINES[0], lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writeheader()
    total = str(len(rows) if count is None else count)
    for number, row in enumerate(rows, start):
        writer.writerow({**row, "RECORD_OFFSET": str(number), "RECORD_COUNT": total})
    return out.getvalue().encode()


def changed(row: dict[str, str], **values: str) -> dict[str, str]:
    """A row with other values in columns named in lower case."""
    return {**row, **{name.upper(): value for name, value in values.items()}}


@pytest.fixture
def card() -> Source:
    """The source's card."""
    return sources(settings.ROOT / "data")["ons-population-estimates"]


@pytest.fixture
def serve(server: Replay, card: Source) -> Callable[..., None]:
    """Give a page of the card's query, from an offset."""

    def page(answer: bytes | Answer, offset: int = 0, rows: int = nomis.ROWS, **more: str) -> None:
        assert card.fetch
        query = {**card.fetch.query, "recordoffset": str(offset), "recordlimit": str(rows), **more}
        given = answer if isinstance(answer, Answer) else Answer(answer, type="text/csv")
        server.serve(DATASET, given, **query)

    return page


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Replay]:
    """Nomis on this machine."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    monkeypatch.setenv("EVIDENCEBOOK_NOMIS_UID", "")
    with replaying() as replay:
        monkeypatch.setenv("EVIDENCEBOOK_NOMIS_URL", replay.url)
        yield replay


@pytest.fixture
def said() -> list[str]:
    """What the connector said."""
    return []


@pytest.fixture
def fetch(server: Replay, card: Source, said: list[str]) -> Fetch:
    """Fetch from the server, without waits."""

    def run(held: Held | None = None, **options: Any) -> list[Fetched]:
        with Client(**{"backoff": 0.0, "timeout": 5.0, **options}) as client:
            return nomis.fetch(card, client, held or Held(), said.append)

    return run


def table(card: Source, *pages: bytes) -> tuple[Table, dict[str, Any]]:
    """What is read from pages, checked."""
    bodies = [Fetched(f"p{i}", page, "x", "2026-06-30T10:00:00Z") for i, page in enumerate(pages)]
    (found,), _, report = registry.CONNECTORS["nomis"].read(card, bodies)
    check_observations(found.name, found.frame)
    return found, report


def test_what_is_asked_and_read(
    server: Replay, serve: Any, fetch: Fetch, card: Source, said: list[str]
) -> None:
    """Persons of all ages at mid-year; areas given at two levels are there once."""
    serve(body(ROWS))
    bodies = fetch()
    (request,) = server.requests
    assert request.query["c_age"] == "200" and request.query["gender"] == "0"
    assert (request.query["recordoffset"], request.query["recordlimit"]) == ("0", "25000")
    assert said == ["  NM_2002_1: 6 rows"]
    (found,), (raw,), report = registry.CONNECTORS["nomis"].read(card, bodies)
    check_observations(found.name, found.frame)
    rows = found.frame[["area", "period", "value", "status"]].to_numpy().tolist()
    assert rows == [
        ["E06000008", "mid-2021", 154922.0, ""],
        ["E06000009", "mid-2021", 140954.0, ""],
        ["E07000117", "mid-2021", 94721.0, ""],
        ["E12000002", "mid-2021", 7422295.0, ""],
    ]
    assert (found.name, found.source) == ("population", card.slug)
    assert (found.title, found.released) == ("Mid-year population estimates: mid-2021", "")
    assert (found.publisher, found.url) == (card.publisher, card.url)
    assert found.retrieved == bodies[0].time[:10]
    assert report["dropped"] == {"that repeat another": 2}
    assert raw["name"] == "nomis-NM_2002_1-0000000.csv"


def test_the_figures_mean_what_is_held(card: Source, figures: Any) -> None:
    """The same areas and day, and within a tenth of a per cent: a later revision is held."""
    found, _ = table(card, body(ROWS))
    for row in found.frame.itertuples():
        held = figures.value("population", figures.areas.find(row.area), row.period)
        assert held is not None
        assert held.value == pytest.approx(row.value, rel=0.001)


def test_pages_are_joined(
    server: Replay, serve: Any, fetch: Fetch, card: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many at once as Nomis gives, until all are there; the last may be short."""
    monkeypatch.setattr(nomis, "ROWS", 4)
    serve(body(ROWS[:4], 0, 6), 0, 4)
    serve(body(ROWS[4:], 4, 6), 4, 4)
    bodies = fetch()
    assert [request.query["recordoffset"] for request in server.requests] == ["0", "4"]
    assert len({found.name for found in bodies}) == 2
    whole, _ = table(card, body(ROWS))
    joined, _ = table(card, *(found.content for found in bodies))
    assert joined.frame.equals(whole.frame)


@pytest.mark.parametrize(
    ("pages", "reason"),
    [
        ([body(ROWS[:3], 0, 6)], "cut short"),
        ([body(ROWS[:4], 0, 6), body(ROWS[4:5], 4, 6)], "cut short"),
        ([body(ROWS[:4], 0, 6), body(ROWS[4:], 5, 6)], "does not join"),
        ([body(ROWS[:4], 0, 6), body(ROWS[2:4], 2, 6)], "does not join"),
        ([body(ROWS[:4], 0, 6), body(ROWS[4:], 4, 7)], "changed while they were fetched"),
        ([body(ROWS[:2], 0, 6) + body(ROWS[2:4], 2, 7).split(b"\n", 1)[1]], "rows disagree"),
        ([body(ROWS[:4], 1, 6)], "does not join"),
        ([body([])], "no rows"),
        ([body(ROWS[:4], 0, 6), body([])], "no rows"),
    ],
)
def test_pages_that_do_not_join(
    serve: Any, fetch: Fetch, pages: list[bytes], reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page cut off, a gap, a repetition, another number of rows: nothing is returned."""
    monkeypatch.setattr(nomis, "ROWS", 4)
    for number, page in enumerate(pages):
        serve(page, number * 4, 4)
    with pytest.raises(FetchError, match=reason) as caught:
        fetch()
    assert "recordoffset" in caught.value.where


def test_more_pages_than_can_be_right(
    serve: Any, fetch: Fetch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A query that was meant otherwise is not fetched to its end."""
    monkeypatch.setattr(nomis, "ROWS", 4)
    monkeypatch.setattr(nomis, "MOST_PAGES", 1)
    serve(body(ROWS[:4], 0, 6), 0, 4)
    with pytest.raises(FetchError, match="more rows than can be right"):
        fetch()


def test_the_same_bytes_are_nothing_new(serve: Any, fetch: Fetch, said: list[str]) -> None:
    """Nomis does not say when it has new figures: they are compared."""
    serve(body(ROWS))
    raw = [found.raw_entry() for found in fetch()]
    held = Held({"population": {}}, raw)
    assert fetch(held) == []
    assert said[-1] == "  NM_2002_1: 6 rows, as held: nothing new"
    serve(body([changed(ROWS[0], obs_value="7422296"), *ROWS[1:]]))
    assert fetch(held)


def test_a_users_identifier_is_sent_and_not_told(
    server: Replay, serve: Any, fetch: Fetch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is in the question, but in no address that is kept, and in no error."""
    monkeypatch.setenv("EVIDENCEBOOK_NOMIS_UID", SECRET)
    serve(body(ROWS), uid=SECRET)
    (found,) = fetch()
    assert server.requests[0].query["uid"] == SECRET
    assert SECRET not in str(found.raw_entry())
    assert "c_age=200" in found.url
    serve(Answer(b"", 404), uid=SECRET)
    with pytest.raises(FetchError) as caught:
        fetch()
    assert SECRET not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("rows", "reason", "found"),
    [
        ([*ROWS[:-1], CHILDREN], "other figures than were asked for", "201"),
        ([changed(ROWS[0], gender="1"), *ROWS[1:]], "other figures than were asked for", "1"),
        ([changed(ROWS[0], measures="20301"), *ROWS[1:]], "other figures", "20301"),
        ([changed(ROWS[0], obs_status="E"), *ROWS[1:]], "mark that is not known", "marked E"),
        ([*ROWS, changed(ROWS[0], obs_value="7")], "two figures", "7422295, 7 for E12000002"),
        ([changed(ROWS[0], obs_value="many"), *ROWS[1:]], "not a number", "'many'"),
        ([changed(ROWS[0], date="2021-06"), *ROWS[1:]], "date could not be read", "2021-06"),
    ],
)
def test_figures_of_another_thing(card: Source, rows: Rows, reason: str, found: str) -> None:
    """Another age, sex or measure, an unknown mark, or a contradiction is refused."""
    with pytest.raises(DataError, match=reason) as caught:
        table(card, body(rows))
    assert found in caught.value.found


def test_rows_without_a_figure_and_strange_areas(card: Source) -> None:
    """Both are left out and counted."""
    missing = changed(ROWS[0], obs_value="", obs_status="Q", date="2020", date_name="2020")
    strange = changed(ROWS[0], geography_code="E13000001", geography_name="Inner London")
    found, report = table(card, body([*ROWS, missing, strange]))
    assert len(found.frame) == 4
    assert report["dropped"] == {
        "that repeat another": 2, "E13000001": 1, "rows without a figure": 1,
    }  # fmt: skip


def test_areas_that_nomis_no_longer_gives_are_held_back(
    small_data: Path, serve: Any, card: Source, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A refresh that would lose most of the areas and periods held leaves the snapshot alone."""
    monkeypatch.setenv("EVIDENCEBOOK_DATA", str(small_data))
    monkeypatch.setenv("EVIDENCEBOOK_CACHE", str(tmp_path / "cache"))
    serve(body(ROWS))
    before = Store(small_data / "snapshot").hash
    (failed,) = refresh.refresh([card.slug], small_data, lambda _: None).failed
    assert "held back" in str(failed.error)
    assert "population: 408 of 412 areas are gone" in str(failed.error)
    assert "population: 32 of 33 periods are gone" in str(failed.error)
    assert Store(small_data / "snapshot").hash == before


def test_nomis_is_asked_again(server: Replay, serve: Any, fetch: Fetch) -> None:
    """A fault, a refusal for now, a slow start and a broken answer cost no more than a wait."""
    right = Answer(body(ROWS), type="text/csv")
    wait = Answer(b"", 429, headers={"Retry-After": "0"})
    assert replace(right, cut=900) != right
    query = {**(sources(settings.ROOT / "data")["ons-population-estimates"].fetch.query)}  # type: ignore[union-attr]
    query |= {"recordoffset": "0", "recordlimit": str(nomis.ROWS)}
    server.serve(
        DATASET, Answer(b"", 502), wait, replace(right, delay=1.5), replace(right, cut=900), right,
        **query,
    )  # fmt: skip
    assert fetch(timeout=1.0)[0].content == right.body
    assert len(server.requests) == 5


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (Answer(PAGE, type="text/html"), "web page"),
        (Answer(PAGE), "web page"),
        (Answer(b""), "empty"),
        (Answer(b"{}", type="application/json"), "something else"),
        (Answer(b"a,b\n1,2\n", type="text/csv"), "not in the known layout"),
        (Answer(b"\xff\xfe", type="text/csv"), "no CSV"),
        (Answer(body(ROWS), cut=900), "breaks off"),
        (Answer(body(ROWS)[:-40], type="text/csv"), "no CSV"),
        (Answer(status=302, headers={"Location": "http://localhost:9/x"}), "another place"),
        (Answer(b'{"message":"Query too large"}', 500), "Query too large"),
    ],
)
def test_a_wrong_answer_is_an_error(
    serve: Any, fetch: Fetch, given: Answer, reason: str, server: Replay
) -> None:
    """Whatever comes in place of the rows, nothing is returned."""
    serve(given)
    with pytest.raises(FetchError, match=reason) as caught:
        fetch(tries=2)
    told = f"{caught.value} {caught.value.found}"
    assert server.url in told
