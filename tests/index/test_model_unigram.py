"""The quick way to cut texts finds the very pieces that the whole tokenizer finds."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from index.model.manifest import read_manifest
from index.model.tokenizing import Tokenizing, open_whole
from index.model.unigram import Unigram, open_unigram

TEXTS = [
    "query: Perché l'attività di volontariato è più forte dove c'è una rete?",
    "passage: LA COOPERAZIONE SOCIALE (legge 381/1991) — «buone prassi», 3,5 mln €",
    "e\u0300 un caffe\u0301 decomposto, poi piu\u0300 spazi   e\ttabulazioni\n\na capo",
    "ﬁnanza, ½, №, ²; soft\u00adhyphen; zero\u200bwidth; nbsp\u00a0qui; \ufeffbom",
    "漢字かな交じり文 и кириллица, العربية, 한국어",
    "\U00020bb7\U00020bb8 \ue000\ue001x\ue002 🙂🙃",
    "",
    " ",
]


@pytest.fixture(scope="module")
def quick(prepared_model: Path) -> Unigram:
    return open_unigram(prepared_model)


@pytest.fixture(scope="module")
def whole(prepared_model: Path) -> Tokenizer:
    return Tokenizer.from_file(str(prepared_model / "tokenizer.json"))


@pytest.mark.parametrize("text", TEXTS)
def test_real_texts_are_cut_alike(quick: Unigram, whole: Tokenizer, text: str) -> None:
    assert quick.encode(text) == whole.encode(text).ids


@given(st.text(max_size=40))
@settings(max_examples=400, deadline=None)
def test_any_text_is_cut_alike(quick: Unigram, whole: Tokenizer, text: str) -> None:
    if quick.can_cut(text):
        assert quick.encode(text) == whole.encode(text).ids


def test_a_text_with_a_mark_is_left_to_the_whole_tokenizer(quick: Unigram) -> None:
    assert not quick.can_cut("prima </s> dopo")


def test_many_texts_bring_in_the_whole_tokenizer_and_nothing_changes(
    prepared_model: Path,
) -> None:
    tokenizing = Tokenizing(read_manifest(prepared_model))
    before = [tokenizing.ids(text) for text in TEXTS]
    tokenizing.expect(["x" * 1_000_000])
    assert [tokenizing.ids(text) for text in TEXTS] == before


def test_the_file_on_disk_is_a_whole_tokenizer(prepared_model: Path) -> None:
    assert open_whole(prepared_model).encode("casa").ids[0] == 0
