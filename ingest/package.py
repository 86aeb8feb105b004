"""Parts of an Office file (Open Packaging Conventions), each read by itself.

Parts are read straight from the archive and not through python-pptx or python-docx, because
those open a package whole or not at all: one damaged slide or missing picture would lose the
rest, and they skip text boxes, content controls, diagrams and alternate content.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from corpus.errors import UnreadableFile
from ingest.archive import MAX_PART_BYTES, open_archive
from ingest.xmltree import Element, XmlDamaged, attribute, children, name, parse_xml


class PartDamaged(Exception):
    """A part that is missing or cannot be read; the other parts may still be."""

    def __init__(self, part: str, reason: str) -> None:
        super().__init__(f"{part}: {reason}")
        self.part = part
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Relationship:
    """A link from a part to another: ``kind`` is the last step of its type's address."""

    kind: str
    target: str


@dataclass(slots=True)
class Package:
    """An open Office file. Use as a context manager."""

    archive: zipfile.ZipFile
    _names: dict[str, str] = field(default_factory=dict)
    _links: dict[str, dict[str, Relationship]] = field(default_factory=dict)

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open a file.

        Raises UnreadableFile as :func:`ingest.archive.open_archive` does.
        """
        archive = open_archive(path)
        # Part names do not distinguish case; some writers use backslashes.
        names = {n.replace("\\", "/").lstrip("/").lower(): n for n in archive.namelist()}
        return cls(archive, names)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.archive.close()

    def parts(self, pattern: str) -> list[str]:
        """Return the part names that match a regular expression whole, numbers in their order."""
        found = [n for n in self._names if re.fullmatch(pattern, n)]
        return sorted(found, key=lambda n: [int(d) for d in re.findall(r"\d+", n)])

    def has(self, part: str) -> bool:
        """Tell whether there is a part of this name."""
        return part.lower() in self._names

    def tree(self, part: str) -> Element:
        """Return the root of an XML part.

        Raises PartDamaged if it is missing, cannot be unpacked, or is not clean XML.
        """
        try:
            return parse_xml(self.data(part))
        except XmlDamaged as error:
            raise PartDamaged(part, error.reason) from error

    def data(self, part: str) -> bytes:
        """Return the bytes of a part.

        Raises PartDamaged if it is missing, too large, or cannot be unpacked.
        """
        actual = self._names.get(part.lower())
        if actual is None:
            raise PartDamaged(part, "it is missing from the file")
        if self.archive.getinfo(actual).file_size > MAX_PART_BYTES:
            raise PartDamaged(part, "it is too large")
        try:
            return self._unpacked(actual)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
            raise PartDamaged(part, f"it cannot be unpacked ({error})") from error
        except RuntimeError as error:  # zipfile's word for an entry with a password
            raise PartDamaged(part, "it is encrypted") from error

    def _unpacked(self, actual: str) -> bytes:
        # Asked for everything, zipfile unpacks all there is and then cuts it to the declared size.
        with self.archive.open(actual) as stream:
            return stream.read(self.archive.getinfo(actual).file_size + 1)

    def links(self, part: str) -> dict[str, Relationship]:
        """Return the relationships of a part to others in the file, by id.

        A part without any, or with a damaged list, has none; addresses outside are left out.
        """
        if part not in self._links:
            self._links[part] = self._read_links(part)
        return self._links[part]

    def linked(self, part: str, kind: str) -> str | None:
        """Return the first part of this kind that a part points to."""
        for link in self.links(part).values():
            if link.kind == kind:
                return link.target
        return None

    def main(self, root: str, fallback: str) -> str:
        """Return the name of the main part, whose root element must be called ``root``.

        Raises UnreadableFile (``not-a-document``) if the package is of another kind. A damaged
        main part is not found out here.
        """
        part = self.linked("", "officeDocument") or fallback
        if not self.has(part):
            part = fallback
        if not self.has(part):
            raise UnreadableFile("not-a-document", f"the archive holds no {root}")
        try:
            found = name(self.tree(part))
        except PartDamaged:
            return part
        if found != root:
            raise UnreadableFile("not-a-document", f"the file holds a {found}, not a {root}")
        return part

    def _read_links(self, part: str) -> dict[str, Relationship]:
        folder, _, base = part.rpartition("/")
        try:
            root = self.tree(posixpath.join(folder, "_rels", f"{base}.rels"))
        except PartDamaged:
            return {}
        links: dict[str, Relationship] = {}
        for item in children(root, "Relationship"):
            identifier, target = attribute(item, "Id"), attribute(item, "Target")
            if identifier and target and attribute(item, "TargetMode") != "External":
                kind = (attribute(item, "Type") or "").rpartition("/")[2]
                place = target if target.startswith("/") else posixpath.join("/", folder, target)
                links[identifier] = Relationship(kind, posixpath.normpath(place).lstrip("/"))
        return links
