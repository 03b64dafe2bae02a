"""What the blocks about firms share: the nation's figure, and what rounding allows to be said."""

from __future__ import annotations

from evidencebook.analysis.enterprises import rounding_error
from evidencebook.analysis.place import Place
from evidencebook.areas import UK, Area
from evidencebook.blocks.wording import Relation, relation_of, relation_words

HEAD_OFFICE = (
    "An enterprise counts once, where it is registered or has its head office, not at each site."
)
# The head of a column of shares over the shares in the United Kingdom.
AGAINST_UK = "Against the UK (UK = 1)"
TOO_ROUGH = "which rounding of the counts does not tell apart from"
# With how many decimals a share is printed.
SHARE_DECIMALS = 1
# Of fewer enterprises, a share or a quotient is mostly rounding.
FEWEST = 20


def against(part: float, whole: float, nation: float, counts: int) -> Relation:
    """Whether a share of rounded counts may be called higher or lower than the nation's (%).

    Parameters
    ----------
    part, whole : float
        The counts.
    nation : float
        The nation's share.
    counts : int
        How many published counts the part is the sum of.
    """
    off = 100 * rounding_error(counts) / whole
    return relation_of(100 * part / whole, nation, SHARE_DECIMALS, off)


def against_in_words(found: Relation) -> str:
    """``higher than`` and the like, of a share of rounded counts."""
    return TOO_ROUGH if found == "unclear" else relation_words(found)


def beyond(place: Place) -> Area | None:
    """The United Kingdom, unless the area is that itself."""
    return None if UK in place.area.codes else place.figures.areas[UK]


def parts_of(place: Place) -> int:
    """How many published counts make up a count for the area: one, or one for each authority."""
    published = place.figures.store.observations("enterprises-by-size-band", place.area.codes)
    return 1 if len(published) else max(1, len(place.area.members))
