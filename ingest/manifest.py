"""Manifests: a CSV table that says of each file in a folder what it is.

The column ``file`` names the file, relative to the manifest; the others are the fields of a
sidecar. Tables saved by Excel are understood: semicolons, a byte order mark, ``sep=`` lines.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from corpus.errors import UnreadableFile
from ingest.decode import decode
from ingest.stated import Stated, stated

#: The name under which a folder's own manifest is found.
NAME = "manifest.csv"

_FILE_COLUMNS = ("file", "filename", "file_name", "nome_file", "nome file", "path", "documento")
_DELIMITERS = ";,\t|"
_MOST_BYTES = 32 << 20
_MOST_PROBLEMS = 20


@dataclass(frozen=True, slots=True)
class Manifest:
    """A table that was read: what it says by file, and what is wrong with the table itself."""

    path: Path
    rows: Mapping[str, Stated]
    problems: tuple[str, ...] = ()

    def of(self, file: Path) -> Stated | None:
        """Return what the table says of a file, None if nothing."""
        for name in _names_of(file, self.path.parent):
            found = self.rows.get(name)
            if found is not None:
                return found
        return None

    def of_name(self, name: str) -> Stated | None:
        """Return what the table says of something by its name, such as an address."""
        return self.rows.get(_key(name))


def read_manifest(path: Path) -> Manifest:
    """Read a table; whatever is wrong with it is said in the problems. Raises nothing."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            return Manifest(path, {}, (f"is larger than {_MOST_BYTES >> 20} MiB",))
        text = decode(path.read_bytes())
    except UnreadableFile as error:
        return Manifest(path, {}, (f"cannot be read ({error.reason})",))
    except OSError as error:
        return Manifest(path, {}, (f"cannot be opened ({error.strerror})",))
    first, _, rest = text.lstrip("\ufeff").partition("\n")
    if first.strip().lower().startswith("sep="):
        text = rest
    try:
        return _table(path, text.lstrip("\ufeff"))
    except csv.Error as error:
        return Manifest(path, {}, (f"is no valid CSV ({error})",))


def _table(path: Path, text: str) -> Manifest:
    header = text.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=header.count)
    lines = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, restkey="")
    columns = [name for name in lines.fieldnames or () if name is not None]
    file_column = next((c for c in columns if c.strip().lower() in _FILE_COLUMNS), None)
    if file_column is None:
        return Manifest(path, {}, (f"has no column 'file' (columns: {', '.join(columns)[:200]})",))
    rows: dict[str, Stated] = {}
    problems: list[str] = []
    for line in lines:
        name = (line.pop(file_column) or "").strip()
        extra = line.pop("", None)
        if not name:
            if any(line.values()):
                problems.append(f"line {lines.line_num} names no file")
            continue
        if extra:
            problems.append(f"line {lines.line_num} has more cells than the table has columns")
        key = _key(name)
        if key in rows:
            problems.append(f"line {lines.line_num} describes {name!r} once more; the last counts")
        elif "://" not in name and not (path.parent / name.replace("\\", "/")).exists():
            problems.append(f"line {lines.line_num}: there is no file {name!r}")
        rows[key] = stated({k: (v or "").strip() for k, v in line.items() if k})
    return Manifest(path, rows, _few(problems))


def _few(problems: list[str]) -> tuple[str, ...]:
    more = len(problems) - _MOST_PROBLEMS
    return (*problems[:_MOST_PROBLEMS], *([f"and {more} more problems"] if more > 0 else []))


def _key(name: str) -> str:
    path = PurePosixPath(unicodedata.normalize("NFC", name.replace("\\", "/")))
    return path.as_posix().removeprefix("./").casefold()


def _names_of(file: Path, folder: Path) -> list[str]:
    names = [_key(str(file))]
    if file.is_relative_to(folder):
        names.insert(0, _key(str(file.relative_to(folder))))
    return names
