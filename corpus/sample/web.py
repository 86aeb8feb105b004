"""HTML documents: an article of a review and a page of an organisation's site."""

from __future__ import annotations

import json
from html import escape

from corpus.sample.source import Kind, Part, SampleText, runs

_MONTHS = [
    "gennaio",
    "febbraio",
    "marzo",
    "aprile",
    "maggio",
    "giugno",
    "luglio",
    "agosto",
    "settembre",
    "ottobre",
    "novembre",
    "dicembre",
]


def article(text: SampleText) -> bytes:
    """Return an article as a review on the web would publish it."""
    linked = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": text.title,
        "author": [{"@type": "Person", "name": name} for name in text.creators],
        "datePublished": text.date.isoformat(),
        "inLanguage": text.language,
        "publisher": {"@type": "Organization", "name": text.publisher},
    }
    date = f"{text.date.day} {_MONTHS[text.date.month - 1]} {text.date.year}"
    keywords = "".join(f"<li>{escape(word)}</li>" for word in text.keywords)
    return _document(
        text,
        "article",
        f'<script type="application/ld+json">{json.dumps(linked, ensure_ascii=False)}</script>',
        '<header><p class="brand">Sguardi di welfare</p>'
        f"{_menu('Archivio', 'Rubriche', 'Chi siamo', 'Scrivici')}</header>"
        f"<main><article>\n<h1>{escape(text.title)}</h1>\n"
        f'<p class="lead">{escape(text.subtitle)}</p>\n'
        f'<p class="byline">di {escape(text.authors)}, '
        f'<time datetime="{text.date.isoformat()}">{date}</time></p>\n'
        f'{_body(text.parts)}\n<p class="sample"><small>{text.sample_line}</small></p>\n'
        f'</article></main>\n<aside><h2>Parole chiave</h2><ul class="tags">{keywords}</ul>'
        "<h2>I più letti</h2><ul><li>Il conto della solitudine</li>"
        "<li>Chi apre la porta alle nove di sera</li></ul></aside>"
        f"<footer><p>{escape(text.publisher)}. Tutti i testi sono inventati.</p>"
        f"{_menu('Informativa', 'Note legali')}</footer>",
    )


def page(text: SampleText) -> bytes:
    """Return a page as an organisation would show it on its own site."""
    return _document(
        text,
        "website",
        "",
        f'<header><p class="brand">{escape(text.publisher)}</p>'
        f"{_menu('Home', 'I servizi', 'I comuni', 'Sostieni', 'Contatti')}</header>"
        '<nav aria-label="percorso"><a href="#">Home</a> &gt; <a href="#">I servizi</a></nav>'
        f"<main>\n<h1>{escape(text.title)}</h1>\n<p>{escape(text.subtitle)}</p>\n"
        f"{_body(text.parts)}\n"
        f'<p class="sample">{text.sample_line}</p></main>\n'
        '<div class="cookie" role="dialog"><p>Questo sito userebbe soltanto biscotti tecnici.</p>'
        "<button>Va bene</button></div>"
        f"<footer><p>{escape(text.publisher)} – pagina aggiornata il "
        f"{text.date.strftime('%d/%m/%Y')}</p>{_menu('Privacy', 'Accessibilità')}</footer>",
    )


def _document(text: SampleText, kind: str, extra: str, body: str) -> bytes:
    """Return head and body as UTF-8."""
    title = f"{text.title} – {text.publisher}"
    head = [
        '<meta charset="utf-8">',
        f"<title>{escape(title)}</title>",
        f'<meta name="author" content="{escape(text.authors)}">',
        f'<meta name="description" content="{escape(text.subtitle)}">',
        f'<meta name="keywords" content="{escape(", ".join(text.keywords))}">',
        f'<meta name="DC.date" content="{text.date.isoformat()}">',
        f'<meta name="DC.publisher" content="{escape(text.publisher)}">',
        f'<meta property="og:type" content="{kind}">',
        f'<meta property="og:site_name" content="{escape(text.publisher)}">',
        f'<meta property="article:published_time" content="{text.date.isoformat()}">',
        "<style>main { max-width: 42rem; margin: auto; font: 1.1rem/1.6 serif }</style>",
    ]
    lines = "\n".join([*head, extra] if extra else head)
    return (
        f'<!doctype html>\n<html lang="{text.language}">\n<head>\n{lines}\n</head>\n'
        f"<body>\n{body}\n</body>\n</html>\n"
    ).encode()


def _menu(*entries: str) -> str:
    """Return a menu of links that lead nowhere."""
    items = "".join(f'<li><a href="#">{entry}</a></li>' for entry in entries)
    return f"<nav><ul>{items}</ul></nav>"


def _body(parts: tuple[Part, ...]) -> str:
    """Return the parts as HTML; neighbouring list items share a list."""
    lines: list[str] = []
    in_list = False
    for part in parts:
        is_item = part.kind is Kind.ITEM
        if is_item != in_list:
            lines.append("<ul>" if is_item else "</ul>")
            in_list = is_item
        lines.append(_element(part))
    if in_list:
        lines.append("</ul>")
    return "\n".join(lines)


def _element(part: Part) -> str:
    """Return one part as an element. Headings start at h2, below the title."""
    if part.kind is Kind.HEADING:
        return f"<h{part.level + 1}>{escape(part.text)}</h{part.level + 1}>"
    if part.kind is Kind.TABLE:
        head, *rows = part.rows
        cells = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
        body = "\n".join(
            "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
        )
        return (
            f"<table><caption>{escape(part.text)}</caption>\n"
            f"<thead><tr>{cells}</tr></thead>\n<tbody>\n{body}\n</tbody></table>"
        )
    tag = "li" if part.kind is Kind.ITEM else "p"
    return f"<{tag}>{_inline(part.text)}</{tag}>"


def _inline(text: str) -> str:
    """Return a paragraph with its bold and italic stretches."""
    found = []
    for run in runs(text):
        escaped = escape(run.text, quote=False)
        if run.bold:
            escaped = f"<strong>{escaped}</strong>"
        elif run.italic:
            escaped = f"<em>{escaped}</em>"
        found.append(escaped)
    return "".join(found)
