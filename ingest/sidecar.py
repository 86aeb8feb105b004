"""Sidecars: ``name.meta.yaml`` beside a document says what the document is.

``report.pdf.meta.yaml`` describes that file; ``report.meta.yaml`` describes every file of that
name whatever its ending, such as the deck and its PDF.
"""

from __future__ import annotations

from pathlib import Path

import yaml  # type: ignore[import-untyped]

from corpus.errors import UnreadableFile
from ingest.decode import decode
from ingest.stated import Stated, stated

ENDINGS = (".meta.yaml", ".meta.yml")
_MOST_BYTES = 256 << 10


def is_sidecar(name: str) -> bool:
    """Whether a file name is that of a sidecar."""
    return name.lower().endswith(ENDINGS)


def described_name(name: str) -> str:
    """Return the name of the file or files that a sidecar describes."""
    ending = next(ending for ending in ENDINGS if name.lower().endswith(ending))
    return name[: -len(ending)]


def sidecars_of(path: Path) -> list[Path]:
    """Return the sidecars beside a file, the one that counts most last."""
    names = dict.fromkeys((path.stem, path.name))
    places = [path.parent / f"{name}{ending}" for name in names for ending in ENDINGS]
    return [place for place in places if lies_there(place)]


def lies_there(place: Path) -> bool:
    """Whether a file is there, and no link that leads to another folder. Raises nothing."""
    try:
        return place.is_file() and place.resolve().parent == place.parent.resolve()
    except (OSError, RuntimeError):
        return False


def read_sidecar(path: Path) -> Stated:
    """Read a sidecar; whatever is wrong with it is said in the problems. Raises nothing."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            return Stated({}, (), (f"is larger than {_MOST_BYTES >> 10} KiB",))
        data = yaml.safe_load(decode(path.read_bytes()))
    except UnreadableFile as error:
        return Stated({}, (), (f"cannot be read ({error.reason})",))
    except OSError as error:
        return Stated({}, (), (f"cannot be opened ({error.strerror})",))
    except yaml.MarkedYAMLError as error:
        line = f" (line {error.problem_mark.line + 1})" if error.problem_mark else ""
        return Stated({}, (), (f"is no valid YAML{line}: {error.problem}",))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return Stated({}, (), (f"is no valid YAML: {type(error).__name__}",))
    if data is None:
        return Stated({})
    if not isinstance(data, dict):
        return Stated({}, (), ("must hold `field: value` lines",))
    return stated(data)
