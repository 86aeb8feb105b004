"""Identifiers: typed, stable, derived from content by hashing length-prefixed parts."""

from __future__ import annotations

import hashlib
from typing import NewType

RecordId = NewType("RecordId", str)
PassageId = NewType("PassageId", str)

_HEX_DIGITS = 16  # 64 bits: an integer key in every index; about 1e-7 odds of a clash at 2 million


def digest(*parts: str | int) -> str:
    """Hash parts so that no two different lists of parts share an input: 16 hex digits.

    Each part is preceded by its length in bytes, hence ("ab", "c") differs from ("a", "bc").
    """
    state = hashlib.blake2b(digest_size=_HEX_DIGITS // 2)
    for part in parts:
        data = str(part).encode()
        state.update(len(data).to_bytes(8, "big"))
        state.update(data)
    return state.hexdigest()


def record_id(sha256: str, salt: int = 0) -> RecordId:
    """Id of a record from the digest of the file it was first read from.

    ``salt`` tells apart a second record whose first content a changed record once had.
    """
    return RecordId(digest("record", sha256, salt))


def passage_id(record: RecordId, page: int, text: str, occurrence: int) -> PassageId:
    """Id of a passage: the same words on the same page of the same record keep their id.

    ``occurrence`` counts earlier passages of that page with the very same text.
    """
    return PassageId(digest("passage", record, page, text, occurrence))


def passage_key(identifier: PassageId) -> int:
    """Return the unsigned 64-bit integer under which the indexes know a passage."""
    return int(identifier, 16)


def passage_of_key(key: int) -> PassageId:
    """Inverse of :func:`passage_key`."""
    return PassageId(f"{key:016x}")


def text_hash(text: str) -> str:
    """Hash of a text to embed (32 hex digits), the key of its vectors."""
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
