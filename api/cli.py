"""The command line: results on stdout, progress and messages on stderr.

Exit code 0: done; 1: some inputs failed; 2: wrong use, or nothing could be done. Commands are
declared here and carried out in :mod:`api.commands`, which is imported when one is run: help
must answer without loading models and engines.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from corpus.errors import PrassiError

if TYPE_CHECKING:
    from api.settings import Settings


class _Commands(TyperGroup):
    """The commands, with errors mapped to one line and an exit code.

    Here and not around the app, which itself answers an interruption and every broken pipe, with
    silence.
    """

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - as typer declares it
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
            code = _refused(error)
            if code is None:
                raise
            sys.exit(code)


def _refused(error: Exception) -> int | None:
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


app = typer.Typer(
    name="prassi",
    cls=_Commands,
    help="Find what others in the third sector have already learnt.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
model_app = typer.Typer(help="Embedding models.", no_args_is_help=True)
app.add_typer(model_app, name="model")

Filters = Annotated[
    list[str] | None,
    typer.Option("--filter", "-f", metavar="FACET=CODE", help="Restrict to a facet value."),
]
Format = Annotated[str, typer.Option("--format", help="table or json.")]


@dataclass(frozen=True, slots=True)
class Door:
    """What the options before the command say."""

    data: Path | None


@app.callback()
def _root(
    context: typer.Context,
    data: Annotated[
        Path | None,
        typer.Option("--data", metavar="DIR", help="Library folder [default: $PRASSI_DATA]."),
    ] = None,
) -> None:
    context.obj = Door(data)


@app.command()
def ingest(
    context: typer.Context,
    inputs: Annotated[list[str], typer.Argument(metavar="PATH...", help="Files and folders.")],
    recursive: Annotated[
        bool, typer.Option("--recursive", "-r", help="Read folders within folders too.")
    ] = False,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Files read at once.")] = min(
        os.cpu_count() or 1, 4
    ),
    manifest: Annotated[
        list[Path] | None,
        typer.Option("--manifest", metavar="FILE", help="CSV table that describes the files."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a file.")] = False,
) -> None:
    """Read files and folders into the library; report an outcome for each."""
    from api.commands.ingest import run

    manifests = tuple(manifest or ())
    raise typer.Exit(run(_settings(context), inputs, recursive, workers, json, manifests))


@app.command()
def search(
    context: typer.Context,
    query: Annotated[str, typer.Argument(help='Words, a question, "exact words", -without.')],
    number: Annotated[int, typer.Option("-n", "--number", min=1, max=1000, help="Hits.")] = 10,
    filters: Filters = None,
    group: Annotated[str, typer.Option(help="passage, record or practice.")] = "passage",
    mode: Annotated[str, typer.Option(help="hybrid, dense or lexical.")] = "hybrid",
    format_: Annotated[str, typer.Option("--format", help="table, json or trec.")] = "table",
) -> None:
    """Find passages by meaning and by words."""
    from api.commands.search import run

    run(_settings(context), query, number, tuple(filters or ()), group, mode, format_)


@app.command()
def show(
    context: typer.Context,
    record: Annotated[str, typer.Argument(help="Id of a record, its beginning, or a file name.")],
    page: Annotated[int | None, typer.Option(min=1, help="Show the text of this page.")] = None,
    format_: Format = "table",
) -> None:
    """Show a record, or the text of one of its pages."""
    from api.commands.show import run

    run(_settings(context), record, page, format_)


@app.command()
def facets(context: typer.Context, filters: Filters = None, format_: Format = "table") -> None:
    """List the facets and how many passages each value has."""
    from api.commands.search import run_facets

    run_facets(_settings(context), tuple(filters or ()), format_)


@app.command()
def stats(context: typer.Context, format_: Format = "table") -> None:
    """Say what the library holds and how far its indexes are."""
    from api.commands.show import run_stats

    run_stats(_settings(context), format_)


@app.command()
def annotate(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="A text, or - for stdin.")],
    format_: Annotated[str, typer.Option("--format", help="json or jsonl.")] = "json",
) -> None:
    """Say what the analysis finds in a text: kinds, actors, targets, themes, regions."""
    from api.commands.annotate import run

    run(file, format_)


@app.command()
def evaluate(
    context: typer.Context,
    topics: Annotated[Path, typer.Option(help="Topics, a JSON object a line: id, query.")],
    qrels: Annotated[Path, typer.Option(help="Judgements in TREC form.")],
    unit: Annotated[str, typer.Option(help="page, record or passage.")] = "page",
    mode: Annotated[str, typer.Option(help="hybrid, dense or lexical.")] = "hybrid",
    format_: Format = "table",
) -> None:
    """Measure the search on your own topics and judgements."""
    from api.commands.evaluate import run

    run(_settings(context), topics, qrels, unit, mode, format_)


@app.command()
def serve(
    context: typer.Context,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port; 0: any free.")] = None,
) -> None:
    """Serve the web page and the HTTP API."""
    from api.commands.serve import run

    run(_settings(context), host, port)


@app.command()
def verify(context: typer.Context) -> None:
    """Check that the catalogue, its files and both indexes agree."""
    from api.commands.upkeep import run_verify

    raise typer.Exit(run_verify(_settings(context)))


@app.command()
def rebuild(context: typer.Context) -> None:
    """Build both indexes anew from the catalogue; nothing is embedded again."""
    from api.commands.upkeep import run_rebuild

    run_rebuild(_settings(context))


@model_app.command("prepare")
def model_prepare(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(help="Model name or folder.")] = None,
) -> None:
    """Prepare an embedding model for this machine (once)."""
    from api.commands.model import run_prepare

    run_prepare(_settings(context), name)


@model_app.command("list")
def model_list(context: typer.Context) -> None:
    """List the models prepared on this machine."""
    from api.commands.model import run_list

    run_list(_settings(context))


def main() -> None:
    """Run the command line."""
    app()


def _settings(context: typer.Context) -> Settings:
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


if __name__ == "__main__":
    main()
