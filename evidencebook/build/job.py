"""What a fork is told before it runs a notebook: the folder, the environment, the limits."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

# Jupyter's sessions warn if they have none; nobody else can reach a fork's socket.
KEY = b"fork"


@dataclass(frozen=True)
class Limits:
    """What one notebook may use.

    Attributes
    ----------
    memory : int
        Bytes beyond what the warm process holds already; 0 for no limit. Asking for more is a
        MemoryError in the cell.
    text : int
        Characters at which a cell's standard output is cut off, and its standard error.
    pieces : int
        Outputs that a cell may display; one that displays more fails.
    shown : int
        Bytes that all cells of a notebook may display; a cell beyond that fails.
    """

    memory: int = 4_000_000_000
    text: int = 1_000_000
    pieces: int = 1000
    shown: int = 200_000_000


@dataclass(frozen=True)
class Job:
    """Where and how a notebook runs: the working directory, the environment, the limits."""

    folder: str
    environment: dict[str, str]
    limits: Limits

    def packed(self) -> bytes:
        """Return the job as the fork is sent it."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def unpacked(cls, data: bytes) -> Job:
        """Read a job that was sent."""
        fields = json.loads(data)
        return cls(**{**fields, "limits": Limits(**fields["limits"])})
