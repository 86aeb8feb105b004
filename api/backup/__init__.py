"""Backups: everything of a library that cannot be recomputed, in one archive."""

from api.backup.archive import BadBackup, Manifest, read_manifest
from api.backup.restoring import Restored, restore
from api.backup.writing import Written, write_backup

__all__ = [
    "BadBackup",
    "Manifest",
    "Restored",
    "Written",
    "read_manifest",
    "restore",
    "write_backup",
]
