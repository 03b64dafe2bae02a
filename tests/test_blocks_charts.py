"""Tests of the charts: what stands in the SVG, in both widths, from real figures."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from xml.etree import ElementTree as ET

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
import shapely

from evidencebook.blocks import charts
from evidencebook.blocks.charts import Measure, Size, both
from evidencebook.blocks.charts.classes import classify
from evidencebook.blocks.charts.fonts import text_width
from evidencebook.blocks.charts.frames import with_gaps
from evidencebook.blocks.charts.heat_scores import scored
from evidencebook.blocks.charts.labels import spread, wrap
from evidencebook.blocks.charts.palette import BLUES, WORSE_TO_BETTER, readable_on
from evidencebook.blocks.charts.svg import finish
from evidencebook.blocks.numbers import format_value

SVG = "{http://www.w3.org/2000/svg}"
POUNDS = Measure("£ per hour worked", "£", "", 2)
PERCENT = Measure("% of people aged 16 to 64", "", "%", 1)
POINTS = Measure("percentage points", "", "", 2)
NAN = float("nan")

# Office for National Statistics: gross value added per hour worked, 2004, 2014 and 2023.
OUTPUT = pd.DataFrame(
    [
        ("E06000009", "Blackpool", "member", 2004, 18.6),
        ("E06000009", "Blackpool", "member", 2014, 22.43),
        ("E06000009", "Blackpool", "member", 2023, 30.25),
        ("E07000117", "Burnley", "member", 2004, 21.14),
        ("E07000117", "Burnley", "member", 2014, 27.74),
        ("E07000117", "Burnley", "member", 2023, 38.86),
        ("E07000118", "Chorley", "member", 2004, 19.4),
        ("E07000118", "Chorley", "member", 2014, 23.08),
        ("E07000118", "Chorley", "member", 2023, 35.21),
        ("E07000119", "Fylde", "member", 2004, 36.71),
        ("E07000119", "Fylde", "member", 2014, 33.01),
        ("E07000119", "Fylde", "member", 2023, 40.98),
        ("E07000123", "Preston", "area", 2004, 19.81),
        ("E07000123", "Preston", "area", 2014, 26.89),
        ("E07000123", "Preston", "area", 2023, 33.5),
        ("E07000124", "Ribble Valley", "member", 2004, 31.77),
        ("E07000124", "Ribble Valley", "member", 2014, 34.18),
        ("E07000124", "Ribble Valley", "member", 2023, 42.53),
        ("E07000126", "South Ribble", "member", 2004, 30.86),
        ("E07000126", "South Ribble", "member", 2014, 33.22),
        ("E07000126", "South Ribble", "member", 2023, 54.11),
    ],
    columns=["area", "label", "role", "x", "value"],
)
# Office for National Statistics: employment rate, 2023, with 95% intervals.
EMPLOYMENT = pd.DataFrame(
    [
        ("E06000009", "Blackpool", "member", 69.7, 64.9, 74.5),
        ("E07000117", "Burnley", "member", 76.0, 63.2, 88.8),
        ("E07000118", "Chorley", "member", 68.8, 59.5, 78.1),
        ("E07000119", "Fylde", "member", 73.0, 61.2, 84.8),
        ("E07000123", "Preston", "area", 80.4, 72.30000000000001, 88.5),
        ("E07000124", "Ribble Valley", "member", 79.3, 66.6, 92.0),
        ("E07000126", "South Ribble", "member", 85.4, 78.60000000000001, 92.2),
        ("E12000002", "North West", "region", 73.8, 72.8, 74.8),
        ("K02000001", "United Kingdom", "uk", 75.7, 75.4, 76.0),
    ],
    columns=["area", "label", "role", "value", "lower_95", "upper_95"],
).assign(x=2023)
SQUARES = {
    code: shapely.box(340_000 + 9_000 * i, 420_000, 349_000 + 9_000 * i, 432_000)
    for i, code in enumerate(OUTPUT["area"].unique())
}
LATEST = OUTPUT[OUTPUT["x"] == 2023]
CELLS = pd.concat(
    [
        EMPLOYMENT.assign(column="Employment rate", better="higher"),
        LATEST.assign(column="Output per hour", better="higher"),
    ]
)
PANELS = pd.concat([EMPLOYMENT.assign(panel="Employment rate"), OUTPUT.assign(panel="Output")])
STRIPS = PANELS[PANELS["x"] == 2023].assign(mark="")
PAIRS = (
    LATEST[["label", "role", "value"]]
    .rename(columns={"value": "x"})
    .assign(y=LATEST["label"].map(EMPLOYMENT.set_index("label")["value"]))
)
PARTS = pd.DataFrame(
    {
        "label": LATEST["label"],
        "value": LATEST["value"].to_numpy() - LATEST["value"].mean(),
        "series": "Industry mix",
    }
)
TWO_SERIES = pd.concat([PARTS, PARTS.assign(series="Within", value=-PARTS["value"] / 2)])

DRAWINGS: dict[str, Callable[..., str]] = {
    "line": partial(charts.line, OUTPUT, POUNDS),
    "ranked bars": partial(charts.ranked, EMPLOYMENT, PERCENT),
    "ranked dots": partial(charts.ranked, EMPLOYMENT, PERCENT, kind="dots"),
    "slope": partial(charts.slope, OUTPUT, POUNDS),
    "small multiples": partial(
        charts.small_multiples, PANELS, {"Employment rate": PERCENT, "Output": POUNDS}
    ),
    "strips": partial(charts.strips, STRIPS, {"Employment rate": PERCENT, "Output": POUNDS}),
    "heat": partial(charts.heat, CELLS),
    "map": partial(charts.map_, LATEST, SQUARES, POUNDS),
    "scatter": partial(charts.scatter, PAIRS, POUNDS, PERCENT, fitted=True),
    "contributions": partial(charts.stacked_contributions, PARTS, POINTS),
    "diverging": partial(charts.diverging, TWO_SERIES, POINTS),
    "sparkline": partial(charts.sparkline, OUTPUT),
}


def texts(svg: str) -> list[str]:
    """Return the texts of an SVG, in the order that they are written."""
    return [element.text or "" for element in ET.fromstring(svg).iter(f"{SVG}text")]


def fills(svg: str) -> list[str]:
    """Return every fill colour of an SVG, in capitals."""
    return [colour.upper() for colour in re.findall(r'fill="(#[0-9a-fA-F]{6})"', svg)]


@pytest.fixture(params=DRAWINGS, ids=lambda name: name.replace(" ", "-"))
def drawing(request: pytest.FixtureRequest) -> Callable[..., str]:
    """Return each kind of chart in turn, with its data."""
    return DRAWINGS[request.param]


@pytest.mark.parametrize("size", Size)
def test_same_figures_give_the_same_bytes(drawing: Callable[..., str], size: Size) -> None:
    """Two drawings are alike to the byte, whatever style the notebook has set."""
    first = drawing(size=size, uid="a")
    with mpl.rc_context({"font.size": 30, "lines.linewidth": 9, "figure.dpi": 300}):
        assert drawing(size=size, uid="a") == first


def test_ids_are_of_the_chart_alone(drawing: Callable[..., str]) -> None:
    """Every id starts with the chart's uid, stands once, and every reference has one."""
    for name, svg in both(drawing, uid="skills-level-3").items():
        ids = re.findall(r'\bid="([^"]+)"', svg)
        assert len(ids) == len(set(ids))
        assert all(found.startswith(f"skills-level-3-{name}-") for found in ids)
        assert set(re.findall(r'url\(#([^)]+)\)|href="#([^"]+)"', svg)) <= {
            pair for found in ids for pair in ((found, ""), ("", found))
        }


def test_svg_can_stand_in_a_page(drawing: Callable[..., str]) -> None:
    """No prologue, styles for the whole page, addresses or dates; a viewBox, real text."""
    svg = drawing(size=Size.WIDE, uid="a")
    assert svg.startswith("<svg xmlns=")
    assert 'focusable="false"' in svg
    assert not texts(svg) or "font-family=\"'Source Sans Pro', Arial, sans-serif\"" in svg
    root = ET.fromstring(svg)
    assert "viewBox" in root.attrib
    # As wide as it was laid out, less where a page is narrower, and as tall as that makes it.
    assert root.attrib["viewBox"].split()[2] == root.attrib["width"]
    assert not {"height", "style"} & set(root.attrib)
    for absent in ("<?xml", "<!DOCTYPE", "<style", "<metadata", "Matplotlib", "/home", "<image"):
        assert absent not in svg
    assert re.findall(r"https?://[^\"]+", svg) == ["http://www.w3.org/2000/svg"]
    assert not re.search(r"\d\.\d{3}", svg)
    assert len(svg) < 40_000


def test_nothing_is_left_in_pyplot(drawing: Callable[..., str]) -> None:
    """Drawing leaves no figure open and no setting changed."""
    import matplotlib.pyplot as plt

    before = dict(mpl.rcParams)
    drawing(size=Size.NARROW, uid="a")
    assert plt.get_fignums() == []
    assert dict(mpl.rcParams) == before


def test_narrow_is_laid_out_anew(drawing: Callable[..., str]) -> None:
    """Text keeps its size in the narrow layout and stays within it."""
    svg = drawing(size=Size.NARROW, uid="a")
    root = ET.fromstring(svg)
    width = float(root.attrib["viewBox"].split()[2])
    assert width in (330, 120)
    sizes = {float(size) for size in re.findall(r'font-size="([\d.]+)"', svg)}
    assert sizes <= {12, 13}
    assert all(text_width(text, 12) <= width for text in texts(svg))


def test_values_are_written_as_people_write_them() -> None:
    """Signs before the currency, thousands parted, halves away from zero, a dash for none."""
    assert format_value(36.1, "£", "", 2) == "£36.10"
    assert format_value(74.25, "", "%", 1) == "74.3%"
    assert format_value(1204) == "1,204"
    assert format_value(-3.1, "", "%", 1) == "−3.1%"
    assert format_value(-0.04, "", "%", 1) == "0.0%"
    assert format_value(-12.5, "£") == "−£13"
    assert format_value(0.3, decimals=1, signed=True) == "+0.3"
    assert format_value(NAN) == format_value(None) == "–"
    assert format_value(NAN, missing="not available") == "not available"


def test_ticks_are_short_and_alike() -> None:
    """An axis has as few decimals as tell its ticks apart, and no words."""
    assert POUNDS.ticks([20, 30, 40]) == ["£20", "£30", "£40"]
    assert PERCENT.ticks([2.5, 5]) == ["2.5%", "5.0%"]
    assert Measure(suffix=" per 100,000 people").axis(250) == "250"
    assert Measure(prefix="£").ticks([0, 500_000, 1_000_000]) == ["£0.0", "£0.5m", "£1.0m"]


def test_line_names_each_end_with_its_value() -> None:
    """The leading places and the highest and lowest others are named; the rest are not."""
    written = " ".join(texts(charts.line(OUTPUT, POUNDS, uid="a")))
    for name in ("Preston £33.50", "South Ribble £54.11", "Blackpool £30.25"):
        assert name in written
    assert "Burnley" not in written


def test_line_says_when_its_axis_leaves_out_zero() -> None:
    """A note gives where the axis starts; there is none where it starts at zero."""
    high = OUTPUT.assign(value=OUTPUT["value"] + 200)
    assert any("not at zero" in text for text in texts(charts.line(high, POUNDS, uid="a")))
    whole = OUTPUT.assign(value=OUTPUT["value"] - 18)
    assert not any("not at zero" in text for text in texts(charts.line(whole, POUNDS, uid="a")))


def test_line_is_not_drawn_across_a_gap() -> None:
    """A year that is left out parts the line."""
    rows = pd.DataFrame({"x": [2010.0, 2011, 2012, 2015, 2016], "value": [1.0, 2, 3, 4, 5]})
    assert with_gaps(rows)["value"].isna().tolist() == [False, False, False, True, False, False]
    assert with_gaps(rows.head(3)).equals(rows.head(3))


def test_line_of_one_period_is_ranked_dots() -> None:
    """With one period there is no line to draw: places are put in order."""
    assert charts.line(EMPLOYMENT, PERCENT, uid="a") == charts.ranked(
        EMPLOYMENT, PERCENT, uid="a", kind="dots"
    )


def test_line_takes_dates_and_a_reference() -> None:
    """Months stand on the axis, and a level is named."""
    rows = OUTPUT.assign(x=pd.to_datetime(OUTPUT["x"].astype(str) + "-04-01"))
    written = texts(
        charts.line(rows, POUNDS, uid="a", reference=charts.Reference(40, "Target £40"))
    )
    assert "Apr 2023" in written
    assert "Target £40" in written


def test_ranked_puts_the_highest_first_and_names_what_is_missing() -> None:
    """Names stand from the highest to the lowest; the UK is a line; no data is said."""
    rows = EMPLOYMENT.copy()
    rows.loc[rows["label"] == "Burnley", ["value", "lower_95", "upper_95"]] = NAN
    written = texts(charts.ranked(rows, PERCENT, uid="a"))
    assert "No data: Burnley" in written
    assert any(text.startswith("United Kingdom ") for text in written)
    names = [text for text in written if text in set(rows["label"])]
    expected = rows[rows["role"] != "uk"].dropna(subset="value").sort_values("value")["label"]
    assert names == expected.tolist()[::-1]


def test_negative_values_are_drawn() -> None:
    """Bars run left of zero and their numbers carry a true minus sign."""
    rows = LATEST.assign(value=LATEST["value"] - 40)
    assert any(text.startswith("−£") for text in texts(charts.ranked(rows, POUNDS, uid="a")))
    written = texts(charts.stacked_contributions(PARTS, POINTS, uid="a"))
    assert {text[0] for text in written if text[1:2].isdigit()} >= {"+", "−"}


@pytest.mark.parametrize("size", Size)
def test_one_place_is_enough(size: Size) -> None:
    """Every chart takes a frame of one row, or of one place."""
    one, place = LATEST.head(1), OUTPUT[OUTPUT["label"] == "Preston"]
    assert charts.ranked(one, POUNDS, size)
    assert charts.line(one, POUNDS, size)
    assert charts.line(place, POUNDS, size)
    assert charts.slope(place, POUNDS, size)
    assert charts.small_multiples(one.assign(panel="Output", role="area"), {"Output": POUNDS}, size)
    assert charts.heat(one.assign(column="Output", better="higher"), size)
    assert charts.map_(one, SQUARES, POUNDS, size)
    assert charts.scatter(PAIRS.head(1), POUNDS, PERCENT, size, fitted=True)
    assert charts.stacked_contributions(PARTS.head(1), POINTS, size)
    assert charts.sparkline(one, size)


def test_nothing_to_draw_is_an_error() -> None:
    """A frame without any value is refused: a gap should stand there instead."""
    with pytest.raises(ValueError, match="show a gap"):
        charts.ranked(LATEST.assign(value=NAN), POUNDS)
    with pytest.raises(ValueError, match="needs the columns value"):
        charts.ranked(LATEST.drop(columns="value"), POUNDS)


def test_heat_turns_round_where_lower_is_better() -> None:
    """The same figures are better one way and worse the other; no data stays no data."""
    rows = EMPLOYMENT.assign(column="Rate")
    up = scored(rows.assign(better="higher"))["class"]
    down = scored(rows.assign(better="lower"))["class"]
    assert (up + down == 4).all()
    assert up[rows["role"] == "uk"].eq(2).all()
    assert scored(rows.assign(better="neither"))["class"].between(5, 7).all()
    said = pd.Series(["higher" if n % 2 else "similar" for n in range(len(rows))])
    allowed = scored(rows.assign(better="higher", relation=said))["class"]
    assert allowed[said == "similar"].eq(2).all() and allowed[said == "higher"].gt(2).all()
    holes = CELLS.assign(value=CELLS["value"].where(CELLS["label"] != "Burnley"))
    written = texts(charts.heat(holes, uid="a"))
    assert written.count("–") == 4  # Burnley twice; no output for the two wider areas
    assert "No data" in written


def test_text_is_readable_on_every_colour() -> None:
    """Text in a cell or an authority contrasts with it by 4.5 to 1 or more."""

    def luminance(colour: str) -> float:
        parts = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
        linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
        return float(linear @ [0.2126, 0.7152, 0.0722])

    for colour in (*BLUES, *WORSE_TO_BETTER):
        light, dark = sorted((luminance(colour), luminance(readable_on(colour))), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_classes_hold_every_value_once() -> None:
    """Limits in the legend are the figures of the areas; equal values share a class."""
    classes = classify(LATEST["value"], POUNDS)
    colours = [classes.colour(value) for value in sorted(LATEST["value"])]
    assert colours == sorted(colours, key=BLUES.index)
    assert classes.texts[-1].endswith("£54.11")
    assert classes.colour(NAN) is None
    assert classify(pd.Series([1.0, 1.0, 1.0]), POUNDS).texts == ["£1.00"]


def test_equal_printed_values_share_a_class() -> None:
    """Two classes never end and begin with the same printed figure."""
    values = pd.Series([1.0, 2.0, 3.0, 4.0, 5.164, 5.211, 5.249, 5.3, 6.0, 7.0])
    classes = classify(values, Measure(decimals=1))
    ends = [text.split(" to ") for text in classes.texts]
    assert all(a[-1] != b[0] for a, b in pairwise(ends))
    assert classes.colour(5.164) == classes.colour(5.211) == classes.colour(5.249)


def test_a_unit_in_words_is_said_once() -> None:
    """Beside a mark the suffix is left out where the axis says it; signs and millions stay."""
    assert Measure("per 1,000 dwellings", suffix=" per 1,000 dwellings").beside_unit.text(9) == "9"
    assert Measure("£ million", "£", " million").beside_unit.text(9) == "£9 million"
    assert Measure("% of people", suffix="%").beside_unit.text(9) == "9%"


def test_names_of_points_keep_off_the_numbers_of_the_axis() -> None:
    """A place near the vertical axis is named where no number of it stands."""
    rows = pd.DataFrame(
        {"label": ["Fylde", *[f"Place {n}" for n in range(8)]], "role": ["area", *["other"] * 8]}
        | {"x": [8.0, *range(10, 90, 10)], "y": [6.0, 0.0, 10.0, *[6.0] * 6]}
    )
    drawn = ET.fromstring(charts.scatter(rows, Measure("£"), Measure("%"), uid="a"))
    (name,) = [t for t in drawn.iter(f"{SVG}text") if t.text == "Fylde"]
    level = [t for t in drawn.iter(f"{SVG}text") if t.text == "6"]
    beside = abs(float(name.attrib["y"]) - float(level[0].attrib["y"])) < 12
    assert not beside or float(name.attrib["x"]) > text_width("5") + 5


def test_map_hatches_no_data_and_names_authorities() -> None:
    """An authority without a figure is hatched and the legend says so."""
    rows = LATEST.assign(value=LATEST["value"].where(LATEST["label"] != "Preston"))
    svg = charts.map_(rows, SQUARES, POUNDS, uid="a")
    assert "<pattern" in svg
    written = " ".join(texts(svg))
    assert "No data" in written
    assert "Preston" in written


def test_map_draws_points_on_plain_ground() -> None:
    """With no figures the map is the ground for points, whose colours are named."""
    points = pd.DataFrame(
        {
            "x": [345_000.0] * 5,
            "y": [425_000.0] * 5,
            "size": [65.0, 12, 5, 3, NAN],
            "category": ["Wind Onshore", "Solar Photovoltaics", "Landfill Gas", "Biomass", "Hydro"],
        }
    )
    rows = LATEST.assign(value=NAN)
    svg = charts.map_(rows, SQUARES, Measure("MW", suffix=" MW"), uid="a", points=points)
    assert "<pattern" not in svg
    assert {"Other", "65 MW"} <= set(texts(svg))
    dots = list(ET.fromstring(svg).iter(f"{SVG}circle"))
    radii = [float(dot.attrib["r"]) for dot in dots if "fill" in dot.attrib][:5]
    assert len(radii) == 5 and radii == sorted(radii, reverse=True)


def test_scatter_notes_the_fit_without_counting_the_area_twice() -> None:
    """The note gives r and the number of local places."""
    written = " ".join(texts(charts.scatter(PAIRS, POUNDS, PERCENT, uid="a", fitted=True)))
    assert re.search(r"Fitted line: r = −?0\.\d\d, \d places\.", written)


def test_labels_are_kept_apart() -> None:
    """Labels move no further than they must and stay in bounds where there is room."""
    assert spread([10, 50], [10, 10], 0, 100) == [10, 50]
    assert spread([50, 50], [10, 10], 0, 100) == [45, 55]
    assert spread([99, 98], [10, 10], 0, 100) == [95, 85]
    middles = sorted(spread(list(range(8)), [12] * 8, 0, 200))
    assert min(np.diff(middles)) >= 12


def test_words_are_wrapped_whole() -> None:
    """Lines break between words; a word that is too long stays whole."""
    assert wrap("Blackburn with Darwen", 90) == ["Blackburn with", "Darwen"]
    assert wrap("Unbreakable", 10) == ["Unbreakable"]


def test_names_are_text_and_never_markup() -> None:
    """A name with angle brackets and dollars is written as it is."""
    rows = LATEST.assign(label=["A & B <b>", "$x$", *LATEST["label"][2:]])
    written = texts(charts.ranked(rows, POUNDS, uid="a"))
    assert {"A & B <b>", "$x$"} <= set(written)


def test_svg_ids_without_use_are_dropped() -> None:
    """Only what is referred to keeps an id."""
    path = '<g id="figure_1"><path id="x" d="M 1 2 L 3.04 4"/></g>'
    raw = f'<svg xmlns="http://www.w3.org/2000/svg">{path}</svg>'
    assert finish(raw, "u", 10, 10).endswith('<path d="M1 2l2 2" /></svg>')


def test_line_alternative_tells_course_and_extremes() -> None:
    """It gives the finding, both ends, the extremes and the others' range."""
    text = charts.line_alt(OUTPUT, POUNDS, "Output per hour has risen")
    assert text.startswith(
        "Output per hour has risen. Preston went from £19.81 in 2004 to £33.50 in 2023"
    )
    assert "South Ribble is highest (£54.11) and Blackpool lowest (£30.25)" in text
    assert "chart" not in text


def test_a_rank_counts_places_of_a_kind() -> None:
    """The nation and the region are no places; of a shortened list no rank is told."""
    names = [f"Place {n:02}" for n in range(12)]
    rows = pd.DataFrame({"label": names, "role": "member", "value": range(12)})
    rows.loc[5, "role"] = "area"
    wider = pd.DataFrame(
        {"label": ["Scotland", "North West"], "role": ["nation", "region"], "value": [50, 51]}
    )
    told = charts.ranked_alt(pd.concat([rows, wider]), Measure(), "T")
    assert "Of 12 places" in told and "Place 05 is 7th highest, at 5" in told
    long = pd.concat([rows, rows.assign(role="member", label=rows["label"] + "b")])
    assert "Place 05 is at 5" in charts.ranked_alt(long, Measure(), "T", whole=False)
    assert "Place 05 is 13th highest, at 5" in charts.ranked_alt(long, Measure(), "T")
    first = rows.assign(role=["member"] * 11 + ["area"])
    assert charts.ranked_alt(first, Measure(), "T").count("Place 11") == 1


def test_ranked_alternative_is_no_bolder_than_the_intervals() -> None:
    """Where the intervals overlap the figures are similar; where not, above or below."""
    text = charts.ranked_alt(EMPLOYMENT, PERCENT, "Employment")
    assert "similar to the United Kingdom" in text
    bold = EMPLOYMENT.assign(lower_95=NAN, upper_95=NAN)
    assert re.search(
        r"(above|below) the United Kingdom", charts.ranked_alt(bold, PERCENT, "Employment")
    )


def test_other_alternatives_stand_on_the_figures() -> None:
    """Each gives figures, and says what is missing."""
    rows = LATEST.assign(value=LATEST["value"].where(LATEST["label"] != "Burnley"))
    assert charts.map_alt(rows, POUNDS, "T").endswith("No data for Burnley.")
    assert "Employment rate" in charts.heat_alt(CELLS, "T")
    assert "Preston" in charts.scatter_alt(PAIRS, POUNDS, PERCENT, "T")
    assert "+£23.25 (South Ribble)" in charts.slope_alt(OUTPUT, POUNDS, "T")
    assert "most of all South Ribble" in charts.contributions_alt(PARTS, POINTS, "T")
    assert "£33.50 in 2023" in charts.small_multiples_alt(PANELS, {"Output": POUNDS}, "T")


KINDS = [
    (charts.line_chart(OUTPUT, POUNDS), charts.line_alt(OUTPUT, POUNDS, "T")),
    (charts.ranked_chart(LATEST, POUNDS), charts.ranked_alt(LATEST, POUNDS, "T")),
    (
        charts.ranked_chart(LATEST, POUNDS, kind="dots", rows="industries"),
        charts.ranked_alt(LATEST, POUNDS, "T", "industries"),
    ),
    (charts.slope_chart(OUTPUT, POUNDS), charts.slope_alt(OUTPUT, POUNDS, "T")),
    (charts.heat_chart(CELLS), charts.heat_alt(CELLS, "T")),
    (charts.map_chart(LATEST, SQUARES, POUNDS), charts.map_alt(LATEST, POUNDS, "T")),
    (
        charts.scatter_chart(PAIRS, POUNDS, PERCENT),
        charts.scatter_alt(PAIRS, POUNDS, PERCENT, "T"),
    ),
    (charts.contributions_chart(PARTS, POINTS), charts.contributions_alt(PARTS, POINTS, "T")),
    (
        charts.diverging_chart(PARTS.assign(series="All"), POINTS, told=PERCENT),
        charts.contributions_alt(PARTS, PERCENT, "T"),
    ),
    (
        charts.panels_chart(PANELS, {"Output": POUNDS}),
        charts.small_multiples_alt(PANELS, {"Output": POUNDS}, "T"),
    ),
    (
        charts.strips_chart(STRIPS, {"Output": POUNDS}),
        charts.strips_alt(STRIPS, {"Output": POUNDS}, "T"),
    ),
]


def test_strips_name_every_place_and_mark_what_is_apart() -> None:
    """In the order given; a place without a figure is named too, and the alternative says so."""
    frame = STRIPS[STRIPS["panel"] == "Output"].head(3).reset_index(drop=True)
    frame.loc[1, "value"], frame.loc[2, "mark"] = NAN, "2021"
    written = texts(charts.strips(frame, {"Output": POUNDS}))
    assert written[0] == "Output"
    assert written[1:7] == [
        "Blackpool",
        "£30.25",
        "Burnley",
        "no figure",
        "Chorley",
        "£35.21 (2021)",
    ]
    told = charts.strips_alt(frame, {"Output": POUNDS}, "T")
    assert told == "T. Output: Blackpool £30.25, Burnley without a figure, Chorley £35.21 (2021)."


@pytest.mark.parametrize(("chart", "told"), KINDS)
def test_a_chart_is_drawn_twice_and_told(chart: charts.Chart, told: str) -> None:
    """Each kind has its own text alternative; no id of one width is one of the other."""
    drawn = chart.svg("a-b")
    assert list(drawn) == ["wide", "narrow"]
    assert all(svg.startswith("<svg") for svg in drawn.values())
    ids = [set(re.findall(r'id="([^"]+)"', svg)) for svg in drawn.values()]
    assert not ids[0] & ids[1]
    assert chart.tell("T") == told


def _marks(svg: str) -> dict[str, list[str]]:
    """What each place's marks say, by its name."""
    told = ET.fromstring(svg).find(f"{SVG}g[@class='evb-marks']")
    found: dict[str, list[str]] = {}
    for part in (told.attrib["data-marks"] if told is not None else "").split("|"):
        if part.startswith("*"):
            found[part[1:]] = []
        elif part:
            found[list(found)[-1]].append(part)
    return found


def test_a_line_tells_its_marks_and_whose_each_part_is() -> None:
    """Our own place first; each point with its period and value; each line under its number."""
    svg = charts.line(OUTPUT, POUNDS, uid="a")
    told = _marks(svg)
    names = sorted(OUTPUT["label"].unique())
    assert sorted(told) == names
    assert next(iter(told)) == OUTPUT.loc[OUTPUT["role"] == "area", "label"].iloc[0]
    assert {name: len(found) for name, found in told.items()} == dict(
        OUTPUT["label"].value_counts()
    )
    assert re.fullmatch(r"\d+ \d+ 2023: £33\.50", told["Preston"][-1])
    root = ET.fromstring(svg)
    numbers = {int(e.attrib["data-s"]) for e in root.iter() if "data-s" in e.attrib}
    assert numbers == set(range(len(names)))
    own = [e.text for e in root.iter(f"{SVG}text") if e.get("data-s") == str(len(names) - 1)]
    assert " ".join(map(str, own)).startswith(next(iter(told)))


def test_maps_scatters_and_panels_tell_their_marks() -> None:
    """Each authority its value; each point both of its values; each panel its own measure."""
    assert _marks(charts.map_(LATEST, SQUARES, POUNDS, uid="a"))["Blackpool"][0].endswith("£30.25")
    assert len(_marks(charts.scatter(PAIRS, POUNDS, PERCENT, uid="a"))) == PAIRS["label"].nunique()
    measures = {"Employment rate": PERCENT, "Output": POUNDS}
    told = _marks(charts.small_multiples(PANELS, measures, uid="a"))
    assert {name.rsplit(", ", 1)[-1] for name in told} == set(measures)


def test_the_key_of_a_map_leaves_words_to_its_head() -> None:
    """A unit in words stands over the classes once, where there is room for it."""
    written = texts(charts.map_(LATEST, SQUARES, Measure("per 1,000 homes", suffix=" per 1,000")))
    assert not [text for text in written if " to " in text and "per" in text]


def test_a_sparkline_is_light() -> None:
    """A card's line costs the page little, and is parted where a year is not known."""
    svg = charts.sparkline(OUTPUT[OUTPUT["role"] == "area"])
    assert len(svg) < 600
    rows = pd.DataFrame({"x": [2010.0, 2011, 2012, 2016, 2017], "value": [1.0, 2, 3, 4, 5]})
    assert charts.sparkline(rows.assign(label="x", role="area")).count("M") == 2
