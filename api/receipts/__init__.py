"""Search receipts: what was asked, of what, and what it gave, to be repeated later."""

from api.receipts.making import MOST_HITS, Origin, make_receipt
from api.receipts.model import Counts, HitLine, Receipt
from api.receipts.replaying import Replay, replay
from api.receipts.store import BadReceipt, ReceiptNotFound, ReceiptStore, read_receipt

__all__ = [
    "MOST_HITS",
    "BadReceipt",
    "Counts",
    "HitLine",
    "Origin",
    "Receipt",
    "ReceiptNotFound",
    "ReceiptStore",
    "Replay",
    "make_receipt",
    "read_receipt",
    "replay",
]
