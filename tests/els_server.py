"""The API of Explore Local Statistics on this machine, with the figures of June 2026.

The figures are those of the publisher's files (``data/revisions/2026-06-26``), in the layout of
the API.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from replay import Answer, Replay

from evidencebook.indicators import Indicator
from evidencebook.sources import geography
from evidencebook.sources import ons_els_files as els

PAIR = Path(__file__).parent / "data" / "revisions"
MARCH, JUNE = PAIR / "2026-03-01", PAIR / "2026-06-26"
SERVICE = "/explore-local-statistics"
LIST, DATASET = f"{SERVICE}/api/v1/metadata/indicators", f"{SERVICE}/api/v1/data.csv"
Rows = list[dict[str, str]]


def june(cards: Mapping[str, Indicator]) -> dict[str, tuple[dict[str, Any], Rows]]:
    """What the API says of each indicator of the files of June, and its rows."""
    slugs = {card.upstream.get("indicator"): card.slug for card in cards.values()}
    found: dict[str, tuple[dict[str, Any], Rows]] = {}
    for folder in sorted(path for path in JUNE.iterdir() if path.is_dir()):
        text = (folder / f"{folder.name}.csv").read_text(encoding="utf-8-sig")
        release = els.publication((folder / f"{folder.name}.json").read_bytes())
        for row in csv.DictReader(io.StringIO(text)):
            if row["observation"]:
                _, rows = found.setdefault(slugs[row["indicator"]], ({}, []))
                rows.append(row)
        for slug in [slug for slug, (facts, _) in found.items() if not facts]:
            found[slug] = (facts_of(slug, release, found[slug][1]), found[slug][1])
    return found


def facts_of(slug: str, release: els.Publication, rows: Rows) -> dict[str, Any]:
    """An indicator's entry in the API's list."""
    values = [float(row["observation"]) for row in rows]
    source = {"name": release.publisher, "date": release.released, "href": release.url}
    return {
        "slug": slug,
        "label": rows[0]["indicator"],
        "dataModified": "2026-06-20",
        "source": [source],
        "periodDomain": [choose(row["period"] for row in rows) for choose in (min, max)],
        "valueDomain": [min(values), max(values)],
        "confidenceIntervals": False,
    }


def body(rows: Rows) -> bytes:
    """An indicator's CSV, with regions under the codes that the API gives them."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["areacd", "areanm", "period", "value", "status"])
    for row in rows:
        code = geography.ITL1.get(row["areacd"], row["areacd"])
        writer.writerow([code, row["areanm"], row["period"], row["observation"], ""])
    return out.getvalue().encode()


def serve(replay: Replay, offered: Mapping[str, tuple[dict[str, Any], Rows]], **more: Any) -> None:
    """Give the list of indicators, and each indicator's figures."""
    facts = json.dumps([facts for facts, _ in offered.values()]).encode()
    replay.serve(LIST, Answer(facts, type="application/json"))
    for slug, (_, rows) in offered.items():
        query = {"indicator": slug, "time": "all", "includeStatus": "true"}
        replay.serve(DATASET, Answer(body(rows), **more), **query)
