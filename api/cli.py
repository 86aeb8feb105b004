"""The command line: results on stdout, progress and messages on stderr.

Exit code 0: done; 1: some inputs failed; 2: wrong use, or nothing could be done. Commands are
declared here and carried out in :mod:`api.commands`, which is imported when one is run: help
must answer without loading models and engines.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from api.cli_base import Commands, Door, settings_of

app = typer.Typer(
    name="prassi",
    cls=Commands,
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
    raise typer.Exit(run(settings_of(context), inputs, recursive, workers, json, manifests))


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

    run(settings_of(context), query, number, tuple(filters or ()), group, mode, format_)


@app.command()
def practices(
    context: typer.Context,
    query: Annotated[str, typer.Argument(help="As for search; without it, all of them.")] = "",
    number: Annotated[int, typer.Option("-n", "--number", min=1, max=1000, help="Hits.")] = 10,
    filters: Filters = None,
    format_: Annotated[str, typer.Option("--format", help="table, json or trec.")] = "table",
) -> None:
    """Find passages that tell of a practice, or list them all, newest document first."""
    from api.commands.search import run

    run(settings_of(context), query, number, tuple(filters or ()), "practice", "hybrid", format_)


@app.command()
def export(
    context: typer.Context,
    query: Annotated[str, typer.Argument(help="As for search; without it, everything.")] = "",
    filters: Filters = None,
    group: Annotated[str, typer.Option(help="passage, record or practice.")] = "passage",
    format_: Annotated[
        str, typer.Option("--format", help="csv, jsonl, jsonld: hits; ris, bibtex: records.")
    ] = "csv",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Not to stdout.")
    ] = None,
) -> None:
    """Write all that a search finds, for spreadsheets, reference managers and programs."""
    from api.commands.export import run

    run(settings_of(context), query, tuple(filters or ()), group, format_, output)


@app.command()
def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Archive to write.")],
) -> None:
    """Write all that cannot be recomputed into one archive, also beside a running server."""
    from api.commands.backup import run_backup

    raise typer.Exit(run_backup(settings_of(context), file))


@app.command()
def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Archive that backup wrote.")],
    force: Annotated[
        bool, typer.Option("--force", help="Set aside the library that is there.")
    ] = False,
) -> None:
    """Put a library back from an archive, whole or not at all."""
    from api.commands.backup import run_restore

    run_restore(settings_of(context), file, force)


@app.command()
def doctor(context: typer.Context, format_: Format = "table") -> None:
    """Check this machine, the installation and the library; say what to do."""
    from api.commands.doctor import run

    raise typer.Exit(run(settings_of(context), format_))


@app.command()
def show(
    context: typer.Context,
    record: Annotated[str, typer.Argument(help="Id of a record, its beginning, or a file name.")],
    page: Annotated[int | None, typer.Option(min=1, help="Show the text of this page.")] = None,
    format_: Format = "table",
) -> None:
    """Show a record, or the text of one of its pages."""
    from api.commands.show import run

    run(settings_of(context), record, page, format_)


@app.command()
def facets(context: typer.Context, filters: Filters = None, format_: Format = "table") -> None:
    """List the facets and how many passages each value has."""
    from api.commands.search import run_facets

    run_facets(settings_of(context), tuple(filters or ()), format_)


@app.command()
def stats(context: typer.Context, format_: Format = "table") -> None:
    """Say what the library holds and how far its indexes are."""
    from api.commands.show import run_stats

    run_stats(settings_of(context), format_)


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
    report: Annotated[Path | None, typer.Option(help="Folder for a page and its data.")] = None,
    compare: Annotated[Path | None, typer.Option(help="An earlier answer in JSON.")] = None,
    trec: Annotated[
        Path | None, typer.Option("--run", help="File for the run in TREC form.")
    ] = None,
    format_: Format = "table",
) -> None:
    """Measure the search on your own topics and judgements."""
    from api.commands.evaluate import Kept, run

    run(settings_of(context), topics, qrels, unit, mode, format_, Kept(report, trec, compare))


@app.command()
def serve(
    context: typer.Context,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help="Port; 0: any free.")] = None,
) -> None:
    """Serve the web page and the HTTP API."""
    from api.commands.serve import run

    run(settings_of(context), host, port)


@app.command()
def verify(context: typer.Context) -> None:
    """Check that the catalogue, its files and both indexes agree."""
    from api.commands.upkeep import run_verify

    raise typer.Exit(run_verify(settings_of(context)))


@app.command()
def rebuild(context: typer.Context) -> None:
    """Build both indexes anew from the catalogue; nothing is embedded again."""
    from api.commands.upkeep import run_rebuild

    run_rebuild(settings_of(context))


@model_app.command("prepare")
def model_prepare(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(help="Model name or folder.")] = None,
) -> None:
    """Prepare an embedding model for this machine (once)."""
    from api.commands.model import run_prepare

    run_prepare(settings_of(context), name)


@model_app.command("use")
def model_use(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Model name or folder.")],
) -> None:
    """Make a model the library's own, preparing it first if needed."""
    from api.commands.model import run_use

    run_use(settings_of(context), name)


@model_app.command("list")
def model_list(context: typer.Context) -> None:
    """List the models prepared on this machine."""
    from api.commands.model import run_list

    run_list(settings_of(context))


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
