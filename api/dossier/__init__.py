"""Dossiers: passages and practices that a person puts together, with notes, to take away."""

from api.dossier.call import Requirement, requirements
from api.dossier.contents import Contents, Entry, Quoted, contents
from api.dossier.items import Dossier, DossierFull, Item, ItemKind
from api.dossier.keeping import kept, unkept

__all__ = [
    "Contents",
    "Dossier",
    "DossierFull",
    "Entry",
    "Item",
    "ItemKind",
    "Quoted",
    "Requirement",
    "contents",
    "kept",
    "requirements",
    "unkept",
]
