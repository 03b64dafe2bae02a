"""Bring figures of areas that only changed their code under today's code.

A merged authority keeps its own code: its figures are not those of what replaced it. An
authority whose code alone changed is the same place, and publishers change over at different
times, so that one book would otherwise hold it twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from evidencebook.sources.geography import ENGLAND, ITL1
from evidencebook.sources.snapshot import Table, arrange

# ITL 1 areas are the English regions and the other nations; a publisher gives their figures under
# ITL codes in its files and under GSS codes in its API. England's own ITL code no lookup lists.
ALWAYS = {"TLB": ENGLAND, **ITL1}


def recoded(successors: pd.DataFrame) -> dict[str, str]:
    """Former code → today's, for areas that changed their code and nothing else.

    Parameters
    ----------
    successors : DataFrame
        `former`, `current`, `recoded` as in the lookup table.
    """
    same = successors[successors["recoded"]]
    return dict(zip(same["former"], same["current"], strict=True)) | ALWAYS


def under_current_codes(table: Table, codes: Mapping[str, str]) -> Table:
    """A table of observations with today's codes.

    Where the publisher gives a figure under both codes, the one under today's stands.
    """
    frame = table.frame
    if table.kind != "indicator" or not frame["area"].isin(list(codes)).any():
        return table
    renamed = frame["area"].isin(list(codes))
    frame = frame.assign(area=frame["area"].replace(dict(codes)), _renamed=renamed)
    values = {"value", "lower_95", "upper_95", "status", "note", "_renamed"}
    key = [column for column in frame.columns if column not in values]
    frame = frame.sort_values("_renamed", kind="stable").drop_duplicates(key)
    return replace(table, frame=arrange(frame.drop(columns="_renamed")))
