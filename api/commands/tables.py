"""What searches find, laid out for people; imported where that is asked for."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from api.commands.output import out, say
from api.labels import Labels
from index.answers import Hit, SearchAnswer

_TEXT_WIDTH = 96
_TEXT_CHARS = 420
_VALUES_SHOWN = 12


def write_facets(answer: SearchAnswer, labels: Labels) -> None:
    """Write each facet with its most frequent values."""
    console = out()
    for facet in answer.facets:
        console.print(Text(f"{labels.facet(facet.facet)} ({facet.facet})", style="bold"))
        for value in facet.values[:_VALUES_SHOWN]:
            label = labels.value(facet.facet, value.code)
            console.print(f"  {value.count:>7}  {label}  ({value.code})")
        if len(facet.values) > _VALUES_SHOWN:
            console.print(f"           and {len(facet.values) - _VALUES_SHOWN} more")


def write_hits(answer: SearchAnswer) -> None:
    """Write what a search found, each hit with its place and a piece of its text."""
    console = out()
    if not answer.total:
        say("Nothing found.")
        return
    if answer.nearest_only:
        say("Nothing matches; these are the nearest passages.")
    for hit in answer.hits:
        _write_hit(console, hit)
    say(f"{len(answer.hits)} of {answer.total} ({answer.took_ms:.0f} ms)")


def _write_hit(console: Console, hit: Hit) -> None:
    record = hit.record.description
    where = f"p. {hit.passage.page}" if hit.record.page_count > 1 else ""
    if hit.page_label and hit.page_label != str(hit.passage.page):
        where += f" ({hit.page_label})"
    head = Text(f"{hit.rank:>3}. {record.title}", style="bold")
    place = ", ".join(
        part for part in (hit.record.file_name, where, str(record.year or "")) if part
    )
    console.print(head)
    console.print(Text(f"     {place}  [{hit.record.id}]", style="cyan"))
    if hit.passage.section:
        console.print(Text("     " + " > ".join(hit.passage.section), style="dim"))
    console.print(_indented(_snippet(hit)))
    for copy in hit.copies:
        same = f"     also in {copy.record.file_name}, p. {copy.passage.page}  [{copy.record.id}]"
        console.print(Text(same, style="dim"))


def _snippet(hit: Hit) -> Text:
    """Return the beginning of a passage, or what is around its first highlight."""
    text = hit.passage.text
    first = hit.highlights[0][0] if hit.highlights else 0
    start = 0 if first < _TEXT_CHARS // 2 else text.rfind(" ", 0, first - _TEXT_CHARS // 3) + 1
    cut = text[start : start + _TEXT_CHARS]
    before = "…" if start else ""
    after = "…" if start + len(cut) < len(text) else ""
    found = Text(before + cut.replace("\n", " ") + after)
    shift = len(before) - start
    for begin, end in hit.highlights:
        if start <= begin and end <= start + len(cut):
            found.stylize("bold yellow", begin + shift, end + shift)
    return found


def _indented(text: Text) -> Text:
    lines = text.wrap(Console(width=_TEXT_WIDTH), _TEXT_WIDTH)
    return Text("\n").join(Text("     ") + line for line in lines)
