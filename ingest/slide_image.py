"""Pictures of slides as they look, by LibreOffice where it is installed."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
import zipfile
import zlib
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

from corpus.errors import PageNotFound, UnreadableFile
from ingest.archive import open_archive
from ingest.xmltree import XmlDamaged, attribute, parse_xml

_PROGRAMS = ("soffice", "libreoffice")
# A deck of 60 slides takes 6 to 12 s on a slow machine, the first start included.
_TIMEOUT_S = 18.0
_LOOK_EVERY_S = 0.05
_MAX_BYTES = 200_000_000  # of a deck; larger ones hold films and take minutes
_MAX_UNPACKED = 1_000_000_000
_DECKS_KEPT = 4  # converted decks held in memory
_MAX_KEPT_BYTES = 100_000_000  # of one of them
_NOWHERE = "about:blank"
_SLIDE = re.compile(r"ppt/slides/slide\d+\.xml", re.IGNORECASE)
_HIDDEN = re.compile(rb"""(<(?:\w+:)?sld\b[^>]*?)\sshow\s*=\s*["'](?:0|false)["']""")


def slide_picture(
    path: Path, number: int, scale: float, timeout_s: float = _TIMEOUT_S
) -> bytes | None:
    """Return slide ``number`` (from 1) of a deck as PNG, ``scale`` pixels a point.

    None where LibreOffice is missing or does not draw the slide within ``timeout_s`` seconds; the
    text rendering then stands for it. LibreOffice is given a copy without outside addresses, so
    nothing is fetched, in which hidden slides are shown, so that numbers are those of the pages.
    """
    program = office_program()
    if program is None:
        return None
    status = path.stat()
    if status.st_size > _MAX_BYTES:
        return None
    pdf = _as_pdf(program, path, status.st_mtime_ns, status.st_size, timeout_s)
    if pdf is None:
        return None
    from ingest.pdf import render_page

    with tempfile.TemporaryDirectory(prefix="prassi-") as folder:
        target = Path(folder) / "deck.pdf"
        target.write_bytes(pdf)
        try:
            return render_page(target, number, scale)
        except (UnreadableFile, PageNotFound):
            return None


def office_program() -> str | None:
    """Return the path of LibreOffice, None where it is not installed."""
    return next(filter(None, map(shutil.which, _PROGRAMS)), None)


# The time of the last change and the size stand for the content of the file.
@lru_cache(maxsize=_DECKS_KEPT)
def _as_pdf(program: str, path: Path, _changed: int, _size: int, timeout_s: float) -> bytes | None:
    with tempfile.TemporaryDirectory(prefix="prassi-") as folder:
        work = Path(folder)
        deck, target = work / "deck.pptx", work / "deck.pdf"
        try:
            copy_without_addresses(path, deck)
        except (UnreadableFile, OSError, zlib.error, RuntimeError, NotImplementedError):
            return None  # zipfile's words for entries it cannot unpack
        _convert(program, deck, work, timeout_s)
        if not target.is_file() or target.stat().st_size > _MAX_KEPT_BYTES:
            return None
        return target.read_bytes()


def copy_without_addresses(path: Path, target: Path) -> None:
    """Copy a deck with every outside address blanked and every hidden slide shown.

    Raises UnreadableFile, and what zipfile raises on entries that cannot be unpacked.
    """
    with open_archive(path) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as copy:
        if sum(entry.file_size for entry in source.infolist()) > _MAX_UNPACKED:
            raise UnreadableFile("too-large", "the deck is too large to be drawn")
        for entry in source.infolist():
            try:
                data = source.read(entry)
            except zipfile.BadZipFile as error:
                raise UnreadableFile("damaged", f"{entry.filename} is damaged") from error
            if entry.filename.lower().endswith(".rels"):
                data = _inside_only(data)
            elif _SLIDE.fullmatch(entry.filename):
                data = _HIDDEN.sub(rb"\1", data)
            copy.writestr(entry.filename, data)


def _inside_only(data: bytes) -> bytes:
    """Return a list of relationships with the addresses outside of the file blanked."""
    try:
        root: Any = parse_xml(data)
    except XmlDamaged as error:
        raise UnreadableFile("damaged", "a list of relationships is damaged") from error
    etree = import_module("lxml.etree")
    for link in root:
        if (attribute(link, "TargetMode") or "").lower() == "external":
            link.set("Target", _NOWHERE)
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return written


def _convert(program: str, deck: Path, work: Path, timeout_s: float) -> None:
    """Let LibreOffice write ``deck`` as a PDF beside it, with a profile of its own."""
    command = [
        program, "--headless", "--norestore", "--nolockcheck", "--nodefault",
        "--nofirststartwizard", f"-env:UserInstallation={(work / 'profile').as_uri()}",
        "--convert-to", "pdf:impress_pdf_Export", "--outdir", str(work), str(deck),
    ]  # fmt: skip
    environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(work), "LANG": "C.UTF-8"}
    try:
        process = subprocess.Popen(  # noqa: S603 - a fixed program, no shell, our own file names
            command,
            cwd=work,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return
    until = time.monotonic() + timeout_s
    while not _has_ended(process.pid) and time.monotonic() < until:
        time.sleep(_LOOK_EVERY_S)
    # The program starts others; all of them are in its session, whose number stays taken until
    # the program is waited for.
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _has_ended(pid: int) -> bool:
    """Tell whether a child has ended, and leave it to be waited for."""
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
