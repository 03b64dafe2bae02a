"""The fonts of pages, cut to the characters that a book may use.

A cut takes half a second a face, so that it is kept in the cache, under a name that says what it
was made from and what it must contain: a damaged file is cut again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path

import fontTools
from font_source_sans_pro import font_directory

from evidencebook import settings
from evidencebook.files import write_whole

FACES = ("Regular", "It", "Semibold")
# Latin, punctuation, currency, arrows and the signs of arithmetic.
_CHARACTERS = (
    *(*range(0x20, 0x180), *range(0x2010, 0x2040), 0x20AC, *range(0x2190, 0x2194)),
    *(0x2122, 0x2212, 0x2248, 0x2260, 0x2264, 0x2265, 0x2082),
)


def font_files(faces: Iterable[str] = FACES) -> list[Path]:
    """The text font's files as its package has them."""
    return [Path(font_directory) / f"SourceSansPro-{face}.ttf" for face in faces]


@cache
def web_font(face: str) -> bytes:
    """One face of the text font, cut to the characters that a book may use, as WOFF."""
    return cut(font_files((face,))[0], _CHARACTERS)


def write_fonts(folder: Path) -> None:
    """Write the faces of the text font that pages use, cut, as WOFF files."""
    folder.mkdir(parents=True, exist_ok=True)
    for face in FACES:
        (folder / f"SourceSansPro-{face}.woff").write_bytes(web_font(face))


def cut(path: Path, characters: Sequence[int]) -> bytes:
    """A font with only these characters, as WOFF; the same bytes every time."""
    whole = path.read_bytes()
    made_from = [hashlib.sha256(whole).hexdigest(), list(characters), fontTools.version]
    folder = settings.cache_folder() / "fonts" / _digest(json.dumps(made_from).encode())
    for kept in folder.glob("*.woff"):
        content = kept.read_bytes()
        if _digest(content) == kept.stem:
            return content
        kept.unlink(missing_ok=True)
    made = _subset(whole, characters)
    write_whole(folder / f"{_digest(made)}.woff", made)
    return made


def _subset(font: bytes, characters: Sequence[int]) -> bytes:
    # Loaded here, as few builds have anything to cut.
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont

    opened = TTFont(BytesIO(font), recalcTimestamp=False)
    cutter = Subsetter(Options(recalc_timestamp=False, notdef_outline=True))
    cutter.populate(unicodes=characters)
    cutter.subset(opened)
    opened.flavor = "woff"
    out = BytesIO()
    opened.save(out, reorderTables=None)
    return out.getvalue()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
