from __future__ import annotations

import re
from pathlib import Path

import pytest

from ingest.annotate.beginnings import ANY, DIGIT, BeginningTable, beginnings
from ingest.annotate.cues_en_done import ENGLISH_DONE
from ingest.annotate.cues_en_said import ENGLISH_SAID
from ingest.annotate.cues_it_done import ITALIAN_DONE
from ingest.annotate.cues_it_said import ITALIAN_SAID
from ingest.annotate.words import find_words

CUES = {"it": (*ITALIAN_SAID, *ITALIAN_DONE), "en": (*ENGLISH_SAID, *ENGLISH_DONE)}
PASSAGES = Path(__file__).with_name("annotate_passages.txt")


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("dovrebbe", {"do"}),
        ("(?:si |ci )?va", {"si", "ci", "va"}),
        ("[èe] nato|nasce", {"è ", "e ", "na"}),
        (r"\d+ anni", {DIGIT + DIGIT, DIGIT + " "}),
        (r"l['’]\w+", {"l'", "l’"}),
        (r"\w+are", {ANY + ANY, ANY + "a"}),
        ("a(?! b)c", {"ac"}),
        ("co-?design", {"co"}),
        ("[^a]b", {ANY + "b"}),
        ("s{0,2}e", {"ss", "se", "e"}),
    ],
)
def test_beginnings_cover_every_alternative(expression: str, found: set[str]) -> None:
    assert beginnings(expression) == found


def test_unbalanced_expression_is_an_error() -> None:
    with pytest.raises(ValueError, match="unbalanced"):
        beginnings("a)b")


@pytest.mark.parametrize("language", ["it", "en"])
def test_no_cue_is_missed_at_any_word(language: str) -> None:
    patterns = [cue.pattern for cue in CUES[language]]
    table = BeginningTable([pattern.pattern for pattern in patterns])
    for line in PASSAGES.read_text(encoding="utf-8").lower().splitlines():
        for start, _ in find_words(line, language):
            matching = {i for i, p in enumerate(patterns) if p.match(line, start)}
            assert matching <= set(table[line[start : start + 2]]), line[start : start + 40]


@pytest.mark.parametrize("language", ["it", "en"])
def test_cues_are_written_in_lower_case_and_never_match_nothing(language: str) -> None:
    for cue in CUES[language]:
        assert not cue.pattern.match(""), cue.name
        bare = re.sub(r"\\.", "", cue.pattern.pattern)
        assert bare == bare.lower(), cue.name
