"""Reading Markdown: CommonMark with tables and a front matter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import UnreadableFile
from corpus.records import BlockKind
from ingest.decode import read_text_file
from ingest.pages import PageWriter, clean
from ingest.properties import language_code, plausible_year, real_creators, real_title
from ingest.reader import Hints, ReadDocument
from ingest.references import ReferenceSection
from ingest.tables import table_rows

if TYPE_CHECKING:
    from markdown_it.token import Token

MEDIA_TYPE = "text/markdown"

_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(.*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_MAX_FRONT_MATTER_CHARS = 20_000
_MAX_NESTING = 60
_FOOTNOTE = re.compile(r"^\[\^[^\]]+\]:\s*")
_FOOTNOTE_MARK = re.compile(r"\[\^[^\]]+\]")
# What the first line of front matter looks like, told from a rule followed by text.
_KEY = re.compile(r"\A\s*(?:#.*\n\s*)*[\w-]+\s*:")


def read_markdown(path: Path) -> ReadDocument:
    """Read a Markdown file, on one page.

    Raises UnreadableFile (``empty``, ``not-a-document``, ``too-large``).
    """
    fields, text = _split_front_matter(read_text_file(path))
    writer = PageWriter(1)
    references = ReferenceSection()
    for kind, block, level in _blocks(text):
        writer.add(references.kind(kind, level, block), block, level)
    if not writer.finish().text:
        # Nested deeper than the parser follows, or nothing but markup: keep what is written.
        for line in text.splitlines():
            writer.add(BlockKind.PARAGRAPH, line)
    page = writer.finish()
    if not page.text:
        raise UnreadableFile("empty", "the file holds no text")
    return ReadDocument(MEDIA_TYPE, (page,), _hints(fields))


def _split_front_matter(text: str) -> tuple[dict[str, object], str]:
    found = _FRONT_MATTER.match(text)
    if found is None or not _KEY.match(found.group(1)):
        return {}, text
    if len(found.group(1)) > _MAX_FRONT_MATTER_CHARS:
        return {}, text
    yaml = import_module("yaml")
    try:
        fields = yaml.safe_load(found.group(1))
    except (yaml.YAMLError, ValueError, RecursionError):  # ValueError: a date such as 2021-02-30
        return {}, text[found.end() :]
    return (fields if isinstance(fields, dict) else {}), text[found.end() :]


def _hints(fields: dict[str, object]) -> Hints:
    values = {str(key).lower(): value for key, value in fields.items()}
    people = [p for key in ("author", "authors", "creator") for p in _strings(values.get(key))]
    return Hints(
        title=real_title(next(_strings(values.get("title")), None)),
        creators=tuple(dict.fromkeys(name for p in people for name in real_creators(p))),
        year=plausible_year(
            " ".join(s for key in ("date", "year", "created") for s in _strings(values.get(key)))
        ),
        language=language_code(
            next((s for key in ("lang", "language") for s in _strings(values.get(key))), None)
        ),
        publisher=next(_strings(values.get("publisher")), None),
        series=next(_strings(values.get("series")), None),
    )


def _strings(value: object) -> Iterator[str]:
    """Give the texts in a field: a value, a list of values, or of mappings with a name."""
    for item in value if isinstance(value, list) else [value]:
        inner = item.get("name") if isinstance(item, dict) else item
        if inner is not None and not isinstance(inner, dict | list):
            yield clean(str(inner))


def _blocks(text: str) -> Iterator[tuple[BlockKind, str, int]]:
    from markdown_it import MarkdownIt

    # The preset stops at 20 levels and drops what lies deeper; the parser recurses a level.
    tokens = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING}).enable("table").parse(text)
    lists = 0
    for index, token in enumerate(tokens):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists += 1
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists -= 1
        elif token.type == "table_open":
            yield from _table(tokens[index:])
        elif token.type in ("fence", "code_block"):
            yield BlockKind.PARAGRAPH, token.content, 0
        elif token.type == "html_block":
            yield BlockKind.PARAGRAPH, _without_tags(token.content), 0
        elif token.type == "inline" and tokens[index - 1].type not in ("th_open", "td_open"):
            yield from _inline_block(tokens[index - 1], token, lists)


def _inline_block(opener: Token, token: Token, lists: int) -> Iterator[tuple[BlockKind, str, int]]:
    text = _plain(token)
    if opener.type == "heading_open":
        yield BlockKind.HEADING, text, int(opener.tag[1])
    elif lists:
        yield BlockKind.LIST_ITEM, text, lists
    elif _FOOTNOTE.match(token.content):
        yield BlockKind.FOOTNOTE, _FOOTNOTE.sub("", _plain(token, marks=True)), 0
    else:
        yield BlockKind.PARAGRAPH, text, 0


def _table(tokens: Sequence[Token]) -> Iterator[tuple[BlockKind, str, int]]:
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(_plain(token))
        elif token.type == "table_close":
            break
    for row in table_rows(rows, header=True):
        yield BlockKind.TABLE_ROW, row, 0


def _plain(token: Token, *, marks: bool = False) -> str:
    """Return the text of an inline token without markup; of pictures their description."""
    text = "".join(_texts(token.children or ()))
    return text if marks else _FOOTNOTE_MARK.sub("", text)


def _texts(tokens: Iterable[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in ("text", "code_inline"):
            yield token.content
        elif token.type == "image":
            yield from _texts(token.children or ())
        elif token.type.endswith("break") or token.content.lower().startswith("<br"):
            yield " "


def _without_tags(markup: str) -> str:
    from selectolax.lexbor import LexborHTMLParser

    from ingest.web_blocks import blocks_below
    from ingest.web_depth import flattened

    body = LexborHTMLParser(flattened(markup)).body
    return " ".join(b.text for b in blocks_below(body, frozenset())) if body is not None else ""
