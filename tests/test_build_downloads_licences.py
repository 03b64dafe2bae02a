"""Tests of licences: each source has its card's own, and local data none that it does not name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evidencebook.build.downloads.licences import NOT_STATED, OGL, OURS, Licences

CARDS = {
    "official": "licence: Open Government Licence v3.0\nattribution: Contains such information.\n",
    "plain": "",
    "survey": "local: true\n",
    "open-survey": "local: true\nlicence: CC BY 4.0\nattribution: © Town partnership\n",
    "closed-survey": "local: true\nlicence: For the council's own use\n",
}


@pytest.fixture
def licences(tmp_path: Path) -> Licences:
    """Of a snapshot with a table of each source, and of one whose card is gone."""
    (tmp_path / "sources").mkdir()
    for name, more in CARDS.items():
        path = tmp_path / "sources" / f"{name}.yml"
        path.write_text(f"title: {name}\npublisher: Someone\n{more}", encoding="utf-8")
    tables = {name: {**_source(name), "source": name} for name in [*CARDS, "gone"]}
    (tmp_path / "snapshot").mkdir()
    manifest = json.dumps({"format": 1, "tables": tables})
    (tmp_path / "snapshot" / "manifest.json").write_text(manifest)
    return Licences.of(tmp_path)


def _source(name: str) -> dict[str, str]:
    return {"publisher": "Someone", "title": name, "url": "", "released": ""}


def test_official_data(licences: Licences) -> None:
    """The licence and the attribution of the card, which is Crown copyright if it says nothing."""
    found = licences.find(_source("official"))
    assert (found.licence, found.attribution) == (OGL, "Contains such information.")
    assert licences.find(_source("plain")).licence == OGL


def test_local_data_keep_their_own_terms(licences: Licences) -> None:
    """A licence that they name, in whatever words; never the official one by default."""
    assert licences.find(_source("survey")).licence == NOT_STATED
    found = licences.find(_source("open-survey"))
    assert (found.licence, found.attribution) == (OURS, "© Town partnership")
    closed = licences.find(_source("closed-survey")).licence
    assert (closed.name, closed.title) == ("other-closed", "For the council's own use")


def test_what_is_not_known_is_not_guessed(licences: Licences) -> None:
    """Neither where the card is gone, nor where the snapshot has no such release."""
    assert licences.find(_source("gone")).licence == NOT_STATED
    assert licences.find(_source("unheard of")).licence == NOT_STATED


def test_a_block_has_the_licences_of_its_sources(licences: Licences) -> None:
    """Each once, and each attribution."""
    block = {"sources": [_source(name) for name in ("official", "plain", "open-survey")]}
    assert licences.licences(block) == [OGL, OURS]
    assert licences.attributions(block) == ["Contains such information.", "© Town partnership"]
