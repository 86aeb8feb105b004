"""Why something at an address could not be had."""

from __future__ import annotations


class FetchFailed(Exception):
    """An address gave nothing usable; ``reason`` says why, for people.

    ``passing`` where the same may go well another time.
    """

    def __init__(self, reason: str, *, passing: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.passing = passing
