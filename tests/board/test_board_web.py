"""The board on the web: a reviewer comments, a moderator decides and answers, readers see it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from board import samples
from board.samples import BOOK, CHANGED, FILLED, MARCH, NOW, SAME, sent
from board.served import Person, running, shown
from evidencebook.board import baked, person
from evidencebook.board.database import Database
from evidencebook.board.evidence import Books
from evidencebook.board.web.app import application, create
from evidencebook.errors import EvidenceBookError

THANKS = "Thank you. Your comment will be published once a moderator has read it."


def test_from_comment_to_answer(reviewer: Person, editor: Person) -> None:
    """Sent, thanked for, read, published, answered, seen by all."""
    answer = reviewer.comment(link="https://example.org/islands")
    own = answer.headers["location"]
    assert answer.status_code == 303
    assert THANKS in shown(reviewer.read(own))
    assert "Nothing has been published yet." in shown(reviewer.read(f"/board/{BOOK}/{SAME}"))

    assert FILLED["text"] in shown(editor.read("/board/moderation"))
    answer = editor.decide(1, state="published")
    assert shown(editor.read(answer.headers["location"])).startswith(
        "Comment 1: published Done. You can answer it below. No comment waits."
    )
    page = editor.read("/board/moderation/comments/1")
    answer = editor.fill(
        page, "response", outcome="changed", edition=MARCH, response="It does now."
    )
    assert answer.status_code == 303

    said = shown(reviewer.read(f"/board/{BOOK}/{SAME}"))
    assert "Question Ann Example, Example College, 1 July 2026" in said
    assert f"We answered. Changed in edition {MARCH} 1 July 2026 It does now." in said
    assert "ann@example.org" not in said
    page = reviewer.read(f"/board/{BOOK}")
    assert "Median days to answer" in shown(page) and "It does now." in shown(page)
    assert [one.get_text() for one in page.select("dd")] == ["1", "1", "1", "less than 1"]
    said = shown(reviewer.read(own))
    assert "Your comment is published, and there is an answer." in said
    assert FILLED["text"] in said and "It does now." in said


def test_a_moderator_works_through_the_queue(reviewer: Person, editor: Person) -> None:
    """Who decides in the list is back in it, and told what was done."""
    for text in ("One.", "Two.", "Three."):
        reviewer.comment(text=text)
    page = editor.read("/board/moderation")
    answer = editor.fill(page, "comments/1/decision", state="published")
    page = editor.read(answer.headers["location"])
    assert shown(page).startswith("Waiting: 2 ")
    assert "Comment 1 is now published. Answer it" in shown(page)
    answer = editor.fill(page, "comments/2/decision", state="spam")
    page = editor.read(answer.headers["location"])
    assert "Comment 2 is now spam. Look at it again" in shown(page)
    answer = editor.decide(1, state="waiting")
    assert "Next that waits: comment 1" in shown(editor.read(answer.headers["location"]))
    assert "No comment waits" not in shown(editor.read("/board/moderation?page=9&done=x"))


def test_what_is_to_be_answered(reviewer: Person, editor: Person) -> None:
    """It is a list of the queue; who has answered one is led to the next."""
    for number in (1, 2):
        reviewer.comment()
        editor.decide(number, state="published")
    page = editor.read("/board/moderation")
    (tab,) = (one for one in page.select(".tabs a") if "To answer" in one.get_text())
    assert tab.get_text(strip=True) == "To answer (2)"
    page = editor.read(str(tab["href"]))
    answers = [str(one["href"]) for one in page.select("h2 a")]
    assert answers == [f"/board/moderation/comments/{number}" for number in (1, 2)]
    for number, then in ((1, "Next to answer: comment 2"), (2, "Done. No comment waits.")):
        page = editor.read(f"/board/moderation/comments/{number}")
        answer = editor.fill(page, "response", outcome="noted", response="Thank you.")
        assert then in shown(editor.read(answer.headers["location"]))
    said = shown(editor.read(str(tab["href"])))
    assert "No published comment is without an answer." in said


def test_the_queue_of_one_book(site: Path, reviewer: Person, editor: Person) -> None:
    """Chosen by a form that needs no script; who decides in it is back in it."""
    reviewer.comment()
    assert not editor.read("/board/moderation").select("select")  # nothing to choose
    other = shutil.copytree(site / BOOK, site / "burnley")
    samples.touched(other)
    for _ in range(2):
        page = reviewer.read(f"/board/burnley/{SAME}")
        assert reviewer.fill(page, SAME, **FILLED).status_code == 303
    page = editor.read("/board/moderation?state=waiting&book=burnley")
    assert shown(page).startswith("Waiting: 2 of Highland evidence base Waiting (2)")
    assert page.select("label[for=book]") and page.select("form[method=get] #book")
    chosen = [str(one["value"]) for one in page.select("#book option[selected]")]
    assert chosen == ["burnley"]
    assert [one.get_text() for one in page.select("h2 a")] == ["Comment 2", "Comment 3"]
    assert all("book=burnley" in str(one["href"]) for one in page.select(".tabs a"))
    answer = editor.fill(page, "comments/2/decision", state="published")
    assert shown(editor.read(answer.headers["location"])).startswith("Waiting: 1 of")
    assert shown(editor.read("/board/moderation?book=")).startswith("Waiting: 2 ")
    for query in ("book=nowhere", "state=burnt"):
        assert editor.get(f"/board/moderation?{query}").status_code == 404


def test_a_moderator_sees_what_the_book_says_since(
    site: Path, reviewer: Person, editor: Person
) -> None:
    """Beside what the reviewer saw; and that evidence is gone."""
    reviewer.comment(CHANGED)
    book = samples.publish_june(site)
    page = editor.read("/board/moderation/comments/1")
    assert "The book says something else since." in shown(page)
    was, now = (one.get_text() for one in page.select(".beside section"))
    assert "As it was" in was and "As it is today" in now
    samples.without(book, CHANGED)
    assert "no longer in the book" in shown(editor.read("/board/moderation/comments/1"))


def test_what_is_wrong_is_said_beside_the_field(reviewer: Person) -> None:
    """What was written is kept, and can be sent from the same page."""
    answer = reviewer.comment(text="", kind="", name="<Ann>", email="nowhere")
    assert answer.status_code == 422
    page = BeautifulSoup(answer.text, "lxml")
    assert str(page.title.string).startswith("Error: ")  # type: ignore[union-attr]
    links = [str(one["href"]) for one in page.select(".problem a")]
    assert links == ["#text", "#kind-question", "#email"] and all(page.select(one) for one in links)
    described = str(page.select("#text")[0]["aria-describedby"]).split()
    assert all(page.find(id=one) for one in described)
    assert page.select("#name")[0]["value"] == "<Ann>"
    again = reviewer.fill(page, SAME, **FILLED)
    assert again.status_code == 303


def test_a_rejected_comment(reviewer: Person, editor: Person) -> None:
    """Its author learns why; others see nothing of it."""
    own = reviewer.comment().headers["location"]
    page = editor.read("/board/moderation/comments/1")
    form = next(one for one in page.find_all("form") if one.find(id="reason"))
    held = {str(one["name"]): str(one["value"]) for one in form.select("input[type=hidden]")}
    answer = editor.post(str(form["action"]), data={**held, "state": "rejected", "reason": ""})
    assert answer.status_code == 422 and "Say why" in answer.text
    answer = editor.post(
        str(form["action"]), data={**held, "state": "rejected", "reason": "Off the point."}
    )
    assert answer.status_code == 303
    assert "Off the point." in shown(reviewer.read(own))
    assert "Off the point." not in reviewer.get(f"/board/{BOOK}").text


def test_a_reply(reviewer: Person, editor: Person) -> None:
    """It stands under the comment that it answers."""
    reviewer.comment()
    editor.decide(1, state="published")
    page = reviewer.read(f"/board/{BOOK}/{SAME}?reply=1")
    assert "Reply to comment 1" in shown(page)
    assert reviewer.fill(page, SAME, **{**FILLED, "text": "It does."}).status_code == 303
    editor.decide(2, state="published")
    page = reviewer.read(f"/board/{BOOK}/{SAME}")
    assert "It does." in page.select("#comment-1 .replies #comment-2")[0].get_text()


def test_a_reply_to_what_is_published_no_more(reviewer: Person, editor: Person) -> None:
    """Its author is told so, a moderator too, and it is not counted."""
    reviewer.comment()
    editor.decide(1, state="published")
    page = reviewer.read(f"/board/{BOOK}/{SAME}?reply=1")
    own = reviewer.fill(page, SAME, **{**FILLED, "text": "It does."}).headers["location"]
    editor.decide(2, state="published")
    assert "Read it beside the evidence" in shown(reviewer.read(own))
    editor.decide(1, state="spam")
    said = shown(reviewer.read(own))
    assert "the comment that it replies to is no longer published" in said
    assert "Your comment is published" not in said and "Not answered yet" not in said
    assert reviewer.get(f"/board/api/{BOOK}/counts").json()["blocks"] == {}
    page = editor.read("/board/moderation/comments/2")
    assert "so readers do not see this one either" in shown(page)
    assert not page.select("#response")


def test_personal_details_removed(reviewer: Person, editor: Person) -> None:
    """Readers see that something was removed, and not what."""
    reviewer.comment(text="Call me on 01234.")
    editor.decide(1, state="published")
    page = editor.read("/board/moderation/comments/1")
    answer = editor.fill(
        page, "redaction", text="Call me on [removed].", name="", organisation="", email=""
    )
    assert answer.status_code == 303
    answer = reviewer.get(f"/board/{BOOK}/{SAME}")
    assert "A moderator removed personal details" in answer.text
    assert "01234" not in answer.text and "Ann Example" not in answer.text


def test_personal_details_removed_in_two_tabs(reviewer: Person, editor: Person) -> None:
    """The second is refused, and shows what is left, from which more can be removed."""
    reviewer.comment(text="Call me on 01234.")
    first, second = (editor.read("/board/moderation/comments/1") for _ in range(2))
    rest = {"link": "", "organisation": "", "email": ""}
    assert editor.fill(first, "redaction", text="Call me.", name="Ann", **rest).status_code == 303
    answer = editor.fill(second, "redaction", text="Call me on 01234.", name="", **rest)
    assert answer.status_code == 409 and "01234" not in answer.text
    page = BeautifulSoup(answer.text, "lxml")
    assert "Something was removed from this comment since you opened it." in shown(page)
    assert page.select("#text")[0].get_text().strip() == "Call me."
    assert page.select("#name")[0]["value"] == "Ann"
    answer = editor.fill(page, "redaction", text=" ", name="", **rest)
    assert answer.status_code == 422
    page = BeautifulSoup(answer.text, "lxml")
    assert page.select("#name")[0]["value"] == ""
    assert editor.fill(page, "redaction", text="Call.", name="", **rest).status_code == 303


def test_personal_details_removed_from_an_answer(
    database: Database, reviewer: Person, editor: Person
) -> None:
    """As from a comment: readers see that something was removed, and not what."""
    own = reviewer.comment().headers["location"]
    editor.decide(1, state="published")
    desk = "/board/moderation/comments/1"
    for said in ("It does.", "Ask Jo on 01234."):
        editor.fill(editor.read(desk), "response", outcome="noted", response=said)
    page = editor.read(desk)
    answer = editor.fill(page, "responses/2", answer=" ")
    assert answer.status_code == 422
    again = BeautifulSoup(answer.text, "lxml")
    assert [str(one["href"]) for one in again.select(".problem a")] == ["#answer-2"]
    assert again.select("#answer-1")[0].get_text().strip() == "It does."
    assert editor.fill(again, "responses/2", answer="Ask.").status_code == 303
    answer = editor.fill(page, "responses/2", answer="Ask Jo.")
    assert answer.status_code == 409 and "Jo" not in answer.text
    assert editor.post(f"{desk}/responses/2", data={"answer": "x"}).status_code == 403
    note = "A moderator removed personal details from this answer."
    for path in (f"/board/{BOOK}/{SAME}", f"/board/{BOOK}", own):
        said = shown(reviewer.read(path))
        assert said.count(note) == 1 and "Ask." in said and "01234" not in said
    found = reviewer.get(f"/board/api/{BOOK}/comments").json()["comments"][0]["answers"]
    assert [one["redacted"] for one in found] == [False, True]
    with database.reading() as session:
        (comment,) = baked.of_book(session, BOOK).comments
        assert [one.redacted for one in comment.responses] == [False, True]


def test_comments_over_editions(reviewer: Person, editor: Person, site: Path) -> None:
    """Marked, with the evidence as it was beside today's; listed openly when it is gone."""
    for number, block in enumerate((SAME, CHANGED), start=1):
        reviewer.comment(block)
        editor.decide(number, state="published")
    book = samples.publish_june(site)
    assert "About the edition" not in shown(reviewer.read(f"/board/{BOOK}/{SAME}"))
    page = reviewer.read(f"/board/{BOOK}/{CHANGED}")
    assert f"About the edition of March 2026 ({MARCH})" in shown(page)
    then, now = (one.get_text() for one in page.select(".beside > section"))
    assert then != now and "As it was" in then and "As it is today" in now

    samples.without(book, CHANGED)
    page = reviewer.read(f"/board/{BOOK}/{CHANGED}")
    assert "This evidence is no longer in the book." in shown(page)
    assert page.find(id="send") is None
    assert "This evidence is no longer in the book." in shown(reviewer.read(f"/board/{BOOK}"))
    assert reviewer.get(f"/board/{BOOK}/energy.nothing").status_code == 404


def test_an_edition_published_while_someone_writes(reviewer: Person, site: Path) -> None:
    """The comment is about what was read; if that is kept no more, the words come back."""
    page = reviewer.read(f"/board/{BOOK}/{CHANGED}")
    book = samples.publish_june(site)
    assert reviewer.fill(page, CHANGED, **FILLED).status_code == 303
    page = reviewer.read(f"/board/{BOOK}/{CHANGED}")
    blocks = (book / "blocks.json").read_text()
    hash = next(one["hash"] for one in samples.blocks(book) if one["id"] == CHANGED)
    (book / "blocks.json").write_text(blocks.replace(hash, "0" * 64))
    samples.touched(book)
    answer = reviewer.fill(page, CHANGED, **FILLED)
    assert answer.status_code == 409
    assert FILLED["text"] in answer.text


def test_counts_and_comments_for_programs(reviewer: Person, editor: Person) -> None:
    """As the description says: what is published, and nothing else."""
    for text in ("One.", "Two."):
        reviewer.comment(text=text)
    editor.decide(1, state="published")
    counts = reviewer.get(f"/board/api/{BOOK}/counts").json()
    assert counts == {"book": BOOK, "edition": MARCH, "blocks": {SAME: 1}}
    found = reviewer.get(f"/board/api/{BOOK}/comments", params={"block": SAME}).json()
    (comment,) = found["comments"]
    assert (comment["text"], comment["standing"], comment["answers"]) == ("One.", "current", [])
    assert "email" not in comment
    for path in ("nowhere/counts", "nowhere/comments", f"{BOOK}/comments?page=0"):
        answer = reviewer.get(f"/board/api/{path}")
        assert answer.status_code in (404, 422)
        assert list(answer.json()) == ["detail"]
    described = reviewer.get("/board/api/openapi.json").json()
    assert set(described["paths"]) == {"/board/api/{book}/counts", "/board/api/{book}/comments"}


def test_the_log(reviewer: Person, editor: Person) -> None:
    """Who did what, without a word of who commented."""
    reviewer.comment()
    editor.decide(1, state="spam")
    page = editor.read("/board/moderation/audit")
    cells = [one.get_text() for one in page.select("tbody tr")[0].select("td")]
    assert cells[1:] == ["Mo", "spam", "1", "was waiting"]
    assert "Ann Example" not in page.get_text()


@pytest.mark.parametrize(
    "path",
    [
        *("/board/nowhere", "/board/nowhere/energy.emissions", "/board/highland?page=2"),
        *("/board/highland?page=x", f"/board/highland/{SAME}?page=2", "/board/static/nothing"),
        *("/board/shared/nothing", "/board/highland/sent/nothing", "/nowhere.html", "/board/x/y/z"),
    ],
)
def test_what_is_not_there(reviewer: Person, path: str) -> None:
    """It is said on a page, with where to begin."""
    answer = reviewer.get(path)
    assert answer.status_code == 404
    assert "<h1>" in answer.text


def test_the_list_of_books(reviewer: Person) -> None:
    """With how much was published of each."""
    page = reviewer.read("/board")
    assert "You said, we did: Highland evidence base (0 published)" in shown(page)


def test_a_damaged_book(site: Path, reviewer: Person, editor: Person) -> None:
    """Is left out of the lists, and hides no other."""
    reviewer.comment()
    editor.decide(1, state="published")
    for name, text in {"broken": "{", "empty": "[]", "nameless": "{}"}.items():
        (site / name).mkdir()
        (site / name / "edition.json").write_text(text)
    shutil.copytree(site / BOOK, site / "blockless")
    (site / "blockless" / "blocks.json").write_text("[{}]")
    assert "Highland evidence base (1 published)" in shown(reviewer.read("/board"))
    page = editor.read("/board/moderation/consultations")
    assert [one["value"] for one in page.select("select[name=book] option")] == ["", BOOK]


def test_a_failure_of_ours(address: str, reviewer: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page with the headers of all others, and nothing of what happened."""

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr("evidencebook.board.published.of_book", fail)
    answer = reviewer.get(f"/board/{BOOK}")
    assert answer.status_code == 500
    assert "secret" not in answer.text and "went wrong on our side" in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_server_of_ones_own(
    site: Path, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes all from the settings, and does not start without a site or tables."""
    url = database.url.render_as_string(hide_password=False)
    monkeypatch.setenv("EVIDENCEBOOK_DATABASE_URL", url)
    monkeypatch.setenv("EVIDENCEBOOK_SITE", str(site))
    with running(application()) as address, Person(address) as person:
        assert person.comment().status_code == 303
    monkeypatch.setenv("EVIDENCEBOOK_DATABASE_URL", f"sqlite:///{tmp_path}/new/c.sqlite3")
    with pytest.raises(EvidenceBookError, match="evidencebook board migrate"):
        application()
    monkeypatch.setenv("EVIDENCEBOOK_SITE", str(tmp_path / "nowhere"))
    with pytest.raises(EvidenceBookError, match="There is no published book"):
        application()


def test_the_form_says_how_long_addresses_are_kept(
    database: Database, site: Path, reviewer: Person
) -> None:
    """As the setting says."""
    assert "at the latest 365 days after we last dealt" in shown(
        reviewer.read(f"/board/{BOOK}/{SAME}")
    )
    with running(create(site, database, email_days=30)) as found, Person(found) as other:
        assert "at the latest 30 days after we last dealt" in shown(
            other.read(f"/board/{BOOK}/{SAME}")
        )


def test_a_moderator_sees_that_a_person_was_erased(
    database: Database, books: Books, editor: Person
) -> None:
    """And when."""
    with database.writing() as session:
        number = sent(session, books, SAME, "form").id
        person.erase(session, person.comments(session, ["ann@example.org"]), NOW)
    page = shown(editor.read(f"/board/moderation/comments/{number}"))
    assert "erased at their request on 1 July 2026" in page and "ann@" not in page
