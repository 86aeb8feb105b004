"""What every command shares: how it fails, and the settings it runs with."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperGroup

from corpus.errors import PrassiError

if TYPE_CHECKING:
    from api.settings import Settings


class Commands(TyperGroup):
    """The commands, with errors mapped to one line and an exit code.

    Here and not around the app, which itself answers an interruption and every broken pipe, with
    silence.
    """

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - as typer declares it
        """Run what was asked for."""
        try:
            return super().invoke(ctx)
        except PrassiError as error:
            _say(str(error))
            sys.exit(2)
        except KeyboardInterrupt:
            _say("Interrupted. What was committed is kept; run the same command to go on.")
            sys.exit(130)
        except Exception as error:
            # What SQLAlchemy raises is told apart only now: importing it takes 0.1 s.
            code = refused(error)
            if code is None:
                raise
            sys.exit(code)


def refused(error: Exception) -> int | None:
    """Tell of an error of the machine and return the exit code, None if it is a fault of ours."""
    from api.commands.machine import reader_is_gone, sentence_of, silence_stdout

    sentence = sentence_of(error)
    if sentence is None:
        return None
    # Whoever read our output has seen enough; other pipes lead to processes of our own.
    quiet = isinstance(error, BrokenPipeError) and reader_is_gone()
    silence_stdout()
    if quiet:
        return 0
    _say(sentence)
    return 2


@dataclass(frozen=True, slots=True)
class Door:
    """What the options before the command say."""

    data: Path | None


def settings_of(context: typer.Context) -> Settings:
    """Return the settings of a command. Raises BadParameter for one that cannot be."""
    from pydantic import ValidationError

    from api.settings import Settings

    door: Door = context.obj
    try:
        return Settings(data=door.data) if door.data is not None else Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "PRASSI_" + "_".join(str(part) for part in first["loc"]).upper()
        raise typer.BadParameter(f"{name}: {first['msg']}") from error


def _say(message: str) -> None:
    sys.stderr.write(f"prassi: {message}\n")
