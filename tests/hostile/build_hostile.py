"""Builds a folder of files that are broken or made to do harm.

``python tests/hostile/build_hostile.py FOLDER`` writes it by hand; the tests build it where they
need it. Nothing here is dangerous to keep: what does harm is what a careless reader does with it.
"""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from hostile_office import OFFICE
from hostile_pdf import PDF
from hostile_text import TEXTS

NAMES = (
    "a\ncapo.txt",
    "\u202efdp.txt",
    "orto 🌱 di comunità.txt",
    "-rf.txt",
    "%s{0}$(touch eseguito)`id`.txt",
    "'virgolette\" <b>.txt",
    "con.txt",
    "NUL.md",
    "punto finale..txt",
    "x" * 251 + ".txt",
)
"""File names that are allowed and odd; each holds text that can be read."""

LEFT_OUT = (
    "link-out.txt",
    "link-to-itself.txt",
    "link-to-zero.txt",
    "link-dangling.txt",
    "link-to-folder",
    "pipe.txt",
    "socket.txt",
    "device.txt",
    "folder.pdf",
    ".hidden.txt",
)
"""Entries that are no files of this folder: passed over, or named as a problem."""


SLOW = frozenset(
    {
        "twenty_dense_pages.pdf",
        "one_word_of_twenty_megabytes.txt",
        "a_menu_of_a_hundred_thousand.html",
        "text_kept_elsewhere.pdf",
        "shapes_without_a_place.pptx",
        "a_hundred_thousand_empty_blocks.html",
        "labels_of_two_million_letters.pdf",
        "a_hundred_thousand_lines.txt",
        "spaces.txt",
        "a_hundred_thousand_page_breaks.docx",
        "four_thousand_pages.pdf",
        "an_ordinary_book_of_a_megabyte.txt",
        "stars_and_nothing_else.md",
        "ten_forms_in_ten_forms.pdf",
        "a_title_of_ten_megabytes.pdf",
        "stars_and_strokes.txt",
        "odd_jpx.pdf",
        "odd_jbig2.pdf",
        "a_paragraph_of_a_hundred_thousand_runs.docx",
        "picture_that_inflates.pdf",
        "ten_thousand_shapes_on_a_slide.pptx",
        "backticks_of_growing_length.md",
        "metadata_of_megabytes.html",
        "lists_deep.md",
        "ten_thousand_short_blocks.html",
        "a_table_that_fills_itself_in.md",
        "a_million_paths.pdf",
        "capital_words.txt",
        "pictures_that_open.md",
        "brackets_that_open.md",
        "directions_turned.txt",
        "tags_that_open.md",
        "flate_in_flate_in_flate.pdf",
        "words_in_one_line.txt",
        "list_items_a_hundred_thousand_deep.html",
        "a_million_character_references.html",
        "list_marks_in_one_line.md",
        "sentences_without_end.txt",
        "stars_that_open_and_never_close.md",
    }
)
"""Files that each take over a second, or a worker with them: 39 of 197, 108 of 141 s."""


def build(folder: Path, url: str, outside: Path, *, slow: bool = True) -> list[str]:
    """Write every file, those in ``SLOW`` only with ``slow``.

    Returns the names of those that must come to an outcome.
    ``url`` stands wherever a file asks for something from outside, ``outside`` is a file that
    links lead to.
    """
    folder.mkdir(parents=True)
    names = []
    for makers in (PDF, OFFICE, TEXTS):
        for name, make in makers.items():
            if name in SLOW and not slow:
                continue
            (folder / name).write_bytes(make(url))
            names.append(name)
    return names + _odd_names(folder) + _sparse(folder) + _entries(folder, outside)


def _odd_names(folder: Path) -> list[str]:
    for number, name in enumerate(NAMES):
        (folder / name).write_text(f"L'orto numero {number} è nato a Prato nel 2019.\n", "utf-8")
    raw = os.fsencode(folder) + b"/latino-\xe0\xff.txt"
    Path(os.fsdecode(raw)).write_text("Un nome che non è testo.", "utf-8")
    return [*NAMES, "latino-\\xe0\\xff.txt"]


def _sparse(folder: Path) -> list[str]:
    with (folder / "fifty-gigabytes.pdf").open("wb") as file:
        file.write(b"%PDF-1.7\n")
        file.truncate(50 << 30)
    return ["fifty-gigabytes.pdf"]


def _entries(folder: Path, outside: Path) -> list[str]:
    (folder / "link-out.txt").symlink_to(outside)
    (folder / "link-to-itself.txt").symlink_to("link-to-itself.txt")
    (folder / "link-to-zero.txt").symlink_to("/dev/zero")
    (folder / "link-dangling.txt").symlink_to("nowhere.txt")
    (folder / "link-to-folder").symlink_to(folder)
    (folder / ".hidden.txt").write_text("Testo nascosto", "utf-8")
    os.mkfifo(folder / "pipe.txt")
    inner = folder / "folder.pdf"
    inner.mkdir()
    (inner / "inside.txt").write_text("L'orto nella cartella è nato a Prato nel 2018.\n", "utf-8")
    _socket(folder)
    if os.geteuid() == 0:
        _device(folder)
    return ["inside.txt"]


def _socket(folder: Path) -> None:
    # The path of a socket is short: it is bound from within the folder.
    here = Path.cwd()
    os.chdir(folder)
    try:
        with socket.socket(socket.AF_UNIX) as bound:
            bound.bind("socket.txt")
    finally:
        os.chdir(here)


def _device(folder: Path) -> None:
    try:
        os.mknod(folder / "device.txt", 0o600 | 0o020000, os.makedev(1, 5))
    except OSError:  # not allowed in this container
        return


if __name__ == "__main__":
    target = Path(sys.argv[1])
    print(len(build(target, "http://127.0.0.1:9/never", target.parent)), "files in", target)
