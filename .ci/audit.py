"""Whether a known vulnerability is in anything that the requirements files pin.

Run ``make audit``. It asks the advisories of PyPI through pip-audit, which says "no known
vulnerabilities" also of what it could not ask about; here that is told apart.

It ends with 0 where everything was asked about and nothing found, with 1 where something is
vulnerable, and with 3 where the advisories could not be had, which ``--silence-passes`` makes a 0.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
VULNERABLE, SILENT = 1, 3


def main() -> int:
    """Ask, say what was found, and return how to end."""
    answers = [_asked(file) for file in sorted(ROOT.glob("requirements*.txt"))]
    known = [one for answer in answers if not isinstance(answer, str) for one in answer]
    why = [answer for answer in answers if isinstance(answer, str)]
    why += [one["skip_reason"] for one in known if "skip_reason" in one]
    bad = [(one, found) for one in known for found in one.get("vulns", ())]
    for one, found in bad:
        better = ", ".join(found["fix_versions"]) or "no version"
        print(f"VULNERABLE: {one['name']} {one['version']}: {found['id']}; mended in {better}")
    print(f"Advisories on {sum('vulns' in one for one in known)} pinned packages were had.")
    if why:
        print(f"NOT AUDITED, {len(why)} times; first: {why[0]}")
    silent = bool(why) and "--silence-passes" not in sys.argv[1:]
    return VULNERABLE if bad else SILENT if silent else 0


def _asked(file: Path) -> list[dict[str, Any]] | str:
    """What is known of each package that a file itself names; else why nothing is."""
    named = [line for line in file.read_text().splitlines() if not line.startswith(("-r", "#"))]
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as alone:
        alone.write("\n".join(named))
        alone.flush()
        command = [sys.executable, "-m", "pip_audit", "--no-deps", "--disable-pip"]
        asked = ["--format", "json", "--progress-spinner", "off", "--requirement", alone.name]
        done = subprocess.run([*command, *asked], capture_output=True, text=True, check=False)
    try:
        return list(json.loads(done.stdout)["dependencies"])
    except (ValueError, KeyError):
        return (done.stderr.strip().splitlines() or ["pip-audit said nothing."])[-1]


if __name__ == "__main__":
    sys.exit(main())
