"""``prassi vocabulary``: checking, writing out and adding to the vocabulary."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from api.commands.output import chosen, say
from api.settings import Settings
from corpus.errors import BadQuery, CatalogueMismatch


def run_check(path: Path) -> int:
    """Write what a SKOS file breaks, a line each; return the exit code."""
    from corpus.skos_check import check_skos, read_skos

    graph, text = read_skos(path)
    issues = check_skos(graph, text)
    for issue in issues:
        line = "" if issue.line is None else f"{issue.line}:"
        sys.stdout.write(f"{path}:{line} {issue.concept}: {issue.message} [{issue.rule}]\n")
    sys.stdout.flush()
    say(f"{len(issues)} issues." if issues else "No issues.")
    return 1 if issues else 0


def run_export(settings: Settings, format_: str) -> None:
    """Write facets and terms, those of the library included, as SKOS to stdout."""
    from corpus.own_terms import own_texts
    from corpus.skos_terms import whole_vocabulary, written
    from corpus.terms import terms_text

    chosen("format", format_, ("turtle", "jsonld"))
    graph = whole_vocabulary([terms_text(), *own_texts(settings.data).values()])
    sys.stdout.write(written(graph, format_))
    sys.stdout.flush()


def run_import(settings: Settings, path: Path | None, name: str | None, remove: str | None) -> int:
    """Take a SKOS file in as the library's own, or give one up."""
    from corpus.own_terms import remove_own

    data = settings.data
    if not data.is_dir():
        raise CatalogueMismatch(data, "there is no library here; `prassi ingest` makes one")
    if (path is None) == (remove is None):
        raise BadQuery("Name a file to import, or one to --remove.")
    if remove is not None:
        remove_own(data, remove)
        say(f"{remove} is removed; searches no longer know it.")
        return 0
    assert path is not None  # noqa: S101 - for mypy: asked above
    return _imported(data, path, name or _name_of(path))


def _imported(data: Path, path: Path, name: str) -> int:
    from corpus.own_import import VocabularyRefused, import_terms

    try:
        count = import_terms(data, path, name)
    except VocabularyRefused as refused:
        for issue in refused.issues:
            line = "" if issue.line is None else f"{issue.line}:"
            say(f"{path}:{line} {issue.concept}: {issue.message} [{issue.rule}]")
        raise
    undo = f"`prassi vocabulary import --remove {name}` undoes it"
    say(f"{count} concepts taken in as {name}; {undo}.")
    return 0


def _name_of(path: Path) -> str:
    return re.sub(r"[^a-z0-9_-]+", "-", path.stem.lower()).strip("-_.") or "own"
