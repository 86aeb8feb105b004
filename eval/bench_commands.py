"""Measuring the commands from outside, as whoever types them sees them."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

from corpus.catalogue import Catalogue
from corpus.errors import PrassiError
from corpus.vectors import count_to_embed
from index.apply import dense_folder, lexical_folder
from index.manifest import read_manifest

_LOOK_S = 0.05
_READY_S = 300.0
_END_S = 20.0


class CommandFailed(PrassiError):
    """A command that was to be measured failed."""

    def __init__(self, words: Sequence[str], said: str) -> None:
        super().__init__(f"{' '.join(words)} failed: {said.strip()[-500:]}")
        self.words = tuple(words)


@dataclass(frozen=True, slots=True)
class Stages:
    """Seconds an ingestion took, and in which stage; what it did."""

    read: float
    embed: float
    index: float
    sentences: float
    total: float
    pages: int
    passages: int


def prassi(data: Path, *words: str) -> list[str]:
    """Return the words of a command over a library folder."""
    return [sys.executable, "-m", "api.cli", "--data", str(data), *words]


def seconds_of(words: Sequence[str]) -> float:
    """Return how long a command takes, from its start to its end.

    Raises CommandFailed.
    """
    start = time.perf_counter()
    done = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603 - ours
    seconds = time.perf_counter() - start
    if done.returncode:
        raise CommandFailed(words, done.stderr)
    return seconds


def ingest(data: Path, documents: Sequence[Path], model: str) -> Stages:
    """Ingest documents with the command, watching from outside which stage it is in.

    Raises CommandFailed.
    """
    data.mkdir(parents=True, exist_ok=True)
    words = prassi(data, "ingest", *map(str, documents), "--json", "--recursive")
    outcomes, messages = data / "outcomes.jsonl", data / "messages.txt"
    start = time.perf_counter()
    with outcomes.open("wb") as stdout, messages.open("wb") as stderr:
        process = subprocess.Popen(words, stdout=stdout, stderr=stderr)  # noqa: S603 - ours
    try:
        seen = _watched(process, data, outcomes, model)
    except BaseException:
        process.kill()
        process.wait()
        raise
    end = time.perf_counter()
    if process.returncode == 2:
        raise CommandFailed(words, messages.read_text("utf-8"))
    read = max(seen.reading, start)
    embedded = max(seen.embedding, read)
    indexed = max(seen.indexing, embedded)
    rows = [json.loads(line) for line in outcomes.read_text("utf-8").splitlines()][:-1]
    return Stages(
        read=read - start,
        embed=embedded - read,
        index=indexed - embedded,
        sentences=end - indexed,
        total=end - start,
        pages=sum(row["pages"] or 0 for row in rows),
        passages=sum(row["passages"] or 0 for row in rows),
    )


@dataclass(slots=True)
class _Seen:
    """When each stage was last seen at work."""

    reading: float = 0.0
    embedding: float = 0.0
    indexing: float = 0.0


def _watched(process: subprocess.Popen[bytes], data: Path, outcomes: Path, model: str) -> _Seen:
    seen, size = _Seen(), 0
    path = data / "catalogue.db"
    while process.poll() is None and not path.exists():
        time.sleep(_LOOK_S)
    with Catalogue(path) as catalogue:
        while process.poll() is None:
            now, written = time.perf_counter(), outcomes.stat().st_size
            if b'"summary"' not in outcomes.read_bytes()[-200:] and written != size:
                seen.reading, size = now, written
            if count_to_embed(catalogue, model):
                seen.embedding = now
            if _behind(catalogue, data, model):
                seen.indexing = now
            time.sleep(_LOOK_S)
    return seen


def _behind(catalogue: Catalogue, data: Path, model: str) -> bool:
    manifests = [read_manifest(f) for f in (lexical_folder(data), dense_folder(data, model))]
    last = catalogue.last_seq()
    return any(manifest is None or manifest.applied < last for manifest in manifests)


@dataclass(frozen=True, slots=True)
class Server:
    """A running server. ``ready_s`` is what it took from its start to its first answer."""

    url: str
    pid: int
    ready_s: float

    def resident_mb(self) -> float | None:
        """Return the memory the process holds, None where the system does not say."""
        try:
            status = Path(f"/proc/{self.pid}/status").read_text("ascii")
        except OSError:
            return None
        [line] = [line for line in status.splitlines() if line.startswith("VmRSS:")]
        return int(line.split()[1]) / 1024

    def client(self) -> Client:
        """Return a client that keeps its connection."""
        return Client(self.url)


class Client:
    """Asks a server, over one connection."""

    def __init__(self, url: str) -> None:
        """Connect at the first request."""
        parts = urlsplit(url)
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port)

    def get(self, path: str) -> bytes:
        """Return what is answered. Raises OSError unless it is a 200."""
        self._connection.request("GET", path)
        response = self._connection.getresponse()
        body = response.read()
        if response.status != http.HTTPStatus.OK:
            raise OSError(f"{path}: {response.status}")
        return body

    def search(self, query: str, filters: Sequence[str] = ()) -> bytes:
        """Return the answer to a search, with its facets."""
        chosen = "".join(f"&filter={quote(pair)}" for pair in filters)
        return self.get(f"/v1/search?q={quote(query)}{chosen}")

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()


@contextmanager
def serving(data: Path) -> Iterator[Server]:
    """Run a server over a library on a free port of this machine while the block runs.

    Raises CommandFailed if it does not become ready.
    """
    words = prassi(data, "serve", "--port", "0")
    log = data / "server.log"
    start = time.perf_counter()
    with log.open("wb") as stderr:
        process = subprocess.Popen(words, stdout=stderr, stderr=stderr)  # noqa: S603 - ours
    try:
        url = _url_of(process, log, words)
        yield Server(url, process.pid, _ready_at(url, process, log, words) - start)
    finally:
        process.terminate()
        try:
            process.wait(_END_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _url_of(process: subprocess.Popen[bytes], log: Path, words: Sequence[str]) -> str:
    deadline = time.monotonic() + _READY_S
    while process.poll() is None and time.monotonic() < deadline:
        found = [w for w in log.read_text("utf-8").split() if w.startswith("http://")]
        if found:
            return found[0]
        time.sleep(_LOOK_S / 5)
    raise CommandFailed(words, log.read_text("utf-8"))


def _ready_at(url: str, process: subprocess.Popen[bytes], log: Path, words: Sequence[str]) -> float:
    deadline = time.monotonic() + _READY_S
    while process.poll() is None and time.monotonic() < deadline:
        client = Client(url)
        try:
            client.get("/health/ready")
            return time.perf_counter()
        except OSError:
            time.sleep(_LOOK_S / 5)
        finally:
            client.close()
    raise CommandFailed(words, log.read_text("utf-8"))
