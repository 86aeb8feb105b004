"""Keys that programs and people carry: hashed at rest, with scopes, in a file of their own.

A key is 256 random bits, so nobody can try them all: a fast hash (SHA-256) keeps it as safe as a
slow one would, which is meant for passwords that people choose, and costs nothing at each
request. The file is not a part of the catalogue and goes into no backup.
"""

from __future__ import annotations

import enum
import hashlib
import json
import os
import re
import secrets
import tempfile
import threading
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from corpus.changes import now
from corpus.errors import BadQuery, CatalogueMismatch, PrassiError

#: File in the library's folder that holds the hashes.
KEYS_FILE = "keys.json"
_LOCK_FILE = "keys.lock"
_LOCK_WAIT_S = 10.0
_FORMAT = 1
_SECRET_BYTES = 32
_KEY = re.compile(r"prassi_([0-9a-f]{8})_[A-Za-z0-9_-]{43}")
_NAME = re.compile(r"[^\x00-\x1f\x7f]{1,100}")
# `last_used` is written down at most this often: each time rewrites the file.
_USE_NOTED_EVERY = timedelta(minutes=5)


class Scope(enum.StrEnum):
    """What a key may do; each scope holds those before it."""

    READ = "read"
    WRITE = "write"  # add records, correct them
    ADMIN = "admin"


_ORDER = (Scope.READ, Scope.WRITE, Scope.ADMIN)


class KeyNotFound(PrassiError):
    """No key has this id or name."""

    def __init__(self, key: str) -> None:
        super().__init__(f"There is no key {key!r}; `prassi keys list` shows those there are.")
        self.key = key


@dataclass(frozen=True, slots=True)
class StoredKey:
    """A key as it is kept: all but the key itself. Times are UTC, to the second."""

    id: str
    name: str
    scopes: tuple[Scope, ...]
    sha256: str
    created: str
    expires: str | None = None
    last_used: str | None = None
    revoked: str | None = None

    def usable(self, at: str) -> bool:
        """Say whether the key opens anything at a time."""
        return self.revoked is None and (self.expires is None or at < self.expires)

    def allows(self, scope: Scope) -> bool:
        """Say whether the key may do what needs a scope."""
        return allows(self.scopes, scope)


def allows(scopes: Iterable[Scope], wanted: Scope) -> bool:
    """Say whether some scopes hold another."""
    return any(_ORDER.index(scope) >= _ORDER.index(wanted) for scope in scopes)


class KeyStore:
    """The keys of a library folder. Safe to share among threads and processes.

    What another process adds or revokes is seen at the next look: the file is replaced whole, and
    read again when it is another one.
    """

    def __init__(self, data: Path) -> None:
        """Nothing is read or made before it is asked for."""
        self._path = data / KEYS_FILE
        self._lock_path = data / _LOCK_FILE
        self._lock = threading.Lock()
        self._seen: tuple[int, int, int] | None = None
        self._keys: tuple[StoredKey, ...] = ()

    def all(self) -> tuple[StoredKey, ...]:
        """Return the keys, oldest first.

        Raises CatalogueMismatch if the file cannot be read: a key that was revoked must not open
        anything because of it.
        """
        try:
            found = self._path.stat()
        except (FileNotFoundError, NotADirectoryError):
            return ()
        except OSError as error:
            raise CatalogueMismatch(self._path, f"cannot be read ({error})") from error
        state = (found.st_ino, found.st_mtime_ns, found.st_size)
        with self._lock:
            if state != self._seen:
                self._keys, self._seen = _read(self._path), state
            return self._keys

    def find(self, given: str) -> StoredKey | None:
        """Return the usable key that ``given`` is, None if it is none."""
        match = _KEY.fullmatch(given)
        if match is None:
            return None
        sha256, at = _hash(given), now()
        for key in self.all():
            # The id is no secret; the hashes are compared in constant time.
            if key.id == match[1] and secrets.compare_digest(key.sha256, sha256):
                return key if key.usable(at) else None
        return None

    def add(
        self, name: str, scopes: Iterable[Scope], days: int | None = None
    ) -> tuple[str, StoredKey]:
        """Make a key and return it with what is kept of it; it cannot be had again.

        Raises BadQuery if another usable key has the name, or if it is no name.
        """
        name = name.strip()
        if not _NAME.fullmatch(name):
            raise BadQuery("a key needs a name of at most 100 characters, in one line")
        identifier = secrets.token_hex(4)
        key = f"prassi_{identifier}_{secrets.token_urlsafe(_SECRET_BYTES)}"
        expires = None if days is None else _later(timedelta(days=days))
        chosen = tuple(scope for scope in _ORDER if scope in set(scopes))
        stored = StoredKey(identifier, name, chosen, _hash(key), now(), expires)

        def added(keys: tuple[StoredKey, ...]) -> tuple[StoredKey, ...]:
            if any(k.name == name and k.usable(now()) for k in keys):
                raise BadQuery(f"there is a key named {name!r} already; revoke it or name it else")
            return (*keys, stored)

        self._change(added)
        return key, stored

    def revoke(self, which: str) -> StoredKey:
        """Make a key, given by its id or name, open nothing any more. Raises KeyNotFound."""
        chosen: list[StoredKey] = []

        def revoked(keys: tuple[StoredKey, ...]) -> tuple[StoredKey, ...]:
            found = [k for k in keys if which in (k.id, k.name) and k.revoked is None]
            if not found:
                raise KeyNotFound(which)
            # An older key of the same name has expired, or it could not have been given again.
            chosen.append(replace(found[-1], revoked=now()))
            return tuple(chosen[0] if k.id == chosen[0].id else k for k in keys)

        self._change(revoked)
        return chosen[0]

    def note_use(self, key: StoredKey) -> None:
        """Write down that a key was used, unless that was written down a moment ago.

        Raises OSError if it cannot be written at once: somebody else is changing the keys.
        """
        if key.last_used is not None and key.last_used > _later(-_USE_NOTED_EVERY):
            return
        at = now()

        def used(keys: tuple[StoredKey, ...]) -> tuple[StoredKey, ...]:
            return tuple(replace(k, last_used=at) if k.id == key.id else k for k in keys)

        self._change(used, wait_s=0)

    def _change(
        self,
        how: Callable[[tuple[StoredKey, ...]], tuple[StoredKey, ...]],
        wait_s: float = _LOCK_WAIT_S,
    ) -> None:
        from filelock import FileLock  # only who changes keys needs it

        self._path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(self._lock_path, timeout=wait_s):
            _write(self._path, how(self.all()))


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _later(by: timedelta) -> str:
    try:
        return (datetime.now(UTC) + by).strftime("%Y-%m-%dT%H:%M:%SZ")
    except OverflowError as error:
        raise BadQuery("the key would expire after the year 9999") from error


def _read(path: Path) -> tuple[StoredKey, ...]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if found["format"] != _FORMAT:
            raise CatalogueMismatch(path, "was written by a newer version of Prassi")
        return tuple(_stored(one) for one in found["keys"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CatalogueMismatch(path, f"cannot be read ({error}); mend or remove it") from error


def _stored(one: dict[str, object]) -> StoredKey:
    scopes = one["scopes"]
    if not isinstance(scopes, list):
        raise TypeError("scopes must be a list")
    known = {name: one.get(name) for name in ("expires", "last_used", "revoked")}
    optional = {name: None if value is None else str(value) for name, value in known.items()}
    return StoredKey(
        str(one["id"]),
        str(one["name"]),
        tuple(Scope(scope) for scope in scopes),
        str(one["sha256"]),
        str(one["created"]),
        **optional,
    )


def _write(path: Path, keys: Iterable[StoredKey]) -> None:
    content = {"format": _FORMAT, "keys": [asdict(key) for key in keys]}
    # Made readable for its owner alone (mkstemp), and replaced whole.
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(content, file, ensure_ascii=False, indent=2)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
        _sync_folder(path.parent)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _sync_folder(folder: Path) -> None:
    """See that a revoked key stays so though the power fails now."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
