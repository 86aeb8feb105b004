"""What a backup is: a zip archive with these members and no others.

``catalogue.db`` (a consistent copy of the catalogue), ``files/ab/abc....pdf`` (the kept files),
``library.json``, ``evaluation.json``, ``vocabulary/....ttl`` and ``receipts/....json`` where the
library has choices, an evaluation, terms of its own and receipts of searches, and
``manifest.json`` with the size and SHA-256 of each. Archives come from anywhere: nothing in them
is trusted before it is checked.
"""

from __future__ import annotations

import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from api.receipts.store import FILE_NAME as RECEIPT_NAME
from api.settings import CHOICES_FILE
from corpus.errors import PrassiError
from corpus.own_terms import FOLDER
from corpus.schema import HEAD
from eval.summary import SUMMARY_FILE

KIND: Literal["prassi-backup"] = "prassi-backup"
FORMAT = 1
MANIFEST = "manifest.json"
CATALOGUE = "catalogue.db"
#: A library's own terms.
OWN_TERMS = re.compile(rf"{FOLDER}/[a-z0-9][a-z0-9._-]{{0,63}}\.ttl")
#: What a kept file is called: its SHA-256 below a folder of the first two digits.
FILE_NAME = re.compile(r"files/([0-9a-f]{2})/\1[0-9a-f]{62}(?:\.[^/\x00]{1,255})?")
# 100 bytes a file: more than a million files.
_MOST_MANIFEST_BYTES = 200_000_000
#: What zipfile and zlib raise for an archive that is damaged or made by a strange program.
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError)
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1


class BadBackup(PrassiError):
    """A file that is no backup, or one that cannot be trusted or used; ``reason`` says why."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}.")
        self.path = path
        self.reason = reason


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True)


class Member(_Frozen):
    """A file in the archive."""

    name: str
    size: int = Field(ge=0)
    sha256: str = Field(pattern="^[0-9a-f]{64}$")


class Sizes(_Frozen):
    """How much the library held."""

    records: int
    pages: int
    passages: int


class Manifest(_Frozen):
    """What an archive says of itself. ``missing`` lists kept files that were not there."""

    kind: Literal["prassi-backup"]
    format: int
    program: str
    revision: str
    made_at: str
    counts: Sizes
    members: tuple[Member, ...] = Field(strict=False)
    missing: tuple[str, ...] = Field((), strict=False)

    @property
    def bytes(self) -> int:
        """Size of everything in it, unpacked."""
        return sum(member.size for member in self.members)


class _Version(BaseModel):
    kind: Literal["prassi-backup"]
    format: int
    revision: str


@contextmanager
def open_backup(path: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """Open a backup whose members are exactly those of its manifest, and harmless.

    Raises BadBackup for anything else, and OSError if it cannot be opened.
    """
    try:
        archive = zipfile.ZipFile(path)
    except DAMAGE as error:
        raise BadBackup(path, f"it is no backup, or a part of one only ({error})") from error
    with archive:
        manifest = _manifest(path, archive)
        _check_members(path, archive, manifest)
        yield archive, manifest


def read_manifest(path: Path) -> Manifest:
    """Return what a backup says of itself. Raises BadBackup and OSError."""
    with open_backup(path) as (_, manifest):
        return manifest


def _manifest(path: Path, archive: zipfile.ZipFile) -> Manifest:
    try:
        info = archive.getinfo(MANIFEST)
    except KeyError:
        raise BadBackup(path, f"it is no backup: {MANIFEST} is missing") from None
    _check_harmless(path, info)
    if info.file_size > _MOST_MANIFEST_BYTES:
        raise BadBackup(path, f"{MANIFEST} is too large")
    try:
        text = archive.read(info)
    except DAMAGE as error:
        raise BadBackup(path, f"it is damaged: {MANIFEST} cannot be read ({error})") from error
    try:
        version = _Version.model_validate_json(text)
        if version.format > FORMAT or version.revision > HEAD:
            raise BadBackup(path, "it was written by a newer version of Prassi")
        return Manifest.model_validate_json(text)
    except ValidationError as error:
        raise BadBackup(path, f"{MANIFEST} is not what it should be") from error


def _check_members(path: Path, archive: zipfile.ZipFile, manifest: Manifest) -> None:
    held = archive.infolist()
    wanted = {member.name: member.size for member in manifest.members}
    names = [info.filename for info in held if info.filename != MANIFEST]
    if len(names) != len(held) - 1 or len(set(names)) != len(names):
        raise BadBackup(path, "it holds two members of one name")
    if set(names) != set(wanted) or len(wanted) != len(manifest.members):
        raise BadBackup(path, "its members are not those that its manifest lists")
    if CATALOGUE not in wanted:
        raise BadBackup(path, "it holds no catalogue")
    for info in held:
        _check_harmless(path, info)
        if info.filename != MANIFEST and info.file_size != wanted[info.filename]:
            raise BadBackup(path, f"{info.filename!r} has not the size that the manifest gives")


def _check_harmless(path: Path, info: zipfile.ZipInfo) -> None:
    """Raise BadBackup for a name that leads elsewhere, a link, and what is packed otherwise."""
    name = info.filename
    known = name in (MANIFEST, CATALOGUE, CHOICES_FILE, SUMMARY_FILE)
    patterns = (FILE_NAME, OWN_TERMS, RECEIPT_NAME)
    if not (known or any(pattern.fullmatch(name) for pattern in patterns)):
        raise BadBackup(path, f"it holds {name!r}, which is no part of a library")
    mode = info.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        raise BadBackup(path, f"{name!r} is no plain file")
    if info.compress_type not in _METHODS or info.flag_bits & _ENCRYPTED:
        raise BadBackup(path, f"{name!r} is packed in a way that backups are not")
