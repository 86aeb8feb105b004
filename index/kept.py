"""Vectors kept in memory, within a bound."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.products import products


class KeptVectors:
    """Vectors by key, float16, each in its place of one matrix; the oldest go first.

    What was read before something was written is not kept: ``state`` tells. Safe among threads.
    """

    def __init__(self, dimension: int, room_bytes: int) -> None:
        """Set aside the room; memory is taken as it fills."""
        self.state = 0
        self._matrix = np.empty((max(room_bytes // (2 * dimension), 1), dimension), np.float16)
        self._place: dict[int, int] = {}
        self._owner: list[int | None] = []
        self._next = 0
        self._lock = threading.Lock()

    @property
    def full(self) -> bool:
        """Whether what is kept from now on takes the place of something."""
        return len(self._place) == len(self._matrix)

    def similarities(
        self, vector: NDArray[np.float32], keys: Sequence[int]
    ) -> tuple[NDArray[np.float32], int]:
        """Return the product of ``vector`` with each of some vectors, and the state.

        It is nan where the vector is not kept.
        """
        with self._lock:
            places = np.array([self._place.get(key, -1) for key in keys], np.intp)
            known = places >= 0
            rows, state = self._matrix[places[known]], self.state
        found = np.full(len(places), np.nan, np.float32)
        found[known] = products(rows, vector)
        return found, state

    def keep(self, keys: Sequence[int], vectors: NDArray[np.float16], state: int) -> None:
        """Keep vectors that were read in ``state``."""
        with self._lock:
            if state != self.state:
                return
            for key, vector in zip(keys, vectors, strict=True):
                if key not in self._place:
                    self._take_place(key)
                    self._matrix[self._place[key]] = vector

    def forget(self, keys: Sequence[int] | None) -> None:
        """Forget some vectors, or every one."""
        with self._lock:
            self.state += 1
            if keys is None:
                self._place.clear()
                self._owner.clear()
                self._next = 0
                return
            for key in keys:
                place = self._place.pop(key, None)
                if place is not None:
                    self._owner[place] = None

    def _take_place(self, key: int) -> None:
        place = self._next
        if place == len(self._owner):
            self._owner.append(key)
        else:
            before = self._owner[place]
            if before is not None:
                del self._place[before]
            self._owner[place] = key
        self._place[key] = place
        self._next = (place + 1) % len(self._matrix)
