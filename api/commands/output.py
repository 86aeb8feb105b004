"""Writing for people and programs: results to stdout, everything else to stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from corpus.errors import BadQuery

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress


def out() -> Console:
    """Return the console for results. Text from documents is never read as markup."""
    # Imported here: what is written for programs does not need it (50 ms).
    from rich.console import Console

    class Results(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError  # the command line decides; rich would exit with 1

    return Results(markup=False, highlight=False, soft_wrap=True)


def say(message: str) -> None:
    """Tell a person something on stderr."""
    sys.stderr.write(f"{message}\n")


def write_json(value: object, *, indent: int | None = 2) -> None:
    """Write a value as JSON to stdout."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=indent) + "\n")
    sys.stdout.flush()


def chosen(name: str, value: str, allowed: tuple[str, ...]) -> str:
    """Return ``value`` if it is one of the allowed ones.

    Raises BadQuery otherwise.
    """
    if value not in allowed:
        raise BadQuery(f"--{name} must be one of {', '.join(allowed)}, not {value!r}.")
    return value


@contextmanager
def progress_bars() -> Iterator[Progress]:
    """Show progress bars on stderr while the block runs (plain silence if it is no terminal)."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as bars:
        yield bars
