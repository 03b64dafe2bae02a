"""What small and medium-sized employers say, in the area's nation and the United Kingdom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from evidencebook.analysis.figures import Figure
from evidencebook.analysis.place import Place
from evidencebook.areas import UK, Area
from evidencebook.blocks import charts
from evidencebook.blocks.block import Block
from evidencebook.blocks.charts.measure import Measure
from evidencebook.blocks.claims import statement
from evidencebook.blocks.facts import fact
from evidencebook.blocks.figures import figure
from evidencebook.blocks.numbers import MISSING
from evidencebook.blocks.wording import listed, printed, uncapitalised, when
from evidencebook.errors import ChapterError

SURVEY = "small-business-survey"
ALL = "All SME employers"
SIZES = ("1 to 9 employees", "10 to 49 employees", "50 to 249 employees")
ASKED = "Share of SME employers"
SHARE = Measure("% of SME employers", suffix="%", decimals=0)
ORDER = (
    "New or improved goods in three years",
    "New or improved services in three years",
    "New or improved goods or services in three years",
    "Of innovators: something new to the market",
    "Exported goods in a year",
    "Exported services in a year",
    "Exported goods or services in a year",
    "Of exporters: sold to the European Union",
    "Of exporters: sold outside the European Union",
    "Of non-exporters: have something to export",
    "Use external finance",
    "Sought no external finance in a year",
    "Of seekers of finance: obtained all",
    "Of seekers of finance: obtained none",
    "Needed finance and did not apply",
    "Of those that did not apply: feared the risk",
    "Of those that did not apply: thought it too dear",
    "Of those that did not apply: expected a refusal",
    "Likely to seek finance within three years",
    "Took outside information or advice in a year",
    "Train their staff",
    "Turnover higher than the year before",
    "Turnover lower than the year before",
    "Made a profit or surplus",
    "Aim to grow sales over three years",
    "Expect higher turnover within a year",
    "Expect more employees within a year",
)
# An answer from fewer firms is not printed.
FEWEST = 50
# The answers have no total, so no block lists the survey among the indicators it shows.
NATIONAL = (
    "A survey of businesses with one to 249 employees in the United Kingdom and its nations: it "
    "has no figures for smaller areas, and none of these figures is about firms here alone."
)
UNCERTAIN = (
    "Whole per cent, without published confidence intervals; firms were sampled unevenly, so none "
    "can be worked out from the number asked, and small differences mean nothing."
)
# What each topic is told by, and how an answer stands in a sentence after the share.
TOPICS: Mapping[str, Mapping[str, str]] = {
    "innovation": {
        "New or improved goods or services in three years": (
            "had brought out new or improved goods or services in three years"
        ),
        "New or improved goods in three years": "new or improved goods",
        "New or improved services in three years": "new or improved services",
    },
    "ambition": {
        "Aim to grow sales over three years": "aimed to grow sales over three years",
        "Expect higher turnover within a year": "expected higher turnover within a year",
        "Expect more employees within a year": "expected to employ more people",
    },
}


def survey_in_words(place: Place, id: str, topic: str) -> Block:
    """Claim: what small and medium-sized employers of the nation say on a topic."""
    if topic not in TOPICS:
        raise ChapterError(
            f"There is no topic '{topic}'.", where=id, expected=f"one of {', '.join(TOPICS)}"
        )
    nation, uk = _nation(place), place.figures.areas[UK]
    own, whole = (_figures(place, area, topic) for area in (nation, uk))
    said = [f"{printed(o)} {TOPICS[topic][measure]}" for measure, o in own.items()]
    first = next(iter(own.values()))
    text = (
        f"{when(first.period)}, of small and medium-sized employers in {nation.in_text}, "
        f"{listed(said)}"
    )
    if nation.code != UK:
        text += f" (in the United Kingdom, {listed([printed(w) for w in whole.values()])})"
    rows = [
        {ASKED: measure, f"{nation.name} (%)": o.value} | {f"{uk.name} (%)": whole[measure].value}
        for measure, o in own.items()
    ]
    made = statement(
        id, f"What small firms say: {topic}", f"{text}; there are no figures for smaller areas.",
        [*own.values(), *whole.values()], notes=(NATIONAL, UNCERTAIN), data=pd.DataFrame(rows),
        asserts=[fact("level", "", nation.code, first.period, value=first.value)],
    )  # fmt: skip
    return replace(made, indicators=())


def survey_table(place: Place, id: str) -> Block:
    """Table: all answers, in the nation, the United Kingdom and by size of firm."""
    nation, table = _nation(place), _answers(place)
    heads = {nation.name: (nation.code, ALL)}
    heads |= {"United Kingdom": (UK, ALL)} | {f"UK: {size}": (UK, size) for size in SIZES}
    cells = table.set_index(["measure", "area", "group"])
    rows = [
        {ASKED: m}
        | {head: _cell(cells, (m, *key)) for head, key in heads.items()}
        | {f"Number of firms asked, {nation.name}": f"{cells.at[(m, nation.code, ALL), 'asked']:,}"}
        for m in ORDER
    ]
    release = place.figures.store.release(SURVEY)
    period = str(table["period"].iloc[0])
    return Block(
        id=id,
        kind="table",
        title=f"What small and medium-sized employers in {nation.in_text} say",
        subtitle=f"Share of those asked, {period}; firms with one to 249 employees",
        area=nation.code,
        period=period,
        unit=SHARE.unit,
        sources=(release,),
        data=pd.DataFrame(rows),
        notes=(NATIONAL, UNCERTAIN, f"Answers of fewer than {FEWEST} firms are not shown."),
    )


def survey_by_group(place: Place, id: str, measure: str) -> Block:
    """Figure: one answer by size and sector of firm, United Kingdom."""
    table = _answers(place)
    table = table[(table["measure"] == measure) & (table["area"] == UK)]
    table = table[(table["asked"] >= FEWEST) & table["value"].notna()]
    drawn = table.rename(columns={"group": "label"}).assign(role="member")
    drawn.loc[drawn["label"] == ALL, "role"] = "uk"
    sectors = drawn[(drawn["role"] == "member") & ~drawn["label"].isin(SIZES)]
    most = sectors.sort_values("value", ascending=False).iloc[0]
    period = str(table["period"].iloc[0])
    title = f"{measure}: most often in {uncapitalised(str(most['label']))}"
    return figure(
        place,
        id,
        title=title,
        subtitle=f"{SHARE.unit}, by size and sector, United Kingdom, {period}",
        chart=charts.ranked_chart(drawn, SHARE, rows="groups of firms"),
        data=drawn[["label", "value", "asked"]].set_axis(
            ["Group of firms", "Share (%)", "Number of firms asked"], axis=1
        ),
        cards=[],
        sources=[place.figures.store.release(SURVEY)],
        period=period,
        notes=(NATIONAL, UNCERTAIN),
        unit=SHARE.unit,
    )


def _nation(place: Place) -> Area:
    """The area's own nation, else the United Kingdom."""
    code = place.area.nation
    return place.figures.areas[code if code else UK]


def _answers(place: Place) -> pd.DataFrame:
    """All answers, with the number of firms asked as `asked`."""
    table = place.figures.store.observations(SURVEY)
    asked = table["note"].str.extract(r"^([\d,]+) ")[0].str.replace(",", "")
    return table.assign(asked=asked.astype(int))


def _cell(cells: pd.DataFrame, key: tuple[str, str, str]) -> str:
    row = cells.loc[key]
    if row["status"] == "low":
        return "below 0.5%"
    return SHARE.text(row["value"]) if row["asked"] >= FEWEST else MISSING


def _figures(place: Place, area: Area, topic: str) -> dict[str, Figure]:
    """The answers on a topic of the employers of a nation."""
    found = {m: place.at(area, SURVEY, None, measure=m) for m in TOPICS[topic]}
    return {measure: one for measure, one in found.items() if one}
