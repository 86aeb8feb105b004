"""Whole result sets as files: one piece after the other, never all in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from api.exports.bibtex import write_bibtex
from api.exports.hits import Found
from api.exports.jsonld import write_jsonld
from api.exports.lines import write_jsonl
from api.exports.ris import write_ris
from api.exports.table import write_csv
from api.exports.webannotation import write_webannotation


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """A format: ``write`` gives the file in pieces; ``by_record`` if it lists records only."""

    name: str
    media_type: str
    suffix: str
    write: Callable[[Found], Iterator[str]]
    by_record: bool = False


FORMATS: Mapping[str, ExportFormat] = {
    one.name: one
    for one in (
        ExportFormat("csv", "text/csv; charset=utf-8; header=present", "csv", write_csv),
        ExportFormat("jsonl", "application/jsonl; charset=utf-8", "jsonl", write_jsonl),
        ExportFormat(
            "ris",
            "application/x-research-info-systems; charset=utf-8",
            "ris",
            write_ris,
            by_record=True,
        ),
        ExportFormat(
            "bibtex", "application/x-bibtex; charset=utf-8", "bib", write_bibtex, by_record=True
        ),
        ExportFormat("jsonld", "application/ld+json", "jsonld", write_jsonld),
        ExportFormat(
            "webannotation",
            'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"',
            "annotations.jsonld",
            write_webannotation,
        ),
    )
}
