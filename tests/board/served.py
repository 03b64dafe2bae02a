"""The board served to this machine by a real server, and people who use it."""

from __future__ import annotations

import contextlib
import re
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import uvicorn
from bs4 import BeautifulSoup, Tag

from board.samples import BOOK, FILLED, SAME
from evidencebook.board.web.serve import listening


@contextlib.contextmanager
def running(app: Any) -> Iterator[str]:
    """The address of a server of an application, which begins and ends as one of its own does."""
    with listening(0) as sock:
        server = uvicorn.Server(
            uvicorn.Config(app, log_level="critical", access_log=False, lifespan="on")
        )
        thread = threading.Thread(target=server.run, args=([sock],), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{sock.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(10)


class Person(httpx.Client):
    """Someone with a browser that runs no scripts: keeps cookies, fills forms in."""

    def __init__(self, address: str) -> None:
        super().__init__(base_url=address, timeout=30, trust_env=False)

    def read(self, path: str) -> BeautifulSoup:
        """A page that is there."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        return BeautifulSoup(answer.text, "lxml")

    def fill(self, page: BeautifulSoup, action: str, **fields: str | list[str]) -> httpx.Response:
        """Send the form of a page whose action ends so, with what it holds hidden."""
        form = next(one for one in page.find_all("form") if str(one["action"]).endswith(action))
        held = {str(one["name"]): str(one["value"]) for one in form.select("input[type=hidden]")}
        return self.post(str(form["action"]), data={**held, **fields})

    def comment(self, block: str = SAME, **fields: str) -> httpx.Response:
        """Comment on a block as it is shown."""
        page = self.read(f"/board/{BOOK}/{block}")
        return self.fill(page, f"/{block}", **{**FILLED, **fields})

    def sign_in(self, name: str, password: str) -> httpx.Response:
        """Sign in as a moderator."""
        page = self.read("/board/moderation/sign-in")
        return self.fill(page, "sign-in", name=name, password=password)

    def decide(self, number: int, **fields: str) -> httpx.Response:
        """Decide on a comment."""
        page = self.read(f"/board/moderation/comments/{number}")
        return self.fill(page, "decision", **fields)


def shown(page: BeautifulSoup) -> str:
    """The text of a page as one line."""
    main = page.find("main")
    assert isinstance(main, Tag)
    return re.sub(r"\s+", " ", main.get_text(" ")).strip()
