"""Bibliographic description of a document, with where each field came from."""

from ingest.describe.describing import describe

__all__ = ["describe"]
