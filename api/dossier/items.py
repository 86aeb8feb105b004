"""What a dossier holds, and what a person does with it. Nothing changes in place."""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace

from corpus.errors import PrassiError

#: As much as the cookies of a browser carry with notes of some lines.
MOST_ITEMS = 200
MOST_NOTE_CHARS = 1_000
MOST_TITLE_CHARS = 200


class DossierFull(PrassiError):
    """There is no room for more."""

    def __init__(self, most: int = MOST_ITEMS) -> None:
        super().__init__(f"A dossier holds {most} pieces with short notes, not more.")
        self.most = most


class ItemKind(enum.StrEnum):
    """What a piece of a dossier is. A ``need`` is a requirement of a call, as it is written."""

    PASSAGE = "passage"
    PRACTICE = "practice"
    NEED = "need"


@dataclass(frozen=True, slots=True)
class Item:
    """A piece: ``id`` is that of the passage or practice, or the text of the requirement."""

    kind: ItemKind
    id: str
    note: str = ""

    @property
    def code(self) -> str:
        """How a form names the piece."""
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True, slots=True)
class Dossier:
    """Pieces in the order a person gave them."""

    items: tuple[Item, ...] = ()
    title: str = ""

    def adding(self, *items: Item) -> Dossier:
        """Return it with these at the end; what it holds already stays where it is.

        Raises DossierFull.
        """
        new = {item.code: item for item in items}
        held = {item.code for item in self.items}
        all_items = (*self.items, *(item for code, item in new.items() if code not in held))
        if len(all_items) > MOST_ITEMS:
            raise DossierFull
        return replace(self, items=all_items)

    def without(self, code: str) -> Dossier:
        """Return it without a piece."""
        return replace(self, items=tuple(item for item in self.items if item.code != code))

    def moved(self, code: str, by: int) -> Dossier:
        """Return it with a piece ``by`` places further down; it stops at the ends."""
        place = next((n for n, item in enumerate(self.items) if item.code == code), None)
        if place is None:
            return self
        left = [item for item in self.items if item.code != code]
        left.insert(max(0, min(len(left), place + by)), self.items[place])
        return replace(self, items=tuple(left))

    def noted(self, code: str, note: str) -> Dossier:
        """Return it with a note at a piece, cut to ``MOST_NOTE_CHARS``."""
        note = note.replace("\r\n", "\n").strip()[:MOST_NOTE_CHARS]
        items = (replace(i, note=note) if i.code == code else i for i in self.items)
        return replace(self, items=tuple(items))

    def titled(self, title: str) -> Dossier:
        """Return it with a title, cut to ``MOST_TITLE_CHARS``."""
        return replace(self, title=" ".join(title.split())[:MOST_TITLE_CHARS])
