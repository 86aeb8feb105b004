"""Every string the pages show, by language.

The strings live in the gettext catalogues of ``api/locale``. Their ids are keys ("search.none"),
not sentences of one language: neither language is then a translation of the other, and a sentence
can be mended without touching code. The catalogues are compiled when first asked for (0.05 s for
both), so that there is no compiled file to forget.
"""

from __future__ import annotations

import gettext
import io
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, Literal, NoReturn

Language = Literal["it", "en"]

#: The languages of the pages; the first is the one for people who ask for none of them.
LANGUAGES: Final[tuple[Language, ...]] = ("it", "en")

#: How many searches are offered to whoever does not know how to begin.
_EXAMPLES = 4


@dataclass(frozen=True, slots=True)
class Texts:
    """The strings of one language; KeyError for a language that has none."""

    language: str

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES:
            raise KeyError(self.language)

    def __call__(self, key: str, **values: object) -> str:
        """Return a string with its places filled; numbers are written as the language does.

        Raises KeyError for a key that does not exist: a test finds it before a person does.
        """
        return _translations(self.language).gettext(key).format(**self._filled(values))

    def count(self, key: str, count: int, **values: object) -> str:
        """Return the string for one or for many, as the plural rule of the language says."""
        text = _translations(self.language).ngettext(key, key, count)
        return text.format(**self._filled({"count": count, **values}))

    def has(self, key: str) -> bool:
        """Say whether there is such a string."""
        try:
            _translations(self.language).gettext(key)
        except KeyError:
            return False
        return True

    def examples(self) -> tuple[str, ...]:
        """Return searches for whoever does not know how to begin."""
        return tuple(self(f"examples.{number}") for number in range(1, _EXAMPLES + 1))

    def number(self, value: int) -> str:
        """Return a number with the separator of thousands of the language."""
        return f"{value:,}".replace(",", "." if self.language == "it" else ",")

    def _filled(self, values: dict[str, object]) -> dict[str, object]:
        return {
            name: self.number(value) if isinstance(value, int) else value
            for name, value in values.items()
        }


class _Missing(gettext.NullTranslations):
    """What gettext asks when a catalogue lacks a string; it would show the key instead."""

    def gettext(self, message: str) -> NoReturn:
        raise KeyError(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> NoReturn:
        raise KeyError(msgid1)


@cache
def _translations(language: str) -> gettext.NullTranslations:
    # Babel takes 0.07 s to import: only who shows text pays for it.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with (files("api") / f"locale/{language}/LC_MESSAGES/prassi.po").open("rb") as source:
        catalogue = read_po(source, locale=language, abort_invalid=True)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    translations = gettext.GNUTranslations(compiled)
    translations.add_fallback(_Missing())
    return translations
