"""The pages on suggestions and options, as moderators and readers use them."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path
from typing import Any

import httpx
import pytest
from bs4 import BeautifulSoup

from board.gathered import BUSES, FIBRE, consultation
from board.samples import BOOK, CHANGED, NOW, SAME, publish_june, sent
from board.served import Person, shown
from evidencebook.board import accounts, moderation
from evidencebook.board.database import Database
from evidencebook.board.evidence import Books
from evidencebook.board.models import PUBLISHED, WAITING, User
from evidencebook.board.options import gathering, grouping, proposing
from evidencebook.board.web.context import _MANY

HOME = "/board/moderation/consultations"
ONE = f"{HOME}/1"
PUBLIC = f"/board/{BOOK}/consultations/strategy"
SCRIPT = "<script>document.title='taken'</script>"


@pytest.fixture
def desk(editor: Person, database: Database) -> Person:
    """A moderator, and a consultation with drafted groups."""
    with database.writing() as session:
        consultation(session, (*BUSES, f"Otters! {SCRIPT}", *FIBRE))
    assert _send(editor, ONE, "proposal", count="").status_code == 303
    return editor


def _send(person: Person, page: str, action: str, **fields: str | list[str]) -> httpx.Response:
    return person.fill(person.read(page), action, **fields)


def _said(answer: httpx.Response) -> str:
    return shown(BeautifulSoup(answer.text, "lxml"))


def _option(person: Person, **fields: str | list[str]) -> str:
    """Write an option, and return its page."""
    said = {"title": "Late buses", "rationale": "People work late.", "places": "", **fields}
    answer = _send(person, f"{ONE}/options/new", "/options", **said)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].partition("?")[0]


def test_a_consultation_is_made(editor: Person) -> None:
    """It is listed, and marked where its suggestions are made up."""
    said = {"title": "Innovation", "book": BOOK, "options": "5"}
    answer = _send(editor, HOME, "consultations", **said, test="yes")
    assert "Test data: the suggestions here are made up" in shown(
        editor.read(answer.headers["location"])
    )
    assert "Test data highland; suggestions: 0; options: 0 of up to 5" in shown(editor.read(HOME))
    first = editor.read(HOME).select("#book option")[0]
    assert (first["value"], first.get_text()) == ("", "Choose a book")
    again = _send(editor, HOME, "consultations", **said)
    assert again.status_code == 409 and "a consultation of that title" in _said(again)
    for wrong in (
        {"title": ""},
        {"options": "many"},
        {"options": "21"},
        {"book": "atlantis"},
        {"book": ""},
    ):
        assert _send(editor, HOME, "consultations", **{**said, **wrong}).status_code == 422


def test_drafts_are_marked_where_a_book_is_chosen(editor: Person, site: Path) -> None:
    """A book of some chapters stands beside the whole one."""
    shutil.copytree(site / BOOK, site / f"{BOOK}-draft", symlinks=True)
    _, whole, draft = (one.get_text() for one in editor.read(HOME).select("#book option"))
    assert draft == f"{whole} (draft)"


def test_groups(desk: Person) -> None:
    """Drafts say so; a person accepts, moves, splits and merges."""
    page = shown(desk.read(ONE))
    assert page.count("Draft, proposed by the tool") == 2 and "Not grouped (1)" in page
    assert _send(desk, ONE, "groups/1/name", name="Buses").status_code == 303
    assert shown(desk.read(ONE)).count("Draft, proposed by the tool") == 1
    move: dict[str, Any] = {"into": "1", "suggestion": ["4"]}
    assert _send(desk, ONE, "groups/none/suggestions", **move).status_code == 303
    split: dict[str, Any] = {"into": "new", "name": "Harbour", "suggestion": ["1", "4"]}
    assert _send(desk, ONE, "groups/1/suggestions", **split).status_code == 303
    page = shown(desk.read(ONE))
    assert "Harbour Suggestions: 2" in page and "Not grouped" not in page
    assert _send(desk, ONE, "groups/2/merging", into="1").status_code == 303
    assert "Buses Suggestions: 5" in shown(desk.read(ONE))


def test_others_write_while_groups_are_drafted(
    desk: Person, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes seconds where suggestions are many."""
    written = []

    def write() -> None:
        with database.writing() as session:
            gathering.add(session, BOOK, "Another", actor="Mo", now=NOW)
        written.append(True)

    def slow(*_: object) -> list[proposing.Draft]:
        writer = threading.Thread(target=write, daemon=True)
        writer.start()
        writer.join(10)
        return []

    monkeypatch.setattr(grouping, "proposed", slow)
    assert _send(desk, ONE, "proposal", count="").status_code == 303
    assert written == [True] and "Not grouped (7)" in shown(desk.read(ONE))


def test_what_is_wrong_with_a_group(desk: Person) -> None:
    """What was written comes back with what is missing; others' changes are told."""
    page = desk.read(ONE)
    answer = desk.fill(page, "groups/1/name", name=" ")
    assert answer.status_code == 422 and "Give the group a name" in _said(answer)
    answer = desk.fill(page, "groups/1/suggestions", into="2")
    assert answer.status_code == 422 and "Choose one suggestion" in _said(answer)
    answer = desk.fill(page, "groups/1/suggestions", into="new", name="", suggestion=["2"])
    assert answer.status_code == 422
    box = BeautifulSoup(answer.text, "lxml").find(id="chosen-2")
    assert box is not None and box.has_attr("checked")  # type: ignore[union-attr]
    assert desk.fill(page, "proposal", count="many").status_code == 422
    assert desk.fill(page, "groups/1/name", name="Buses").status_code == 303
    answer = desk.fill(page, "groups/1/name", name="Mine")
    assert answer.status_code == 409 and "Someone has changed this group" in _said(answer)


def test_an_option_with_evidence(desk: Person, site: Path, reviewer: Person) -> None:
    """From a group; evidence is picked or typed; a later edition is set beside it."""
    said = {"title": "Late buses", "rationale": "Work ends late.", "places": "Highland"}
    new = _send(desk, f"{ONE}/options/new?group=1", "/options", **said, priority=["energy"])
    option = new.headers["location"].partition("?")[0]
    assert "Suggestions behind it (3)" in shown(desk.read(option))
    picked = _send(desk, f"{option}?chapter=energy", "/evidence", block=[SAME], stance="for")
    assert picked.status_code == 303
    typed = {"blocks": f"{CHANGED} exports.investment", "stance": "against", "note": "Slow."}
    assert _send(desk, option, "/evidence", **typed).status_code == 303
    forged = _send(desk, option, "/evidence", blocks="energy.no ../x", stance="for")
    assert forged.status_code == 422
    assert "The newest edition has no block energy.no, ../x." in _said(forged)
    assert "something else now" not in shown(desk.read(option))
    publish_june(site)
    text = shown(desk.read(option))
    assert "The edition says something else now. This is from the edition of March 2026" in text
    assert "Then and today" not in text and "Then Claim" in text and "Today Claim" in text
    _send(desk, ONE, "publication", shown="yes")
    public = shown(reviewer.read(PUBLIC))
    assert "something else now" in public and "Slow." in public
    assert "Priorities energy" in public and "Places Highland" in public
    out = _send(desk, option, "/evidence/1")
    assert out.status_code == 303 and SAME not in shown(desk.read(option)).partition("Name evid")[0]


def test_an_option_is_changed(desk: Person) -> None:
    """Who writes over what someone else wrote sees it first."""
    option = _option(desk)
    page = desk.read(option)
    form = option.rpartition("/")[2]
    said: dict[str, Any] = {
        "title": "Buses at night",
        "rationale": "",
        "places": "",
        "priority": ["digital"],
    }
    assert desk.fill(page, f"options/{form}", **said).status_code == 303
    late = desk.fill(page, f"options/{form}", **{**said, "title": "Mine"})
    assert late.status_code == 409
    assert "As it is now, beside what you wrote below Buses at night" in _said(late)
    wrong = desk.fill(page, f"options/{form}", **{**said, "places": "Atlantis"})
    assert wrong.status_code == 422 and "Atlantis" in _said(wrong)
    again = desk.fill(BeautifulSoup(wrong.text, "lxml"), f"options/{form}", **said)
    assert again.status_code == 409


def test_each_part_of_an_option_is_saved_alone(desk: Person) -> None:
    """The page says so above each, and marks the forms for the script that warns."""
    option = _option(desk)
    page = desk.read(option)
    parts = [str(form["action"]).removeprefix(option) for form in page.select("form[data-part]")]
    assert parts == ["", "/evidence", "/suggestions"]
    said = shown(page)
    assert "A button saves its own part and no other." in said
    for heading in ("Evidence “Take out”", ") “Save what stands", "Delete this option “Delete"):
        assert heading in said
    assert not page.select("[data-refused]")
    wrong = _send(desk, option, "/evidence", blocks="energy.no", stance="for", chapter="")
    (form,) = BeautifulSoup(wrong.text, "lxml").select("[data-refused]")
    assert form["id"] == "name-evidence"


def test_suggestions_behind_and_not_taken_up(desk: Person, reviewer: Person) -> None:
    """Many can be chosen at once; the others are listed openly."""
    option = _option(desk)
    chosen = {"suggestion": ["1"], "group": ["2"]}
    assert _send(desk, option, "options/1/suggestions", **chosen).status_code == 303
    assert "Not taken up (3)" in shown(desk.read(ONE))
    _send(desk, ONE, "publication", shown="yes")
    public = shown(reviewer.read(PUBLIC))
    assert "4 suggestions" in public and "Not taken up (3)" in public
    assert "From Inverness, line 2; business; energy; Highland." in public
    assert shown(reviewer.read(f"/board/{BOOK}")).count("Strategy: suggestions and options") == 1


def test_order_and_deletion(desk: Person) -> None:
    """By buttons; deletion asks once more."""
    one, two = _option(desk, title="One"), _option(desk, title="Two")
    assert _send(desk, ONE, "options/2/place", direction="up").status_code == 303
    page = shown(desk.read(ONE))
    assert page.index("1. Two") < page.index("2. One")
    assert _send(desk, one, "deletion").status_code == 422
    assert _send(desk, one, "deletion", sure="yes").status_code == 303
    assert desk.get(one).status_code == 404 and desk.get(two).status_code == 200


def test_scoring_leaves_no_form(desk: Person, database: Database) -> None:
    """The options stay as the panel sees them."""
    option = _option(desk)
    page = desk.read(option)
    with database.writing() as session:
        gathering.consultation(session, 1).scoring_since = NOW
    answer = desk.fill(page, "options/1", title="Other", rationale="", places="")
    assert answer.status_code == 409 and "Scoring has begun" in _said(answer)
    actions = [str(form["action"]) for form in desk.read(option).find_all("form")]
    assert actions == ["/board/moderation/sign-out"]


def test_comments_are_taken_in(desk: Person, reviewer: Person) -> None:
    """With a link to the comment; once it is rejected its words are gone."""
    reviewer.comment(kind="suggestion", text="Turbines in the firth.")
    desk.decide(1, state="published")
    assert "added=1" in _send(desk, ONE, "comments").headers["location"]
    assert "Nothing was taken in" in shown(
        desk.read(_send(desk, ONE, "comments").headers["location"])
    )
    _send(desk, ONE, "publication", shown="yes")
    page = reviewer.read(PUBLIC)
    assert "Turbines in the firth." in shown(page)
    assert page.find("a", href=f"/board/{BOOK}/{SAME}?comment=1#comment-1")
    desk.decide(1, state="spam")
    page = reviewer.read(PUBLIC)
    assert "Withdrawn" in shown(page) and "Turbines" not in shown(page)
    assert not page.find("a", href=f"/board/{BOOK}/{SAME}?comment=1#comment-1")


def test_readers_see_nothing_before(desk: Person, reviewer: Person) -> None:
    """Nor what no moderator shows any more, nor any page of moderators."""
    assert reviewer.get(PUBLIC).status_code == 404
    assert _send(desk, ONE, "publication", shown="yes").status_code == 303
    assert reviewer.get(PUBLIC).status_code == 200
    assert reviewer.get("/board/atlantis/consultations/strategy").status_code == 404
    assert _send(desk, ONE, "publication", shown="no").status_code == 303
    assert reviewer.get(PUBLIC).status_code == 404
    for path in (HOME, ONE, f"{ONE}/options/new", f"{ONE}/options/1"):
        assert reviewer.get(path).headers["location"] == "/board/moderation/sign-in"


def test_scripts_stay_text(desk: Person, reviewer: Person) -> None:
    """In suggestions, names of groups, and options."""
    _send(desk, ONE, "groups/1/name", name=SCRIPT)
    option = _option(desk, title=SCRIPT, rationale=SCRIPT)
    _send(desk, option, "/evidence", blocks=SAME, stance="for", note=SCRIPT)
    _send(desk, ONE, "publication", shown="yes")
    for person, path in ((desk, ONE), (desk, option), (desk, f"{ONE}/options/new?group=1")):
        text = person.get(path).text
        assert SCRIPT not in text and "&lt;script&gt;" in text
    assert SCRIPT not in reviewer.get(PUBLIC).text


def test_forms_of_others_are_refused(desk: Person, database: Database) -> None:
    """Without the session's own token, from another site, or once the account is closed."""
    page = desk.read(ONE)
    for action, fields in (
        ("groups/1/name", {"name": "x"}),
        ("groups/1/suggestions", {"into": "none", "suggestion": "1"}),
        ("groups/1/merging", {"into": "2"}),
        ("proposal", {}),
        ("comments", {}),
        ("publication", {"shown": "yes"}),
    ):
        assert desk.fill(page, action, **{**fields, "csrf": "forged"}).status_code == 403
    forged = {"csrf": "forged", "title": "x"}
    for path in ("", "/1", "/1/evidence", "/1/evidence/1", "/1/suggestions", "/1/place"):
        assert desk.post(f"{ONE}/options{path}", data=forged).status_code == 403
    far = desk.post(f"{ONE}/proposal", data={}, headers={"Origin": "https://elsewhere.example"})
    assert far.status_code == 403
    with database.writing() as session:
        accounts.close(session, "Mo", NOW)
    assert desk.fill(page, "proposal").headers["location"] == "/board/moderation/sign-in"


@pytest.mark.parametrize(
    "path", ["2", "x", "1/options/9", "1/options/x", "99999999999", "1/groups/1/name"]
)
def test_no_such_page(desk: Person, path: str) -> None:
    """It is said so."""
    assert desk.get(f"{HOME}/{path}").status_code in (404, 405)


def test_forged_numbers(desk: Person, database: Database) -> None:
    """Ids of another consultation, and what is no id, change nothing."""
    with database.writing() as session:
        consultation(session, ["Otters"] * 9, "Another")
    _send(desk, f"{HOME}/2", "proposal", count="")
    option = _option(desk)
    page = desk.read(ONE)
    for action, fields, status in (
        ("groups/1/merging", {"into": "3"}, 404),
        ("groups/1/merging", {"into": "x"}, 404),
        ("groups/1/suggestions", {"into": "3", "suggestion": "1"}, 404),
        ("groups/1/suggestions", {"into": "none", "suggestion": "9"}, 409),
        ("groups/1/suggestions", {"into": "none", "suggestion": "-1 OR 1=1"}, 409),
    ):
        assert desk.fill(page, action, **fields).status_code == status, (action, fields)
    for fields in ({"suggestion": "9"}, {"group": "3"}, {"group": "'"}):
        assert _send(desk, option, "options/1/suggestions", **fields).status_code == 404
    assert desk.get(f"{HOME}/2/options/1").status_code == 404
    assert "Suggestions behind it (0)" in shown(desk.read(option))


def test_oversize(desk: Person) -> None:
    """Many fields are taken where a moderator chooses among many things, and nowhere more."""
    option = _option(desk)
    many = [str(number) for number in range(1, 8)] * 300
    assert _send(desk, option, "options/1/suggestions", suggestion=many).status_code == 303
    page = desk.read(ONE)
    assert desk.fill(page, "proposal", count=["1"] * 50).status_code == 400
    most = ["1"] * (_MANY + 1)
    assert desk.fill(page, "groups/1/suggestions", into="none", x=most).status_code == 400
    assert desk.fill(page, "groups/1/name", name="x" * 200_000).status_code == 413


def test_personal_details_are_removed_from_a_suggestion(
    desk: Person, reviewer: Person, database: Database
) -> None:
    """Readers see that something is gone; an old form, or one of another site, changes nothing."""
    _send(desk, ONE, "publication", shown="yes")
    place = f"{ONE}/suggestions/1"
    links = desk.read(ONE).select(f"a[href='{place}']")
    assert [one.get_text() for one in links] == ["Remove personal details from suggestion 1"]
    old = desk.read(place)
    assert desk.fill(old, "redaction", text=" ").status_code == 422
    answer = desk.fill(old, "redaction", text="A [removed] bus.", participants="", place="")
    assert answer.status_code == 303
    assert desk.read(answer.headers["location"]).select("#suggestion-1")
    again = desk.fill(old, "redaction", text=BUSES[0])
    assert again.status_code == 409 and "Someone has changed this suggestion" in _said(again)
    field = BeautifulSoup(again.text, "lxml").select("#text")[0]
    assert field.get_text().strip() == "A [removed] bus." and BUSES[0] in _said(again)
    public = shown(reviewer.read(PUBLIC))
    assert "A [removed] bus." in public and BUSES[0] not in public
    assert public.count("A moderator removed personal details from it.") == 1
    assert desk.get(f"{ONE}/suggestions/99").status_code == 404
    assert desk.post(f"{place}/redaction", data={"text": "x"}).status_code == 403
    assert reviewer.get(place).status_code == 303


def test_details_of_a_comment_are_removed_from_the_comment(
    desk: Person, database: Database, books: Books, moderator: User
) -> None:
    """The consultation leads there."""
    with database.writing() as session:
        one = sent(session, books, SAME, "one", kind="suggestion", text="Ask Jo.")
        moderation.decide(session, one.id, PUBLISHED, seen=WAITING, user=moderator, now=NOW)
    assert _send(desk, ONE, "1/comments").status_code == 303
    (link,) = desk.read(ONE).select("#suggestion-8 a[href^='/board/moderation']")
    assert link["href"] == "/board/moderation/comments/1"
    assert desk.get(f"{ONE}/suggestions/8").status_code == 404
