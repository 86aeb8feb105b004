"""PDF files that are broken or made to do harm, written by hand object by object."""

# ruff: noqa: E501 - objects of a file are easier to read on one line each

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping

from reportlab.pdfgen import canvas

PDF: dict[str, Callable[[str], bytes]] = {}
"""Maker of each file by name; it is given the address that must never be asked for anything."""

WORDS = "Testo visibile del rapporto sul welfare di comunita"
TEXT = f"BT /F1 12 Tf 72 700 Td ({WORDS}) Tj ET".encode()
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
PAGES = b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>"


def made(function: Callable[[str], bytes]) -> Callable[[str], bytes]:
    PDF[f"{function.__name__}.pdf"] = function
    return function


def stream(data: bytes, extra: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), extra, data)


def page(resources: bytes = b"", extra: bytes = b"", contents: bytes = b"4 0 R") -> bytes:
    return (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %s "
        b"/Resources << /Font << /F1 5 0 R >> %s >> %s >>" % (contents, resources, extra)
    )


def written(
    objects: Mapping[int, bytes], trailer: bytes = b"", head: bytes = b"%PDF-1.7\n"
) -> bytes:
    """Lay out objects with a cross-reference table; 1, 2, 3, 4 and 5 have defaults."""
    usual = {1: CATALOG, 2: PAGES, 3: page(), 4: stream(TEXT), 5: FONT}
    body, offsets = bytearray(head), {}
    for number, content in sorted({**usual, **objects}.items()):
        offsets[number] = len(body)
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    size, start = max(offsets) + 1, len(body)
    body += b"xref\n0 %d\n" % size
    for number in range(size):
        at = offsets.get(number)
        body += b"0000000000 65535 f \n" if at is None else b"%010d 00000 n \n" % at
    body += b"trailer\n<< /Root 1 0 R /Size %d %s >>\n" % (size, trailer)
    return bytes(body + b"startxref\n%d\n%%%%EOF\n" % start)


def deflated_zeros(megabytes: int) -> bytes:
    """Deflate a stretch of zero bytes block by block, without ever holding it."""
    piece = bytes(1 << 20)
    packer = zlib.compressobj(9)
    first = packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)
    check = ((megabytes << 20) % 65521) << 16 | 1  # Adler-32 of zeros
    return first + again * (megabytes - 1) + b"\x03\x00" + check.to_bytes(4, "big")


def whole(pages: int = 12) -> bytes:
    """Make a good report of several pages."""
    import io

    target = io.BytesIO()
    drawing = canvas.Canvas(target, pagesize=(400, 500), pageCompression=1, invariant=1)
    for number in range(1, pages + 1):
        drawing.drawString(50, 440, f"Capitolo {number}")
        for row in range(20):
            drawing.drawString(50, 400 - 14 * row, f"Riga {row}: {WORDS}, pagina {number}.")
        drawing.showPage()
    drawing.save()
    return target.getvalue()


# Streams that grow


@made
def flate_of_two_gigabytes(_url: str) -> bytes:
    return written({4: stream(deflated_zeros(2048), b"/Filter /FlateDecode")})


@made
def flate_in_flate_in_flate(_url: str) -> bytes:
    data = zlib.compress(zlib.compress(deflated_zeros(4096), 9), 9)
    names = b"/Filter [/FlateDecode /FlateDecode /FlateDecode]"
    return written({4: stream(data, names)})


@made
def sixty_filters(_url: str) -> bytes:
    data = TEXT.hex().encode() + b">"
    return written({4: stream(data, b"/Filter [" + b"/ASCIIHexDecode " * 60 + b"]")})


@made
def runs_of_one_letter(_url: str) -> bytes:
    data = zlib.compress(b"\x81 " * (40 << 20), 9)
    return written({4: stream(data, b"/Filter [/FlateDecode /RunLengthDecode]")})


@made
def predictor_of_a_billion_columns(_url: str) -> bytes:
    extra = b"/Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 1000000000 /Colors 4 >>"
    return written({4: stream(zlib.compress(TEXT), extra)})


# Pictures


def picture(extra: bytes, data: bytes = b"\x00" * 10) -> bytes:
    image = stream(data, b"/Type /XObject /Subtype /Image " + extra)
    drawn = stream(b"q 595 0 0 842 0 0 cm /Im Do Q")
    return written({3: page(b"/XObject << /Im 6 0 R >>"), 4: drawn, 6: image})


@made
def picture_of_a_hundred_thousand_squared(_url: str) -> bytes:
    return picture(b"/Width 100000 /Height 100000 /BitsPerComponent 8 /ColorSpace /DeviceRGB")


@made
def picture_that_inflates(_url: str) -> bytes:
    size = b"/Width 30000 /Height 30000 /BitsPerComponent 8 /ColorSpace /DeviceGray"
    return picture(size + b" /Filter /FlateDecode", deflated_zeros(900))


@made
def odd_jbig2(_url: str) -> bytes:
    segment = bytes.fromhex("00000000300001000000130000ffff0000ffff00000000000000000100ff00")
    size = b"/Width 65535 /Height 65535 /BitsPerComponent 1 /ColorSpace /DeviceGray"
    return picture(size + b" /Filter /JBIG2Decode", segment * 50)


@made
def odd_jpx(_url: str) -> bytes:
    head = bytes.fromhex("0000000c6a5020200d0a870a00000014667479706a703220000000006a703220")
    code = bytes.fromhex("ff4fff51002f0000ffffffffffffffff00000000000000000000000100000001")
    return picture(b"/Width 60000 /Height 60000 /Filter /JPXDecode", head + code + b"\xff" * 500)


@made
def odd_jpeg(_url: str) -> bytes:
    data = bytes.fromhex("ffd8ffc0001108fffffffff003012200021101031101ffda") + b"\x11" * 400
    return picture(b"/Width 65535 /Height 65535 /ColorSpace /DeviceRGB /Filter /DCTDecode", data)


@made
def inline_picture_without_end(_url: str) -> bytes:
    drawn = b"BI /W 60000 /H 60000 /BPC 8 /CS /RGB ID " + b"\x00\xff" * 1000
    return written({4: stream(TEXT + b"\n" + drawn)})


# Nesting and cycles


@made
def nested_arrays(_url: str) -> bytes:
    deep = b"[" * 200_000 + b"]" * 200_000
    return written({3: page(extra=b"/Deep " + deep)})


@made
def nested_dictionaries(_url: str) -> bytes:
    deep = b"<< /A " * 100_000 + b"1" + b" >>" * 100_000
    return written({3: page(extra=b"/Deep " + deep)})


@made
def nested_arrays_in_the_text(_url: str) -> bytes:
    return written({4: stream(TEXT + b"\n" + b"[" * 500_000 + b" TJ")})


@made
def a_form_that_draws_itself(_url: str) -> bytes:
    form = stream(
        TEXT + b" /Me Do",
        b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] "
        b"/Resources << /Font << /F1 5 0 R >> /XObject << /Me 6 0 R >> >>",
    )
    drawn = stream(TEXT + b" /Me Do")
    return written({3: page(b"/XObject << /Me 6 0 R >>"), 4: drawn, 6: form})


def forms(levels: int, each: int, leaf: bytes) -> bytes:
    objects = {}
    for level in range(levels):
        inner = b"/N Do\n" * each if level < levels - 1 else leaf
        objects[10 + level] = stream(
            inner,
            b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources "
            b"<< /Font << /F1 5 0 R >> /XObject << /N %d 0 R >> >>" % (11 + level),
        )
    objects[3] = page(b"/XObject << /N 10 0 R >>")
    objects[4] = stream(TEXT + b" /N Do")
    return written(objects)


@made
def ten_forms_in_ten_forms(_url: str) -> bytes:
    return forms(10, 10, TEXT)


@made
def four_thousand_forms_in_a_row(_url: str) -> bytes:
    return forms(4_000, 1, TEXT)


@made
def a_page_below_itself(_url: str) -> bytes:
    return written({2: b"<< /Type /Pages /Count 1000 /Kids [2 0 R 3 0 R 2 0 R] /Parent 2 0 R >>"})


@made
def a_tree_of_pages_without_end(_url: str) -> bytes:
    inner = b"<< /Type /Pages /Count 2000000000 /Kids [%d 0 R] /Parent %d 0 R >>"
    objects = {2: inner % (10, 13), 3: page()}
    for number in range(10, 14):
        objects[number] = inner % (number + 1 if number < 13 else 2, number - 1)
    return written(objects)


@made
def a_tree_of_pages_five_thousand_deep(_url: str) -> bytes:
    objects = {2: b"<< /Type /Pages /Count 1 /Kids [10 0 R] >>"}
    for number in range(10, 5_010):
        below = number + 1 if number < 5_009 else 3
        objects[number] = b"<< /Type /Pages /Count 1 /Kids [%d 0 R] >>" % below
    return written(objects)


@made
def twenty_thousand_pages(_url: str) -> bytes:
    kids = b" ".join(b"%d 0 R" % n for n in range(10, 20_010))
    objects = {n: page() for n in range(10, 20_010)}
    return written({2: b"<< /Type /Pages /Count 20000 /Kids [%s] >>" % kids, **objects})


@made
def four_thousand_pages(_url: str) -> bytes:
    kids = b" ".join(b"%d 0 R" % n for n in range(10, 4_010))
    objects = {n: page() for n in range(10, 4_010)}
    return written({2: b"<< /Type /Pages /Count 4000 /Kids [%s] >>" % kids, **objects})


@made
def a_count_that_lies(_url: str) -> bytes:
    return written({2: b"<< /Type /Pages /Count 2147483647 /Kids [3 0 R] >>"})


@made
def a_negative_count(_url: str) -> bytes:
    return written({2: b"<< /Type /Pages /Count -5 /Kids [3 0 R] >>"})


@made
def an_outline_in_a_circle(_url: str) -> bytes:
    entry = b"<< /Title (Capitolo %d) /Parent 6 0 R /Next %d 0 R /First %d 0 R /Last 8 0 R >>"
    return written(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R /Outlines 6 0 R >>",
            6: b"<< /Type /Outlines /First 7 0 R /Last 8 0 R /Count 2 >>",
            7: entry % (1, 8, 7),
            8: entry % (2, 7, 6),
        }
    )


@made
def an_outline_of_a_hundred_thousand(_url: str) -> bytes:
    objects = {
        n: b"<< /Title (Capitolo %d) /Next %d 0 R >>" % (n, n + 1) for n in range(10, 100_010)
    }
    objects[1] = b"<< /Type /Catalog /Pages 2 0 R /Outlines 6 0 R >>"
    objects[6] = b"<< /Type /Outlines /First 10 0 R /Last 100009 0 R /Count 100000 >>"
    return written(objects)


@made
def labels_of_two_million_letters(_url: str) -> bytes:
    tree = b"<< /Nums [0 << /S /R /St 2000000000 >> 1 << /S /a /St 2000000000 >>] >>"
    return written({1: b"<< /Type /Catalog /Pages 2 0 R /PageLabels %s >>" % tree})


@made
def labels_in_a_circle(_url: str) -> bytes:
    return written(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R /PageLabels 6 0 R >>",
            6: b"<< /Kids [6 0 R 7 0 R] /Limits [0 9999] >>",
            7: b"<< /Kids [6 0 R 7 0 R] /Limits [0 9999] >>",
        }
    )


@made
def a_structure_tree_in_a_circle(_url: str) -> bytes:
    return written(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R /StructTreeRoot 6 0 R /MarkInfo << /Marked true >> >>",
            6: b"<< /Type /StructTreeRoot /K [7 0 R] /ParentTree 6 0 R /Kids [6 0 R] >>",
            7: b"<< /Type /StructElem /S /Div /P 7 0 R /K [6 0 R 7 0 R 7 0 R] >>",
        }
    )


@made
def lengths_that_point_to_each_other(_url: str) -> bytes:
    return written(
        {
            4: b"<< /Length 6 0 R >>\nstream\n" + TEXT + b"\nendstream",
            6: b"7 0 R",
            7: b"6 0 R",
        }
    )


# Pages too full


@made
def a_million_characters(_url: str) -> bytes:
    rows = b"".join(
        b"BT /F1 4 Tf 10 %d Td (%s) Tj ET\n" % (8 * row, b"parola%d " % row * 100)
        for row in range(1_000)
    )
    return written({4: stream(zlib.compress(rows), b"/Filter /FlateDecode")})


@made
def a_million_characters_in_one_word(_url: str) -> bytes:
    drawn = b"BT /F1 1 Tf 10 10 Td (" + b"a" * 1_000_000 + b") Tj ET"
    return written({4: stream(zlib.compress(drawn), b"/Filter /FlateDecode")})


@made
def characters_all_in_one_place(_url: str) -> bytes:
    drawn = b"BT /F1 12 Tf 1 0 0 1 100 100 Tm (x) Tj ET\n" * 100_000
    return written({4: stream(zlib.compress(drawn), b"/Filter /FlateDecode")})


@made
def a_million_paths(_url: str) -> bytes:
    drawn = TEXT + b"\n" + b"0 0 m 9 9 l S\n" * 1_000_000
    return written({4: stream(zlib.compress(drawn), b"/Filter /FlateDecode")})


@made
def a_million_saved_states(_url: str) -> bytes:
    drawn = b"q 1 0 0 1 1 1 cm\n" * 1_000_000 + TEXT
    return written({4: stream(zlib.compress(drawn), b"/Filter /FlateDecode")})


@made
def twenty_dense_pages(_url: str) -> bytes:
    rows = b"".join(
        b"BT /F1 4 Tf 10 %d Td (%s) Tj ET\n" % (5 + row * 4, b"parola lunga " * 60)
        for row in range(200)
    )
    kids = b" ".join(b"%d 0 R" % n for n in range(10, 30))
    return written(
        {
            2: b"<< /Type /Pages /Count 20 /Kids [%s] >>" % kids,
            4: stream(zlib.compress(rows), b"/Filter /FlateDecode"),
            **{n: page() for n in range(10, 30)},
        }
    )


@made
def one_content_a_hundred_thousand_times(_url: str) -> bytes:
    return written({3: page(contents=b"[" + b"4 0 R " * 100_000 + b"]")})


@made
def a_page_as_wide_as_the_world(_url: str) -> bytes:
    wide = page().replace(b"[0 0 595 842]", b"[-1e38 -1e38 1e38 1e38]")
    return written({3: wide[:-2] + b"/UserUnit 1e30 /Rotate 12345 >>"})


@made
def a_page_without_extent(_url: str) -> bytes:
    return written({3: page().replace(b"[0 0 595 842]", b"[10 10 10 10]")})


@made
def a_hundred_thousand_annotations(_url: str) -> bytes:
    note = b"<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents (nota) /Popup 6 0 R >>"
    return written({3: page(extra=b"/Annots [" + b"6 0 R " * 100_000 + b"]"), 6: note})


@made
def form_fields_in_a_circle(_url: str) -> bytes:
    return written(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [6 0 R] /XFA [(a) 4 0 R] >> >>",
            3: page(extra=b"/Annots [6 0 R]"),
            6: b"<< /FT /Tx /T (a) /Kids [6 0 R 6 0 R] /Parent 6 0 R /Subtype /Widget /Rect [0 0 9 9] >>",
        }
    )


# Fonts


@made
def a_damaged_font(_url: str) -> bytes:
    return written(
        {
            5: b"<< /Type /Font /Subtype /TrueType /BaseFont /X /FirstChar 0 /LastChar 255 "
            b"/Widths [" + b"999999999999 " * 256 + b"] /FontDescriptor 6 0 R >>",
            6: b"<< /Type /FontDescriptor /FontName /X /Flags 4 /FontFile2 7 0 R /Ascent 1e30 >>",
            7: stream(b"\x00\x01\x00\x00\xff\xff" + b"glyfloca" * 500),
        }
    )


@made
def a_font_that_draws_itself(_url: str) -> bytes:
    glyph = stream(b"1000 0 0 0 750 750 d1 BT /F1 12 Tf (aaaa) Tj ET")
    return written(
        {
            5: b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 750 750] /FontMatrix [.001 0 0 .001 0 0]"
            b" /CharProcs << /a 6 0 R >> /Encoding << /Differences [97 /a] >> /FirstChar 97 /LastChar 97"
            b" /Widths [1000] /Resources << /Font << /F1 5 0 R >> >> >>",
            6: glyph,
            4: stream(b"BT /F1 12 Tf 72 700 Td (aaaaaaaa) Tj ET"),
        }
    )


@made
def a_mapping_of_characters_that_grows(_url: str) -> bytes:
    ranges = b"".join(
        b"100 beginbfrange\n" + b"<0000> <FFFF> <0041>\n" * 100 + b"endbfrange\n" for _ in range(40)
    )
    long = b"1 beginbfchar\n<0041> <" + b"0042" * 200_000 + b">\nendbfchar\n"
    data = (
        b"/CMapName /X def 1 begincodespacerange <0000> <FFFF> endcodespacerange\n" + ranges + long
    )
    return written(
        {
            5: b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H "
            b"/DescendantFonts [7 0 R] /ToUnicode 6 0 R >>",
            6: stream(zlib.compress(data), b"/Filter /FlateDecode"),
            7: b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /FontDescriptor 8 0 R /DW 500 >>",
            8: b"<< /Type /FontDescriptor /FontName /X /Flags 4 >>",
            4: stream(b"BT /F1 12 Tf 72 700 Td <" + b"0041" * 2_000 + b"> Tj ET"),
        }
    )


@made
def a_font_below_itself(_url: str) -> bytes:
    return written(
        {
            5: b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding 5 0 R /DescendantFonts [5 0 R] >>"
        }
    )


# Cross-references, objects in streams, updates


@made
def tables_that_point_to_themselves(_url: str) -> bytes:
    data = written({})
    at = int(data.rsplit(b"startxref\n", 1)[1].split()[0])
    return data.replace(b"trailer\n<< ", b"trailer\n<< /Prev %d /XRefStm %d " % (at, at))


def _rows(triples: list[tuple[int, int, int]]) -> bytes:
    return b"".join(
        a.to_bytes(1, "big") + b.to_bytes(4, "big") + c.to_bytes(2, "big") for a, b, c in triples
    )


@made
def a_table_of_a_billion_objects(_url: str) -> bytes:
    body = b"%PDF-1.7\n1 0 obj\n" + CATALOG + b"\nendobj\n"
    rows = _rows([(1, 9, 0)] * 50)
    table = stream(
        rows, b"/Type /XRef /W [1 4 2] /Size 2147483647 /Index [0 2147483647] /Root 1 0 R"
    )
    return body + b"9 0 obj\n" + table + b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(body)


@made
def an_object_stream_inside_itself(_url: str) -> bytes:
    inside = stream(
        b"6 0 1 20 2 60 " + CATALOG + PAGES, b"/Type /ObjStm /N 3 /First 14 /Extends 6 0 R"
    )
    body = b"%PDF-1.7\n6 0 obj\n" + inside + b"\nendobj\n"
    rows = _rows([(0, 0, 0), (2, 6, 1), (2, 6, 2), (2, 6, 0), (2, 6, 0), (2, 6, 0), (2, 6, 0)])
    table = stream(rows, b"/Type /XRef /W [1 4 2] /Size 7 /Root 1 0 R")
    return body + b"9 0 obj\n" + table + b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(body)


@made
def an_object_stream_of_a_billion(_url: str) -> bytes:
    inside = stream(b"1 0 " * 1000, b"/Type /ObjStm /N 1000000000 /First 2000000000")
    return written({6: inside})[: -len(b"%%EOF\n")] + b"%%EOF\n"


@made
def two_thousand_updates(_url: str) -> bytes:
    data = bytearray(written({}))
    before = int(data.rsplit(b"startxref\n", 1)[1].split()[0])
    for _ in range(2_000):
        at = len(data)
        data += b"4 0 obj\n%s\nendobj\n" % stream(TEXT)
        start = len(data)
        data += b"xref\n4 1\n%010d 00000 n \ntrailer\n<< /Root 1 0 R /Size 6 /Prev %d >>\n" % (
            at,
            before,
        )
        data += b"startxref\n%d\n%%%%EOF\n" % start
        before = start
    return bytes(data)


@made
def an_unknown_lock(_url: str) -> bytes:
    return written({}, b"/Encrypt << /Filter /Acme.DRM /V 9 /R 9 >> /ID [<00> <00>]")


@made
def a_lock_of_nonsense(_url: str) -> bytes:
    lock = b"/Encrypt << /Filter /Standard /V 5 /R 6 /Length 99999 /P -1 /O (x) /U (y) >>"
    return written({}, lock + b" /ID [<00> <00>]")


@made
def a_broken_linearised_head(_url: str) -> bytes:
    hint = b"<< /Linearized 1 /L 99999999 /H [5 9999999] /O 3 /E 77777777 /N 4000000 /T 88888888 >>"
    data = written({})
    return data.replace(b"%PDF-1.7\n", b"%PDF-1.7\n9 0 obj\n" + hint + b"\nendobj\n", 1)


# Things that must not be run or fetched


@made
def scripts_and_actions(url: str) -> bytes:
    address = url.encode()
    return written(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.launchURL('%s'))"
            b" /Next << /S /Launch /F (/bin/sh) /Next << /S /URI /URI (%s) >> >> >> /AA << /WC << /S /Sub"
            b"mitForm /F << /FS /URL /F (%s) >> >> >> /Names << /EmbeddedFiles << /Names [(a.exe) << /Type"
            b" /Filespec /F (a.exe) /EF << /F 6 0 R >> >>] >> /JavaScript << /Names [(a) << /S /JavaScript"
            b" /JS (this.submitForm('%s')) >>] >> >> >>" % ((address,) * 4),
            6: stream(b"MZ" + bytes(500), b"/Type /EmbeddedFile"),
        }
    )


@made
def text_kept_elsewhere(url: str) -> bytes:
    outside = b"/F << /FS /URL /F (%s) >> /FFilter /FlateDecode" % url.encode()
    local = b"/F (/etc/passwd)"
    return written(
        {
            3: page(contents=b"[4 0 R 6 0 R 7 0 R]"),
            6: stream(b"", outside),
            7: stream(b"", local),
        }
    )


# Cut, shifted, hidden


@made
def cut_at_a_tenth(_url: str) -> bytes:
    data = whole()
    return data[: len(data) // 10]


@made
def cut_at_the_middle(_url: str) -> bytes:
    data = whole()
    return data[: len(data) // 2]


@made
def cut_before_the_table(_url: str) -> bytes:
    return whole().rsplit(b"xref\n", 2)[0]


@made
def with_a_hole(_url: str) -> bytes:
    data = bytearray(whole())
    data[len(data) // 3 : len(data) // 2] = bytes(len(data) // 2 - len(data) // 3)
    return bytes(data)


@made
def with_the_wrong_mark(_url: str) -> bytes:
    return whole().replace(b"%PDF-", b"%PDX-", 1)


@made
def behind_other_data(_url: str) -> bytes:
    return b"GIF89a" + b"\x00" * 500 + whole()


@made
def inside_a_web_page(_url: str) -> bytes:
    return b"<html><body>" + b"<p>testo</p>" * 300 + whole() + b"</body></html>"


@made
def bits_turned_over(_url: str) -> bytes:
    data = bytearray(whole())
    for at in range(20, len(data), 97):
        data[at] ^= 0x55
    return bytes(data)


@made
def a_title_of_ten_megabytes(_url: str) -> bytes:
    return written({6: b"<< /Title (" + b"Titolo " * 1_500_000 + b") >>"}, b"/Info 6 0 R")
