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
vocabulary_app = typer.Typer(help="The vocabulary of facets and dated terms.", no_args_is_help=True)
app.add_typer(vocabulary_app, name="vocabulary")
corrections_app = typer.Typer(help="What people said of labels, practices.", no_args_is_help=True)
app.add_typer(corrections_app, name="corrections")
keys_app = typer.Typer(help="Keys for the HTTP API.", no_args_is_help=True)
app.add_typer(keys_app, name="keys")

Filters = Annotated[
    list[str] | None,
    typer.Option("--filter", "-f", metavar="FACET=CODE", help="Restrict to a facet value."),
]
Format = Annotated[str, typer.Option("--format", help="table or json.")]
Labels = Annotated[
    list[str] | None, typer.Option(metavar="FACET=CODE", help="A label, such as theme=housing.")
]
Sentences = Annotated[
    list[str] | None, typer.Option(metavar="SENTENCE", help="A sentence, word for word.")
]
Without = Annotated[
    list[str] | None,
    typer.Option("--without", metavar="TERM", help="Do not add its other names; * for all."),
]


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
    inputs: Annotated[
        list[str],
        typer.Argument(metavar="PATH|URL...", help="Files, folders, web addresses."),
    ],
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
    as_: Annotated[
        str | None,
        typer.Option("--as", help="Take addresses for: page, sitemap, feed, wordpress, oai-pmh."),
    ] = None,
    set_name: Annotated[str | None, typer.Option("--set", help="OAI-PMH: this set only.")] = None,
    prefix: Annotated[str, typer.Option(help="OAI-PMH: form of the metadata.")] = "oai_dc",
    since: Annotated[
        str | None,
        typer.Option("--from", metavar="DATE", help="Changed since; last: since the last harvest."),
    ] = None,
    until: Annotated[
        str | None, typer.Option(metavar="DATE", help="Changed until (OAI-PMH, WordPress).")
    ] = None,
    full_text: Annotated[
        bool, typer.Option(help="OAI-PMH: read the files that records point to.")
    ] = True,
    prune: Annotated[
        bool, typer.Option("--prune", help="Remove records that their source has deleted.")
    ] = False,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Read addresses of this machine and network.")
    ] = False,
) -> None:
    """Read files, folders and sources on the web into the library; report an outcome for each."""
    from api.commands.ingest import asked_of, run

    manifests = tuple(manifest or ())
    asked = asked_of(as_, allow_private, set_name, prefix, (since, until), full_text, prune)
    raise typer.Exit(run(settings_of(context), inputs, recursive, workers, json, manifests, asked))


@app.command()
def watch(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder to watch.")],
    recursive: Annotated[
        bool, typer.Option("--recursive", "-r", help="Watch folders within it too.")
    ] = False,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Files read at once.")] = min(
        os.cpu_count() or 1, 4
    ),
    json: Annotated[bool, typer.Option("--json", help="One JSON object a file.")] = False,
) -> None:
    """Read a folder, then whatever is added to it or changed, until Ctrl-C."""
    from api.commands.watch import run

    raise typer.Exit(run(settings_of(context), folder, recursive, workers, json))


@app.command()
def search(
    context: typer.Context,
    query: Annotated[str, typer.Argument(help='Words, a question, "exact words", -without.')],
    number: Annotated[int, typer.Option("-n", "--number", min=1, max=1000, help="Hits.")] = 10,
    filters: Filters = None,
    group: Annotated[str, typer.Option(help="passage, record or practice.")] = "passage",
    mode: Annotated[str, typer.Option(help="hybrid, dense or lexical.")] = "hybrid",
    format_: Annotated[str, typer.Option("--format", help="table, json or trec.")] = "table",
    fold: Annotated[
        bool | None,
        typer.Option("--fold/--no-fold", help="Near copies beneath the best; default: in a table."),
    ] = None,
    without: Without = None,
    receipt: Annotated[
        Path | None,
        typer.Option(
            "--receipt", metavar="FILE", help="Write a receipt, for replay; -: only keep it."
        ),
    ] = None,
) -> None:
    """Find passages by meaning and by words."""
    from api.commands.search import run

    chosen, taken_back = tuple(filters or ()), tuple(without or ())
    settings = settings_of(context)
    run(settings, query, number, chosen, group, mode, format_, fold, taken_back, receipt)


@app.command()
def replay(
    context: typer.Context,
    receipt: Annotated[str, typer.Argument(metavar="RECEIPT", help="Id of a receipt, or a file.")],
    format_: Format = "table",
) -> None:
    """Make the search of a receipt again: what is new, gone and moved, and why."""
    from api.commands.receipts import run_replay

    run_replay(settings_of(context), receipt, format_)


@app.command()
def practices(
    context: typer.Context,
    query: Annotated[str, typer.Argument(help="As for search; without it, all of them.")] = "",
    number: Annotated[int, typer.Option("-n", "--number", min=1, max=1000, help="Hits.")] = 10,
    filters: Filters = None,
    show: Annotated[
        str | None, typer.Option("--show", metavar="ID", help="One practice, every field quoted.")
    ] = None,
    format_: Annotated[
        str, typer.Option("--format", help="table or json; of a list also trec.")
    ] = "table",
) -> None:
    """Find practices and list them, or show the record of one; without a query, newest first."""
    from api.commands.practices import run_list, run_show

    if show is not None:
        run_show(settings_of(context), show, format_)
    else:
        run_list(settings_of(context), query, number, tuple(filters or ()), format_)


@app.command()
def export(
    context: typer.Context,
    query: Annotated[str, typer.Argument(help="As for search; without it, everything.")] = "",
    filters: Filters = None,
    group: Annotated[str, typer.Option(help="passage, record or practice.")] = "passage",
    format_: Annotated[
        str,
        typer.Option(
            "--format", help="csv, jsonl, jsonld, webannotation: hits; ris, bibtex: records."
        ),
    ] = "csv",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Not to stdout.")
    ] = None,
    without: Without = None,
) -> None:
    """Write all that a search finds, for spreadsheets, reference managers and programs."""
    from api.commands.export import run

    chosen, taken_back = tuple(filters or ()), tuple(without or ())
    run(settings_of(context), query, chosen, group, format_, output, taken_back)


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
    context: typer.Context,
    inputs: Annotated[
        list[str] | None, typer.Argument(metavar="FILE|-", help="A text, or - for stdin.")
    ] = None,
    format_: Annotated[str, typer.Option("--format", help="json or jsonl.")] = "json",
    library: Annotated[
        bool,
        typer.Option("--library", help="Label the library anew; records instead of FILE narrow."),
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help="With --library: also what the same rules labelled.")
    ] = False,
) -> None:
    """Say what the analysis finds in a text: kinds, actors, targets, themes, regions."""
    if library:
        from api.commands.reannotate import run as run_library

        raise typer.Exit(run_library(settings_of(context), inputs or [], again))
    if inputs is None or len(inputs) != 1:
        raise typer.BadParameter("give one FILE, or - for stdin, or --library")
    from api.commands.annotate import run

    run(settings_of(context), inputs[0], format_)


@app.command()
def correct(
    context: typer.Context,
    passage: Annotated[str, typer.Argument(help="Id of a passage.")],
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who says so.")],
    why: Annotated[str, typer.Option("--why", help="For what reason.")],
    add: Labels = None,
    remove: Labels = None,
    confirm: Labels = None,
    words: Annotated[
        str | None, typer.Option("--words", help="Words of the passage that show it.")
    ] = None,
) -> None:
    """Add, remove or confirm labels of a passage (facet=code); it holds whatever comes."""
    from api.commands.corrections import run_correct
    from corpus.judgements import Verdict

    said = {
        Verdict.ADD: tuple(add or ()),
        Verdict.REMOVE: tuple(remove or ()),
        Verdict.CONFIRM: tuple(confirm or ()),
    }
    run_correct(settings_of(context), passage, said, words, by, why)


@corrections_app.command("list")
def corrections_list(
    context: typer.Context,
    passage: Annotated[str | None, typer.Option(help="Only those on this passage.")] = None,
    record: Annotated[str | None, typer.Option(help="Only those on this record (its id).")] = None,
    practice: Annotated[str | None, typer.Option(help="Only those on this practice.")] = None,
    by: Annotated[str | None, typer.Option("--by", help="Only those of this person.")] = None,
    waiting: Annotated[
        bool, typer.Option("--waiting", help="Only those whose passage is not there now.")
    ] = False,
    number: Annotated[int, typer.Option("-n", "--number", min=1, help="Corrections.")] = 50,
    format_: Format = "table",
) -> None:
    """List corrections, the latest first: who said what, when and why, and how it stands."""
    from api.commands.corrections import run_list

    run_list(settings_of(context), passage, record, practice, by, waiting, number, format_)


@corrections_app.command("sentence")
def corrections_sentence(
    context: typer.Context,
    practice: Annotated[str, typer.Argument(help="Id of a practice.")],
    field: Annotated[str, typer.Argument(help="One of its fields, such as results.")],
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who says so.")],
    why: Annotated[str, typer.Option("--why", help="For what reason.")],
    add: Sentences = None,
    remove: Sentences = None,
    confirm: Sentences = None,
    passage: Annotated[
        str | None, typer.Option(help="Id of the passage that the sentence stands in.")
    ] = None,
) -> None:
    """Add, remove or confirm sentences in a field of a practice, word for word as documents say."""
    from api.commands.corrections import run_sentence
    from corpus.judgements import Verdict

    said = {
        Verdict.ADD: tuple(add or ()),
        Verdict.REMOVE: tuple(remove or ()),
        Verdict.CONFIRM: tuple(confirm or ()),
    }
    run_sentence(settings_of(context), practice, field, said, passage, by, why)


@corrections_app.command("join")
def corrections_join(
    context: typer.Context,
    practice: Annotated[str, typer.Argument(help="Id of a practice.")],
    other: Annotated[str, typer.Argument(help="Id of the one that is the same.")],
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who says so.")],
    why: Annotated[str, typer.Option("--why", help="For what reason.")],
) -> None:
    """Say that two practices are one, whatever they are called."""
    from api.commands.corrections import run_join

    run_join(settings_of(context), practice, other, by, why)


@corrections_app.command("part")
def corrections_part(
    context: typer.Context,
    practice: Annotated[str, typer.Argument(help="Id of a practice.")],
    record: Annotated[str, typer.Argument(help="Id of the record that tells of another.")],
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who says so.")],
    why: Annotated[str, typer.Option("--why", help="For what reason.")],
) -> None:
    """Say that a record tells of another practice under the same name."""
    from api.commands.corrections import run_part

    run_part(settings_of(context), practice, record, by, why)


@corrections_app.command("undo")
def corrections_undo(
    context: typer.Context,
    correction: Annotated[str, typer.Argument(help="Id of a correction.")],
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who says so.")],
    why: Annotated[str, typer.Option("--why", help="For what reason.")],
) -> None:
    """Take a correction back, by one more: the history keeps both."""
    from api.commands.corrections import run_undo

    run_undo(settings_of(context), correction, by, why)


@corrections_app.command("export")
def corrections_export(
    context: typer.Context,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Not to stdout.")
    ] = None,
) -> None:
    """Write every correction, one JSON object a line."""
    from api.commands.corrections import run_export

    run_export(settings_of(context), output)


@corrections_app.command("import")
def corrections_import(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What export wrote.")],
) -> None:
    """Take in corrections, those known already left out; doing it twice changes nothing."""
    from api.commands.corrections import run_import

    run_import(settings_of(context), file)


@app.command()
def mcp(
    context: typer.Context,
    http: Annotated[bool, typer.Option("--http", help="At an address, not on stdin.")] = False,
    host: Annotated[str, typer.Option(help="Where to listen, with --http.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port, with --http.")] = 8001,
) -> None:
    """Offer search, pages and practices as tools of the Model Context Protocol, read-only."""
    from api.commands.mcp import run

    run(settings_of(context), http, host, port)


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
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep the figures for the library's page about itself.")
    ] = False,
    collection: Annotated[
        str, typer.Option(help="With --keep: name of the topics; else that of their folder.")
    ] = "",
    format_: Format = "table",
) -> None:
    """Measure the search on your own topics and judgements."""
    from api.commands.evaluate import Kept, run

    kept = Kept(report, trec, compare, keep, collection)
    run(settings_of(context), topics, qrels, unit, mode, format_, kept)


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


@vocabulary_app.command("check")
def vocabulary_check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="SKOS: .ttl, .jsonld or .rdf.")],
) -> None:
    """Say what a SKOS file breaks, by line and concept."""
    from api.commands.vocabulary import run_check

    raise typer.Exit(run_check(file))


@vocabulary_app.command("export")
def vocabulary_export(
    context: typer.Context,
    format_: Annotated[str, typer.Option("--format", help="turtle or jsonld.")] = "turtle",
) -> None:
    """Write facets and dated terms as SKOS, the library's own included."""
    from api.commands.vocabulary import run_export

    run_export(settings_of(context), format_)


@vocabulary_app.command("import")
def vocabulary_import(
    context: typer.Context,
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="SKOS to take in.")] = None,
    name: Annotated[str | None, typer.Option(help="Name to keep it by; else the file's.")] = None,
    remove: Annotated[
        str | None, typer.Option("--remove", metavar="NAME", help="Give up one taken in before.")
    ] = None,
) -> None:
    """Add terms and labels of your own, checked first; searches know them at once."""
    from api.commands.vocabulary import run_import

    raise typer.Exit(run_import(settings_of(context), file, name, remove))


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


@keys_app.command("add")
def keys_add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="Whose key it is, or what for.")],
    scope: Annotated[
        list[str] | None,
        typer.Option("--scope", help="read, write or admin (each holds those before) [read]."),
    ] = None,
    days: Annotated[
        int | None, typer.Option(min=1, help="Days until it expires; without, it does not.")
    ] = None,
) -> None:
    """Make a key for the HTTP API and show it, this once."""
    from api.commands.keys import run_add

    run_add(settings_of(context), name, tuple(scope or ()), days)


@keys_app.command("list")
def keys_list(context: typer.Context, format_: Format = "table") -> None:
    """List the keys: names, scopes, when each was made and last used."""
    from api.commands.keys import run_list

    run_list(settings_of(context), format_)


@keys_app.command("revoke")
def keys_revoke(
    context: typer.Context,
    key: Annotated[str, typer.Argument(help="Id or name of the key.")],
) -> None:
    """Let a key open nothing any more, also at a server that runs."""
    from api.commands.keys import run_revoke

    run_revoke(settings_of(context), key)


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
