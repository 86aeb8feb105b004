"""Scans made for tests: pages of text drawn, turned into pictures, and made a little dirty."""

import io

import numpy as np
import pypdfium2
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen import canvas

A4 = (595.0, 842.0)
LEFT = (
    "Gli sportelli di quartiere raccolgono le",
    "domande delle famiglie e le portano ai ser-",
    "vizi sociali del comune, che rispondono",
    "entro dieci giorni. Nel primo anno sono",
    "passate di qui quattrocento persone.",
)
RIGHT = (
    "La cooperativa forma i volontari e paga le",
    "spese di trasporto. Due operatrici seguono",
    "ogni caso fino alla sua conclusione e ne",
    "scrivono una breve relazione per tutti.",
)


def text_page(path, draw):
    """Draw one A4 page with ``draw(canvas)``."""
    drawing = canvas.Canvas(str(path), pagesize=A4, invariant=1)
    draw(drawing)
    drawing.showPage()
    drawing.save()
    return path


def two_columns(drawing, down=0):
    """Draw a heading over two columns, the left with a word cut at the end of a line."""
    drawing.setFont("Times-Bold", 20)
    drawing.drawString(60, 740 - down, "Portinerie di comunità")
    drawing.setFont("Times-Roman", 11)
    for x, lines in ((60, LEFT), (320, RIGHT)):
        for row, line in enumerate(lines):
            drawing.drawString(x, 690 - down - 14 * row, line)


def picture_of(path, dpi=200, turn=0, noise=12.0):
    """Return page 1 of a PDF as a grey picture with noise, turned against the clock."""
    with pypdfium2.PdfDocument(path) as document:
        grey = document[0].render(scale=dpi / 72, grayscale=True).to_numpy()
    grey = np.array(grey, dtype=np.float32).reshape(grey.shape[:2])
    grey += np.random.default_rng(7).normal(0, noise, grey.shape).astype(np.float32)
    picture = Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8))
    return picture.rotate(turn, expand=True)


def scan_of(path, pictures, layer=None):
    """Write a PDF that shows a picture a page; ``layer`` is visible text set over each."""
    drawing = canvas.Canvas(str(path), invariant=1)
    for picture in pictures:
        size = A4 if picture.height > picture.width else A4[::-1]
        drawing.setPageSize(size)
        data = io.BytesIO()
        picture.save(data, format="JPEG", quality=80)
        drawing.drawImage(ImageReader(data), 0, 0, *size)
        if layer:
            drawing.drawString(500, 20, layer)
        drawing.showPage()
    drawing.save()
    return path
