"""What people say of labels holds, whatever the machine and the files come to say."""

import dataclasses
import json
import shutil

import pytest
from making import make_record, put

from corpus.annotated import put_annotations, versions
from corpus.catalogue import Catalogue
from corpus.changes import Op
from corpus.errors import BadQuery, JudgementNotFound, NoSuchLabel, UnknownFilter
from corpus.judgement_exchange import exported, imported
from corpus.judgement_history import count_judgements, history
from corpus.judgements import Verdict, Wish
from corpus.judging import judge, undo
from corpus.records import Annotation

LONG = (
    "La cooperativa ha aperto uno sportello in piazza per chi assiste un familiare a casa. "
    "Dopo un anno le famiglie seguite erano ottanta e i volontari formati dodici in tutto."
)
OTHER = (
    "Il comune ha messo a disposizione i locali della vecchia scuola, senza chiedere un affitto."
)
FOUND = (
    Annotation("actor", "companies", 3, 14, "label"),
    Annotation("kind", "practice", 0, 2, "c"),
)


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """A catalogue of nothing, made once: its tables take longer than what a test does with it."""
    path = tmp_path_factory.mktemp("empty") / "catalogue.db"
    Catalogue(path).close()
    return path


@pytest.fixture
def catalogue(empty, tmp_path):
    with Catalogue(shutil.copy(empty, tmp_path / "catalogue.db")) as opened:
        yield opened


@pytest.fixture
def other(empty, tmp_path):
    with Catalogue(shutil.copy(empty, tmp_path / "other.db")) as opened:
        yield opened


@pytest.fixture
def record(catalogue):
    return put(catalogue, make_record("a"), [LONG, OTHER], annotations={0: FOUND})


def say(catalogue, passage, *wishes, by="Ada Rossi"):
    return judge(catalogue, passage, [Wish(*w) for w in wishes], by, "letto sul campo")


def labels(catalogue, record, words="sportello"):
    found = [p for p in catalogue.passages_of(record.id) if words in p.text]
    return {(a.facet, a.code) for p in found for a in p.annotations}


def first(catalogue, record):
    return catalogue.passages_of(record.id)[0]


def test_the_latest_word_of_a_person_wins_over_the_machine(catalogue, record):
    passage = first(catalogue, record)
    start = LONG.index("sportello")
    say(
        catalogue,
        passage.id,
        (Verdict.REMOVE, "actor", "companies"),
        (Verdict.ADD, "theme", "housing", (start, start + 9)),
    )
    seen = first(catalogue, record)
    assert labels(catalogue, record) == {("theme", "housing"), ("kind", "practice")}
    [added] = [a for a in seen.annotations if a.facet == "theme"]
    assert (LONG[added.start : added.end], added.rule, added.by) == (
        "sportello",
        "person",
        "Ada Rossi",
    )
    say(catalogue, passage.id, (Verdict.ADD, "actor", "companies"), by="Bruno Verdi")
    say(catalogue, passage.id, (Verdict.REMOVE, "theme", "housing"), by="Bruno Verdi")
    assert labels(catalogue, record) == {("actor", "companies"), ("kind", "practice")}


def test_a_correction_is_announced_as_a_change_of_labels_only(catalogue, record):
    before = catalogue.last_seq()
    say(catalogue, first(catalogue, record).id, (Verdict.ADD, "theme", "housing"))
    assert [(c.record, c.op) for c in catalogue.changes_since(before)] == [(record.id, Op.LABEL)]


def test_undoing_puts_back_what_was_and_can_be_undone_and_history_keeps_all(catalogue, record):
    passage = first(catalogue, record)
    [one] = say(catalogue, passage.id, (Verdict.REMOVE, "actor", "companies"))
    taken_back = undo(catalogue, one.id, "Bruno Verdi", "era giusto")
    assert ("actor", "companies") in labels(catalogue, record)
    with pytest.raises(BadQuery):
        undo(catalogue, one.id, "Bruno Verdi", "era giusto")
    undo(catalogue, taken_back.id, "Ada Rossi", "no, era sbagliato")
    assert ("actor", "companies") not in labels(catalogue, record)
    assert len(history(catalogue, passage=passage.id)) == 3
    with pytest.raises(JudgementNotFound):
        undo(catalogue, "0" * 16, "Ada Rossi", "perché sì")


def test_removing_a_region_removes_the_places_in_it(catalogue):
    found = (Annotation("territory", "Lombardia/BS/Brescia", 0, 2, "place"),)
    record = put(catalogue, make_record("b"), [LONG], annotations={0: found})
    say(catalogue, first(catalogue, record).id, (Verdict.REMOVE, "territory", "Lombardia"))
    assert labels(catalogue, record) == set()


@pytest.mark.parametrize(
    ("wish", "error"),
    [
        ((Verdict.ADD, "theme", "houssing"), UnknownFilter),
        ((Verdict.ADD, "colour", "red"), UnknownFilter),
        ((Verdict.ADD, "territory", "Lombardia/BS/Bresca"), UnknownFilter),
        ((Verdict.REMOVE, "actor", "volunteering"), NoSuchLabel),
        ((Verdict.CONFIRM, "theme", "housing"), NoSuchLabel),
        ((Verdict.ADD, "theme", "housing", (5, 9_999)), BadQuery),
    ],
)
def test_what_cannot_be_said_is_refused_and_nothing_is_written(catalogue, record, wish, error):
    passage = first(catalogue, record).id
    with pytest.raises(error):
        say(catalogue, passage, (Verdict.ADD, "theme", "housing"), wish)
    assert count_judgements(catalogue).made == 0
    with pytest.raises(BadQuery):
        judge(catalogue, passage, [Wish(Verdict.ADD, "theme", "housing")], " ", "perché")
    with pytest.raises(BadQuery):
        judge(catalogue, passage, [Wish(Verdict.ADD, "theme", "housing")], "Ada", " ")


def test_an_unknown_code_is_answered_with_the_nearest(catalogue, record):
    with pytest.raises(UnknownFilter) as refused:
        say(catalogue, first(catalogue, record).id, (Verdict.ADD, "theme", "houssing"))
    assert refused.value.known[0] == "housing"


def judged_twice(catalogue, record):
    """One label added by marked words, one removed from the whole passage."""
    start = LONG.index("volontari formati")
    say(
        catalogue,
        first(catalogue, record).id,
        (Verdict.REMOVE, "actor", "companies"),
        (Verdict.ADD, "actor", "volunteering", (start, start + 9)),
    )


def again(catalogue, record, texts):
    """Put a changed file in the place of a record; the machine says what it said before."""
    changed = dataclasses.replace(record, sha256=make_record("changed").sha256)
    found = {n: FOUND[:1] for n, text in enumerate(texts) if "cooperativa" in text}
    put(catalogue, changed, texts, replace=True, annotations=found)


@pytest.mark.parametrize(
    "texts",
    [
        [OTHER, LONG],
        [f"{LONG} {OTHER}"],
        [*LONG.replace(". ", ".|").split("|"), OTHER],
        [LONG.replace("aperto uno", "aperto\nuno"), OTHER],
        [LONG.replace("in piazza ", ""), OTHER],
    ],
    ids=["moved", "joined", "parted", "broken otherwise", "some words less"],
)
def test_corrections_follow_their_words_into_a_changed_file(catalogue, record, texts):
    judged_twice(catalogue, record)
    again(catalogue, record, texts)
    assert ("actor", "companies") not in labels(catalogue, record, "cooperativa")
    [added] = [
        (p.text[a.start : a.end], a.by)
        for p in catalogue.passages_of(record.id)
        for a in p.annotations
        if a.code == "volunteering"
    ]
    assert added == ("volontari", "Ada Rossi")
    assert count_judgements(catalogue).waiting == 0


def test_what_cannot_be_placed_waits_and_comes_back_with_its_words(catalogue, record):
    judged_twice(catalogue, record)
    again(catalogue, record, ["Un testo del tutto diverso, che parla di trasporti e di orari."])
    assert [e.state for _, e in history(catalogue, waiting=True)] == ["waiting", "waiting"]
    again(catalogue, record, [OTHER, LONG])
    assert count_judgements(catalogue).waiting == 0
    catalogue.remove(record.id)
    assert count_judgements(catalogue).waiting == 2
    put(catalogue, record, [LONG], annotations={0: FOUND})
    assert labels(catalogue, record) == {("actor", "volunteering"), ("kind", "practice")}


def test_few_words_that_are_met_anywhere_are_not_guessed_at(catalogue):
    record = put(catalogue, make_record("c"), ["Obiettivi generali"])
    say(catalogue, first(catalogue, record).id, (Verdict.ADD, "theme", "housing"))
    again(catalogue, record, ["Gli obiettivi generali della cooperativa sono scritti altrove."])
    assert count_judgements(catalogue).waiting == 1


def test_people_win_again_after_labels_are_found_anew(catalogue, record):
    judged_twice(catalogue, record)
    passages = catalogue.passages_of(record.id)
    found = {p.id: (Annotation("actor", "companies", 0, 2, "new rule"),) for p in passages}
    assert put_annotations(catalogue, record.id, found, "v2")
    assert labels(catalogue, record) == {("actor", "volunteering")}
    assert labels(catalogue, record, "comune") == {("actor", "companies")}
    assert versions(catalogue) == {record.id: "v2"}
    before = catalogue.last_seq()
    assert put_annotations(catalogue, record.id, found, "v3")
    assert catalogue.last_seq() == before


def test_labels_of_passages_that_are_gone_are_not_written(catalogue, record):
    found = {p.id: () for p in catalogue.passages_of(record.id)}
    again(catalogue, record, [LONG])
    assert not put_annotations(catalogue, record.id, found, "v2")
    assert versions(catalogue) == {record.id: None}


def test_corrections_go_to_another_library_once(catalogue, record, other):
    judged_twice(catalogue, record)
    [(_, last), *_] = history(catalogue)
    undo(catalogue, last.judgement.id, "Ada Rossi", "ci ripenso")
    lines = [json.dumps(one) for one in exported(catalogue)]
    there = put(other, make_record("a"), [OTHER, LONG], annotations={1: FOUND})
    assert imported(other, lines).new == 3
    assert labels(other, there) == labels(catalogue, record) == {("kind", "practice")}
    again_imported = imported(other, lines)
    assert (again_imported.new, again_imported.known, again_imported.touched) == (0, 3, ())
    assert [json.dumps(one) for one in exported(other)] == lines
    with pytest.raises(BadQuery, match="Line 2"):
        imported(other, [lines[0], '{"id": "x"}'])


def test_corrections_that_come_before_their_document_wait_for_it(catalogue, record, other):
    judged_twice(catalogue, record)
    lines = [json.dumps(one) for one in exported(catalogue)]
    assert imported(other, lines).touched == ()
    assert count_judgements(other).waiting == 2
    there = put(other, make_record("a"), [LONG], annotations={0: FOUND})
    assert labels(other, there) == labels(catalogue, record)
