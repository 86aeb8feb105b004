"""``prassi backup`` and ``prassi restore``."""

from __future__ import annotations

from pathlib import Path

from api.backup import restore, write_backup
from api.commands.output import progress_bars, say
from api.library import open_library
from api.settings import Settings


def run_backup(settings: Settings, file: Path) -> int:
    """Write a backup; return the exit code: 1 if a kept file is missing or was changed."""
    with open_library(settings) as library, progress_bars() as bars:
        task = bars.add_task("Catalogue", total=None)
        written = write_backup(
            library,
            file,
            lambda what, done, total: bars.update(
                task, description=what, completed=done, total=total
            ),
        )
    manifest = written.manifest
    for name in manifest.missing:
        say(f"Missing, so not in the backup: {name}")
    for name in written.changed:
        say(f"Saved as it is, but no longer what was read: {name}")
    counts = manifest.counts
    say(
        f"{counts.records} records, {counts.pages} pages, {counts.passages} passages: "
        f"{file}, {written.size / 1e6:.1f} MB."
    )
    if manifest.missing or written.changed:
        say("`prassi verify` copies files again where they still stand.")
        return 1
    return 0


def run_restore(settings: Settings, file: Path, force: bool) -> None:
    """Put a library back."""
    with progress_bars() as bars:
        task = bars.add_task("Unpacking", total=None)
        done = restore(
            file,
            settings.data,
            lambda done, total: bars.update(task, completed=done, total=total),
            force=force,
        )
    counts = done.manifest.counts
    if done.aside is not None:
        say(f"What was there before is now {done.aside}.")
    for name in done.manifest.missing:
        say(f"Was missing already when the backup was made: {name}")
    say(
        f"{counts.records} records, {counts.pages} pages, {counts.passages} passages are back in "
        f"{settings.data}, as of {done.manifest.made_at}."
    )
    say("`prassi rebuild` builds the indexes; nothing is embedded again.")
