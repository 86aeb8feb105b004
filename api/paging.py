"""Paging that holds still while the library changes.

A search that has more than one page is answered from the state of the indexes in which it began:
what was there then is neither missed nor shown twice, whatever is added meanwhile; what is removed
is left out. The state is kept as long as somebody pages in it, within bounds; where it is not kept
any more (long ago, or the server was started again) and the library is another by now, whoever
pages is told to search again. Where the library is the same, the cursor goes on.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from api.trouble import LibraryChanged
from index.search import SearchEngine

# A search takes some 200 KB: what was said of 800 passages. Pages are asked for within minutes.
_MOST_SEARCHES = 300
_IDLE_S = 1_800.0
# A state of the indexes holds what passages are counted by: about 400 bytes a passage.
_STATES_BYTES = 256 << 20
_PASSAGE_BYTES = 400
_MOST_STATES = 32


@dataclass(frozen=True, slots=True)
class Still:
    """A search over one state: ``state`` tells states apart, ``passages`` is its size."""

    engine: SearchEngine
    state: int
    passages: int


class Paging:
    """The searches that somebody may be paging in. Safe to share among threads."""

    def __init__(
        self,
        mark: Callable[[], str],
        make: Callable[[], Still],
        clock: Callable[[], float] = time.monotonic,
        most: int = _MOST_SEARCHES,
    ) -> None:
        """``mark`` names the state of the library now, ``make`` gives a search over it."""
        self._mark = mark
        self._make = make
        self._clock = clock
        self._most = most
        self._lock = threading.Lock()
        self._held: OrderedDict[tuple[str, str], tuple[Still, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._held)

    def begin(self) -> tuple[str, Still]:
        """Return the mark of the state and a search over it, for a first page."""
        # The mark first: what changes between is seen by the search, and the mark is older.
        return self._mark(), self._make()

    def go_on(self, mark: str, search: str) -> Still:
        """Return the search in which a cursor was given. ``search`` names query and filters.

        Raises LibraryChanged if it is not kept any more and the library is another by now.
        """
        now = self._clock()
        with self._lock:
            kept = self._held.get((mark, search))
            if kept is not None:
                self._held[mark, search] = (kept[0], now)
                self._held.move_to_end((mark, search))
                return kept[0]
        if self._mark() != mark:
            raise LibraryChanged
        return self._make()

    def keep(self, mark: str, search: str, still: Still) -> None:
        """Keep a search that has further pages, and let go of those nobody asks for."""
        now = self._clock()
        with self._lock:
            self._held.setdefault((mark, search), (still, now))
            self._held.move_to_end((mark, search))
            while self._held and self._too_much(now):
                self._held.popitem(last=False)

    def _too_much(self, now: float) -> bool:
        if len(self._held) > self._most:
            return True
        oldest = next(iter(self._held.values()))
        if now - oldest[1] > _IDLE_S:
            return True
        states = {still.state: still.passages for still, _ in self._held.values()}
        size = sum(states.values()) * _PASSAGE_BYTES
        return len(states) > _MOST_STATES or (len(states) > 1 and size > _STATES_BYTES)
