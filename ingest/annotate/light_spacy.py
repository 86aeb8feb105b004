"""What is used of spaCy, imported without PyTorch.

spaCy tries to import PyTorch, for networks that nothing here has. That takes 2.3 s of the 3.7 s of
its import and 200 MB, in every process that reads files.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

__all__ = ["Doc", "Language", "PhraseMatcher", "Vocab", "load_language_data", "registry", "spacy"]


class _NotInstalled(MetaPathFinder):
    """Says of one package that it is not there, to the thread that asked for that."""

    def __init__(self, package: str) -> None:
        self._package = package
        self._thread = threading.get_ident()

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname == self._package and threading.get_ident() == self._thread:
            raise ModuleNotFoundError(f"{fullname} is left out", name=fullname)
        return None


@contextmanager
def left_out(package: str) -> Iterator[None]:
    """Let this thread import modules as if a package were not installed.

    One that is imported already stays.
    """
    finder = _NotInstalled(package)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


with left_out("torch"):
    import spacy
    from spacy.language import Language
    from spacy.matcher import PhraseMatcher
    from spacy.tokens import Doc
    from spacy.util import load_language_data, registry
    from spacy.vocab import Vocab
