"""What was said, as the PDF takes it."""

from __future__ import annotations

from dataclasses import replace

from said_samples import records, spoken

from evidencebook.build import said_annex
from evidencebook.build.threads import Threads


def test_by_chapter_and_block() -> None:
    """With what became of each comment; what is gone comes last."""
    made = said_annex.annex(Threads(spoken(), list(records().values())), {"alpha": "Alpha"})
    assert [part["title"] for part in made["parts"]] == ["Alpha", "No longer in the book"]
    trend = made["parts"][0]["blocks"][2]
    assert (trend["id"], trend["name"]) == ("alpha.trend", "Output has risen")
    (older,), (newer, reply) = trend["threads"]
    assert older["then"] == "Output fell. It fell from £40 to £36.10."
    assert older["link"] == "https://example.org/data?a=1&b"
    assert [one["outcome"] for one in newer["answers"]] == [
        "Noted", "Changed in edition 2026-06-24-dc7be695"
    ]  # fmt: skip
    assert newer["answers"][0]["redacted"] is False
    assert newer["answers"][0]["text"] == ["It does.", "See https://example.org/answer."]
    assert reply["by"] == "No name given, Example College, 1 July 2026"
    assert made["figures"][-1] == ["Median days to answer", "2.5"]


def test_signs_that_the_fonts_have_not() -> None:
    """A square stands for each; those of Welsh and Gaelic are set, however they were typed."""
    assert said_annex.set_in("Dŵr ŷ Àird e\u0301 “x”\ny") == "Dŵr ŷ Àird é “x”\ny"
    assert said_annex.set_in("a😀漢b") == "a□□b"


def test_what_is_no_address_is_no_link() -> None:
    """Nor one that cannot be printed as it is."""
    plain = spoken()
    for address in ("javascript:alert(1)", "https://x.org/漢"):
        said = replace(plain, comments=(replace(plain.comments[1], link=address),))
        made = said_annex.annex(Threads(said, list(records().values())), {"alpha": "Alpha"})
        assert made["parts"][0]["blocks"][0]["threads"][0][0]["link"] == ""
