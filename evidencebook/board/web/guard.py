"""What stands before every page: limits on what comes in, headers on what goes out."""

from __future__ import annotations

import asyncio
import re
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# The longest form, and how many seconds it may take to arrive.
LONGEST, SECONDS = 128 * 1024, 15.0
# Of a longer one so much is read, and thrown away, that its sender learns what is wrong.
_READ = 4 * 1024 * 1024
# After how many seconds it is worth asking again, where the database did not answer.
_AGAIN = 30
_SAFE = ("GET", "HEAD", "OPTIONS")
# Pages whose own address is a secret, which they tell no one: their forms come from "null".
_UNTOLD = "/board/panel/"
_HOST = re.compile(r"([\w.-]+|\[[0-9a-f:.]+\])(:\d+)?", re.ASCII | re.IGNORECASE)
BOARD = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# Pages of the books: each has the theme's one style element, for readers without scripts, known by
# its hash; drawings have their widths as attributes.
NO_SCRIPT = "sha256-C3nk0YHGM8DxSAqt/D7LJhnXw+LUypY+FxVXtw/fUEg="
BOOKS = (
    f"default-src 'none'; style-src 'self' '{NO_SCRIPT}'; style-src-attr 'unsafe-inline'; "
    "script-src 'self'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
}


class Guard:
    """Refuses what is too long, too slow or sent by another site; adds headers to all answers.

    Parameters
    ----------
    app : ASGI application
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add_headers(MutableHeaders(scope=message), scope["path"])
                if message["status"] == 503:
                    MutableHeaders(scope=message)["Retry-After"] = str(_AGAIN)
            await send(message)

        if not _HOST.fullmatch(Headers(scope=scope).get("host", "none")):
            await PlainTextResponse("There is no such host.\n", 400)(scope, receive, sent)
        elif scope["method"] in _SAFE:
            await self.app(scope, receive, sent)
        elif _from_elsewhere(Headers(scope=scope), scope["path"]):
            refusal = PlainTextResponse("This form was sent by another site.\n", 403)
            await refusal(scope, receive, sent)
        else:
            await self._with_body(scope, receive, sent)

    async def _with_body(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            body = await asyncio.wait_for(_body(receive), SECONDS)
        except TimeoutError:
            await _closing("The form took too long to arrive.\n", 408)(scope, receive, send)
            return
        if body is None:
            await _closing("The form is too long.\n", 413)(scope, receive, send)
            return
        messages = [{"type": "http.request", "body": body, "more_body": False}]

        async def given() -> Message:
            return messages.pop() if messages else await receive()

        await self.app(scope, given, send)


async def _body(receive: Receive) -> bytes | None:
    """What is sent; None when it is too long."""
    body, size = b"", 0
    while size <= _READ:
        message = await receive()
        part = message.get("body", b"")
        size += len(part)
        body = body + part if size <= LONGEST else b""
        if not message.get("more_body", False):
            break
    return body if size <= LONGEST else None


def _closing(text: str, status: int) -> PlainTextResponse:
    # What still comes is not read.
    return PlainTextResponse(text, status, headers={"Connection": "close"})


def _from_elsewhere(headers: Headers, path: str) -> bool:
    """Whether a browser says that a page of another site sent the form."""
    if site := headers.get("sec-fetch-site"):
        return site not in ("same-origin", "none")
    origin = headers.get("origin")
    if origin == "null" and path.startswith(_UNTOLD):
        return False
    return origin is not None and origin.partition("://")[2] != headers.get("host")


def _add_headers(headers: MutableHeaders, path: str) -> None:
    board = path == "/board" or path.startswith("/board/")
    if led := headers.get("location"):
        headers["Location"] = _here(led)
    for name, value in _ALWAYS.items():
        headers.setdefault(name, value)
    headers.setdefault("Content-Security-Policy", BOARD if board else BOOKS)
    headers.setdefault("Cache-Control", "no-cache")
    if board:
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")


def _here(address: str) -> str:
    """Where an answer leads, without the host: that is what a request says it is."""
    parts = urlsplit(address)
    return parts._replace(scheme="", netloc="", path="/" + parts.path.lstrip("/")).geturl()
