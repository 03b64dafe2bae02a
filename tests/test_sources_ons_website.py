"""Data set pages of the ONS website, replayed from real ones.

The landing pages and the edition are as recorded, byte for byte. The edition of trade in services
was not recorded: it is written here in the layout of the one that was, with what the workbook's
own sheet says of its correction.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from replay import Answer, Replay, replaying

from evidencebook import settings
from evidencebook.errors import FetchError
from evidencebook.indicators import Fetching, Source, sources
from evidencebook.sources import ons_website, registry, services_trade
from evidencebook.sources.fetch import Client, Fetched, Held

DATA = Path(__file__).parent / "data"
RECORDED = DATA / "ons-website"
LANDING = json.loads((RECORDED / "landing-services-trade.json").read_bytes())
REGIONS = json.loads((RECORDED / "landing-enterprise-regions.json").read_bytes())
REGIONS_EDITION = json.loads((RECORDED / "edition-enterprise-regions.json").read_bytes())
FILE = DATA / "ons-services-trade" / "ons_services_trade_subnational_2018.xlsx"
WORKBOOK = FILE.read_bytes()
PAGE = (DATA / "ons-els-api" / "unknown-indicator.html").read_bytes()
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
URI = LANDING["datasets"][0]["uri"]
NAME = "internationaltradeinservicesbysubnationalareas.xlsx"
EDITION = {
    **REGIONS_EDITION,
    "uri": URI,
    "downloads": [{"file": NAME}],
    "versions": [{"uri": f"{URI}/previous/v1", "updateDate": "2021-02-05T12:13:00.000Z"}],
    "description": {**LANDING["description"], "edition": "2018"},
}
TOP, ONE = f"{LANDING['uri']}/data", f"{URI}/data"
Fetch = Callable[..., list[Fetched]]
JSON = dict[str, Any]


def answer(content: JSON) -> Answer:
    """A page."""
    return Answer(json.dumps(content).encode(), type="application/json")


@pytest.fixture
def card() -> Source:
    """The source's card."""
    return sources(settings.ROOT / "data")[services_trade.SOURCE]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Replay]:
    """The website on this machine."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    with replaying() as replay:
        monkeypatch.setenv("EVIDENCEBOOK_ONS_WEBSITE_URL", replay.url)
        replay.serve(TOP, answer(LANDING))
        replay.serve(ONE, answer(EDITION))
        replay.serve("/file", Answer(WORKBOOK, type=SHEET), uri=f"{URI}/{NAME}")
        yield replay


@pytest.fixture
def said() -> list[str]:
    """What the connector said."""
    return []


@pytest.fixture
def fetch(server: Replay, card: Source, said: list[str]) -> Fetch:
    """Fetch from the server, without waits."""

    def run(held: Held | None = None, how: Fetching | None = None, **options: Any) -> Any:
        ours = replace(card, fetch=how) if how else card
        with Client(**{"backoff": 0.0, "timeout": 5.0, **options}) as client:
            return ons_website.fetch(ours, client, held or Held(), said.append)

    return run


def test_from_the_page_to_the_file(server: Replay, fetch: Fetch, card: Source) -> None:
    """Landing page, newest edition, its download; read by the importer of the workbook."""
    bodies = fetch()
    assert server.paths == [TOP, ONE, "/file"]
    assert [body.name for body in bodies] == [ons_website.LANDING, ons_website.EDITION, NAME]
    tables, raw, report = registry.CONNECTORS["ons_website"].read(card, bodies)
    expected, _, expected_report = services_trade.read(FILE)
    assert report == expected_report
    assert [entry["url"] for entry in raw] == [body.url for body in bodies]
    for table, other in zip(tables, expected, strict=True):
        assert table.frame.equals(other.frame)
        assert (table.name, table.source) == (other.name, other.source)
        assert table.released == other.released == "2021-02-05"
        assert table.title == f"{LANDING['description']['title']}: 2018"
        assert table.url == f"https://www.ons.gov.uk{LANDING['uri']}"


def test_notices_are_told(fetch: Fetch, said: list[str], server: Replay) -> None:
    """Each correction with its day, and the next release where it is announced."""
    fetch()
    notices = [line for line in said if line.startswith("  correction, ")]
    assert len(notices) == len(LANDING["alerts"]) == 4
    assert notices[-1].startswith("  correction, 5 February 2021: We have corrected a misspelling")
    assert not [line for line in said if "next release" in line]
    coming = {**LANDING, "description": {**LANDING["description"], "nextRelease": "June 2027"}}
    server.serve(TOP, answer(coming))
    fetch()
    assert "  next release: June 2027" in said


def test_what_the_recorded_pages_say() -> None:
    """Of two editions the first; corrected twice, so released on the day of the second."""
    landing = Fetched("a", json.dumps(REGIONS).encode(), "", "")
    edition = Fetched("b", json.dumps(REGIONS_EDITION).encode(), "", "")
    facts = ons_website.publication([landing, edition])
    title = "Regional gross domestic product: enterprise regions: 1998 to 2019"
    assert (facts.title, facts.released) == (title, "2021-06-11")
    first = {**REGIONS_EDITION, "versions": []}
    edition = replace(edition, content=json.dumps(first).encode())
    # 23:00 in summer time of the day before in the page, which is midnight in London.
    assert ons_website.publication([landing, edition]).released == "2021-05-26"


def test_the_newest_edition_is_the_one_of_the_page(server: Replay, fetch: Fetch) -> None:
    """By the day of release, whatever the order of the list; else the latest."""
    old = f"{LANDING['uri']}/2017"
    server.serve(TOP, answer({**LANDING, "datasets": [{"uri": old}, {"uri": URI}]}))
    earlier = {**EDITION["description"], "releaseDate": "2019-09-11T08:30:00.000Z"}
    server.serve(f"{old}/data", answer({**EDITION, "uri": old, "description": earlier}))
    fetch()
    assert server.paths == [TOP, f"{old}/data", ONE, "/file"]
    late = {**LANDING["description"], "releaseDate": "2021-03-01T00:00:00.000Z"}
    server.serve(TOP, answer({**LANDING, "datasets": [{"uri": old}], "description": late}))
    server.serve("/file", Answer(WORKBOOK, type=SHEET), uri=f"{old}/{NAME}")
    assert fetch()[1].url.endswith("/2017/data")


def test_an_edition_by_name(server: Replay, fetch: Fetch, card: Source) -> None:
    """Where a page has editions side by side, the card says which."""
    assert card.fetch
    other = f"{LANDING['uri']}/bycountry"
    server.serve(TOP, answer({**LANDING, "datasets": [{"uri": other}, {"uri": URI}]}))
    fetch(how=replace(card.fetch, edition="20??"))
    assert f"{other}/data" not in server.paths
    with pytest.raises(FetchError, match="lists no edition") as caught:
        fetch(how=replace(card.fetch, edition="byregion"))
    assert "bycountry" in caught.value.found


def test_a_release_that_is_held_is_not_fetched(
    server: Replay, fetch: Fetch, said: list[str]
) -> None:
    """The pages alone are asked for; a later correction is new."""
    assert fetch(Held({"services-exports": {"released": "2021-02-05"}})) == []
    assert server.paths == [TOP, ONE]
    assert said[-1].endswith("2021-02-05: nothing new")
    assert fetch(Held({"services-exports": {"released": "2020-09-10"}}))


def test_the_same_bytes_are_nothing_new(fetch: Fetch) -> None:
    """A new day of release alone is no news."""
    entry = {"name": "imported.xlsx", "sha256": fetch()[-1].sha256}
    assert fetch(Held({"services-exports": {"released": "2020-09-10"}}, [entry])) == []


@pytest.mark.parametrize(
    ("path", "page", "reason"),
    [
        (TOP, {**LANDING, "type": "bulletin"}, "lists no edition"),
        (TOP, {**LANDING, "datasets": []}, "lists no edition"),
        (TOP, {**LANDING, "description": {}}, "cannot be read"),
        (ONE, {**EDITION, "description": {"edition": "2018"}}, "cannot be read"),
        (ONE, {**EDITION, "versions": [{"updateDate": "lately"}]}, "cannot be read"),
        (ONE, {**EDITION, "downloads": []}, "does not have the file"),
        (ONE, {**EDITION, "downloads": [{"file": "notes.pdf"}]}, "does not have the file"),
        (ONE, {**EDITION, "downloads": [{"file": "a.xlsx"}, {"file": "b.xlsx"}]}, "more than one"),
    ],
)
def test_pages_that_are_of_no_use(
    server: Replay, fetch: Fetch, path: str, page: JSON, reason: str
) -> None:
    """A page of another kind, without a date, or without the file; no file is asked for."""
    server.serve(path, answer(page))
    with pytest.raises(FetchError, match=reason) as caught:
        fetch()
    assert caught.value.where.startswith(server.url)
    assert caught.value.do
    assert "/file" not in server.paths


def test_a_page_that_is_gone(server: Replay, fetch: Fetch) -> None:
    """What the server says of it is told."""
    server.serve(TOP, Answer(b'{"message":"This page was removed."}', 410))
    with pytest.raises(FetchError, match=r"error \(410\)") as caught:
        fetch()
    assert "This page was removed." in caught.value.found


def test_the_server_is_asked_again(server: Replay, fetch: Fetch) -> None:
    """A fault, a refusal for now, a slow start and a broken answer cost no more than a wait."""
    wait = Answer(b"", 429, headers={"Retry-After": "0"})
    server.serve(TOP, Answer(b"", 503), wait, answer(LANDING))
    right = Answer(WORKBOOK, type=SHEET)
    slow, cut = replace(right, delay=1.5), replace(right, cut=900)
    server.serve("/file", slow, cut, right, uri=f"{URI}/{NAME}")
    assert fetch(timeout=1.0)[2].content == WORKBOOK
    assert server.paths == [TOP] * 3 + [ONE] + ["/file"] * 3


def test_a_redirect_within_the_website_is_followed(server: Replay, fetch: Fetch) -> None:
    """Pages move; another host is not followed to."""
    server.serve(ONE, Answer(status=301, headers={"Location": "/elsewhere/data"}))
    server.serve("/elsewhere/data", answer(EDITION))
    assert fetch()[2].content == WORKBOOK
    server.serve(ONE, Answer(status=301, headers={"Location": f"{server.elsewhere}{ONE}"}))
    with pytest.raises(FetchError, match="another place"):
        fetch()


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (Answer(PAGE, type="text/html"), "web page"),
        (Answer(PAGE, type=SHEET), "web page"),
        (Answer(b"", type=SHEET), "empty"),
        (Answer(b"{}", type="application/json"), "something else"),
        (Answer(b"Code,Year\n", type=SHEET), "not what its page says"),
        (Answer(WORKBOOK, cut=900), "breaks off"),
        (Answer(b"", 500), "error"),
    ],
)
def test_a_wrong_file_is_an_error(server: Replay, fetch: Fetch, given: Answer, reason: str) -> None:
    """Whatever comes in place of the workbook, nothing is returned."""
    server.serve("/file", given, uri=f"{URI}/{NAME}")
    with pytest.raises(FetchError, match=reason) as caught:
        fetch(tries=2)
    assert caught.value.where.startswith(f"{server.url}/file?uri=")
