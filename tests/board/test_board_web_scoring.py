"""The pages of moderators about scoring."""

from __future__ import annotations

import re

import httpx
import pytest
from bs4 import BeautifulSoup

from board import option_samples as made
from board.served import Person, shown
from evidencebook.board.database import Database
from evidencebook.board.evidence import Books
from evidencebook.board.options import gathering, panel, paper_files, results, writing


@pytest.fixture
def number(database: Database) -> int:
    """A consultation with one option."""
    with database.writing() as session:
        found = made.consultation(session)
        made.option(session, found, "Test <sites>")
    return found


def _base(number: int) -> str:
    return f"/board/moderation/consultations/{number}"


def _send(editor: Person, number: int, action: str, **fields: str) -> httpx.Response:
    return editor.fill(editor.read(f"{_base(number)}/scoring"), action, **fields)


def _address(answer: httpx.Response) -> str:
    found = re.search(r"/board/panel/[\w-]+", answer.text)
    assert found
    return found.group()


def test_from_criteria_to_results(editor: Person, reviewer: Person, number: int) -> None:
    """Criteria are set, members invited, scoring begun, scored and ended; results read."""
    page = editor.read(f"{_base(number)}/scoring")
    assert not any(one.get("value") for one in page.select("input[type=text]"))
    rows = {"name-1": "Effect", "lowest-1": "none", "highest-1": "large"}
    assert _send(editor, number, "/criteria", **rows).status_code == 303
    answer = _send(editor, number, "/members", member="Ann Example")
    assert answer.status_code == 200 and answer.headers["cache-control"] == "no-store"
    path = _address(answer)
    assert str(reviewer.base_url.join(path)) in answer.text
    assert path not in editor.get(f"{_base(number)}/scoring").text
    assert "Scoring has not begun." in shown(reviewer.read(path))
    assert _send(editor, number, "/state", deed="begin").status_code == 303

    page = reviewer.read(path)
    field = str(page.select("input[type=radio]")[0]["name"])
    option = field.split("-")[1]
    fields = {field: "4", f"remark-{option}": "<b>Soon</b>."}
    assert reviewer.fill(page, path, **fields).status_code == 303
    assert _send(editor, number, "/state", deed="end").status_code == 303
    said = shown(editor.read(f"{_base(number)}/results"))
    assert "1 of 1 invited member scored." in said and "<b>Soon</b>." in said
    assert "Ann Example" not in said
    text = editor.get(f"{_base(number)}/paper/scores.csv").text
    assert "1,Test <sites>,Effect,1,4.0,4.0" in text and "Ann" not in text


def test_limits_and_scale_are_those_that_hold(
    editor: Person, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page has none of its own."""
    monkeypatch.setattr(panel, "LONGEST", 77)
    monkeypatch.setattr(results, "POINTS", range(2, 8))
    page = editor.read(f"{_base(number)}/scoring")
    assert page.select("#member")[0]["maxlength"] == "77"
    said = shown(page)
    assert "from 2 to 7? " in said and "What 2 means" in said and "What 7 means" in said
    monkeypatch.setitem(writing.LONGEST, "rationale", 88)
    page = editor.read(f"{_base(number)}/options/new")
    assert page.select("#rationale")[0]["data-longest"] == "88"


def test_what_is_wrong_with_criteria(editor: Person, number: int) -> None:
    """It is said beside the field, and what was written is kept."""
    rows = {"name-1": "Effect", "lowest-1": "", "highest-1": "<large>"}
    answer = _send(editor, number, "/criteria", **rows)
    assert answer.status_code == 422
    page = BeautifulSoup(answer.text, "lxml")
    assert page.select(".problem a")[0]["href"] == "#lowest-1"
    assert page.select("#highest-1")[0]["value"] == "<large>"


def test_scoring_cannot_begin_without_criteria(editor: Person, number: int) -> None:
    """The message leads to where they are set; twice it cannot begin."""
    heads = [one.get_text() for one in editor.read(f"{_base(number)}/scoring").select("h2")]
    assert heads == ["Criteria", "Panel", "Begin and end", "Results and board paper"]
    answer = _send(editor, number, "/state", deed="begin")
    assert answer.status_code == 422 and 'href="#name-1"' in answer.text
    rows = {"name-1": "Effect", "lowest-1": "none", "highest-1": "large"}
    page = editor.read(f"{_base(number)}/scoring")
    editor.fill(page, "/criteria", **rows)
    assert _send(editor, number, "/state", deed="begin").status_code == 303
    assert editor.fill(page, "/criteria", **rows).status_code == 409
    assert editor.fill(page, "/state", deed="begin").status_code == 409


def test_addresses_are_renewed_and_closed(editor: Person, reviewer: Person, number: int) -> None:
    """The old one ends with either."""
    first = _address(_send(editor, number, "/members", member="Ann"))
    assert reviewer.get(first).status_code == 200
    second = _address(_send(editor, number, "/renewal"))
    assert [reviewer.get(path).status_code for path in (first, second)] == [404, 200]
    assert _send(editor, number, "/closing").status_code == 303
    assert reviewer.get(second).status_code == 404
    assert _send(editor, number, "/members", member="Ann").status_code == 422
    log = editor.read("/board/moderation/audit").get_text()
    assert "member invited" in log and "Ann" not in log


def test_every_form_needs_its_secret(editor: Person, number: int, database: Database) -> None:
    """And each page a moderator."""
    with database.writing() as session:
        member, _ = made.member(session, number, "Ann")
    deeds = (
        "criteria",
        "state",
        "members",
        f"members/{member}/renewal",
        f"members/{member}/closing",
    )
    for deed in deeds:
        path = f"{_base(number)}/scoring/{deed}"
        assert editor.post(path, data={"csrf": "x"}).status_code == 403
        assert editor.get(path).status_code in (404, 405)
    with Person(str(editor.base_url)) as other:
        for path in ("scoring", "results", *(f"paper/{name}" for name in paper_files.FILES)):
            answer = other.get(f"{_base(number)}/{path}")
            assert (answer.status_code, answer.headers["location"]) == (
                *(303, "/board/moderation/sign-in"),
            )
        for deed in deeds:
            assert (
                other.post(f"{_base(number)}/scoring/{deed}", data={"csrf": "x"}).status_code == 303
            )
    with database.reading() as session:
        assert gathering.consultation(session, number).criteria == []


def test_what_is_not_there(editor: Person, number: int) -> None:
    """No other consultation, no other file, no other member."""
    for path in (
        *(f"{_base(999)}/scoring", f"{_base(999)}/results", f"{_base(999)}/paper/options.csv"),
        *(f"{_base(number)}/paper/x.csv", f"{_base(number)}/paper/..%2f..%2fx"),
        *("/board/moderation/consultations/x/scoring", f"{_base(number)}/paper/"),
    ):
        assert editor.get(path).status_code == 404, path
    csrf = editor.read(f"{_base(number)}/scoring").select("input[name=csrf]")[0]["value"]
    path = f"{_base(number)}/scoring/members/999/renewal"
    assert editor.post(path, data={"csrf": str(csrf)}).status_code == 404


def test_the_paper_is_downloaded(editor: Person, database: Database, books: Books) -> None:
    """Each file, as what it is, and never as a page."""
    with database.writing() as session:
        number = made.whole(session, books)
    for name, media in paper_files.FILES.items():
        answer = editor.get(f"{_base(number)}/paper/{name}")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == media
        assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
        assert answer.headers["cache-control"] == "no-store"
    said = shown(editor.read(f"{_base(number)}/results"))
    assert "The scores put option 1 ahead of each of the others." in said
    assert "The panel is divided on option 2: Effect." in said


def test_a_page_of_attacks(editor: Person, database: Database, books: Books) -> None:
    """What people wrote is text on the pages of moderators too."""
    with database.writing() as session:
        number = made.hostile(session, books)
    for path in ("scoring", "results"):
        text = editor.get(f"{_base(number)}/{path}").text
        assert "<script>alert" not in text and "<b>bold" not in text


def test_personal_details_are_removed_from_a_remark(
    editor: Person, database: Database, books: Books
) -> None:
    """From the results, which name no member; also where nobody has scored yet."""
    with database.writing() as session:
        number = made.consultation(session)
        option = made.option(session, number, "Test sites")
        ann, _ = made.member(session, number, "Ann Example")
        made.begun(session, number)
        made.remark(session, ann, option, "As Jo Bloggs says.")
    page = editor.read(f"{_base(number)}/results")
    (link,) = page.select("main a[href*=remarks]")
    old = editor.read(str(link["href"]))
    assert "Ann Example" not in old.get_text()
    answer = editor.fill(old, "redaction", text="As [removed] says.")
    assert answer.status_code == 303
    said = shown(editor.read(answer.headers["location"]))
    assert "As [removed] says. A moderator removed personal details from it." in said
    again = editor.fill(old, "redaction", text="As Jo Bloggs says!")
    assert again.status_code == 409
    assert editor.get(f"{_base(number)}/options/{option}/remarks/2").status_code == 404
    text = editor.get(f"{_base(number)}/paper/board-paper.md").text
    assert "personal details removed" in text and "Bloggs" not in text
