"""``prassi annotate``: what the analysis says of a text."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path

from api.annotating import annotate_texts, known_model
from api.commands.output import chosen, say, write_json
from api.settings import Settings
from corpus.errors import UnreadableFile
from corpus.records import Annotation
from ingest.annotate import annotation_lists, open_annotator


def run(settings: Settings, file: str, format_: str) -> None:
    """Annotate one text (json) or one a line (jsonl)."""
    chosen("format", format_, ("json", "jsonl"))
    text = _text(file)
    annotator = open_annotator()
    embedder = known_model(settings, annotator)
    if embedder is None:
        say("Without the default model kinds are told by words alone: prassi model prepare.")
    if format_ == "json":
        (found,) = annotate_texts(annotator, embedder, [text])
        write_json({**annotation_lists(found), "annotations": _evidence(text, found)})
        return
    rows = list(_rows(text))
    labels = annotate_texts(annotator, embedder, [str(row["text"]) for row in rows])
    for row, found in zip(rows, labels, strict=True):
        write_json({"id": row["id"], **annotation_lists(found)}, indent=None)


def _text(file: str) -> str:
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return data.decode("utf-8-sig")
    except OSError as error:
        raise UnreadableFile("missing", f"{file} cannot be opened ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise UnreadableFile("not-a-document", f"{file} is no UTF-8 text.") from error


def _rows(text: str) -> Iterable[dict[str, object]]:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            yield {"id": row["id"], "text": str(row["text"])}
        except (ValueError, KeyError, TypeError) as error:
            raise UnreadableFile(
                "not-a-document", f'line {number} is no JSON object with "id" and "text".'
            ) from error


def _evidence(text: str, annotations: Iterable[Annotation]) -> list[dict[str, object]]:
    return [
        {
            "facet": a.facet,
            "code": a.code,
            "start": a.start,
            "end": a.end,
            "words": text[a.start : a.end],
            "rule": a.rule,
            "confidence": a.confidence,
        }
        for a in annotations
    ]
