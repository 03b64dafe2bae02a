"""The weekly refresh: the commands of the workflow, run as they stand, from March to June 2026."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from bs4 import BeautifulSoup
from els_server import MARCH, SERVICE, june, serve
from project_copy import copy_project
from replay import replaying

from evidencebook import settings
from evidencebook.indicators import indicators
from evidencebook.sources import ons_els_files as els
from evidencebook.sources.snapshot import publish

pytestmark = pytest.mark.wide

WORKFLOW = settings.ROOT / ".github" / "workflows" / "refresh.yml"
BURNLEY = "E07000117"


def steps() -> list[str]:
    """What the workflow runs, without what speaks to GitHub."""
    loaded = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))
    runs = [step["run"] for step in loaded["jobs"]["refresh"]["steps"] if "run" in step]
    return [run for run in runs if "git " not in run and run != "exit 1"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project with the figures of March, two chapters, and a Python that is ready."""
    root = copy_project(tmp_path / "project")
    data = root / "data"
    tables, raw, _ = els.read(MARCH, indicators(data))
    publish(data / "snapshot", tables, {els.SOURCE: raw})
    toc = yaml.safe_load((root / "_toc.yml").read_text())
    toc["parts"][0]["chapters"] = [{"file": "chapters/housing"}, {"file": "chapters/exports"}]
    (root / "_toc.yml").write_text(yaml.safe_dump(toc, sort_keys=False))
    program = root / ".venv" / "bin" / "evidencebook"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m evidencebook.cli "$@"\n')
    program.chmod(0o755)
    (root / ".venv" / ".ready").touch()
    return root


@pytest.fixture
def environment(project: Path) -> Iterator[dict[str, str]]:
    """The workflow's, with a server on this machine in the place of the publishers."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("EVIDENCEBOOK_")}
    with replaying() as replay:
        serve(replay, june(indicators(project / "data")))
        hosts = dict.fromkeys(("GOVUK", "ONS_WEBSITE", "NOMIS"), replay.url)
        hosts["ONS_ELS"] = f"{replay.url}{SERVICE}"
        addresses = {f"EVIDENCEBOOK_{name}_URL": url for name, url in hosts.items()}
        yield {**kept, **addresses, "PYTHONPATH": str(project), "AREA": BURNLEY}


def test_the_weekly_refresh(project: Path, environment: dict[str, str]) -> None:
    """A book before, what is new, a book after: what it says and no longer says."""
    codes = []
    for run in steps():
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", run],
            cwd=project, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        codes.append((run.splitlines()[-1], done.returncode, done.stderr[-2000:]))
    # One step may fail: sources that the server does not have keep their figures.
    assert [code for _, code, _ in codes] == [0, 1, 0, 0], codes
    claims = (project / "report" / "claims.txt").read_text()
    assert claims.startswith("Claims: ")
    assert "Housing affordability in England and Wales: released 26 March 2026" in claims
    told = (project / "report" / "revisions.txt").read_text()
    assert "largest: Islington, Apr 2024, from 13.2 to 14.5 (+9.4%)" in told
    book = project / "site" / "burnley"
    edition = json.loads((book / "edition.json").read_text())
    assert [folder.name for folder in (book / "editions").iterdir()] == [edition["before"]]
    page = BeautifulSoup((book / "changes.html").read_text(), "lxml")
    figures = page.select_one("#revised-figures")
    assert figures and "Housing affordability ratio: " in figures.text
