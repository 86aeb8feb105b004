"""Markdown with or without front matter, and plain text wrapped as in an old mail."""

from __future__ import annotations

import json
import textwrap

from corpus.sample.source import Kind, Part, SampleText, plain

_COLUMNS = 78


def markdown(text: SampleText, front_matter: bool) -> bytes:
    """Return a text as Markdown; without front matter, the description stands below the title."""
    lines = _front_matter(text) if front_matter else []
    lines += [f"# {text.title}", ""]
    if not front_matter:
        lines += [
            f"**{text.subtitle}**",
            "",
            f"{text.authors}. {text.publisher}, {text.date.year}",
            "",
        ]
    lines += [f"*{text.sample_line}*", ""]
    previous = Kind.HEADING
    for part in text.parts:
        if lines[-1] and part.kind is not previous:
            lines.append("")
        lines += _markdown_lines(part)
        previous = part.kind
    return ("\n".join(lines).rstrip() + "\n").encode()


def _front_matter(text: SampleText) -> list[str]:
    """Return the description as YAML (a JSON string is also a YAML string)."""
    fields = {
        "title": text.title,
        "subtitle": text.subtitle,
        "publisher": text.publisher,
        "series": text.series,
        "lang": text.language,
    }
    authors = [f"  - {json.dumps(name, ensure_ascii=False)}" for name in text.creators]
    return [
        "---",
        *(f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in fields.items()),
        f"date: {text.date.isoformat()}",
        "author:",
        *authors,
        f"keywords: [{', '.join(text.keywords)}]",
        "---",
        "",
    ]


def _markdown_lines(part: Part) -> list[str]:
    """Return the lines of one part, with a blank one after it (list items stay together)."""
    if part.kind is Kind.HEADING:
        return ["#" * (part.level + 1) + f" {part.text}", ""]
    if part.kind is Kind.ITEM:
        return ["  " * (part.level - 1) + f"- {part.text}"]
    if part.kind is Kind.TABLE:
        head, *rows = part.rows
        rule = "|" + " --- |" * len(head)
        return [_row(head), rule, *(_row(row) for row in rows), ""]
    return [part.text, ""]


def _row(cells: tuple[str, ...]) -> str:
    """Return a line of a table."""
    return "| " + " | ".join(cells) + " |"


def plain_text(text: SampleText) -> bytes:
    """Return a text without any markup: capitals for headings, lines of 78 columns."""
    lines = [
        text.title.upper(),
        *textwrap.wrap(text.subtitle, _COLUMNS),
        "",
        text.authors,
        f"{text.publisher}, {text.date.year}",
        "",
        *textwrap.wrap(text.sample_line, 2 * _COLUMNS),
        "",
    ]
    number = 0
    for part in text.parts:
        if part.kind is Kind.HEADING:
            number += 1
            title = f"{number}. {part.text}"
            lines += ["", title, "-" * len(title), ""]
        else:
            lines += [*textwrap.wrap(plain(part.text), _COLUMNS), ""]
    return ("\n".join(lines).rstrip() + "\n").encode()
