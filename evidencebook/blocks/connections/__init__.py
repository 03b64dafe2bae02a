"""Connections: the way to work, roads, railway stations and chargers."""

from __future__ import annotations

from evidencebook.blocks.connections.chargers import chargers_in_words
from evidencebook.blocks.connections.journeys import without_a_car, without_a_car_in_words
from evidencebook.blocks.connections.roads import traffic, traffic_in_words
from evidencebook.blocks.connections.stations import (
    busiest_stations,
    station_use_in_words,
    station_use_kept,
)

__all__ = [
    "busiest_stations",
    "chargers_in_words",
    "station_use_in_words",
    "station_use_kept",
    "traffic",
    "traffic_in_words",
    "without_a_car",
    "without_a_car_in_words",
]
# What these rest on, for `evidencebook coverage`.
READS = (
    "average-travel-time-driving",
    "average-travel-time-public-transport-or-walking",
    "motor-vehicle-flow",
    "station-entries-exits",
    "railway-stations",
    "electric-vehicle-public-charging-devices",
    "population",
)
