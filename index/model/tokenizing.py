"""The tokenizer of a prepared model: the quick one for few texts, the whole one for many."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Protocol

from corpus.errors import ModelDamaged
from index.model.manifest import TOKENIZER_FILE, ModelInfo
from index.model.unigram import FRAME_FILE, Unigram, open_unigram

#: Characters after which loading the whole tokenizer (1.2 s) pays: it saves 1.4 ms on each
#: passage of 750 characters (0.6 ms against 2.0).
_CHARACTERS_WORTH_LOADING = 600_000
#: No piece of the vocabularies in use is longer than 16 characters; twice that many a token are
#: kept, so that a text of millions of characters costs no more than one that fills the model.
_CHARACTERS_A_TOKEN = 32


class _Encoding(Protocol):
    @property
    def ids(self) -> list[int]: ...


class _Whole(Protocol):
    """The tokenizers package's Tokenizer, as far as it is used."""

    def encode(self, sequence: str) -> _Encoding: ...


class Tokenizing:
    """Turns texts into ids; safe to share between threads."""

    __slots__ = ("_info", "_lock", "_quick", "_seen", "_whole")

    def __init__(self, info: ModelInfo) -> None:
        self._info = info
        self._lock = threading.Lock()
        self._quick = _open_quick(info) if FRAME_FILE in info.files else None
        self._whole = open_whole(info.folder) if self._quick is None else None
        self._seen = 0

    def expect(self, texts: list[str]) -> None:
        """Prepare for these texts; where many have come already, load the whole tokenizer."""
        self._seen += sum(map(len, texts))
        if self._seen > _CHARACTERS_WORTH_LOADING:
            self._load_whole()

    def ids(self, text: str) -> list[int]:
        """Return the ids of the whole text, marks of begin and end included."""
        text = text.encode("utf-8", "replace").decode("utf-8")  # half a surrogate pair becomes "?"
        whole = self._whole
        if whole is None and self._quick is not None and self._quick.can_cut(text):
            return self._quick.encode(text)
        return (whole or self._load_whole()).encode(text).ids

    def cut_ids(self, text: str) -> list[int]:
        """Return at most ``max_tokens`` ids; the closing marks stay when text is cut."""
        most, closing = self._info.max_tokens, self._info.closing_marks
        ids = self.ids(text[: most * _CHARACTERS_A_TOKEN])
        return ids if len(ids) <= most else ids[: most - closing] + ids[len(ids) - closing :]

    def _load_whole(self) -> _Whole:
        with self._lock:
            if self._whole is None:
                self._whole = open_whole(self._info.folder)
            return self._whole


def open_whole(folder: Path) -> _Whole:
    """Load ``tokenizer.json``; raises ModelDamaged if it is none."""
    from tokenizers import Tokenizer

    path = folder / TOKENIZER_FILE
    try:
        whole: _Whole = Tokenizer.from_file(str(path))
    except Exception as error:  # the package raises bare Exception
        raise ModelDamaged(path, "a tokenizer", str(error)) from error
    return whole


def _open_quick(info: ModelInfo) -> Unigram:
    try:
        return open_unigram(info.folder)
    except (OSError, ValueError, KeyError) as error:
        raise ModelDamaged(info.folder / FRAME_FILE, "a vocabulary", str(error)) from error
