"""Python, the packages, the model."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version

from packaging.requirements import Requirement

from api.doctor.finding import Finding, note, ok, wrong
from api.settings import Settings
from corpus.errors import ModelDamaged, ModelMissing
from index.model import model_folder, open_embedder, read_manifest
from index.model.manifest import ModelInfo, check_files

_OLDEST_PYTHON = (3, 11)
_INSTALL = "`pip install -c constraints.txt -e .` in the folder of Prassi brings it"


def check_installation(settings: Settings) -> Iterator[Finding]:
    """Yield how the installation stands."""
    yield _python()
    yield _packages()
    yield _model(settings)


def _python() -> Finding:
    said = f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    if sys.version_info < _OLDEST_PYTHON:
        wanted = ".".join(map(str, _OLDEST_PYTHON))
        return wrong("python", said, f"make the environment with Python {wanted} or newer")
    return ok("python", said)


def _packages() -> Finding:
    try:
        stated = requires("prassi") or []
    except PackageNotFoundError:
        return note("packages", "prassi itself is not installed, only run", _INSTALL)
    needed = [r for r in map(Requirement, stated) if r.marker is None or r.marker.evaluate()]
    bad = [told for told in map(shortcoming, needed) if told]
    if bad:
        return wrong("packages", "; ".join(bad), _INSTALL.replace("brings it", "mends it"))
    return ok("packages", f"{len(needed)} packages, each new enough")


def shortcoming(needed: Requirement) -> str:
    """Return what is wrong with an installed package, nothing if it is as needed."""
    try:
        found = version(needed.name)
    except PackageNotFoundError:
        return f"{needed.name} is missing"
    if needed.specifier.contains(found, prereleases=True):
        return ""
    return f"{needed.name} is {found}, not {needed.specifier}"


def _model(settings: Settings) -> Finding:
    folder = model_folder(settings.model, settings.models_folder)
    try:
        info = read_manifest(folder)
        check_files(info, digests=True)
        return _tried(info)
    except ModelMissing:
        return wrong("model", f"{settings.model} is not prepared", "run `prassi model prepare`")
    except (ModelDamaged, OSError) as error:
        return wrong("model", str(error), f"remove {folder} and run `prassi model prepare`")


def _tried(info: ModelInfo) -> Finding:
    said = f"{info.name}, {info.dimension} dimensions, {info.size / 1e6:.0f} MB, whole"
    try:
        open_embedder(info.folder).embed_queries(["prova"])
    except Exception as error:  # onnxruntime and tokenizers raise classes of their own, or none
        told = f"{said}, but does not run ({type(error).__name__}: {error})"
        return wrong("model", told, "install onnxruntime and tokenizers as in constraints.txt")
    return ok("model", f"{said}, runs")
