"""What a worker is asked for, one area's book, and what came of it; both travel as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evidencebook.errors import BuildError, EvidenceBookError

if TYPE_CHECKING:
    from evidencebook.areas import Area
    from evidencebook.build.said import Said


@dataclass(frozen=True)
class Options:
    """How books are to be built, the same for many; see `evidencebook.build.book.build`."""

    out: Path
    root: Path
    chapters: tuple[str, ...] | None = None
    comparators: tuple[str, ...] = ()
    compare: tuple[str, ...] = ()
    with_pdf: bool = True
    annex: bool = False
    strict: bool = False
    fresh: bool = False
    explain: bool = False


@dataclass(frozen=True)
class Unit:
    """One area's book.

    Attributes
    ----------
    area, slug, name : str
        The area's code, its folder and its name.
    options : Options
    workers : int
        How many of its chapters run at once.
    one_of_many : bool
        Whether it is worth while for a worker to practise first.
    said : str
        What was said of it, as `Said.text`; empty where nobody asked a board.
    """

    area: str
    slug: str
    name: str
    options: Options
    workers: int = 1
    one_of_many: bool = False
    said: str = ""

    @classmethod
    def of(
        cls,
        area: Area,
        options: Options,
        workers: int = 1,
        *,
        one_of_many: bool = False,
        said: Said | None = None,
    ) -> Unit:
        """The book of an area."""
        text = said.text if said is not None else ""
        return cls(area.code, area.slug, area.name, options, workers, one_of_many, text)

    def packed(self) -> str:
        """One line of JSON."""
        return json.dumps(asdict(self), default=str)

    @classmethod
    def unpacked(cls, line: str) -> Unit:
        """What `packed` made."""
        said = json.loads(line)
        options = said.pop("options")
        for key in ("out", "root"):
            options[key] = Path(options[key])
        for key in ("chapters", "comparators", "compare"):
            options[key] = None if options[key] is None else tuple(options[key])
        return cls(**said, options=Options(**options))


@dataclass(frozen=True)
class Outcome:
    """What came of one area's book.

    Attributes
    ----------
    area, name : str
        The area's code and name.
    seconds : float
    lines : tuple of str
        What the build said.
    made : bool
        Whether it was made; one that stands as it is published is not.
    error : mapping
        What went wrong: `what`, `where`, `expected`, `found`, `do`; empty if nothing did.
    stale : bool
        Whether the worker refused, since data or code changed after it had read them.
    """

    area: str
    name: str
    seconds: float = 0.0
    lines: tuple[str, ...] = ()
    made: bool = False
    error: Mapping[str, str] = field(default_factory=dict)
    stale: bool = False

    @property
    def failure(self) -> EvidenceBookError:
        """The error, to be shown."""
        return BuildError(
            self.error["what"], **{k: v for k, v in self.error.items() if k != "what"}
        )

    def packed(self) -> str:
        """One line of JSON."""
        return json.dumps(asdict(self))

    @classmethod
    def unpacked(cls, line: str) -> Outcome:
        """What `packed` made."""
        said: dict[str, Any] = json.loads(line)
        return cls(**{**said, "lines": tuple(said["lines"])})


def told(error: EvidenceBookError) -> dict[str, str]:
    """An error's parts, by name."""
    parts = ("what", "where", "expected", "found", "do")
    return {part: str(getattr(error, part)) for part in parts}
