"""A dossier is kept by the reader's own browser, in cookies: the server keeps none.

So there is no account, nothing of it stays with the library, and it works without script. The
text is squeezed, and cut in pieces of what one cookie may hold.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Mapping

from api.dossier.items import (
    MOST_ITEMS,
    MOST_NOTE_CHARS,
    MOST_TITLE_CHARS,
    Dossier,
    DossierFull,
    Item,
    ItemKind,
)

#: Names of the cookies begin so.
PREFIX = "prassi-dossier-"
#: Browsers take 4,096 bytes a cookie with its name and attributes.
PIECE_CHARS = 3_600
#: Servers take 16 to 64 KB of headers in all.
MOST_PIECES = 6
_MOST_BYTES = 200_000  # of the text, once it is unpacked


def kept(dossier: Dossier) -> dict[str, str]:
    """Return the cookies that hold a dossier; those with an empty value are to be taken away.

    Raises DossierFull if its notes are longer than cookies may be.
    """
    said = {"t": dossier.title, "i": [[i.kind.value, i.id, i.note] for i in dossier.items]}
    data = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    packed = base64.urlsafe_b64encode(zlib.compress(data, 9)).decode("ascii").rstrip("=")
    pieces = [packed[at : at + PIECE_CHARS] for at in range(0, len(packed), PIECE_CHARS)]
    if len(pieces) > MOST_PIECES:
        raise DossierFull
    if not dossier.items and not dossier.title:
        pieces = []
    pieces += [""] * (MOST_PIECES - len(pieces))
    return {f"{PREFIX}{number}": piece for number, piece in enumerate(pieces)}


def unkept(cookies: Mapping[str, str]) -> Dossier:
    """Return the dossier that cookies hold; an empty one where they hold none that can be read.

    A browser is anybody's: what it sends is read in bounds, and what makes no sense is dropped.
    """
    packed = "".join(cookies.get(f"{PREFIX}{n}", "") for n in range(MOST_PIECES))
    try:
        squeezed = base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4))
        said = json.loads(zlib.decompressobj().decompress(squeezed, _MOST_BYTES))
    except (ValueError, binascii.Error, zlib.error, RecursionError):
        return Dossier()
    if not isinstance(said, dict) or not isinstance(said.get("i"), list):
        return Dossier()
    items = [item for one in said["i"][:MOST_ITEMS] if (item := _item(one)) is not None]
    title = said.get("t")
    named = Dossier().titled(title[: 2 * MOST_TITLE_CHARS] if isinstance(title, str) else "")
    return named.adding(*items)


def _item(said: object) -> Item | None:
    if not isinstance(said, list) or len(said) != 3 or not all(isinstance(s, str) for s in said):
        return None
    kind, identifier, note = said
    if kind not in set(ItemKind) or not 0 < len(identifier) <= MOST_NOTE_CHARS:
        return None
    return Item(ItemKind(kind), identifier, note[:MOST_NOTE_CHARS])
