"""The report: where each page ranked, in figures, as JSON and as a page that is safe to open."""

import json
import re
from html.parser import HTMLParser

import pytest

from eval.collection import Topic
from eval.measure import METRICS, measure
from eval.report import make_report, placed, report_json
from eval.report_page import page, write_report
from eval.report_texts import TEXTS
from eval.significance import compare

HOSTILE = "</title></bdi><script>alert(1)</script> \"x\" 'y' & {{ 7 * 7 }} \u202e"
TOPICS = [
    Topic("t1", "uno", {"kind": "name", "language": "it"}),
    Topic("t2", "two", {"kind": "typo", "language": "en"}),
    Topic("t3", HOSTILE, {"kind": HOSTILE, "language": "it"}),
    Topic("t4", "nobody judged it"),
]
QRELS = {"t1": {"a": 3, "b": 1}, "t2": {"z": 2, "y": 0}, "t3": {HOSTILE: 3, "lost": 1}}
RUN = {"t1": ["b", "x", "a"], "t2": ["z"], "t3": ["p", HOSTILE], "t4": ["q"]}


@pytest.fixture(scope="module")
def report():
    found = measure(RUN, QRELS)
    before = measure({**RUN, "t1": ["a", "b"], "t2": []}, QRELS)
    comparison = compare(before.topics, found.topics, METRICS)
    return make_report("tag <b>", "page", TOPICS, QRELS, found, comparison, HOSTILE)


class Reader(HTMLParser):
    """Collects tags and text, and checks that tags close as they open."""

    VOID = frozenset({"meta", "br", "line", "rect"})

    def __init__(self, text):
        super().__init__()
        self.tags, self.open, self.text, self.attributes = set(), [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes.extend(attrs)
        if tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes.extend(attrs)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


def test_a_relevant_page_is_told_with_its_rank_and_what_stood_above():
    best, other = placed(RUN["t1"], QRELS["t1"])
    assert (best.document, best.grade, best.rank) == ("a", 3, 3)
    assert [(row.document, row.rank, row.grade) for row in best.above] == [
        ("b", 1, 1),
        ("x", 2, None),
    ]
    assert (other.document, other.rank, other.above) == ("b", 1, ())


def test_a_page_of_equal_grade_above_is_no_fault():
    [first, second] = placed(["a", "b"], {"a": 2, "b": 2})
    assert (first.above_count, second.above_count) == (0, 0)


def test_a_page_that_was_not_found_has_no_rank_and_nothing_above():
    [place] = placed(["x", "y"], {"lost": 1})
    assert (place.rank, place.above, place.above_count) == (None, (), 0)


def test_pages_judged_irrelevant_are_not_told():
    assert [place.document for place in placed(["y", "z"], QRELS["t2"])] == ["z"]


def test_many_pages_above_are_counted_and_the_first_named():
    [place] = placed([*map(str, range(20)), "a"], {"a": 1})
    assert [row.document for row in place.above] == ["0", "1", "2", "3", "4"]
    assert place.above_count == 20


def test_topics_nobody_judged_are_not_reported(report):
    assert [row.topic.id for row in report.topics] == ["t1", "t2", "t3"]


def test_topics_are_grouped_by_each_of_their_fields(report):
    groups = {(g.field, g.value): g for g in report.groups}
    assert groups["language", "it"].topics == 2
    expected = (report.evaluation.topics["t1"]["nDCG@10"]) / 2
    expected += report.evaluation.topics["t3"]["nDCG@10"] / 2
    assert groups["language", "it"].metrics["nDCG@10"] == pytest.approx(expected)
    assert sum(g.topics for g in report.groups if g.field == "kind") == 3


def test_a_field_that_tells_no_topics_apart_is_no_group():
    topics = [Topic("t1", "a", {"split": "dev", "note": "x"}), Topic("t2", "b", {"split": "dev"})]
    found = make_report("r", "page", topics, QRELS, measure(RUN, QRELS))
    assert {group.field for group in found.groups} == {"note"}


def test_the_json_keeps_the_shape_of_the_answer_and_adds_ranks(report):
    answer = json.loads(json.dumps(report_json(report)))
    assert {"metrics", "topics", "run_tag", "intervals", "ranks", "groups"} <= answer.keys()
    assert answer["topics"]["t2"]["nDCG@10"] == 1.0
    assert answer["ranks"]["t3"]["relevant"][0]["rank"] == 2
    row = answer["comparison"]["metrics"]["nDCG@10"]
    assert (row["wins"], row["ties"], row["losses"]) == (1, 1, 1)


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_the_page_is_whole_and_holds_no_markup_of_a_query(report, language):
    found = Reader(page(report, language))
    assert found.open == []
    assert "script" not in found.tags
    text = "".join(found.text)
    assert "<script>alert(1)</script>" in text
    assert "{{ 7 * 7 }}" in text
    assert text.count("tag <b>") == 2


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_the_page_fetches_nothing(report, language):
    found = Reader(page(report, language))
    sources = {value for name, value in found.attributes if name in {"src", "href"}}
    assert sources == {"index.en.html" if language == "it" else "index.html"}
    assert not found.tags & {"img", "link", "iframe", "object", "embed", "form"}
    assert not [name for name, _ in found.attributes if name.startswith("on")]


def test_the_page_draws_each_topic_and_each_difference(report):
    text = page(report, "it")
    bars = re.findall(r'<rect class="(?:bar|worse)"', text)
    assert len(bars) == len(METRICS) + len(report.topics) + len(report.comparison.topics)
    assert text.count('class="worse"') == 1


def test_numbers_are_written_as_the_language_does(report):
    value = report.evaluation.metrics["nDCG@10"]
    assert f"{value:.3f}".replace(".", ",") in "".join(Reader(page(report, "it")).text)
    assert f"{value:.3f}" in "".join(Reader(page(report, "en")).text)


def test_both_languages_say_the_same_things():
    italian, english = TEXTS["it"], TEXTS["en"]
    places = re.compile(r"{(\w+)}")
    assert italian.keys() == english.keys()
    for key, text in italian.items():
        assert sorted(places.findall(text)) == sorted(places.findall(english[key])), key


def test_a_report_without_topics_can_be_written(tmp_path):
    write_report(make_report("r", "page", [], {}, measure({}, {})), tmp_path / "new" / "folder")
    assert TEXTS["it"]["no_topics"] in (tmp_path / "new/folder/index.html").read_text("utf-8")


def test_halves_of_characters_do_not_end_a_report(tmp_path):
    topics = [Topic("t1", "\ud800", {})]
    found = make_report("r", "page", topics, QRELS, measure({"t1": ["a"]}, QRELS))
    write_report(found, tmp_path)
    assert json.loads((tmp_path / "report.json").read_text("utf-8"))["ranks"]["t1"]["query"] == "?"
    assert (tmp_path / "run.trec").read_text("utf-8").startswith("t1 Q0 a 1 ")
