"""Slides drawn by LibreOffice; where it is missing here, a small program stands in for it."""

from __future__ import annotations

import io
import os
import stat
import sys
import time
import zipfile
from pathlib import Path

import pptx
import pytest
from PIL import Image
from reportlab.pdfgen import canvas

from ingest import slide_image
from ingest.slide_image import office_program, slide_picture

# Does what LibreOffice is asked for: leaves deck.pdf in the folder named, here one made before.
PROGRAM = """#!{python}
import shutil, subprocess, sys, time
words = sys.argv[1:]
folder, deck = words[words.index("--outdir") + 1], words[-1]
with open({log!r}, "a") as log:
    log.write(deck + "\\n")
shutil.copy(deck, {kept!r})
{behaviour}
"""


@pytest.fixture
def deck(tmp_path):
    made = pptx.Presentation()
    for text in ("Prima", "Nascosta"):
        slide = made.slides.add_slide(made.slide_layouts[5])
        slide.shapes.title.text = text
        run = slide.shapes.title.text_frame.paragraphs[0].runs[0]
        run.hyperlink.address = "http://esempio.invalid/immagine.png"
    made.slides[1]._element.set("show", "0")
    path = tmp_path / "deck.pptx"
    made.save(str(path))
    return path


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """Install a program that stands in for LibreOffice; give what makes it behave."""
    slide_image._as_pdf.cache_clear()
    folder = tmp_path / "bin"
    folder.mkdir()
    drawn = tmp_path / "drawn.pdf"
    sheet = canvas.Canvas(str(drawn), pagesize=(720, 540))
    for text in ("prima", "seconda"):
        sheet.drawString(100, 100, text)
        sheet.showPage()
    sheet.save()
    monkeypatch.setenv("PATH", str(folder))

    def install(behaviour: str) -> None:
        program = folder / "soffice"
        program.write_text(
            PROGRAM.format(
                python=sys.executable,
                log=str(tmp_path / "log"),
                kept=str(tmp_path / "kept.pptx"),
                behaviour=behaviour.format(drawn=str(drawn), folder=str(tmp_path)),
            )
        )
        program.chmod(program.stat().st_mode | stat.S_IXUSR)

    return install


DRAWS = "shutil.copy({drawn!r}, folder + '/deck.pdf')"


def test_without_the_program_there_is_no_picture(deck, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert office_program() is None
    assert slide_picture(deck, 1, 1.0) is None


def test_each_slide_is_drawn_and_the_deck_is_converted_once(deck, tmp_path, installed):
    installed(DRAWS)
    pictures = [slide_picture(deck, number, 2.0) for number in (1, 2, 1)]
    assert [Image.open(io.BytesIO(picture)).size for picture in pictures] == [(1440, 1080)] * 3
    assert pictures[0] == pictures[2] != pictures[1]
    assert len((tmp_path / "log").read_text().splitlines()) == 1


def test_a_deck_that_changed_is_converted_anew(deck, tmp_path, installed):
    installed(DRAWS)
    slide_picture(deck, 1, 1.0)
    os.utime(deck, ns=(1, 1))
    slide_picture(deck, 1, 1.0)
    assert len((tmp_path / "log").read_text().splitlines()) == 2


def test_the_program_sees_no_outside_address_and_all_slides(deck, tmp_path, installed):
    installed(DRAWS)
    slide_picture(deck, 1, 1.0)
    with zipfile.ZipFile(tmp_path / "kept.pptx") as copy:
        links = b"".join(copy.read(name) for name in copy.namelist() if name.endswith(".rels"))
        slides = b"".join(copy.read(f"ppt/slides/slide{number}.xml") for number in (1, 2))
    assert b"esempio.invalid" not in links
    assert b"about:blank" in links
    assert b"show=" not in slides
    assert len(pptx.Presentation(str(tmp_path / "kept.pptx")).slides) == 2


@pytest.mark.parametrize(
    "behaviour", ["sys.exit(1)", "open(folder + '/deck.pdf', 'w').write('no')"]
)
def test_a_program_that_fails_gives_no_picture(deck, installed, behaviour):
    installed(behaviour)
    assert slide_picture(deck, 1, 1.0) is None


def test_a_slide_beyond_the_last_gives_no_picture(deck, installed):
    installed(DRAWS)
    assert slide_picture(deck, 3, 1.0) is None


def test_a_program_that_hangs_is_ended_with_all_it_started(deck, tmp_path, installed):
    installed(
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "open({folder!r} + '/pid', 'w').write(str(child.pid))\ntime.sleep(60)"
    )
    assert slide_picture(deck, 1, 1.0, timeout_s=2.0) is None
    pid = int((tmp_path / "pid").read_text())
    until = time.monotonic() + 10
    while _runs(pid) and time.monotonic() < until:
        time.sleep(0.05)
    assert not _runs(pid)


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_a_damaged_deck_is_not_handed_on(deck, tmp_path, installed):
    installed(DRAWS)
    deck.write_bytes(deck.read_bytes()[:2_000])
    assert slide_picture(deck, 1, 1.0) is None
    assert not (tmp_path / "log").exists()
