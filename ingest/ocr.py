"""Words of a picture of a page, by Tesseract where it is installed.

Tesseract is a program of its own: it is started for one picture at a time, with a bound on its
time and memory, reads the picture from its input and writes no file.
"""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_PROGRAM = "tesseract"
_WANTED = ("ita", "eng")
_MEMORY_BYTES = 1 << 30  # it takes 100 MB for an A4 page at 300 dots per inch
_LIST_TIMEOUT_S = 10.0
_WORD_LEVEL = "5"
_COLUMNS = 12
_QUARTERS = (0, 90, 180, 270)
# Below this it is not sure of the orientation; a guess costs a second reading, whose result is
# only taken if it is better.
_SURE_TURNED = 3.0


@dataclass(frozen=True, slots=True)
class OcrWord:
    """A word in a picture: pixels from the top left, ``confidence`` 0 to 1, ``line`` by number.

    ``last`` marks the last word of its line.
    """

    text: str
    x0: int
    y0: int
    x1: int
    y1: int
    confidence: float
    line: int
    last: bool = False


class OcrFailed(Exception):
    """A picture that could not be read; ``reason`` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@cache
def ocr_languages(program: str | None) -> tuple[str, ...]:
    """Return which of Italian and English a Tesseract can read, in the order it is asked for."""
    if program is None:
        return ()
    try:
        # A fixed program, no shell.
        listed = subprocess.run(  # noqa: S603
            [program, "--list-langs"],
            capture_output=True,
            timeout=_LIST_TIMEOUT_S,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ()
    names = (listed.stdout + listed.stderr).decode("utf-8", "replace").split()
    return tuple(name for name in _WANTED if name in names)


def ocr_program() -> str | None:
    """Return the path of Tesseract, None where it or both its languages are missing."""
    program = shutil.which(_PROGRAM)
    return program if ocr_languages(program) else None


def read_picture(
    program: str, picture: NDArray[np.uint8], dpi: int, timeout_s: float
) -> list[OcrWord]:
    """Return the words of a picture (height, width), grey, uint8, in reading order.

    Raises OcrFailed if the program breaks or needs more than ``timeout_s`` seconds.
    """
    options = ["--dpi", str(dpi), "--psm", "3", "-l", "+".join(ocr_languages(program)), "tsv"]
    return _words(_run(program, picture, options, timeout_s))


def turned_by(program: str, picture: NDArray[np.uint8], dpi: int, timeout_s: float) -> int:
    """Return by how many degrees, clockwise, a picture must be turned to stand upright.

    0 where it is upright, where that cannot be told, or where the data for it are missing.
    """
    try:
        said = _run(program, picture, ["--dpi", str(dpi), "--psm", "0", "-l", "osd"], timeout_s)
    except OcrFailed:
        return 0
    values = dict(line.split(": ", 1) for line in said.splitlines() if ": " in line)
    with contextlib.suppress(KeyError, ValueError):
        degrees = int(values["Rotate"])
        if degrees in _QUARTERS and float(values["Orientation confidence"]) >= _SURE_TURNED:
            return degrees
    return 0


def _run(program: str, picture: NDArray[np.uint8], options: list[str], timeout_s: float) -> str:
    height, width = picture.shape
    data = b"P5 %d %d 255\n" % (width, height) + picture.tobytes()
    # One thread: the pool of readers has a process a core already.
    environment = {
        **{key: os.environ[key] for key in ("PATH", "TESSDATA_PREFIX") if key in os.environ},
        "LC_ALL": "C",
        "OMP_THREAD_LIMIT": "1",
    }
    try:
        process = subprocess.Popen(  # noqa: S603 - a fixed program, no shell
            [program, "stdin", "stdout", *options],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    except OSError as error:
        raise OcrFailed(f"the program cannot be started ({error.strerror})") from error
    with process:
        try:
            _bound(process.pid, timeout_s)
            said, _ = process.communicate(data, timeout=timeout_s)
        except subprocess.TimeoutExpired as error:
            raise OcrFailed(f"it took more than {timeout_s:.0f} seconds") from error
        finally:
            process.kill()
    if process.returncode:
        raise OcrFailed(f"the program ended with code {process.returncode}")
    return said.decode("utf-8", "replace")


def _bound(pid: int, timeout_s: float) -> None:
    """Bound a process that may outlive this one."""
    with contextlib.suppress(OSError, ValueError):  # it has ended, or is bounded more narrowly
        resource.prlimit(pid, resource.RLIMIT_CPU, (int(timeout_s) + 1, int(timeout_s) + 1))
    with contextlib.suppress(OSError, ValueError):
        resource.prlimit(pid, resource.RLIMIT_DATA, (_MEMORY_BYTES, _MEMORY_BYTES))


def _words(table: str) -> list[OcrWord]:
    rows = [row for line in table.splitlines() if (row := _row(line)) is not None]
    lines = {key: number for number, key in enumerate(dict.fromkeys(key for key, _ in rows))}
    ends = {key: place for place, (key, _) in enumerate(rows)}
    return list(_numbered(rows, lines, ends))


_Key = tuple[str, ...]
_Values = tuple[str, int, int, int, int, float]


def _numbered(
    rows: list[tuple[_Key, _Values]], lines: dict[_Key, int], ends: dict[_Key, int]
) -> Iterator[OcrWord]:
    for place, (key, values) in enumerate(rows):
        yield OcrWord(*values, line=lines[key], last=ends[key] == place)


def _row(line: str) -> tuple[_Key, _Values] | None:
    """Take one line of the table apart; None for what is no word.

    Columns: level, page, block, paragraph, line, word, left, top, width, height, confidence in
    per cent, text.
    """
    cells = line.split("\t")
    if len(cells) != _COLUMNS or cells[0] != _WORD_LEVEL or not cells[-1].strip():
        return None
    try:
        left, top, width, height = map(int, cells[6:10])
        confidence = float(cells[10]) / 100
    except ValueError:
        return None
    if width <= 0 or height <= 0 or not 0 <= confidence <= 1:
        return None
    text = cells[-1].strip()
    return tuple(cells[1:5]), (text, left, top, left + width, top + height, confidence)
