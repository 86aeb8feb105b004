"""Other names of what a query names, added to its words: visible, and removable.

A passage that holds another name of a term is found as if it held the words of the query that
name it; older and newer names (REI for RdC) count less. An acronym that means several things is
told apart by the query's other words, and in passages by their year and by what else they hold.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import tantivy

from corpus.own_terms import OwnTerms
from corpus.terms import YEARS_AHEAD, Term
from index import analysis
from index.answers import Expansion, Name, Relation
from index.lexical import YEAR
from index.naming import Named, TermNames, free_words_of, is_acronym, names_of, spelling
from index.query import ParsedQuery, enough_beside, idf_of
from index.query import Term as Word

# What another name is worth, as a share of what the words of the query give that stand once in a
# passage of usual length.
_SAME_WEIGHT = 0.8
_OTHER_TIME_WEIGHT = 0.4
_FIRST_YEAR = 1_000

_Names = tuple[tuple[Name, tantivy.Query], ...]


@dataclass(frozen=True, slots=True)
class Spoken:
    """Words of a query that name something, with what its other names find.

    ``words`` are the query's informative words it covers, ``same`` and ``other`` the queries of
    passages that hold another name of today, or of another time.
    """

    words: tuple[Word, ...]
    same: tantivy.Query | None
    other: tantivy.Query | None
    idf: float


@dataclass(frozen=True, slots=True)
class Expanded:
    """The words of a query, changed where they name something, and what was added."""

    words: tuple[Word, ...]
    spoken: tuple[Spoken, ...] = ()
    shown: tuple[Expansion, ...] = ()
    #: Names to be marked in passages, as sequences of stems by language.
    marked: Mapping[str, frozenset[tuple[str, ...]]] | None = None
    #: What the named things are called, where the query has another name.
    called: tuple[str, ...] = ()
    #: Concepts of facets that are named by a label of the library's own.
    facets: tuple[tuple[str, str], ...] = ()

    def meaning(self, text: str) -> str:
        """Return the text whose meaning is searched: the query, then its names in brackets.

        Measured as nDCG@10 on the reports and on the sample library: the plain query 0.604 and
        0.751, with the preferred names 0.615 and 0.751 (kept), with four names each 0.612 and
        0.752.
        """
        return f"{text} ({', '.join(self.called)})" if self.called else text

    def found(self) -> tantivy.Query | None:
        """Return the query of passages that hold enough by another name, None if there is none."""
        parts = [part for spoken in self.spoken for part in self._found_by([spoken])]
        if len(self.spoken) > 1:
            parts += self._found_by(self.spoken)
        return _any(parts)

    def scored(self) -> tantivy.Query:
        """Return the query that scores the words, each name in place of the words it stands for."""
        covered = {word.word for spoken in self.spoken for word in spoken.words}
        parts = [word.query for word in self.words if word.word not in covered]
        parts += [_scored(spoken) for spoken in self.spoken]
        return _any(parts) or tantivy.Query.empty_query()

    def _found_by(self, spoken: Sequence[Spoken]) -> list[tantivy.Query]:
        """Return the passages that hold other names of all of these, and enough else."""
        names = [_any([q for q in (s.same, s.other) if q is not None]) for s in spoken]
        held = [query for query in names if query is not None]
        if len(held) < len(spoken):
            return []
        rest = enough_beside(self.words, frozenset(w.word for s in spoken for w in s.words))
        return [_all([*held, *([rest] if rest is not None else [])])]


NOTHING_ADDED = Expanded(())


@dataclass(frozen=True, slots=True)
class _Kept:
    """What was looked up in one commit, by codes of terms: filled as it is asked for."""

    searcher: tantivy.Searcher
    version: str
    names: dict[str, _Names] = field(default_factory=dict)
    counts: dict[tuple[str, ...], int] = field(default_factory=dict)
    wrong: dict[tuple[str, ...], tantivy.Query | None] = field(default_factory=dict)


class Expander:
    """Expands queries by the terms of a library. Safe to share among threads."""

    def __init__(self, own: OwnTerms) -> None:
        """Read the terms when first asked."""
        self._own = own
        self._names: TermNames | None = None
        self._kept: _Kept | None = None

    def expand(
        self,
        parsed: ParsedQuery,
        words: tuple[Word, ...],
        without: Collection[str],
        searcher: tantivy.Searcher,
        schema: tantivy.Schema,
    ) -> Expanded:
        """Return the words of a query with the other names of what they name.

        ``without`` are codes of terms that are not to be expanded, ``*`` for all.
        """
        if "*" in without or not parsed.words:
            return Expanded(words)
        named = self._known().named_in(parsed.words, without)
        if not named:
            return Expanded(words)
        held = _Held(self, self._kept_of(searcher), searcher, schema)
        spoken: list[Spoken] = []
        shown: list[Expansion] = []
        for found in named:
            typed = parsed.words[found.start : found.end]
            names = [(term, held.names(term)) for term in found.terms]
            shown += [_shown(found, term, added, typed) for term, added in names]
            words, its = held.restricted(found, words, typed)
            queries = _by_time(found, names)
            if any(query is not None for query in queries):
                words, one = _taken(words, its, queries, typed, held.rarity(found, queries))
                spoken.append(one)
        called = dict.fromkeys(
            term.pref_label["it"]
            for found in named
            for term in found.terms
            if term.pref_label.get("it", found.label) != found.label
        )
        facets = {term.same_as for found in named for term in found.terms if term.same_as}
        return Expanded(
            words,
            tuple(spoken),
            tuple(shown),
            _marked(shown),
            tuple(called),
            tuple(sorted(facets)),
        )

    def _kept_of(self, searcher: tantivy.Searcher) -> _Kept:
        kept, terms = self._kept, self._known().terms
        if kept is None or kept.searcher is not searcher or kept.version != terms.version:
            kept = _Kept(searcher, terms.version)
            self._kept = kept
        return kept

    def _known(self) -> TermNames:
        terms = self._own.terms()
        if self._names is None or self._names.terms is not terms:
            self._names = names_of(terms)
        return self._names

    def looked_up(self, term: Term, searcher: tantivy.Searcher, schema: tantivy.Schema) -> _Names:
        """Return the names of a term, today's first, with the query of each."""
        terms = self._known().terms
        rows = [(Relation.SAME, language, label, term) for language, label in term.shown_labels()]
        for relation, others in (
            (Relation.OLDER, terms.older(term.code)),
            (Relation.NEWER, terms.newer(term.code)),
        ):
            rows += [(relation, lang, label, o) for o in others for lang, label in o.shown_labels()]
        found: list[tuple[Name, tantivy.Query]] = []
        seen: set[tuple[str, ...]] = set()  # a plural finds the same
        for relation, language, label, owner in rows:
            # What counts only as written cannot be told from the word of the same letters.
            spelt = spelling(label, language)
            if not spelt or label in owner.as_written or spelt in seen:
                continue
            seen.add(spelt)
            query = label_query(label, language, schema)
            if label in owner.ambiguous:
                rivals = terms.by_label.get(label, ())
                meant_otherwise = [rival for rival in rivals if rival.code != owner.code]
                query = told_apart(query, owner, meant_otherwise, schema)
            found.append((Name(label, language, relation, _count(searcher, query)), query))
        return tuple(found)


class _Held:
    """What the passages of one commit hold of names."""

    def __init__(
        self, expander: Expander, kept: _Kept, searcher: tantivy.Searcher, schema: tantivy.Schema
    ) -> None:
        self._expander = expander
        self._kept = kept
        self._searcher = searcher
        self._schema = schema

    def names(self, term: Term) -> _Names:
        found = self._kept.names.get(term.code)
        if found is None:
            found = self._expander.looked_up(term, self._searcher, self._schema)
            self._kept.names[term.code] = found
        return found

    def rarity(self, named: Named, queries: Sequence[tantivy.Query | None]) -> float:
        """Return the idf of holding any of the other names."""
        key = (*(term.code for term in named.terms), named.label)
        if key not in self._kept.counts:
            either = _any([query for query in queries if query is not None])
            self._kept.counts[key] = _count(self._searcher, either) if either is not None else 0
        return idf_of(self._kept.counts[key], max(self._searcher.num_docs, 1))

    def _apart(self, query: tantivy.Query, named: Named) -> tantivy.Query:
        term = named.terms[0]
        key = (term.code, *(other.code for other in named.left_out))
        if key not in self._kept.wrong:
            self._kept.wrong[key] = wrong_for(term, named.left_out, self._schema)
        wrong = self._kept.wrong[key]
        if wrong is None:
            return query
        parts = [(tantivy.Occur.Must, query), (tantivy.Occur.MustNot, wrong)]
        return tantivy.Query.boolean_query(parts)

    def restricted(
        self, named: Named, words: tuple[Word, ...], typed: Sequence[str]
    ) -> tuple[tuple[Word, ...], tuple[Word, ...]]:
        """Return the query's words, those that name something changed, and these alone.

        They are known, so never taken for slips; an acronym leaves out passages in which it
        means something else.
        """
        covered = {_stems(word) for word in typed}
        changed: list[Word] = []
        for word in words:
            if _stems(word.word) in covered:
                query = tantivy.Query.empty_query() if word.forgiven else word.query
                if named.left_out:
                    query = self._apart(query, named)
                word = replace(
                    word, query=query, forgiven=False, held=word.held and not word.forgiven
                )
            changed.append(word)
        its = tuple(word for word in changed if _stems(word.word) in covered)
        return tuple(changed), its


def told_apart(
    query: tantivy.Query, term: Term, others: Iterable[Term], schema: tantivy.Schema
) -> tantivy.Query:
    """Return a query less the passages in which an ambiguous label means another term.

    Those are the passages of years before the term, and those that hold a full name of another
    term; but not where they hold a full name of the term itself.
    """
    elsewhere = wrong_for(term, others, schema)
    if elsewhere is None:
        return query
    return tantivy.Query.boolean_query(
        [(tantivy.Occur.Must, query), (tantivy.Occur.MustNot, elsewhere)]
    )


def wrong_for(term: Term, others: Iterable[Term], schema: tantivy.Schema) -> tantivy.Query | None:
    """Return the passages in which a label that a term shares with others means one of them."""
    wrong = [q for other in others if (q := _full_names(other, schema)) is not None]
    if term.since is not None:
        before = term.since - YEARS_AHEAD - 1
        wrong.append(
            tantivy.Query.range_query(schema, YEAR, tantivy.FieldType.Integer, _FIRST_YEAR, before)
        )
    elsewhere = _any(wrong)
    if elsewhere is None:
        return None
    own = _full_names(term, schema)
    parts = [(tantivy.Occur.Must, elsewhere)]
    if own is not None:
        parts.append((tantivy.Occur.MustNot, own))
    return tantivy.Query.boolean_query(parts)


def _full_names(term: Term, schema: tantivy.Schema) -> tantivy.Query | None:
    return _any(
        [
            label_query(label, language, schema)
            for language, label in term.shown_labels()
            if not is_acronym(label)
        ]
    )


def label_query(label: str, language: str, schema: tantivy.Schema) -> tantivy.Query:
    """Return the query of passages that hold a label, its words in a row.

    Names are inflected, acronyms are not. Passages of the other language hold names too, as its
    own stems.
    """
    words = free_words_of(label)
    if is_acronym(label) and len(words) == 1:
        return tantivy.Query.term_query(schema, "exact", analysis.fold(words[0]))
    if len(words) > 1 and len(sequence_of_stems(label, language)) < 2:
        # "dopo di noi" is more than "dopo".
        folded = [analysis.fold(word) for word in analysis.WORD.findall(label)]
        return tantivy.Query.phrase_query(schema, "exact", list(folded))
    found = [
        query
        for spoken in analysis.LANGUAGES
        for field in (f"body_{spoken}", f"head_{spoken}")
        if (query := _phrase(label, spoken, field, schema)) is not None
    ]
    return _any(found) or tantivy.Query.empty_query()


def _phrase(label: str, language: str, field: str, schema: tantivy.Schema) -> tantivy.Query | None:
    # The positions of the index: stop words leave a gap.
    stems = [analysis.stem(word, language) for word in analysis.WORD.findall(label)]
    placed: list[tuple[int, str]] = [(at, s) for at, s in enumerate(stems) if s is not None]
    if not placed:
        return None
    if len(placed) == 1:
        return tantivy.Query.term_query(schema, field, placed[0][1])
    first = placed[0][0]
    return tantivy.Query.phrase_query(schema, field, [(at - first, stem) for at, stem in placed])


def sequence_of_stems(label: str, language: str) -> list[str]:
    """Return the stems of a label's words, stop words left out."""
    stems = (analysis.stem(word, language) for word in analysis.WORD.findall(label))
    return [stem for stem in stems if stem is not None]


def _by_time(
    named: Named, names: Sequence[tuple[Term, _Names]]
) -> tuple[tantivy.Query | None, tantivy.Query | None]:
    """Return the queries of other names: of today, and of another time."""
    same: list[tantivy.Query] = []
    other: list[tantivy.Query] = []
    for _, found in names:
        for name, query in found:
            if name.passages and not named.is_called(name.label, name.language):
                (same if name.relation is Relation.SAME else other).append(query)
    return _any(same), _any(other)


def _taken(
    words: tuple[Word, ...],
    its: tuple[Word, ...],
    queries: tuple[tantivy.Query | None, tantivy.Query | None],
    typed: Sequence[str],
    rarity: float,
) -> tuple[tuple[Word, ...], Spoken]:
    """Return the query's words, one for the name if it had none, and the name spoken."""
    same, other = queries
    either = _any([query for query in queries if query is not None])
    assert either is not None  # noqa: S101 - for mypy: asked before
    if not its:  # a name of nothing but stop words
        its = (Word(" ".join(typed), either, rarity),)
        words = (*words, *its)
    elif not any(word.held for word in its):
        # Unknown by this name, it is as rare as by the others.
        known = tuple(replace(word, idf=rarity / len(its)) for word in its)
        swap = dict(zip((word.word for word in its), known, strict=True))
        words, its = tuple(swap.get(word.word, word) for word in words), known
    usual = sum(word.idf for word in its)
    return words, Spoken(its, same, other, min(usual, rarity))


def _scored(spoken: Spoken) -> tantivy.Query:
    parts = [_any([word.query for word in spoken.words]) or tantivy.Query.empty_query()]
    for query, weight in ((spoken.same, _SAME_WEIGHT), (spoken.other, _OTHER_TIME_WEIGHT)):
        if query is not None:
            parts.append(tantivy.Query.const_score_query(query, weight * spoken.idf))
    return tantivy.Query.disjunction_max_query(parts)


def _shown(named: Named, term: Term, added: _Names, typed: Sequence[str]) -> Expansion:
    return Expansion(
        concept=term.code,
        label=term.pref_label,
        words=" ".join(typed),
        names=tuple(n for n, _ in added if not named.is_called(n.label, n.language)),
        ambiguous=len(named.terms) > 1,
        since=term.since,
        until=term.until,
    )


def _marked(shown: Iterable[Expansion]) -> dict[str, frozenset[tuple[str, ...]]]:
    labels = [name.label for one in shown for name in one.names if name.passages]
    return {
        language: frozenset(
            key for label in labels if (key := sequence(analysis.WORD.findall(label), language))
        )
        for language in analysis.LANGUAGES
    }


def sequence(words: Iterable[str], language: str) -> tuple[str, ...]:
    """Return words as they are compared when marked: stems, stop words as they are."""
    return tuple(analysis.stem(word, language) or analysis.fold(word) for word in words)


def _stems(word: str) -> tuple[str | None, ...]:
    return tuple(analysis.stem(word, language) for language in analysis.LANGUAGES)


def _count(searcher: tantivy.Searcher, query: tantivy.Query) -> int:
    found = searcher.search(query, limit=1, count=True)
    return int(getattr(found, "count", None) or 0)  # the binding's stubs leave it out


def _any(queries: Sequence[tantivy.Query]) -> tantivy.Query | None:
    if len(queries) < 2:
        return queries[0] if queries else None
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in queries])


def _all(queries: Sequence[tantivy.Query]) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, query) for query in queries])
