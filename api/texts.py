"""Every string the pages show, by language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from api.texts_en import ENGLISH
from api.texts_it import ITALIAN

TEXTS: Mapping[str, Mapping[str, str]] = {"it": ITALIAN, "en": ENGLISH}

#: Searches offered to whoever does not know how to begin.
EXAMPLES: Mapping[str, tuple[str, ...]] = {
    "it": (
        "assistenza domiciliare per anziani soli",
        "che cosa non ha funzionato nella coprogettazione",
        "inserimento lavorativo di persone con disabilità",
        "welfare aziendale nelle piccole imprese",
    ),
    "en": (
        "home care for older people living alone",
        "what did not work in co-design",
        "work placement of people with disabilities",
        "company welfare in small firms",
    ),
}


@dataclass(frozen=True, slots=True)
class Texts:
    """The strings of one language."""

    language: str

    def __call__(self, key: str, **values: object) -> str:
        """Return a string with its places filled; numbers are written as the language does.

        Raises KeyError for a key that does not exist: a test finds it before a person does.
        """
        filled = {
            name: self.number(value) if isinstance(value, int) else value
            for name, value in values.items()
        }
        return TEXTS[self.language][key].format(**filled)

    def count(self, key: str, count: int, **values: object) -> str:
        """Return the string for one or for many."""
        return self(f"{key}.one" if count == 1 else f"{key}.many", count=count, **values)

    def has(self, key: str) -> bool:
        """Say whether there is such a string."""
        return key in TEXTS[self.language]

    def number(self, value: int) -> str:
        """Return a number with the separator of thousands of the language."""
        return f"{value:,}".replace(",", "." if self.language == "it" else ",")
