"""Indicator and source cards."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidencebook import settings
from evidencebook.analysis.figures import Figures
from evidencebook.errors import SettingsError, UnknownIndicatorError
from evidencebook.indicators import find_indicator, indicators, sources

CARD = """
title: Made up
phrase: the made-up number
definition: Nothing is counted.
unit: things
source: nobody
better: higher
aggregation: {rule: sum}
"""


def _folder(tmp_path: Path, text: str) -> Path:
    (tmp_path / "indicators").mkdir(parents=True)
    (tmp_path / "indicators" / "made-up.yml").write_text(text, "utf-8", "surrogateescape")
    return tmp_path


def test_a_card_takes_its_slug_from_the_file(tmp_path: Path) -> None:
    """The file's name is the slug; what is left out has a default."""
    card = indicators(_folder(tmp_path, CARD))["made-up"]
    assert (card.slug, card.decimals, card.prefix, card.verb) == ("made-up", 1, "", "was")


def test_a_plural_phrase_takes_were(tmp_path: Path) -> None:
    """The verb follows the phrase."""
    assert indicators(_folder(tmp_path, CARD + "plural: true\n"))["made-up"].verb == "were"


@pytest.mark.parametrize(
    "text",
    [
        CARD.replace("unit: things\n", ""),
        CARD + "colour: red\n",
        CARD.replace("rule: sum", "rule: guess"),
        CARD.replace("better: higher", "better: bigger"),
        CARD + "decimals: none\n",
        CARD.replace("things", "\udca3"),
        "- a list",
    ],
)
def test_a_card_that_cannot_be_used_is_named(tmp_path: Path, text: str) -> None:
    """A missing, unknown or wrong field is an error that names the file."""
    with pytest.raises(SettingsError, match=r"made-up\.yml"):
        indicators(_folder(tmp_path, text))


def test_the_field_of_a_card_is_named(tmp_path: Path) -> None:
    """What is lacking or not known is said as the card has it."""
    for text, found in (
        (CARD.replace("unit: things\n", ""), "no field 'unit'"),
        (CARD + "colour: red\n", "a field that is not known: 'colour'"),
    ):
        with pytest.raises(SettingsError) as caught:
            indicators(_folder(tmp_path / found.split("'")[1], text))
        assert caught.value.found == found


SOURCE = "title: Trade\npublisher: HM Revenue and Customs\n"


def test_a_source_says_how_it_is_fetched(tmp_path: Path) -> None:
    """Values of a query are text, as they stand in an address; without the section it is not."""
    (tmp_path / "sources").mkdir()
    query = "fetch: {connector: nomis, dataset: NM_1_1, query: {sex: 0, time: latest}}\n"
    (tmp_path / "sources" / "a.yml").write_text(SOURCE + query)
    (tmp_path / "sources" / "b.yml").write_text(SOURCE)
    cards = sources(tmp_path)
    how = cards["a"].fetch
    assert how is not None
    assert (how.connector, how.query) == ("nomis", {"sex": "0", "time": "latest"})
    assert cards["b"].fetch is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("connector: govuk\n", "not known: 'connector'"),
        ("fetch: govuk\n", "'fetch' that is not a list of fields"),
        ("fetch: {page: /x}\n", "'connector'"),
        ("fetch: {connector: govuk, sheet: 1}\n", "'sheet'"),
        ("fetch: {connector: nomis, query: all}\n", "'query' that is not"),
        ("recipe: long\n", "'recipe' that is not"),
    ],
)
def test_a_section_of_a_source_that_cannot_be_used(tmp_path: Path, text: str, found: str) -> None:
    """The card and what is wrong in it are named."""
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "a.yml").write_text(SOURCE + text)
    with pytest.raises(SettingsError) as caught:
        sources(tmp_path)
    assert found in caught.value.found
    assert caught.value.where.endswith("a.yml")


def test_an_unknown_indicator_lists_the_nearest() -> None:
    """A slip of the pen is answered with the slug that was meant."""
    with pytest.raises(UnknownIndicatorError, match="employment-rate"):
        find_indicator(settings.data_folder(), "employement-rate")


def test_a_code_column_has_no_total_of_its_own(figures: Figures) -> None:
    """Industries are chosen by name; the code beside it follows."""
    assert figures.card("gross-value-added-current-prices").totals == {"industry": "All industries"}


def test_every_helper_of_an_aggregation_has_a_card(figures: Figures) -> None:
    """Numerators, denominators and weights name indicators that exist."""
    for card in figures.cards.values():
        rule = card.aggregation
        for helper in filter(None, (rule.numerator, rule.denominator, rule.weight)):
            assert helper in figures.cards, card.slug
        assert rule.because or rule.rule != "none", card.slug


def test_every_card_has_a_source_card(figures: Figures) -> None:
    """Each indicator names a source in the catalogue."""
    known = sources(figures.data)
    assert {card.source for card in figures.cards.values()} <= set(known)
    assert all(source.title and source.publisher for source in known.values())


def test_every_phrase_stands_within_a_sentence(figures: Figures) -> None:
    """Phrases begin small, have no stop and no double space."""
    for card in figures.cards.values():
        assert not card.phrase.endswith("."), card.slug
        assert "  " not in card.phrase, card.slug
        assert card.phrase[:1].islower() or card.phrase[:2].isupper(), card.slug


def test_every_table_of_the_snapshot_has_a_card(figures: Figures) -> None:
    """No indicator is in the snapshot without a card to read it by."""
    missing = set(figures.store.names("indicator")) - set(figures.cards)
    assert missing <= {"renewable-energy-projects"}
