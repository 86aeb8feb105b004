"""From an address to the files behind it, remembering what is in the catalogue already."""

from __future__ import annotations

import dataclasses
import json
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from corpus.corrections import Correction
from corpus.sources import Source
from ingest.discover import Fetched, Found
from ingest.sources.addresses import normal
from ingest.sources.feed import feed_items
from ingest.sources.fetching import Answer, Fetcher, Manners
from ingest.sources.fulltext import Brought, bring, named, validators_of
from ingest.sources.items import Item
from ingest.sources.kinds import Kind, kind_of, wordpress_root
from ingest.sources.lists import Desk, Wishes, content_of, xml_of
from ingest.sources.oai import oai_items
from ingest.sources.sitemap import sitemap_items
from ingest.sources.state import FILE, HarvestState, Remembered, Walk
from ingest.sources.trouble import FetchFailed
from ingest.sources.wordpress import wordpress_items
from ingest.stated import stated

#: Begins the name of the folder for what a run is fetching, in the folder of the library.
_SPOOL = ".fetching-"
_FORGOTTEN_S = 86_400


@dataclass(slots=True)
class _Tally:
    """Calls ``done`` once a list is read to its end and all it named went well."""

    done: Callable[[], None]
    _left: int = 1  # the list itself
    _well: bool = True

    def settled(self, well: bool) -> None:
        self._left -= 1
        self._well = self._well and well
        if self._left == 0 and self._well:
            self.done()

    def counted(self, items: Iterable[Item]) -> Iterator[Item]:
        for item in items:
            self._left += 1
            yield item
        self.settled(True)


@dataclass(slots=True)
class Harvester:
    """Reads sources for one library. ``known`` says what the catalogue knows of a place."""

    known: Callable[[str], Source | None]
    fetcher: Fetcher
    state: HarvestState
    folder: Path
    wishes: Wishes = field(default_factory=Wishes)
    kind: Kind | None = None
    _count: int = 0

    def found(self, address: str) -> Iterator[Found]:
        """Yield what lies at an address, or behind the list at it, as it is fetched.

        Items that are in the catalogue and did not change are yielded without their file. Each
        is to be settled (see :class:`ingest.discover.Fetched`): only then it is remembered.
        """
        try:
            url = normal(address)
            yield from self._at(url)
        except FetchFailed as error:
            yield Found(address, error.reason, fetched=Fetched())

    def _at(self, url: str) -> Iterator[Found]:
        if self.kind is Kind.OAI:
            yield from self._all(url, self._oai(url))
            return
        remembered = self._remembered(url)
        walk = self.state.walk(url)
        known = remembered.validators if remembered else json.loads(walk.token or "{}")
        folder = self._place()
        answer = self.fetcher.get(url, folder / "file", known=known)
        if answer.status == 304:
            yield self._unchanged(Item(url, "web"), folder, remembered)
            return
        kind = self.kind or kind_of(answer)
        if kind is Kind.PAGE:
            yield self._page(url, answer, folder)
        else:
            yield from self._all(url, self._listed(kind, url, answer))
            shutil.rmtree(folder, ignore_errors=True)

    def _listed(self, kind: Kind, url: str, answer: Answer) -> Iterator[Item]:
        desk = self._desk()
        if kind is Kind.SITEMAP:
            return sitemap_items(desk, answer.url, content_of(answer))
        if kind is Kind.WORDPRESS:
            return wordpress_items(desk, wordpress_root(answer))
        if kind is Kind.OAI:
            return self._oai(answer.url)
        return self._feed(url, answer)

    def _feed(self, url: str, answer: Answer) -> Iterator[Item]:
        """Read a feed; once all of it is in the catalogue, the same feed is not sent again."""
        validators = json.dumps(validators_of(answer))
        root = xml_of(content_of(answer))
        tally = _Tally(lambda: self.state.keep_walk(url, Walk(validators)))
        for item in tally.counted(feed_items(self._desk(), answer.url, root)):
            yield dataclasses.replace(item, settled=tally.settled)

    def _oai(self, url: str) -> Iterator[Item]:
        return oai_items(self._desk(), url, self.state)

    def _desk(self) -> Desk:
        return Desk(self.fetcher, self.folder, self.wishes)

    def _all(self, address: str, items: Iterator[Item]) -> Iterator[Found]:
        try:
            for item in items:
                found = self._arrived(item)
                if found is not None:
                    yield found
        except FetchFailed as error:
            yield Found(address, error.reason, fetched=Fetched())

    def _page(self, url: str, answer: Answer, folder: Path) -> Found:
        item = Item(url, "web", stated={"source_url": answer.url})
        try:
            brought = Brought(named(answer), answer.url, validators_of(answer))
        except FetchFailed as error:
            return self._failed(item, folder, error)
        return self._file(item, folder, brought)

    def _arrived(self, item: Item) -> Found | None:
        """Fetch the file of an item, unless it is known to be in the catalogue as it is."""
        if item.gone:
            return self._gone(item)
        folder = self._place()
        if item.problem is not None:
            return self._failed(item, folder, FetchFailed(item.problem))
        remembered = self._remembered(item.location)
        # Sitemaps often give the time at which they were made: a site that can tell is asked.
        asks = item.source == "sitemap" and remembered is not None and remembered.validators
        same = remembered is not None and item.version in (remembered.version, "")
        if same and item.version and not asks:
            return self._unchanged(item, folder, remembered)
        try:
            validators = remembered.validators if remembered else None
            brought = bring(self.fetcher, item, folder, validators)
        except FetchFailed as error:
            return self._failed(item, folder, error)
        if brought.path is None:
            return self._unchanged(item, folder, remembered)
        return self._file(item, folder, brought)

    def _remembered(self, location: str) -> Remembered | None:
        """Return what is known of an item if the catalogue holds just that."""
        item, source = self.state.item(location), self.known(location)
        if item is None or source is None or source.record is None:
            return None
        return item if source.sha256 == item.sha256 else None

    def _file(self, item: Item, folder: Path, brought: Brought) -> Found:
        given = {"source_url": brought.url, **item.stated}
        values = stated({key: value for key, value in given.items() if value}).values
        said = Correction(item.source, item.location, values)
        version = None if brought.again else item.version

        def settled(sha256: str | None, well: bool) -> None:
            if sha256 is not None and well:
                kept = Remembered(sha256, version, brought.validators or {})
                self.state.remember(item.location, kept)
            self._done(item, folder, well)

        fetched = Fetched(brought.path, said, brought.notes, settled=settled)
        return Found(item.location, fetched=fetched)

    def _unchanged(self, item: Item, folder: Path, remembered: Remembered | None) -> Found:
        def settled(sha256: str | None, well: bool) -> None:
            if remembered is not None and item.version and sha256 == remembered.sha256:
                kept = Remembered(remembered.sha256, item.version, remembered.validators)
                self.state.remember(item.location, kept)
            self._done(item, folder, well)

        return Found(item.location, fetched=Fetched(settled=settled))

    def _failed(self, item: Item, folder: Path, error: FetchFailed) -> Found:
        def settled(_sha256: str | None, well: bool) -> None:
            self._done(item, folder, well)

        return Found(item.location, error.reason, fetched=Fetched(settled=settled))

    def _gone(self, item: Item) -> Found | None:
        source = self.known(item.location)
        if source is None or source.record is None:
            item.settled(True)
            return None

        def settled(_sha256: str | None, well: bool) -> None:
            if self.wishes.prune:
                self.state.forget(item.location)
            item.settled(well)

        fetched = Fetched(gone=True, prune=self.wishes.prune, settled=settled)
        return Found(item.location, fetched=fetched)

    def _done(self, item: Item, folder: Path, well: bool) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        item.settled(well)

    def _place(self) -> Path:
        self._count += 1
        folder = self.folder / str(self._count)
        folder.mkdir()
        return folder


@contextmanager
def open_harvester(
    data: Path,
    known: Callable[[str], Source | None],
    manners: Manners,
    wishes: Wishes,
    kind: Kind | None = None,
) -> Iterator[Harvester]:
    """Open what reads sources for the library in ``data`` while the block runs.

    Without ``kind``, what an address is is told by what it answers. Raises OSError.
    """
    _clear(data)
    state = HarvestState(data / FILE)
    fetcher = Fetcher(manners)
    try:
        with tempfile.TemporaryDirectory(dir=data, prefix=_SPOOL) as folder:
            yield Harvester(known, fetcher, state, Path(folder), wishes, kind)
    finally:
        fetcher.close()
        state.close()


def _clear(data: Path) -> None:
    """Remove what runs that were killed have left; others may be fetching just now."""
    for folder in data.glob(f"{_SPOOL}*"):
        with suppress(OSError):
            if folder.stat().st_mtime < time.time() - _FORGOTTEN_S:
                shutil.rmtree(folder)
