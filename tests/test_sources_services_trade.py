"""Trade in services."""

from __future__ import annotations

from pathlib import Path

from evidencebook.sources import services_trade
from evidencebook.sources.snapshot import check_observations

FILE = Path(__file__).parent / "data/ons-services-trade/ons_services_trade_subnational_2018.xlsx"


def test_exports_and_imports() -> None:
    """Spot values, withheld figures, codes, and places that are no areas."""
    tables, _, report = services_trade.read(FILE)
    frames = {table.name: table.frame for table in tables}
    for slug, frame in frames.items():
        check_observations(slug, frame)
    exports = frames["services-exports"]
    assert set(exports["area"]) == {
        "K02000001", "E12000002", "E47000001", "TLD4", "TLD45", "TLL14",
    }  # fmt: skip
    lancashire = exports[(exports["area"] == "TLD4") & (exports["industry"] == "All industries")]
    assert lancashire.set_index("destination")["value"].to_dict() == {
        "All countries": 3431, "EU": 1340, "Rest of the world": 2090,
    }  # fmt: skip
    withheld = exports[exports["value"].isna()]
    assert len(withheld) and set(withheld["status"]) == {"c"}
    assert report["dropped"]["city regions that are no combined authority"] > 0


def test_travel_is_an_import_of_large_areas_only() -> None:
    """What makes imports of regions and of smaller areas differ."""
    tables, _, _ = services_trade.read(FILE)
    frames = {table.name: table.frame for table in tables}
    assert "Travel" not in set(frames["services-exports"]["industry"])
    imports = frames["services-imports"]
    travel = imports[imports["industry"] == "Travel"]
    assert set(travel["area"]) == {"E12000002", "K02000001"}
