"""Terms of the dated vocabulary that a query names, and which of several it means."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from corpus.meaning import likeliest, points
from corpus.terms import Term, Terms
from index import analysis
from index.query import free_words

_MANY_WORDS = 4  # from so many on, a query all in capitals is shouted, and they tell no acronym
_ENDING = 3  # letters in which the forms of a word differ at most
_EVERYWHERE = 64  # words of a query: all are neighbours

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """Words of a query (``[start, end)`` places) that name a term, or one of several.

    ``left_out`` are terms that share the label and are not meant.
    """

    start: int
    end: int
    label: str
    terms: tuple[Term, ...]
    left_out: tuple[Term, ...] = ()

    def is_called(self, label: str, language: str) -> bool:
        """Whether a label is the one used, but for inflection."""
        return label == self.label or spelling(label, language) == spelling(self.label, language)


class TermNames:
    """Every name of every term, by its words as the lexical index knows them."""

    def __init__(self, terms: Terms) -> None:
        """Take the names in (20 ms for 1,700)."""
        self._names: dict[str, dict[Key, dict[str, tuple[str, ...]]]] = {
            c: {} for c in analysis.LANGUAGES
        }
        self.terms = terms
        self._longest = 1
        # How keys may begin: most words of a query begin no name, whatever follows them.
        self._beginnings: dict[str, set[tuple[str | None, ...]]] = {
            c: set() for c in analysis.LANGUAGES
        }
        for term in terms:
            for language, label in term.labels():
                self._put(term, language, label)

    def named_in(self, words: Sequence[str], without: Collection[str] = ()) -> tuple[Named, ...]:
        """Return what a query names, in its order; the longest name at a place wins."""
        if "*" in without:
            return ()
        shouted = len(words) >= _MANY_WORDS and all(word.isupper() for word in words)
        found: list[Named] = []
        start = 0
        while start < len(words):
            named = self._at(words, start, without, shouted=shouted)
            if named is not None:
                found.append(named)
            start = named.end if named is not None else start + 1
        return tuple(found)

    def _at(
        self, words: Sequence[str], start: int, without: Collection[str], *, shouted: bool
    ) -> Named | None:
        if not self._may_begin(words[start]):
            return None
        for length in range(min(self._longest, len(words) - start), 0, -1):
            span = words[start : start + length]
            codes = self._codes(span, shouted=shouted)
            candidates = [self.terms.by_code[code] for code in sorted(codes)]
            left = [term for term in candidates if term.code not in without]
            if left:
                label = codes[left[0].code]
                return _resolved(
                    Named(start, start + length, label, tuple(left)), words, candidates
                )
        return None

    def _may_begin(self, word: str) -> bool:
        folded = analysis.fold(word)
        for language, beginnings in self._beginnings.items():
            stem = analysis.stem(word, language)
            full = (stem or folded,)
            if full in beginnings or ("=", folded) in beginnings or ("", stem) in beginnings:
                return True
        return False

    def _codes(self, span: Sequence[str], *, shouted: bool) -> dict[str, str]:
        """Return code and label of the terms that have these words as a name."""
        found: dict[str, str] = {}
        for language, names in self._names.items():
            for key in _query_keys(span, language):
                for code, labels in names.get(key, {}).items():
                    strict = self.terms.by_code[code].as_written
                    for label in labels:
                        written = label not in strict or (span[0] == label and not shouted)
                        if written and _alike(span, label):
                            found.setdefault(code, label)
        return found

    def _put(self, term: Term, language: str, label: str) -> None:
        words = free_words_of(label)
        names = self._names.get(language)
        if not words or names is None:
            return
        self._longest = max(self._longest, len(words))
        for key in _label_keys(words, language, label):
            self._beginnings[language].add(_beginning(key))
            labels = names.setdefault(key, {})
            labels[term.code] = (*labels.get(term.code, ()), label)


_kept: dict[str, TermNames] = {}


def names_of(terms: Terms) -> TermNames:
    """Return the names of terms; kept, for an engine is made anew at each change."""
    found = _kept.get(terms.version)
    if found is None or found.terms is not terms:
        found = TermNames(terms)
        _kept.clear()
        _kept[terms.version] = found
    return found


def is_acronym(label: str) -> bool:
    """Whether a label is one word with more than one capital: ADI, RdC, SerT."""
    return " " not in label and sum(letter.isupper() for letter in label) > 1


def spelling(label: str, language: str) -> Key:
    """Return a label as the index tells it from others: without inflection and small words."""
    words = free_words_of(label)
    if is_acronym(label):
        return tuple(analysis.fold(word) for word in words)
    return _short(words, language) or _full(words, language)


def free_words_of(label: str) -> list[str]:
    """Return the words of a label as those of a query are taken."""
    return [word for bare in label.split() for word in free_words(bare)]


def _resolved(named: Named, words: Sequence[str], candidates: Sequence[Term]) -> Named:
    """Return what is meant of several, told by the query's other words."""
    terms = named.terms
    if len(terms) > 1:
        text = " ".join(words)
        # Years that a query names leave out what did not exist yet.
        years = [int(word) for word in words if len(word) == 4 and word.isdigit()]
        latest = max((year for year in years if 1900 <= year < 2100), default=None)
        possible = [term for term in terms if term.possible_in(latest)] or list(terms)
        spoken = points(possible, text, named.label, near=_EVERYWHERE)
        meant = possible[0] if len(possible) == 1 else likeliest(spoken)
        terms = (meant,) if meant is not None else tuple(possible)
    if len(terms) > 1 or not any(named.label in term.ambiguous for term in terms):
        return Named(named.start, named.end, named.label, terms)
    others = tuple(term for term in candidates if term not in terms)
    return Named(named.start, named.end, named.label, terms, others)


def _beginning(key: Key) -> Key:
    """Return the mark of a key, if it has one, and its first word."""
    return key[:2] if key[0] in ("=", "") else key[:1]


def _alike(span: Sequence[str], label: str) -> bool:
    """Whether a single word is a form of a label: some stems are those of other words too."""
    if len(span) > 1 or is_acronym(label):
        return True
    word, known = analysis.fold(span[0]), analysis.fold(label)
    needed = max(len(known) - _ENDING, 3)
    return word[:needed] == known[:needed]


def _label_keys(words: Sequence[str], language: str, label: str) -> list[Key]:
    if is_acronym(label):
        # Stems of acronyms are those of words: CAS and "casa".
        return [("=", analysis.fold(words[0]))] if len(words) == 1 else [_folded(words)]
    keys = [_full(words, language)]
    short = _short(words, language)
    if len(short) > 1:
        keys.append(("", *short))
    return keys


def _query_keys(words: Sequence[str], language: str) -> list[Key]:
    keys: list[Key] = [_full(words, language)]
    if len(words) == 1:
        return [*keys, ("=", analysis.fold(words[0]))]
    keys.append(_folded(words))
    ends = (analysis.stem(words[0], language), analysis.stem(words[-1], language))
    if None not in ends:
        keys.append(("", *_short(words, language)))
    return keys


def _full(words: Sequence[str], language: str) -> Key:
    return tuple(analysis.stem(word, language) or analysis.fold(word) for word in words)


def _folded(words: Sequence[str]) -> Key:
    return ("=", *(analysis.fold(word) for word in words))


def _short(words: Sequence[str], language: str) -> Key:
    return tuple(stem for word in words if (stem := analysis.stem(word, language)) is not None)
