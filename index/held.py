"""What was read of passages and is kept while there is room: one array each."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from corpus.identifiers import PassageId, passage_key, passage_of_key

_Kind = TypeVar("_Kind", bound=np.generic)
Read = Callable[[Sequence[PassageId]], Mapping[PassageId, NDArray[Any]]]

# Passages: searches that come meanwhile wait for some 20 ms at most.
_READ_AT_ONCE = 100


class Held(Generic[_Kind]):
    """Arrays by passage, those last used. Safe to share among threads.

    A passage never changes under its id, so what is kept stays true; what is not there yet is
    asked for again.
    """

    def __init__(self, read: Read, room_bytes: int) -> None:
        """``read`` gives the arrays of those passages that have one."""
        self._read = read
        self._room = room_bytes
        self._bytes = 0
        self._held: OrderedDict[int, NDArray[_Kind]] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def bytes(self) -> int:
        """Bytes of the arrays in memory."""
        return self._bytes

    def of(self, keys: Sequence[int]) -> dict[int, NDArray[_Kind]]:
        """Return the arrays of those of ``keys`` that have one."""
        with self._lock:
            found = {key: self._held[key] for key in keys if key in self._held}
            for key in found:
                self._held.move_to_end(key)
        missing = [passage_of_key(key) for key in keys if key not in found]
        if missing:
            new = {passage_key(one): array for one, array in self._read(missing).items()}
            self._keep(new)
            found |= new
        return found

    def warm(self, passages: Iterable[PassageId], stop: Callable[[], bool]) -> None:
        """Read passages until there is no more room, or ``stop`` says so."""
        reading = iter(passages)
        while self._bytes < self._room and not stop():
            keys = [passage_key(one) for one in islice(reading, _READ_AT_ONCE)]
            if not keys:
                return
            self.of(keys)

    def _keep(self, new: Mapping[int, NDArray[_Kind]]) -> None:
        with self._lock:
            for key, array in new.items():
                if key not in self._held:
                    self._held[key] = array
                    self._bytes += array.nbytes
            while self._bytes > self._room and self._held:
                self._bytes -= self._held.popitem(last=False)[1].nbytes
