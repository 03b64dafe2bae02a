"""Growth beside the nation's, and specialisations over time."""

from __future__ import annotations

import pytest
from conftest import OpenPlace

from evidencebook.blocks import economy, shifts

AREAS = ["lancashire", "E07000117", "S12000017", "N09000003", "E12000008"]


@pytest.mark.parametrize("area", AREAS)
def test_the_parts_add_to_growth(place: OpenPlace, area: str) -> None:
    """Nation, mix and local make the growth of the published volumes, but for chaining."""
    fact = shifts.shift_share_in_words(place(area), "a.b").asserts[0]
    whole = economy.growth(place(area), "a.b").asserts[0]["value"]
    assert fact["value"] == whole
    assert fact["national"] + fact["mix"] + fact["local"] == pytest.approx(whole, abs=0.6)


def test_nothing_is_left_over_of_volumes_that_are_chained(place: OpenPlace) -> None:
    """Added, eight authorities' volumes left half a point of growth to no industry."""
    split = shifts.shift_share_in_words(place("leicester-leicestershire"), "a.b")
    assert "grew by 15.5%" in split.text
    assert "no industry" not in split.text


def test_the_figure_shows_what_the_claim_says(place: OpenPlace) -> None:
    """The title's parts are the sums of the table behind it."""
    made = shifts.shift_share(place("lancashire"), "a.b")
    assert made.data is not None
    heads = [f"{part} (percentage points)" for part in ("Industry mix", "Local")]
    mix, local = made.data[heads].sum()
    assert f"took away {abs(mix):.1f} points" in made.title
    assert f"local part added {local:.1f} points" in made.title
    assert "It does not say why" in made.notes[0]
    assert len(made.data) == 18


def test_what_cannot_be_split_says_why(place: OpenPlace) -> None:
    """Volumes that contradict one another, output that is suppressed, and the nation itself."""
    for area, why in (
        ("enterprise-m3", "do not fit together"),
        ("E06000053", "output of some of its industries is not published"),
        ("K02000001", "nothing to set it against"),
    ):
        made = shifts.shift_share(place(area), "a.b")
        assert made.kind == "gap"
        assert why in made.text
        assert shifts.shift_share_in_words(place(area), "a.b").kind == "gap"


# RGVA_LAD.parquet and RGVA.parquet, worked out outside the package: Burnley's sections year by
# year in the prices of the year before, farming with mining and energy with water summed for the
# United Kingdom less Extra-Regio (UKX); 16.95, −5.40 and −5.78 points, together 5.76 of the
# published 5.73. Highland's are 16.15, −2.97 and −4.57 of 8.62; with Extra-Regio they would be
# 15.88, −3.37 and −3.90.
@pytest.mark.parametrize(
    ("area", "national", "mix", "local"),
    [("E07000117", 16.9466, -5.4029, -5.7798), ("S12000017", 16.1510, -2.9712, -4.5709)],
)
def test_shift_share_by_hand(
    place: OpenPlace, area: str, national: float, mix: float, local: float
) -> None:
    """The nation's growth, the mix and what is left over, to the second decimal."""
    made = shifts.shift_share_in_words(place(area), "a.b")
    fact = made.asserts[0]
    assert fact["national"] == pytest.approx(national, abs=1e-3)
    assert fact["mix"] == pytest.approx(mix, abs=1e-3)
    assert fact["local"] == pytest.approx(local, abs=1e-3)
    assert "Extra-Regio" in made.notes[-1]


# RGVA.parquet, current prices, TLD4 and UKX: shares of 19.242% and 10.899% in 2013, of 17.781% and
# 9.246% in 2023.
def test_a_quotient_then_and_now_by_hand(place: OpenPlace) -> None:
    """Lancashire's manufacturing shrank as a share of output, and less so than the nation's."""
    made = shifts.deepened(place("lancashire"), "a.b")
    assert made.data is not None
    row = made.data.set_index("Industry").loc["Manufacturing"]
    assert row["Location quotient 2013 (United Kingdom = 1)"] == pytest.approx(1.7656, abs=6e-4)
    assert row["Location quotient 2023 (United Kingdom = 1)"] == pytest.approx(1.9230, abs=6e-4)
    assert row["Change in the location quotient (United Kingdom = 1)"] == pytest.approx(
        0.1574, abs=6e-4
    )
    assert row["Share of output 2023 (%)"] < row["Share of output 2013 (%)"]


def test_only_specialisations_are_told(place: OpenPlace) -> None:
    """Those that weigh more than in the United Kingdom, then or now, and by how much."""
    made = shifts.deepened_in_words(place("lancashire"), "a.b")
    assert "wholesale, retail and motor trades (from 1.21 to 1.48 times the UK share)" in made.text
    assert {fact["kind"] for fact in made.asserts} == {"deepened", "faded"}
    assert all(max(fact["from"], fact["value"]) > 1 for fact in made.asserts)


def test_small_changes_are_not_worth_a_word(place: OpenPlace) -> None:
    """England is most of the United Kingdom: its shares are nearly the same."""
    made = shifts.deepened_in_words(place("E92000001"), "a.b")
    assert "none gained or lost much weight against it" in made.text
    assert made.asserts[0]["kind"] == "little changed"


def test_rounded_output_makes_no_quotient(place: OpenPlace) -> None:
    """The Isles of Scilly: whole £ million tell nothing; the nation has no yardstick."""
    for area in ("E06000053", "K02000001"):
        assert shifts.deepened(place(area), "a.b").kind == "gap"
        assert shifts.deepened_in_words(place(area), "a.b").kind == "gap"
