"""Web pages, Markdown and plain text that are broken or made to do harm."""

from __future__ import annotations

import random
from collections.abc import Callable

TEXTS: dict[str, Callable[[str], bytes]] = {}
"""Maker of each file by name; it is given the address that must never be asked for anything."""

WORDS = "Testo visibile di un progetto di comunità"
GOOD = f"<p>{WORDS} che accompagna le famiglie fragili del quartiere da molti anni.</p>"


def made(ending: str):
    def kept(function: Callable[[str], str | bytes]) -> Callable[[str], str | bytes]:
        def encoded(url: str) -> bytes:
            content = function(url)
            return content if isinstance(content, bytes) else content.encode()

        TEXTS[f"{function.__name__}.{ending}"] = encoded
        return function

    return kept


def web(body: str, head: str = "") -> str:
    return (
        f'<!DOCTYPE html><html lang="it"><head><meta charset="utf-8"><title>Pagina</title>{head}'
        f"</head><body>{GOOD * 3}{body}</body></html>"
    )


# Web pages


@made("html")
def page_that_runs_and_fetches(url: str) -> str:
    head = (
        f'<meta http-equiv="refresh" content="0;url={url}/r"><base href="{url}/">'
        f'<link rel="stylesheet" href="{url}/a.css"><script src="{url}/a.js"></script>'
    )
    return web(
        f'<script>fetch("{url}/f");document.write("SCRIPT ESEGUITO")</script>'
        f'<iframe src="{url}/i"></iframe><img src="{url}/p.png" onerror="fetch(1)">'
        f'<object data="{url}/o"></object><embed src="file:///etc/passwd">'
        f'<iframe src="file:///etc/passwd"></iframe><video src="{url}/v"></video>'
        f'<svg><image href="{url}/s"/><script>1</script></svg><form action="{url}"></form>',
        head,
    )


@made("html")
def a_hundred_thousand_boxes_deep(_url: str) -> str:
    return web("<div>" * 100_000 + GOOD + "</div>" * 100_000)


@made("html")
def list_items_a_hundred_thousand_deep(_url: str) -> str:
    return web("<ul><li>" * 100_000 + GOOD)


@made("html")
def tables_a_hundred_thousand_deep(_url: str) -> str:
    return web("<table><tr><td>" * 100_000 + GOOD)


@made("html")
def rows_and_cells_without_tables(_url: str) -> str:
    return web("<td><tr><li><dd><option><rt>" * 6_000 + GOOD)


@made("html")
def drawings_a_hundred_thousand_deep(_url: str) -> str:
    return web("<svg><g x='>'><foreignObject><math><mi/>" * 30_000 + GOOD)


@made("html")
def emphasis_that_is_never_closed(_url: str) -> str:
    return web("<p><b><i><a href=x>" * 20_000 + GOOD)


@made("html")
def emphasis_closed_in_the_wrong_order(_url: str) -> str:
    return web("<a><b><i><p></a></b></i>" * 20_000 + GOOD)


@made("html")
def emphasis_with_other_attributes_each_time(_url: str) -> str:
    return web("".join(f"<font size={n}>" for n in range(30_000)) + "<p>x" * 3_000 + GOOD)


@made("html")
def an_attribute_of_ten_megabytes(_url: str) -> str:
    return web(f'<p title="{"a" * 10_000_000}" class="{"menu " * 100_000}">x</p>')


@made("html")
def twenty_thousand_attributes(_url: str) -> str:
    return web("<p " + " ".join(f"a{n}=1" for n in range(20_000)) + ">x</p>")


@made("html")
def a_comment_without_end(_url: str) -> str:
    return web("<!--" + "-" * 1_000_000 + GOOD)


@made("html")
def a_million_angle_brackets(_url: str) -> str:
    return web("<" * 2_000_000 + GOOD)


@made("html")
def a_million_opening_tags_cut_short(_url: str) -> str:
    return web("<a " * 500_000 + GOOD)


@made("html")
def a_million_character_references(_url: str) -> str:
    return web("&#x10FFFF;&#0;&#xD800;&notit;&CounterClockwiseContourIntegral;" * 10_000)


@made("html")
def cells_a_billion_wide_on_a_page(_url: str) -> str:
    cell = '<td colspan="1000000000" rowspan="4000000000">cella</td>'
    return web(f"<table><tr>{cell}</tr><tr>{cell * 3}</tr></table>")


@made("html")
def a_hundred_thousand_empty_blocks(_url: str) -> str:
    return web("<p></p><div></div><h2></h2>" * 100_000)


@made("html")
def ten_thousand_short_blocks(_url: str) -> str:
    return web("<section><h2>a</h2><p>b</p></section>" * 5_000)


@made("html")
def a_menu_of_a_hundred_thousand(_url: str) -> str:
    return web("<nav><ul>" + '<li><a href="x">voce</a></li>' * 100_000 + "</ul></nav>")


@made("html")
def data_addresses(_url: str) -> str:
    return web(f'<img src="data:image/png;base64,{"A" * 15_000_000}">')


@made("html")
def an_encoding_nobody_knows(_url: str) -> bytes:
    return web("").replace("utf-8", "x-klingon\x00").encode("cp1252")


@made("html")
def in_utf7(_url: str) -> bytes:
    return (
        web("+ADw-script+AD4-alert(1)+ADw-/script+AD4-").replace("utf-8", "utf-7").encode("utf-7")
    )


@made("html")
def in_utf16_without_a_mark(_url: str) -> bytes:
    return web("").encode("utf-16-le")


@made("html")
def declared_in_a_codec_that_grows(_url: str) -> bytes:
    return web("").replace("utf-8", "zlib_codec").encode()


@made("html")
def zero_bytes_between_letters(_url: str) -> str:
    return web("<p>te\x00sto co\x00n zeri</p>" * 3)


@made("html")
def a_page_with_entities(url: str) -> str:
    return (
        f'<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y SYSTEM "{url}">]>'
        + web("<p>&x; &y;</p>")
    )


@made("html")
def structured_data_nested_deep(_url: str) -> str:
    deep = '{"@graph":[' * 100_000
    return web("", f'<script type="application/ld+json">{deep}</script>')


@made("html")
def metadata_of_megabytes(_url: str) -> str:
    long = "Autore e altri, " * 300_000
    return web(
        "", f'<meta name="author" content="{long}"><meta property="og:title" content="{long}">'
    )


# Markdown


@made("md")
def stars_that_open_and_never_close(_url: str) -> str:
    return f"{WORDS}\n\n" + "*a **a " * 20_000


@made("md")
def stars_and_nothing_else(_url: str) -> str:
    return f"{WORDS}\n\n" + "*" * 200_000 + "a" + "_*" * 100_000


@made("md")
def brackets_that_open(_url: str) -> str:
    return f"{WORDS}\n\n" + "[" * 30_000 + "a" + "](" * 15_000


@made("md")
def pictures_that_open(_url: str) -> str:
    return f"{WORDS}\n\n" + "![[]()" * 12_000


@made("md")
def quotes_deep(_url: str) -> str:
    return f"{WORDS}\n\n" + "> " * 100_000 + "a\n"


@made("md")
def lists_deep(_url: str) -> str:
    return f"{WORDS}\n\n" + "\n".join(" " * (2 * n) + "- a" for n in range(3_000))


@made("md")
def list_marks_in_one_line(_url: str) -> str:
    return f"{WORDS}\n\n" + "- " * 100_000 + "a\n" + "1. " * 50_000


@made("md")
def backticks_of_growing_length(_url: str) -> str:
    return f"{WORDS}\n\n" + " ".join("`" * n + "a" for n in range(1, 1_000))


@made("md")
def a_table_that_fills_itself_in(_url: str) -> str:
    head = "|" + "a|" * 5_000
    return f"{WORDS}\n\n{head}\n{'|-' * 5_000}|\n" + "|x|\n" * 10_000


@made("md")
def tags_that_open(_url: str) -> str:
    return f"{WORDS}\n\n" + "<a " * 100_000 + "\n\n" + "<!-- a " * 50_000 + "a<?" * 50_000


@made("md")
def references_to_each_other(_url: str) -> str:
    return (
        f"{WORDS}\n\n" + "\n".join(f"[a{n}]: <b{n}> 'c'" for n in range(10_000)) + "\n[a1]" * 10_000
    )


@made("md")
def escapes_and_entities(_url: str) -> str:
    return f"{WORDS}\n\n" + "\\&#x41;&amp;\\*" * 20_000


@made("md")
def a_head_that_laughs(_url: str) -> str:
    rows = ["a0: &a0 [ah, ah]"] + [
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)
    ]
    return "---\n" + "\n".join(rows) + "\nauthor: *a11\ntitle: *a11\n---\n" + WORDS


@made("md")
def a_head_that_makes_objects(_url: str) -> str:
    call = "!!python/object/apply:os.system ['touch eseguito']"
    return f"---\ntitle: {call}\n---\n{WORDS}"


@made("md")
def a_head_nested_deep(_url: str) -> str:
    return "---\ntitle: " + "[" * 9_000 + "\n---\n" + WORDS


# Plain text


@made("txt")
def one_line_of_fifty_megabytes(_url: str) -> bytes:
    return b"a" * 50_000_000


@made("txt")
def one_word_of_twenty_megabytes(_url: str) -> bytes:
    return WORDS.encode() + b" " + b"a" * 20_000_000


@made("txt")
def words_in_one_line(_url: str) -> str:
    return "parola lunga senza punto " * 30_000


@made("txt")
def sentences_without_end(_url: str) -> str:
    return f"{WORDS}.\n\n" + "Dott. A. B. (cfr. p. es. " * 10_000


@made("txt")
def a_million_pages(_url: str) -> str:
    return f"{WORDS}\f" * 1_000_000


@made("txt")
def a_hundred_thousand_lines(_url: str) -> str:
    return "a\n\n" * 100_000


@made("txt")
def stars_and_strokes(_url: str) -> str:
    return f"{WORDS}\n\n" + "*a " * 100_000 + "\n\n" + "_a " * 100_000 + "\n\n" + "**a" * 100_000


@made("txt")
def dots_and_strokes(_url: str) -> str:
    return f"{WORDS}\n\n" + "." * 300_000 + "\n\n" + "-" * 300_000 + "\n\n" + "a-" * 150_000


@made("txt")
def figures_and_dates(_url: str) -> str:
    return f"{WORDS}\n\n" + "1" * 1_000_000 + "\n\n" + "1.1." * 200_000 + "\n\n" + "19" * 200_000


@made("txt")
def capital_words(_url: str) -> str:
    return f"{WORDS}\n\n" + "Di San De La " * 20_000 + "\n\n" + "d'A'" * 20_000


@made("txt")
def spaces(_url: str) -> str:
    return (
        f"{WORDS}\n\na" + " " * 5_000_000 + "b\n\na" + "\t" * 1_000_000 + "b" + "\u00a0" * 1_000_000
    )


@made("txt")
def marks_upon_marks(_url: str) -> str:
    return f"{WORDS}\n\na" + "\u0301" * 1_000_000 + " " + "\ufdfa" * 100_000


@made("txt")
def directions_turned(_url: str) -> str:
    return f"{WORDS} \u202egnirts\u202c\u2066\u200b\ufeff " * 10_000 + "👩‍👩‍👧‍👦" * 10_000


@made("txt")
def lone_halves(_url: str) -> bytes:
    return ("\ufeff" + WORDS).encode("utf-16-le") + b"\x00\xd8" * 5_000


@made("txt")
def noise(_url: str) -> bytes:
    return random.Random(1).randbytes(2_000_000)


@made("txt")
def zeros(_url: str) -> bytes:
    return bytes(5_000_000)


@made("txt")
def an_ordinary_book_of_a_megabyte(_url: str) -> str:
    rows = random.Random(2)
    words = ("famiglia", "comune", "servizio", "anziani", "Prato", "rete", "cura", "lavoro", "2019")
    sentence = [" ".join(rows.choices(words, k=18)).capitalize() + "." for _ in range(2_000)]
    return "\n\n".join(" ".join(rows.choices(sentence, k=6)) for _ in range(1_400))


# What the ending says is not what is inside


@made("pdf")
def a_program(_url: str) -> bytes:
    return b"MZ\x90\x00" + bytes(60) + b"PE\x00\x00" + random.Random(3).randbytes(50_000)


@made("docx")
def a_pdf_inside(_url: str) -> bytes:
    return b"%PDF-1.7\n1 0 obj << >> endobj\n%%EOF"


@made("html")
def an_archive_inside(_url: str) -> bytes:
    return b"PK\x03\x04" + bytes(500)


@made("md")
def a_picture_inside(_url: str) -> bytes:
    return bytes.fromhex("89504e470d0a1a0a0000000d49484452") + bytes(500)


@made("txt")
def a_program_inside(_url: str) -> bytes:
    return b"\x7fELF\x02\x01\x01" + random.Random(4).randbytes(20_000)


@made("pptx")
def a_web_page_inside(_url: str) -> str:
    return web("")


@made("xyz")
def of_no_known_kind(_url: str) -> str:
    return WORDS


for _ending in ("pdf", "pptx", "docx", "html", "md", "txt"):
    TEXTS[f"empty.{_ending}"] = lambda _url: b""
