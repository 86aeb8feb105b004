"""Receipts as files in the library's folder, each named by its content."""

from __future__ import annotations

import os
import re
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from api.receipts.model import Receipt
from corpus.errors import PrassiError

#: Folder of a library's receipts.
FOLDER = "receipts"
#: What a receipt is called.
FILE_NAME = re.compile(rf"{FOLDER}/[0-9a-f]{{32}}\.json")
_ID = re.compile(r"[0-9a-f]{32}")
# Anybody who may search may have one written: so many, and no more than this on the disk. Those
# asked for longest ago go; whoever needs one for ever keeps the file, which can be replayed too.
_MOST = 2_000
_MOST_BYTES = 256 << 20
_MOST_BYTES_EACH = 4 << 20


class ReceiptNotFound(PrassiError):
    """The library keeps no such receipt."""

    def __init__(self, receipt_id: str) -> None:
        super().__init__(f"There is no receipt with id {receipt_id!r}, or none any more.")
        self.receipt_id = receipt_id


class BadReceipt(PrassiError):
    """What should be a receipt is none, or was changed."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name} is no receipt: {reason}.")
        self.name = name
        self.reason = reason


class ReceiptStore:
    """The receipts of the library in a folder. Safe to share among threads and processes."""

    def __init__(self, data: Path, most: int = _MOST, most_bytes: int = _MOST_BYTES) -> None:
        """Nothing is made before the first receipt is kept."""
        self._folder = data / FOLDER
        self._most = most
        self._most_bytes = most_bytes

    def keep(self, receipt: Receipt) -> Receipt:
        """Keep a receipt, and let go of those used longest ago where there are too many.

        Returns what is kept: the same with an earlier date, where it was made before.
        """
        try:
            return self.read(receipt.id)
        except ReceiptNotFound:
            pass
        self._folder.mkdir(exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._folder, prefix=".receipt-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(receipt.model_dump_json(indent=1))
            Path(name).replace(self._path(receipt.id))
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        self._tidy(receipt.id)
        return receipt

    def read(self, identifier: str) -> Receipt:
        """Return a receipt. Raises ReceiptNotFound and BadReceipt."""
        if not _ID.fullmatch(identifier):
            raise ReceiptNotFound(identifier)
        path = self._path(identifier)
        try:
            receipt = read_receipt(path)
            now = time.time()
            os.utime(path, (now, now))  # used: it stays
        except FileNotFoundError:
            raise ReceiptNotFound(identifier) from None
        return receipt

    def files(self) -> Iterator[Path]:
        """Yield the files of the receipts, sorted."""
        if self._folder.is_dir():
            yield from sorted(p for p in self._folder.glob("*.json") if _ID.fullmatch(p.stem))

    def _path(self, identifier: str) -> Path:
        return self._folder / f"{identifier}.json"

    def _tidy(self, kept: str) -> None:
        found = []
        for path in self.files():
            try:
                state = path.stat()
            except FileNotFoundError:  # another process tidies too
                continue
            found.append((path.stem == kept, state.st_mtime_ns, state.st_size, path))
        size, count = sum(one[2] for one in found), len(found)
        for is_new, _, own, path in sorted(found):
            if is_new or (count <= self._most and size <= self._most_bytes):
                return
            path.unlink(missing_ok=True)
            size, count = size - own, count - 1


def read_receipt(path: Path) -> Receipt:
    """Return the receipt in a file.

    Raises BadReceipt if it is none or was changed, OSError if it cannot be read.
    """
    with path.open("rb") as file:
        text = file.read(_MOST_BYTES_EACH + 1)
    if len(text) > _MOST_BYTES_EACH:
        raise BadReceipt(path.name, "it is too large")
    try:
        receipt = Receipt.model_validate_json(text)
    except ValidationError as error:
        raise BadReceipt(path.name, error.errors()[0]["msg"]) from error
    if receipt.digest() != receipt.id:
        raise BadReceipt(path.name, "it was changed since it was made")
    return receipt
