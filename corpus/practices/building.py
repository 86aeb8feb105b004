"""From the passages of a record to its initiatives: pure, and the same in any order of records."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from corpus.practices.cards import FIELDS, Field, Initiative, Quote
from corpus.practices.gathering import Gathered, gathered
from corpus.practices.roles import Role, roles_of
from corpus.practices.sentences import APPARATUS, Sentence
from corpus.records import Passage
from corpus.sketch import sketch
from corpus.titles import plain_words

#: Sentences quoted in a field at most.
_MOST_QUOTES = 3
_MOST_PLACES = 3
#: A record that names very many initiatives is a list of them, and no card comes of a line of it.
_MOST_INITIATIVES = 500
_SKETCHED = 32

_LED_BY = re.compile(
    r"(?:promoss|gestit|coordinat|realizzat|guidat|ideat|avviat|volut|curat|condott)[oaie]"
    r"(?: \w+){0,2} da(?:l|llo|lla|gli|i|lle|ll['’])?\s*$"
    r"|(?:run|led|promoted|managed|coordinated|launched|set up"
    r"|developed)(?: \w+){0,5} by (?:the )?$"
    r"|(?:capofila|promotore|promotrice|attuatore|lead (?:body|partner)|promoter)"
    r"(?: \w+){0,2}(?:\s*:|,| è| era| is| was)?\s*(?:il |la |lo |l['’]|the )?$",
    re.IGNORECASE,
)
_LEADS = re.compile(
    r"^,?\s*(?:(?:di|a|del|in) \w+ )?(?:ha (?:promosso|avviato|creato|aperto|lanciato|"
    r"ideato|gestito)|promuove|gestisce|coordina|(?:has )?(?:launched|set up|created|opened|runs?|"
    r"ran|manages|leads|delivered))(?!\w)"
)


def initiatives_of(passages: Iterable[Passage], title: str = "") -> tuple[Initiative, ...]:
    """Return the initiatives that the passages of one record tell of, in reading order.

    ``title`` is the record's: what a record about one initiative without a name is called.
    Passages bring their annotations (kinds, actors, targets, territory, projects, organisations,
    periods, quantities); without a passage labelled as a practice there is none.
    """
    told = sorted((p for p in passages if p.role not in APPARATUS), key=lambda p: p.ordinal)
    return tuple(_initiative(one) for one in gathered(told, title)[:_MOST_INITIATIVES])


def _initiative(one: Gathered) -> Initiative:
    fields = _fields(one.sentences)
    words = sketch(s.text for s in one.sentences) if one.key.startswith("~") else ()
    return Initiative(
        record=one.name_passage.record,
        key=one.key,
        name=one.name,
        named_by=one.named_by,
        name_passage=one.name_passage.id,
        passages=tuple(dict.fromkeys(s.passage.id for s in one.sentences)),
        fields=fields,
        lead=_lead(one.sentences),
        places=_places(one.sentences),
        years=_years(one.sentences, fields.get(Field.PERIOD, ())),
        sketch=tuple(sorted(words)[:_SKETCHED]),
    )


def _fields(sentences: Sequence[Sentence]) -> dict[Field, tuple[Quote, ...]]:
    candidates: dict[Field, list[tuple[Role, int, Sentence]]] = {field: [] for field in FIELDS}
    seen: set[str] = set()
    for number, sentence in enumerate(sentences):
        said = " ".join(plain_words(sentence.text))
        if said in seen or not sentence.quotable():
            continue
        seen.add(said)
        for role in _roles(sentence):
            candidates[role.field].append((role, number, sentence))
    return {field: _quotes(found) for field, found in candidates.items() if found}


def _roles(sentence: Sentence) -> tuple[Role, ...]:
    language = sentence.passage.language
    return roles_of(sentence.text, language, sentence.annotations, sentence.heading)


def _quotes(found: list[tuple[Role, int, Sentence]]) -> tuple[Quote, ...]:
    best = sorted(found, key=lambda one: (-one[0].score, one[1]))[:_MOST_QUOTES]
    return tuple(
        Quote(
            text=sentence.text,
            record=sentence.passage.record,
            passage=sentence.passage.id,
            page=sentence.page or sentence.passage.page,
            start=sentence.start,
            end=sentence.end,
            rule=role.rule,
            confidence=round(min(0.95, 0.4 + 0.25 * role.score), 2),
        )
        for role, _, sentence in sorted(best, key=lambda one: one[1])
    )


def _lead(sentences: Iterable[Sentence]) -> str | None:
    """Return the organisation that is first said to lead, as it is written."""
    for sentence in sentences:
        text = sentence.passage.text
        for one in sentence.annotations:
            if one.facet != "organisation":
                continue
            before = text[max(sentence.start, one.start - 60) : one.start]
            if _LED_BY.search(before) or _LEADS.search(text[one.end : sentence.end]):
                return one.code
    return None


def _places(sentences: Iterable[Sentence]) -> tuple[str, ...]:
    counted = Counter(a.code for s in sentences for a in s.annotations if a.facet == "territory")
    # What lies above a place named as well says nothing more.
    codes = [c for c in counted if not any(other.startswith(f"{c}/") for other in counted)]
    return tuple(sorted(codes, key=lambda code: (-counted[code], code))[:_MOST_PLACES])


def _years(sentences: Iterable[Sentence], quotes: Iterable[Quote]) -> tuple[int, ...]:
    shown = {(quote.passage, quote.start) for quote in quotes}
    return tuple(
        sorted(
            {
                int(year)
                for s in sentences
                if (s.passage.id, s.start) in shown
                for a in s.annotations
                if a.facet == "period"
                for year in a.code.split("-")
                if year
            }
        )
    )
