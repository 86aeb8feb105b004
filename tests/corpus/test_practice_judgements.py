"""What people say of practices holds: sentences of fields, and which of two are one."""

import dataclasses
import json
import shutil

import pytest
import sqlalchemy as sa
from making import make_record, put

from corpus import schema
from corpus.annotated import put_annotations
from corpus.catalogue import Catalogue
from corpus.errors import BadQuery, PassageNotFound, PracticeNotFound, UnknownFilter
from corpus.judgement_exchange import exported, imported
from corpus.judgement_history import count_judgements, history
from corpus.judgements import Verdict
from corpus.judging import undo
from corpus.practice_judging import FieldWish, PracticeWish, judge_practice
from corpus.practices import practice, practice_ids, practices_by_id
from corpus.records import Annotation

CASA = "Il progetto Casa Aperta è nato ad Arezzo nel 2020 per gli anziani soli del quartiere."
COSTO = "Il progetto Casa Aperta costa 90.000 euro di contributo l'anno alla fondazione del posto."
SAID = "Chi lo frequenta dice di sentirsi meno solo, e torna volentieri ogni settimana con altri."
ORTI = "Il progetto Orti Insieme è nato ad Arezzo nel 2021 con gli anziani e le scuole vicine."
AREZZO, BARI = "Toscana/AR/Arezzo", "Puglia/BA/Bari"


def labels(text, name="Casa Aperta", place=AREZZO):
    start = text.index(name)
    found = [
        Annotation("kind", "practice", 0, len(text) - 1, "cue-born", 0.9),
        Annotation("project", name, start, start + len(name), "named-project", 0.8),
    ]
    if "euro" in text:
        at = text.index("90.000")
        found.append(Annotation("quantity", "euro", at, at + 11, "euro", 0.9))
    return (*found, *([Annotation("territory", place, 0, 5, "name")] if place else ()))


def tell(catalogue, name, *texts, place=AREZZO, **options):
    """Put a record; texts with a name are about a practice."""
    named = {"Casa Aperta", "Orti Insieme", "Casa Solare"}
    found = {
        number: labels(text, one, place)
        for number, text in enumerate(texts)
        for one in named
        if one in text
    }
    return put(catalogue, make_record(name), list(texts), annotations=found, **options)


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


def cards(catalogue):
    return practices_by_id(catalogue, practice_ids(catalogue))


def only(catalogue):
    [card] = cards(catalogue).values()
    return card


def said_in(card, field):
    return [quote.text for quote in card.fields.get(field, ())]


def of(catalogue, words):
    """Return the passage that holds words."""
    return next(
        passage
        for record in catalogue.record_ids()
        for passage in catalogue.passages_of(record)
        if words in passage.text
    )


def wish(catalogue, verdict, field, sentence):
    passage = of(catalogue, sentence)
    start = passage.text.index(sentence)
    return FieldWish(verdict, field, passage.id, start, start + len(sentence))


def say(catalogue, verdict, field, sentence, card=None):
    fields = (wish(catalogue, verdict, field, sentence),)
    identifier = (card or only(catalogue)).id
    return judge_practice(catalogue, identifier, PracticeWish(fields), "Ada Rossi", "visto")


def link(catalogue, card, **what):
    one = {name: (identifier,) for name, identifier in what.items()}
    [made] = judge_practice(catalogue, card.id, PracticeWish(**one), "Ada Rossi", "visto")
    return made


def filled(card):
    return [field for field in card.fields if said_in(card, field)]


def test_a_sentence_is_added_word_for_word_removed_and_both_are_taken_back(catalogue):
    tell(catalogue, "a", CASA, SAID)
    before = only(catalogue)
    assert SAID not in said_in(before, "results")
    [added] = say(catalogue, Verdict.ADD, "results", SAID)
    [quote] = [q for q in only(catalogue).fields["results"] if q.text == SAID]
    assert (quote.rule, quote.confidence, quote.page) == ("person", 1.0, 1)
    assert of(catalogue, SAID).text[quote.start : quote.end] == SAID
    [removed] = say(catalogue, Verdict.REMOVE, "results", SAID)
    assert SAID not in said_in(only(catalogue), "results")
    undo(catalogue, removed.id, "Ada Rossi", "no")
    assert SAID in said_in(only(catalogue), "results")
    undo(catalogue, added.id, "Ada Rossi", "no")
    assert only(catalogue) == before


def test_what_a_person_removed_does_not_come_back_with_a_copy_or_new_rules(catalogue):
    record = tell(catalogue, "a", CASA)
    field = filled(only(catalogue))[0]
    say(catalogue, Verdict.REMOVE, field, CASA)
    tell(catalogue, "b", CASA, COSTO)
    assert len(only(catalogue).records) == 2
    assert CASA not in said_in(only(catalogue), field)
    found = {p.id: labels(p.text)[:2] for p in catalogue.passages_of(record.id)}
    assert put_annotations(catalogue, record.id, found, "v2")
    assert CASA not in said_in(only(catalogue), field)


def test_every_sentence_that_people_added_is_shown_however_many_there_are(catalogue):
    more = [f"Chi viene dice di sentirsi meno solo per la ragione numero {n}." for n in range(7)]
    tell(catalogue, "a", CASA, *more)
    for sentence in more:
        say(catalogue, Verdict.ADD, "results", sentence)
    assert said_in(only(catalogue), "results") == more


def test_a_confirmed_sentence_stays_when_the_machine_thinks_otherwise(catalogue):
    record = tell(catalogue, "a", CASA, SAID)
    field = filled(only(catalogue))[0]
    say(catalogue, Verdict.CONFIRM, field, CASA)
    say(catalogue, Verdict.ADD, "lessons", SAID)
    passages = catalogue.passages_of(record.id)
    found = {p.id: labels(p.text)[:2] if "Casa" in p.text else () for p in passages}
    assert put_annotations(catalogue, record.id, found, "v2")
    assert CASA in said_in(only(catalogue), field)
    assert said_in(only(catalogue), "lessons") == [SAID]


def test_a_sentence_follows_its_words_into_a_changed_file_and_waits_without_them(catalogue):
    record = tell(catalogue, "a", CASA, SAID)
    say(catalogue, Verdict.ADD, "results", SAID)

    def again(*texts):
        changed = dataclasses.replace(record, sha256=make_record("changed").sha256)
        found = {n: labels(t) for n, t in enumerate(texts) if "Casa" in t}
        put(catalogue, changed, list(texts), replace=True, annotations=found)

    again("Una premessa.", f"{CASA} {SAID}")
    assert said_in(only(catalogue), "results") == [SAID]
    again(CASA)
    assert [e.state for _, e in history(catalogue)] == ["waiting"]
    again("Un testo che non nomina niente, e poi finisce.", SAID)  # the words, without the practice
    assert count_judgements(catalogue).waiting == 1
    again(SAID, CASA)
    assert count_judgements(catalogue).waiting == 0
    assert said_in(only(catalogue), "results") == [SAID]


def test_a_rival_of_the_same_name_leaves_a_correction_where_it_was_made(catalogue):
    tell(catalogue, "a", CASA, SAID)
    before = only(catalogue).id
    say(catalogue, Verdict.ADD, "results", SAID)
    tell(catalogue, "b", CASA.replace("ad Arezzo", "a Bari"), place=BARI)
    assert before not in cards(catalogue)
    by_place = {card.places: said_in(card, "results") for card in cards(catalogue).values()}
    assert by_place == {(AREZZO,): [SAID], (BARI,): []}


def test_what_cannot_be_said_of_a_practice_is_refused_and_nothing_is_written(catalogue):
    tell(catalogue, "a", CASA, SAID)
    strange = tell(catalogue, "b", "Altro testo, che non parla di nessuna iniziativa.")
    card = only(catalogue)
    good = wish(catalogue, Verdict.ADD, "results", SAID)
    elsewhere = wish(catalogue, Verdict.ADD, "results", "Altro testo")
    for bad, error in (
        (PracticeWish((good, dataclasses.replace(good, field="colour"))), UnknownFilter),
        (PracticeWish((good, dataclasses.replace(good, passage="none"))), PassageNotFound),
        (PracticeWish((good, dataclasses.replace(good, end=9_999))), BadQuery),
        (PracticeWish((good, elsewhere)), BadQuery),
        (PracticeWish((good, dataclasses.replace(good, verdict=Verdict.REMOVE))), BadQuery),
        (PracticeWish((good,), join=("none",)), PracticeNotFound),
        (PracticeWish((good,), join=(card.id,)), BadQuery),
        (PracticeWish((good,), part=(strange.id,)), BadQuery),
        (PracticeWish((good,), part=(card.records[0],)), BadQuery),
        (PracticeWish(), BadQuery),
    ):
        with pytest.raises(error):
            judge_practice(catalogue, card.id, bad, "Ada", "perché")
    with pytest.raises(PracticeNotFound):
        judge_practice(catalogue, "none", PracticeWish((good,)), "Ada", "perché")
    assert count_judgements(catalogue).made == 0


def test_joined_practices_are_one_through_reingestion_and_part_again_when_undone(catalogue):
    tell(catalogue, "a", CASA)
    record = tell(catalogue, "b", ORTI)
    casa, orti = sorted(cards(catalogue).values(), key=lambda card: card.name)
    before = catalogue.last_seq()
    made = link(catalogue, casa, join=orti.id)
    joined = only(catalogue)
    assert joined.id == casa.id
    assert set(joined.names) == {"Casa Aperta", "Orti Insieme"}
    assert record.id in {change.record for change in catalogue.changes_since(before)}
    catalogue.remove(record.id)
    assert count_judgements(catalogue).waiting == 1
    assert only(catalogue).names == ("Casa Aperta",)
    tell(catalogue, "b", "Una premessa nuova.", ORTI)
    assert len(only(catalogue).records) == 2
    assert count_judgements(catalogue).waiting == 0
    assert [e.judgement.id for _, e in history(catalogue, practice=casa.id)] == [made.id]
    undo(catalogue, made.id, "Bruno Verdi", "sono due")
    assert set(cards(catalogue)) == {casa.id, orti.id}


def test_a_joined_practice_keeps_together_when_the_machine_calls_one_otherwise(catalogue):
    tell(catalogue, "a", CASA)
    record = tell(catalogue, "b", ORTI)
    casa, orti = sorted(cards(catalogue).values(), key=lambda card: card.name)
    link(catalogue, casa, join=orti.id)
    [passage] = catalogue.passages_of(record.id)
    renamed = (
        Annotation("kind", "practice", 0, len(ORTI) - 1, "cue-born", 0.9),
        Annotation("project", "Orti", 12, 16, "named-project", 0.8),
    )
    put_annotations(catalogue, record.id, {passage.id: renamed}, "v2")
    assert set(only(catalogue).names) == {"Casa Aperta", "Orti"}


def test_a_record_that_tells_of_another_practice_is_parted_and_stays_so(catalogue):
    mine = tell(catalogue, "a", CASA)
    theirs = tell(catalogue, "b", COSTO)
    whole = only(catalogue)
    made = link(catalogue, whole, part=theirs.id)
    assert {card.records for card in cards(catalogue).values()} == {(mine.id,), (theirs.id,)}
    apart = {card.records: card.id for card in cards(catalogue).values()}
    third = tell(catalogue, "c", CASA + " Offre visite.")
    assert len(cards(catalogue)) == 2
    assert practice(catalogue, apart[theirs.id,]).records == (theirs.id,)
    assert set(practice(catalogue, apart[mine.id,]).records) == {mine.id, third.id}
    undo(catalogue, made.id, "Ada Rossi", "è lo stesso")
    assert len(only(catalogue).records) == 3


def test_corrections_of_practices_go_to_another_library_whichever_comes_first(catalogue, other):
    def fill(library):
        tell(library, "a", CASA, SAID)
        tell(library, "b", ORTI)

    fill(catalogue)
    casa, orti = sorted(cards(catalogue).values(), key=lambda card: card.name)
    say(catalogue, Verdict.ADD, "results", SAID, casa)
    link(catalogue, casa, join=orti.id)
    lines = [json.dumps(one) for one in exported(catalogue)]
    assert imported(other, lines).new == 2
    assert count_judgements(other).waiting == 2
    fill(other)
    assert count_judgements(other).waiting == 0
    assert cards(other) == cards(catalogue)
    assert imported(other, lines).new == 0
    broken = json.dumps({**json.loads(lines[1]), "id": "x", "other": {"key": "orti"}})
    with pytest.raises(BadQuery, match="Line 1"):
        imported(other, [broken])


def test_practices_are_made_anew_by_new_rules_though_the_labels_stay(catalogue):
    record = tell(catalogue, "a", CASA, COSTO)
    whole = only(catalogue)
    with catalogue.writing() as connection:  # as older rules would have left it
        connection.execute(sa.delete(schema.initiative_quotes))
    assert only(catalogue) != whole
    seq = catalogue.last_seq()
    found = {p.id: p.annotations for p in catalogue.passages_of(record.id)}
    assert put_annotations(catalogue, record.id, found, "v2")
    assert only(catalogue) == whole
    assert catalogue.last_seq() == seq + 1
    assert put_annotations(catalogue, record.id, found, "v3")
    assert catalogue.last_seq() == seq + 1
