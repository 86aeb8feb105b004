"""Passages of our own (annotate_passages.txt) keep the labels people gave them."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.annotate import Annotator, annotation_lists, open_annotator

LISTS = ("kinds", "actors", "targets", "themes", "regions")
#: Least micro-F1 by list; the passages are few, so this guards against decay, no more.
FLOORS = {"kinds": 0.75, "actors": 0.85, "targets": 0.85, "themes": 0.8, "regions": 0.97}

PASSAGES = Path(__file__).with_name("annotate_passages.txt")


def cases() -> list[tuple[str, dict[str, list[str]]]]:
    found = []
    for line in PASSAGES.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        text, *labels = (part.strip() for part in line.split("|"))
        found.append(
            (
                text,
                {
                    n: sorted(c.replace("_", " ") for c in x.split())
                    for n, x in zip(LISTS, labels, strict=True)
                },
            )
        )
    return found


@pytest.fixture(scope="module")
def annotator() -> Annotator:
    return open_annotator()


@pytest.mark.parametrize("name", LISTS)
def test_hand_labelled_passages_keep_their_micro_f1(annotator: Annotator, name: str) -> None:
    hits = wrong = missed = 0
    for text, expected in cases():
        found = set(annotation_lists(annotator.annotate(text))[name])
        wanted = set(expected[name])
        hits += len(found & wanted)
        wrong += len(found - wanted)
        missed += len(wanted - found)
    f1 = 2 * hits / (2 * hits + wrong + missed)
    assert f1 >= FLOORS[name], (name, f1, hits, wrong, missed)
