"""Arrows between packages: ingest -> corpus <- index <- eval, and api on top of all."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ALLOWED = {
    "corpus": {"corpus"},
    "ingest": {"ingest", "corpus"},
    "index": {"index", "corpus"},
    "eval": {"eval", "index", "corpus"},
    "api": {"api", "eval", "index", "ingest", "corpus"},
}
MODULES = sorted(
    path for package in ALLOWED for path in (ROOT / package).rglob("*.py") if path.is_file()
)


def imported_packages(path):
    """Return our own packages that a module imports, wherever in it the import stands."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            found.add(node.module.partition(".")[0])
    return found & set(ALLOWED)


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_follow_the_arrows(path):
    package = path.relative_to(ROOT).parts[0]
    assert imported_packages(path) <= ALLOWED[package]


def test_every_package_is_listed_for_installation():
    import tomllib

    listed = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["packages"]
    found = {
        ".".join(path.parent.relative_to(ROOT).parts)
        for package in ALLOWED
        for path in (ROOT / package).rglob("__init__.py")
    }
    # The scripts that build the sample documents stay in the source tree.
    assert set(listed) == {name for name in found if not name.startswith("corpus.sample")}
