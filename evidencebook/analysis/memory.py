"""Results kept in the process, with what was read for them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from evidencebook.store import Reads, Store

T = TypeVar("T")


@dataclass
class Memory(Generic[T]):
    """Results by key, as many as are allowed; those not asked for longest are forgotten.

    Whoever is given a kept result has read what it rests on: the store notes that each time.

    Parameters
    ----------
    store : Store
    most : int
        How many results are kept.
    """

    store: Store
    most: int
    _kept: OrderedDict[Hashable, tuple[T, Reads]] = field(default_factory=OrderedDict)

    def __contains__(self, key: Hashable) -> bool:
        return key in self._kept

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """What is kept under a key; made, and kept, if it is not there."""
        if key in self._kept:
            self._kept.move_to_end(key)
            made, reads = self._kept[key]
            self.store.note(reads)
            return made
        with self.store.noted() as reads:
            made = make()
        self.put(key, made, reads)
        return made

    def put(self, key: Hashable, made: T, reads: Reads) -> None:
        """Keep a result that rests on some reads."""
        self._kept[key] = made, reads
        if len(self._kept) > self.most:
            self._kept.popitem(last=False)
