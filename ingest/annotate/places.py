"""Finding Italian places in a text, and leaving words and surnames that look like them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.records import Annotation
from corpus.territory import Place, Territory, fold
from ingest.annotate.place_names import (
    ADJECTIVES,
    AMBIGUOUS_CITIES,
    AREAS,
    FROM_OR_OF,
    GIVEN_NAMES,
    KNOWN_CITIES,
    LOCATIVE,
    OF_BODY,
    OF_PERSON,
    OF_PLACE,
    PERSON_TITLES,
    PROVINCE_PHRASES,
    PUBLISHERS,
    STREETS,
)

if TYPE_CHECKING:
    from spacy.tokens import Doc

_MAX_WORDS = 6  # the longest names ("San Valentino in Abruzzo Citeriore" has five words)
_MAX_EVIDENCE = 3
_IN_THE = frozenset({"nel", "del", "dal", "il", "sul", "al", "nell'", "dell'", "l'"})
_CITATION = re.compile(r"\W*(?:et al|\(?(?:19|20)\d\d[a-z]?\b|[A-Z]\.)")
_SIGLA = re.compile(r"\s*\(\s*([A-Z]{2})\s*\)")
_TITLE_AFTER = re.compile(r"\s+[A-Z]\.")
#: "Ancona e Trevisan (2019)", "Pesaro (2018)", "(Udine e Salerno, 2021)": who wrote it, and when.
_AUTHORS = re.compile(r"(?: (?:e|ed|and|&) ([A-Z]\w+))?(?: \(|, )(?:19|20)\d\d[a-z]?\b[;):,]")
_POSSESSIVE = re.compile(r"['’]s$")
#: Here a name begins anew: on another line, after "autonomous province".
_NO_NAME_BEFORE = re.compile(r"(?:\n|\bP\. ?A\.)\s*\Z")
#: Between two of which a place lies.
_BETWEEN = frozenset({"tra", "fra", "between"})
_AND = frozenset({"e", "ed", "and"})


@dataclass(frozen=True, slots=True)
class Found:
    """A name on the words ``[start, end)`` and the places it may mean."""

    start: int
    end: int
    name: str
    places: tuple[Place, ...]


class PlaceFinder:
    """The pipeline's component that finds regions, provinces and municipalities.

    ``is_word`` says whether a lower-case word is in the dictionary: a small municipality
    called like a common word needs to be introduced as a place.
    """

    def __init__(self, territory: Territory, language: str, is_word: Callable[[str], bool]) -> None:
        self._territory = territory
        self._is_word = is_word
        self._adjectives = ADJECTIVES[language]
        self._locative = LOCATIVE[language]
        self._from_or_of = FROM_OR_OF[language]
        self._names: dict[str, dict[tuple[str, ...], tuple[Place, ...]]] = {}
        for name, places in territory.names():
            words = tuple(name.split())
            self._names.setdefault(words[0], {})[words] = places
        for region, areas in AREAS.items():
            for area in areas:
                words = tuple(fold(area).split())
                self._names.setdefault(words[0], {})[words] = (territory.place(region),)
        # Names that lose their article inside a phrase ("all'Aquila", "alla Spezia").
        for name in ("l aquila", "la spezia"):
            word = name.split()[1]
            self._names.setdefault(word, {})[(word,)] = territory.named(name)

    def __call__(self, doc: Doc) -> Doc:
        """Add the territory annotations to ``doc.user_data["annotations"]``."""
        text = _Text(doc)
        count: dict[str, int] = {}
        accepted: list[tuple[int, int]] = []
        for found in (*self._found(text), *self._phrases(text)):
            decided = self._decide(text, found, accepted)
            if decided is None:
                continue
            code, rule, confidence = decided
            accepted.append((found.start, found.end))
            count[code] = count.get(code, 0) + 1
            if count[code] <= _MAX_EVIDENCE:
                start, end = text.offsets[found.start][0], text.offsets[found.end - 1][1]
                annotation = Annotation("territory", code, start, end, rule, confidence)
                doc.user_data["annotations"].append(annotation)
        return doc

    def _found(self, text: _Text) -> Iterator[Found]:
        index = 0
        while index < len(text.words):
            found = self._name_at(text, index) or self._adjective_at(text, index)
            if found is not None:
                yield found
                index = found.end
            else:
                index += 1

    def _name_at(self, text: _Text, index: int) -> Found | None:
        word = text.words[index]
        if not word[0].isupper():
            return None
        names = self._names.get(_key(word))
        if names is None:
            return None
        folded, ends = text.ahead(index, _MAX_WORDS)
        for length in range(len(folded), 0, -1):
            places = names.get(tuple(folded[:length]))
            if places and text.words[ends[length - 1] - 1][0].isupper():
                return Found(index, ends[length - 1], " ".join(folded[:length]), places)
        return None

    def _adjective_at(self, text: _Text, index: int) -> Found | None:
        word = text.words[index]
        region = self._adjectives.get(word)
        if region is None and text.word(index - 1).lower() in _IN_THE:
            # "Nel Lecchese", "il Trevigiano": the area, with its capital and an article.
            region = self._adjectives.get(word[0].lower() + word[1:])
        if region is None or (word == "trentina" and text.word(index - 1).lower() == "una"):
            return None  # "una trentina di volontari" are some thirty
        return Found(index, index + 1, word, (self._territory.place(region),))

    def _phrases(self, text: _Text) -> Iterator[Found]:
        for match in PROVINCE_PHRASES.finditer(text.text):
            start, end = text.word_at(match.start()), text.word_at(match.end() - 1)
            if start is not None and end is not None:
                place = self._territory.place("Trentino-Alto Adige")
                yield Found(start, end + 1, "trentino alto adige", (place,))

    def _decide(
        self, text: _Text, found: Found, accepted: list[tuple[int, int]]
    ) -> tuple[str, str, float] | None:
        if text.is_street(found.start) or text.is_person(found) or text.is_imprint(found):
            return None
        region = next((p for p in found.places if p.level == 1), None)
        if region is not None:
            return self._decide_region(text, found, region)
        return self._decide_town(text, found, accepted)

    def _decide_region(
        self, text: _Text, found: Found, region: Place
    ) -> tuple[str, str, float] | None:
        if found.name in self._adjectives:
            return region.code, "place-adjective", 0.8
        if found.name == "marche" and text.starts_sentence(found.start):
            follower = text.word(found.end)
            if follower.islower() and follower not in {"e", "ha", "hanno", "si"}:
                return None
        return region.code, "place-region", 1.0

    def _decide_town(
        self, text: _Text, found: Found, accepted: list[tuple[int, int]]
    ) -> tuple[str, str, float] | None:
        sigla = _SIGLA.match(text.text, text.offsets[found.end - 1][1])
        if sigla:
            for place in found.places:
                if f"/{sigla.group(1)}" in place.code:
                    return place.code, "place-sigla", 1.0
        of = text.before(found.start, 2)
        if re.search(r"\bprovinc\w+ (?:autonom\w+ )?(?:di|of)$", text.before(found.start, 4)):
            province = next((p for p in found.places if p.level == 2), None)
            if province is not None:
                return province.code, "place-province", 1.0
        towns = {p.code for p in found.places if p.level == 3}
        if not towns:
            province = found.places[0]
            return province.code, "place-province", 0.9
        if len(towns) > 1:
            return None
        introduced = self._introduced(text, found, of, accepted)
        if not self._good_enough(text, found, introduced):
            return None
        return towns.pop(), f"place-town-{introduced}", 1.0 if introduced == "of" else 0.85

    def _introduced(
        self, text: _Text, found: Found, before: str, accepted: list[tuple[int, int]]
    ) -> str:
        """Return how a name is introduced: of, body, list, locative, from or bare."""
        if OF_PLACE.search(text.before(found.start, 4)):
            return "of"
        if OF_BODY.search(text.before(found.start, 4)):
            return "body"
        if accepted and found.start - accepted[-1][1] == 1:
            link = text.word(found.start - 1)
            if link in {",", "e", "ed", "and", "o"}:
                return "list"
        last = before.rpartition(" ")[2]
        if last in _BETWEEN and self._is_one_of_two(text, found.end):
            return "list"
        if last in self._locative and not text.starts_sentence(found.start):
            return "locative"
        return "from" if last in self._from_or_of else "bare"

    def _is_one_of_two(self, text: _Text, end: int) -> bool:
        """Return whether "and" and another name of a place follow."""
        return text.word(end) in _AND and self._name_at(text, end + 1) is not None

    def _good_enough(self, text: _Text, found: Found, introduced: str) -> bool:
        """Return whether a name of a town is introduced well enough for its kind."""
        if introduced == "of":
            # Towns have no article: "i comuni del Paese" are not those of Paese.
            with_article = text.word(found.start - 1).lower() in {"del", "della"}
            return not (with_article and self._is_word(found.name))
        if found.name in AMBIGUOUS_CITIES:
            return introduced != "bare"
        if found.name in KNOWN_CITIES:
            return True
        words = found.name.split()
        if all(self._is_word(word) or word in GIVEN_NAMES for word in words):
            return False
        if len(words) >= 3:
            return True
        if any(word in GIVEN_NAMES for word in words) or words[0] in {"san", "santa", "sant"}:
            return introduced in {"list", "body"}
        if introduced == "from":
            return text.is_thing_of(found.start)
        return introduced in {"list", "locative", "body"}


def _key(word: str) -> str:
    """Return a word as names are compared: "Savona's" is Savona."""
    return fold(_POSSESSIVE.sub("", word))


class _Text:
    """The words of a text, and what stands around them."""

    def __init__(self, doc: Doc) -> None:
        self.text: str = doc.user_data["text"]
        self.words: list[str] = doc.user_data["words"]
        self.offsets: list[tuple[int, int]] = doc.user_data["offsets"]
        self._sentence_of: list[int] = doc.user_data["sentence_of"]

    def word(self, index: int) -> str:
        return self.words[index] if 0 <= index < len(self.words) else ""

    def word_at(self, offset: int) -> int | None:
        for index, (start, end) in enumerate(self.offsets):
            if start <= offset < end:
                return index
        return None

    def ahead(self, index: int, count: int) -> tuple[list[str], list[int]]:
        """Return up to ``count`` folded words from ``index`` and where each ends; no marks."""
        folded: list[str] = []
        ends: list[int] = []
        while index < len(self.words) and len(folded) < count:
            word = _key(self.words[index])
            if word:
                folded.append(word)
                ends.append(index + 1)
            elif self.words[index] not in "-–‐'’":
                break
            index += 1
        return folded, ends

    def before(self, index: int, count: int) -> str:
        """Return the words before ``index`` in lower case, without elision marks."""
        words = self.words[max(0, index - count) : index]
        return " ".join(word.lower().rstrip("'’") for word in words)

    def starts_sentence(self, index: int) -> bool:
        return index == 0 or self._sentence_of[index] != self._sentence_of[index - 1]

    def is_street(self, index: int) -> bool:
        return self.word(index - 1).lower() in STREETS

    def is_thing_of(self, index: int) -> bool:
        """Return whether a common noun and "di" stand before ("il poliambulatorio di Pozzallo")."""
        noun = self.word(index - 2)
        return (
            self.word(index - 1).lower() in {"di", "d'"}
            and noun.islower()
            and len(noun) > 3
            and noun not in OF_PERSON
        )

    def is_person(self, found: Found) -> bool:
        """Return whether the name looks like a surname: beside a given name or an initial."""
        if found.places[0].level == 1 and len(found.name.split()) > 1:
            return False
        before = self._name_before(found.start)
        if before.lower() in GIVEN_NAMES and before[:1].isupper():
            return True
        if before.lower() in PERSON_TITLES:
            return True
        if before == "." and self.word(found.start - 2).lower() in PERSON_TITLES:
            return True
        if before == "." and len(self.word(found.start - 2)) == 1:
            return self.word(found.start - 2).isupper()
        end = self.offsets[found.end - 1][1]
        if (authors := _AUTHORS.match(self.text, end)) and (
            self._stands_alone(found.start)
            or (authors.group(1) and fold(authors.group(1)) not in KNOWN_CITIES)
        ):
            return True
        if self.word(found.start - 2).lower() in PERSON_TITLES and before[:1].isupper():
            return True
        rest = self.text[end:][:12]
        return bool(
            _TITLE_AFTER.match(rest) or re.match(r"\W*et al\b|, [A-Z]\.|, ?(?:19|20)\d\d[;)]", rest)
        )

    def _name_before(self, index: int) -> str:
        """Return the word before where it may belong to the same name, else nothing."""
        start = self.offsets[index][0]
        begins = _NO_NAME_BEFORE.search(self.text[max(0, start - 8) : start])
        return "" if begins else self.word(index - 1)

    def _stands_alone(self, index: int) -> bool:
        """Return whether no sentence begins with the word., nor leads any word to it."""
        before = self.word(index - 1)
        return not self.starts_sentence(index) and (not before.isalpha() or before in _AND)

    def is_imprint(self, found: Found) -> bool:
        """Return whether a publisher stands beside the name."""
        start = self.offsets[found.start][0]
        end = self.offsets[found.end - 1][1]
        around = self.text[max(0, start - 30) : start] + self.text[end : end + 30]
        return bool(PUBLISHERS.search(around))
