"""Tests of trade both ways, against figures worked out by hand from the publishers' files."""

from __future__ import annotations

import pytest
from conftest import OpenPlace

from evidencebook.blocks import trade
from evidencebook.blocks.trade import both_ways


def test_goods_in_and_out_by_hand(place: OpenPlace) -> None:
    """HMRC's table 2: 3,513 + 2,682 in, 2,791 + 2,443 out; the UK's 487,605 over 347,831."""
    made = trade.balance(place("lancashire"), "gateways.goods")
    assert (
        "In 2019, businesses in Lancashire bought goods worth £6,195 million abroad and sold goods "
        "worth £5,234 million: £1.18 of imports for each £1 of exports, less than the United "
        "Kingdom's £1.40" in made.text
    )
    assert made.asserts[0]["value"] == round(6195 / 5234, 4)
    assert "before the United Kingdom left the EU single market" in made.notes[-1]


def test_energy_of_the_north_sea_is_told(place: OpenPlace) -> None:
    """HMRC's table 2, SC Energy: 8,028 to the EU and 364 beyond it, of 33,849 million."""
    share = f"£8,392 million ({100 * 8392 / 33849:.1f}%) of Scotland's goods exports"
    made = [trade.openness(place("S92000003"), "a.b"), trade.balance(place("S12000017"), "a.b")]
    made += [trade.goods_blocs(place("S92000003"), "a.b"), trade.blocs(place("S92000003"), "a.b")]
    for block in made:
        assert any(f"Energy was {share}" in note for note in block.notes)
    # 81 of the North West's 27,345 million out, 2,294 of Yorkshire and the Humber's 32,374 in.
    notes = trade.balance(place("E12000002"), "a.b").notes
    assert not any("of the North West's goods" in note for note in notes)
    notes = trade.balance(place("E12000003"), "a.b").notes
    assert any(
        "£2,294 million (7.1%) of Yorkshire and The Humber's goods imports" in note
        for note in notes
    )


def test_the_union_in_goods_by_hand(place: OpenPlace) -> None:
    """2,791 of 5,234 million out and 3,513 of 6,195 million in: 53.3% and 56.7%."""
    text = trade.goods_blocs(place("lancashire"), "gateways.union").text
    assert "took 53.3% of the goods that businesses in Lancashire sold abroad (48.4% for" in text
    assert "sent 56.7% of those that they bought (54.7% for the United Kingdom)" in text


def test_travel_is_taken_from_the_imports_of_regions(place: OpenPlace) -> None:
    """The North West bought 17,210 with 5,232 of travel; of them 9,387 and 3,222 from the EU."""
    found = both_ways.services(place("E12000002"), place("E12000002").area)
    assert found is not None
    assert (found[1].whole, found[1].union) == (17210 - 5232, 9387 - 3222)
    smaller = both_ways.services(place("lancashire"), place("lancashire").area)
    assert smaller is not None
    assert (smaller[1].whole, smaller[1].union) == (1378, 733)


def test_the_union_in_services_by_hand(place: OpenPlace) -> None:
    """Without travel the UK bought 65,055 of 145,467 million from the EU: 44.7%."""
    text = trade.services_blocs(place("lancashire"), "gateways.services").text
    assert "took 39.1% of the services that businesses in Lancashire sold abroad" in text
    assert "sent 53.2% of those that they bought (44.7% for the United Kingdom)" in text


def test_flows_are_drawn_by_bloc(place: OpenPlace) -> None:
    """Three of Lancashire's four flows went to or came from the EU by more than half."""
    made = trade.blocs(place("lancashire"), "gateways.blocs")
    assert made.title.startswith("In 3 of Lancashire's 4 flows of trade, more than half was with")
    assert made.data is not None
    assert made.data["All countries (£ million)"].tolist() == [5234, 6195, 3431, 1378]
    assert set(made.svg) == {"wide", "narrow"}
    all_four = trade.blocs(place("N09000003"), "gateways.blocs")
    assert all_four.title.startswith("In all of Northern Ireland's 4 flows")
    assert trade.blocs(place("S12000017"), "gateways.blocs").title.startswith("In none of")


def test_sections_by_hand(place: OpenPlace) -> None:
    """HMRC's table 4: chemicals 1,172 less 872; sections with a part missing are left out."""
    made = trade.sections(place("lancashire"), "gateways.sections")
    assert made.data is not None
    shown = made.data.set_index("Section of goods")["Balance (£ million)"]
    assert shown["Chemicals and related products"] == 1172 - 872
    assert shown["Miscellaneous manufactured articles"] == 737 - 1119
    assert "Animal and vegetable oils, fats and waxes" not in shown
    assert "largest surplus in goods was in chemicals and related products" in made.title


def test_sections_without_a_surplus_say_so(place: OpenPlace) -> None:
    """Greater Manchester bought more than it sold of everything."""
    title = trade.sections(place("E47000001"), "gateways.sections").title
    assert title.startswith("In 2019, no section of Greater Manchester's goods had a surplus")


@pytest.mark.parametrize("area", ["W06000015", "S12000017", "enterprise-m3", "K02000001"])
def test_sections_that_no_area_of_today_has_are_a_gap(place: OpenPlace, area: str) -> None:
    """ITL 2 areas of 2016 that have changed hold no place of today."""
    assert trade.sections(place(area), "gateways.sections").kind == "gap"
    assert trade.goods_partners(place(area), "gateways.x", "goods-imports").kind == "gap"


def test_the_united_kingdom_is_compared_with_nobody(place: OpenPlace) -> None:
    """No comparison, and no stand-in, for the widest area."""
    text = trade.balance(place("K02000001"), "gateways.goods").text
    assert text.endswith(
        "£1.40 of imports for each £1 of exports (no confidence intervals are published)."
    )


@pytest.mark.parametrize(
    ("area", "stands_in"),
    [
        ("E07000117", "East Lancashire (ITL 3 area) stands in for Burnley"),
        (
            "E06000053",
            "Cornwall and Isles of Scilly (ITL 2 area) stands in for the Isles of Scilly",
        ),
        ("S12000017", "Scotland stands in for Highland"),
        ("enterprise-m3", "The South East stands in for Enterprise M3"),
    ],
)
def test_claims_say_who_stands_in(place: OpenPlace, area: str, stands_in: str) -> None:
    """A sentence that leaves its page still says whose figures it gives."""
    assert stands_in in trade.balance(place(area), "gateways.goods").text
