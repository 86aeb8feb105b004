"""What the PDF reader says of files it cannot read, or not wholly."""

import io
from pathlib import Path

import pypdf
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas

from corpus.errors import PageNotFound, UnreadableFile
from ingest.pdf import read_pdf, render_page


def _pages(path: Path, texts: list[str]) -> Path:
    drawing = canvas.Canvas(str(path), pagesize=(400, 500), pageCompression=0)
    for text in texts:
        for row, line in enumerate(text.split("\n")):
            drawing.drawString(50, 420 - 14 * row, line)
        drawing.showPage()
    drawing.save()
    return path


def _code(path: Path) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read_pdf(path)
    assert str(caught.value).endswith(".")
    return caught.value.code


def test_empty_file_is_called_empty(tmp_path):
    path = tmp_path / "vuoto.pdf"
    path.write_bytes(b"")
    assert _code(path) == "empty"


def test_missing_file_is_called_missing(tmp_path):
    assert _code(tmp_path / "assente.pdf") == "missing"


def test_folder_is_not_a_document(tmp_path):
    assert _code(tmp_path) == "not-a-document"


def test_image_with_the_wrong_ending_is_not_a_document(tmp_path):
    path = tmp_path / "foto.pdf"
    Image.new("RGB", (40, 40), "red").save(path, format="PNG")
    assert _code(path) == "not-a-document"


def test_heading_of_a_pdf_without_the_rest_is_damaged(tmp_path):
    path = tmp_path / "rotto.pdf"
    path.write_bytes(b"%PDF-1.7\n" + b"\x00\xff nothing of use " * 50)
    assert _code(path) == "damaged"


@pytest.mark.parametrize("password", ["", "segreto"])
def test_only_a_password_that_must_be_typed_locks_a_file(tmp_path, password):
    plain = _pages(tmp_path / "aperto.pdf", ["Testo del documento riservato"])
    writer = pypdf.PdfWriter(clone_from=plain)
    writer.encrypt(user_password=password, owner_password="padrone", algorithm="AES-256")
    path = tmp_path / "chiuso.pdf"
    writer.write(path)
    if password:
        assert _code(path) == "encrypted"
    else:
        assert "documento riservato" in read_pdf(path).pages[0].text


def test_file_without_pages_says_so(tmp_path):
    path = tmp_path / "nessuna.pdf"
    pypdf.PdfWriter().write(path)
    assert _code(path) == "no-pages"


def test_truncated_file_gives_its_first_pages_with_a_warning(tmp_path):
    whole = _pages(tmp_path / "intero.pdf", [f"Pagina {n} del rapporto" for n in range(1, 9)])
    path = tmp_path / "troncato.pdf"
    data = whole.read_bytes()
    path.write_bytes(data[: int(len(data) * 0.9)])
    document = read_pdf(path)
    assert document.warnings
    assert "Pagina 1 del rapporto" in document.pages[0].text


def test_file_cut_to_its_head_is_damaged(tmp_path):
    whole = _pages(tmp_path / "intero.pdf", ["Pagina"])
    path = tmp_path / "testa.pdf"
    path.write_bytes(whole.read_bytes()[:60])
    assert _code(path) == "damaged"


def test_page_with_only_an_image_is_a_scan_and_an_empty_page_is_not(tmp_path):
    path = tmp_path / "scansione.pdf"
    picture = io.BytesIO()
    Image.new("RGB", (200, 250), "grey").save(picture, format="PNG")
    drawing = canvas.Canvas(str(path), pagesize=(400, 500))
    drawing.drawImage(ImageReader(picture), 0, 0, 400, 500)
    drawing.showPage()
    drawing.showPage()
    drawing.drawString(50, 400, "Una riga")
    drawing.showPage()
    drawing.save()
    scan, blank, text = read_pdf(path).pages
    assert (scan.text, scan.unreadable) == ("", "scanned page without text")
    assert (blank.text, blank.unreadable) == ("", None)
    assert (text.text, text.unreadable) == ("Una riga", None)


def test_document_of_scans_is_returned_all_the_same(tmp_path):
    path = tmp_path / "scansioni.pdf"
    pages = [Image.new("L", (100, 140), shade) for shade in (90, 120)]
    pages[0].save(path, format="PDF", save_all=True, append_images=pages[1:])
    document = read_pdf(path)
    assert [page.unreadable for page in document.pages] == ["scanned page without text"] * 2


def test_page_with_too_many_characters_is_cut_with_a_warning(tmp_path):
    line = "parola " * 300
    path = _pages(tmp_path / "lunga.pdf", ["\n".join([line] * 100)])
    document = read_pdf(path)
    assert 150_000 < len(document.pages[0].text) <= 201_000
    assert "200,000 characters" in document.warnings[0]


def test_too_many_pages_are_refused(tmp_path):
    count = 5_001
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (count, b"3 0 R " * count),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] >>",
    ]
    body = b"%PDF-1.4\n"
    for number, content in enumerate(objects, start=1):
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    path = tmp_path / "tante.pdf"
    path.write_bytes(body + b"trailer << /Root 1 0 R /Size 4 >>\nstartxref\n0\n%%EOF\n")
    assert _code(path) == "too-large"


def test_picture_of_a_page_is_a_bounded_png(tmp_path):
    path = _pages(tmp_path / "una.pdf", ["Testo"])
    picture = Image.open(io.BytesIO(render_page(path, 1, 2.0)))
    assert (picture.format, picture.size) == ("PNG", (800, 1000))
    huge = Image.open(io.BytesIO(render_page(path, 1, 1000.0)))
    assert huge.width * huge.height < 9_100_000


@pytest.mark.parametrize("number", [0, -1, 2])
def test_picture_of_a_page_that_is_not_there_is_page_not_found(tmp_path, number):
    with pytest.raises(PageNotFound):
        render_page(_pages(tmp_path / "una.pdf", ["Testo"]), number, 1.0)


@pytest.mark.parametrize("scale", [0.0, -2.0, float("nan"), float("inf")])
def test_picture_needs_a_sensible_scale(tmp_path, scale):
    with pytest.raises(ValueError, match="scale"):
        render_page(_pages(tmp_path / "una.pdf", ["Testo"]), 1, scale)
