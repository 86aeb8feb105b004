"""What sidecars and manifests say of a file, gathered in the order of their weight."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from corpus.corrections import Correction, Corrections
from ingest import manifest, sidecar
from ingest.stated import Stated

#: Where corrections come from, as descriptions name it.
SIDECAR, MANIFEST = "sidecar", "manifest"


@dataclass(frozen=True, slots=True)
class Said:
    """The corrections of one file, the weakest first, and what is wrong with their texts."""

    made: tuple[Correction, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(slots=True)
class Statements:
    """The sidecars and manifests of one run; each manifest is read once.

    ``named`` are manifests named for the run: they count more than the ``manifest.csv`` of a
    folder and less than a sidecar.
    """

    named: Sequence[Path] = ()
    _read: dict[Path, manifest.Manifest] = field(default_factory=dict)

    def of(
        self, location: Path, root: Path | None = None, known: Corrections | None = None
    ) -> Said:
        """Return what is said of a file: by manifests from ``root`` down to its folder, sidecars.

        What ``known`` came from stays in force while it is there and still speaks of the file,
        also where this run would not look for it.
        """
        found: dict[Path, tuple[str, Stated]] = {}
        for place in self._manifests(location, root):
            rows = self.table(place).of(location)
            if rows is not None:
                found[place] = (MANIFEST, rows)
        for place in [*_recalled(known), *sidecar.sidecars_of(location)]:
            if sidecar.is_sidecar(place.name):
                found[place] = (SIDECAR, sidecar.read_sidecar(place))
            elif place not in found:
                rows = self.table(place).of(location)
                if rows is not None:
                    found[place] = (MANIFEST, rows)
        return _said({place: found[place] for place in sorted(found, key=_weight)})

    def of_address(
        self,
        address: str,
        told: Correction | None,
        notes: tuple[str, ...] = (),
        known: Corrections | None = None,
    ) -> Said:
        """Return what is said of a document that came from an address.

        What the source itself ``told`` counts least; where it told nothing new, what it told
        before stays. Manifests name such a document by its address.
        """
        made = known.made if known is not None else ()
        before = next((one for one in made if one.path == address), None)
        source = told or before
        found: dict[Path, tuple[str, Stated]] = {}
        for place in [*_recalled(known), *self.named]:
            rows = None if sidecar.is_sidecar(place.name) else self.table(place).of_name(address)
            if rows is not None:
                found[place] = (MANIFEST, rows)
        said = _said({place: found[place] for place in sorted(found, key=_weight)})
        first = (source,) if source is not None and source.values else ()
        return Said((*first, *said.made), (*notes, *said.problems))

    def table(self, path: Path) -> manifest.Manifest:
        """Return a manifest, read when first asked for."""
        if path not in self._read:
            self._read[path] = manifest.read_manifest(path)
        return self._read[path]

    def faulty(self) -> Iterable[manifest.Manifest]:
        """Yield the manifests read so far that something is wrong with as tables."""
        return (one for one in self._read.values() if one.problems)

    def _manifests(self, location: Path, root: Path | None) -> Iterable[Path]:
        folders = [location.parent]
        while root is not None and folders[-1] != root and folders[-1].is_relative_to(root):
            folders.append(folders[-1].parent)
        for folder in reversed(folders):
            place = folder / manifest.NAME
            if place in self._read or sidecar.lies_there(place):
                yield place
        yield from self.named


def _weight(place: Path) -> tuple[int, int, str]:
    """Order places by what they count, whichever way they were found.

    Manifests of folders from the outermost in, other manifests, sidecars of all files of a name,
    sidecars of one file.
    """
    if sidecar.is_sidecar(place.name):
        rank = 3 if Path(sidecar.described_name(place.name)).suffix else 2
    else:
        rank = 0 if place.name == manifest.NAME else 1
    return rank, len(place.parts), str(place)


def _recalled(known: Corrections | None) -> list[Path]:
    if known is None:
        return []
    return [place for one in known.made if sidecar.lies_there(place := Path(one.path))]


def _said(found: dict[Path, tuple[str, Stated]]) -> Said:
    made = tuple(
        Correction(source, str(place), dict(said.values), said.links)
        for place, (source, said) in found.items()
        if said.values or said.links
    )
    problems = tuple(
        f"{place.name}: {problem}"
        for place, (_, said) in found.items()
        for problem in said.problems
    )
    return Said(made, problems)
