"""GOV.UK's content API and its files, replayed from excerpts of real answers.

The collection and its document are trimmed to what is read; the workbook is the excerpt that
the importer's own tests read, whose size stands in the document in place of the whole one's.
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
from evidencebook.errors import DataError, FetchError
from evidencebook.indicators import Fetching, Source, sources
from evidencebook.sources import govuk, hmrc_trade, registry
from evidencebook.sources.fetch import Client, Fetched, Held

DATA = Path(__file__).parent / "data"
RECORDED = DATA / "govuk-content"
COLLECTION = json.loads((RECORDED / "collection.json").read_bytes())
DOCUMENT = json.loads((RECORDED / "statistics-2019.json").read_bytes())
DATA_SET = json.loads((RECORDED / "statistical-data-set.json").read_bytes())
FILE = DATA / "hmrc-regional-trade" / "hmrc_local_area_tables_2019.xlsx"
WORKBOOK = FILE.read_bytes()
PAGE = (DATA / "ons-els-api" / "unknown-indicator.html").read_bytes()
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TABLES = DOCUMENT["details"]["attachments"][1]
API = "/api/content"
LIST, ONE = API + COLLECTION["base_path"], API + DOCUMENT["base_path"]
ASSET = TABLES["url"].removeprefix(govuk.ASSETS)
Fetch = Callable[..., list[Fetched]]
JSON = dict[str, Any]


def answer(content: JSON, **more: Any) -> Answer:
    """A page."""
    return Answer(json.dumps(content).encode(), type="application/json", **more)


def document(**changes: Any) -> JSON:
    """The document, with the excerpt's size in place of the workbook's."""
    files = [
        {**one, "file_size": len(WORKBOOK)} if one is TABLES else one
        for one in DOCUMENT["details"]["attachments"]
    ]
    return {**DOCUMENT, "details": {**DOCUMENT["details"], "attachments": files}, **changes}


def with_files(files: list[JSON]) -> JSON:
    """The document with other files."""
    return {**DOCUMENT, "details": {"attachments": files}}


@pytest.fixture
def card() -> Source:
    """The source's card."""
    return sources(settings.ROOT / "data")[hmrc_trade.SOURCE]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Replay]:
    """A mirror of GOV.UK on this machine: pages, and files under their own path."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    with replaying() as replay:
        monkeypatch.setenv("EVIDENCEBOOK_GOVUK_URL", replay.url)
        replay.serve(LIST, answer(COLLECTION))
        replay.serve(ONE, answer(document()))
        replay.serve(ASSET, Answer(WORKBOOK, type=SHEET))
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
            return govuk.fetch(ours, client, held or Held(), said.append)

    return run


def test_from_a_collection_to_the_newest_file(
    server: Replay, fetch: Fetch, said: list[str], card: Source
) -> None:
    """Collection, newest document, its data tables; read by the importer of the workbook."""
    page, file = fetch()
    assert server.paths == [LIST, ONE, ASSET]
    assert (page.name, file.name) == (govuk.PAGE, "Local_Area_Tables_2019.xlsx")
    assert file.content == WORKBOOK
    assert said[-1] == "  Local_Area_Tables_2019.xlsx to fetch"
    tables, raw, report = registry.CONNECTORS["govuk"].read(card, [page, file])
    expected, _, expected_report = hmrc_trade.read(FILE)
    assert report == expected_report
    assert [entry["name"] for entry in raw] == [govuk.PAGE, "Local_Area_Tables_2019.xlsx"]
    for table, other in zip(tables, expected, strict=True):
        assert table.frame.equals(other.frame)
        assert (table.name, table.source) == (other.name, card.slug)
        assert (table.publisher, table.retrieved) == (card.publisher, file.time[:10])
        assert (table.title, table.released, table.url) == (
            DOCUMENT["title"],
            "2020-11-05",
            f"https://www.gov.uk{DOCUMENT['base_path']}",
        )


def test_a_release_that_is_held_is_not_fetched(server: Replay, fetch: Fetch) -> None:
    """Of an imported file only the day of release is known."""
    assert fetch(Held({"goods-exports": {"released": "2020-11-05"}})) == []
    assert server.paths == [LIST, ONE]
    assert fetch(Held({"goods-exports": {"released": "2019-11-07"}}))


def test_a_file_that_was_fetched_is_not_fetched_again(server: Replay, fetch: Fetch) -> None:
    """Its address is what tells, as each upload has one of its own."""
    page, file = fetch()
    tables = {"goods-exports": {"released": "2020-11-05"}}
    held = Held(tables, [page.raw_entry(), file.raw_entry()])
    server.requests.clear()
    assert fetch(held) == []
    assert server.paths == [LIST, ONE]
    other = {**file.raw_entry(), "url": f"{server.url}/older.xlsx", "sha256": "0"}
    assert fetch(Held(tables, [page.raw_entry(), other]))
    newer = {**other, "name": "newer.xlsx", "time": "2999-01-01T00:00:00Z"}
    assert fetch(Held(tables, [file.raw_entry(), newer]))


def test_the_same_bytes_are_nothing_new(fetch: Fetch, said: list[str]) -> None:
    """A later release of the same file, as imported."""
    entry = {"name": "imported.xlsx", "sha256": fetch()[1].sha256}
    assert fetch(Held({"goods-exports": {"released": "2019-11-07"}}, [entry])) == []
    assert "is what is held: nothing new" in said[-1]


def test_a_page_of_its_own(server: Replay, fetch: Fetch) -> None:
    """A page that is no collection, here a statistical data set; name in capitals or not."""
    how = Fetching("govuk", DATA_SET["base_path"], attachment="2020_q2_rts_exports_whole*.XLSM")
    file = DATA_SET["details"]["attachments"][1]
    server.serve(API + DATA_SET["base_path"], answer(DATA_SET))
    server.serve(
        file["url"].removeprefix(govuk.ASSETS), Answer(bytes(file["file_size"] - 1) + b"x")
    )
    page, body = fetch(how=how)
    assert body.name == file["filename"]
    assert govuk.publication([page]).released == "2020-09-17"


def test_files_come_from_the_publisher_unless_there_is_a_mirror(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The host of files is allowed by name, and no other."""
    monkeypatch.delenv("EVIDENCEBOOK_GOVUK_URL", raising=False)
    page = Fetched(govuk.PAGE, b"{}", "https://www.gov.uk/api/content/x", "")
    assert govuk._address(TABLES["url"], page) == TABLES["url"]
    for strange in ("https://example.org/a.xlsx", "http://assets.publishing.service.gov.uk/a.xlsx"):
        with pytest.raises(FetchError, match="place that is not known"):
            govuk._address(strange, page)
    monkeypatch.setenv("EVIDENCEBOOK_GOVUK_URL", "http://127.0.0.1:1/mirror/")
    assert govuk._address(TABLES["url"], page) == f"http://127.0.0.1:1/mirror{ASSET}"


NOTICE = {"explanation": "<p>Superseded.</p>", "withdrawn_at": "2024-01-02T00:00:00Z"}
GONE = {"schema_name": "gone", "details": {"explanation": "Moved to another site."}}
MOVED = {"schema_name": "redirect", "redirects": [{"destination": "/government/new"}]}


@pytest.mark.parametrize(
    ("page", "reason", "found"),
    [
        ({**DOCUMENT, "withdrawn_notice": NOTICE}, "is withdrawn", "Superseded"),
        (GONE, "is gone", "Moved to another site."),
        (MOVED, "has moved", "/government/new"),
        (COLLECTION, "document is a collection", "document_collection"),
        (with_files([]), "does not have the file", "no files"),
        (with_files([DOCUMENT["details"]["attachments"][0]]), "does not have the file", "Comm"),
        (with_files([TABLES, {**TABLES, "id": "2"}]), "more than one file", "Data Tables 2019"),
        (with_files([{**TABLES, "url": None, "title": "x Data Tables"}]), "not known", "None"),
        ({**document(), "public_updated_at": None}, "cannot be read", "Error"),
        ({**document(), "title": None}, "cannot be read", "Error"),
    ],
)
def test_pages_that_are_of_no_use(
    server: Replay, fetch: Fetch, page: JSON, reason: str, found: str
) -> None:
    """What is wrong with the page, in its own words, and what to do; no file is asked for."""
    server.serve(ONE, answer(page))
    with pytest.raises(FetchError, match=reason) as caught:
        fetch()
    assert found in caught.value.found
    assert caught.value.where == server.url + ONE
    assert caught.value.do
    assert server.paths == [LIST, ONE]


def test_a_page_that_has_become_a_collection(server: Replay, fetch: Fetch) -> None:
    """The card must say which of its documents; and the other way round."""
    how = Fetching("govuk", COLLECTION["base_path"], attachment="*")
    with pytest.raises(FetchError, match="has become a collection") as caught:
        fetch(how=how)
    assert "areas: 2019" in caught.value.found
    with pytest.raises(FetchError, match="no longer a collection"):
        fetch(how=replace(how, page=DOCUMENT["base_path"], document="*"))
    with pytest.raises(FetchError, match="does not have the document"):
        fetch(how=replace(how, document="* in services *"))


def test_a_name_is_no_path(server: Replay, fetch: Fetch) -> None:
    """A file is kept and read under the last part of its name."""
    far = {**TABLES, "filename": "../../far.xlsx", "file_size": None}
    server.serve(ONE, answer(with_files([far])))
    assert fetch()[1].name == "far.xlsx"


def test_withdrawn_documents_are_passed_over(server: Replay, fetch: Fetch) -> None:
    """The newest of the others is taken."""
    first, second, *_ = COLLECTION["links"]["documents"]
    links = {"documents": [{**first, "withdrawn": True}, second]}
    server.serve(LIST, answer({**COLLECTION, "links": links}))
    server.serve(API + second["base_path"], answer(document()))
    fetch()
    assert server.paths[1] == API + second["base_path"]


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_not_there(server: Replay, fetch: Fetch, status: int) -> None:
    """What the server says of it is told."""
    server.serve(LIST, answer({"message": "This page was removed."}, status=status))
    with pytest.raises(FetchError, match=f"answers with an error \\({status}\\)") as caught:
        fetch()
    assert "This page was removed." in caught.value.found


def test_the_server_is_asked_again(server: Replay, fetch: Fetch) -> None:
    """A fault, a refusal for now, a slow start and a broken answer cost no more than a wait."""
    wait = Answer(b"", 429, headers={"Retry-After": "0"})
    server.serve(LIST, Answer(b"", 500), wait, answer(COLLECTION))
    right = Answer(WORKBOOK, type=SHEET)
    server.serve(ASSET, replace(right, delay=1.5), replace(right, cut=900), right)
    assert fetch(timeout=1.0)[1].content == WORKBOOK
    assert server.paths == [LIST] * 3 + [ONE] + [ASSET] * 3


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (Answer(PAGE, type="text/html"), "web page"),
        (Answer(PAGE, type=SHEET), "web page"),
        (Answer(b"", type=SHEET), "empty"),
        (Answer(WORKBOOK, type="application/pdf"), "something else"),
        (Answer(b"Code,Year\n", type=SHEET), "not what its page says"),
        (Answer(WORKBOOK[:-9], type=SHEET), "not what its page says"),
        (Answer(WORKBOOK, cut=900), "breaks off"),
        (Answer(status=302, headers={"Location": "http://localhost:9/x"}), "another place"),
        (Answer(b"", 500), "error"),
    ],
)
def test_a_wrong_file_is_an_error(server: Replay, fetch: Fetch, given: Answer, reason: str) -> None:
    """Whatever comes in place of the workbook, nothing is returned."""
    server.serve(ASSET, given)
    with pytest.raises(FetchError, match=reason) as caught:
        fetch(tries=2)
    assert caught.value.where == server.url + ASSET


def test_another_workbook_is_an_error(card: Source, fetch: Fetch, server: Replay) -> None:
    """One of the right size but with other sheets: the importer refuses it, at its address."""
    page, file = fetch()
    other = (DATA / "ons-services-trade" / "ons_services_trade_subnational_2018.xlsx").read_bytes()
    with pytest.raises(DataError, match="laid out otherwise") as caught:
        registry.CONNECTORS["govuk"].read(card, [page, replace(file, content=other)])
    assert caught.value.where.startswith(server.url + ASSET)
    assert "hmrc_trade.py" in caught.value.do


@pytest.mark.parametrize(
    "given",
    [
        Answer(b"[]", type="application/json"),
        Answer(b"not JSON", type="application/json"),
        Answer(PAGE, type="text/html"),
        Answer(b"a,b\n", type="text/csv"),
    ],
)
def test_what_is_no_page(server: Replay, fetch: Fetch, given: Answer) -> None:
    """Other JSON, no JSON, a web page, another type."""
    server.serve(LIST, given)
    with pytest.raises(FetchError):
        fetch()
    assert server.paths == [LIST]
