"""``prassi correct`` and ``prassi corrections``: what people say of labels and practices."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from api.commands.output import chosen, out, say, write_json
from api.corrections import field_wish, wish_of
from api.library import open_library
from api.schema_corrections import correction_model
from api.settings import Settings
from corpus.errors import UnreadableFile
from corpus.judgement_exchange import exported, imported
from corpus.judgement_history import history
from corpus.judgements import Judgement, Subject, Verdict
from corpus.judging import judge, undo
from corpus.practice_judging import PracticeWish, judge_practice


def run_correct(
    settings: Settings,
    passage: str,
    said: Mapping[Verdict, Sequence[str]],
    words: str | None,
    by: str,
    why: str,
) -> None:
    """Write down what somebody says of the labels of a passage."""
    with open_library(settings) as library:
        text = library.catalogue.passage(passage).text
        wishes = [
            wish_of(text, verdict, pair, words) for verdict, pairs in said.items() for pair in pairs
        ]
        made = judge(library.catalogue, passage, wishes, by, why)
        labels = library.catalogue.passage(passage).facets()
    _tell(made)
    for facet, codes in labels.items():
        out().print(f"{facet:<14}{', '.join(codes)}")


def run_list(
    settings: Settings,
    passage: str | None,
    record: str | None,
    practice: str | None,
    by: str | None,
    waiting: bool,
    number: int,
    format_: str,
) -> None:
    """List corrections, the latest first."""
    chosen("format", format_, ("table", "json"))
    with open_library(settings) as library:
        found = [
            entry
            for _, entry in history(
                library.catalogue,
                passage=passage,
                record=record,
                practice=practice,
                by=by,
                waiting=waiting,
                limit=number,
            )
        ]
    if format_ == "json":
        write_json({"corrections": [correction_model(one).model_dump() for one in found]})
        return
    from rich.table import Table

    table = Table("id", "when", "who", "what", "where", "state", "why", box=None)
    for one in found:
        said = one.judgement
        where = f"{said.file_name}, p. {said.page}"
        table.add_row(said.id, said.at[:16], said.by, _what(said), where, one.state, said.why)
    out().print(table)


def _what(one: Judgement) -> str:
    if one.undoes:
        return f"undo {one.undoes}"
    named = one.other or {}
    if one.subject is Subject.LINK:
        joins = one.verdict is not Verdict.REMOVE
        return (
            f"join {named.get('own_name', one.code)} and {named['name']}"
            if joins
            else f"part {named.get('own_name', one.code)}"
        )
    if one.subject is Subject.FIELD:
        return f"{one.verdict} {one.facet} of {named.get('name', one.code)}"
    return f"{one.verdict} {one.facet}={one.code}"


def run_sentence(
    settings: Settings,
    practice: str,
    field: str,
    said: Mapping[Verdict, Sequence[str]],
    passage: str | None,
    by: str,
    why: str,
) -> None:
    """Write down what somebody says of sentences in a field of a practice."""
    with open_library(settings) as library:
        catalogue = library.catalogue
        wishes = tuple(
            field_wish(catalogue, practice, verdict, field, sentence, passage)
            for verdict, sentences in said.items()
            for sentence in sentences
        )
        made = judge_practice(catalogue, practice, PracticeWish(wishes), by, why)
    _tell(made)


def run_join(settings: Settings, practice: str, other: str, by: str, why: str) -> None:
    """Write down that two practices are one."""
    with open_library(settings) as library:
        made = judge_practice(library.catalogue, practice, PracticeWish(join=(other,)), by, why)
    _tell(made)


def run_part(settings: Settings, practice: str, record: str, by: str, why: str) -> None:
    """Write down that a record tells of another practice."""
    with open_library(settings) as library:
        made = judge_practice(library.catalogue, practice, PracticeWish(part=(record,)), by, why)
    _tell(made)


def _tell(made: Iterable[Judgement]) -> None:
    for one in made:
        say(f"Correction {one.id}: {_what(one)}.")


def run_undo(settings: Settings, identifier: str, by: str, why: str) -> None:
    """Take a correction back."""
    with open_library(settings) as library:
        made = undo(library.catalogue, identifier, by, why)
    say(f"Correction {identifier} is taken back ({made.id} says so).")


def run_export(settings: Settings, output: Path | None) -> None:
    """Write every correction as JSON lines."""
    with open_library(settings) as library:
        lines = [json.dumps(one, ensure_ascii=False) + "\n" for one in exported(library.catalogue)]
    if output is None:
        sys.stdout.writelines(lines)
        sys.stdout.flush()
        return
    output.write_text("".join(lines), encoding="utf-8")
    say(f"{len(lines)} corrections in {output}.")


def run_import(settings: Settings, file: Path) -> None:
    """Take in corrections from JSON lines."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UnreadableFile("missing", f"{file} cannot be opened ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise UnreadableFile("not-a-document", f"{file} is no UTF-8 text.") from error
    with open_library(settings) as library:
        # Not splitlines: text of documents may hold other characters that end lines.
        done = imported(library.catalogue, text.split("\n"))
        waiting = sum(1 for _ in history(library.catalogue, waiting=True))
    say(
        f"{done.new} corrections taken in, {done.known} were there already; "
        f"{len(done.touched)} records touched, {waiting} corrections wait for their passage."
    )
