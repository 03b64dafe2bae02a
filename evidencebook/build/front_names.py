"""Other names that places are looked for by: the Welsh ones, of ``data/names``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import yaml

from evidencebook.errors import SettingsError

WELSH = Path("names") / "welsh.yml"


def welsh(data: Path) -> Mapping[str, str]:
    """The Welsh names by code of places whose names differ in the two languages of Wales.

    Parameters
    ----------
    data : Path
        The data folder; one without the file names no place in Welsh.

    Raises
    ------
    SettingsError
        When the file is no YAML, or holds no names.
    """
    path = data / WELSH
    if not path.is_file():
        return {}
    try:
        names = yaml.safe_load(path.read_text(encoding="utf-8"))["names"]
        return {str(code): str(name) for code, name in names.items()}
    except (yaml.YAMLError, UnicodeDecodeError, TypeError, KeyError, AttributeError) as error:
        raise SettingsError(
            "The Welsh names of places cannot be read.",
            where=str(path),
            expected="YAML in UTF-8, with names by code under 'names'",
            found=f"{type(error).__name__}: {error}",
            do="restore it: git checkout -- data/names",
        ) from error
