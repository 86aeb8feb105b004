"""Figures of how faithfully, how fast and in how much memory PDF files are read.

    python tests/reading_report.py ../shared/library/reports [words|passages|speed|memory ...]

Stands among the tests because it needs the reader and the measures, which do not know each other.
"""

from __future__ import annotations

import logging
import subprocess
import sys
import tempfile
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).parents[1]))

from corpus.identifiers import RecordId
from corpus.records import Format, Page, Passage
from corpus.sentences import split_sentences
from eval.reading.furniture import furniture_in, phrases_in
from eval.reading.library import Note, notes
from eval.reading.sections import check, located
from eval.reading.words import counts, faults, reference_texts
from ingest.pdf import read_pdf
from ingest.segment import segment

_SPEED = ("01_Oasi", "05_Fosti", "11_Dalponte", "12_Appendice")
_ROUNDS = 3
_LONG = 500  # pages


def passages_of(path: Path) -> tuple[tuple[Page, ...], tuple[Passage, ...]]:
    """Pages and passages of a file, as ingestion makes them."""
    document = read_pdf(path)
    format_ = document.format or Format.OTHER
    made = segment(RecordId("0" * 16), document.pages, format_, split_sentences)
    return document.pages, made


def report_words(folder: Path) -> None:
    """Words, split, joined, share; words against pdfium's."""
    for path in sorted(folder.rglob("*.pdf")):
        pages, references = read_pdf(path).pages, reference_texts(path)
        found, count = faults(pages, references), counts(pages, references)
        print(
            f"{path.name:45} {found.words:6} words, {len(found.split):3} split, "
            f"{len(found.joined):3} joined, {100 * found.share:.3f} %; pdfium has "
            f"{count.reference}, read {count.read} ({100 * count.difference:+.2f} %)"
        )
        for word in [*found.split, *found.joined]:
            print(f"    {word}")


def report_passages(folder: Path) -> None:
    """Heads and feet in passages, section paths."""
    for note in notes():
        path = folder / note.name
        if path.exists():
            _report_passages(path, note)


def _report_passages(path: Path, note: Note) -> None:
    pages, made = passages_of(path)
    bad = [*furniture_in(pages, made, note.bands), *phrases_in(made, note.bands)]
    line = f"{note.name:45} {len(made):4} passages, {len(bad)} words of heads and feet"
    if note.headings:
        checked = check(pages, made, located(path, note.headings))
        line += f"; {100 * checked.share:.1f} % of {checked.passages} under the right heading"
        for wrong in checked.wrong:
            line += f"\n    {wrong}"
    print(line, *(f"\n    {word}" for word in bad))


def report_speed(folder: Path) -> None:
    """Pages a second of processor time beside pypdf, in turns; the fastest round counts."""
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.ERROR)
    files = [path for path in sorted(folder.rglob("*.pdf")) if path.name.startswith(_SPEED)]
    ours = theirs = pages = 0.0
    for path in files:
        rounds = []
        for _ in range(_ROUNDS):
            start = process_time()
            count = len(read_pdf(path).pages)
            middle = process_time()
            for page in pypdf.PdfReader(path).pages:
                page.extract_text()
            rounds.append((middle - start, process_time() - middle))
        pages += count
        ours += min(mine for mine, _ in rounds)
        theirs += min(other for _, other in rounds)
    print(
        f"{pages:.0f} pages: {pages / ours:.0f} pages/s, pypdf {pages / theirs:.0f} pages/s, "
        f"{theirs / ours:.1f} times as fast"
    )


def report_memory(folder: Path) -> None:
    """Peak memory of reading a file of 500 pages, put together from all others."""
    import pypdf

    writer = pypdf.PdfWriter()
    files = sorted(folder.rglob("*.pdf"))
    while len(writer.pages) < _LONG:
        for path in files:
            writer.append(path)
    with tempfile.TemporaryDirectory() as place:
        long = Path(place) / "long.pdf"
        while len(writer.pages) > _LONG:
            writer.remove_page(len(writer.pages) - 1)
        writer.write(long)
        pages, megabytes = peak_memory(long)
        print(f"{pages} pages, {long.stat().st_size / 1e6:.0f} MB: peak {megabytes:.0f} MB")


def peak_memory(path: Path) -> tuple[int, float]:
    """Pages of a file and the most megabytes that reading it takes, in a process of its own."""
    code = (
        "import re, sys; from pathlib import Path; from ingest.pdf import read_pdf\n"
        "pages = len(read_pdf(Path(sys.argv[1])).pages)\n"
        "told = Path('/proc/self/status').read_text()\n"  # what a process inherits does not count
        "print(pages, int(re.search(r'VmHWM:\\s+(\\d+)', told).group(1)) / 1024)"
    )
    command = [sys.executable, "-c", code, str(path)]
    root = Path(__file__).parents[1]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    pages, megabytes = done.stdout.split()
    return int(pages), float(megabytes)


_REPORTS = {
    "words": report_words,
    "passages": report_passages,
    "speed": report_speed,
    "memory": report_memory,
}

if __name__ == "__main__":
    for name in sys.argv[2:] or list(_REPORTS):
        _REPORTS[name](Path(sys.argv[1]))
