"""The page of a panel member: who comes in, what is kept, and what attackers try."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from bs4 import BeautifulSoup

from board import option_samples as made
from board import samples
from board.conftest import Clock
from board.samples import NOW
from board.served import Person, shown
from evidencebook.board.database import Database
from evidencebook.board.evidence import Books
from evidencebook.board.models import User
from evidencebook.board.options import panel, redacting, scoring
from evidencebook.board.options.acts import Act
from evidencebook.board.options.models import Consultation, Criterion
from evidencebook.board.web import members


@dataclass
class Asked:
    """A consultation that is being scored, and the address of one of its members."""

    number: int
    option: int
    effect: int
    cost: int
    member: int
    path: str
    other: str

    @property
    def score(self) -> str:
        """The field of the option's effect."""
        return f"score-{self.option}-{self.effect}"


@pytest.fixture
def asked(database: Database, books: Books) -> Asked:
    """One option with evidence and a suggestion behind it, two criteria, two members."""
    with database.writing() as session:
        number = made.consultation(session)
        behind = made.suggestions(session, number, ["More <b>test</b> sites."])
        option = made.option(session, number, "Test sites", behind=behind)
        made.named(session, books, option, "digital.gigabit", note="<i>As said.</i>")
        effect, cost = made.criteria(session, number)
        member, token = made.member(session, number, "Ann Example")
        _, other = made.member(session, number, "Ben Example")
        made.begun(session, number)
    return Asked(
        number, option, effect, cost, member, f"/board/panel/{token}", f"/board/panel/{other}"
    )


@pytest.fixture
def ann(address: str) -> Iterator[Person]:
    """A member of the panel, who has signed in nowhere."""
    with Person(address) as person:
        yield person


def _save(person: Person, path: str, **fields: str) -> httpx.Response:
    return person.fill(person.read(path), path, **fields)


def _held(person: Person, path: str) -> dict[str, str]:
    """What the form of a page holds hidden."""
    hidden = person.read(path).select("input[type=hidden]")
    return {str(one["name"]): str(one["value"]) for one in hidden}


def _kept(database: Database, asked: Asked) -> dict[str, str]:
    with database.reading() as session:
        return scoring.own(panel.by_name(session, asked.number, "Ann Example"))


def test_scores_are_kept_and_shown_again(ann: Person, asked: Asked, database: Database) -> None:
    """In part, and later ones in the place of earlier ones; others' are not shown."""
    page = ann.read(asked.path)
    said = shown(page)
    assert "More <b>test</b> sites." in said and "<i>As said.</i>" in said
    assert "Test data" in said and "Ann Example" in said
    assert "Evidence against None is named." in said
    assert "What it says about the option: <i>As said.</i>" in said
    answer = _save(ann, asked.path, **{asked.score: "4", f"remark-{asked.option}": "Soon."})
    assert answer.status_code == 303
    page = ann.read(answer.headers["location"])
    assert "You have given 1 of 2 scores." in shown(page)
    assert page.select(f"#{asked.score}-4")[0].has_attr("checked")
    assert page.select(f"#score-{asked.option}-{asked.cost}-none")[0].has_attr("checked")
    assert page.select(f"#remark-{asked.option}")[0].get_text().strip() == "Soon."
    _save(ann, asked.path, **{asked.score: "5"})
    assert _kept(database, asked)[asked.score] == "5"
    other = ann.read(asked.other)
    assert "Soon." not in other.get_text() and not other.select(f"#{asked.score}-5[checked]")


def test_a_page_opened_within_the_second_in_which_scoring_began(
    ann: Person, asked: Asked, database: Database, clock: Clock
) -> None:
    """It shows what is scored, and is taken."""
    with database.writing() as session:
        session.get_one(Consultation, asked.number).scoring_since = NOW + timedelta(seconds=0.2)
    clock.now = NOW + timedelta(seconds=0.6)
    assert _save(ann, asked.path, **{asked.score: "4"}).status_code == 303


def test_every_radio_has_its_label_and_group(ann: Person, asked: Asked) -> None:
    """A fieldset with a legend for each option and criterion, described by what the scores mean."""
    page = ann.read(asked.path)
    groups = page.select("fieldset.scale")
    assert len(groups) == 2
    for group in groups:
        radios = group.select("input[type=radio]")
        assert [one["value"] for one in radios] == ["1", "2", "3", "4", "5", ""]
        assert len({one["name"] for one in radios}) == 1
        labels = {str(one["for"]) for one in group.select("label")}
        assert labels == {str(one["id"]) for one in radios}
        assert page.find(id=str(group["aria-describedby"]))
        assert group.select("legend")[0].get_text().strip().endswith("option 1")


def test_the_address_is_told_to_no_one(ann: Person, asked: Asked) -> None:
    """Not found, not kept, not sent on; a wrong one is no page, as a closed one is none."""
    answer = ann.get(asked.path)
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    assert "noindex" in answer.headers["x-robots-tag"]
    assert 'content="noindex, nofollow"' in answer.text
    wrong = ("/board/panel/x", f"{asked.path}x", f"{asked.path}/", "/board/panel/", "/board/panel")
    for path in wrong:
        assert ann.get(path).status_code == 404
        assert ann.post(path, data={asked.score: "4"}).status_code in (404, 405)


def test_a_closed_member(ann: Person, asked: Asked, database: Database) -> None:
    """Neither reads nor saves, with a form that was opened before."""
    page = ann.read(asked.path)
    with database.writing() as session:
        panel.close(session, asked.number, asked.member, actor="Mo", now=NOW)
    assert ann.fill(page, asked.path, **{asked.score: "4"}).status_code == 404
    assert ann.get(asked.path).status_code == 404
    with database.reading() as session:
        assert scoring.given(session, asked.number) == 0


def test_forged_fields(ann: Person, asked: Asked, database: Database) -> None:
    """Another consultation's options and criteria, and points out of range: nothing is kept."""
    with database.writing() as session:
        other = made.consultation(session, slug="other")
        strange = made.option(session, other, "Strange")
        foreign, _ = made.criteria(session, other)
    for field, value in (
        (f"score-{strange}-{asked.effect}", "3"),
        (f"score-{asked.option}-{foreign}", "3"),
        (f"remark-{strange}", "Hello."),
        *((asked.score, points) for points in ("0", "6", "-1", "1e0", "x", "'; DROP TABLE scores")),
    ):
        answer = _save(ann, asked.path, **{f"score-{asked.option}-{asked.cost}": "2", field: value})
        assert answer.status_code == 403, (field, value)
    assert _kept(database, asked) == {}


def test_forms_that_are_not_this_members(ann: Person, asked: Asked, database: Database) -> None:
    """Without a token, with one of another page or member, too old, or sent by another site."""
    other, sign_in = (_held(ann, path) for path in (asked.other, "/board/moderation/sign-in"))
    for held in ({}, {"form": "x.y"}, other, sign_in):
        answer = ann.post(asked.path, data={**held, asked.score: "4"})
        assert answer.status_code == 403
        page = BeautifulSoup(answer.text, "lxml")
        assert page.select(f"#{asked.score}-4")[0].has_attr("checked")
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        assert ann.post(asked.path, data=other, headers=headers).status_code == 403
    assert _kept(database, asked) == {}


def test_a_browser_that_tells_no_origin(ann: Person, asked: Asked) -> None:
    """As pages tell no one where they are, their forms come from nowhere; those alone may."""
    page = ann.read(asked.path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ann, "headers", {**ann.headers, "Origin": "null"})
        assert ann.fill(page, asked.path, **{asked.score: "4"}).status_code == 303
        assert ann.post("/board/moderation/sign-in", data={}).status_code == 403


def test_a_form_that_lay_too_long(ann: Person, asked: Asked, clock: Clock) -> None:
    """What was filled in comes back, and can be sent from there."""
    page = ann.read(asked.path)
    clock.now = NOW + timedelta(hours=13)
    answer = ann.fill(page, asked.path, **{asked.score: "4"})
    assert answer.status_code == 403
    again = BeautifulSoup(answer.text, "lxml")
    assert ann.fill(again, asked.path, **{asked.score: "4"}).status_code == 303


def test_a_remark_that_is_too_long(ann: Person, asked: Asked) -> None:
    """It is said at the field, with what was written."""
    answer = _save(ann, asked.path, **{f"remark-{asked.option}": "x" * 2001, asked.score: "3"})
    assert answer.status_code == 422
    page = BeautifulSoup(answer.text, "lxml")
    assert page.select(f"#remark-{asked.option}[aria-invalid]")
    assert page.select(f".problem a[href='#remark-{asked.option}']")


def test_a_form_of_many_scores(ann: Person, asked: Asked, database: Database) -> None:
    """Twenty options by eight criteria are one form."""
    with database.writing() as session:
        for at in range(19):
            made.option(session, asked.number, f"Option {at}")
        session.add_all(
            Criterion(
                consultation_id=asked.number, position=at, name=f"C{at}", lowest="", highest=""
            )
            for at in range(3, 9)
        )
    page = ann.read(asked.path)
    fields = {str(one["name"]): "3" for one in page.select("input[type=radio]")}
    assert len(fields) == 160
    answer = ann.fill(page, asked.path, **fields)
    assert answer.status_code == 303
    with database.reading() as session:
        assert scoring.given(session, asked.number) == 160


def test_saving_has_its_limit(ann: Person, asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each member has their own."""
    monkeypatch.setattr(members, "SAVES", 1)
    assert _save(ann, asked.path, **{asked.score: "3"}).status_code == 303
    assert _save(ann, asked.path, **{asked.score: "4"}).status_code == 429
    assert _save(ann, asked.other, **{asked.score: "4"}).status_code == 303


def test_before_and_after(ann: Person, asked: Asked, database: Database) -> None:
    """There is no form; after the end one's own scores are shown."""
    page = ann.read(asked.path)
    _save(ann, asked.path, **{asked.score: "4", f"remark-{asked.option}": "Soon."})
    for since, until, said in (
        (NOW, NOW, "Scoring has ended."),
        (None, None, "Scoring has not begun."),
    ):
        with database.writing() as session:
            found = session.get_one(Consultation, asked.number)
            found.scoring_since, found.scoring_until = since, until
        found_page = ann.read(asked.path)
        assert said in shown(found_page) and not found_page.find("form")
        assert ("Soon." in shown(found_page)) is bool(since)
        assert ann.fill(page, asked.path, **{asked.score: "1"}).status_code == 409


def test_scripts_of_a_remark(ann: Person, asked: Asked) -> None:
    """They are text."""
    script = "</textarea><script>alert(1)</script>"
    answer = _save(ann, asked.path, **{f"remark-{asked.option}": script})
    text = ann.get(answer.headers["location"]).text
    assert "<script>alert" not in text and "&lt;script&gt;alert" in text


def test_a_book_that_says_something_else_now(ann: Person, asked: Asked, site: Path) -> None:
    """The evidence stays as it was, marked; without the book the page still works."""
    book = samples.publish_june(site)
    assert "The newest edition says something else now." in shown(ann.read(asked.path))
    samples.without(book, "digital.gigabit")
    assert "The newest edition has this evidence no more." in shown(ann.read(asked.path))
    (book / "edition.json").unlink()
    assert "Test sites" in shown(ann.read(asked.path))


def test_what_was_removed_does_not_come_back(
    ann: Person, asked: Asked, database: Database, moderator: User, clock: Clock
) -> None:
    """By a page that was open before; what the member wrote is shown beside what is left."""
    field = f"remark-{asked.option}"
    _save(ann, asked.path, **{field: "As Jo Bloggs says."})
    old = ann.read(asked.path)
    clock.now += timedelta(minutes=5)
    with database.writing() as session:
        found = redacting.remark(session, asked.number, asked.option, 1)
        act = Act(moderator, clock.now, redacting.state(found))
        less = {"text": "As [removed] says."}
        redacting.redact_remark(session, asked.number, asked.option, 1, less, act)
    clock.now += timedelta(minutes=5)
    answer = ann.fill(old, asked.path, **{field: "As Jo Bloggs says.", asked.score: "4"})
    assert answer.status_code == 422
    page = BeautifulSoup(answer.text, "lxml")
    assert page.select(f"#{field}")[0].get_text().strip() == "As [removed] says."
    assert "What you had written: As Jo Bloggs says." in shown(page)
    assert page.select(f"#{asked.score}-4")[0].has_attr("checked")
    assert _kept(database, asked) == {field: "As [removed] says."}
    kept = {field: "As [removed] says.", asked.score: "4"}
    assert ann.fill(page, asked.path, **kept).status_code == 303
    assert "A moderator removed personal details from it." in shown(ann.read(asked.path))
