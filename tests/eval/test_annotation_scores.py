"""Precision, recall and F1 on labels counted by hand."""

import json

import pytest

from eval.annotation import (
    Gold,
    MissingPredictions,
    read_passages,
    read_real,
    score,
)
from eval.annotation_keys import likeness, same_passage, shingle_key, text_key
from eval.collection import BadCollection

GOLD = {
    "a1": Gold("a", {"kind": frozenset({"practice", "lesson"}), "actor": frozenset({"schools"})}),
    "a2": Gold("a", {"kind": frozenset(), "actor": frozenset()}),
    "b1": Gold("b", {"kind": frozenset({"practice"}), "actor": frozenset({"schools"})}),
    "b2": Gold("b", {"kind": frozenset({"need"}), "actor": frozenset()}),
}
FOUND = {
    "a1": {"kind": ["practice"], "actor": ["schools", "companies"]},
    "a2": {"kind": ["practice"]},
    "b1": {"kind": {"practice", "need"}, "actor": []},
    "b2": {"kind": {"need"}},
}


def test_a_label_is_counted_over_passages():
    practice = score(FOUND, GOLD)["kind"].labels["practice"]
    assert (practice.true_positives, practice.false_positives, practice.false_negatives) == (
        2,
        1,
        0,
    )
    assert practice.precision == pytest.approx(2 / 3)
    assert practice.recall == 1.0
    assert practice.f1 == pytest.approx(4 / 5)
    assert practice.support == 2


def test_a_label_that_was_never_found_scores_zero():
    lesson = score(FOUND, GOLD)["kind"].labels["lesson"]
    assert (lesson.precision, lesson.recall, lesson.f1) == (0.0, 0.0, 0.0)
    assert (lesson.f1_interval.low, lesson.f1_interval.high) == (0.0, 0.0)


def test_a_label_that_nobody_gave_counts_against_precision():
    companies = score(FOUND, GOLD)["actor"].labels["companies"]
    assert (companies.false_positives, companies.support) == (1, 0)
    assert (companies.precision, companies.recall, companies.f1) == (0.0, 0.0, 0.0)


def test_the_micro_average_counts_every_decision_once():
    # practice 2 right 1 wrong, need 1 right 1 wrong, lesson 1 missed
    micro = score(FOUND, GOLD)["kind"].micro
    assert micro.precision == pytest.approx(3 / 5)
    assert micro.recall == pytest.approx(3 / 4)
    assert micro.f1 == pytest.approx(6 / 9)


def test_facets_without_any_label_are_left_out():
    assert set(score(FOUND, GOLD)) == {"kind", "actor"}


def test_perfect_predictions_have_no_spread():
    exact = {id_: gold.labels for id_, gold in GOLD.items()}
    micro = score(exact, GOLD)["kind"].micro
    assert (micro.precision, micro.recall, micro.f1) == (1.0, 1.0, 1.0)
    assert (micro.f1_interval.low, micro.f1_interval.high) == (1.0, 1.0)


def test_the_interval_draws_documents_and_not_passages():
    # In document a all is right, in b all is wrong: a resample is (a, a), (a, b) or (b, b).
    gold = {f"{d}{n}": Gold(d, {"kind": frozenset({"need"})}) for d in "ab" for n in range(50)}
    found = {id_: {"kind": ["need"] if id_[0] == "a" else []} for id_ in gold}
    need = score(found, gold)["kind"].labels["need"]
    assert need.recall == 0.5
    assert (need.recall_interval.low, need.recall_interval.high) == (0.0, 1.0)


def test_an_interval_holds_its_measure_and_is_the_same_each_time():
    gold = {
        f"{d}-{n}": Gold(f"d{d}", {"kind": frozenset({"need"} if (d + n) % 3 else set())})
        for d in range(12)
        for n in range(5)
    }
    found = {id_: {"kind": ["need"]} for id_ in gold}
    micro = score(found, gold)["kind"].micro
    assert micro.precision_interval.low < micro.precision < micro.precision_interval.high
    assert score(found, gold)["kind"].micro == micro


def test_a_judged_passage_without_prediction_is_an_error():
    with pytest.raises(MissingPredictions) as caught:
        score({id_: found for id_, found in FOUND.items() if id_ != "b2"}, GOLD)
    assert caught.value.ids == ("b2",)


def test_predictions_for_passages_that_nobody_judged_do_not_count():
    more = {**FOUND, "z": {"kind": ["need"]}}
    assert score(more, GOLD) == score(FOUND, GOLD)


def test_nothing_judged_scores_nothing():
    assert score(FOUND, {}) == {}


def test_the_key_of_a_text_is_blind_to_case_space_and_punctuation():
    assert text_key("Il progetto\n è, infatti, partito.") == text_key(
        "il PROGETTO è infatti partito"
    )
    assert text_key("il progetto è partito") != text_key("il progetto è partito ieri")
    assert text_key("il progetto") != text_key("ilprogetto")


SENTENCE = (
    "Nel distretto le infermiere di comunità visitano a domicilio le persone dimesse e chiamano "
    "il medico di famiglia prima che la terapia venga cambiata, così che nessuno resti senza "
    "una risposta nelle ore in cui gli ambulatori sono chiusi"
)


def test_a_passage_is_found_again_though_a_footnote_mark_is_read_otherwise():
    changed = SENTENCE.replace("chiamano", "chiamano ²", 1)
    texts = ["Tutt'altra cosa che sta nella stessa pagina del documento.", changed]
    assert text_key(changed) != text_key(SENTENCE)
    assert same_passage(text_key(SENTENCE), shingle_key(SENTENCE), texts) == changed


def test_a_passage_that_is_cut_otherwise_is_missed():
    half = SENTENCE[: len(SENTENCE) // 2]
    assert same_passage(text_key(SENTENCE), shingle_key(SENTENCE), [half]) is None
    assert same_passage(text_key(SENTENCE), shingle_key(SENTENCE), []) is None


def test_the_very_words_win_over_what_is_only_alike():
    alike = SENTENCE + " ²"
    found = same_passage(text_key(SENTENCE), shingle_key(SENTENCE), [alike, SENTENCE.upper()])
    assert found == SENTENCE.upper()


def test_likeness_runs_from_nothing_in_common_to_the_same():
    assert likeness(shingle_key(SENTENCE), shingle_key(SENTENCE)) == 1.0
    assert likeness(shingle_key("una cosa"), shingle_key("e un'altra")) == 0.0
    assert likeness((), ()) == 0.0
    assert likeness((1, 2, 3), (2, 3, 4)) == 0.5


ROW = {
    "id": "d-1",
    "document": "d",
    "part": "train",
    "genre": "report",
    "language": "it",
    "text": "Un testo.",
    "kinds": ["need"],
    "actors": [],
    "targets": [],
    "themes": [],
    "regions": ["Lazio"],
}


@pytest.mark.parametrize(
    "rows",
    [
        [{**ROW, "part": "prova"}],
        [{**ROW, "kinds": "need"}],
        [{key: value for key, value in ROW.items() if key != "actors"}],
        [ROW, ROW],
        ["text"],
    ],
)
def test_a_malformed_collection_is_refused(tmp_path, rows):
    path = tmp_path / "p.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    with pytest.raises(BadCollection):
        read_passages(path)


def test_a_file_that_is_not_there_or_not_json_is_refused(tmp_path):
    with pytest.raises(BadCollection):
        read_passages(tmp_path / "none.jsonl")
    path = tmp_path / "p.jsonl"
    path.write_text("{\n", encoding="utf-8")
    with pytest.raises(BadCollection) as caught:
        read_real(path)
    assert caught.value.line == 1


def test_a_passage_is_read_as_written(tmp_path):
    path = tmp_path / "p.jsonl"
    path.write_text(json.dumps(ROW) + "\n", encoding="utf-8")
    [passage] = read_passages(path)
    assert (passage.id, passage.document, passage.text) == ("d-1", "d", "Un testo.")
    assert passage.gold.labels["kind"] == {"need"}
    assert passage.gold.labels["region"] == {"Lazio"}
    assert passage.gold.labels["polarity"] == frozenset()
