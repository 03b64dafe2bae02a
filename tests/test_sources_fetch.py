"""Fetching from a server on this machine that answers rightly, slowly, wrongly or not at all."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import re
import ssl
from collections.abc import Callable, Iterator
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from replay import Answer, Replay, replaying

from evidencebook import __version__
from evidencebook.errors import DataError, FetchError
from evidencebook.sources.bodies import unpacked
from evidencebook.sources.fetch import Client, Fetched, keep

RECORDED = Path(__file__).parent / "data" / "ons-els-api"
CSV = (RECORDED / "homicide-offences.csv").read_bytes()
PAGE = (RECORDED / "unknown-indicator.html").read_bytes()
REFUSAL = (RECORDED / "unknown-indicator.json").read_bytes()
PATH = "/files/homicide.csv"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Replay]:
    """A server, which no proxy stands in front of."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    with replaying() as replay:
        yield replay


@pytest.fixture
def waits() -> list[float]:
    """How long clients have waited between tries."""
    return []


@pytest.fixture
def get(server: Replay, waits: list[float]) -> Callable[..., Fetched]:
    """Ask the server with a client that waits no more than it must."""

    def ask(path: str = PATH, *, client: dict[str, Any] | None = None, **options: Any) -> Fetched:
        with Client(**{"sleep": waits.append, "timeout": 5.0, **(client or {})}) as asking:
            return asking.get(server.url + path, **options)

    return ask


def test_what_is_fetched_is_told(server: Replay, get: Callable[..., Fetched]) -> None:
    """Bytes as sent, with name, address, time, hash, type and status."""
    server.serve(PATH, Answer(CSV, type="text/csv; charset=utf-8"))
    fetched = get()
    assert fetched.content == CSV
    assert (fetched.name, fetched.url) == ("homicide.csv", server.url + PATH)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", fetched.time)
    assert fetched.sha256 == hashlib.sha256(CSV).hexdigest()
    assert (fetched.content_type, fetched.status) == ("text/csv", 200)
    entry = {"name": "homicide.csv", "sha256": fetched.sha256, "bytes": len(CSV)}
    assert fetched.raw_entry() == {**entry, "url": fetched.url, "time": fetched.time}


def test_the_request_names_the_project(server: Replay, get: Callable[..., Fetched]) -> None:
    """A server learns who asks, what is understood, and gets each parameter once."""
    server.serve(PATH, Answer(CSV))
    fetched = get(params={"time": "all", "geo": "rgn,ctry"}, accept="application/json", name="mine")
    (request,) = server.requests
    assert request.headers["user-agent"].startswith(f"evidencebook/{__version__} (")
    assert request.headers["accept"] == "application/json"
    assert request.query == {"time": "all", "geo": "rgn,ctry"}
    assert fetched.name == "mine"


def test_packed_transfers_are_unpacked(server: Replay, get: Callable[..., Fetched]) -> None:
    """An answer that was packed for the way is kept as it was before."""
    server.serve(PATH, Answer(gzip.compress(CSV), headers={"Content-Encoding": "gzip"}))
    assert get().content == CSV


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_passing_errors_are_asked_again(
    server: Replay, get: Callable[..., Fetched], waits: list[float], status: int
) -> None:
    """A fault that may pass costs waits of one, then two seconds."""
    server.serve(PATH, Answer(b"busy", status), Answer(b"busy", status), Answer(CSV))
    said: list[str] = []
    assert get(client={"say": said.append}).content == CSV
    assert waits == [1.0, 2.0]
    assert said[0] == f"  a server answers with an error ({status}); try 2 of 5 in 1 s"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 410, 431, 501])
def test_other_errors_are_final(
    server: Replay, get: Callable[..., Fetched], waits: list[float], status: int
) -> None:
    """A refusal is not asked again, and the server's own words are repeated."""
    server.serve(PATH, Answer(REFUSAL, status, "application/json"))
    with pytest.raises(FetchError, match=f"error \\({status}\\)") as caught:
        get()
    assert len(server.requests) == 1
    assert waits == []
    assert caught.value.where == server.url + PATH
    assert caught.value.found.endswith(": No data available for the selected filters.")


def test_an_error_page_is_not_repeated_in_full(server: Replay, get: Callable[..., Fetched]) -> None:
    """Of a web page that tells of an error no more than its title is told."""
    server.serve(PATH, Answer(PAGE, 400, "text/html; charset=utf-8"))
    with pytest.raises(FetchError) as caught:
        get()
    assert len(caught.value.found) < 300
    assert "<" not in caught.value.found


def test_tries_come_to_an_end(
    server: Replay, get: Callable[..., Fetched], waits: list[float]
) -> None:
    """After the last try the error is told, and what was found."""
    server.serve(PATH, Answer(b'{"message":"Internal Error"}', 500))
    with pytest.raises(FetchError, match="Internal Error"):
        get(client={"tries": 3})
    assert len(server.requests) == 3
    assert waits == [1.0, 2.0]


def test_seconds_to_wait_are_honoured(
    server: Replay, get: Callable[..., Fetched], waits: list[float]
) -> None:
    """Where a server says how long to wait, that is how long."""
    server.serve(PATH, Answer(b"", 429, headers={"Retry-After": "7"}), Answer(CSV))
    assert get().content == CSV
    assert waits == [7.0]


def test_a_date_to_wait_for_is_honoured(
    server: Replay, get: Callable[..., Fetched], waits: list[float]
) -> None:
    """Where a server names a date, it is waited for; one that has passed is no wait."""
    soon = format_datetime(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=30), usegmt=True)
    past = "Sun, 01 Jan 2023 00:00:00 GMT"
    refusals = [Answer(b"", 503, headers={"Retry-After": when}) for when in (soon, past)]
    server.serve(PATH, *refusals, Answer(CSV))
    assert get().content == CSV
    assert 20 < waits[0] <= 30
    assert waits[1] == 0


def test_too_long_a_wait_is_an_error(
    server: Replay, get: Callable[..., Fetched], waits: list[float]
) -> None:
    """A server that wants an hour's rest gets it: the error says so."""
    server.serve(PATH, Answer(b"", 429, headers={"Retry-After": "3600"}))
    with pytest.raises(FetchError, match="3600 seconds"):
        get()
    assert waits == []
    assert len(server.requests) == 1


def test_own_waits_are_capped(
    server: Replay, get: Callable[..., Fetched], waits: list[float]
) -> None:
    """Waits double up to the longest."""
    server.serve(PATH, Answer(b"", 502))
    with pytest.raises(FetchError):
        get(client={"longest_wait": 3.0})
    assert waits == [1.0, 2.0, 3.0, 3.0]


def test_a_slow_server_is_asked_again(server: Replay, get: Callable[..., Fetched]) -> None:
    """An answer that does not begin in time is given up, and asked for once more."""
    server.serve(PATH, Answer(CSV, delay=1.0), Answer(CSV))
    assert get(client={"timeout": 0.5}).content == CSV


def test_a_server_that_stays_slow_is_an_error(server: Replay, get: Callable[..., Fetched]) -> None:
    """An answer that stops in its middle is an error that speaks of time."""
    server.serve(PATH, Answer(CSV, pause=0.4))
    with pytest.raises(FetchError, match="not answer in time"):
        get(client={"timeout": 0.1, "tries": 2})
    assert len(server.requests) == 2


def test_a_whole_answer_may_take_only_so_long(server: Replay, get: Callable[..., Fetched]) -> None:
    """A server that sends drop by drop is given up too."""
    server.serve(PATH, Answer(CSV, pause=0.2))
    with pytest.raises(FetchError, match=r"not all there after 0\.1 s"):
        get(client={"patience": 0.1, "tries": 1})


def test_no_server_is_an_error(get: Callable[..., Fetched], waits: list[float]) -> None:
    """Where nobody listens, the error names the address."""
    with replaying() as gone:
        url = gone.url
    with (
        Client(sleep=waits.append, tries=2) as client,
        pytest.raises(FetchError, match="cannot be reached") as caught,
    ):
        client.get(f"{url}/x")
    assert caught.value.where == f"{url}/x"
    assert waits == [1.0]


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/x", "http://127.0.0.1:port/x"])
def test_other_addresses_are_refused(url: str, waits: list[float]) -> None:
    """What is no web address is not asked for twice."""
    with Client(sleep=waits.append) as client, pytest.raises(FetchError) as caught:
        client.get(url)
    assert caught.value.where == url
    assert waits == []


def test_a_server_that_cannot_prove_itself_is_not_asked_again(
    monkeypatch: pytest.MonkeyPatch, waits: list[float]
) -> None:
    """A bad certificate will not be better in two seconds."""

    def refuse(*_: object, **__: object) -> None:
        proof = ssl.SSLCertVerificationError(1, "self-signed certificate")
        raise httpx.ConnectError("certificate verify failed") from proof

    monkeypatch.setattr(httpx.Client, "send", refuse)
    with Client(sleep=waits.append) as client, pytest.raises(FetchError, match="certificate"):
        client.get("https://127.0.0.1/x")
    assert waits == []


def test_servers_must_prove_who_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """Verification of certificates is left on."""
    options: dict[str, Any] = {}
    monkeypatch.setattr(httpx, "Client", lambda **given: options.update(given))
    Client()
    assert options.get("verify", True) is True
    assert options["follow_redirects"] is False


def test_an_answer_cut_short_is_asked_for_again(
    server: Replay, get: Callable[..., Fetched]
) -> None:
    """Fewer bytes than announced are not an answer."""
    server.serve(PATH, Answer(CSV, cut=1000), Answer(CSV))
    assert get().content == CSV
    server.serve(PATH, Answer(CSV, cut=1000))
    with pytest.raises(FetchError, match="breaks off"):
        get(client={"tries": 2})


def test_an_unfinished_stream_is_an_error(server: Replay, get: Callable[..., Fetched]) -> None:
    """An answer in chunks without the last one is not whole."""
    chunk = b"%x\r\n%s\r\n" % (1000, CSV[:1000])
    server.serve(PATH, Answer(chunk, headers={"Transfer-Encoding": "chunked"}, cut=len(chunk)))
    with pytest.raises(FetchError, match="breaks off"):
        get(client={"tries": 1})


@pytest.mark.parametrize("end", [slice(-8), slice(500)])
def test_a_packed_answer_without_its_end_is_asked_for_again(
    server: Replay, get: Callable[..., Fetched], end: slice
) -> None:
    """Packed bytes that end too soon are noticed though as many came as announced."""
    packed = gzip.compress(CSV)
    says = {"Content-Encoding": "gzip"}
    server.serve(PATH, Answer(packed[end], headers=says), Answer(packed, headers=says))
    assert get().content == CSV
    server.serve(PATH, Answer(packed[end], headers=says))
    with pytest.raises(FetchError, match="cannot be unpacked"):
        get(client={"tries": 1})


def test_a_broken_packed_answer_is_an_error(server: Replay, get: Callable[..., Fetched]) -> None:
    """Packed bytes with damage inside are an error."""
    packed = bytearray(gzip.compress(CSV))
    packed[200:204] = b"oops"
    server.serve(PATH, Answer(bytes(packed), headers={"Content-Encoding": "gzip"}))
    with pytest.raises(FetchError, match="cannot be unpacked"):
        get(client={"tries": 1})


def test_an_unknown_packing_is_an_error(server: Replay, get: Callable[..., Fetched]) -> None:
    """A packing that was not asked for is not guessed at."""
    server.serve(PATH, Answer(CSV, headers={"Content-Encoding": "br"}))
    with pytest.raises(FetchError, match="packs its answer"):
        get()


@pytest.mark.parametrize("kind", ["text/html; charset=utf-8", "text/csv", ""])
def test_a_web_page_is_not_data(
    server: Replay, get: Callable[..., Fetched], waits: list[float], kind: str
) -> None:
    """An error page with status 200 is told from data, whatever it says it is."""
    server.serve(PATH, Answer(PAGE, type=kind))
    with pytest.raises(FetchError, match="web page in place of data"):
        get()
    assert waits == []


def test_a_web_page_may_be_asked_for(server: Replay, get: Callable[..., Fetched]) -> None:
    """Where a page is wanted, it is taken."""
    server.serve(PATH, Answer(PAGE, type="text/html"))
    assert get(accept="text/html").content == PAGE


def test_another_content_type_is_an_error(server: Replay, get: Callable[..., Fetched]) -> None:
    """A type that was not expected is refused; none at all is not."""
    server.serve(PATH, Answer(CSV, type="image/png"))
    with pytest.raises(FetchError, match="something else") as caught:
        get(types=("text/csv", "text/plain"))
    assert (caught.value.expected, caught.value.found) == ("text/csv or text/plain", "image/png")
    server.serve(PATH, Answer(CSV))
    assert get(types=("text/csv",)).content_type == ""


@pytest.mark.parametrize("body", [b"", b" \r\n"])
def test_an_empty_answer_is_an_error(
    server: Replay, get: Callable[..., Fetched], body: bytes
) -> None:
    """Nothing is not data."""
    server.serve(PATH, Answer(body))
    with pytest.raises(FetchError, match="empty"):
        get()


def test_too_large_an_answer_is_not_read(server: Replay, get: Callable[..., Fetched]) -> None:
    """Neither one that announces its size, nor one that unpacks to more than allowed."""
    server.serve(PATH, Answer(CSV))
    with pytest.raises(FetchError, match="larger than it may be"):
        get(limit=len(CSV) - 1)
    assert get(limit=len(CSV)).content == CSV
    packed = gzip.compress(b"0" * 1_000_000)
    server.serve(PATH, Answer(packed, headers={"Content-Encoding": "gzip"}))
    with pytest.raises(FetchError, match=r"at most 0\.1 MB"):
        get(client={"limit": 100_000})


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_on_the_same_host_is_followed(
    server: Replay, get: Callable[..., Fetched], status: int
) -> None:
    """The address in the end is the one that is told."""
    server.serve("/files/", Answer(status=status, headers={"Location": PATH}))
    server.serve(PATH, Answer(CSV))
    assert get("/files/").url == server.url + PATH


def test_a_redirect_to_another_host_is_not_followed(
    server: Replay, get: Callable[..., Fetched]
) -> None:
    """Data do not come from where nobody expects them, unless that host is allowed."""
    server.serve("/moved", Answer(status=302, headers={"Location": server.elsewhere + PATH}))
    server.serve(PATH, Answer(CSV))
    with pytest.raises(FetchError, match="redirects to another place") as caught:
        get("/moved")
    assert server.elsewhere in caught.value.found
    assert PATH not in server.paths
    assert get("/moved", client={"hosts": ["localhost"]}).content == CSV
    assert get("/moved", hosts=["localhost"]).content == CSV


def test_a_redirect_to_another_port_is_not_followed(
    server: Replay, get: Callable[..., Fetched]
) -> None:
    """Another port of the same host is another server."""
    server.serve("/moved", Answer(status=302, headers={"Location": "http://127.0.0.1:9/x"}))
    with pytest.raises(FetchError, match="redirects to another place"):
        get("/moved")


def test_redirects_in_a_circle_end(server: Replay, get: Callable[..., Fetched]) -> None:
    """An address that leads to itself is an error."""
    server.serve(PATH, Answer(status=302, headers={"Location": PATH}))
    with pytest.raises(FetchError, match="from address to address"):
        get()
    assert len(server.requests) == 6


def test_bytes_are_kept_under_their_hash(tmp_path: Path) -> None:
    """What is kept can be found by its hash; damage is mended, nothing else is left."""
    fetched = Fetched("x.csv", CSV, "https://example.org/x.csv", "2026-06-30T10:00:00Z")
    path = keep(fetched, tmp_path)
    assert path == tmp_path / "raw" / fetched.sha256[:2] / fetched.sha256
    assert path.read_bytes() == CSV
    path.write_bytes(CSV[:10])
    assert keep(fetched, tmp_path).read_bytes() == CSV
    assert list(path.parent.iterdir()) == [path]


def test_packed_files_are_unpacked() -> None:
    """A gzip file gives its content; what is none stays; damage is a DataError."""
    packed = gzip.compress(CSV)
    assert unpacked(packed, "x") == unpacked(CSV, "x") == CSV
    for broken in (packed[:-4], packed + b"more", packed[:50] + b"oops" + packed[54:]):
        with pytest.raises(DataError, match="cannot be unpacked"):
            unpacked(broken, "x")
    with pytest.raises(FetchError, match="larger"):
        unpacked(packed, "x", limit=1000)
