"""Every error Prassi raises on purpose, with the data a door needs to explain it.

A door (command line, HTTP) maps these classes once; nothing below a door prints, and no
failure is ever an empty list.
"""

from pathlib import Path


class PrassiError(Exception):
    """Root of all deliberate errors. ``str(error)`` is one English sentence for people."""


class RecordNotFound(PrassiError):
    """No record has this id."""

    def __init__(self, record_id: str) -> None:
        super().__init__(f"There is no record with id {record_id!r}.")
        self.record_id = record_id


class RecordHeld(PrassiError):
    """The record to be replaced is still what another place holds."""

    def __init__(self, record_id: str) -> None:
        super().__init__(f"Another file still holds record {record_id!r}.")
        self.record_id = record_id


class PageNotFound(PrassiError):
    """The record exists, the page does not."""

    def __init__(self, record_id: str, page: int) -> None:
        super().__init__(f"Record {record_id!r} has no page {page}.")
        self.record_id = record_id
        self.page = page


class PassageNotFound(PrassiError):
    """No passage has this id."""

    def __init__(self, passage_id: str) -> None:
        super().__init__(f"There is no passage with id {passage_id!r}.")
        self.passage_id = passage_id


class PracticeNotFound(PrassiError):
    """No practice has this id."""

    def __init__(self, practice_id: str) -> None:
        super().__init__(f"There is no practice with id {practice_id!r}.")
        self.practice_id = practice_id


class NotEmbeddedYet(PrassiError):
    """The passage exists, but nothing can be said of its meaning before it is embedded."""

    def __init__(self, passage_id: str) -> None:
        super().__init__(
            f"Passage {passage_id!r} is not ready for the search by meaning yet; try again later."
        )
        self.passage_id = passage_id


class UnknownFilter(PrassiError):
    """A filter names a facet or a value that the vocabulary does not have."""

    def __init__(self, facet: str, code: str | None, known: tuple[str, ...]) -> None:
        what = f"facet {facet!r}" if code is None else f"value {code!r} of facet {facet!r}"
        super().__init__(f"Unknown {what}; known: {', '.join(known)}.")
        self.facet = facet
        self.code = code
        self.known = known


class BadQuery(PrassiError):
    """A query, limit or cursor that cannot be carried out."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class JudgementNotFound(PrassiError):
    """No judgement has this id."""

    def __init__(self, identifier: str) -> None:
        super().__init__(f"There is no correction with id {identifier!r}.")
        self.correction_id = identifier


class NoSuchLabel(PrassiError):
    """What is to be removed or confirmed is not there."""

    def __init__(self, facet: str, code: str, held: tuple[str, ...]) -> None:
        has = f"it has {', '.join(held)}" if held else "it has none of this facet"
        super().__init__(f"The passage has no label {facet}={code}; {has}.")
        self.facet = facet
        self.code = code
        self.held = held


class UnreadableFile(PrassiError):
    """A file that no reader could read; ``reason`` says why in a sentence.

    ``code`` is a stable word for programs: ``empty``, ``damaged``, ``encrypted``,
    ``no-pages``, ``not-a-document``, ``unsupported``, ``too-large``, ``permission``,
    ``missing``, ``timeout``, ``memory``.
    """

    def __init__(self, code: str, reason: str, page: int | None = None) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.page = page


class FileChanged(PrassiError):
    """A file was written to while it was being read."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} was changed while it was being read; ingest it again.")
        self.path = path


class CatalogueMismatch(PrassiError):
    """The data folder holds something this version cannot use."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class IndexMismatch(PrassiError):
    """An index folder was built for something else than what is asked of it."""

    def __init__(self, path: Path, field: str, found: object, expected: object) -> None:
        super().__init__(
            f"The index in {path} was built with {field} {found!r}, but {expected!r} is in use. "
            "Run `prassi rebuild` to build it anew; nothing is embedded again."
        )
        self.path = path
        self.field = field
        self.found = found
        self.expected = expected


class IndexDamaged(IndexMismatch):
    """An index folder is what was asked for, but its content cannot be read."""

    def __init__(self, path: Path, reason: str) -> None:
        PrassiError.__init__(
            self,
            f"The index in {path} is damaged ({reason}). "
            "Run `prassi rebuild` to build it anew; nothing is embedded again.",
        )
        self.path = path
        self.field = "content"
        self.found: object = reason
        self.expected: object = "a readable index"
        self.reason = reason


class OwnerBusy(PrassiError):
    """Another process owns the indexes; ``owner`` says which, as far as it is known."""

    def __init__(self, owner: str) -> None:
        super().__init__(f"The indexes are in use by another process ({owner}).")
        self.owner = owner


class ModelMissing(PrassiError):
    """The embedding model has not been prepared on this machine."""

    def __init__(self, name: str, folder: Path) -> None:
        super().__init__(
            f"The model {name!r} is not prepared in {folder}. Run `prassi model prepare`."
        )
        self.name = name
        self.folder = folder


class ModelDamaged(PrassiError):
    """A model file is not what it should be."""

    def __init__(self, path: Path, expected: str, found: str) -> None:
        super().__init__(f"{path} is not the expected file: {found} instead of {expected}.")
        self.path = path
        self.expected = expected
        self.found = found


class VocabularyError(PrassiError):
    """The vocabulary file breaks one of its own rules."""
