"""Annotation: what a passage is about and does, each label with the words that gave it."""

from ingest.annotate.annotator import Annotator, annotation_lists, open_annotator
from ingest.annotate.meaning import PassageVectors

__all__ = ["Annotator", "PassageVectors", "annotation_lists", "open_annotator"]
