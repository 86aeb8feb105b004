"""Office files that are broken, hostile, or something else."""

from __future__ import annotations

import struct
import time
import zipfile
from pathlib import Path

import docx
import pytest

from corpus.errors import UnreadableFile
from ingest import archive
from ingest.office_docx import read_docx
from ingest.office_pptx import read_pptx
from ingest.xmltree import XmlDamaged, parse_xml

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def code_of(path: Path, reader=read_docx) -> str:
    with pytest.raises(UnreadableFile) as caught:
        reader(path)
    return caught.value.code


def text_document(folder: Path) -> Path:
    document = docx.Document()
    document.add_paragraph("testo")
    path = folder / "text.docx"
    document.save(path)
    return path


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"solo testo", "not-a-document"),
        (b"%PDF-1.7 ...", "not-a-document"),
        (b"PK\x03\x04 cut short", "damaged"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (OLE + "WordDocument".encode("utf-16-le"), "unsupported"),
        (OLE, "unsupported"),
    ],
)
def test_wrong_content_says_what_it_is(tmp_path, content, code):
    path = tmp_path / "file.docx"
    path.write_bytes(content)
    assert code_of(path) == code


def test_a_document_under_the_ending_of_slides_is_no_deck(tmp_path):
    assert code_of(text_document(tmp_path), read_pptx) == "not-a-document"


def test_a_zip_of_something_else_is_no_document(tmp_path):
    path = tmp_path / "file.docx"
    with zipfile.ZipFile(path, "w") as written:
        written.writestr("mimetype", "application/epub+zip")
    assert code_of(path) == "not-a-document"


def test_a_document_cut_in_half_is_damaged(tmp_path):
    path = text_document(tmp_path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert code_of(path) == "damaged"


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path):
    path = tmp_path / "bomb.docx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as written:
        written.writestr("word/document.xml", b"<a>" + b" " * (archive.MAX_PART_BYTES + 1))
    begin = time.perf_counter()
    assert code_of(path) == "too-large"
    assert time.perf_counter() - begin < 1.0


def test_a_large_film_in_a_deck_is_no_bomb_and_blank_gigabytes_are():
    film = zipfile.ZipInfo("ppt/media/film.mp4")
    film.file_size = film.compress_size = 900_000_000
    archive._check_sizes([film])
    blank = zipfile.ZipInfo("ppt/media/blank.bin")
    blank.file_size, blank.compress_size = 900_000_000, 900_000
    with pytest.raises(UnreadableFile):
        archive._check_sizes([blank])


def test_too_many_parts_are_refused(tmp_path):
    path = tmp_path / "many.docx"
    with zipfile.ZipFile(path, "w") as written:
        for number in range(archive.MAX_ENTRIES + 1):
            written.writestr(f"{number}", "")
    assert code_of(path) == "too-large"


def test_a_locked_archive_is_encrypted(tmp_path):
    path = text_document(tmp_path)
    data = bytearray(path.read_bytes())
    entry = data.index(b"PK\x01\x02")
    flags = struct.unpack_from("<H", data, entry + 8)[0]
    struct.pack_into("<H", data, entry + 8, flags | 1)
    path.write_bytes(bytes(data))
    assert code_of(path) == "encrypted"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_never_resolved(tmp_path, encoding):
    secret = tmp_path / "secret"
    secret.write_text("segreto", encoding="utf-8")
    markup = f'<!DOCTYPE a [<!ENTITY x SYSTEM "file://{secret}">]><a>&x;</a>'
    with pytest.raises(XmlDamaged):
        parse_xml(markup.encode(encoding))
    path = tmp_path / "xxe.docx"
    with zipfile.ZipFile(path, "w") as written:
        written.writestr("word/document.xml", markup.encode(encoding))
    assert code_of(path) == "damaged"


def test_endless_nesting_is_damage():
    with pytest.raises(XmlDamaged):
        parse_xml(b"<a>" * 100_000 + b"</a>" * 100_000)


def test_document_without_text_is_empty(tmp_path):
    path = tmp_path / "blank.docx"
    docx.Document().save(path)
    assert code_of(path) == "empty"
