"""The one typeface of every chart, by path, and how wide its text is."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from matplotlib.font_manager import FontProperties, findfont, fontManager, get_font

FAMILY = "Source Sans Pro"
CSS_FAMILY = "'Source Sans Pro', Arial, sans-serif"
FALLBACK = "DejaVu Sans"
FILES = ("SourceSansPro-Regular.ttf", "SourceSansPro-Semibold.ttf", "SourceSansPro-Bold.ttf")
WEIGHTS = {"normal": 400, "semibold": 600, "bold": 700}
# A browser without the typeface sets Arial, whose text is a little wider.
SLACK = 1.06


@lru_cache(maxsize=1)
def families() -> tuple[str, ...]:
    """Register the typeface once; return the family to ask matplotlib for."""
    paths = [path for path in _packaged_files() if path.is_file()]
    for path in paths:
        fontManager.addfont(str(path))
    return (FAMILY,) if paths else (FALLBACK,)


def _packaged_files() -> list[Path]:
    try:
        import font_source_sans_pro
    except ImportError:
        return []
    package = Path(font_source_sans_pro.__file__).parent
    return [package / "files" / name for name in FILES]


@lru_cache(maxsize=4096)
def text_width(text: str, size: float = 13, weight: str = "normal") -> float:
    """Return the width of a line of text in pixels, with room for a wider fallback."""
    face = get_font(_file(weight))
    face.set_size(size, 72)
    face.set_text(text, 0.0)
    return face.get_width_height()[0] / 64 * SLACK


@lru_cache(maxsize=8)
def _file(weight: str) -> str:
    return findfont(FontProperties(family=list(families()), weight=WEIGHTS[weight]))
