"""Text alternatives: what a chart shows, for those who do not see it.

Each gives the finding (the title), the range, the extremes, and where our area stands.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from evidencebook.blocks.charts.frames import known, tidy, with_periods
from evidencebook.blocks.charts.heat_scores import base_name, scored
from evidencebook.blocks.charts.measure import Measure
from evidencebook.blocks.wording import difference, listed, ordinal

THE = {"United Kingdom": "the United Kingdom"}
WIDER = ("uk", "nation", "region")


def line_alt(frame: pd.DataFrame, measure: Measure, title: str) -> str:
    """Say where our area's line starts and ends, its extremes, and who is at the ends.

    Parameters
    ----------
    frame : pandas.DataFrame
        As for ``line``.
    measure : Measure
        How values are written.
    title : str
        The figure's title: the finding.
    """
    rows = known(with_periods(tidy(frame, "x", "value")))
    if rows["x"].nunique() == 1:
        return ranked_alt(frame, measure, title)
    own = _first(rows, "area")
    sentences = [_sentence(title)]
    if own is not None:
        sentences.append(_course(rows[rows["label"] == own["label"]], rows, measure))
    latest = rows[rows["x"] == rows["x"].max()]
    others = latest[~latest["role"].isin(["area", "uk", "region", "nation"])]
    if len(others) > 1:
        period = str(latest["period"].iloc[0])
        sentences.append(
            f"In {period}, of the {len(others)} other places, {_ends(others, measure)}."
        )
    return " ".join(sentences)


def ranked_alt(
    frame: pd.DataFrame, measure: Measure, title: str, kind: str = "places", *, whole: bool = True
) -> str:
    """Say who is highest and lowest, and where our area stands among the places.

    Parameters
    ----------
    frame, measure, title
        As for ``ranked``; the title is the figure's.
    kind : str
        What the rows are: places, industries, countries.
    whole : bool
        Whether they are all there are, so that a rank among them is one.
    """
    given = tidy(frame, "value")
    rows = known(given)
    places = _places(rows)
    sentences = [_sentence(title)]
    if len(places) > 1:
        sentences.append(
            f"Of {len(places)} {kind}, {_ends(places, measure)}{_standing(rows, measure, whole)}."
        )
    else:
        only = places.iloc[0]
        sentences.append(
            f"{only['label']}: {measure.text(only['value'])}{_against(only, rows, measure)}."
        )
    sentences += _absent(given)
    return " ".join(sentences)


def slope_alt(frame: pd.DataFrame, measure: Measure, title: str) -> str:
    """Say how our area moved between two periods, and how many others rose or fell.

    Parameters
    ----------
    frame, measure, title
        As for ``slope``; the title is the figure's.
    """
    rows = known(with_periods(tidy(frame, "x", "value")))
    ends = rows[rows["x"].isin([rows["x"].min(), rows["x"].max()])]
    wide = ends.pivot_table(index="label", columns="x", values="value").dropna()
    if wide.shape[1] < 2 or wide.empty:
        return _sentence(title)
    change = wide.iloc[:, -1] - wide.iloc[:, 0]
    first, last = (str(p) for p in ends.drop_duplicates("x").sort_values("x")["period"])
    sentences = [_sentence(title)]
    own = _first(ends, "area")
    if own is not None and own["label"] in wide.index:
        before, after = (measure.text(value) for value in wide.loc[own["label"]])
        sentences.append(f"{own['label']} went from {before} in {first} to {after} in {last}.")
    up, down = int((change > 0).sum()), int((change < 0).sum())
    side = "higher" if up else "lower"
    moved = (
        f"All {len(wide)} places had a {side} figure in {last} than in {first}"
        if len(wide) in (up, down)
        else f"Of {len(wide)} places, {up} had a higher figure in {last} than in {first} and "
        f"{down} a lower one"
    )
    sentences.append(
        f"{moved}; the change ran from {measure.text(change.min(), signed=True)} "
        f"({change.idxmin()}) to {measure.text(change.max(), signed=True)} ({change.idxmax()})."
    )
    return " ".join(sentences)


def small_multiples_alt(frame: pd.DataFrame, measures: Mapping[str, Measure], title: str) -> str:
    """Give the latest value of each panel for our area and the UK.

    Parameters
    ----------
    frame, measures, title
        As for ``small_multiples``; the title is the figure's.
    """
    rows = known(with_periods(tidy(frame, "panel", "x", "value")))
    parts = []
    for panel, measure in measures.items():
        latest = rows[rows["panel"] == panel].sort_values("x").groupby("label").tail(1)
        own, uk = _first(latest, "area"), _first(latest, "uk")
        if own is None:
            continue
        against = f" ({uk['label']} {measure.text(uk['value'])})" if uk is not None else ""
        parts.append(f"{panel} {measure.text(own['value'])} in {own['period']}{against}")
    own = _first(rows, "area")
    name = f"Latest figures for {own['label']}: " if own is not None else ""
    return " ".join([_sentence(title), *([f"{name}{'; '.join(parts)}."] if parts else [])])


def strips_alt(frame: pd.DataFrame, measures: Mapping[str, Measure], title: str) -> str:
    """Give every value, measure by measure: there are few places.

    Parameters
    ----------
    frame, measures, title
        As for ``strips``; the title is the figure's.
    """
    rows = tidy(frame, "panel", "value", "mark")
    sentences = [_sentence(title)]
    for panel, measure in measures.items():
        found = rows[rows["panel"] == panel]
        if found["value"].notna().any():
            values = zip(found["label"], found["value"], found["mark"], strict=True)
            parts = [
                f"{label} {measure.text(value)}{f' ({mark})' if mark else ''}"
                if pd.notna(value)
                else f"{label} without a figure"
                for label, value, mark in values
            ]
            sentences.append(f"{panel}: {', '.join(parts)}.")
    return " ".join(sentences)


def heat_alt(
    frame: pd.DataFrame,
    title: str,
    measures: Mapping[str, Measure] | None = None,
    reference: str = "uk",
) -> str:
    """Say on which measures our area is better or worse than the reference.

    Parameters
    ----------
    frame, measures, reference
        As for ``heat``.
    title : str
        The figure's title: the finding.
    """
    cells = scored(frame, measures, reference)
    places = cells["label"].nunique()
    sentences = [_sentence(title)]
    own = cells[(cells["role"] == "area") & cells["value"].notna()]
    if own.empty:
        return f"{sentences[0]} {places} places by {cells['column'].nunique()} measures."
    against = base_name(cells, reference)
    judged = own[own["better"] != "neither"]
    groups = {
        f"better than {against}": judged[judged["class"] > 2],
        "worse": judged[judged["class"] < 2],
        "similar": judged[judged["class"] == 2],
    }
    parts = [f"{word} on {_cells(found)}" for word, found in groups.items() if len(found)]
    if parts:
        name, count = own["label"].iloc[0], len(judged)
        noun = "measure" if count == 1 else "measures"
        sentences.append(f"Of {count} {noun}, {name} is {listed(parts)}.")
    sentences.append(f"{places} places are compared.")
    return " ".join(sentences)


def map_alt(
    frame: pd.DataFrame, measure: Measure, title: str, points: pd.DataFrame | None = None
) -> str:
    """Say where the highest and lowest values are, and how many points there are.

    Parameters
    ----------
    frame, measure, title, points
        As for ``map_``; the title is the figure's.
    """
    whole = tidy(frame, "value")
    rows = whole[whole["value"].notna()]
    sentences = [_sentence(title)]
    if len(rows) == 1:
        sentences.append(f"{rows['label'].iloc[0]}: {measure.text(rows['value'].iloc[0])}.")
    elif len(rows):
        standing = _standing(rows, measure, True)
        sentences.append(f"Of {len(rows)} authorities, {_ends(rows, measure)}{standing}.")
    sentences += _absent(whole) if len(rows) else []
    if points is not None and len(points):
        kinds = ""
        if "category" in points:
            counts = points["category"].astype(str).value_counts(sort=True)
            kinds = ": " + listed([f"{count:,} {name}" for name, count in counts.items()])
        noun = "point" if len(points) == 1 else "points"
        sentences.append(f"{len(points):,} {noun}{kinds}.")
    return " ".join(sentences)


def scatter_alt(frame: pd.DataFrame, x_measure: Measure, y_measure: Measure, title: str) -> str:
    """Say where our area stands on both measures, and the range of each.

    Parameters
    ----------
    frame, x_measure, y_measure, title
        As for ``scatter``; the title is the figure's.
    """
    rows = tidy(frame, "x", "y").dropna(subset=["x", "y"])
    sentences = [_sentence(title)]
    own = _first(rows, "area")
    if own is not None:
        both = listed(
            [
                f"{measure.text(own[column])} ({measure.unit})"
                for column, measure in (("x", x_measure), ("y", y_measure))
            ]
        )
        sentences.append(f"{own['label']}: {both}.")
    sentences.append(
        f"{len(rows)} places run from {x_measure.text(rows['x'].min())} to "
        f"{x_measure.text(rows['x'].max())} across and from {y_measure.text(rows['y'].min())} "
        f"to {y_measure.text(rows['y'].max())} up."
    )
    return " ".join(sentences)


def contributions_alt(frame: pd.DataFrame, measure: Measure, title: str) -> str:
    """Say what adds most and what takes most away; for one series or several.

    Parameters
    ----------
    frame, measure, title
        As for ``stacked_contributions`` and ``diverging``; the title is the figure's.
    """
    sums = known(tidy(frame, "value")).groupby("label")["value"].sum().sort_values()
    up, down = sums[sums > 0][::-1], sums[sums < 0]
    if down.empty:
        names = [f"{label} ({measure.text(value)})" for label, value in up[:3].items()]
        most = f"The largest of {len(sums)}: {listed(names)}." if len(up) else ""
        return f"{_sentence(title)} {most}".strip()
    parts = []
    if len(up):
        names = [f"{label} ({measure.text(v, signed=True)})" for label, v in up[:3].items()]
        parts.append(f"{len(up)} of {len(sums)} add to the total, most of all {listed(names)}")
    if len(down):
        names = [f"{label} ({measure.text(v, signed=True)})" for label, v in down[:3].items()]
        parts.append(f"{len(down)} take from it, most of all {listed(names)}")
    return " ".join([_sentence(title), *([f"{'; '.join(parts)}."] if parts else [])])


def _cells(found: pd.DataFrame) -> str:
    named = zip(found["column"], found["text"], strict=True)
    return f"{len(found)} ({listed([f'{column} {text}' for column, text in named])})"


def _sentence(title: str) -> str:
    text = title.strip()
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _first(rows: pd.DataFrame, role: str) -> pd.Series | None:
    found = rows[rows["role"] == role]
    return None if found.empty else found.iloc[0]


def _course(own: pd.DataFrame, rows: pd.DataFrame, measure: Measure) -> str:
    own = own.sort_values("x")
    first, last = own.iloc[0], own.iloc[-1]
    low, high = own.iloc[int(own["value"].argmin())], own.iloc[int(own["value"].argmax())]
    beside = _against(last, rows[rows["x"] == last["x"]], measure)
    if len(own) == 1:
        return f"{last['label']}: {measure.text(last['value'])} in {last['period']}{beside}."
    return (
        f"{last['label']} went from {measure.text(first['value'])} in {first['period']} to "
        f"{measure.text(last['value'])} in {last['period']}{beside}; its lowest was "
        f"{measure.text(low['value'])} in {low['period']} and its highest "
        f"{measure.text(high['value'])} in {high['period']}."
    )


def _against(own: pd.Series, rows: pd.DataFrame, measure: Measure) -> str:
    uk = _first(rows, "uk")
    uk = _first(rows, "nation") if uk is None else uk
    if uk is None or uk["label"] == own["label"]:
        return ""
    name = THE.get(uk["label"], uk["label"])
    return f", {_compared(own, uk, measure)} {name} ({measure.text(uk['value'])})"


def _compared(own: pd.Series, other: pd.Series, measure: Measure) -> str:
    """Compare two values no more boldly than their intervals, or rounding, allow."""
    if measure.text(own["value"]) == measure.text(other["value"]):
        return "the same as"
    limits = [own["lower_95"], own["upper_95"], other["lower_95"], other["upper_95"]]
    missing = sum(pd.isna(limit) for limit in limits)
    if 0 < missing < len(limits):
        return "not certainly different from"
    if not missing and limits[0] <= limits[3] and limits[2] <= limits[1]:
        return "similar to"
    if missing and difference(own["value"], other["value"]) == "similar":
        return "similar to"
    if abs(own["value"] - other["value"]) <= own["rounding"] + other["rounding"]:
        return "not certainly different from"
    return "above" if own["value"] > other["value"] else "below"


def _ends(rows: pd.DataFrame, measure: Measure) -> str:
    high, low = rows.iloc[int(rows["value"].argmax())], rows.iloc[int(rows["value"].argmin())]
    return (
        f"{high['label']} is highest ({measure.text(high['value'])}) and "
        f"{low['label']} lowest ({measure.text(low['value'])})"
    )


def _places(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows without the wider areas that they are read against, where there are others."""
    found = rows[~rows["role"].isin(WIDER)]
    return rows if found.empty else found


def _standing(rows: pd.DataFrame, measure: Measure, whole: bool) -> str:
    own, places = _first(rows, "area"), _places(rows)
    if own is None:
        return ""
    beside = _against(own, rows, measure).removeprefix(", ")
    if own["value"] in (places["value"].min(), places["value"].max()):
        return f"; {own['label']} is {beside}" if beside else ""
    place = int((places["value"] > own["value"]).sum()) + 1
    rank = f"{ordinal(place)} highest, " if whole else ""
    beside = f", {beside}" if beside else ""
    return f"; {own['label']} is {rank}at {measure.text(own['value'])}{beside}"


def _absent(whole: pd.DataFrame) -> list[str]:
    names = whole.loc[whole["value"].isna(), "label"].astype(str).tolist()
    return [f"No data for {listed(names)}."] if names else []
